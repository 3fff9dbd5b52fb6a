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
            } else if (tsq_status_exit(status) == tsq_status_exit(TSQ_E_VALUE) && status != TSQ_E_COLUMN) {
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

/* Findings of one group share what it is without a fix. */
static tsq_status fill(tsq__lint *lint, const tsq_pool_options *options, tsq_lint_pooled *before, bool *known,
                       tsq_lint_finding *finding, tsq_error *err)
{
    if (finding->fix == NULL) {
        return TSQ_OK;
    }
    tsq_status status = TSQ_OK;
    if (!known[finding->group]) {
        status = pool_group(lint, options, finding->group, NULL, &before[finding->group], err);
        known[finding->group] = true;
    }
    finding->before = before[finding->group];
    if (status == TSQ_OK) {
        status = pool_group(lint, options, finding->group, finding, &finding->after, err);
    }
    finding->has_effect = status == TSQ_OK && (finding->before.estimated || finding->after.estimated);
    if (status == TSQ_OK && !finding->has_effect) {
        finding->no_effect = strdup("the group cannot be pooled");
        lint->failed |= finding->no_effect == NULL;
    }
    return status;
}

static void explain_none(tsq__lint *lint)
{
    for (size_t i = 0; i < lint->n; i++) {
        if (lint->finding[i].fix != NULL) {
            lint->finding[i].no_effect = strdup("the columns allow no measure to pool by; --measure chooses one");
            lint->failed |= lint->finding[i].no_effect == NULL;
        }
    }
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
    const size_t groups = lint->pooled.n;
    tsq_lint_pooled *before = tsq__array(groups, sizeof *before);
    bool *known = tsq__array(groups, sizeof *known);
    tsq_status status = before == NULL || known == NULL ? tsq__fail_memory(err) : TSQ_OK;
    if (status == TSQ_OK) {
        /* also where nothing was found: options that cannot be are refused in any case */
        status = pool_first(lint, &options, &before[0], err);
        known[0] = true;
    }
    *measure = options.measure;
    if (status == TSQ_OK && options.measure == NULL) {
        explain_none(lint);
    }
    for (size_t i = 0; i < lint->n && status == TSQ_OK && options.measure != NULL; i++) {
        status = fill(lint, &options, before, known, &lint->finding[i], err);
    }
    if (status == TSQ_OK && lint->failed) {
        status = tsq__fail_memory(err);
    }
    free(before);
    free(known);
    return status;
}
