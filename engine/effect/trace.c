/* What effects were computed from; see trace.h. */
#include "effect/trace.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "effect/bounds.h"
#include "effect/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- steps -------------------------------------------------------------------------------------------------- */

static bool is_same(const struct tsq__step *a, const struct tsq__step *b)
{
    const bool same_formula =
        a->formula == b->formula || (a->formula != NULL && b->formula != NULL && strcmp(a->formula, b->formula) == 0);
    return strcmp(a->name, b->name) == 0 && a->value == b->value && same_formula && a->by == b->by;
}

static void add(struct tsq__steps *steps, struct tsq__step step)
{
    for (size_t i = 0; i < steps->n; i++) {
        if (is_same(&steps->step[i], &step)) {
            return; /* measures take their numbers more than once, for the variance and for covariances */
        }
    }
    if (steps->n < TSQ__STEPS && !isnan(step.value)) {
        steps->step[steps->n++] = step;
    }
}

void tsq__step(const struct tsq_effect_row *row, const char *name, double value, const char *formula, const char *what)
{
    if (row->steps != NULL) {
        add(row->steps, (struct tsq__step){.name = name, .value = value, .formula = formula, .what = what});
    }
}

void tsq__step_converted(const struct tsq_effect_row *row, const char *name, double value, const tsq_conversion *by,
                         int group)
{
    if (row->steps != NULL) {
        add(row->steps, (struct tsq__step){.name = name, .value = value, .what = by->title, .by = by, .group = group});
    }
}

/* ---- cells -------------------------------------------------------------------------------------------------- */

tsq_status tsq__trace_compute(const tsq_effect_measure *measure, const struct tsq_effect_row *numbers,
                              const tsq_effect_options *options, struct tsq_effect_value *value)
{
    *value = (struct tsq_effect_value)TSQ__EFFECT_VALUE_INIT;
    return tsq__bounded_compute(measure, numbers, options, value);
}

static bool is_same_effect(const struct tsq_effect_value *a, const struct tsq_effect_value *b, bool said)
{
    return a->yi == b->yi && a->vi == b->vi && (!said || strcmp(a->derived, b->derived) == 0);
}

/* The role that conversions know, those of the first group, for a role of the second one. */
static void first_of(const char *role, char first[16])
{
    snprintf(first, 16, "%s", role);
    const size_t length = strlen(first);
    if (length > 1 && first[length - 1] == 'i' && first[length - 2] == '2') {
        first[length - 2] = '1';
    }
}

/* Whether a conversion that was used takes the role: of groups, which may have been converted before arms were divided, or
 * together with others that may do without it. */
static bool is_converted(const struct tsq__trace *trace, const char *role)
{
    char first[16];
    bool converted = false;
    first_of(role, first);
    for (size_t i = 0; i < trace->steps.n; i++) {
        const struct tsq__step *step = &trace->steps.step[i];
        const char *wanted = step->group == 2 ? first : role;
        const bool of_group = step->group != 2 || strcmp(first, role) != 0;
        converted = converted || (step->by != NULL && (step->by->joint || step->by->convert != NULL) && of_group &&
                                  tsq__is_word_of(step->by->inputs, wanted));
    }
    return converted;
}

/* Whether a correlation was pooled from the role. */
static bool is_pooled(const struct tsq__trace *trace, const char *role)
{
    return trace->options.corr_pooled && tsq__is_word_of("n1i sd1i0 sd1i sdc1i n2i sd2i0 sd2i sdc2i", role);
}

/* Whether the effect is another one where the number is missing, or a little different. */
static bool matters(const struct tsq__trace *trace, const tsq_effect_measure *measure,
                    const struct tsq__effect_input *input, const struct tsq_effect_value *value)
{
    struct tsq_effect_row changed = trace->numbers;
    struct tsq_effect_value other;
    double *number = tsq__effect_input_at(&changed, input);
    const double kept = *number;
    *number = NAN;
    if (tsq__trace_compute(measure, &changed, &trace->options, &other) != TSQ_OK ||
        !is_same_effect(&other, value, true)) {
        return true;
    }
    *number = kept + (kept == floor(kept) ? 1.0 : fabs(kept) * 0x1p-10);
    return tsq__trace_compute(measure, &changed, &trace->options, &other) != TSQ_OK ||
           !is_same_effect(&other, value, false);
}

