/*
 * The back-transformations of Freeman and Tukey's transformed proportions and rates, which need a number of participants n
 * or a person-time t.
 *
 * ipft: p = (1 - sign(cos 2y) sqrt(1 - (sin 2y - cos^2 2y/(n sin 2y))^2))/2, Miller 1978, doi:10.1080/00031305.1978.10479283, which is the
 * exact inverse for a study's own n; 0 below the value of p = 0 and 1 above that of p = 1. Of a pooled estimate, with the
 * harmonic mean of n as Miller has it, the result can be far off the studies': Schwarzer, Chemaitelly, Abu-Raddad & Ruecker
 * 2019, doi:10.1002/jrsm.1348.
 * iirft: x = (y - 1/(4 t y))^2, the exact inverse of y = (sqrt(x) + sqrt(x + 1/t))/2; 0 below the value of x = 0.
 */
#include "effect/transforms.h"

#include <math.h>

double tsq__inverse_ipft(double p, double n)
{
    if (!(p >= 0.0 && p <= 1.0)) {
        return NAN;
    }
    const double x = n * p, m = n * (1.0 - p);
    return 0.5 * (atan2(sqrt(x), sqrt(m + 1.0)) + atan2(sqrt(x + 1.0), sqrt(m)));
}

double tsq__apply_ipft(double yi, double n)
{
    if (isnan(yi) || !(n > 0.0)) {
        return NAN;
    }
    if (yi <= tsq__inverse_ipft(0.0, n)) {
        return 0.0;
    }
    if (yi >= tsq__inverse_ipft(1.0, n)) {
        return 1.0;
    }
    const double s = sin(2.0 * yi), c = cos(2.0 * yi), root = s - c * c / (n * s);
    const double square = fmin(root * root, 1.0), small = 0.5 * square / (1.0 + sqrt(1.0 - square));
    return c > 0.0 ? small : 1.0 - small;
}

double tsq__inverse_iirft(double rate, double time)
{
    return rate >= 0.0 ? 0.5 * (sqrt(rate) + sqrt(rate + 1.0 / time)) : (double)NAN;
}

double tsq__apply_iirft(double yi, double time)
{
    if (isnan(yi) || !(time > 0.0)) {
        return NAN;
    }
    const double root = yi - 0.25 / (time * yi);
    return yi <= tsq__inverse_iirft(0.0, time) ? 0.0 : root * root;
}
