/* Runs of rows in a block of `batch`: what stands together and begins and ends within the block is likely a whole group. */
#include "io/batch_cell.h"

#include <math.h>

/** What is noted of a row of an odd run behind its key: how many lines it is below the first, and what it is. */
enum { STUDY, OMITTED, MASKED, MARK = sizeof(uint32_t) + 1 };

bool tsq__batch_run_begin(tsq__batch_sets *sets, const tsq__batch_row *row, const char *key)
{
    tsq__batch_run *run = tsq__batch_next_run(sets);
    if (run == NULL || !tsq__batch_set_begin(sets)) {
        return false;
    }
    run->hash = row->hash;
    run->line = row->line;
    run->key_length = row->key_length;
    return tsq__text_add(&sets->text, key, row->key_length - 1) && tsq__text_add(&sets->text, "", 1);
}

/* Notes what a row is, a block has less than 2^32 bytes and so lines. */
static bool add_mark(size_t below, char kind, tsq__text *text)
{
    const uint32_t lines = (uint32_t)below;
    char mark[MARK];
    memcpy(mark, &lines, sizeof lines);
    mark[sizeof lines] = kind;
    return tsq__text_add(text, mark, sizeof mark);
}

/* From the first odd row on all rows have notes, also those before it. */
static bool note_odd(tsq__batch_sets *sets, tsq__batch_run *run, const tsq__batch_row *row)
{
    const char kind = !isnan(row->yi) ? STUDY : isnan(row->vi) ? OMITTED : MASKED;
    bool whole = true;
    for (size_t i = 0; i < run->n_rows && !run->odd && whole; i++) {
        whole = add_mark(i, STUDY, &sets->text);
    }
    run->odd = true;
    return whole && add_mark(row->line - run->line, kind, &sets->text);
}

bool tsq__batch_run_add(tsq__batch_sets *sets, const tsq__batch_row *row, const char *key, bool directions)
{
    if ((sets->n_runs == 0 || !tsq__batch_is_last(sets, key, row->key_length)) &&
        !tsq__batch_run_begin(sets, row, key)) {
        return false;
    }
    tsq__batch_run *run = &sets->run[sets->n_runs - 1];
    const bool none = isnan(row->yi), odd = run->odd || none || row->line != run->line + run->n_rows;
    if ((odd && !note_odd(sets, run, row)) || (!none && !tsq__batch_set_add(sets, row->yi, row->vi)) ||
        (directions && !tsq__batch_set_direction(sets, row->yi))) {
        return false;
    }
    sets->set[sets->n - 1].omitted += none && isnan(row->vi) ? 1 : 0;
    run->n_rows++;
    return true;
}

tsq__batch_row tsq__batch_run_row(const tsq__batch_sets *sets, size_t i, size_t j, size_t *study)
{
    const tsq__batch_run *run = &sets->run[i];
    tsq__batch_row row = {.yi = (double)NAN, .hash = run->hash, .line = run->line + j, .key_length = run->key_length};
    char kind = STUDY;
    if (run->odd) {
        const char *mark = sets->text.bytes + sets->set[i].key + run->key_length + j * MARK;
        uint32_t below;
        memcpy(&below, mark, sizeof below);
        row.line = run->line + below;
        kind = mark[sizeof below];
    }
    if (kind == STUDY) {
        row.yi = sets->yi[sets->set[i].begin + *study];
        row.vi = sets->vi[sets->set[i].begin + *study];
        ++*study;
    } else {
        row.vi = kind == OMITTED ? (double)NAN : 0.0;
    }
    return row;
}
