/*
 * five-numbers-mln, quartiles-mln and range-mln, mean and SD of data that are normal after the Box-Cox transformation of
 * greatest likelihood ("method for unknown non-normal distributions").
 *
 * The numbers are the order statistics of ranks 1, h = floor(n/4 + 1), j = floor(n/2 + 1), k = floor(3n/4 + 1) and n. Their log
 * likelihood on the transformed scale is
 *
 *     sum of ln phi((t - mu)/sigma)/sigma + sum of (how many lie between) ln(Phi(z') - Phi(z))
 *
 * lambda, from 0 to 10, maximises it with mu and sigma those of Luo 2018 and Wan 2014 at each lambda; then mu and sigma
 * maximise it at that lambda. The Jacobian of the transformation is no part of it, in the paper's software either: lambda,
 * and with it mean and SD, depends on the unit of the data. Mean and SD are integrals as in boxcox.h.
 * Source: Cai, Zhou & Pan 2021, doi:10.1177/09622802211047348.
 */
#include "effect/boxcox.h"
#include "num/root.h"

static const double most = 10.0;
enum { MOST = 5, NEWTON_STEPS = 100 };

struct data {
    struct tsq__fivenum logs;
    enum tsq__fivenum_case which;
    double log_median;
    size_t k;
    double between[MOST + 1]; /* participants below the first number, between two, and above the last */
};

static struct data data_of(const struct tsq__fivenum *logs, enum tsq__fivenum_case which, double log_median)
{
    struct data data = {.logs = *logs, .which = which, .log_median = log_median};
    const double n = logs->n;
    const struct tsq__fivenum ranks = {n, 1.0, floor(0.25 * n + 1.0), floor(0.5 * n + 1.0), floor(0.75 * n + 1.0), n};
    double rank[MOST];
    data.k = tsq__fivenum_list(&ranks, which, rank);
    data.between[0] = rank[0] - 1.0;
    for (size_t i = 1; i < data.k; i++) {
        data.between[i] = rank[i] - rank[i - 1] - 1.0;
    }
    data.between[data.k] = n - rank[data.k - 1];
    return data;
}

static double density(double z)
{
    return exp(-0.5 * z * z) * 0.39894228040143267794;
}

/* P(lo < Z < hi), in the tail where it does not cancel. */
static double probability(double lo, double hi)
{
    const double root_half = 0.70710678118654752440;
    return lo > 0.0 ? 0.5 * (erfc(lo * root_half) - erfc(hi * root_half))
                    : 0.5 * (erfc(-hi * root_half) - erfc(-lo * root_half));
}

/* The interval before number i: its ends, infinite beyond the first and last number. */
static double interval(const double *z, size_t k, size_t i, double *lo, double *hi)
{
    *lo = i == 0 ? -INFINITY : z[i - 1];
    *hi = i == k ? INFINITY : z[i];
    return probability(*lo, *hi);
}

static double log_likelihood(const struct data *data, const double *z)
{
    double sum = 0.0;
    for (size_t i = 0; i <= data->k; i++) {
        double lo, hi;
        sum += data->between[i] > 0.0 ? data->between[i] * log(interval(z, data->k, i, &lo, &hi)) : 0.0;
        sum -= i < data->k ? 0.5 * z[i] * z[i] : 0.0;
    }
    return sum;
}

/* Likelihood of lambda with mean and SD by Luo and Wan, and its derivative. Of data over their median: the median's own
 * lambda ln(median) comes off for each number. */
static double likelihood_of_lambda(const struct data *data, double lambda, double *slope)
{
    const struct tsq__fivenum t = tsq__boxcox_all(&data->logs, lambda, tsq__boxcox);
    const struct tsq__fivenum dt = tsq__boxcox_all(&data->logs, lambda, tsq__boxcox_slope);
    const double mu = tsq__fivenum_mean(&t, data->which), sigma = tsq__boxcox_sd(&t, data->which);
    const double dmu = tsq__fivenum_mean(&dt, data->which), dsigma = tsq__boxcox_sd(&dt, data->which);
    double z[MOST], dz[MOST];
    tsq__fivenum_list(&t, data->which, z);
    tsq__fivenum_list(&dt, data->which, dz);
    for (size_t i = 0; i < data->k; i++) {
        z[i] = (z[i] - mu) / sigma;
        dz[i] = (dz[i] - dmu - z[i] * dsigma) / sigma;
    }
    const double k = (double)data->k;
    *slope = -k * (dsigma / sigma + data->log_median);
    for (size_t i = 0; i <= data->k; i++) {
        double lo, hi;
        const double p = interval(z, data->k, i, &lo, &hi);
        if (data->between[i] > 0.0) {
            *slope += data->between[i] * (i < data->k ? density(hi) * dz[i] : 0.0) / p;
            *slope -= data->between[i] * (i > 0 ? density(lo) * dz[i - 1] : 0.0) / p;
        }
        *slope -= i < data->k ? z[i] * dz[i] : 0.0;
    }
    return log_likelihood(data, z) - k * (log(sigma) + lambda * data->log_median);
}

static double slope_at(double lambda, void *context)
{
    double slope;
    likelihood_of_lambda(context, lambda, &slope);
    return slope;
}

