/* The sums of engine/num/wls.c for several analyses at once, written once for every width.
 *
 * Included with TSQ__WIDTH, the analyses in one vector (1: an ordinary double), TSQ__STRIDE, the distance of two studies
 * of one analysis, and TSQ__LANE(name), which gives names of their own to each width. GCC's vector extension is used:
 * operators work on all lanes, comparisons give masks of all ones or all zeros. No operation looks at another lane. */
#include "num/sum.h"

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TSQ__INLINE static inline __attribute__((always_inline))

/* Vectors are passed between inlined functions only, so that how a call would pass them does not matter. */
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic ignored "-Wpsabi"
#endif

#if TSQ__WIDTH == 1
typedef double TSQ__LANE(vec);
typedef int64_t TSQ__LANE(mask);
#define TSQ__MASK(condition) (-(int64_t)(condition))
TSQ__INLINE double TSQ__LANE(pick)(int64_t mask, double yes, double no)
{
    return mask != 0 ? yes : no;
}
TSQ__INLINE double TSQ__LANE(root)(double x)
{
    return sqrt(x);
}
TSQ__INLINE bool TSQ__LANE(any)(int64_t mask)
{
    return mask != 0;
}
#else
/* aligned as single numbers are, so that they may be loaded from anywhere */
typedef double TSQ__LANE(vec) __attribute__((vector_size(TSQ__WIDTH * 8), aligned(8)));
typedef int64_t TSQ__LANE(mask) __attribute__((vector_size(TSQ__WIDTH * 8), aligned(8)));
#define TSQ__MASK(condition) (condition)
TSQ__INLINE TSQ__LANE(vec) TSQ__LANE(pick)(TSQ__LANE(mask) mask, TSQ__LANE(vec) yes, TSQ__LANE(vec) no)
{
    return (TSQ__LANE(vec))(((TSQ__LANE(mask))yes & mask) | ((TSQ__LANE(mask))no & ~mask));
}
TSQ__INLINE TSQ__LANE(vec) TSQ__LANE(root)(TSQ__LANE(vec) x)
{
    TSQ__LANE(vec) root;
    for (int l = 0; l < TSQ__WIDTH; l++) {
        root[l] = sqrt(x[l]);
    }
    return root;
}
TSQ__INLINE bool TSQ__LANE(any)(TSQ__LANE(mask) mask)
{
    int64_t all = 0;
    for (int l = 0; l < TSQ__WIDTH; l++) {
        all |= mask[l];
    }
    return all != 0;
}
#endif

#define TSQ__VEC TSQ__LANE(vec)
#define TSQ__LOAD(p) (*(const TSQ__LANE(vec) *)(p))
#define TSQ__STORE(p, x) (*(TSQ__LANE(vec) *)(p) = (x))

/* Compensated sums, as in sum.h. */
typedef struct {
    TSQ__VEC high, low;
} TSQ__LANE(sum);

TSQ__INLINE void TSQ__LANE(add)(TSQ__LANE(sum) *sum, TSQ__VEC x)
{
    const TSQ__VEC total = sum->high + x;
    const TSQ__VEC part = total - sum->high;
    sum->low += (sum->high - (total - part)) + (x - part);
    sum->high = total;
}

TSQ__INLINE TSQ__VEC TSQ__LANE(all)(double x)
{
    TSQ__VEC filled = {0};
    return filled + x;
}

TSQ__INLINE TSQ__LANE(sum) TSQ__LANE(none)(void)
{
    return (TSQ__LANE(sum)){TSQ__LANE(all)(0.0), TSQ__LANE(all)(0.0)};
}

TSQ__INLINE TSQ__VEC TSQ__LANE(value)(TSQ__LANE(sum) sum)
{
    return sum.high + sum.low;
}

/* ---- the weighted fit, as fit_mean of engine/num/wls.c --------------------------------------------------------- */

/* The mean, from the study of largest weight, which is the first, and the mean of the others. */
typedef struct {
    TSQ__VEC lead;            /* weight of the first study */
    TSQ__VEC others, sum;     /* weights of the others; of all */
    TSQ__VEC mean_others, gap, step, mean;
} TSQ__LANE(fit);

/* Weights 1/(v + t) go to w, from the second study on. */
TSQ__INLINE TSQ__LANE(fit) TSQ__LANE(at)(size_t k, const double *y, const double *v, TSQ__VEC t, double *w)
{
    TSQ__LANE(sum) weight = TSQ__LANE(none)(), total = weight;
    for (size_t i = 1; i < k; i++) {
        const TSQ__VEC wi = 1.0 / (TSQ__LOAD(v + i * TSQ__STRIDE) + t);
        TSQ__STORE(w + i * TSQ__STRIDE, wi);
        TSQ__LANE(add)(&weight, wi);
        TSQ__LANE(add)(&total, wi * TSQ__LOAD(y + i * TSQ__STRIDE));
    }
    TSQ__LANE(fit) fit;
    fit.lead = 1.0 / (TSQ__LOAD(v) + t);
    fit.others = TSQ__LANE(value)(weight);
    fit.mean_others = TSQ__LANE(value)(total) / fit.others;
    fit.sum = fit.others + fit.lead;
    fit.gap = TSQ__LOAD(y) - fit.mean_others;
    fit.step = fit.lead / fit.sum * fit.gap;
    fit.mean = fit.mean_others + fit.step;
    return fit;
}

