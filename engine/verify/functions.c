/* The functions of formulas. */
#include "verify/functions.h"

#include "effect/boxcox.h"
#include "effect/fivenum.h"
#include "effect/hedges.h"
#include "effect/r2.h"
#include "num/binormal.h"
#include "num/dist.h"
#include "num/shape_quantile.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static const long double root_half = 0.70710678118654752440084436210484904L;

/* ---- quantiles and tails ------------------------------------------------------------------------------------ */

static long double upper_z(const long double *x)
{
    return tsq__normal_upper((double)x[0]);
}

static long double upper_t(const long double *x)
{
    return tsq__t_upper((double)x[0], (double)x[1]);
}

static long double upper_chisq(const long double *x)
{
    return tsq__chisq_upper((double)x[0], (double)x[1]);
}

static long double lower_chisq(const long double *x)
{
    return tsq__chisq_lower((double)x[0], (double)x[1]);
}

static long double upper_f(const long double *x)
{
    return tsq__f_upper((double)x[0], (double)x[1], (double)x[2]);
}

static long double p_normal(const long double *x)
{
    return tsq__normal_two_sided((double)x[0]).p;
}

static long double p_t(const long double *x)
{
    return tsq__t_two_sided((double)x[0], (double)x[1]).p;
}

static long double p_chisq(const long double *x)
{
    return tsq__chisq_upper_tail((double)x[0], (double)x[1]).p;
}

static long double p_f(const long double *x)
{
    return tsq__f_upper_tail((double)x[0], (double)x[1], (double)x[2]).p;
}

static long double log10p_normal(const long double *x)
{
    return tsq__normal_two_sided((double)x[0]).log10p;
}

static long double log10p_t(const long double *x)
{
    return tsq__t_two_sided((double)x[0], (double)x[1]).log10p;
}

static long double log10p_chisq(const long double *x)
{
    return tsq__chisq_upper_tail((double)x[0], (double)x[1]).log10p;
}

/* The quantile with p below it, from the smaller tail. */
static long double probit(const long double *x)
{
    return x[0] == 0.5L  ? 0.0L
           : x[0] < 0.5L ? -tsq__normal_upper((double)x[0])
                         : tsq__normal_upper((double)(1.0L - x[0]));
}

static long double normal_below(const long double *x)
{
    return 0.5L * erfcl(-root_half * x[0]);
}

static long double normal_density(const long double *x)
{
    return 0.398942280401432677939946059934381868L * expl(-0.5L * x[0] * x[0]);
}

/* P(X < h, Y < k) at the correlation r: the product, and what the correlation adds; of -r for the other half of Y. */
static long double binormal_below(const long double *x)
{
    const double h = (double)x[0], k = (double)x[1], angle = (double)asinl(fabsl(x[2]));
    const long double apart = normal_below(&x[0]) * normal_below(&x[1]);
    return x[2] < 0.0L ? apart - tsq__binormal_gain(h, -k, angle) : apart + tsq__binormal_gain(h, k, angle);
}

/* ---- of effects ---------------------------------------------------------------------------------------------- */

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

/* ---- elementary ---------------------------------------------------------------------------------------------- */

static long double is_above_zero(const long double *x)
{
    return x[0] > 0.0L ? 1.0L : 0.0L;
}

/* 1 for 0 too: a p-value without a minus sign is of a positive effect. */
static long double sign(const long double *x)
{
    return signbit(x[0]) ? -1.0L : 1.0L;
}

static long double smaller(const long double *x)
{
    return fminl(x[0], x[1]);
}

static long double larger(const long double *x)
{
    return fmaxl(x[0], x[1]);
}

/* The numbers that are there, 0 for the others: of studies without an estimate of their own. */
static tsq_status those_there(const tsq__operand *arguments, tsq__operand *out)
{
    if (!tsq__operand_new(arguments[0].n, out)) {
        return TSQ_E_MEMORY;
    }
    for (size_t i = 0; i < out->n; i++) {
        const bool there = !isnan(arguments[0].value[i]);
        out->value[i] = there ? arguments[0].value[i] : 0.0L;
        out->error[i] = there ? arguments[0].error[i] : 0.0L;
    }
    return TSQ_OK;
}

#define ONE(name)                                                                                                      \
    static long double call_##name(const long double *x)                                                               \
    {                                                                                                                  \
        return name##l(x[0]);                                                                                          \
    }
ONE(exp)
ONE(log)
ONE(sqrt)
ONE(fabs)
ONE(sin)
ONE(cos)
ONE(asin)
ONE(acos)
ONE(tanh)
ONE(atanh)
ONE(floor)
ONE(rint)
ONE(tgamma)
#undef ONE

static const tsq__function functions[] = {
    {"sum", 1, NULL, NULL},
    {"exp", 1, call_exp, NULL},
    {"log", 1, call_log, NULL},
    {"sqrt", 1, call_sqrt, NULL},
    {"abs", 1, call_fabs, NULL},
    {"sin", 1, call_sin, NULL},
    {"cos", 1, call_cos, NULL},
    {"asin", 1, call_asin, NULL},
    {"acos", 1, call_acos, NULL},
    {"tanh", 1, call_tanh, NULL},
    {"atanh", 1, call_atanh, NULL},
    {"floor", 1, call_floor, NULL},
    {"round", 1, call_rint, NULL},
    {"sign", 1, sign, NULL},
    {"min", 2, smaller, NULL},
    {"max", 2, larger, NULL},
    {"count", 1, is_above_zero, NULL},
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
    {"Gamma", 1, call_tgamma, NULL},
    {"gamma_quantile", 2, gamma_quantile, NULL},
    {"gamma_slope", 2, gamma_slope, NULL},
    {"boxcox", 2, boxcox, NULL},
    {"boxcox_slope", 2, boxcox_slope, NULL},
    {"boxcox_mean", 3, boxcox_mean, NULL},
    {"boxcox_sd", 3, boxcox_sd, NULL},
    {"Phi", 1, normal_below, NULL},
    {"phi", 1, normal_density, NULL},
    {"Phi2", 3, binormal_below, NULL},
    {"probit", 1, probit, NULL},
    {"z_upper", 1, upper_z, NULL},
    {"t_upper", 2, upper_t, NULL},
    {"F_upper", 3, upper_f, NULL},
    {"chi2_upper", 2, upper_chisq, NULL},
    {"chi2_lower", 2, lower_chisq, NULL},
    {"p_z", 1, p_normal, NULL},
    {"p_t", 2, p_t, NULL},
    {"p_chi2", 2, p_chisq, NULL},
    {"p_F", 3, p_f, NULL},
    {"log10p_z", 1, log10p_normal, NULL},
    {"log10p_t", 2, log10p_t, NULL},
    {"log10p_chi2", 2, log10p_chisq, NULL},
    {"there", 1, NULL, those_there},
    {"diagonal", 1, NULL, tsq__matrix_diagonal},
    {"inverse", 1, NULL, tsq__matrix_inverse},
    {"log_det", 1, NULL, tsq__matrix_log_det},
    {"transpose", 1, NULL, tsq__matrix_transpose},
    {"product", 2, NULL, tsq__matrix_product},
    {"crossproduct", 2, NULL, tsq__matrix_crossproduct},
    {"trace", 1, NULL, tsq__matrix_trace},
    {"element", 3, NULL, tsq__matrix_element},
};

const tsq__function *tsq__function_find(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(functions[i].name, name) == 0) {
            return &functions[i];
        }
    }
    return NULL;
}