static bool add_cell(struct tsq__trace *trace, size_t *capacity, struct tsq__cell cell)
{
    struct tsq__cell *more = tsq__grow(trace->cell, capacity, trace->n_cells + 1, sizeof *more);
    if (more != NULL) {
        trace->cell = more;
        more[trace->n_cells++] = cell;
    }
    return more != NULL;
}

/* The cells of one row of the table, and of its control's; `value` NULL: all that are read. */
static tsq_status find_cells(const struct tsq__job *job, size_t row, struct tsq__trace *trace, size_t *capacity,
                             const struct tsq_effect_value *value, tsq_error *err)
{
    const struct tsq__effect_plan *plan = &job->plan;
    struct tsq_effect_row read;
    const tsq_status status = tsq__effect_plan_read(plan, row, &read, err);
    for (size_t i = 0; i < plan->n && status == TSQ_OK; i++) {
        const struct tsq__effect_input *input = plan->read[i].input;
        const bool bound = read.bound.input == input;
        const double number = bound ? read.bound.value : *tsq__effect_input_at(&read, input);
        const size_t at = plan->read[i].of_control && plan->pairs != NULL ? tsq__pairs_control(plan->pairs, row) : row;
        const bool used =
            !isnan(number) && (value == NULL || bound || is_converted(trace, input->role) ||
                               is_pooled(trace, input->role) || matters(trace, plan->measure, input, value));
        if (used && !add_cell(trace, capacity,
                              (struct tsq__cell){
                                  .role = input->role, .row = at, .column = plan->read[i].column, .number = number})) {
            return tsq__fail_memory(err);
        }
    }
    return status;
}

static tsq_status find_all_cells(const struct tsq__job *job, struct tsq__trace *trace,
                                 const struct tsq_effect_value *value, tsq_error *err)
{
    size_t capacity = 0;
    const struct tsq__numbers *numbers = job->out->numbers;
    tsq_status status = TSQ_OK;
    size_t row;
    for (size_t i = 0; (row = tsq__numbers_merged(numbers, trace->row, i)) != SIZE_MAX && status == TSQ_OK; i++) {
        trace->merged = true;
        status = find_cells(job, row, trace, &capacity, NULL, err);
    }
    return trace->merged || status != TSQ_OK ? status : find_cells(job, trace->row, trace, &capacity, value, err);
}

/* ---- numbers that are not those of the cells ------------------------------------------------------------------ */

/* Numbers in another unit. */
static void note_rescaled(const struct tsq__job *job, struct tsq_effect_row *row, struct tsq_effect_row *cells,
                          const struct tsq__rescaling *by)
{
    for (size_t i = 0; i < job->plan.n; i++) {
        const struct tsq__effect_input *input = job->plan.read[i].input;
        const double number = *tsq__effect_input_at(row, input), cell = *tsq__effect_input_at(cells, input);
        if (!isnan(number) && number != cell) {
            char formula[40], what[80];
            snprintf(formula, sizeof formula, "%s*unit_factor", input->role);
            snprintf(what, sizeof what, "%s in one %s, by --unit", by->to, by->from);
            tsq__step(row, "unit_factor", by->factor, NULL, tsq__effect_texts_keep(job->out->texts, what));
            tsq__step(row, input->role, number, tsq__effect_texts_keep(job->out->texts, formula), NULL);
        }
    }
}

/* Conversions of the cells, made before arms were divided or combined. */
static void note_converted(const struct tsq__job *job, const struct tsq__trace *trace,
                           const struct tsq_effect_row *cells, struct tsq__steps *steps)
{
    struct tsq__steps all = {0};
    struct tsq_effect_row numbers = *cells;
    struct tsq_effect_value value;
    numbers.steps = &all;
    (void)tsq__trace_compute(job->plan.measure, &numbers, &trace->options, &value);
    for (size_t i = 0; i < all.n; i++) {
        if (all.step[i].by != NULL && all.step[i].by->convert != NULL) {
            add(steps, all.step[i]);
        }
    }
}

