/* Several arms of a trial as one. */
#ifndef TSQ_EFFECT_COMBINE_H
#define TSQ_EFFECT_COMBINE_H

#include "effect/arms.h"
#include "effect/pairs.h"

/**
 * Size, mean and SD of all participants of n groups together: exact, as if their values were one list.
 *
 * N = sum n, M = sum n m/N, SD^2 = (sum (n-1) sd^2 + sum n (m-M)^2)/(N-1).
 * Source: Cochrane Handbook 6.5, 6.5.2.10 and Table 6.5.a, for any number of groups.
 */
struct tsq__arm tsq__combine_groups(const struct tsq__arm *group, size_t n);

/**
 * Makes the treatment groups of n comparisons with one control one group: counts and person-time are added up, means
 * and SDs combined, of changes where `compared` says that they are compared; these then stand in place of final
 * values. What was reported in other forms is gone: `row` has been filled by conversions before.
 *
 * @param[out] out the comparison, for options.endpoint FINAL
 * @return NULL, or why they cannot be combined
 */
const char *tsq__combine_rows(enum tsq__compared_by by, const struct tsq_effect_row *row, size_t n,
                              const tsq_effect_options *options, tsq_compared compared, struct tsq_effect_row *out);

/** Divides size, events and person-time of the control among n comparisons; tests of the whole are forgotten. */
void tsq__split_control(enum tsq__compared_by by, double n, struct tsq_effect_row *row);

#endif
