/*
 * MD, the mean difference m1 - m2, of final values or of changes.
 *
 * vtype LS, which is unbiased and so UB too: sd1^2/n1 + sd2^2/n2. HO: sp^2 (1/n1 + 1/n2), sp the pooled SD.
 * Source: Borenstein, Hedges, Higgins & Rothstein 2009, Introduction to Meta-Analysis, doi:10.1002/9780470743386,
 * eqs. 4.2 to 4.5. The difference of changes: Morris 2008, doi:10.1177/1094428106291059.
 */
#include "effect/arms.h"
#include "effect/measures.h"

static bool allowed(const tsq_roles *roles)
{
    return tsq__effect_columns_allow(roles, &tsq__measure_MD);
}

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__arm arm[2];
    const tsq_status status = tsq__arms_choose(row, options, arm, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double n1 = arm[0].n, n2 = arm[1].n;
    double vi = arm[0].sd * arm[0].sd / n1 + arm[1].sd * arm[1].sd / n2;
    if (tsq__effect_vtype(options, "HO", "LS")) {
        const double sp = tsq__pooled_sd(arm);
        vi = sp * sp * (1.0 / n1 + 1.0 / n2);
    }
    if (isnan(vi)) {
        return tsq__effect_omit(value, "too few participants for a pooled standard deviation");
    }
    if (arm[0].sd == 0.0 && arm[1].sd == 0.0) {
        return tsq__effect_omit(value, "both standard deviations are 0");
    }
    return tsq__effect_set(value, arm[0].mean - arm[1].mean, vi);
}

const tsq_effect_measure tsq__measure_MD = {
    .id = "MD",
    .title = "mean difference",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__ARMS_OPTIONAL,
    .vtypes = "LS UB HO",
    .transform = "none",
    .axis = "Mean difference",
    .source = "Borenstein et al. 2009, doi:10.1002/9780470743386, eqs. 4.2-4.5; Morris 2008, "
              "doi:10.1177/1094428106291059",
    .allowed = allowed,
    .compute = compute,
};
