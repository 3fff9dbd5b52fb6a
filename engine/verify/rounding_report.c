/* Numbers that follow from ranges of others: p-values, I2 and H2 with their limits. */
#include "num/dist.h"
#include "verify/rounding_special.h"
#include "verify/rounding_work.h"

#include <string.h>

/* What quantiles and tails of distributions are known to, relative. */
#define DISTRIBUTIONS 1e-12

void tsq__rounding_set(tsq_rounding *out, tsq_rounded_key key, tsq__range range)
{
    const bool proven = !(range.lb > range.ub); /* numbers near the ends of double precision may leave nothing */
    out->quantity[key].lb = proven ? range.lb : -HUGE_VAL;
    out->quantity[key].ub = proven ? range.ub : HUGE_VAL;
}

static double two_sided(double statistic, double df)
{
    return !isfinite(statistic) ? 0.0
           : isnan(df)          ? tsq__normal_two_sided(statistic).p
                                : tsq__t_two_sided(statistic, df).p;
}

/* A p-value falls in the size of its statistic, and in the degrees of freedom. */
static tsq__range p_of(tsq__range statistic, tsq__range df)
{
    const double least = tsq__range_has(statistic, 0.0) ? 0.0 : fmin(fabs(statistic.lb), fabs(statistic.ub));
    const double p[2] = {two_sided(tsq__range_most(statistic), df.ub), two_sided(least, df.lb)};
    return (tsq__range){fmax(0.0, tsq__range_about(p[0], DISTRIBUTIONS).lb),
                        fmin(1.0, tsq__range_about(p[1], DISTRIBUTIONS).ub)};
}

static tsq__range q_p_of(tsq__range q, double df)
{
    if (!(df > 0.0)) {
        return tsq__range_point(1.0);
    }
    const double low = isfinite(q.ub) ? tsq__chisq_upper_tail(q.ub, df).p : 0.0,
                 high = tsq__chisq_upper_tail(q.lb, df).p;
    return (tsq__range){fmax(0.0, tsq__range_about(low, DISTRIBUTIONS).lb),
                        fmin(1.0, tsq__range_about(high, DISTRIBUTIONS).ub)};
}

/* 100 x/(x + df), which rises in x. */
static double share(double x, double df, bool upper)
{
    if (!isfinite(x) || x <= 0.0) {
        return x <= 0.0 ? 0.0 : 100.0;
    }
    const tsq__range at = tsq__range_point(x), sum = tsq__range_add(at, tsq__range_point(df));
    const tsq__range percent = tsq__range_scale(tsq__range_divide(at, sum), 100.0);
    return upper ? fmin(100.0, percent.ub) : fmax(0.0, percent.lb);
}

static void set_heterogeneity(const struct tsq__rounding_work *work, const tsq_fit_options *options,
                              const tsq__range ranges[TSQ__RANGED], tsq_rounding *out)
{
    const tsq_fit_result *fit = &work->result->fit;
    const double df = work->pooling.df;
    const bool from_q = options->i2 == TSQ_I2_Q || (fit->method->flags & TSQ_TAU2_COMMON) != 0;
    const tsq__range degrees = tsq__range_point(df), one = tsq__range_point(1.0);
    const tsq__range over = tsq__range_positive(tsq__range_subtract(ranges[TSQ__QE], degrees));
    const tsq__range excess = from_q ? over : ranges[TSQ__EXCESS];
    tsq__rounding_set(out, TSQ_ROUNDED_QE, ranges[TSQ__QE]);
    tsq__rounding_set(out, TSQ_ROUNDED_QE_P, q_p_of(ranges[TSQ__QE], df));
    if (df > 0.0) {
        const tsq__range h2 = tsq__range_divide(from_q ? ranges[TSQ__QE] : excess, degrees);
        tsq__rounding_set(out, TSQ_ROUNDED_I2, (tsq__range){share(excess.lb, df, false), share(excess.ub, df, true)});
        tsq__rounding_set(out, TSQ_ROUNDED_H2, from_q ? h2 : tsq__range_add(h2, one));
    }
}

