/*
 * PETO, Peto's log odds ratio (a - E)/V with vi = 1/V: E = (a + c) n1/N, V = (a + c)(b + d) n1 n2/(N^2 (N - 1)).
 *
 * Source: Yusuf, Peto, Lewis, Collins & Sleight 1985, doi:10.1016/s0033-0620(85)80003-7. RevMan and meta add nothing
 * to a table with a 0; metafor does unless told otherwise.
 */
#include "effect/measures.h"
#include "effect/two_by_two.h"

TSQ__ALLOWED(PETO)

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const double add = options->zero_rule == TSQ_ZERO_METAFOR ? 0.5 : 0.0;
    const tsq_status status = tsq__two_by_two_take(row, options, add, TSQ__TABLE_ODDS_RATIO, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double n = t.n1 + t.n2, events = t.a + t.c, rest = t.b + t.d;
    if (events == 0.0 || rest == 0.0) {
        return tsq__effect_omit(value, events == 0.0 ? "no events in either group" : "events only in both groups");
    }
    if (n <= 1.0) {
        return tsq__effect_omit(value, "too few participants");
    }
    const double v = events * rest * (t.n1 / n) * (t.n2 / n) / (n - 1.0);
    return tsq__effect_set(value, (t.a * t.d - t.c * t.b) / n / v, 1.0 / v);
}

const tsq_effect_measure tsq__measure_PETO = {
    .id = "PETO",
    .title = "log odds ratio by Peto's method",
    .inputs = TSQ__TWO_BY_TWO_INPUTS,
    .optional = TSQ__TWO_BY_TWO_OPTIONAL,
    .vtypes = "",
    .transform = "exp",
    .axis = "Peto odds ratio (log scale)",
    .source = "Yusuf, Peto, Lewis, Collins & Sleight 1985, doi:10.1016/s0033-0620(85)80003-7",
    .allowed = allowed_PETO,
    .has_zero = tsq__two_by_two_has_zero,
    .compute = compute,
};
