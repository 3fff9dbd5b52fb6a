/* Twofold numbers: an unevaluated sum of two doubles, about 106 bits (Dekker 1971, doi:10.1007/BF01397083). For what is
 * done once per model; the fits themselves run in double. */
#ifndef TSQ_NUM_TWOFOLD_H
#define TSQ_NUM_TWOFOLD_H

#include <math.h>

typedef struct tsq__twofold {
    double high, low;
} tsq__twofold;

static inline tsq__twofold tsq__twofold_of(double high, double low)
{
    const double sum = high + low;
    return (tsq__twofold){sum, low - (sum - high)};
}

/** a + b. */
static inline tsq__twofold tsq__twofold_add(tsq__twofold a, tsq__twofold b)
{
    const double sum = a.high + b.high, part = sum - a.high;
    const double error = (a.high - (sum - part)) + (b.high - part);
    return tsq__twofold_of(sum, error + (a.low + b.low));
}

/** a b. */
static inline tsq__twofold tsq__twofold_times(tsq__twofold a, tsq__twofold b)
{
    const double product = a.high * b.high;
    return tsq__twofold_of(product, fma(a.high, b.high, -product) + (a.high * b.low + a.low * b.high));
}

/** a / b. */
static inline tsq__twofold tsq__twofold_over(tsq__twofold a, tsq__twofold b)
{
    const double first = a.high / b.high;
    const tsq__twofold back = tsq__twofold_times((tsq__twofold){-first, 0.0}, b);
    const tsq__twofold rest = tsq__twofold_add(a, back);
    return tsq__twofold_of(first, rest.high / b.high);
}

#endif
