/* Filling tiles from studies in memory, and sorting them, for vectors of one width; included by lanes_tile.h.
 *
 * Which rows are compared does not depend on what they hold. Rows are sorted by v alone, in runs of 16 that stay in
 * registers (vectors of 8: up to 32 by keys, lanes_keys.h), then by Batcher's odd-even merges (Knuth, The Art of Computer Programming 3, section 5.3.4); equal v are put in
 * the order of y afterwards. Where that took more than a look at neighbours, the next tiles are sorted by both. */

/* ---- by v -------------------------------------------------------------------------------------------------------- */

/* Puts the smaller v first; with `both` the smaller y of equal ones. */
TSQ__INLINE void TSQ__LANE(order)(TSQ__VEC *ya, TSQ__VEC *va, TSQ__VEC *yb, TSQ__VEC *vb, bool both)
{
    const TSQ__VEC y = *ya, v = *va;
    TSQ__LANE(mask) turn = TSQ__LANE(less)(*vb, v);
    if (both) {
        turn |= ~TSQ__LANE(less)(v, *vb) & TSQ__LANE(less)(*yb, y);
    }
    *ya = TSQ__LANE(pick)(turn, *yb, y);
    *yb = TSQ__LANE(pick)(turn, y, *yb);
    *va = TSQ__LANE(pick)(turn, *vb, v);
    *vb = TSQ__LANE(pick)(turn, v, *vb);
}

/* Sorts eight rows, or with `few` the first four. */
TSQ__INLINE void TSQ__LANE(sort_eight)(TSQ__VEC *y, TSQ__VEC *v, bool few, bool both)
{
    static const unsigned char pairs[][2] = {{0, 1}, {2, 3}, {0, 2}, {1, 3}, {1, 2}, {4, 5}, {6, 7},
                                             {4, 6}, {5, 7}, {5, 6}, {0, 4}, {1, 5}, {2, 6}, {3, 7},
                                             {2, 4}, {3, 5}, {1, 2}, {3, 4}, {5, 6}};
#pragma GCC unroll 5
    for (size_t p = 0; p < 5; p++) {
        TSQ__LANE(order)(&y[pairs[p][0]], &v[pairs[p][0]], &y[pairs[p][1]], &v[pairs[p][1]], both);
    }
    if (!few) {
#pragma GCC unroll 14
        for (size_t p = 5; p < 19; p++) {
            TSQ__LANE(order)(&y[pairs[p][0]], &v[pairs[p][0]], &y[pairs[p][1]], &v[pairs[p][1]], both);
        }
    }
}

/* Two sorted eights become a sorted sixteen. */
TSQ__INLINE void TSQ__LANE(merge_eights)(TSQ__VEC *y, TSQ__VEC *v, bool both)
{
#pragma GCC unroll 8
    for (size_t i = 0; i < 8; i++) {
        TSQ__LANE(order)(&y[i], &v[i], &y[i + 8], &v[i + 8], both);
    }
#pragma GCC unroll 4
    for (size_t i = 4; i < 8; i++) {
        TSQ__LANE(order)(&y[i], &v[i], &y[i + 4], &v[i + 4], both);
    }
#pragma GCC unroll 6
    for (size_t p = 0; p < 6; p++) {
        const size_t i = 4 * (p / 2) + 2 + p % 2;
        TSQ__LANE(order)(&y[i], &v[i], &y[i + 2], &v[i + 2], both);
    }
#pragma GCC unroll 7
    for (size_t i = 1; i < 15; i += 2) {
        TSQ__LANE(order)(&y[i], &v[i], &y[i + 1], &v[i + 1], both);
    }
}

/* Rows from a on with as many from b on, those before `end`. */
TSQ__INLINE void TSQ__LANE(exchange)(tsq__tile *tile, size_t a, size_t b, size_t n, size_t end, bool both)
{
    for (size_t i = 0; i < n && b + i < end; i++) {
        for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
            const size_t to_a = (a + i) * TSQ__LANES + at, to_b = (b + i) * TSQ__LANES + at;
            TSQ__VEC ya = TSQ__LOAD(tile->y + to_a), yb = TSQ__LOAD(tile->y + to_b);
            TSQ__VEC va = TSQ__LOAD(tile->v + to_a), vb = TSQ__LOAD(tile->v + to_b);
            TSQ__LANE(order)(&ya, &va, &yb, &vb, both);
            TSQ__STORE(tile->y + to_a, ya);
            TSQ__STORE(tile->y + to_b, yb);
            TSQ__STORE(tile->v + to_a, va);
            TSQ__STORE(tile->v + to_b, vb);
        }
    }
}

/* Merges runs of so many sorted rows. */
TSQ__INLINE void TSQ__LANE(merge)(tsq__tile *tile, size_t sorted, bool both)
{
    for (; sorted < tile->k; sorted *= 2) {
        for (size_t first = 0; first + sorted < tile->k; first += 2 * sorted) {
            const size_t end = first + 2 * sorted < tile->k ? first + 2 * sorted : tile->k;
            TSQ__LANE(exchange)(tile, first, first + sorted, sorted, end, both);
            for (size_t d = sorted / 2; d > 0; d /= 2) {
                for (size_t i = first + d; i + d < end; i += 2 * d) {
                    TSQ__LANE(exchange)(tile, i, i + d, d, end, both);
                }
            }
        }
    }
}

