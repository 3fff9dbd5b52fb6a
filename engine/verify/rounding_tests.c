/* Standardised differences and correlations from what a paper prints of a test, over ranges. Formulas and sources: cohen.c,
 * correlation.c, smcc.c and conv_statistic.c of engine/effect. */
#include "verify/dual_words.h"
#include "verify/rounding_measures.h"

/* The t statistic: itself, or of F or z, or by its p-value; these have the sign of the effect. */
static bool take_t(struct tsq__cells *cells, double df, dual *t)
{
    if (tsq__cells_take(cells, "ti", t)) {
        return true;
    }
    if (tsq__cells_allow(cells, "f-t") && tsq__cells_take(cells, "fi", t)) {
        if (t->x.lb < 0.0 && t->x.ub >= 0.0) {
            return false; /* of either sign */
        }
        *t = t->x.ub < 0.0 ? tsq__dual_negate(ROOT(tsq__dual_negate(*t))) : ROOT(*t);
        return true;
    }
    if (tsq__cells_allow(cells, "z-t") && tsq__cells_take(cells, "zi", t)) {
        return true;
    }
    if (!tsq__cells_take(cells, "pi", t)) {
        return false;
    }
    const dual half = MUL(*t, NUMBER(0.5));
    *t =
        t->x.ub < 0.0 ? tsq__dual_negate(tsq__dual_quantile(tsq__dual_negate(half), df)) : tsq__dual_quantile(half, df);
    return true;
}

/* Sizes and the uncorrected difference of two groups, without their means. */
static bool take_two_groups(struct tsq__cells *cells, dual n[2], dual *d)
{
    double size[2];
    const dual one = NUMBER(1.0);
    if (!tsq__cells_take(cells, "n1i", &n[0]) || !tsq__cells_take(cells, "n2i", &n[1])) {
        return false;
    }
    if (tsq__cells_take(cells, "cohen_d", d)) {
        return true;
    }
    if (!tsq__dual_exact(&n[0], &size[0]) || !tsq__dual_exact(&n[1], &size[1])) {
        return false;
    }
    const double df = size[0] + size[1] - 2.0;
    if (take_t(cells, df, d)) {
        *d = MUL(*d, ROOT(ADD(DIV(one, n[0]), DIV(one, n[1]))));
        return true;
    }
    if (!tsq__cells_take(cells, "ri", d) || (d->x.lb <= 0.0 && d->x.ub >= 0.0)) {
        return false; /* none, or of either sign */
    }
    /* t = r/sqrt(1 - r^2), written so that r comes once */
    const dual t = DIV(one, ROOT(SUB(DIV(one, SQUARE(*d)), one)));
    const dual scale = ROOT(ADD(DIV(NUMBER(df), n[0]), DIV(NUMBER(df), n[1])));
    *d = MUL(d->x.ub < 0.0 ? tsq__dual_negate(t) : t, scale);
    return true;
}

/* One group: sizes and the change over its SD. */
static bool take_one_group(struct tsq__cells *cells, dual *n, dual *d)
{
    double size;
    if (!tsq__cells_take(cells, "ni", n)) {
        return false;
    }
    if (tsq__cells_take(cells, "cohen_d", d)) {
        return true;
    }
    if (!tsq__dual_exact(n, &size) || !take_t(cells, size - 1.0, d)) {
        return false;
    }
    *d = DIV(*d, ROOT(*n));
    return true;
}

static bool correlation(struct tsq__cells *cells, bool fisher, dual *y, dual *v)
{
    dual n, t;
    double size;
    const dual one = NUMBER(1.0);
    if (!tsq__cells_take(cells, "ni", &n) || !tsq__dual_exact(&n, &size) || !take_t(cells, size - 2.0, &t)) {
        return false;
    }
    const dual share = DIV(NUMBER(size - 2.0), SQUARE(t)), r = DIV(one, ROOT(ADD(one, share)));
    const dual whole = t.x.ub < 0.0 ? tsq__dual_negate(r) : r;
    *y = fisher ? tsq__dual_atanh(whole) : whole;
    *v = fisher ? DIV(one, SUB(n, NUMBER(3.0))) : DIV(SQUARE(SUB(one, SQUARE(r))), SUB(n, one));
    return t.x.lb > 0.0 || t.x.ub < 0.0;
}

bool tsq__enclose_test(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual n[2], d;
    const dual one = NUMBER(1.0);
    if (tsq__cells_measure(cells, "COR") || tsq__cells_measure(cells, "ZCOR")) {
        return correlation(cells, tsq__cells_measure(cells, "ZCOR"), y, v);
    }
    if (tsq__cells_measure(cells, "SMCC") && take_one_group(cells, &n[0], &d)) {
        const dual unit = DIV(one, n[0]);
        const struct tsq__dual_standardised in = {
            .d = d, .m = SUB(n[0], one), .n = n[0], .unit = unit, .unit_unbiased = unit};
        return tsq__dual_standardise(cells, &in, y, v);
    }
    const bool odds = tsq__cells_measure(cells, "D2ORN") || tsq__cells_measure(cells, "D2ORL");
    if ((!odds && !tsq__cells_measure(cells, "SMD")) || !take_two_groups(cells, n, &d)) {
        return false;
    }
    const dual unit = ADD(DIV(one, n[0]), DIV(one, n[1])), size = ADD(n[0], n[1]);
    const struct tsq__dual_standardised in = {
        .d = d, .m = SUB(size, NUMBER(2.0)), .n = size, .unit = unit, .unit_unbiased = unit};
    if (!odds) {
        return tsq__dual_standardise(cells, &in, y, v);
    }
    tsq__dual_odds_ratio(&in, tsq__cells_measure(cells, "D2ORN"), y, v);
    return true;
}
