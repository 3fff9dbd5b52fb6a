/* Derivatives of the numbers of a pooled analysis over a box, tau2 following the data: with F(tau2) = 0 its derivative by
 * x is -F_x/F_tau2, and that of f(x, tau2) is f_x + f_tau2 tau2_x. Where tau2 may be cut off at 0, its derivative is
 * anything between that and 0.
 *
 * Source: Moore, Kearfott & Cloud 2009, doi:10.1137/1.9780898717716, chapter 6 (mean value form). */
#include "verify/rounding_ranges.h"

#include <string.h>

#define POINT tsq__range_point
#define ADD tsq__range_add
#define SUB tsq__range_subtract
#define MUL tsq__range_multiply
#define DIV tsq__range_divide
#define SQ tsq__range_square
#define SCALE tsq__range_scale

/* Of what depends on v as on v + tau2: the derivative by tau2 is the sum of those by v. */
static void follow_tau2(struct tsq__slope *of, const struct tsq__slope *tau2, size_t k)
{
    tsq__range by_tau2 = {0.0, 0.0};
    for (size_t i = 0; i < k; i++) {
        by_tau2 = ADD(by_tau2, of[i].v);
    }
    for (size_t i = 0; i < k; i++) {
        of[i].y = ADD(of[i].y, MUL(by_tau2, tau2[i].y));
        of[i].v = ADD(of[i].v, MUL(by_tau2, tau2[i].v));
    }
}

static bool slope_tau2(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                       struct tsq__bench *bench, struct tsq__slopes *out)
{
    const struct tsq__equation *equation = pooling->equation;
    struct tsq__slope *slope = out->base[TSQ__BY_TAU2];
    memset(slope, 0, box->k * sizeof *slope);
    if (equation == NULL || (tau2.lb == tau2.ub && tau2.ub == 0.0)) {
        return true;
    }
    /* The slots of another base serve as room: they are filled later. */
    tsq__range *by_y = (tsq__range *)out->base[TSQ__BY_MEAN], *by_v = by_y + box->k, by_tau2;
    tsq__box_weigh(box, tau2, &bench->at);
    equation->slopes(box, &bench->at, &bench->room, by_y, by_v, &by_tau2);
    if (!(by_tau2.ub < 0.0)) {
        return false;
    }
    const tsq__range none = {0.0, 0.0};
    for (size_t i = 0; i < box->k; i++) {
        slope[i].y = tsq__range_negate(DIV(by_y[i], by_tau2));
        slope[i].v = tsq__range_negate(DIV(by_v[i], by_tau2));
        if (tau2.lb == 0.0) {
            slope[i].y = tsq__range_hull(slope[i].y, none);
            slope[i].v = tsq__range_hull(slope[i].v, none);
        }
    }
    return true;
}

/* The variance of the mean, factor/S: with the factor q/(k-1), q = sum w r^2, the derivatives 2 w r/((k-1) S) by y and
 * (r^2 - q/S)/((k-1) S) by w. */
static void slope_variance(const struct tsq__pooling *pooling, const struct tsq__box *box,
                           const struct tsq__weighed *at, enum tsq__factor factor, struct tsq__slope *slope)
{
    const tsq__range q = tsq__box_squares(box, at->w), s2w = DIV(q, POINT(pooling->df));
    const tsq__range per = MUL(POINT(pooling->df), at->sum);
    const bool held = factor == TSQ__FACTOR_NONE || (factor == TSQ__FACTOR_S2W_HELD && s2w.ub <= 1.0);
    const bool free = factor == TSQ__FACTOR_S2W || (factor == TSQ__FACTOR_S2W_HELD && s2w.lb >= 1.0);
    for (size_t i = 0; i < box->k; i++) {
        const tsq__range back = tsq__range_negate(SQ(at->w[i]));
        const struct tsq__slope classic = {POINT(0.0), DIV(SQ(at->w[i]), SQ(at->sum))};
        if (held) {
            slope[i] = classic;
            continue;
        }
        slope[i].y = DIV(SCALE(MUL(at->w[i], at->r[i]), 2.0), per);
        slope[i].v = MUL(back, DIV(SUB(SQ(at->r[i]), DIV(q, at->sum)), per));
        if (!free) {
            slope[i].y = tsq__range_hull(slope[i].y, classic.y);
            slope[i].v = tsq__range_hull(slope[i].v, classic.v);
        }
    }
}

static void slope_mean(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__slope *slope)
{
    for (size_t i = 0; i < box->k; i++) {
        slope[i].y = DIV(at->w[i], at->sum);
        slope[i].v = tsq__range_negate(DIV(MUL(SQ(at->w[i]), at->r[i]), at->sum));
    }
}

