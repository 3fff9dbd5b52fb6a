/* The test of Kenward and Roger over a box. With P at tau2, S = 1'W1, S2 = 1'W^2 1 and S3 = 1'W^3 1: the variance of the mean is
 * c/S with c = 1 + 4/tr P^2 (S3 - S2^2/S)/S, the degrees of freedom tr P^2/(c S2/S)^2. Both change little with the data: their
 * ranges over all of them go into those of what they are in, as numbers that do not follow the cells.
 *
 * Source: Kenward & Roger 1997, doi:10.2307/2533558; Partlett & Riley 2017, doi:10.1002/sim.7140. */
#include "num/dist.h"
#include "verify/range_words.h"
#include "verify/rounding_job.h"

/* What quantiles are known to, relative. */
#define DISTRIBUTIONS 1e-12

bool tsq__pooling_has_kr(const struct tsq__pooling *pooling)
{
    return pooling->factor == TSQ__FACTOR_SCALE || pooling->pi_factor == TSQ__FACTOR_SCALE;
}

/* S3 - S2^2/S, as 1'(W - m) W (W - m) 1 - S (S2/S - m)^2 for a number m near the weights. */
static tsq__range spread(const struct tsq__joint *joint, const struct tsq__gls *at)
{
    const tsq__range m = POINT(tsq__gls_near(at));
    tsq__range sum = {0.0, 0.0};
    for (size_t b = 0; b < joint->n_blocks; b++) {
        const size_t first = joint->start[b], n = joint->start[b + 1] - first;
        for (size_t i = 0; i < n; i++) {
            for (size_t j = 0; j < n; j++) {
                const tsq__range one = SUB(at->s[first + i], m), other = SUB(at->s[first + j], m);
                const tsq__range by = i == j ? SQ(one) : MUL(one, other);
                sum = ADD(sum, MUL(by, at->w[joint->offset[b] + i * n + j]));
            }
        }
    }
    const tsq__range off = SUB(DIV(at->squares, at->sum), m);
    return tsq__range_positive(SUB(sum, MUL(at->sum, SQ(off))));
}

/* For one range of tau2; false where the degrees of freedom are not bounded. */
static bool evaluate(struct tsq__job *job, tsq__range tau2, tsq__range *scale, tsq__range *df)
{
    const struct tsq__joint *joint = &job->joint;
    const struct tsq__gls *at = &job->bench.at;
    if (!tsq__gls_weigh(joint, &joint->all, tau2, &job->bench.at)) {
        return false;
    }
    const tsq__range trace = tsq__gls_trace_p2(joint, at), share = DIV(at->squares, at->sum);
    *scale = ADD(POINT(1.0), DIV(MUL(POINT(4.0), DIV(spread(joint, at), at->sum)), trace));
    *df = DIV(trace, SQ(MUL(*scale, share)));
    return isfinite(scale->ub) && df->lb > 0.0;
}

/* The quantile falls in the degrees of freedom. */
static tsq__range quantile_of(tsq__range df, double tail)
{
    if (!(df.lb > 0.0)) {
        return (tsq__range){0.0, HUGE_VAL};
    }
    const tsq__range least = tsq__range_about(tsq__t_upper(tail, df.ub), DISTRIBUTIONS);
    return (tsq__range){least.lb, tsq__range_about(tsq__t_upper(tail, df.lb), DISTRIBUTIONS).ub};
}

tsq__range tsq__job_kenward_roger(struct tsq__job *job, tsq__range tau2)
{
    struct tsq__pooling *pooling = &job->pooling;
    const double tail = (100.0 - job->joint.work->result->fit.level) / 200.0;
    const int n = isfinite(tau2.ub) ? tsq__pieces(tau2) : 1;
    tsq__range df = {0.0, HUGE_VAL};
    pooling->scale = (tsq__range){1.0, HUGE_VAL};
    for (int i = 0; i < n; i++) {
        tsq__range own_scale, own_df;
        if (!evaluate(job, n > 1 ? tsq__piece(tau2, i, n) : tau2, &own_scale, &own_df)) {
            pooling->scale = (tsq__range){1.0, HUGE_VAL};
            df = (tsq__range){0.0, HUGE_VAL};
            break;
        }
        pooling->scale = i == 0 ? own_scale : tsq__range_hull(pooling->scale, own_scale);
        df = i == 0 ? own_df : tsq__range_hull(df, own_df);
    }
    if (pooling->factor == TSQ__FACTOR_SCALE) {
        pooling->quantile = quantile_of(df, tail);
    }
    if (pooling->pi_factor == TSQ__FACTOR_SCALE) {
        pooling->pi_quantile = quantile_of(SUB(df, POINT(pooling->pi_less)), tail);
    }
    return df;
}
