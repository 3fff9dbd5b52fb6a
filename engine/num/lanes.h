/* Many small problems side by side: tiles of TSQ__LANES analyses without moderators, one lane each.
 *
 * Number i of lane l stands at [i * TSQ__LANES + l], so that one vector instruction works on several analyses. Each lane
 * goes through the same operations in the same order as the single fit (engine/num/wls.c), whatever its neighbours hold
 * and however wide the machine's vectors are: its results are those of the single fit, to the bit. */
#ifndef TSQ_NUM_LANES_H
#define TSQ_NUM_LANES_H

#include <stdbool.h>
#include <stddef.h>

/** Analyses in a tile. */
#define TSQ__LANES 16

/** The sum of y^2 and the largest v, scaled, have to be less: beyond them the sums of fast passes could leave double range. */
#define TSQ__LANE_LARGEST 1e60

/** A tile. The caller fills k, n, y and v; tsq__lanes_prepare the rest. */
typedef struct tsq__tile {
    size_t k;             /* rows: the most studies that a lane has */
    size_t n[TSQ__LANES]; /* studies of each lane, 0 for a lane that is not used */
    double *y, *v; /* k x TSQ__LANES, sorted by v, and equal v by y once it is prepared; beyond n studies y is 0 and
                             v infinite, once it is prepared so large that 1/v is nothing beside the weights of studies */
    double *w;     /* k x TSQ__LANES: 1/v once it is prepared */
    double *room;  /* k x TSQ__LANES numbers that the functions below overwrite */
    double shift[TSQ__LANES], unit[TSQ__LANES];  /* y was (yi - shift) / unit, v was vi / unit^2; a power of two */
    double sum[TSQ__LANES], squares[TSQ__LANES]; /* of y and y^2 once it is prepared */
    int width;                                   /* numbers in a vector: 8, 4 or 2; 0: as many as the machine has */
    bool inverted;                               /* w is 1/v from filling, which prepare would form otherwise */
    unsigned equals; /* as many tiles more are sorted by y too as they are filled: many v were equal */
} tsq__tile;

/** Weighted fits of all lanes at one tau2 each, as tsq__wls_at gives them; in the scaled units of the tile. */
typedef struct tsq__lanes_fit {
    double mean[TSQ__LANES], sum_w[TSQ__LANES], rss[TSQ__LANES];
    double trace[TSQ__LANES]; /* tr P */
} tsq__lanes_fit;

/** What follows from two fits of a tile, in the units of yi: by the operations of tsq__wls_coefficients and
 *  tsq__wls_covariance. */
typedef struct tsq__lanes_told {
    double estimate[TSQ__LANES], variance[TSQ__LANES], s2w[TSQ__LANES];
    double tau2[TSQ__LANES], vt[TSQ__LANES]; /* vt: the typical variance */
} tsq__lanes_told;

/** Numbers that tsq__tile needs in each of y, v, w and room. */
static inline size_t tsq__tile_numbers(size_t k)
{
    return k * TSQ__LANES;
}

/** The order in which the single fit takes the studies: by v, then y. `order` gets n indices. */
void tsq__lane_order(size_t n, const double *yi, const double *vi, size_t *order);

/** Puts n <= tile->k studies into a lane, as they stand: unless all lanes are sorted, tsq__lanes_sort has to follow. */
void tsq__tile_put(tsq__tile *tile, size_t lane, size_t n, const double *yi, const double *vi);

/** Copies n studies, by vectors of the tile's width. */
void tsq__lane_copy(const tsq__tile *tile, size_t n, const double *yi, const double *vi, double *to_y, double *to_v);

/** Fills all lanes with tile->n[l] <= tile->k studies each: lane l from yi + l * stride and vi + l * stride, sorted or, with
 *  `sort` false, as they stand. May read, but makes no use of, up to TSQ__READ_BEYOND numbers behind those of a lane. */
#define TSQ__READ_BEYOND 7
void tsq__tile_fill(tsq__tile *tile, const double *yi, const double *vi, size_t stride, bool sort);

/** Sorts all lanes by v, then y. */
void tsq__lanes_sort(tsq__tile *tile);

/** Puts equal v in the order of y, shifts and scales all lanes as engine/num/model.h does. A lane that this leaves beyond
 *  double range, that has fewer than two studies, or values that are not numbers or variances that are not positive and normal, gets n = 0:
 *  it needs the single fit. */
void tsq__lanes_prepare(tsq__tile *tile);

/** Fits with weights 1/(v + t); the trace is not set. */
void tsq__lanes_at(const tsq__tile *tile, const double *t, tsq__lanes_fit *fit);

/** Fits with weights 1/v. With `trace` false that field is not set. */
void tsq__lanes_at_zero(const tsq__tile *tile, bool trace, tsq__lanes_fit *fit);

/** Both of them, with the trace of that with weights 1/v: faster than one after the other. */
void tsq__lanes_both(const tsq__tile *tile, const double *t, tsq__lanes_fit *fit, tsq__lanes_fit *at_zero);

/** Tells a fit at tau2 t. @param at_zero with its trace, or NULL: then vt is not set */
void tsq__lanes_tell(const tsq__tile *tile, const double *t, const tsq__lanes_fit *fit, const tsq__lanes_fit *at_zero,
                     tsq__lanes_told *told);

#endif
