/* The fit: common and random effects, with or without moderators; tests, intervals, heterogeneity, prediction. */
#ifndef TAUSQ_FIT_H
#define TAUSQ_FIT_H

#include <tausq/covariance.h>
#include <tausq/tau2.h>

#include <math.h>
#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * The studies of one analysis: a view that borrows its arrays.
 *
 * yi, vi and weights have length k. X holds m moderators, one column of length k after the other; the
 * intercept is not among them (see tsq_fit_options.no_intercept). weights may be NULL.
 *
 * cov holds the n_cov covariances of estimates whose sampling errors are not independent, each pair once, in any order;
 * pairs that are not listed have none. V, with vi on its diagonal, must be positive definite.
 */
typedef struct tsq_studies {
    size_t k;
    const double *yi;
    const double *vi;
    const double *weights;
    size_t m;
    const double *X;
    size_t n_cov;
    const tsq_covariance *cov;
} tsq_studies;

/** Flags of a result, one bit each, from flags.def. */
typedef enum tsq_flag_index {
#define TSQ_FLAG(name, id, sentence) TSQ_FLAG_INDEX_##name,
#include <tausq/flags.def>
#undef TSQ_FLAG
    TSQ_FLAG_COUNT
} tsq_flag_index;
#define TSQ_FLAG_BIT(name) ((uint32_t)1 << TSQ_FLAG_INDEX_##name)

/** The id of flag i as in JSON; NULL from TSQ_FLAG_COUNT on. */
TSQ_API const char *tsq_flag_id(size_t i);
/** The sentence of flag i for text output; NULL from TSQ_FLAG_COUNT on. */
TSQ_API const char *tsq_flag_sentence(size_t i);

/* ---- registries: tests, prediction intervals, intervals of tau2 ------------------------------------------ */

struct tsq_fit_state; /* what a fit knows when tests and intervals are formed; engine/fit/state.h */

/** A test of the coefficients (engine/fit/tests.def): sets their variance factor and degrees of freedom. */
typedef struct tsq_test {
    const char *id; /**< "knha" */
    const char *title;
    const char *source;
    tsq_status (*apply)(struct tsq_fit_state *state);
} tsq_test;

/** A prediction interval for the effect in a new study (engine/fit/predictions.def). */
typedef struct tsq_prediction {
    const char *id; /**< "HK" */
    const char *title;
    const char *source;
    /** Sets half width's quantile, df (NaN for normal) and the variance of the mean; returns false if undefined. */
    bool (*rule)(const struct tsq_fit_state *state, double *quantile, double *df, double *variance);
} tsq_prediction;

/** An interval for tau2 (engine/fit/tau2_intervals.def). */
typedef struct tsq_tau2_interval {
    const char *id; /**< "QP" */
    const char *title;
    const char *source;
    tsq_status (*limits)(struct tsq_fit_state *state, double *lb, double *ub);
} tsq_tau2_interval;

/** How many tests are registered. */
TSQ_API size_t tsq_test_count(void);
/** Test `i` in the order of the registry; NULL from tsq_test_count() on. Static storage. */
TSQ_API const tsq_test *tsq_test_at(size_t i);
/** The test of that id; NULL if there is none. */
TSQ_API const tsq_test *tsq_test_find(const char *id);
/** How many prediction intervals are registered. */
TSQ_API size_t tsq_prediction_count(void);
/** Prediction interval `i` in the order of the registry; NULL from the count on. Static storage. */
TSQ_API const tsq_prediction *tsq_prediction_at(size_t i);
/** The prediction interval of that id; NULL if there is none. */
TSQ_API const tsq_prediction *tsq_prediction_find(const char *id);
/** How many intervals of tau2 are registered. */
TSQ_API size_t tsq_tau2_interval_count(void);
/** Interval of tau2 `i` in the order of the registry; NULL from the count on. Static storage. */
TSQ_API const tsq_tau2_interval *tsq_tau2_interval_at(size_t i);
/** The interval of tau2 of that id; NULL if there is none. */
TSQ_API const tsq_tau2_interval *tsq_tau2_interval_find(const char *id);

