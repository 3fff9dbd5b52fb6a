/* Tails and quantiles.
 *
 * GSL's incomplete gamma and beta functions lose digits for many degrees of freedom and underflow early, so the
 * series and continued fractions stand here, with the leading factor in Loader's saddle-point form (C. Loader 2000,
 * "Fast and accurate computation of binomial probabilities"), which has no cancellation of log-gamma values. */
#include "num/dist.h"

#include "num/root.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_sf_erf.h>
#include <math.h>

#define LN10 2.302585092994045684
#define LN_2PI 1.837877066409345484
#define SQRT1_2 0.707106781186547524
#define SQRT_PI 1.772453850905516027
#define TWO_OVER_SQRT_PI 1.128379167095512574
#define EPS 2.220446049250313e-16

static tsq__tail from_log(double log_p)
{
    log_p = log_p > 0.0 ? 0.0 : log_p; /* not above 1 by a rounding */
    return (tsq__tail){.p = exp(log_p), .log10p = log_p / LN10};
}

static tsq__tail from_p(double p)
{
    return (tsq__tail){.p = p, .log10p = log10(p)};
}

/* lgamma, but without the global sign that it writes. */
static double log_gamma(double x)
{
    int sign;
    return lgamma_r(x, &sign);
}

/* ln Gamma(x + 1) - (x + 1/2) ln x + x - ln(2 pi)/2, the error of Stirling's formula. */
static double stirling_error(double x)
{
    if (x <= 16.0) {
        return log_gamma(x + 1.0) - (x + 0.5) * log(x) + x - 0.5 * LN_2PI;
    }
    const double y = 1.0 / (x * x);
    return (1.0 / 12 -
            y * (1.0 / 360 -
                 y * (1.0 / 1260 - y * (1.0 / 1680 - y * (1.0 / 1188 - y * (691.0 / 360360 - y * (1.0 / 156))))))) /
           x;
}

/* x ln(x/m) + m - x without cancellation where x is near m; the difference x - m is given to full precision. */
static double deviance(double x, double m, double difference)
{
    const double v = difference / (x + m);
    if (fabs(v) >= 0.1) {
        return x * log(x / m) - difference;
    }
    double sum = difference * v;
    double term = 2.0 * x * v;
    for (int j = 1; j < 1000; j++) {
        term *= v * v;
        const double next = sum + term / (2 * j + 1);
        if (next == sum) {
            break;
        }
        sum = next;
    }
    return sum;
}

/* ln of x^a e^-x / Gamma(a + 1). */
static double log_poisson(double a, double x)
{
    return -stirling_error(a) - deviance(a, x, a - x) - 0.5 * (LN_2PI + log(a));
}

/* P(a, x) / poisson factor = 1 + x/(a+1) + x^2/((a+1)(a+2)) + ... */
static double gamma_series(double a, double x)
{
    double sum = 1.0, term = 1.0;
    for (double n = 1.0; term > sum * (EPS / 8); n += 1.0) {
        term *= x / (a + n);
        sum += term;
    }
    return sum;
}

/* Modified Lentz evaluation of b0 + a1/(b1 + a2/(b2 + ...)); next() gives a and b of step j. */
typedef void (*fraction_step)(const double *par, double j, double *a, double *b);

static double continued_fraction(double b0, fraction_step next, const double *par)
{
    const double tiny = 1e-300;
    double f = b0 == 0.0 ? tiny : b0, c = f, d = 0.0;
    for (double j = 1.0; j < 1e7; j += 1.0) {
        double a, b;
        next(par, j, &a, &b);
        d = b + a * d;
        d = 1.0 / (d == 0.0 ? tiny : d);
        c = b + a / c;
        c = c == 0.0 ? tiny : c;
        f *= c * d;
        if (!(fabs(c * d - 1.0) > EPS)) { /* also where it is no number, which it would be for ten million steps */
            break;
        }
    }
    return f;
}

static void gamma_step(const double *par, double j, double *a, double *b)
{
    *a = -j * (j - par[0]);
    *b = par[1] + 2.0 * j + 1.0 - par[0];
}

