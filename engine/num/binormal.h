/* How the correlation of two standard normal variables X and Y moves probability between quadrants.
 *
 * d P(X < h, Y < k)/d rho is the bivariate density (Plackett 1954, doi:10.1093/biomet/41.3-4.351), so that with
 * rho = sin(theta) the gain over independence, and with rho = cos(phi) the loss against rho = 1, are integrals of
 * exp(-((h-k)^2/(2 sin^2 u) + hk/(1 + cos u)))/(2 pi) over angles. Neither subtracts probabilities. */
#ifndef TSQ_NUM_BINORMAL_H
#define TSQ_NUM_BINORMAL_H

/**
 * P(X < h, Y < k; rho = sin(theta)) - P(X < h) P(Y < k).
 *
 * @domain 0 <= theta <= pi/2
 * @accuracy 1e-13 relative, measured against 40-digit arithmetic (tests/golden/binormal.csv)
 */
double tsq__binormal_gain(double h, double k, double theta);

/**
 * min(P(X < h), P(Y < k)) - P(X < h, Y < k; rho = cos(phi)).
 *
 * @domain 0 <= phi <= pi/2
 * @accuracy 1e-13 relative, measured against 40-digit arithmetic (tests/golden/binormal.csv)
 */
double tsq__binormal_loss(double h, double k, double phi);

/** The density of X = h and Y = k times 2 pi sin(phi), where rho = cos(phi). */
double tsq__binormal_kernel(double h, double k, double phi);

#endif
