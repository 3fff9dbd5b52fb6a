/* An orthogonal basis of the moderators, so that nearly dependent ones cost no digits in the fits. */
#ifndef TSQ_NUM_BASIS_H
#define TSQ_NUM_BASIS_H

#include <stdbool.h>
#include <stddef.h>

/**
 * Replaces moderators x (k x m, column after column) by z with x_j = sum_(c<j) mix_cj z_c + 2^exp_j z_j, orthogonal to
 * the intercept (if any) and to each other but for rounding. Modified Gram-Schmidt, twice, in twofold arithmetic; the
 * rounding of z to double is the only error: 2^-53 of what is left of the moderator, not of the moderator.
 *
 * @param[out] mix p x m, column after column: mix[j * p + c], c counting the intercept first
 * @param[out] exp length m; the largest |z_j| is in [1/2, 1)
 * @param room 2 k numbers
 */
void tsq__basis_orthogonal(size_t k, size_t m, bool intercept, double *x, double *mix, int *exp, double *room);

#endif
