/* What lanes of fits do not do: counts pooled by Mantel and Haenszel or Peto, Q about the former, and effects that share a
 * control. Each combination is pooled by tsq_pool, on a table with the edit done to it. */
#include "verify/search_pooling.h"

#include "base/memory.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* ---- counts -------------------------------------------------------------------------------------------------- */

static bool asks_for(const tsq__search *search, const char *method)
{
    const tsq_reproduce_options *options = search->choice.options;
    return !options->fix_method || strcmp(options->pool.fit.method->id, method) == 0;
}

static bool allows_z(const tsq__search *search)
{
    const tsq_reproduce_options *options = search->choice.options;
    return !options->fix_test || strcmp(options->pool.fit.test->id, "z") == 0;
}

/* Whether a convention of counts holds in some preset together with the rule of the effects. */
static bool is_of_preset(const tsq__candidate *candidate, const tsq_effect_options *effect)
{
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        const tsq_preset *preset = tsq_preset_at(i);
        if (preset->rd_variance == candidate->rd_variance && preset->zero_rule == effect->zero_rule) {
            return true;
        }
    }
    return false;
}

static void pool_mantel_haenszel(tsq__pooling *p, size_t which, bool about)
{
    const tsq__variant *variant = &p->search->space.variant[p->candidate.variant];
    const bool rd = strcmp(variant->measure->id, "RD") == 0 && !about;
    for (int correct = 0; correct < (variant->no_zeros ? 1 : 2); correct++) {
        for (int i = 0; i < (rd ? 2 : 1); i++) {
            p->candidate.mh_correct = correct == 1;
            p->candidate.rd_variance = i == 1 ? TSQ_RD_GREENLAND : TSQ_RD_SATO;
            if (!rd || is_of_preset(&p->candidate, &variant->options[which])) {
                tsq__pooling_one(p, which, about ? tsq__pooling_tests : tsq__pooling_result);
            }
        }
    }
    p->candidate.mh_correct = false;
    p->candidate.rd_variance = TSQ_RD_SATO;
}

/* DL with Q about the Mantel-Haenszel estimate. */
static void pool_about(tsq__pooling *p, size_t which)
{
    p->candidate.way = (tsq__way){.method = tsq_tau2_find("DL"), .mh_q = true, .pooled = true};
    p->candidate.test = NULL;
    pool_mantel_haenszel(p, which, true);
}

static void pool_counts(tsq__pooling *p, size_t which)
{
    const tsq__variant *variant = &p->search->space.variant[p->candidate.variant];
    const char *id = variant->measure->id;
    tsq_count_measure measure;
    const bool by_mh = tsq_count_measure_find(id, &measure);
    const bool tables = by_mh && strcmp(id, "IRR") != 0 && strcmp(id, "IRD") != 0;
    if (!tsq_roles_has(p->search->choice.roles, tables ? "ai" : "x1i") && strcmp(id, "PETO") != 0) {
        return;
    }
    if (allows_z(p->search)) {
        p->candidate.test = p->search->matters_test ? tsq_test_find("z") : NULL;
        if (by_mh && asks_for(p->search, "MH")) {
            p->candidate.way = (tsq__way){.method = tsq_tau2_find("MH"), .pooled = true};
            pool_mantel_haenszel(p, which, false);
        }
        if ((strcmp(id, "OR") == 0 || strcmp(id, "PETO") == 0) && asks_for(p->search, "PETO")) {
            p->candidate.way = (tsq__way){.method = tsq_tau2_find("PETO"), .pooled = true};
            tsq__pooling_one(p, which, tsq__pooling_result);
        }
    }
    if (tables && asks_for(p->search, "DL")) {
        pool_about(p, which);
    }
}

/* ---- effects with covariances ---------------------------------------------------------------------------------- */

