/*
 * MN, the mean of one group: yi = m; vtype LS: sd^2/n. HO: sp^2/n, sp^2 the mean of sd^2 over all rows of the analysis,
 * weighted by n - 1.
 *
 * Source: the variance of a mean, for example Borenstein et al. 2009, doi:10.1002/9780470743386, ch. 4.
 */
#include "effect/measures.h"

static bool allowed(const tsq_roles *roles)
{
    return tsq__effect_columns_allow(roles, &tsq__measure_MN);
}

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    tsq__effect_need(value, row->mi, "mi");
    tsq__effect_need(value, row->sdi, "sdi");
    tsq__effect_need(value, row->ni, "ni");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    value->n = row->ni;
    tsq__effect_derived(value, "mean");
    double variance = row->sdi * row->sdi;
    if (tsq__effect_vtype(options, "HO", "LS")) {
        variance = tsq__effect_average(row, 0, variance, row->ni - 1.0, value);
    } else if (row->sdi == 0.0) {
        return tsq__effect_omit(value, "the standard deviation is 0");
    }
    return tsq__effect_set(value, row->mi, variance / row->ni);
}

const tsq_effect_measure tsq__measure_MN = {
    .id = "MN",
    .title = "mean",
    .inputs = "mi sdi ni",
    .optional = "",
    .vtypes = "LS HO",
    .averaging = "HO",
    .transform = "none",
    .axis = "Mean",
    .source = "variance of a mean",
    .allowed = allowed,
    .compute = compute,
};
