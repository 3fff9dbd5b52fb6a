/* The effects of the rows of a table, one by one, and the rows that give none. */
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "effect/conversions.h"
#include "effect/crossover.h"
#include "effect/design.h"
#include "effect/plan.h"
#include "effect/pooled_corr.h"
#include "effect/rescale.h"
#include "effect/texts.h"
#include "num/dist.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A computation under way. */
struct job {
    struct tsq__effect_plan plan;
    tsq_effect_options options;
    struct tsq__pooled_corr pooled;    /* where options.corr_pooled */
    struct tsq__crossover_corr paired; /* where options.crossover_corr_pooled */
    struct tsq__rescaling *rescalings; /* options.n_unit of them */
    double quantile;                   /* of the studies' intervals */
    double average[2];                 /* over all rows, for the variance formulas that take it; else NaN */
    size_t omitted_capacity;
    tsq_effects *out;
};

/* Whether `word` is one of the blank-separated `words`. */
static bool is_word_of(const char *words, const char *word)
{
    const size_t length = strlen(word);
    while (*(words += strspn(words, " ")) != '\0') {
        const size_t here = strcspn(words, " ");
        if (here == length && strncmp(words, word, length) == 0) {
            return true;
        }
        words += here;
    }
    return false;
}

static tsq_status check_options(const tsq_effect_measure *measure, const tsq_effect_options *options, tsq_error *err)
{
    if (!isnan(options->corr) && !(options->corr > -1.0 && options->corr < 1.0)) {
        return tsq__fail(err, TSQ_E_OPTION, "the correlation must be between -1 and 1, not %g", options->corr);
    }
    if (options->corr_pooled && !is_word_of(measure->optional, "sdc1i")) {
        return tsq__fail(err, TSQ_E_OPTION, "%s has no changes of two groups to pool a correlation from", measure->id);
    }
    if (!(options->level > 0.0 && options->level < 100.0)) {
        return tsq__fail(err, TSQ_E_OPTION, "the level must be between 0 and 100, not %g", options->level);
    }
    if (options->vtype != NULL && !is_word_of(measure->vtypes, options->vtype)) {
        char shown[TSQ__SHOWN];
        return tsq__fail(err, TSQ_E_OPTION, "%s has no variance formula '%s'; %s%s", measure->id,
                         tsq__shown(options->vtype, strlen(options->vtype), shown),
                         measure->vtypes[0] == '\0' ? "it has only one" : "it has ", measure->vtypes);
    }
    if (options->add < 0.0) {
        return tsq__fail(err, TSQ_E_OPTION, "the continuity correction must not be negative, as %g is", options->add);
    }
    if (measure->has_zero == NULL &&
        (!isnan(options->add) || options->to != TSQ_TO_ONLY0 || options->drop00 == TSQ_DROP00_ALL)) {
        return tsq__fail(err, TSQ_E_OPTION, "%s knows no continuity correction", measure->id);
    }
    /* A measure that takes means of two groups but no changes would quietly compare the wrong thing. */
    if (options->endpoint == TSQ_ENDPOINT_CHANGE && is_word_of(measure->inputs, "n1i") &&
        !is_word_of(measure->optional, "mc1i")) {
        return tsq__fail(err, TSQ_E_OPTION, "%s compares final values; it cannot be computed from changes",
                         measure->id);
    }
    return TSQ_OK;
}

/* The name of a role as the user knows it: of its column, else the role's own. */
static const char *shown_role(const tsq_roles *roles, const char *role, char *shown)
{
    const long column = tsq_roles_column(roles, role);
    const char *name = column < 0 ? role : tsq_table_column_name(tsq_roles_table(roles), (size_t)column);
    return tsq__shown(name, strlen(name), shown);
}

/* "missing sd_t, sd_c", kept with the effects. NULL when memory is out. */
static const char *missing_reason(struct job *job, const struct tsq_effect_value *value)
{
    tsq__text text = {0};
    tsq__text_add_string(&text, "missing ");
    const size_t start = text.length;
    for (size_t i = 0; i < value->n_missing; i++) {
        char shown[TSQ__SHOWN];
        /* Of several that would do, only those that the table has a column for. */
        if (!value->missing_any_of || tsq_roles_has(job->plan.roles, value->missing[i])) {
            tsq__text_printf(&text, "%s%s",
                             text.length == start    ? ""
                             : value->missing_any_of ? " or "
                                                     : ", ",
                             shown_role(job->plan.roles, value->missing[i], shown));
        }
    }
    char *built = tsq__text_take(&text);
    const char *kept = built == NULL ? NULL : tsq__effect_texts_keep(job->out->texts, built);
    free(built);
    return kept;
}

