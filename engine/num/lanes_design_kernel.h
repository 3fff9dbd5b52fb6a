/* Weighted fits with few moderators for several problems at once. Included as num/lanes_kernel.h is; written once for
 * the single fit and for tiles. Column j of x stands j * k * TSQ__STRIDE numbers behind the first. m is a constant where it
 * matters, so that the loops over columns are unrolled. */
#include "num/lanes_design.h"
#include "num/lanes_kernel.h"

#undef TSQ__COLUMNS
#undef TSQ__FOR_EACH_M
#undef TSQ__MOST
#undef TSQ__OUTLINED
#define TSQ__OUTLINED __attribute__((noinline, unused)) TSQ__TARGET
#define TSQ__MOST TSQ__DESIGN_MOST

/* With checks of every access in them the unrolled sums of each m would take a compiler minutes. */
#undef TSQ__ROLLED
#if defined(__SANITIZE_ADDRESS__)
#define TSQ__ROLLED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define TSQ__ROLLED 1
#endif
#endif
#if defined(TSQ__ROLLED)
#define TSQ__COLUMNS(j, from, to) for (size_t j = (from); j < (to); j++)
#define TSQ__FOR_EACH_M(m, call) call(m)
#else
#define TSQ__COLUMNS(j, from, to) _Pragma("GCC unroll 6") for (size_t j = (from); j < (to); j++)
#define TSQ__FOR_EACH_M(m, call)                                                                                       \
    if ((m) == 1) {                                                                                                    \
        call(1);                                                                                                       \
    } else if ((m) == 2) {                                                                                             \
        call(2);                                                                                                       \
    } else if ((m) == 3) {                                                                                             \
        call(3);                                                                                                       \
    } else {                                                                                                           \
        call(4);                                                                                                       \
    }
#endif

/* What has to be left of a sum of squares where another is taken off, so that no more than three digits are lost. */
#define LEFT 0x1p-10            /* of the traces, and of a column behind the others */
#define LEFT_OF_SQUARES 0x1p-14 /* of residuals, whose own error is what counts */

typedef struct {
    TSQ__VEC sum, per_sum, mean_y, mean[TSQ__MOST], pivot[TSQ__MOST], lower[TSQ__MOST][TSQ__MOST];
    TSQ__VEC part[TSQ__MOST], b[TSQ__MOST], rss, trace;
    TSQ__VEC a, c, trace2, w2; /* y'PPy; as plain sums y'PPPy, tr PP, sum w^2 */
    TSQ__LANE(mask) sound;
} TSQ__LANE(design);

#define TSQ__X(j, i) TSQ__LOAD(x + ((j)*k + (i)) * TSQ__STRIDE)

/* Weights, which go to w, and weighted means. */
TSQ__INLINE void TSQ__LANE(design_means)(TSQ__LANE(design) * d, size_t k, size_t m, const double *y, const double *v,
                                         const double *x, TSQ__VEC t, double *w)
{
    TSQ__LANE(sum) weight = TSQ__LANE(none)(), total = weight, column[TSQ__MOST];
    TSQ__COLUMNS(j, 0, m)
    {
        column[j] = weight;
    }
    for (size_t i = 0; i < k; i++) {
        const TSQ__VEC wi = 1.0 / (TSQ__LOAD(v + i * TSQ__STRIDE) + t);
        TSQ__STORE(w + i * TSQ__STRIDE, wi);
        TSQ__LANE(add_positive)(&weight, wi);
        TSQ__LANE(add)(&total, wi * TSQ__LOAD(y + i * TSQ__STRIDE));
        TSQ__COLUMNS(j, 0, m)
        {
            TSQ__LANE(add)(&column[j], wi * TSQ__X(j, i));
        }
    }
    d->sum = TSQ__LANE(value)(weight);
    d->per_sum = 1.0 / d->sum;
    d->mean_y = TSQ__LANE(value)(total) * d->per_sum;
    TSQ__COLUMNS(j, 0, m)
    {
        d->mean[j] = TSQ__LANE(value)(column[j]) * d->per_sum;
    }
}

/* L^-1 r, in place. */
TSQ__INLINE void TSQ__LANE(design_forward)(const TSQ__LANE(design) * d, size_t m, TSQ__VEC *r)
{
    TSQ__COLUMNS(j, 1, m)
    {
        TSQ__COLUMNS(c, 0, j)
        {
            r[j] -= d->lower[j][c] * r[c];
        }
    }
}

/* Adds D^-1 L^-1 r to L'b and what follows to b; returns the change of b in r. */
TSQ__INLINE void TSQ__LANE(design_solve)(TSQ__LANE(design) * d, size_t m, TSQ__VEC *r)
{
    TSQ__LANE(design_forward)(d, m, r);
    TSQ__COLUMNS(j, 0, m)
    {
        r[j] /= d->pivot[j];
        d->part[j] += r[j];
    }
    TSQ__COLUMNS(from_last, 0, m)
    {
        const size_t j = m - 1 - from_last;
        TSQ__COLUMNS(l, j + 1, m)
        {
            r[j] -= d->lower[l][j] * r[l];
        }
        d->b[j] += r[j];
    }
}

