/* From a table to one fit per group: roles, filters, groups, effects, weights, fit. */
#include "pool/pool.h"

#include "base/error.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static tsq_status check_options(const tsq_pool_options *options, tsq_error *err)
{
    const char *pi = options->prediction, *ci = options->tau2_interval;
    if (strcmp(pi, "auto") != 0 && strcmp(pi, "none") != 0 && tsq_prediction_find(pi) == NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "no prediction interval is called '%s'", pi);
    }
    if (strcmp(ci, "auto") != 0 && strcmp(ci, "none") != 0 && tsq_tau2_interval_find(ci) == NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "no interval of tau2 is called '%s'", ci);
    }
    const tsq_tau2_method *method = options->fit.method;
    const bool for_method = (method->flags & TSQ_TAU2_USER_WEIGHTS) != 0;
    const bool needed = for_method || strcmp(ci, "GENQ") == 0 || options->fit.weighting == TSQ_WEIGHT_USER;
    if (needed && options->weights == NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "%s needs a column of weights",
                         !for_method && strcmp(ci, "GENQ") == 0 ? "the interval GENQ" : method->id);
    }
    if (!needed && options->weights != NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "the weights of column '%s' would not be used by the unweighted method %s",
                         options->weights, method->id);
    }
    return tsq__pool_counts_check(options, err);
}

/* Ids that follow the method ("auto") become registry entries here, so that a fit sees no names. */
static tsq_fit_options fit_options(const tsq_pool_options *options, bool mh_q)
{
    tsq_fit_options fit = options->fit;
    const char *pi = options->prediction, *ci = options->tau2_interval;
    fit.no_prediction = strcmp(pi, "none") == 0;
    fit.prediction = fit.no_prediction || strcmp(pi, "auto") == 0 ? NULL : tsq_prediction_find(pi);
    if (strcmp(ci, "auto") == 0 && mh_q) {
        ci = "none"; /* none belongs to that Q */
    } else if (strcmp(ci, "auto") == 0) {
        ci = fit.method != NULL && strcmp(fit.method->id, "DL") == 0 ? "J" : "QP";
    }
    fit.no_tau2_interval = strcmp(ci, "none") == 0;
    fit.tau2_interval = fit.no_tau2_interval ? NULL : tsq_tau2_interval_find(ci);
    return fit;
}

static tsq_status name_group(const tsq_table *table, const tsq_groups *groups, const tsq_rows *rows,
                             tsq_pool_result *result, tsq_error *err)
{
    const size_t n = groups->n_columns;
    if (n == 0) {
        return TSQ_OK;
    }
    result->group_column = calloc(n, sizeof *result->group_column);
    result->group_value = calloc(n, sizeof *result->group_value);
    if (result->group_column == NULL || result->group_value == NULL) {
        return tsq__fail_memory(err);
    }
    result->n_group = n;
    for (size_t i = 0; i < n; i++) {
        result->group_column[i] = tsq_table_column_name(table, groups->column[i]);
        result->group_value[i] = tsq_table_cell(table, rows->row[0], groups->column[i]);
    }
    return TSQ_OK;
}

/* Errors that concern the model and not the data: the group goes without a fit, the others are still fitted. */
static bool group_goes_without(tsq_status status)
{
    return status == TSQ_E_EMPTY || status == TSQ_E_DF || status == TSQ_E_RANK || status == TSQ_E_MODEL ||
           status == TSQ_E_RANGE || status == TSQ_E_WEIGHT;
}

static bool pools_counts(const tsq_pool_options *options)
{
    return (options->fit.method->flags & TSQ_TAU2_COUNTS) != 0;
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

static tsq_status fit_studies(const tsq_pool_report *report, const tsq_studies *studies, tsq_pool_result *result,
                              tsq_error *cause)
{
    const bool mh_q = tsq__pool_has_mh_q(&report->options, result->effects.measure);
    tsq_fit_options options = fit_options(&report->options, mh_q);
    tsq_status status = mh_q ? tsq__pool_mh_estimate(report, result, &options.q_about, cause) : TSQ_OK;
    if (status == TSQ_OK) {
        status = tsq_fit(studies, &options, &result->fit, cause);
    }
    if (status == TSQ_OK && mh_q) {
        result->fit.flags |= TSQ_FLAG_BIT(Q_ABOUT_MH);
    }
    add_way_out(result, status, cause);
    return status;
}

static tsq_status fit_group(const tsq_pool_report *report, tsq_pool_result *result, long weights, tsq_error *err)
{
    const tsq_effects *effects = &result->effects;
    const size_t k = effects->k;
    if (k == 0) {
        (void)tsq__fail(&result->error, TSQ_E_EMPTY, "no study can be used");
        return TSQ_OK;
    }
    tsq_error cause = {.code = TSQ_OK};
    if (pools_counts(&report->options)) {
        return judge_fit(report, result, tsq__pool_counts_fit(report, result, &cause), &cause, err);
    }
    tsq_status status = tsq_effects_covariance(effects, &result->covariance, &cause);
    if (status != TSQ_OK) {
        return judge_fit(report, result, status, &cause, err);
    }
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
        const tsq_studies studies = {.k = k,
                                     .yi = yi,
                                     .vi = vi,
                                     .weights = weights >= 0 ? wi : NULL,
                                     .n_cov = result->covariance.n,
                                     .cov = result->covariance.pair};
        status = judge_fit(report, result, fit_studies(report, &studies, result, &cause), &cause, err);
    }
    free(values);
    return status;
}

