/* Alleles of `batch`: whether two studies speak of the same ones, and in which direction.
 *
 * A pair of alleles belongs to a class: with it are the pair the other way round, and both on the other strand where that
 * is another pair than these. A class has a direction, and a pair has it or the other one. So of two studies it need only
 * be seen whether the class is the same, and the direction. */
#include "io/batch.h"

/* An allele as a number: up to seven letters as they are, more by their hash; case does not count. */
static uint64_t code_of(const char *text, size_t length)
{
    uint64_t code = 0;
    for (size_t i = 0; i < length; i++) {
        const uint64_t c = (unsigned char)(text[i] >= 'a' && text[i] <= 'z' ? text[i] - 'a' + 'A' : text[i]);
        code = i < 7 ? code << 8 | c : (code ^ c) * UINT64_C(0x100000001b3);
    }
    return length <= 7 ? code : code | UINT64_C(1) << 63;
}

/* Of the other strand; 0 for what is no single base. */
static uint64_t complement(uint64_t code)
{
    return code == 'A' ? 'T' : code == 'T' ? 'A' : code == 'C' ? 'G' : code == 'G' ? 'C' : 0;
}

static bool is_less(const uint64_t *a, const uint64_t *b)
{
    return a[0] < b[0] || (a[0] == b[0] && a[1] < b[1]);
}

uint64_t tsq__batch_alleles(const char *effect, size_t effect_length, const char *other, size_t other_length)
{
    const uint64_t pair[2] = {code_of(effect, effect_length), code_of(other, other_length)};
    const uint64_t strand[2] = {complement(pair[0]), complement(pair[1])};
    const uint64_t swapped[2] = {pair[1], pair[0]}, strand_swapped[2] = {strand[1], strand[0]};
    const bool two_strands = strand[0] != 0 && strand[1] != 0 && strand[0] != pair[1];
    const uint64_t *least = pair;
    bool turned = false;
    if (two_strands && is_less(strand, least)) {
        least = strand;
    }
    if (is_less(swapped, least)) {
        least = swapped;
        turned = true;
    }
    if (two_strands && is_less(strand_swapped, least)) {
        least = strand_swapped;
        turned = true;
    }
    uint64_t hash = (least[0] ^ UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xd6e8feb86659fd93);
    hash = (hash ^ hash >> 32 ^ least[1]) * UINT64_C(0xd6e8feb86659fd93);
    hash ^= hash >> 32;
    return (hash & ~UINT64_C(1)) | turned;
}

bool tsq__batch_turn(uint64_t reference, uint64_t alleles, double *yi)
{
    *yi = ((reference ^ alleles) & 1) != 0 ? -*yi : *yi;
    return (reference ^ alleles) <= 1;
}
