/* Many fits: of many sets of studies, and of one set resampled. */
#ifndef TAUSQ_RESAMPLE_H
#define TAUSQ_RESAMPLE_H

#include <tausq/fit.h>
#include <tausq/run.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What is kept of one fit of many; the fields are those of tsq_fit_result, NaN where there is nothing. */
typedef struct tsq_brief {
    tsq_status status; /**< of tsq_fit; if it is not OK there is no result */
    uint32_t flags;
    size_t k;
    tsq_coefficient mean; /**< of the model without moderators */
    double s2w, pi_lb, pi_ub, pi_df;
    double tau2, tau2_lb, tau2_ub;
    double QE, QE_df, QE_p, QE_log10p, vt, I2, I2_lb, I2_ub, H2, H2_lb, H2_ub;
} tsq_brief;

/** What is kept of a fit without moderators. */
TSQ_API tsq_brief tsq_brief_of(const tsq_fit_result *fit);
/** That of a fit that came to nothing, and why: all numbers are NaN. */
TSQ_API tsq_brief tsq_brief_blank(tsq_status status, size_t k);

/**
 * Fits the mean of many sets of studies, each as tsq_fit would alone, to the bit.
 *
 * FE, EE, DL, PM, EB, REML and ML with weights 1/(vi + tau2), any test but kr and the interval QP or none are fitted
 * side by side, everything else one by one.
 *
 * @param sets    n sets without moderators and covariances; borrowed
 * @param options NULL for the defaults, as of tsq_fit; that they cannot be met is said by each result's status
 * @param run     NULL for the defaults
 * @param[out] out n results
 * @retval TSQ_E_OPTION  a set has moderators or covariances
 * @retval TSQ_E_STOPPED by run->progress: results that were not reached have the status E_STOPPED
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_fit_many(const tsq_studies *sets, size_t n, const tsq_fit_options *options,
                                               const tsq_run *run, tsq_brief *out, tsq_error *err);

/** What is kept of one meta-regression of many; the fields are those of tsq_fit_result, NaN where there is nothing. */
typedef struct tsq_brief_regression {
    tsq_status status; /**< of tsq_fit; if it is not OK there is no result */
    uint32_t flags;
    size_t k, p;
    tsq_coefficient *coefficients; /**< length p; a part of what tsq_fit_many_regressions was given for them */
    double s2w, tau2;
    double QE, QE_df, QE_p, QE_log10p, vt, I2, H2;
    double QM, QM_df1, QM_df2, QM_p, QM_log10p;
} tsq_brief_regression;

/**
 * Fits the coefficients of many sets of studies, each with moderators of its own, each as tsq_fit would alone, to the bit.
 * Intervals of tau2 are not formed.
 *
 * FE, EE, DL, PM, EB, REML and ML of an intercept and one to four moderators, of up to 512 studies without covariances, with
 * weights 1/(vi + tau2) and any test but kr are fitted side by side, everything else one by one: also models without
 * intercept, and where studies are as few as coefficients.
 *
 * @param sets    n sets, all with the same number of moderators; borrowed
 * @param options NULL for the defaults, as of tsq_fit; that they cannot be met is said by each result's status
 * @param run     NULL for the defaults
 * @param[out] out n results
 * @param[out] coefficients n times p, set after set, p the moderators and the intercept if there is one: out[i].coefficients
 *                 are those from i p on
 * @retval TSQ_E_OPTION  a set has another number of moderators than the first
 * @retval TSQ_E_STOPPED by run->progress: results that were not reached have the status E_STOPPED
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_fit_many_regressions(const tsq_studies *sets, size_t n,
                                                           const tsq_fit_options *options, const tsq_run *run,
                                                           tsq_brief_regression *out, tsq_coefficient *coefficients,
                                                           tsq_error *err);

/** Fits sets of studies for one thread of a flow. */
typedef struct tsq_fitter tsq_fitter;

/**
 * Takes a set of k studies to be fitted as by tsq_fit_many; its values are copied. *out is written at once or by a later
 * call, at the latest by tsq_fitter_flush; so it must stay where it is until then.
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_fitter_add(tsq_fitter *fitter, size_t k, const double *yi, const double *vi,
                                                 tsq_brief *out, tsq_error *err);
/** Fits all that still waits. */
TSQ_API void tsq_fitter_flush(tsq_fitter *fitter);

