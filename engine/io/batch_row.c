/* A row of `batch`: from its cells to a study of a group, or to a whole analysis. */
#include "base/error.h"
#include "base/memory.h"
#include "base/span.h"
#include "io/batch_cell.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What the functions below work on. */
struct here {
    const tsq__batch_plan *plan;
    tsq__batch_block *block;
    size_t line;
    tsq_error *err;
};

static tsq_status fail_cell(const struct here *here, int place, tsq_status code, const char *message)
{
    char name[TSQ__SHOWN], value[TSQ__SHOWN];
    const tsq__batch_cell *cell = &here->block->cell[place];
    const char *title = tsq_table_column_name(here->plan->head, here->plan->read[place]);
    const bool empty = cell->length == 0 && code == TSQ_E_MISSING;
    (void)tsq__fail(here->err, code, "%s:%zu: %s: %s%s%s%s", here->plan->name, here->line,
                    tsq__shown(title, strlen(title), name), message, empty ? "" : " '",
                    empty ? "" : tsq__shown(cell->at, cell->length, value), empty ? "" : "'");
    if (here->err != NULL) {
        here->err->line = here->line;
    }
    return code;
}

/* NaN where it is missing or no column is there. */
static inline tsq_status read_number(const struct here *here, int place, double *value)
{
    *value = (double)NAN;
    if (place < 0) {
        return TSQ_OK;
    }
    const tsq__batch_cell *cell = &here->block->cell[place];
    const tsq_number_kind kind =
        tsq__number_span(cell->at, cell->length, here->block->around, here->plan->options->csv.decimal, value);
    return kind == TSQ_NUMBER_BAD ? fail_cell(here, place, TSQ_E_VALUE, "not a number") : TSQ_OK;
}

static void count(uint64_t *n, size_t *first, size_t line)
{
    *first = *n == 0 ? line : *first;
    ++*n;
}

/* A study that gives no effect: NaN for both. */
static tsq_status leave_out(const struct here *here, int missing, double *yi, double *vi)
{
    if (missing >= 0 && here->plan->options->na_fail) {
        return fail_cell(here, missing, TSQ_E_MISSING, "a needed value is missing");
    }
    count(&here->block->counts.omitted, &here->block->counts.omitted_line, here->line);
    *yi = *vi = (double)NAN;
    return TSQ_OK;
}

/* The effect of a study, by the rules of the measure GEN. */
static inline tsq_status read_study(const struct here *here, const tsq__batch_study *study, double *yi, double *vi,
                                    double *sei)
{
    tsq_status status = read_number(here, study->yi, yi);
    status = status == TSQ_OK ? read_number(here, study->vi, vi) : status;
    status = status == TSQ_OK ? read_number(here, study->sei, sei) : status;
    if (status == TSQ_OK && *vi < 0.0) {
        status = fail_cell(here, study->vi, TSQ_E_VALUE, "negative variance");
    }
    if (status == TSQ_OK && *sei < 0.0) {
        status = fail_cell(here, study->sei, TSQ_E_VALUE, "negative standard error");
    }
    return status;
}

static inline tsq_status judge_study(const struct here *here, const tsq__batch_study *study, double *yi, double *vi,
                                     double sei)
{
    if (isnan(*yi)) {
        return leave_out(here, study->yi, yi, vi);
    }
    if (isnan(*vi) && isnan(sei)) {
        return leave_out(here, study->vi >= 0 ? study->vi : study->sei, yi, vi);
    }
    if (isnan(*vi)) {
        *vi = sei * sei;
    } else if (!isnan(sei) && *vi > 0.0 && !(sei * sei / *vi > 0.8 && sei * sei / *vi < 1.25)) {
        count(&here->block->counts.contradicting, &here->block->counts.contradicting_line, here->line);
    }
    return isfinite(*vi) && *vi > 0.0 ? TSQ_OK : leave_out(here, -1, yi, vi);
}

static bool is_missing(const struct here *here, int place)
{
    const tsq__batch_cell *cell = &here->block->cell[place];
    const char first = cell->length > 0 ? cell->at[0] : '.';
    double value;
    return (first == '.' || first == 'N') &&
           tsq__number_span(cell->at, cell->length, here->block->around, '.', &value) == TSQ_NUMBER_MISSING;
}

static bool is_same_allele(const tsq__batch_cell *a, const tsq__batch_cell *b)
{
    bool same = a->length == b->length;
    for (size_t i = 0; same && i < a->length; i++) {
        const unsigned char x = (unsigned char)a->at[i], y = (unsigned char)b->at[i];
        const unsigned char lower = x | 0x20;
        same = x == y || ((x ^ y) == 0x20 && lower >= 'a' && lower <= 'z');
    }
    return same;
}

