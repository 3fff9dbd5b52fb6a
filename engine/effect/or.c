/*
 * OR, the log odds ratio log(ad/(bc)).
 *
 * vtype LS: 1/a + 1/b + 1/c + 1/d, Woolf 1955, doi:10.1111/j.1469-1809.1955.tb01348.x.
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
    if (t.a == 0.0 || t.b == 0.0 || t.c == 0.0 || t.d == 0.0) {
        return tsq__effect_omit(value, "a cell of the table is 0");
    }
    double vi = 1.0 / t.a + 1.0 / t.b + 1.0 / t.c + 1.0 / t.d;
    if (tsq__effect_vtype(options, "H0", "LS")) {
        const double n = t.n1 + t.n2;
        vi = (1.0 / t.n1 + 1.0 / t.n2) / ((t.a + t.c) / n * ((t.b + t.d) / n));
    }
    const double x = t.a * t.d, y = t.b * t.c;
    return tsq__effect_set(value, tsq__two_by_two_log(x, y, x - y), vi);
}

const tsq_effect_measure tsq__measure_OR = {
    .id = "OR",
    .title = "log odds ratio",
    .inputs = TSQ__TWO_BY_TWO_INPUTS,
    .optional = TSQ__TWO_BY_TWO_OPTIONAL,
    .vtypes = "LS H0",
    .transform = "exp",
    .axis = "Odds ratio (log scale)",
    .source = "Woolf 1955, doi:10.1111/j.1469-1809.1955.tb01348.x",
    .allowed = allowed_OR,
    .has_zero = tsq__two_by_two_has_zero,
    .compute = compute,
};