static void pool_covariances(tsq__pooling *p)
{
    static const char *const methods[] = {"REML", "DL", "FE", "PM", "ML"};
    static const char *const tests[] = {"z", "knha", "t", "adhoc"};
    const tsq_reproduce_options *options = p->search->choice.options;
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (!asks_for(p->search, methods[i])) {
            continue;
        }
        p->candidate.way = (tsq__way){.method = tsq_tau2_find(methods[i]), .pooled = true};
        for (size_t j = 0; j < sizeof tests / sizeof tests[0]; j++) {
            if (!options->fix_test || strcmp(options->pool.fit.test->id, tests[j]) == 0) {
                p->candidate.test = tsq_test_find(tests[j]);
                tsq__pooling_one(p, 0, tsq__pooling_result);
            }
        }
    }
}

/* ---- parts --------------------------------------------------------------------------------------------------- */

/* The sets of options for counts, of which some differ in rules that leave the effects as they are: of unedited data all, of
 * edited data the presets' own; without zeros the first of these, as the rules are about zeros. Of RD the first of each rule,
 * as presets have the variance of its Mantel-Haenszel estimate together with a rule. */
static bool is_pooled(const tsq__variant *variant, size_t which, tsq_search_part part)
{
    if (part == TSQ_SEARCH_UNUSUAL) {
        return which == 0;
    }
    const bool edits = part >= TSQ_SEARCH_ONE, rd = strcmp(variant->measure->id, "RD") == 0;
    for (size_t i = 0; i < which && variant->no_zeros; i++) {
        const bool alike = !rd || variant->options[i].zero_rule == variant->options[which].zero_rule;
        if (alike && (!edits || variant->of_preset[i])) {
            return false;
        }
    }
    return !edits || variant->of_preset[which];
}

static void pool_variants(tsq__pooling *p, tsq_search_part part)
{
    const tsq__space *space = &p->search->space;
    const bool reversed = p->candidate.edit.kind == TSQ_EDIT_REVERSE_ALL;
    for (size_t v = 0; v < space->n; v++) {
        const tsq__variant *variant = &space->variant[v];
        const bool here = part == TSQ_SEARCH_CONVENTIONS ? !variant->unusual
                          : part == TSQ_SEARCH_UNUSUAL   ? variant->unusual != reversed
                                                         : !variant->unusual;
        if (!here) {
            continue;
        }
        p->candidate.variant = v;
        if (variant->pooled_only) {
            if (part < TSQ_SEARCH_ONE) {
                pool_covariances(p);
            }
            continue;
        }
        for (size_t i = 0; i < variant->n; i++) {
            if (is_pooled(variant, i, part)) {
                pool_counts(p, i);
            }
        }
    }
}

/* The rows that an edit leaves. */
static size_t rows_left(const tsq__search *search, const tsq_edit *edit, size_t *row)
{
    size_t n = 0;
    for (size_t i = 0; i < search->space.rows; i++) {
        const bool out = edit->kind == TSQ_EDIT_LEAVE_OUT && (edit->row[0] == i || (edit->n > 1 && edit->row[1] == i));
        if (!out) {
            row[n++] = i;
        }
    }
    return n;
}

static tsq_status pool_edit(tsq__pooling *p, tsq_search_part part, const tsq_edit *edit, size_t *row, tsq_error *err)
{
    const tsq__choice *choice = &p->search->choice;
    const tsq_rows rows = {.n = rows_left(p->search, edit, row), .row = row};
    tsq_table *table;
    const tsq_status status =
        tsq__search_table(choice->table, &p->search->all, edit, &choice->options->pool, &table, err);
    if (status != TSQ_OK) {
        return status;
    }
    if (rows.n > 0) {
        const tsq_rows *whole = p->rows;
        p->table = table;
        p->rows = &rows;
        p->candidate.edit = *edit;
        pool_variants(p, part);
        p->rows = whole;
    }
    tsq_table_free(table);
    const tsq_run *run = &choice->options->run;
    if (p->stopped || (run->progress != NULL && !run->progress(run->context, p->search->total, p->search->total))) {
        return tsq__fail(err, TSQ_E_STOPPED, "stopped before the search was done: there is no result");
    }
    return p->best->failed ? tsq__fail_memory(err) : TSQ_OK;
}

