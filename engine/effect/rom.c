/*
 * ROM, the log ratio of means, of final values.
 *
 * log(m1/m2), with rom_correct + (sd1^2/(n1 m1^2) - sd2^2/(n2 m2^2))/2: Lajeunesse 2015, doi:10.1890/14-2402.1, eq. 8.
 * vtype LS: sd1^2/(n1 m1^2) + sd2^2/(n2 m2^2), Hedges, Gurevitch & Curtis 1999, doi:10.1890/0012-9658(1999)080[1150:TMAORR]2.0.CO;2.
 * HO: the same with the pooled SD in both groups. LS2: LS + sd1^4/(2 n1^2 m1^4) + sd2^4/(2 n2^2 m2^4), Lajeunesse 2015
 * eq. 9. AV: c1^2/n1 + c2^2/n2, c1 and c2 the means of sd/m over all rows of the analysis, weighted by the size of the
 * group; AVHO: c^2 (1/n1 + 1/n2), c the same of both groups together. The variance is the same with and without the correction of the estimate, as in metafor 5.
 */
#include "effect/arms.h"
#include "effect/measures.h"
#include "effect/ratio.h"

static bool allowed(const tsq_roles *roles)
{
    return tsq__effect_columns_allow(roles, &tsq__measure_ROM);
}

/* The variance formulas AV and, where both groups are taken together, AVHO. */
static double at_average(const struct tsq_effect_row *row, const struct tsq__arm arm[2], bool together,
                         struct tsq_effect_value *value)
{
    const double n1 = arm[0].n, n2 = arm[1].n, cv1 = arm[0].sd / arm[0].mean, cv2 = arm[1].sd / arm[1].mean;
    if (together) {
        const double c = tsq__effect_average(row, 0, (n1 * cv1 + n2 * cv2) / (n1 + n2), n1 + n2, value);
        return c * c * (1.0 / n1 + 1.0 / n2);
    }
    const double c1 = tsq__effect_average(row, 0, cv1, n1, value), c2 = tsq__effect_average(row, 1, cv2, n2, value);
    return c1 * c1 / n1 + c2 * c2 / n2;
}

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    /* A ratio of changes has no sensible logarithm: whatever baseline there is, final values are compared. */
    tsq_effect_options final = *options;
    final.endpoint = TSQ_ENDPOINT_FINAL;
    struct tsq__arm arm[2];
    const tsq_status status = tsq__arms_choose(row, &final, arm, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (arm[0].mean == 0.0 || arm[1].mean == 0.0) {
        return tsq__effect_omit(value, "a mean is 0");
    }
    if (!(arm[0].mean / arm[1].mean > 0.0)) {
        return tsq__effect_omit(value, "the means have different signs");
    }
    if (arm[0].sd == 0.0 && arm[1].sd == 0.0) {
        return tsq__effect_omit(value, "both standard deviations are 0");
    }
    const double cv1 = arm[0].sd / arm[0].mean, cv2 = arm[1].sd / arm[1].mean;
    const double v1 = cv1 * cv1 / arm[0].n, v2 = cv2 * cv2 / arm[1].n;
    double vi = v1 + v2;
    if (tsq__effect_vtype(options, "HO", "LS")) {
        const double sp = tsq__pooled_sd(arm);
        const double p1 = sp / arm[0].mean, p2 = sp / arm[1].mean;
        vi = p1 * p1 / arm[0].n + p2 * p2 / arm[1].n;
    } else if (tsq__effect_vtype(options, "LS2", "LS")) {
        vi += 0.5 * v1 * v1 + 0.5 * v2 * v2;
    }
    if (isnan(vi)) {
        return tsq__effect_omit(value, "too few participants for a pooled standard deviation");
    }
    const bool together = tsq__effect_vtype(options, "AVHO", "LS");
    if (together || tsq__effect_vtype(options, "AV", "LS")) {
        vi = at_average(row, arm, together, value);
    }
    const double correction = options->rom_correct ? 0.5 * (v1 - v2) : 0.0;
    return tsq__effect_set(value, tsq__log_ratio(arm[0].mean, arm[1].mean) + correction, vi);
}

const tsq_effect_measure tsq__measure_ROM = {
    .id = "ROM",
    .title = "log ratio of means",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = "",
    .vtypes = "LS HO LS2 AV AVHO",
    .averaging = "AV AVHO",
    .transform = "exp",
    .axis = "Ratio of means (log scale)",
    .source = "Hedges, Gurevitch & Curtis 1999; Lajeunesse 2015, doi:10.1890/14-2402.1",
    .allowed = allowed,
    .corrected = TSQ_CORRECTED_LOG,
    .compute = compute,
};
