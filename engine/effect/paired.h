/* The mean change of one group that was measured twice: m1i - m2i with the correlation ri. */
#ifndef TSQ_EFFECT_PAIRED_H
#define TSQ_EFFECT_PAIRED_H

#include "effect/row.h"

/** Change, its SD, and what they come from. */
struct tsq__paired {
    double n, change, r;
    double sd_change; /**< NaN without the second SD, where it is not needed */
};

/**
 * Takes the change of a row; r of the row, else of the options.
 *
 * @param needs_second_sd whether sd2i is needed (SMCR divides by sd1i alone)
 * @retval TSQ_E_MISSING value->missing lists what is lacking
 */
tsq_status tsq__paired_take(const struct tsq_effect_row *row, const tsq_effect_options *options, bool needs_second_sd,
                            struct tsq__paired *out, struct tsq_effect_value *value);

/**
 * n times the variance of a change d in units of s, s^2 = (sd1^2 + sd2^2)/2, where the SDs may differ: (c/s)^2 +
 * d^2 (q1^2 + q2^2 + 2 r^2 q1 q2)/8, c the SD of the change and q = sd^2/s^2. Bonett 2008, eq. 10.
 */
double tsq__paired_unit_variance(const struct tsq_effect_row *row, const struct tsq__paired *pair, double d);

#endif
