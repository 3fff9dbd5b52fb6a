/* Several effects of one study in one analysis: follow-ups, outcomes, comparisons. */
#include "pool/pool.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "effect/numbers.h"
#include "effect/pairs.h"

#include <stdlib.h>
#include <string.h>

/* An effect with the names that it is sorted by. */
struct entry {
    const tsq_effect *effect;
    const char *trial;
};

static int compare(const struct entry *x, const struct entry *y, const char *one, const char *other)
{
    const int order = strcmp(one, other);
    return order != 0 ? order : (x->effect->row > y->effect->row) - (x->effect->row < y->effect->row);
}

static int by_trial(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return compare(x, y, x->trial, y->trial);
}

static int by_label(const void *a, const void *b)
{
    const struct entry *x = a, *y = b;
    return compare(x, y, x->effect->study, y->effect->study);
}

/* ---- follow-ups and outcomes --------------------------------------------------------------------------------- */

static const char *value_at(const tsq_roles *roles, const char *role, const struct entry *entry)
{
    const char *value = tsq_roles_text(roles, role, entry->effect->row);
    return value == NULL ? "" : value;
}

static bool is_new(const tsq_roles *roles, const char *role, const struct entry *entry, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        if (strcmp(value_at(roles, role, &entry[j]), value_at(roles, role, &entry[i])) == 0) {
            return false;
        }
    }
    return true;
}

/* "weeks 13, 26" where the effects differ in it; nothing where they do not. */
static void list_values(const tsq_roles *roles, const char *role, const struct entry *entry, size_t n, tsq__text *out)
{
    enum { LISTED = 12 };
    const long column = tsq_roles_column(roles, role);
    size_t values = 0;
    for (size_t i = 0; i < n && values <= LISTED; i++) {
        values += is_new(roles, role, entry, i);
    }
    if (column < 0 || values < 2) {
        return;
    }
    char shown[TSQ__SHOWN];
    const char *name = tsq_table_column_name(tsq_roles_table(roles), (size_t)column);
    tsq__text_printf(out, "%s%s", out->length == 0 ? "" : " and ", tsq__shown(name, strlen(name), shown));
    size_t listed = 0;
    for (size_t i = 0; i < n && listed <= LISTED; i++) {
        if (is_new(roles, role, entry, i)) {
            const char *value = value_at(roles, role, &entry[i]);
            const char *text = value[0] == '\0' ? "(none)" : tsq__shown(value, strlen(value), shown);
            tsq__text_printf(out, "%s%s", listed == 0 ? " " : ", ", listed == LISTED ? "..." : text);
            listed++;
        }
    }
}

/* ---- the same label ------------------------------------------------------------------------------------------ */

/* Whether what the effects have in common has been taken care of: divided, or in the covariances. */
static bool is_dealt_with(const tsq_effects *effects, const struct entry *entry, size_t n)
{
    bool covariance = effects->control != NULL, divided = true;
    for (size_t i = 0; i < n; i++) {
        const size_t first = (size_t)(entry[0].effect - effects->effect);
        const size_t here = (size_t)(entry[i].effect - effects->effect);
        const struct tsq__kept *kept = tsq__numbers_of(effects->numbers, entry[i].effect->row);
        covariance = covariance && effects->control[here] == effects->control[first];
        divided = divided && kept != NULL && kept->note != NULL;
    }
    return covariance || divided;
}

static tsq_status warn_labels(tsq_pool_result *result, struct entry *entry, size_t n, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    qsort(entry, n, sizeof *entry, by_label);
    for (size_t i = 0, next; i < n && status == TSQ_OK; i = next) {
        const char *study = entry[i].effect->study;
        next = i + 1;
        while (next < n && strcmp(study, entry[next].effect->study) == 0) {
            next++;
        }
        if (next - i > 1 && !is_dealt_with(&result->effects, &entry[i], next - i)) {
            status = tsq__pool_add_warning(result, err,
                                           "study '%s' is there %zu times (first in lines %zu and %zu); its estimates "
                                           "are taken as independent",
                                           study, next - i, entry[i].effect->line, entry[i + 1].effect->line);
        }
    }
    return status;
}

/* ---- all ----------------------------------------------------------------------------------------------------- */

static tsq_status warn_trial(const tsq_roles *roles, tsq_pool_result *result, struct entry *entry, size_t n,
                             tsq_error *err)
{
    tsq__text text = {0};
    list_values(roles, "time", entry, n, &text);
    list_values(roles, "outcome", entry, n, &text);
    tsq_status status = TSQ_OK;
    if (text.failed) {
        status = tsq__fail_memory(err);
    } else if (text.length > 0) {
        status = tsq__pool_add_warning(result, err, "%s: %s are pooled as if they were independent", entry[0].trial,
                                       text.bytes);
    } else {
        status = warn_labels(result, entry, n, err);
    }
    tsq__text_free(&text);
    return status;
}

tsq_status tsq__pool_warn_repeated(const tsq_roles *roles, tsq_pool_result *result, tsq_error *err)
{
    const tsq_effects *effects = &result->effects;
    if (!tsq_roles_has(roles, "study") && !tsq_roles_has(roles, "trial")) {
        return TSQ_OK;
    }
    struct entry *sorted = tsq__array(effects->k, sizeof *sorted);
    if (sorted == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < effects->k; i++) {
        const tsq_effect *effect = &effects->effect[i];
        const char *trial = tsq__trial_of(roles, effect->row);
        sorted[i] = (struct entry){effect, trial == NULL || trial[0] == '\0' ? effect->study : trial};
    }
    qsort(sorted, effects->k, sizeof *sorted, by_trial);
    tsq_status status = TSQ_OK;
    for (size_t i = 0, next; i < effects->k && status == TSQ_OK; i = next) {
        next = i + 1;
        while (next < effects->k && strcmp(sorted[i].trial, sorted[next].trial) == 0) {
            next++;
        }
        if (next - i > 1) {
            status = warn_trial(roles, result, &sorted[i], next - i, err);
        }
    }
    free(sorted);
    return status;
}
