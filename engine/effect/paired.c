/* The mean change of one group that was measured twice. */
#include "effect/paired.h"

#include "effect/arms.h"

#include <stdio.h>

tsq_status tsq__paired_take(const struct tsq_effect_row *row, const tsq_effect_options *options, bool needs_second_sd,
                            struct tsq__paired *out, struct tsq_effect_value *value)
{
    const double r = isnan(row->ri) ? options->corr : row->ri;
    tsq__effect_need(value, row->ni, "ni");
    tsq__effect_need(value, row->m1i, "m1i");
    tsq__effect_need(value, row->sd1i, "sd1i");
    tsq__effect_need(value, row->m2i, "m2i");
    if (needs_second_sd) {
        tsq__effect_need(value, row->sd2i, "sd2i");
    }
    tsq__effect_need(value, r, "ri");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    *out = (struct tsq__paired){
        .n = row->ni, .change = row->m1i - row->m2i, .r = r, .sd_change = tsq__sd_difference(row->sd2i, row->sd1i, r)};
    value->n = row->ni;
    char text[TSQ_NUMBER_TEXT];
    snprintf(value->derived, sizeof value->derived, "change within group and corr %s", tsq_number_print(r, text));
    return TSQ_OK;
}

double tsq__paired_unit_variance(const struct tsq_effect_row *row, const struct tsq__paired *pair, double d)
{
    const double s = tsq__mean_sd(row->sd1i, row->sd2i);
    const double root1 = row->sd1i / s, root2 = row->sd2i / s, c = pair->sd_change / s;
    const double q1 = root1 * root1, q2 = root2 * root2;
    return c * c + d * d * (q1 * q1 + q2 * q2 + 2.0 * pair->r * pair->r * q1 * q2) / 8.0;
}
