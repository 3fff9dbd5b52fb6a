/* The effects of the rows of a table, one by one, and the rows that give none. */
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "effect/bounds.h"
#include "effect/convert_choice.h"
#include "effect/crossover.h"
#include "effect/design.h"
#include "effect/job.h"
#include "effect/options.h"
#include "effect/texts.h"
#include "effect/trace.h"
#include "num/dist.h"

#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Finds the correlation that stands in where a row has none. */
static tsq_status pool_corr(struct tsq__job *job, const tsq_rows *rows, tsq_error *err)
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

static tsq_omitted row_of(struct tsq__job *job, size_t place, size_t row)
{
    const struct tsq__kept *kept = tsq__numbers_of(job->out->numbers, row);
    return (tsq_omitted){.row = row,
                         .compared_with = job->control == NULL ? 0 : job->control[place] + 1,
                         .line = tsq_table_line(tsq_roles_table(job->plan.roles), row),
                         .study = kept != NULL && kept->label != NULL ? kept->label : tsq__job_label(job, row)};
}

/* The control of the effect noted last, `numbers` being its row's: its participants are counted once. */
static void note_control(struct tsq__job *job, size_t place, const struct tsq_effect_row *numbers)
{
    const size_t last = job->out->k - 1, set = job->control[place];
    const double n = isnan(numbers->n2i) ? numbers->ci + numbers->di : numbers->n2i;
    if (job->out->control != NULL) {
        job->out->control[last] = set;
    }
    if (job->counted[set] && !isnan(n)) {
        job->out->effect[last].n_again = n;
    }
    job->counted[set] = true;
}

