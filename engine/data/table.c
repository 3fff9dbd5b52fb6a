/* The column table. All cells stand in one arena, each ended by a zero; a cell is found by where its row begins
 * and its offset in the row, which takes 4 bytes a cell and 16 a row. */
#include "data/table.h"

#include "base/error.h"
#include "base/index.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

struct row {
    size_t begins; /* in the arena */
    size_t line;
};

struct tsq_table {
    char *source;
    char decimal;
    tsq__text names; /* column names, each ended by a zero */
    size_t *name;    /* where each begins */
    size_t name_capacity;
    tsq__index name_index;
    size_t columns;
    tsq__text arena;
    uint32_t *cell; /* offset in the row, rows * columns of them, then those of the row being built */
    size_t cell_capacity;
    struct row *row;
    size_t row_capacity;
    size_t rows;
    size_t building; /* cells of the row being built */
    size_t built;    /* where it begins in the arena */
};

struct wanted_name {
    const tsq_table *table;
    const char *name;
};

static bool is_named(const void *context, size_t column)
{
    const struct wanted_name *wanted = context;
    return strcmp(tsq_table_column_name(wanted->table, column), wanted->name) == 0;
}

tsq_status tsq_table_new(const char *source, char decimal, tsq_table **out, tsq_error *err)
{
    *out = NULL;
    tsq_table *table = tsq__array(1, sizeof *table);
    if (table == NULL || (table->source = strdup(source)) == NULL) {
        free(table);
        return tsq__fail_memory(err);
    }
    table->decimal = decimal;
    *out = table;
    return TSQ_OK;
}

void tsq_table_free(tsq_table *table)
{
    if (table == NULL) {
        return;
    }
    free(table->source);
    tsq__text_free(&table->names);
    free(table->name);
    tsq__index_free(&table->name_index);
    tsq__text_free(&table->arena);
    free(table->cell);
    free(table->row);
    free(table);
}

tsq_status tsq_table_add_column(tsq_table *table, const char *name, size_t length, tsq_error *err)
{
    const size_t number = table->columns + 1;
    if (table->rows > 0 || table->building > 0) {
        return tsq__fail(err, TSQ_E_USAGE, "%s: columns are added before the first row", table->source);
    }
    if (length == 0) {
        return tsq__fail(err, TSQ_E_COLUMN, "%s: column %zu has no name", table->source, number);
    }
    if (memchr(name, '\0', length) != NULL) {
        return tsq__fail(err, TSQ_E_CSV, "%s: the name of column %zu holds a NUL byte", table->source, number);
    }
    size_t *begins = tsq__grow(table->name, &table->name_capacity, number, sizeof *begins);
    if (begins == NULL) {
        return tsq__fail_memory(err);
    }
    table->name = begins;
    begins[table->columns] = table->names.length;
    if (!tsq__text_add(&table->names, name, length) || !tsq__text_add(&table->names, "", 1)) {
        return tsq__fail_memory(err);
    }
    const struct wanted_name wanted = {table, table->names.bytes + begins[table->columns]};
    const uint64_t hash = tsq__hash_string(TSQ__HASH_START, wanted.name);
    size_t first;
    if (tsq__index_find(&table->name_index, hash, is_named, &wanted, &first)) {
        char shown[TSQ__SHOWN];
        tsq__fail(err, TSQ_E_COLUMN, "%s: columns %zu and %zu have the same name '%s'", table->source, first + 1,
                  number, tsq__shown(name, length, shown));
        table->names.length = begins[table->columns];
        return TSQ_E_COLUMN;
    }
    if (!tsq__index_add(&table->name_index, hash)) {
        return tsq__fail_memory(err);
    }
    table->columns = number;
    return TSQ_OK;
}

tsq_status tsq_table_add_cell(tsq_table *table, const char *text, size_t length, tsq_error *err)
{
    if (length > 0 && memchr(text, '\0', length) != NULL) {
        return tsq__fail(err, TSQ_E_CSV, "%s: a cell holds a NUL byte", table->source);
    }
    /* Cells beyond the columns are only counted, for the message of tsq_table_end_row. */
    if (table->building < table->columns) {
        const size_t place = table->rows * table->columns + table->building;
        uint32_t *cell = tsq__grow(table->cell, &table->cell_capacity, place + 1, sizeof *cell);
        if (cell == NULL) {
            return tsq__fail_memory(err);
        }
        table->cell = cell;
        const size_t offset = table->arena.length - table->built;
        if (offset > UINT32_MAX) {
            return tsq__fail(err, TSQ_E_CSV, "%s: a row is longer than 4 GiB", table->source);
        }
        cell[place] = (uint32_t)offset;
        if (!tsq__text_add(&table->arena, text, length) || !tsq__text_add(&table->arena, "", 1)) {
            return tsq__fail_memory(err);
        }
    }
    table->building++;
    return TSQ_OK;
}

tsq_status tsq_table_end_row(tsq_table *table, size_t line, tsq_error *err)
{
    const size_t cells = table->building;
    const size_t begins = table->built;
    table->building = 0;
    if (cells != table->columns) {
        table->arena.length = begins;
        tsq__fail(err, TSQ_E_CSV, "%s:%zu: %zu field%s where the header has %zu", table->source, line, cells,
                  cells == 1 ? "" : "s", table->columns);
        if (err != NULL) {
            err->line = line;
        }
        return TSQ_E_CSV;
    }
    struct row *row = tsq__grow(table->row, &table->row_capacity, table->rows + 1, sizeof *row);
    if (row == NULL) {
        table->arena.length = begins;
        return tsq__fail_memory(err);
    }
    table->row = row;
    row[table->rows++] = (struct row){.begins = begins, .line = line};
    table->built = table->arena.length;
    return TSQ_OK;
}

size_t tsq_table_rows(const tsq_table *table)
{
    return table->rows;
}

size_t tsq_table_columns(const tsq_table *table)
{
    return table->columns;
}

const char *tsq_table_source(const tsq_table *table)
{
    return table->source;
}

char tsq_table_decimal(const tsq_table *table)
{
    return table->decimal;
}

const char *tsq_table_column_name(const tsq_table *table, size_t column)
{
    return table->names.bytes + table->name[column];
}

bool tsq_table_find(const tsq_table *table, const char *name, size_t *column)
{
    const struct wanted_name wanted = {table, name};
    return tsq__index_find(&table->name_index, tsq__hash_string(TSQ__HASH_START, name), is_named, &wanted, column);
}

const char *tsq_table_cell(const tsq_table *table, size_t row, size_t column)
{
    return table->arena.bytes + table->row[row].begins + table->cell[row * table->columns + column];
}

size_t tsq_table_line(const tsq_table *table, size_t row)
{
    return table->row[row].line;
}
