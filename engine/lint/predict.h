/* What the standard deviation of a study should be, by those of the other studies of its group. */
#ifndef TSQ_LINT_PREDICT_H
#define TSQ_LINT_PREDICT_H

#include <stdbool.h>
#include <stddef.h>

/** A study as a point: log SD, the log of the larger mean (NaN: none, or it tells nothing), and the variance that
 *  sampling gives the log SD. */
typedef struct tsq__point {
    double log_sd, level, sampling;
} tsq__point;

/** Most other studies that a prediction rests on; of more an even choice is taken. */
#define TSQ__NEIGHBOURS 128

/** Slopes of log SD on the level, and spreads, that a prediction weighs. */
enum { TSQ__SLOPES = 3, TSQ__SPREADS = 10 };

/** What is known before the other studies are seen: the spread within a group is about `spread`, its logarithm with SD
 *  `log_sd`. */
typedef struct tsq__prior {
    double spread, log_sd;
} tsq__prior;

/** Of log SDs, and of the logarithms of means. */
extern const tsq__prior tsq__sd_prior, tsq__mean_prior;

/**
 * The prediction: log SD - slope * level is t with 3 degrees of freedom about the median of the others, mixed over the
 * slopes 0, 1/2 and 1 (SD constant, as its root, or proportional to the mean) and over spreads, each weighing what it
 * makes the others likely by.
 */
typedef struct tsq__prediction {
    size_t n; /**< others; 0: nothing is known */
    size_t slopes, best;
    double centre[TSQ__SLOPES], weight[TSQ__SLOPES][TSQ__SPREADS];
    double value[TSQ__NEIGHBOURS]; /**< the others by the best slope */
} tsq__prediction;

/** Weighs slopes and spreads by the others; `n` at most TSQ__NEIGHBOURS. With `use_level` false the slope is 0. */
void tsq__predict(const tsq__prior *prior, const tsq__point *other, size_t n, bool use_level, tsq__prediction *out);

/** Logarithm of the density of a study with that log SD. A part of it stands on the single others, so that a second
 *  cluster of studies is no outlier. 0 where nothing is known. */
double tsq__predicted(const tsq__prediction *prediction, const tsq__point *point);

/** Logarithm of Student's density, without its constant, at z = (x - centre)/scale. */
double tsq__log_t(double z, double df, double scale);

#endif
