/* The sums of engine/num/wls.c for several analyses at once, written once for every width.
 *
 * Included with TSQ__WIDTH, the analyses in one vector (1: an ordinary double), TSQ__STRIDE, the distance of two studies
 * of one analysis, TSQ__LANE(name), which gives names of their own to each width, and TSQ__TARGET, which says for which
 * processors. No operation looks at another lane. */
#include "num/lanes_vector.h"
#include "num/sum.h"

/* Compensated sums, as in sum.h. */
typedef struct {
    TSQ__VEC high, low;
} TSQ__LANE(sum);

TSQ__INLINE void TSQ__LANE(add)(TSQ__LANE(sum) * sum, TSQ__VEC x)
{
    const TSQ__VEC total = sum->high + x;
    const TSQ__VEC part = total - sum->high;
    sum->low += (sum->high - (total - part)) + (x - part);
    sum->high = total;
}

/* The next of terms none of which is negative, as tsq__sum_add_positive. */
TSQ__INLINE void TSQ__LANE(add_positive)(TSQ__LANE(sum) * sum, TSQ__VEC x)
{
    const TSQ__VEC total = sum->high + x;
    sum->low += x - (total - sum->high);
    sum->high = total;
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

/* The mean, from the study of largest weight, which is the first, and the mean of the others: from that of the two which
 * weighs more, so that where one study says nearly all the digits are those of its distance from the mean. */
typedef struct {
    TSQ__VEC lead;        /* weight of the first study */
    TSQ__VEC others, sum; /* weights of the others; of all */
    TSQ__VEC per_sum;     /* 1 / sum */
    TSQ__VEC rest;        /* share of the others */
    TSQ__VEC mean_others, gap, step, mean;
} TSQ__LANE(fit);

/* With the sums of the others' weights w and of w y. */
TSQ__INLINE TSQ__LANE(fit) TSQ__LANE(fit_of)(TSQ__LANE(sum) weight, TSQ__LANE(sum) total, TSQ__VEC lead, TSQ__VEC y)
{
    TSQ__LANE(fit) fit;
    fit.lead = lead;
    fit.others = TSQ__LANE(value)(weight);
    fit.mean_others = TSQ__LANE(value)(total) / fit.others;
    fit.sum = fit.others + fit.lead;
    fit.per_sum = 1.0 / fit.sum;
    fit.rest = fit.others * fit.per_sum;
    fit.gap = y - fit.mean_others;
    fit.step = fit.lead * fit.per_sum * fit.gap;
    fit.mean =
        TSQ__LANE(pick)(TSQ__LANE(less)(fit.others, fit.lead), y - fit.rest * fit.gap, fit.mean_others + fit.step);
    return fit;
}

/* What follows works on vectors that stand side by side in a tile: what each of them adds up waits for its last sum, so that
 * two together take little longer than one. */
#undef TSQ__ABREAST
#define TSQ__ABREAST (TSQ__WIDTH == 1 ? 1 : 2)
#undef TSQ__EACH
#define TSQ__EACH(g)                                                                                                   \
    _Pragma("GCC unroll 2") for (size_t g = 0, at = i * TSQ__STRIDE; g < TSQ__ABREAST; g++, at += TSQ__WIDTH)

/* Sums of the weights and of w y of the studies after the first one, of vectors side by side. */
typedef struct {
    TSQ__LANE(sum) weight[2], total[2];
} TSQ__LANE(weighed);

TSQ__INLINE TSQ__LANE(weighed) TSQ__LANE(nothing_weighed)(void)
{
    const TSQ__LANE(sum) none = TSQ__LANE(none)();
    return (TSQ__LANE(weighed)){{none, none}, {none, none}};
}

/* Row i with the weights in w. */
TSQ__INLINE void TSQ__LANE(weigh)(TSQ__LANE(weighed) * sums, size_t i, const double *y, const double *w)
{
    TSQ__EACH(g)
    {
        const TSQ__VEC wi = TSQ__LOAD(w + at);
        TSQ__LANE(add_positive)(&sums->weight[g], wi);
        TSQ__LANE(add)(&sums->total[g], wi * TSQ__LOAD(y + at));
    }
}

/* Weights 1/(v + t) of row i go to w. */
TSQ__INLINE void TSQ__LANE(invert)(size_t i, const double *v, const TSQ__VEC *t, double *w)
{
    TSQ__EACH(g)
    {
        TSQ__STORE(w + at, 1.0 / (TSQ__LOAD(v + at) + t[g]));
    }
}

/* With the weights of the first row in w. */
TSQ__INLINE void TSQ__LANE(fits_of)(const TSQ__LANE(weighed) * sums, const double *y, const double *w,
                                    TSQ__LANE(fit) * fit)
{
    const size_t i = 0;
    TSQ__EACH(g)
    {
        fit[g] = TSQ__LANE(fit_of)(sums->weight[g], sums->total[g], TSQ__LOAD(w + at), TSQ__LOAD(y + at));
    }
}

/* Fits with weights 1/(v + t), which go to w. */
TSQ__INLINE void TSQ__LANE(at)(size_t k, const double *y, const double *v, const TSQ__VEC *t, double *w,
                               TSQ__LANE(fit) * fit)
{
    TSQ__LANE(weighed) sums = TSQ__LANE(nothing_weighed)();
    TSQ__LANE(invert)(0, v, t, w);
    for (size_t i = 1; i < k; i++) {
        TSQ__LANE(invert)(i, v, t, w);
        TSQ__LANE(weigh)(&sums, i, y, w);
    }
    TSQ__LANE(fits_of)(&sums, y, w, fit);
}

/* The same with weights that are there already. */
TSQ__INLINE void TSQ__LANE(fit_with)(size_t k, const double *y, const double *w, TSQ__LANE(fit) * fit)
{
    TSQ__LANE(weighed) sums = TSQ__LANE(nothing_weighed)();
    for (size_t i = 1; i < k; i++) {
        TSQ__LANE(weigh)(&sums, i, y, w);
    }
    TSQ__LANE(fits_of)(&sums, y, w, fit);
}

TSQ__INLINE TSQ__VEC TSQ__LANE(residual)(TSQ__LANE(fit) fit, TSQ__VEC y)
{
    return (y - fit.mean_others) - fit.step;
}

/* y'Py, with the weights that `at` left in w. */
TSQ__INLINE void TSQ__LANE(rss)(const TSQ__LANE(fit) * fit, size_t k, const double *y, const double *w, TSQ__VEC *rss)
{
    TSQ__LANE(sum) sum[2];
    for (size_t g = 0; g < TSQ__ABREAST; g++) {
        const TSQ__VEC lead = fit[g].rest * fit[g].gap;
        sum[g] = (TSQ__LANE(sum)){fit[g].lead * lead * lead, TSQ__LANE(all)(0.0)};
    }
    for (size_t i = 1; i < k; i++) {
        TSQ__EACH(g)
        {
            const TSQ__VEC residual = TSQ__LANE(residual)(fit[g], TSQ__LOAD(y + at));
            TSQ__LANE(add_positive)(&sum[g], TSQ__LOAD(w + at) * residual * residual);
        }
    }
    for (size_t g = 0; g < TSQ__ABREAST; g++) {
        rss[g] = TSQ__LANE(value)(sum[g]);
    }
}

/* y'Py and tr P in one go. */
typedef struct {
    TSQ__LANE(sum) squares[2], diagonal[2];
} TSQ__LANE(spread);

TSQ__INLINE TSQ__LANE(spread) TSQ__LANE(spread_of_first)(const TSQ__LANE(fit) * fit)
{
    TSQ__LANE(spread) sums;
    for (size_t g = 0; g < TSQ__ABREAST; g++) {
        const TSQ__VEC zero = TSQ__LANE(all)(0.0), lead = fit[g].rest * fit[g].gap;
        sums.squares[g] = (TSQ__LANE(sum)){fit[g].lead * lead * lead, zero};
        sums.diagonal[g] = (TSQ__LANE(sum)){fit[g].lead * fit[g].rest, zero};
    }
    return sums;
}

TSQ__INLINE void TSQ__LANE(spread_add)(TSQ__LANE(spread) * sums, const TSQ__LANE(fit) * fit, size_t i, const double *y,
                                       const double *w)
{
    TSQ__EACH(g)
    {
        const TSQ__VEC wi = TSQ__LOAD(w + at), residual = TSQ__LANE(residual)(fit[g], TSQ__LOAD(y + at));
        TSQ__LANE(add_positive)(&sums->squares[g], wi * residual * residual);
        TSQ__LANE(add_positive)(&sums->diagonal[g], wi * (1.0 - wi * fit[g].per_sum));
    }
}

TSQ__INLINE void TSQ__LANE(spread_end)(const TSQ__LANE(spread) * sums, TSQ__VEC *rss, TSQ__VEC *trace)
{
    for (size_t g = 0; g < TSQ__ABREAST; g++) {
        rss[g] = TSQ__LANE(value)(sums->squares[g]);
        trace[g] = TSQ__LANE(value)(sums->diagonal[g]);
    }
}

TSQ__INLINE void TSQ__LANE(rss_and_trace)(const TSQ__LANE(fit) * fit, size_t k, const double *y, const double *w,
                                          TSQ__VEC *rss, TSQ__VEC *trace)
{
    TSQ__LANE(spread) sums = TSQ__LANE(spread_of_first)(fit);
    for (size_t i = 1; i < k; i++) {
        TSQ__LANE(spread_add)(&sums, fit, i, y, w);
    }
    TSQ__LANE(spread_end)(&sums, rss, trace);
}

/* What `at` and `rss` give, and what `fit_with` and `rss_and_trace` give of weights that are there already. */
typedef struct {
    TSQ__LANE(fit) fit[2], at_zero[2];
    TSQ__VEC rss[2], rss_at_zero[2], trace[2];
} TSQ__LANE(pair);

/* The sums of the one are formed while the divisions of the other go on, one for every two terms. */
TSQ__INLINE void TSQ__LANE(both)(size_t k, const double *y, const double *v, const double *w_at_zero, const TSQ__VEC *t,
                                 double *w, TSQ__LANE(pair) * out)
{
    TSQ__LANE(weighed) zero = TSQ__LANE(nothing_weighed)(), sums = zero;
    size_t next = 0, i = 1;
    for (; i + 1 < k; i += 2) {
        TSQ__LANE(invert)(next++, v, t, w);
        TSQ__LANE(weigh)(&zero, i, y, w_at_zero);
        TSQ__LANE(weigh)(&zero, i + 1, y, w_at_zero);
    }
    for (; i < k; i++) {
        TSQ__LANE(weigh)(&zero, i, y, w_at_zero);
    }
    TSQ__LANE(fits_of)(&zero, y, w_at_zero, out->at_zero);
    TSQ__LANE(spread) spread = TSQ__LANE(spread_of_first)(out->at_zero);
    for (i = 1; i + 1 < k; i += 2) {
        TSQ__LANE(invert)(next++, v, t, w);
        TSQ__LANE(spread_add)(&spread, out->at_zero, i, y, w_at_zero);
        TSQ__LANE(spread_add)(&spread, out->at_zero, i + 1, y, w_at_zero);
    }
    for (; i < k; i++) {
        TSQ__LANE(spread_add)(&spread, out->at_zero, i, y, w_at_zero);
    }
    TSQ__LANE(spread_end)(&spread, out->rss_at_zero, out->trace);
    for (; next < k; next++) {
        TSQ__LANE(invert)(next, v, t, w);
    }
    for (i = 1; i < k; i++) {
        TSQ__LANE(weigh)(&sums, i, y, w);
    }
    TSQ__LANE(fits_of)(&sums, y, w, out->fit);
    TSQ__LANE(rss)(out->fit, k, y, w, out->rss);
}

/* y'PPy and tr P; y'PPPy, tr PP and sum w^2 as plain sums. */
typedef struct {
    TSQ__VEC a, trace, c, trace2, w2;
} TSQ__LANE(close_terms);

/* Fits with weights 1/(v + t), two from one division as in the passes below: what is lost is a rounding or two of each. */
TSQ__INLINE void TSQ__LANE(close_to)(size_t k, const double *y, const double *v, const TSQ__VEC *t, double *w,
                                     TSQ__LANE(fit) * fit)
{
    TSQ__LANE(weighed) sums = TSQ__LANE(nothing_weighed)();
    size_t i = 0;
    for (; i + 1 < k; i += 2) {
        TSQ__EACH(g)
        {
            const TSQ__VEC a = TSQ__LOAD(v + at) + t[g], b = TSQ__LOAD(v + at + TSQ__STRIDE) + t[g], r = 1.0 / (a * b);
            TSQ__STORE(w + at, b * r);
            TSQ__STORE(w + at + TSQ__STRIDE, a * r);
        }
        if (i > 0) {
            TSQ__LANE(weigh)(&sums, i, y, w);
        }
        TSQ__LANE(weigh)(&sums, i + 1, y, w);
    }
    if (i < k) {
        TSQ__LANE(invert)(i, v, t, w);
        TSQ__LANE(weigh)(&sums, i, y, w);
    }
    TSQ__LANE(fits_of)(&sums, y, w, fit);
}

/* The trace is sum w - sum w^2 / sum w: that of the first study by itself, and of the others, none of which has half of the
 * weight, so that no more than half cancels. */
TSQ__INLINE void TSQ__LANE(close_terms_of)(const TSQ__LANE(fit) * fit, size_t k, const double *y, const double *w,
                                           TSQ__LANE(close_terms) * terms)
{
    TSQ__LANE(sum) squares[2], w2[2] = {TSQ__LANE(none)(), TSQ__LANE(none)()};
    TSQ__VEC w3[2], wu[2], wuu[2];
    for (size_t g = 0; g < TSQ__ABREAST; g++) {
        const TSQ__VEC lead = fit[g].lead * (fit[g].rest * fit[g].gap);
        squares[g] = (TSQ__LANE(sum)){lead * lead, TSQ__LANE(all)(0.0)};
        w3[g] = fit[g].lead * fit[g].lead * fit[g].lead;
        wu[g] = fit[g].lead * lead;
        wuu[g] = wu[g] * lead;
    }
    for (size_t i = 1; i < k; i++) {
        TSQ__EACH(g)
        {
            const TSQ__VEC wi = TSQ__LOAD(w + at), square = wi * wi;
            const TSQ__VEC u = wi * TSQ__LANE(residual)(fit[g], TSQ__LOAD(y + at)), product = wi * u;
            TSQ__LANE(add_positive)(&squares[g], u * u);
            TSQ__LANE(add_positive)(&w2[g], square);
            w3[g] += square * wi;
            wu[g] += product;
            wuu[g] += product * u;
        }
    }
    for (size_t g = 0; g < TSQ__ABREAST; g++) {
        const TSQ__VEC per_sum = fit[g].per_sum, others2 = TSQ__LANE(value)(w2[g]);
        const TSQ__VEC all2 = fit[g].lead * fit[g].lead + others2, ratio = all2 * per_sum;
        terms[g] = (TSQ__LANE(close_terms)){.a = TSQ__LANE(value)(squares[g]),
                                            .trace = fit[g].lead * fit[g].rest + (fit[g].others - others2 * per_sum),
                                            .c = wuu[g] - wu[g] * wu[g] * per_sum,
                                            .trace2 = all2 - 2.0 * per_sum * w3[g] + ratio * ratio,
                                            .w2 = all2};
    }
}

/* ---- plain sums in one pass, for steps towards a root ---------------------------------------------------------- */

/* y'Py, y'PPy, y'PPPy, y'PPPPy, tr P, tr PP, tr PPP and sums of w, w^2 and w^3, to a few digits less than the sums above:
 * y must be centred. Those of which no use is made cost nothing. Where t is 0 the weights may be given.
 *
 * Two weights come from one division, 1/a = b/(ab): it would take longer than all else. That of the next two is begun
 * before the sums of these, so that neither waits. k is 2 at least; v is less than 1e60, or 2^600 for no study, which
 * leaves the other weight as it would be alone. */
typedef struct {
    TSQ__VEC q, a, c, f, trace, trace2, trace3, w, w2, w3;
} TSQ__LANE(terms);

#undef TSQ__ADD_TERMS
#define TSQ__ADD_TERMS(number, weight)                                                                                 \
    do {                                                                                                               \
        const TSQ__VEC yi = TSQ__LOAD(y + (number)*TSQ__STRIDE), wi = (weight), wy = wi * yi, w2 = wi * wi;            \
        const TSQ__VEC w2y = wi * wy, w2yy = wy * wy, w3y = w2 * wy;                                                   \
        s1 += wi;                                                                                                      \
        s1y += wy;                                                                                                     \
        s1yy += wy * yi;                                                                                               \
        s2 += w2;                                                                                                      \
        s2y += w2y;                                                                                                    \
        s2yy += w2yy;                                                                                                  \
        s3 += w2 * wi;                                                                                                 \
        s3y += w3y;                                                                                                    \
        s3yy += w2yy * wi;                                                                                             \
        s4 += w2 * w2;                                                                                                 \
        s4y += w3y * wi;                                                                                               \
        s4yy += w2y * w2y;                                                                                             \
    } while (0)

TSQ__INLINE TSQ__LANE(terms)
    TSQ__LANE(pass)(size_t k, const double *y, const double *v, const double *w_at_zero, TSQ__VEC t)
{
    TSQ__VEC s1 = TSQ__LANE(all)(0.0), s1y = s1, s1yy = s1, s2 = s1, s2y = s1, s2yy = s1, s3 = s1, s3y = s1, s3yy = s1;
    TSQ__VEC s4 = s1, s4y = s1, s4yy = s1;
    if (w_at_zero != NULL) {
        for (size_t i = 0; i < k; i++) {
            TSQ__ADD_TERMS(i, TSQ__LOAD(w_at_zero + i * TSQ__STRIDE));
        }
    } else {
        TSQ__VEC a = TSQ__LOAD(v) + t, b = TSQ__LOAD(v + TSQ__STRIDE) + t, r = 1.0 / (a * b);
        size_t i = 0;
        for (; i + 3 < k; i += 2) {
            const TSQ__VEC c = TSQ__LOAD(v + (i + 2) * TSQ__STRIDE) + t, d = TSQ__LOAD(v + (i + 3) * TSQ__STRIDE) + t;
            const TSQ__VEC next = 1.0 / (c * d);
            TSQ__ADD_TERMS(i, b * r);
            TSQ__ADD_TERMS(i + 1, a * r);
            a = c;
            b = d;
            r = next;
        }
        TSQ__ADD_TERMS(i, b * r);
        TSQ__ADD_TERMS(i + 1, a * r);
        if (i + 2 < k) {
            TSQ__ADD_TERMS(i + 2, 1.0 / (TSQ__LOAD(v + (i + 2) * TSQ__STRIDE) + t));
        }
    }
    const TSQ__VEC inverse = 1.0 / s1, mean = s1y * inverse, ratio = s2 * inverse, slip = s2y - mean * s2;
    const TSQ__VEC slip3 = s3y - mean * s3, shift = slip * inverse; /* the mean of Py with weights w */
    return (TSQ__LANE(terms)){.q = s1yy - mean * s1y,
                              .a = s2yy - mean * (s2y + slip),
                              .c = s3yy - mean * (s3y + slip3) - slip * shift,
                              .f = s4yy - mean * (2.0 * s4y - mean * s4) - shift * (2.0 * slip3 - shift * s2),
                              .trace = s1 - ratio,
                              .trace2 = s2 - 2.0 * inverse * s3 + ratio * ratio,
                              .trace3 = s3 - 3.0 * inverse * (s4 - ratio * s3) - ratio * ratio * ratio,
                              .w = s1,
                              .w2 = s2,
                              .w3 = s3};
}