/** What of a flow becomes bytes. */
typedef enum tsq_flow_part {
    TSQ_FLOW_BLOCK,  /**< a block from `fetch` */
    TSQ_FLOW_RESULT, /**< what `work` has made of one */
    TSQ_FLOW_STATE   /**< all that `fetch` and `take` have changed; there is no block */
} tsq_flow_part;

/** Fits that come in and go out as a flow of blocks: what is read, worked on and written, at the same time. */
typedef struct tsq_flow {
    void *context; /**< passed to all functions */
    /** Reads the next block, which stays the caller's; *block = NULL if there is none. Called in order, by one thread at a
     * time, but while `take` may run. */
    tsq_status (*fetch)(void *context, void **block, tsq_error *err);
    /** Works on a block, on any thread. */
    tsq_status (*work)(void *context, void *block, tsq_fitter *fitter, tsq_error *err);
    /** Takes a block that was worked on: in the order of `fetch`, by one thread at a time. */
    tsq_status (*take)(void *context, void *block, tsq_error *err);
    /** Whether the work on a block is less than sending it to another process: then rank 0 does it. NULL: never. */
    bool (*here)(void *context, const void *block);
    /** For run->progress: what is done and how much there is, 0 if that is not known. Called after `take`. */
    uint64_t (*done)(void *context);
    uint64_t total;
    /** Makes bytes of a part, to be freed with free. In ranks beyond 0 a result is not used any more then. NULL: the flow is
     * not shared among ranks, and no state is kept. */
    tsq_status (*pack)(void *context, tsq_flow_part part, void *block, unsigned char **bytes, size_t *size,
                       tsq_error *err);
    /** The reverse. A block is made in *block; a result is for *block, from which it came; a state is taken on before the
     * first `fetch`. The bytes of a block or result are from malloc; who keeps them sets *bytes to NULL. */
    tsq_status (*unpack)(void *context, tsq_flow_part part, unsigned char **bytes, size_t size, void **block,
                         tsq_error *err);
    uint64_t identity; /**< of what is read and how, for run->keeper: another flow's state is refused */
} tsq_flow;

/**
 * Runs a flow to its end.
 * @param options of the fits; NULL for the defaults
 * @param run     NULL for the defaults
 * Ranks beyond 0 do the work on the blocks that they get; `fetch` and `take` are called in rank 0 only.
 * @retval TSQ_E_STOPPED by run->progress: blocks were taken up to some point
 * @retval TSQ_E_OPTION  run->keeper has the state of another flow
 * @retval TSQ_E_MEMORY, and what the functions of the flow return: of the first block that failed
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_flow_run(const tsq_flow *flow, const tsq_fit_options *options, const tsq_run *run,
                                               tsq_error *err);

/* ---- how many numbers are spread ------------------------------------------------------------------------- */

/** What is told of many numbers. */
typedef struct tsq_spread {
    uint64_t n;
    bool
        exact; /**< quantiles are exact (type 7 of R); else there were more than 2^20 numbers, and they come from bins */
    double mean, sd, least, greatest;
    double quantile[5]; /**< at 2.5, 25, 50, 75 and 97.5 per cent */
} tsq_spread;

/* ---- all subsets (GOSH) ------------------------------------------------------------------------------------ */

/** One subset of the studies. */
typedef struct tsq_subset {
    const uint64_t *in; /**< bit i % 64 of number i / 64: study i is in it */
    size_t k;
    tsq_status status;                               /**< of the fit; the numbers are NaN unless it is OK */
    double estimate, se, ci_lb, ci_ub, tau2, QE, I2; /**< with moderators there is no mean: the first four are NaN */
    double QM;                                       /**< with moderators, else 0 */
    size_t p; /**< coefficients of a model with moderators, else 0; then length p in the order of tsq_fit: */
    const double *coefficient, *coefficient_se, *coefficient_lb, *coefficient_ub;
} tsq_subset;

