/*
 * SMDH, the standardised mean difference of groups whose SDs differ: g = J (m1 - m2)/s, s^2 = (sd1^2 + sd2^2)/2,
 * J by the option bias with n1 + n2 - 2 degrees of freedom.
 *
 * With q = sd^2/s^2 of either group, vtype LS: g^2/8 (q1^2/(n1-1) + q2^2/(n2-1)) + q1/(n1-1) + q2/(n2-1), Bonett 2008,
 * doi:10.1037/1082-989X.13.2.99, eq. 8, with the corrected g as in metafor. LS2: n1 and n2 in place of n1-1 and n2-1.
 * LS3: n1 and n2 in the last two terms only, the delta method.
 */
#include "effect/arms.h"
#include "effect/hedges.h"
#include "effect/measures.h"

TSQ__ALLOWED(SMDH)

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__arm arm[2];
    const tsq_status status = tsq__arms_choose(row, options, arm, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double m = arm[0].n + arm[1].n - 2.0;
    if (!tsq__hedges_defined(m, options->bias) || arm[0].n <= 1.0 || arm[1].n <= 1.0) {
        return tsq__effect_omit(value, "too few participants for a standardised difference");
    }
    const double s = tsq__mean_sd(arm[0].sd, arm[1].sd);
    if (s == 0.0) {
        return tsq__effect_omit(value, "both standard deviations are 0");
    }
    const double g = tsq__hedges_factor(m, options->bias) * ((arm[0].mean - arm[1].mean) / s);
    const double root1 = arm[0].sd / s, root2 = arm[1].sd / s;
    const double q1 = root1 * root1, q2 = root2 * root2;
    const double of_sd = tsq__effect_vtype(options, "LS2", "LS") ? 0.0 : 1.0;
    const double of_mean = tsq__effect_vtype(options, "LS", "LS") ? 1.0 : 0.0;
    const double vi = g * g / 8.0 * (q1 * q1 / (arm[0].n - of_sd) + q2 * q2 / (arm[1].n - of_sd)) +
                      q1 / (arm[0].n - of_mean) + q2 / (arm[1].n - of_mean);
    return tsq__effect_set(value, g, vi);
}

const tsq_effect_measure tsq__measure_SMDH = {
    .id = "SMDH",
    .title = "standardised mean difference (SDs that differ)",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__ARMS_OPTIONAL,
    .vtypes = "LS LS2 LS3",
    .transform = "none",
    .axis = "Standardised mean difference",
    .source = "Bonett 2008, doi:10.1037/1082-989X.13.2.99, eq. 8",
    .allowed = allowed_SMDH,
    .corrected = TSQ_CORRECTED_STANDARDISED,
    .compute = compute,
};
