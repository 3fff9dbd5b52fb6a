/* GEN, estimates that come with their sampling variance vi or standard error sei (generic inverse variance). */
#include "effect/measures.h"

#include <stdio.h>

static bool allowed(const tsq_roles *roles)
{
    return tsq__effect_columns_allow(roles, &tsq__measure_GEN);
}

/* A standard error that is not the root of the variance beside it: one of them is something else, perhaps an SD. */
static void compare(const struct tsq_effect_row *row, struct tsq_effect_value *value)
{
    const double ratio = row->sei * row->sei / row->vi;
    if (!isnan(row->sei) && row->vi > 0.0 && !(ratio > 0.8 && ratio < 1.25)) {
        snprintf(value->warning, sizeof value->warning, "vi %g and sei %g contradict each other; vi is taken", row->vi,
                 row->sei);
    }
}

TSQ__ALLOWED(HD)

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    (void)options;
    tsq__effect_need(value, row->yi, "yi");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (!isnan(row->vi)) {
        tsq__effect_derived(value, "yi and vi");
        compare(row, value);
        return tsq__effect_set(value, row->yi, row->vi);
    }
    tsq__effect_need(value, row->vi, "vi");
    tsq__effect_need(value, row->sei, "sei");
    if (value->n_missing == 2) {
        value->missing_any_of = true;
        return TSQ_E_MISSING;
    }
    value->n_missing = 0;
    if (row->sei == 0.0) {
        return tsq__effect_omit(value, "the standard error is 0");
    }
    tsq__effect_derived(value, "yi and sei");
    const tsq_status status = tsq__effect_set(value, row->yi, row->sei * row->sei);
    if (status == TSQ_OK) {
        value->sei = row->sei;
    }
    return status;
}

const tsq_effect_measure tsq__measure_GEN = {
    .id = "GEN",
    .title = "estimate with its variance or standard error",
    .inputs = "yi",
    .optional = "vi sei",
    .vtypes = "",
    .transform = "none",
    .axis = "Estimate",
    .source = "as reported",
    .allowed = allowed,
    .compute = compute,
};

const tsq_effect_measure tsq__measure_HD = {
    .id = "HD",
    .title = "hazard difference with its variance or standard error",
    .inputs = "yi",
    .optional = "vi sei",
    .vtypes = "",
    .transform = "none",
    .axis = "Hazard difference",
    .source = "as reported",
    .allowed = allowed_HD,
    .compute = compute,
};