/** Options; start from TSQ_GOSH_INIT. */
typedef struct tsq_gosh_options {
    tsq_fit_options fit; /**< interval of tau2 and prediction interval are not formed */
    uint64_t most;       /**< all 2^k - 1 subsets if they are no more than this; else that many at random */
    bool all;            /**< all subsets however many there are; k <= 40 */
    /** Called with every subset, in order of their number (`in` as a binary number) or of drawing; NULL: not called. */
    tsq_status (*row)(void *context, const tsq_subset *subset);
    void *context; /**< of row */
} tsq_gosh_options;
#define TSQ_GOSH_INIT                                                                                                  \
    {                                                                                                                  \
        .fit = TSQ_FIT_OPTIONS_INIT, .most = 1000000                                                                   \
    }

/** What a study does to the subsets. */
typedef struct tsq_gosh_study {
    uint64_t with;                  /**< subsets with an estimate that have it */
    double mean_with, mean_without; /**< of their estimates; NaN where there are none */
    double share;                   /**< of the variance of the estimates, in per cent: 100 eta^2 */
} tsq_gosh_study;

/** A coefficient of a model with moderators over the subsets. */
typedef struct tsq_gosh_coefficient {
    tsq_spread estimate;
    uint64_t positive, negative;                         /**< estimates above and below 0 */
    uint64_t positive_significant, negative_significant; /**< whose interval leaves 0 out */
    tsq_gosh_study *study;                               /**< length k; part of tsq_gosh.study */
} tsq_gosh_coefficient;

/** All subsets together. Free with tsq_gosh_free. */
typedef struct tsq_gosh {
    size_t k;
    bool random;                 /**< the subsets were drawn, each study in with probability 1/2 */
    uint64_t seed;               /**< of random subsets */
    uint64_t n, failed;          /**< subsets; those without an estimate */
    uint64_t positive, negative; /**< estimates above and below 0 */
    uint64_t positive_significant, negative_significant; /**< whose interval leaves 0 out */
    tsq_spread estimate, tau2, I2, QE;
    tsq_gosh_study *study; /**< length k */
    size_t p;              /**< coefficients of a model with moderators; else 0, and `coefficient` is NULL */
    tsq_gosh_coefficient *coefficient; /**< length p; then `estimate` and the four counts before it are 0, and study is
                                            what the coefficients' are in */
} tsq_gosh;

/**
 * Fits the mean to subsets of the studies: all of them, or many at random (Olkin, Dahabreh and Trikalinos 2012,
 * doi:10.1002/jrsm.1053). Every fit is that of tsq_fit, to the bit; but all subsets by FE, EE or DL come from sums over parts
 * of the subsets, which makes a few units in the last place: in units of 2^-52 up to 4 of Q, up to 5 of Q/tr P in tau2, and
 * with that tau2 up to 4 of the standard error and up to 3 of the larger of the estimate and sqrt(Q / sum of weights) in the
 * estimate. The subset of one study has its estimate and tau2 0.
 *
 * With moderators the model's coefficients are fitted by tsq_fit, each subset by itself; those that have no more studies than
 * the model has coefficients (E_DF), or whose moderators depend on one another (E_RANK), have no estimate and count as failed.
 *
 * @param studies without covariances
 * @param options NULL for the defaults
 * @param[out] out also filled with TSQ_E_STOPPED, with the subsets that were done; zeroed on other errors
 * @retval TSQ_E_OPTION  covariances or weights; all subsets of more than 40 studies; options of tsq_fit
 * @retval TSQ_E_EMPTY, TSQ_E_NONFINITE, TSQ_E_VARIANCE, TSQ_E_DF, TSQ_E_RANK as of tsq_fit
 * @retval TSQ_E_STOPPED by run->progress, or what options->row returns
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_gosh_run(const tsq_studies *studies, const tsq_gosh_options *options,
                                               const tsq_run *run, tsq_gosh *out, tsq_error *err);
/** Frees what a result owns and zeroes it; NULL is fine. */
TSQ_API void tsq_gosh_free(tsq_gosh *gosh);

/* ---- permutation tests ------------------------------------------------------------------------------------- */

/** One arrangement of the data. */
typedef struct tsq_arrangement {
    uint64_t number;         /**< 0: the data as they are */
    const uint64_t *flipped; /**< bit i % 64 of number i / 64: the sign of study i is changed; NULL with moderators */
    const size_t *from;      /**< study i has the moderators of study from[i]; NULL without moderators */
    tsq_status status;       /**< of the fit; the numbers are NaN unless it is OK */
    size_t p;
    const double *estimate, *statistic; /**< length p */
    double tau2, QM;
} tsq_arrangement;

