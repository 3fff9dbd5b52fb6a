/* Cross-over trials beside parallel ones: every participant has both treatments. */
#ifndef TSQ_EFFECT_CROSSOVER_H
#define TSQ_EFFECT_CROSSOVER_H

#include "effect/plan.h"

/** Whether the measure compares two groups of different participants, so that a cross-over trial needs more. */
bool tsq__crossover_needs_pairs(const tsq_effect_measure *measure);

/** Says what lacks of a cross-over trial, or that the measure has no paired form. Returns E_MISSING. */
tsq_status tsq__crossover_lacks(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                                const tsq_effect_options *options, struct tsq_effect_value *value);

/** The mean correlation of the two treatments, for rows that have none. */
struct tsq__crossover_corr {
    double r;         /**< NaN if no row has one */
    double low, high; /**< of what it is the mean of */
    size_t n;
};

/**
 * Mean of the correlations that cross-over trials report or imply by their SDs and their test: Fisher's z with weights
 * n - 3, of trials with more than 3 participants.
 *
 * @retval TSQ_E_VALUE of tsq__effect_plan_read
 */
tsq_status tsq__crossover_corr_pool(const struct tsq__effect_plan *plan, const tsq_rows *rows,
                                    const tsq_effect_options *options, struct tsq__crossover_corr *out, tsq_error *err);

/** Adds of which trials the pooled correlation is, where the row rests on it. */
void tsq__crossover_corr_describe(const struct tsq__crossover_corr *pooled, const struct tsq_effect_row *row,
                                  struct tsq_effect_value *value);

#endif