/* Q at tau2 = 0; and tau2 tr P, for DL as Q - (k-1) where that is positive. */
static void slope_heterogeneity(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                                const struct tsq__weighed *at, struct tsq__slopes *out)
{
    const bool is_dl = pooling->equation != NULL && strcmp(pooling->equation->method, "DL") == 0;
    const tsq__range trace = tsq__box_trace(at), none = {0.0, 0.0};
    for (size_t i = 0; i < box->k; i++) {
        struct tsq__slope *q = &out->base[TSQ__BY_QE][i], *excess = &out->base[TSQ__BY_EXCESS][i];
        const struct tsq__slope *of_tau2 = &out->base[TSQ__BY_TAU2][i];
        q->y = SCALE(MUL(at->w[i], at->r[i]), 2.0);
        q->v = tsq__range_negate(MUL(SQ(at->w[i]), SQ(at->r[i])));
        if (is_dl) {
            *excess = *q;
            excess->y = tau2.lb == 0.0 ? tsq__range_hull(q->y, none) : q->y;
            excess->v = tau2.lb == 0.0 ? tsq__range_hull(q->v, none) : q->v;
        } else {
            excess->y = MUL(trace, of_tau2->y);
            excess->v = ADD(MUL(trace, of_tau2->v), MUL(tau2, tsq__box_trace_slope(at, i)));
        }
    }
}

/* How the derivatives of quantities are made of those of the mean m and its variance V: of sqrt(V) it is half of that of
 * V over sqrt(V), of m/sqrt(V) also -m/(2 V sqrt(V)). */
static void set_parts(const struct tsq__pooling *pooling, const tsq__range ranges[TSQ__RANGED],
                      tsq__range part[TSQ__RANGED][TSQ__BASES])
{
    const tsq__range one = POINT(1.0), se = ranges[TSQ__SE], half = DIV(POINT(0.5), se);
    memset(part, 0, TSQ__RANGED * sizeof *part);
    part[TSQ__ESTIMATE][TSQ__BY_MEAN] = one;
    part[TSQ__SE][TSQ__BY_VARIANCE] = half;
    part[TSQ__STATISTIC][TSQ__BY_MEAN] = DIV(one, se);
    part[TSQ__STATISTIC][TSQ__BY_VARIANCE] = tsq__range_negate(DIV(SCALE(ranges[TSQ__ESTIMATE], 0.5), MUL(se, SQ(se))));
    part[TSQ__CI_LB][TSQ__BY_MEAN] = part[TSQ__CI_UB][TSQ__BY_MEAN] = one;
    part[TSQ__CI_UB][TSQ__BY_VARIANCE] = MUL(pooling->quantile, half);
    part[TSQ__CI_LB][TSQ__BY_VARIANCE] = tsq__range_negate(part[TSQ__CI_UB][TSQ__BY_VARIANCE]);
    part[TSQ__TAU2][TSQ__BY_TAU2] = part[TSQ__QE][TSQ__BY_QE] = part[TSQ__EXCESS][TSQ__BY_EXCESS] = one;
    if (pooling->has_pi) {
        const tsq__range up = MUL(pooling->pi_quantile, DIV(POINT(0.5), ranges[TSQ__PI_SD])),
                         down = tsq__range_negate(up);
        part[TSQ__PI_LB][TSQ__BY_MEAN] = part[TSQ__PI_UB][TSQ__BY_MEAN] = one;
        part[TSQ__PI_UB][TSQ__BY_PI_VARIANCE] = part[TSQ__PI_UB][TSQ__BY_TAU2] = up;
        part[TSQ__PI_LB][TSQ__BY_PI_VARIANCE] = part[TSQ__PI_LB][TSQ__BY_TAU2] = down;
    }
}

bool tsq__ranges_slopes(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                        struct tsq__bench *bench, struct tsq__slopes *out)
{
    tsq__range ranges[TSQ__RANGED];
    if (!isfinite(tau2.ub) || !slope_tau2(pooling, box, tau2, bench, out)) {
        return false;
    }
    const struct tsq__slope *by_tau2 = out->base[TSQ__BY_TAU2];
    tsq__ranges(pooling, box, tau2, bench, ranges);
    tsq__box_weigh(box, tsq__range_point(0.0), &bench->at);
    slope_heterogeneity(pooling, box, tau2, &bench->at, out);
    tsq__box_weigh(box, tau2, &bench->at);
    slope_mean(box, &bench->at, out->base[TSQ__BY_MEAN]);
    slope_variance(pooling, box, &bench->at, pooling->factor, out->base[TSQ__BY_VARIANCE]);
    slope_variance(pooling, box, &bench->at, pooling->pi_factor, out->base[TSQ__BY_PI_VARIANCE]);
    follow_tau2(out->base[TSQ__BY_MEAN], by_tau2, box->k);
    follow_tau2(out->base[TSQ__BY_VARIANCE], by_tau2, box->k);
    follow_tau2(out->base[TSQ__BY_PI_VARIANCE], by_tau2, box->k);
    set_parts(pooling, ranges, out->part);
    return true;
}

struct tsq__slope tsq__slope_of(const struct tsq__slopes *slopes, enum tsq__ranged quantity, size_t i)
{
    struct tsq__slope sum = {{0.0, 0.0}, {0.0, 0.0}};
    for (int base = 0; base < TSQ__BASES; base++) {
        const tsq__range part = slopes->part[quantity][base];
        if (part.lb != 0.0 || part.ub != 0.0) {
            sum.y = ADD(sum.y, MUL(part, slopes->base[base][i].y));
            sum.v = ADD(sum.v, MUL(part, slopes->base[base][i].v));
        }
    }
    return sum;
}