/** Options; start from TSQ_PERMUTE_INIT. */
typedef struct tsq_permute_options {
    tsq_fit_options fit;   /**< interval of tau2 and prediction interval are not formed */
    uint64_t most;         /**< all arrangements if they are no more than this; else some at random */
    bool all;              /**< all arrangements however many there are, up to 2^40 */
    uint64_t permutations; /**< how many at random, the data as they are among them */
    bool no_interval;      /**< leave out the interval, which takes several times as long as the test */
    /** Called with every arrangement, in order of number; without moderators each of all 2^k is followed by its mirror
     * image, which has the same number. NULL: not called. */
    tsq_status (*row)(void *context, const tsq_arrangement *arrangement);
    void *context; /**< of row */
} tsq_permute_options;
#define TSQ_PERMUTE_INIT                                                                                               \
    {                                                                                                                  \
        .fit = TSQ_FIT_OPTIONS_INIT, .most = (uint64_t)1 << 20, .permutations = 1000                                   \
    }

/** The test of one coefficient. */
typedef struct tsq_permuted {
    double estimate, se, statistic; /**< of the data as they are; statistic = estimate / se */
    double pval;                    /**< share of arrangements with a statistic of at least the same size */
    double p_greater, p_less;       /**< with one at least as large; at most as large */
    double ci_lb, ci_ub;            /**< NaN where there is none */
} tsq_permuted;

/** A permutation test. Free with tsq_permute_free. */
typedef struct tsq_permute {
    size_t k, p;
    bool exact;                /**< all arrangements; else drawn at random */
    bool partial;              /**< stopped before its end */
    uint64_t seed;             /**< of random arrangements */
    uint64_t n, failed;        /**< arrangements; those without a fit, which count for nothing */
    tsq_permuted *coefficient; /**< length p, in the order of tsq_fit */
    double QM, QM_p;           /**< joint test of the moderators; NaN without */
} tsq_permute;

/**
 * Permutation test of the model's coefficients (Follmann and Proschan 1999, doi:10.1111/j.0006-341X.1999.00732.x; Higgins
 * and Thompson 2004, doi:10.1002/sim.1752). Without moderators the signs of the estimates are changed, which their
 * symmetry about 0 makes equally likely; with moderators their rows are dealt out to the studies anew.
 *
 * Each arrangement is fitted as tsq_fit would, tau2 and all. Statistics that differ by less than 2^-30 of their size (of 1
 * if that is more) are ties. Of random arrangements the data as they are count as one (Phipson and Smyth 2010,
 * doi:10.2202/1544-6115.1585).
 *
 * The interval, without moderators, is what the two one-sided tests of all mu at half of 1 - level each do not reject: the
 * ends of the parts that hold the estimate. It needs 1/n of at most that half, and at most 2^24 arrangements.
 *
 * @param studies without covariances and user weights
 * @param options NULL for the defaults
 * @param[out] out also filled with TSQ_E_STOPPED, with what the arrangements that were done say: no p-value and interval
 *                 where they were to be all; zeroed on other errors
 * @retval TSQ_E_OPTION  covariances or weights; more than 2^40 arrangements asked for; more than 2^24 and an interval;
 *                       options of tsq_fit
 * @retval TSQ_E_EMPTY, TSQ_E_NONFINITE, TSQ_E_VARIANCE, TSQ_E_DF, TSQ_E_RANK as of tsq_fit
 * @retval TSQ_E_STOPPED by run->progress, or what options->row returns
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_permute_run(const tsq_studies *studies, const tsq_permute_options *options,
                                                  const tsq_run *run, tsq_permute *out, tsq_error *err);
/** Frees what a result owns and zeroes it; NULL is fine. */
TSQ_API void tsq_permute_free(tsq_permute *permute);

/* ---- bootstrap --------------------------------------------------------------------------------------------- */

/** How the data of a replicate come about. */
typedef enum tsq_boot_kind {
    TSQ_BOOT_STUDIES,   /**< as many studies drawn with replacement */
    TSQ_BOOT_CLUSTERS,  /**< as many clusters, each with all its studies */
    TSQ_BOOT_PARAMETRIC /**< estimates drawn from N(mean, vi + tau2) of the fitted model; the vi are kept */
} tsq_boot_kind;

