/* What a fit knows while tests, prediction and intervals of tau2 are formed. Scaled units (engine/num/model.h). */
#ifndef TSQ_FIT_STATE_H
#define TSQ_FIT_STATE_H

#include <tausq/fit.h>

#include "fit/memo.h"
#include "tau2/early_stop.h"

struct tsq_fit_state {
    const tsq_fit_options *options;
    const tsq__model *model;
    tsq__wls *inverse;  /* fitted with 1/(v + tau2) */
    tsq__wls *weighted; /* fitted with the weights of the coefficients; the same object for inverse variance */
    struct tsq_tau2_problem problem; /* its wls is a third workspace, free to use */
    tsq__early_stop stop;            /* where iterations end when they are not to be exact */
    double tau2;
    double Q, vt;           /* at tau2 = 0 */
    double s2w;             /* Hartung-Knapp factor; NaN where k = p */
    const double *variance; /* of the studies, where core is that of the sandwich; else NULL */
    double *core; /* p x p: core of the covariance (engine/num/wls.h) before the test; NULL for the identity */
    /* what a test sets: */
    double factor;         /* the covariance is multiplied by it */
    double *test_core;     /* p x p numbers for a test that has its own core */
    bool has_test_core;    /* the test filled it: it replaces core */
    double *df;            /* length p: degrees of freedom of each coefficient; NaN for the normal distribution */
    double df_joint;       /* denominator degrees of freedom of the joint test; NaN for chi-square */
    double joint_scale;    /* the joint F is multiplied by it */
    double *room;          /* 4 p x p + p numbers for the matrices of tests and covariances */
    tsq__memo *memo;       /* quantiles of earlier fits; NULL if there is none */
    const double *profile; /* both limits by Q-profile where they are known already; else NULL */
    tsq_fit_result *out;
};

/** Fills what the options leave open. */
void tsq__fit_set_defaults(tsq_fit_options *options);
/** E_OPTION for what cannot be asked for, alone or of these studies; E_WEIGHT where weights are needed and not there. */
tsq_status tsq__fit_check_options(const tsq_fit_options *options, const tsq_studies *studies, tsq_error *err);
/** Whether the method has no between-study variance. */
bool tsq__fit_is_common(const tsq_fit_options *options);
/** Whether anything in the fit uses weights of the user. */
bool tsq__fit_needs_weights(const tsq_fit_options *options);

/** Every number that has not been computed is NaN, everything else zero. */
void tsq__fit_blank(tsq_fit_result *out);

/** k - p. */
double tsq__fit_df(const struct tsq_fit_state *state);
/** Sets df of all coefficients and of the joint test. */
void tsq__fit_set_df(struct tsq_fit_state *state, double df);
/** The Hartung-Knapp factor that prediction intervals use: s2w, held at 1 or above with the test adhoc. */
double tsq__fit_hk_factor(const struct tsq_fit_state *state);
/** Moves Q from the mean to options->q_about (tau2.c). */
void tsq__fit_move_q(struct tsq_fit_state *state);
/** Sets tau2, its standard error and its flags: 0 for a common effect, the value given, or the estimate (tau2.c). What the
 * estimator returns. */
tsq_status tsq__fit_tau2(struct tsq_fit_state *state);
/** Notes in the flags what came of an early stop; true if it gave the number. */
bool tsq__fit_stopped(struct tsq_fit_state *state, tsq__early_result result);
/** (100 - level) / 200, the share in each tail. */
double tsq__fit_tail(const struct tsq_fit_state *state);

/** Notes what is odd about an interval by Hartung and Knapp, and about the variances. */
void tsq__fit_flags(struct tsq_fit_state *state);

/** Q, I2, H2 and the interval of tau2 (heterogeneity.c); likelihoods and information criteria (likelihoods.c). */
tsq_status tsq__fit_heterogeneity(struct tsq_fit_state *state);
void tsq__fit_likelihoods(struct tsq_fit_state *state);
/** Tests and intervals of the coefficients (coefficients.c). */
tsq_status tsq__fit_coefficients(struct tsq_fit_state *state);
/** The part of it for which estimates, vcov and what the test sets are there; wald is the statistic of all moderators before
 * the test's factor, NaN without moderators. Only the diagonal of vcov is looked at. */
void tsq__fit_tests(struct tsq_fit_state *state, double wald);
/** Prediction interval (prediction.c). */
void tsq__fit_prediction(struct tsq_fit_state *state);

#define TSQ_TEST(name) extern const tsq_test tsq__test_##name;
#include "fit/tests.def"
#undef TSQ_TEST
#define TSQ_PREDICTION(name) extern const tsq_prediction tsq__prediction_##name;
#include "fit/predictions.def"
#undef TSQ_PREDICTION
#define TSQ_TAU2_INTERVAL(name) extern const tsq_tau2_interval tsq__tau2_interval_##name;
#include "fit/tau2_intervals.def"
#undef TSQ_TAU2_INTERVAL

#endif