/* Ends the sorting of runs of 16 rows. */
TSQ__INLINE void TSQ__LANE(end_sort)(tsq__tile *tile, bool both)
{
    TSQ__LANE(mask) later = TSQ__LANE(less)(TSQ__LANE(all)(0.0), TSQ__LANE(all)(0.0));
    for (size_t i = 16; i < tile->k; i += 16) {
        for (size_t at = i * TSQ__LANES; at < (i + 1) * TSQ__LANES; at += TSQ__WIDTH) {
            const TSQ__VEC v = TSQ__LOAD(tile->v + at), before = TSQ__LOAD(tile->v + at - TSQ__LANES);
            later |= both ? TSQ__LANE(at_most)(v, before) : TSQ__LANE(less)(v, before);
        }
    }
    if (TSQ__LANE(any)(later)) {
        TSQ__LANE(merge)(tile, 16, both);
    }
}

/* Goes once through all rows and exchanges neighbours of equal v that are not in the order of y; whether that may not
 * have been enough: three or more are equal. */
TSQ__INLINE bool TSQ__LANE(order_equals)(tsq__tile *tile)
{
    TSQ__LANE(mask) more = TSQ__LANE(less)(TSQ__LANE(all)(0.0), TSQ__LANE(all)(0.0));
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        double *y = tile->y + at;
        const double *v = tile->v + at;
        TSQ__LANE(mask) equal_before = TSQ__LANE(less)(TSQ__LANE(all)(0.0), TSQ__LANE(all)(0.0));
        TSQ__VEC ya = TSQ__LOAD(y);
        for (size_t i = TSQ__LANES; i < tile->k * TSQ__LANES; i += TSQ__LANES) {
            const TSQ__VEC yb = TSQ__LOAD(y + i);
            const TSQ__LANE(mask) equal = TSQ__LANE(at_most)(TSQ__LOAD(v + i), TSQ__LOAD(v + i - TSQ__LANES));
            const TSQ__LANE(mask) turn = equal & TSQ__LANE(less)(yb, ya);
            TSQ__STORE(y + i - TSQ__LANES, TSQ__LANE(pick)(turn, yb, ya));
            ya = TSQ__LANE(pick)(turn, ya, yb);
            more |= turn & equal_before;
            equal_before = equal;
        }
        TSQ__STORE(y + (tile->k - 1) * TSQ__LANES, ya);
    }
    return TSQ__LANE(any)(more);
}

/* ---- runs of 16 rows --------------------------------------------------------------------------------------------- */

/* Eight rows of TSQ__WIDTH lanes, from where the studies of each stand one after the other: with `few` four rows. */
TSQ__INLINE void TSQ__LANE(take)(const double *from, size_t stride, bool few, TSQ__VEC *x)
{
#if TSQ__WIDTH == 8
    /* numbers that lie four apart are exchanged as they are loaded */
    typedef double half __attribute__((vector_size(32), aligned(8)));
#pragma GCC unroll 4
    for (size_t l = 0; l < 4; l++) {
        const double *a = from + l * stride, *b = a + 4 * stride;
        x[l] = __builtin_shufflevector(*(const half *)a, *(const half *)b, 0, 1, 2, 3, 4, 5, 6, 7);
        x[l + 4] =
            few ? x[l]
                : __builtin_shufflevector(*(const half *)(a + 4), *(const half *)(b + 4), 0, 1, 2, 3, 4, 5, 6, 7);
    }
    TSQ__LANE(turn)(x);
    if (!few) {
        TSQ__LANE(turn)(x + 4);
    }
#else
#pragma GCC unroll 4
    for (size_t i = 0; i < 8; i += TSQ__WIDTH) {
        if (i < 4 || !few) {
#pragma GCC unroll 4
            for (size_t l = 0; l < TSQ__WIDTH; l++) {
                x[i + l] = TSQ__LOAD(from + l * stride + i);
            }
            TSQ__LANE(turn)(x + i);
        }
    }
#endif
}

/* Where studies stand: lane l from y + l * stride. */
typedef struct {
    const double *y, *v;
    size_t stride, k;
    TSQ__VEC n;
    bool whole, sort, both; /* whether all lanes have k studies; whether they are to be sorted, also equal v by y */
} TSQ__LANE(source);