static tsq_status compute_row(struct tsq__job *job, size_t place, size_t row, tsq_error *err)
{
    struct tsq__result result;
    const tsq_omitted about = row_of(job, place, row);
    if (about.study == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = tsq__job_evaluate(job, row, &result, err);
    if (status != TSQ_OK) {
        return status;
    }
    if (result.found != TSQ_OK) {
        status = tsq__job_omit(job, &about, &result.value, err);
        return status == TSQ_OK && job->traces != NULL ? tsq__trace_row(job, row, err) : status;
    }
    status = tsq__job_add(job, &about, &result.value, err);
    if (status == TSQ_OK && job->control != NULL) {
        note_control(job, place, &result.numbers);
    }
    return status == TSQ_OK && job->traces != NULL ? tsq__trace_row(job, row, err) : status;
}

/* Controls without a treatment arm, up to a row: what is omitted stands in the order of the rows. */
static tsq_status omit_alone(struct tsq__job *job, size_t *next, size_t row, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    for (; *next < job->pairs.n_alone && job->pairs.alone[*next] < row && status == TSQ_OK; (*next)++) {
        struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
        const size_t alone = job->pairs.alone[*next];
        const tsq_omitted about = {.row = alone,
                                   .line = tsq_table_line(tsq_roles_table(job->plan.roles), alone),
                                   .study = tsq__trial_of(job->plan.roles, alone)};
        (void)tsq__effect_omit(&value, "a control arm without a treatment arm to compare it with");
        status = tsq__job_omit(job, &about, &value, err);
    }
    return status;
}

/* IF0ALL becomes ALL or NONE, by a look at all rows. */
static tsq_status resolve_add_to(struct tsq__job *job, const tsq_rows *rows, tsq_error *err)
{
    if (job->options.to != TSQ_TO_IF0ALL) {
        return TSQ_OK;
    }
    job->options.to = TSQ_TO_NONE;
    for (size_t i = 0; i < rows->n; i++) {
        struct tsq_effect_row numbers;
        const tsq_status status = tsq__job_read(job, rows->row[i], &numbers, NULL, err);
        if (status != TSQ_OK) {
            return status;
        }
        struct tsq_effect_value note;
        if (numbers.design != TSQ__DESIGN_CROSSOVER && (isnan(numbers.ai) || isnan(numbers.ci))) {
            (void)tsq__fill_counts(job->plan.measure, &job->options, &numbers, &note);
        }
        if (job->plan.measure->has_zero(&numbers)) {
            job->options.to = TSQ_TO_ALL;
        }
    }
    return TSQ_OK;
}

/* The means over all rows that the variance formula takes: of what the measure notes of each row. */
static tsq_status average_rows(struct tsq__job *job, const tsq_rows *rows, tsq_error *err)
{
    const char *averaging = job->plan.measure->averaging, *vtype = job->options.vtype;
    double sum[2] = {0.0, 0.0}, weight[2] = {0.0, 0.0};
    job->average[0] = job->average[1] = NAN;
    if (averaging == NULL || vtype == NULL || !tsq__is_word_of(averaging, vtype)) {
        return TSQ_OK;
    }
    for (size_t i = 0; i < rows->n; i++) {
        struct tsq_effect_row numbers;
        struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
        const tsq_status status = tsq__job_read(job, rows->row[i], &numbers, NULL, err);
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

/* The rows to compute: of a table by arm those of the treatments, else all. Free them. */
static tsq_status choose_rows(struct tsq__job *job, const tsq_rows *all, tsq_rows *out, tsq_error *err)
{
    if (job->plan.by_arm != TSQ__COMPARES_NOTHING) {
        const tsq_status status = tsq__pairs_find(job->plan.roles, all, job->out->texts, &job->pairs, err);
        if (status != TSQ_OK) {
            return status;
        }
        job->plan.pairs = &job->pairs;
        all = &job->pairs.rows;
    }
    *out = (tsq_rows){.n = all->n, .row = tsq__array(all->n, sizeof *out->row)};
    if (out->row == NULL) {
        return tsq__fail_memory(err);
    }
    if (all->n > 0) {
        memcpy(out->row, all->row, all->n * sizeof *out->row);
    }
    return TSQ_OK;
}

static tsq_status compute_rows(struct tsq__job *job, tsq_rows *rows, tsq_error *err)
{
    job->out->effect = tsq__array(rows->n, sizeof(tsq_effect));
    if (job->out->effect == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = pool_corr(job, rows, err);
    if (status == TSQ_OK) {
        status = tsq__multi_arm(job, rows, err);
    }
    if (status == TSQ_OK) {
        status = resolve_add_to(job, rows, err);
    }
    if (status == TSQ_OK) {
        status = average_rows(job, rows, err);
    }
    if (status == TSQ_OK && job->control != NULL && job->options.multi_arm == TSQ_MULTI_ARM_COVARIANCE) {
        job->out->control = tsq__array(rows->n, sizeof *job->out->control);
        status = job->out->control == NULL ? tsq__fail_memory(err) : TSQ_OK;
    }
    size_t alone = 0;
    for (size_t i = 0; i < rows->n && status == TSQ_OK; i++) {
        status = omit_alone(job, &alone, rows->row[i], err);
        if (status == TSQ_OK) {
            status = compute_row(job, i, rows->row[i], err);
        }
    }
    if (status == TSQ_OK) {
        status = tsq__job_forget_unshared(job->out, err);
    }
    if (status == TSQ_OK) {
        status = omit_alone(job, &alone, SIZE_MAX, err);
    }
    return status;
}

static tsq_status compute_effects(const tsq_roles *roles, const tsq_rows *rows, const tsq_effect_measure *measure,
                                  const tsq_effect_options *options, struct tsq__traces *traces, tsq_effects *out,
                                  tsq_error *err)
{
    struct tsq__job job = {.options = options != NULL ? *options : (tsq_effect_options)TSQ_EFFECT_OPTIONS_INIT,
                           .traces = traces,
                           .out = out};
    *out = (tsq_effects){0};
    tsq_rows chosen = {0};
    tsq_status status = TSQ_OK;
    if (measure == NULL) {
        status = tsq__effect_choose_measure(roles, &measure, err);
    }
    if (status == TSQ_OK) {
        status = tsq__effect_check_options(measure, &job.options, err);
    }
    if (status == TSQ_OK) {
        status = tsq__rescalings_new(measure, &job.options, &job.rescalings, err);
    }
    if (status == TSQ_OK) {
        tsq__effect_plan_make(roles, measure, &job.plan);
        status = tsq__conversion_check(&job.plan, &job.options, err);
    }
    if (status == TSQ_OK) {
        status = tsq__effect_plan_check(&job.plan, &job.options, err);
    }
    if (status == TSQ_OK) {
        status = tsq__bounds_check(&job.plan, &job.options, err);
    }
    if (status == TSQ_OK) {
        status = tsq__design_check(roles, measure, &job.options, err);
    }
    if (status == TSQ_OK) {
        out->measure = measure;
        job.quantile = tsq__normal_upper((1.0 - job.options.level / 100.0) / 2.0);
        out->texts = tsq__effect_texts_new();
        status = out->texts == NULL ? tsq__fail_memory(err) : choose_rows(&job, rows, &chosen, err);
    }
    if (status == TSQ_OK) {
        status = compute_rows(&job, &chosen, err);
    }
    free(job.rescalings);
    free(job.control);
    free(job.counted);
    tsq_rows_free(&chosen);
    tsq__pairs_free(&job.pairs);
    if (status != TSQ_OK) {
        tsq_effects_free(out);
    }
    return status;
}

tsq_status tsq_effects_compute(const tsq_roles *roles, const tsq_rows *rows, const tsq_effect_measure *measure,
                               const tsq_effect_options *options, tsq_effects *out, tsq_error *err)
{
    return compute_effects(roles, rows, measure, options, NULL, out, err);
}

tsq_status tsq__effects_trace(const tsq_roles *roles, const tsq_rows *rows, const tsq_effect_measure *measure,
                              const tsq_effect_options *options, tsq_effects *out, struct tsq__traces *traces,
                              tsq_error *err)
{
    *traces = (struct tsq__traces){0};
    const tsq_status status = compute_effects(roles, rows, measure, options, traces, out, err);
    if (status != TSQ_OK) {
        tsq__traces_free(traces);
    }
    return status;
}

void tsq_effects_free(tsq_effects *effects)
{
    if (effects != NULL) {
        free(effects->effect);
        free(effects->omitted);
        free(effects->control);
        tsq__numbers_free(effects->numbers);
        tsq__effect_texts_free(effects->texts);
        *effects = (tsq_effects){0};
    }
}
