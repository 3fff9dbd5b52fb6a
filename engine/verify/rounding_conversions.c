/* Means and SDs of groups that report something else, over ranges of the cells. Formulas and sources: conv_se.c,
 * conv_limits.c and conv_test.c of engine/effect. Sizes are exact: weights and quantiles depend on them. */
#include "verify/dual_words.h"
#include "verify/rounding_arms.h"
#include "verify/rounding_special.h"

#include "num/dist.h"

static const tsq_convert_options *options_of(const struct tsq__cells *cells)
{
    return &cells->sheet->report->options.effect.convert;
}

static bool take(struct tsq__cells *cells, int which, enum tsq__arm_role role, dual *out)
{
    return tsq__cells_take(cells, tsq__arm_role(which, role), out);
}

/* ---- standard errors and limits ---------------------------------------------------------------------------------------- */

static bool from_se(struct tsq__cells *cells, int which, struct tsq__dual_arm *arm)
{
    dual se;
    if (!tsq__cells_allow(cells, "se") || !take(cells, which, TSQ__SE_MEAN, &se)) {
        return false;
    }
    arm->sd = MUL(se, ROOT(arm->n));
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
    const dual quantile =
        tsq__dual_quantile_number(options->limits_z ? tsq__normal_upper(tail) : tsq__t_upper(tail, n - 1.0));
    arm->sd = MUL(ROOT(arm->n), DIV(distance, quantile));
    return true;
}

static bool from_limits(struct tsq__cells *cells, int which, bool mean, struct tsq__dual_arm *arm)
{
    dual lb, ub;
    const bool low = take(cells, which, TSQ__LB, &lb), high = take(cells, which, TSQ__UB, &ub);
    if (low && high) {
        return tsq__cells_allow(cells, "limits") && from_distance(cells, MUL(SUB(ub, lb), NUMBER(0.5)), arm);
    }
    if ((!low && !high) || !mean || !tsq__cells_allow(cells, "limit")) {
        return false;
    }
    return from_distance(cells, low ? SUB(arm->mean, lb) : SUB(ub, arm->mean), arm);
}

/* ---- tests --------------------------------------------------------------------------------------------------------------- */

/* The size of a statistic of the difference of both means. */
static bool take_statistic(struct tsq__cells *cells, double n, dual *t)
{
    if (tsq__cells_allow(cells, "t") && tsq__cells_take(cells, "ti", t)) {
        return true;
    }
    if (tsq__cells_allow(cells, "f") && tsq__cells_take(cells, "fi", t)) {
        *t = ROOT(t->x.ub < 0.0 ? tsq__dual_negate(*t) : *t);
        return t->x.lb > 0.0;
    }
    if (tsq__cells_allow(cells, "z") && tsq__cells_take(cells, "zi", t)) {
        return true;
    }
    if (!tsq__cells_allow(cells, "p") || !tsq__cells_take(cells, "pi", t) || !(n > 2.0)) {
        return false;
    }
    *t = t->x.ub < 0.0 ? tsq__dual_negate(*t) : *t;
    *t = tsq__dual_quantile(MUL(*t, NUMBER(0.5)), n - 2.0);
    return t->x.lb > 0.0;
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
    const dual unit = ROOT(ADD(DIV(NUMBER(1.0), n[0]), DIV(NUMBER(1.0), n[1])));
    const dual sd = DIV(SUB(mean[0], mean[1]), MUL(t, unit));
    arm->sd = sd.x.ub < 0.0 ? tsq__dual_negate(sd) : sd;
    return arm->sd.x.lb > 0.0;
}

/* -------------------------------------------------------------------------------------------------------------------------- */

void tsq__cells_convert(struct tsq__cells *cells, int which, struct tsq__dual_arm *arm, bool *mean, bool *sd)
{
    *sd = *sd || from_se(cells, which, arm) || from_limits(cells, which, *mean, arm);
    if (!*mean || !*sd) {
        tsq__cells_medians(cells, which, arm, mean, sd);
    }
    *sd = *sd || from_test(cells, arm);
}