/* What stands in place of a cell, unless a conversion gave it. */
static void note_replaced(const struct tsq__job *job, const struct tsq__kept *kept, struct tsq_effect_row *row,
                          struct tsq_effect_row *cells)
{
    for (size_t i = 0; i < job->plan.n; i++) {
        const struct tsq__effect_input *input = job->plan.read[i].input;
        const double number = *tsq__effect_input_at(row, input), cell = *tsq__effect_input_at(cells, input);
        const bool divided = kept->contrasts > 1.0 && number == cell / kept->contrasts;
        char formula[40];
        bool converted = false;
        for (size_t j = 0; j < row->steps->n; j++) {
            converted = converted ||
                        (strcmp(row->steps->step[j].name, input->role) == 0 && row->steps->step[j].value == number);
        }
        if (isnan(number) || number == cell || converted) {
            continue;
        }
        if (divided) {
            tsq__step(row, "contrasts", kept->contrasts, NULL, "contrasts that share the control");
        }
        snprintf(formula, sizeof formula, "%s/contrasts", input->role);
        tsq__step(row, input->role, number, divided ? tsq__effect_texts_keep(job->out->texts, formula) : NULL,
                  kept->note != NULL      ? kept->note
                  : kept->derived != NULL ? kept->derived
                                          : "converted");
    }
}

tsq_status tsq__trace_row(struct tsq__job *job, size_t row, tsq_error *err)
{
    struct tsq__traces *traces = job->traces;
    struct tsq__trace *more = tsq__grow(traces->trace, &traces->capacity, traces->n + 1, sizeof *more);
    if (more == NULL) {
        return tsq__fail_memory(err);
    }
    traces->trace = more;
    struct tsq__trace *trace = &more[traces->n++];
    const struct tsq__kept *kept = tsq__numbers_of(job->out->numbers, row);
    *trace = (struct tsq__trace){.row = row, .options = job->options};
    trace->options.endpoint = kept != NULL && kept->changes ? TSQ_ENDPOINT_FINAL : trace->options.endpoint;
    struct tsq_effect_row read, cells;
    const struct tsq__rescaling *rescaled = NULL;
    tsq_status status = tsq__effect_plan_read(&job->plan, row, &read, err);
    cells = read;
    if (status == TSQ_OK && job->rescalings != NULL) {
        status = tsq__rescale(job->rescalings, job->options.n_unit, job->plan.roles, row, &cells, &rescaled, err);
    }
    if (status == TSQ_OK) {
        status = tsq__job_read(job, row, &trace->numbers, NULL, err);
    }
    if (status != TSQ_OK) {
        return status;
    }
    trace->numbers.average1 = job->average[0];
    trace->numbers.average2 = job->average[1];
    cells.steps = &trace->steps;
    if (rescaled != NULL) {
        note_rescaled(job, &cells, &read, rescaled);
    }
    if (kept != NULL) {
        struct tsq_effect_row made = trace->numbers;
        made.steps = &trace->steps;
        note_converted(job, trace, &cells, &trace->steps);
        note_replaced(job, kept, &made, &cells);
    }
    struct tsq_effect_value value;
    struct tsq_effect_row numbers = trace->numbers;
    numbers.steps = &trace->steps;
    const tsq_status found = tsq__trace_compute(job->plan.measure, &numbers, &trace->options, &value);
    return find_all_cells(job, trace, found == TSQ_OK ? &value : NULL, err);
}

/* ---- lists -------------------------------------------------------------------------------------------------- */

static int by_row(const void *row, const void *trace)
{
    const size_t wanted = *(const size_t *)row, here = ((const struct tsq__trace *)trace)->row;
    return (wanted > here) - (wanted < here);
}

const struct tsq__trace *tsq__trace_of(const struct tsq__traces *traces, size_t row)
{
    return traces->n == 0 ? NULL : bsearch(&row, traces->trace, traces->n, sizeof *traces->trace, by_row);
}

void tsq__traces_free(struct tsq__traces *traces)
{
    for (size_t i = 0; i < traces->n; i++) {
        free(traces->trace[i].cell);
    }
    free(traces->trace);
    *traces = (struct tsq__traces){0};
}
