/* Analyses of `batch` whose effects are computed from raw cells: a table of a block's rows, and tsq_pool's steps for each
 * analysis. Fits that need nothing but effects and variances are left to the lanes. */
#include "base/error.h"
#include "base/memory.h"
#include "io/batch.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- rows --------------------------------------------------------------------------------------------------------- */

/* One row; where the next one begins. */
static tsq_status add_row(const tsq__batch_plan *plan, const char **at, tsq_table *table, tsq_error *err)
{
    size_t line;
    tsq_status status = TSQ_OK;
    memcpy(&line, *at, sizeof line);
    *at += sizeof line;
    for (size_t i = 0; i < plan->n_raw && status == TSQ_OK; i++) {
        const size_t length = strlen(*at);
        status = tsq_table_add_cell(table, *at, length, err);
        *at += length + 1;
    }
    return status == TSQ_OK ? tsq_table_end_row(table, line, err) : status;
}

/* The rows of all sets of the block. */
static tsq_status make_table(const tsq__batch_plan *plan, const tsq__batch_sets *sets, tsq_table **out, tsq_error *err)
{
    const char *at = sets->raw.bytes;
    tsq_status status = tsq_table_new(plan->name, plan->options->csv.decimal, out, err);
    for (size_t i = 0; i < plan->n_raw && status == TSQ_OK; i++) {
        const char *name = tsq_table_column_name(plan->head, plan->read[plan->raw[i]]);
        status = tsq_table_add_column(*out, name, strlen(name), err);
    }
    for (size_t i = 0; i < sets->n_studies && status == TSQ_OK; i++) {
        status = add_row(plan, &at, *out, err);
    }
    return status;
}

/* ---- measures ----------------------------------------------------------------------------------------------------- */

/* What the functions below work on. */
struct here {
    const tsq__batch_plan *plan;
    tsq__batch_block *block;
    tsq_fitter *fitter;
    tsq_table *table;
    size_t measure_column;
    size_t *row;                     /* 0, 1, 2, ... */
    const tsq_effect_measure **last; /* found last: the next is often the same */
    tsq_pool_report *report;         /* for each measure, and for none */
    bool *begun;
    double *yi, *vi;
};

static const char *measure_cell(const struct here *here, size_t row)
{
    return tsq_table_cell(here->table, row, here->measure_column);
}

/* Ends the run: a text that is no measure. */
static tsq_status fail_measure(const struct here *here, size_t row, tsq_error *err)
{
    char shown[TSQ__SHOWN], name[TSQ__SHOWN];
    const char *cell = measure_cell(here, row), *column = here->plan->options->measure_column;
    const size_t line = tsq_table_line(here->table, row);
    (void)tsq__fail(err, TSQ_E_VALUE, "%s:%zu: %s: no effect measure '%s'", here->plan->name, line,
                    tsq__shown(column, strlen(column), name), tsq__shown(cell, strlen(cell), shown));
    if (err != NULL) {
        err->line = line;
    }
    return TSQ_E_VALUE;
}

/* The measure of that name; NULL if there is none. */
static const tsq_effect_measure *named(const struct here *here, const char *name)
{
    if (*here->last == NULL || strcmp((*here->last)->id, name) != 0) {
        *here->last = tsq_effect_find(name);
    }
    return *here->last;
}

/* What a cell of the column of measures says: that of the options where it is missing, by itself GEN. */
static tsq_status read_measure(const struct here *here, size_t row, const tsq_effect_measure **measure, tsq_error *err)
{
    double value;
    const char *cell = measure_cell(here, row);
    if (tsq_number_read(cell, '.', &value) == TSQ_NUMBER_MISSING) {
        *measure = here->plan->options->pool->measure;
        return TSQ_OK;
    }
    *measure = named(here, cell);
    return *measure != NULL ? TSQ_OK : fail_measure(here, row, err);
}

static bool is_same_measure(const tsq_effect_measure *a, const tsq_effect_measure *b)
{
    const tsq_effect_measure *gen = tsq_effect_find("GEN");
    return (a != NULL ? a : gen) == (b != NULL ? b : gen);
}

/* Of the measures its number, their count for none. What the rows of an analysis do not agree about stays with it as
 * *mixed. */
