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

#endif