/* A study without a weight is omitted as one without a variance would be; with na_fail its error stands. */
static tsq_status omit_unweighted(const tsq_pool_report *report, tsq_pool_result *result, size_t column, tsq_error *err)
{
    tsq_effects *effects = &result->effects;
    size_t kept = 0, lost = 0;
    tsq_omitted *omitted = NULL;
    for (size_t i = 0; i < effects->k; i++) {
        double weight;
        const tsq_effect *effect = &effects->effect[i];
        const tsq_status status = tsq__pool_weight(report->table, effect->row, column, &weight, err);
        if (status != TSQ_OK && (status != TSQ_E_MISSING || report->options.effect.na_fail)) {
            return status;
        }
        lost += status == TSQ_E_MISSING;
    }
    if (lost == 0) {
        return TSQ_OK;
    }
    omitted = realloc(effects->omitted, (effects->n_omitted + lost) * sizeof *omitted);
    if (omitted == NULL) {
        return tsq__fail_memory(err);
    }
    effects->omitted = omitted;
    for (size_t i = 0; i < effects->k; i++) {
        double weight;
        const tsq_effect *effect = &effects->effect[i];
        if (tsq__pool_weight(report->table, effect->row, column, &weight, NULL) == TSQ_OK) {
            if (effects->control != NULL) {
                effects->control[kept] = effects->control[i];
            }
            effects->effect[kept++] = *effect;
        } else {
            effects->omitted[effects->n_omitted++] = (tsq_omitted){
                .row = effect->row, .line = effect->line, .study = effect->study, .reason = "missing weight"};
        }
    }
    effects->k = kept;
    return TSQ_OK;
}

static tsq_status pool_group(tsq_pool_report *report, const tsq_groups *groups, size_t g, long weights, tsq_error *err)
{
    tsq_pool_result *result = &report->result[g];
    tsq_status status = name_group(report->table, groups, &groups->rows[g], result, err);
    if (status == TSQ_OK) {
        tsq_effect_options options = report->options.effect;
        if (pools_counts(&report->options) && options.drop00 == TSQ_DROP00_NO) {
            options.drop00 = TSQ_DROP00_ALL; /* counts without events are pooled, but say nothing of heterogeneity */
        }
        if (pools_counts(&report->options) && options.multi_arm == TSQ_MULTI_ARM_AUTO) {
            options.multi_arm = TSQ_MULTI_ARM_EACH; /* and no covariance: a control that counts twice gets its warning */
        }
        status = tsq_effects_compute(report->roles, &groups->rows[g], report->options.measure, &options,
                                     &result->effects, err);
    }
    if (status == TSQ_OK && pools_counts(&report->options)) {
        status = tsq__pool_counts_join(report, result, err);
    }
    if (status == TSQ_OK && weights >= 0) {
        status = omit_unweighted(report, result, (size_t)weights, err);
    }
    if (status == TSQ_OK) {
        status = tsq__pool_warn(report->roles, result, err);
    }
    if (status == TSQ_OK) {
        status = fit_group(report, result, weights, err);
    }
    report->n_estimated += result->estimated;
    return status;
}

static tsq_status pool_groups(tsq_pool_report *report, const tsq_groups *groups, tsq_error *err)
{
    const tsq_pool_options *options = &report->options;
    long weights = -1;
    size_t column = 0;
    if (options->weights != NULL) {
        if (!tsq_table_find(report->table, options->weights, &column)) {
            return tsq__fail(err, TSQ_E_COLUMN, "%s: no column '%s' for the weights", tsq_table_source(report->table),
                             options->weights);
        }
        weights = (long)column;
    }
    report->result = calloc(groups->n, sizeof *report->result);
    if (report->result == NULL) {
        return tsq__fail_memory(err);
    }
    report->n = groups->n;
    for (size_t g = 0; g < groups->n; g++) {
        const tsq_status status = pool_group(report, groups, g, weights, err);
        if (status != TSQ_OK) {
            return status;
        }
    }
    return TSQ_OK;
}

