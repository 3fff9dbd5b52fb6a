/* An estimate with its printed limits, found by the names of the columns. */
#ifndef TSQ_LINT_TRIPLE_H
#define TSQ_LINT_TRIPLE_H

#include "lint/lint.h"

/** Columns of an estimate and its limits; -1 for an estimate that is not there. */
typedef struct tsq__triple {
    long estimate, lb, ub;
} tsq__triple;

/** Most triples that are looked for. */
#define TSQ__TRIPLES 16

/**
 * The triples of a table: columns "X_lb" and "X_ub" (or lower and upper) with the estimate "X", or for limits called
 * ci_lb and ci_ub one called estimate, effect, yi or with the same beginning; and by role the means with their limits
 * and the hazard ratio. @return how many
 */
size_t tsq__triples(const tsq__lint *lint, tsq__triple triple[TSQ__TRIPLES]);

/** The numbers of a triple in a row, and how far rounding may have moved each. */
typedef struct tsq__printed {
    double estimate, lb, ub;
    double round_estimate, round_lb, round_ub;
} tsq__printed;

/** False if one is missing or the limits are in the wrong order. */
bool tsq__printed_at(const tsq__lint *lint, size_t row, const tsq__triple *triple, tsq__printed *out);

/**
 * How far off the middle an estimate is that no rounding explains, as a part of half the width: 0 if it is centred.
 * With `logs` on the scale of logarithms; NaN if that does not exist.
 */
double tsq__off_centre(const tsq__printed *printed, bool logs);

#endif
