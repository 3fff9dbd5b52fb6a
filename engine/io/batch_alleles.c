/* Alleles of `batch`: whether two studies speak of the same ones, and in which direction. */
#include "io/batch.h"

uint64_t tsq__batch_allele(const char *text)
{
    uint64_t code = 0;
    size_t n = 0;
    for (; *text != '\0'; text++, n++) {
        const uint64_t c = (unsigned char)(*text >= 'a' && *text <= 'z' ? *text - 'a' + 'A' : *text);
        code = n < 7 ? code << 8 | c : (code ^ c) * UINT64_C(0x100000001b3);
    }
    return n <= 7 ? code : code | UINT64_C(1) << 63;
}

/* Of the other strand; 0 for what is no single base. */
static uint64_t complement(uint64_t code)
{
    return code == 'A' ? 'T' : code == 'T' ? 'A' : code == 'C' ? 'G' : code == 'G' ? 'C' : 0;
}

static bool is_pair(const uint64_t *pair, uint64_t first, uint64_t second)
{
    return pair[0] == first && pair[1] == second;
}

int tsq__batch_direction(const uint64_t *reference, const uint64_t *pair)
{
    const uint64_t other[2] = {complement(pair[0]), complement(pair[1])};
    if (is_pair(reference, pair[0], pair[1])) {
        return 1;
    }
    if (is_pair(reference, pair[1], pair[0])) {
        return -1;
    }
    if (other[0] == 0 || other[1] == 0) {
        return 0;
    }
    return is_pair(reference, other[0], other[1]) ? 1 : is_pair(reference, other[1], other[0]) ? -1 : 0;
}
