/* The terms of a model from their text: names, factor(NAME), reference levels, products and interactions; see tausq/design.h. */
#include "data/moderators.h"

#include "base/error.h"
#include "base/text.h"
#include "data/table.h"

#include <stdlib.h>
#include <string.h>

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
    while (tsq__is_blank(*reader->at)) {
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

tsq_status tsq__moderators_read(tsq_moderators *moderators, const char *text, tsq_error *err)
{
    struct reader reader = {.moderators = moderators, .at = text, .name = malloc(strlen(text) + 1), .err = err};
    tsq_status status;
    if (reader.name == NULL) {
        return tsq__fail_memory(err);
    }
    skip_blanks(&reader);
    do {
        status = read_product(&reader);
    } while (status == TSQ_OK && takes(&reader, ","));
    if (status == TSQ_OK && *reader.at != '\0') {
        status = fail_text(&reader, "',' '*' or ':' is missing");
    }
    sort_terms(moderators);
    free(reader.name);
    return status;
}