static bool has_counts(const tsq__search *search)
{
    const tsq_roles *roles = search->choice.roles;
    for (size_t v = 0; v < search->space.n; v++) {
        tsq_count_measure measure;
        const char *id = search->space.variant[v].measure->id;
        if ((tsq_roles_has(roles, "ai") || tsq_roles_has(roles, "x1i")) &&
            (tsq_count_measure_find(id, &measure) || strcmp(id, "PETO") == 0)) {
            return true;
        }
    }
    return false;
}

/* Whether rows share a control: what the others give depends on which rows there are. */
static bool has_shared_controls(const tsq__search *search)
{
    const tsq_pool_options pool = tsq__space_pool(&search->choice, &search->space.variant[0], 0);
    tsq_effects effects;
    bool shared = false;
    if (tsq_pool_effects(search->choice.table, &pool, &effects, NULL) != TSQ_OK) {
        return true;
    }
    for (size_t i = 0; i < effects.k; i++) {
        shared = shared || effects.effect[i].compared_with > 0;
    }
    tsq_effects_free(&effects);
    return shared;
}

static tsq_status leave_out(tsq__pooling *p, tsq_search_part part, size_t *row, tsq_error *err)
{
    const size_t rows = p->search->space.rows, n = part == TSQ_SEARCH_ONE ? 1 : 2;
    const tsq_edit none = {.kind = TSQ_EDIT_NONE};
    tsq_status status = TSQ_OK;
    if (!has_shared_controls(p->search)) {
        p->leave_out = n;
        status = pool_edit(p, part, &none, row, err);
        p->leave_out = 0;
        return status;
    }
    for (size_t i = 0; i < rows && status == TSQ_OK; i++) {
        for (size_t j = n == 1 ? i : i + 1; j < rows && status == TSQ_OK; j++) {
            const tsq_edit out = {.kind = TSQ_EDIT_LEAVE_OUT, .n = n, .row = {i, j}};
            status = pool_edit(p, part, &out, row, err);
            j = n == 1 ? rows : j;
        }
    }
    return status;
}

static tsq_status pool_edits(tsq__pooling *p, tsq_search_part part, size_t *row, tsq_error *err)
{
    tsq_status status = leave_out(p, part, row, err);
    for (size_t i = 0; part == TSQ_SEARCH_ONE && i < p->search->space.rows && status == TSQ_OK; i++) {
        const tsq_edit swap = {.kind = TSQ_EDIT_SWAP, .factor = 1.0, .n = 1, .row = {i}};
        status = pool_edit(p, part, &swap, row, err);
    }
    return status;
}

tsq_status tsq__search_pooled(tsq__search *search, tsq_search_part part, tsq__best *best, tsq_error *err)
{
    enum { MANY = 100 }; /* rows beyond which pairs of counts are not tried */
    const tsq_edit none = {.kind = TSQ_EDIT_NONE}, reverse = {.kind = TSQ_EDIT_REVERSE_ALL};
    tsq__pooling p = {.search = search, .best = best, .candidate = {.part = part}};
    size_t *row = tsq__array(search->space.rows, sizeof *row);
    p.weights = tsq__array(search->space.rows, sizeof *p.weights);
    tsq_status status = row == NULL || p.weights == NULL ? tsq__fail_memory(err) : TSQ_OK;
    bool covariances = false;
    for (size_t v = 0; v < search->space.n; v++) {
        covariances = covariances || search->space.variant[v].pooled_only;
    }
    const bool counts = has_counts(search);
    if (status == TSQ_OK && part < TSQ_SEARCH_ONE && (counts || covariances)) {
        status = pool_edit(&p, part, &none, row, err);
        if (status == TSQ_OK && part == TSQ_SEARCH_UNUSUAL) {
            status = pool_edit(&p, part, &reverse, row, err);
        }
    } else if (status == TSQ_OK && counts && (part == TSQ_SEARCH_ONE || search->space.rows <= MANY)) {
        status = pool_edits(&p, part, row, err);
    }
    free(row);
    free(p.weights);
    return status;
}
