/* The rows of a block of `batch`, where they are plain: no quotes, no NUL, well-formed UTF-8, CR before LF only, as many
 * fields as the header. All else is left to libcsv, so that there is one judge of what is wrong. */
#include "base/utf8.h"
#include "io/batch_cell.h"

#include <string.h>

static bool has_lone_cr(const char *bytes, size_t length)
{
    for (const char *at = bytes; (at = memchr(at, '\r', length - (size_t)(at - bytes))) != NULL; at++) {
        if ((size_t)(at - bytes) + 1 == length || at[1] != '\n') {
            return true;
        }
    }
    return false;
}

static bool is_plain(const tsq__marks *marks, const char *bytes, size_t length)
{
    return !marks->odd && (!marks->cr || !has_lone_cr(bytes, length)) &&
           (!marks->high || tsq__utf8_check(bytes, length) == length);
}

/* Lines of nothing but blanks are no rows. */
static bool is_empty(const char *at, const char *end, char delimiter)
{
    while (at < end && tsq__batch_is_blank(*at, delimiter)) {
        at++;
    }
    return at == end;
}

/* What most rows of long format are read for: a key of one column, an effect, one measure of its precision, perhaps alleles.
 * Columns of the file. */
struct usual {
    bool is, with_vi, with_alleles, directions;
    size_t key, yi, precision, allele[2];
};

static struct usual what_is_usual(const tsq__batch_plan *plan)
{
    const bool is = !plan->options->wide && plan->n_raw == 0 && plan->n_key == 1 && plan->mask < 0 && plan->flip < 0 &&
                    (plan->study->vi < 0) != (plan->study->sei < 0);
    if (!is) {
        return (struct usual){0};
    }
    const tsq__batch_study *study = plan->study;
    struct usual usual = {.is = true,
                          .with_vi = study->vi >= 0,
                          .with_alleles = plan->allele[0] >= 0,
                          .directions = plan->directions,
                          .key = plan->read[plan->key[0]],
                          .yi = plan->read[study->yi],
                          .precision = plan->read[study->vi >= 0 ? study->vi : study->sei]};
    for (size_t i = 0; i < 2 && usual.with_alleles; i++) {
        usual.allele[i] = plan->read[plan->allele[i]];
    }
    return usual;
}

/* Key and alleles, each cell with its zero, and what is made of them. False without memory. */
static bool take_texts(const struct usual *usual, tsq__batch_block *block, const tsq__batch_line *line,
                       tsq__batch_row *row)
{
    const tsq__batch_cell key = tsq__batch_cut(line, usual->key);
    tsq__batch_cell allele[2] = {{line->begin, 0}, {line->begin, 0}};
    for (size_t i = 0; i < 2 && usual->with_alleles; i++) {
        allele[i] = tsq__batch_cut(line, usual->allele[i]);
    }
    tsq__text *text = &block->text;
    if (!tsq__text_room(text, key.length + allele[0].length + allele[1].length + 3 + 8)) {
        return false;
    }
    char *const begin = text->bytes + text->length, *const rest = tsq__batch_copy(begin, &key), *end = rest;
    if (usual->with_alleles) {
        end = tsq__batch_copy(tsq__batch_copy(rest, &allele[0]), &allele[1]);
        row->alleles = tsq__batch_alleles(allele[0].at, allele[0].length, allele[1].at, allele[1].length);
    }
    row->key_length = (uint32_t)(rest - begin);
    row->rest = row->key + row->key_length;
    row->rest_length = (uint32_t)(end - rest);
    row->hash = tsq__batch_hash(TSQ__BATCH_HASH, &key, true);
    text->length += (size_t)(end - begin);
    return true;
}

/* Takes a row into the last run, or one that it begins. False without memory. */
static bool take_into_run(const struct usual *usual, tsq__batch_block *block, const tsq__batch_line *line,
                          tsq__batch_row *row)
{
    const tsq__batch_cell key = tsq__batch_cut(line, usual->key);
    tsq__batch_sets *sets = &block->sets;
    tsq__batch_run *last = sets->n_runs > 0 ? &sets->run[sets->n_runs - 1] : NULL;
    const bool goes_on = last != NULL && tsq__batch_is_last(sets, key.at, key.length + 1);
    block->counts.rows++;
    if (goes_on && !usual->directions && !last->odd && row->line == last->line + last->n_rows) {
        last->n_rows++;
        return tsq__batch_set_add(sets, row->yi, row->vi);
    }
    row->key_length = (uint32_t)key.length + 1;
    row->hash = goes_on ? last->hash : tsq__batch_hash(TSQ__BATCH_HASH, &key, true);
    return tsq__batch_run_add(sets, row, key.at, usual->directions);
}

