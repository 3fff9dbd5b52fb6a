/*
 * Mean and SD of lognormal data from the estimated mean m and variance s2 of the logarithms:
 *
 *     mean = exp(m + s2/2)/phi,    SD^2 = exp(2 m + 2 s2)/phi1 - exp(2 m + s2)/phi2
 *
 * where s is the normal estimate made unbiased for s2, and the phi take the bias of the exponentials away.
 * Source: Shi, Tong, Wang & Genton 2020, doi:10.4310/SII.2020.v13.n4.a9.
 */
#include "effect/fivenum.h"

struct tsq__lognormal_bias tsq__lognormal_bias_of(double n, enum tsq__fivenum_case which)
{
    const double log_n2 = log(n) * log(n);
    if (which == TSQ__FIVENUM_RANGE) {
        return (struct tsq__lognormal_bias){
            1.01 + 0.25 / log_n2, 1.0 + 2.23 / log_n2, {0.565, 0.37}, {2.26, 5.92}, {2.26, 1.48}};
    }
    if (which == TSQ__FIVENUM_QUARTILES) {
        return (struct tsq__lognormal_bias){
            1.0 + 1.58 / n, 1.0 + 19.2 / pow(n, 1.2), {0.57, 0.75}, {2.28, 12.0}, {2.28, 3.0}};
    }
    return (struct tsq__lognormal_bias){
        1.0 + 0.28 / log_n2, 1.0 + 3.93 / n, {0.405, 0.315}, {1.62, 5.04}, {1.62, 1.26}};
}

static void from_logs(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out)
{
    const struct tsq__lognormal_bias bias = tsq__lognormal_bias_of(x->n, which);
    const double m = tsq__fivenum_mean(x, which), sd = tsq__fivenum_sd(x, which);
    const double s2 = sd * sd / bias.of_s2, s4 = sd * sd * sd * sd / bias.of_s4;
    const double a = s2 / x->n, b = s4 / x->n;
    const double phi = 1.0 + bias.phi[0] * a + bias.phi[1] * b;
    const double phi1 = 1.0 + bias.phi1[0] * a + bias.phi1[1] * b;
    const double phi2 = 1.0 + bias.phi2[0] * a + bias.phi2[1] * b;
    /* exp(s2)/phi1 - 1/phi2 without the cancellation of small s2: phi1 and phi2 differ in s4 only. */
    const double excess = (expm1(s2) * phi2 - (bias.phi1[1] - bias.phi2[1]) * b) / (phi1 * phi2);
    out->mean = exp(m + s2 / 2.0) / phi;
    if (excess >= 0.0) {
        out->sd = exp(m + s2 / 2.0) * sqrt(excess);
    } else {
        out->refused = "the spread is too large to correct a lognormal SD for its bias";
    }
}

void tsq__fivenum_lognormal(const struct tsq__fivenum *x, enum tsq__fivenum_case which, tsq_converted *out)
{
    if (!tsq__fivenum_positive(x, "lognormal data have no values of 0 or below", out)) {
        return;
    }
    const struct tsq__fivenum logs = {x->n, log(x->min), log(x->q1), log(x->median), log(x->q3), log(x->max)};
    from_logs(&logs, which, out);
    tsq__fivenum_skewness(&logs, which, out);
}
