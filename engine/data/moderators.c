/* The terms of a model from their text; see tausq/design.h. */
#include "data/moderators.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "data/table.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- levels ---------------------------------------------------------------------------------------------------- */

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static tsq__level level_of_text(const char *text)
{
    size_t length = strlen(text);
    while (length > 0 && is_blank(text[length - 1])) {
        length--;
    }
    while (length > 0 && is_blank(*text)) {
        text++;
        length--;
    }
    return (tsq__level){.text = text, .length = length};
}

tsq__level tsq__level_of(const tsq_table *table, size_t row, const tsq__variable *variable)
{
    const char *cell = tsq_table_cell(table, row, variable->column);
    tsq__level level = level_of_text(cell);
    if (variable->numbers) {
        (void)tsq_number_read(cell, tsq_table_decimal(table), &level.number);
    }
    return level;
}

bool tsq__level_asked(const tsq__variable *variable, char decimal, tsq__level *level)
{
    *level = level_of_text(variable->reference);
    if (!variable->numbers) {
        return true;
    }
    return tsq_number_read(variable->reference, '.', &level->number) == TSQ_NUMBER ||
           tsq_number_read(variable->reference, decimal, &level->number) == TSQ_NUMBER;
}

/* Letters of the alphabet regardless of case. */
static int folded(char c)
{
    return c >= 'A' && c <= 'Z' ? c - 'A' + 'a' : (unsigned char)c;
}

static int compare_texts(const tsq__level *a, const tsq__level *b)
{
    const size_t shorter = a->length < b->length ? a->length : b->length;
    int of_case = 0;
    for (size_t i = 0; i < shorter; i++) {
        if (folded(a->text[i]) != folded(b->text[i])) {
            return folded(a->text[i]) - folded(b->text[i]);
        }
        of_case = of_case != 0 ? of_case : b->text[i] - a->text[i]; /* small letters have the larger bytes */
    }
    return a->length != b->length ? (a->length > b->length) - (a->length < b->length) : of_case;
}

