/* Standardised differences of two groups over ranges of their cells. Formulas and sources: hedges.c, smd.c, smdh.c, smd1.c
 * and d2or.c of engine/effect. */
#include "verify/dual_words.h"
#include "verify/rounding_measures.h"

#include "effect/hedges.h"

static tsq_bias_correction bias_of(const struct tsq__cells *cells)
{
    return cells->sheet->report->options.effect.bias;
}

/* w1 sd1^2 + w2 sd2^2 with w1 = 1/(1 + (n2-1)/(n1-1)): so written each size comes once in a weight. */
struct tsq__dual tsq__dual_pooled_variance(const struct tsq__dual_arm arm[2])
{
    const dual one = NUMBER(1.0), ratio = DIV(SUB(arm[1].n, one), SUB(arm[0].n, one));
    const dual w1 = DIV(one, ADD(one, ratio)), w2 = DIV(one, ADD(one, DIV(one, ratio)));
    return ADD(MUL(w1, SQUARE(arm[0].sd)), MUL(w2, SQUARE(arm[1].sd)));
}

bool tsq__dual_standardise(const struct tsq__cells *cells, const struct tsq__dual_standardised *in, struct tsq__dual *y,
                           struct tsq__dual *v)
{
    const dual factor = tsq__dual_hedges(in->m, bias_of(cells)), square = SQUARE(factor), g = MUL(factor, in->d);
    double m;
    *y = g;
    if (tsq__cells_vtype(cells, "LS2")) {
        *v = MUL(square, ADD(in->unit, DIV(SQUARE(in->d), MUL(in->n, NUMBER(2.0)))));
    } else if (tsq__cells_vtype(cells, "UB")) {
        if (!tsq__dual_exact(&in->m, &m)) {
            return false;
        }
        *v = ADD(in->unit_unbiased, tsq__dual_scale(SQUARE(g), tsq__hedges_k(m, bias_of(cells))));
    } else if (tsq__cells_vtype(cells, "H0")) {
        *v = MUL(MUL(square, in->unit_unbiased), DIV(in->m, SUB(in->m, NUMBER(2.0))));
    } else {
        const dual n = tsq__cells_vtype(cells, "RV") ? SUB(in->n, NUMBER(3.94)) : in->n;
        *v = ADD(in->unit, DIV(SQUARE(g), MUL(n, NUMBER(2.0))));
    }
    return true;
}

static dual unit_of(const struct tsq__dual_arm arm[2])
{
    const dual one = NUMBER(1.0);
    return ADD(DIV(one, arm[0].n), DIV(one, arm[1].n));
}

bool tsq__enclose_smd(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct tsq__dual_arm arm[2];
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    const dual n = ADD(arm[0].n, arm[1].n);
    const struct tsq__dual_standardised in = {
        .d = DIV(SUB(arm[0].mean, arm[1].mean), ROOT(tsq__dual_pooled_variance(arm))),
        .m = SUB(n, NUMBER(2.0)),
        .n = n,
        .unit = unit_of(arm),
        .unit_unbiased = unit_of(arm)};
    return tsq__dual_standardise(cells, &in, y, v);
}

bool tsq__enclose_smd1(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct tsq__dual_arm arm[2];
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    const struct tsq__dual_standardised in = {.d = DIV(SUB(arm[0].mean, arm[1].mean), arm[1].sd),
                                              .m = SUB(arm[1].n, NUMBER(1.0)),
                                              .n = arm[1].n,
                                              .unit = unit_of(arm),
                                              .unit_unbiased = unit_of(arm)};
    return tsq__dual_standardise(cells, &in, y, v);
}

bool tsq__enclose_smd1h(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct tsq__dual_arm arm[2];
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    const dual one = NUMBER(1.0), m1 = SUB(arm[0].n, one), m2 = SUB(arm[1].n, one);
    *y = MUL(tsq__dual_hedges(m2, bias_of(cells)), DIV(SUB(arm[0].mean, arm[1].mean), arm[1].sd));
    *v = ADD(ADD(DIV(SQUARE(DIV(arm[0].sd, arm[1].sd)), m1), DIV(one, m2)), DIV(SQUARE(*y), MUL(m2, NUMBER(2.0))));
    return true;
}

/* The share of either variance in their mean, q1 = 2/(1 + sd2^2/sd1^2): so written each SD comes once. */
static void shares(const struct tsq__dual_arm arm[2], dual q[2])
{
    const dual one = NUMBER(1.0), two = NUMBER(2.0);
    q[0] = DIV(two, ADD(one, SQUARE(DIV(arm[1].sd, arm[0].sd))));
    q[1] = DIV(two, ADD(one, SQUARE(DIV(arm[0].sd, arm[1].sd))));
}

bool tsq__enclose_smdh(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct tsq__dual_arm arm[2];
    dual q[2];
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    const dual m = SUB(ADD(arm[0].n, arm[1].n), NUMBER(2.0));
    const dual s2 = MUL(ADD(SQUARE(arm[0].sd), SQUARE(arm[1].sd)), NUMBER(0.5));
    const dual of_sd = NUMBER(tsq__cells_vtype(cells, "LS2") ? 0.0 : 1.0);
    const dual of_mean = NUMBER(tsq__cells_vtype(cells, "LS2") || tsq__cells_vtype(cells, "LS3") ? 0.0 : 1.0);
    shares(arm, q);
    *y = MUL(tsq__dual_hedges(m, bias_of(cells)), DIV(SUB(arm[0].mean, arm[1].mean), ROOT(s2)));
    dual of_squares = NUMBER(0.0), of_means = NUMBER(0.0);
    for (int i = 0; i < 2; i++) {
        of_squares = ADD(of_squares, DIV(SQUARE(q[i]), SUB(arm[i].n, of_sd)));
        of_means = ADD(of_means, DIV(q[i], SUB(arm[i].n, of_mean)));
    }
    *v = ADD(MUL(MUL(SQUARE(*y), NUMBER(0.125)), of_squares), of_means);
    return true;
}

void tsq__dual_odds_ratio(const struct tsq__dual_standardised *in, bool normal, struct tsq__dual *y,
                          struct tsq__dual *v)
{
    const double factor = normal ? 1.65 : 1.8137993642342178506; /* pi/sqrt(3) */
    *y = tsq__dual_scale(in->d, factor);
    *v = tsq__dual_scale(ADD(in->unit, DIV(SQUARE(in->d), MUL(in->n, NUMBER(2.0)))), factor * factor);
}

static bool odds_ratio(struct tsq__cells *cells, bool normal, dual *y, dual *v)
{
    struct tsq__dual_arm arm[2];
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    const struct tsq__dual_standardised in = {
        .d = DIV(SUB(arm[0].mean, arm[1].mean), ROOT(tsq__dual_pooled_variance(arm))),
        .n = ADD(arm[0].n, arm[1].n),
        .unit = unit_of(arm)};
    tsq__dual_odds_ratio(&in, normal, y, v);
    return true;
}

bool tsq__enclose_d2orn(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    return odds_ratio(cells, true, y, v);
}

bool tsq__enclose_d2orl(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    return odds_ratio(cells, false, y, v);
}
