/* Derivatives of the numbers of an analysis of contrasts with covariances by the cells, tau2 following them; as
 * rounding_slopes.c for independent estimates. */
#include "verify/range_words.h"
#include "verify/rounding_gls.h"

#include <string.h>

static size_t n_data(const struct tsq__joint *joint)
{
    return joint->k + joint->n_entries;
}

static bool slope_tau2(const struct tsq__joint *joint, const struct tsq__joint_box *box,
                       const struct tsq__gls_model *model, tsq__range tau2, struct tsq__gls_bench *bench)
{
    tsq__range *slope = bench->base[TSQ__BY_TAU2];
    const tsq__range none = {0.0, 0.0};
    memset(slope, 0, n_data(joint) * sizeof *slope);
    if (model->equation == NULL || (tau2.lb == tau2.ub && tau2.ub == 0.0)) {
        return true;
    }
    if (!model->equation->slopes(joint, box, bench) || !(bench->slopes.by_tau2.ub < 0.0)) {
        return false;
    }
    for (size_t i = 0; i < n_data(joint); i++) {
        const tsq__range by = i < joint->k ? bench->slopes.by_y[i] : bench->slopes.by_v[i - joint->k];
        slope[i] = NEGATE(DIV(by, bench->slopes.by_tau2));
        slope[i] = tau2.lb == 0.0 ? tsq__range_hull(slope[i], none) : slope[i];
    }
    return true;
}

/* out := by y `y` times u, by V a uu' + b ss' (+ what is there, if `add`). */
static void set_by(const struct tsq__joint *joint, const struct tsq__gls *at, tsq__range y, tsq__range a, tsq__range b,
                   tsq__range *out)
{
    for (size_t i = 0; i < joint->k; i++) {
        out[i] = MUL(y, at->u[i]);
    }
    for (size_t block = 0; block < joint->n_blocks; block++) {
        const size_t first = joint->start[block], n = joint->start[block + 1] - first;
        tsq__range *to = out + joint->k + joint->offset[block];
        for (size_t i = first; i < first + n; i++) {
            for (size_t j = first; j < first + n; j++) {
                const tsq__range uu = i == j ? SQ(at->u[i]) : MUL(at->u[i], at->u[j]);
                const tsq__range ss = i == j ? SQ(at->s[i]) : MUL(at->s[i], at->s[j]);
                *to++ = ADD(MUL(a, uu), MUL(b, ss));
            }
        }
    }
}

/* s/1's by y, and by V -s u'/1's, half of it in each of two entries. */
static void slope_mean(const struct tsq__joint *joint, const struct tsq__gls *at, tsq__range *out)
{
    for (size_t i = 0; i < joint->k; i++) {
        out[i] = joint->share != NULL ? joint->share[i] : DIV(at->s[i], at->sum);
    }
    if (joint->share != NULL) {
        memset(out + joint->k, 0, joint->n_entries * sizeof *out);
        return;
    }
    for (size_t block = 0; block < joint->n_blocks; block++) {
        const size_t first = joint->start[block], n = joint->start[block + 1] - first;
        tsq__range *to = out + joint->k + joint->offset[block];
        for (size_t i = first; i < first + n; i++) {
            for (size_t j = first; j < first + n; j++) {
                const tsq__range both = ADD(MUL(at->s[i], at->u[j]), MUL(at->s[j], at->u[i]));
                *to++ = NEGATE(DIV(SCALE(both, 0.5), at->sum));
            }
        }
    }
}

/* With weights p that are not of the variances: p by y; and sum p^2 (v + tau2) times the factor, whose derivatives are those
 * of both. */
