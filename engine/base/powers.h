/* Powers of ten as 128 bits. */
#ifndef TSQ_BASE_POWERS_H
#define TSQ_BASE_POWERS_H

#include <stdint.h>

/** 10^k is at most high 2^64 + low and more than that less 1, in units of 2^(floor(log2 10^k) - 127). */
struct tsq__power {
    uint64_t high, low;
};

enum { TSQ__POWER_LEAST = -292, TSQ__POWER_MOST = 324 };

/** k from TSQ__POWER_LEAST on. */
extern const struct tsq__power tsq__powers[TSQ__POWER_MOST - TSQ__POWER_LEAST + 1];

/** floor(n a / 2^bits) for numbers of either sign. */
static inline int tsq__floor_shift(int number, int bits)
{
    const int unit = 1 << bits;
    return number >= 0 ? number / unit : -((-number + unit - 1) / unit);
}

/** floor(log2 10^k), |k| up to 350. */
static inline int tsq__log2_of_power(int k)
{
    return tsq__floor_shift(k * 1741647, 19);
}

#endif
