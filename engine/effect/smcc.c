/*
 * SMCC, the mean change of one group over the SD of the change: g = J (m1 - m2)/sd_change, m = n - 1.
 *
 * vtype LS: 1/n + g^2/(2n), after Gibbons, Hedeker & Davis 1993, doi:10.3102/10769986018003271, eq. 21.
 * LS2: J^2 (1/n + d^2/(2n)). UB: 1/n + (1 - (m-2)/(m J^2)) g^2, Viechtbauer 2007, doi:10.3102/1076998606298034, eq. 26.
 * H0: J^2 (1/n) m/(m-2).
 */
#include "effect/hedges.h"
#include "effect/measures.h"
#include "effect/paired.h"

static bool allowed(const tsq_roles *roles)
{
    return tsq__effect_columns_allow(roles, &tsq__measure_SMCC);
}

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__paired pair;
    const tsq_status status = tsq__paired_take(row, options, true, &pair, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (pair.sd_change == 0.0) {
        return tsq__effect_omit(value, "the standard deviation of the change is 0");
    }
    const struct tsq__standardised in = {.d = pair.change / pair.sd_change,
                                         .m = pair.n - 1.0,
                                         .n = pair.n,
                                         .unit = 1.0 / pair.n,
                                         .unit_unbiased = 1.0 / pair.n};
    return tsq__standardised_set(row, &in, options, value);
}

const tsq_effect_measure tsq__measure_SMCC = {
    .id = "SMCC",
    .title = "standardised mean change (SD of the change)",
    .inputs = "m1i sd1i m2i sd2i ni",
    .optional = "ri",
    .vtypes = TSQ__STANDARDISED_VTYPES,
    .transform = "none",
    .axis = "Standardised mean change",
    .source = "Gibbons, Hedeker & Davis 1993, doi:10.3102/10769986018003271; Viechtbauer 2007, "
              "doi:10.3102/1076998606298034",
    .allowed = allowed,
    .compute = compute,
};
