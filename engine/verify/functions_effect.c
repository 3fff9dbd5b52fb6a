/* The functions of formulas that effects and conversions need. */
#include "verify/functions.h"

#include "effect/boxcox.h"
#include "effect/fivenum.h"
#include "effect/hedges.h"
#include "effect/r2.h"
#include "num/shape_quantile.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static long double hedges(const long double *x)
{
    return tsq__hedges_exact((double)x[0]);
}

/* Gauss's F(a, a; c; 1 - r^2) by its series. */
static long double gauss_series(long double a, long double c, long double r)
{
    const long double z = (1.0L - r) * (1.0L + r);
    long double term = 1.0L, sum = 1.0L;
    for (long double k = 0.0L; k < 1e4L && term > 1e-21L * sum; k += 1.0L) {
        term *= (a + k) * (a + k) / ((c + k) * (k + 1.0L)) * z;
        sum += term;
    }
    return sum;
}

/* The same by Euler's integral of t^(a-1) (1-t)^(c-a-1) (1-zt)^-a over (0, 1), over that with z = 0; t = 1/(1 + exp(-x)),
 * by the trapezoidal rule. */
static long double gauss_integral(long double a, long double c, long double r)
{
    static const long double step = 0.2L, left = -120.0L, right = 6000.0L;
    long double whole = 0.0L, all = 0.0L, last = 1.0L;
    for (long double x = left; x < right && (x < 0.0L || last > 1e-21L * whole); x += step) {
        const long double t = 1.0L / (1.0L + expl(-x)), rest = 1.0L / (1.0L + expl(x));
        const long double weight = powl(t, a) * powl(rest, c - a);
        last = weight * powl(rest + r * r * t, -a);
        whole += last;
        all += weight;
    }
    return whole / all;
}

static long double gauss(long double a, long double c, long double r)
{
    return c >= 20.0L || r * r >= 0.1L ? gauss_series(a, c, r) : gauss_integral(a, c, r);
}

static long double gauss_half(const long double *x)
{
    return gauss(0.5L, x[0], x[1]);
}

static long double gauss_one(const long double *x)
{
    return gauss(1.0L, x[0], x[1]);
}

/* The variance of the true R-squared, u, over (0, 1) with the weight exp(-s) M((n-1)/2; m/2; s R2), s = n u/(2(1-u)). */
static long double variance_of_r2(const long double *x)
{
    return tsq__r2_fixed_variance((double)x[0], (double)(1.0L - x[0]), (double)x[1], (double)x[2]);
}

/* The weight of number i, from 1 on, in the best linear unbiased estimate of the mean, or of the SD. */
static long double blue(enum tsq__fivenum_case which, bool of_sd, const long double *x)
{
    double mean[5], sd[5];
    const int i = (int)x[1] - 1;
    return i >= 0 && i < 5 && tsq__blue_weights(which, (double)x[0], mean, sd) ? of_sd ? sd[i] : mean[i] : NAN;
}

#define BLUE(name, which)                                                                                              \
    static long double blue_mean_##name(const long double *x)                                                          \
    {                                                                                                                  \
        return blue(which, false, x);                                                                                  \
    }                                                                                                                  \
    static long double blue_sd_##name(const long double *x)                                                            \
    {                                                                                                                  \
        return blue(which, true, x);                                                                                   \
    }
BLUE(five, TSQ__FIVENUM_FIVE)
BLUE(quartiles, TSQ__FIVENUM_QUARTILES)
BLUE(range, TSQ__FIVENUM_RANGE)
#undef BLUE

/* Quantile of the gamma distribution with scale 1, and its derivative in the logarithm of the shape. */
static long double gamma_at(const long double *x, bool of_shape)
{
    const bool upper = x[0] > 0.5L;
    double slope;
    const double quantile = tsq__gamma_quantile((double)(upper ? 1.0L - x[0] : x[0]), upper, (double)x[1], &slope);
    return of_shape ? slope : quantile;
}

static long double gamma_quantile(const long double *x)
{
    return gamma_at(x, false);
}

static long double gamma_slope(const long double *x)
{
    return gamma_at(x, true);
}

static long double boxcox(const long double *x)
{
    return x[1] == 0.0L ? logl(x[0]) : expm1l(x[1] * logl(x[0])) / x[1];
}

static long double boxcox_slope(const long double *x)
{
    return tsq__boxcox_slope((double)logl(x[0]), (double)x[1]);
}

/* Mean and SD of what is normal with mean x[0] and SD x[1] after the transformation with lambda x[2]. */
static long double boxcox_mean(const long double *x)
{
    double mean = NAN, sd;
    return tsq__boxcox_moments((double)x[0], (double)x[1], (double)x[2], &mean, &sd) ? mean : NAN;
}

static long double boxcox_sd(const long double *x)
{
    double mean, sd = NAN;
    return tsq__boxcox_moments((double)x[0], (double)x[1], (double)x[2], &mean, &sd) ? sd : NAN;
}

static const tsq__function functions[] = {
    {"hedges_J", 1, hedges, NULL},
    {"F_half", 2, gauss_half, NULL},
    {"F_one", 2, gauss_one, NULL},
    {"var_R2", 3, variance_of_r2, NULL},
    {"blue5_mean", 2, blue_mean_five, NULL},
    {"blue5_sd", 2, blue_sd_five, NULL},
    {"blue_q_mean", 2, blue_mean_quartiles, NULL},
    {"blue_q_sd", 2, blue_sd_quartiles, NULL},
    {"blue_r_mean", 2, blue_mean_range, NULL},
    {"blue_r_sd", 2, blue_sd_range, NULL},
    {"gamma_quantile", 2, gamma_quantile, NULL},
    {"gamma_slope", 2, gamma_slope, NULL},
    {"boxcox", 2, boxcox, NULL},
    {"boxcox_slope", 2, boxcox_slope, NULL},
    {"boxcox_mean", 3, boxcox_mean, NULL},
    {"boxcox_sd", 3, boxcox_sd, NULL},
};

const tsq__function *tsq__effect_function_find(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(functions[i].name, name) == 0) {
            return &functions[i];
        }
    }
    return NULL;
}
