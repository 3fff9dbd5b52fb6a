/* The open groups of `batch`: which rows belong together. A group that is closed leaves its hash behind, by which a row
 * that comes too late is noticed. */
#include "base/error.h"
#include "base/memory.h"
#include "io/batch_open.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Files of a join whose bits stand in the slot itself. */
enum { FEW_FILES = 64 };

/** Bits of a line in a place. */
enum { LINE_BITS = 40 };

/* ---- opening and closing ------------------------------------------------------------------------------------------ */

static bool close_group(struct tsq__batch_groups *g, uint32_t i)
{
    tsq__batch_close(&g->slots, i);
    return tsq__batch_past_add(&g->past, g->slots.slot[i].hash, g->slots.slot[i].place);
}

static bool clear_seen(const struct tsq__batch_groups *g, struct tsq__batch_slot *slot)
{
    const size_t words = (g->files + 63) / 64;
    if (g->files <= FEW_FILES) {
        slot->seen.bits = 0;
        return true;
    }
    if (slot->seen.more == NULL) {
        slot->seen.more = tsq__array(words, sizeof *slot->seen.more);
    }
    if (slot->seen.more != NULL) {
        memset(slot->seen.more, 0, words * sizeof *slot->seen.more);
    }
    return slot->seen.more != NULL;
}

/* Of a join each file has a place for its study: none is there yet. */
static void clear_studies(const struct tsq__batch_groups *g, struct tsq__batch_slot *slot)
{
    static const double none = NAN;
    for (size_t i = 0; i < g->files; i++) {
        memcpy(slot->data + i * tsq__batch_study_size(g), &none, sizeof none);
    }
}

static uint32_t open_group(struct tsq__batch_groups *g, const tsq__batch_row *row, size_t file, const char *key)
{
    const uint32_t i = tsq__batch_new_slot(&g->slots);
    if (i == TSQ__NO_SLOT) {
        return i;
    }
    struct tsq__batch_slot *slot = &g->slots.slot[i];
    slot->n = slot->omitted = slot->n_seen = 0;
    slot->used = 0;
    slot->hash = row->hash;
    slot->first = g->rows;
    slot->place = (uint64_t)file << LINE_BITS | row->line;
    slot->key_length = row->key_length;
    slot->reference = TSQ__NO_SLOT;
    slot->page = NULL; /* or no alleles yet */
    clear_studies(g, slot);
    if (!clear_seen(g, slot) || !tsq__batch_keep_texts(slot, key, 0, row->key_length) ||
        !tsq__batch_open(&g->slots, i)) {
        tsq__batch_append(&g->slots, &g->slots.unused, i);
        return TSQ__NO_SLOT;
    }
    return i;
}

/* ---- rows --------------------------------------------------------------------------------------------------------- */

/* "A, B" of cells that have a zero each. */
const char *tsq__batch_show_key(const char *key, size_t length, char *shown)
{
    char text[TSQ__SHOWN] = "";
    size_t n = 0;
    for (size_t i = 0; i + 1 < length && n + 3 < sizeof text; i++) {
        if (key[i] == '\0') {
            text[n++] = ',';
        }
        text[n++] = key[i] == '\0' ? ' ' : key[i];
    }
    return tsq__shown(text, n, shown);
}

size_t tsq__batch_key_length(const char *key, size_t n)
{
    const char *at = key;
    for (size_t i = 0; i < n; i++) {
        at += strlen(at) + 1;
    }
    return (size_t)(at - key);
}

static tsq_status fail_row(const tsq__batch_plan *plan, const tsq__batch_row *row, const char *key, const char *why,
                           tsq_error *err)
{
    char shown[TSQ__SHOWN];
    (void)tsq__fail(err, TSQ_E_VALUE, "%s:%zu: '%s' %s", plan->name, row->line,
                    tsq__batch_show_key(key, row->key_length, shown), why);
    if (err != NULL) {
        err->line = row->line;
    }
    return TSQ_E_VALUE;
}

