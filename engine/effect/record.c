/* Effects and omitted rows, noted down in the result. */
#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "effect/bounds.h"
#include "effect/job.h"
#include "effect/texts.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The name of a role as the user knows it: of its column, else the role's own. */
static const char *shown_role(const struct tsq__effect_plan *plan, const char *role, char *shown)
{
    bool of_control;
    const long column = tsq__effect_plan_column(plan, role, &of_control);
    const char *name = column < 0 ? role : tsq_table_column_name(tsq_roles_table(plan->roles), (size_t)column);
    return tsq__shown(name, strlen(name), shown);
}

/* Whether any of the missing would do that is a column of the table, or all are needed. */
static bool is_lacking(const struct tsq__effect_plan *plan, const struct tsq_effect_value *value, size_t i)
{
    bool of_control;
    return !value->missing_any_of || tsq__effect_plan_column(plan, value->missing[i], &of_control) >= 0;
}

/* "missing sd_t, sd_c", kept with the effects. NULL when memory is out. */
static const char *missing_reason(struct tsq__job *job, const struct tsq_effect_value *value)
{
    tsq__text text = {0};
    tsq__text_add_string(&text, "missing ");
    const size_t start = text.length;
    for (size_t i = 0; i < value->n_missing; i++) {
        char shown[TSQ__SHOWN];
        /* Of several that would do, only those that the table has a column for. */
        if (is_lacking(&job->plan, value, i)) {
            const bool of_control = job->plan.pairs != NULL && tsq__is_of_control(value->missing[i]);
            tsq__text_printf(&text, "%s%s%s",
                             text.length == start    ? ""
                             : value->missing_any_of ? " or "
                                                     : ", ",
                             shown_role(&job->plan, value->missing[i], shown), of_control ? " of the control" : "");
        }
    }
    char *built = tsq__text_take(&text);
    const char *kept = built == NULL ? NULL : tsq__effect_texts_keep(job->out->texts, built);
    free(built);
    return kept;
}

tsq_status tsq__job_omit(struct tsq__job *job, const tsq_omitted *about, const struct tsq_effect_value *value,
                         tsq_error *err)
{
    tsq_effects *out = job->out;
    if (value->n_missing > 0 && job->options.na_fail) {
        return tsq__effect_plan_fail(&job->plan, value->missing[0], about->row, TSQ_E_MISSING,
                                     "a needed value is missing", err);
    }
    tsq_omitted *omitted = tsq__grow(out->omitted, &job->omitted_capacity, out->n_omitted + 1, sizeof *omitted);
    if (omitted == NULL) {
        return tsq__fail_memory(err);
    }
    out->omitted = omitted;
    omitted += out->n_omitted;
    *omitted = *about;
    omitted->reason = value->n_missing > 0                      ? missing_reason(job, value)
                      : value->reason == tsq__reason_in_derived ? tsq__effect_texts_copy(out->texts, value->derived)
                                                                : value->reason;
    if (omitted->reason == NULL) {
        return tsq__fail_memory(err);
    }
    out->n_omitted++;
    return TSQ_OK;
}

const char *tsq__job_label(struct tsq__job *job, size_t row)
{
    if (job->plan.pairs != NULL) {
        return tsq__pairs_label(job->plan.pairs, row);
    }
    const char *text = tsq_roles_text(job->plan.roles, "study", row);
    if (text != NULL && text[0] != '\0') {
        return text;
    }
    char number[sizeof "study " + 20];
    snprintf(number, sizeof number, "study %zu", row + 1);
    return tsq__effect_texts_copy(job->out->texts, number);
}

tsq_status tsq__job_add(struct tsq__job *job, const tsq_omitted *about, const struct tsq_effect_value *value,
                        tsq_error *err)
{
    const char *derived = tsq__effect_texts_keep(job->out->texts, value->derived);
    const char *warning = value->warning[0] == '\0' ? NULL : tsq__effect_texts_copy(job->out->texts, value->warning);
    if (derived == NULL || (warning == NULL && value->warning[0] != '\0')) {
        return tsq__fail_memory(err);
    }
    const double n = isnan(value->n) ? tsq__effect_participants(&job->plan, about->row) : value->n;
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
        .n = n,
        .size = isnan(value->size) ? n : value->size,
        .compared_with = about->compared_with,
        .derived = derived,
        .compared = value->compared,
        .shared = {value->shared[0], value->shared[1]},
        .warning = warning,
    };
    return TSQ_OK;
}

static int by_number(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

tsq_status tsq__job_forget_unshared(tsq_effects *out, tsq_error *err)
{
    if (out->control == NULL) {
        return TSQ_OK;
    }
    size_t *sorted = tsq__array(out->k, sizeof *sorted);
    if (sorted == NULL) {
        return tsq__fail_memory(err);
    }
    bool shared = false;
    memcpy(sorted, out->control, out->k * sizeof *sorted);
    qsort(sorted, out->k, sizeof *sorted, by_number);
    for (size_t i = 1; i < out->k; i++) {
        shared = shared || sorted[i] == sorted[i - 1];
    }
    free(sorted);
    if (!shared) {
        free(out->control);
        out->control = NULL;
    }
    return TSQ_OK;
}
