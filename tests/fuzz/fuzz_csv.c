/* Fuzzes reading: bytes become a table, then roles, conditions and groups are tried on it. What is read must hold
 * together; crashes are the sanitizers' to find.
 *
 * Input: one byte chooses delimiter and decimal mark; up to the first NUL stands a condition, up to the second the
 * columns to group by, up to the third a map; the rest is the file. An input without them is all file. */
#include <tausq/io.h>

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

/* An error has its code and one line of text. */
static void check_failure(tsq_status status, const tsq_error *err)
{
    must(err->code == status && err->text[0] != '\0' && strchr(err->text, '\n') == NULL);
}

static void check_number(const char *text, char decimal)
{
    double value;
    double back;
    char printed[TSQ_NUMBER_TEXT];
    const tsq_number_kind kind = tsq_number_read(text, decimal, &value);
    must((kind == TSQ_NUMBER) == (isfinite(value) != 0));
    if (kind == TSQ_NUMBER) {
        must(strlen(tsq_number_print(value, printed)) < TSQ_NUMBER_TEXT);
        must(tsq_number_read(printed, '.', &back) == TSQ_NUMBER && back == value);
    }
}

static void check_cells(const tsq_table *table)
{
    size_t before = 1;
    for (size_t row = 0; row < tsq_table_rows(table); row++) {
        must(tsq_table_line(table, row) > before);
        before = tsq_table_line(table, row);
        for (size_t i = 0; i < tsq_table_columns(table); i++) {
            check_number(tsq_table_cell(table, row, i), tsq_table_decimal(table));
        }
    }
    for (size_t i = 0; i < tsq_table_columns(table); i++) {
        size_t found;
        must(tsq_table_find(table, tsq_table_column_name(table, i), &found) && found == i);
    }
}

static void check_roles(const tsq_table *table, const char *map)
{
    tsq_error err;
    tsq_roles *roles;
    const tsq_status status = tsq_roles_new(table, &map, map[0] != '\0', &roles, &err);
    if (status != TSQ_OK) {
        check_failure(status, &err);
        return;
    }
    for (size_t i = 0; i < tsq_role_count(); i++) {
        const char *id = tsq_role_at(i)->id;
        for (size_t row = 0; row < tsq_table_rows(table); row++) {
            double value;
            const tsq_status read = tsq_roles_number(roles, id, row, &value, &err);
            if (read != TSQ_OK) {
                check_failure(read, &err);
                must(err.line == tsq_table_line(table, row));
            }
        }
    }
    tsq_roles_free(roles);
}

static void check_rows(const tsq_table *table, const char *condition, const char *by)
{
    tsq_error err;
    tsq_rows rows;
    tsq_status status = tsq_table_where(table, &condition, condition[0] != '\0', &rows, &err);
    if (status != TSQ_OK) {
        check_failure(status, &err);
        return;
    }
    tsq_groups groups;
    status = tsq_table_group(table, &rows, by[0] != '\0' ? by : NULL, &groups, &err);
    if (status != TSQ_OK) {
        check_failure(status, &err);
    } else {
        size_t n = 0;
        for (size_t g = 0; g < groups.n; g++) {
            n += groups.rows[g].n;
        }
        must(n == rows.n);
    }
    tsq_groups_free(&groups);
    tsq_rows_free(&rows);
}

/* Cuts the text up to a NUL off; "" if there is none. */
static const char *cut(const uint8_t **data, size_t *size)
{
    const uint8_t *end = *size > 0 ? memchr(*data, '\0', *size) : NULL;
    if (end == NULL) {
        return "";
    }
    const char *text = (const char *)*data;
    *size -= (size_t)(end - *data) + 1;
    *data = end + 1;
    return text;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const tsq_csv_options choices[] = {{',', '.'}, {';', ','}, {'\t', '.'}, {' ', ','},
                                              {'.', ','}, {'|', '.'}, {',', ','},  {'"', '.'}};
    if (size == 0) {
        return 0;
    }
    const tsq_csv_options *options = &choices[data[0] % (sizeof choices / sizeof choices[0])];
    data++;
    size--;
    const char *condition = cut(&data, &size);
    const char *by = cut(&data, &size);
    const char *map = cut(&data, &size);
    char sha256[65];
    tsq_table *table;
    tsq_error err;
    const tsq_status status = tsq_csv_read_memory((const char *)data, size, "fuzz.csv", options, sha256, &table, &err);
    if (status != TSQ_OK) {
        must(table == NULL);
        check_failure(status, &err);
        return 0;
    }
    check_cells(table);
    check_roles(table, map);
    check_rows(table, condition, by);
    tsq_table_free(table);
    return 0;
}
