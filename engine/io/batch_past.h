/* Groups of `batch` that were closed: each is known by its hash, so that none comes twice. */
#ifndef TSQ_IO_BATCH_PAST_H
#define TSQ_IO_BATCH_PAST_H

#include "base/seen.h"

#include <tausq/status.h>

#include <stdio.h>

/**
 * The last ones are in memory, where a group that comes again is found at once; those before in a temporary file, by which
 * it is found at the end. So memory does not grow with their number. Start from {0}; free with tsq__batch_past_free.
 */
typedef struct tsq__batch_past {
    bool all;       /* are in memory, in 8 bytes each and their room: for a state that is kept */
    tsq__seen seen; /* those in memory */
    struct tsq__batch_closed {
        uint64_t hash, place;
    } * closed; /* the same with their places, but for `all` */
    size_t n, capacity;
    FILE *file; /* runs before, in the order of time */
    size_t runs;
    bool unwritable; /* the file: then memory has to do */
} tsq__batch_past;

/** Whether it is among those in memory. */
static inline bool tsq__batch_past_has(const tsq__batch_past *past, uint64_t hash)
{
    return tsq__seen_has(&past->seen, hash);
}

/** Adds one that is not among those in memory. @param place by which the caller knows its first row
 *  @return whether there was memory */
bool tsq__batch_past_add(tsq__batch_past *past, uint64_t hash, uint64_t place);

/**
 * Looks for groups that came twice, however far apart.
 * @param[out] place of the first that came again; of those that are found so
 * @param[out] twice whether there is one
 * @retval TSQ_E_MEMORY
 * @retval TSQ_E_FILE   the temporary file cannot be read
 */
tsq_status tsq__batch_past_check(tsq__batch_past *past, uint64_t *place, bool *twice, tsq_error *err);

void tsq__batch_past_free(tsq__batch_past *past);

#endif