/* Both tails of the incomplete gamma function, as logarithms where they are small. */
static tsq__tail gamma_tail(double a, double x, int upper)
{
    if (x <= 0.0) {
        return upper ? from_p(1.0) : (tsq__tail){0.0, -INFINITY};
    }
    if (isinf(x)) {
        return upper ? (tsq__tail){0.0, -INFINITY} : from_p(1.0);
    }
    const double log_lead = log_poisson(a, x);
    if (x < a + 1.0) {
        const double log_lower = log_lead + log(gamma_series(a, x));
        return upper ? from_p(-expm1(log_lower)) : from_log(log_lower);
    }
    const double par[2] = {a, x};
    const double log_upper = log_lead + log(a) - log(continued_fraction(x + 1.0 - a, gamma_step, par));
    return upper ? from_log(log_upper) : from_p(-expm1(log_upper));
}

static void beta_step(const double *par, double j, double *a, double *b)
{
    const double alpha = par[0], beta = par[1], x = par[2], m = floor(j / 2.0);
    *a = fmod(j, 2.0) == 0.0 ? m * (beta - m) * x / ((alpha + 2.0 * m - 1.0) * (alpha + 2.0 * m))
                             : -(alpha + m) * (alpha + beta + m) * x / ((alpha + 2.0 * m) * (alpha + 2.0 * m + 1.0));
    *b = 1.0;
}

/* ln of x^a y^b / (a B(a, b)), y = 1 - x. */
static double log_beta_lead(double a, double b, double x, double y)
{
    const double n = a + b, difference = a * y - b * x; /* a - n x = n y - b */
    return stirling_error(n) - stirling_error(a) - stirling_error(b) - deviance(a, n * x, difference) -
           deviance(b, n * y, -difference) + 0.5 * (log(b) - log(a) - log(n) - LN_2PI);
}

/* ln I_x(a, b) by its continued fraction, which converges fast for x < (a + 1)/(a + b + 2). */
static double log_beta_fraction(double a, double b, double x, double y)
{
    const double par[3] = {a, b, x};
    return log_beta_lead(a, b, x, y) - log(continued_fraction(1.0, beta_step, par));
}

/* The regularised incomplete beta function I_x(a, b), with y = 1 - x given to full precision. */
static tsq__tail beta_tail(double a, double b, double x, double y)
{
    if (x <= 0.0) {
        return (tsq__tail){0.0, -INFINITY};
    }
    if (y <= 0.0) {
        return from_p(1.0);
    }
    if (x > (a + 1.0) / (a + b + 2.0)) {
        return from_p(-expm1(log_beta_fraction(b, a, y, x)));
    }
    return from_log(log_beta_fraction(a, b, x, y));
}

tsq__tail tsq__normal_two_sided(double z)
{
    const double x = fabs(z) * SQRT1_2;
    if (x < 26.0) {
        return from_p(erfc(x));
    }
    const double far = 1e8; /* erfc(x) is e^-x^2 / (x sqrt pi) to the last bit; GSL's series overflows beyond 1e61 */
    if (x > far) {
        return from_log(-x * x - log(x * SQRT_PI));
    }
    return from_log(gsl_sf_log_erfc(x));
}

/* ln I_x(a, b) with x = 1/(1 + r2) for a much larger than b, where the continued fraction would lose digits: the
 * expansion in incomplete gamma functions of A. R. DiDonato and A. H. Morris 1992 (doi:10.1145/131766.131776),
 * section 9. Its terms shrink like (b/a)^2n. */
static double log_beta_expansion(double a, double b, double r2)
{
    const double nu = a + 0.5 * (b - 1.0), xi = log1p(r2), z = nu * xi;
    const double log_r = log_poisson(b, z) + log(b); /* ln of z^b e^-z / Gamma(b) */
    const double log_q = gamma_tail(b, z, 1).log10p * LN10;
    /* ln of Gamma(a + b) / (Gamma(a) nu^b) */
    const double log_factor =
        (a - 0.5) * log1p(b / a) + b * log1p(0.5 * (b + 1.0) / nu) - b + stirling_error(a + b) - stirling_error(a);
    const double first = exp(log_q - log_r), v = 0.25 / (nu * nu), t2 = 0.25 * xi * xi;
    double c[30], d[30], j = first, sum = first, power = 1.0, cn = 1.0;
    for (int n = 1; n < 30; n++) {
        const double at = b + 2.0 * (n - 1);
        j = (at * (at + 1.0) * j + (z + at + 1.0) * power) * v;
        power *= t2;
        cn /= 2.0 * n * (2.0 * n + 1.0);
        c[n] = cn;
        double mixed = 0.0;
        for (int i = 1; i < n; i++) {
            mixed += (b * i - n) * c[i] * d[n - i];
        }
        d[n] = (b - 1.0) * cn + mixed / n;
        sum += d[n] * j;
        if (fabs(d[n] * j) <= 0.1 * EPS * sum) {
            break;
        }
    }
    return log_factor + log_q + log(sum / first);
}

