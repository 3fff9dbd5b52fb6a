/* Quantiles of the gamma and beta distribution and how they move with the shapes. */
#ifndef TSQ_NUM_SHAPE_QUANTILE_H
#define TSQ_NUM_SHAPE_QUANTILE_H

#include <stdbool.h>

/**
 * x with P(X < x) = tail, or P(X > x) = tail where `upper`; X gamma with that shape and scale 1.
 *
 * @param tail 0 < tail <= 1/2
 * @param[out] slope dx/d ln(shape)
 * @accuracy 1e-14 relative; the slope 1e-12, measured in tests/num/test_shape_quantile.c
 */
double tsq__gamma_quantile(double tail, bool upper, double shape, double *slope);

/**
 * The same of the beta distribution with shapes a and b.
 *
 * @param[out] slope dx/d ln(a) and dx/d ln(b)
 * @accuracy 1e-12 relative for shapes up to 1000, the slopes too
 */
double tsq__beta_quantile(double tail, bool upper, double a, double b, double slope[2]);

#endif
