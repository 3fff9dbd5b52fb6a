/* Estimators of tau2 as equations F(tau2) = 0 over boxes of contrasts with covariances, with their derivatives by y, V and
 * tau2; notation of rounding_gls.h. With M = V + tau2 I: the derivatives of r'Wr are 2 u by y and -uu' by M, those of u are
 * P by y and -P dM u by M, those of tr P and tr W are -P^2 and -W^2 by M. */
#include "verify/range_words.h"
#include "verify/rounding_gls_equations.h"

#include "num/dist.h"

#include <string.h>

void tsq__gls_by_v(joint_t *joint, const struct tsq__gls *at, tsq__range a, tsq__range b, tsq__range c,
                   tsq__range *by_v)
{
    for (size_t block = 0; block < joint->n_blocks; block++) {
        const size_t first = joint->start[block], n = joint->start[block + 1] - first, offset = joint->offset[block];
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                const size_t entry = offset + i * n + j;
                const tsq__range square = i == j ? SQ(at->u[first + i]) : MUL(at->u[first + i], at->u[first + j]);
                tsq__range sum = MUL(a, square);
                sum = b.lb != 0.0 || b.ub != 0.0 ? ADD(sum, MUL(b, tsq__gls_p2(joint, at, block, i, j))) : sum;
                by_v[entry] = c.lb != 0.0 || c.ub != 0.0 ? ADD(sum, MUL(c, at->w2[entry])) : sum;
            }
        }
    }
}

static void by_y(joint_t *joint, const tsq__range *of, tsq__range factor, tsq__range *out)
{
    for (size_t i = 0; i < joint->k; i++) {
        out[i] = MUL(of[i], factor);
    }
}

static const tsq__range none = {0.0, 0.0};

static bool weigh_at(joint_t *joint, box_t *box, tsq__range tau2, bench_t *bench)
{
    return tsq__gls_weigh(joint, box, tau2, &bench->room);
}

/* ---- generalised Q ------------------------------------------------------------------------------------------------------ */

static bool q_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    (void)joint;
    (void)box;
    *out = SUB(bench->at.q, bench->target);
    return true;
}

/* -u'u, by tau2. Where r'Wr = r'u is the target, u'u is also u'(u - c r) + c target for whatever c. */
static bool q_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    const struct tsq__gls *at = &bench->at;
    const double c = tsq__gls_near(at);
    tsq__range off = none;
    for (size_t i = 0; i < joint->k; i++) {
        const tsq__range r = SUB(box->y[i], at->mean);
        off = ADD(off, MUL(at->u[i], SUB(at->u[i], SCALE(r, c))));
    }
    by_y(joint, at->u, POINT(2.0), bench->slopes.by_y);
    tsq__gls_by_v(joint, at, POINT(-1.0), none, none, bench->slopes.by_v);
    bench->slopes.by_tau2 = NEGATE(MEET(at->uu, ADD(off, SCALE(bench->target, c))));
    return true;
}

/* ---- moments with weights 1/V: DL, HS, HSk, HM ----------------------------------------------------------------------- */

static bool dl_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    const bool weighed = weigh_at(joint, box, none, bench);
    *out = SUB(SUB(bench->room.q, tsq__joint_df(joint)), MUL(bench->at.tau2, bench->room.trace));
    return weighed;
}

bool tsq__gls_dl_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    const bool weighed = weigh_at(joint, box, none, bench);
    by_y(joint, bench->room.u, POINT(2.0), bench->slopes.by_y);
    tsq__gls_by_v(joint, &bench->room, POINT(-1.0), bench->at.tau2, none, bench->slopes.by_v);
    bench->slopes.by_tau2 = NEGATE(bench->room.trace);
    return weighed;
}

/* What Q is multiplied by; HSk's is k/(k-1). */
static tsq__range hs_factor(joint_t *joint, bool corrected)
{
    return corrected ? DIV(POINT((double)joint->k), tsq__joint_df(joint)) : POINT(1.0);
}

static bool hs_value_of(joint_t *joint, box_t *box, bench_t *bench, bool corrected, tsq__range *out)
{
    const bool weighed = weigh_at(joint, box, none, bench);
    const tsq__range excess = SUB(MUL(hs_factor(joint, corrected), bench->room.q), POINT((double)joint->k));
    *out = SUB(excess, MUL(bench->at.tau2, bench->room.trace_w));
    return weighed;
}

static bool hs_slopes_of(joint_t *joint, box_t *box, bench_t *bench, bool corrected)
{
    const bool weighed = weigh_at(joint, box, none, bench);
    const tsq__range factor = hs_factor(joint, corrected);
    by_y(joint, bench->room.u, SCALE(factor, 2.0), bench->slopes.by_y);
    tsq__gls_by_v(joint, &bench->room, NEGATE(factor), none, bench->at.tau2, bench->slopes.by_v);
    bench->slopes.by_tau2 = NEGATE(bench->room.trace_w);
    return weighed;
}

static bool hs_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    return hs_value_of(joint, box, bench, false, out);
}

static bool hs_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    return hs_slopes_of(joint, box, bench, false);
}

static bool hsk_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    return hs_value_of(joint, box, bench, true, out);
}

static bool hsk_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    return hs_slopes_of(joint, box, bench, true);
}