TSQ__INLINE TSQ__VEC TSQ__LANE(residual)(TSQ__LANE(fit) fit, TSQ__VEC y)
{
    return (y - fit.mean_others) - fit.step;
}

/* y'Py, with the weights that `at` left in w. */
TSQ__INLINE TSQ__VEC TSQ__LANE(rss)(TSQ__LANE(fit) fit, size_t k, const double *y, const double *w)
{
    const TSQ__VEC lead = fit.others / fit.sum * fit.gap;
    TSQ__LANE(sum) sum = {fit.lead * lead * lead, TSQ__LANE(all)(0.0)};
    for (size_t i = 1; i < k; i++) {
        const TSQ__VEC residual = TSQ__LANE(residual)(fit, TSQ__LOAD(y + i * TSQ__STRIDE));
        TSQ__LANE(add)(&sum, TSQ__LOAD(w + i * TSQ__STRIDE) * residual * residual);
    }
    return TSQ__LANE(value)(sum);
}

/* y'PPy. */
TSQ__INLINE TSQ__VEC TSQ__LANE(score)(TSQ__LANE(fit) fit, size_t k, const double *y, const double *w)
{
    const TSQ__VEC lead = fit.lead * (fit.others / fit.sum * fit.gap);
    TSQ__LANE(sum) sum = {lead * lead, TSQ__LANE(all)(0.0)};
    for (size_t i = 1; i < k; i++) {
        const TSQ__VEC u = TSQ__LOAD(w + i * TSQ__STRIDE) * TSQ__LANE(residual)(fit, TSQ__LOAD(y + i * TSQ__STRIDE));
        TSQ__LANE(add)(&sum, u * u);
    }
    return TSQ__LANE(value)(sum);
}

/* tr P, and tr(P diag(v)) where `product` is not NULL; the second is 0 for studies that are not there. */
TSQ__INLINE TSQ__VEC TSQ__LANE(trace)(TSQ__LANE(fit) fit, size_t k, const double *v, const double *w, TSQ__VEC *product)
{
    const TSQ__VEC lead = fit.lead * (fit.others / fit.sum), zero = TSQ__LANE(all)(0.0);
    TSQ__LANE(sum) sum = {lead, zero}, with_v = {lead * TSQ__LOAD(v), zero};
    for (size_t i = 1; i < k; i++) {
        const TSQ__VEC wi = TSQ__LOAD(w + i * TSQ__STRIDE), term = wi * (1.0 - wi / fit.sum);
        TSQ__LANE(add)(&sum, term);
        if (product != NULL) {
            TSQ__LANE(add)(&with_v, TSQ__LANE(pick)(TSQ__MASK(wi > zero), term * TSQ__LOAD(v + i * TSQ__STRIDE), zero));
        }
    }
    if (product != NULL) {
        *product = TSQ__LANE(value)(with_v);
    }
    return TSQ__LANE(value)(sum);
}

/* ---- plain sums in one pass, for steps towards a root ---------------------------------------------------------- */

/* y'Py, y'PPy, y'PPPy, tr P, tr PP, sum w and sum w^2, to a few digits less than the sums above: y must be centred. */
typedef struct {
    TSQ__VEC q, a, c, trace, trace2, w, w2;
} TSQ__LANE(terms);

TSQ__INLINE TSQ__LANE(terms) TSQ__LANE(pass)(size_t k, const double *y, const double *v, TSQ__VEC t)
{
    TSQ__VEC s1 = TSQ__LANE(all)(0.0), s1y = s1, s1yy = s1, s2 = s1, s2y = s1, s2yy = s1, s3 = s1, s3y = s1, s3yy = s1;
    for (size_t i = 0; i < k; i++) {
        const TSQ__VEC yi = TSQ__LOAD(y + i * TSQ__STRIDE), w = 1.0 / (TSQ__LOAD(v + i * TSQ__STRIDE) + t);
        const TSQ__VEC wy = w * yi, w2 = w * w, wy2 = wy * wy;
        s1 += w;
        s1y += wy;
        s1yy += wy * yi;
        s2 += w2;
        s2y += w * wy;
        s2yy += wy2;
        s3 += w2 * w;
        s3y += w2 * wy;
        s3yy += wy2 * w;
    }
    const TSQ__VEC inverse = 1.0 / s1, mean = s1y * inverse, ratio = s2 * inverse, slip = s2y - mean * s2;
    return (TSQ__LANE(terms)){.q = s1yy - mean * s1y,
                              .a = s2yy - mean * (s2y + slip),
                              .c = s3yy - mean * (2.0 * s3y - mean * s3) - slip * slip * inverse,
                              .trace = s1 - ratio,
                              .trace2 = s2 - 2.0 * inverse * s3 + ratio * ratio,
                              .w = s1,
                              .w2 = s2};
}