/* ---- long format -------------------------------------------------------------------------------------------------- */

static bool is_text(const tsq__batch_cell *cell, const char *text)
{
    return cell->length == strlen(text) && memcmp(cell->at, text, cell->length) == 0;
}

/* Missing, or one allele twice: such a pair has no direction, and so none that others could be turned to. */
static tsq_status take_alleles(const struct here *here, tsq__batch_row *row)
{
    const tsq__batch_plan *plan = here->plan;
    const tsq__batch_cell *effect = &here->block->cell[plan->allele[0]], *other = &here->block->cell[plan->allele[1]];
    row->alleles = tsq__batch_alleles(effect->at, effect->length, other->at, other->length);
    for (int i = 0; i < 2; i++) {
        if (!isnan(row->yi) && is_missing(here, plan->allele[i])) {
            return leave_out(here, plan->allele[i], &row->yi, &row->vi);
        }
    }
    return isnan(row->yi) || !is_same_allele(effect, other) ? TSQ_OK : leave_out(here, -1, &row->yi, &row->vi);
}

/* Whether the row counts at all. */
static inline tsq_status read_mask(const struct here *here, bool *counts)
{
    *counts = true;
    if (here->plan->mask < 0) {
        return TSQ_OK;
    }
    double value;
    const tsq_status status = read_number(here, here->plan->mask, &value);
    if (status == TSQ_OK && value != 0.0 && value != 1.0) {
        return fail_cell(here, here->plan->mask, TSQ_E_VALUE, "a mask is 0 or 1, not");
    }
    *counts = value == 1.0;
    return status;
}

static inline tsq_status read_flip(const struct here *here, double *yi)
{
    double value;
    if (here->plan->flip < 0) {
        return TSQ_OK;
    }
    const tsq__batch_cell *cell = &here->block->cell[here->plan->flip];
    if (is_text(cell, "+") || is_text(cell, "-")) {
        *yi = cell->at[0] == '-' ? -*yi : *yi;
        return TSQ_OK;
    }
    const tsq_status status = read_number(here, here->plan->flip, &value);
    if (status == TSQ_OK && isnan(*yi) && isnan(value)) {
        return TSQ_OK; /* no effect, and no sign of it */
    }
    if (status == TSQ_OK && value != 1.0 && value != -1.0) {
        return fail_cell(here, here->plan->flip, TSQ_E_VALUE, "a sign is 1 or -1, not");
    }
    *yi = status == TSQ_OK ? *yi * value : *yi;
    return status;
}

static uint64_t hash_cells(const tsq__batch_block *block, const int *place, size_t n)
{
    uint64_t hash = TSQ__BATCH_HASH;
    for (size_t i = 0; i < n; i++) {
        hash = tsq__batch_hash(hash, &block->cell[place[i]], block->around);
    }
    return hash;
}

static bool add_cells_by_calls(tsq__text *text, const tsq__batch_block *block, const int *place, size_t n)
{
    bool whole = true;
    for (size_t i = 0; i < n && whole; i++) {
        const tsq__batch_cell *cell = &block->cell[place[i]];
        whole = tsq__text_add(text, cell->at, cell->length) && tsq__text_add(text, "", 1);
    }
    return whole;
}

/* Cells, each with a zero behind it. Where there is room by words, instead of a call for a few bytes. */
static bool add_cells(tsq__text *text, const tsq__batch_block *block, const int *place, size_t n)
{
    size_t length = 8;
    for (size_t i = 0; i < n; i++) {
        length += block->cell[place[i]].length + 1;
    }
    if (!block->around || text->bytes == NULL || text->capacity - text->length < length) {
        return add_cells_by_calls(text, block, place, n);
    }
    char *to = text->bytes + text->length;
    for (size_t i = 0; i < n; i++) {
        to = tsq__batch_copy(to, &block->cell[place[i]]);
    }
    text->length = (size_t)(to - text->bytes);
    return true;
}

static tsq_status take_effect(const struct here *here, tsq__batch_row *row)
{
    const tsq__batch_plan *plan = here->plan;
    double sei = (double)NAN;
    bool counts;
    tsq_status status = read_study(here, plan->study, &row->yi, &row->vi, &sei);
    status = status == TSQ_OK ? read_mask(here, &counts) : status;
    if (status == TSQ_OK && !counts) {
        row->yi = (double)NAN;
        row->vi = 0.0;
    } else if (status == TSQ_OK) {
        status = judge_study(here, plan->study, &row->yi, &row->vi, sei);
        status = status == TSQ_OK ? read_flip(here, &row->yi) : status;
    }
    return status;
}

