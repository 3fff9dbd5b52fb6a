/* Closeness for tests: |got - want| <= atol + rtol |want|; NaN equals NaN, infinities by sign. */
#ifndef TSQ_TEST_CHECK_H
#define TSQ_TEST_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <math.h>
#include <stdbool.h>
#include <stdio.h>

static inline bool tsq_is_close(double got, double want, double rtol, double atol)
{
    if (isnan(want) || isnan(got)) {
        return isnan(want) && isnan(got);
    }
    if (isinf(want) || isinf(got)) {
        return want == got;
    }
    return fabs(got - want) <= atol + rtol * fabs(want);
}

#define check_close(got, want, rtol, atol)                                                                             \
    do {                                                                                                               \
        const double check_got = (got), check_want = (want);                                                           \
        if (!tsq_is_close(check_got, check_want, (rtol), (atol))) {                                                    \
            fail_msg("%s is %.17g, not %.17g (off by %.3g)", #got, check_got, check_want, check_got - check_want);     \
        }                                                                                                              \
    } while (0)

#endif
