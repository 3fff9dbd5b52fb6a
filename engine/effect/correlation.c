/*
 * COR, UCOR and ZCOR: the correlation r, its unbiased estimate u, and Fisher's z = atanh(r), of n participants.
 * r is ri, else t/sqrt(t^2 + n - 2) with t = ti or the quantile of the p-value pi.
 *
 * COR, vtype LS: (1 - r^2)^2/(n - 1), Hotelling 1953, doi:10.1111/j.2517-6161.1953.tb00135.x. H0 or
 * H0a: (1 - r^2)/(n - 2), and H0b: 1/n, where there is no correlation. AV: LS with the mean of r over all rows of the
 * analysis, weighted by n; of UCOR with the mean of u.
 * UCOR: u = r F(1/2, 1/2; (n-2)/2; 1 - r^2), Olkin & Pratt 1958, doi:10.1214/aoms/1177706717, eq. 2.3, n > 4.
 * vtype LS: (1 - u^2)^2/(n - 1). UB: u^2 - 1 + (n-3)/(n-2) (1-r^2) F(1, 1; n/2; 1-r^2), of the
 * same and Hedges 1989, doi:10.1037/0021-9010.74.3.469.
 * ZCOR: 1/(n - 3), Fisher 1921, Metron 1, 3-32. All need n > 3, as in metafor 5.
 */
#include "effect/correlation.h"

#include "effect/hedges.h"
#include "effect/measures.h"
#include "num/dist.h"

double tsq__t_statistic(const struct tsq_effect_row *row, double df, struct tsq_effect_value *value)
{
    if (!(df > 0.0)) {
        return NAN;
    }
    if (!isnan(row->ti)) {
        tsq__effect_derived(value, "t statistic");
        return row->ti;
    }
    if (isnan(row->pi)) {
        return NAN;
    }
    tsq__effect_derived(value, "p-value");
    return row->pi == 0.0 ? HUGE_VAL : copysign(tsq__t_upper(0.5 * fabs(row->pi), df), row->pi);
}

tsq_status tsq__fisher_z_set(struct tsq_effect_value *value, double r, double vi)
{
    if (fabs(r) >= 1.0) {
        return tsq__effect_omit(value, "a correlation of 1 or -1 has no Fisher z");
    }
    return tsq__effect_set(value, atanh(r), vi);
}

/* The correlation of a row; NaN if there is none. */
static tsq_status take(const struct tsq_effect_row *row, struct tsq_effect_value *value, double *r)
{
    *r = NAN;
    if (isnan(row->ti) && isnan(row->pi)) {
        tsq__effect_need(value, row->ri, "ri");
    }
    tsq__effect_need(value, row->ni, "ni");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (!(row->ni > 3.0)) {
        return tsq__effect_omit(value, "too few participants for the variance of a correlation");
    }
    *r = row->ri;
    tsq__effect_derived(value, "correlation");
    if (isnan(*r)) {
        const double df = row->ni - 2.0, t = tsq__t_statistic(row, df, value);
        *r = isinf(t) ? copysign(1.0, t) : t / hypot(t, sqrt(df));
    }
    value->n = row->ni;
    return TSQ_OK;
}

/* The variance formula AV. */
static double at_average(const struct tsq_effect_row *row, double r, struct tsq_effect_value *value)
{
    const double mean = tsq__effect_average(row, 0, r, row->ni, value);
    const double rest = (1.0 - mean) * (1.0 + mean);
    return rest * rest / (row->ni - 1.0);
}

static tsq_status compute_cor(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    double r;
    const tsq_status status = take(row, value, &r);
    if (status != TSQ_OK) {
        return status;
    }
    const double rest = (1.0 - r) * (1.0 + r);
    double vi = rest * rest / (row->ni - 1.0);
    if (tsq__effect_vtype(options, "H0", "LS") || tsq__effect_vtype(options, "H0a", "LS")) {
        vi = rest / (row->ni - 2.0);
    } else if (tsq__effect_vtype(options, "H0b", "LS")) {
        vi = 1.0 / row->ni;
    } else if (tsq__effect_vtype(options, "AV", "LS")) {
        vi = at_average(row, r, value);
    }
    return tsq__effect_set(value, r, vi);
}

static tsq_status compute_ucor(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    double r;
    const tsq_status status = take(row, value, &r);
    if (status != TSQ_OK) {
        return status;
    }
    if (!(row->ni > 4.0)) {
        return tsq__effect_omit(value, "too few participants for an unbiased correlation");
    }
    const double u = r * (1.0 + tsq__olkin_pratt_excess(r, row->ni));
    /* 1 - u^2 without the cancellation for correlations near 1 */
    const double rest = tsq__olkin_pratt_rest(fabs(r), row->ni) * (1.0 + fabs(u));
    double vi = rest * rest / (row->ni - 1.0);
    if (tsq__effect_vtype(options, "UB", "LS")) {
        vi = tsq__olkin_pratt_variance(r, row->ni);
    } else if (tsq__effect_vtype(options, "AV", "LS")) {
        vi = at_average(row, u, value);
    }
    return tsq__effect_set(value, u, vi);
}

static tsq_status compute_zcor(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    (void)options;
    double r;
    const tsq_status status = take(row, value, &r);
    return status != TSQ_OK ? status : tsq__fisher_z_set(value, r, 1.0 / (row->ni - 3.0));
}

TSQ__ALLOWED(COR)
TSQ__ALLOWED(UCOR)
TSQ__ALLOWED(ZCOR)

const tsq_effect_measure tsq__measure_COR = {
    .id = "COR",
    .title = "correlation",
    .inputs = "ri ni",
    .optional = "ti pi",
    .vtypes = "LS AV H0 H0a H0b",
    .averaging = "AV",
    .transform = "none",
    .axis = "Correlation",
    .source = "Hotelling 1953, doi:10.1111/j.2517-6161.1953.tb00135.x",
    .own_rules = "ti",
    .allowed = allowed_COR,
    .compute = compute_cor,
};

const tsq_effect_measure tsq__measure_UCOR = {
    .id = "UCOR",
    .title = "unbiased correlation",
    .inputs = "ri ni",
    .optional = "ti pi",
    .vtypes = "LS UB AV",
    .averaging = "AV",
    .transform = "none",
    .axis = "Correlation",
    .source = "Olkin & Pratt 1958, doi:10.1214/aoms/1177706717; Hedges 1989, doi:10.1037/0021-9010.74.3.469",
    .own_rules = "ti",
    .allowed = allowed_UCOR,
    .compute = compute_ucor,
};

const tsq_effect_measure tsq__measure_ZCOR = {
    .id = "ZCOR",
    .title = "Fisher's z of a correlation",
    .inputs = "ri ni",
    .optional = "ti pi",
    .vtypes = "",
    .transform = "tanh",
    .axis = "Fisher's z",
    .source = "Fisher 1921, Metron 1, 3-32",
    .own_rules = "ti",
    .allowed = allowed_ZCOR,
    .compute = compute_zcor,
};
