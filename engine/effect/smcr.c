/*
 * SMCR, the mean change of one group over the SD of the first measurement: g = J (m1 - m2)/sd1, m = n - 1.
 *
 * vtype LS: 2(1-r)/n + g^2/(2n), Becker 1988, doi:10.1111/j.2044-8317.1988.tb00901.x, eq. 13.
 * LS2: J^2 (2(1-r)/n + d^2/(2n)). UB: 2(1-u)/n + (1 - (m-2)/(m J^2)) g^2 with u the unbiased estimate of the
 * correlation, Viechtbauer 2007, doi:10.3102/1076998606298034, eq. 37. H0: J^2 (2(1-u)/n) m/(m-2).
 */
#include "effect/hedges.h"
#include "effect/measures.h"
#include "effect/paired.h"

static bool allowed(const tsq_roles *roles)
{
    return tsq__effect_columns_allow(roles, &tsq__measure_SMCR);
}

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__paired pair;
    const tsq_status status = tsq__paired_take(row, options, false, &pair, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (row->sd1i == 0.0) {
        return tsq__effect_omit(value, "the standard deviation is 0");
    }
    const struct tsq__standardised in = {.d = pair.change / row->sd1i,
                                         .m = pair.n - 1.0,
                                         .n = pair.n,
                                         .unit = 2.0 * (1.0 - pair.r) / pair.n,
                                         .unit_unbiased = 2.0 * tsq__olkin_pratt_rest(pair.r, pair.n) / pair.n};
    return tsq__standardised_set(row, &in, options, value);
}

const tsq_effect_measure tsq__measure_SMCR = {
    .id = "SMCR",
    .title = "standardised mean change (SD of the first measurement)",
    .inputs = "m1i sd1i m2i ni",
    .optional = "ri",
    .vtypes = TSQ__STANDARDISED_VTYPES,
    .transform = "none",
    .axis = "Standardised mean change",
    .source = "Becker 1988, doi:10.1111/j.2044-8317.1988.tb00901.x; Viechtbauer 2007, doi:10.3102/1076998606298034",
    .allowed = allowed,
    .corrected = TSQ_CORRECTED_STANDARDISED,
    .compute = compute,
};
