/* The fits of a part of the search: all estimators on all sets of effects, of the data as they are or with studies left out or
 * edited. What may hold is noted as a candidate. */
#include "verify/search_block.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>

enum { BLOCK_STUDIES = 400000 };

/* ---- whole parts --------------------------------------------------------------------------------------------- */

static tsq_status whole_variants(tsq__search *search, tsq_search_part part, tsq__best *best, tsq_error *err)
{
    const tsq_edit none = {.kind = TSQ_EDIT_NONE}, reverse = {.kind = TSQ_EDIT_REVERSE_ALL};
    const tsq__space *space = &search->space;
    tsq__block block;
    tsq_status status = tsq__block_make(space->n, space->n * space->rows, space->rows, &block, err);
    if (status != TSQ_OK) {
        return status;
    }
    for (size_t i = 0; i < space->n; i++) {
        const tsq__variant *variant = &space->variant[i];
        if (variant->pooled_only) {
            continue;
        }
        if (part == TSQ_SEARCH_CONVENTIONS ? !variant->unusual : variant->unusual) {
            tsq__block_add(search, &block, i, &none, NULL);
        } else if (part == TSQ_SEARCH_UNUSUAL) {
            tsq__block_add(search, &block, i, &reverse, NULL);
        }
    }
    status = tsq__block_fit(search, &block, part, best, err);
    tsq__block_free(&block);
    return status;
}

/* The edits of any row, with every row edited so: tables, and effects of the variant at hand. */
struct edited {
    size_t n;
    tsq_edit edit[TSQ__EDITS_MOST];
    tsq_table *table[TSQ__EDITS_MOST];
    tsq__unit *unit;
};

static void free_edited(struct edited *edited)
{
    for (size_t i = 0; i < edited->n; i++) {
        tsq_table_free(edited->table[i]);
    }
    free(edited->unit);
}

static bool is_listed(const struct edited *edited, const tsq_edit *edit)
{
    for (size_t i = 0; i < edited->n; i++) {
        if (edited->edit[i].kind == edit->kind && edited->edit[i].factor == edit->factor &&
            edited->edit[i].arm == edit->arm) {
            return true;
        }
    }
    return false;
}

static tsq_status list_edited(tsq__search *search, struct edited *edited, tsq_error *err)
{
    const tsq__choice *choice = &search->choice;
    *edited = (struct edited){.unit = tsq__array(search->space.rows, sizeof(tsq__unit))};
    tsq_status status = edited->unit == NULL ? tsq__fail_memory(err) : TSQ_OK;
    for (size_t row = 0; row < search->space.rows && status == TSQ_OK; row++) {
        tsq_edit edit[TSQ__EDITS_MOST];
        const size_t n = tsq__search_edits(choice->roles, row, edit);
        for (size_t i = 0; i < n && status == TSQ_OK; i++) {
            if (edited->n == TSQ__EDITS_MOST || is_listed(edited, &edit[i])) {
                continue;
            }
            tsq_edit every = edit[i];
            every.row[0] = SIZE_MAX;
            status = tsq__search_table(choice->table, &search->all, &every, &choice->options->pool,
                                       &edited->table[edited->n], err);
            if (status == TSQ_OK) {
                edited->edit[edited->n++] = edit[i];
            }
        }
    }
    return status;
}

static bool has_room(const tsq__block *block, size_t rows)
{
    return block->n < block->most && block->studies + rows <= block->most * rows;
}

