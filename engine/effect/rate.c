/*
 * One rate, of x events in the person-time t.
 *
 * IR   x/t, vi = x/t^2
 * IRLN log(x/t), vi = 1/x
 * IRS  sqrt(x/t), vi = 1/(4t), Bartlett 1936, doi:10.2307/2983678
 * IRFT (sqrt(x/t) + sqrt((x+1)/t))/2, vi = 1/(4t), Freeman & Tukey 1950, doi:10.1214/aoms/1177729756
 *
 * IRS and IRFT need no correction of zero counts, and get none unless --add asks for it.
 * Source of the variances: Rothman, Greenland & Lash 2008, Modern Epidemiology, 3rd ed., ch. 14.
 */
#include "effect/counted.h"
#include "effect/measures.h"
#include "effect/trace.h"

TSQ__ALLOWED(IR)
TSQ__ALLOWED(IRLN)
TSQ__ALLOWED(IRS)
TSQ__ALLOWED(IRFT)

static bool has_zero(const struct tsq_effect_row *row)
{
    return row->xi == 0.0;
}

/* The events, with the correction in them. */
static tsq_status take(const struct tsq_effect_row *row, const tsq_effect_options *options, double add, double *x,
                       struct tsq_effect_value *value)
{
    tsq__effect_need(value, row->xi, "xi");
    tsq__effect_need(value, row->ti, "ti");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (row->ti <= 0.0) {
        return tsq__effect_impossible(value, "ti", "person-time is not positive");
    }
    const double added = tsq__counted_added(options, has_zero(row), add, "rate", "events", value);
    *x = row->xi + added;
    if (added != 0.0) {
        tsq__step(row, "add", added, NULL, TSQ__CORRECTION);
    }
    tsq__step(row, "x", *x, added != 0.0 ? "xi + add" : "xi", NULL);
    return TSQ_OK;
}

static tsq_status compute_rate(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    double x = 0.0;
    const tsq_status status = take(row, options, 0.5, &x, value);
    return status != TSQ_OK ? status : tsq__effect_set(value, x / row->ti, x / row->ti / row->ti);
}

static tsq_status compute_log(const struct tsq_effect_row *row, const tsq_effect_options *options,
                              struct tsq_effect_value *value)
{
    double x = 0.0;
    const tsq_status status = take(row, options, 0.5, &x, value);
    if (status != TSQ_OK) {
        return status;
    }
    return x == 0.0 ? tsq__effect_omit(value, "no events") : tsq__effect_set(value, log(x / row->ti), 1.0 / x);
}

static tsq_status compute_root(const struct tsq_effect_row *row, const tsq_effect_options *options,
                               struct tsq_effect_value *value)
{
    double x = 0.0;
    const tsq_status status = take(row, options, 0.0, &x, value);
    return status != TSQ_OK ? status : tsq__effect_set(value, sqrt(x / row->ti), 0.25 / row->ti);
}

static tsq_status compute_freeman_tukey(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                        struct tsq_effect_value *value)
{
    double x = 0.0;
    const tsq_status status = take(row, options, 0.0, &x, value);
    if (status != TSQ_OK) {
        return status;
    }
    value->size = row->ti;
    return tsq__effect_set(value, 0.5 * (sqrt(x / row->ti) + sqrt((x + 1.0) / row->ti)), 0.25 / row->ti);
}

#define RATE(name, what, back, label, from, function)                                                                  \
    const tsq_effect_measure tsq__measure_##name = {                                                                   \
        .id = #name,                                                                                                   \
        .title = what,                                                                                                 \
        .inputs = "xi ti",                                                                                             \
        .optional = "",                                                                                                \
        .vtypes = "",                                                                                                  \
        .transform = back,                                                                                             \
        .axis = label,                                                                                                 \
        .source = from,                                                                                                \
        .allowed = allowed_##name,                                                                                     \
        .has_zero = has_zero,                                                                                          \
        .compute = function,                                                                                           \
    }

RATE(IR, "rate", "none", "Rate", "Rothman, Greenland & Lash 2008, Modern Epidemiology, 3rd ed., ch. 14", compute_rate);
RATE(IRLN, "log rate", "exp", "Rate (log scale)",
     "Rothman, Greenland & Lash 2008, Modern Epidemiology, 3rd ed., ch. 14", compute_log);
RATE(IRS, "square root of the rate", "isqrt", "Rate (square root)", "Bartlett 1936, doi:10.2307/2983678", compute_root);
RATE(IRFT, "rate after Freeman & Tukey", "iirft", "Rate (Freeman-Tukey)",
     "Freeman & Tukey 1950, doi:10.1214/aoms/1177729756", compute_freeman_tukey);
