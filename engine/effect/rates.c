/*
 * Two rates, of x1 events in the person-time t1 and x2 in t2.
 *
 * IRR  log(x1/t1) - log(x2/t2), vi = 1/x1 + 1/x2
 * IRD  x1/t1 - x2/t2, vi = x1/t1^2 + x2/t2^2
 * IRSD sqrt(x1/t1) - sqrt(x2/t2), vi = 1/(4 t1) + 1/(4 t2), without a correction unless --add asks for it
 *
 * Source: Rothman, Greenland & Lash 2008, Modern Epidemiology, 3rd ed., ch. 14; the square root: Bartlett 1936,
 * doi:10.2307/2983678.
 */
#include "effect/counted.h"
#include "effect/measures.h"
#include "effect/ratio.h"
#include "effect/trace.h"

TSQ__ALLOWED(IRR)
TSQ__ALLOWED(IRD)
TSQ__ALLOWED(IRSD)

struct rates {
    double x1, t1, x2, t2;
};

static bool has_zero(const struct tsq_effect_row *row)
{
    return row->x1i == 0.0 || row->x2i == 0.0;
}

static tsq_status take(const struct tsq_effect_row *row, const tsq_effect_options *options, double add,
                       struct rates *out, struct tsq_effect_value *value)
{
    tsq__effect_need(value, row->x1i, "x1i");
    tsq__effect_need(value, row->t1i, "t1i");
    tsq__effect_need(value, row->x2i, "x2i");
    tsq__effect_need(value, row->t2i, "t2i");
    if (value->n_missing > 0) {
        return TSQ_E_MISSING;
    }
    if (options->drop00 == TSQ_DROP00_ALL && row->x1i == 0.0 && row->x2i == 0.0) {
        return tsq__effect_omit(value, "no events in either group");
    }
    const double added = tsq__counted_added(options, has_zero(row), add, "two rates", "events", value);
    *out = (struct rates){.x1 = row->x1i + added, .t1 = row->t1i, .x2 = row->x2i + added, .t2 = row->t2i};
    if (added != 0.0) {
        tsq__step(row, "add", added, NULL, TSQ__CORRECTION);
    }
    tsq__step(row, "x1", out->x1, added != 0.0 ? "x1i + add" : "x1i", NULL);
    tsq__step(row, "x2", out->x2, added != 0.0 ? "x2i + add" : "x2i", NULL);
    return TSQ_OK;
}

static tsq_status compute_ratio(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                struct tsq_effect_value *value)
{
    struct rates r = {0};
    const tsq_status status = take(row, options, 0.5, &r, value);
    if (status != TSQ_OK) {
        return status;
    }
    if (r.x1 == 0.0 || r.x2 == 0.0) {
        return tsq__effect_omit(value, "a group has no events");
    }
    return tsq__effect_set(value, tsq__log_ratio(r.x1 / r.t1, r.x2 / r.t2), 1.0 / r.x1 + 1.0 / r.x2);
}

static tsq_status compute_difference(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                     struct tsq_effect_value *value)
{
    struct rates r = {0};
    const tsq_status status = take(row, options, 0.5, &r, value);
    if (status != TSQ_OK) {
        return status;
    }
    const double rate1 = r.x1 / r.t1, rate2 = r.x2 / r.t2;
    return tsq__effect_set(value, rate1 - rate2, rate1 / r.t1 + rate2 / r.t2);
}

static tsq_status compute_roots(const struct tsq_effect_row *row, const tsq_effect_options *options,
                                struct tsq_effect_value *value)
{
    struct rates r = {0};
    const tsq_status status = take(row, options, 0.0, &r, value);
    if (status != TSQ_OK) {
        return status;
    }
    return tsq__effect_set(value, sqrt(r.x1 / r.t1) - sqrt(r.x2 / r.t2), 0.25 / r.t1 + 0.25 / r.t2);
}

const tsq_effect_measure tsq__measure_IRR = {
    .id = "IRR",
    .title = "log rate ratio",
    .inputs = "x1i t1i x2i t2i",
    .optional = "",
    .vtypes = "",
    .transform = "exp",
    .axis = "Rate ratio (log scale)",
    .source = "Rothman, Greenland & Lash 2008, Modern Epidemiology, 3rd ed., ch. 14",
    .allowed = allowed_IRR,
    .has_zero = has_zero,
    .compute = compute_ratio,
};

const tsq_effect_measure tsq__measure_IRD = {
    .id = "IRD",
    .title = "rate difference",
    .inputs = "x1i t1i x2i t2i",
    .optional = "",
    .vtypes = "",
    .transform = "none",
    .axis = "Rate difference",
    .source = "Rothman, Greenland & Lash 2008, Modern Epidemiology, 3rd ed., ch. 14",
    .allowed = allowed_IRD,
    .has_zero = has_zero,
    .compute = compute_difference,
};

const tsq_effect_measure tsq__measure_IRSD = {
    .id = "IRSD",
    .title = "difference of square roots of rates",
    .inputs = "x1i t1i x2i t2i",
    .optional = "",
    .vtypes = "",
    .transform = "none",
    .axis = "Difference of square roots of rates",
    .source = "Bartlett 1936, doi:10.2307/2983678",
    .allowed = allowed_IRSD,
    .has_zero = has_zero,
    .compute = compute_roots,
};