/* I_x(a, b) with x = 1/(1 + r2), whichever way keeps the digits. */
static tsq__tail ratio_tail(double a, double b, double r2)
{
    if (a >= 50.0 && b <= 0.02 * a && r2 > 0.0 && r2 < 1.0) {
        const double log_p = log_beta_expansion(a, b, r2);
        return log_p < 0.0 ? from_log(log_p) : from_p(1.0);
    }
    return beta_tail(a, b, 1.0 / (1.0 + r2), r2 / (1.0 + r2));
}

tsq__tail tsq__t_two_sided(double t, double df)
{
    /* t^2 may overflow; beyond 1e150 the tail is (df/t^2)^(df/2) / (df/2 B(df/2, 1/2)) to full precision */
    const double ratio = fabs(t) / sqrt(df);
    if (isinf(ratio)) {
        return (tsq__tail){0.0, -INFINITY};
    }
    if (ratio > 1e150) {
        const double log_beta = log_gamma(0.5 * df) + log_gamma(0.5) - log_gamma(0.5 * df + 0.5);
        return from_log(-log(0.5 * df) - log_beta - df * log(ratio));
    }
    const double r2 = ratio * ratio;
    return ratio_tail(0.5 * df, 0.5, r2);
}

/* Q(df/2, x) for a whole number of degrees of freedom: the finite sums of the recurrence Q(a + 1, x) = Q(a, x) +
 * x^a e^-x / Gamma(a + 1) from Q(1, x) = e^-x or Q(1/2, x) = erfc(sqrt x) on (DLMF 8.8.6 and 8.4). No term is negative. */
static double whole_upper(int df, double x)
{
    const int odd = df % 2;
    const double power = exp(-x);
    double sum = odd != 0 ? 0.0 : 1.0, term = 1.0;
    if (odd != 0 && df > 1) {
        term = sum = TWO_OVER_SQRT_PI * sqrt(x);
    }
    for (int i = 2 + odd; i < df; i += 2) {
        term *= x / (0.5 * i);
        sum += term;
    }
    const double p = power * sum + (odd != 0 ? erfc(sqrt(x)) : 0.0);
    return p < 1.0 ? p : 1.0; /* not above 1 by a rounding */
}

tsq__tail tsq__chisq_upper_tail(double x, double df)
{
    enum { FEW = 100 };        /* so few terms lose less than 2e-15 */
    const double far = 1200.0; /* e^-x/2 is no small double yet */
    if (x > 0.0 && x < far && df >= 1.0 && df <= FEW && df == (double)(int)df) {
        return from_p(whole_upper((int)df, 0.5 * x));
    }
    return gamma_tail(0.5 * df, 0.5 * x, 1);
}

tsq__tail tsq__chisq_lower_tail(double x, double df)
{
    return gamma_tail(0.5 * df, 0.5 * x, 0);
}

tsq__tail tsq__f_upper_tail(double f, double df1, double df2)
{
    if (!(df1 > 0.0 && df2 > 0.0) || isnan(f)) {
        return (tsq__tail){NAN, NAN};
    }
    if (isinf(f)) {
        return (tsq__tail){0.0, -INFINITY};
    }
    const double ratio = f * (df1 / df2);
    return ratio_tail(0.5 * df2, 0.5 * df1, ratio);
}

double tsq__normal_upper(double tail)
{
    return gsl_cdf_ugaussian_Qinv(tail);
}

/* P(-t < T < t), for small t. */
static tsq__tail t_between(double t, double df)
{
    const double r2 = t / df * t;
    return beta_tail(0.5, 0.5 * df, r2 / (1.0 + r2), 1.0 / (1.0 + r2));
}

/* Quantiles: the logarithm of a tail is close to a straight line or a parabola in ln x, so a bracketed search on
 * it needs few steps. */
