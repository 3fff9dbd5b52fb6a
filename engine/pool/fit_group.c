/* The fit of one group: its weights, its covariances, and what an error of the fit means for the group. */
#include "pool/pool.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool tsq__pool_counts_asked(const tsq_pool_options *options)
{
    return (options->fit.method->flags & TSQ_TAU2_COUNTS) != 0;
}

/* Errors that concern the model and not the data: the group goes without a fit, the others are still fitted. */
static bool group_goes_without(tsq_status status)
{
    return status == TSQ_E_EMPTY || status == TSQ_E_DF || status == TSQ_E_RANK || status == TSQ_E_MODEL ||
           status == TSQ_E_RANGE || status == TSQ_E_WEIGHT;
}

/* An error about a study of the view gets the place of its row in the file. */
static tsq_status place_error(const tsq_table *table, const tsq_effects *effects, tsq_status status,
                              const tsq_error *cause, tsq_error *err)
{
    if (cause->has_study == 0 || cause->study >= effects->k) {
        return tsq__fail(err, status, "%s: %s", tsq_table_source(table), cause->text);
    }
    const tsq_effect *effect = &effects->effect[cause->study];
    const tsq_status code =
        tsq__fail(err, status, "%s:%zu: %s: %s", tsq_table_source(table), effect->line, effect->study, cause->text);
    if (err != NULL) {
        err->line = effect->line;
    }
    return code;
}

/* What a fit said: an error that concerns the group stays with it, others end the run. */
static tsq_status judge_fit(const tsq_pool_report *report, tsq_pool_result *result, tsq_status status,
                            const tsq_error *cause, tsq_error *err)
{
    result->estimated = status == TSQ_OK;
    if (group_goes_without(status)) {
        result->error = *cause;
        return TSQ_OK;
    }
    if (status == TSQ_E_OPTION || status == TSQ_E_MEMORY) {
        return tsq__fail(err, status, "%s", cause->text);
    }
    return status == TSQ_OK ? TSQ_OK : place_error(report->table, &result->effects, status, cause, err);
}

/* What to do about an option that contrasts with covariances cannot have. */
static void add_way_out(const tsq_pool_result *result, tsq_status status, tsq_error *cause)
{
    const size_t length = strlen(cause->text);
    if (status == TSQ_E_OPTION && result->covariance.n > 0) {
        snprintf(cause->text + length, sizeof cause->text - length,
                 " (of contrasts that share a control; --multi-arm split, combine or each has none)");
    }
}

/* Review Manager's users divide the shared group or combine the arms before they enter them: which, the data do not say. */
static tsq_status refuse_mh_q(const tsq_pool_options *options, tsq_error *cause)
{
    const char *who = options->mh_q_asked ? "" : options->preset->id;
    return tsq__fail(
        cause, TSQ_E_OPTION,
        "%s%s takes Q about the Mantel-Haenszel estimate, for which contrasts that share a control have no "
        "covariance: add --multi-arm split or --multi-arm combine (or --mh-q off, for the covariance)",
        who[0] == '\0' ? "DL here" : "the preset ", who[0] == '\0' ? "" : who);
}

static tsq_status fit_studies(const tsq_pool_report *report, const tsq_studies *studies, tsq_pool_result *result,
                              tsq_error *cause)
{
    const bool mh_q = tsq__pool_has_mh_q(&report->options, result->effects.measure);
    if (mh_q && result->covariance.n > 0) {
        return refuse_mh_q(&report->options, cause);
    }
    tsq_fit_options options = tsq__pool_fit_options(&report->options, mh_q);
    tsq_status status = mh_q ? tsq__pool_mh_estimate(report, result, &options.q_about, cause) : TSQ_OK;
    if (status == TSQ_OK) {
        status = tsq_fit(studies, &options, &result->fit, cause);
    }
    if (status == TSQ_OK && mh_q) {
        result->fit.flags |= TSQ_FLAG_BIT(Q_ABOUT_MH);
    }
    if (status == TSQ_OK && result->design.p > 0) {
        status = tsq__pool_r2(studies, &options, result, cause);
        status = status == TSQ_OK ? tsq__pool_warn_near_dependent(result, cause) : status;
    }
    if (status == TSQ_E_RANK) {
        status = tsq__pool_name_dependent(&result->design, cause);
    }
    add_way_out(result, status, cause);
    return status;
}