static void slope_weighted(const struct tsq__joint *joint, const struct tsq__pooling *pooling,
                           const struct tsq__gls *at, enum tsq__factor factor, tsq__range *out, tsq__range *by_tau2)
{
    const tsq__range df = POINT(pooling->df), s2w = DIV(at->q, df), none = {0.0, 0.0}, one = POINT(1.0);
    const bool held = factor == TSQ__FACTOR_NONE || (factor == TSQ__FACTOR_S2W_HELD && s2w.ub <= 1.0);
    const bool both = factor == TSQ__FACTOR_S2W_HELD && s2w.lb < 1.0;
    const tsq__range size = held ? one : tsq__gls_factor(factor, pooling, at);
    tsq__range rise = held ? none : DIV(at->variance, df), squares = none;
    rise = both && !held ? tsq__range_hull(rise, none) : rise;
    set_by(joint, at, SCALE(rise, 2.0), NEGATE(rise), none, out);
    for (size_t i = 0; i < joint->k; i++) {
        const tsq__range square = SQ(joint->share[i]);
        tsq__range *own = &out[joint->k + joint->offset[i]];
        *own = ADD(*own, MUL(size, square));
        squares = ADD(squares, square);
    }
    *by_tau2 = SUB(MUL(size, squares), MUL(rise, at->uu));
}

/* The variance of the mean, factor/1's, with the factor q/(k-1) or 1, whose derivatives by tau2 are
 * (q s's/1's - u'u)/((k-1) 1's) and s's/(1's)^2. */
static void slope_variance(const struct tsq__joint *joint, const struct tsq__joint_box *box,
                           const struct tsq__pooling *pooling, const struct tsq__gls *at, enum tsq__factor factor,
                           tsq__range *room, tsq__range *out, tsq__range *by_tau2)
{
    const tsq__range s2w = DIV(at->q, POINT(pooling->df)), per = MUL(POINT(pooling->df), at->sum), none = {0.0, 0.0};
    const bool held =
        factor == TSQ__FACTOR_NONE || factor == TSQ__FACTOR_SCALE || (factor == TSQ__FACTOR_S2W_HELD && s2w.ub <= 1.0);
    const bool both = factor == TSQ__FACTOR_S2W_HELD && s2w.lb < 1.0 && !held;
    if (joint->share != NULL) {
        slope_weighted(joint, pooling, at, factor, out, by_tau2);
        return;
    }
    const tsq__range c = DIV(at->squares, at->sum), classic_by_tau2 = DIV(c, at->sum);
    const tsq__range scale = factor == TSQ__FACTOR_SCALE ? pooling->scale : POINT(1.0);
    set_by(joint, at, none, none, DIV(scale, SQ(at->sum)), out);
    *by_tau2 = MUL(scale, classic_by_tau2);
    if (held) {
        return;
    }
    tsq__range off = none;
    for (size_t i = 0; i < joint->k; i++) {
        const tsq__range r = SUB(box->y[i], at->mean);
        off = ADD(off, MUL(at->u[i], SUB(at->u[i], MUL(c, r))));
    }
    set_by(joint, at, DIV(POINT(2.0), per), DIV(POINT(-1.0), per), DIV(DIV(at->q, at->sum), per), room);
    *by_tau2 = NEGATE(DIV(off, per));
    for (size_t i = 0; i < n_data(joint); i++) {
        out[i] = both ? tsq__range_hull(out[i], room[i]) : room[i];
    }
    *by_tau2 = both ? tsq__range_hull(*by_tau2, classic_by_tau2) : *by_tau2;
}

static void follow(const struct tsq__joint *joint, const struct tsq__gls_bench *bench, enum tsq__base base,
                   tsq__range by_tau2)
{
    for (size_t i = 0; i < n_data(joint); i++) {
        bench->base[base][i] = ADD(bench->base[base][i], MUL(by_tau2, bench->base[TSQ__BY_TAU2][i]));
    }
}

/* Q, and tau2 tr P at tau2 = 0; bench->room is weighed there. */
static void slope_heterogeneity(const struct tsq__joint *joint, const struct tsq__gls_model *model, tsq__range tau2,
                                const struct tsq__gls_bench *bench)
{
    tsq__range *q = bench->base[TSQ__BY_QE], *excess = bench->base[TSQ__BY_EXCESS];
    const struct tsq__gls *zero = &bench->room;
    const tsq__range none = {0.0, 0.0};
    set_by(joint, zero, POINT(2.0), POINT(-1.0), none, q);
    for (size_t i = 0; i < n_data(joint); i++) {
        excess[i] = tsq__gls_is_dl(model) ? (tau2.lb == 0.0 ? tsq__range_hull(q[i], none) : q[i]) : none;
    }
    if (tsq__gls_is_dl(model)) {
        return;
    }
    for (size_t block = 0; block < joint->n_blocks; block++) {
        const size_t n = joint->start[block + 1] - joint->start[block];
        tsq__range *to = excess + joint->k + joint->offset[block];
        for (size_t i = 0; i < n * n; i++) {
            to[i] = NEGATE(MUL(tau2, tsq__gls_p2(joint, zero, block, i / n, i % n)));
        }
    }
    follow(joint, bench, TSQ__BY_EXCESS, zero->trace);
}

