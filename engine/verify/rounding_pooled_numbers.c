/* The numbers of pooled counts over ranges, with their derivatives by the sums that they are made of. */
#include "verify/rounding_pooled.h"

/* What a study adds to Q about an estimate that does not follow it. */
static struct tsq__dual own_q(const struct tsq__stratum_range *s, tsq__range estimate)
{
    return tsq__dual_multiply(tsq__dual_square(tsq__dual_subtract(s->y, tsq__dual_constant(estimate))), s->w);
}

static struct tsq__pooled_number q_of(const struct tsq__pooled_counts *pooled, const struct tsq__dual *estimate)
{
    struct tsq__pooled_number q = {.is_q = true, .estimate = estimate->x};
    tsq__range by_estimate = {0.0, 0.0};
    for (size_t i = 0; i < pooled->k; i++) {
        const struct tsq__stratum_range *s = &pooled->now[i];
        if (s->compared) {
            const tsq__range off = tsq__range_subtract(s->y.x, estimate->x);
            q.of.x = tsq__range_add(q.of.x, own_q(s, estimate->x).x);
            by_estimate = tsq__range_subtract(by_estimate, tsq__range_scale(tsq__range_multiply(s->w.x, off), 2.0));
        }
    }
    q.of.n = TSQ__SUMS;
    for (int i = 0; i < TSQ__SUMS; i++) {
        q.of.by[i] = tsq__range_multiply(by_estimate, estimate->by[i]);
    }
    q.of.x = tsq__range_positive(q.of.x);
    return q;
}

/* sum w - sum w^2/sum w, which rises in every weight: at the lower or the upper ends of all. */
static tsq__range trace_at(const struct tsq__pooled_counts *pooled, bool upper)
{
    tsq__range sum = {0.0, 0.0}, squares = {0.0, 0.0};
    for (size_t i = 0; i < pooled->k; i++) {
        const struct tsq__stratum_range *s = &pooled->now[i];
        const tsq__range w = tsq__range_point(upper ? s->w.x.ub : s->w.x.lb);
        sum = s->compared ? tsq__range_add(sum, w) : sum;
        squares = s->compared ? tsq__range_add(squares, tsq__range_square(w)) : squares;
    }
    return tsq__range_subtract(sum, tsq__range_divide(squares, sum));
}

static tsq__range trace_of(const struct tsq__pooled_counts *pooled)
{
    return tsq__range_positive((tsq__range){trace_at(pooled, false).lb, trace_at(pooled, true).ub});
}

/* (Q - df)/(sum w - sum w^2/sum w): what follows from Q has its derivatives by the sums over the divisor. */
static struct tsq__pooled_number tau2_of(const struct tsq__pooled_counts *pooled, struct tsq__pooled_number q)
{
    tsq__range sum = {0.0, 0.0}, squares = {0.0, 0.0};
    for (size_t i = 0; i < pooled->k; i++) {
        if (pooled->now[i].compared) {
            sum = tsq__range_add(sum, pooled->now[i].w.x);
            squares = tsq__range_add(squares, tsq__range_square(pooled->now[i].w.x));
        }
    }
    const tsq__range trace = trace_of(pooled);
    q.weights.sum = sum;
    q.weights.squares = squares;
    q.weights.trace = trace;
    q.is_tau2 = true;
    q.of.x = tsq__range_divide(tsq__range_subtract(q.of.x, tsq__range_point(pooled->df)), trace);
    for (size_t i = 0; i < q.of.n; i++) {
        q.of.by[i] = tsq__range_divide(q.of.by[i], trace);
    }
    return q;
}

/* What the weight of a study in Q does to tau2: by Q, and by the divisor, (1 - p)^2 and the squares of the others' shares p. */
static tsq__range own_tau2(const struct tsq__pooled_number *number, const struct tsq__stratum_range *s, size_t j)
{
    const tsq__range one = tsq__range_point(1.0), sum = number->weights.sum, trace = number->weights.trace;
    const tsq__range by_q = tsq__range_divide(own_q(s, number->estimate).by[j], trace);
    const tsq__range rest = tsq__range_divide(number->weights.squares, tsq__range_square(sum));
    const tsq__range p = tsq__range_divide(s->w.x, sum);
    const tsq__range by_w =
        tsq__range_positive(tsq__range_add(tsq__range_subtract(one, tsq__range_scale(p, 2.0)), rest));
    const tsq__range by_trace = tsq__range_multiply(by_w, s->w.by[j]);
    return tsq__range_subtract(by_q, tsq__range_divide(tsq__range_multiply(number->of.x, by_trace), trace));
}

/* A number of the studies in `now`. */
struct tsq__pooled_number tsq__pooled_evaluate(const struct tsq__pooled_counts *pooled, enum tsq__ranged which)
{
    struct tsq__dual sum[TSQ__SUMS], estimate, variance;
    for (size_t j = 0; j < TSQ__SUMS; j++) {
        tsq__range total = {0.0, 0.0};
        for (size_t i = 0; i < pooled->k; i++) {
            total = tsq__range_add(total, pooled->now[i].term[j].x);
        }
        sum[j] = tsq__dual_constant(total);
        sum[j].by[j] = tsq__range_point(1.0);
        sum[j].n = TSQ__SUMS;
    }
    tsq__strata_pool(&pooled->counting, sum, &estimate, &variance);
    if (which == TSQ__QE || which == TSQ__TAU2) {
        const struct tsq__pooled_number q = q_of(pooled, &estimate);
        return which == TSQ__QE ? q : tau2_of(pooled, q);
    }
    const struct tsq__dual se = tsq__dual_sqrt(variance);
    const struct tsq__dual half = tsq__dual_multiply(se, tsq__dual_constant(pooled->quantile));
    switch (which) {
    case TSQ__SE:
        return (struct tsq__pooled_number){.of = se};
    case TSQ__STATISTIC:
        return (struct tsq__pooled_number){.of = tsq__dual_divide(estimate, se)};
    case TSQ__CI_LB:
        return (struct tsq__pooled_number){.of = tsq__dual_subtract(estimate, half)};
    case TSQ__CI_UB:
        return (struct tsq__pooled_number){.of = tsq__dual_add(estimate, half)};
    default:
        return (struct tsq__pooled_number){.of = estimate};
    }
}

tsq__range tsq__pooled_slope(const struct tsq__pooled_number *number, const struct tsq__stratum_range *s, size_t j)
{
    tsq__range slope = {0.0, 0.0};
    for (int m = 0; m < TSQ__SUMS; m++) {
        slope = tsq__range_add(slope, tsq__range_multiply(number->of.by[m], s->term[m].by[j]));
    }
    if (!number->is_q || !s->compared) {
        return slope;
    }
    return tsq__range_add(slope, number->is_tau2 ? own_tau2(number, s, j) : own_q(s, number->estimate).by[j]);
}