/* Q^2/(2 (k-1) + Q), which rises in Q. */
static bool hm_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    const bool weighed = weigh_at(joint, box, none, bench);
    const tsq__range q = bench->room.q, twice = SCALE(tsq__joint_df(joint), 2.0), low = POINT(q.lb), high = POINT(q.ub);
    const tsq__range h = {DIV(SQ(low), ADD(twice, low)).lb, DIV(SQ(high), ADD(twice, high)).ub};
    *out = SUB(h, MUL(bench->at.tau2, bench->room.trace));
    return weighed;
}

static bool hm_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    const bool weighed = weigh_at(joint, box, none, bench);
    const tsq__range q = bench->room.q, twice = SCALE(tsq__joint_df(joint), 2.0);
    const tsq__range rise = DIV(MUL(q, ADD(q, SCALE(twice, 2.0))), SQ(ADD(twice, q)));
    by_y(joint, bench->room.u, SCALE(rise, 2.0), bench->slopes.by_y);
    tsq__gls_by_v(joint, &bench->room, NEGATE(rise), bench->at.tau2, none, bench->slopes.by_v);
    bench->slopes.by_tau2 = NEGATE(bench->room.trace);
    return weighed;
}

/* ---- likelihoods ----------------------------------------------------------------------------------------------------- */

static bool ml_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    (void)joint;
    (void)box;
    *out = SUB(bench->at.uu, bench->at.trace_w);
    return true;
}

static bool reml_value(joint_t *joint, box_t *box, bench_t *bench, tsq__range *out)
{
    (void)joint;
    (void)box;
    *out = SUB(bench->at.uu, bench->at.trace);
    return true;
}

static tsq__range trace_w2(joint_t *joint, const struct tsq__gls *at)
{
    tsq__range sum = none;
    for (size_t b = 0; b < joint->n_blocks; b++) {
        const size_t n = joint->start[b + 1] - joint->start[b];
        for (size_t i = 0; i < n; i++) {
            sum = ADD(sum, at->w2[joint->offset[b] + i * n + i]);
        }
    }
    return sum;
}

/* By y: 2 Pu; by M: P^2 (or W^2) less Pu u' and u (Pu)'; by tau2: its trace, tr P^2 - 2 u'Pu. Where F = 0, adding 2 c F for
 * whatever c changes nothing; with c near the weights the terms with u nearly go. */
static bool likelihood_slopes(joint_t *joint, bench_t *bench, bool restricted)
{
    const struct tsq__gls *at = &bench->at;
    const tsq__range one = POINT(1.0), about = POINT(tsq__gls_near(at)), twice = SCALE(about, 2.0);
    tsq__range *by_v = bench->slopes.by_v, cross = none, near = none;
    by_y(joint, at->pu, POINT(2.0), bench->slopes.by_y);
    tsq__gls_by_v(joint, at, none, restricted ? one : none, restricted ? none : one, by_v);
    for (size_t b = 0; b < joint->n_blocks; b++) {
        const size_t first = joint->start[b], n = joint->start[b + 1] - first;
        for (size_t i = first; i < first + n; i++) {
            for (size_t j = first; j < first + n; j++) {
                tsq__range *to = &by_v[joint->offset[b] + (i - first) * n + j - first];
                *to = SUB(*to, ADD(MUL(at->pu[i], at->u[j]), MUL(at->u[i], at->pu[j])));
            }
            cross = ADD(cross, MUL(at->u[i], at->pu[i]));
            near = ADD(near, MUL(at->u[i], SUB(at->pu[i], MUL(about, at->u[i]))));
        }
    }
    const tsq__range squares = restricted ? tsq__gls_trace_p2(joint, at) : trace_w2(joint, at);
    const tsq__range sizes = restricted ? at->trace : at->trace_w;
    const tsq__range plain = SUB(squares, SCALE(cross, 2.0));
    const tsq__range moved = SUB(SUB(squares, MUL(twice, sizes)), SCALE(near, 2.0));
    bench->slopes.by_tau2 = MEET(plain, moved);
    return true;
}

static bool ml_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    (void)box;
    return likelihood_slopes(joint, bench, false);
}

static bool reml_slopes(joint_t *joint, box_t *box, bench_t *bench)
{
    (void)box;
    return likelihood_slopes(joint, bench, true);
}

/* ----------------------------------------------------------------------------------------------------------------------- */

tsq__range tsq__gls_median(double df)
{
    return tsq__range_about(tsq__chisq_upper(0.5, df), 1e-13);
}

static const struct tsq__gls_equation equations[] = {
    {"REML", false, reml_value, reml_slopes},
    {"ML", false, ml_value, ml_slopes},
    {"DL", true, dl_value, tsq__gls_dl_slopes},
    {"Q", true, q_value, q_slopes}, /* PM and the like, and the limits by Q-profile */
    {"HS", true, hs_value, hs_slopes},
    {"HSk", true, hsk_value, hsk_slopes},
    {"HM", true, hm_value, hm_slopes},
    {"GENQ", true, tsq__gls_genq_value, tsq__gls_genq_slopes},
    {"HE", true, tsq__gls_he_value, tsq__gls_he_slopes},
    {"SJ", true, tsq__gls_sj_value, tsq__gls_sj_slopes},
    {"DL2", true, tsq__gls_dl2_value, tsq__gls_dl2_slopes},
    {"CA2", true, tsq__gls_ca2_value, tsq__gls_ca2_slopes},
};

const struct tsq__gls_equation *tsq__gls_equation_of(const char *method)
{
    for (size_t i = 0; i < sizeof equations / sizeof equations[0]; i++) {
        if (strcmp(equations[i].method, method) == 0) {
            return &equations[i];
        }
    }
    return NULL;
}
