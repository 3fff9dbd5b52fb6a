/* Jacobi's method; see eigen.h.
 *
 * The angle of a rotation need not be exact, as the next sweep mends what it leaves; cosine and sine must belong to one
 * angle to full precision, so that U is orthogonal. */
#include "num/eigen.h"

#define SWEEPS 60
#define SMALL 0x1p-96    /* an element this small relative to its two diagonal elements is 0 */
#define SINGULAR 0x1p-48 /* what the rounding of the elements to double leaves of a singular matrix */

static tsq__twofold negative(tsq__twofold a)
{
    return (tsq__twofold){-a.high, -a.low};
}

/* Cosine and sine of the angle that annihilates a_pq, nearly. */
static void angle(tsq__twofold app, tsq__twofold aqq, tsq__twofold apq, tsq__twofold *cosine, tsq__twofold *sine)
{
    const double gap = tsq__twofold_add(aqq, negative(app)).high;
    const double theta = 0.5 * gap / apq.high;
    const double t = (theta < 0.0 ? -1.0 : 1.0) / (fabs(theta) + hypot(theta, 1.0));
    const double first = 1.0 / hypot(t, 1.0);
    const tsq__twofold one = {1.0, 0.0}, tangent = {t, 0.0}, start = {first, 0.0};
    /* one Newton step for 1/sqrt(1 + t^2): first + first (1 - (1 + t^2) first^2)/2 */
    const tsq__twofold square = tsq__twofold_add(one, tsq__twofold_times(tangent, tangent));
    const tsq__twofold product = tsq__twofold_times(square, tsq__twofold_times(start, start));
    const double rest = tsq__twofold_add(one, negative(product)).high;
    *cosine = tsq__twofold_add(start, (tsq__twofold){0.5 * first * rest, 0.0});
    *sine = tsq__twofold_times(tangent, *cosine);
}

/* (x, y) := (c x - s y, s x + c y). */
static void turn(tsq__twofold *x, tsq__twofold *y, tsq__twofold c, tsq__twofold s)
{
    const tsq__twofold from_x = *x, from_y = *y;
    *x = tsq__twofold_add(tsq__twofold_times(c, from_x), negative(tsq__twofold_times(s, from_y)));
    *y = tsq__twofold_add(tsq__twofold_times(s, from_x), tsq__twofold_times(c, from_y));
}

static void rotate(size_t n, tsq__twofold *a, tsq__twofold *u, size_t p, size_t q)
{
    tsq__twofold c, s;
    angle(a[p * n + p], a[q * n + q], a[p * n + q], &c, &s);
    for (size_t i = 0; i < n; i++) {
        turn(&a[i * n + p], &a[i * n + q], c, s);
        turn(&u[i * n + p], &u[i * n + q], c, s);
    }
    for (size_t i = 0; i < n; i++) {
        turn(&a[p * n + i], &a[q * n + i], c, s);
    }
}

static bool is_small(size_t n, const tsq__twofold *a, size_t p, size_t q)
{
    const double size = sqrt(fabs(a[p * n + p].high)) * sqrt(fabs(a[q * n + q].high));
    return fabs(a[p * n + q].high) <= SMALL * size;
}

bool tsq__eigen(size_t n, tsq__twofold *a, tsq__twofold *u)
{
    double least = INFINITY;
    for (size_t i = 0; i < n * n; i++) {
        u[i] = (tsq__twofold){i % (n + 1) == 0 ? 1.0 : 0.0, 0.0};
    }
    for (size_t i = 0; i < n; i++) {
        least = fmin(least, a[i * n + i].high);
    }
    bool moved = true;
    for (int sweep = 0; moved && sweep < SWEEPS; sweep++) {
        moved = false;
        for (size_t p = 0; p < n; p++) {
            for (size_t q = p + 1; q < n; q++) {
                if (!is_small(n, a, p, q)) {
                    rotate(n, a, u, p, q);
                    moved = true;
                }
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        if (!(a[i * n + i].high > SINGULAR * least)) {
            return false;
        }
    }
    return !moved;
}