static tsq_status omit(struct job *job, const tsq_omitted *about, const struct tsq_effect_value *value, tsq_error *err)
{
    tsq_effects *out = job->out;
    if (value->n_missing > 0 && job->options.na_fail) {
        return tsq_roles_fail(job->plan.roles, value->missing[0], about->row, TSQ_E_MISSING,
                              "a needed value is missing", err);
    }
    tsq_omitted *omitted = tsq__grow(out->omitted, &job->omitted_capacity, out->n_omitted + 1, sizeof *omitted);
    if (omitted == NULL) {
        return tsq__fail_memory(err);
    }
    out->omitted = omitted;
    omitted += out->n_omitted;
    *omitted = *about;
    omitted->reason = value->n_missing > 0 ? missing_reason(job, value) : value->reason;
    if (omitted->reason == NULL) {
        return tsq__fail_memory(err);
    }
    out->n_omitted++;
    return TSQ_OK;
}

/* The study's label: its own, else "study N". NULL when memory is out. */
static const char *label(struct job *job, size_t row)
{
    const char *text = tsq_roles_text(job->plan.roles, "study", row);
    if (text != NULL && text[0] != '\0') {
        return text;
    }
    char number[sizeof "study " + 20];
    snprintf(number, sizeof number, "study %zu", row + 1);
    return tsq__effect_texts_copy(job->out->texts, number);
}

static tsq_status add_effect(struct job *job, const tsq_omitted *about, const struct tsq_effect_value *value,
                             tsq_error *err)
{
    const char *derived = tsq__effect_texts_keep(job->out->texts, value->derived);
    const char *warning = value->warning[0] == '\0' ? NULL : tsq__effect_texts_copy(job->out->texts, value->warning);
    if (derived == NULL || (warning == NULL && value->warning[0] != '\0')) {
        return tsq__fail_memory(err);
    }
    const double half = job->quantile * value->sei;
    job->out->effect[job->out->k++] = (tsq_effect){
        .row = about->row,
        .line = about->line,
        .study = about->study,
        .yi = value->yi,
        .vi = value->vi,
        .sei = value->sei,
        .ci_lb = value->yi - half,
        .ci_ub = value->yi + half,
        .n = isnan(value->n) ? tsq__effect_participants(job->plan.roles, about->row) : value->n,
        .derived = derived,
        .compared = value->compared,
        .shared = {value->shared[0], value->shared[1]},
        .warning = warning,
    };
    return TSQ_OK;
}

/* Finds the correlation that stands in where a row has none. */
static tsq_status pool_corr(struct job *job, const tsq_rows *rows, tsq_error *err)
{
    char warning[TSQ__EFFECT_TEXT] = "";
    if (job->options.crossover_corr_pooled) {
        const tsq_status status = tsq__crossover_corr_pool(&job->plan, rows, &job->options, &job->paired, err);
        if (status != TSQ_OK) {
            return status;
        }
        job->options.crossover_corr = job->paired.r;
    }
    const tsq_status status =
        job->options.corr_pooled ? tsq__pool_corr(&job->plan, rows, &job->pooled, warning, err) : TSQ_OK;
    if (status == TSQ_OK && job->options.corr_pooled) {
        job->options.corr = job->pooled.r;
    }
    if (status != TSQ_OK || warning[0] == '\0') {
        return status;
    }
    job->out->warning = tsq__effect_texts_copy(job->out->texts, warning);
    return job->out->warning == NULL ? tsq__fail_memory(err) : TSQ_OK;
}

static tsq_status compute_row(struct job *job, size_t row, tsq_error *err)
{
    struct tsq_effect_row numbers;
    const struct tsq__rescaling *rescaled = NULL;
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    tsq_status status = tsq__effect_plan_read(&job->plan, row, &numbers, err);
    if (status == TSQ_OK && job->rescalings != NULL) {
        status = tsq__rescale(job->rescalings, job->options.n_unit, job->plan.roles, row, &numbers, &rescaled, err);
    }
    if (status != TSQ_OK) {
        return status;
    }
    numbers.average1 = job->average[0];
    numbers.average2 = job->average[1];
    const tsq_omitted about = {
        .row = row, .line = tsq_table_line(tsq_roles_table(job->plan.roles), row), .study = label(job, row)};
    if (about.study == NULL) {
        return tsq__fail_memory(err);
    }
    status = tsq__effect_compute(job->plan.measure, &numbers, &job->options, &value);
    if (status == TSQ_E_VALUE) {
        return tsq_roles_fail(job->plan.roles, value.role, row, status, value.reason, err);
    }
    if (status == TSQ_OK && job->options.corr_pooled) {
        tsq__pooled_corr_describe(&job->pooled, job->plan.measure, &numbers, &job->options, &value);
    }
    if (status == TSQ_OK && job->options.crossover_corr_pooled) {
        tsq__crossover_corr_describe(&job->paired, &numbers, &value);
    }
    tsq__rescaled_describe(rescaled, &value);
    return status == TSQ_OK ? add_effect(job, &about, &value, err) : omit(job, &about, &value, err);
}