bool tsq__batch_slot_room(struct tsq__batch_slot *slot, size_t size)
{
    if (slot->room - slot->used >= size) {
        return true;
    }
    unsigned char *wider = tsq__grow(slot->data, &slot->room, slot->used + size, 1);
    slot->data = wider != NULL ? wider : slot->data;
    return wider != NULL;
}

/* Small, so that sizes that are known lead to no call. */
static inline bool add_data(struct tsq__batch_slot *slot, const void *data, size_t size)
{
    if (!tsq__batch_slot_room(slot, size)) {
        return false;
    }
    memcpy(slot->data + slot->used, data, size);
    slot->used += size;
    return true;
}

static bool add_raw(struct tsq__batch_slot *slot, const tsq__batch_row *row, const char *rest)
{
    if (row->rest_length == 0) {
        return true; /* left out by its mask */
    }
    slot->n++;
    return add_data(slot, &row->line, sizeof row->line) && add_data(slot, rest, row->rest_length);
}

/* The first file that has the group gives the reference, whichever of them is read first. */
static bool note_alleles(struct tsq__batch_slot *slot, const tsq__batch_row *row, const char *rest, uint32_t file)
{
    if (slot->reference != TSQ__NO_SLOT && file >= slot->reference) {
        return true;
    }
    slot->reference = file;
    slot->reference_alleles = row->alleles;
    return tsq__batch_keep_texts(slot, rest, slot->key_length, row->rest_length);
}

bool tsq__batch_add_study(const struct tsq__batch_groups *g, struct tsq__batch_slot *slot, const tsq__batch_row *row,
                          const char *rest)
{
    const struct tsq__batch_study_turned turned = {row->yi, row->vi, row->alleles};
    const struct tsq__batch_study_kept kept = {row->yi, row->vi};
    slot->omitted += isnan(row->yi) && isnan(row->vi);
    if (isnan(row->yi) && !g->directions) {
        return true;
    }
    if (g->alleles && !isnan(row->yi) && !note_alleles(slot, row, rest, 0)) {
        return false;
    }
    slot->n++;
    return g->alleles ? add_data(slot, &turned, sizeof turned) : add_data(slot, &kept, sizeof kept);
}

/* In the place of its file. */
static bool put_study(const struct tsq__batch_groups *g, struct tsq__batch_slot *slot, const tsq__batch_row *row,
                      const char *rest, uint32_t file)
{
    const struct tsq__batch_study_turned turned = {row->yi, row->vi, row->alleles};
    const struct tsq__batch_study_kept kept = {row->yi, row->vi};
    if (isnan(row->yi)) {
        slot->omitted += isnan(row->vi) ? 1 : 0;
        return true;
    }
    slot->n++;
    if (!g->alleles) { /* sizes that are known, so that no call is made for a few bytes */
        memcpy(slot->data + file * sizeof kept, &kept, sizeof kept);
        return true;
    }
    memcpy(slot->data + file * sizeof turned, &turned, sizeof turned);
    return note_alleles(slot, row, rest, file);
}

bool tsq__batch_close_due(struct tsq__batch_groups *g)
{
    struct tsq__batch_slots *slots = &g->slots;
    bool whole = true;
    while (whole && g->window > 0 && slots->open.head != TSQ__NO_SLOT &&
           g->rows - slots->slot[slots->open.head].first >= g->window) {
        whole = close_group(g, slots->open.head);
    }
    return whole;
}

static inline bool is_open_with(const struct tsq__batch_groups *g, uint32_t i, const tsq__batch_row *row,
                                const char *key)
{
    return i != TSQ__NO_SLOT && g->slots.slot[i].is_open &&
           tsq__batch_has_key(&g->slots.slot[i], row->hash, key, row->key_length);
}

/* The group that was opened after that of the row before, or the oldest: so it is where files are sorted. */
static uint32_t guess_next(const struct tsq__batch_groups *g, uint32_t last, const tsq__batch_row *row, const char *key)
{
    const bool open = last != TSQ__NO_SLOT && g->slots.slot[last].is_open;
    const uint32_t next = open ? g->slots.slot[last].after : g->slots.open.head;
    return is_open_with(g, next, row, key) ? next : TSQ__NO_SLOT;
}

