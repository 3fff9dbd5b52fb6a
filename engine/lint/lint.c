/* The run: roles, rows, groups, every check, and what each fix would change. */
#include "lint/lint.h"

#include "base/index.h"
#include "base/memory.h"
#include "base/text.h"
#include "lint/bounds.h"
#include "lint/scale.h"

#include <stdlib.h>
#include <string.h>

/* ---- studies ------------------------------------------------------------------------------------------------- */

struct label {
    const char *text;
    size_t length;
};

struct labels {
    struct label *label;
    struct label wanted;
};

static bool same_label(const void *context, size_t study)
{
    const struct labels *labels = context;
    const struct label *a = &labels->label[study], *b = &labels->wanted;
    return a->length == b->length && memcmp(a->text, b->text, a->length) == 0;
}

/* The label without a last part in brackets: "Lee 2001 (5 mg)" and "Lee 2001 (10 mg)" are one study. */
static struct label label_at(const tsq__lint *lint, size_t row)
{
    const char *text = tsq_roles_text(lint->roles, "study", row);
    struct label label = {text, text == NULL ? 0 : strlen(text)};
    if (label.length > 0 && text[label.length - 1] == ')') {
        const char *open = strrchr(text, '(');
        size_t length = open == NULL ? 0 : (size_t)(open - text);
        while (length > 0 && text[length - 1] == ' ') {
            length--;
        }
        label.length = length > 0 ? length : label.length;
    }
    return label;
}

static bool number_studies(tsq__lint *lint)
{
    const size_t rows = tsq_table_rows(lint->table);
    tsq__index index = {0};
    struct labels labels = {.label = tsq__array(rows, sizeof *labels.label)};
    lint->study_of = tsq__array(rows, sizeof *lint->study_of);
    bool whole = labels.label != NULL && lint->study_of != NULL;
    for (size_t row = 0; row < rows && whole; row++) {
        labels.wanted = label_at(lint, row);
        if (labels.wanted.length == 0) {
            lint->study_of[row] = rows + row; /* of its own */
            continue;
        }
        uint64_t hash = TSQ__HASH_START;
        for (size_t i = 0; i < labels.wanted.length; i++) {
            const char one[2] = {labels.wanted.text[i], '\0'};
            hash = tsq__hash_string(hash, one);
        }
        size_t study;
        if (!tsq__index_find(&index, hash, same_label, &labels, &study)) {
            study = index.n;
            labels.label[study] = labels.wanted;
            whole = tsq__index_add(&index, hash);
        }
        lint->study_of[row] = study;
    }
    tsq__index_free(&index);
    free(labels.label);
    return whole;
}

/* ---- groups -------------------------------------------------------------------------------------------------- */

static bool is_time(const char *name)
{
    static const char *const times[] = {"week",  "month",    "day",       "year_of_follow", "time",
                                        "visit", "followup", "follow_up", "follow-up"};
    for (size_t i = 0; i < sizeof times / sizeof times[0]; i++) {
        if (tsq__lint_holds(name, times[i])) {
            return true;
        }
    }
    return false;
}

/* A column name as --by takes it: quoted where it must be. */
static void add_name(tsq__text *text, const char *name)
{
    tsq__text_add_string(text, text->length > 0 ? ",\"" : "\"");
    for (; *name != '\0'; name++) {
        tsq__text_add(text, "\"\"", *name == '"' ? 2 : 0);
        tsq__text_add(text, name, *name == '"' ? 0 : 1);
    }
    tsq__text_add_string(text, "\"");
}

/* What part the rows of a table by themselves: names that an extraction sheet has for them. */
static char *own_groups(const tsq__lint *lint)
{
    static const char *const names[] = {"review", "analysis", "outcome", "week", "weeks", "month",
                                        "months", "day",      "days",    "time", "visit"};
    tsq__text text = {0};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const char *const one[] = {names[i], NULL};
        const long column = tsq__lint_column(lint, one);
        if (column >= 0) {
            add_name(&text, tsq_table_column_name(lint->table, (size_t)column));
        }
    }
    return tsq__text_take(&text);
}

/* The same columns without those of time. */
static char *without_times(const tsq__lint *lint)
{
    tsq__text text = {0};
    for (size_t i = 0; i < lint->pooled.n_columns; i++) {
        const char *name = tsq_table_column_name(lint->table, lint->pooled.column[i]);
        if (!is_time(name)) {
            add_name(&text, name);
        }
    }
    return tsq__text_take(&text);
}

static void assign(const tsq_groups *groups, size_t *of)
{
    for (size_t g = 0; g < groups->n; g++) {
        for (size_t i = 0; i < groups->rows[g].n; i++) {
            of[groups->rows[g].row[i]] = g;
        }
    }
}

