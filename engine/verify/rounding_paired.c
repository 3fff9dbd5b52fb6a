/* Changes within a group over ranges of its cells. Formulas and sources: mc.c, smcc.c, smcr.c, smcrp.c and paired_ratio.c of
 * engine/effect. */
#include "verify/dual_words.h"
#include "verify/rounding_measures.h"

#include "effect/hedges.h"

struct paired {
    dual n, m1, m2, sd1, sd2, r;
    bool has_sd2;
};

static bool take(struct tsq__cells *cells, bool needs_means, bool needs_second_sd, struct paired *out)
{
    if (!tsq__cells_take(cells, "ri", &out->r)) {
        out->r = NUMBER(cells->sheet->report->options.effect.corr);
    }
    if (needs_means && !(tsq__cells_take(cells, "m1i", &out->m1) && tsq__cells_take(cells, "m2i", &out->m2))) {
        return false;
    }
    return tsq__cells_take(cells, "sd1i", &out->sd1) && tsq__cells_take(cells, "ni", &out->n) &&
           (!needs_second_sd || tsq__cells_take(cells, "sd2i", &out->sd2)) && !isnan(out->r.x.lb);
}

static dual change_of(const struct paired *x)
{
    return SUB(x->m1, x->m2);
}

static dual factor_of(const struct tsq__cells *cells, dual m)
{
    return tsq__dual_hedges(m, cells->sheet->report->options.effect.bias);
}

bool tsq__enclose_mc(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct paired x;
    if (!take(cells, true, true, &x)) {
        return false;
    }
    *y = change_of(&x);
    *v = DIV(SQUARE(tsq__dual_sd_of_change(x.sd2, x.sd1, x.r)), x.n);
    return true;
}

bool tsq__enclose_smcc(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct paired x;
    if (!take(cells, true, true, &x)) {
        return false;
    }
    const dual one = NUMBER(1.0), unit = DIV(one, x.n);
    const struct tsq__dual_standardised in = {.d = DIV(change_of(&x), tsq__dual_sd_of_change(x.sd2, x.sd1, x.r)),
                                              .m = SUB(x.n, one),
                                              .n = x.n,
                                              .unit = unit,
                                              .unit_unbiased = unit};
    return tsq__dual_standardise(cells, &in, y, v);
}

bool tsq__enclose_smcr(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct paired x;
    double r, n;
    if (!take(cells, true, false, &x)) {
        return false;
    }
    const dual one = NUMBER(1.0), two = NUMBER(2.0);
    struct tsq__dual_standardised in = {
        .d = DIV(change_of(&x), x.sd1), .m = SUB(x.n, one), .n = x.n, .unit = DIV(MUL(SUB(one, x.r), two), x.n)};
    if (tsq__cells_vtype(cells, "UB") || tsq__cells_vtype(cells, "H0")) {
        if (!tsq__dual_exact(&x.r, &r) || !tsq__dual_exact(&x.n, &n)) {
            return false; /* of an unbiased correlation that is not one number */
        }
        in.unit_unbiased = tsq__dual_quantile_number(2.0 * tsq__olkin_pratt_rest(r, n) / n);
    }
    return tsq__dual_standardise(cells, &in, y, v);
}

/* Over which sizes variances are taken. */
static dual size_of(const struct tsq__cells *cells, dual n)
{
    return SUB(n, NUMBER(tsq__cells_vtype(cells, "LS2") ? 0.0 : 1.0));
}

bool tsq__enclose_smcrh(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct paired x;
    if (!take(cells, true, true, &x)) {
        return false;
    }
    const dual one = NUMBER(1.0), n = size_of(cells, x.n);
    /* (sd_change/sd1)^2 with the SDs in their ratio */
    const dual square = SQUARE(tsq__dual_sd_of_change(DIV(x.sd2, x.sd1), one, x.r));
    *y = MUL(factor_of(cells, SUB(x.n, one)), DIV(change_of(&x), x.sd1));
    *v = DIV(ADD(square, MUL(SQUARE(*y), NUMBER(0.5))), n);
    return true;
}

/* The change in units of both SDs. */
static dual in_both(const struct tsq__cells *cells, const struct paired *x)
{
    const dual one = NUMBER(1.0);
    const dual m = DIV(MUL(SUB(x->n, one), NUMBER(2.0)), ADD(one, SQUARE(x->r)));
    const dual s2 = MUL(ADD(SQUARE(x->sd1), SQUARE(x->sd2)), NUMBER(0.5));
    return MUL(factor_of(cells, m), DIV(change_of(x), ROOT(s2)));
}

