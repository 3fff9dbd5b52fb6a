/*
 * five-numbers-bc, quartiles-bc and range-bc, mean and SD of data that a Box-Cox transformation makes normal.
 *
 * lambda makes the transformed numbers symmetric about their median: it is the one between -2 and 3 with the smallest
 * sum of (upper/lower - 1)^2, upper and lower the distances of the quartiles, and of maximum and minimum, from the
 * median; below 0 it is taken as 0. Mean and SD of the transformed data are those of Luo 2018 and Wan 2014, and the mean
 * and SD of the data are integrals over the normal distribution that they belong to (boxcox.h).
 * Source: McGrath et al. 2020, doi:10.1177/0962280219889080.
 */
#include "effect/boxcox.h"
#include "num/root.h"

static const double least = -2.0, most = 3.0;

struct search {
    const struct tsq__fivenum *logs;
    enum tsq__fivenum_case which;
};

/* (upper/lower - 1)^2 and half its derivative in lambda. */
static double asymmetry(double below, double above, double lambda, double *half_slope)
{
    const double lower = -tsq__boxcox(below, lambda), upper = tsq__boxcox(above, lambda), ratio = upper / lower;
    const double slope = (tsq__boxcox_slope(above, lambda) + ratio * tsq__boxcox_slope(below, lambda)) / lower;
    *half_slope += (ratio - 1.0) * slope;
    return (ratio - 1.0) * (ratio - 1.0);
}

static double sum_at(const struct search *search, double lambda, double *half_slope)
{
    double sum = 0.0;
    *half_slope = 0.0;
    if (search->which != TSQ__FIVENUM_QUARTILES) {
        sum += asymmetry(search->logs->min, search->logs->max, lambda, half_slope);
    }
    if (search->which != TSQ__FIVENUM_RANGE) {
        sum += asymmetry(search->logs->q1, search->logs->q3, lambda, half_slope);
    }
    return sum;
}

static double slope_at(double lambda, void *context)
{
    double half_slope;
    sum_at(context, lambda, &half_slope);
    return half_slope;
}

/* The smallest sum over [least, most]: every change of sign of the slope from minus to plus is solved for. */
static double best_lambda(struct search *search)
{
    enum { PARTS = 40 };
    double slope, best = least, smallest = sum_at(search, least, &slope);
    double lo = least, f_lo = slope;
    for (int i = 1; i <= PARTS; i++) {
        const double hi = least + (most - least) * i / PARTS;
        double candidate = hi;
        const double f_hi = slope_at(hi, search);
        if (f_lo < 0.0 && f_hi >= 0.0) {
            double from = lo, to = hi;
            tsq__root(slope_at, search, &from, &to, f_lo, f_hi, 0.0, &candidate);
        }
        const double sum = sum_at(search, candidate, &slope);
        if (sum < smallest) {
            smallest = sum;
            best = candidate;
        }
        lo = hi;
        f_lo = f_hi;
    }
    return best;
}

static void estimate(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out)
{
    struct tsq__fivenum logs;
    if (!tsq__boxcox_logs(x, which, &logs, out)) {
        return;
    }
    struct search search = {&logs, which};
    const double lambda = fmax(0.0, best_lambda(&search));
    const struct tsq__fivenum t = tsq__boxcox_all(&logs, lambda, tsq__boxcox);
    double mean, sd;
    if (!tsq__boxcox_moments(tsq__fivenum_mean(&t, which), tsq__boxcox_sd(&t, which), lambda, &mean, &sd)) {
        out->refused = "the mean of the transformed data is where the data would be negative";
        return;
    }
    out->parameter[0] = lambda;
    out->mean = x->median * mean;
    out->sd = x->median * sd;
}

TSQ__FIVENUM_CONVERSIONS(bc, "bc", TSQ_MEDIANS_BC, "Box-Cox, McGrath 2020",
                         "McGrath et al. 2020, doi:10.1177/0962280219889080")
