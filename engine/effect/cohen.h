/* The uncorrected standardised difference of two groups, from means or from what tests report. */
#ifndef TSQ_EFFECT_COHEN_H
#define TSQ_EFFECT_COHEN_H

#include "effect/arms.h"

struct tsq__cohen {
    double n1, n2, d; /**< d = (m1 - m2)/pooled SD */
};

/** Takes d of means and SDs if they are there, else cohen_d, else of ti or pi (test of two groups), else of the point-biserial
 *  ri. */
tsq_status tsq__cohen_take(const struct tsq_effect_row *row, const tsq_effect_options *options, struct tsq__cohen *out,
                           struct tsq_effect_value *value);

/** Roles taken where there are any. */

#define TSQ__COHEN_OPTIONAL TSQ__ARMS_OPTIONAL " cohen_d ti pi ri"

#endif
