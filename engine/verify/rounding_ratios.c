/* Effects from printed ratios of another kind, and from the limits of either group, over ranges. Formulas and sources:
 * conv_ratio.c and conv_mover.c of engine/effect. */
#include "verify/dual_words.h"
#include "verify/rounding_measures.h"

/* ---- maps, to the scale of yi, each ratio in one place as far as can be ------------------------------------------------- */

static dual rest_of(dual p)
{
    return SUB(NUMBER(1.0), p);
}

/* log of x/(1 - p + p x) = 1/((1 - p)/x + p) */
static dual rr_of_or(dual x, dual p)
{
    return tsq__dual_negate(LOG(ADD(DIV(rest_of(p), x), p)));
}

/* log of (1 - (1 - p)^x)/p */
static dual rr_of_hr(dual x, dual p)
{
    return SUB(LOG(rest_of(tsq__dual_exp(MUL(x, LOG(rest_of(p)))))), LOG(p));
}

/* log of x (1 - p)/(1 - p x) = (1 - p)/(1/x - p) */
static dual or_of_rr(dual x, dual p)
{
    return SUB(LOG(rest_of(p)), LOG(SUB(DIV(NUMBER(1.0), x), p)));
}

/* log of log(1 - p x)/log(1 - p) */
static dual hr_of_rr(dual x, dual p)
{
    return SUB(LOG(tsq__dual_negate(LOG(rest_of(MUL(p, x))))), LOG(tsq__dual_negate(LOG(rest_of(p)))));
}

static dual rd_of_rr(dual x, dual p)
{
    return MUL(p, SUB(x, NUMBER(1.0)));
}

/* p/((1 - p)/x + p) - p */
static dual rd_of_or(dual x, dual p)
{
    return SUB(DIV(p, ADD(DIV(rest_of(p), x), p)), p);
}

static dual rr_of_common_or(dual x, dual p)
{
    (void)p;
    return MUL(LOG(x), NUMBER(0.5));
}

/* log of (1 - 0.5^sqrt(x))/(1 - 0.5^sqrt(1/x)) */
static dual rr_of_common_hr(dual x, dual p)
{
    const dual half = LOG(NUMBER(0.5)), root = ROOT(x);
    (void)p;
    return SUB(LOG(rest_of(tsq__dual_exp(MUL(half, root)))), LOG(rest_of(tsq__dual_exp(DIV(half, root)))));
}

static const struct mapping {
    const char *conversion, *measure, *role[3];
    bool needs_risk;
    dual (*map)(dual ratio, dual risk);
} mappings[] = {
    {"rr-or", "RR", {"or", "or_lb", "or_ub"}, true, rr_of_or},
    {"rr-hr", "RR", {"hr", "hr_lb", "hr_ub"}, true, rr_of_hr},
    {"or-rr", "OR", {"rr", "rr_lb", "rr_ub"}, true, or_of_rr},
    {"hr-rr", "HR", {"rr", "rr_lb", "rr_ub"}, true, hr_of_rr},
    {"rd-rr", "RD", {"rr", "rr_lb", "rr_ub"}, true, rd_of_rr},
    {"rd-or", "RD", {"or", "or_lb", "or_ub"}, true, rd_of_or},
    {"rr-or-common", "RR", {"or", "or_lb", "or_ub"}, false, rr_of_common_or},
    {"rr-hr-common", "RR", {"hr", "hr_lb", "hr_ub"}, false, rr_of_common_hr},
};

static bool take_risk(struct tsq__cells *cells, dual *out)
{
    dual n;
    if (tsq__cells_take(cells, "risk2i", out)) {
        return true;
    }
    if (tsq__cells_take(cells, "pct2i", out)) {
        *out = tsq__dual_scale(*out, 0.01);
        return true;
    }
    const bool found = tsq__cells_take(cells, "ci", out) && tsq__cells_take(cells, "n2i", &n);
    *out = found ? DIV(*out, n) : *out;
    return found;
}

static bool convert(struct tsq__cells *cells, const struct mapping *by, dual *y, dual *v)
{
    dual est, lb, ub, quantile, risk = NUMBER(0.0);
    double df;
    if (!tsq__cells_measure(cells, by->measure) || !tsq__cells_allow(cells, by->conversion) ||
        (by->needs_risk && !take_risk(cells, &risk)) || !tsq__cells_take(cells, by->role[1], &lb) ||
        !tsq__cells_take(cells, by->role[2], &ub) || !tsq__cells_take_quantile(cells, &df, &quantile)) {
        return false;
    }
    if (!tsq__cells_take(cells, by->role[0], &est)) {
        est = ROOT(MUL(lb, ub));
    }
    const dual width = SUB(by->map(ub, risk), by->map(lb, risk));
    *y = by->map(est, risk);
    *v = SQUARE(DIV(width, MUL(quantile, NUMBER(2.0))));
    return width.x.lb > 0.0;
}

bool tsq__enclose_ratio(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    for (size_t i = 0; i < sizeof mappings / sizeof mappings[0]; i++) {
        if (convert(cells, &mappings[i], y, v)) {
            return true;
        }
    }
    return false;
}

/* ---- limits of either group ----------------------------------------------------------------------------------------------- */

static dual hypotenuse(dual a, dual b)
{
    return ROOT(ADD(SQUARE(a), SQUARE(b)));
}

bool tsq__enclose_mover(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    const bool means = tsq__cells_measure(cells, "MD") || tsq__cells_measure(cells, "ROM"),
               ratio = tsq__cells_measure(cells, "ROM") || tsq__cells_measure(cells, "RR");
    const char *const role[6] = {means ? "m1i" : "risk1i", "lb1i", "ub1i", means ? "m2i" : "risk2i", "lb2i", "ub2i"};
    dual at[6], quantile;
    double df;
    if ((!means && !tsq__cells_measure(cells, "RD") && !tsq__cells_measure(cells, "RR")) ||
        !tsq__cells_allow(cells, "mover")) {
        return false;
    }
    for (int i = 0; i < 6; i++) {
        if (!tsq__cells_take(cells, role[i], &at[i])) {
            return false;
        }
        at[i] = ratio ? LOG(at[i]) : at[i];
    }
    if (!tsq__cells_take_quantile(cells, &df, &quantile)) {
        return false;
    }
    const dual below = hypotenuse(SUB(at[0], at[1]), SUB(at[5], at[3]));
    const dual above = hypotenuse(SUB(at[2], at[0]), SUB(at[3], at[4]));
    *y = SUB(at[0], at[3]);
    *v = SQUARE(DIV(ADD(below, above), MUL(quantile, NUMBER(2.0))));
    return true;
}
