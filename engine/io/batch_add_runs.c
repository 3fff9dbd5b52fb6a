/* Runs of `batch` are put into the open groups. */
#include "base/error.h"
#include "base/memory.h"
#include "io/batch_open.h"

#include <string.h>

/* The rows of run i one by one. */
static tsq_status add_rows_of(struct tsq__batch_groups *g, const tsq__batch_plan *plan, const tsq__batch_sets *sets,
                              size_t i, tsq_error *err)
{
    size_t study = 0;
    tsq_status status = TSQ_OK;
    for (size_t j = 0; j < sets->run[i].n_rows && status == TSQ_OK; j++) {
        const tsq__batch_row row = tsq__batch_run_row(sets, i, j, &study);
        status = tsq__batch_add_row(g, plan, &row, sets->text.bytes + sets->set[i].key, NULL, err);
    }
    return status;
}

/* Its studies into a group; with those that are left out, where these show in the direction. */
static bool add_studies_of(const struct tsq__batch_groups *g, struct tsq__batch_slot *slot, const tsq__batch_sets *sets,
                           size_t i)
{
    const tsq__batch_run *run = &sets->run[i];
    const double *yi = sets->yi + sets->set[i].begin, *vi = sets->vi + sets->set[i].begin;
    size_t study = 0;
    if (run->odd) {
        bool whole = true;
        for (size_t j = 0; j < run->n_rows && whole; j++) {
            const tsq__batch_row row = tsq__batch_run_row(sets, i, j, &study);
            whole = tsq__batch_add_study(g, slot, &row, NULL);
        }
        return whole;
    }
    if (!tsq__batch_slot_room(slot, run->n_rows * sizeof(struct tsq__batch_study_kept))) {
        return false;
    }
    for (size_t j = 0; j < run->n_rows; j++) {
        const struct tsq__batch_study_kept kept = {yi[j], vi[j]};
        memcpy(slot->data + slot->used, &kept, sizeof kept);
        slot->used += sizeof kept;
    }
    slot->n += run->n_rows;
    return true;
}

/* Adds a run at once if all its rows come before the group is due, else one by one. With its row of output if it is all
 * that the group has. */
static tsq_status add_run(struct tsq__batch_groups *g, const tsq__batch_plan *plan, const tsq__batch_sets *sets,
                          size_t i, tsq__batch_page *page, tsq_error *err)
{
    const tsq__batch_run *run = &sets->run[i];
    const tsq__batch_row row = {.hash = run->hash, .line = run->line, .key_length = run->key_length};
    uint32_t in;
    const tsq_status status = tsq__batch_look_up(g, plan, &row, sets->text.bytes + sets->set[i].key, &in, err);
    if (status != TSQ_OK) {
        return status;
    }
    struct tsq__batch_slot *slot = &g->slots.slot[in];
    const bool whole = slot->first == g->rows;
    if (g->window > 0 && g->rows + run->n_rows - 1 - slot->first >= g->window) {
        return add_rows_of(g, plan, sets, i, err);
    }
    *g->last = in;
    g->rows += run->n_rows;
    tsq__batch_drop_row(g, slot);
    if (!add_studies_of(g, slot, sets, i)) {
        return tsq__fail_memory(err);
    }
    if (whole && run->done) {
        slot->page = page;
        slot->at = run->at;
        slot->done = run->length;
        slot->status = (unsigned char)run->status;
        page->uses++;
    }
    return tsq__batch_close_due(g) ? TSQ_OK : tsq__fail_memory(err);
}

/* An unused page, or a new one, in use once. */
static tsq__batch_page *begin_page(struct tsq__batch_groups *g)
{
    tsq__batch_page *page = g->unused;
    if (page != NULL) {
        g->unused = page->next;
    } else {
        page = tsq__array(1, sizeof *page);
        if (page == NULL) {
            return NULL;
        }
        page->made = g->made;
        g->made = page;
    }
    page->uses = 1;
    return page;
}

/* Their rows of output go on from the block to the groups as they are, and an unused text to the block. */
tsq_status tsq__batch_add_runs(struct tsq__batch_groups *g, const tsq__batch_plan *plan, tsq__batch_sets *sets,
                               tsq_error *err)
{
    tsq__batch_page *page = begin_page(g);
    if (page == NULL) {
        return tsq__fail_memory(err);
    }
    const tsq__text unused = page->text;
    tsq_status status = TSQ_OK;
    page->text = sets->done;
    sets->done = unused;
    for (size_t i = 0; i < sets->n_runs && status == TSQ_OK; i++) {
        if (i + TSQ__BATCH_AHEAD < sets->n_runs) {
            tsq__seen_fetch(&g->past.seen, sets->run[i + TSQ__BATCH_AHEAD].hash);
        }
        status = add_run(g, plan, sets, i, page, err);
    }
    tsq__batch_leave_page(g, page);
    return status;
}