/* Sums of squares and products about the means; LDL'. Returns the sum of squares of y. */
TSQ__INLINE TSQ__VEC TSQ__LANE(design_factor)(TSQ__LANE(design) * d, size_t k, size_t m, const double *y,
                                              const double *x, const double *w)
{
    TSQ__LANE(sum) square[TSQ__MOST][TSQ__MOST], product[TSQ__MOST];
    TSQ__VEC all = TSQ__LANE(all)(0.0), gram[TSQ__MOST][TSQ__MOST], right[TSQ__MOST];
    TSQ__COLUMNS(j, 0, m)
    {
        product[j] = TSQ__LANE(none)();
        TSQ__COLUMNS(c, 0, j + 1)
        {
            square[j][c] = TSQ__LANE(none)();
        }
    }
    for (size_t i = 0; i < k; i++) {
        const TSQ__VEC wi = TSQ__LOAD(w + i * TSQ__STRIDE), yi = TSQ__LOAD(y + i * TSQ__STRIDE) - d->mean_y;
        TSQ__VEC xi[TSQ__MOST];
        all += wi * yi * yi;
        TSQ__COLUMNS(j, 0, m)
        {
            xi[j] = TSQ__X(j, i) - d->mean[j];
            const TSQ__VEC wx = wi * xi[j];
            TSQ__LANE(add)(&product[j], wx * yi);
            TSQ__LANE(add_positive)(&square[j][j], wx * xi[j]);
            TSQ__COLUMNS(c, 0, j)
            {
                TSQ__LANE(add)(&square[j][c], wx * xi[c]);
            }
        }
    }
    TSQ__COLUMNS(j, 0, m)
    {
        right[j] = TSQ__LANE(value)(product[j]);
        d->part[j] = d->b[j] = TSQ__LANE(all)(0.0);
        TSQ__COLUMNS(c, 0, j + 1)
        {
            gram[j][c] = TSQ__LANE(value)(square[j][c]);
        }
        const TSQ__VEC raw = gram[j][j] + d->sum * d->mean[j] * d->mean[j];
        TSQ__COLUMNS(c, 0, j)
        {
            TSQ__COLUMNS(a, 0, c)
            {
                gram[j][c] -= gram[j][a] * d->lower[c][a];
            }
            d->lower[j][c] = gram[j][c] / d->pivot[c];
        }
        d->pivot[j] = gram[j][j];
        TSQ__COLUMNS(c, 0, j)
        {
            d->pivot[j] -= gram[j][c] * d->lower[j][c];
        }
        d->sound &= TSQ__LANE(less)(LEFT * raw, d->pivot[j]);
    }
    TSQ__LANE(design_solve)(d, m, right);
    return all;
}

/* Residuals, which go to e, and what is left in them of the columns is taken out. */
TSQ__INLINE void TSQ__LANE(design_refine)(TSQ__LANE(design) * d, size_t k, size_t m, const double *y, const double *x,
                                          const double *w, double *e)
{
    TSQ__LANE(sum) centre = TSQ__LANE(none)(), product[TSQ__MOST];
    TSQ__VEC change[TSQ__MOST];
    TSQ__COLUMNS(j, 0, m)
    {
        product[j] = centre;
    }
    for (size_t i = 0; i < k; i++) {
        const TSQ__VEC wi = TSQ__LOAD(w + i * TSQ__STRIDE);
        TSQ__VEC residual = TSQ__LOAD(y + i * TSQ__STRIDE) - d->mean_y, xi[TSQ__MOST];
        TSQ__COLUMNS(j, 0, m)
        {
            xi[j] = TSQ__X(j, i) - d->mean[j];
            residual -= d->b[j] * xi[j];
        }
        TSQ__STORE(e + i * TSQ__STRIDE, residual);
        TSQ__LANE(add)(&centre, wi * residual);
        TSQ__COLUMNS(j, 0, m)
        {
            TSQ__LANE(add)(&product[j], wi * residual * xi[j]);
        }
    }
    TSQ__COLUMNS(j, 0, m)
    {
        change[j] = TSQ__LANE(value)(product[j]);
    }
    TSQ__LANE(design_solve)(d, m, change);
    const TSQ__VEC step = TSQ__LANE(value)(centre) * d->per_sum;
    d->mean_y += step;
    for (size_t i = 0; i < k; i++) {
        TSQ__VEC residual = TSQ__LOAD(e + i * TSQ__STRIDE) - step;
        TSQ__COLUMNS(j, 0, m)
        {
            residual -= change[j] * (TSQ__X(j, i) - d->mean[j]);
        }
        TSQ__STORE(e + i * TSQ__STRIDE, residual);
    }
}

