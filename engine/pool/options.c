/* The options of pooling: what they leave open, what cannot be asked for together, and what a fit gets of them. */
#include "pool/pool.h"

#include <string.h>

/* Fills what the options leave open. */
tsq_effect_options tsq__pool_effect_options(const tsq_pool_options *options)
{
    tsq_effect_options effect = options->effect;
    effect.counts_first = tsq__pool_counts_asked(options);
    if (effect.counts_first && effect.drop00 == TSQ_DROP00_NO) {
        effect.drop00 = TSQ_DROP00_ALL; /* counts without events are pooled, but say nothing of heterogeneity */
    }
    if (effect.counts_first && effect.multi_arm == TSQ_MULTI_ARM_AUTO) {
        effect.multi_arm = TSQ_MULTI_ARM_EACH; /* and no covariance: a control that counts twice gets its warning */
    }
    return effect;
}

tsq_pool_options tsq__pool_complete(const tsq_pool_options *given)
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
    options.prediction = options.mods != NULL         ? "none" /* there is no one new study to predict */
                         : options.prediction != NULL ? options.prediction
                                                      : preset->prediction;
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

tsq_status tsq__pool_check_options(const tsq_pool_options *options, tsq_error *err)
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
    if (options->fit.no_intercept && options->mods == NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "a model without an intercept needs moderators");
    }
    return tsq__pool_counts_check(options, err);
}

/* Ids that follow the method ("auto") become registry entries here, so that a fit sees no names. */
tsq_fit_options tsq__pool_fit_options(const tsq_pool_options *options, bool mh_q)
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

tsq_status tsq_pool_fit_options(const tsq_pool_options *options, tsq_fit_options *out, tsq_error *err)
{
    const tsq_pool_options completed = tsq__pool_complete(options);
    const tsq_status status = tsq__pool_check_options(&completed, err);
    if (status == TSQ_OK) {
        *out = tsq__pool_fit_options(&completed, false);
    }
    return status;
}
