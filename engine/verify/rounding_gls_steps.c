/* Estimators of tau2 with equal weights, and of two steps, over boxes of contrasts with covariances; as rounding_equations.c
 * and rounding_two_step.c. Equal weights are those of V = I: sums of squares about the plain mean, and
 * tr P V = tr V - 1'V1/k for what they expect. */
#include "verify/range_words.h"
#include "verify/rounding_gls_equations.h"

/* The sum of squares about the plain mean; the distances from it into `off`, of which one number is taken first, as all
 * estimates may be far from 0. */
static tsq__range spread(joint_t *joint, box_t *box, tsq__range *off)
{
    const tsq__range k = POINT((double)joint->k);
    tsq__range sum = {0.0, 0.0}, squares = {0.0, 0.0};
    for (size_t i = 0; i < joint->k; i++) {
        sum = ADD(sum, SUB(box->y[i], POINT(box->about)));
    }
    const tsq__range mean = ADD(POINT(box->about), DIV(sum, k));
    for (size_t i = 0; i < joint->k; i++) {
        squares = ADD(squares, SQ(SUB(box->y[i], POINT(box->about))));
        off[i] = SUB(box->y[i], mean);
    }
    return tsq__range_positive(SUB(squares, DIV(SQ(sum), k)));
}

/* ---- equal weights ---------------------------------------------------------------------------------------------------- */

/* (tr V - 1'V1/k)/(k-1). */
static tsq__range expected(joint_t *joint, box_t *box)
{
    const double k = (double)joint->k;
    const tsq__range share = DIV(POINT(1.0), POINT(k));
    tsq__range sum = {0.0, 0.0};
    for (size_t b = 0; b < joint->n_blocks; b++) {
        const size_t n = joint->start[b + 1] - joint->start[b];
        for (size_t i = 0; i < n * n; i++) {
            const tsq__range by = i / n == i % n ? SUB(POINT(1.0), share) : NEGATE(share);
            sum = ADD(sum, MUL(by, box->v[joint->offset[b] + i]));
        }
    }
    return DIV(sum, tsq__joint_df(joint));
}

bool tsq__gls_he_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    const tsq__range squares = DIV(spread(joint, box, bench->room.e), tsq__joint_df(joint));
    *out = SUB(SUB(squares, expected(joint, box)), bench->at.tau2);
    return true;
}

bool tsq__gls_he_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    const tsq__range df = tsq__joint_df(joint), share = DIV(POINT(1.0), POINT((double)joint->k));
    (void)spread(joint, box, bench->slopes.by_y);
    for (size_t i = 0; i < joint->k; i++) {
        bench->slopes.by_y[i] = DIV(SCALE(bench->slopes.by_y[i], 2.0), df);
    }
    for (size_t b = 0; b < joint->n_blocks; b++) {
        const size_t n = joint->start[b + 1] - joint->start[b];
        for (size_t i = 0; i < n * n; i++) {
            const tsq__range by = i / n == i % n ? SUB(share, POINT(1.0)) : share;
            bench->slopes.by_v[joint->offset[b] + i] = DIV(by, df);
        }
    }
    bench->slopes.by_tau2 = POINT(-1.0);
    return true;
}

/* t0 Q(t0)/(k-1), t0 the mean of the squares: it rises in t0. */
bool tsq__gls_sj_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    const tsq__range t0 = DIV(spread(joint, box, bench->room.e), POINT((double)joint->k));
    const double ends[2] = {fmax(t0.lb, 0.0), t0.ub};
    tsq__range at[2];
    for (int i = 0; i < 2; i++) {
        if (!tsq__gls_weigh(joint, box, POINT(ends[i]), &bench->room)) {
            return false;
        }
        at[i] = MUL(POINT(ends[i]), bench->room.q);
    }
    *out = SUB(DIV((tsq__range){at[0].lb, at[1].ub}, tsq__joint_df(joint)), bench->at.tau2);
    return true;
}

bool tsq__gls_sj_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    struct tsq__gls *at = &bench->room;
    tsq__range *by_y = bench->slopes.by_y;
    const tsq__range k = POINT((double)joint->k), df = tsq__joint_df(joint);
    const tsq__range t0 = tsq__range_positive(DIV(spread(joint, box, by_y), k));
    if (!tsq__gls_weigh(joint, box, t0, at)) {
        return false;
    }
    const tsq__range by_t0 = SUB(at->q, MUL(t0, at->uu)), share = DIV(t0, df);
    for (size_t i = 0; i < joint->k; i++) {
        const tsq__range through = DIV(MUL(by_t0, DIV(SCALE(by_y[i], 2.0), k)), df);
        by_y[i] = ADD(through, MUL(share, SCALE(at->u[i], 2.0)));
    }
    tsq__gls_by_v(joint, at, NEGATE(share), POINT(0.0), POINT(0.0), bench->slopes.by_v);
    bench->slopes.by_tau2 = POINT(-1.0);
    return true;
}

