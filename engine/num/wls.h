/* Weighted least squares on a prepared model, with the diagonal and the traces of the projection that every estimator
 * of tau2 needs, all formed without subtracting nearly equal numbers.
 *
 * For weights w let P = W - WX (X'WX)^-1 X'W and h_i the leverage of study i. The one place where weighted sums are
 * formed; tsq__wls_at gives them for w = 1/(v + t). */
#ifndef TSQ_NUM_WLS_H
#define TSQ_NUM_WLS_H

#include "num/model.h"
#include "num/qr.h"

#include <math.h>

/** Workspace and result of one weighted fit. Belongs to one model; everything in its scaled units. */
typedef struct tsq__wls {
    const tsq__model *model;
    double *w;          /* weights, length k */
    double *residual;   /* y - Xb */
    double *free_share; /* 1 - h_i, accurate also where h_i is near 1 */
    double *b;          /* coefficients of the scaled model, length p, the intercept first */
    double sum_w;       /* X'WX for intercept-only models, turned or not */
    size_t lead;        /* intercept only: the study of largest weight */
    double lead_share;  /* its leverage */
    double *q, *z;      /* moderators: thin Q (k x p), Q'W^1/2 y (p) */
    tsq__qr full, left; /* factorisation of all studies, and of all but one of high leverage */
    size_t n_high;      /* studies with leverage above 1/2 */
    size_t *high;       /* their indices */
    double *high_row;   /* for each: q_i . q_j, length k */
    double *scratch;
    double *group;               /* 3 p p + p numbers for the studies of high leverage together */
    double lane_rss, lane_trace; /* y'Py and tr P where they come from num/lanes_design.h, else NaN */
    void *block;
} tsq__wls;

tsq_status tsq__wls_new(const tsq__model *model, tsq__wls *wls, tsq_error *err);
void tsq__wls_free(tsq__wls *wls);

/** Fits with weights w (length k, not negative, at least p positive; may be wls->w itself). Allocates nothing. */
void tsq__wls_fit(tsq__wls *wls, const double *w);

/** The part of tsq__wls_fit for models with moderators, with the weights in wls->w. */
void tsq__wls_fit_design(tsq__wls *wls);

/** Fits with w = 1/(v + t). */
void tsq__wls_at(tsq__wls *wls, double t);

/** sum w e^2 = y'Py. */
double tsq__wls_rss(const tsq__wls *wls);
/** sum w^2 e^2 = y'PPy. */
double tsq__wls_score(const tsq__wls *wls);
/** y'PPPy. */
double tsq__wls_curvature(const tsq__wls *wls);
/** tr(P diag(g)); g NULL for ones. */
double tsq__wls_trace(const tsq__wls *wls, const double *g);
/** tr(P diag(g) P diag(h)) = sum_ij P_ij^2 g_i h_j; NULL for ones. */
double tsq__wls_trace2(const tsq__wls *wls, const double *g, const double *h);
/** Sum of w, and of w^2: traces of W and WW. */
double tsq__wls_sum_w(const tsq__wls *wls);
double tsq__wls_sum_w2(const tsq__wls *wls);
/** ln det X'WX of the scaled model. */
double tsq__wls_log_det(const tsq__wls *wls);

/** Row i, column c of W^1/2 X R^-1, the thin Q; for a mean sqrt(w_i / sum w). */
static inline double tsq__wls_q(const tsq__wls *wls, size_t i, size_t c)
{
    return wls->q == NULL ? sqrt(wls->w[i] / wls->sum_w) : wls->q[c * wls->model->k + i];
}

/* ---- coefficients -------------------------------------------------------------------------------------------
 * With W^1/2 X = QR the coefficients are R^-1 u, u = Q'W^1/2 y. A covariance of b is R^-1 K R^-T, where the core K
 * (p x p) is the covariance of u: the identity for the model's own, and one of the following. */

/** Core of the sandwich covariance for study variances `variance` (scaled): Q'W^1/2 diag(variance) W^1/2 Q. */
void tsq__wls_core_sandwich(const tsq__wls *wls, const double *variance, double *core);

/**
 * Cores of Kenward and Roger 1997 (doi:10.2307/2533558) for one variance component.
 * @param[out] derivative Q'WQ
 * @param[out] excess     Q'W (I - QQ') WQ, not negative definite, formed without subtraction of squares
 */
void tsq__wls_core_kenward_roger(tsq__wls *wls, double *derivative, double *excess);

/** Coefficients in the caller's units and origin, length p. */
void tsq__wls_coefficients(const tsq__wls *wls, double *b);

/** Covariance in the caller's units: T core T', p x p; core NULL for the identity. `work` has p * p numbers. */
void tsq__wls_covariance(const tsq__wls *wls, const double *core, double *work, double *vcov);

/** The map T from u to the coefficients in the caller's units, column after column, p x p. */
void tsq__wls_map(const tsq__wls *wls, double *map);

/**
 * The sandwich covariance in the caller's units, study by study: sum_i m_i m_i' variance_i with m_i = (X'WX)^-1 x_i w_i,
 * so that a study which does not bear on a coefficient adds nothing to it however large its variance is.
 * `work` has p * p numbers.
 */
void tsq__wls_sandwich(const tsq__wls *wls, const double *variance, double *work, double *vcov);

/** Wald statistic of all coefficients but the intercept for a core (NULL: identity); NaN if there are none.
 *  `work` has p * p + p numbers. */
double tsq__wls_wald(const tsq__wls *wls, const double *core, double *work);

#endif
