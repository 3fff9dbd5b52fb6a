/* The open groups of `batch`: which rows belong together.
 *
 * A group lives in a slot; slots are found by the hash of the group's key and listed in order of first appearance. A
 * group that is closed leaves its hash behind, by which a row that comes too late is noticed. */
#include "base/error.h"
#include "base/memory.h"
#include "base/seen.h"
#include "io/batch.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define NONE UINT32_MAX

struct study {
    double yi, vi;
};

struct alleles {
    uint64_t code[2];
};

struct slot {
    uint64_t hash;
    uint64_t first;         /* number of the first row */
    uint32_t before, after; /* in a list */
    bool is_open;
    char *key; /* its cells, then both alleles of the first file, each with its zero */
    size_t key_length, length, capacity;
    size_t n, studies_capacity;
    struct study *study;
    size_t alleles_capacity;
    struct alleles *alleles; /* of each study, where they are asked for */
    tsq__text raw;           /* with raw cells: in place of studies */
    size_t omitted;
    uint64_t *seen; /* files of a join, a bit each */
    size_t n_seen;
    uint32_t reference; /* the file that the alleles are of */
    uint64_t reference_code[2];
};

struct list {
    uint32_t head, tail;
    size_t n;
};

struct tsq__batch_groups {
    size_t window, files;
    bool alleles, raw;
    struct slot *slot;
    size_t n_slots, capacity;
    struct list open, closed, free;
    uint32_t *table; /* slot + 1 by hash; linear probing */
    size_t table_size;
    tsq__seen past; /* closed groups */
    uint64_t rows;
    uint32_t *last; /* slot of the row before, of each file: most files are sorted */
};

/* ---- lists -------------------------------------------------------------------------------------------------------- */

static void append(struct tsq__batch_groups *g, struct list *list, uint32_t i)
{
    struct slot *slot = &g->slot[i];
    slot->before = list->tail;
    slot->after = NONE;
    if (list->tail == NONE) {
        list->head = i;
    } else {
        g->slot[list->tail].after = i;
    }
    list->tail = i;
    list->n++;
}

static void take_out(struct tsq__batch_groups *g, struct list *list, uint32_t i)
{
    const struct slot *slot = &g->slot[i];
    if (slot->before == NONE) {
        list->head = slot->after;
    } else {
        g->slot[slot->before].after = slot->after;
    }
    if (slot->after == NONE) {
        list->tail = slot->before;
    } else {
        g->slot[slot->after].before = slot->before;
    }
    list->n--;
}

/* ---- hashes ------------------------------------------------------------------------------------------------------- */

static bool has_key(const struct slot *slot, uint64_t hash, const char *key, size_t length)
{
    return slot->hash == hash && slot->key_length == length && memcmp(slot->key, key, length) == 0;
}

static uint32_t find(const struct tsq__batch_groups *g, uint64_t hash, const char *key, size_t length)
{
    for (size_t at = hash & (g->table_size - 1); g->table_size > 0 && g->table[at] != 0;
         at = (at + 1) & (g->table_size - 1)) {
        if (has_key(&g->slot[g->table[at] - 1], hash, key, length)) {
            return g->table[at] - 1;
        }
    }
    return NONE;
}

static void put(struct tsq__batch_groups *g, uint32_t i)
{
    size_t at = g->slot[i].hash & (g->table_size - 1);
    while (g->table[at] != 0) {
        at = (at + 1) & (g->table_size - 1);
    }
    g->table[at] = i + 1;
}

static bool make_table(struct tsq__batch_groups *g)
{
    if (2 * (g->open.n + 1) <= g->table_size) {
        return true;
    }
    const size_t size = g->table_size > 0 ? 2 * g->table_size : 1024;
    uint32_t *table = tsq__array(size, sizeof *table);
    if (table == NULL) {
        return false;
    }
    free(g->table);
    g->table = table;
    g->table_size = size;
    for (uint32_t i = g->open.head; i != NONE; i = g->slot[i].after) {
        put(g, i);
    }
    return true;
}

