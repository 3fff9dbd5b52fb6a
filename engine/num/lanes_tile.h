/* What lanes.c does with whole tiles, for vectors of one width: a kernel of lanes_widths.h. */
#include "num/lanes_kernel.h"
#include "num/lanes_sort.h"

/* Two vectors side by side. */
#define TSQ__PAIR ((size_t)2 * TSQ__WIDTH)

/* The power of two near sqrt(v), as scale_outcome of engine/num/model.c: half the exponent, rounded down. */
TSQ__INLINE TSQ__VEC TSQ__LANE(unit_of)(TSQ__VEC v)
{
    const TSQ__LANE(bits) bits = (((TSQ__LANE(bits))v >> 52) + 1023) >> 1 << 52;
    const TSQ__LANE(mask) normal =
        TSQ__LANE(at_most)(TSQ__LANE(all)((double)DBL_MIN), v) & TSQ__LANE(less)(v, TSQ__LANE(all)((double)INFINITY));
    return TSQ__LANE(pick)(normal, (TSQ__VEC)bits, TSQ__LANE(all)(1.0));
}

/* The weighted mean in two steps, the second from `first`, as centre of engine/num/model.c; on the way neighbours of equal v
 * are put in the order of y. */
typedef struct {
    TSQ__LANE(sum) weight, total;
    TSQ__VEC first, square, y, v; /* of the study that comes next, as far as is known */
    TSQ__LANE(mask) equal, more;  /* v equal to that before; three or more are equal and not in order yet */
} TSQ__LANE(centring);

TSQ__INLINE void TSQ__LANE(centre_add)(TSQ__LANE(centring) * c, TSQ__VEC y, bool inverted, double *to_y, double *to_w)
{
    const TSQ__VEC w = inverted ? c->square * TSQ__LOAD(to_w) : c->square / c->v;
    TSQ__STORE(to_y, y);
    TSQ__STORE(to_w, w);
    TSQ__LANE(add_positive)(&c->weight, w);
    TSQ__LANE(add)(&c->total, w * (y - c->first));
}

/* Two vectors, with 1/v in w or not; whether a second time is needed, as equal v are not all in order. */
TSQ__INLINE bool TSQ__LANE(centre)(tsq__tile *tile, size_t from, bool inverted)
{
    double *y = tile->y + from, *w = tile->w + from;
    const double *v = tile->v + from;
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    TSQ__LANE(centring) c[2];
    size_t i = 0;
    TSQ__EACH(g)
    {
        const TSQ__VEC unit = TSQ__LANE(unit_of)(TSQ__LOAD(v + at));
        TSQ__STORE(tile->unit + from + at, unit);
        c[g].weight = c[g].total = TSQ__LANE(none)();
        c[g].square = unit * unit;
        c[g].first = c[g].y = TSQ__LOAD(y + at);
        c[g].v = TSQ__LOAD(v + at);
        c[g].equal = c[g].more = TSQ__LANE(less)(zero, zero);
        if (tile->k > 1) {
            const TSQ__VEC next = TSQ__LOAD(y + at + TSQ__LANES);
            const TSQ__LANE(mask) equal = TSQ__LANE(at_most)(TSQ__LOAD(v + at + TSQ__LANES), c[g].v);
            c[g].first = TSQ__LANE(pick)(equal & TSQ__LANE(less)(next, c[g].y), next, c[g].y);
        }
    }
    for (; i + 1 < tile->k; i++) {
        TSQ__EACH(g)
        {
            const TSQ__VEC next = TSQ__LOAD(y + at + TSQ__LANES), v_next = TSQ__LOAD(v + at + TSQ__LANES), now = c[g].y;
            const TSQ__LANE(mask) equal = TSQ__LANE(at_most)(v_next, c[g].v), turn = equal & TSQ__LANE(less)(next, now);
            TSQ__LANE(centre_add)(&c[g], TSQ__LANE(pick)(turn, next, now), inverted, y + at, w + at);
            c[g].more |= turn & c[g].equal;
            c[g].y = TSQ__LANE(pick)(turn, now, next);
            c[g].v = v_next;
            c[g].equal = equal;
        }
    }
    TSQ__LANE(mask) more = TSQ__LANE(less)(zero, zero);
    TSQ__EACH(g)
    {
        TSQ__LANE(centre_add)(&c[g], c[g].y, inverted, y + at, w + at);
        more |= c[g].more;
    }
    for (size_t g = 0; g < 2; g++) {
        const TSQ__VEC shift = TSQ__LANE(value)(c[g].total) / TSQ__LANE(value)(c[g].weight);
        TSQ__STORE(tile->shift + from + g * TSQ__WIDTH, c[g].first + shift);
    }
    return TSQ__LANE(any)(more);
}