static tsq_status group_rows(tsq__lint *lint, tsq_error *err)
{
    const size_t rows = tsq_table_rows(lint->table);
    char *own = lint->options->pool.by == NULL ? own_groups(lint) : strdup(lint->options->pool.by);
    lint->pooled_of = tsq__array(rows, sizeof *lint->pooled_of);
    lint->alike_of = tsq__array(rows, sizeof *lint->alike_of);
    if (own == NULL || lint->pooled_of == NULL || lint->alike_of == NULL) {
        free(own);
        return tsq__fail_memory(err);
    }
    tsq_status status = tsq_table_group(lint->table, &lint->rows, own[0] == '\0' ? NULL : own, &lint->pooled, err);
    free(own);
    if (status == TSQ_OK) {
        char *names = without_times(lint);
        status = names == NULL
                     ? tsq__fail_memory(err)
                     : tsq_table_group(lint->table, &lint->rows, names[0] == '\0' ? NULL : names, &lint->alike, err);
        free(names);
    }
    if (status == TSQ_OK) {
        assign(&lint->pooled, lint->pooled_of);
        assign(&lint->alike, lint->alike_of);
    }
    return status;
}

static tsq_status name_groups(const tsq__lint *lint, tsq_lint_report *out, tsq_error *err)
{
    const tsq_groups *groups = &lint->pooled;
    out->group = tsq__array(groups->n, sizeof *out->group);
    if (out->group == NULL) {
        return tsq__fail_memory(err);
    }
    out->n_groups = groups->n;
    for (size_t g = 0; g < groups->n; g++) {
        tsq__text text = {0};
        for (size_t i = 0; i < groups->n_columns; i++) {
            tsq__text_printf(&text, "%s%s = %s", i > 0 ? ", " : "",
                             tsq_table_column_name(lint->table, groups->column[i]),
                             tsq_table_cell(lint->table, groups->rows[g].row[0], groups->column[i]));
        }
        out->group[g] = tsq__text_take(&text);
        if (out->group[g] == NULL) {
            return tsq__fail_memory(err);
        }
    }
    return TSQ_OK;
}

/* ---- the run ------------------------------------------------------------------------------------------------- */

static int by_line(const void *a, const void *b)
{
    const tsq_lint_finding *x = a, *y = b;
    if (x->row != y->row) {
        return x->row < y->row ? -1 : 1;
    }
    const int order = strcmp(x->check->code, y->check->code);
    return order != 0 ? order : strcmp(x->column, y->column);
}

static tsq_status prepare(tsq__lint *lint, tsq_error *err)
{
    const tsq_pool_options *pool = &lint->options->pool;
    tsq_status status = tsq__lint_bounds_check(lint->options, err);
    if (status == TSQ_OK) {
        status = tsq_roles_new(lint->table, pool->map, pool->n_map, &lint->roles, err);
    }
    if (status == TSQ_OK) {
        status = tsq_table_where(lint->table, pool->where, pool->n_where, &lint->rows, err);
    }
    if (status == TSQ_OK && lint->rows.n == 0) {
        status = tsq__fail(err, TSQ_E_EMPTY, "%s: no row meets the conditions", tsq_table_source(lint->table));
    }
    if (status == TSQ_OK) {
        status = group_rows(lint, err);
    }
    if (status == TSQ_OK && !number_studies(lint)) {
        status = tsq__fail_memory(err);
    }
    return status;
}

static void free_finding(tsq_lint_finding *finding)
{
    free((char *)finding->study);
    free((char *)finding->message);
    free((char *)finding->alternatives);
    free((char *)finding->fix);
    free((char *)finding->no_effect);
    free(finding->change);
}

static void release(tsq__lint *lint)
{
    tsq__scale_free(lint->scale);
    tsq_groups_free(&lint->pooled);
    tsq_groups_free(&lint->alike);
    tsq_rows_free(&lint->rows);
    tsq_roles_free(lint->roles);
    free(lint->pooled_of);
    free(lint->alike_of);
    free(lint->study_of);
}

tsq_status tsq_lint(const tsq_table *table, const tsq_lint_options *options, tsq_lint_report *out, tsq_error *err)
{
    *out = (tsq_lint_report){.table = table, .options = *options};
    tsq__lint lint = {.table = table, .options = &out->options};
    tsq_status status = prepare(&lint, err);
    for (size_t i = 0; i < tsq_lint_check_count() && status == TSQ_OK; i++) {
        tsq_lint_check_at(i)->run(&lint);
        status = lint.failed ? tsq__fail_memory(err) : TSQ_OK;
    }
    if (status == TSQ_OK) {
        status = tsq__lint_effects(&lint, &out->measure, err);
    }
    if (status == TSQ_OK) {
        status = name_groups(&lint, out, err);
    }
    out->finding = lint.finding;
    out->n = lint.n;
    out->rows = lint.rows.n;
    if (out->n > 1) {
        qsort(out->finding, out->n, sizeof *out->finding, by_line);
    }
    for (size_t i = 0; i < out->n; i++) {
        out->count[out->finding[i].severity]++;
    }
    release(&lint);
    if (status != TSQ_OK) {
        tsq_lint_free(out);
    }
    return status;
}

void tsq_lint_free(tsq_lint_report *report)
{
    if (report == NULL) {
        return;
    }
    for (size_t i = 0; i < report->n; i++) {
        free_finding(&report->finding[i]);
    }
    free(report->finding);
    for (size_t i = 0; i < report->n_groups; i++) {
        free(report->group[i]);
    }
    free(report->group);
    *report = (tsq_lint_report){0};
}
