/* The open groups of `batch`, for the files that work on them. */
#ifndef TSQ_IO_BATCH_OPEN_H
#define TSQ_IO_BATCH_OPEN_H

#include "io/batch_past.h"
#include "io/batch_slots.h"

struct tsq__batch_groups {
    size_t window, files;
    bool alleles, raw, directions;
    struct tsq__batch_slots slots;
    tsq__batch_past past; /* closed groups */
    tsq__batch_page *unused, *made;
    uint64_t rows;
    uint32_t *last;       /* slot of the row before, of each file: most files are sorted */
    uint64_t met, opened; /* in the block added last: rows of another group than the row before; that opened it */
};

static inline size_t tsq__batch_study_size(const struct tsq__batch_groups *g)
{
    return g->alleles ? sizeof(struct tsq__batch_study_turned) : sizeof(struct tsq__batch_study_kept);
}

/** Ends a use of a page: after the last one others may have it. */
static inline void tsq__batch_leave_page(struct tsq__batch_groups *g, tsq__batch_page *page)
{
    if (page != NULL && --page->uses == 0) {
        page->next = g->unused;
        g->unused = page;
    }
}

#endif
