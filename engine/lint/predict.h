/* What the standard deviation of a study should be, by those of the other studies of its group. */
#ifndef TSQ_LINT_PREDICT_H
#define TSQ_LINT_PREDICT_H

#include <stdbool.h>
#include <stddef.h>

/** A study as a point: log SD, and the log of the larger mean (NaN: none, or it tells nothing). */
typedef struct tsq__point {
    double log_sd, level;
} tsq__point;

/** Most other studies that a prediction rests on; of more an even choice is taken. */
#define TSQ__NEIGHBOURS 128

/**
 * The prediction: log SD - slope * level is centred on `centre` with scale `spread`. The slope is the one of 0, 1/2 and
 * 1 (SD constant, as its root, or proportional to the mean) by which the others agree best.
 */
typedef struct tsq__prediction {
    size_t n; /**< others; 0: nothing is known */
    double slope, centre, spread;
    double value[TSQ__NEIGHBOURS];
} tsq__prediction;

/** Median and spread of the others; `n` at most TSQ__NEIGHBOURS. With `use_level` false the slope is 0. */
void tsq__predict(const tsq__point *other, size_t n, bool use_level, tsq__prediction *out);

/** Logarithm of the density of a study with that log SD: part t with 3 degrees of freedom about the centre, part such
 *  kernels about each of the others, so that a second cluster of studies is no outlier. 0 where nothing is known. */
double tsq__predicted(const tsq__prediction *prediction, const tsq__point *point);

/** Logarithm of Student's density, without its constant, at z = (x - centre)/scale. */
double tsq__log_t(double z, double df, double scale);

#endif