/* The bases for one piece of the range of tau2. */
static bool slope_piece(const struct tsq__joint *joint, const struct tsq__joint_box *box,
                        const struct tsq__gls_model *model, tsq__range tau2, struct tsq__gls_bench *bench)
{
    const struct tsq__pooling *pooling = model->pooling;
    tsq__range by_variance, by_pi_variance;
    if (!tsq__gls_weigh(joint, box, tau2, &bench->at) || !slope_tau2(joint, box, model, tau2, bench) ||
        !tsq__gls_weigh(joint, box, POINT(0.0), &bench->room)) {
        return false;
    }
    slope_heterogeneity(joint, model, tau2, bench);
    slope_mean(joint, &bench->at, bench->base[TSQ__BY_MEAN]);
    slope_variance(joint, box, pooling, &bench->at, pooling->factor, bench->total, bench->base[TSQ__BY_VARIANCE],
                   &by_variance);
    slope_variance(joint, box, pooling, &bench->at, pooling->pi_factor, bench->total, bench->base[TSQ__BY_PI_VARIANCE],
                   &by_pi_variance);
    if (joint->share == NULL) {
        follow(joint, bench, TSQ__BY_MEAN, NEGATE(DIV(tsq__gls_pull(joint, &bench->at), bench->at.sum)));
    }
    follow(joint, bench, TSQ__BY_VARIANCE, by_variance);
    follow(joint, bench, TSQ__BY_PI_VARIANCE, by_pi_variance);
    return true;
}

/* Adds to what earlier pieces gave of one quantity. */
static void join(const struct tsq__joint *joint, const struct tsq__joint_box *box, const tsq__range part[TSQ__BASES],
                 bool first, struct tsq__gls_bench *bench, tsq__range *of)
{
    for (size_t i = 0; i < n_data(joint); i++) {
        bench->total[i] = POINT(0.0);
        for (int base = 0; base < TSQ__BASES; base++) {
            if (part[base].lb != 0.0 || part[base].ub != 0.0) {
                bench->total[i] = ADD(bench->total[i], MUL(part[base], bench->base[base][i]));
            }
        }
    }
    tsq__joint_by_cells(joint, box, bench->total, bench->total + joint->k, bench->by_cell);
    for (size_t i = 0; i < joint->n_cells; i++) {
        of[i] = first ? bench->by_cell[i] : tsq__range_hull(of[i], bench->by_cell[i]);
    }
}

bool tsq__gls_slopes(struct tsq__joint *joint, const struct tsq__joint_box *box, const struct tsq__gls_model *model,
                     tsq__range tau2, enum tsq__ranged only, struct tsq__gls_bench *bench)
{
    if (!isfinite(tau2.ub) || !tsq__joint_set_centre(joint, box)) {
        return false;
    }
    bool none = true;
    const int n = bench->finer * tsq__pieces(tau2);
    for (int i = 0; i < n; i++) {
        const tsq__range piece = tsq__piece(tau2, i, n);
        tsq__range ranges[TSQ__RANGED], part[TSQ__RANGED][TSQ__BASES], f;
        if (n > 1 && model->equation != NULL && piece.lb > 0.0 &&
            tsq__gls_value(joint, box, model->equation, piece, bench, &f) && !tsq__range_has(f, 0.0)) {
            continue;
        }
        if (!slope_piece(joint, box, model, piece, bench)) {
            return false;
        }
        tsq__gls_ranges_at(model, bench, ranges);
        tsq__ranges_parts(model->pooling, ranges, part);
        for (int quantity = 0; quantity < TSQ__RANGED; quantity++) {
            if (only == TSQ__RANGED || only == (enum tsq__ranged)quantity) {
                join(joint, box, part[quantity], none, bench, bench->of[quantity]);
            }
        }
        none = false;
    }
    return !none;
}
