/* Correlations as reported: themselves, or from their t statistic or p-value. */
#ifndef TSQ_EFFECT_CORRELATION_H
#define TSQ_EFFECT_CORRELATION_H

#include "effect/row.h"

/**
 * The t statistic of a row: ti, else from the p-value pi (two-sided, with the sign of the effect) and df.
 *
 * Says in value->derived which. NaN if neither is there or df is not positive.
 */
double tsq__t_statistic(const struct tsq_effect_row *row, double df, struct tsq_effect_value *value);

/** Sets the estimate atanh(r), or omits the row where r is 1 or -1. */
tsq_status tsq__fisher_z_set(struct tsq_effect_value *value, double r, double vi);

#endif
