/* Passes over many numbers, as vectors: sums, fine and coarse bins, and picking those of some bins. The results do not depend on
 * the width of the vectors. */
#ifndef TSQ_RESAMPLE_SPREAD_NUMBERS_H
#define TSQ_RESAMPLE_SPREAD_NUMBERS_H

#include <stddef.h>
#include <stdint.h>

/** Coarse bins of equal width. */
#define TSQ__COARSE 4096
/** The most ranges of bins that are picked at once. */
#define TSQ__RANGES 10

/** From x to bin (x - least) * scale, the last one for all beyond. */
typedef struct tsq__coarse {
    double least, scale;
} tsq__coarse;

/** Bins from `first` up to, but without, `end`. */
typedef struct tsq__range {
    double first, end;
} tsq__range;

/** Fine bins: they cover all numbers and are narrowest near `centre`. */
#define TSQ__FINE ((size_t)1 << 18)
typedef struct tsq__fine {
    double centre, unit;
} tsq__fine;

/** The fine bin of each number. */
void tsq__numbers_place(tsq__fine bins, const double *x, size_t n, uint32_t *bin);

/** Sum of x - x[0]; *least and *greatest are widened to all x. n > 0. */
double tsq__numbers_sum(const double *x, size_t n, double *least, double *greatest);

/** Sum of (x - mean)^2. */
double tsq__numbers_squares(const double *x, size_t n, double mean);

/** Adds to the count of each bin. The numbers lie at `least` or above. */
void tsq__numbers_count(tsq__coarse bins, const double *x, size_t n, uint32_t count[TSQ__COARSE]);

/** Puts the numbers in these ranges of bins first, and tells how many they are. */
size_t tsq__numbers_pick(tsq__coarse bins, const tsq__range *range, size_t ranges, double *x, size_t n);

#endif
