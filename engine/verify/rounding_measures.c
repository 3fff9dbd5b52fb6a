/* Effect measures over ranges of their cells. The formulas and their sources are those of engine/effect; a row whose effect
 * is derived in another way than here is found out, because its effect is then another number. */
#include "verify/rounding_arms.h"

#include "effect/hedges.h"
#include "effect/row.h"
#include "num/dist.h"

#include <string.h>

typedef struct tsq__dual dual;

#define ADD tsq__dual_add
#define SUB tsq__dual_subtract
#define MUL tsq__dual_multiply
#define DIV tsq__dual_divide
#define SQUARE tsq__dual_square

static dual number(double x)
{
    return tsq__dual_constant(tsq__range_point(x));
}

static dual inverse(dual a)
{
    return DIV(number(1.0), a);
}

static const tsq_effect_options *options_of(const struct tsq__cells *cells)
{
    return &cells->sheet->report->options.effect;
}

static bool has_vtype(const struct tsq__cells *cells, const char *vtype)
{
    const char *given = options_of(cells)->vtype;
    return given != NULL && strcmp(given, vtype) == 0;
}

/* ---- as reported --------------------------------------------------------------------------------------------------- */

static bool gen(struct tsq__cells *cells, dual *y, dual *v)
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

static bool hr(struct tsq__cells *cells, dual *y, dual *v)
{
    dual ratio, lb, ub;
    if (!tsq__cells_take(cells, "hr_lb", &lb) || !tsq__cells_take(cells, "hr_ub", &ub)) {
        return false;
    }
    lb = tsq__dual_log(lb);
    ub = tsq__dual_log(ub);
    const double twice = 2.0 * tsq__normal_upper(0.5 * (1.0 - 0.95));
    *v = SQUARE(tsq__dual_scale(SUB(ub, lb), 1.0 / twice));
    *y = tsq__cells_take(cells, "hr", &ratio) ? tsq__dual_log(ratio) : MUL(ADD(lb, ub), number(0.5));
    return true;
}

/* ---- means of two groups --------------------------------------------------------------------------------------------- */

static dual pooled_variance(const struct tsq__dual_arm arm[2])
{
    const dual one = number(1.0);
    const dual sum = ADD(MUL(SUB(arm[0].n, one), SQUARE(arm[0].sd)), MUL(SUB(arm[1].n, one), SQUARE(arm[1].sd)));
    return DIV(sum, SUB(ADD(arm[0].n, arm[1].n), number(2.0)));
}

static bool md(struct tsq__cells *cells, dual *y, dual *v)
{
    struct tsq__dual_arm arm[2];
    if (!tsq__cells_arms(cells, arm)) {
        return false;
    }
    *y = SUB(arm[0].mean, arm[1].mean);
    *v = ADD(DIV(SQUARE(arm[0].sd), arm[0].n), DIV(SQUARE(arm[1].sd), arm[1].n));
    if (has_vtype(cells, "HO")) {
        *v = MUL(pooled_variance(arm), ADD(inverse(arm[0].n), inverse(arm[1].n)));
    }
    return true;
}

/* Its correction needs exact sizes. */
static bool smd(struct tsq__cells *cells, dual *y, dual *v)
{
    struct tsq__dual_arm arm[2];
    double n1, n2;
    if (!tsq__cells_arms(cells, arm) || !tsq__dual_exact(&arm[0].n, &n1) || !tsq__dual_exact(&arm[1].n, &n2)) {
        return false;
    }
    const tsq_bias_correction bias = options_of(cells)->bias;
    const double n = n1 + n2, m = n - 2.0;
    if (!tsq__hedges_defined(m, bias)) {
        return false;
    }
    const double factor = tsq__hedges_factor(m, bias);
    const dual unit = ADD(inverse(arm[0].n), inverse(arm[1].n));
    const dual d = DIV(SUB(arm[0].mean, arm[1].mean), tsq__dual_sqrt(pooled_variance(arm)));
    *y = tsq__dual_scale(d, factor);
    if (has_vtype(cells, "LS2")) {
        *v = tsq__dual_scale(ADD(unit, DIV(SQUARE(d), number(2.0 * n))), factor * factor);
    } else if (has_vtype(cells, "UB")) {
        *v = ADD(unit, tsq__dual_scale(SQUARE(*y), tsq__hedges_k(m, bias)));
    } else {
        const double size = has_vtype(cells, "RV") ? 2.0 * (n - 3.94) : 2.0 * n;
        *v = ADD(unit, tsq__dual_scale(SQUARE(*y), 1.0 / size));
    }
    return true;
}

