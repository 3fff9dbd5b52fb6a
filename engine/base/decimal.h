/* Decimals to doubles. */
#ifndef TSQ_BASE_DECIMAL_H
#define TSQ_BASE_DECIMAL_H

#include <stdbool.h>
#include <stdint.h>

/**
 * The double nearest to digits * 10^exponent, ties to even.
 * @return false where it lies too close to the middle between two doubles, or is too small or large, to be told so; then
 *         *value is not set
 */
bool tsq__decimal(uint64_t digits, int exponent, double *value);

/** 1, 10, ... 1e22. */
extern const double tsq__exact_powers[23];
/** 1, 10, ... 1e19. */
extern const uint64_t tsq__ten_to[20];

/** The same for digits up to 2^53 and exponents from -22 to 22, which is quick; false for others. */
static inline bool tsq__decimal_quick(uint64_t digits, int exponent, double *value)
{
    if (digits > UINT64_C(1) << 53 || exponent < -22 || exponent > 22) {
        return false;
    }
    const double number = (double)(int64_t)digits;
    *value = exponent < 0 ? number / tsq__exact_powers[-exponent] : number * tsq__exact_powers[exponent];
    return true;
}

#endif
