/* The counts of a row as methods that pool counts take them. */
#ifndef TSQ_EFFECT_CELLS_H
#define TSQ_EFFECT_CELLS_H

#include "effect/plan.h"

/**
 * With and without the event in either group, or events and person-time: the effect's own, so converted where they are
 * not reported and divided by the design effect of a cluster trial. Without a continuity correction.
 *
 * @param rates whether the measure compares rates
 * @param[out] cell NaN where there is no number
 */
void tsq__effect_cells(const tsq_effect_measure *measure, const tsq_effect_options *options, bool rates,
                       const struct tsq_effect_row *row, double cell[4]);

#endif
