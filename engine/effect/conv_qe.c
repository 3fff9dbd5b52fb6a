/*
 * five-numbers-qe, quartiles-qe and range-qe, mean and SD of the distribution whose quantiles come closest.
 *
 * Normal, log-normal, gamma, Weibull and, where all numbers are from 0 to 1, beta distribution are fitted by least squares of
 * their quantiles at 1/n (minimum), 1/4, 1/2, 3/4 and 1 - 1/n (maximum); the one with the smallest sum is taken. Where a number
 * is negative, or only one is above 0, it is the normal distribution. The parameters have no bounds here (estmeansd 1.0.1 keeps the SD of the
 * normal distribution below 50, gamma's rate and Weibull's scale below 100, so that its results depend on the unit).
 * Source: McGrath et al. 2020, doi:10.1177/0962280219889080.
 */
#include "effect/fivenum.h"
#include "effect/quantile_fit.h"
#include "num/dist.h"

#include <string.h>

static void estimate(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out)
{
    struct tsq__quantiles data = {0};
    const struct tsq__fivenum tails = {x->n, 1.0 / x->n, 0.25, 0.5, 0.25, 1.0 / x->n};
    data.n = tsq__fivenum_list(x, which, data.number);
    tsq__fivenum_list(&tails, which, data.tail);
    const double largest = fmax(fabs(data.number[0]), fabs(data.number[data.n - 1]));
    /* The unit of the fit: squares of large numbers would overflow. Beta has no choice of unit. */
    data.parts = largest <= 1.0;
    const double unit = data.parts ? 1.0 : largest;
    for (size_t i = 0; i < data.n; i++) {
        data.upper[i] = i > data.n / 2;
        data.z[i] = i == data.n / 2 ? 0.0 : (data.upper[i] ? 1.0 : -1.0) * tsq__normal_upper(data.tail[i]);
        data.number[i] /= unit;
    }
    struct tsq__fit fit = tsq__fit_quantiles(&data);
    out->mean = fit.mean * unit;
    out->sd = fit.sd * unit;
    out->fitted = fit.name;
    out->parameter[0] = fit.shape;
    out->parameter[1] = fit.scale * unit;
    if (tsq__fit_is_normal_only(&data)) {
        tsq__fivenum_skewness(x, which, out);
    }
}

TSQ__FIVENUM_CONVERSIONS(qe, "qe", TSQ_MEDIANS_QE, "QE, McGrath 2020",
                         "McGrath et al. 2020, doi:10.1177/0962280219889080")