/* Stands for an infinite v: its product with another v is finite, and its square is not. */
#define TSQ__NO_STUDY 0x1p600

/* Of larger v, what is found could leave double range in the units of the data, even where it is a product of two numbers
 * up to TSQ__LANE_LARGEST. */
#define TSQ__LARGEST_FIRST 0x1p600

/* Shifts and scales, and tells which of the lanes of n studies, `least` or more, are usable. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(scale)(tsq__tile *tile, size_t at, TSQ__VEC n, size_t least)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), one = TSQ__LANE(all)(1.0), infinite = TSQ__LANE(all)((double)INFINITY);
    const TSQ__VEC shift = TSQ__LOAD(tile->shift + at), per_unit = 1.0 / TSQ__LOAD(tile->unit + at);
    const TSQ__VEC per_square = per_unit * per_unit, most = TSQ__LANE(all)(TSQ__LANE_LARGEST);
    const TSQ__VEC v_first = TSQ__LOAD(tile->v + at);
    const TSQ__LANE(mask) normal = TSQ__LANE(at_most)(TSQ__LANE(all)((double)DBL_MIN), v_first) &
                                   TSQ__LANE(less)(v_first, TSQ__LANE(all)(TSQ__LARGEST_FIRST));
    TSQ__VEC sum = zero, squares = zero, variances = zero, beyond = zero;
    for (size_t i = at; i < least * TSQ__LANES + at; i += TSQ__LANES) {
        const TSQ__VEC v = TSQ__LOAD(tile->v + i) * per_square, y = (TSQ__LOAD(tile->y + i) - shift) * per_unit;
        TSQ__STORE(tile->y + i, y);
        TSQ__STORE(tile->v + i, v);
        sum += y;
        squares += y * y;
        variances += v;
    }
    for (size_t i = least * TSQ__LANES + at; i < tile->k * TSQ__LANES + at; i += TSQ__LANES) {
        const TSQ__VEC v = TSQ__LOAD(tile->v + i) * per_square;
        const TSQ__LANE(mask) there = TSQ__LANE(less)(v, infinite);
        const TSQ__VEC y = TSQ__LANE(pick)(there, (TSQ__LOAD(tile->y + i) - shift) * per_unit, zero);
        TSQ__STORE(tile->y + i, y);
        TSQ__STORE(tile->v + i, TSQ__LANE(pick)(there, v, TSQ__LANE(all)(TSQ__NO_STUDY)));
        sum += y;
        squares += y * y;
        variances += TSQ__LANE(pick)(there, v, zero);
        beyond += TSQ__LANE(pick)(there, one, zero);
    }
    TSQ__STORE(tile->sum + at, sum);
    TSQ__STORE(tile->squares + at, squares);
    return normal & TSQ__LANE(less)(one, n) & TSQ__LANE(at_most)(n, beyond + (double)least) &
           TSQ__LANE(less)(squares, most) & TSQ__LANE(less)(variances, most);
}

TSQ__INLINE bool TSQ__LANE(centre_all)(tsq__tile *tile)
{
    bool more = false;
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__PAIR) {
        more = (tile->inverted ? TSQ__LANE(centre)(tile, at, true) : TSQ__LANE(centre)(tile, at, false)) || more;
    }
    tile->inverted = false;
    return more;
}

static TSQ__TARGET void TSQ__TILE(prepare)(tsq__tile *tile, const double *n, size_t least, double *usable)
{
    if (TSQ__LANE(centre_all)(tile)) {
        bool more = true;
        for (int pass = 0; pass < 3 && more; pass++) {
            more = TSQ__LANE(order_equals)(tile);
        }
        if (more) {
            TSQ__TILE(sort)(tile);
        }
        tile->equals = more || tile->k > 32 ? 64 : 0;
        (void)TSQ__LANE(centre_all)(tile);
    }
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const TSQ__LANE(mask) good = TSQ__LANE(scale)(tile, at, TSQ__LOAD(n + at), least);
        TSQ__STORE(usable + at, TSQ__LANE(pick)(good, TSQ__LANE(all)(1.0), TSQ__LANE(all)(0.0)));
    }
}

static TSQ__TARGET void TSQ__TILE(at)(const tsq__tile *tile, const double *t, tsq__lanes_fit *out)
{
    for (size_t first = 0; first < TSQ__LANES; first += TSQ__PAIR) {
        const double *y = tile->y + first, *v = tile->v + first;
        double *w = tile->room + first;
        const TSQ__VEC at_t[2] = {TSQ__LOAD(t + first), TSQ__LOAD(t + first + TSQ__WIDTH)};
        TSQ__VEC rss[2];
        TSQ__LANE(fit) fit[2];
        TSQ__LANE(at)(tile->k, y, v, at_t, w, fit);
        TSQ__LANE(rss)(fit, tile->k, y, w, rss);
        for (size_t g = 0, at = first; g < 2; g++, at += TSQ__WIDTH) {
            TSQ__STORE(out->mean + at, fit[g].mean);
            TSQ__STORE(out->sum_w + at, fit[g].sum);
            TSQ__STORE(out->rss + at, rss[g]);
        }
    }
}

static TSQ__TARGET void TSQ__TILE(at_zero)(const tsq__tile *tile, bool trace, tsq__lanes_fit *out)
{
    for (size_t first = 0; first < TSQ__LANES; first += TSQ__PAIR) {
        const double *y = tile->y + first, *w = tile->w + first;
        TSQ__VEC rss[2], sum[2];
        TSQ__LANE(fit) fit[2];
        TSQ__LANE(fit_with)(tile->k, y, w, fit);
        if (trace) {
            TSQ__LANE(rss_and_trace)(fit, tile->k, y, w, rss, sum);
        } else {
            TSQ__LANE(rss)(fit, tile->k, y, w, rss);
        }
        for (size_t g = 0, at = first; g < 2; g++, at += TSQ__WIDTH) {
            TSQ__STORE(out->mean + at, fit[g].mean);
            TSQ__STORE(out->sum_w + at, fit[g].sum);
            TSQ__STORE(out->rss + at, rss[g]);
            if (trace) {
                TSQ__STORE(out->trace + at, sum[g]);
            }
        }
    }
}

static TSQ__TARGET void TSQ__TILE(both)(const tsq__tile *tile, const double *t, tsq__lanes_fit *out,
                                        tsq__lanes_fit *at_zero)
{
    for (size_t first = 0; first < TSQ__LANES; first += TSQ__PAIR) {
        const TSQ__VEC at_t[2] = {TSQ__LOAD(t + first), TSQ__LOAD(t + first + TSQ__WIDTH)};
        TSQ__LANE(pair) pair;
        TSQ__LANE(both)
        (tile->k, tile->y + first, tile->v + first, tile->w + first, at_t, tile->room + first, &pair);
        for (size_t g = 0, at = first; g < 2; g++, at += TSQ__WIDTH) {
            TSQ__STORE(out->mean + at, pair.fit[g].mean);
            TSQ__STORE(out->sum_w + at, pair.fit[g].sum);
            TSQ__STORE(out->rss + at, pair.rss[g]);
            TSQ__STORE(at_zero->mean + at, pair.at_zero[g].mean);
            TSQ__STORE(at_zero->sum_w + at, pair.at_zero[g].sum);
            TSQ__STORE(at_zero->rss + at, pair.rss_at_zero[g]);
            TSQ__STORE(at_zero->trace + at, pair.trace[g]);
        }
    }
}

static TSQ__TARGET void TSQ__TILE(tell)(const tsq__tile *tile, const double *df, const double *t,
                                        const tsq__lanes_fit *fit, const tsq__lanes_fit *at_zero, tsq__lanes_told *told)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const TSQ__VEC unit = TSQ__LOAD(tile->unit + at), n = TSQ__LOAD(df + at);
        const TSQ__VEC root = 1.0 / TSQ__LANE(root)(TSQ__LOAD(fit->sum_w + at)) * unit;
        TSQ__STORE(told->estimate + at, TSQ__LOAD(fit->mean + at) * unit + TSQ__LOAD(tile->shift + at));
        TSQ__STORE(told->variance + at, root * root);
        TSQ__STORE(told->s2w + at, TSQ__LOAD(fit->rss + at) / n);
        TSQ__STORE(told->tau2 + at, TSQ__LOAD(t + at) * unit * unit);
        if (at_zero != NULL) {
            TSQ__STORE(told->vt + at, n / TSQ__LOAD(at_zero->trace + at) * unit * unit);
        }
    }
}

#undef TSQ__PAIR
#undef TSQ__NO_STUDY
#undef TSQ__LARGEST_FIRST
