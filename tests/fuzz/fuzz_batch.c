/* Fuzzes the two readers of batch against each other: whatever the bytes, the fast one gives the rows of libcsv to the
 * bit, or nothing. And each number by itself: the short way against the long one.
 *
 * Input: one byte chooses delimiter, decimal mark and format; the rest is the file. */
#include "base/span.h"
#include "io/batch.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void must(bool holds)
{
    if (!holds) {
        abort();
    }
}

static bool same_bits(const double *a, const double *b, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (memcmp(&a[i], &b[i], sizeof *a) != 0 && !(isnan(a[i]) && isnan(b[i]))) {
            return false;
        }
    }
    return true;
}

/* Every field of every line as a number. */
static void check_numbers(const char *bytes, size_t length, const tsq_csv_options *options)
{
    const char *end = bytes + length;
    for (const char *at = bytes; at < end; at++) {
        char room[256 + TSQ__SPAN_AROUND], *const text = room + TSQ__SPAN_AROUND;
        const char *stop = at;
        while (stop < end && *stop != '\n' && *stop != options->delimiter && *stop != '\0') {
            stop++;
        }
        const size_t n = (size_t)(stop - at);
        const bool blank = n > 0 && (strchr(" \t", at[0]) != NULL || strchr(" \t", stop[-1]) != NULL);
        if (n + TSQ__SPAN_AROUND < 256 && !blank) {
            double fast, slow;
            memcpy(text, at, n);
            text[n] = '\0';
            const tsq_number_kind kind = tsq_number_read(text, options->decimal, &slow);
            must(tsq__number_span(at, n, false, options->decimal, &fast) == kind && same_bits(&fast, &slow, 1));
            memset(room, n % 3 == 0 ? '7' : '.', TSQ__SPAN_AROUND); /* what stands around must not count */
            memset(text + n, n % 2 == 0 ? '7' : '.', 256 - n);
            must(tsq__number_span(text, n, true, options->decimal, &fast) == kind && same_bits(&fast, &slow, 1));
        }
        at = stop;
    }
}

static void compare(const tsq__batch_block *a, const tsq__batch_block *b)
{
    must(a->n_rows == b->n_rows && a->text.length == b->text.length && a->sets.n == b->sets.n);
    must(a->sets.n_studies == b->sets.n_studies && a->sets.text.length == b->sets.text.length);
    must(memcmp(&a->counts, &b->counts, sizeof a->counts) == 0);
    for (size_t i = 0; i < a->n_rows; i++) {
        const tsq__batch_row *x = &a->row[i], *y = &b->row[i];
        must(same_bits(&x->yi, &y->yi, 1) && same_bits(&x->vi, &y->vi, 1) && x->hash == y->hash);
        must(x->line == y->line && x->key == y->key && x->key_length == y->key_length && x->rest == y->rest &&
             x->rest_length == y->rest_length && (isnan(x->yi) || x->alleles == y->alleles));
    }
    must(a->text.length == 0 || memcmp(a->text.bytes, b->text.bytes, a->text.length) == 0);
    for (size_t i = 0; i < a->sets.n; i++) {
        const struct tsq__batch_set *x = &a->sets.set[i], *y = &b->sets.set[i];
        must(x->begin == y->begin && x->key == y->key && x->direction == y->direction && x->omitted == y->omitted &&
             x->flags == y->flags);
    }
    must(same_bits(a->sets.yi, b->sets.yi, a->sets.n_studies) && same_bits(a->sets.vi, b->sets.vi, a->sets.n_studies));
    must(a->sets.directions.length == b->sets.directions.length);
    must(a->sets.directions.length == 0 ||
         memcmp(a->sets.directions.bytes, b->sets.directions.bytes, a->sets.directions.length) == 0);
    must(a->sets.text.length == 0 || memcmp(a->sets.text.bytes, b->sets.text.bytes, a->sets.text.length) == 0);
}

