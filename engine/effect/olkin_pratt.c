/* The unbiased estimate of a correlation, for UCOR and the unbiased variance of SMCR, and its unbiased variance. */
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

/* The same without its first term z/(4c). */
static double by_series_beyond_first(double c, double z)
{
    double term = 0.25 * 2.25 / (2.0 * c * (c + 1.0)) * z * z, sum = 0.0;
    for (double k = 2.0; term > 1e-18 * sum; k += 1.0) {
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

double tsq__olkin_pratt_excess(double r, double n)
{
    if (!(n > 4.0)) {
        return NAN;
    }
    const double c = 0.5 * n - 1.0;
    return c >= 30.0 ? by_series(c, (1.0 - r) * (1.0 + r)) : by_trapezoid(c, r);
}

double tsq__olkin_pratt_rest(double r, double n)
{
    return (1.0 - r) - r * tsq__olkin_pratt_excess(r, n);
}

/* F(1, 1; g; z) - 1 by the series, whose term k is k!/(g)_k z^k. */
static double ones_by_series(double g, double z)
{
    double term = z / g, sum = 0.0;
    for (double k = 1.0; term > 1e-18 * sum; k += 1.0) {
        sum += term;
        term *= (k + 1.0) / (g + k) * z;
    }
    return sum;
}

/*
 * F(1, 1; g; 1 - r^2) - 1 by the trapezoidal rule: (g-1) z times the integral of t (1-t)^(g-2)/(1 - z t) over [0, 1],
 * with t = 1/(1 + exp(-x)). The integrand is analytic for |Im x| < pi, so that the rule's error is about
 * exp(-2 pi^2/step).
 */
static double ones_by_trapezoid(double g, double r)
{
    static const double step = 0.25, left = -24.0, right = 700.0;
    double sum = 0.0, last = 1.0;
    for (double x = left; x < right && (x < 0.0 || last > 1e-18 * sum); x += step) {
        const double t = 1.0 / (1.0 + exp(-x)), rest = 1.0 / (1.0 + exp(x));
        last = t * t * pow(rest, g - 1.0) / (rest + r * r * t);
        sum += last;
    }
    return (g - 1.0) * (1.0 - r) * (1.0 + r) * step * sum;
}

double tsq__olkin_pratt_variance(double r, double n)
{
    if (!(n > 4.0)) {
        return NAN;
    }
    const double c = 0.5 * n - 1.0, z = (1.0 - r) * (1.0 + r);
    /* With u = r (1 + e) and F = 1 + f the terms of first order in z cancel: they are left out, so that what remains
     * is of the order of the result, z^2/n. */
    const bool series = c >= 30.0 || z <= 0.5;
    const double e = series ? by_series(c, z) : by_trapezoid(c, r);
    const double beyond_first = series ? by_series_beyond_first(c, z) : e - 0.25 * z / c;
    const double f = series ? ones_by_series(c + 1.0, z) : ones_by_trapezoid(c + 1.0, r);
    return z * (f * (1.0 - 0.5 / c) - 0.5 * z / c) + r * r * (2.0 * beyond_first + e * e);
}
