/* What a fix would change: the group of the finding pooled twice, as the table stands and with the cells of the fix. */
#include "lint/lint.h"

#include "base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The text of a cell under a fix. */
static const char *cell_text(const tsq__lint *lint, const tsq_lint_finding *fix, size_t row, size_t column)
{
    for (size_t i = 0; fix != NULL && i < fix->n_changes; i++) {
        if (fix->change[i].row == row && fix->change[i].column == column) {
            return fix->change[i].text;
        }
    }
    return tsq_table_cell(lint->table, row, column);
}

/* The rows of a group as a table of their own, without those in `out`. */
static tsq_status make_table(const tsq__lint *lint, const tsq_rows *rows, const tsq_lint_finding *fix, const bool *out,
                             tsq_table **table, tsq_error *err)
{
    const size_t columns = tsq_table_columns(lint->table);
    tsq_status status = tsq_table_new(tsq_table_source(lint->table), tsq_table_decimal(lint->table), table, err);
    for (size_t j = 0; j < columns && status == TSQ_OK; j++) {
        const char *name = tsq_table_column_name(lint->table, j);
        status = tsq_table_add_column(*table, name, strlen(name), err);
    }
    for (size_t i = 0; i < rows->n && status == TSQ_OK; i++) {
        const size_t row = rows->row[i];
        if (out[i] || (fix != NULL && fix->leave_out && fix->row == row)) {
            continue;
        }
        for (size_t j = 0; j < columns && status == TSQ_OK; j++) {
            const char *text = cell_text(lint, fix, row, j);
            status = tsq_table_add_cell(*table, text, strlen(text), err);
        }
        if (status == TSQ_OK) {
            status = tsq_table_end_row(*table, tsq_table_line(lint->table, row), err);
        }
    }
    if (status != TSQ_OK) {
        tsq_table_free(*table);
        *table = NULL;
    }
    return status;
}

/* Leaves out the row that an error is about; false if it is about none. */
static bool leave_out(const tsq__lint *lint, const tsq_rows *rows, const tsq_error *cause, bool *out)
{
    for (size_t i = 0; i < rows->n; i++) {
        if (cause->line > 0 && !out[i] && tsq_table_line(lint->table, rows->row[i]) == cause->line) {
            out[i] = true;
            return true;
        }
    }
    return false;
}

static tsq_lint_pooled result_of(const tsq_pool_report *report)
{
    tsq_lint_pooled pooled = {.estimate = NAN, .ci_lb = NAN, .ci_ub = NAN};
    if (report->n > 0) {
        pooled.k = report->result[0].effects.k;
        pooled.estimated = report->result[0].estimated && report->result[0].fit.p == 1;
    }
    if (pooled.estimated) {
        const tsq_coefficient *mean = &report->result[0].fit.coefficients[0];
        pooled.estimate = mean->estimate;
        pooled.ci_lb = mean->ci_lb;
        pooled.ci_ub = mean->ci_ub;
    }
    return pooled;
}

