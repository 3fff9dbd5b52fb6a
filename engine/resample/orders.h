/* The orders in which the rows of moderators can be dealt out to the studies: those of a multiset, as rows that are equal make
 * no difference, k! / (m1! m2! ...) in all. */
#ifndef TSQ_RESAMPLE_ORDERS_H
#define TSQ_RESAMPLE_ORDERS_H

#include <tausq/fit.h>

/** The rows of some studies. `from` below is an order: study i has the row of study from[i]. */
typedef struct tsq__orders {
    const tsq_studies *studies;
    size_t *kind;  /* of the row of each study: equal rows have the same */
    size_t *first; /* a study that has each kind, in the order of studies */
    size_t *times; /* how many have it */
    size_t kinds;
} tsq__orders;

/** @retval TSQ_E_MEMORY then free it as well */
tsq_status tsq__orders_new(const tsq_studies *studies, tsq__orders *orders, tsq_error *err);
void tsq__orders_free(tsq__orders *orders);

/** How many there are; beyond `most` it may stop counting. */
uint64_t tsq__orders_count(const tsq__orders *orders, uint64_t most);

/** The place of the data as they are among all of no more than 2^40, in the order of dictionaries. */
uint64_t tsq__orders_own(const tsq__orders *orders);

/** The order at a place. `room` has a number for each study. */
void tsq__orders_at(const tsq__orders *orders, uint64_t place, size_t *room, size_t *from);

/** The one after `before`, and the first after the last. `room` as above. */
void tsq__orders_next(const tsq__orders *orders, const size_t *before, size_t *room, size_t *from);

#endif