bool tsq__enclose_smcrp(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct paired x;
    if (!take(cells, true, true, &x)) {
        return false;
    }
    const dual one = NUMBER(1.0);
    *y = in_both(cells, &x);
    const dual of_square = MUL(MUL(SQUARE(*y), ADD(one, SQUARE(x.r))), NUMBER(0.25));
    *v = DIV(ADD(MUL(SUB(one, x.r), NUMBER(2.0)), of_square), x.n);
    return true;
}

bool tsq__enclose_smcrph(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct paired x;
    if (!take(cells, true, true, &x)) {
        return false;
    }
    /* With p = sd2^2/sd1^2: q1 = 2/(1 + p), q2 = 2 p/(1 + p), and (sd_change/s)^2 = 2 - 4 r/(u + 1/u), u = sd2/sd1. */
    const dual one = NUMBER(1.0), two = NUMBER(2.0), u = DIV(x.sd2, x.sd1), p = SQUARE(u);
    const dual q1 = DIV(two, ADD(one, p)), q2 = DIV(two, ADD(one, DIV(one, p)));
    const dual square = SUB(two, DIV(MUL(x.r, NUMBER(4.0)), ADD(u, DIV(one, u))));
    const dual both = MUL(MUL(MUL(SQUARE(x.r), two), q1), q2);
    *y = in_both(cells, &x);
    const dual of_square = MUL(MUL(SQUARE(*y), NUMBER(0.125)), ADD(ADD(SQUARE(q1), SQUARE(q2)), both));
    *v = DIV(ADD(square, of_square), size_of(cells, x.n));
    return true;
}

/* ---- ratios ----------------------------------------------------------------------------------------------------------- */

static void ratio_of_means(const struct tsq__cells *cells, const struct paired *x, dual *y, dual *v)
{
    const dual cv1 = DIV(x->sd1, x->m1), cv2 = DIV(x->sd2, x->m2), half = NUMBER(0.5), one = NUMBER(1.0);
    const dual q = DIV(x->m1, x->m2), v1 = DIV(SQUARE(cv1), x->n), v2 = DIV(SQUARE(cv2), x->n);
    *y = LOG(q);
    *v = DIV(SQUARE(tsq__dual_sd_of_change(cv1, cv2, x->r)), x->n);
    if (cells->sheet->report->options.effect.rom_correct) {
        *y = ADD(*y, MUL(SUB(v1, v2), half));
    }
    if (tsq__cells_vtype(cells, "LS2")) {
        const dual squares = SQUARE(q), both = MUL(MUL(SQUARE(x->r), MUL(v1, v2)), ADD(squares, DIV(one, squares)));
        *v = ADD(*v, MUL(ADD(ADD(SQUARE(v1), SQUARE(v2)), both), half));
    }
}

static void ratio_of_sds(const struct tsq__cells *cells, const struct paired *x, dual *y, dual *v)
{
    const dual one = NUMBER(1.0), m = SUB(x->n, one), p = DIV(x->sd1, x->sd2), r2 = SQUARE(x->r);
    *y = LOG(p);
    *v = DIV(SUB(one, r2), m);
    if (tsq__cells_vtype(cells, "LS2")) {
        const dual fourth = SQUARE(SQUARE(p));
        const dual more = MUL(MUL(SQUARE(r2), NUMBER(0.5)), ADD(fourth, DIV(one, fourth)));
        *v = ADD(*v, DIV(ADD(one, more), SQUARE(m)));
    }
}

bool tsq__enclose_romc(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct paired x;
    const bool taken = take(cells, true, true, &x);
    if (taken) {
        ratio_of_means(cells, &x, y, v);
    }
    return taken;
}

bool tsq__enclose_vrc(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct paired x;
    const bool taken = take(cells, false, true, &x);
    if (taken) {
        ratio_of_sds(cells, &x, y, v);
    }
    return taken;
}

bool tsq__enclose_cvrc(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct paired x;
    dual of_means[2];
    if (!take(cells, true, true, &x)) {
        return false;
    }
    ratio_of_sds(cells, &x, y, v);
    ratio_of_means(cells, &x, &of_means[0], &of_means[1]);
    *y = SUB(*y, of_means[0]);
    *v = ADD(*v, of_means[1]);
    return true;
}
