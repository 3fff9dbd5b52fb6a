/* The coefficient of determination of a row. */
#ifndef TSQ_EFFECT_R2_H
#define TSQ_EFFECT_R2_H

#include "effect/row.h"

/** R2 and 1 - R2. */
struct tsq__r2 {
    double of, rest;
};

/** Takes R2 of r2i, else of the F statistic fi or its p-value pi; E_MISSING or E_VALUE where there is none. */
tsq_status tsq__r2_take(const struct tsq_effect_row *row, struct tsq_effect_value *value, struct tsq__r2 *out);

/**
 * The variance of R2F (r2f.c).
 *
 * @domain 0 <= r2 < 1, rest = 1 - r2, n > m + 1, m > 0
 * @accuracy 1e-12 relative, measured against 40-digit arithmetic (tests/golden/effect_measures_exact.csv)
 */
double tsq__r2_fixed_variance(double r2, double rest, double n, double m);

#endif
