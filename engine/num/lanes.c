/* Tiles: filling, sorting, shifting and scaling, weighted fits; see lanes.h. */
#include "num/lanes.h"

#include "num/lanes_targets.h"

#include <float.h>
#include <stdint.h>
#include <string.h>

#define TSQ__KERNEL "num/lanes_tile.h"
#define TSQ__STRIDE TSQ__LANES
#include "num/lanes_widths.h"

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

void tsq__tile_put(tsq__tile *tile, size_t lane, size_t n, const double *yi, const double *vi)
{
    double *y = tile->y + lane, *v = tile->v + lane;
    for (size_t i = 0; i < n; i++) {
        y[i * TSQ__LANES] = yi[i];
        v[i * TSQ__LANES] = vi[i];
    }
    for (size_t i = n; i < tile->k; i++) {
        y[i * TSQ__LANES] = 0.0;
        v[i * TSQ__LANES] = (double)INFINITY;
    }
    tile->n[lane] = n;
    tile->inverted = false;
}

void tsq__lane_copy(const tsq__tile *tile, size_t n, const double *yi, const double *vi, double *to_y, double *to_v)
{
    TSQ__BY_WIDTH(tile, copy, n, yi, vi, to_y, to_v);
}

void tsq__tile_fill(tsq__tile *tile, const double *yi, const double *vi, size_t stride, bool sort)
{
    double n[TSQ__LANES];
    for (size_t l = 0; l < TSQ__LANES; l++) {
        n[l] = (double)tile->n[l];
    }
    TSQ__BY_WIDTH(tile, fill, tile, yi, vi, stride, n, sort);
}

void tsq__lanes_sort(tsq__tile *tile)
{
    TSQ__BY_WIDTH(tile, sort, tile);
}

void tsq__lanes_prepare(tsq__tile *tile)
{
    double n[TSQ__LANES], usable[TSQ__LANES];
    size_t least = tile->k;
    for (size_t l = 0; l < TSQ__LANES; l++) {
        n[l] = (double)tile->n[l];
        least = tile->n[l] < least ? tile->n[l] : least;
    }
    TSQ__BY_WIDTH(tile, prepare, tile, n, least, usable);
    for (size_t l = 0; l < TSQ__LANES; l++) {
        tile->n[l] &= usable[l] > 0.0 ? SIZE_MAX : 0;
    }
}

void tsq__lanes_at(const tsq__tile *tile, const double *t, tsq__lanes_fit *fit)
{
    TSQ__BY_WIDTH(tile, at, tile, t, fit);
}

void tsq__lanes_at_zero(const tsq__tile *tile, bool trace, tsq__lanes_fit *fit)
{
    TSQ__BY_WIDTH(tile, at_zero, tile, trace, fit);
}

void tsq__lanes_both(const tsq__tile *tile, const double *t, tsq__lanes_fit *fit, tsq__lanes_fit *at_zero)
{
    TSQ__BY_WIDTH(tile, both, tile, t, fit, at_zero);
}

void tsq__lanes_tell(const tsq__tile *tile, const double *t, const tsq__lanes_fit *fit, const tsq__lanes_fit *at_zero,
                     tsq__lanes_told *told)
{
    double df[TSQ__LANES];
    for (size_t l = 0; l < TSQ__LANES; l++) {
        df[l] = tile->n[l] > 1 ? (double)tile->n[l] - 1.0 : 1.0;
    }
    TSQ__BY_WIDTH(tile, tell, tile, df, t, fit, at_zero, told);
}
