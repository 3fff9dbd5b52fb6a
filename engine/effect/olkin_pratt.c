/* The unbiased estimate of a correlation, which the unbiased variance of SMCR needs. */
#include "effect/hedges.h"

/* F(1/2, 1/2; c; z) by its series; for c >= 30 its term k is below 1/binomial(c + k, k) whatever z in [0, 1]. */
static double by_series(double c, double z)
{
    double term = 1.0, sum = 1.0;
    for (double k = 0.0; term > 1e-18 * sum; k += 1.0) {
        term *= (k + 0.5) * (k + 0.5) / ((c + k) * (k + 1.0)) * z;
        sum += term;
    }
    return sum;
}

/*
 * The integral of cosh(s)^(2-2c) / sqrt(1 + r^2 sinh(s)^2) over s > 0 by the trapezoidal rule.
 *
 * Euler's integral of F(1/2, 1/2; c; 1 - r^2), t = tanh(s)^2. The integrand is even and analytic for |Im s| < pi/2,
 * so that the rule's error is below exp(-pi^2/step).
 */
static double trapezoid(double c, double r)
{
    static const double step = 1.0 / 16.0;
    double sum = 0.5;
    double value = 1.0;
    for (double i = 1.0; value > 1e-18 * sum; i += 1.0) {
        const double s = i * step;
        value = exp((2.0 - 2.0 * c) * log(cosh(s))) / hypot(1.0, r * sinh(s));
        sum += value;
    }
    return sum;
}

double tsq__olkin_pratt(double r, double n)
{
    if (!(n > 4.0)) {
        return NAN;
    }
    const double c = 0.5 * n - 1.0;
    /* The rule taken at r = 1, where F = 1, is the beta function before Euler's integral. */
    return r * (c >= 30.0 ? by_series(c, (1.0 - r) * (1.0 + r)) : trapezoid(c, r) / trapezoid(c, 1.0));
}
