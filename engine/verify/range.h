/* Interval arithmetic with outward rounding: every result holds all values that exact arithmetic gives for numbers of the
 * operands. Each operation is correctly rounded by IEEE 754 and then moved outward by one or two units in the last place,
 * so no rounding mode is touched.
 *
 * Source: Moore, Kearfott & Cloud 2009, Introduction to Interval Analysis, doi:10.1137/1.9780898717716, chapters 2 and 3. */
#ifndef TSQ_VERIFY_RANGE_H
#define TSQ_VERIFY_RANGE_H

#include <math.h>
#include <stdbool.h>

/** The numbers from lb to ub; an end may be infinite. */
typedef struct tsq__range {
    double lb, ub;
} tsq__range;

/** Below x by at least one unit in the last place. */
static inline double tsq__down(double x)
{
    return isfinite(x) ? x - (fabs(x) * 0x1p-52 + 0x1p-1074) : x == HUGE_VAL ? 0x1.fffffffffffffp+1023 : x;
}

/** Above x by at least one unit in the last place. */
static inline double tsq__up(double x)
{
    return isfinite(x) ? x + (fabs(x) * 0x1p-52 + 0x1p-1074) : x == -HUGE_VAL ? -0x1.fffffffffffffp+1023 : x;
}

/** Everything; also what an operation gives that is not defined everywhere on its operands. */
static inline tsq__range tsq__range_all(void)
{
    return (tsq__range){-HUGE_VAL, HUGE_VAL};
}

static inline tsq__range tsq__range_point(double x)
{
    return (tsq__range){x, x};
}

/** From computed ends, whose rounding errors are not counted yet. */
static inline tsq__range tsq__range_out(double lb, double ub)
{
    return isnan(lb) || isnan(ub) ? tsq__range_all() : (tsq__range){tsq__down(lb), tsq__up(ub)};
}

/** A number that is known to `relative` of itself. */
static inline tsq__range tsq__range_about(double x, double relative)
{
    const double by = fabs(x) * relative;
    return tsq__range_out(x - by, x + by);
}

static inline tsq__range tsq__range_hull(tsq__range a, tsq__range b)
{
    return (tsq__range){fmin(a.lb, b.lb), fmax(a.ub, b.ub)};
}

/** What both hold; where rounding leaves nothing, the nearer end. */
static inline tsq__range tsq__range_meet(tsq__range a, tsq__range b)
{
    const double lb = fmax(a.lb, b.lb), ub = fmin(a.ub, b.ub);
    return lb <= ub ? (tsq__range){lb, ub} : (tsq__range){ub, lb};
}

static inline bool tsq__range_has(tsq__range a, double x)
{
    return a.lb <= x && x <= a.ub;
}

static inline double tsq__range_middle(tsq__range a)
{
    return a.lb == a.ub ? a.lb : a.lb + (a.ub - a.lb) / 2.0;
}

/** Largest absolute value. */
static inline double tsq__range_most(tsq__range a)
{
    return fmax(fabs(a.lb), fabs(a.ub));
}

static inline tsq__range tsq__range_negate(tsq__range a)
{
    return (tsq__range){-a.ub, -a.lb};
}

static inline tsq__range tsq__range_add(tsq__range a, tsq__range b)
{
    return tsq__range_out(a.lb + b.lb, a.ub + b.ub);
}

static inline tsq__range tsq__range_subtract(tsq__range a, tsq__range b)
{
    return tsq__range_out(a.lb - b.ub, a.ub - b.lb);
}

/* 0 times an unbounded end is 0: the end itself is no number of the range. */
static inline double tsq__times(double a, double b)
{
    return a == 0.0 || b == 0.0 ? 0.0 : a * b;
}

static inline tsq__range tsq__range_multiply(tsq__range a, tsq__range b)
{
    const double p = tsq__times(a.lb, b.lb), q = tsq__times(a.lb, b.ub), r = tsq__times(a.ub, b.lb),
                 s = tsq__times(a.ub, b.ub);
    if ((a.lb == 0.0 && a.ub == 0.0) || (b.lb == 0.0 && b.ub == 0.0)) {
        return tsq__range_point(0.0);
    }
    return tsq__range_out(fmin(fmin(p, q), fmin(r, s)), fmax(fmax(p, q), fmax(r, s)));
}

static inline tsq__range tsq__range_scale(tsq__range a, double by)
{
    return tsq__range_multiply(a, tsq__range_point(by));
}

/** Everything if b holds 0, but for b that is not negative and a that has one sign. */
static inline tsq__range tsq__range_divide(tsq__range a, tsq__range b)
{
    if (b.lb > 0.0 || b.ub < 0.0) {
        const double p = a.lb / b.lb, q = a.lb / b.ub, r = a.ub / b.lb, s = a.ub / b.ub;
        return tsq__range_out(fmin(fmin(p, q), fmin(r, s)), fmax(fmax(p, q), fmax(r, s)));
    }
    if (b.lb == 0.0 && b.ub > 0.0 && (a.lb >= 0.0 || a.ub <= 0.0)) {
        return a.lb >= 0.0 ? (tsq__range){fmax(0.0, tsq__down(a.lb / b.ub)), HUGE_VAL}
                           : (tsq__range){-HUGE_VAL, fmin(0.0, tsq__up(a.ub / b.ub))};
    }
    return tsq__range_all();
}

static inline tsq__range tsq__range_square(tsq__range a)
{
    const double least = tsq__range_has(a, 0.0) ? 0.0 : fmin(fabs(a.lb), fabs(a.ub)), most = tsq__range_most(a);
    return (tsq__range){least == 0.0 ? 0.0 : fmax(0.0, tsq__down(least * least)),
                        most == 0.0 ? 0.0 : tsq__up(most * most)};
}

/** Of what is not negative in a. */
static inline tsq__range tsq__range_sqrt(tsq__range a)
{
    return (tsq__range){a.lb > 0.0 ? tsq__down(sqrt(a.lb)) : 0.0, a.ub > 0.0 ? tsq__up(sqrt(a.ub)) : 0.0};
}

/** Of what is positive in a. The logarithm of the system's library is taken to be right to 4 units in the last place. */
static inline tsq__range tsq__range_log(tsq__range a)
{
    enum { UNITS = 4 };
    double lb = a.lb > 0.0 ? log(a.lb) : -HUGE_VAL, ub = a.ub > 0.0 ? log(a.ub) : -HUGE_VAL;
    for (int i = 0; i < UNITS; i++) {
        lb = tsq__down(lb);
        ub = tsq__up(ub);
    }
    return (tsq__range){lb, ub};
}

/** Of a's values, the ones that are not below 0, and 0 for the others. */
static inline tsq__range tsq__range_positive(tsq__range a)
{
    return (tsq__range){fmax(a.lb, 0.0), fmax(a.ub, 0.0)};
}

#endif
