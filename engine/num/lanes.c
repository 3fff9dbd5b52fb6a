/* Tiles: filling, shifting and scaling, weighted fits; see lanes.h. */
#include "num/lanes.h"

#include "num/lanes_clones.h"

#define TSQ__WIDTH 4
#define TSQ__STRIDE TSQ__LANES
#define TSQ__LANE(name) tile_##name
#include "num/lanes_kernel.h"

/* Whether study a stands before study b: as compare of engine/num/model.c for studies without moderators. */
static bool before(const double *yi, const double *vi, size_t a, size_t b)
{
    return vi[a] != vi[b] ? vi[a] < vi[b] : yi[a] < yi[b];
}

void tsq__lane_order(size_t n, const double *yi, const double *vi, size_t *order)
{
    for (size_t i = 0; i < n; i++) {
        size_t at = i;
        for (; at > 0 && before(yi, vi, i, order[at - 1]); at--) {
            order[at] = order[at - 1];
        }
        order[at] = i;
    }
}

void tsq__tile_put(tsq__tile *tile, size_t lane, size_t n, const double *yi, const double *vi, size_t *order)
{
    tsq__lane_order(n, yi, vi, order);
    for (size_t i = 0; i < tile->k; i++) {
        tile->y[i * TSQ__LANES + lane] = i < n ? yi[order[i]] : 0.0;
        tile->v[i * TSQ__LANES + lane] = i < n ? vi[order[i]] : (double)INFINITY;
    }
    tile->n[lane] = n;
}

/* The inverse-variance weighted mean in two steps, as centre of engine/num/model.c. */
TSQ__INLINE tile_vec centre(const tsq__tile *tile, size_t at)
{
    const double *y = tile->y + at, *v = tile->v + at;
    const tile_vec first = TSQ__LOAD(y), unit = TSQ__LOAD(v);
    tile_sum weight = tile_none(), total = weight;
    for (size_t i = 0; i < tile->k; i++) {
        const tile_vec w = unit / TSQ__LOAD(v + i * TSQ__LANES);
        tile_add(&weight, w);
        tile_add(&total, w * (TSQ__LOAD(y + i * TSQ__LANES) - first));
    }
    return first + tile_value(total) / tile_value(weight);
}

/* The power of two near sqrt(v), as scale_outcome of engine/num/model.c. */
static double unit_of(double v)
{
    int exponent;
    (void)frexp(v, &exponent);
    return ldexp(1.0, exponent > 0 ? (exponent - 1) / 2 : -((2 - exponent) / 2));
}

TSQ__INLINE void scale(tsq__tile *tile, size_t at, double *worst)
{
    const tile_vec shift = TSQ__LOAD(tile->shift + at), unit = TSQ__LOAD(tile->unit + at), zero = tile_all(0.0);
    const tile_vec per_unit = 1.0 / unit, per_square = per_unit * per_unit;
    tile_vec sum = zero;
    for (size_t i = 0; i < tile->k; i++) {
        double *yi = tile->y + i * TSQ__LANES + at, *vi = tile->v + i * TSQ__LANES + at;
        const tile_vec v = TSQ__LOAD(vi) * per_square;
        const tile_vec y = tile_pick(v < (double)INFINITY, (TSQ__LOAD(yi) - shift) * per_unit, zero);
        TSQ__STORE(yi, y);
        TSQ__STORE(vi, v);
        sum += y * y;
    }
    TSQ__STORE(worst + at, sum);
}

TSQ__CLONES static void centre_all(tsq__tile *tile)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        TSQ__STORE(tile->shift + at, centre(tile, at));
    }
}

TSQ__CLONES static void scale_all(tsq__tile *tile, double *worst)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        scale(tile, at, worst);
    }
}

/* Beyond this y or v the sums of the fast passes could leave double range. */
#define LARGEST 1e60

void tsq__lanes_prepare(tsq__tile *tile)
{
    double worst[TSQ__LANES];
    centre_all(tile);
    for (size_t l = 0; l < TSQ__LANES; l++) {
        const double v = tile->v[l];
        tile->unit[l] = isnormal(v) ? unit_of(v) : 1.0;
    }
    scale_all(tile, worst);
    for (size_t l = 0; l < TSQ__LANES; l++) {
        const size_t n = tile->n[l];
        const bool usable = n >= 2 && worst[l] < LARGEST && tile->v[(n - 1) * TSQ__LANES + l] < LARGEST;
        tile->n[l] = usable ? n : 0;
    }
}

TSQ__CLONES static void at_all(const tsq__tile *tile, const double *t, bool trace, tsq__lanes_fit *out)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const double *y = tile->y + at, *v = tile->v + at;
        double *w = tile->room + at;
        const tile_fit fit = tile_at(tile->k, y, v, TSQ__LOAD(t + at), w);
        TSQ__STORE(out->mean + at, fit.mean);
        TSQ__STORE(out->sum_w + at, fit.sum);
        TSQ__STORE(out->rss + at, tile_rss(fit, tile->k, y, w));
        if (trace) {
            TSQ__STORE(out->trace + at, tile_trace(fit, tile->k, v, w, NULL));
        }
    }
}

void tsq__lanes_at(const tsq__tile *tile, const double *t, bool trace, tsq__lanes_fit *out)
{
    at_all(tile, t, trace, out);
}
