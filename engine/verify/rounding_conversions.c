/* Means and SDs of groups that report something else, over ranges of the cells. Formulas and sources: conv_se.c,
 * conv_limits.c, fivenum.h and conv_test.c of engine/effect. Sizes are exact: weights and quantiles depend on them. */
#include "verify/rounding_arms.h"

#include "effect/convert_choice.h"
#include "effect/fivenum.h"
#include "num/dist.h"

typedef struct tsq__dual dual;

#define ADD tsq__dual_add
#define SUB tsq__dual_subtract
#define MUL tsq__dual_multiply
#define DIV tsq__dual_divide

/* What quantiles are known to, relative, and weights by powers of the size. */
#define QUANTILES 1e-12
#define WEIGHTS 1e-14

static dual number(double x)
{
    return tsq__dual_constant(tsq__range_point(x));
}

static dual about(double x)
{
    return tsq__dual_constant(tsq__range_about(x, QUANTILES));
}

static dual weight(double x)
{
    return tsq__dual_constant(tsq__range_about(x, WEIGHTS));
}

static const tsq_convert_options *options_of(const struct tsq__cells *cells)
{
    return &cells->sheet->report->options.effect.convert;
}

static bool is_allowed(const struct tsq__cells *cells, const char *conversion)
{
    return tsq__conversion_allowed(tsq_conversion_find(conversion), options_of(cells));
}

static bool take(struct tsq__cells *cells, int which, enum tsq__arm_role role, dual *out)
{
    return tsq__cells_take(cells, tsq__arm_role(which, role), out);
}

/* ---- standard errors and limits ---------------------------------------------------------------------------------------- */

static bool from_se(struct tsq__cells *cells, int which, struct tsq__dual_arm *arm)
{
    dual se;
    if (!is_allowed(cells, "se") || !take(cells, which, TSQ__SE_MEAN, &se)) {
        return false;
    }
    arm->sd = MUL(se, tsq__dual_sqrt(arm->n));
    return true;
}

/* SD of a group whose limit is that far from its mean. */
static bool from_distance(const struct tsq__cells *cells, dual distance, struct tsq__dual_arm *arm)
{
    const tsq_convert_options *options = options_of(cells);
    const double level = options->limits_level == 0.0 ? 95.0 : options->limits_level;
    const double tail = (1.0 - level / 100.0) / (options->limits_one_sided ? 1.0 : 2.0);
    double n;
    if (!tsq__dual_exact(&arm->n, &n) || (n < 2.0 && !options->limits_z)) {
        return false;
    }
    const dual quantile = about(options->limits_z ? tsq__normal_upper(tail) : tsq__t_upper(tail, n - 1.0));
    arm->sd = MUL(tsq__dual_sqrt(arm->n), DIV(distance, quantile));
    return true;
}

static bool from_limits(struct tsq__cells *cells, int which, bool mean, struct tsq__dual_arm *arm)
{
    dual lb, ub;
    const bool low = take(cells, which, TSQ__LB, &lb), high = take(cells, which, TSQ__UB, &ub);
    if (low && high) {
        return is_allowed(cells, "limits") && from_distance(cells, MUL(SUB(ub, lb), number(0.5)), arm);
    }
    if ((!low && !high) || !mean || !is_allowed(cells, "limit")) {
        return false;
    }
    return from_distance(cells, low ? SUB(arm->mean, lb) : SUB(ub, arm->mean), arm);
}

/* ---- medians ------------------------------------------------------------------------------------------------------------ */

/* Twice the normal quantile that a range, or an interquartile range, is wide. */
static dual range_width(double n)
{
    return about(2.0 * tsq__normal_upper(0.625 / (n + 0.25)));
}

static dual quartile_width(double n)
{
    return about(2.0 * tsq__normal_upper((0.25 * n + 0.375) / (n + 0.25)));
}

struct five {
    dual min, q1, median, q3, max;
    bool range, quartiles, has_median;
};

static dual weighted(double w, dual low, dual high)
{
    return MUL(weight(0.5 * w), ADD(low, high));
}

static dual mean_of(const struct five *x, double n)
{
    if (!x->quartiles) {
        const double w = 4.0 / (4.0 + pow(n, 0.75));
        return ADD(weighted(w, x->min, x->max), MUL(weight(1.0 - w), x->median));
    }
    if (!x->range) {
        const double w = 0.7 + 0.39 / n;
        return ADD(weighted(w, x->q1, x->q3), MUL(weight(1.0 - w), x->median));
    }
    const double w1 = 2.2 / (2.2 + pow(n, 0.75)), w2 = 0.7 - 0.72 / pow(n, 0.55);
    return ADD(ADD(weighted(w1, x->min, x->max), weighted(w2, x->q1, x->q3)), MUL(weight(1.0 - w1 - w2), x->median));
}

static dual sd_of(const struct five *x, double n)
{
    if (!x->quartiles) {
        return DIV(SUB(x->max, x->min), range_width(n));
    }
    if (!x->range) {
        return DIV(SUB(x->q3, x->q1), quartile_width(n));
    }
    const double w = 1.0 / (1.0 + 0.07 * pow(n, 0.6));
    return ADD(MUL(weight(w), DIV(SUB(x->max, x->min), range_width(n))),
               MUL(weight(1.0 - w), DIV(SUB(x->q3, x->q1), quartile_width(n))));
}

