/*
 * HR, the log of a hazard ratio with its confidence limits.
 *
 * log hr; the standard error is the width of the interval on the log scale over 2 z, z the normal quantile of the level
 * that the limits were printed for; Parmar, Torri & Stewart 1998,
 * doi:10.1002/(SICI)1097-0258(19981230)17:24<2815::AID-SIM110>3.0.CO;2-8, eq. 7. Without hr the middle of the limits on
 * the log scale is taken; with one limit only its distance from log hr over z.
 */
#include "effect/measures.h"
#include "effect/printed.h"

TSQ__ALLOWED(HR)

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__printed printed = tsq__printed_of(&tsq__measure_HR, row, options);
    const bool lower = !isnan(printed.lb), upper = !isnan(printed.ub), estimate = !isnan(printed.est);
    if (!(lower && upper) && !(estimate && (lower || upper))) {
        tsq__effect_need(value, printed.est, "hr");
        tsq__effect_need(value, printed.lb, "hr_lb");
        tsq__effect_need(value, printed.ub, "hr_ub");
        return TSQ_E_MISSING;
    }
    const tsq_status status = tsq__printed_to_scale(&printed, value);
    return status == TSQ_OK ? tsq__printed_from_limits(&printed, value) : status;
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
