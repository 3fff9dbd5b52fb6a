/* The rows of a block of `batch`, by libcsv. */
#include "base/error.h"
#include "base/memory.h"
#include "io/batch.h"
#include "io/csv.h"

#include <string.h>

static void forget(tsq__batch_block *block)
{
    block->n_rows = 0;
    block->text.length = 0;
    tsq__batch_sets_clear(&block->sets);
    block->counts = (tsq__batch_counts){0};
    block->failure = block->warning = (tsq_error){.code = TSQ_OK};
}

static tsq_status take_rows(const tsq__batch_plan *plan, tsq__batch_block *block, const tsq_table *table,
                            const tsq_rows *rows, tsq_error *err)
{
    for (size_t i = 0; i < rows->n; i++) {
        for (size_t j = 0; j < plan->n_read; j++) {
            const char *at = tsq_table_cell(table, rows->row[i], plan->read[j]);
            block->cell[j] = (tsq__batch_cell){.at = at, .length = strlen(at)};
        }
        const tsq_status status = tsq__batch_take_row(plan, block, tsq_table_line(table, rows->row[i]), err);
        if (status != TSQ_OK) {
            return status;
        }
    }
    return TSQ_OK;
}

tsq_status tsq__batch_read(const tsq__batch_plan *plan, tsq__batch_block *block, tsq_error *err)
{
    const tsq_batch_options *o = plan->options;
    tsq_status status = TSQ_OK;
    tsq_table *table = NULL;
    tsq_rows rows = {0};
    forget(block);
    if (block->cell_capacity < plan->n_read) {
        tsq__batch_cell *cell = tsq__grow(block->cell, &block->cell_capacity, plan->n_read, sizeof *cell);
        if (cell == NULL) {
            return tsq__fail_memory(err);
        }
        block->cell = cell;
    }
    if (!o->libcsv && o->n_where == 0 && tsq__batch_read_plain(plan, block, &status)) {
        return status == TSQ_OK ? TSQ_OK : tsq__fail_memory(err);
    }
    forget(block);
    status = tsq__csv_rows(plan->head, block->bytes, block->length, block->line, &o->csv, &table, err);
    status = status == TSQ_OK ? tsq_table_where(table, o->where, o->n_where, &rows, err) : status;
    status = status == TSQ_OK ? take_rows(plan, block, table, &rows, err) : status;
    tsq_rows_free(&rows);
    tsq_table_free(table);
    return status;
}
