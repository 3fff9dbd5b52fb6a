/* Decimals to doubles.
 *
 * Digits that make an integer up to 2^53 and a power of ten up to 10^22 are both exact doubles, so that one multiplication
 * or division rounds correctly (Clinger 1990, DOI 10.1145/93542.93557). Else the product of the digits and 128 bits of the
 * power, as Eisel and Lemire take it (Lemire 2021, DOI 10.1002/spe.2984): here with both of its bounds, which mostly
 * round to the same double. */
#include "base/decimal.h"

#include "base/powers.h"

#include <string.h>

__extension__ typedef unsigned __int128 wide;

const double tsq__exact_powers[23] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                      1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};

const uint64_t tsq__ten_to[20] = {1,
                                  10,
                                  100,
                                  1000,
                                  10000,
                                  100000,
                                  1000000,
                                  10000000,
                                  100000000,
                                  1000000000,
                                  10000000000,
                                  100000000000,
                                  1000000000000,
                                  10000000000000,
                                  100000000000000,
                                  1000000000000000,
                                  10000000000000000,
                                  100000000000000000,
                                  1000000000000000000,
                                  10000000000000000000u};

/* `product` 2^unit is less than one off: the nearest double, if that does not depend on where the number lies. */
static bool round_to_double(wide product, int unit, double *value)
{
    const int cut = (product >> 127 != 0 ? 128 : 127) - 53;
    const wide rest = product & (((wide)1 << cut) - 1), half = (wide)1 << (cut - 1);
    if (rest == half) {
        return false;
    }
    uint64_t fraction = (uint64_t)(product >> cut) + (rest > half);
    int exponent = unit + cut + 52;
    if (fraction >> 53 != 0) {
        fraction >>= 1;
        exponent++;
    }
    if (exponent < -1022 || exponent > 1023) {
        return false;
    }
    const uint64_t bits = (uint64_t)(exponent + 1023) << 52 | (fraction & ((UINT64_C(1) << 52) - 1));
    memcpy(value, &bits, sizeof *value);
    return true;
}

bool tsq__decimal(uint64_t digits, int exponent, double *value)
{
    if (tsq__decimal_quick(digits, exponent, value)) {
        return true;
    }
    if (digits == 0 || exponent < TSQ__POWER_LEAST || exponent > TSQ__POWER_MOST) {
        *value = 0.0;
        return digits == 0;
    }
    const int zeros = __builtin_clzll(digits);
    const struct tsq__power *g = &tsq__powers[exponent - TSQ__POWER_LEAST];
    const uint64_t w = digits << zeros;
    /* the power is less than one unit of its last bit too large, the product less than w; so its upper 128 bits are less
     * than one off, either way */
    const wide product = (wide)w * g->high + (uint64_t)((wide)w * g->low >> 64);
    return round_to_double(product, tsq__log2_of_power(exponent) - 127 + 64 - zeros, value);
}