/* Rows that were put together have what each row has. */
static void check_runs(const tsq__batch_block *rows, const tsq__batch_block *runs)
{
    const tsq__batch_sets *sets = &runs->sets;
    const tsq__batch_row *row = rows->row;
    must(runs->n_rows == 0 && sets->n == sets->n_runs);
    must(memcmp(&rows->counts, &runs->counts, sizeof rows->counts) == 0);
    for (size_t i = 0; i < sets->n; i++) {
        size_t study = 0;
        for (size_t j = 0; j < sets->run[i].n_rows; j++, row++) {
            const tsq__batch_row one = tsq__batch_run_row(sets, i, j, &study);
            must(row < rows->row + rows->n_rows && one.hash == row->hash && one.line == row->line);
            must(same_bits(&one.yi, &row->yi, 1) && same_bits(&one.vi, &row->vi, 1));
            must(one.key_length == row->key_length &&
                 memcmp(sets->text.bytes + sets->set[i].key, rows->text.bytes + row->key, row->key_length) == 0);
        }
    }
    must(rows->n_rows == 0 || row == rows->row + rows->n_rows);
}

static void check_rows(const char *bytes, size_t length, tsq_batch_options *options)
{
    tsq__batch_plan plan;
    tsq_error err[4];
    size_t used, lines;
    tsq__batch_block *block[4];
    if (tsq__batch_plan_make("fuzz.csv", bytes, length, options, &plan, &used, &lines, &err[0]) != TSQ_OK) {
        return;
    }
    tsq_status status[4];
    plan.directions = true;
    const int n = options->wide || options->alleles != NULL || options->pool != NULL ? 2 : 4;
    for (int i = 0; i < n; i++) {
        options->libcsv = i % 2 == 1;
        block[i] = calloc(1, sizeof *block[i]);
        must(block[i] != NULL);
        block[i]->fits = i >= 2;
        block[i]->length = length - used;
        block[i]->line = lines + 1;
        block[i]->bytes = calloc(1, block[i]->length + TSQ__BATCH_BEHIND);
        must(block[i]->bytes != NULL);
        memcpy(block[i]->bytes, bytes + used, block[i]->length);
        status[i] = tsq__batch_read(&plan, block[i], &err[i]);
    }
    for (int i = 1; i < n; i++) {
        must(status[0] == status[i]);
        must(status[0] == TSQ_OK || (strcmp(err[0].text, err[i].text) == 0 && err[0].line == err[i].line));
    }
    if (status[0] == TSQ_OK) {
        compare(block[0], block[1]);
    }
    if (status[0] == TSQ_OK && n == 4) {
        compare(block[2], block[3]);
        check_runs(block[0], block[2]);
    }
    for (int i = 0; i < n; i++) {
        tsq__batch_block_free(block[i]);
    }
    tsq__batch_plan_free(&plan);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const tsq_csv_options choices[] = {{',', '.'}, {';', ','}, {'\t', '.'}, {' ', '.'}};
    if (size == 0) {
        return 0;
    }
    tsq_batch_options options = TSQ_BATCH_INIT;
    options.csv = choices[data[0] % 4];
    options.wide = (data[0] & 4) != 0;
    options.na_fail = (data[0] & 8) != 0;
    options.by = options.wide ? NULL : "g";
    options.mask = (data[0] & 16) != 0 ? "m" : NULL;
    options.flip = (data[0] & 32) != 0 ? "s" : NULL;
    options.alleles = (data[0] & 64) != 0 && !options.wide ? "a,b" : NULL;
    tsq_pool_options pool;
    if ((data[0] & 128) != 0 && !options.wide) {
        tsq_pool_preset(&pool, NULL);
        options.pool = &pool;
        options.measure_column = "t";
        options.flip = options.alleles = NULL;
    }
    check_numbers((const char *)data + 1, size - 1, &options.csv);
    check_rows((const char *)data + 1, size - 1, &options);
    return 0;
}
