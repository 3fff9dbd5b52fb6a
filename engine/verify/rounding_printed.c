/* Effects as they are printed, over ranges of the cells. Formulas and sources: printed.c, printed_slope.c and conv_est.c of
 * engine/effect. */
#include "effect/printed.h"
#include "verify/dual_words.h"
#include "verify/rounding_special.h"

#include <string.h>

/* Estimate and limits, as printed and then on the scale of yi. */
struct printed {
    dual est, lb, ub;
    bool has_est, has_lb, has_ub;
};

static bool take(struct tsq__cells *cells, const char *const role[3], struct printed *out)
{
    out->has_est = tsq__cells_take(cells, role[0], &out->est);
    out->has_lb = tsq__cells_take(cells, role[1], &out->lb);
    out->has_ub = tsq__cells_take(cells, role[2], &out->ub);
    return out->has_est || out->has_lb || out->has_ub;
}

/* What a measure calls its own is not mixed with the estimate of any measure. */
static void take_any(struct tsq__cells *cells, struct printed *out)
{
    static const struct {
        const char *measure, *role[3];
    } own[] = {{"GEN", {"yi", "est_lb", "est_ub"}},
               {"HR", {"hr", "hr_lb", "hr_ub"}},
               {"OR", {"or", "or_lb", "or_ub"}},
               {"RR", {"rr", "rr_lb", "rr_ub"}},
               {"RD", {"rd", "rd_lb", "rd_ub"}}};
    static const char *const any[3] = {"est", "est_lb", "est_ub"};
    const char *measure = cells->sheet->measure->id;
    bool taken = take(cells, any, out);
    for (size_t i = 0; i < sizeof own / sizeof own[0] && !taken; i++) {
        taken = strcmp(own[i].measure, measure) == 0 && take(cells, own[i].role, out);
    }
    if (!out->has_est && strcmp(measure, "GEN") == 0) {
        out->has_est = tsq__cells_take(cells, "yi", &out->est);
    }
    dual m1, m2;
    if (!out->has_est && strcmp(measure, "MD") == 0 && tsq__cells_take(cells, "m1i", &m1) &&
        tsq__cells_take(cells, "m2i", &m2)) {
        out->est = SUB(m1, m2);
        out->has_est = true;
    }
}

static bool is(const struct tsq__cells *cells, const char *transform)
{
    return strcmp(cells->sheet->measure->transform, transform) == 0;
}

/* Onto the scale of yi; false for a scale that is not known here. */
static bool take_on_scale(struct tsq__cells *cells, struct printed *out)
{
    struct {
        dual *number;
        bool there;
    } all[] = {{&out->est, false}, {&out->lb, false}, {&out->ub, false}};
    take_any(cells, out);
    all[0].there = out->has_est;
    all[1].there = out->has_lb;
    all[2].there = out->has_ub;
    if (!is(cells, "none") && !is(cells, "exp") && !is(cells, "tanh")) {
        return false;
    }
    for (int i = 0; i < 3; i++) {
        if (all[i].there && !is(cells, "none")) {
            *all[i].number = is(cells, "exp") ? LOG(*all[i].number) : tsq__dual_atanh(*all[i].number);
        }
    }
    return true;
}

/* The standard error of what is transformed otherwise than a ratio is that of print: by the delta method. */
static dual slope_of(const struct tsq__cells *cells, dual shown)
{
    const dual one = NUMBER(1.0);
    if (is(cells, "tanh")) {
        return DIV(one, SUB(one, SQUARE(shown)));
    }
    return is(cells, "exp") && !tsq__printed_is_ratio(cells->sheet->measure) ? DIV(one, shown) : one;
}

bool tsq__enclose_printed_se(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct printed shown, on_scale;
    dual se;
    if (!tsq__cells_allow(cells, "est-se") || !tsq__cells_take(cells, "est_se", &se) ||
        !take_on_scale(cells, &on_scale) || !on_scale.has_est) {
        return false;
    }
    take_any(cells, &shown);
    *y = on_scale.est;
    *v = SQUARE(MUL(se, slope_of(cells, shown.est)));
    return true;
}

/* The degrees of freedom of the row, NaN for none; false where they are rounded. */
static bool take_df(struct tsq__cells *cells, double *df)
{
    dual cell;
    *df = NAN;
    return !tsq__cells_take(cells, "est_df", &cell) || tsq__cells_take_exact(cells, "est_df", df);
}

/* Whether a test, or limits, have one side. */
static bool has_one_side(struct tsq__cells *cells, bool otherwise)
{
    double sides = NAN;
    return tsq__cells_take_exact(cells, "est_sides", &sides) ? sides == 1.0 : otherwise;
}

bool tsq__cells_take_quantile(struct tsq__cells *cells, double *df, struct tsq__dual *out)
{
    const tsq_convert_options *options = &cells->sheet->report->options.effect.convert;
    double level = options->limits_level == 0.0 ? 95.0 : options->limits_level;
    dual cell;
    if (!take_df(cells, df) ||
        (tsq__cells_take(cells, "est_level", &cell) && !tsq__cells_take_exact(cells, "est_level", &level))) {
        return false;
    }
    const struct tsq__printed printed = {
        .level = level, .df = *df, .one_sided_limits = has_one_side(cells, options->limits_one_sided)};
    *out = tsq__dual_quantile_number(tsq__printed_quantile(&printed));
    return true;
}

bool tsq__enclose_printed_limits(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct printed x;
    double df;
    dual quantile, distance;
    if (!tsq__cells_allow(cells, "est-limits") || !take_on_scale(cells, &x) ||
        !tsq__cells_take_quantile(cells, &df, &quantile)) {
        return false;
    }
    const dual half = NUMBER(0.5);
    if (x.has_lb && x.has_ub) {
        distance = MUL(SUB(x.ub, x.lb), half);
    } else if (x.has_est && (x.has_lb || x.has_ub)) {
        distance = x.has_lb ? SUB(x.est, x.lb) : SUB(x.ub, x.est);
    } else {
        return false;
    }
    *y = x.has_est ? x.est : MUL(ADD(x.lb, x.ub), half);
    *v = SQUARE(DIV(distance, quantile));
    return distance.x.lb > 0.0;
}

bool tsq__enclose_printed_z(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct printed x;
    dual z;
    if (!tsq__cells_allow(cells, "est-z") || !tsq__cells_take(cells, "est_z", &z) || !take_on_scale(cells, &x) ||
        !x.has_est) {
        return false;
    }
    *y = x.est;
    *v = SQUARE(DIV(x.est, z));
    return true;
}

bool tsq__enclose_printed_p(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct printed x;
    dual p;
    double df;
    if (!tsq__cells_allow(cells, "est-p") || !tsq__cells_take(cells, "est_p", &p) || !take_on_scale(cells, &x) ||
        !x.has_est || !take_df(cells, &df)) {
        return false;
    }
    dual tail = has_one_side(cells, false) ? p : MUL(p, NUMBER(0.5));
    tail = tail.x.lb > 0.5 ? SUB(NUMBER(1.0), tail) : tail;
    *y = x.est;
    *v = SQUARE(DIV(x.est, tsq__dual_quantile(tail, df)));
    return true;
}