/* The greatest likelihood over [0, most]: every change of sign of its slope from plus to minus is solved for. */
static double best_lambda(struct data *data)
{
    enum { PARTS = 40 };
    double slope, best = 0.0, greatest = likelihood_of_lambda(data, 0.0, &slope);
    double lo = 0.0, f_lo = slope;
    for (int i = 1; i <= PARTS; i++) {
        const double hi = most * i / PARTS, f_hi = slope_at(hi, data);
        double candidate = hi;
        if (f_lo > 0.0 && f_hi <= 0.0) {
            double from = lo, to = hi;
            tsq__root(slope_at, data, &from, &to, f_lo, f_hi, 0.0, &candidate);
        }
        const double here = likelihood_of_lambda(data, candidate, &slope);
        if (here > greatest) {
            greatest = here;
            best = candidate;
        }
        lo = hi;
        f_lo = f_hi;
    }
    return best;
}

/* Log likelihood of z = scale t - shift, its gradient and Hessian in (scale, shift); concave. */
static double likelihood_of_line(const struct data *data, const double *t, const double line[2], double gradient[2],
                                 double hessian[3])
{
    double z[MOST];
    const double k = (double)data->k;
    gradient[0] = k / line[0];
    gradient[1] = 0.0;
    hessian[0] = -k / (line[0] * line[0]);
    hessian[1] = hessian[2] = 0.0;
    for (size_t i = 0; i < data->k; i++) {
        z[i] = line[0] * t[i] - line[1];
        gradient[0] -= z[i] * t[i];
        gradient[1] += z[i];
        hessian[0] -= t[i] * t[i];
        hessian[1] += t[i];
        hessian[2] -= 1.0;
    }
    for (size_t i = 0; i <= data->k; i++) {
        double lo, hi;
        const double w = data->between[i], p = interval(z, data->k, i, &lo, &hi);
        if (!(w > 0.0)) {
            continue;
        }
        const double a = i > 0 ? density(lo) / p : 0.0, b = i < data->k ? density(hi) / p : 0.0;
        const double ta = i > 0 ? t[i - 1] : 0.0, tb = i < data->k ? t[i] : 0.0;
        const double la = i > 0 ? lo : 0.0, hb = i < data->k ? hi : 0.0;
        const double aa = a * (la - a), bb = -b * (hb + b), ab = a * b;
        gradient[0] += w * (b * tb - a * ta);
        gradient[1] -= w * (b - a);
        hessian[0] += w * (bb * tb * tb + aa * ta * ta + 2.0 * ab * ta * tb);
        hessian[1] -= w * (bb * tb + aa * ta + ab * (ta + tb));
        hessian[2] += w * (bb + aa + 2.0 * ab);
    }
    return log_likelihood(data, z) + k * log(line[0]);
}

/* The mean and SD of greatest likelihood, by Newton's method from those given; the likelihood is concave in 1/SD and
 * mean/SD, so that there is one maximum. */
static void maximise(const struct data *data, const struct tsq__fivenum *transformed, double *mu, double *sigma)
{
    double t[MOST], line[2] = {1.0, 0.0}, gradient[2], hessian[3];
    tsq__fivenum_list(transformed, data->which, t);
    for (size_t i = 0; i < data->k; i++) {
        t[i] = (t[i] - *mu) / *sigma;
    }
    double at = likelihood_of_line(data, t, line, gradient, hessian);
    for (int step = 0; step < NEWTON_STEPS; step++) {
        const double determinant = hessian[0] * hessian[2] - hessian[1] * hessian[1];
        const double d0 = (hessian[1] * gradient[1] - hessian[2] * gradient[0]) / determinant;
        const double d1 = (hessian[1] * gradient[0] - hessian[0] * gradient[1]) / determinant;
        const double size = fmax(fabs(d0), fabs(d1));
        double part = 1.0, next = -INFINITY, try[2] = {line[0], line[1]};
        for (int half = 0; half < 60; half++, part /= 2.0) {
            try[0] = line[0] + part * d0;
            try[1] = line[1] + part * d1;
            next = try[0] > 0.0 ? likelihood_of_line(data, t, try, gradient, hessian) : -INFINITY;
            /* Near the maximum the likelihood is flat to its last digits: the full step is right there. */
            if (next >= at || (size < 1e-6 && next > -INFINITY)) {
                break;
            }
        }
        line[0] = try[0];
        line[1] = try[1];
        at = next;
        if (size < 1e-15 * (1.0 + fabs(line[1])) || !isfinite(size)) {
            break;
        }
    }
    *mu += *sigma * line[1] / line[0];
    *sigma /= line[0];
}

static void estimate(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out)
{
    struct tsq__fivenum logs;
    if (!tsq__boxcox_logs(x, which, &logs, out)) {
        return;
    }
    struct data data = data_of(&logs, which, log(x->median));
    const double lambda = best_lambda(&data);
    if (lambda == most) {
        out->refused =
            "MLN finds no Box-Cox power up to 10; it depends on the unit, try one in which the numbers are above 1";
        return;
    }
    const struct tsq__fivenum t = tsq__boxcox_all(&logs, lambda, tsq__boxcox);
    double mu = tsq__fivenum_mean(&t, which), sigma = tsq__boxcox_sd(&t, which), mean, sd;
    maximise(&data, &t, &mu, &sigma);
    if (!tsq__boxcox_moments(mu, sigma, lambda, &mean, &sd)) {
        out->refused = "the mean of the transformed data is where the data would be negative";
        return;
    }
    out->parameter[0] = lambda;
    out->parameter[1] = mu;
    out->parameter[2] = sigma;
    out->mean = x->median * mean;
    out->sd = x->median * sd;
}

TSQ__FIVENUM_CONVERSIONS(mln, "mln", TSQ_MEDIANS_MLN, "MLN, Cai 2021",
                         "Cai, Zhou & Pan 2021, doi:10.1177/09622802211047348")