struct quantile {
    double df, log10_target;
    int upper;
};

static double chisq_gap(double log_x, void *context)
{
    const struct quantile *q = context;
    const double x = exp(log_x);
    const tsq__tail tail = q->upper ? tsq__chisq_upper_tail(x, q->df) : tsq__chisq_lower_tail(x, q->df);
    return tail.log10p - q->log10_target;
}

/* With `upper` the two tails together, else the probability between -t and t. */
static double t_gap(double log_t, void *context)
{
    const struct quantile *q = context;
    const double t = exp(log_t);
    return (q->upper ? tsq__t_two_sided(t, q->df) : t_between(t, q->df)).log10p - q->log10_target;
}

/* Brackets the root around a start in steps that double, then solves; the argument is ln x. */
static double solve_log(double (*gap)(double, void *), struct quantile *q, double start)
{
    double lo = start - 0.01, hi = start + 0.01;
    double f_lo = gap(lo, q), f_hi = gap(hi, q);
    const int rising = f_hi > f_lo;
    for (double step = 0.05; (rising ? f_lo > 0.0 : f_lo < 0.0) && step < 2000.0; step *= 2.0) {
        lo -= step;
        f_lo = gap(lo, q);
    }
    for (double step = 0.05; (rising ? f_hi < 0.0 : f_hi > 0.0) && step < 2000.0; step *= 2.0) {
        hi += step;
        f_hi = gap(hi, q);
    }
    double root = INFINITY; /* beyond the range of double precision */
    (void)tsq__root(gap, q, &lo, &hi, f_lo, f_hi, 1e-17, &root);
    return exp(root);
}

/* Wilson and Hilferty 1931 as the start. */
static double chisq_start(double df, double z)
{
    const double c = 2.0 / (9.0 * df);
    const double cube = 1.0 - c + z * sqrt(c);
    return cube > 0.05 ? log(df * cube * cube * cube) : log(df) - 6.0;
}

double tsq__chisq_upper(double tail, double df)
{
    if (tail > 0.5) {
        return tsq__chisq_lower(1.0 - tail, df);
    }
    struct quantile q = {df, log10(tail), 1};
    return solve_log(chisq_gap, &q, chisq_start(df, tsq__normal_upper(tail)));
}

double tsq__chisq_lower(double tail, double df)
{
    if (tail > 0.5) {
        return tsq__chisq_upper(1.0 - tail, df);
    }
    struct quantile q = {df, log10(tail), 0};
    return solve_log(chisq_gap, &q, chisq_start(df, -tsq__normal_upper(tail)));
}

double tsq__t_upper(double tail, double df)
{
    if (tail >= 0.5) {
        return 0.0;
    }
    if (isnan(df) || isnan(tail)) {
        return NAN;
    }
    if (df > 1e15) {
        return tsq__normal_upper(tail);
    }
    const int outer = tail < 0.25;
    struct quantile q = {df, outer ? log10(2.0 * tail) : log10(1.0 - 2.0 * tail), outer};
    const double start = gsl_cdf_tdist_Qinv(tail, df);
    return solve_log(t_gap, &q, start > 0.0 && isfinite(start) ? log(start) : 0.0);
}

struct f_quantile {
    double df1, df2, log10_target;
};

static double f_gap(double log_f, void *context)
{
    const struct f_quantile *q = context;
    return tsq__f_upper_tail(exp(log_f), q->df1, q->df2).log10p - q->log10_target;
}

double tsq__f_upper(double tail, double df1, double df2)
{
    if (isnan(tail) || isnan(df1) || isnan(df2)) {
        return NAN;
    }
    if (tail > 0.5) {
        return 1.0 / tsq__f_upper(1.0 - tail, df2, df1); /* of the smaller tail, where the logarithm is steep */
    }
    struct f_quantile q = {df1, df2, log10(tail)};
    double lo = -0.5, hi = 0.5;
    while (f_gap(lo, &q) < 0.0 && lo > -2000.0) {
        lo *= 2.0;
    }
    while (f_gap(hi, &q) > 0.0 && hi < 700.0) {
        hi *= 2.0;
    }
    double root = INFINITY;
    (void)tsq__root(f_gap, &q, &lo, &hi, f_gap(lo, &q), f_gap(hi, &q), 1e-17, &root);
    return exp(root);
}
