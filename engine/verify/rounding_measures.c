/* Effect measures over ranges of their cells. The formulas and their sources are those of engine/effect; a row whose effect
 * is derived in another way than here is found out, because its effect is then another number. */
#include "verify/rounding_measures.h"
#include "verify/dual_words.h"

#include "num/dist.h"

static dual inverse(dual a)
{
    return DIV(NUMBER(1.0), a);
}

static const tsq_effect_options *options_of(const struct tsq__cells *cells)
{
    return &cells->sheet->report->options.effect;
}

/* ---- as reported --------------------------------------------------------------------------------------------------- */

bool tsq__enclose_gen(struct tsq__cells *cells, dual *y, dual *v)
{
    dual se;
    if (!tsq__cells_take(cells, "yi", y)) {
        return false;
    }
    if (tsq__cells_take(cells, "vi", v)) {
        return true;
    }
    const bool found = tsq__cells_take(cells, "sei", &se);
    *v = SQUARE(se);
    return found;
}

bool tsq__enclose_hr(struct tsq__cells *cells, dual *y, dual *v)
{
    dual ratio, lb, ub;
    if (!tsq__cells_take(cells, "hr_lb", &lb) || !tsq__cells_take(cells, "hr_ub", &ub)) {
        return false;
    }
    lb = LOG(lb);
    ub = LOG(ub);
    const double twice = 2.0 * tsq__normal_upper(0.5 * (1.0 - 0.95));
    *v = SQUARE(tsq__dual_scale(SUB(ub, lb), 1.0 / twice));
    *y = tsq__cells_take(cells, "hr", &ratio) ? LOG(ratio) : MUL(ADD(lb, ub), NUMBER(0.5));
    return true;
}

/* ---- means of two groups --------------------------------------------------------------------------------------------- */

bool tsq__enclose_md(struct tsq__cells *cells, dual *y, dual *v)
{
    struct tsq__dual_arm arm[2];
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    *y = SUB(arm[0].mean, arm[1].mean);
    *v = ADD(DIV(SQUARE(arm[0].sd), arm[0].n), DIV(SQUARE(arm[1].sd), arm[1].n));
    if (tsq__cells_vtype(cells, "HO")) {
        *v = MUL(tsq__dual_pooled_variance(arm), ADD(inverse(arm[0].n), inverse(arm[1].n)));
    }
    return true;
}

bool tsq__enclose_rom(struct tsq__cells *cells, dual *y, dual *v)
{
    struct tsq__dual_arm arm[2];
    dual part[2];
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    const dual ratio = DIV(arm[0].mean, arm[1].mean);
    for (int i = 0; i < 2; i++) {
        part[i] = DIV(SQUARE(DIV(arm[i].sd, arm[i].mean)), arm[i].n);
    }
    *v = ADD(part[0], part[1]);
    *y = LOG(ratio);
    if (options_of(cells)->rom_correct) {
        *y = ADD(*y, MUL(SUB(part[0], part[1]), NUMBER(0.5)));
    }
    if (tsq__cells_vtype(cells, "LS2")) {
        *v = ADD(*v, MUL(ADD(SQUARE(part[0]), SQUARE(part[1])), NUMBER(0.5)));
    } else if (tsq__cells_vtype(cells, "HO")) {
        const dual s2 = tsq__dual_pooled_variance(arm);
        *v = ADD(DIV(s2, MUL(arm[0].n, SQUARE(arm[0].mean))), DIV(s2, MUL(arm[1].n, SQUARE(arm[1].mean))));
    }
    return true;
}

/* ---- correlations ---------------------------------------------------------------------------------------------------- */

bool tsq__enclose_cor(struct tsq__cells *cells, dual *y, dual *v)
{
    dual n;
    const dual one = NUMBER(1.0);
    if (!tsq__cells_take(cells, "ri", y) || !tsq__cells_take(cells, "ni", &n)) {
        return false;
    }
    const dual rest = SUB(one, SQUARE(*y));
    if (tsq__cells_vtype(cells, "H0b")) {
        *v = inverse(n);
    } else {
        const bool null = tsq__cells_vtype(cells, "H0") || tsq__cells_vtype(cells, "H0a");
        *v = null ? DIV(rest, SUB(n, NUMBER(2.0))) : DIV(SQUARE(rest), SUB(n, one));
    }
    return true;
}

bool tsq__enclose_zcor(struct tsq__cells *cells, dual *y, dual *v)
{
    dual r, n;
    const dual one = NUMBER(1.0);
    if (!tsq__cells_take(cells, "ri", &r) || !tsq__cells_take(cells, "ni", &n)) {
        return false;
    }
    *y = MUL(SUB(LOG(ADD(one, r)), LOG(SUB(one, r))), NUMBER(0.5));
    *v = inverse(SUB(n, NUMBER(3.0)));
    return true;
}
