/* The numbers that effects were computed from, where they are not the cells of one row as they stand. */
#ifndef TSQ_EFFECT_NUMBERS_H
#define TSQ_EFFECT_NUMBERS_H

#include "effect/row.h"

#include <stdint.h>

struct tsq__numbers;

/** What is kept of a comparison. Texts live as long as the effects. */
struct tsq__kept {
    size_t row;
    size_t control;                /* row of the control: of comparisons in one row that row */
    double contrasts;              /* among how many the control is divided; 1 where it is whole */
    struct tsq_effect_row numbers; /**< means and SDs converted; the control divided, or the arms combined */
    const char *label;             /**< in place of the row's own, or NULL */
    const char *derived;           /**< of means: how they were derived; else NULL */
    const char *note;              /**< what was done with arms, to be added to how the effect was derived; or NULL */
    const char *warning;           /**< what the numbers rest on, or NULL */
    bool changes;                  /**< the numbers stand for changes, though they are in the place of final values */
    const char *refused;           /**< why there are no numbers, or NULL */
};

/** Keeps it; rows come in increasing order. A first call may be given a pointer to NULL. */
tsq_status tsq__numbers_keep(struct tsq__numbers **all, const struct tsq__kept *kept, tsq_error *err);

/** What was kept of a row of the table: of comparisons of arms, and of those that share a control. NULL if nothing. */
const struct tsq__kept *tsq__numbers_of(const struct tsq__numbers *all, size_t row);

/** Notes that a row goes into the numbers of row `into`, itself among them. As tsq__numbers_keep. */
tsq_status tsq__numbers_merge(struct tsq__numbers **all, size_t into, size_t row, tsq_error *err);

/** The i-th row that went into the numbers of row `into`; SIZE_MAX after the last, and where they are of one row. */
size_t tsq__numbers_merged(const struct tsq__numbers *all, size_t into, size_t i);

void tsq__numbers_free(struct tsq__numbers *all);

#endif
