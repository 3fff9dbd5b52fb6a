/* The distribution of y'P_a y for normal y: a positive combination of chi-square variables. */
#ifndef TSQ_NUM_QUADFORM_H
#define TSQ_NUM_QUADFORM_H

#include "num/dist.h"
#include "num/wls.h"

/**
 * Both tails of Q = y'P_a y when the studies have variances sigma and the fit has weights a.
 *
 * Q = sum lambda_j chi2_1 with lambda the k - p nonzero eigenvalues of diag(g)^1/2 (I - QQ') diag(g)^1/2, g = a sigma.
 * They are not computed: the moment generating function needs only determinants,
 * M(s)^-2 = prod (1 - 2 s g_i) det(sum q_i q_i' / (1 - 2 s g_i)), at a cost of k p^2 for each s. The inversion integral
 * is taken along a parabola through its saddle point around the singularities, where the trapezoidal rule converges
 * geometrically, so the smaller tail keeps its relative accuracy.
 *
 * @param wls   a fit with weights a (tsq__wls_fit); k > p
 * @param sigma variances, length k, scaled
 * @param q     the value, scaled; q > 0
 * @param work  2 p * p numbers
 * @param[out] upper P(Q > q)
 * @param[out] lower P(Q < q)
 * @accuracy 1e-12 relative of the smaller tail, measured in tests/golden/quadform.csv
 * @source J. P. Imhof 1961, doi:10.1093/biomet/48.3-4.419 (the problem); S. O. Rice 1980,
 *         doi:10.1137/0901032 (integration along a path through the saddle point)
 */
void tsq__quadform_tails(const tsq__wls *wls, const double *sigma, double q, double *work, tsq__tail *upper,
                         tsq__tail *lower);

#endif
