/*
 * SMCC, the mean change of one group over the SD of the change: g = J (m1 - m2)/sd_change, m = n - 1. Rows
 * without means and SDs: d = cohen_d in place of (m1 - m2)/sd_change, or t/sqrt(n) of the t statistic ti or the p-value pi.
 *
 * vtype LS: 1/n + g^2/(2n), after Gibbons, Hedeker & Davis 1993, doi:10.3102/10769986018003271, eq. 21.
 * LS2: J^2 (1/n + d^2/(2n)). UB: 1/n + (1 - (m-2)/(m J^2)) g^2, Viechtbauer 2007, doi:10.3102/1076998606298034, eq. 26.
 * H0: J^2 (1/n) m/(m-2).
 */
#include "effect/correlation.h"
#include "effect/hedges.h"
#include "effect/measures.h"
#include "effect/paired.h"

static bool allowed(const tsq_roles *roles)
{
    return tsq__effect_columns_allow(roles, &tsq__measure_SMCC);
}

/* d of the row as reported: itself, or of a test of the change. */
static tsq_status take_reported(const struct tsq_effect_row *row, double *d, struct tsq_effect_value *value)
{
    value->n_missing = 0;
    tsq__effect_need(value, row->ni, "ni");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    value->n = row->ni;
    tsq__effect_derived(value, "standardised change");
    *d = isnan(row->cohen_d) ? tsq__t_statistic(row, row->ni - 1.0, value) / sqrt(row->ni) : row->cohen_d;
    if (isnan(*d)) {
        return tsq__effect_omit(value, "too few participants for a standardised difference");
    }
    return isfinite(*d) ? TSQ_OK : tsq__effect_omit(value, "the standardised difference that follows is infinite");
}

static tsq_status take_measured(const struct tsq_effect_row *row, const tsq_effect_options *options, double *d,
                                struct tsq_effect_value *value)
{
    struct tsq__paired pair;
    const tsq_status status = tsq__paired_take(row, options, true, &pair, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (pair.sd_change == 0.0) {
        return tsq__effect_omit(value, "the standard deviation of the change is 0");
    }
    *d = pair.change / pair.sd_change;
    return TSQ_OK;
}

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    double d = NAN;
    tsq_status status = take_measured(row, options, &d, value);
    if (status == TSQ_E_MISSING && value->n_missing > 0 && !(isnan(row->cohen_d) && isnan(row->ti) && isnan(row->pi))) {
        status = take_reported(row, &d, value);
    }
    if (status != TSQ_OK) {
        return status;
    }
    const double n = row->ni;
    const struct tsq__standardised in = {.d = d, .m = n - 1.0, .n = n, .unit = 1.0 / n, .unit_unbiased = 1.0 / n};
    return tsq__standardised_set(row, &in, options, value);
}

const tsq_effect_measure tsq__measure_SMCC = {
    .id = "SMCC",
    .title = "standardised mean change (SD of the change)",
    .inputs = "m1i sd1i m2i sd2i ni",
    .optional = "ri cohen_d ti pi",
    .own_rules = "ti",
    .vtypes = TSQ__STANDARDISED_VTYPES,
    .transform = "none",
    .axis = "Standardised mean change",
    .source = "Gibbons, Hedeker & Davis 1993, doi:10.3102/10769986018003271; Viechtbauer 2007, "
              "doi:10.3102/1076998606298034",
    .allowed = allowed,
    .corrected = TSQ_CORRECTED_STANDARDISED,
    .compute = compute,
};