static tsq_status find_measure(const struct here *here, const tsq_rows *rows, size_t *measure, tsq_error *mixed,
                               tsq_error *err)
{
    const tsq_effect_measure *found = here->plan->options->pool->measure;
    for (size_t i = 0; i < rows->n && here->plan->options->measure_column != NULL; i++) {
        const tsq_effect_measure *now = found;
        const char *cell = measure_cell(here, rows->row[i]), *first = measure_cell(here, rows->row[0]);
        const tsq_status status =
            i == 0 || strcmp(cell, first) != 0 ? read_measure(here, rows->row[i], &now, err) : TSQ_OK;
        if (status != TSQ_OK) {
            return status;
        }
        found = i == 0 ? now : found;
        if (mixed->code == TSQ_OK && !is_same_measure(now, found)) {
            (void)tsq__fail(mixed, TSQ_E_VALUE, "the measure is '%s' on line %zu and '%s' on line %zu", first,
                            tsq_table_line(here->table, rows->row[0]), cell, tsq_table_line(here->table, rows->row[i]));
        }
    }
    for (*measure = 0; tsq_effect_at(*measure) != NULL && tsq_effect_at(*measure) != found; ++*measure) {
    }
    return TSQ_OK;
}

/* Where the file says the measures, an option that only some of them know counts for these. */
static void leave_out_unknown(tsq_effect_options *options, const tsq_effect_measure *measure)
{
    if (measure->has_zero == NULL) {
        options->add = (double)NAN;
        options->add_by_arm = false;
        options->to = TSQ_TO_ONLY0;
        options->drop00 = options->drop00 == TSQ_DROP00_ALL ? TSQ_DROP00_NO : options->drop00;
    }
    if (options->vtype != NULL && !tsq__is_word_of(measure->vtypes, options->vtype)) {
        options->vtype = NULL;
    }
}

static tsq_status begin_report(const struct here *here, size_t measure, tsq_error *err)
{
    tsq_pool_options options = *here->plan->options->pool;
    options.measure = tsq_effect_at(measure);
    if (here->plan->options->measure_column != NULL) {
        options.mh_q_asked = false;
        leave_out_unknown(&options.effect, options.measure != NULL ? options.measure : tsq_effect_find("GEN"));
    }
    const tsq_status status =
        here->begun[measure] ? TSQ_OK : tsq_pool_begin(here->table, &options, &here->report[measure], err);
    here->begun[measure] = status == TSQ_OK;
    return status;
}

/* Begins the report of an analysis' measure. Where the file says the measures and the options do not fit this one, as a
 * method for counts does not fit means, others may have one that they fit: what is wrong stays with the analysis. */
static tsq_status begin_analysis(const struct here *here, size_t measure, tsq_error *unfit, tsq_error *err)
{
    tsq_error why;
    const tsq_status status = begin_report(here, measure, &why);
    if (status == TSQ_E_OPTION && here->plan->options->measure_column != NULL) {
        (void)tsq__fail(unfit, TSQ_E_MODEL, "%s", why.text);
        return TSQ_OK;
    }
    if (status != TSQ_OK && err != NULL) {
        *err = why;
    }
    return status;
}

/* ---- analyses ----------------------------------------------------------------------------------------------------- */

/* What is said of an analysis; of omitted rows only how many. */
static void note(const struct here *here, const struct tsq__batch_set *set, const tsq_pool_result *result)
{
    tsq__batch_counts *counts = &here->block->counts;
    const tsq_effects *effects = &result->effects;
    const size_t others = result->n_warnings - effects->n_omitted;
    const char *key = here->block->sets.text.bytes + set->key;
    char shown[TSQ__SHOWN];
    (void)tsq__batch_show_key(key, tsq__batch_key_length(key, here->plan->n_key), shown);
    if (effects->n_omitted > 0) {
        counts->omitted_line = counts->omitted > 0 ? counts->omitted_line : effects->omitted[0].line;
        counts->omitted += effects->n_omitted;
    }
    if (others > 0 && counts->warnings == 0) {
        const char *first = result->warning[effects->warning != NULL ? 0 : effects->n_omitted];
        (void)tsq__fail(&here->block->warning, TSQ_OK, "%s: %s", shown, first);
    }
    counts->warnings += others;
    if (result->error.code != TSQ_OK && here->block->failure.code == TSQ_OK) {
        (void)tsq__fail(&here->block->failure, result->error.code, "%s: %s", shown, result->error.text);
    }
}

static tsq_status leave_to_lanes(const struct here *here, const tsq_effects *effects, tsq_brief *brief, tsq_error *err)
{
    for (size_t i = 0; i < effects->k; i++) {
        here->yi[i] = effects->effect[i].yi;
        here->vi[i] = effects->effect[i].vi;
    }
    return tsq_fitter_add(here->fitter, effects->k, here->yi, here->vi, brief, err);
}

