/* The unbiased estimate of a correlation, which the unbiased variance of SMCR needs. */
#include "effect/hedges.h"

/* F(1/2, 1/2; c; z) - 1 by the series; for c >= 30 its term k is below 1/binomial(c + k, k) whatever z in [0, 1]. */
static double by_series(double c, double z)
{
    double term = 0.25 / c * z, sum = 0.0;
    for (double k = 1.0; term > 1e-18 * sum; k += 1.0) {
        sum += term;
        term *= (k + 0.5) * (k + 0.5) / ((c + k) * (k + 1.0)) * z;
    }
    return sum;
}

/*
 * F(1/2, 1/2; c; 1 - r^2) - 1 by the trapezoidal rule.
 *
 * Euler's integral with t = tanh(s)^2 makes F the quotient of I(r) and I(1), where I(r) is the integral over s > 0 of
 * cosh(s)^(2-2c)/A, A = sqrt(1 + r^2 sinh(s)^2). With B = cosh(s), 1/A - 1/B = (1 - r^2) sinh(s)^2/(A B (A + B)).
 * The integrands are even and analytic for |Im s| < pi/2, so that the rule's error is below exp(-pi^2/step).
 */
static double by_trapezoid(double c, double r)
{
    static const double step = 1.0 / 16.0, overflow = 700.0;
    double whole = 0.5, excess = 0.0;
    double last = 1.0, last_excess = 1.0;
    for (double s = step; s < overflow && (last > 1e-18 * whole || last_excess > 1e-18 * excess); s += step) {
        const double a = hypot(1.0, r * sinh(s)), b = cosh(s);
        last = exp((2.0 - 2.0 * c) * log(b)) / b;
        last_excess = last * (sinh(s) / a) * (sinh(s) / (a + b));
        whole += last;
        excess += last_excess;
    }
    return (1.0 - r) * (1.0 + r) * excess / whole;
}

double tsq__olkin_pratt_rest(double r, double n)
{
    if (!(n > 4.0)) {
        return NAN;
    }
    const double c = 0.5 * n - 1.0;
    return (1.0 - r) - r * (c >= 30.0 ? by_series(c, (1.0 - r) * (1.0 + r)) : by_trapezoid(c, r));
}