/* ---- the fit ---------------------------------------------------------------------------------------------- */

/** Which definition of I2 and H2. */
typedef enum tsq_i2 {
    TSQ_I2_TAU2, /**< tau2 / (tau2 + typical variance) */
    TSQ_I2_Q     /**< max(0, (Q - df) / Q), interval of Higgins and Thompson 2002 */
} tsq_i2;

/** How the coefficients are weighted. */
typedef enum tsq_weighting {
    TSQ_WEIGHT_INVERSE, /**< 1 / (vi + tau2) */
    TSQ_WEIGHT_USER,    /**< tsq_studies.weights, sandwich variance */
    TSQ_WEIGHT_EQUAL    /**< unweighted, sandwich variance */
} tsq_weighting;

/** Options of a fit; start from TSQ_FIT_OPTIONS_INIT. NULL pointers stand for the default named beside them. */
typedef struct tsq_fit_options {
    const tsq_tau2_method *method;          /**< REML */
    const tsq_test *test;                   /**< knha */
    const tsq_prediction *prediction;       /**< follows the test ("auto"); see no_prediction */
    const tsq_tau2_interval *tau2_interval; /**< QP; see no_tau2_interval */
    bool no_prediction;
    bool no_tau2_interval;
    bool no_intercept;
    double level;   /**< per cent, 0 < level < 100 */
    double tau2;    /**< NaN: estimate it; else fixed, >= 0 */
    double q_about; /**< DL without moderators: Q is taken about this value, for tau2 and all else that comes from Q.
                         NaN: about the weighted mean. RevMan 5 puts the Mantel-Haenszel estimate here. */
    tsq_i2 i2;
    tsq_weighting weighting;
    double threshold; /**< NaN: solve exactly. Else stop the steps of ML, REML, EB, DLIT and SJIT at a
                                             change of tau2 of this size, as metafor does (its default is 1e-5) */
    double tol;       /**< NaN: solve exactly. Else the tolerance of metafor's root search for PM, PMM
                                             and the intervals QP and PL (its default is 2^-13) */
    unsigned maxiter; /**< most steps for the two, 0: metafor's 100 and 1000. What does not settle is
                                             solved exactly and flagged */
} tsq_fit_options;
#define TSQ_FIT_OPTIONS_INIT                                                                                           \
    {                                                                                                                  \
        .level = 95.0, .tau2 = NAN, .q_about = NAN, .threshold = NAN, .tol = NAN                                       \
    }

/** One coefficient. df is NaN for normal tests. log10p keeps its value where pval underflows to 0. */
typedef struct tsq_coefficient {
    double estimate, se, statistic, df, pval, log10p, ci_lb, ci_ub;
} tsq_coefficient;

/** A stationary point of the (restricted) profile likelihood of tau2 on [0, inf). */
typedef struct tsq_stationary {
    double tau2;
    double loglik;
    bool maximum; /**< false: minimum. 0 is listed when the likelihood falls (maximum) or rises (minimum) from it. */
} tsq_stationary;

/**
 * The result of a fit. A quantity that does not exist is NaN. Free with tsq_fit_free.
 *
 * Units: estimate, se, intervals in that of yi; tau2 and se_tau2 in its square; I2 and weight in per cent.
 * For k = p (so for k = 1) the common-effect fit is given, with the flag SATURATED or SINGLE_STUDY.
 */
