/* Functions of ranges with derivatives, beyond arithmetic. */
#ifndef TSQ_VERIFY_ROUNDING_SPECIAL_H
#define TSQ_VERIFY_ROUNDING_SPECIAL_H

#include "verify/rounding_cells.h"

struct tsq__dual tsq__dual_number(double x);
struct tsq__dual tsq__dual_negate(struct tsq__dual a);
struct tsq__dual tsq__dual_exp(struct tsq__dual a);
/** Of correlations between -1 and 1. */
struct tsq__dual tsq__dual_atanh(struct tsq__dual a);

/** asin(sqrt(p)) of a proportion. */
struct tsq__dual tsq__dual_arcsine_root(struct tsq__dual p);

/** A number that is known to a few digits less than double precision, such as a quantile: to 1e-12 of itself. */
struct tsq__dual tsq__dual_quantile_number(double x);

/**
 * The quantile of t, or with df NaN of the normal distribution, above which there is `tail`.
 *
 * It falls in the tail and is convex there, so that slopes of secants on either side of a range bound those within.
 * @return everything where the tail does not lie between 0 and 1/2
 */
struct tsq__dual tsq__dual_quantile(struct tsq__dual tail, double df);

/**
 * Hedges' factor J(m) for a range of degrees of freedom.
 *
 * The exact one rises, and its derivative is J (b(m-1) - 1/(2m)), b(x) the integral of exp(-xt)/(1 + exp(-t)) from t = 0 on,
 * for 2 b is the difference of the digamma function at (x+1)/2 and x/2 (DLMF 5.9.12). From t/4 - t^3/48 <= tanh(t/2)/2 <= t/4
 * follows 1/(2x) + 1/(4x^2) - 1/(8x^4) <= b(x) <= 1/(2x) + 1/(4x^2).
 * @return everything where it is not defined
 */
struct tsq__dual tsq__dual_hedges(struct tsq__dual m, tsq_bias_correction bias);

/** The number in a role's cell, where it is one that is not rounded. @return false also where there is none */
bool tsq__cells_take_exact(struct tsq__cells *cells, const char *role, double *value);

/** The quantile that limits of an effect were formed with, by the degrees of freedom of the row (NaN if it has none), its level
 * and sides, or the options. @return false where these are rounded */
bool tsq__cells_take_quantile(struct tsq__cells *cells, double *df, struct tsq__dual *out);

/** The design effect of a row of clusters; false where there is none. */
bool tsq__cells_design_effect(struct tsq__cells *cells, struct tsq__dual *out);

/** Divides sizes or counts of both groups by it, so that the variance is not multiplied by it. */
void tsq__cells_divide(struct tsq__cells *cells, struct tsq__dual *const size[], size_t n);

/** Whether a variance formula was asked for. */
bool tsq__cells_vtype(const struct tsq__cells *cells, const char *vtype);

/** Whether a conversion may be used, by the options. */
bool tsq__cells_allow(const struct tsq__cells *cells, const char *conversion);

/** Whether the effects are of that measure. */
bool tsq__cells_measure(const struct tsq__cells *cells, const char *measure);

#endif
