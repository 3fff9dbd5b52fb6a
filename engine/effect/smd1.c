/*
 * SMD1 and SMD1H, the mean difference over the SD of the second group (Glass's delta): g = J (m1 - m2)/sd2, J by --bias
 * with n2 - 1 degrees of freedom. SMD1 needs no SD of the first group.
 *
 * SMD1, vtype LS: 1/n1 + 1/n2 + g^2/(2 n2). LS2: J^2 (1/n1 + 1/n2 + d^2/(2 n2)). UB: 1/n1 + 1/n2 +
 * (1 - (m-2)/(m J^2)) g^2, m = n2 - 1. H0: J^2 (1/n1 + 1/n2) m/(m-2). AV: LS with the
 * mean of g over all rows of the analysis, weighted by n1 + n2. They are those of SMD with the degrees of freedom
 * of one group: Glass 1976, doi:10.3102/0013189X005010003; Hedges 1981, doi:10.3102/10769986006002107.
 * SMD1H: (sd1/sd2)^2/(n1-1) + 1/(n2-1) + g^2/(2(n2-1)), Bonett 2008, doi:10.1037/1082-989X.13.2.99, eq. 12, with the
 * corrected g as in metafor.
 */
#include "effect/arms.h"
#include "effect/hedges.h"
#include "effect/measures.h"

TSQ__ALLOWED(SMD1)
TSQ__ALLOWED(SMD1H)

static tsq_status compute_smd1(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    /* The first group counts with its mean alone: its SD may be missing. */
    struct tsq_effect_row known = *row;
    known.sd1i = isnan(row->sd1i) ? 0.0 : row->sd1i;
    known.sdc1i = isnan(row->sdc1i) && !isnan(row->mc1i) ? 0.0 : row->sdc1i;
    struct tsq__arm arm[2];
    const tsq_status status = tsq__arms_choose(&known, options, arm, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (arm[1].sd == 0.0) {
        return tsq__effect_omit(value, "the standard deviation of the second group is 0");
    }
    const double unit = 1.0 / arm[0].n + 1.0 / arm[1].n;
    const struct tsq__standardised in = {.d = (arm[0].mean - arm[1].mean) / arm[1].sd,
                                         .m = arm[1].n - 1.0,
                                         .n = arm[1].n,
                                         .unit = unit,
                                         .unit_unbiased = unit,
                                         .weight = arm[0].n + arm[1].n};
    return tsq__standardised_set(row, &in, options, value);
}

static tsq_status compute_smd1h(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                struct tsq_effect_value *value)
{
    struct tsq__arm arm[2];
    const tsq_status status = tsq__arms_choose(row, options, arm, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (arm[1].sd == 0.0) {
        return tsq__effect_omit(value, "the standard deviation of the second group is 0");
    }
    const double m1 = arm[0].n - 1.0, m2 = arm[1].n - 1.0;
    if (!tsq__hedges_defined(m2, options->bias) || m1 <= 0.0) {
        return tsq__effect_omit(value, "too few participants for a standardised difference");
    }
    const double g = tsq__hedges_factor(m2, options->bias) * ((arm[0].mean - arm[1].mean) / arm[1].sd);
    const double ratio = arm[0].sd / arm[1].sd;
    return tsq__effect_set(value, g, ratio * ratio / m1 + 1.0 / m2 + g * g / (2.0 * m2));
}

const tsq_effect_measure tsq__measure_SMD1 = {
    .id = "SMD1",
    .title = "standardised mean difference (SD of the second group)",
    .inputs = "n1i m1i n2i m2i sd2i",
    .optional = "sd1i m1i0 sd1i0 m2i0 sd2i0 mc1i sdc1i mc2i sdc2i r1i r2i",
    .vtypes = TSQ__STANDARDISED_VTYPES " AV",
    .averaging = "AV",
    .transform = "none",
    .axis = "Standardised mean difference",
    .source = "Glass 1976, doi:10.3102/0013189X005010003; Hedges 1981, doi:10.3102/10769986006002107",
    .allowed = allowed_SMD1,
    .corrected = TSQ_CORRECTED_STANDARDISED,
    .compute = compute_smd1,
};

const tsq_effect_measure tsq__measure_SMD1H = {
    .id = "SMD1H",
    .title = "standardised mean difference (SD of the second group, SDs that differ)",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__ARMS_OPTIONAL,
    .vtypes = "",
    .transform = "none",
    .axis = "Standardised mean difference",
    .source = "Bonett 2008, doi:10.1037/1082-989X.13.2.99, eq. 12",
    .allowed = allowed_SMD1H,
    .corrected = TSQ_CORRECTED_STANDARDISED,
    .compute = compute_smd1h,
};