/* Fills what the options leave open. */
static tsq_pool_options complete(const tsq_pool_options *given)
{
    tsq_pool_options options;
    if (given == NULL) {
        tsq_pool_preset(&options, NULL);
    } else {
        options = *given;
    }
    const tsq_preset *preset = options.preset != NULL ? options.preset : tsq_preset_at(0);
    options.preset = preset;
    if (options.fit.method == NULL) {
        options.fit.method = tsq_tau2_find(preset->method);
    }
    if (options.fit.test == NULL) {
        const bool common = (options.fit.method->flags & TSQ_TAU2_COMMON) != 0;
        options.fit.test = tsq_test_find(common ? "z" : "knha");
    }
    options.prediction = options.prediction != NULL ? options.prediction : preset->prediction;
    if (options.tau2_interval == NULL) {
        /* GENQ and GENQM bring their own interval, as in metafor */
        const bool own = (options.fit.method->flags & TSQ_TAU2_USER_WEIGHTS) != 0;
        options.tau2_interval = own && strcmp(preset->tau2_interval, "none") != 0 ? "GENQ" : preset->tau2_interval;
    }
    options.effect.level = options.fit.level;
    if (options.effect.vtype == NULL && options.measure != NULL && strcmp(options.measure->id, "SMD") == 0) {
        options.effect.vtype = preset->smd_vtype;
    }
    return options;
}

tsq_status tsq_pool_fit_options(const tsq_pool_options *options, tsq_fit_options *out, tsq_error *err)
{
    const tsq_pool_options completed = complete(options);
    const tsq_status status = check_options(&completed, err);
    if (status == TSQ_OK) {
        *out = fit_options(&completed, false);
    }
    return status;
}

static tsq_status select_rows(const tsq_table *table, const tsq_pool_options *options, tsq_rows *rows, tsq_error *err)
{
    const tsq_status status = tsq_table_where(table, options->where, options->n_where, rows, err);
    if (status == TSQ_OK && rows->n == 0) {
        tsq_rows_free(rows);
        return tsq__fail(err, TSQ_E_EMPTY, "%s: no row meets the conditions", tsq_table_source(table));
    }
    return status;
}

tsq_status tsq_pool(const tsq_table *table, const tsq_pool_options *options, tsq_pool_report *out, tsq_error *err)
{
    *out = (tsq_pool_report){.table = table, .options = complete(options)};
    tsq_rows rows = {0};
    tsq_groups groups = {0};
    tsq_status status = check_options(&out->options, err);
    if (status == TSQ_OK) {
        status = tsq_roles_new(table, out->options.map, out->options.n_map, &out->roles, err);
    }
    if (status == TSQ_OK) {
        status = select_rows(table, &out->options, &rows, err);
    }
    if (status == TSQ_OK) {
        status = tsq_table_group(table, &rows, out->options.by, &groups, err);
    }
    if (status == TSQ_OK) {
        status = pool_groups(out, &groups, err);
    }
    tsq_groups_free(&groups);
    tsq_rows_free(&rows);
    if (status != TSQ_OK) {
        tsq_pool_free(out);
    }
    return status;
}

tsq_status tsq_pool_effects(const tsq_table *table, const tsq_pool_options *given, tsq_effects *out, tsq_error *err)
{
    *out = (tsq_effects){0};
    const tsq_pool_options options = complete(given);
    tsq_roles *roles = NULL;
    tsq_rows rows = {0};
    tsq_status status = tsq_roles_new(table, options.map, options.n_map, &roles, err);
    if (status == TSQ_OK) {
        status = select_rows(table, &options, &rows, err);
    }
    if (status == TSQ_OK) {
        status = tsq_effects_compute(roles, &rows, options.measure, &options.effect, out, err);
    }
    tsq_rows_free(&rows);
    tsq_roles_free(roles);
    return status;
}

void tsq_pool_free(tsq_pool_report *report)
{
    if (report == NULL) {
        return;
    }
    for (size_t i = 0; i < report->n; i++) {
        tsq_pool_result *result = &report->result[i];
        tsq_effects_free(&result->effects);
        tsq_effects_pairs_free(&result->covariance);
        tsq_fit_free(&result->fit);
        for (size_t j = 0; j < result->n_warnings; j++) {
            free(result->warning[j]);
        }
        free(result->warning);
        free(result->group_column);
        free(result->group_value);
    }
    free(report->result);
    tsq_roles_free(report->roles);
    *report = (tsq_pool_report){0};
}
