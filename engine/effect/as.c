/*
 * AS, the arcsine risk difference asin(sqrt(a/n1)) - asin(sqrt(c/n2)), with vi = 1/(4 n1) + 1/(4 n2).
 *
 * Source: Ruecker, Schwarzer, Carpenter & Olkin 2009, doi:10.1002/sim.3511. It needs no correction of zero cells, and
 * gets none unless --add asks for it.
 */
#include "effect/measures.h"
#include "effect/two_by_two.h"

TSQ__ALLOWED(AS)

static tsq_status compute(const struct tsq_effect_row *row, const tsq_effect_options *options,
                          struct tsq_effect_value *value)
{
    struct tsq__two_by_two t;
    const tsq_status status = tsq__two_by_two_take(row, options, 0.0, TSQ__TABLE_DIFFERENCE, &t, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double p1 = t.a / t.n1, q1 = t.b / t.n1, p2 = t.c / t.n2, q2 = t.d / t.n2;
    /* The angle between the two, by its sine and cosine: no digits lost where they are close. */
    const double one = sqrt(p1 * q2), two = sqrt(p2 * q1);
    const double sine = one + two > 0.0 ? (t.a * t.d - t.c * t.b) / (t.n1 * t.n2) / (one + two) : 0.0;
    const double yi = atan2(sine, sqrt(q1 * q2) + sqrt(p1 * p2));
    return tsq__effect_set(value, yi, 0.25 / t.n1 + 0.25 / t.n2);
}

const tsq_effect_measure tsq__measure_AS = {
    .id = "AS",
    .title = "arcsine risk difference",
    .inputs = TSQ__TWO_BY_TWO_INPUTS,
    .optional = TSQ__TWO_BY_TWO_OPTIONAL,
    .vtypes = "",
    .transform = "none",
    .axis = "Arcsine risk difference",
    .source = "Ruecker, Schwarzer, Carpenter & Olkin 2009, doi:10.1002/sim.3511",
    .allowed = allowed_AS,
    .has_zero = tsq__two_by_two_has_zero,
    .compute = compute,
};
