/* Quantiles of gamma and beta with their derivatives; see shape_quantile.h.
 *
 * The distribution functions are L S, S a series of positive terms: DLMF 8.7.1 and 8.17.8. Its derivatives in the shapes are
 * sums over the same terms, and L drops out where they are divided by the density. */
#include "num/shape_quantile.h"

#include "num/dist.h"

#include <gsl/gsl_sf_psi.h>
#include <math.h>
#include <stddef.h>

static const double small = 1e-17; /* terms below this part of the sum make no difference */

static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

double tsq__gamma_quantile(double tail, bool upper, double shape, double *slope)
{
    const double df = 2.0 * shape;
    const double x = (upper ? tsq__chisq_upper(tail, df) : tsq__chisq_lower(tail, df)) / 2.0;
    *slope = 0.0;
    if (!(x > 0.0)) {
        return 0.0;
    }
    /* term = x^j/((a + 1)...(a + j)); harmonic = -d ln(term)/da */
    double sum = 0.0, weighted = 0.0, term = 1.0, harmonic = 0.0;
    for (double j = 1.0; term > small * sum || x > shape + j; j++) {
        sum += term;
        weighted += term * harmonic;
        harmonic += 1.0 / (shape + j);
        term *= x / (shape + j);
    }
    *slope = x * (weighted - (log(x) - gsl_sf_psi(shape + 1.0)) * sum);
    return x;
}

/* Where the lower series stands: x and y = 1 - x with their logarithms, and the shapes that belong to them. */
struct point {
    double a, b, x, log_x, log_y;
};

static struct point point_at(double logit, double a, double b)
{
    const double log_x = -log1p(exp(-logit)), log_y = -log1p(exp(logit));
    return (struct point){a, b, exp(log_x), logit < -700.0 ? logit : log_x, logit > 700.0 ? -logit : log_y};
}

static struct point mirrored(const struct point *at)
{
    return (struct point){at->b, at->a, exp(at->log_y), at->log_y, at->log_x};
}

/* The lower series converges quickly up to the mean. */
static bool is_high(const struct point *at)
{
    return at->x > (at->a + 1.0) / (at->a + at->b + 2.0);
}

/* S, and if `slope` is not NULL S d ln(L S)/da and S d ln(L S)/db. */
static double series(const struct point *at, double slope[2])
{
    const double a = at->a, b = at->b;
    double sum = 0.0, by_a = 0.0, by_b = 0.0, term = 1.0, with_a = 0.0, with_b = 0.0;
    for (double j = 0.0; term > small * sum; j++) {
        sum += term;
        by_a += term * with_a;
        by_b += term * with_b;
        with_a += 1.0 / (a + b + j) - 1.0 / (a + 1.0 + j);
        with_b += 1.0 / (a + b + j);
        term *= at->x * (a + b + j) / (a + 1.0 + j);
    }
    if (slope != NULL) {
        const double both = gsl_sf_psi(a + b);
        slope[0] = by_a + sum * (at->log_x + both - gsl_sf_psi(a + 1.0));
        slope[1] = by_b + sum * (at->log_y + both - gsl_sf_psi(b));
    }
    return sum;
}

/* P(X < x), and its derivative in the logit of x. */
static double beta_lower(double logit, double a, double b, double *density)
{
    const struct point at = point_at(logit, a, b);
    const double log_density = a * at.log_x + b * at.log_y + log_gamma(a + b) - log_gamma(a) - log_gamma(b);
    *density = exp(log_density);
    if (is_high(&at)) {
        const struct point other = mirrored(&at);
        return 1.0 - *density / b * series(&other, NULL);
    }
    return *density / a * series(&at, NULL);
}

/* The logit of the lower quantile, by Newton's method on the logarithm of the probability, halving where that leaves the
 * bracket. */
static double beta_logit(double tail, double a, double b)
{
    double lo = -1e6, hi = 1e6, logit = log(a) - log(b);
    for (int step = 0; step < 300; step++) {
        double density;
        const double p = beta_lower(logit, a, b, &density);
        lo = p < tail ? logit : lo;
        hi = p < tail ? hi : logit;
        double next = logit - (log(p) - log(tail)) * p / density;
        if (!(next > lo && next < hi)) {
            next = fabs(lo) > 1e5 || fabs(hi) > 1e5 ? logit + (p < tail ? 1.0 : -1.0) * (1.0 + fabs(logit))
                                                    : (lo + hi) / 2.0;
        }
        const double moved = fabs(next - logit);
        logit = next;
        if (moved <= 4e-16 * (1.0 + fabs(logit)) || step > 250) {
            break;
        }
    }
    return logit;
}

double tsq__beta_quantile(double tail, bool upper, double a, double b, double slope[2])
{
    if (upper) {
        /* 1 - X has the shapes exchanged. */
        double other[2];
        const double x = 1.0 - tsq__beta_quantile(tail, false, b, a, other);
        slope[0] = -other[1];
        slope[1] = -other[0];
        return x;
    }
    const struct point at = point_at(beta_logit(tail, a, b), a, b);
    const bool high = is_high(&at);
    const struct point from = high ? mirrored(&at) : at;
    double log_slope[2];
    series(&from, log_slope);
    const double factor = -exp(at.log_x + at.log_y) / from.a;
    slope[0] = high ? -factor * log_slope[1] * a : factor * log_slope[0] * a;
    slope[1] = high ? -factor * log_slope[0] * b : factor * log_slope[1] * b;
    return at.x;
}
