/* Treatment arms and their controls in a table with one row per arm. */
#include "effect/pairs.h"

#include "base/error.h"
#include "base/index.h"
#include "base/memory.h"
#include "base/text.h"
#include "effect/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define NONE SIZE_MAX

/* ---- reading ------------------------------------------------------------------------------------------------- */

/* Rows that agree, and their control. Of a trial (whatever the outcome and time): whether it has several treatments. */
struct set {
    size_t first, control;
    size_t treatments;
    bool several;
    bool paired; /* its control is in a pair already */
};

struct finder {
    const tsq_roles *roles;
    tsq__index sets, trials, arms;
    struct set *set, *trial;
    size_t *of, *trial_of; /* of each row */
    size_t *arm;           /* the first row of each arm */
    size_t row;            /* looked for */
};

static bool in_set(const void *context, size_t i)
{
    const struct finder *finder = context;
    return tsq__comparison_same(finder->roles, finder->set[i].first, finder->row);
}

static bool in_trial(const void *context, size_t i)
{
    const struct finder *finder = context;
    return strcmp(tsq__trial_known(finder->roles, finder->trial[i].first),
                  tsq__trial_known(finder->roles, finder->row)) == 0;
}

static bool is_arm(const void *context, size_t i)
{
    const struct finder *finder = context;
    return tsq__comparison_same(finder->roles, finder->arm[i], finder->row) &&
           strcmp(tsq__comparison_text(finder->roles, "arm", finder->arm[i]),
                  tsq__comparison_text(finder->roles, "arm", finder->row)) == 0;
}

/* The entry that the row belongs to, a new one if there is none; NONE when memory is out. */
static size_t enter(tsq__index *index, uint64_t hash, tsq__index_equal *equal, const struct finder *finder)
{
    size_t i;
    if (tsq__index_find(index, hash, equal, finder, &i)) {
        return i;
    }
    i = index->n;
    return tsq__index_add(index, hash) ? i : NONE;
}

/* An error about a row that another one contradicts. */
static tsq_status fail_with(const struct finder *finder, const char *role, size_t row, const char *message,
                            size_t other, tsq_error *err)
{
    char text[160];
    snprintf(text, sizeof text, "%s, the first in line %zu", message,
             tsq_table_line(tsq_roles_table(finder->roles), other));
    return tsq_roles_fail(finder->roles, role, row, TSQ_E_VALUE, text, err);
}

static tsq_status is_control(const struct finder *finder, size_t row, bool *control, tsq_error *err)
{
    double value;
    const tsq_status status = tsq_roles_number(finder->roles, "control", row, &value, err);
    if (status != TSQ_OK) {
        return status;
    }
    *control = value == 1.0;
    if (!isnan(value) && value != 0.0 && value != 1.0) {
        return tsq_roles_fail(finder->roles, "control", row, TSQ_E_VALUE, "not 1 (the control arm) or 0", err);
    }
    return TSQ_OK;
}

/* A treatment arm: whether its trial has another one, at whatever outcome and time. */
static void add_treatment(struct finder *finder, size_t i)
{
    struct set *trial = &finder->trial[finder->trial_of[i]];
    finder->set[finder->of[i]].treatments++;
    if (trial->treatments++ == 0) {
        trial->control = finder->row; /* the first treatment arm */
    } else if (strcmp(tsq__comparison_text(finder->roles, "arm", trial->control),
                      tsq__comparison_text(finder->roles, "arm", finder->row)) != 0) {
        trial->several = true;
    }
}

static tsq_status enter_row(struct finder *finder, size_t i, size_t row, tsq_error *err)
{
    bool control;
    finder->row = row;
    if (tsq__trial_known(finder->roles, row)[0] == '\0') {
        return tsq_roles_fail(finder->roles, "study", row, TSQ_E_MISSING, "an arm needs the name of its study", err);
    }
    const tsq_status status = is_control(finder, row, &control, err);
    if (status != TSQ_OK) {
        return status;
    }
    const uint64_t hash = tsq__comparison_hash(finder->roles, row);
    const size_t arm =
        enter(&finder->arms, tsq__hash_string(hash, tsq__comparison_text(finder->roles, "arm", row)), is_arm, finder);
    const size_t set = enter(&finder->sets, hash, in_set, finder);
    const size_t trial = enter(&finder->trials, tsq__hash_string(TSQ__HASH_START, tsq__trial_known(finder->roles, row)),
                               in_trial, finder);
    if (arm == NONE || set == NONE || trial == NONE) {
        return tsq__fail_memory(err);
    }
    if (finder->arm[arm] != NONE) {
        return fail_with(finder, "arm", row, "the arm is there twice", finder->arm[arm], err);
    }
    finder->arm[arm] = row;
    finder->of[i] = set;
    finder->trial_of[i] = trial;
    if (finder->set[set].first == NONE) {
        finder->set[set].first = row;
    }
    if (finder->trial[trial].first == NONE) {
        finder->trial[trial].first = row;
    }
    if (!control) {
        add_treatment(finder, i);
    } else if (finder->set[set].control != NONE) {
        return fail_with(finder, "control", row, "the study has two control arms", finder->set[set].control, err);
    } else {
        finder->set[set].control = row;
    }
    return TSQ_OK;
}

/* ---- pairs --------------------------------------------------------------------------------------------------- */

