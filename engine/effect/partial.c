/*
 * PCOR, ZPCOR, SPCOR and ZSPCOR: the partial and the semi-partial correlation r of a regression with n participants and
 * m predictors, and their Fisher z.
 *
 * r is ri, else it follows from the coefficient's t statistic ti, or its p-value pi, with df = n - m - 1: partial
 * t/sqrt(t^2 + df), semi-partial t sqrt((1-R2)/df), R2 = r2i the regression's.
 * PCOR: (1-r^2)^2/(n-m); ZPCOR: 1/(n-m-2), Aloe 2014, doi:10.1080/00221309.2013.853021.
 * SPCOR: (R2^2 - 2 R2 + (R2-r^2) + 1 - (R2-r^2)^2)/n, Aloe & Becker 2012, doi:10.3102/1076998610396901.
 * ZSPCOR: that over (1-r^2)^2, the delta method. vtype AV of PCOR, SPCOR and ZSPCOR: the mean of r over all rows of the
 * analysis, weighted by n, in place of r.
 */
#include "effect/correlation.h"
#include "effect/measures.h"

TSQ__ALLOWED(PCOR)
TSQ__ALLOWED(ZPCOR)
TSQ__ALLOWED(SPCOR)
TSQ__ALLOWED(ZSPCOR)

/* What all of them need; sets df. */
static tsq_status take(const struct tsq_effect_row *row, struct tsq_effect_value *value, double *df)
{
    if (isnan(row->ti) && isnan(row->pi)) {
        tsq__effect_need(value, row->ri, "ri");
    }
    tsq__effect_need(value, row->mi, "mi");
    tsq__effect_need(value, row->ni, "ni");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (row->mi <= 0.0) {
        return tsq__effect_impossible(value, "mi", "number of predictors is not positive");
    }
    *df = row->ni - row->mi - 1.0;
    if (*df <= 0.0) {
        return tsq__effect_omit(value, "too few participants for so many predictors");
    }
    value->n = row->ni;
    return TSQ_OK;
}

static tsq_status take_partial(const struct tsq_effect_row *row, struct tsq_effect_value *value, double *r)
{
    double df = NAN;
    const tsq_status status = take(row, value, &df);
    if (status != TSQ_OK) {
        return status;
    }
    *r = row->ri;
    tsq__effect_derived(value, "partial correlation");
    if (isnan(*r)) {
        const double t = tsq__t_statistic(row, df, value);
        *r = isinf(t) ? copysign(1.0, t) : t / hypot(t, sqrt(df));
    }
    return TSQ_OK;
}

static tsq_status compute_pcor(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    double r = NAN;
    const tsq_status status = take_partial(row, value, &r);
    if (status != TSQ_OK) {
        return status;
    }
    const double at = tsq__effect_vtype(options, "AV", "LS") ? tsq__effect_average(row, 0, r, row->ni, value) : r;
    const double rest = (1.0 - at) * (1.0 + at);
    return tsq__effect_set(value, r, rest * rest / (row->ni - row->mi));
}

static tsq_status compute_zpcor(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                struct tsq_effect_value *value)
{
    (void)options;
    double r = NAN;
    const tsq_status status = take_partial(row, value, &r);
    if (status != TSQ_OK) {
        return status;
    }
    const double m = row->ni - row->mi - 2.0;
    return m > 0.0 ? tsq__fisher_z_set(value, r, 1.0 / m)
                   : tsq__effect_omit(value, "too few participants for so many predictors");
}

/* The semi-partial correlation and its variance. */
static tsq_status take_semipartial(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                   struct tsq_effect_value *value, double *r, double *vi)
{
    double df = NAN;
    tsq__effect_need(value, row->r2i, "r2i");
    const tsq_status status = take(row, value, &df);
    if (status != TSQ_OK) {
        return status;
    }
    if (row->r2i < 0.0) {
        return tsq__effect_impossible(value, "r2i", "R-squared outside [0, 1]");
    }
    const double rest = 1.0 - row->r2i;
    *r = row->ri;
    tsq__effect_derived(value, "semi-partial correlation");
    if (isnan(*r)) {
        *r = tsq__t_statistic(row, df, value) * sqrt(rest / df);
    }
    if (!(fabs(*r) <= 1.0)) {
        return tsq__effect_omit(value, "the correlation that follows from t and R-squared is beyond 1");
    }
    const double at = tsq__effect_vtype(options, "AV", "LS") ? tsq__effect_average(row, 0, *r, row->ni, value) : *r;
    const double without = row->r2i - at * at;
    *vi = (rest * rest + without * (1.0 - without)) / row->ni;
    return TSQ_OK;
}

static tsq_status compute_spcor(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                struct tsq_effect_value *value)
{
    double r = NAN, vi = NAN;
    const tsq_status status = take_semipartial(row, options, value, &r, &vi);
    return status != TSQ_OK ? status : tsq__effect_set(value, r, vi);
}

static tsq_status compute_zspcor(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                 struct tsq_effect_value *value)
{
    double r = NAN, vi = NAN;
    const tsq_status status = take_semipartial(row, options, value, &r, &vi);
    if (status != TSQ_OK) {
        return status;
    }
    const double rest = (1.0 - r) * (1.0 + r);
    return tsq__fisher_z_set(value, r, vi / (rest * rest));
}

const tsq_effect_measure tsq__measure_PCOR = {
    .id = "PCOR",
    .title = "partial correlation",
    .inputs = "ri mi ni",
    .optional = "ti pi",
    .vtypes = "LS AV",
    .averaging = "AV",
    .transform = "none",
    .axis = "Partial correlation",
    .source = "Aloe 2014, doi:10.1080/00221309.2013.853021",
    .own_rules = "ti mi",
    .allowed = allowed_PCOR,
    .compute = compute_pcor,
};

const tsq_effect_measure tsq__measure_ZPCOR = {
    .id = "ZPCOR",
    .title = "Fisher's z of a partial correlation",
    .inputs = "ri mi ni",
    .optional = "ti pi",
    .vtypes = "",
    .transform = "tanh",
    .axis = "Fisher's z",
    .source = "Aloe 2014, doi:10.1080/00221309.2013.853021",
    .own_rules = "ti mi",
    .allowed = allowed_ZPCOR,
    .compute = compute_zpcor,
};

const tsq_effect_measure tsq__measure_SPCOR = {
    .id = "SPCOR",
    .title = "semi-partial correlation",
    .inputs = "ri mi ni r2i",
    .optional = "ti pi",
    .vtypes = "LS AV",
    .averaging = "AV",
    .transform = "none",
    .axis = "Semi-partial correlation",
    .source = "Aloe & Becker 2012, doi:10.3102/1076998610396901",
    .own_rules = "ti mi",
    .allowed = allowed_SPCOR,
    .compute = compute_spcor,
};

const tsq_effect_measure tsq__measure_ZSPCOR = {
    .id = "ZSPCOR",
    .title = "Fisher's z of a semi-partial correlation",
    .inputs = "ri mi ni r2i",
    .optional = "ti pi",
    .vtypes = "LS AV",
    .averaging = "AV",
    .transform = "tanh",
    .axis = "Fisher's z",
    .source = "Aloe & Becker 2012, doi:10.3102/1076998610396901",
    .own_rules = "ti mi",
    .allowed = allowed_ZSPCOR,
    .compute = compute_zspcor,
};