/* Takes a slot out of the table and moves up those behind it, which may stand where they do only because of it. */
static void forget(struct tsq__batch_groups *g, uint32_t i)
{
    const size_t mask = g->table_size - 1;
    size_t gap = g->slot[i].hash & mask;
    while (g->table[gap] != i + 1) {
        gap = (gap + 1) & mask;
    }
    for (size_t at = (gap + 1) & mask; g->table[at] != 0; at = (at + 1) & mask) {
        const size_t home = g->slot[g->table[at] - 1].hash & mask;
        if (((at - home) & mask) >= ((at - gap) & mask)) {
            g->table[gap] = g->table[at];
            gap = at;
        }
    }
    g->table[gap] = 0;
}

/* ---- opening and closing ------------------------------------------------------------------------------------------ */

static bool close_group(struct tsq__batch_groups *g, uint32_t i)
{
    take_out(g, &g->open, i);
    forget(g, i);
    append(g, &g->closed, i);
    g->slot[i].is_open = false;
    return tsq__seen_add(&g->past, g->slot[i].hash);
}

static uint32_t free_slot(struct tsq__batch_groups *g)
{
    if (g->free.head != NONE) {
        const uint32_t i = g->free.head;
        take_out(g, &g->free, i);
        return i;
    }
    struct slot *slot = g->n_slots < NONE - 1 ? tsq__grow(g->slot, &g->capacity, g->n_slots + 1, sizeof *slot) : NULL;
    if (slot == NULL) {
        return NONE;
    }
    g->slot = slot;
    slot[g->n_slots] = (struct slot){0};
    return (uint32_t)g->n_slots++;
}

static bool keep_texts(struct slot *slot, const char *text, size_t at, size_t length)
{
    char *key = tsq__grow(slot->key, &slot->capacity, at + length, 1);
    if (key == NULL) {
        return false;
    }
    slot->key = key;
    memcpy(key + at, text, length);
    slot->length = at + length;
    return true;
}

static uint32_t open_group(struct tsq__batch_groups *g, uint64_t hash, const char *key, size_t length)
{
    const uint32_t i = make_table(g) ? free_slot(g) : NONE;
    if (i == NONE) {
        return NONE;
    }
    struct slot *slot = &g->slot[i];
    const size_t words = (g->files + 63) / 64;
    slot->n = slot->omitted = slot->n_seen = slot->raw.length = 0;
    slot->hash = hash;
    slot->first = g->rows;
    slot->key_length = length;
    slot->reference = NONE;
    if (slot->seen == NULL && words > 0) {
        slot->seen = tsq__array(words, sizeof *slot->seen);
    }
    if ((words > 0 && slot->seen == NULL) || !keep_texts(slot, key, 0, length)) {
        append(g, &g->free, i);
        return NONE;
    }
    if (words > 0) {
        memset(slot->seen, 0, words * sizeof *slot->seen);
    }
    slot->is_open = true;
    append(g, &g->open, i);
    put(g, i);
    return i;
}

/* ---- alleles ------------------------------------------------------------------------------------------------------ */

/* The first file that has the group gives the reference, whichever of them is read first. */
static bool note_alleles(struct slot *slot, const char *alleles, uint32_t file, uint64_t *code)
{
    const char *second = alleles + strlen(alleles) + 1;
    code[0] = tsq__batch_allele(alleles);
    code[1] = tsq__batch_allele(second);
    if (slot->reference != NONE && file >= slot->reference) {
        return true;
    }
    slot->reference = file;
    memcpy(slot->reference_code, code, sizeof slot->reference_code);
    return keep_texts(slot, alleles, slot->key_length, (size_t)(second + strlen(second) + 1 - alleles));
}

/* ---- rows --------------------------------------------------------------------------------------------------------- */

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

static tsq_status fail_row(const tsq__batch_plan *plan, const tsq__batch_block *block, const tsq__batch_row *row,
                           const char *why, tsq_error *err)
{
    char shown[TSQ__SHOWN];
    (void)tsq__fail(err, TSQ_E_VALUE, "%s:%zu: '%s' %s", plan->name, row->line,
                    tsq__batch_show_key(block->text.bytes + row->key, row->key_length, shown), why);
    if (err != NULL) {
        err->line = row->line;
    }
    return TSQ_E_VALUE;
}

