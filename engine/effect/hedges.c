/* Hedges' correction factor to full precision, for any degrees of freedom. */
#include "effect/hedges.h"

/* From here on the series of excess() has an error below 1e-17. */
static const double series_from = 40.0;

/*
 * log of J^2 / (1 - 3/(2m)) for large m.
 *
 * With w = (2m - 3)/4, Gamma(w + 3/4)/Gamma(w + 1/4) = sqrt(w) exp(-sum_n E_2n / (n 4^(2n+1) w^(2n))), E the Euler
 * numbers: the expansion of log Gamma(w + a) about a = 1/2 (DLMF 5.11.8) taken at 3/4 and 1/4, where all the odd
 * terms cancel. J is that quotient over sqrt(m/2).
 */
static double excess(double m)
{
    const double w = (2.0 * m - 3.0) / 4.0;
    const double u = 1.0 / (w * w);
    const double c1 = 1.0 / 64.0, c2 = -5.0 / 2048.0, c3 = 61.0 / 49152.0;
    const double c4 = -1385.0 / 1048576.0, c5 = 50521.0 / 20971520.0;
    return 2.0 * u * (c1 + u * (c2 + u * (c3 + u * (c4 + u * c5))));
}

double tsq__hedges_exact(double m)
{
    /* J(m) = J(m + 2) (m - 1)/m sqrt((m + 2)/m): up to where the series holds; the square roots telescope. */
    double product = 1.0;
    double at = m;
    while (at < series_from) {
        product *= (at - 1.0) / at;
        at += 2.0;
    }
    return product * sqrt(at / m) * sqrt(1.0 - 1.5 / at) * exp(0.5 * excess(at));
}

double tsq__hedges_factor(double m, tsq_bias_correction bias)
{
    switch (bias) {
    case TSQ_BIAS_EXACT:
        return tsq__hedges_exact(m);
    case TSQ_BIAS_APPROX:
        return 4.0 * (m - 1.0) / (4.0 * m - 1.0);
    case TSQ_BIAS_NONE:
        break;
    }
    return 1.0;
}

double tsq__hedges_k(double m, tsq_bias_correction bias)
{
    if (bias == TSQ_BIAS_NONE) {
        return 2.0 / m;
    }
    if (bias == TSQ_BIAS_APPROX) {
        /* m (4m-4)^2 - (m-2)(4m-1)^2 = 8m^2 - m + 2 */
        const double root = 4.0 * (m - 1.0);
        return (8.0 * m * m - m + 2.0) / m / (root * root);
    }
    if (m < series_from) {
        const double j = tsq__hedges_exact(m);
        return 1.0 - (m - 2.0) / (m * j * j);
    }
    /* m J^2 - (m - 2) = 1/2 + (m - 3/2) (exp(excess) - 1) */
    const double e = excess(m);
    return (0.5 + (m - 1.5) * expm1(e)) / ((m - 1.5) * exp(e));
}

/* Whether the correction is defined. The approximate factor is 0 for m = 1 (two groups of three participants
 * together): an estimate of 0 whatever the data, which programs that use the factor report, and so it stays. */
bool tsq__hedges_defined(double m, tsq_bias_correction bias)
{
    return bias == TSQ_BIAS_EXACT ? m > 1.0 : bias == TSQ_BIAS_APPROX ? m >= 1.0 : m > 0.0;
}

tsq_status tsq__standardised_set(const struct tsq_effect_row *row, const struct tsq__standardised *in,
                                 const tsq_effect_options *options, struct tsq_effect_value *value)
{
    if (!tsq__hedges_defined(in->m, options->bias)) {
        return tsq__effect_omit(value, "too few participants for a standardised difference");
    }
    const double j = tsq__hedges_factor(in->m, options->bias);
    const double g = j * in->d;
    double vi = in->unit + g * g / (2.0 * in->n);
    if (tsq__effect_vtype(options, "LS2", "LS")) {
        vi = j * j * (in->unit + in->d * in->d / (2.0 * in->n));
    } else if (tsq__effect_vtype(options, "UB", "LS")) {
        vi = in->unit_unbiased + tsq__hedges_k(in->m, options->bias) * g * g;
    } else if (tsq__effect_vtype(options, "H0", "LS")) {
        vi = in->m > 2.0 ? j * j * in->unit_unbiased * in->m / (in->m - 2.0) : (double)NAN;
    } else if (tsq__effect_vtype(options, "RV", "LS")) {
        vi = in->n > 3.94 || g == 0.0 ? in->unit + g * g / (2.0 * (in->n - 3.94)) : (double)NAN;
    }
    if (isnan(vi)) {
        return tsq__effect_omit(value, "too few participants for this variance formula");
    }
    if (tsq__effect_vtype(options, "AV", "LS")) {
        const double mean = tsq__effect_average(row, 0, g, in->weight, value);
        vi = in->unit + mean * mean / (2.0 * in->n);
    }
    return tsq__effect_set(value, g, vi);
}
