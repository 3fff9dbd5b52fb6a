/* Pooled results as JSON, schema tausq.pool/1. */
#include "io/frame.h"
#include "io/json.h"
#include "io/result.h"
#include "io/rounding.h"

static void write_omitted(tsq__json *json, const tsq_effects *effects)
{
    tsq__json_open(json, "omitted", '[', false);
    for (size_t i = 0; i < effects->n_omitted; i++) {
        tsq__json_open(json, NULL, '{', true);
        tsq__json_count(json, "line", effects->omitted[i].line);
        tsq__json_text(json, "study", effects->omitted[i].study);
        tsq__json_text(json, "reason", effects->omitted[i].reason);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
}

static void write_coefficients(tsq__json *json, const tsq__result *result)
{
    tsq__json_open(json, "coefficients", '[', false);
    for (size_t j = 0; result->fit.coefficients != NULL && j < result->p; j++) {
        const tsq_coefficient *c = &result->fit.coefficients[j];
        tsq__json_open(json, NULL, '{', true);
        tsq__json_text(json, "name", tsq__result_name(result, j));
        tsq__json_number(json, "estimate", c->estimate);
        tsq__json_number(json, "se", c->se);
        tsq__json_number(json, "statistic", c->statistic);
        tsq__json_number(json, "df", c->df);
        tsq__json_number(json, "pval", c->pval);
        tsq__json_number(json, "ci_lb", c->ci_lb);
        tsq__json_number(json, "ci_ub", c->ci_ub);
        if (result->mods != NULL) {
            tsq__json_number(json, "log10p", c->log10p);
        }
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
}

/* The terms as given, what the factors are compared with, and the covariance of the coefficients. */
static void write_moderators(tsq__json *json, const tsq__result *result)
{
    const tsq_design *design = &result->pooled->design;
    if (result->mods == NULL) {
        return;
    }
    tsq__json_text(json, "mods", result->mods);
    tsq__json_open(json, "factors", '[', false);
    for (size_t i = 0; i < design->n_factors; i++) {
        tsq__json_open(json, NULL, '{', true);
        tsq__json_text(json, "name", design->factor[i].name);
        tsq__json_text(json, "reference", design->factor[i].contrasts ? design->factor[i].reference : NULL);
        tsq__json_count(json, "levels", design->factor[i].n_levels);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
    tsq__json_number(json, "QM_log10p", result->fit.QM_log10p);
    tsq__json_open(json, "vcov", '[', false);
    for (size_t i = 0; result->fit.vcov != NULL && i < result->p; i++) {
        tsq__json_open(json, NULL, '[', true);
        for (size_t j = 0; j < result->p; j++) {
            tsq__json_number(json, NULL, result->fit.vcov[i * result->p + j]);
        }
        tsq__json_close(json, ']');
    }
    tsq__json_close(json, ']');
}

static void write_studies(tsq__json *json, const tsq__result *result)
{
    const tsq_effects *effects = &result->pooled->effects;
    tsq__json_open(json, "studies", '[', false);
    for (size_t i = 0; i < effects->k; i++) {
        const tsq_effect *effect = &effects->effect[i];
        tsq__json_open(json, NULL, '{', true);
        tsq__json_text(json, "study", effect->study);
        tsq__json_count(json, "line", effect->line);
        tsq__json_number(json, "yi", effect->yi);
        tsq__json_number(json, "vi", effect->vi);
        tsq__json_number(json, "weight", result->fit.weight != NULL ? result->fit.weight[i] : (double)NAN);
        tsq__json_number(json, "ci_lb", effect->ci_lb);
        tsq__json_number(json, "ci_ub", effect->ci_ub);
        tsq__json_text(json, "derived", effect->derived);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
}

static void write_facts(tsq__json *json, const tsq__result *result)
{
    tsq__json_open(json, "flags", '[', true);
    for (size_t i = 0; i < TSQ_FLAG_COUNT; i++) {
        if ((result->fit.flags >> i & 1) != 0) {
            tsq__json_text(json, NULL, tsq_flag_id(i));
        }
    }
    tsq__json_close(json, ']');
    tsq__json_open(json, "warnings", '[', false);
    for (size_t i = 0; i < result->pooled->n_warnings; i++) {
        tsq__json_text(json, NULL, result->pooled->warning[i]);
    }
    tsq__json_close(json, ']');
}

static void write_chisq(tsq__json *json, const char *key, tsq_chisq test)
{
    tsq__json_open(json, key, '{', true);
    tsq__json_number(json, "value", test.value);
    tsq__json_number(json, "df", test.df);
    tsq__json_number(json, "pval", test.p);
    tsq__json_number(json, "log10p", test.log10p);
    tsq__json_close(json, '}');
}

/* Tests of stratified tables, where counts were pooled by Mantel and Haenszel. */
static void write_counts_tests(tsq__json *json, const tsq__result *result)
{
    const tsq_counts_tests *tests = &result->pooled->tests;
    if (!tsq__result_has_counts_tests(result)) {
        return;
    }
    tsq__json_open(json, "counts_tests", '{', false);
    write_chisq(json, "cochran", tests->cochran);
    write_chisq(json, "cochran_corrected", tests->cochran_corrected);
    write_chisq(json, "cmh", tests->cmh);
    write_chisq(json, "cmh_corrected", tests->cmh_corrected);
    write_chisq(json, "breslow_day", tests->breslow_day);
    write_chisq(json, "tarone", tests->tarone);
    tsq__json_close(json, '}');
}

/* Of contrasts that share a control. */
static void write_covariance(tsq__json *json, const tsq__result *result)
{
    const tsq_effects_pairs *pairs = &result->pooled->covariance;
    const tsq_effect *effect = result->pooled->effects.effect;
    if (pairs->n == 0) {
        return;
    }
    tsq__json_count(json, "shared_controls", pairs->n_trials);
    tsq__json_open(json, "covariance", '[', false);
    for (size_t c = 0; c < pairs->n; c++) {
        const tsq_effect *i = &effect[pairs->pair[c].i], *j = &effect[pairs->pair[c].j];
        tsq__json_open(json, NULL, '{', true);
        tsq__json_text(json, "study_i", i->study);
        tsq__json_count(json, "line_i", i->line);
        tsq__json_text(json, "study_j", j->study);
        tsq__json_count(json, "line_j", j->line);
        tsq__json_number(json, "value", pairs->pair[c].value);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
}

/* What the schema does not ask for stands after what it does. */
static void write_more(tsq__json *json, const tsq__result *result)
{
    const tsq_fit_result *fit = &result->fit;
    tsq__json_number(json, "log10p", result->mean.log10p);
    tsq__json_number(json, "QE_log10p", fit->QE_log10p);
    tsq__json_number(json, "H2_lb", fit->H2_lb);
    tsq__json_number(json, "H2_ub", fit->H2_ub);
    tsq__json_number(json, "tau2_hull_lb", fit->tau2_hull_lb);
    tsq__json_number(json, "tau2_hull_ub", fit->tau2_hull_ub);
    tsq__json_number(json, "n", tsq__result_participants(result));
    tsq__json_open(json, "stationary", '[', false);
    for (size_t i = 0; i < fit->n_stationary; i++) {
        tsq__json_open(json, NULL, '{', true);
        tsq__json_number(json, "tau2", fit->stationary[i].tau2);
        tsq__json_number(json, "logLik", fit->stationary[i].loglik);
        tsq__json_bool(json, "maximum", fit->stationary[i].maximum);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
    write_moderators(json, result);
    write_counts_tests(json, result);
    write_covariance(json, result);
    tsq__json_text(json, "error", result->pooled->estimated ? NULL : result->pooled->error.text);
}

static void write_result(tsq__json *json, const tsq__result *result, const tsq_rounding *rounding)
{
    tsq__json_open(json, NULL, '{', false);
    tsq__frame_json_group(json, result->pooled);
    tsq__json_text(json, "measure", result->measure);
    tsq__json_text(json, "method", result->method);
    tsq__json_text(json, "test", result->test);
    tsq__json_number(json, "level", result->fit.level);
    tsq__json_text(json, "pi", result->prediction);
    tsq__json_text(json, "tau2_ci", result->tau2_interval);
    tsq__json_count(json, "k", result->k);
    tsq__json_count(json, "p", result->p);
    write_omitted(json, &result->pooled->effects);
    for (size_t i = 0; i < TSQ__QUANTITIES; i++) {
        tsq__json_number(json, result->quantity[i].key, result->quantity[i].value);
    }
    write_coefficients(json, result);
    write_studies(json, result);
    write_facts(json, result);
    write_more(json, result);
    if (rounding != NULL) {
        tsq__rounding_json(json, rounding);
    }
    tsq__json_close(json, '}');
}

tsq_status tsq_write_pool_json(FILE *stream, const tsq_pool_report *report, const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__frame_json(&json, "tausq.pool/1", options, tsq_table_rows(report->table));
    tsq__json_open(&json, "results", '[', false);
    for (size_t i = 0; i < report->n; i++) {
        tsq__result result;
        tsq__result_view(report, i, &result);
        write_result(&json, &result, options->rounding != NULL ? &options->rounding[i] : NULL);
    }
    tsq__json_close(&json, ']');
    tsq__json_text(&json, "preset", report->options.preset->id);
    tsq__json_close(&json, '}');
    return json.failed ? TSQ_E_MEMORY : TSQ_OK;
}
