/* Variability of two groups, and means and SDs of one, over ranges of their cells. Formulas and sources: variability.c, mn.c
 * and single.c of engine/effect. */
#include "verify/dual_words.h"
#include "verify/rounding_measures.h"

/* 1/(2(n-1)), by which the log of an SD is corrected, and which is its variance. */
static dual log_sd(dual n)
{
    return DIV(NUMBER(0.5), SUB(n, NUMBER(1.0)));
}

static dual correction(const struct tsq__cells *cells, dual n)
{
    return cells->sheet->report->options.effect.bias == TSQ_BIAS_NONE ? NUMBER(0.0) : log_sd(n);
}

/* Whose final values are compared, whatever else is reported. */
static bool take_arms(struct tsq__cells *cells, struct tsq__dual_arm arm[2])
{
    return cells->effect->compared != TSQ_COMPARED_CHANGE && tsq__cells_arms(cells, arm);
}

static void compare_sds(const struct tsq__cells *cells, const struct tsq__dual_arm arm[2], dual *y, dual *v)
{
    const dual one = NUMBER(1.0);
    *y = ADD(LOG(DIV(arm[0].sd, arm[1].sd)), SUB(correction(cells, arm[0].n), correction(cells, arm[1].n)));
    *v = ADD(log_sd(arm[0].n), log_sd(arm[1].n));
    if (tsq__cells_vtype(cells, "LS2")) {
        const dual first = DIV(arm[0].n, SQUARE(SUB(arm[0].n, one))),
                   second = DIV(arm[1].n, SQUARE(SUB(arm[1].n, one)));
        *v = MUL(ADD(first, second), NUMBER(0.5));
    }
}

/* The SDs of two groups without their means. */
static bool take_sds(struct tsq__cells *cells, struct tsq__dual_arm arm[2])
{
    const bool taken = tsq__cells_take(cells, "n1i", &arm[0].n) && tsq__cells_take(cells, "n2i", &arm[1].n) &&
                       tsq__cells_take(cells, "sd1i", &arm[0].sd) && tsq__cells_take(cells, "sd2i", &arm[1].sd) &&
                       cells->contrasts == 1.0 && !tsq__cells_next_row(cells, 1);
    (void)tsq__cells_next_row(cells, 0);
    if (taken) {
        struct tsq__dual *const sizes[] = {&arm[0].n, &arm[1].n};
        tsq__cells_divide(cells, sizes, 2);
    }
    return taken;
}

bool tsq__enclose_vr(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct tsq__dual_arm arm[2];
    if (!take_sds(cells, arm) && !take_arms(cells, arm)) {
        return false;
    }
    compare_sds(cells, arm, y, v);
    return true;
}

bool tsq__enclose_cvr(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct tsq__dual_arm arm[2];
    dual part[2];
    if (!take_arms(cells, arm)) {
        return false;
    }
    compare_sds(cells, arm, y, v);
    for (int i = 0; i < 2; i++) {
        part[i] = DIV(SQUARE(DIV(arm[i].sd, arm[i].mean)), arm[i].n);
    }
    *y = SUB(*y, LOG(DIV(arm[0].mean, arm[1].mean)));
    if (cells->sheet->report->options.effect.rom_correct) {
        *y = SUB(*y, MUL(SUB(part[0], part[1]), NUMBER(0.5)));
    }
    *v = ADD(*v, ADD(part[0], part[1]));
    if (tsq__cells_vtype(cells, "LS2")) {
        *v = ADD(*v, MUL(ADD(SQUARE(part[0]), SQUARE(part[1])), NUMBER(0.5)));
    }
    return true;
}

/* ---- single groups ----------------------------------------------------------------------------------------------------- */

struct group {
    dual mean, sd, n;
};

static bool take_group(struct tsq__cells *cells, bool needs_mean, struct group *out)
{
    return (!needs_mean || tsq__cells_take(cells, "mi", &out->mean)) && tsq__cells_take(cells, "sdi", &out->sd) &&
           tsq__cells_take(cells, "ni", &out->n);
}

bool tsq__enclose_mn(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct group x;
    if (!take_group(cells, true, &x)) {
        return false;
    }
    *y = x.mean;
    *v = DIV(SQUARE(x.sd), x.n);
    return true;
}

bool tsq__enclose_smn(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct group x;
    if (!take_group(cells, true, &x)) {
        return false;
    }
    const dual one = NUMBER(1.0), unit = DIV(one, x.n);
    const struct tsq__dual_standardised in = {
        .d = DIV(x.mean, x.sd), .m = SUB(x.n, one), .n = x.n, .unit = unit, .unit_unbiased = unit};
    return tsq__dual_standardise(cells, &in, y, v);
}

bool tsq__enclose_mnln(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct group x;
    if (!take_group(cells, true, &x)) {
        return false;
    }
    *y = LOG(x.mean);
    *v = DIV(SQUARE(DIV(x.sd, x.mean)), x.n);
    return true;
}

bool tsq__enclose_sdln(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct group x;
    if (!take_group(cells, false, &x)) {
        return false;
    }
    *y = ADD(LOG(x.sd), correction(cells, x.n));
    *v = log_sd(x.n);
    return true;
}

bool tsq__enclose_cvln(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct group x;
    if (!take_group(cells, true, &x)) {
        return false;
    }
    const dual ratio = DIV(x.sd, x.mean);
    *y = ADD(LOG(ratio), correction(cells, x.n));
    *v = ADD(log_sd(x.n), DIV(SQUARE(ratio), x.n));
    return true;
}