static bool add_study(const struct tsq__batch_groups *g, struct slot *slot, const tsq__batch_row *row,
                      const uint64_t *code)
{
    slot->omitted += isnan(row->yi) && isnan(row->vi);
    if (isnan(row->yi)) {
        return true;
    }
    struct study *study = tsq__grow(slot->study, &slot->studies_capacity, slot->n + 1, sizeof *study);
    if (study == NULL) {
        return false;
    }
    slot->study = study;
    if (g->alleles) {
        struct alleles *alleles = tsq__grow(slot->alleles, &slot->alleles_capacity, slot->n + 1, sizeof *alleles);
        if (alleles == NULL) {
            return false;
        }
        slot->alleles = alleles;
        alleles[slot->n] = (struct alleles){{code[0], code[1]}};
    }
    study[slot->n++] = (struct study){.yi = row->yi, .vi = row->vi};
    return true;
}

/* Closes what is full or too old. */
static bool close_due(struct tsq__batch_groups *g, uint32_t i)
{
    if (g->files > 0 && g->slot[i].n_seen == g->files) {
        return close_group(g, i);
    }
    bool whole = true;
    while (whole && g->window > 0 && g->open.head != NONE && g->rows - g->slot[g->open.head].first >= g->window) {
        whole = close_group(g, g->open.head);
    }
    return whole;
}

static bool is_open_with(const struct tsq__batch_groups *g, uint32_t i, const tsq__batch_row *row, const char *key)
{
    return i != NONE && g->slot[i].is_open && has_key(&g->slot[i], row->hash, key, row->key_length);
}

/* The group of the row before, that which was opened after it, or the oldest: so it is where files are sorted. */
static uint32_t guess(const struct tsq__batch_groups *g, uint32_t file, const tsq__batch_row *row, const char *key)
{
    const uint32_t last = g->last[file];
    if (is_open_with(g, last, row, key)) {
        return last;
    }
    const uint32_t next = last != NONE && g->slot[last].is_open ? g->slot[last].after : g->open.head;
    return is_open_with(g, next, row, key) ? next : NONE;
}

static tsq_status add_row(struct tsq__batch_groups *g, const tsq__batch_plan *plan, const tsq__batch_block *block,
                          const tsq__batch_row *row, tsq_error *err)
{
    const char *key = block->text.bytes + row->key;
    const uint32_t file = (uint32_t)block->file;
    uint32_t i = guess(g, file, row, key);
    i = i != NONE ? i : find(g, row->hash, key, row->key_length);
    if (i == NONE && tsq__seen_has(&g->past, row->hash)) {
        char why[TSQ__SHOWN];
        (void)snprintf(why, sizeof why, "has rows %zu or more apart: sort the rows, or give a wider --window",
                       g->window);
        return fail_row(plan, block, row, g->files > 0 ? "comes twice in this file" : why, err);
    }
    i = i != NONE ? i : open_group(g, row->hash, key, row->key_length);
    if (i == NONE) {
        return tsq__fail_memory(err);
    }
    struct slot *slot = &g->slot[i];
    g->last[file] = i;
    g->rows++;
    if (g->files > 0) {
        uint64_t *word = &slot->seen[file / 64], bit = UINT64_C(1) << file % 64;
        if ((*word & bit) != 0) {
            return fail_row(plan, block, row, "comes twice in this file", err);
        }
        *word |= bit;
        slot->n_seen++;
    }
    uint64_t code[2] = {0, 0};
    const char *rest = block->text.bytes + row->rest;
    bool whole = !g->alleles || isnan(row->yi) || note_alleles(slot, rest, file, code);
    if (g->raw && row->rest_length > 0) {
        slot->n++;
        whole = tsq__batch_raw_add(&slot->raw, row->line, rest, row->rest_length);
    } else if (!g->raw) {
        whole = whole && add_study(g, slot, row, code);
    }
    return whole && close_due(g, i) ? TSQ_OK : tsq__fail_memory(err);
}

