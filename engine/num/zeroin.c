/* Brent's root finder; see zeroin.h. */
#include "num/zeroin.h"

#include <math.h>

#define EPS 2.220446049250313e-16

/* The step from b by interpolation through a, b, c where it stays well inside the bracket, else half the bracket. */
static double choose_step(double a, double b, double c, double fa, double fb, double fc, double tolerance)
{
    const double half = 0.5 * (c - b), last = b - a;
    if (fabs(last) < tolerance || fabs(fa) <= fabs(fb)) {
        return half;
    }
    const double ratio = fb / fa, bracket = c - b;
    double p, q;
    if (a == c) {
        p = bracket * ratio;
        q = 1.0 - ratio;
    } else {
        const double u = fa / fc, w = fb / fc;
        p = ratio * (bracket * u * (u - w) - (b - a) * (w - 1.0));
        q = (u - 1.0) * (w - 1.0) * (ratio - 1.0);
    }
    q = p > 0.0 ? -q : q;
    p = fabs(p);
    const bool safe = p < 0.75 * bracket * q - 0.5 * fabs(tolerance * q) && p < fabs(0.5 * last * q);
    return safe ? p / q : half;
}

bool tsq__zeroin(double (*f)(double x, void *context), void *context, double lo, double hi, double tol,
                 unsigned max_steps, double *root)
{
    double a = lo, b = hi, c = lo, fa = f(a, context), fb = f(b, context), fc = fa;
    if (fa == 0.0) {
        *root = a;
        return true;
    }
    if ((fa > 0.0) == (fb > 0.0) && fb != 0.0) {
        return false;
    }
    for (unsigned i = 0; i <= max_steps; i++) {
        if (fabs(fc) < fabs(fb)) {
            a = b, b = c, c = a;
            fa = fb, fb = fc, fc = fa;
        }
        const double tolerance = 2.0 * EPS * fabs(b) + 0.5 * tol;
        if (fabs(0.5 * (c - b)) <= tolerance || fb == 0.0) {
            *root = b;
            return true;
        }
        double step = choose_step(a, b, c, fa, fb, fc, tolerance);
        step = fabs(step) < tolerance ? copysign(tolerance, step) : step;
        a = b, fa = fb;
        b += step;
        fb = f(b, context);
        if ((fb > 0.0) == (fc > 0.0)) {
            c = a, fc = fa;
        }
    }
    return false;
}