void tsq__rounding_set_ranges(const struct tsq__rounding_work *work, const tsq_fit_options *options,
                              const tsq__range ranges[TSQ__RANGED], tsq__range df, tsq_rounding *out)
{
    tsq__rounding_set(out, TSQ_ROUNDED_ESTIMATE, ranges[TSQ__ESTIMATE]);
    tsq__rounding_set(out, TSQ_ROUNDED_SE, ranges[TSQ__SE]);
    tsq__rounding_set(out, TSQ_ROUNDED_STATISTIC, ranges[TSQ__STATISTIC]);
    tsq__rounding_set(out, TSQ_ROUNDED_PVAL, p_of(ranges[TSQ__STATISTIC], df));
    tsq__rounding_set(out, TSQ_ROUNDED_CI_LB, ranges[TSQ__CI_LB]);
    tsq__rounding_set(out, TSQ_ROUNDED_CI_UB, ranges[TSQ__CI_UB]);
    tsq__rounding_set(out, TSQ_ROUNDED_PI_LB, ranges[TSQ__PI_LB]);
    tsq__rounding_set(out, TSQ_ROUNDED_PI_UB, ranges[TSQ__PI_UB]);
    tsq__rounding_set(out, TSQ_ROUNDED_TAU2, ranges[TSQ__TAU2]);
    tsq__rounding_set(out, TSQ_ROUNDED_TAU, tsq__range_sqrt(ranges[TSQ__TAU2]));
    set_heterogeneity(work, options, ranges, out);
}

/* ---- limits of I2 and H2 ------------------------------------------------------------------------------------------------ */

/* By Higgins & Thompson 2002, doi:10.1002/sim.1186: H2 times exp(-+ 2 z se), held at 1; as engine/fit/higgins_thompson.c. */
static tsq__range h2_limit(tsq__range q, double df, bool above, double sign, tsq__range z)
{
    const tsq__range one = tsq__range_point(1.0), half = tsq__range_point(0.5), n = tsq__range_point(df + 1.0);
    const tsq__range ratio = tsq__range_divide(q, tsq__range_point(df));
    const tsq__range h2 = {fmax(1.0, ratio.lb), fmax(1.0, ratio.ub)};
    tsq__range se;
    if (above) { /* Q above the number of studies */
        const tsq__range twice = tsq__range_scale(q, 2.0);
        const tsq__range least = tsq__range_sqrt(tsq__range_subtract(tsq__range_scale(n, 2.0), tsq__range_point(3.0)));
        const tsq__range gap = tsq__range_subtract(tsq__range_sqrt(twice), least);
        se = tsq__range_divide(tsq__range_multiply(half, tsq__range_log(ratio)), gap);
    } else {
        const tsq__range m = tsq__range_point(df - 1.0), third = tsq__range_scale(tsq__range_square(m), 3.0);
        const tsq__range share = tsq__range_subtract(one, tsq__range_divide(one, third));
        se = tsq__range_sqrt(tsq__range_divide(share, tsq__range_scale(m, 2.0)));
    }
    const tsq__range off = tsq__range_scale(tsq__range_multiply(z, se), 2.0 * sign);
    const tsq__range limit = tsq__range_multiply(h2, tsq__dual_exp(tsq__dual_constant(off)).x);
    return (tsq__range){fmax(1.0, limit.lb), fmax(1.0, limit.ub)};
}

/* Over a range of Q, which is cut where the standard error changes its form, and into pieces. */
static tsq__range h2_limits(tsq__range q, double df, double sign, tsq__range z)
{
    enum { PIECES = 64 };
    const double n = df + 1.0;
    tsq__range limit = {HUGE_VAL, -HUGE_VAL};
    if (q.lb <= n && df > 1.0) { /* with one degree of freedom there is none up to there */
        limit = h2_limit((tsq__range){q.lb, fmin(q.ub, n)}, df, false, sign, z);
    }
    const double from = fmax(q.lb, n), width = q.ub - from;
    for (int i = 0; i < PIECES && width >= 0.0; i++) {
        const tsq__range piece = {i == 0 ? from : fmax(from, tsq__down(from + width * i / PIECES)),
                                  i + 1 == PIECES ? q.ub : tsq__up(from + width * (i + 1) / PIECES)};
        limit = tsq__range_hull(limit, h2_limit(piece, df, true, sign, z));
    }
    return limit;
}

