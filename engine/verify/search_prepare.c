/* What is looked for, made ready: the printed weights, which conventions the stated numbers depend on, the usual conventions. */
#include "verify/search.h"

#include "base/memory.h"
#include "num/dist.h"

#include <math.h>
#include <stdlib.h>

static tsq_status read_weights(const tsq_table *table, const char *name, tsq__target *target, tsq_error *err)
{
    size_t column, any = 0;
    if (!tsq_table_find(table, name, &column)) {
        return tsq__fail(err, TSQ_E_COLUMN, "%s: no column '%s' for the weights", tsq_table_source(table), name);
    }
    for (size_t i = 0; i < target->rows; i++) {
        const char *cell = tsq_table_cell(table, i, column);
        double number;
        tsq_error cause;
        target->weight[i].value = NAN;
        if (tsq_number_read(cell, tsq_table_decimal(table), &number) == TSQ_NUMBER_MISSING) {
            continue;
        }
        if (tsq_figure_read(cell, tsq_table_decimal(table), &target->weight[i], &cause) != TSQ_OK) {
            const tsq_status status = tsq__fail(err, TSQ_E_VALUE, "%s:%zu: %s: %s", tsq_table_source(table),
                                                tsq_table_line(table, i), name, cause.text);
            if (err != NULL) {
                err->line = tsq_table_line(table, i);
            }
            return status;
        }
        any++;
    }
    target->has_weights = true;
    return any > 0 ? TSQ_OK
                   : tsq__fail(err, TSQ_E_EMPTY, "%s: column '%s' has no weights in these rows",
                               tsq_table_source(table), name);
}

static void note_what_matters(tsq__search *search)
{
    static const tsq_stated of_test[] = {TSQ_STATED_CI_LB, TSQ_STATED_CI_UB, TSQ_STATED_SE,
                                         TSQ_STATED_Z,     TSQ_STATED_T,     TSQ_STATED_DF,
                                         TSQ_STATED_P,     TSQ_STATED_PI_LB, TSQ_STATED_PI_UB};
    static const tsq_stated of_i2[] = {TSQ_STATED_I2, TSQ_STATED_I2_LB, TSQ_STATED_I2_UB, TSQ_STATED_H2};
    const tsq_statement *s = search->target.statement;
    for (size_t i = 0; s != NULL && i < sizeof of_test / sizeof of_test[0]; i++) {
        search->matters_test = search->matters_test || s->has[of_test[i]];
    }
    for (size_t i = 0; s != NULL && i < sizeof of_i2 / sizeof of_i2[0]; i++) {
        search->matters_i2 = search->matters_i2 || s->has[of_i2[i]];
    }
    if (s != NULL) {
        search->stated_pi = s->has[TSQ_STATED_PI_LB] || s->has[TSQ_STATED_PI_UB];
        search->stated_mean =
            s->has[TSQ_STATED_ESTIMATE] || s->has[TSQ_STATED_CI_LB] || s->has[TSQ_STATED_CI_UB] || search->stated_pi;
        search->stated_tau2_ci = s->has[TSQ_STATED_TAU2_LB] || s->has[TSQ_STATED_TAU2_UB] || s->has[TSQ_STATED_I2_LB] ||
                                 s->has[TSQ_STATED_I2_UB];
    }
}

void tsq__search_free(tsq__search *search)
{
    tsq__space_free(&search->space);
    free(search->target.weight);
    free(search->student);
    tsq_rows_free(&search->all);
}

tsq_status tsq__search_prepare(const tsq_statement *statement, const tsq_reproduce_options *options,
                               const tsq_table *table, const tsq_roles *roles, tsq__search *search, tsq_error *err)
{
    const size_t rows = tsq_table_rows(table);
    search->choice = (tsq__choice){table, roles, options, statement};
    search->target =
        (tsq__target){.statement = statement, .weight = tsq__array(rows, sizeof(tsq_figure)), .rows = rows};
    search->student = tsq__array(rows + 1, sizeof(double));
    search->all = (tsq_rows){.n = rows, .row = tsq__array(rows, sizeof(size_t))};
    if (search->target.weight == NULL || search->student == NULL || search->all.row == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < rows; i++) {
        search->all.row[i] = i;
        search->student[i + 1] = NAN;
    }
    search->normal = tsq__normal_upper((100.0 - (statement != NULL ? statement->level : 95.0)) / 200.0);
    note_what_matters(search);
    tsq_status status = TSQ_OK;
    if (options->weights != NULL) {
        status = read_weights(table, options->weights, &search->target, err);
    }
    return status == TSQ_OK ? tsq__space_add(&search->choice, false, &search->space, err) : status;
}
