/* From a table to one fit per group: roles, filters, groups, effects, weights, fit. */
#include "pool/pool.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

static tsq_status name_group(const tsq_table *table, const tsq_groups *groups, const tsq_rows *rows,
                             tsq_pool_result *result, tsq_error *err)
{
    const size_t n = groups->n_columns;
    if (n == 0) {
        return TSQ_OK;
    }
    result->group_column = calloc(n, sizeof *result->group_column);
    result->group_value = calloc(n, sizeof *result->group_value);
    if (result->group_column == NULL || result->group_value == NULL) {
        return tsq__fail_memory(err);
    }
    result->n_group = n;
    for (size_t i = 0; i < n; i++) {
        result->group_column[i] = tsq_table_column_name(table, groups->column[i]);
        result->group_value[i] = tsq_table_cell(table, rows->row[0], groups->column[i]);
    }
    return TSQ_OK;
}

static tsq_status pool_rows(const tsq_pool_report *report, const tsq_rows *rows, long weights, bool *open,
                            tsq_pool_result *result, tsq_error *err)
{
    const tsq_effect_options options = tsq__pool_effect_options(&report->options);
    tsq_status status =
        tsq_effects_compute(report->roles, rows, report->options.measure, &options, &result->effects, err);
    if (status == TSQ_OK && tsq__pool_counts_asked(&report->options)) {
        status = tsq__pool_counts_join(report, result, err);
    }
    if (status == TSQ_OK && weights >= 0) {
        status = tsq__pool_omit_unweighted(report, result, (size_t)weights, err);
    }
    if (status == TSQ_OK && report->moderators != NULL) {
        status = tsq__pool_omit_unmoderated(report, result, err);
    }
    if (status == TSQ_OK) {
        status = tsq__pool_warn(report->roles, result, err);
    }
    if (status == TSQ_OK) {
        status = tsq__pool_fit_group(report, result, weights, open, err);
    }
    return status;
}

static tsq_status pool_group(tsq_pool_report *report, const tsq_groups *groups, size_t g, long weights, tsq_error *err)
{
    tsq_pool_result *result = &report->result[g];
    tsq_status status = name_group(report->table, groups, &groups->rows[g], result, err);
    if (status == TSQ_OK) {
        status = pool_rows(report, &groups->rows[g], weights, NULL, result, err);
    }
    report->n_estimated += result->estimated;
    return status;
}

static tsq_status pool_groups(tsq_pool_report *report, const tsq_groups *groups, tsq_error *err)
{
    const tsq_pool_options *options = &report->options;
    long weights = -1;
    size_t column = 0;
    if (options->weights != NULL) {
        if (!tsq_table_find(report->table, options->weights, &column)) {
            return tsq__fail(err, TSQ_E_COLUMN, "%s: no column '%s' for the weights", tsq_table_source(report->table),
                             options->weights);
        }
        weights = (long)column;
    }
    report->result = calloc(groups->n, sizeof *report->result);
    if (report->result == NULL) {
        return tsq__fail_memory(err);
    }
    report->n = groups->n;
    for (size_t g = 0; g < groups->n; g++) {
        const tsq_status status = pool_group(report, groups, g, weights, err);
        if (status != TSQ_OK) {
            return status;
        }
    }
    return tsq__pool_collect_names(report, err);
}

static tsq_status select_rows(const tsq_table *table, const tsq_pool_options *options, tsq_rows *rows, tsq_error *err)
{
    const tsq_status status = tsq_table_where(table, options->where, options->n_where, rows, err);
    if (status == TSQ_OK && rows->n == 0) {
        tsq_rows_free(rows);
        return tsq__fail(err, TSQ_E_EMPTY, "%s: no row meets the conditions", tsq_table_source(table));
    }
    return status;
}

static tsq_status begin(const tsq_table *table, const tsq_pool_options *options, tsq_pool_report *out, tsq_error *err)
{
    *out = (tsq_pool_report){.table = table, .options = tsq__pool_complete(options)};
    const tsq_status status = tsq__pool_check_options(&out->options, err);
    return status == TSQ_OK ? tsq_roles_new(table, out->options.map, out->options.n_map, &out->roles, err) : status;
}

tsq_status tsq_pool(const tsq_table *table, const tsq_pool_options *options, tsq_pool_report *out, tsq_error *err)
{
    tsq_rows rows = {0};
    tsq_groups groups = {0};
    tsq_status status = begin(table, options, out, err);
    if (status == TSQ_OK) {
        status = select_rows(table, &out->options, &rows, err);
    }
    if (status == TSQ_OK && out->options.mods != NULL) {
        status = tsq_moderators_new(table, &rows, out->options.mods, &out->moderators, err);
    }
    if (status == TSQ_OK) {
        status = tsq_table_group(table, &rows, out->options.by, &groups, err);
    }
    if (status == TSQ_OK) {
        status = pool_groups(out, &groups, err);
    }
    tsq_groups_free(&groups);
    tsq_rows_free(&rows);
    if (status != TSQ_OK) {
        tsq_pool_free(out);
    }
    return status;
}

tsq_status tsq_pool_begin(const tsq_table *table, const tsq_pool_options *options, tsq_pool_report *out, tsq_error *err)
{
    tsq_pool_options of_means = tsq__pool_complete(options);
    of_means.mods = NULL; /* whose table is not all here */
    of_means.fit.no_intercept = false;
    const tsq_status status = begin(table, &of_means, out, err);
    if (status != TSQ_OK) {
        tsq_pool_free(out);
    }
    return status;
}

tsq_status tsq_pool_rows(const tsq_pool_report *report, const tsq_rows *rows, bool *open, tsq_pool_result *out,
                         tsq_error *err)
{
    *out = (tsq_pool_result){0};
    const tsq_status status = pool_rows(report, rows, -1, open, out, err);
    if (status != TSQ_OK) {
        tsq_pool_result_free(out);
    }
    return status;
}

tsq_status tsq_pool_effects(const tsq_table *table, const tsq_pool_options *given, tsq_effects *out, tsq_error *err)
{
    *out = (tsq_effects){0};
    const tsq_pool_options options = tsq__pool_complete(given);
    tsq_roles *roles = NULL;
    tsq_rows rows = {0};
    tsq_status status = tsq_roles_new(table, options.map, options.n_map, &roles, err);
    if (status == TSQ_OK) {
        status = select_rows(table, &options, &rows, err);
    }
    if (status == TSQ_OK) {
        status = tsq_effects_compute(roles, &rows, options.measure, &options.effect, out, err);
    }
    tsq_rows_free(&rows);
    tsq_roles_free(roles);
    return status;
}

void tsq_pool_result_free(tsq_pool_result *result)
{
    if (result == NULL) {
        return;
    }
    tsq_effects_free(&result->effects);
    tsq_effects_pairs_free(&result->covariance);
    tsq_design_free(&result->design);
    tsq_fit_free(&result->fit);
    for (size_t i = 0; i < result->n_warnings; i++) {
        free(result->warning[i]);
    }
    free(result->warning);
    free(result->group_column);
    free(result->group_value);
    *result = (tsq_pool_result){0};
}

void tsq_pool_free(tsq_pool_report *report)
{
    if (report == NULL) {
        return;
    }
    for (size_t i = 0; i < report->n; i++) {
        tsq_pool_result_free(&report->result[i]);
    }
    free(report->result);
    tsq_moderators_free(report->moderators);
    free(report->name);
    tsq_roles_free(report->roles);
    *report = (tsq_pool_report){0};
}