/* IF0ALL becomes ALL or NONE, by a look at all rows. */
static tsq_status resolve_add_to(struct job *job, const tsq_rows *rows, tsq_error *err)
{
    if (job->options.to != TSQ_TO_IF0ALL) {
        return TSQ_OK;
    }
    job->options.to = TSQ_TO_NONE;
    for (size_t i = 0; i < rows->n; i++) {
        struct tsq_effect_row numbers;
        const tsq_status status = tsq__effect_plan_read(&job->plan, rows->row[i], &numbers, err);
        if (status != TSQ_OK) {
            return status;
        }
        if (job->plan.measure->has_zero(&numbers)) {
            job->options.to = TSQ_TO_ALL;
        }
    }
    return TSQ_OK;
}

/* The means over all rows that the variance formula takes: of what the measure notes of each row. */
static tsq_status average_rows(struct job *job, const tsq_rows *rows, tsq_error *err)
{
    const char *averaging = job->plan.measure->averaging, *vtype = job->options.vtype;
    double sum[2] = {0.0, 0.0}, weight[2] = {0.0, 0.0};
    job->average[0] = job->average[1] = NAN;
    if (averaging == NULL || vtype == NULL || !is_word_of(averaging, vtype)) {
        return TSQ_OK;
    }
    for (size_t i = 0; i < rows->n; i++) {
        struct tsq_effect_row numbers;
        const struct tsq__rescaling *rescaled = NULL;
        struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
        tsq_status status = tsq__effect_plan_read(&job->plan, rows->row[i], &numbers, err);
        if (status == TSQ_OK && job->rescalings != NULL) {
            status = tsq__rescale(job->rescalings, job->options.n_unit, job->plan.roles, rows->row[i], &numbers,
                                  &rescaled, err);
        }
        if (status != TSQ_OK) {
            return status;
        }
        /* What is wrong with the row is said when its effect is computed. */
        (void)tsq__effect_compute(job->plan.measure, &numbers, &job->options, &value);
        for (int j = 0; j < 2; j++) {
            sum[j] += value.noted[j].weight * value.noted[j].quantity;
            weight[j] += value.noted[j].weight;
        }
    }
    for (int j = 0; j < 2; j++) {
        job->average[j] = weight[j] > 0.0 ? sum[j] / weight[j] : (double)NAN;
    }
    return TSQ_OK;
}

static tsq_status compute_rows(struct job *job, const tsq_rows *rows, tsq_error *err)
{
    job->out->texts = tsq__effect_texts_new();
    job->out->effect = tsq__array(rows->n, sizeof(tsq_effect));
    if (job->out->texts == NULL || job->out->effect == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = resolve_add_to(job, rows, err);
    if (status == TSQ_OK) {
        status = pool_corr(job, rows, err);
    }
    if (status == TSQ_OK) {
        status = average_rows(job, rows, err);
    }
    for (size_t i = 0; i < rows->n && status == TSQ_OK; i++) {
        status = compute_row(job, rows->row[i], err);
    }
    return status;
}

tsq_status tsq_effects_compute(const tsq_roles *roles, const tsq_rows *rows, const tsq_effect_measure *measure,
                               const tsq_effect_options *options, tsq_effects *out, tsq_error *err)
{
    struct job job = {.options = options != NULL ? *options : (tsq_effect_options)TSQ_EFFECT_OPTIONS_INIT, .out = out};
    *out = (tsq_effects){0};
    tsq_status status = TSQ_OK;
    if (measure == NULL) {
        status = tsq__effect_choose_measure(roles, &measure, err);
    }
    if (status == TSQ_OK) {
        status = check_options(measure, &job.options, err);
    }
    if (status == TSQ_OK) {
        status = tsq__rescalings_new(measure, &job.options, &job.rescalings, err);
    }
    if (status == TSQ_OK) {
        tsq__effect_plan_make(roles, measure, &job.plan);
        status = tsq__effect_plan_check(&job.plan, &job.options, err);
    }
    if (status == TSQ_OK) {
        status = tsq__design_check(roles, measure, &job.options, err);
    }
    if (status == TSQ_OK) {
        out->measure = measure;
        job.quantile = tsq__normal_upper((1.0 - job.options.level / 100.0) / 2.0);
        status = compute_rows(&job, rows, err);
    }
    free(job.rescalings);
    if (status != TSQ_OK) {
        tsq_effects_free(out);
    }
    return status;
}

void tsq_effects_free(tsq_effects *effects)
{
    if (effects != NULL) {
        free(effects->effect);
        free(effects->omitted);
        tsq__effect_texts_free(effects->texts);
        *effects = (tsq_effects){0};
    }
}
