/*
 * mover: a difference of two groups from the confidence limits of each, whatever their sizes and however they were formed:
 *
 *     L = d - sqrt((m1 - l1)^2 + (u2 - m2)^2),    U = d + sqrt((u1 - m1)^2 + (m2 - l2)^2)
 *
 * for d = m1 - m2 (method of variance estimates recovery); of ratios, with logarithms. The standard error is (U - L)/(2 z).
 * MD and ROM take the means m1i m2i with lb1i ub1i lb2i ub2i, RD and RR the risks risk1i risk2i with the same limits.
 * Source: Zou & Donner 2008, doi:10.1002/sim.3095, eq. 4; Zou 2007, doi:10.1037/1082-989X.12.4.399.
 */
#include "effect/conversions.h"
#include "effect/printed.h"

#include <string.h>

static tsq_status convert(const struct tsq_effect_measure *measure, struct tsq_effect_row *row,
                          const tsq_effect_options *options, struct tsq_effect_value *value)
{
    const bool means = strcmp(measure->id, "MD") == 0 || strcmp(measure->id, "ROM") == 0;
    const bool ratio = strcmp(measure->transform, "exp") == 0;
    double at[6] = {means ? row->m1i : row->risk1i, row->lb1i, row->ub1i,
                    means ? row->m2i : row->risk2i, row->lb2i, row->ub2i};
    for (int i = 0; i < 6; i++) {
        if (isnan(at[i])) {
            return TSQ_E_MISSING;
        }
    }
    for (int i = 0; i < 6; i += 3) {
        if (at[i + 1] > at[i + 2]) {
            return tsq__effect_impossible(value, i == 0 ? "ub1i" : "ub2i",
                                          "upper confidence limit below the lower one");
        }
        if (at[i] < at[i + 1] || at[i] > at[i + 2]) {
            return tsq__effect_omit(value, "the confidence limits of a group do not contain its estimate");
        }
        if (ratio && at[i + 1] <= 0.0) {
            return tsq__effect_omit(value, "a limit of 0 or below has no logarithm");
        }
    }
    for (int i = 0; ratio && i < 6; i++) {
        at[i] = log(at[i]);
    }
    const double d = at[0] - at[3];
    struct tsq__printed printed = tsq__printed_of(measure, row, options);
    printed.df = NAN;
    printed.est = d;
    printed.lb = d - hypot(at[0] - at[1], at[5] - at[3]);
    printed.ub = d + hypot(at[2] - at[0], at[3] - at[4]);
    const tsq_status status = tsq__printed_from_limits(&printed, value);
    if (status == TSQ_OK) {
        value->derived[0] = '\0';
        tsq__effect_derived(value, "limits of either group, variances recovered (Zou & Donner 2008)");
    }
    return status;
}

const tsq_conversion tsq__conversion_mover = {
    .id = "mover",
    .title = "difference or ratio of two groups from the confidence limits of each",
    .inputs = "m1i m2i risk1i risk2i lb1i ub1i lb2i ub2i",
    .source = "Zou & Donner 2008, doi:10.1002/sim.3095",
    .measures = "MD ROM RD RR",
    .convert_row = convert,
};
