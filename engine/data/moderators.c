/* The moderators of a model: which columns its terms name, and whether these are numbers or factors; see tausq/design.h. */
#include "data/moderators.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "data/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- what a column is ------------------------------------------------------------------------------------------ */

static tsq_status fail_mixed(const tsq_table *table, size_t row, const tsq__variable *variable, tsq_error *err)
{
    char shown[TSQ__SHOWN];
    const char *cell = tsq_table_cell(table, row, variable->column);
    const size_t line = tsq_table_line(table, row);
    (void)tsq__fail(
        err, TSQ_E_VALUE, "%s:%zu: %s: not a number '%s', as other rows have; factor(%s) takes all of them as levels",
        tsq_table_source(table), line, variable->name, tsq__shown(cell, strlen(cell), shown), variable->name);
    if (err != NULL) {
        err->line = line;
    }
    return TSQ_E_VALUE;
}

/* Numbers or levels: by the cells, unless the terms say that it is a factor. */
static tsq_status decide(const tsq_table *table, const tsq_rows *rows, tsq__variable *variable, tsq_error *err)
{
    size_t numbers = 0, texts = 0, first_text = 0;
    for (size_t i = 0; i < rows->n; i++) {
        double value;
        switch (
            tsq_number_read(tsq_table_cell(table, rows->row[i], variable->column), tsq_table_decimal(table), &value)) {
        case TSQ_NUMBER:
            numbers++;
            break;
        case TSQ_NUMBER_BAD:
            first_text = texts == 0 ? rows->row[i] : first_text;
            texts++;
            break;
        case TSQ_NUMBER_MISSING:
            break;
        }
    }
    variable->numbers = texts == 0;
    if (numbers > 0 && texts > 0 && !variable->factor) {
        return fail_mixed(table, first_text, variable, err);
    }
    variable->factor = variable->factor || texts > 0;
    return TSQ_OK;
}

/* "random, alternate, systematic": each level once, in the order of the rows. */
static void list_levels(const tsq_table *table, const tsq_rows *rows, const tsq__variable *variable, tsq__text *list)
{
    enum { LISTED = 20 };
    tsq__level known[LISTED];
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        const tsq__level level = tsq__level_of(table, rows->row[i], variable);
        double number;
        bool again = tsq_number_read(tsq_table_cell(table, rows->row[i], variable->column), tsq_table_decimal(table),
                                     &number) == TSQ_NUMBER_MISSING;
        for (size_t j = 0; j < n && !again; j++) {
            again = tsq__level_compare(variable, &known[j], &level) == 0;
        }
        if (!again && n == LISTED) {
            (void)tsq__text_printf(list, ", ...");
            return;
        }
        if (!again) {
            char shown[TSQ__SHOWN];
            (void)tsq__text_printf(list, "%s%s", n == 0 ? "" : ", ", tsq__shown(level.text, level.length, shown));
            known[n++] = level;
        }
    }
}

static tsq_status fail_reference(const tsq_table *table, const tsq_rows *rows, const tsq__variable *variable,
                                 tsq_error *err)
{
    char shown[TSQ__SHOWN];
    tsq__text list = {0};
    list_levels(table, rows, variable, &list);
    const tsq_status status =
        list.failed ? tsq__fail_memory(err)
                    : tsq__fail(err, TSQ_E_OPTION, "%s: %s: no row has the reference level '%s'; there %s %s",
                                tsq_table_source(table), variable->name,
                                tsq__shown(variable->reference, strlen(variable->reference), shown),
                                list.length == 0 ? "is" : "are", list.length == 0 ? "none" : list.bytes);
    tsq__text_free(&list);
    return status;
}

static tsq_status check_reference(const tsq_table *table, const tsq_rows *rows, const tsq__variable *variable,
                                  tsq_error *err)
{
    tsq__level asked;
    bool found = false;
    if (variable->reference == NULL) {
        return TSQ_OK;
    }
    if (tsq__level_asked(variable, tsq_table_decimal(table), &asked)) {
        for (size_t i = 0; i < rows->n && !found; i++) {
            const tsq__level level = tsq__level_of(table, rows->row[i], variable);
            found = !isnan(level.number) && tsq__level_compare(variable, &asked, &level) == 0;
        }
    }
    return found ? TSQ_OK : fail_reference(table, rows, variable, err);
}

/* ---- all of it ------------------------------------------------------------------------------------------------- */

tsq_status tsq_moderators_new(const tsq_table *table, const tsq_rows *rows, const char *text, tsq_moderators **out,
                              tsq_error *err)
{
    *out = NULL;
    tsq_moderators *m = tsq__array(1, sizeof *m);
    if (m == NULL) {
        return tsq__fail_memory(err);
    }
    m->table = table;
    tsq_status status = tsq__moderators_read(m, text, err);
    for (size_t i = 0; i < m->n_variables && status == TSQ_OK; i++) {
        status = decide(table, rows, &m->variable[i], err);
        status = status == TSQ_OK ? check_reference(table, rows, &m->variable[i], err) : status;
    }
    if (status != TSQ_OK) {
        tsq_moderators_free(m);
        return status;
    }
    *out = m;
    return TSQ_OK;
}

void tsq_moderators_free(tsq_moderators *moderators)
{
    if (moderators == NULL) {
        return;
    }
    for (size_t i = 0; i < moderators->n_variables; i++) {
        free(moderators->variable[i].name);
        free(moderators->variable[i].reference);
    }
    free(moderators);
}

long tsq_moderators_missing(const tsq_moderators *moderators, size_t row)
{
    const tsq_table *table = moderators->table;
    for (size_t i = 0; i < moderators->n_variables; i++) {
        const size_t column = moderators->variable[i].column;
        double value;
        if (tsq_number_read(tsq_table_cell(table, row, column), tsq_table_decimal(table), &value) ==
            TSQ_NUMBER_MISSING) {
            return (long)column;
        }
    }
    return -1;
}
