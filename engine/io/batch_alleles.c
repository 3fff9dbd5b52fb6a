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

/* The number of a base, A C T G, or -1 for what is none. */
static int base_of(const char *text, size_t length)
{
    const unsigned letter = length == 1 ? ((unsigned char)text[0] | 0x20u) - 'a' : 26;
    const unsigned bases = 1u << ('a' - 'a') | 1u << ('c' - 'a') | 1u << ('g' - 'a') | 1u << ('t' - 'a');
    return letter < 26 && (bases >> letter & 1) != 0 ? text[0] >> 1 & 3 : -1;
}

/* Of two single bases. The other strand has 2 more or less: A and T, C and G. Where that is the pair the other way round
 * it does not tell. */
static uint64_t class_of_bases(int effect, int other)
{
    const int pair = effect << 2 | other, swapped = other << 2 | effect;
    const int strand = pair ^ 2 << 2 ^ 2, strand_swapped = swapped ^ 2 << 2 ^ 2;
    const bool two = strand != swapped;
    const int as_it_is = two && strand < pair ? strand : pair;
    const int turned = two && strand_swapped < swapped ? strand_swapped : swapped;
    return turned < as_it_is ? (uint64_t)turned << 1 | 1 : (uint64_t)as_it_is << 1;
}

static uint64_t class_of_codes(uint64_t effect, uint64_t other)
{
    const bool turned = other < effect;
    const uint64_t least = turned ? other : effect, most = turned ? effect : other;
    uint64_t hash = (least ^ UINT64_C(0x9e3779b97f4a7c15)) * UINT64_C(0xd6e8feb86659fd93);
    hash = (hash ^ hash >> 32 ^ most) * UINT64_C(0xd6e8feb86659fd93);
    hash ^= hash >> 32;
    return (hash & ~UINT64_C(1)) | turned;
}

uint64_t tsq__batch_alleles(const char *effect, size_t effect_length, const char *other, size_t other_length)
{
    const int first = base_of(effect, effect_length), second = base_of(other, other_length);
    return first >= 0 && second >= 0 ? class_of_bases(first, second)
                                     : class_of_codes(code_of(effect, effect_length), code_of(other, other_length));
}
