/* What contrasts share through one control, over ranges of their cells: the standard errors that the control gives, whose
 * products are the covariances. Formulas and sources: engine/effect/covariance.h, covariance_means.c,
 * covariance_standardised.c and covariance_counts.c. */
#include "verify/dual_words.h"
#include "verify/rounding_counts.h"
#include "verify/rounding_joint.h"
#include "verify/rounding_measures.h"

#include <string.h>

/* ---- means ------------------------------------------------------------------------------------------------------------ */

static bool share_md(struct tsq__cells *cells, const dual *y, dual root[2])
{
    struct tsq__dual_arm arm[2];
    (void)y;
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    const dual sd = tsq__cells_vtype(cells, "HO") ? ROOT(tsq__dual_pooled_variance(arm)) : arm[1].sd;
    root[0] = DIV(sd, ROOT(arm[1].n));
    return true;
}

/* sd2/(m2 sqrt n2); LS2: v + v^2/2 is its square. */
static dual of_ratio(const struct tsq__cells *cells, const struct tsq__dual_arm arm[2])
{
    const bool alike = tsq__cells_vtype(cells, "HO");
    const dual cv = DIV(alike ? ROOT(tsq__dual_pooled_variance(arm)) : arm[1].sd, arm[1].mean);
    const dual root = DIV(cv, ROOT(arm[1].n));
    return tsq__cells_vtype(cells, "LS2") ? MUL(root, ROOT(ADD(NUMBER(1.0), MUL(SQUARE(root), NUMBER(0.5))))) : root;
}

static bool share_rom(struct tsq__cells *cells, const dual *y, dual root[2])
{
    struct tsq__dual_arm arm[2];
    const bool taken = tsq__cells_arms(cells, arm);
    (void)y;
    root[0] = taken ? of_ratio(cells, arm) : root[0];
    return taken;
}

static dual of_variability(const struct tsq__cells *cells, dual n)
{
    const dual m = SUB(n, NUMBER(1.0));
    return tsq__cells_vtype(cells, "LS2") ? DIV(ROOT(MUL(n, NUMBER(0.5))), m) : ROOT(DIV(NUMBER(0.5), m));
}

static bool share_vr(struct tsq__cells *cells, const dual *y, dual root[2])
{
    dual n;
    const bool taken = tsq__cells_take(cells, "n2i", &n);
    (void)y;
    root[0] = taken ? of_variability(cells, n) : root[0];
    return taken;
}

static bool share_cvr(struct tsq__cells *cells, const dual *y, dual root[2])
{
    struct tsq__dual_arm arm[2];
    (void)y;
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    root[0] = of_variability(cells, arm[1].n);
    root[1] = of_ratio(cells, arm);
    return true;
}

/* ---- standardised differences ------------------------------------------------------------------------------------------ */

/* Of an effect with m degrees of freedom and `of_sd` g^2 for the control's SD. */
static void share_common(const struct tsq__cells *cells, const dual *y, dual n2, dual m, dual of_sd, dual root[2])
{
    const dual j = tsq__dual_hedges(m, cells->sheet->report->options.effect.bias), one = NUMBER(1.0);
    if (tsq__cells_vtype(cells, "H0")) {
        root[0] = MUL(j, ROOT(DIV(DIV(m, SUB(m, NUMBER(2.0))), n2)));
        return;
    }
    root[0] = DIV(tsq__cells_vtype(cells, "LS2") ? j : one, ROOT(n2));
    root[1] = MUL(*y, of_sd);
}

/* The root of (n2-1)/(2 m^2). */
static dual of_pooled(dual n2, dual m)
{
    return DIV(ROOT(MUL(SUB(n2, NUMBER(1.0)), NUMBER(0.5))), m);
}

static bool share_smd(struct tsq__cells *cells, const dual *y, dual root[2])
{
    struct tsq__dual_arm arm[2];
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    const dual m = SUB(ADD(arm[0].n, arm[1].n), NUMBER(2.0));
    share_common(cells, y, arm[1].n, m, of_pooled(arm[1].n, m), root);
    return true;
}

static bool share_smd1(struct tsq__cells *cells, const dual *y, dual root[2])
{
    struct tsq__dual_arm arm[2];
    if (!tsq__cells_arms(cells, arm) || tsq__cells_vtype(cells, "UB")) {
        return false;
    }
    const dual m = SUB(arm[1].n, NUMBER(1.0));
    share_common(cells, y, arm[1].n, m, ROOT(DIV(NUMBER(0.5), arm[1].n)), root);
    return true;
}

static bool share_smd1h(struct tsq__cells *cells, const dual *y, dual root[2])
{
    dual n;
    if (!tsq__cells_take(cells, "n2i", &n)) {
        return false;
    }
    root[0] = DIV(NUMBER(1.0), ROOT(SUB(n, NUMBER(1.0))));
    root[1] = MUL(MUL(*y, root[0]), ROOT(NUMBER(0.5)));
    return true;
}

static bool share_smdh(struct tsq__cells *cells, const dual *y, dual root[2])
{
    struct tsq__dual_arm arm[2];
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    const bool second = tsq__cells_vtype(cells, "LS2"), third = tsq__cells_vtype(cells, "LS3");
    const dual q = DIV(NUMBER(2.0), ADD(NUMBER(1.0), SQUARE(DIV(arm[0].sd, arm[1].sd))));
    root[0] = ROOT(DIV(q, SUB(arm[1].n, NUMBER(second || third ? 0.0 : 1.0))));
    root[1] = DIV(MUL(*y, q), ROOT(MUL(SUB(arm[1].n, NUMBER(second ? 0.0 : 1.0)), NUMBER(8.0))));
    return true;
}

