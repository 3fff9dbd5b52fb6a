/* Chandrupatla's bracketed root finder; see root.h. */
#include "num/root.h"

#include <math.h>
#include <stdbool.h>

#define EPS 2.220446049250313e-16

/* Position of the next trial between b (0) and a (1), c being the point before. */
static double next_fraction(double a, double b, double c, double fa, double fb, double fc)
{
    const double xi = (a - b) / (c - b), phi = (fa - fb) / (fc - fb);
    if (phi * phi < xi && (1.0 - phi) * (1.0 - phi) < 1.0 - xi) {
        return fa / (fb - fa) * (fc / (fb - fc)) + (c - a) / (b - a) * (fa / (fc - fa)) * (fb / (fc - fb));
    }
    return 0.5;
}

int tsq__root(double (*f)(double x, void *context), void *context, double *lo, double *hi, double f_lo, double f_hi,
              double rtol, double *root)
{
    if (f_lo == 0.0 || f_hi == 0.0) {
        *root = f_lo == 0.0 ? *lo : *hi;
        *lo = *hi = *root;
        return 0;
    }
    if ((f_lo > 0.0) == (f_hi > 0.0) || isnan(f_lo) || isnan(f_hi)) {
        return -1;
    }
    double a = *hi, b = *lo, fa = f_hi, fb = f_lo, t = 0.5;
    for (int i = 0; i < 2000; i++) {
        const double x = a + t * (b - a), fx = f(x, context);
        double c, fc;
        if ((fx > 0.0) == (fa > 0.0)) {
            c = a, fc = fa;
        } else {
            c = b, fc = fb;
            b = a, fb = fa;
        }
        a = x, fa = fx;
        const double best = fabs(fa) < fabs(fb) ? a : b;
        const double tolerance = fmax(rtol, 2.0 * EPS) * fabs(best) + 5e-324;
        const double relative = tolerance / fabs(b - a);
        if (fa == 0.0 || relative > 0.5) {
            break;
        }
        t = next_fraction(a, b, c, fa, fb, fc);
        t = fmin(fmax(t, relative), 1.0 - relative);
    }
    *root = fabs(fa) <= fabs(fb) ? a : b;
    *lo = fa == 0.0 ? a : fmin(a, b);
    *hi = fa == 0.0 ? a : fmax(a, b);
    return 0;
}
