/* What the estimators of tau2 share: the prepared problem, moment estimators, equations in y'Py, the likelihood.
 * Everything here is in the scaled units of the model (engine/num/model.h). */
#ifndef TSQ_TAU2_ESTIMATOR_H
#define TSQ_TAU2_ESTIMATOR_H

#include <tausq/tau2.h>

#include "num/wls.h"

/** Stationary points that are kept. Likelihoods of real data have two to five; every further pair needs studies on
 *  a scale of their own, of which double precision has fewer than this. */
#define TSQ__STATIONARY_MAX 256

/** A stationary point of the profile likelihood, with the interval that encloses it. */
typedef struct tsq__stationary {
    double t, lo, hi;
    bool maximum;
} tsq__stationary;

/** All of them on [0, inf) in increasing order; the first is the boundary 0. */
typedef struct tsq__stationary_list {
    size_t n;
    tsq__stationary point[TSQ__STATIONARY_MAX];
    size_t best; /* index of the global maximum */
    int maxima;
} tsq__stationary_list;

/** The list of one likelihood, kept so that estimate and interval search once. */
typedef struct tsq__stationary_cache {
    bool filled, restricted;
    tsq__stationary_list list;
} tsq__stationary_cache;

struct tsq_tau2_problem {
    const tsq__model *model;
    tsq__wls *wls;
    double *weights; /* scratch, length k: the fixed weights of a moment estimator */
    double *product; /* scratch, length k + 2 p p */
    tsq__stationary_cache *cache;
};

/** k - p. */
double tsq__tau2_df(const struct tsq_tau2_problem *problem);

/**
 * Method of moments with fixed weights a (problem->weights): (y'P_a y - tr P_a V) / tr P_a, truncated at 0.
 * The standard error is exact for fixed weights, with the truncated estimate put in:
 * sqrt(2 tr(PVPV) + 4 t tr(PVP) + 2 t^2 tr(PP)) / tr P. DerSimonian and Kacker 2007, doi:10.1016/j.cct.2006.04.004.
 */
void tsq__tau2_moment(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out);
/** The same for a = 1/v, where tr P_a V is k - p. */
void tsq__tau2_moment_inverse(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out);

/** sum (y - mean)^2 / k, the mean without weights: where Sidik and Jonkman's estimators start. */
double tsq__tau2_spread(const tsq__model *model);

/** sqrt(2 tr(PVPV) + 4 t tr(PVP) + 2 t^2 tr(PP)) for the weights of the last fit. */
double tsq__tau2_form_sd(const struct tsq_tau2_problem *problem, double t);

/** (factor Q - k) / sum(1/v), truncated at 0. */
void tsq__tau2_hunter_schmidt(const struct tsq_tau2_problem *problem, double factor, tsq_tau2_estimate *out);

/** The root of y'P(t)y = target on [0, inf), which decreases in t; 0 if it is not above the target at 0. */
void tsq__tau2_profile_q(const struct tsq_tau2_problem *problem, double target, tsq_tau2_estimate *out);

/** The same with the standard error of Paule and Mandel's estimator, sqrt(2 k^2 / (k - p)) / sum w. */
tsq_status tsq__tau2_generalised_q(const struct tsq_tau2_problem *problem, double target, tsq_tau2_estimate *out);

/** Every stationary point of the profile (restricted) likelihood, from the cache or found now; see likelihood.c for
 *  how none is missed. The list belongs to the problem. */
const tsq__stationary_list *tsq__likelihood_list(const struct tsq_tau2_problem *problem, bool restricted);

/** 2 (l(reference) - l(t)), without the cancellation of two long sums. */
double tsq__likelihood_drop(const struct tsq_tau2_problem *problem, bool restricted, double reference, double t);

/** Maximum likelihood, restricted or not. */
tsq_status tsq__likelihood_estimate(const struct tsq_tau2_problem *problem, bool restricted, tsq_tau2_estimate *out);

/** Registry constants are defined with this, so that a file reads as its equation. */
#define TSQ__TAU2_METHOD(name) const tsq_tau2_method tsq__tau2_##name

#define TSQ_TAU2(name) extern const tsq_tau2_method tsq__tau2_##name;
#include "tau2/methods.def"
#undef TSQ_TAU2

#endif