static tsq_status take_long(const struct here *here)
{
    const tsq__batch_plan *plan = here->plan;
    tsq__batch_block *block = here->block;
    tsq__batch_row *row = tsq__batch_next_row(block, here->line);
    if (row == NULL) {
        return tsq__fail_memory(here->err);
    }
    bool counts = true;
    tsq_status status = plan->n_raw > 0 ? read_mask(here, &counts) : take_effect(here, row);
    status = status == TSQ_OK && plan->allele[0] >= 0 ? take_alleles(here, row) : status;
    if (status != TSQ_OK) {
        return status;
    }
    bool whole = add_cells(&block->text, block, plan->key, plan->n_key);
    row->key_length = (uint32_t)(block->text.length - row->key);
    row->rest = (uint32_t)block->text.length;
    whole = whole && (plan->allele[0] < 0 || add_cells(&block->text, block, plan->allele, 2));
    whole = whole && (!counts || plan->n_raw == 0 || add_cells(&block->text, block, plan->raw, plan->n_raw));
    row->rest_length = (uint32_t)(block->text.length - row->rest);
    if (!whole) {
        return tsq__fail_memory(here->err);
    }
    row->hash = hash_cells(block, plan->key, plan->n_key);
    if (block->fits) {
        block->text.length = row->key;
        whole = tsq__batch_run_add(&block->sets, row, block->text.bytes + row->key, plan->directions);
        return whole ? TSQ_OK : tsq__fail_memory(here->err);
    }
    block->n_rows++;
    return TSQ_OK;
}

/* ---- wide format -------------------------------------------------------------------------------------------------- */

/* A digit or sign for each study. */
static tsq_status check_each(const struct here *here, int place, const char *allowed, const char *what)
{
    if (place < 0) {
        return TSQ_OK;
    }
    const tsq__batch_cell *cell = &here->block->cell[place];
    bool right = cell->length == here->plan->n_studies;
    for (size_t i = 0; right && i < cell->length; i++) {
        right = strchr(allowed, cell->at[i]) != NULL;
    }
    char message[TSQ__SHOWN];
    snprintf(message, sizeof message, "not %zu times %s, one for each study:", here->plan->n_studies, what);
    return right ? TSQ_OK : fail_cell(here, place, TSQ_E_VALUE, message);
}

static tsq_status take_wide(const struct here *here)
{
    const tsq__batch_plan *plan = here->plan;
    tsq__batch_block *block = here->block;
    tsq__batch_sets *sets = &block->sets;
    const tsq__batch_cell *mask = plan->mask >= 0 ? &block->cell[plan->mask] : NULL;
    const tsq__batch_cell *flip = plan->flip >= 0 ? &block->cell[plan->flip] : NULL;
    tsq_status status = check_each(here, plan->mask, "01", "0 or 1");
    status = status == TSQ_OK ? check_each(here, plan->flip, "+-", "+ or -") : status;
    if (status == TSQ_OK && (!tsq__batch_set_begin(sets) || !add_cells(&sets->text, block, plan->key, plan->n_key))) {
        return tsq__fail_memory(here->err);
    }
    for (size_t i = 0; i < plan->n_studies && status == TSQ_OK; i++) {
        const tsq__batch_study *study = &plan->study[i];
        const uint64_t before = block->counts.omitted;
        double yi, vi, sei;
        status = read_study(here, study, &yi, &vi, &sei);
        if (status == TSQ_OK && mask != NULL && mask->at[i] == '0') {
            yi = vi = sei = (double)NAN;
        }
        if (status == TSQ_OK && !(isnan(yi) && isnan(vi) && isnan(sei))) { /* else the study is absent */
            status = judge_study(here, study, &yi, &vi, sei);
        }
        yi = flip != NULL && flip->at[i] == '-' ? -yi : yi;
        if (status == TSQ_OK && ((!isnan(yi) && !tsq__batch_set_add(sets, yi, vi)) ||
                                 (plan->directions && !tsq__batch_set_direction(sets, yi)))) {
            status = tsq__fail_memory(here->err);
        }
        sets->set[sets->n - 1].omitted += (size_t)(block->counts.omitted - before);
    }
    return status;
}

tsq_status tsq__batch_take_row(const tsq__batch_plan *plan, tsq__batch_block *block, size_t line, tsq_error *err)
{
    const struct here here = {.plan = plan, .block = block, .line = line, .err = err};
    block->counts.rows++;
    return plan->options->wide ? take_wide(&here) : take_long(&here);
}