/* NULL when memory is out. */
static const char *label_of(const struct finder *finder, size_t i, size_t row, struct tsq_effect_texts *texts)
{
    const char *study = tsq__comparison_text(finder->roles, "study", row),
               *arm = tsq__comparison_text(finder->roles, "arm", row);
    if (study[0] == '\0') {
        study = tsq__trial_known(finder->roles, row);
    }
    if (!finder->trial[finder->trial_of[i]].several || arm[0] == '\0') {
        return study;
    }
    tsq__text text = {0};
    tsq__text_printf(&text, "%s: %s", study, arm);
    char *built = tsq__text_take(&text);
    const char *kept = built == NULL ? NULL : tsq__effect_texts_copy(texts, built);
    free(built);
    return kept;
}

static tsq_status collect(const struct finder *finder, const tsq_rows *rows, struct tsq_effect_texts *texts,
                          struct tsq__pairs *out, tsq_error *err)
{
    for (size_t i = 0; i < rows->n; i++) {
        struct set *set = &finder->set[finder->of[i]];
        const size_t row = rows->row[i];
        if (set->control == NONE) {
            return tsq_roles_fail(finder->roles, "study", row, TSQ_E_VALUE,
                                  "no control arm (control = 1) to compare this one with", err);
        }
        if (set->control == row) {
            if (set->treatments == 0) {
                out->alone[out->n_alone++] = row;
            }
            continue;
        }
        const char *label = label_of(finder, i, row, texts);
        if (label == NULL) {
            return tsq__fail_memory(err);
        }
        out->control[out->rows.n] = set->control;
        out->label[out->rows.n] = label;
        out->first[out->rows.n] = !set->paired;
        set->paired = true;
        out->rows.row[out->rows.n++] = row;
    }
    return TSQ_OK;
}

static bool finder_new(const tsq_roles *roles, size_t n, struct finder *out)
{
    *out = (struct finder){.roles = roles,
                           .set = tsq__array(n, sizeof *out->set),
                           .trial = tsq__array(n, sizeof *out->trial),
                           .of = tsq__array(n, sizeof *out->of),
                           .trial_of = tsq__array(n, sizeof *out->trial_of),
                           .arm = tsq__array(n, sizeof *out->arm)};
    if (out->set == NULL || out->trial == NULL || out->of == NULL || out->trial_of == NULL || out->arm == NULL) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        out->set[i].first = out->set[i].control = out->trial[i].first = out->arm[i] = NONE;
    }
    return true;
}

static void finder_free(struct finder *finder)
{
    free(finder->set);
    free(finder->trial);
    free(finder->of);
    free(finder->trial_of);
    free(finder->arm);
    tsq__index_free(&finder->sets);
    tsq__index_free(&finder->trials);
    tsq__index_free(&finder->arms);
}

tsq_status tsq__pairs_find(const tsq_roles *roles, const tsq_rows *rows, struct tsq_effect_texts *texts,
                           struct tsq__pairs *out, tsq_error *err)
{
    *out = (struct tsq__pairs){.rows.row = tsq__array(rows->n, sizeof *out->rows.row),
                               .control = tsq__array(rows->n, sizeof *out->control),
                               .first = tsq__array(rows->n, sizeof *out->first),
                               .label = tsq__array(rows->n, sizeof *out->label),
                               .alone = tsq__array(rows->n, sizeof *out->alone)};
    struct finder finder;
    tsq_status status = TSQ_OK;
    if (!tsq_roles_has(roles, "study") && !tsq_roles_has(roles, "trial")) {
        tsq__fail(err, TSQ_E_COLUMN, "%s: one row per arm needs a column study, which says what belongs together",
                  tsq_table_source(tsq_roles_table(roles)));
        tsq__pairs_free(out);
        return TSQ_E_COLUMN;
    }
    if (!finder_new(roles, rows->n, &finder) || out->rows.row == NULL || out->control == NULL || out->label == NULL ||
        out->first == NULL || out->alone == NULL) {
        status = tsq__fail_memory(err);
    }
    for (size_t i = 0; i < rows->n && status == TSQ_OK; i++) {
        status = enter_row(&finder, i, rows->row[i], err);
    }
    if (status == TSQ_OK) {
        status = collect(&finder, rows, texts, out, err);
    }
    finder_free(&finder);
    if (status != TSQ_OK) {
        tsq__pairs_free(out);
    }
    return status;
}

void tsq__pairs_free(struct tsq__pairs *pairs)
{
    free(pairs->rows.row);
    free(pairs->control);
    free(pairs->label);
    free(pairs->first);
    free(pairs->alone);
    *pairs = (struct tsq__pairs){0};
}

/* Place of a row in pairs->rows, which are in increasing order. */
static size_t place_of(const struct tsq__pairs *pairs, size_t row)
{
    size_t low = 0, high = pairs->rows.n;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (pairs->rows.row[middle] <= row) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

size_t tsq__pairs_control(const struct tsq__pairs *pairs, size_t row)
{
    return pairs->control[place_of(pairs, row)];
}

bool tsq__pairs_first(const struct tsq__pairs *pairs, size_t row)
{
    return pairs->first[place_of(pairs, row)];
}

const char *tsq__pairs_label(const struct tsq__pairs *pairs, size_t row)
{
    return pairs->label[place_of(pairs, row)];
}