/** One replicate. */
typedef struct tsq_replicate {
    uint64_t number;
    size_t k, distinct; /**< studies in it; different ones */
    /** Of the fit; E_EMPTY where there is one study only to draw from. The numbers are NaN unless it is OK. */
    tsq_status status;
    const size_t *times; /**< how often each study is in it, in the order of the studies; NULL if it is parametric */
    double estimate, se, tau2, se_tau2, I2;
} tsq_replicate;

/** Options; start from TSQ_BOOT_INIT. */
typedef struct tsq_boot_options {
    tsq_fit_options fit; /**< interval of tau2 and prediction interval are not formed; level is that of all intervals */
    tsq_boot_kind kind;
    const size_t *cluster; /**< TSQ_BOOT_CLUSTERS: k numbers below k, equal for studies of one cluster; borrowed */
    uint64_t replicates;
    /** Called with every replicate, in order; NULL: not called. */
    tsq_status (*row)(void *context, const tsq_replicate *replicate);
    void *context; /**< of row */
} tsq_boot_options;
#define TSQ_BOOT_INIT                                                                                                  \
    {                                                                                                                  \
        .fit = TSQ_FIT_OPTIONS_INIT, .replicates = 1000                                                                \
    }

/** A confidence interval; NaN where it does not exist. */
typedef struct tsq_limits {
    double lb, ub;
} tsq_limits;

/** What the replicates say of one quantity. */
typedef struct tsq_booted {
    double observed;         /**< of the data; NaN if the model has it not, then all is NaN */
    uint64_t n;              /**< replicates that have it */
    double bias, se;         /**< mean of the replicates less `observed`; their SD */
    double z0, acceleration; /**< of BCa */
    tsq_limits normal;       /**< observed - bias -/+ z se */
    tsq_limits percentile, basic, studentized, bca;
} tsq_booted;

/** A bootstrap; owns nothing. */
typedef struct tsq_boot {
    size_t k, clusters; /**< clusters: 0 unless they were drawn */
    uint64_t n;         /**< replicates */
    uint64_t one_study; /**< of them consist of a single study, several times: its estimate, and tau2 0 */
    uint64_t failed;    /**< could not be fitted: they are left out */
    tsq_boot_kind kind;
    uint64_t seed;
    bool partial; /**< stopped before its end */
    tsq_booted estimate, tau2, tau, I2;
} tsq_boot;

/**
 * Bootstrap of the mean, tau2, its root and I2 (Efron and Tibshirani 1993, Davison and Hinkley 1997; of tau2: Viechtbauer
 * 2007, doi:10.1002/sim.2514). Every replicate is fitted as tsq_fit would, to the bit.
 *
 * With t the value observed and t* those of the replicates in order: percentile t*_(a), t*_(1-a); basic 2 t - t*_(1-a),
 * 2 t - t*_(a); studentized t - se q_(1-a), t - se q_(a) with q = (t* - t)/se*, for the mean, and for tau2 by REML, ML, DL,
 * PM and EB; normal t - bias -/+ z se. BCa: percentiles at Phi(z0 + (z0 + z)/(1 - A (z0 + z))), z0 the normal quantile of
 * the share of t* below t, A the acceleration from leaving out each study (cluster) in turn. The percentile at a share p of
 * R replicates is the one of rank (R + 1) p; ranks between two are interpolated on the scale of normal quantiles, those
 * outside of 1 to R are the extremes (as boot.ci of R's package boot). A replicate with se* = 0 has an infinite q, which
 * counts (boot.ci leaves it out); there is no studentized interval where a limit would be infinite.
 *
 * @param studies without moderators, covariances and user weights
 * @param options NULL for the defaults
 * @param[out] out also filled with TSQ_E_STOPPED, from the replicates that were done; zeroed on other errors
 * @retval TSQ_E_OPTION  moderators, covariances or weights; no replicate; clusters without numbers or fewer than two;
 *                       options of tsq_fit
 * @retval TSQ_E_EMPTY, TSQ_E_NONFINITE, TSQ_E_VARIANCE as of tsq_fit
 * @retval TSQ_E_STOPPED by run->progress, or what options->row returns
 * @retval TSQ_E_MEMORY
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_boot_run(const tsq_studies *studies, const tsq_boot_options *options,
                                               const tsq_run *run, tsq_boot *out, tsq_error *err);

#ifdef __cplusplus
}
#endif
#endif
