/*
 * HR, the log of a hazard ratio with its confidence limits.
 *
 * log hr; the standard error is the width of the interval on the log scale over 2 z, z the normal quantile of the
 * option level; Parmar, Torri & Stewart 1998, doi:10.1002/(SICI)1097-0258(19981230)17:24<2815::AID-SIM110>3.0.CO;2-8,
 * eq. 7. Without hr the middle of the limits on the log scale is taken; with one limit only its distance from log hr
 * over z.
 */
#include "effect/measures.h"
#include "num/dist.h"

TSQ__ALLOWED(HR)

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    const bool lower = !isnan(row->hr_lb), upper = !isnan(row->hr_ub);
    if (isnan(row->hr) || !(lower || upper)) {
        tsq__effect_need(value, row->hr, "hr");
        tsq__effect_need(value, row->hr_lb, "hr_lb");
        tsq__effect_need(value, row->hr_ub, "hr_ub");
    }
    if (lower && upper) {
        value->n_missing = 0;
    }
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (row->hr_lb > row->hr_ub || row->hr_lb > row->hr || row->hr > row->hr_ub) {
        return tsq__effect_omit(value, "the confidence limits do not contain the ratio");
    }
    const double z = tsq__normal_upper((1.0 - options->level / 100.0) / 2.0);
    const double yi = isnan(row->hr) ? 0.5 * (log(row->hr_lb) + log(row->hr_ub)) : log(row->hr);
    double se = 0.5 * log(row->hr_ub / row->hr_lb) / z;
    if (!lower || !upper) {
        se = (lower ? log(row->hr / row->hr_lb) : log(row->hr_ub / row->hr)) / z;
    }
    tsq__effect_derived(value, isnan(row->hr)   ? "middle of the limits, log scale"
                               : lower && upper ? "ratio and its limits, log scale"
                                                : "ratio and one limit, log scale");
    return tsq__effect_set(value, yi, se * se);
}

const tsq_effect_measure tsq__measure_HR = {
    .id = "HR",
    .title = "log hazard ratio",
    .inputs = "hr hr_lb hr_ub",
    .optional = "",
    .vtypes = "",
    .transform = "exp",
    .axis = "Hazard ratio (log scale)",
    .source = "Parmar, Torri & Stewart 1998, doi:10.1002/(SICI)1097-0258(19981230)17:24<2815::AID-SIM110>3.0.CO;2-8",
    .allowed = allowed_HR,
    .compute = compute,
};
