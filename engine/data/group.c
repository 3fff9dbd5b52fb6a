/* Groups of rows that have the same texts in some columns, in order of first appearance. */
#include "data/table.h"

#include "base/error.h"
#include "base/index.h"
#include "base/memory.h"
#include "base/text.h"

#include <stdlib.h>
#include <string.h>

/* The columns of "A,B". */
static tsq_status find_columns(const tsq_table *table, const char *text, tsq_groups *out, tsq_error *err)
{
    size_t capacity = 0;
    char *name = tsq__array(strlen(text) + 1, 1);
    if (name == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = TSQ_OK;
    for (bool more = true; more && status == TSQ_OK;) {
        char shown[TSQ__SHOWN];
        size_t column = 0;
        size_t *wider = tsq__grow(out->column, &capacity, out->n_columns + 1, sizeof *wider);
        if (wider == NULL) {
            status = tsq__fail_memory(err);
            break;
        }
        out->column = wider;
        if (!tsq__take_name(&text, ",", name)) {
            status = tsq__fail(err, TSQ_E_COLUMN, "a quoted column name does not end where it should");
        } else if (!tsq_table_find(table, name, &column)) {
            status = tsq__fail_no_column(table, name, strlen(name), err);
        }
        for (size_t i = 0; i < out->n_columns && status == TSQ_OK; i++) {
            if (out->column[i] == column) {
                status =
                    tsq__fail(err, TSQ_E_COLUMN, "column '%s' is named twice", tsq__shown(name, strlen(name), shown));
            }
        }
        out->column[out->n_columns++] = column;
        more = *text == ',';
        text++;
    }
    free(name);
    return status;
}

struct seeker {
    const tsq_table *table;
    const tsq_groups *groups;
    const size_t *first; /* first row of each group */
    size_t row;
};

static bool same_group(const void *context, size_t group)
{
    const struct seeker *seeker = context;
    for (size_t i = 0; i < seeker->groups->n_columns; i++) {
        const size_t column = seeker->groups->column[i];
        if (strcmp(tsq_table_cell(seeker->table, seeker->first[group], column),
                   tsq_table_cell(seeker->table, seeker->row, column)) != 0) {
            return false;
        }
    }
    return true;
}

/* The group of every row: `of[i]` for rows->row[i]; `first` has room for as many groups as rows. */
static bool assign(const tsq_table *table, const tsq_rows *rows, tsq_groups *groups, size_t *of, size_t *first)
{
    tsq__index index = {0};
    bool whole = true;
    for (size_t i = 0; i < rows->n && whole; i++) {
        struct seeker seeker = {table, groups, first, rows->row[i]};
        uint64_t hash = TSQ__HASH_START;
        for (size_t j = 0; j < groups->n_columns; j++) {
            hash = tsq__hash_string(hash, tsq_table_cell(table, seeker.row, groups->column[j]));
        }
        if (!tsq__index_find(&index, hash, same_group, &seeker, &of[i])) {
            of[i] = index.n;
            first[index.n] = seeker.row;
            whole = tsq__index_add(&index, hash);
        }
    }
    groups->n = index.n;
    tsq__index_free(&index);
    return whole;
}

/* The lists of rows, all in one block that the first list begins. */
static bool collect(const tsq_rows *rows, const size_t *of, tsq_groups *groups)
{
    groups->rows = tsq__array(groups->n, sizeof *groups->rows);
    size_t *block = tsq__array(rows->n, sizeof *block);
    if (groups->rows == NULL || block == NULL) {
        free(block);
        return false;
    }
    for (size_t i = 0; i < rows->n; i++) {
        groups->rows[of[i]].n++;
    }
    size_t *next = block;
    for (size_t g = 0; g < groups->n; g++) {
        groups->rows[g].row = next;
        next += groups->rows[g].n;
        groups->rows[g].n = 0;
    }
    for (size_t i = 0; i < rows->n; i++) {
        tsq_rows *group = &groups->rows[of[i]];
        group->row[group->n++] = rows->row[i];
    }
    if (groups->n == 0) {
        free(block);
    }
    return true;
}

tsq_status tsq_table_group(const tsq_table *table, const tsq_rows *rows, const char *columns, tsq_groups *out,
                           tsq_error *err)
{
    *out = (tsq_groups){0};
    tsq_status status = columns == NULL ? TSQ_OK : find_columns(table, columns, out, err);
    if (status == TSQ_OK) {
        size_t *of = tsq__array(rows->n, sizeof *of);
        size_t *first = tsq__array(rows->n, sizeof *first);
        bool whole = of != NULL && first != NULL;
        if (columns == NULL) {
            out->n = 1; /* also without any row */
        } else {
            whole = whole && assign(table, rows, out, of, first);
        }
        whole = whole && collect(rows, of, out);
        free(of);
        free(first);
        status = whole ? TSQ_OK : tsq__fail_memory(err);
    }
    if (status != TSQ_OK) {
        tsq_groups_free(out);
    }
    return status;
}

void tsq_groups_free(tsq_groups *groups)
{
    if (groups->rows != NULL && groups->n > 0) {
        free(groups->rows[0].row);
    }
    free(groups->rows);
    free(groups->column);
    *groups = (tsq_groups){0};
}
