/* Messages that name columns and cells, numbers of cells, and names in option texts. */
#include "data/table.h"

#include "base/error.h"
#include "base/text.h"

#include <string.h>

tsq_status tsq__fail_no_column(const tsq_table *table, const char *name, size_t length, tsq_error *err)
{
    enum { LISTED = 300 };
    char shown[TSQ__SHOWN];
    tsq__text list = {0};
    for (size_t i = 0; i < tsq_table_columns(table) && !list.failed; i++) {
        const char *column = tsq_table_column_name(table, i);
        tsq__shown(column, strlen(column), shown);
        if (list.length + strlen(shown) > LISTED) {
            tsq__text_printf(&list, ", ... (%zu in all)", tsq_table_columns(table));
            break;
        }
        tsq__text_printf(&list, "%s%s", i > 0 ? ", " : "", shown);
    }
    if (list.failed) {
        tsq__text_free(&list);
        return tsq__fail_memory(err);
    }
    tsq__fail(err, TSQ_E_COLUMN, "%s: no column '%s'; there %s %s", tsq_table_source(table),
              tsq__shown(name, length, shown), tsq_table_columns(table) == 1 ? "is" : "are",
              list.bytes == NULL ? "none" : list.bytes);
    tsq__text_free(&list);
    return TSQ_E_COLUMN;
}

tsq_status tsq__fail_cell(const tsq_table *table, size_t row, size_t column, tsq_status code, const char *message,
                          tsq_error *err)
{
    char name[TSQ__SHOWN];
    char value[TSQ__SHOWN];
    const char *cell = tsq_table_cell(table, row, column);
    const char *title = tsq_table_column_name(table, column);
    const size_t line = tsq_table_line(table, row);
    tsq__shown(title, strlen(title), name);
    tsq__shown(cell, strlen(cell), value);
    const bool empty = cell[0] == '\0';
    tsq__fail(err, code, "%s:%zu: %s: %s%s%s%s", tsq_table_source(table), line, name, message, empty ? "" : " '", value,
              empty ? "" : "'");
    if (err != NULL) {
        err->line = line;
    }
    return code;
}

tsq_status tsq__table_number(const tsq_table *table, size_t row, size_t column, double *value, tsq_error *err)
{
    const tsq_number_kind kind = tsq_number_read(tsq_table_cell(table, row, column), tsq_table_decimal(table), value);
    if (kind == TSQ_NUMBER_BAD) {
        return tsq__fail_cell(table, row, column, TSQ_E_VALUE, "not a number", err);
    }
    return TSQ_OK;
}

static const char *skip_blanks(const char *at)
{
    while (*at == ' ' || *at == '\t') {
        at++;
    }
    return at;
}

bool tsq__take_name(const char **at, const char *ends, char *name)
{
    const char *from = skip_blanks(*at);
    size_t length = 0;
    if (*from == '"') {
        for (from++; *from != '"' || *++from == '"'; from++) {
            if (*from == '\0') {
                return false;
            }
            name[length++] = *from;
        }
        from = skip_blanks(from);
        name[length] = '\0';
        *at = from;
        return *from == '\0' || strchr(ends, *from) != NULL;
    }
    while (*from != '\0' && strchr(ends, *from) == NULL) {
        name[length++] = *from++;
    }
    while (length > 0 && (name[length - 1] == ' ' || name[length - 1] == '\t')) {
        length--;
    }
    name[length] = '\0';
    *at = from;
    return true;
}