/* The directions of the rows: those without an effect are among the omitted ones, or have been joined with others. */
static bool note_directions(const struct here *here, const tsq_rows *rows, const tsq_effects *effects)
{
    bool whole = true;
    size_t next = 0;
    for (size_t i = 0; i < rows->n && whole; i++) {
        while (next < effects->k && effects->effect[next].row < rows->row[i]) {
            next++;
        }
        const bool found = next < effects->k && effects->effect[next].row == rows->row[i];
        whole = tsq__batch_set_direction(&here->block->sets, found ? effects->effect[next].yi : (double)NAN);
    }
    return whole;
}

static tsq_status take_set(const struct here *here, struct tsq__batch_set *set, const tsq_rows *rows, tsq_brief *brief,
                           tsq_error *err)
{
    size_t measure = 0;
    bool open = false;
    tsq_pool_result result = {0};
    set->measure = NULL;
    tsq_status status = find_measure(here, rows, &measure, &result.error, err);
    if (status == TSQ_OK && result.error.code == TSQ_OK) {
        set->measure = tsq_effect_at(measure);
        status = begin_analysis(here, measure, &result.error, err);
    }
    if (status == TSQ_OK && result.error.code == TSQ_OK) {
        status = tsq_pool_rows(&here->report[measure], rows, &open, &result, err);
    }
    if (status != TSQ_OK) {
        return status;
    }
    if (result.effects.measure != NULL) {
        set->measure = result.effects.measure;
    }
    set->omitted += result.effects.n_omitted;
    note(here, set, &result);
    set->direction = here->block->sets.directions.length;
    if (here->plan->directions && !note_directions(here, rows, &result.effects)) {
        status = tsq__fail_memory(err);
    } else if (open) {
        status = leave_to_lanes(here, &result.effects, brief, err);
    } else {
        *brief = result.estimated ? tsq_brief_of(&result.fit) : tsq_brief_blank(result.error.code, result.effects.k);
    }
    tsq_pool_result_free(&result);
    return status;
}

static tsq_status take_sets(const struct here *here, tsq_error *err)
{
    tsq__batch_sets *sets = &here->block->sets;
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < sets->n_studies && here->row != NULL; i++) {
        here->row[i] = i;
    }
    for (size_t i = 0; i < sets->n && here->row != NULL && status == TSQ_OK; i++) {
        const size_t begin = sets->set[i].begin, end = i + 1 < sets->n ? sets->set[i + 1].begin : sets->n_studies;
        const tsq_rows rows = {.n = end - begin, .row = here->row + begin};
        status = take_set(here, &sets->set[i], &rows, &sets->brief[i], err);
    }
    return status;
}

tsq_status tsq__batch_effects(const tsq__batch_plan *plan, tsq__batch_block *block, tsq_fitter *fitter, tsq_error *err)
{
    const size_t measures = tsq_effect_count() + 1, rows = block->sets.n_studies;
    const char *column = plan->options->measure_column;
    const tsq_effect_measure *last = NULL;
    struct here here = {.last = &last,
                        .plan = plan,
                        .block = block,
                        .fitter = fitter,
                        .row = tsq__array(rows, sizeof *here.row),
                        .report = tsq__array(measures, sizeof *here.report),
                        .begun = tsq__array(measures, sizeof *here.begun),
                        .yi = tsq__array(rows, sizeof *here.yi),
                        .vi = tsq__array(rows, sizeof *here.vi)};
    const bool whole =
        here.row != NULL && here.report != NULL && here.begun != NULL && here.yi != NULL && here.vi != NULL;
    tsq_status status = whole ? make_table(plan, &block->sets, &here.table, err) : tsq__fail_memory(err);
    if (status == TSQ_OK && column != NULL && !tsq_table_find(here.table, column, &here.measure_column)) {
        status = tsq__fail(err, TSQ_E_COLUMN, "%s: no column '%s' for the measure", plan->name, column);
    }
    status = status == TSQ_OK ? take_sets(&here, err) : status;
    for (size_t i = 0; i < measures && whole; i++) {
        if (here.begun[i]) {
            tsq_pool_free(&here.report[i]);
        }
    }
    tsq_table_free(here.table);
    free(here.row);
    free(here.report);
    free(here.begun);
    free(here.yi);
    free(here.vi);
    return status;
}