/* Pools a group; a row whose values cannot be is left out and the others are pooled all the same. */
static tsq_status pool_group(const tsq__lint *lint, const tsq_pool_options *options, size_t group,
                             const tsq_lint_finding *fix, tsq_lint_pooled *pooled, tsq_error *err)
{
    const tsq_rows *rows = &lint->pooled.rows[group];
    *pooled = (tsq_lint_pooled){.estimate = NAN, .ci_lb = NAN, .ci_ub = NAN};
    bool *out = tsq__array(rows->n, sizeof *out);
    if (out == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status;
    bool again;
    do {
        tsq_table *table = NULL;
        tsq_pool_report report;
        tsq_error cause = {.code = TSQ_OK};
        again = false;
        status = make_table(lint, rows, fix, out, &table, err);
        if (status != TSQ_OK) {
            break;
        }
        if (tsq_table_rows(table) > 0) {
            status = tsq_pool(table, options, &report, &cause);
            if (status == TSQ_OK) {
                *pooled = result_of(&report);
                tsq_pool_free(&report);
            } else if (tsq_status_exit(status) == tsq_status_exit(TSQ_E_VALUE) && status != TSQ_E_COLUMN &&
                       status != TSQ_E_MISSING) {
                again = leave_out(lint, rows, &cause, out);
                status = TSQ_OK;
            } else {
                status = tsq__fail(err, status, "%s", cause.text);
            }
        }
        tsq_table_free(table);
    } while (again);
    free(out);
    return status;
}

/* Pools the first group by the measure of the options; without one by the first that the columns allow of those that
 * most extractions are for, or by none. */
static tsq_status pool_first(tsq__lint *lint, tsq_pool_options *options, tsq_lint_pooled *pooled, tsq_error *err)
{
    static const char *const usual[] = {"GEN", "MD", "RR", "IRR", "ZCOR", "PLO"};
    if (options->measure != NULL) {
        return pool_group(lint, options, 0, NULL, pooled, err);
    }
    for (size_t i = 0; i < sizeof usual / sizeof usual[0]; i++) {
        options->measure = tsq_effect_find(usual[i]);
        if (options->measure == NULL || !options->measure->allowed(lint->roles)) {
            continue;
        }
        tsq_error cause;
        const tsq_status status = pool_group(lint, options, 0, NULL, pooled, &cause);
        if (status != TSQ_E_COLUMN && status != TSQ_E_OPTION) {
            return status == TSQ_OK ? TSQ_OK : tsq__fail(err, status, "%s", cause.text);
        }
    }
    options->measure = NULL;
    return TSQ_OK;
}

/* ---- the measure of a group ------------------------------------------------------------------------------------ */

/* What is known of a group that is pooled. */
struct pooled_group {
    bool known; /* the rest is there */
    tsq_lint_pooled before;
    const tsq_effect_measure *measure; /* NULL where none is to be had */
};

/* What a column called measure says of all rows of a group; NULL if it says different things, or no measure's name. */
static const tsq_effect_measure *measure_in_column(const tsq__lint *lint, size_t group)
{
    static const char *const names[] = {"measure", NULL};
    const long column = tsq__lint_column(lint, names);
    const tsq_rows *rows = &lint->pooled.rows[group];
    if (column < 0) {
        return NULL;
    }
    const char *first = tsq_table_cell(lint->table, rows->row[0], (size_t)column);
    for (size_t i = 1; i < rows->n; i++) {
        if (strcmp(tsq_table_cell(lint->table, rows->row[i], (size_t)column), first) != 0) {
            return NULL;
        }
    }
    return tsq_effect_find(first);
}

/* Pools a group without a fix: by the measure that the user names, else by its own, else by the one for all. */
static tsq_status pool_before(tsq__lint *lint, const tsq_pool_options *options, size_t group, struct pooled_group *out,
                              tsq_error *err)
{
    tsq_pool_options own = *options;
    tsq_status status = TSQ_E_COLUMN;
    own.measure = lint->options->pool.measure == NULL ? measure_in_column(lint, group) : NULL;
    out->known = true;
    if (own.measure != NULL) {
        tsq_error cause;
        status = pool_group(lint, &own, group, NULL, &out->before, &cause);
        out->measure = own.measure;
        if (status != TSQ_OK && status != TSQ_E_COLUMN && status != TSQ_E_OPTION) {
            return tsq__fail(err, status, "%s", cause.text);
        }
    }
    if (status != TSQ_OK) {
        out->measure = options->measure;
        status = options->measure == NULL ? TSQ_OK : pool_group(lint, options, group, NULL, &out->before, err);
    }
    return status;
}

/* ---- findings -------------------------------------------------------------------------------------------------- */

static void say_none(tsq__lint *lint, tsq_lint_finding *finding, const char *why)
{
    finding->no_effect = strdup(why);
    lint->failed |= finding->no_effect == NULL;
}

/* Findings of one group share what it is without a fix. */
static tsq_status fill(tsq__lint *lint, const tsq_pool_options *options, struct pooled_group *groups,
                       tsq_lint_finding *finding, tsq_error *err)
{
    struct pooled_group *group = &groups[finding->group];
    if (finding->fix == NULL) {
        return TSQ_OK;
    }
    tsq_status status = group->known ? TSQ_OK : pool_before(lint, options, finding->group, group, err);
    if (status == TSQ_OK && group->measure == NULL) {
        say_none(lint, finding, "the columns allow no measure to pool by; --measure chooses one");
        return TSQ_OK;
    }
    tsq_pool_options by = *options;
    by.measure = group->measure;
    finding->measure = group->measure;
    finding->before = group->before;
    if (status == TSQ_OK) {
        status = pool_group(lint, &by, finding->group, finding, &finding->after, err);
    }
    finding->has_effect = status == TSQ_OK && (finding->before.estimated || finding->after.estimated);
    if (status == TSQ_OK && !finding->has_effect) {
        say_none(lint, finding, "the group cannot be pooled");
    }
    return status;
}

/* Every finding with a fix; `groups` has an entry for each group. */
static tsq_status fill_all(tsq__lint *lint, tsq_pool_options *options, struct pooled_group *groups, tsq_error *err)
{
    /* also where nothing was found: options that cannot be are refused in any case */
    tsq_lint_pooled first;
    tsq_status status = pool_first(lint, options, &first, err);
    /* a missing value is an error wherever it stands, if it is one at all */
    for (size_t g = 0; g < lint->pooled.n && status == TSQ_OK && options->effect.na_fail; g++) {
        status = pool_before(lint, options, g, &groups[g], err);
    }
    for (size_t i = 0; i < lint->n && status == TSQ_OK; i++) {
        status = fill(lint, options, groups, &lint->finding[i], err);
    }
    return status == TSQ_OK && lint->failed ? tsq__fail_memory(err) : status;
}

tsq_status tsq__lint_effects(tsq__lint *lint, const tsq_effect_measure **measure, tsq_error *err)
{
    tsq_pool_options options = lint->options->pool;
    options.where = NULL;
    options.n_where = 0;
    options.by = NULL;
    options.prediction = "none";
    if (options.tau2_interval == NULL || strcmp(options.tau2_interval, "GENQ") != 0) {
        options.tau2_interval = "none";
    }
    struct pooled_group *groups = tsq__array(lint->pooled.n, sizeof *groups);
    const tsq_status status = groups == NULL ? tsq__fail_memory(err) : fill_all(lint, &options, groups, err);
    *measure = status == TSQ_OK ? options.measure : NULL;
    free(groups);
    return status;
}
