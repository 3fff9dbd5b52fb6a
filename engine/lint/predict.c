/* Leave-one-out prediction of a study's log SD. The constants are from 16,552 rows of 2,854 analyses of 193 Cochrane
 * reviews: log SDs of one analysis scatter by 0.27 to 0.64 (quartiles of the analyses, mean differences). */
#include "lint/predict.h"

#include "lint/lint.h"

#include <math.h>
#include <string.h>

#define PRIOR_SPREAD 0.35 /* of log SDs within an analysis, */
#define PRIOR_WEIGHT 4.0  /* worth as many studies */
#define FARTHEST 1.2      /* deviations are counted to here: an error among the others must not hide another */
#define KERNEL_PART 0.3
#define KERNEL_WIDTH 0.5 /* of the spread */

double tsq__log_t(double z, double df, double scale)
{
    return -0.5 * (df + 1.0) * log1p(z * z / df) - log(scale);
}

/* Centre and spread of values by median, median deviation and clipped squares, drawn to the prior. */
static void describe(const double *value, size_t n, double *centre, double *spread)
{
    double sorted[TSQ__NEIGHBOURS];
    memcpy(sorted, value, n * sizeof *sorted);
    *centre = tsq__lint_median(sorted, n);
    double squares = 0.0;
    for (size_t i = 0; i < n; i++) {
        const double off = fabs(value[i] - *centre);
        sorted[i] = off;
        squares += fmin(off, FARTHEST) * fmin(off, FARTHEST);
    }
    const double mad = 1.4826 * tsq__lint_median(sorted, n);
    const double size = (double)n;
    const double variance =
        (PRIOR_WEIGHT * PRIOR_SPREAD * PRIOR_SPREAD + 0.5 * (size * mad * mad + squares)) / (PRIOR_WEIGHT + size);
    *spread = sqrt(variance * (1.0 + 0.5 / size));
}

void tsq__predict(const tsq__point *other, size_t n, bool use_level, tsq__prediction *out)
{
    static const double slopes[] = {0.0, 0.5, 1.0};
    *out = (tsq__prediction){.n = n, .spread = HUGE_VAL};
    for (size_t i = 0; i < n; i++) {
        use_level = use_level && !isnan(other[i].level);
    }
    for (size_t j = 0; j < (use_level ? 3 : 1) && n > 0; j++) {
        double value[TSQ__NEIGHBOURS], centre, spread;
        for (size_t i = 0; i < n; i++) {
            value[i] = other[i].log_sd - (j == 0 ? 0.0 : slopes[j] * other[i].level);
        }
        describe(value, n, &centre, &spread);
        if (spread < out->spread * 0.999) {
            out->slope = slopes[j];
            out->centre = centre;
            out->spread = spread;
            memcpy(out->value, value, n * sizeof *value);
        }
    }
}

double tsq__predicted(const tsq__prediction *prediction, const tsq__point *point)
{
    if (prediction->n == 0) {
        return 0.0;
    }
    const double at = point->log_sd - (prediction->slope == 0.0 ? 0.0 : prediction->slope * point->level);
    const double s = prediction->spread, width = KERNEL_WIDTH * s;
    double kernels = 0.0;
    for (size_t i = 0; i < prediction->n; i++) {
        kernels += exp(tsq__log_t((at - prediction->value[i]) / width, 3.0, width));
    }
    const double about = exp(tsq__log_t((at - prediction->centre) / s, 3.0, s));
    return log((1.0 - KERNEL_PART) * about + KERNEL_PART * kernels / (double)prediction->n);
}