static bool rom(struct tsq__cells *cells, dual *y, dual *v)
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
    *y = tsq__dual_log(ratio);
    if (options_of(cells)->rom_correct) {
        *y = ADD(*y, MUL(SUB(part[0], part[1]), number(0.5)));
    }
    if (has_vtype(cells, "LS2")) {
        *v = ADD(*v, MUL(ADD(SQUARE(part[0]), SQUARE(part[1])), number(0.5)));
    } else if (has_vtype(cells, "HO")) {
        const dual s2 = pooled_variance(arm);
        *v = ADD(DIV(s2, MUL(arm[0].n, SQUARE(arm[0].mean))), DIV(s2, MUL(arm[1].n, SQUARE(arm[1].mean))));
    }
    return true;
}

/* ---- single groups ----------------------------------------------------------------------------------------------------- */

static bool mn(struct tsq__cells *cells, dual *y, dual *v)
{
    dual sd, n;
    if (!tsq__cells_take(cells, "mi", y) || !tsq__cells_take(cells, "sdi", &sd) || !tsq__cells_take(cells, "ni", &n)) {
        return false;
    }
    *v = DIV(SQUARE(sd), n);
    return true;
}

static bool mnln(struct tsq__cells *cells, dual *y, dual *v)
{
    dual mean;
    if (!mn(cells, &mean, v)) {
        return false;
    }
    *y = tsq__dual_log(mean);
    *v = DIV(*v, SQUARE(mean));
    return true;
}

static bool mc(struct tsq__cells *cells, dual *y, dual *v)
{
    dual m1, m2, sd1, sd2, r, n;
    if (!tsq__cells_take(cells, "m1i", &m1) || !tsq__cells_take(cells, "m2i", &m2) ||
        !tsq__cells_take(cells, "sd1i", &sd1) || !tsq__cells_take(cells, "sd2i", &sd2) ||
        !tsq__cells_take(cells, "ni", &n)) {
        return false;
    }
    if (!tsq__cells_take(cells, "ri", &r)) {
        r = number(options_of(cells)->corr);
    }
    *y = SUB(m1, m2);
    *v = DIV(SQUARE(tsq__dual_sd_of_change(sd2, sd1, r)), n);
    return !isnan(r.x.lb);
}

static bool cor(struct tsq__cells *cells, dual *y, dual *v)
{
    dual n;
    const dual one = number(1.0);
    if (!tsq__cells_take(cells, "ri", y) || !tsq__cells_take(cells, "ni", &n)) {
        return false;
    }
    *v = DIV(SQUARE(SUB(one, SQUARE(*y))), SUB(n, one));
    return true;
}

static bool zcor(struct tsq__cells *cells, dual *y, dual *v)
{
    dual r, n;
    const dual one = number(1.0);
    if (!tsq__cells_take(cells, "ri", &r) || !tsq__cells_take(cells, "ni", &n)) {
        return false;
    }
    *y = MUL(SUB(tsq__dual_log(ADD(one, r)), tsq__dual_log(SUB(one, r))), number(0.5));
    *v = inverse(SUB(n, number(3.0)));
    return true;
}

/* ------------------------------------------------------------------------------------------------------------------------- */

#define ARMS "n1i m1i sd1i n2i m2i sd2i " TSQ__CONVERTED
#define ARMS_AND_CHANGES ARMS " m1i0 sd1i0 mc1i sdc1i r1i m2i0 sd2i0 mc2i sdc2i r2i"
#define TABLE "ai bi n1i ci di n2i pct1i pct2i risk1i risk2i"

static const struct tsq__enclosure enclosures[] = {
    {"GEN", "", "yi vi sei", gen},
    {"HD", "", "yi vi sei", gen},
    {"HR", "", "hr hr_lb hr_ub", hr},
    {"MD", "LS UB HO", ARMS_AND_CHANGES, md},
    {"SMD", "LS LS2 UB RV", ARMS_AND_CHANGES, smd},
    {"ROM", "LS LS2 HO", ARMS, rom},
    {"MN", "LS", "mi sdi ni", mn},
    {"MNLN", "LS", "mi sdi ni", mnln},
    {"MC", "", "m1i sd1i m2i sd2i ni ri", mc},
    {"COR", "LS", "ri ni", cor},
    {"ZCOR", "", "ri ni", zcor},
    {"OR", "LS H0", TABLE, tsq__enclose_odds_ratio},
    {"RR", "LS H0", TABLE, tsq__enclose_risk_ratio},
    {"RD", "LS UB H0", TABLE, tsq__enclose_risk_difference},
    {"PETO", "", TABLE, tsq__enclose_peto},
    {"IRR", "", "x1i t1i x2i t2i", tsq__enclose_rate_ratio},
    {"IRD", "", "x1i t1i x2i t2i", tsq__enclose_rate_difference},
};

const struct tsq__enclosure *tsq__enclosure_at(size_t i)
{
    return i < sizeof enclosures / sizeof enclosures[0] ? &enclosures[i] : NULL;
}

const struct tsq__enclosure *tsq__enclosure_of(const char *measure)
{
    for (size_t i = 0; tsq__enclosure_at(i) != NULL; i++) {
        if (strcmp(enclosures[i].measure, measure) == 0) {
            return &enclosures[i];
        }
    }
    return NULL;
}
