/*
 * MC, the mean change m1 - m2 of one group measured twice, with vi = (sd1^2 + sd2^2 - 2 r sd1 sd2)/n.
 *
 * Source: Borenstein et al. 2009, doi:10.1002/9780470743386, eqs. 4.13 to 4.15.
 */
#include "effect/measures.h"
#include "effect/paired.h"

static bool allowed(const tsq_roles *roles)
{
    return tsq__effect_columns_allow(roles, &tsq__measure_MC);
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
    return tsq__effect_set(value, pair.change, pair.sd_change * pair.sd_change / pair.n);
}

const tsq_effect_measure tsq__measure_MC = {
    .id = "MC",
    .title = "mean change",
    .inputs = "m1i sd1i m2i sd2i ni",
    .optional = "ri",
    .vtypes = "",
    .transform = "none",
    .axis = "Mean change",
    .source = "Borenstein et al. 2009, doi:10.1002/9780470743386, eqs. 4.13-4.15",
    .allowed = allowed,
    .compute = compute,
};