int tsq__level_compare(const tsq__variable *variable, const tsq__level *a, const tsq__level *b)
{
    return variable->numbers ? (a->number > b->number) - (a->number < b->number) : compare_texts(a, b);
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

/* ---- terms ----------------------------------------------------------------------------------------------------- */

struct reader {
    tsq_moderators *moderators;
    const char *at;
    char *name; /* room for a name as long as the text */
    tsq_error *err;
};

static tsq_status fail_text(const struct reader *reader, const char *what)
{
    char shown[TSQ__SHOWN];
    return tsq__fail(reader->err, TSQ_E_OPTION, "moderators: %s at '%s'", what,
                     tsq__shown(reader->at, strlen(reader->at), shown));
}

static void skip_blanks(struct reader *reader)
{
    while (is_blank(*reader->at)) {
        reader->at++;
    }
}

static bool takes(struct reader *reader, const char *word)
{
    skip_blanks(reader);
    const size_t length = strlen(word);
    if (strncmp(reader->at, word, length) != 0) {
        return false;
    }
    reader->at += length;
    return true;
}

/* factor(NAME) or NAME. A column that is really called factor(...) is meant as it is. */
static tsq_status read_name(struct reader *reader, bool *factor)
{
    const char *begins = reader->at;
    const tsq_table *table = reader->moderators->table;
    size_t column;
    *factor = false;
    if (!tsq__take_name(&reader->at, ",*:", reader->name)) {
        return fail_text(reader, "a quote that is not closed, or text after it,");
    }
    if (reader->name[0] == '\0') {
        return fail_text(reader, "a name is missing");
    }
    if (strncmp(reader->name, "factor(", 7) == 0 && !tsq_table_find(table, reader->name, &column)) {
        reader->at = begins;
        (void)takes(reader, "factor(");
        if (!tsq__take_name(&reader->at, ")", reader->name) || !takes(reader, ")")) {
            return fail_text(reader, "factor( without its ')'");
        }
        skip_blanks(reader);
        *factor = true;
    }
    return TSQ_OK;
}

/* The number of the variable that the name means; a new one is added. */
static tsq_status find_variable(struct reader *reader, bool factor, size_t *out)
{
    tsq_moderators *m = reader->moderators;
    size_t column;
    if (!tsq_table_find(m->table, reader->name, &column)) {
        return tsq__fail_no_column(m->table, reader->name, strlen(reader->name), reader->err);
    }
    for (*out = 0; *out < m->n_variables; ++*out) {
        if (m->variable[*out].column == column) {
            break;
        }
    }
    if (*out == TSQ__MOST_VARIABLES) {
        return tsq__fail(reader->err, TSQ_E_OPTION, "moderators: more than %d columns", TSQ__MOST_VARIABLES);
    }
    tsq__variable *variable = &m->variable[*out];
    if (*out == m->n_variables) {
        *variable = (tsq__variable){.column = column};
        m->n_variables++;
    }
    if (variable->name == NULL || (factor && !variable->factor)) {
        tsq__text name = {0};
        (void)tsq__text_printf(&name, factor ? "factor(%s)" : "%s", reader->name);
        free(variable->name);
        variable->name = tsq__text_take(&name);
    }
    variable->factor = variable->factor || factor;
    return variable->name != NULL ? TSQ_OK : tsq__fail_memory(reader->err);
}

static tsq_status read_reference(struct reader *reader, tsq__variable *variable)
{
    if (!tsq__take_name(&reader->at, ",*:", reader->name)) {
        return fail_text(reader, "a quote that is not closed, or text after it,");
    }
    if (reader->name[0] == '\0') {
        return fail_text(reader, "the reference level is missing");
    }
    if (variable->reference != NULL && strcmp(variable->reference, reader->name) != 0) {
        return tsq__fail(reader->err, TSQ_E_OPTION, "moderators: %s has two reference levels", variable->name);
    }
    if (variable->reference == NULL) {
        variable->reference = strdup(reader->name);
    }
    variable->factor = true;
    return variable->reference != NULL ? TSQ_OK : tsq__fail_memory(reader->err);
}

/* A, factor(A), either with :ref=LEVEL. */
static tsq_status read_variable(struct reader *reader, uint64_t *set)
{
    bool factor;
    size_t number = 0;
    tsq_status status = read_name(reader, &factor);
    status = status == TSQ_OK ? find_variable(reader, factor, &number) : status;
    if (status != TSQ_OK) {
        return status;
    }
    *set |= (uint64_t)1 << number;
    const char *before = reader->at;
    if (takes(reader, ":") && takes(reader, "ref") && takes(reader, "=")) {
        return read_reference(reader, &reader->moderators->variable[number]);
    }
    reader->at = before;
    return TSQ_OK;
}

/* A:B:... */
static tsq_status read_interaction(struct reader *reader, uint64_t *set)
{
    *set = 0;
    tsq_status status = read_variable(reader, set);
    while (status == TSQ_OK && takes(reader, ":")) {
        status = read_variable(reader, set);
    }
    return status;
}

static tsq_status add_term(struct reader *reader, uint64_t set)
{
    tsq_moderators *m = reader->moderators;
    for (size_t i = 0; i < m->n_terms; i++) {
        if (m->term[i] == set) {
            return TSQ_OK;
        }
    }
    if (m->n_terms == TSQ__MOST_TERMS) {
        return tsq__fail(reader->err, TSQ_E_OPTION, "moderators: more than %d terms", TSQ__MOST_TERMS);
    }
    m->term[m->n_terms++] = set;
    return TSQ_OK;
}

/* A*B*...: each with all that came before. */
static tsq_status read_product(struct reader *reader)
{
    enum { MOST = 10 };
    uint64_t crossed[1 << MOST], set;
    size_t n = 0;
    tsq_status status;
    do {
        status = read_interaction(reader, &set);
        if (status == TSQ_OK && 2 * n + 1 > sizeof crossed / sizeof crossed[0]) {
            return tsq__fail(reader->err, TSQ_E_OPTION, "moderators: more than %d columns multiplied by *", MOST);
        }
        const size_t before = n;
        if (status == TSQ_OK) {
            crossed[n++] = set;
            for (size_t i = 0; i < before; i++) {
                crossed[n++] = crossed[i] | set;
            }
        }
    } while (status == TSQ_OK && takes(reader, "*"));
    for (size_t i = 0; i < n && status == TSQ_OK; i++) {
        status = add_term(reader, crossed[i]);
    }
    return status;
}

static int size_of(uint64_t set)
{
    int n = 0;
    for (; set != 0; set &= set - 1) {
        n++;
    }
    return n;
}

/* Terms of fewer columns first, else as they came. */
static void sort_terms(tsq_moderators *m)
{
    for (size_t i = 1; i < m->n_terms; i++) {
        const uint64_t term = m->term[i];
        size_t j = i;
        for (; j > 0 && size_of(m->term[j - 1]) > size_of(term); j--) {
            m->term[j] = m->term[j - 1];
        }
        m->term[j] = term;
    }
}

static tsq_status read_terms(struct reader *reader)
{
    tsq_status status;
    skip_blanks(reader);
    do {
        status = read_product(reader);
    } while (status == TSQ_OK && takes(reader, ","));
    if (status == TSQ_OK && *reader->at != '\0') {
        status = fail_text(reader, "',' '*' or ':' is missing");
    }
    sort_terms(reader->moderators);
    return status;
}

tsq_status tsq_moderators_new(const tsq_table *table, const tsq_rows *rows, const char *text, tsq_moderators **out,
                              tsq_error *err)
{
    *out = NULL;
    struct reader reader = {.moderators = tsq__array(1, sizeof *reader.moderators),
                            .at = text,
                            .name = malloc(strlen(text) + 1),
                            .err = err};
    tsq_moderators *m = reader.moderators;
    if (m == NULL || reader.name == NULL) {
        free(m);
        free(reader.name);
        return tsq__fail_memory(err);
    }
    m->table = table;
    tsq_status status = read_terms(&reader);
    for (size_t i = 0; i < m->n_variables && status == TSQ_OK; i++) {
        status = decide(table, rows, &m->variable[i], err);
        status = status == TSQ_OK ? check_reference(table, rows, &m->variable[i], err) : status;
    }
    free(reader.name);
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