/* False where the file has had the key already. */
static bool note_file(const struct tsq__batch_groups *g, struct tsq__batch_slot *slot, uint32_t file)
{
    uint64_t *word = g->files <= FEW_FILES ? &slot->seen.bits : &slot->seen.more[file / 64];
    const uint64_t bit = UINT64_C(1) << file % 64;
    const bool first = (*word & bit) == 0;
    *word |= bit;
    slot->n_seen++;
    return first;
}

/* Where it is not the group that was expected: one that is open, or a new one. */
static tsq_status find_group(struct tsq__batch_groups *g, const tsq__batch_plan *plan, const tsq__batch_row *row,
                             size_t file, const char *key, uint32_t *i, tsq_error *err)
{
    *i = tsq__batch_find(&g->slots, row->hash, key, row->key_length);
    if (*i == TSQ__NO_SLOT && tsq__batch_past_has(&g->past, row->hash)) {
        char why[TSQ__SHOWN];
        (void)snprintf(why, sizeof why, "has rows %zu or more apart: sort the rows, or give a wider --window",
                       g->window);
        return fail_row(plan, row, key, g->files > 0 ? "comes twice in this file" : why, err);
    }
    *i = *i != TSQ__NO_SLOT ? *i : open_group(g, row, file, key);
    return *i != TSQ__NO_SLOT ? TSQ_OK : tsq__fail_memory(err);
}

tsq_status tsq__batch_look_up(struct tsq__batch_groups *g, const tsq__batch_plan *plan, const tsq__batch_row *row,
                              const char *key, uint32_t *i, tsq_error *err)
{
    *i = *g->last;
    if (is_open_with(g, *i, row, key)) {
        return TSQ_OK;
    }
    *i = guess_next(g, *i, row, key);
    const tsq_status status = *i == TSQ__NO_SLOT ? find_group(g, plan, row, 0, key, i, err) : TSQ_OK;
    if (status == TSQ_OK) {
        g->met++;
        g->opened += g->slots.slot[*i].first == g->rows ? 1 : 0; /* the number of this row */
    }
    return status;
}

tsq_status tsq__batch_add_row(struct tsq__batch_groups *g, const tsq__batch_plan *plan, const tsq__batch_row *row,
                              const char *key, const char *rest, tsq_error *err)
{
    uint32_t i;
    const tsq_status status = tsq__batch_look_up(g, plan, row, key, &i, err);
    if (status != TSQ_OK) {
        return status;
    }
    struct tsq__batch_slot *slot = &g->slots.slot[i];
    *g->last = i;
    g->rows++;
    tsq__batch_drop_row(g, slot);
    const bool whole = g->raw ? add_raw(slot, row, rest) : tsq__batch_add_study(g, slot, row, rest);
    return whole && tsq__batch_close_due(g) ? TSQ_OK : tsq__fail_memory(err);
}

/* ---- joins -------------------------------------------------------------------------------------------------------- */

/* The same of a join: a group has one row of each file, and is closed when it has all. */
static tsq_status join_row(struct tsq__batch_groups *g, const tsq__batch_plan *plan, const tsq__batch_block *block,
                           const tsq__batch_row *row, tsq_error *err)
{
    const char *key = block->text.bytes + row->key, *rest = block->text.bytes + row->rest;
    const uint32_t file = (uint32_t)block->file;
    uint32_t i = guess_next(g, g->last[file], row, key);
    const tsq_status status = i == TSQ__NO_SLOT ? find_group(g, plan, row, file, key, &i, err) : TSQ_OK;
    if (status != TSQ_OK) {
        return status;
    }
    struct tsq__batch_slot *slot = &g->slots.slot[i];
    g->last[file] = i;
    if (!note_file(g, slot, file)) {
        return fail_row(plan, row, key, "comes twice in this file", err);
    }
    const bool whole = put_study(g, slot, row, rest, file);
    return whole && (slot->n_seen < g->files || close_group(g, i)) ? TSQ_OK : tsq__fail_memory(err);
}

/* ---- blocks ------------------------------------------------------------------------------------------------------- */

