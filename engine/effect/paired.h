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

#endif