/* Rows from `first` on, eight or `few`, sorted if that is wanted. */
TSQ__INLINE void TSQ__LANE(eight)(const TSQ__LANE(source) * from, size_t first, bool few, TSQ__VEC *y, TSQ__VEC *v)
{
    TSQ__LANE(take)(from->y + first, from->stride, few, y);
    TSQ__LANE(take)(from->v + first, from->stride, few, v);
    if (!from->whole || first + (few ? 4 : 8) > from->k) {
#pragma GCC unroll 8
        for (size_t i = 0; i < 8; i++) {
            if (i < 4 || !few) {
                const TSQ__LANE(mask) there = TSQ__LANE(less)(TSQ__LANE(all)((double)(first + i)), from->n);
                y[i] = TSQ__LANE(pick)(there, y[i], TSQ__LANE(all)(0.0));
                v[i] = TSQ__LANE(pick)(there, v[i], TSQ__LANE(all)((double)INFINITY));
            }
        }
    }
    if (from->sort && from->both) {
        TSQ__LANE(sort_eight)(y, v, few, true);
    } else if (from->sort) {
        TSQ__LANE(sort_eight)(y, v, few, false);
    }
}

TSQ__INLINE void TSQ__LANE(put)(tsq__tile *tile, size_t at, size_t first, size_t most, const TSQ__VEC *y,
                                const TSQ__VEC *v)
{
    double *to_y = tile->y + first * TSQ__LANES + at, *to_v = tile->v + first * TSQ__LANES + at;
    double *to_w = tile->w + first * TSQ__LANES + at;
    const bool invert = tile->k <= 16; /* no merges follow */
#pragma GCC unroll 16
    for (size_t i = 0; i < most; i++) {
        if (first + i < tile->k) {
            TSQ__STORE(to_y + i * TSQ__LANES, y[i]);
            TSQ__STORE(to_v + i * TSQ__LANES, v[i]);
            if (invert) {
                TSQ__STORE(to_w + i * TSQ__LANES, 1.0 / v[i]);
            }
        }
    }
}

/* So many rows from `first` on, 16 at most. */
TSQ__INLINE void TSQ__LANE(run)(tsq__tile *tile, size_t at, const TSQ__LANE(source) * from, size_t first, size_t rows)
{
    TSQ__VEC y[16], v[16];
    if (rows <= 4) {
        TSQ__LANE(eight)(from, first, true, y, v);
        TSQ__LANE(put)(tile, at, first, 4, y, v);
        return;
    }
    TSQ__LANE(eight)(from, first, false, y, v);
    if (rows <= 8) {
        TSQ__LANE(put)(tile, at, first, 8, y, v);
        return;
    }
    TSQ__LANE(eight)(from, first + 8, false, y + 8, v + 8);
    if (from->sort && from->both) {
        TSQ__LANE(merge_eights)(y, v, true);
    } else if (from->sort) {
        TSQ__LANE(merge_eights)(y, v, false);
    }
    TSQ__LANE(put)(tile, at, first, 16, y, v);
}

#if TSQ__WIDTH == 8
#include "num/lanes_keys.h"
#else
/* Comparisons and fetching take no less than what they replace there. */
TSQ__INLINE bool TSQ__LANE(by_keys)(tsq__tile *tile, size_t at, const TSQ__LANE(source) * from)
{
    (void)tile;
    (void)at;
    (void)from;
    return false;
}
#endif

static TSQ__TARGET void TSQ__TILE(fill)(tsq__tile *tile, const double *yi, const double *vi, size_t stride,
                                        const double *n, bool sort)
{
    const bool both = tile->equals > 0;
    bool whole = true, all = true;
    for (size_t l = 0; l < TSQ__LANES; l++) {
        whole = whole && tile->n[l] == tile->k;
    }
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const TSQ__LANE(source)
            from = {yi + at * stride, vi + at * stride, stride, tile->k, TSQ__LOAD(n + at), whole, sort, both};
        const bool filled = sort && !both && TSQ__LANE(by_keys)(tile, at, &from);
        all = all && (filled || tile->k <= 16);
        for (size_t first = 0; first < tile->k && !filled; first += 16) {
            TSQ__LANE(run)(tile, at, &from, first, tile->k - first);
        }
    }
    tile->inverted = all;
    if (sort && both) {
        TSQ__LANE(end_sort)(tile, true);
        tile->equals--;
    } else if (sort) {
        TSQ__LANE(end_sort)(tile, false);
    }
}

static TSQ__TARGET void TSQ__TILE(sort)(tsq__tile *tile)
{
    tile->inverted = false;
    TSQ__LANE(merge)(tile, 1, true);
}

/* By whole vectors, the last of which may lie over the one before. */
static TSQ__TARGET void TSQ__TILE(copy)(size_t n, const double *yi, const double *vi, double *to_y, double *to_v)
{
    for (size_t i = 0; i + TSQ__WIDTH < n; i += TSQ__WIDTH) {
        TSQ__STORE(to_y + i, TSQ__LOAD(yi + i));
        TSQ__STORE(to_v + i, TSQ__LOAD(vi + i));
    }
    if (n >= TSQ__WIDTH) {
        const size_t i = n - TSQ__WIDTH;
        TSQ__STORE(to_y + i, TSQ__LOAD(yi + i));
        TSQ__STORE(to_v + i, TSQ__LOAD(vi + i));
        return;
    }
    for (size_t i = 0; i < n; i++) {
        to_y[i] = yi[i];
        to_v[i] = vi[i];
    }
}
