/* Derivatives of the numbers of a pooled analysis over a box, tau2 following the data: with F(tau2) = 0 its derivative by
 * x is -F_x/F_tau2, and that of f(x, tau2) is f_x + f_tau2 tau2_x. Where tau2 may be cut off at 0, its derivative is
 * anything between that and 0.
 *
 * Source: Moore, Kearfott & Cloud 2009, doi:10.1137/1.9780898717716, chapter 6 (mean value form). */
#include "verify/range_words.h"
#include "verify/rounding_ranges.h"

#include <string.h>

/* A number that w is near, for sums that are the same whatever is taken from w: sum w r = 0, so sum w^2 r is
 * sum w (w - c) r, whose terms are small where weights are alike. */
static tsq__range near_all(const struct tsq__box *box, const struct tsq__weighed *at)
{
    double sum = 0.0, squares = 0.0;
    for (size_t i = 0; i < box->k; i++) {
        const double w = tsq__range_middle(at->w[i]);
        sum += w;
        squares += w * w;
    }
    return POINT(squares / sum);
}

/* The derivative by tau2 of the mean, -sum w^2 r/S. */
static tsq__range mean_by_tau2(const struct tsq__box *box, const struct tsq__weighed *at)
{
    const tsq__range c = near_all(box, at);
    tsq__range sum = {0.0, 0.0};
    for (size_t i = 0; i < box->k; i++) {
        sum = ADD(sum, MUL(MUL(at->w[i], SUB(at->w[i], c)), at->r[i]));
    }
    return NEGATE(DIV(sum, at->sum));
}

/* What depends on v as on v + tau2 has as its derivative by tau2 the sum of those by v, or what is known to be nearer. */
static void follow_tau2(struct tsq__slope *of, const struct tsq__slope *tau2, tsq__range nearer, size_t k)
{
    tsq__range by_tau2 = {0.0, 0.0};
    for (size_t i = 0; i < k; i++) {
        by_tau2 = ADD(by_tau2, of[i].v);
    }
    by_tau2 = MEET(by_tau2, nearer);
    for (size_t i = 0; i < k; i++) {
        of[i].y = ADD(of[i].y, MUL(by_tau2, tau2[i].y));
        of[i].v = ADD(of[i].v, MUL(by_tau2, tau2[i].v));
    }
}

static bool slope_tau2(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                       struct tsq__bench *bench, struct tsq__bases *out)
{
    const struct tsq__equation *equation = pooling->equation;
    struct tsq__slope *slope = out->by[TSQ__BY_TAU2];
    memset(slope, 0, box->k * sizeof *slope);
    if (equation == NULL || (tau2.lb == tau2.ub && tau2.ub == 0.0)) {
        return true;
    }
    /* The slots of another base serve as room: they are filled later. */
    tsq__range *by_y = (tsq__range *)out->by[TSQ__BY_MEAN], *by_v = by_y + box->k, by_tau2;
    tsq__box_weigh(box, tau2, &bench->at);
    equation->slopes(box, &bench->at, &bench->room, by_y, by_v, &by_tau2);
    if (!(by_tau2.ub < 0.0)) {
        return false;
    }
    const tsq__range none = {0.0, 0.0};
    for (size_t i = 0; i < box->k; i++) {
        slope[i].y = NEGATE(DIV(by_y[i], by_tau2));
        slope[i].v = NEGATE(DIV(by_v[i], by_tau2));
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
        const tsq__range back = NEGATE(SQ(at->w[i]));
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
        slope[i].v = NEGATE(DIV(MUL(SQ(at->w[i]), at->r[i]), at->sum));
    }
}

