/* Which comparisons share the participants of one control. */
#ifndef TSQ_EFFECT_SHARING_H
#define TSQ_EFFECT_SHARING_H

#include "effect/plan.h"

#include <stdint.h>

/** No place in a list. */
#define TSQ__NOWHERE SIZE_MAX

/** Comparisons with one control: places in the list of rows, linked in their order. */
struct tsq__sharing_set {
    size_t first, n;
    bool done; /**< for the use of whoever walks through them */
};

struct tsq__sharing {
    size_t n_sets;
    struct tsq__sharing_set *set;
    size_t *of;   /**< set of each place, or NOWHERE where the control is its own */
    size_t *next; /**< next place of the set, or NOWHERE */
};

/**
 * Finds them: in a table by arm those with the same row for control; else the rows of one trial, outcome, unit and
 * time whose numbers for the control are all the same. Rows without a label share nothing.
 *
 * @param[out] out free with tsq__sharing_free; all zero if nothing is shared
 * @retval TSQ_E_VALUE as tsq__effect_plan_read
 */
tsq_status tsq__sharing_find(const struct tsq__effect_plan *plan, const tsq_rows *rows, struct tsq__sharing *out,
                             tsq_error *err);
/** Takes the place out of its set. */
void tsq__sharing_drop(struct tsq__sharing *sharing, size_t place);
void tsq__sharing_free(struct tsq__sharing *sharing);

/** The set of a place, if another place shares its control; else NULL. */
struct tsq__sharing_set *tsq__sharing_at(const struct tsq__sharing *sharing, size_t place);

#endif