typedef struct tsq_fit_result {
    size_t k, p;
    const tsq_tau2_method *method;
    const tsq_test *test;
    const tsq_prediction *prediction;       /**< the one used; NULL if none */
    const tsq_tau2_interval *tau2_interval; /**< the one used; NULL if none */
    double level;
    uint32_t flags;
    tsq_coefficient *coefficients; /**< length p; the intercept first, if there is one */
    double *vcov;                  /**< p x p, row after row: the covariance behind `se` */
    double *weight;                /**< length k, per cent */
    double pi_lb, pi_ub, pi_df;    /**< intercept-only models; df NaN for normal */
    double tau2, se_tau2, tau2_lb, tau2_ub;
    double tau2_solution_lb, tau2_solution_ub; /**< enclosure of the solution by the solver */
    double s2w;                                /**< Hartung-Knapp factor, NaN where df = 0 */
    double QE, QE_df, QE_p, QE_log10p;
    double vt; /**< typical sampling variance (k-p)/tr P at tau2 = 0 */
    double I2, I2_lb, I2_ub, H2, H2_lb, H2_ub;
    double ll_ml, ll_reml, dev_ml; /**< both likelihoods at tau2; dev_ml = 2 (saturated ll - ll_ml) */
    double aic_ml, bic_ml, aicc_ml, aic_reml, bic_reml, aicc_reml;
    double logLik, AIC, BIC, AICc;              /**< those of the method: restricted for REML, else ML */
    double QM, QM_df1, QM_df2, QM_p, QM_log10p; /**< all coefficients but the intercept; QM_df2 NaN for chi2 */
    size_t n_stationary;
    tsq_stationary *stationary;        /**< for ML and REML, in increasing order of tau2; else NULL */
    double tau2_hull_lb, tau2_hull_ub; /**< hull of the likelihood set where it has several parts, else NaN */
} tsq_fit_result;

/**
 * Fits the model to the studies.
 *
 * Model: yi ~ N(xi'b, vi + tau2). Methods, tests and intervals are those of the options.
 *
 * With covariances: y ~ N(Xb, V + tau2 I), generalised least squares. V = UDU' is taken apart block by block, and the
 * model of U'y with U'X and D is fitted, which is the same one. What is defined by sums over studies becomes what it is
 * in terms of V: weights 1/(vi + tau2) the matrix (V + tau2 I)^-1, their sum its trace; 1/sqrt(vi) the symmetric V^-1/2.
 * `weight` is the sum of a study's row of (V + tau2 I)^-1 in per cent of the sum of all, and negative where the study
 * stands to be corrected by what others of its block have in common with it.
 *
 * @param studies  the data; borrowed, not kept
 * @param options  NULL for the defaults
 * @param[out] out zeroed on error; else owned by the caller, free with tsq_fit_free
 * @param err      may be NULL
 * @retval TSQ_E_EMPTY     k = 0
 * @retval TSQ_E_NONFINITE a value of yi, vi, X or weights is NaN or infinite
 * @retval TSQ_E_VARIANCE  a vi is 0 or negative; the covariances leave no positive definite matrix, or name a pair that
 *                         is none or comes twice
 * @retval TSQ_E_WEIGHT    weights needed and not given, negative, not more than p positive ones (p where k = p), or
 *                         studies with positive weight that do not determine the coefficients
 * @retval TSQ_E_DF        p > k
 * @retval TSQ_E_RANK      columns are exactly dependent, as doubles or as their shortest decimals
 * @retval TSQ_E_OPTION    level, tau2 or a combination that makes no sense (kr without REML, ...); with covariances
 *                         also weights of the user, equal weights, q_about, threshold and tol
 * @retval TSQ_E_RANGE     a sum, tau2 or the variance of a coefficient overflows double precision
 * @retval TSQ_E_MEMORY
 *
 * @accuracy within the limits of tests/accuracy (1e-12 relative on well-conditioned quantities); results do
 *           not depend on the order of the studies (to the bit), and follow changes of unit and origin. Covariances that
 *           are all 0 change no bit.
 * @thread   safe; no state
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_fit(const tsq_studies *studies, const tsq_fit_options *options,
                                          tsq_fit_result *out, tsq_error *err);

/** Frees what a result owns and zeroes it; NULL is fine. */
TSQ_API void tsq_fit_free(tsq_fit_result *result);

#ifdef __cplusplus
}
#endif
#endif
