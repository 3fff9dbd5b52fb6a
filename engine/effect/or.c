/*
 * OR, the log odds ratio log(ad/(bc)).
 *
 * vtype LS: 1/a + 1/b + 1/c + 1/d, Woolf 1955, doi:10.1111/j.1469-1809.1955.tb01348.x.
 * AV: 1/(n1 p1 (1-p1)) + 1/(n2 p2 (1-p2)), p1 and p2 the proportions of the groups of all rows of the analysis together.
 * H0: (1/n1 + 1/n2)/(p (1-p)) with p = (a + c)/(n1 + n2), the variance where there is no effect.
 */
#include "effect/measures.h"
#include "effect/two_by_two.h"

TSQ__ALLOWED(OR)

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = tsq__two_by_two_take(row, options, 0.5, TSQ__TABLE_ODDS_RATIO, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    double vi;
    const tsq_status ok = tsq__two_by_two_odds_variance(row, options, &t, &vi, value);
    if (ok != TSQ_OK) {
        return ok;
    }
    const double x = t.a * t.d, y = t.b * t.c;
    return tsq__effect_set(value, tsq__two_by_two_log(x, y, tsq__two_by_two_determinant(&t)), vi);
}

const tsq_effect_measure tsq__measure_OR = {
    .id = "OR",
    .title = "log odds ratio",
    .inputs = TSQ__TWO_BY_TWO_INPUTS,
    .optional = TSQ__TWO_BY_TWO_OPTIONAL,
    .vtypes = "LS AV H0",
    .averaging = "AV",
    .transform = "exp",
    .axis = "Odds ratio (log scale)",
    .source = "Woolf 1955, doi:10.1111/j.1469-1809.1955.tb01348.x",
    .allowed = allowed_OR,
    .has_zero = tsq__two_by_two_has_zero,
    .compute = compute,
};