/* ---- two steps: Q(t) - (k-1) - (tau2 - t) tr P(t), t the estimate of the first ----------------------------------------- */

/* The estimate of the first step: DL's or HE's. */
static bool first_of(joint_t *joint, box_t *box, bench_t *bench, bool equal, tsq__range *t)
{
    if (equal) {
        *t = SUB(DIV(spread(joint, box, bench->room.e), tsq__joint_df(joint)), expected(joint, box));
        *t = tsq__range_positive(*t);
        return true;
    }
    const bool weighed = tsq__gls_weigh(joint, box, POINT(0.0), &bench->room);
    const tsq__range excess = tsq__range_positive(SUB(bench->room.q, tsq__joint_df(joint)));
    *t = weighed ? tsq__range_positive(DIV(excess, bench->room.trace)) : POINT(0.0);
    return weighed && isfinite(t->ub);
}

static bool two_step_value(joint_t *joint, box_t *box, bench_t *bench, bool equal, tsq__range *out)
{
    tsq__range t;
    if (!first_of(joint, box, bench, equal, &t) || !tsq__gls_weigh(joint, box, t, &bench->room)) {
        return false;
    }
    *out = SUB(SUB(bench->room.q, tsq__joint_df(joint)), MUL(SUB(bench->at.tau2, t), bench->room.trace));
    return true;
}

/* From the derivatives of the first step's equation to those of its estimate, which is 0 where it would be negative. */
static void solve_first(joint_t *joint, const struct tsq__gls_slopes *slopes, tsq__range t, struct tsq__gls_slopes *out)
{
    const tsq__range none = {0.0, 0.0};
    for (size_t i = 0; i < joint->k + joint->n_entries; i++) {
        const bool of_y = i < joint->k;
        const tsq__range by = of_y ? slopes->by_y[i] : slopes->by_v[i - joint->k];
        tsq__range *to = of_y ? &out->by_y[i] : &out->by_v[i - joint->k];
        *to = NEGATE(DIV(by, slopes->by_tau2));
        *to = t.lb == 0.0 ? tsq__range_hull(*to, none) : *to;
    }
}

static bool two_step_slopes(joint_t *joint, box_t *box, bench_t *bench, bool equal)
{
    const tsq__range tau2 = bench->at.tau2;
    struct tsq__gls *at = &bench->room;
    tsq__range t;
    if (!first_of(joint, box, bench, equal, &t)) {
        return false;
    }
    bench->at.tau2 = t; /* which is all that the first step looks at */
    const bool known = equal ? tsq__gls_he_slopes(joint, box, bench) : tsq__gls_dl_slopes(joint, box, bench);
    bench->at.tau2 = tau2;
    if (!known || !tsq__gls_weigh(joint, box, t, at)) {
        return false;
    }
    solve_first(joint, &bench->slopes, t, &bench->first);
    const tsq__range gap = SUB(tau2, t);
    const tsq__range by_t = ADD(SUB(MUL(gap, tsq__gls_trace_p2(joint, at)), at->uu), at->trace);
    tsq__gls_by_v(joint, at, POINT(-1.0), gap, POINT(0.0), bench->slopes.by_v);
    for (size_t i = 0; i < joint->k; i++) {
        bench->slopes.by_y[i] = ADD(SCALE(at->u[i], 2.0), MUL(by_t, bench->first.by_y[i]));
    }
    for (size_t i = 0; i < joint->n_entries; i++) {
        bench->slopes.by_v[i] = ADD(bench->slopes.by_v[i], MUL(by_t, bench->first.by_v[i]));
    }
    bench->slopes.by_tau2 = NEGATE(at->trace);
    return true;
}

bool tsq__gls_dl2_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    return two_step_value(joint, box, bench, false, out);
}

bool tsq__gls_dl2_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    return two_step_slopes(joint, box, bench, false);
}

bool tsq__gls_ca2_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    return two_step_value(joint, box, bench, true, out);
}

bool tsq__gls_ca2_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    return two_step_slopes(joint, box, bench, true);
}
