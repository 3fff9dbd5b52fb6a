/* Whether columns are linearly dependent, decided in exact arithmetic. */
#ifndef TSQ_NUM_RANK_H
#define TSQ_NUM_RANK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * Whether the columns of X, and the intercept if wanted, are exactly dependent: as doubles or, without y, as the
 * decimals that the doubles were read from (0.1 + 0.2 = 0.3, percentages that add up to 100), where what is left of a
 * column behind the others is nothing but the rounding to doubles.
 *
 * Elimination modulo three primes near 2^31: columns that are independent modulo one prime are independent; columns
 * dependent modulo all three are dependent but for a chance of about 2^-90. Near dependence is not dependence.
 *
 * @param X    k x m, column after column, finite
 * @param y    one more column, or NULL
 * @param work (k + 1) * (m + 2) numbers
 */
bool tsq__rank_deficient(size_t k, size_t m, const double *X, const double *y, bool intercept, uint64_t *work);

#endif