static bool share_odds(struct tsq__cells *cells, const dual *y, double factor, dual root[2])
{
    dual n1, n2;
    if (!tsq__cells_take(cells, "n1i", &n1) || !tsq__cells_take(cells, "n2i", &n2)) {
        return false;
    }
    root[0] = tsq__dual_scale(DIV(NUMBER(1.0), ROOT(n2)), factor);
    root[1] = MUL(*y, of_pooled(n2, SUB(ADD(n1, n2), NUMBER(2.0))));
    return true;
}

static bool share_normal(struct tsq__cells *cells, const dual *y, dual root[2])
{
    return share_odds(cells, y, 1.65, root);
}

static bool share_logistic(struct tsq__cells *cells, const dual *y, dual root[2])
{
    return share_odds(cells, y, 1.8137993642342178506, root); /* pi/sqrt(3) */
}

/* ---- counts ----------------------------------------------------------------------------------------------------------- */

/* The table as reported, and corrected. */
static bool take_tables(struct tsq__cells *cells, struct tsq__dual_table *raw, struct tsq__dual_table *t,
                        struct tsq__correction *by)
{
    if (!tsq__cells_table(cells, raw) || !tsq__dual_correction(cells, raw, false, 0.5, by)) {
        return false;
    }
    *t = *raw;
    tsq__dual_correct(by, false, t);
    return true;
}

static bool share_or(struct tsq__cells *cells, const dual *y, dual root[2])
{
    (void)y;
    struct tsq__dual_table raw, t;
    struct tsq__correction by;
    if (!take_tables(cells, &raw, &t, &by)) {
        return false;
    }
    const dual one = NUMBER(1.0);
    root[0] = ROOT(tsq__cells_vtype(cells, "H0") ? DIV(one, MUL(t.n2, tsq__dual_common_share(&t)))
                                                 : ADD(DIV(one, t.c), DIV(one, t.d)));
    return true;
}

static bool share_rr(struct tsq__cells *cells, const dual *y, dual root[2])
{
    (void)y;
    struct tsq__dual_table raw, t;
    struct tsq__correction by;
    if (!take_tables(cells, &raw, &t, &by) ||
        (by.adds && cells->sheet->report->options.effect.zero_rule == TSQ_ZERO_META)) {
        return false;
    }
    root[0] =
        ROOT(tsq__cells_vtype(cells, "H0") ? DIV(DIV(ADD(t.b, t.d), ADD(t.a, t.c)), t.n2) : DIV(t.d, MUL(t.c, t.n2)));
    return true;
}

static bool share_rd(struct tsq__cells *cells, const dual *y, dual root[2])
{
    (void)y;
    struct tsq__dual_table raw, t;
    struct tsq__correction by;
    if (!take_tables(cells, &raw, &t, &by)) {
        return false;
    }
    const dual own = MUL(DIV(t.c, t.n2), DIV(t.d, t.n2));
    root[0] =
        ROOT(tsq__cells_vtype(cells, "H0") ? DIV(tsq__dual_common_share(&t), t.n2)
                                           : DIV(own, SUB(t.n2, NUMBER(tsq__cells_vtype(cells, "UB") ? 1.0 : 0.0))));
    return true;
}

static bool take_rates(struct tsq__cells *cells, struct tsq__dual_table *out)
{
    struct tsq__correction by;
    if (!tsq__cells_rates(cells, out) || !tsq__dual_correction(cells, out, true, 0.5, &by)) {
        return false;
    }
    tsq__dual_correct(&by, true, out);
    return true;
}

static bool share_irr(struct tsq__cells *cells, const dual *y, dual root[2])
{
    (void)y;
    struct tsq__dual_table t;
    const bool taken = take_rates(cells, &t);
    root[0] = taken ? ROOT(DIV(NUMBER(1.0), t.c)) : root[0];
    return taken;
}

static bool share_ird(struct tsq__cells *cells, const dual *y, dual root[2])
{
    (void)y;
    struct tsq__dual_table t;
    const bool taken = take_rates(cells, &t);
    root[0] = taken ? DIV(ROOT(t.c), t.n2) : root[0];
    return taken;
}

/* ----------------------------------------------------------------------------------------------------------------------- */

bool tsq__cells_share(const char *measure, struct tsq__cells *cells, const struct tsq__dual *y,
                      struct tsq__dual root[2])
{
    static const struct {
        const char *measure;
        bool (*share)(struct tsq__cells *cells, const dual *y, dual root[2]);
    } shares[] = {{"MD", share_md},        {"ROM", share_rom},        {"VR", share_vr},       {"CVR", share_cvr},
                  {"SMD", share_smd},      {"SMD1", share_smd1},      {"SMD1H", share_smd1h}, {"SMDH", share_smdh},
                  {"D2ORN", share_normal}, {"D2ORL", share_logistic}, {"OR", share_or},       {"RR", share_rr},
                  {"RD", share_rd},        {"IRR", share_irr},        {"IRD", share_ird}};
    root[0] = root[1] = NUMBER(0.0);
    for (size_t i = 0; i < sizeof shares / sizeof shares[0]; i++) {
        if (strcmp(shares[i].measure, measure) == 0) {
            return shares[i].share(cells, y, root);
        }
    }
    return false;
}
