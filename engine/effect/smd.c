/*
 * SMD, the standardised mean difference g = J (m1 - m2)/sp, sp the pooled SD with m = n1 + n2 - 2.
 *
 * J by --bias: exact (Hedges 1981, doi:10.3102/10769986006002107, eq. 6e), approx (eq. 7), or none (Cohen's d).
 * vtype LS: 1/n1 + 1/n2 + g^2/(2N), Hedges 1982, doi:10.1037/0033-2909.92.2.490, eq. 8.
 * LS2: J^2 (1/n1 + 1/n2 + d^2/(2N)), Borenstein 2009 in Cooper, Hedges & Valentine, Handbook of Research Synthesis,
 * eq. 12.17. UB: 1/n1 + 1/n2 + (1 - (m-2)/(m J^2)) g^2, Hedges 1983, doi:10.1037/0033-2909.93.2.388, eq. 9.
 * AV: LS with the mean of g over all rows of the analysis, weighted by N, in place of g.
 * H0: J^2 (1/n1 + 1/n2) m/(m-2), the exact variance where there is no effect.
 * RV: 1/n1 + 1/n2 + g^2/(2(N - 3.94)), Deeks & Higgins 2010, Statistical algorithms in Review Manager 5.
 */
#include "effect/arms.h"
#include "effect/hedges.h"
#include "effect/measures.h"

static bool allowed(const tsq_roles *roles)
{
    return tsq__effect_columns_allow(roles, &tsq__measure_SMD);
}

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__arm arm[2];
    const tsq_status status = tsq__arms_choose(row, options, arm, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double sp = tsq__pooled_sd(arm);
    if (isnan(sp)) {
        return tsq__effect_omit(value, "too few participants for a pooled standard deviation");
    }
    if (sp == 0.0) {
        return tsq__effect_omit(value, "the pooled standard deviation is 0");
    }
    const double unit = 1.0 / arm[0].n + 1.0 / arm[1].n;
    const struct tsq__standardised in = {.d = (arm[0].mean - arm[1].mean) / sp,
                                         .m = arm[0].n + arm[1].n - 2.0,
                                         .n = arm[0].n + arm[1].n,
                                         .unit = unit,
                                         .unit_unbiased = unit,
                                         .weight = arm[0].n + arm[1].n};
    return tsq__standardised_set(row, &in, options, value);
}

const tsq_effect_measure tsq__measure_SMD = {
    .id = "SMD",
    .title = "standardised mean difference",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__ARMS_OPTIONAL,
    .vtypes = TSQ__STANDARDISED_VTYPES " AV RV",
    .averaging = "AV",
    .transform = "none",
    .axis = "Standardised mean difference",
    .source = "Hedges 1981, doi:10.3102/10769986006002107; Hedges 1982, doi:10.1037/0033-2909.92.2.490; Hedges 1983, "
              "doi:10.1037/0033-2909.93.2.388",
    .allowed = allowed,
    .compute = compute,
};
