/* Leave-one-out prediction of a study's log SD: the posterior over the spread of a group and over how its SDs follow
 * their means. How widely the studies of a group differ is itself different from group to group, and a few studies
 * tell it badly; a single spread would be too sure of groups of few studies, and not sure enough of many that agree.
 * Priors, degrees of freedom and the part of the kernels are near those with the highest leave-one-out density of
 * 10,443 rows of mean differences of Cochrane reviews. */
#include "lint/predict.h"

#include "lint/lint.h"

#include <math.h>
#include <string.h>

const tsq__prior tsq__sd_prior = {0.22, 0.6}, tsq__mean_prior = {0.2, 0.7};

#define LEAST_SPREAD 0.05
#define SPREAD_STEP 1.55 /* to 0.05 * 1.55^9 = 2.6 */
#define KERNEL_PART 0.15
#define KERNEL_WIDTH 0.12
#define CENTRE_VARIANCE 1.3 /* of the median of n such values, times n and by the squared spread */

static const double slope_of[TSQ__SLOPES] = {0.0, 0.5, 1.0};

static double spread_of(size_t i)
{
    return LEAST_SPREAD * pow(SPREAD_STEP, (double)i);
}

double tsq__log_t(double z, double df, double scale)
{
    return -0.5 * (df + 1.0) * log1p(z * z / df) - log(scale);
}

/* Student's density with 3 degrees of freedom, without its constant. */
static double t3(double off, double scale2)
{
    const double part = 1.0 + off * off / (3.0 * scale2);
    return 1.0 / (part * part * sqrt(scale2));
}

/* The logarithm of the likelihood of the others about their centre, of which they have one degree of freedom less,
 * and of the prior. */
static double log_weight(const tsq__prior *prior, const double *off, size_t n, double spread)
{
    const double z = log(spread / prior->spread) / prior->log_sd;
    double sum = -0.5 * z * z - ((double)n - 1.0) * log(spread);
    for (size_t i = 0; i < n; i++) {
        sum -= 2.0 * log1p(off[i] * off[i] / (3.0 * spread * spread));
    }
    return sum;
}

/* From logarithms to parts of 1. */
static void normalise(tsq__prediction *out)
{
    double most = -HUGE_VAL, sum = 0.0;
    for (size_t j = 0; j < out->slopes; j++) {
        for (size_t i = 0; i < TSQ__SPREADS; i++) {
            out->best = out->weight[j][i] > most ? j : out->best;
            most = fmax(most, out->weight[j][i]);
        }
    }
    for (int pass = 0; pass < 2; pass++) {
        for (size_t j = 0; j < out->slopes; j++) {
            for (size_t i = 0; i < TSQ__SPREADS; i++) {
                double *weight = &out->weight[j][i];
                *weight = pass == 0 ? exp(*weight - most) : *weight / sum;
                sum += pass == 0 ? *weight : 0.0;
            }
        }
    }
}

void tsq__predict(const tsq__prior *prior, const tsq__point *other, size_t n, bool use_level, tsq__prediction *out)
{
    double value[TSQ__SLOPES][TSQ__NEIGHBOURS];
    out->n = n;
    out->best = 0;
    for (size_t i = 0; i < n; i++) {
        use_level = use_level && !isnan(other[i].level);
    }
    out->slopes = use_level ? TSQ__SLOPES : 1;
    for (size_t j = 0; j < out->slopes && n > 0; j++) {
        double off[TSQ__NEIGHBOURS];
        for (size_t i = 0; i < n; i++) {
            value[j][i] = other[i].log_sd - (j == 0 ? 0.0 : slope_of[j] * other[i].level);
            off[i] = value[j][i];
        }
        out->centre[j] = tsq__lint_median(off, n);
        for (size_t i = 0; i < n; i++) {
            off[i] -= out->centre[j];
        }
        for (size_t i = 0; i < TSQ__SPREADS; i++) {
            out->weight[j][i] = log_weight(prior, off, n, spread_of(i));
        }
    }
    if (n > 0) {
        normalise(out);
        memcpy(out->value, value[out->best], n * sizeof *out->value);
    }
}

static double at_slope(const tsq__point *point, size_t slope)
{
    return point->log_sd - (slope == 0 ? 0.0 : slope_of[slope] * point->level);
}

double tsq__predicted(const tsq__prediction *prediction, const tsq__point *point)
{
    if (prediction->n == 0) {
        return 0.0;
    }
    const double size = (double)prediction->n, width2 = KERNEL_WIDTH * KERNEL_WIDTH + point->sampling;
    double about = 0.0, kernels = 0.0;
    for (size_t j = 0; j < prediction->slopes; j++) {
        const double off = at_slope(point, j) - prediction->centre[j];
        double spread = LEAST_SPREAD;
        for (size_t i = 0; i < TSQ__SPREADS; i++, spread *= SPREAD_STEP) {
            about +=
                prediction->weight[j][i] * t3(off, spread * spread * (1.0 + CENTRE_VARIANCE / size) + point->sampling);
        }
    }
    const double here = at_slope(point, prediction->best);
    for (size_t i = 0; i < prediction->n; i++) {
        kernels += t3(here - prediction->value[i], width2);
    }
    return log((1.0 - KERNEL_PART) * about + KERNEL_PART * kernels / size);
}
