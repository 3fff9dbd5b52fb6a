/* What `batch` reads of a file: the columns that name an analysis and those of its studies. */
#include "base/error.h"
#include "base/memory.h"
#include "io/batch.h"
#include "io/csv.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- columns as they are found: column numbers, later places among those that are read ---------------------------- */

static tsq_status find(const tsq__batch_plan *plan, const char *name, const char *what, int *column, tsq_error *err)
{
    size_t found;
    if (name == NULL) {
        return TSQ_OK;
    }
    if (!tsq_table_find(plan->head, name, &found)) {
        char shown[TSQ__SHOWN];
        return tsq__fail(err, TSQ_E_COLUMN, "%s: no column '%s' for %s", plan->name,
                         tsq__shown(name, strlen(name), shown), what);
    }
    *column = (int)found;
    return TSQ_OK;
}

/* The columns of "A,B". */
static tsq_status find_list(const tsq__batch_plan *plan, const char *names, int **columns, size_t *n, tsq_error *err)
{
    const tsq_rows none = {0};
    tsq_groups groups;
    const tsq_status status = tsq_table_group(plan->head, &none, names, &groups, err);
    if (status != TSQ_OK) {
        return status;
    }
    *columns = tsq__array(groups.n_columns, sizeof **columns);
    for (size_t i = 0; *columns != NULL && i < groups.n_columns; i++) {
        (*columns)[i] = (int)groups.column[i];
    }
    *n = groups.n_columns;
    tsq_groups_free(&groups);
    return *columns != NULL ? TSQ_OK : tsq__fail_memory(err);
}

static tsq_status find_alleles(tsq__batch_plan *plan, tsq_error *err)
{
    int *columns = NULL;
    size_t n = 0;
    if (plan->options->alleles == NULL) {
        return TSQ_OK;
    }
    tsq_status status = find_list(plan, plan->options->alleles, &columns, &n, err);
    if (status == TSQ_OK && n != 2) {
        status = tsq__fail(err, TSQ_E_OPTION, "alleles take two columns: the effect allele and the other one");
    }
    if (status == TSQ_OK) {
        plan->allele[0] = columns[0];
        plan->allele[1] = columns[1];
    }
    free(columns);
    return status;
}

/* What the options say before a row is seen. Where the file says the measures each has yet to fit the method. */
static tsq_pool_options without_measure(const tsq_batch_options *o)
{
    tsq_pool_options pool = *o->pool;
    if (o->measure_column != NULL) {
        const bool counts = pool.fit.method != NULL && (pool.fit.method->flags & TSQ_TAU2_COUNTS) != 0;
        pool.measure = counts ? tsq_effect_find("OR") : pool.measure;
        pool.mh_q_asked = false;
    }
    return pool;
}

