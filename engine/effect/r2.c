/*
 * R2 and ZR2: the coefficient of determination R2 of a regression with n participants and m predictors, random as the
 * outcome is, and Fisher's z of its root.
 *
 * R2 is r2i, else m F/(m F + n - m - 1) with the F statistic fi, or the quantile of its p-value pi.
 * R2, vtype LS: 4 R2 (1-R2)^2/n, Kendall & Stuart 1979, The advanced theory of statistics, vol. 2, eq. 27.88. LS2:
 * 4 R2 (1-R2)^2 (n-m-1)^2/((n^2-1)(n+3)), eq. 27.87 of the same. AV and AV2: those with
 * the mean of R2 over all rows of the analysis, weighted by n.
 * ZR2: atanh(sqrt(R2)); 1/n, Olkin & Finn 1995, doi:10.1037/0033-2909.118.1.155, p. 162.
 */
#include "effect/r2.h"

#include "effect/measures.h"
#include "num/dist.h"

TSQ__ALLOWED(R2)
TSQ__ALLOWED(ZR2)

tsq_status tsq__r2_take(const struct tsq_effect_row *row, struct tsq_effect_value *value, struct tsq__r2 *out)
{
    if (isnan(row->fi) && isnan(row->pi)) {
        tsq__effect_need(value, row->r2i, "r2i");
    }
    tsq__effect_need(value, row->mi, "mi");
    tsq__effect_need(value, row->ni, "ni");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (row->mi <= 0.0) {
        return tsq__effect_impossible(value, "mi", "number of predictors is not positive");
    }
    if (row->fi < 0.0) {
        return tsq__effect_impossible(value, "fi", "negative F statistic");
    }
    if (row->r2i < 0.0) {
        return tsq__effect_impossible(value, "r2i", "R-squared outside [0, 1]");
    }
    const double df = row->ni - row->mi - 1.0;
    if (df <= 0.0) {
        return tsq__effect_omit(value, "too few participants for so many predictors");
    }
    value->n = row->ni;
    if (!isnan(row->r2i)) {
        *out = (struct tsq__r2){row->r2i, 1.0 - row->r2i};
        tsq__effect_derived(value, "R-squared");
    } else {
        const bool of_p = isnan(row->fi);
        if (of_p && !(row->pi > 0.0)) {
            return row->pi < 0.0 ? tsq__effect_impossible(value, "pi", "negative p-value of an F test")
                                 : tsq__effect_omit(value, "a p-value of 0 has no F statistic");
        }
        const double f = !of_p ? row->fi : row->pi < 1.0 ? tsq__f_upper(row->pi, row->mi, df) : 0.0;
        const double explained = row->mi * f, all = explained + df;
        *out = (struct tsq__r2){explained / all, df / all};
        tsq__effect_derived(value, of_p ? "p-value" : "F statistic");
    }
    return TSQ_OK;
}

static tsq_status compute_r2(const struct tsq_effect_row *row, const tsq_effect_options *options,
                             struct tsq_effect_value *value)
{
    struct tsq__r2 r2 = {NAN, NAN};
    const tsq_status status = tsq__r2_take(row, value, &r2);
    if (status != TSQ_OK) {
        return status;
    }
    const double n = row->ni, df = n - row->mi - 1.0;
    const bool second = tsq__effect_vtype(options, "LS2", "LS") || tsq__effect_vtype(options, "AV2", "LS");
    double vi = 4.0 * r2.of * r2.rest * r2.rest;
    if (tsq__effect_vtype(options, "AV", "LS") || tsq__effect_vtype(options, "AV2", "LS")) {
        const double mean = tsq__effect_average(row, 0, r2.of, n, value);
        vi = 4.0 * mean * (1.0 - mean) * (1.0 - mean);
    }
    if (second) {
        vi *= df / (n - 1.0) * (df / (n + 1.0)) / (n + 3.0);
    } else {
        vi /= n;
    }
    return tsq__effect_set(value, r2.of, vi);
}

static tsq_status compute_zr2(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    (void)options;
    struct tsq__r2 r2 = {NAN, NAN};
    const tsq_status status = tsq__r2_take(row, value, &r2);
    if (status != TSQ_OK) {
        return status;
    }
    if (r2.rest <= 0.0) {
        return tsq__effect_omit(value, "an R-squared of 1 has no Fisher z");
    }
    /* atanh(sqrt(R2)) without rounding R2, which next to 1 would cost the digits */
    return tsq__effect_set(value, asinh(sqrt(r2.of / r2.rest)), 1.0 / row->ni);
}

const tsq_effect_measure tsq__measure_R2 = {
    .id = "R2",
    .title = "coefficient of determination",
    .inputs = "r2i mi ni",
    .optional = "fi pi",
    .vtypes = "LS LS2 AV AV2",
    .averaging = "AV AV2",
    .transform = "none",
    .axis = "R-squared",
    .source = "Kendall & Stuart 1979, The advanced theory of statistics, vol. 2, eqs. 27.87 and 27.88",
    .own_rules = "mi",
    .allowed = allowed_R2,
    .compute = compute_r2,
};

const tsq_effect_measure tsq__measure_ZR2 = {
    .id = "ZR2",
    .title = "Fisher's z of a multiple correlation",
    .inputs = "r2i mi ni",
    .optional = "fi pi",
    .vtypes = "",
    .transform = "tanh2",
    .axis = "Fisher's z",
    .source = "Olkin & Finn 1995, doi:10.1037/0033-2909.118.1.155",
    .own_rules = "mi",
    .allowed = allowed_ZR2,
    .compute = compute_zr2,
};
