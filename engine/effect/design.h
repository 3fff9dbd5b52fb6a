/* Trials that are not parallel groups of independent participants: clusters here, cross-over in crossover.h. */
#ifndef TSQ_EFFECT_DESIGN_H
#define TSQ_EFFECT_DESIGN_H

#include "effect/row.h"

/** The roles that every measure reads of a cluster trial. */
extern const char *const tsq__design_roles;

/** What a cell of the column `design` means: CROSSOVER if "cross" is in it, CLUSTER if "cluster" is, else parallel. Case
 * does not count. */
enum tsq__design tsq__design_of(const char *text);

/** How a cluster trial is adjusted. */
struct tsq__clustering {
    bool any;            /**< whether it is */
    double deff;         /**< the design effect, 1 where it is not */
    double icc, size;    /**< what it comes from, NaN where it was reported itself */
    const char *warning; /**< what lacks to adjust a row that seems to need it; NULL */
};

/**
 * The design effect of a row: reported, or 1 + (size - 1) icc with the mean cluster size reported or n over the number
 * of clusters, and icc reported or that of the options.
 *
 * @retval TSQ_E_VALUE more clusters than participants, or an icc so negative that nothing is left
 * @source Cochrane Handbook 6.5, 23.1.4; Donner & Klar 2000, Design and Analysis of Cluster Randomization Trials
 */
tsq_status tsq__clustering_find(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                struct tsq__clustering *out, struct tsq_effect_value *value);

/** Whether the measure rests on sizes and counts of two groups, so that these are divided by the design effect. */
bool tsq__clustering_divides(const tsq_effect_measure *measure, const struct tsq_effect_row *row);

/** Divides the sizes, counts and person-times of two groups by the design effect; means and SDs stay. */
void tsq__clustering_divide(const tsq_effect_measure *measure, double deff, struct tsq_effect_row *row);

/** Multiplies the variance of an effect that knows nothing of the clusters by the design effect. */
void tsq__clustering_inflate(double deff, struct tsq_effect_value *value);

/** Adds "; design effect 1.98 (ICC 0.02, clusters of 50)", and the warning, to the value. */
void tsq__clustering_describe(const struct tsq__clustering *clustering, struct tsq_effect_value *value);

/** measure->compute on a row as its column `design` and its clusters ask for. */
tsq_status tsq__design_compute(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                               const tsq_effect_options *options, struct tsq_effect_value *value);

/** E_OPTION for an ICC, a correlation of cross-over trials or a level of reported limits that no row can use. */
tsq_status tsq__design_check(const tsq_roles *roles, const tsq_effect_measure *measure,
                             const tsq_effect_options *options, tsq_error *err);

/** Adds a text after "; ", to value->derived or value->warning. */
void tsq__effect_add(char text[TSQ__EFFECT_TEXT], const char *addition);

#endif
