/* Means and SDs of some rows in another unit, as the user asks: "albumin=g/dL:g/L". */
#ifndef TSQ_EFFECT_RESCALE_H
#define TSQ_EFFECT_RESCALE_H

#include "effect/row.h"

#include <tausq/units.h>

/** One request, taken apart. */
struct tsq__rescaling {
    char outcome[64];
    const tsq_unit *from, *to;
    bool of_effect; /**< printed effects of the measure have the unit too */
};

/**
 * Takes the requests apart, options->n_unit of them.
 *
 * @param[out] out NULL where there are none; free with free
 * @retval TSQ_E_OPTION not OUTCOME=FROM:TO, a unit that is not in units.def, one outcome twice, a measure without means
 *                      and SDs
 */
tsq_status tsq__rescalings_new(const tsq_effect_measure *measure, const tsq_effect_options *options,
                               struct tsq__rescaling **out, tsq_error *err);

/**
 * Puts the numbers of a row into the unit asked for, if a request is for its outcome and its column `unit` has the unit
 * to leave. Without a column `outcome` a request is for all rows, without a column `unit` for all of its outcome.
 *
 * @param[out] used the request that was followed, or NULL
 * @retval TSQ_E_VALUE the unit of the row is neither of the two
 */
tsq_status tsq__rescale(const struct tsq__rescaling *all, size_t n, const tsq_roles *roles, size_t row,
                        struct tsq_effect_row *numbers, const struct tsq__rescaling **used, tsq_error *err);

/** Adds to value->derived what was done; nothing for NULL. */
void tsq__rescaled_describe(const struct tsq__rescaling *used, struct tsq_effect_value *value);

#endif