/* Q at tau2 = 0; and tau2 tr P, for DL as Q - (k-1) where that is positive. */
static void slope_heterogeneity(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                                const struct tsq__weighed *at, struct tsq__bases *out)
{
    const bool is_dl = pooling->equation != NULL && strcmp(pooling->equation->method, "DL") == 0;
    const tsq__range trace = tsq__box_trace(at), none = {0.0, 0.0};
    for (size_t i = 0; i < box->k; i++) {
        struct tsq__slope *q = &out->by[TSQ__BY_QE][i], *excess = &out->by[TSQ__BY_EXCESS][i];
        const struct tsq__slope *of_tau2 = &out->by[TSQ__BY_TAU2][i];
        q->y = SCALE(MUL(at->w[i], at->r[i]), 2.0);
        q->v = NEGATE(MUL(SQ(at->w[i]), SQ(at->r[i])));
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

void tsq__ranges_parts(const struct tsq__pooling *pooling, const tsq__range ranges[TSQ__RANGED],
                       tsq__range part[TSQ__RANGED][TSQ__BASES])
{
    const tsq__range one = POINT(1.0), se = ranges[TSQ__SE], half = DIV(POINT(0.5), se);
    memset(part, 0, TSQ__RANGED * sizeof *part);
    part[TSQ__ESTIMATE][TSQ__BY_MEAN] = one;
    part[TSQ__SE][TSQ__BY_VARIANCE] = half;
    part[TSQ__STATISTIC][TSQ__BY_MEAN] = DIV(one, se);
    part[TSQ__STATISTIC][TSQ__BY_VARIANCE] = NEGATE(DIV(SCALE(ranges[TSQ__ESTIMATE], 0.5), MUL(se, SQ(se))));
    part[TSQ__CI_LB][TSQ__BY_MEAN] = part[TSQ__CI_UB][TSQ__BY_MEAN] = one;
    part[TSQ__CI_UB][TSQ__BY_VARIANCE] = MUL(pooling->quantile, half);
    part[TSQ__CI_LB][TSQ__BY_VARIANCE] = NEGATE(part[TSQ__CI_UB][TSQ__BY_VARIANCE]);
    part[TSQ__TAU2][TSQ__BY_TAU2] = part[TSQ__QE][TSQ__BY_QE] = part[TSQ__EXCESS][TSQ__BY_EXCESS] = one;
    if (pooling->has_pi) {
        const tsq__range up = MUL(pooling->pi_quantile, DIV(POINT(0.5), ranges[TSQ__PI_SD])), down = NEGATE(up);
        part[TSQ__PI_LB][TSQ__BY_MEAN] = part[TSQ__PI_UB][TSQ__BY_MEAN] = one;
        part[TSQ__PI_UB][TSQ__BY_PI_VARIANCE] = part[TSQ__PI_UB][TSQ__BY_TAU2] = up;
        part[TSQ__PI_LB][TSQ__BY_PI_VARIANCE] = part[TSQ__PI_LB][TSQ__BY_TAU2] = down;
    }
}

/* The bases for one piece of the range of tau2. */
static bool slope_piece(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                        struct tsq__bench *bench, struct tsq__bases *out)
{
    if (!slope_tau2(pooling, box, tau2, bench, out)) {
        return false;
    }
    const struct tsq__slope *by_tau2 = out->by[TSQ__BY_TAU2];
    tsq__box_weigh(box, POINT(0.0), &bench->at);
    slope_heterogeneity(pooling, box, tau2, &bench->at, out);
    tsq__box_weigh(box, tau2, &bench->at);
    slope_mean(box, &bench->at, out->by[TSQ__BY_MEAN]);
    slope_variance(pooling, box, &bench->at, pooling->factor, out->by[TSQ__BY_VARIANCE]);
    slope_variance(pooling, box, &bench->at, pooling->pi_factor, out->by[TSQ__BY_PI_VARIANCE]);
    follow_tau2(out->by[TSQ__BY_MEAN], by_tau2, mean_by_tau2(box, &bench->at), box->k);
    follow_tau2(out->by[TSQ__BY_VARIANCE], by_tau2, tsq__range_all(), box->k);
    follow_tau2(out->by[TSQ__BY_PI_VARIANCE], by_tau2, tsq__range_all(), box->k);
    return true;
}

static struct tsq__slope combine(const struct tsq__bases *bases, const tsq__range part[TSQ__BASES], size_t i)
{
    struct tsq__slope sum = {{0.0, 0.0}, {0.0, 0.0}};
    for (int base = 0; base < TSQ__BASES; base++) {
        if (part[base].lb != 0.0 || part[base].ub != 0.0) {
            sum.y = ADD(sum.y, MUL(part[base], bases->by[base][i].y));
            sum.v = ADD(sum.v, MUL(part[base], bases->by[base][i].v));
        }
    }
    return sum;
}

static void join(const struct tsq__bases *bases, tsq__range part[TSQ__RANGED][TSQ__BASES], bool first, size_t k,
                 struct tsq__slopes *out)
{
    for (int quantity = 0; quantity < TSQ__RANGED; quantity++) {
        for (size_t i = 0; i < k; i++) {
            struct tsq__slope *to = &out->of[quantity][i];
            const struct tsq__slope by = combine(bases, part[quantity], i);
            to->y = first ? by.y : tsq__range_hull(to->y, by.y);
            to->v = first ? by.v : tsq__range_hull(to->v, by.v);
        }
    }
}

/* Whether a piece may hold an estimate: a solution, or 0. */
static bool may_hold(const struct tsq__equation *equation, const struct tsq__box *box, tsq__range piece,
                     struct tsq__bench *bench)
{
    if (equation == NULL || piece.lb == 0.0) {
        return true;
    }
    tsq__box_weigh(box, piece, &bench->at);
    return tsq__range_has(equation->value(box, &bench->at, &bench->room), 0.0);
}

bool tsq__ranges_slopes(const struct tsq__pooling *pooling, const struct tsq__box *box, tsq__range tau2,
                        struct tsq__bench *bench, struct tsq__bases *bases, struct tsq__slopes *out)
{
    if (!isfinite(tau2.ub)) {
        return false;
    }
    bool none = true;
    const int n = tsq__pieces(tau2);
    for (int i = 0; i < n; i++) {
        const tsq__range piece = tsq__piece(tau2, i, n);
        tsq__range ranges[TSQ__RANGED], part[TSQ__RANGED][TSQ__BASES];
        if (n > 1 && !may_hold(pooling->equation, box, piece, bench)) {
            continue;
        }
        if (!slope_piece(pooling, box, piece, bench, bases)) {
            return false;
        }
        tsq__ranges_piece(pooling, box, piece, bench, ranges);
        tsq__ranges_parts(pooling, ranges, part);
        join(bases, part, none, box->k, out);
        none = false;
    }
    return !none;
}
