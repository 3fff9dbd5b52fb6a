/*
 * PBIT, OR2DN and OR2DL: the standardised mean difference that a 2x2 table stands for, if a normal or logistic outcome
 * was cut in two.
 *
 * PBIT: z1 - z2, the normal quantiles of a/n1 and c/n2; 2 pi p (1-p) exp(z^2)/n of both groups added, Sanchez-Meca,
 * Marin-Martinez & Chacon-Moscoso 2003, doi:10.1037/1082-989X.8.4.448, eq. 21.
 * OR2DN: log odds ratio/1.65, Cox & Snell 1989, Analysis of binary data. OR2DL: sqrt(3)/pi times the log odds ratio,
 * Hasselblad & Hedges 1995, doi:10.1037/0033-2909.117.1.167; Chinn 2000,
 * doi:10.1002/1097-0258(20001130)19:22<3127::AID-SIM784>3.0.CO;2-M. Their variances are OR's, all of its vtypes, times the
 * square of the factor.
 */
#include "effect/measures.h"
#include "effect/two_by_two.h"
#include "num/dist.h"

TSQ__ALLOWED(PBIT)
TSQ__ALLOWED(OR2DN)
TSQ__ALLOWED(OR2DL)

static tsq_status compute_odds(const struct tsq_effect_row *row, const tsq_effect_options *options, double factor,
                               struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    double vi = NAN;
    tsq_status status = tsq__two_by_two_take(row, options, 0.5, TSQ__TABLE_ODDS_RATIO, &t, value);
    if (status == TSQ_OK) {
        status = tsq__two_by_two_odds_variance(row, options, &t, &vi, value);
    }
    if (status != TSQ_OK) {
        return status;
    }
    const double x = t.a * t.d, y = t.b * t.c;
    return tsq__effect_set(value, factor * tsq__two_by_two_log(x, y, tsq__two_by_two_determinant(&t)),
                           factor * factor * vi);
}

static tsq_status compute_normal(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                 struct tsq_effect_value *value)
{
    return compute_odds(row, options, 1.0 / 1.65, value);
}

static tsq_status compute_logistic(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                   struct tsq_effect_value *value)
{
    return compute_odds(row, options, 0.55132889542179204134, value); /* sqrt(3)/pi */
}

/* The normal quantile of with/(with + without), and its variance. */
static double quantile(double with, double without, double *vi)
{
    const double two_pi = 6.283185307179586476925287, n = with + without, p = with / n, q = without / n;
    const double z = with == without ? 0.0 : with > without ? tsq__normal_upper(q) : -tsq__normal_upper(p);
    *vi = two_pi * p * q * exp(z * z) / n;
    return z;
}

static tsq_status compute_probit(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                 struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = tsq__two_by_two_take(row, options, 0.5, TSQ__TABLE_ODDS_RATIO, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (t.a == 0.0 || t.b == 0.0 || t.c == 0.0 || t.d == 0.0) {
        return tsq__effect_omit(value, "a cell of the table is 0");
    }
    double v1, v2;
    const double z1 = quantile(t.a, t.b, &v1), z2 = quantile(t.c, t.d, &v2);
    return tsq__effect_set(value, z1 - z2, v1 + v2);
}

#define FROM_TABLE(name, other, what, formulas, averages, from, function)                                              \
    const tsq_effect_measure tsq__measure_##name = {                                                                   \
        .id = #name,                                                                                                   \
        .alias = other,                                                                                                \
        .title = what,                                                                                                 \
        .inputs = TSQ__TWO_BY_TWO_INPUTS,                                                                              \
        .optional = TSQ__TWO_BY_TWO_OPTIONAL,                                                                          \
        .vtypes = formulas,                                                                                            \
        .averaging = averages,                                                                                         \
        .transform = "none",                                                                                           \
        .axis = "Standardised mean difference",                                                                        \
        .source = from,                                                                                                \
        .allowed = allowed_##name,                                                                                     \
        .has_zero = tsq__two_by_two_has_zero,                                                                          \
        .compute = function,                                                                                           \
    }

FROM_TABLE(PBIT, NULL, "standardised mean difference from proportions (probit)", "", NULL,
           "Sanchez-Meca et al. 2003, doi:10.1037/1082-989X.8.4.448, eq. 21", compute_probit);
FROM_TABLE(OR2DN, NULL, "standardised mean difference from an odds ratio (normal)", "LS AV H0", "AV",
           "Sanchez-Meca et al. 2003, doi:10.1037/1082-989X.8.4.448", compute_normal);
FROM_TABLE(OR2DL, "OR2D", "standardised mean difference from an odds ratio (logistic)", "LS AV H0", "AV",
           "Hasselblad & Hedges 1995, doi:10.1037/0033-2909.117.1.167", compute_logistic);
