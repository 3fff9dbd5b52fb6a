/* Models with moderators: which studies have them, their design, what depends on what, and how much they explain. */
#include "pool/pool.h"

#include "base/memory.h"
#include "base/text.h"
#include "effect/texts.h"
#include "num/rank.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- studies without one --------------------------------------------------------------------------------------- */

static tsq_status fail_missing(const tsq_pool_report *report, const tsq_effect *effect, size_t column, tsq_error *err)
{
    char shown[TSQ__SHOWN];
    const char *name = tsq_table_column_name(report->table, column);
    (void)tsq__fail(err, TSQ_E_MISSING, "%s:%zu: %s: missing moderator", tsq_table_source(report->table), effect->line,
                    tsq__shown(name, strlen(name), shown));
    if (err != NULL) {
        err->line = effect->line;
    }
    return TSQ_E_MISSING;
}

static const char *reason_of(const tsq_pool_report *report, tsq_effects *effects, size_t column)
{
    char shown[TSQ__SHOWN], reason[TSQ__SHOWN + 16];
    const char *name = tsq_table_column_name(report->table, column);
    snprintf(reason, sizeof reason, "missing %s", tsq__shown(name, strlen(name), shown));
    return tsq__effect_texts_keep(effects->texts, reason);
}

tsq_status tsq__pool_omit_unmoderated(const tsq_pool_report *report, tsq_pool_result *result, tsq_error *err)
{
    tsq_effects *effects = &result->effects;
    const char **reason = tsq__array(effects->k, sizeof *reason);
    tsq_status status = TSQ_OK;
    if (reason == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < effects->k && status == TSQ_OK; i++) {
        const long column = tsq_moderators_missing(report->moderators, effects->effect[i].row);
        if (column >= 0 && report->options.effect.na_fail) {
            status = fail_missing(report, &effects->effect[i], (size_t)column, err);
        } else if (column >= 0) {
            reason[i] = reason_of(report, effects, (size_t)column);
            status = reason[i] != NULL ? TSQ_OK : tsq__fail_memory(err);
        }
    }
    status = status == TSQ_OK ? tsq__pool_omit(effects, reason, err) : status;
    free(reason);
    return status;
}

/* ---- the design ------------------------------------------------------------------------------------------------ */

tsq_status tsq__pool_design(const tsq_pool_report *report, tsq_pool_result *result, tsq_error *err)
{
    const tsq_effects *effects = &result->effects;
    if (report->moderators == NULL) {
        return TSQ_OK;
    }
    tsq_rows rows = {.n = effects->k, .row = tsq__array(effects->k, sizeof *rows.row)};
    if (rows.row == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < effects->k; i++) {
        rows.row[i] = effects->effect[i].row;
    }
    const tsq_status status =
        tsq_design_new(report->moderators, &rows, !report->options.fit.no_intercept, &result->design, err);
    tsq_rows_free(&rows);
    return status;
}

static bool is_named(const tsq_pool_report *report, const char *name)
{
    for (size_t i = 0; i < report->n_names; i++) {
        if (strcmp(report->name[i], name) == 0) {
            return true;
        }
    }
    return false;
}

tsq_status tsq__pool_collect_names(tsq_pool_report *report, tsq_error *err)
{
    size_t room = 0;
    for (size_t g = 0; g < report->n; g++) {
        const tsq_pool_result *result = &report->result[g];
        for (size_t j = 0; result->estimated && j < result->design.p; j++) {
            if (is_named(report, result->design.name[j])) {
                continue;
            }
            const char **name = tsq__grow(report->name, &room, report->n_names + 1, sizeof *name);
            if (name == NULL) {
                return tsq__fail_memory(err);
            }
            report->name = name;
            name[report->n_names++] = result->design.name[j];
        }
    }
    return TSQ_OK;
}

/* ---- dependent columns ----------------------------------------------------------------------------------------- */

/* Columns of a design under test: the coefficients that are in. */
struct columns {
    const tsq_design *design;
    bool *in; /* length p */
    double *X;
    uint64_t *work;
};

static bool depend(const struct columns *c)
{
    const tsq_design *design = c->design;
    const size_t first = design->intercept ? 1 : 0;
    size_t m = 0;
    for (size_t j = first; j < design->p; j++) {
        if (c->in[j]) {
            memcpy(c->X + m++ * design->k, design->X + (j - first) * design->k, design->k * sizeof *c->X);
        }
    }
    return tsq__rank_deficient(design->k, m, c->X, NULL, design->intercept && c->in[0], c->work);
}

