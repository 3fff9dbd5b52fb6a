/* One row: its numbers, and what the measure makes of them. */
#include "base/error.h"
#include "effect/bounds.h"
#include "effect/conversions.h"
#include "effect/design.h"
#include "effect/job.h"

tsq_status tsq__job_read(struct tsq__job *job, size_t row, struct tsq_effect_row *out,
                         const struct tsq__rescaling **rescaled, tsq_error *err)
{
    const struct tsq__rescaling *used = NULL;
    const struct tsq__kept *kept = tsq__numbers_of(job->out->numbers, row);
    tsq_status status = TSQ_OK;
    if (kept != NULL) {
        *out = kept->numbers;
    } else {
        status = tsq__effect_plan_read(&job->plan, row, out, err);
        if (status == TSQ_OK && job->rescalings != NULL) {
            status = tsq__rescale(job->rescalings, job->options.n_unit, job->plan.roles, row, out, &used, err);
        }
    }
    if (rescaled != NULL) {
        *rescaled = used;
    }
    return status;
}

/* What is said of a row that does not stand as it is. */
static void describe_kept(const struct tsq__kept *kept, struct tsq_effect_value *value)
{
    if (kept->derived != NULL) {
        tsq__effect_derived(value, kept->derived);
    }
    if (kept->note != NULL) {
        tsq__effect_add(value->derived, kept->note);
    }
    if (kept->warning != NULL) {
        tsq__effect_add(value->warning, kept->warning);
    }
    value->compared = kept->changes ? TSQ_COMPARED_CHANGE : value->compared;
}

tsq_status tsq__job_evaluate(struct tsq__job *job, size_t row, struct tsq__result *out, tsq_error *err)
{
    const struct tsq__kept *kept = tsq__numbers_of(job->out->numbers, row);
    const struct tsq__rescaling *rescaled;
    struct tsq_effect_value *value = &out->value;
    *value = (struct tsq_effect_value)TSQ__EFFECT_VALUE_INIT;
    const tsq_status status = tsq__job_read(job, row, &out->numbers, &rescaled, err);
    if (status != TSQ_OK) {
        return status;
    }
    if (kept != NULL && kept->refused != NULL) {
        out->found = tsq__effect_omit(value, kept->refused);
        return TSQ_OK;
    }
    tsq_effect_options options = job->options;
    options.endpoint = kept != NULL && kept->changes ? TSQ_ENDPOINT_FINAL : options.endpoint;
    out->numbers.average1 = job->average[0];
    out->numbers.average2 = job->average[1];
    out->found = tsq__bounded_compute(job->plan.measure, &out->numbers, &options, value);
    if (out->found == TSQ_E_VALUE) {
        return tsq__effect_plan_fail(&job->plan, value->role, row, out->found, value->reason, err);
    }
    if (out->found == TSQ_OK && options.corr_pooled && (kept == NULL || kept->derived == NULL)) {
        tsq__pooled_corr_describe(&job->pooled, job->plan.measure, &out->numbers, &options, value);
    }
    if (out->found == TSQ_OK && options.crossover_corr_pooled) {
        tsq__crossover_corr_describe(&job->paired, &out->numbers, value);
    }
    tsq__rescaled_describe(rescaled, value);
    if (kept != NULL) {
        describe_kept(kept, value);
    }
    return TSQ_OK;
}
