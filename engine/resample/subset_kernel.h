/* Fits of subsets from the sums of their halves, for vectors of one width: a kernel of num/lanes_widths.h. Lanes are subsets
 * that differ in the first studies. */
#include "num/lanes_kernel.h"

typedef struct {
    TSQ__VEC weight, estimate, q, pairs, df;
} TSQ__LANE(joined);

/* Subsets from position m of the table on, each with the studies of `high`. The half with the smaller weight moves the
 * other one's mean. */
TSQ__INLINE TSQ__LANE(joined) TSQ__LANE(join)(const tsq__subset_sums *s, size_t m, const struct half *high)
{
    const TSQ__VEC a = TSQ__LOAD(s->weight + m), b = TSQ__LANE(all)(high->weight), weight = a + b;
    const TSQ__VEC mean = TSQ__LOAD(s->mean + m), mean_low = TSQ__LOAD(s->mean_low + m);
    const TSQ__VEC gap = (mean - high->mean) + (mean_low - high->mean_low);
    const TSQ__LANE(mask) first = TSQ__LANE(less)(b, a);
    const TSQ__VEC less = TSQ__LANE(pick)(first, b, a), more = TSQ__LANE(pick)(first, a, b);
    const TSQ__VEC share = less / weight, step = share * gap;
    const TSQ__VEC from_first = mean + (mean_low - step), from_second = high->mean + (high->mean_low + step);
    return (TSQ__LANE(joined)){.weight = weight,
                               .estimate = TSQ__LANE(pick)(first, from_first, from_second),
                               .q = (TSQ__LOAD(s->q + m) + high->q) + more * share * (gap * gap),
                               .pairs = (TSQ__LOAD(s->pairs + m) + high->pairs) + a * b,
                               .df = TSQ__LOAD(s->size + m) + (high->size - 1.0)};
}

/* The fit with weights 1/(v + t), from y less the common-effect estimate; its sum of weighted squares if `scaled`. The
 * studies that differ between the lanes come first, with numerator 0 where they are not in: they add nothing, so that the
 * sums do not depend on the width. */
TSQ__INLINE TSQ__VEC TSQ__LANE(refit)(const tsq__subset_sums *s, const size_t *member, size_t n, TSQ__VEC t,
                                      bool scaled, TSQ__LANE(joined) * fit)
{
    const TSQ__VEC about = fit->estimate;
    TSQ__VEC w[TSQ__SUBSET_MOST + 3];
    TSQ__LANE(sum) weight = TSQ__LANE(none)(), total = weight, squares = weight;
    for (size_t i = 0; i < n; i++) {
        const size_t study = member[i];
        const TSQ__VEC in = (1 << i) < TSQ__WIDTH ? TSQ__LOAD(in_lane[i]) : TSQ__LANE(all)(1.0);
        const TSQ__VEC wi = in / (s->v[study] + t);
        w[i] = wi;
        TSQ__LANE(add_positive)(&weight, wi);
        TSQ__LANE(add)(&total, wi * (s->y[study] - about));
    }
    fit->weight = TSQ__LANE(value)(weight);
    const TSQ__VEC step = TSQ__LANE(value)(total) / fit->weight;
    fit->estimate = about + step;
    for (size_t i = 0; scaled && i < n; i++) {
        const TSQ__VEC residual = (s->y[member[i]] - about) - step;
        TSQ__LANE(add_positive)(&squares, w[i] * residual * residual);
    }
    return TSQ__LANE(value)(squares);
}

static TSQ__TARGET void TSQ__TILE(fit)(const tsq__subset_sums *s, const struct half *high, const size_t *others,
                                       size_t n_others, tsq__subset_wish wish, const tsq__subset_fits *out)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), one = TSQ__LANE(all)(1.0);
    const double per_square = 1.0 / s->unit / s->unit;
    for (size_t m = 0; m < (size_t)1 << s->table; m += TSQ__WIDTH) {
        TSQ__LANE(joined) fit = TSQ__LANE(join)(s, m, high);
        const TSQ__VEC excess = fit.q - fit.df, q = fit.q;
        const TSQ__LANE(mask) more = TSQ__LANE(less)(zero, excess);
        TSQ__VEC squares = q;
        TSQ__STORE(out->q + m, q);
        TSQ__STORE(out->I2 + m, TSQ__LANE(pick)(more, 100.0 * (excess / q), zero));
        if (wish.moment) {
            const TSQ__VEC t = TSQ__LANE(pick)(more, excess * fit.weight / (2.0 * fit.pairs), zero);
            size_t member[TSQ__SUBSET_MOST + 3], n = list_members(m, TSQ__WIDTH, others, n_others, member);
            squares = TSQ__LANE(refit)(s, member, n, t, wish.scaled, &fit);
            TSQ__STORE(out->tau2 + m, t * s->unit * s->unit);
        } else {
            TSQ__STORE(out->tau2 + m, zero);
        }
        TSQ__STORE(out->estimate + m, fit.estimate * s->unit);
        TSQ__STORE(out->weight + m, fit.weight * per_square);
        if (wish.scaled && out->factor != NULL) {
            const TSQ__VEC factor = squares / fit.df, least = wish.at_least ? one : zero;
            const TSQ__VEC bounded = TSQ__LANE(pick)(TSQ__LANE(less)(factor, least), least, factor);
            TSQ__STORE(out->factor + m, TSQ__LANE(pick)(TSQ__LANE(less)(zero, fit.df), bounded, one));
        }
    }
}

/* Counts by comparing squares; what lies close to the limit is decided by the interval itself. */
static TSQ__TARGET void TSQ__TILE(signs)(const tsq__subset_sums *s, const tsq__subset_fits *fits,
                                         const double *critical, double *count)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), one = TSQ__LANE(all)(1.0);
    TSQ__VEC above = zero, below = zero, above_clearly = zero, below_clearly = zero;
    for (size_t m = 0; m < (size_t)1 << s->bits; m += TSQ__WIDTH) {
        const TSQ__VEC x = TSQ__LOAD(fits->estimate + m), limit = TSQ__LOAD(critical + m);
        const TSQ__VEC factor = fits->factor != NULL ? TSQ__LOAD(fits->factor + m) : one;
        const TSQ__VEC square = x * x * TSQ__LOAD(fits->weight + m), limits = limit * limit * factor;
        const TSQ__LANE(mask) positive = TSQ__LANE(less)(zero, x), negative = TSQ__LANE(less)(x, zero);
        const TSQ__LANE(mask) clear = TSQ__LANE(less)(limits * (1.0 + CLOSE), square);
        const TSQ__LANE(mask) near = TSQ__LANE(less)(limits * (1.0 - CLOSE), square) & ~clear;
        above += TSQ__LANE(pick)(positive, one, zero);
        below += TSQ__LANE(pick)(negative, one, zero);
        above_clearly += TSQ__LANE(pick)(positive & clear, one, zero);
        below_clearly += TSQ__LANE(pick)(negative & clear, one, zero);
        for (size_t l = 0; TSQ__LANE(any)(near) && l < TSQ__WIDTH; l++) {
            count_close(fits, critical, m + l, TSQ__LANE(has)(near, l), count);
        }
    }
    for (size_t l = 0; l < TSQ__WIDTH; l++) {
        count[0] += above[l];
        count[1] += below[l];
        count[2] += above_clearly[l];
        count[3] += below_clearly[l];
    }
}