static tsq__range i2_of(tsq__range h2)
{
    const tsq__range one = tsq__range_point(1.0);
    return tsq__range_scale(tsq__range_subtract(one, tsq__range_divide(one, h2)), 100.0);
}

/* 100 (h2 - 1)/h2 of h2 = 1 + excess/df. */
static void set_limit(double df, tsq__range excess, bool upper, tsq_rounding *out)
{
    const tsq__range missing = {(double)NAN, (double)NAN};
    if (isnan(excess.lb)) { /* no limit of tau2 has a range */
        tsq__rounding_set(out, upper ? TSQ_ROUNDED_H2_UB : TSQ_ROUNDED_H2_LB, missing);
        tsq__rounding_set(out, upper ? TSQ_ROUNDED_I2_UB : TSQ_ROUNDED_I2_LB, missing);
        return;
    }
    const tsq__range h2 = tsq__range_add(tsq__range_point(1.0), tsq__range_divide(excess, tsq__range_point(df)));
    tsq__rounding_set(out, upper ? TSQ_ROUNDED_H2_UB : TSQ_ROUNDED_H2_LB,
                      (tsq__range){excess.lb > 0.0 ? h2.lb : 1.0, excess.ub > 0.0 ? h2.ub : 1.0});
    tsq__rounding_set(out, upper ? TSQ_ROUNDED_I2_UB : TSQ_ROUNDED_I2_LB,
                      (tsq__range){share(excess.lb, df, false), share(excess.ub, df, true)});
}

/* By Q alone. */
static void set_test_based(const struct tsq__rounding_work *work, const struct tsq__together *found, bool of_tau2,
                           tsq_rounding *out)
{
    const double df = work->pooling.df, tail = (100.0 - work->result->fit.level) / 200.0;
    const tsq__range z = tsq__range_about(tsq__normal_upper(tail), DISTRIBUTIONS), one = tsq__range_point(1.0);
    for (int i = 0; i < 2; i++) {
        const tsq__range h2 = h2_limits(found->ranges[TSQ__QE], df, i == 0 ? -1.0 : 1.0, z);
        const tsq__range excess = tsq__range_scale(tsq__range_subtract(h2, one), df);
        tsq__rounding_set(out, i == 0 ? TSQ_ROUNDED_H2_LB : TSQ_ROUNDED_H2_UB, h2);
        tsq__rounding_set(out, i == 0 ? TSQ_ROUNDED_I2_LB : TSQ_ROUNDED_I2_UB, i2_of(h2));
        if (of_tau2) {
            tsq__rounding_set(out, i == 0 ? TSQ_ROUNDED_TAU2_LB : TSQ_ROUNDED_TAU2_UB,
                              tsq__range_positive(tsq__range_divide(tsq__range_positive(excess), found->trace)));
        }
    }
}

void tsq__rounding_set_limits(const struct tsq__rounding_work *work, const tsq_fit_options *options,
                              const struct tsq__together *found, tsq_rounding *out)
{
    const tsq_fit_result *fit = &work->result->fit;
    const bool from_q = options->i2 == TSQ_I2_Q || (fit->method->flags & TSQ_TAU2_COMMON) != 0;
    const bool test_based = fit->tau2_interval != NULL && strcmp(fit->tau2_interval->id, "HT") == 0;
    tsq__rounding_set(out, TSQ_ROUNDED_TAU2_LB, found->tau2_limit[0]);
    tsq__rounding_set(out, TSQ_ROUNDED_TAU2_UB, found->tau2_limit[1]);
    set_limit(work->pooling.df, found->excess[0], false, out);
    set_limit(work->pooling.df, found->excess[1], true, out);
    if (from_q || test_based) {
        set_test_based(work, found, test_based, out);
    }
}
