/* Columns of `batch` in wide format: which belong to a study, and which name the analysis. */
#include "base/error.h"
#include "base/memory.h"
#include "io/batch.h"

#include <stdlib.h>
#include <string.h>

/* How the names of a role's columns begin. */
static const char *beginning(const tsq_batch_options *o, const char *role)
{
    const size_t length = strlen(role);
    for (size_t i = 0; i < o->n_map; i++) {
        if (strncmp(o->map[i], role, length) == 0 && o->map[i][length] == '=') {
            return o->map[i] + length + 1;
        }
    }
    return role;
}

/* Whether what follows the beginning is the name of a study, and not the rest of another word: 1 and _A, but not ght. */
static bool is_study(const char *rest)
{
    return rest[0] != '\0' && !(rest[0] >= 'a' && rest[0] <= 'z') && !(rest[0] >= 'A' && rest[0] <= 'Z');
}

bool tsq__batch_looks_wide(const tsq__batch_plan *plan)
{
    const char *yi = beginning(plan->options, "yi");
    const size_t length = strlen(yi);
    for (size_t i = 0; i < tsq_table_columns(plan->head); i++) {
        const char *name = tsq_table_column_name(plan->head, i);
        if (strncmp(name, yi, length) == 0 && is_study(name + length)) {
            return true;
        }
    }
    return false;
}

/* The column BEGINNING + REST; -1 if there is none. */
static tsq_status find_joined(const tsq__batch_plan *plan, const char *begin, const char *rest, int *column,
                              tsq_error *err)
{
    tsq__text name = {0};
    size_t found;
    *column = -1;
    if (!tsq__text_add_string(&name, begin) || !tsq__text_add_string(&name, rest)) {
        tsq__text_free(&name);
        return tsq__fail_memory(err);
    }
    if (tsq_table_find(plan->head, name.bytes, &found)) {
        *column = (int)found;
    }
    tsq__text_free(&name);
    return TSQ_OK;
}

static tsq_status find_study(tsq__batch_plan *plan, size_t column, tsq_error *err)
{
    const char *name = tsq_table_column_name(plan->head, column), *yi = beginning(plan->options, "yi");
    const size_t length = strlen(yi);
    if (strncmp(name, yi, length) != 0 || name[length] == '\0') {
        return TSQ_OK;
    }
    const char *rest = name + length, *vi = beginning(plan->options, "vi"), *sei = beginning(plan->options, "sei");
    tsq__batch_study study = {.yi = (int)column};
    tsq_status status = find_joined(plan, vi, rest, &study.vi, err);
    status = status == TSQ_OK ? find_joined(plan, sei, rest, &study.sei, err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    if (study.vi < 0 && study.sei < 0) {
        char shown[TSQ__SHOWN];
        (void)tsq__shown(rest, strlen(rest), shown);
        return !is_study(rest)
                   ? TSQ_OK
                   : tsq__fail(err, TSQ_E_COLUMN, "%s: the column '%s%s' has neither '%s%s' nor '%s%s' beside it",
                               plan->name, yi, shown, vi, shown, sei, shown);
    }
    plan->study[plan->n_studies++] = study;
    return TSQ_OK;
}

/* All columns that are nothing else name the analysis. */
static tsq_status take_rest(tsq__batch_plan *plan, tsq_error *err)
{
    const size_t columns = tsq_table_columns(plan->head);
    char *used = tsq__array(columns, 1);
    plan->key = tsq__array(columns, sizeof *plan->key);
    if (used == NULL || plan->key == NULL) {
        free(used);
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < plan->n_studies; i++) {
        const tsq__batch_study *study = &plan->study[i];
        used[study->yi] = 1;
        if (study->vi >= 0) {
            used[study->vi] = 1;
        }
        if (study->sei >= 0) {
            used[study->sei] = 1;
        }
    }
    const int others[] = {plan->mask, plan->flip};
    for (size_t i = 0; i < 2; i++) {
        if (others[i] >= 0) {
            used[others[i]] = 1;
        }
    }
    for (size_t i = 0; i < columns; i++) {
        if (used[i] == 0) {
            plan->key[plan->n_key++] = (int)i;
        }
    }
    free(used);
    return TSQ_OK;
}

/* A variance or standard error without its effect would else name the analysis, and a study be lost. */
static tsq_status check_alone(const tsq__batch_plan *plan, const char *role, tsq_error *err)
{
    const char *begin = beginning(plan->options, role), *yi = beginning(plan->options, "yi");
    const size_t length = strlen(begin);
    for (size_t i = 0; i < tsq_table_columns(plan->head); i++) {
        const char *name = tsq_table_column_name(plan->head, i);
        if (strncmp(name, begin, length) != 0 || !is_study(name + length) || (int)i == plan->mask ||
            (int)i == plan->flip) {
            continue;
        }
        int column;
        const tsq_status status = find_joined(plan, yi, name + length, &column, err);
        if (status != TSQ_OK) {
            return status;
        }
        if (column < 0) {
            char shown[TSQ__SHOWN], rest[TSQ__SHOWN];
            return tsq__fail(err, TSQ_E_COLUMN, "%s: the column '%s' has no '%s%s' beside it", plan->name,
                             tsq__shown(name, strlen(name), shown), yi,
                             tsq__shown(name + length, strlen(name + length), rest));
        }
    }
    return TSQ_OK;
}

tsq_status tsq__batch_plan_wide(tsq__batch_plan *plan, tsq_error *err)
{
    const size_t columns = tsq_table_columns(plan->head);
    plan->study = tsq__array(columns, sizeof *plan->study);
    if (plan->study == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < columns; i++) {
        const tsq_status status = find_study(plan, i, err);
        if (status != TSQ_OK) {
            return status;
        }
    }
    if (plan->n_studies == 0) {
        return tsq__fail(err, TSQ_E_COLUMN,
                         "%s: name the columns that tell the analyses apart with --by; without it each row is an "
                         "analysis of its own, and there are no columns yi1, sei1, yi2, sei2, ... of its studies",
                         plan->name);
    }
    tsq_status status = check_alone(plan, "vi", err);
    status = status == TSQ_OK ? check_alone(plan, "sei", err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    return plan->options->by == NULL ? take_rest(plan, err) : TSQ_OK;
}