/* Every study left out, then every study edited in every way that changes its effect. */
static tsq_status edit_ones(tsq__search *search, size_t v, struct edited *edited, tsq__block *block, tsq__best *best,
                            tsq_error *err)
{
    const tsq__variant *variant = &search->space.variant[v];
    const size_t rows = search->space.rows;
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < rows && status == TSQ_OK; i++) {
        const tsq_edit out = {.kind = TSQ_EDIT_LEAVE_OUT, .n = 1, .row = {i}};
        if (variant->unit[i].there && variant->k > 1) {
            tsq__block_add(search, block, v, &out, NULL);
        }
        status = has_room(block, rows) ? TSQ_OK : tsq__block_fit(search, block, TSQ_SEARCH_ONE, best, err);
    }
    for (size_t e = 0; e < edited->n && status == TSQ_OK; e++) {
        bool shared, covariance;
        const tsq_status there = tsq__space_effects(edited->table[e], &search->choice.options->pool, variant->measure,
                                                    &variant->options[0], edited->unit, &shared, &covariance, NULL);
        if (there != TSQ_OK) {
            status = there == TSQ_E_MEMORY ? tsq__fail_memory(err) : TSQ_OK;
            continue;
        }
        for (size_t i = 0; i < rows && status == TSQ_OK; i++) {
            const tsq__unit *a = &variant->unit[i], *b = &edited->unit[i];
            tsq_edit edit = edited->edit[e];
            edit.row[0] = i;
            if (a->there && b->there && !tsq__same_unit(a, b)) {
                tsq__block_add(search, block, v, &edit, edited->unit);
            }
            status = has_room(block, rows) ? TSQ_OK : tsq__block_fit(search, block, TSQ_SEARCH_ONE, best, err);
        }
    }
    return status;
}

static tsq_status leave_out_twos(tsq__search *search, size_t v, tsq__block *block, tsq__best *best, tsq_error *err)
{
    const tsq__variant *variant = &search->space.variant[v];
    const size_t rows = search->space.rows;
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < rows && variant->k > 2; i++) {
        for (size_t j = i + 1; j < rows && status == TSQ_OK; j++) {
            const tsq_edit out = {.kind = TSQ_EDIT_LEAVE_OUT, .n = 2, .row = {i, j}};
            if (variant->unit[i].there && variant->unit[j].there) {
                tsq__block_add(search, block, v, &out, NULL);
            }
            status = has_room(block, rows) ? TSQ_OK : tsq__block_fit(search, block, TSQ_SEARCH_TWO, best, err);
        }
    }
    return status;
}

static tsq_status edited_variants(tsq__search *search, tsq_search_part part, tsq__best *best, tsq_error *err)
{
    const size_t rows = search->space.rows;
    const size_t most = BLOCK_STUDIES / (rows + 1) + 1;
    struct edited edited = {0};
    tsq__block block;
    tsq_status status = tsq__block_make(most, most * rows, rows, &block, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = part == TSQ_SEARCH_ONE ? list_edited(search, &edited, err) : TSQ_OK;
    for (size_t v = 0; v < search->space.n && status == TSQ_OK; v++) {
        if (search->space.variant[v].pooled_only || !tsq__search_is_near(search, v)) {
            continue;
        }
        status = part == TSQ_SEARCH_ONE ? edit_ones(search, v, &edited, &block, best, err)
                                        : leave_out_twos(search, v, &block, best, err);
    }
    if (status == TSQ_OK && block.n > 0) {
        status = tsq__block_fit(search, &block, part, best, err);
    }
    free_edited(&edited);
    tsq__block_free(&block);
    return status;
}

static uint64_t count_fits(const tsq__search *search, tsq_search_part part)
{
    tsq__way way[TSQ__WAYS];
    const size_t ways = tsq__search_ways(search, way);
    const uint64_t rows = search->space.rows;
    uint64_t sets = 0, used = 0;
    for (size_t i = 0; i < ways; i++) {
        used += part < TSQ_SEARCH_ONE || way[i].edits;
    }
    for (size_t v = 0; v < search->space.n; v++) {
        const bool near = part < TSQ_SEARCH_ONE || tsq__search_is_near(search, v);
        const uint64_t each = part < TSQ_SEARCH_ONE ? 1 : part == TSQ_SEARCH_ONE ? rows * 40 : rows * (rows - 1) / 2;
        sets += near ? each : 0;
    }
    return sets * used;
}

tsq_status tsq__search_part(tsq__search *search, tsq_search_part part, tsq__best *best, tsq_error *err)
{
    search->done = 0;
    search->total = count_fits(search, part);
    const tsq_status status =
        part < TSQ_SEARCH_ONE ? whole_variants(search, part, best, err) : edited_variants(search, part, best, err);
    return status == TSQ_OK ? tsq__search_pooled(search, part, best, err) : status;
}
