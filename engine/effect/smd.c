/*
 * SMD, the standardised mean difference g = J (m1 - m2)/sp, sp the pooled SD with m = n1 + n2 - 2. Rows without means
 * and SDs: d = cohen_d in place of (m1 - m2)/sp, or d of the t statistic, p-value or point-biserial correlation (cohen.h).
 *
 * J by --bias: exact (Hedges 1981, doi:10.3102/10769986006002107, eq. 6e), approx (eq. 7), or none (Cohen's d).
 * vtype LS: 1/n1 + 1/n2 + g^2/(2N), Hedges 1982, doi:10.1037/0033-2909.92.2.490, eq. 8.
 * LS2: J^2 (1/n1 + 1/n2 + d^2/(2N)), Borenstein 2009 in Cooper, Hedges & Valentine, Handbook of Research Synthesis,
 * eq. 12.17. UB: 1/n1 + 1/n2 + (1 - (m-2)/(m J^2)) g^2, Hedges 1983, doi:10.1037/0033-2909.93.2.388, eq. 9.
 * AV: LS with the mean of g over all rows of the analysis, weighted by N, in place of g.
 * H0: J^2 (1/n1 + 1/n2) m/(m-2), the exact variance where there is no effect.
 * RV: 1/n1 + 1/n2 + g^2/(2(N - 3.94)), Deeks & Higgins 2010, Statistical algorithms in Review Manager 5.
 */
#include "effect/cohen.h"
#include "effect/hedges.h"
#include "effect/measures.h"

static bool allowed(const tsq_roles *roles)
{
    return tsq__effect_columns_allow(roles, &tsq__measure_SMD);
}

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__cohen groups = {NAN, NAN, NAN};
    const tsq_status status = tsq__cohen_take(row, options, &groups, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double n = groups.n1 + groups.n2, unit = 1.0 / groups.n1 + 1.0 / groups.n2;
    const struct tsq__standardised in = {
        .d = groups.d, .m = n - 2.0, .n = n, .unit = unit, .unit_unbiased = unit, .weight = n};
    return tsq__standardised_set(row, &in, options, value);
}

const tsq_effect_measure tsq__measure_SMD = {
    .id = "SMD",
    .title = "standardised mean difference",
    .inputs = TSQ__ARMS_INPUTS,
    .optional = TSQ__COHEN_OPTIONAL,
    .own_rules = "ti",
    .vtypes = TSQ__STANDARDISED_VTYPES " AV RV",
    .averaging = "AV",
    .transform = "none",
    .axis = "Standardised mean difference",
    .source = "Hedges 1981, doi:10.3102/10769986006002107; Hedges 1982, doi:10.1037/0033-2909.92.2.490; Hedges 1983, "
              "doi:10.1037/0033-2909.93.2.388",
    .allowed = allowed,
    .corrected = TSQ_CORRECTED_STANDARDISED,
    .compute = compute,
};
