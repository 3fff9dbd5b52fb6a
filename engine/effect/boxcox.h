/* The Box-Cox transformation t = (x^lambda - 1)/lambda, its derivative in lambda, and moments of what is normal after it. */
#ifndef TSQ_EFFECT_BOXCOX_H
#define TSQ_EFFECT_BOXCOX_H

#include "effect/fivenum.h"

/** t for log_x = ln x; ln x where lambda is 0. */
double tsq__boxcox(double log_x, double lambda);

/** dt/dlambda. */
double tsq__boxcox_slope(double log_x, double lambda);

/**
 * Mean and SD of x when t is normal with mean mu and SD sigma, cut off where x is 0 and as far on the other side of mu.
 *
 * The integral that McGrath et al. 2020, doi:10.1177/0962280219889080, and Cai et al. 2021,
 * doi:10.1177/09622802211047348, estimate by simulation; by tanh-sinh quadrature to 1e-13 relative.
 * lambda >= 0; without cut where it is 0. False if mu is where x would be negative.
 */
bool tsq__boxcox_moments(double mu, double sigma, double lambda, double *mean, double *sd);

/** The logarithms of the numbers over the median; false, and refused, unless all are positive and differ. */
bool tsq__boxcox_logs(const struct tsq__fivenum *x, enum tsq__fivenum_case which, struct tsq__fivenum *logs,
                      tsq_converted *out);

/** f, a tsq__boxcox or its slope, of each of the five logarithms. */
struct tsq__fivenum tsq__boxcox_all(const struct tsq__fivenum *logs, double lambda, double (*f)(double, double));

/** The SD as Wan et al. 2014 have it in all cases: of five numbers the mean of those by range and by quartiles (eq. 13). */
double tsq__boxcox_sd(const struct tsq__fivenum *x, enum tsq__fivenum_case which);

#endif