static void from_numbers(struct tsq__cells *cells, const struct five *x, struct tsq__dual_arm *arm, bool *mean,
                         bool *sd)
{
    const char *conversion = !x->quartiles ? "range" : !x->range ? "quartiles" : "five-numbers";
    double n;
    if (!is_allowed(cells, conversion) || !tsq__dual_exact(&arm->n, &n) || n < TSQ__FIVENUM_SMALLEST) {
        return;
    }
    if (!*mean && x->has_median) {
        arm->mean = mean_of(x, n);
        *mean = true;
    }
    if (!*sd) {
        arm->sd = sd_of(x, n);
        *sd = true;
    }
}

static void from_medians(struct tsq__cells *cells, int which, struct tsq__dual_arm *arm, bool *mean, bool *sd)
{
    struct five x;
    const bool range = take(cells, which, TSQ__MIN, &x.min) && take(cells, which, TSQ__MAX, &x.max);
    const bool quartiles = take(cells, which, TSQ__Q1, &x.q1) && take(cells, which, TSQ__Q3, &x.q3);
    x.has_median = take(cells, which, TSQ__MEDIAN, &x.median);
    for (int i = 0; i < 3 && !(*mean && *sd); i++) { /* five numbers, quartiles, range: as engine/effect tries them */
        x.range = i != 1;
        x.quartiles = i != 2;
        if ((!x.range || range) && (!x.quartiles || quartiles)) {
            from_numbers(cells, &x, arm, mean, sd);
        }
    }
}

/* ---- tests --------------------------------------------------------------------------------------------------------------- */

static dual negate(dual a)
{
    return SUB(number(0.0), a);
}

/* The statistic of a two-sided p-value: it falls in p and is convex, so slopes on either side of the range bound those in
 * it. */
static dual quantile_of(dual p, double df)
{
    const double lb = p.x.lb, ub = p.x.ub, below = lb / 2.0, above = ub + (1.0 - ub) / 2.0;
    const tsq__range low = tsq__range_about(tsq__t_upper(lb / 2.0, df), QUANTILES),
                     high = tsq__range_about(tsq__t_upper(ub / 2.0, df), QUANTILES),
                     lower = tsq__range_about(tsq__t_upper(below / 2.0, df), QUANTILES),
                     higher = tsq__range_about(tsq__t_upper(above / 2.0, df), QUANTILES);
    const tsq__range first = tsq__range_divide(tsq__range_subtract(low, lower),
                                               tsq__range_subtract(tsq__range_point(lb), tsq__range_point(below)));
    const tsq__range last = tsq__range_divide(tsq__range_subtract(higher, high),
                                              tsq__range_subtract(tsq__range_point(above), tsq__range_point(ub)));
    const dual slope = tsq__dual_constant((tsq__range){first.lb, last.ub});
    dual out = MUL(slope, p); /* for its derivatives: the slope has none */
    out.x = (tsq__range){high.lb, low.ub};
    return out;
}

/* The size of a statistic of the difference of both means. */
static bool take_statistic(struct tsq__cells *cells, double n, dual *t)
{
    if (is_allowed(cells, "t") && tsq__cells_take(cells, "ti", t)) {
        return true;
    }
    if (is_allowed(cells, "f") && tsq__cells_take(cells, "fi", t)) {
        *t = tsq__dual_sqrt(t->x.ub < 0.0 ? negate(*t) : *t);
        return t->x.lb > 0.0;
    }
    if (is_allowed(cells, "z") && tsq__cells_take(cells, "zi", t)) {
        return true;
    }
    if (!is_allowed(cells, "p") || !tsq__cells_take(cells, "pi", t) || !(n > 2.0)) {
        return false;
    }
    *t = t->x.ub < 0.0 ? negate(*t) : *t;
    if (!(t->x.lb > 0.0) || !(t->x.ub < 1.0)) {
        return false;
    }
    *t = quantile_of(*t, n - 2.0);
    return true;
}

/* |m1 - m2|/(t sqrt(1/n1 + 1/n2)). */
static bool from_test(struct tsq__cells *cells, struct tsq__dual_arm *arm)
{
    dual n[2], mean[2], t;
    double size[2];
    for (int i = 0; i < 2; i++) {
        if (!take(cells, i, TSQ__N, &n[i]) || !take(cells, i, TSQ__MEAN, &mean[i]) ||
            !tsq__dual_exact(&n[i], &size[i])) {
            return false;
        }
    }
    if (!take_statistic(cells, size[0] + size[1], &t)) {
        return false;
    }
    const dual unit = tsq__dual_sqrt(ADD(DIV(number(1.0), n[0]), DIV(number(1.0), n[1])));
    const dual sd = DIV(SUB(mean[0], mean[1]), MUL(t, unit));
    arm->sd = sd.x.ub < 0.0 ? negate(sd) : sd;
    return arm->sd.x.lb > 0.0;
}

/* -------------------------------------------------------------------------------------------------------------------------- */

void tsq__cells_convert(struct tsq__cells *cells, int which, struct tsq__dual_arm *arm, bool *mean, bool *sd)
{
    *sd = *sd || from_se(cells, which, arm) || from_limits(cells, which, *mean, arm);
    if (!*mean || !*sd) {
        from_medians(cells, which, arm, mean, sd);
    }
    *sd = *sd || from_test(cells, arm);
}
