/*
 * RD, the risk difference a/n1 - c/n2.
 *
 * vtype LS: p1 (1-p1)/n1 + p2 (1-p2)/n2, Rothman, Greenland & Lash 2008, Modern Epidemiology, 3rd ed.,
 * ch. 14. UB: the same with n-1 for n, unbiased. H0: p (1-p)(1/n1 + 1/n2) with p = (a + c)/(n1 + n2).
 * AV: LS with the proportions of the groups of all rows of the analysis together.
 *
 * RevMan and meta add to the cells of a table with a 0 for the variance only, metafor for the difference too.
 */
#include "effect/measures.h"
#include "effect/two_by_two.h"

TSQ__ALLOWED(RD)

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = tsq__two_by_two_take(row, options, 0.5, TSQ__TABLE_DIFFERENCE, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    double p[2];
    tsq__two_by_two_average(row, &t, p, value);
    const double s1 = t.a / t.n1 * (t.b / t.n1), s2 = t.c / t.n2 * (t.d / t.n2);
    double vi = s1 / t.n1 + s2 / t.n2;
    if (tsq__effect_vtype(options, "UB", "LS")) {
        if (t.n1 <= 1.0 || t.n2 <= 1.0) {
            return tsq__effect_omit(value, "too few participants for this variance formula");
        }
        vi = s1 / (t.n1 - 1.0) + s2 / (t.n2 - 1.0);
    } else if (tsq__effect_vtype(options, "AV", "LS")) {
        vi = p[0] * (1.0 - p[0]) / t.n1 + p[1] * (1.0 - p[1]) / t.n2;
    } else if (tsq__effect_vtype(options, "H0", "LS")) {
        const double n = t.n1 + t.n2;
        vi = (t.a + t.c) / n * ((t.b + t.d) / n) * (1.0 / t.n1 + 1.0 / t.n2);
    }
    double yi = (t.a * t.d - t.c * t.b) / (t.n1 * t.n2);
    if (options->zero_rule != TSQ_ZERO_METAFOR && t.added1 != 0.0) {
        tsq__two_by_two_say(&t, "each cell for the variance", value);
        yi = (t.raw_a * t.raw_d - t.raw_c * t.raw_b) / ((t.raw_a + t.raw_b) * (t.raw_c + t.raw_d));
    }
    return tsq__effect_set(value, yi, vi);
}

const tsq_effect_measure tsq__measure_RD = {
    .id = "RD",
    .title = "risk difference",
    .inputs = TSQ__TWO_BY_TWO_INPUTS,
    .optional = TSQ__TWO_BY_TWO_OPTIONAL,
    .vtypes = "LS UB AV H0",
    .averaging = "AV",
    .transform = "none",
    .axis = "Risk difference",
    .source = "Rothman, Greenland & Lash 2008, Modern Epidemiology, 3rd ed., ch. 14",
    .allowed = allowed_RD,
    .has_zero = tsq__two_by_two_has_zero,
    .compute = compute,
};
