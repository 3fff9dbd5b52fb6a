/* Warnings about a group's rows, and the reading of its weights. */
#include "pool/pool.h"

#include "base/error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

tsq_status tsq__pool_weight(const tsq_table *table, size_t row, size_t column, double *weight, tsq_error *err)
{
    const char *text = tsq_table_cell(table, row, column);
    const tsq_number_kind kind = tsq_number_read(text, tsq_table_decimal(table), weight);
    if (kind == TSQ_NUMBER && *weight >= 0) {
        return TSQ_OK;
    }
    const char *message = kind == TSQ_NUMBER ? "negative weight" : "not a number";
    tsq_status code = TSQ_E_VALUE;
    if (kind == TSQ_NUMBER_MISSING) {
        message = "missing weight";
        code = TSQ_E_MISSING;
    }
    const size_t line = tsq_table_line(table, row);
    (void)tsq__fail(err, code, "%s:%zu: %s: %s '%s'", tsq_table_source(table), line,
                    tsq_table_column_name(table, column), message, text);
    if (err != NULL) {
        err->line = line;
    }
    return code;
}

tsq_status tsq__pool_add_warning(tsq_pool_result *result, tsq_error *err, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    const int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    char *text = length < 0 ? NULL : malloc((size_t)length + 1);
    if (text == NULL) {
        return tsq__fail_memory(err);
    }
    va_start(args, format);
    vsnprintf(text, (size_t)length + 1, format, args);
    va_end(args);
    result->warning[result->n_warnings++] = text;
    return TSQ_OK;
}

/* Changes and final values estimate the same mean difference, but their standard deviations differ: standardised
 * differences of the two are not on one scale (Cochrane Handbook 6.5, section 10.5.2). */
static tsq_status warn_mixed(tsq_pool_result *result, tsq_error *err)
{
    const tsq_effects *effects = &result->effects;
    size_t final = 0, change = 0;
    for (size_t i = 0; i < effects->k; i++) {
        final += effects->effect[i].compared == TSQ_COMPARED_FINAL;
        change += effects->effect[i].compared == TSQ_COMPARED_CHANGE;
    }
    if (final == 0 || change == 0) {
        return TSQ_OK;
    }
    const bool standardised = strcmp(effects->measure->id, "MD") != 0;
    return tsq__pool_add_warning(result, err,
                                 "%zu effect%s compare%s changes and %zu final value%s%s; --endpoint chooses one",
                                 change, change == 1 ? "" : "s", change == 1 ? "s" : "", final, final == 1 ? "" : "s",
                                 standardised ? ", which are standardised by different SDs" : "");
}

tsq_status tsq__pool_warn(const tsq_roles *roles, tsq_pool_result *result, tsq_error *err)
{
    const tsq_effects *effects = &result->effects;
    /* Never more: one for each row, half as many repeated labels as there are studies, one for
     * all rows and one for the moderators. */
    result->warning = calloc(effects->n_omitted + effects->k + effects->k / 2 + 4, sizeof *result->warning);
    if (result->warning == NULL) {
        return tsq__fail_memory(err);
    }
    if (effects->warning != NULL) {
        const tsq_status status = tsq__pool_add_warning(result, err, "%s", effects->warning);
        if (status != TSQ_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < effects->n_omitted; i++) {
        const tsq_omitted *row = &effects->omitted[i];
        const tsq_status status =
            tsq__pool_add_warning(result, err, "line %zu (%s) is omitted: %s", row->line, row->study, row->reason);
        if (status != TSQ_OK) {
            return status;
        }
    }
    for (size_t i = 0; i < effects->k; i++) {
        const tsq_effect *row = &effects->effect[i];
        if (row->warning != NULL) {
            const tsq_status status =
                tsq__pool_add_warning(result, err, "line %zu (%s): %s", row->line, row->study, row->warning);
            if (status != TSQ_OK) {
                return status;
            }
        }
    }
    const tsq_status mixed = warn_mixed(result, err);
    if (mixed != TSQ_OK) {
        return mixed;
    }
    return tsq__pool_warn_repeated(roles, result, err);
}
