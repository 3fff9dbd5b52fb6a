/* The counts of a 2x2 table from group sizes and what a paper reports in place of the events. */
#ifndef TSQ_EFFECT_COUNTS_FROM_H
#define TSQ_EFFECT_COUNTS_FROM_H

#include "effect/row.h"

/** The measures that take such tables. */
#define TSQ__COUNTS_MEASURES "OR RR RD AS PETO PHI ZPHI YUQ YUY RTET ZTET PBIT OR2DN OR2DL"

/** Sizes, and what is known of the events: their total, or one of ai and ci; else NaN. */
struct tsq__known {
    double n1, n2, total, a, c;
};

/** E_MISSING without both sizes; E_VALUE with more events than participants. */
tsq_status tsq__known_take(const struct tsq_effect_row *row, struct tsq__known *out, struct tsq_effect_value *value);

/**
 * Fills the counts of the row with `a` events in the first group and `c` in the second, rounded to whole ones (to even
 * from the middle, as metafor does) unless the options ask for exact ones; with a total of events the second follows.
 *
 * @retval TSQ_E_VALUE on `role` if a count is negative, or above its group
 */
tsq_status tsq__known_fill(const struct tsq__known *known, double a, double c, const char *role,
                           const tsq_effect_options *options, struct tsq_effect_row *row,
                           struct tsq_effect_value *value);

/** Half of the last decimal of the shortest text for a number: what rounding to its decimals can have changed. */
double tsq__half_decimal(double printed);

/** Warns of percentages and risks that contradict the events reported beside them. */
void tsq__percent_check(const struct tsq_effect_row *row, struct tsq_effect_value *value);

#endif