tsq_status tsq__batch_groups_add(tsq__batch_groups *groups, const tsq__batch_plan *plan, const tsq__batch_block *block,
                                 tsq_error *err)
{
    for (size_t i = 0; i < block->n_rows; i++) {
        const tsq_status status = add_row(groups, plan, block, &block->row[i], err);
        if (status != TSQ_OK) {
            return status;
        }
    }
    return TSQ_OK;
}

tsq_status tsq__batch_groups_close(tsq__batch_groups *groups, tsq_error *err)
{
    while (groups->open.head != NONE) {
        if (!close_group(groups, groups->open.head)) {
            return tsq__fail_memory(err);
        }
    }
    return TSQ_OK;
}

size_t tsq__batch_groups_waiting(const tsq__batch_groups *groups)
{
    return groups->closed.n;
}

/* A group as an analysis. */
static bool hand_over(const struct tsq__batch_groups *g, const struct slot *slot, tsq__batch_sets *sets)
{
    if (!tsq__batch_set_begin(sets)) {
        return false;
    }
    struct tsq__batch_set *set = &sets->set[sets->n - 1];
    set->omitted = slot->omitted;
    if (g->raw) {
        sets->n_studies += slot->n;
    }
    for (size_t i = 0; i < slot->n && !g->raw; i++) {
        const struct study *study = &slot->study[i];
        const int sign = g->alleles ? tsq__batch_direction(slot->reference_code, slot->alleles[i].code) : 1;
        if (sign == 0) {
            set->flags |= TSQ_FLAG_BIT(ALLELES_DIFFER);
            set->omitted++;
        } else if (!tsq__batch_set_add(sets, sign < 0 ? -study->yi : study->yi, study->vi)) {
            return false;
        }
    }
    const bool none = g->alleles && slot->reference == NONE;
    return (!g->raw || tsq__text_add(&sets->raw, slot->raw.bytes, slot->raw.length)) &&
           tsq__text_add(&sets->text, slot->key, none ? slot->key_length : slot->length) &&
           (!none || tsq__text_add(&sets->text, "\0", 2));
}

tsq_status tsq__batch_groups_take(tsq__batch_groups *groups, size_t most, tsq__batch_sets *sets, tsq_error *err)
{
    for (size_t n = 0; n < most && groups->closed.head != NONE; n++) {
        const uint32_t i = groups->closed.head;
        if (!hand_over(groups, &groups->slot[i], sets)) {
            return tsq__fail_memory(err);
        }
        take_out(groups, &groups->closed, i);
        append(groups, &groups->free, i);
    }
    return TSQ_OK;
}

tsq_status tsq__batch_groups_new(const tsq_batch_options *options, size_t files, tsq__batch_groups **out,
                                 tsq_error *err)
{
    static const struct list nothing = {NONE, NONE, 0};
    *out = tsq__array(1, sizeof **out);
    if (*out == NULL) {
        return tsq__fail_memory(err);
    }
    **out = (tsq__batch_groups){.window = files > 0 ? 0 : options->window,
                                .files = files,
                                .alleles = options->alleles != NULL,
                                .raw = options->pool != NULL,
                                .open = nothing,
                                .closed = nothing,
                                .free = nothing,
                                .last = tsq__array(files + 1, sizeof *(*out)->last)};
    if ((*out)->last == NULL) {
        tsq__batch_groups_free(*out);
        *out = NULL;
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i <= files; i++) {
        (*out)->last[i] = NONE;
    }
    return TSQ_OK;
}

void tsq__batch_groups_free(tsq__batch_groups *groups)
{
    for (size_t i = 0; groups != NULL && i < groups->n_slots; i++) {
        free(groups->slot[i].key);
        free(groups->slot[i].study);
        free(groups->slot[i].alleles);
        tsq__text_free(&groups->slot[i].raw);
        free(groups->slot[i].seen);
    }
    if (groups != NULL) {
        free(groups->slot);
        free(groups->table);
        free(groups->last);
        tsq__seen_free(&groups->past);
    }
    free(groups);
}