/* The first coefficient that depends on those before it, and of these the ones that it takes. */
static size_t find_circle(struct columns *c)
{
    size_t last = 0, n = 0;
    for (; last < c->design->p; last++) {
        c->in[last] = true;
        if (depend(c)) {
            break;
        }
    }
    for (size_t j = 0; j < last && last < c->design->p; j++) {
        c->in[j] = false;
        c->in[j] = !depend(c);
    }
    for (size_t j = 0; j < c->design->p; j++) {
        n += c->in[j];
    }
    return n;
}

static tsq_status tell_circle(const struct columns *c, size_t n, tsq_error *err)
{
    const tsq_design *design = c->design;
    tsq__text list = {0};
    size_t told = 0, last = 0;
    for (size_t j = 0; j < design->p; j++) {
        if (c->in[j]) {
            last = j;
            const char *between = told == 0 ? "" : told + 1 == n ? " and " : ", ";
            (void)tsq__text_printf(&list, "%s%s", between, design->name[j]);
            told++;
        }
    }
    if (list.failed || list.bytes == NULL) {
        tsq__text_free(&list);
        return tsq__fail_memory(err);
    }
    if (n == 1) {
        (void)tsq__fail(err, TSQ_E_RANK, "%s is 0 in every study: leave it out", design->name[last]);
    } else if (n == 2 && design->intercept && c->in[0]) {
        (void)tsq__fail(err, TSQ_E_RANK, "%s is the same in every study: it cannot be a moderator", design->name[last]);
    } else {
        (void)tsq__fail(err, TSQ_E_RANK, "%s are linearly dependent: leave one out", list.bytes);
    }
    tsq__text_free(&list);
    return TSQ_E_RANK;
}

static bool make_room(const tsq_design *design, struct columns *c)
{
    *c = (struct columns){.design = design,
                          .in = tsq__array(design->p, sizeof *c->in),
                          .X = tsq__array(design->m, design->k * sizeof *c->X),
                          .work = tsq__array(design->k + 1, (design->m + 2) * sizeof *c->work)};
    return c->in != NULL && c->X != NULL && c->work != NULL;
}

static void free_room(struct columns *c)
{
    free(c->in);
    free(c->X);
    free(c->work);
}

tsq_status tsq__pool_name_dependent(const tsq_design *design, tsq_error *err)
{
    struct columns columns;
    const bool whole = make_room(design, &columns);
    const tsq_status status = whole ? tell_circle(&columns, find_circle(&columns), err) : tsq__fail_memory(err);
    free_room(&columns);
    return status;
}

/* ---- what they explain ----------------------------------------------------------------------------------------- */

/* Whether the model without moderators is a special case: a column of ones is among the combinations of the columns. */
static bool holds_mean(const tsq_design *design, uint64_t *work)
{
    return design->intercept || tsq__rank_deficient(design->k, design->m, design->X, NULL, true, work);
}

static double share(double all, double left)
{
    return all > 0.0 ? 100.0 * fmax(0.0, (all - left) / all) : 0.0;
}

tsq_status tsq__pool_r2(const tsq_studies *studies, const tsq_fit_options *options, tsq_pool_result *result,
                        tsq_error *err)
{
    const tsq_fit_result *fit = &result->fit;
    const bool common = (fit->method->flags & TSQ_TAU2_COMMON) != 0;
    result->R2 = (double)NAN;
    if (fit->k == fit->p || !isnan(options->tau2) || (common && options->weighting != TSQ_WEIGHT_INVERSE)) {
        return TSQ_OK;
    }
    uint64_t *work = tsq__array(studies->k + 1, (studies->m + 2) * sizeof *work);
    if (work == NULL) {
        return tsq__fail_memory(err);
    }
    const bool nested = holds_mean(&result->design, work);
    free(work);
    tsq_studies plain = *studies;
    tsq_fit_options without = *options;
    tsq_fit_result mean;
    tsq_error cause;
    plain.m = 0;
    plain.X = NULL;
    without.no_intercept = false;
    without.no_prediction = without.no_tau2_interval = true;
    without.prediction = NULL;
    without.tau2_interval = NULL;
    const tsq_status status = nested ? tsq_fit(&plain, &without, &mean, &cause) : TSQ_E_RANK;
    if (status == TSQ_E_MEMORY) {
        return tsq__fail_memory(err);
    }
    if (status == TSQ_OK) {
        result->R2 = common ? share(mean.QE / mean.QE_df, fit->QE / fit->QE_df) : share(mean.tau2, fit->tau2);
        tsq_fit_free(&mean);
    }
    return TSQ_OK;
}
