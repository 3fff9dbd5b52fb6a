/*
 * RR, the log risk ratio log(a/n1) - log(c/n2).
 *
 * vtype LS: 1/a - 1/n1 + 1/c - 1/n2, Katz, Baptista, Azen & Pike 1978, doi:10.2307/2530610.
 * AV: (1-p1)/(n1 p1) + (1-p2)/(n2 p2), p1 and p2 the proportions of the groups of all rows of the analysis together.
 * H0: (1-p)/p (1/n1 + 1/n2) with p = (a + c)/(n1 + n2), the variance where there is no effect.
 *
 * The correction of a table with a 0 adds to all four cells, and so twice to each group; meta adds it to events and to
 * groups once, Hartung & Knapp 2001, doi:10.1002/sim.1009, eq. 18, and not to events in the variance where every
 * participant has one. Where every participant has one, RevMan takes a ratio of 1.
 */
#include "effect/measures.h"
#include "effect/two_by_two.h"

TSQ__ALLOWED(RR)

/* What differs between programs where something is added. */
static void as_program(tsq_zero_rule rule, struct tsq__two_by_two *t, double *yi, double *vi)
{
    if (t->added1 == 0.0) {
        return;
    }
    if (rule == TSQ_ZERO_META) {
        const double n1 = t->n1 - t->added1, n2 = t->n2 - t->added2;
        const double part = t->events_only ? 0.0 : 1.0;
        *yi = tsq__two_by_two_log(t->a * n2, t->c * n1, t->a * n2 - t->c * n1);
        *vi = 1.0 / (t->raw_a + part * t->added1) - 1.0 / n1 + 1.0 / (t->raw_c + part * t->added2) - 1.0 / n2;
    } else if (rule == TSQ_ZERO_REVMAN && t->events_only) {
        *yi = 0.0;
    }
}

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = tsq__two_by_two_take(row, options, 0.5, TSQ__TABLE_RISK_RATIO, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    double p[2];
    tsq__two_by_two_average(row, &t, p, value);
    if (t.a == 0.0 || t.c == 0.0) {
        return tsq__effect_omit(value, "a group has no events");
    }
    const double x = t.a * t.n2, y = t.c * t.n1;
    double yi = tsq__two_by_two_log(x, y, t.a * t.d - t.c * t.b);
    double vi = t.b / (t.a * t.n1) + t.d / (t.c * t.n2);
    if (tsq__effect_vtype(options, "LS", "LS")) {
        as_program(options->zero_rule, &t, &yi, &vi);
        if (options->zero_rule == TSQ_ZERO_META) {
            tsq__two_by_two_say(&t, "the events", value);
        }
    } else if (tsq__effect_vtype(options, "AV", "LS")) {
        vi = (1.0 - p[0]) / (p[0] * t.n1) + (1.0 - p[1]) / (p[1] * t.n2);
    } else {
        vi = (t.b + t.d) / (t.a + t.c) * (1.0 / t.n1 + 1.0 / t.n2);
    }
    return tsq__effect_set(value, yi, vi);
}

const tsq_effect_measure tsq__measure_RR = {
    .id = "RR",
    .title = "log risk ratio",
    .inputs = TSQ__TWO_BY_TWO_INPUTS,
    .optional = TSQ__TWO_BY_TWO_OPTIONAL,
    .vtypes = "LS AV H0",
    .averaging = "AV",
    .transform = "exp",
    .axis = "Risk ratio (log scale)",
    .source = "Katz, Baptista, Azen & Pike 1978, doi:10.2307/2530610",
    .allowed = allowed_RR,
    .has_zero = tsq__two_by_two_has_zero,
    .compute = compute,
};
