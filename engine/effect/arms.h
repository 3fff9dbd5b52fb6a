/* The two groups of a comparison: which mean and SD of a row are compared, final values or changes. */
#ifndef TSQ_EFFECT_ARMS_H
#define TSQ_EFFECT_ARMS_H

#include "effect/row.h"

/** Size, mean and SD of one group. */
struct tsq__arm {
    double n, mean, sd;
};

/**
 * Chooses the quantity that both groups have, by options->endpoint, and says in value->derived which it is.
 *
 * A change is the reported one, else final minus baseline with SD^2 = sd0^2 + sd^2 - 2 r sd0 sd, r of the row or
 * else options->corr. The groups are always both final values or both changes.
 *
 * @param[out] arm the two groups
 * @retval TSQ_E_MISSING value->missing lists what is lacking: of the choice that lacks least
 */
tsq_status tsq__arms_choose(const struct tsq_effect_row *row, const tsq_effect_options *options, struct tsq__arm arm[2],
                            struct tsq_effect_value *value);

/** SD of a difference of two values with correlation r, without cancellation or overflow. */
double tsq__sd_difference(double sd_before, double sd_after, double r);

/** SD within groups, sqrt(((n1-1) sd1^2 + (n2-1) sd2^2)/(n1 + n2 - 2)); NaN where that is not defined. */
double tsq__pooled_sd(const struct tsq__arm arm[2]);

/** Root of the mean of the two variances, sqrt((sd1^2 + sd2^2)/2). */
double tsq__mean_sd(double sd1, double sd2);

/** Roles of tsq__arms_choose: the needed ones, and those that are taken where there are any. */
#define TSQ__ARMS_INPUTS "n1i m1i sd1i n2i m2i sd2i"
#define TSQ__ARMS_OPTIONAL "m1i0 sd1i0 m2i0 sd2i0 mc1i sdc1i mc2i sdc2i r1i r2i"

#endif
