/* What conversions to the counts of a 2x2 table share. */
#include "effect/counts_from.h"

#include <stdlib.h>
#include <string.h>

tsq_status tsq__known_take(const struct tsq_effect_row *row, struct tsq__known *out, struct tsq_effect_value *value)
{
    *out = (struct tsq__known){.n1 = isnan(row->n1i) ? row->ai + row->bi : row->n1i,
                               .n2 = isnan(row->n2i) ? row->ci + row->di : row->n2i,
                               .total = row->events_total,
                               .a = row->ai,
                               .c = row->ci};
    if (isnan(out->n1) || isnan(out->n2)) {
        return TSQ_E_MISSING;
    }
    if (out->total > out->n1 + out->n2) {
        return tsq__effect_impossible(value, "events_total", "more events than participants");
    }
    if (out->a > out->n1 || out->c > out->n2) {
        return tsq__effect_impossible(value, out->a > out->n1 ? "ai" : "ci", "more events than participants");
    }
    return TSQ_OK;
}

tsq_status tsq__known_fill(const struct tsq__known *known, double a, double c, const char *role,
                           const tsq_effect_options *options, struct tsq_effect_row *row,
                           struct tsq_effect_value *value)
{
    if (!options->convert.exact_counts) {
        a = nearbyint(a);
        c = nearbyint(c);
    }
    if (!isnan(known->total)) {
        c = known->total - a;
    }
    if (a < 0.0 || c < 0.0 || a > known->n1 || c > known->n2) {
        return tsq__effect_impossible(value, role, "no 2x2 table of these margins has this value");
    }
    if (!isfinite(a) || !isfinite(c)) {
        return TSQ_E_MISSING;
    }
    row->ai = a;
    row->ci = c;
    row->bi = row->di = NAN;
    row->n1i = known->n1;
    row->n2i = known->n2;
    return TSQ_OK;
}

double tsq__half_decimal(double printed)
{
    char text[TSQ_NUMBER_TEXT];
    tsq_number_print(printed, text);
    const char *point = strchr(text, '.'), *exponent = strchr(text, 'e');
    if (exponent != NULL) {
        return INFINITY;
    }
    const size_t decimals = point == NULL ? 0 : strlen(point + 1);
    /* Rounding in binary may be off by a little more than half. */
    return fmax(0.5000001 * pow(10.0, -(double)decimals), 1e-12 * fabs(printed));
}
