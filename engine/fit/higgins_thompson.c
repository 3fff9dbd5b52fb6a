/* The interval of H2 from Q; see higgins_thompson.h. */
#include "fit/higgins_thompson.h"

#include "num/dist.h"

#include <math.h>

void tsq__higgins_thompson(double q, double df, double tail, double *h2_lb, double *h2_ub)
{
    const double n = df + 1.0;
    double se = NAN;
    if (q > n) {
        se = 0.5 * log(q / df) / (sqrt(2.0 * q) - sqrt(2.0 * n - 3.0));
    } else if (n > 2.0) {
        se = sqrt((1.0 - 1.0 / (3.0 * (n - 2.0) * (n - 2.0))) / (2.0 * (n - 2.0)));
    }
    const double log_h = 0.5 * log(fmax(1.0, q / df));
    const double half = tsq__normal_upper(tail) * se;
    *h2_lb = isnan(half) ? NAN : fmax(1.0, exp(2.0 * (log_h - half)));
    *h2_ub = isnan(half) ? NAN : fmax(1.0, exp(2.0 * (log_h + half)));
}