/* y'Py, y'PPy and tr P from residuals and leverages; and the plain sums, where `steps` asks for them. */
TSQ__INLINE void TSQ__LANE(design_tell)(TSQ__LANE(design) * d, size_t k, size_t m, const double *x, const double *w,
                                        const double *e, bool steps)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    TSQ__LANE(sum) rss = TSQ__LANE(none)(), score = rss, diagonal = rss;
    TSQ__VEC per[TSQ__MOST + 1], slip[TSQ__MOST + 1], turn[TSQ__MOST + 1][TSQ__MOST + 1], w2 = zero, w2h = zero,
                                                                                          c = zero;
    per[0] = d->per_sum;
    TSQ__COLUMNS(j, 0, m)
    {
        per[j + 1] = 1.0 / d->pivot[j];
    }
    TSQ__COLUMNS(j, 0, m + 1)
    {
        slip[j] = zero;
        TSQ__COLUMNS(l, 0, j + 1)
        {
            turn[j][l] = zero;
        }
    }
    for (size_t i = 0; i < k; i++) {
        const TSQ__VEC wi = TSQ__LOAD(w + i * TSQ__STRIDE), u = wi * TSQ__LOAD(e + i * TSQ__STRIDE);
        TSQ__VEC z[TSQ__MOST + 1], h = d->per_sum;
        z[0] = TSQ__LANE(all)(1.0);
        TSQ__COLUMNS(j, 0, m)
        {
            z[j + 1] = TSQ__X(j, i) - d->mean[j];
            TSQ__COLUMNS(l, 0, j)
            {
                z[j + 1] -= d->lower[j][l] * z[l + 1];
            }
            h += z[j + 1] * z[j + 1] * per[j + 1];
        }
        h *= wi;
        const TSQ__VEC share = 1.0 - h;
        TSQ__LANE(add_positive)(&rss, u * TSQ__LOAD(e + i * TSQ__STRIDE));
        TSQ__LANE(add_positive)(&score, u * u);
        TSQ__LANE(add_positive)(&diagonal, wi * TSQ__LANE(pick)(TSQ__LANE(less)(share, zero), zero, share));
        if (steps) {
            const TSQ__VEC square = wi * wi, wu = wi * u;
            w2 += square;
            w2h += square * h;
            c += wu * u;
            TSQ__COLUMNS(j, 0, m + 1)
            {
                slip[j] += wu * z[j];
                const TSQ__VEC wz = square * z[j];
                TSQ__COLUMNS(l, 0, j + 1)
                {
                    turn[j][l] += wz * z[l];
                }
            }
        }
    }
    d->rss = TSQ__LANE(value)(rss);
    d->a = TSQ__LANE(value)(score);
    d->trace = TSQ__LANE(value)(diagonal);
    if (steps) {
        d->w2 = w2;
        d->trace2 = w2 - 2.0 * w2h;
        d->c = c;
        TSQ__COLUMNS(j, 0, m + 1)
        {
            d->c -= slip[j] * slip[j] * per[j];
            TSQ__COLUMNS(l, 0, j + 1)
            {
                d->trace2 += (l < j ? 2.0 : 1.0) * turn[j][l] * turn[j][l] * per[j] * per[l];
            }
        }
    }
}

/* The numbers of TSQ__WIDTH problems, and room for weights and residuals. */
typedef struct {
    size_t k, m;
    const double *y, *v, *x;
    double *w, *e;
} TSQ__LANE(designed);

TSQ__INLINE void TSQ__LANE(design_fit)(const TSQ__LANE(designed) * p, size_t m, TSQ__VEC t, bool steps,
                                       TSQ__LANE(design) * d)
{
    d->sound = TSQ__LANE(at_most)(TSQ__LANE(all)(0.0), t);
    TSQ__LANE(design_means)(d, p->k, m, p->y, p->v, p->x, t, p->w);
    const TSQ__VEC squares = TSQ__LANE(design_factor)(d, p->k, m, p->y, p->x, p->w);
    TSQ__LANE(design_refine)(d, p->k, m, p->y, p->x, p->w, p->e);
    TSQ__LANE(design_tell)(d, p->k, m, p->x, p->w, p->e, steps);
    d->sound &= TSQ__LANE(less)(LEFT * d->sum, d->trace) & TSQ__LANE(less)(LEFT_OF_SQUARES * squares, d->rss) &
                TSQ__LANE(less)(squares, TSQ__LANE(all)(TSQ__LANE_LARGEST));
}

/* The fit with weights 1/(v + t). Not inlined, so that it is there once for each m. */
static TSQ__OUTLINED void TSQ__LANE(design_at)(const TSQ__LANE(designed) * p, const TSQ__VEC *t, bool steps,
                                               TSQ__LANE(design) * d)
{
#define FIT(m) TSQ__LANE(design_fit)(p, m, *t, steps, d)
    TSQ__FOR_EACH_M(p->m, FIT);
#undef FIT
}

#include "num/lanes_design_pass.h"

#undef LEFT
#undef LEFT_OF_SQUARES
