/* Effect measures over ranges, one function each; the table of them is in rounding_registry.c. */
#ifndef TSQ_VERIFY_ROUNDING_MEASURES_H
#define TSQ_VERIFY_ROUNDING_MEASURES_H

#include "verify/rounding_arms.h"
#include "verify/rounding_special.h"

/** As reported, differences and ratios of means, correlations (rounding_measures.c). */
tsq__enclose tsq__enclose_gen, tsq__enclose_hr, tsq__enclose_md, tsq__enclose_rom, tsq__enclose_cor, tsq__enclose_zcor;

/** Standardised differences of two groups (rounding_standardised.c). */
tsq__enclose tsq__enclose_smd, tsq__enclose_smdh, tsq__enclose_smd1, tsq__enclose_smd1h, tsq__enclose_d2orn,
    tsq__enclose_d2orl;

/** Variability of two groups, and single groups (rounding_single.c). */
tsq__enclose tsq__enclose_vr, tsq__enclose_cvr, tsq__enclose_mn, tsq__enclose_smn, tsq__enclose_mnln, tsq__enclose_sdln,
    tsq__enclose_cvln;

/** Proportions, rates and reliabilities (rounding_proportion.c). */
tsq__enclose tsq__enclose_pr, tsq__enclose_pln, tsq__enclose_plo, tsq__enclose_pas, tsq__enclose_pft, tsq__enclose_ir,
    tsq__enclose_irln, tsq__enclose_irs, tsq__enclose_irft, tsq__enclose_araw, tsq__enclose_ahw, tsq__enclose_abt;

/** Changes within a group (rounding_paired.c). */
tsq__enclose tsq__enclose_mc, tsq__enclose_smcc, tsq__enclose_smcr, tsq__enclose_smcrh, tsq__enclose_smcrp,
    tsq__enclose_smcrph, tsq__enclose_romc, tsq__enclose_vrc, tsq__enclose_cvrc;

/** The pooled variance of two groups. */
struct tsq__dual tsq__dual_pooled_variance(const struct tsq__dual_arm arm[2]);

/** A standardised difference before its correction, as struct tsq__standardised of effect/hedges.h. */
struct tsq__dual_standardised {
    struct tsq__dual d, m, n, unit, unit_unbiased;
};

/** Corrects it; yi, and vi by the variance formula asked for. @return false for a formula that needs exact sizes */
bool tsq__dual_standardise(const struct tsq__cells *cells, const struct tsq__dual_standardised *in, struct tsq__dual *y,
                           struct tsq__dual *v);

/** A log odds ratio from a difference: by the normal distribution, or the logistic one. */
void tsq__dual_odds_ratio(const struct tsq__dual_standardised *in, bool normal, struct tsq__dual *y,
                          struct tsq__dual *v);

/** From what is printed of a test of two groups, of a change or of a correlation (rounding_tests.c). */
tsq__enclose tsq__enclose_test;

/** From ratios of another kind, and limits of either group (rounding_ratios.c). */
tsq__enclose tsq__enclose_ratio, tsq__enclose_mover;

/** From the log-rank statistic (rounding_survival.c). */
tsq__enclose tsq__enclose_observed, tsq__enclose_logrank, tsq__enclose_events;

/** Cross-over trials (rounding_crossover.c). */
tsq__enclose tsq__enclose_crossover_sd, tsq__enclose_crossover_test, tsq__enclose_crossover_corr;

#endif
