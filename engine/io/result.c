/* A result as ids, numbers and flags. */
#include "io/result.h"

#include <math.h>
#include <string.h>

static const tsq_coefficient no_coefficient = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};

static tsq_fit_result no_fit(const tsq_fit_options *options)
{
    return (tsq_fit_result){.method = options->method,
                            .test = options->test,
                            .level = options->level,
                            .pi_lb = NAN,
                            .pi_ub = NAN,
                            .pi_df = NAN,
                            .tau2 = NAN,
                            .se_tau2 = NAN,
                            .tau2_lb = NAN,
                            .tau2_ub = NAN,
                            .s2w = NAN,
                            .QE = NAN,
                            .QE_df = NAN,
                            .QE_p = NAN,
                            .QE_log10p = NAN,
                            .vt = NAN,
                            .I2 = NAN,
                            .I2_lb = NAN,
                            .I2_ub = NAN,
                            .H2 = NAN,
                            .H2_lb = NAN,
                            .H2_ub = NAN,
                            .logLik = NAN,
                            .AIC = NAN,
                            .BIC = NAN,
                            .AICc = NAN,
                            .QM = NAN,
                            .QM_df1 = NAN,
                            .QM_df2 = NAN,
                            .QM_p = NAN,
                            .QM_log10p = NAN,
                            .tau2_hull_lb = NAN,
                            .tau2_hull_ub = NAN};
}

void tsq__result_view(const tsq_pool_report *report, size_t i, tsq__result *out)
{
    const tsq_pool_result *pooled = &report->result[i];
    const tsq_effect_measure *measure = pooled->effects.measure;
    *out = (tsq__result){
        .pooled = pooled, .mods = report->options.mods, .k = pooled->effects.k, .p = 1, .mean = no_coefficient};
    out->measure = measure != NULL ? measure->id : "";
    out->fit = pooled->estimated ? pooled->fit : no_fit(&report->options.fit);
    if (pooled->estimated) {
        out->p = pooled->fit.p;
        out->mean = out->mods == NULL ? pooled->fit.coefficients[0] : out->mean;
    }
    const tsq_fit_result *f = &out->fit;
    const tsq_coefficient *c = &out->mean;
    out->method = f->method->id;
    out->test = f->test->id;
    out->prediction = f->prediction != NULL ? f->prediction->id : "none";
    out->tau2_interval = f->tau2_interval != NULL ? f->tau2_interval->id : "none";
    const uint32_t no_tau2 = TSQ_FLAG_BIT(SINGLE_STUDY) | TSQ_FLAG_BIT(SATURATED);
    out->random = (f->method->flags & TSQ_TAU2_COMMON) == 0 && (f->flags & no_tau2) == 0;
    const tsq__quantity quantities[] = {
#define TSQ_QUANTITY(key, value) {key, value},
#include "io/quantities.def"
#undef TSQ_QUANTITY
    };
    for (size_t j = 0; j < TSQ__QUANTITIES; j++) {
        out->quantity[j] = quantities[j];
    }
}

const char *tsq__result_name(const tsq__result *result, size_t j)
{
    return result->mods != NULL ? result->pooled->design.name[j] : "intrcpt";
}

bool tsq__result_has_counts_tests(const tsq__result *result)
{
    return result->pooled->estimated && strcmp(result->method, "MH") == 0;
}

double tsq__result_with(const tsq__result *result, const tsq_transform *transform, double size)
{
    const tsq_effects *effects = &result->pooled->effects;
    if (transform->needs == TSQ_TRANSFORM_NEEDS_TAU2) {
        return result->random && !isnan(result->fit.tau2) ? result->fit.tau2 : 0.0;
    }
    if (transform->needs == TSQ_TRANSFORM_NEEDS_NOTHING || size > 0.0) {
        return size;
    }
    double inverse = 0.0;
    for (size_t i = 0; i < effects->k; i++) {
        inverse += 1.0 / effects->effect[i].size;
    }
    return (double)effects->k / inverse;
}

double tsq__result_participants(const tsq__result *result)
{
    double n = 0;
    for (size_t i = 0; i < result->k; i++) {
        n += result->pooled->effects.effect[i].n - result->pooled->effects.effect[i].n_again;
    }
    return result->k > 0 ? n : (double)NAN;
}
