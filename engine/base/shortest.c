/* The shortest decimal of a double, by Schubfach: Raffaele Giulietti, "The Schubfach way to render doubles", 2021.
 *
 * The numbers that are nearest to a double c 2^q make an interval about it. k is chosen so that the interval is at least
 * 10^k wide, but not 10^(k+1): so it holds a multiple of 10^k, and at most one of 10^(k+1). Multiples are compared with
 * the ends of the interval in units of 10^k / 4, by products of 64 and 128 bits whose rest sets the last bit. */
#include "base/shortest.h"

#include "base/powers.h"

#include <stdbool.h>
#include <string.h>

__extension__ typedef unsigned __int128 wide;

/* The upper 64 bits of the product, the last one set if anything was cut off. */
static uint64_t product(const struct tsq__power *g, uint64_t c)
{
    const uint64_t low = (uint64_t)((wide)g->low * c >> 64);
    const wide high = (wide)g->high * c + low;
    return (uint64_t)(high >> 64) | ((uint64_t)high > 1);
}

uint64_t tsq__shortest(double value, int *exponent)
{
    uint64_t bits;
    memcpy(&bits, &value, sizeof bits);
    const uint64_t fraction = bits & ((UINT64_C(1) << 52) - 1);
    const int biased = (int)(bits >> 52 & 2047);
    const uint64_t c = biased != 0 ? fraction | UINT64_C(1) << 52 : fraction;
    const int q = (biased != 0 ? biased : 1) - 1075;
    /* at a power of two the lower half of the interval is half as wide */
    const bool closer = fraction == 0 && biased > 1, odd = c % 2 != 0;
    const int k = tsq__floor_shift(q * 1262611 - (closer ? 524031 : 0), 22); /* log10 2^q, or of 3/4 2^q */
    const int shift = q + tsq__log2_of_power(-k) + 1;                        /* log2 10^-k */
    const struct tsq__power *g = &tsq__powers[-k - TSQ__POWER_LEAST];
    const uint64_t lower = product(g, (4 * c - 2 + closer) << shift) + odd;
    const uint64_t middle = product(g, 4 * c << shift);
    const uint64_t upper = product(g, (4 * c + 2) << shift) - odd;
    /* no branches: which of them is taken is as good as random */
    const uint64_t s = middle / 4, tens = s / 10;
    const bool tens_below = lower <= 40 * tens, tens_above = 40 * tens + 40 <= upper;
    const bool below = lower <= 4 * s, above = 4 * s + 4 <= upper;
    const bool nearer = middle > 4 * s + 2 || (middle == 4 * s + 2 && s % 2 != 0);
    const bool up = below != above ? above : nearer, fewer = s >= 10 && tens_below != tens_above;
    *exponent = k + fewer;
    return fewer ? tens + tens_above : s + up;
}