static tsq_status fit_values(const tsq_pool_report *report, tsq_pool_result *result, long weights, tsq_error *err)
{
    const tsq_effects *effects = &result->effects;
    const size_t k = effects->k;
    tsq_status status = TSQ_OK;
    double *values = calloc(k, 3 * sizeof *values);
    if (values == NULL) {
        return tsq__fail_memory(err);
    }
    double *yi = values, *vi = values + k, *wi = values + 2 * k;
    for (size_t i = 0; i < k && status == TSQ_OK; i++) {
        yi[i] = effects->effect[i].yi;
        vi[i] = effects->effect[i].vi;
        if (weights >= 0) {
            status = tsq__pool_weight(report->table, effects->effect[i].row, (size_t)weights, &wi[i], err);
        }
    }
    if (status == TSQ_OK) {
        tsq_error cause = {.code = TSQ_OK};
        const tsq_studies studies = {.k = k,
                                     .yi = yi,
                                     .vi = vi,
                                     .weights = weights >= 0 ? wi : NULL,
                                     .m = result->design.m,
                                     .X = result->design.X,
                                     .n_cov = result->covariance.n,
                                     .cov = result->covariance.pair};
        status = judge_fit(report, result, fit_studies(report, &studies, result, &cause), &cause, err);
    }
    free(values);
    return status;
}

tsq_status tsq__pool_fit_group(const tsq_pool_report *report, tsq_pool_result *result, long weights, bool *open,
                               tsq_error *err)
{
    const tsq_effects *effects = &result->effects;
    if (open != NULL) {
        *open = false;
    }
    if (effects->k == 0) {
        (void)tsq__fail(&result->error, TSQ_E_EMPTY, "no study can be used");
        return TSQ_OK;
    }
    tsq_error cause = {.code = TSQ_OK};
    if (tsq__pool_counts_asked(&report->options)) {
        return judge_fit(report, result, tsq__pool_counts_fit(report, result, &cause), &cause, err);
    }
    tsq_status status = tsq__pool_design(report, result, &cause);
    if (status == TSQ_OK) {
        status = tsq_effects_covariance(effects, &result->covariance, &cause);
    }
    if (status != TSQ_OK) {
        return judge_fit(report, result, status, &cause, err);
    }
    const bool plain = weights < 0 && report->moderators == NULL && result->covariance.n == 0 &&
                       report->options.weights == NULL && !tsq__pool_has_mh_q(&report->options, effects->measure);
    if (open != NULL && plain) {
        *open = true;
        return TSQ_OK;
    }
    return fit_values(report, result, weights, err);
}

tsq_status tsq__pool_omit(tsq_effects *effects, const char *const *reason, tsq_error *err)
{
    size_t kept = 0, lost = 0;
    for (size_t i = 0; i < effects->k; i++) {
        lost += reason[i] != NULL;
    }
    if (lost == 0) {
        return TSQ_OK;
    }
    tsq_omitted *omitted = realloc(effects->omitted, (effects->n_omitted + lost) * sizeof *omitted);
    if (omitted == NULL) {
        return tsq__fail_memory(err);
    }
    effects->omitted = omitted;
    for (size_t i = 0; i < effects->k; i++) {
        const tsq_effect *effect = &effects->effect[i];
        if (reason[i] == NULL) {
            if (effects->control != NULL) {
                effects->control[kept] = effects->control[i];
            }
            effects->effect[kept++] = *effect;
        } else {
            effects->omitted[effects->n_omitted++] =
                (tsq_omitted){.row = effect->row, .line = effect->line, .study = effect->study, .reason = reason[i]};
        }
    }
    effects->k = kept;
    return TSQ_OK;
}

/* A study without a weight is omitted as one without a variance would be; with na_fail its error stands. */
tsq_status tsq__pool_omit_unweighted(const tsq_pool_report *report, tsq_pool_result *result, size_t column,
                                     tsq_error *err)
{
    tsq_effects *effects = &result->effects;
    const char **reason = tsq__array(effects->k, sizeof *reason);
    tsq_status status = TSQ_OK;
    if (reason == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < effects->k && status == TSQ_OK; i++) {
        double weight;
        status = tsq__pool_weight(report->table, effects->effect[i].row, column, &weight, err);
        if (status == TSQ_E_MISSING && !report->options.effect.na_fail) {
            reason[i] = "missing weight";
            status = TSQ_OK;
        }
    }
    status = status == TSQ_OK ? tsq__pool_omit(effects, reason, err) : status;
    free(reason);
    return status;
}
