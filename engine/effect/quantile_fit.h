/* Distributions fitted to quantiles by least squares. */
#ifndef TSQ_EFFECT_QUANTILE_FIT_H
#define TSQ_EFFECT_QUANTILE_FIT_H

#include <stdbool.h>
#include <stddef.h>

/** Quantiles with their probabilities, which are symmetric about 1/2. */
struct tsq__quantiles {
    size_t n;
    double number[5];
    double tail[5]; /**< P(X < number), or P(X > number) where upper */
    bool upper[5];
    double z[5]; /**< the same quantiles of the standard normal distribution */
    bool parts;  /**< the numbers are parts of a whole, from 0 to 1 in their own unit: beta is tried too */
};

/** A distribution at its smallest sum of squares. */
struct tsq__fit {
    const char *name;
    double mean, sd, squares;
    double shape,
        scale; /**< of log-normal, gamma and Weibull: exp(spread) of quantile_fit.c, and the scale; else NaN */
};

/**
 * The best of normal, log-normal, gamma, Weibull and, for parts of a whole, beta.
 *
 * Log-normal, gamma and Weibull are a scale times quantiles of one shape: the scale is linear, and the shape is where
 * the residuals are orthogonal to its derivative, solved for to rounding. Beta by Newton's method in two shapes.
 */
struct tsq__fit tsq__fit_quantiles(const struct tsq__quantiles *data);

/** Whether only the normal distribution can be fitted: a number is negative, or only one is above 0, to which all
 * others come the closer the wider they are. */
bool tsq__fit_is_normal_only(const struct tsq__quantiles *data);

/** The beta distribution alone; squares is infinite where no fit is found. `start` has the mean and SD to start from. */
struct tsq__fit tsq__fit_beta(const struct tsq__quantiles *data, const struct tsq__fit *start);

#endif