tsq_status tsq__batch_groups_add(tsq__batch_groups *groups, const tsq__batch_plan *plan, tsq__batch_block *block,
                                 tsq_error *err)
{
    const char *text = block->text.bytes;
    size_t before = groups->slots.open.n;
    groups->met = groups->opened = 0;
    tsq_status status = block->fits ? tsq__batch_add_runs(groups, plan, &block->sets, err) : TSQ_OK;
    for (size_t i = 0; i < block->n_rows && status == TSQ_OK; i++) {
        const tsq__batch_row *row = &block->row[i];
        /* rows that open or close a group come after one another where files are sorted */
        if (groups->slots.open.n != before && i + TSQ__BATCH_AHEAD < block->n_rows) {
            tsq__seen_fetch(&groups->past.seen, row[TSQ__BATCH_AHEAD].hash);
        }
        before = groups->slots.open.n;
        status = groups->files > 0 ? join_row(groups, plan, block, row, err)
                                   : tsq__batch_add_row(groups, plan, row, text + row->key, text + row->rest, err);
    }
    return status;
}

bool tsq__batch_groups_together(const tsq__batch_groups *groups)
{
    return groups->met - groups->opened <= groups->met / TSQ__BATCH_ONE_IN;
}

tsq_status tsq__batch_groups_close(tsq__batch_groups *groups, tsq_error *err)
{
    while (groups->slots.open.head != TSQ__NO_SLOT) {
        if (!close_group(groups, groups->slots.open.head)) {
            return tsq__fail_memory(err);
        }
    }
    return TSQ_OK;
}

tsq_status tsq__batch_groups_check(tsq__batch_groups *groups, size_t *file, size_t *line, bool *twice, tsq_error *err)
{
    uint64_t place = 0;
    const tsq_status status = tsq__batch_past_check(&groups->past, &place, twice, err);
    *file = (size_t)(place >> LINE_BITS);
    *line = (size_t)(place & ((UINT64_C(1) << LINE_BITS) - 1));
    return status;
}

/* ---- as bytes ------------------------------------------------------------------------------------------------------ */

/* Which slots the rows before stood in only makes the next ones quicker to find. */
bool tsq__batch_groups_pass(tsq__batch_groups *groups, tsq__bytes *bytes)
{
    const size_t words = groups->files > FEW_FILES ? (groups->files + 63) / 64 : 0;
    return tsq__bytes_pass(bytes, &groups->rows, sizeof groups->rows) &&
           tsq__batch_slots_pass(&groups->slots, words, bytes) && tsq__seen_pass(&groups->past.seen, bytes);
}

/* ---- all ---------------------------------------------------------------------------------------------------------- */

tsq_status tsq__batch_groups_new(const tsq_batch_options *options, size_t files, bool directions, bool kept,
                                 tsq__batch_groups **out, tsq_error *err)
{
    *out = tsq__array(1, sizeof **out);
    if (*out == NULL) {
        return tsq__fail_memory(err);
    }
    **out = (tsq__batch_groups){.window = files > 0 ? 0 : options->window,
                                .files = files,
                                .alleles = options->alleles != NULL,
                                .raw = options->pool != NULL,
                                .directions = directions,
                                .past.all = kept,
                                .last = tsq__array(files + 1, sizeof *(*out)->last)};
    tsq__batch_slots_init(&(*out)->slots, files * tsq__batch_study_size(*out));
    (*out)->slots.may_be_done = files == 0 && options->alleles == NULL && options->pool == NULL;
    if ((*out)->last == NULL) {
        tsq__batch_groups_free(*out);
        *out = NULL;
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i <= files; i++) {
        (*out)->last[i] = TSQ__NO_SLOT;
    }
    return TSQ_OK;
}

void tsq__batch_groups_free(tsq__batch_groups *groups)
{
    if (groups != NULL) {
        tsq__batch_slots_free(&groups->slots, groups->files > FEW_FILES);
        while (groups->made != NULL) {
            tsq__batch_page *page = groups->made;
            groups->made = page->made;
            tsq__text_free(&page->text);
            free(page);
        }
        free(groups->last);
        tsq__batch_past_free(&groups->past);
    }
    free(groups);
}
