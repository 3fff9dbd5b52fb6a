/* Least squares of quantiles, distributions with one scale and one shape; see quantile_fit.h. */
#include "effect/quantile_fit.h"

#include "num/root.h"
#include "num/shape_quantile.h"

#include <math.h>

/* A distribution by its spread: the logarithm of (about) its coefficient of variation. */
struct family {
    const char *name;
    /* Quantile i at scale 1, and its derivative in the spread. */
    double (*quantile)(const struct tsq__quantiles *data, size_t i, double spread, double *slope);
    void (*moments)(double spread, double *mean, double *sd);
};

static double lognormal_quantile(const struct tsq__quantiles *data, size_t i, double spread, double *slope)
{
    const double exponent = exp(spread) * data->z[i], x = exp(exponent);
    *slope = exponent * x;
    return x;
}

static void lognormal_moments(double spread, double *mean, double *sd)
{
    const double variance = exp(2.0 * spread);
    *mean = exp(variance / 2.0);
    *sd = *mean * sqrt(expm1(variance));
}

static double gamma_quantile(const struct tsq__quantiles *data, size_t i, double spread, double *slope)
{
    const double shape = exp(-2.0 * spread), x = tsq__gamma_quantile(data->tail[i], data->upper[i], shape, slope);
    *slope = 2.0 * (x - *slope) / shape;
    return x / shape;
}

static void gamma_moments(double spread, double *mean, double *sd)
{
    *mean = 1.0;
    *sd = exp(spread);
}

static double weibull_quantile(const struct tsq__quantiles *data, size_t i, double spread, double *slope)
{
    const double exponential = data->upper[i] ? -log(data->tail[i]) : -log1p(-data->tail[i]);
    const double exponent = exp(spread) * log(exponential), x = exp(exponent);
    *slope = exponent * x;
    return x;
}

static void weibull_moments(double spread, double *mean, double *sd)
{
    int sign;
    const double inverse = exp(spread), first = lgamma_r(1.0 + inverse, &sign);
    *mean = exp(first);
    *sd = *mean * sqrt(expm1(lgamma_r(1.0 + 2.0 * inverse, &sign) - 2.0 * first));
}

static const struct family families[] = {{"log-normal", lognormal_quantile, lognormal_moments},
                                         {"gamma", gamma_quantile, gamma_moments},
                                         {"Weibull", weibull_quantile, weibull_moments}};

struct profile {
    const struct tsq__quantiles *data;
    const struct family *family;
    double scale, squares; /* at the last spread tried */
};

/* Residuals at the best scale, times the derivative of the quantiles: positive below the best spread. */
static double slope_at(double spread, void *context)
{
    struct profile *profile = context;
    const struct tsq__quantiles *data = profile->data;
    double g[5], dg[5], gg = 0.0, gx = 0.0, slope = 0.0;
    for (size_t i = 0; i < data->n; i++) {
        g[i] = profile->family->quantile(data, i, spread, &dg[i]);
        gg += g[i] * g[i];
        gx += g[i] * data->number[i];
    }
    profile->scale = gx / gg;
    profile->squares = 0.0;
    for (size_t i = 0; i < data->n; i++) {
        const double residual = data->number[i] - profile->scale * g[i];
        slope += residual * dg[i];
        profile->squares += residual * residual;
    }
    return slope;
}

/* A spread beyond which the quantiles of all families are 0 to the last digit but one. */
#define WIDEST 3.0

/* Every change of sign from plus to minus around the spread of the data is solved for; the smallest sum is taken. */
static struct tsq__fit fit_family(const struct tsq__quantiles *data, const struct family *family, double around)
{
    enum { PARTS = 8, FURTHER = 14 };
    static const double step = 0.4;
    struct profile profile = {.data = data, .family = family};
    struct tsq__fit best = {family->name, NAN, NAN, INFINITY, NAN, NAN};
    double lo = around - 2.0 * step, f_lo = slope_at(lo, &profile);
    for (int back = 0; back < FURTHER && f_lo < 0.0; back++) {
        lo -= step;
        f_lo = slope_at(lo, &profile);
    }
    for (int i = 0; i < PARTS + FURTHER && (i < PARTS || isinf(best.squares)); i++) {
        const double hi = lo + step, f_hi = slope_at(hi, &profile);
        double from = lo, to = hi, spread = hi;
        if (f_lo > 0.0 && f_hi <= 0.0 && hi < WIDEST &&
            tsq__root(slope_at, &profile, &from, &to, f_lo, f_hi, 0.0, &spread) == 0) {
            slope_at(spread, &profile);
            if (profile.squares < best.squares) {
                family->moments(spread, &best.mean, &best.sd);
                best.mean *= profile.scale;
                best.sd *= profile.scale;
                best.squares = profile.squares;
                best.shape = exp(spread);
                best.scale = profile.scale;
            }
        }
        lo = hi;
        f_lo = f_hi;
    }
    return best;
}

static struct tsq__fit fit_normal(const struct tsq__quantiles *data)
{
    struct tsq__fit fit = {"normal", 0.0, 0.0, 0.0, NAN, NAN};
    double zz = 0.0, middle = data->number[data->n / 2];
    for (size_t i = 0; i < data->n; i++) {
        fit.mean += (data->number[i] - middle) / (double)data->n;
        fit.sd += data->z[i] * (data->number[i] - middle);
        zz += data->z[i] * data->z[i];
    }
    fit.sd /= zz;
    for (size_t i = 0; i < data->n; i++) {
        const double residual = data->number[i] - middle - fit.mean - fit.sd * data->z[i];
        fit.squares += residual * residual;
    }
    fit.mean += middle;
    return fit;
}

static struct tsq__fit better(struct tsq__fit a, struct tsq__fit b)
{
    return b.squares < a.squares ? b : a;
}

bool tsq__fit_is_normal_only(const struct tsq__quantiles *data)
{
    return data->number[0] < 0.0 || !(data->number[data->n - 2] > 0.0);
}

struct tsq__fit tsq__fit_quantiles(const struct tsq__quantiles *data)
{
    const struct tsq__fit normal = fit_normal(data);
    struct tsq__fit best = normal;
    if (tsq__fit_is_normal_only(data) || !(normal.sd > 0.0)) {
        return best;
    }
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        best = better(best, fit_family(data, &families[i], log(normal.sd / normal.mean)));
    }
    return data->parts ? better(best, tsq__fit_beta(data, &normal)) : best;
}
