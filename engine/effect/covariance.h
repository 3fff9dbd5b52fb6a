/* What contrasts with one control group have in common: for each measure the part of vi that comes from the second group.
 *
 * To the order of the delta method the error of an estimate is that of the first group plus sum_l s_l Z_l, with Z_l the
 * standardised errors of what is estimated from the second group (its mean or proportion; its SD), which are independent
 * of each other. Two contrasts with the same second group share the Z_l and nothing else: cov(y_i, y_j) =
 * sum_l s_il s_jl. value->shared[l] is s_l^2, with the sign of s_l.
 *
 * The parts are those of the variance formula (vtype) in use and of the counts after the continuity correction: where
 * the two contrasts are alike this is the second group's share of vi, and it never makes a matrix that is no covariance.
 *
 * Source: the difference of means and of proportions, Gleser & Olkin 2009, Stochastically dependent effect sizes, in
 * Cooper, Hedges & Valentine, The Handbook of Research Synthesis and Meta-Analysis, 2nd ed., ch. 19; Higgins, Eldridge &
 * Li 2019, Cochrane Handbook, ch. 23.3; Franchini, Dias, Ades, Jansen & Welton 2012, doi:10.1002/jrsm.1049; ratios of
 * means, Lajeunesse 2011, doi:10.1890/11-0423.1. */
#ifndef TSQ_EFFECT_COVARIANCE_H
#define TSQ_EFFECT_COVARIANCE_H

#include "effect/row.h"

#define TSQ_COVARIANCE(name) extern const tsq_effect_covariance tsq__covariance_##name;
#include "effect/covariances.def"
#undef TSQ_COVARIANCE

/** Sets value->shared of an effect of `row` whose yi and vi are set; NaN where no such parts are known. */
void tsq__effect_share(const tsq_effect_measure *measure, const struct tsq_effect_row *row,
                       const tsq_effect_options *options, struct tsq_effect_value *value);

#define TSQ__GLESER_OLKIN                                                                                              \
    "Gleser & Olkin 2009, in Cooper, Hedges & Valentine, The Handbook of Research Synthesis and Meta-Analysis, ch. 19"

#endif
