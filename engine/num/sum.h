/* Compensated sums: the rounding error of each addition is carried along (Neumaier 1974, doi:10.1002/zamm.19740540106).
 * The error of the result is about one rounding plus k * 2^-106 of the sum of the absolute terms. */
#ifndef TSQ_NUM_SUM_H
#define TSQ_NUM_SUM_H

typedef struct tsq__sum {
    double high, low;
} tsq__sum;

/** Adds x; the error of high + x is found by Knuth's branch-free two-sum. */
static inline void tsq__sum_add(tsq__sum *sum, double x)
{
    const double total = sum->high + x;
    const double part = total - sum->high;
    sum->low += (sum->high - (total - part)) + (x - part);
    sum->high = total;
}

/** The next of terms none of which is negative, by Dekker's two-sum: exact while x is no larger than the sum so far; all
 *  larger terms together cost no more than two roundings of the result, because they at least double it. */
static inline void tsq__sum_add_positive(tsq__sum *sum, double x)
{
    const double total = sum->high + x;
    sum->low += x - (total - sum->high);
    sum->high = total;
}

static inline double tsq__sum_value(tsq__sum sum)
{
    return sum.high + sum.low;
}

#endif