/* Whether an allele may be missing, or both the same: what becomes of the row is said where all rows can be read. */
static bool are_odd(const struct usual *usual, const tsq__batch_line *line)
{
    const tsq__batch_cell a = tsq__batch_cut(line, usual->allele[0]), b = tsq__batch_cut(line, usual->allele[1]);
    if (a.length == 0 || b.length == 0) {
        return true;
    }
    const bool missing = a.at[0] == '.' || a.at[0] == 'N' || b.at[0] == '.' || b.at[0] == 'N';
    return missing || (a.length == b.length && ((a.at[0] ^ b.at[0]) & ~0x20) == 0);
}

/* Takes a row whose numbers are the usual ones and make an effect; no other one is touched. */
static bool take_usual(const struct usual *usual, tsq__batch_block *block, const tsq__batch_line *line, char decimal,
                       size_t number, tsq_status *status)
{
    const tsq__batch_cell yi = tsq__batch_cut(line, usual->yi), precision = tsq__batch_cut(line, usual->precision);
    double y, p;
    if (!tsq__number_usual(yi.at, yi.length, decimal, &y) ||
        !tsq__number_usual(precision.at, precision.length, decimal, &p) ||
        (usual->with_alleles && are_odd(usual, line))) {
        return false;
    }
    const double vi = usual->with_vi ? p : p * p;
    if (!(p > 0.0 && vi > 0.0)) {
        return false;
    }
    if (block->fits) {
        *status = take_into_run(usual, block, line, &(tsq__batch_row){.yi = y, .vi = vi, .line = number})
                      ? TSQ_OK
                      : TSQ_E_MEMORY;
        return true;
    }
    tsq__batch_row *row = tsq__batch_next_row(block, number);
    if (row == NULL || !take_texts(usual, block, line, row)) {
        *status = TSQ_E_MEMORY;
        return true;
    }
    row->yi = y;
    row->vi = vi;
    block->n_rows++;
    block->counts.rows++;
    return true;
}

static void cut(const tsq__batch_plan *plan, const tsq__batch_line *line, tsq__batch_cell *cell)
{
    for (size_t i = 0; i < plan->n_read; i++) {
        cell[i] = tsq__batch_cut(line, plan->read[i]);
    }
}

/* Takes a row that has as many fields as the header. */
static tsq_status take_row(const tsq__batch_plan *plan, const struct usual *usual, tsq__batch_block *block,
                           const tsq__batch_line *line, size_t number)
{
    tsq_status status = TSQ_OK;
    block->around = line->begin - line->bytes >= TSQ__SPAN_AROUND;
    if (usual->is && block->around && take_usual(usual, block, line, plan->options->csv.decimal, number, &status)) {
        return status;
    }
    cut(plan, line, block->cell);
    /* of several things that are wrong libcsv chooses which is said */
    return tsq__batch_take_row(plan, block, number, NULL);
}

/* Takes the rows of the block whose marks were found. */
static bool take_rows(const tsq__batch_plan *plan, tsq__batch_block *block, tsq_status *status)
{
    const struct usual usual = what_is_usual(plan);
    const size_t columns = tsq_table_columns(plan->head);
    const tsq__marks *marks = &block->marks;
    tsq__batch_line line = {
        .bytes = block->bytes, .begin = block->bytes, .field = marks->field, .delimiter = plan->options->csv.delimiter};
    const uint32_t *const end = marks->field + marks->n_fields;
    for (size_t i = 0; i < marks->n_lines; i++) {
        const char *stop = line.bytes + marks->line[i];
        line.body = stop < line.bytes + block->length && stop > line.begin && stop[-1] == '\r' ? stop - 1 : stop;
        /* the line has as many fields as the header if so many places from its first is its end */
        if ((size_t)(end - line.field) >= columns && line.field[columns - 1] == marks->line[i]) {
            *status = take_row(plan, &usual, block, &line, block->line + i);
            if (*status != TSQ_OK) {
                return *status == TSQ_E_MEMORY;
            }
            line.field += columns;
        } else if (*line.field == marks->line[i] && is_empty(line.begin, line.body, line.delimiter)) {
            line.field++;
        } else {
            return false;
        }
        line.begin = stop + 1;
    }
    return true;
}

bool tsq__batch_read_plain(const tsq__batch_plan *plan, tsq__batch_block *block, tsq_status *status)
{
    if (tsq_table_columns(plan->head) < 2 || block->length > TSQ__MARKS_MOST) {
        return false;
    }
    if (!tsq__marks_find(&block->marks, block->bytes, block->length, plan->options->csv.delimiter)) {
        *status = TSQ_E_MEMORY;
        return true;
    }
    if (!is_plain(&block->marks, block->bytes, block->length)) {
        return false;
    }
    *status = TSQ_OK;
    const bool taken = take_rows(plan, block, status);
    block->around = false;
    return taken;
}
