/* Cross-over trials over ranges of their cells. Formulas and sources: crossover.c of engine/effect. */
#include "verify/dual_words.h"
#include "verify/rounding_measures.h"

#include "effect/printed.h"

#include <string.h>

/* What both treatments report of the same participants; sds: both SDs are there. */
struct trial {
    double size;
    dual n, difference, sd1, sd2;
    bool has_difference, has_sds;
};

static bool is_smd(const struct tsq__cells *cells)
{
    return strcmp(cells->sheet->measure->id, "SMD") == 0;
}

static bool take_sd(struct tsq__cells *cells, const char *sd, const char *se, dual n, dual *out)
{
    if (tsq__cells_take(cells, sd, out)) {
        return true;
    }
    const bool found = tsq__cells_take(cells, se, out);
    *out = MUL(*out, ROOT(n));
    return found;
}

static bool take(struct tsq__cells *cells, struct trial *out)
{
    dual m1, m2;
    if (strcmp(cells->sheet->measure->id, "MD") != 0 && !is_smd(cells)) {
        return false;
    }
    if ((!tsq__cells_take(cells, "ni", &out->n) && !tsq__cells_take(cells, "n1i", &out->n) &&
         !tsq__cells_take(cells, "n2i", &out->n)) ||
        !tsq__dual_exact(&out->n, &out->size)) {
        return false;
    }
    out->has_difference = tsq__cells_take(cells, "m1i", &m1) && tsq__cells_take(cells, "m2i", &m2);
    if (out->has_difference) {
        out->difference = SUB(m1, m2);
    }
    out->has_sds = take_sd(cells, "sd1i", "se1i", out->n, &out->sd1);
    out->has_sds = take_sd(cells, "sd2i", "se2i", out->n, &out->sd2) && out->has_sds;
    return true;
}

/* yi and vi from the squared SD of the differences. rest: 1 - r. */
static bool set(const struct tsq__cells *cells, const struct trial *x, dual square, dual rest, dual *y, dual *v)
{
    if (!is_smd(cells)) {
        *y = x->difference;
        *v = DIV(square, x->n);
        return true;
    }
    if (!x->has_sds || !(rest.x.lb > 0.0)) {
        return false;
    }
    const dual one = NUMBER(1.0), two = NUMBER(2.0), r = SUB(one, rest);
    const dual m = DIV(MUL(SUB(x->n, one), two), ADD(one, SQUARE(r)));
    const dual s = ROOT(MUL(ADD(SQUARE(x->sd1), SQUARE(x->sd2)), NUMBER(0.5)));
    *y = MUL(tsq__dual_hedges(m, cells->sheet->report->options.effect.bias), DIV(x->difference, s));
    *v = MUL(DIV(MUL(rest, two), x->n), ADD(one, MUL(SQUARE(*y), NUMBER(0.5))));
    return true;
}

/* 1 - r = (SDd^2 - (sd1 - sd2)^2)/(2 sd1 sd2), in ratios. */
static bool set_by_sd(const struct tsq__cells *cells, const struct trial *x, dual sd, dual *y, dual *v)
{
    dual rest = NUMBER(1.0);
    if (x->has_sds) {
        const dual ratio = DIV(x->sd2, x->sd1), difference = DIV(sd, x->sd1);
        rest = DIV(SUB(SQUARE(difference), SQUARE(SUB(ratio, NUMBER(1.0)))), MUL(ratio, NUMBER(2.0)));
    }
    return set(cells, x, SQUARE(sd), rest, y, v);
}

bool tsq__enclose_crossover_sd(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct trial x;
    dual sd;
    return tsq__cells_allow(cells, "crossover-sd") && take(cells, &x) && x.has_difference &&
           take_sd(cells, "sd_diff", "se_diff", x.n, &sd) && set_by_sd(cells, &x, sd, y, v);
}

bool tsq__enclose_crossover_corr(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct trial x;
    dual r;
    if (!tsq__cells_allow(cells, "crossover-corr") || !take(cells, &x) || !x.has_difference || !x.has_sds) {
        return false;
    }
    if (!tsq__cells_take(cells, "ri", &r)) {
        r = NUMBER(cells->sheet->report->options.effect.crossover_corr);
    }
    const dual square = SQUARE(tsq__dual_sd_of_change(x.sd1, x.sd2, r));
    return !isnan(r.x.lb) && set(cells, &x, square, SUB(NUMBER(1.0), r), y, v);
}

/* The standard error of the difference by its limits, of t with the degrees of freedom of the row or n - 1. */
static bool from_limits(struct tsq__cells *cells, struct trial *x, double df, dual *se)
{
    const tsq_convert_options *options = &cells->sheet->report->options.effect.convert;
    dual lb, ub;
    double level = options->limits_level == 0.0 ? 95.0 : options->limits_level, sides = NAN;
    if (!tsq__cells_take(cells, "est_lb", &lb) || !tsq__cells_take(cells, "est_ub", &ub)) {
        return false;
    }
    const bool one = tsq__cells_take_exact(cells, "est_sides", &sides) ? sides == 1.0 : options->limits_one_sided;
    (void)tsq__cells_take_exact(cells, "est_level", &level);
    const struct tsq__printed printed = {.level = level, .df = df, .one_sided_limits = one};
    const dual quantile = tsq__dual_quantile_number(2.0 * tsq__printed_quantile(&printed));
    if (!x->has_difference) {
        x->difference = MUL(ADD(lb, ub), NUMBER(0.5));
        x->has_difference = true;
    }
    *se = DIV(SUB(ub, lb), quantile);
    return se->x.lb > 0.0;
}

/* By t, or by p. */
static bool from_statistic(struct tsq__cells *cells, const struct trial *x, double df, dual *se)
{
    dual t;
    double sides = NAN;
    if (!x->has_difference) {
        return false;
    }
    if (!tsq__cells_take(cells, "est_z", &t)) {
        if (!tsq__cells_take(cells, "est_p", &t)) {
            return false;
        }
        const bool one = tsq__cells_take_exact(cells, "est_sides", &sides) && sides == 1.0;
        t = one ? t : MUL(t, NUMBER(0.5));
        t = tsq__dual_quantile(t.x.lb > 0.5 ? SUB(NUMBER(1.0), t) : t, df);
    }
    *se = DIV(x->difference, t);
    *se = se->x.ub < 0.0 ? tsq__dual_negate(*se) : *se;
    return se->x.lb > 0.0;
}

bool tsq__enclose_crossover_test(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct trial x;
    dual se, est;
    if (!tsq__cells_allow(cells, "crossover-test") || !take(cells, &x)) {
        return false;
    }
    double df = x.size - 1.0;
    (void)tsq__cells_take_exact(cells, "est_df", &df);
    if (!is_smd(cells) && tsq__cells_take(cells, "est", &est)) {
        x.difference = est;
        x.has_difference = true;
    }
    const bool printed = !is_smd(cells) && (tsq__cells_take(cells, "est_se", &se) || from_limits(cells, &x, df, &se));
    return (printed || from_statistic(cells, &x, df, &se)) && x.has_difference &&
           set_by_sd(cells, &x, MUL(se, ROOT(x.n)), y, v);
}
