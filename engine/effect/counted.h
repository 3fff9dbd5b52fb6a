/* The continuity correction of measures that count events, outside of 2x2 tables. */
#ifndef TSQ_EFFECT_COUNTED_H
#define TSQ_EFFECT_COUNTED_H

#include "effect/row.h"

/**
 * What is added to the counts of a row, and value->derived: "`what`", or "`what`, 0.5 added to the `where`".
 *
 * @param zero whether the row has a count of 0
 * @param add  what is added where the options do not say: 1/2, or 0
 */
double tsq__counted_added(const tsq_effect_options *options, bool zero, double add, const char *what, const char *where,
                          struct tsq_effect_value *value);

#endif
