/* Pooling of counts without estimates per study: Mantel and Haenszel, Peto, and the tests of stratified tables. */
#ifndef TAUSQ_COUNTS_H
#define TAUSQ_COUNTS_H

#include <tausq/fit.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What is pooled. Ratios are pooled and reported as logarithms. */
typedef enum tsq_count_measure {
    TSQ_COUNT_OR,  /**< odds ratio, from 2x2 tables */
    TSQ_COUNT_RR,  /**< risk ratio */
    TSQ_COUNT_RD,  /**< risk difference */
    TSQ_COUNT_IRR, /**< ratio of rates, from events and person-time */
    TSQ_COUNT_IRD  /**< difference of rates */
} tsq_count_measure;

/** The measure of that id ("OR"); false if counts are not pooled to it. */
TSQ_API bool tsq_count_measure_find(const char *id, tsq_count_measure *out);

/**
 * The counts of the studies of one analysis: a view that borrows its arrays, each of length k.
 *
 * 2x2 tables have ai of ai + bi with the event in the first group and ci of ci + di in the second. Rates have x1i
 * events in the person-time t1i, and x2i in t2i. The arrays of the other kind are not looked at. Counts need not be
 * whole numbers.
 *
 * yi and vi are the studies' own estimates, for Q; both NaN for a study without one, both NULL for no Q.
 */
typedef struct tsq_counts {
    size_t k;
    const double *ai, *bi, *ci, *di;
    const double *x1i, *t1i, *x2i, *t2i;
    const double *yi, *vi;
} tsq_counts;

/** Where a continuity correction is added. */
typedef enum tsq_count_to {
    TSQ_COUNT_TO_NONE,
    TSQ_COUNT_TO_ONLY0,  /**< studies with a count of 0 */
    TSQ_COUNT_TO_IF0ALL, /**< all studies, if any has a count of 0 */
    TSQ_COUNT_TO_ALL
} tsq_count_to;

/** Variance of the pooled risk difference. */
typedef enum tsq_rd_variance {
    TSQ_RD_SATO,     /**< Sato, Greenland and Robins 1989 */
    TSQ_RD_GREENLAND /**< Greenland and Robins 1985 */
} tsq_rd_variance;

/** Options of pooling counts; start from TSQ_COUNTS_OPTIONS_INIT: no correction. */
typedef struct tsq_counts_options {
    double add;      /**< added to each cell, for rates to each number of events, before pooling */
    bool add_by_arm; /**< 2x2 tables: n1/(n1 + n2) and n2/(n1 + n2) in its place (tsq_effect_options) */
    tsq_count_to to; /**< where it is added */
    bool drop00;     /**< leave out studies without events in both groups, or with events only (2x2 tables) */
    tsq_rd_variance rd_variance;
    bool rd_differences_kept; /**< RD: what is added does not enter the differences of the studies (meta, RevMan) */
    bool rd_sizes_kept;       /**< RD: nor their weights, so that only the variance changes (RevMan) */
    bool rr_one_kept;         /**< RR: a corrected study with events only in both groups has a ratio of 1 (RevMan) */
    double level;             /**< per cent, 0 < level < 100 */
} tsq_counts_options;
#define TSQ_COUNTS_OPTIONS_INIT                                                                                        \
    {                                                                                                                  \
        .add = 0.0, .to = TSQ_COUNT_TO_NONE, .level = 95.0                                                             \
    }

/** A chi-square statistic with its tail; NaN where it does not exist. */
typedef struct tsq_chisq {
    double value, df, p, log10p;
} tsq_chisq;

/** Tests of stratified tables. OR has all of them, RR and RD those of no association, IRR and IRD cmh only. */
typedef struct tsq_counts_tests {
    tsq_chisq cochran, cochran_corrected; /**< no association, Cochran 1954; variances with N */
    tsq_chisq cmh, cmh_corrected;         /**< no association, Mantel and Haenszel 1959; N - 1. Corrected: less 1/2 */
    tsq_chisq breslow_day, tarone;        /**< same odds ratio in all studies, at the pooled one */
} tsq_counts_tests;

/**
 * Pools counts as Mantel and Haenszel do.
 *
 * Variances: OR Robins, Breslow and Greenland 1986 (doi:10.2307/2531052); RR Greenland and Robins 1985
 * (doi:10.2307/2530643); RD by options->rd_variance; IRR and IRD Rothman, Greenland and Lash 2008, chapter 15.
 * The result is that of a common-effect fit: tau2 is 0, QE is sum (yi - estimate)^2 / vi over the studies with
 * an estimate of their own, I2 and H2 come from it, likelihoods are those of a normal model at the estimate. weight
 * has the shares of the studies in the pooled estimate, 0 for those left out; k does not count these.
 *
 * @param options   NULL for the defaults
 * @param[out] out   zeroed on error; else free with tsq_fit_free
 * @param[out] tests set also where there is no estimate (E_MODEL); may be NULL
 * @retval TSQ_E_EMPTY     no study
 * @retval TSQ_E_NONFINITE a count that is NaN or infinite, or an infinite yi or vi
 * @retval TSQ_E_VALUE     a negative count, a group of nobody, a person-time of 0
 * @retval TSQ_E_VARIANCE  a vi that is 0 or negative
 * @retval TSQ_E_OPTION    level, or an amount to add that is negative
 * @retval TSQ_E_MODEL     the estimate does not exist: no events in one group, for OR also nothing but events
 * @retval TSQ_E_MEMORY
 * @thread safe; no state
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_mantel_haenszel(const tsq_counts *counts, tsq_count_measure measure,
                                                      const tsq_counts_options *options, tsq_fit_result *out,
                                                      tsq_counts_tests *tests, tsq_error *err);

/**
 * Pools log odds ratios of 2x2 tables as Peto does: sum (O - E) / sum V, with hypergeometric V. Yusuf, Peto, Lewis,
 * Collins and Sleight 1985, doi:10.1016/S0033-0620(85)80003-7.
 *
 * As tsq_mantel_haenszel, but QE is sum (O - E)^2 / V less its share of the mean, over the studies with V > 0. Its
 * degrees of freedom are one less than the number of these.
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_peto(const tsq_counts *counts, const tsq_counts_options *options,
                                           tsq_fit_result *out, tsq_error *err);

#ifdef __cplusplus
}
#endif
#endif
