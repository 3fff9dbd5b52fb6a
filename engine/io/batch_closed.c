/* Closed groups of `batch` become analyses. */
#include "base/error.h"
#include "io/batch_open.h"

#include <math.h>

/* The studies of a group; the set has room for them. */
static void hand_over_studies(const struct tsq__batch_groups *g, const struct tsq__batch_slot *slot, size_t n,
                              tsq__batch_sets *sets)
{
    struct tsq__batch_set *set = &sets->set[sets->n - 1];
    const unsigned char *at = slot->data;
    char *directions = sets->directions.bytes + sets->directions.length;
    size_t used = sets->n_studies;
    for (size_t i = 0; i < n; i++) {
        struct tsq__batch_study_turned study = {.alleles = slot->reference_alleles};
        memcpy(&study, at, sizeof(struct tsq__batch_study_kept));
        if (g->alleles) {
            memcpy(&study.alleles, at + sizeof(struct tsq__batch_study_kept), sizeof study.alleles);
        }
        at += tsq__batch_study_size(g);
        if (!tsq__batch_turn(slot->reference_alleles, study.alleles, &study.yi) && !isnan(study.yi)) {
            set->flags |= TSQ_FLAG_BIT(ALLELES_DIFFER);
            set->omitted++;
            study.yi = (double)NAN;
        }
        sets->yi[used] = study.yi;
        sets->vi[used] = study.vi;
        used += isnan(study.yi) ? 0 : 1;
        if (g->directions) {
            directions[i] = tsq__batch_direction(study.yi);
        }
    }
    sets->n_studies = used;
    if (g->directions) {
        sets->directions.length += n;
    }
}

/* One whose row of output is done. */
static bool hand_over_done(const struct tsq__batch_slot *slot, tsq__batch_sets *sets, tsq__batch_run *run)
{
    run->done = true;
    run->status = (int32_t)slot->status;
    run->page = slot->page;
    run->at = slot->at;
    run->length = slot->done;
    sets->n_done++;
    return tsq__batch_set_begin(sets) && tsq__text_add(&sets->text, tsq__batch_texts(slot), slot->length);
}

/* A group as an analysis. */
static bool hand_over(const struct tsq__batch_groups *g, const struct tsq__batch_slot *slot, tsq__batch_sets *sets)
{
    const bool none = g->alleles && slot->reference == TSQ__NO_SLOT;
    const size_t n = g->files > 0 ? g->files : slot->n;
    tsq__batch_run *run = tsq__batch_next_run(sets);
    if (run == NULL || (g->slots.may_be_done && slot->page != NULL)) {
        return run != NULL && hand_over_done(slot, sets, run);
    }
    if (!tsq__batch_set_begin(sets) ||
        (!g->raw && (!tsq__batch_set_room(sets, n) || !tsq__text_room(&sets->directions, n)))) {
        return false;
    }
    sets->set[sets->n - 1].omitted = slot->omitted;
    if (g->raw) {
        sets->n_studies += n;
    } else {
        hand_over_studies(g, slot, n, sets);
    }
    return (!g->raw || tsq__text_add(&sets->raw, (const char *)slot->data, slot->used)) &&
           tsq__text_add(&sets->text, tsq__batch_texts(slot), none ? slot->key_length : slot->length) &&
           (!none || tsq__text_add(&sets->text, "\0", 2));
}

tsq_status tsq__batch_groups_take(tsq__batch_groups *groups, size_t most, tsq__batch_sets *sets, tsq_error *err)
{
    struct tsq__batch_slots *slots = &groups->slots;
    while (!tsq__batch_is_full(sets, most) && slots->closed.head != TSQ__NO_SLOT) {
        const uint32_t i = slots->closed.head;
        if (!hand_over(groups, &slots->slot[i], sets)) {
            return tsq__fail_memory(err);
        }
        tsq__batch_take_out(slots, &slots->closed, i);
        tsq__batch_append(slots, &slots->unused, i);
    }
    return TSQ_OK;
}

void tsq__batch_groups_forget(tsq__batch_groups *groups, const tsq__batch_sets *sets)
{
    for (size_t i = 0; i < sets->n_runs; i++) {
        tsq__batch_leave_page(groups, sets->run[i].page);
    }
}
