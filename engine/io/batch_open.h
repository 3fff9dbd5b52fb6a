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

/** What was done for a group as it was is of no use when it gets another row. */
static inline void tsq__batch_drop_row(struct tsq__batch_groups *g, struct tsq__batch_slot *slot)
{
    if (g->slots.may_be_done) {
        tsq__batch_leave_page(g, slot->page);
        slot->page = NULL;
    }
}

/** So many rows ahead the memory is fetched in which it is looked up whether a group was closed. */
#define TSQ__BATCH_AHEAD 8

/** The group of the next row, which may have none before. E_VALUE: it was closed. */
tsq_status tsq__batch_look_up(struct tsq__batch_groups *g, const tsq__batch_plan *plan, const tsq__batch_row *row,
                              const char *key, uint32_t *i, tsq_error *err);
/** Room for so many bytes more in the data of a slot. @return whether there was memory; likewise the others */
bool tsq__batch_slot_room(struct tsq__batch_slot *slot, size_t size);
/** Adds a study behind the others; one that is left out only where the direction tells of it. */
bool tsq__batch_add_study(const struct tsq__batch_groups *g, struct tsq__batch_slot *slot, const tsq__batch_row *row,
                          const char *rest);
/** Closes what is too old. */
bool tsq__batch_close_due(struct tsq__batch_groups *g);
/** Adds a row of long format. */
tsq_status tsq__batch_add_row(struct tsq__batch_groups *g, const tsq__batch_plan *plan, const tsq__batch_row *row,
                              const char *key, const char *rest, tsq_error *err);
/** Adds runs; their rows of output stay with the groups. */
tsq_status tsq__batch_add_runs(struct tsq__batch_groups *g, const tsq__batch_plan *plan, tsq__batch_sets *sets,
                               tsq_error *err);

#endif
