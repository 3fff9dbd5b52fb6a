/* Blocks of `batch` and the analyses in them. */
#include "base/memory.h"
#include "io/batch.h"

#include <stdlib.h>

tsq__batch_row *tsq__batch_next_row(tsq__batch_block *block, size_t line)
{
    tsq__batch_row *rows = tsq__grow(block->row, &block->rows_capacity, block->n_rows + 1, sizeof *rows);
    if (rows == NULL) {
        return NULL;
    }
    block->row = rows;
    rows[block->n_rows] = (tsq__batch_row){.line = line, .key = (uint32_t)block->text.length};
    return &rows[block->n_rows];
}

void tsq__batch_sets_clear(tsq__batch_sets *sets)
{
    sets->n = sets->n_studies = sets->n_runs = sets->n_done = 0;
    sets->text.length = sets->directions.length = sets->raw.length = sets->done.length = 0;
}

bool tsq__batch_set_begin(tsq__batch_sets *sets)
{
    struct tsq__batch_set *set = tsq__grow(sets->set, &sets->capacity, sets->n + 1, sizeof *set);
    if (set == NULL) {
        return false;
    }
    sets->set = set;
    set[sets->n++] = (struct tsq__batch_set){
        .begin = sets->n_studies, .key = sets->text.length, .direction = sets->directions.length};
    return true;
}

bool tsq__batch_set_room(tsq__batch_sets *sets, size_t n)
{
    if (sets->studies_capacity - sets->n_studies >= n) {
        return true;
    }
    size_t capacity[2] = {sets->studies_capacity, sets->studies_capacity};
    double *y = tsq__grow(sets->yi, &capacity[0], sets->n_studies + n, sizeof *y);
    sets->yi = y != NULL ? y : sets->yi;
    double *v = y != NULL ? tsq__grow(sets->vi, &capacity[1], sets->n_studies + n, sizeof *v) : NULL;
    if (v == NULL) {
        return false;
    }
    sets->vi = v;
    sets->studies_capacity = capacity[1];
    return true;
}

bool tsq__batch_set_direction(tsq__batch_sets *sets, double yi)
{
    const char c = tsq__batch_direction(yi);
    tsq__text *text = &sets->directions;
    if (text->bytes == NULL || text->capacity - text->length < 2) {
        return tsq__text_add(text, &c, 1);
    }
    text->bytes[text->length++] = c; /* there is room: no call for a byte */
    return true;
}

bool tsq__batch_set_add(tsq__batch_sets *sets, double yi, double vi)
{
    if (!tsq__batch_set_room(sets, 1)) {
        return false;
    }
    sets->yi[sets->n_studies] = yi;
    sets->vi[sets->n_studies++] = vi;
    return true;
}

tsq__batch_run *tsq__batch_next_run(tsq__batch_sets *sets)
{
    tsq__batch_run *run = tsq__grow(sets->run, &sets->runs_capacity, sets->n_runs + 1, sizeof *run);
    if (run == NULL) {
        return NULL;
    }
    sets->run = run;
    run[sets->n_runs] = (tsq__batch_run){0};
    return &run[sets->n_runs++];
}

void tsq__batch_block_free(tsq__batch_block *block)
{
    free(block->bytes);
    free(block->row);
    tsq__text_free(&block->text);
    free(block->cell);
    tsq__marks_free(&block->marks);
    free(block->sets.set);
    free(block->sets.yi);
    free(block->sets.vi);
    free(block->sets.brief);
    tsq__text_free(&block->sets.text);
    tsq__text_free(&block->sets.raw);
    tsq__text_free(&block->sets.directions);
    free(block->sets.run);
    tsq__text_free(&block->sets.done);
    tsq__text_free(&block->output);
    free(block);
}
