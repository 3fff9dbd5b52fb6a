/* The correlation of baseline and final value, from the rows that report enough to solve for it. */
#ifndef TSQ_EFFECT_POOLED_CORR_H
#define TSQ_EFFECT_POOLED_CORR_H

#include "effect/plan.h"

/** Correlations of the groups of some rows. */
struct tsq__pooled_corr {
    double r;          /**< their mean; NaN if there are none */
    double low, high;  /**< the smallest and the largest */
    size_t n;          /**< groups of participants */
    size_t impossible; /**< groups whose SDs imply a correlation of 1 or beyond; left out */
};

/**
 * r = (SD0^2 + SD^2 - SDchange^2)/(2 SD0 SD) of every group with all three SDs and more than 3 participants, pooled as
 * tanh(sum (n - 3) artanh(r)/sum (n - 3)).
 *
 * Sources: Cochrane Handbook 6.5.2.8 (the correlation); Fisher 1921 (z with variance 1/(n - 3)).
 * @param[out] warning TSQ__EFFECT_TEXT characters: "" or that there is none, or that some are impossible
 * @retval TSQ_E_VALUE a number that cannot be, as tsq__effect_plan_read says it
 */
tsq_status tsq__pool_corr(const struct tsq__effect_plan *plan, const tsq_rows *rows, struct tsq__pooled_corr *out,
                          char *warning, tsq_error *err);

/** Adds to value->derived where the correlation of the options comes from, if the value rests on it. */
void tsq__pooled_corr_describe(const struct tsq__pooled_corr *pooled, const tsq_effect_measure *measure,
                               const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value);

#endif