/* Columns that play a role, as far as the header shows that there can be effects. */
static tsq_status find_raw(tsq__batch_plan *plan, tsq_error *err)
{
    const tsq_batch_options *o = plan->options;
    const tsq_rows none = {0};
    tsq_pool_report report;
    tsq_pool_result result = {0};
    int measure = -1;
    const tsq_pool_options pool = without_measure(o);
    tsq_status status = find(plan, o->measure_column, "the measure", &measure, err);
    status = status == TSQ_OK ? tsq_pool_begin(plan->head, &pool, &report, err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    if (o->measure_column == NULL) {
        status = tsq_pool_rows(&report, &none, NULL, &result, err);
        tsq_pool_result_free(&result);
    }
    const size_t columns = tsq_table_columns(plan->head);
    plan->raw = tsq__array(columns, sizeof *plan->raw);
    status = status == TSQ_OK && plan->raw == NULL ? tsq__fail_memory(err) : status;
    for (size_t i = 0; i < columns && status == TSQ_OK && plan->raw != NULL; i++) {
        bool plays = (int)i == measure;
        for (size_t j = 0; j < tsq_role_count() && !plays; j++) {
            plays = tsq_roles_column(report.roles, tsq_role_at(j)->id) == (long)i;
        }
        if (plays) {
            plan->raw[plan->n_raw++] = (int)i;
        }
    }
    tsq_pool_free(&report);
    return status;
}

/* A column for the role is not there; `more` says what can be done. */
static tsq_status fail_role(const tsq__batch_plan *plan, const char *role, const char *more, tsq_error *err)
{
    int *columns = NULL;
    size_t n;
    const tsq_status status = find_list(plan, role, &columns, &n, err); /* fails, with the columns that there are */
    free(columns);
    if (status == TSQ_E_COLUMN && err != NULL) {
        const size_t used = strlen(err->text);
        (void)snprintf(err->text + used, sizeof err->text - used, "; %s", more);
    }
    return status;
}

static tsq_status find_long(tsq__batch_plan *plan, tsq_error *err)
{
    const tsq_batch_options *o = plan->options;
    tsq_roles *roles;
    if (o->pool != NULL) {
        const tsq_status found = find_raw(plan, err);
        return found == TSQ_OK ? find_list(plan, o->by, &plan->key, &plan->n_key, err) : found;
    }
    plan->study = tsq__array(1, sizeof *plan->study);
    if (plan->study == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = tsq_roles_new(plan->head, o->map, o->n_map, &roles, err);
    if (status != TSQ_OK) {
        return status;
    }
    *plan->study = (tsq__batch_study){.yi = (int)tsq_roles_column(roles, "yi"),
                                      .vi = (int)tsq_roles_column(roles, "vi"),
                                      .sei = (int)tsq_roles_column(roles, "sei")};
    plan->n_studies = 1;
    tsq_roles_free(roles);
    const bool precision = plan->study->vi >= 0 || plan->study->sei >= 0;
    if (plan->study->yi < 0) {
        return fail_role(plan, "yi",
                         o->join == NULL && tsq__batch_looks_wide(plan) ? "--wide takes each row for an analysis"
                         : precision                                    ? "name it with --map yi=COLUMN"
                                     : "name columns with --map yi=COLUMN and --map sei=COLUMN",
                         err);
    }
    if (!precision) {
        return fail_role(plan, "sei", "name it with --map sei=COLUMN, or that of the variance with --map vi=COLUMN",
                         err);
    }
    return find_list(plan, o->by != NULL ? o->by : o->join, &plan->key, &plan->n_key, err);
}

/* What --by names instead of the columns that are nothing else. */
static tsq_status find_wide(tsq__batch_plan *plan, tsq_error *err)
{
    const char *by = plan->options->by;
    const tsq_status status = tsq__batch_plan_wide(plan, err);
    return status == TSQ_OK && by != NULL ? find_list(plan, by, &plan->key, &plan->n_key, err) : status;
}

/* ---- the plan ----------------------------------------------------------------------------------------------------- */

static void use(size_t *place, bool mark, int *column)
{

    if (*column >= 0 && mark) {
        place[*column] = 1;
    } else if (*column >= 0) {
        *column = (int)place[*column] - 1;
    }
}

/* Marks the columns that are read (place = 1), or puts places in their stead. */
static void use_all(tsq__batch_plan *plan, size_t *place, bool mark)
{
    for (size_t i = 0; i < plan->n_key; i++) {
        use(place, mark, &plan->key[i]);
    }
    for (size_t i = 0; i < plan->n_studies; i++) {
        use(place, mark, &plan->study[i].yi);
        use(place, mark, &plan->study[i].vi);
        use(place, mark, &plan->study[i].sei);
    }
    for (size_t i = 0; i < plan->n_raw; i++) {
        use(place, mark, &plan->raw[i]);
    }
    use(place, mark, &plan->mask);
    use(place, mark, &plan->flip);
    use(place, mark, &plan->allele[0]);
    use(place, mark, &plan->allele[1]);
}

/* The alleles are turned to those of the first study and printed, so they cannot tell the analyses apart. */
static tsq_status check_alleles(const tsq__batch_plan *plan, tsq_error *err)
{
    for (size_t i = 0; i < plan->n_key && plan->options->alleles != NULL; i++) {
        if (plan->key[i] == plan->allele[0] || plan->key[i] == plan->allele[1]) {
            char shown[TSQ__SHOWN];
            const char *name = tsq_table_column_name(plan->head, (size_t)plan->key[i]);
            return tsq__fail(err, TSQ_E_OPTION,
                             "'%s' has alleles that are compared, and cannot be a column that tells the analyses apart",
                             tsq__shown(name, strlen(name), shown));
        }
    }
    return TSQ_OK;
}

static tsq_status number_places(tsq__batch_plan *plan, tsq_error *err)
{
    const size_t columns = tsq_table_columns(plan->head);
    size_t *place = tsq__array(columns, sizeof *place);
    plan->read = tsq__array(columns, sizeof *plan->read);
    if (place == NULL || plan->read == NULL) {
        free(place);
        return tsq__fail_memory(err);
    }
    use_all(plan, place, true);
    for (size_t i = 0; i < columns; i++) {
        if (place[i] != 0) {
            plan->read[plan->n_read++] = i;
            place[i] = plan->n_read;
        }
    }
    use_all(plan, place, false);
    free(place);
    return TSQ_OK;
}

/* Conditions name columns: whether they can be met shows here. */
static tsq_status check_where(const tsq__batch_plan *plan, tsq_error *err)
{
    tsq_rows rows;
    const tsq_status status = tsq_table_where(plan->head, plan->options->where, plan->options->n_where, &rows, err);
    if (status == TSQ_OK) {
        tsq_rows_free(&rows);
    }
    return status;
}

tsq_status tsq__batch_plan_make(const char *name, const char *bytes, size_t length, const tsq_batch_options *options,
                                tsq__batch_plan *plan, size_t *used, size_t *lines, tsq_error *err)
{
    *plan = (tsq__batch_plan){.name = name, .options = options, .mask = -1, .flip = -1, .allele = {-1, -1}};
    tsq_status status = tsq__csv_head(bytes, length, name, &options->csv, &plan->head, used, lines, err);
    if (status == TSQ_OK && tsq_table_columns(plan->head) > INT32_MAX) {
        status = tsq__fail(err, TSQ_E_CSV, "%s: too many columns", name);
    }
    status = status == TSQ_OK ? check_where(plan, err) : status;
    status = status == TSQ_OK ? find(plan, options->mask, "the mask", &plan->mask, err) : status;
    status = status == TSQ_OK ? find(plan, options->flip, "the signs", &plan->flip, err) : status;
    status = status == TSQ_OK ? find_alleles(plan, err) : status;
    if (status == TSQ_OK) {
        status = options->wide ? find_wide(plan, err) : find_long(plan, err);
    }
    status = status == TSQ_OK ? check_alleles(plan, err) : status;
    status = status == TSQ_OK ? number_places(plan, err) : status;
    if (status != TSQ_OK) {
        tsq__batch_plan_free(plan);
    }
    return status;
}

void tsq__batch_plan_free(tsq__batch_plan *plan)
{
    tsq_table_free(plan->head);
    free(plan->read);
    free(plan->key);
    free(plan->study);
    free(plan->raw);
    *plan = (tsq__batch_plan){0};
}
