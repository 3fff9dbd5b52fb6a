/* The conventions: where each stands in the options, and what it says in words. */
#include "explain/conventions.h"

#include <stdio.h>
#include <string.h>

static char *say(char *text, const char *words)
{
    snprintf(text, TSQ_CONVENTION_TEXT, "%s", words);
    return text;
}

static char *say_number(char *text, double value, const char *after)
{
    char number[TSQ_NUMBER_TEXT];
    snprintf(text, TSQ_CONVENTION_TEXT, "%s%s", tsq_number_print(value, number), after);
    return text;
}

/* ---- what is measured ---------------------------------------------------------------------------------------- */

static char *describe_measure(const tsq_pool_options *options, char *text)
{
    return say(text, options->measure != NULL ? options->measure->id : "GEN");
}

static char *describe_limits(const tsq_pool_options *options, char *text)
{
    const tsq_convert_options *o = &options->effect.convert;
    char number[TSQ_NUMBER_TEXT];
    snprintf(text, TSQ_CONVENTION_TEXT, "%s%s%%, %s", o->limits_one_sided ? "one-sided " : "",
             tsq_number_print(o->limits_level == 0.0 ? 95.0 : o->limits_level, number), o->limits_z ? "z" : "t");
    return text;
}

static char *describe_convert(const tsq_pool_options *options, char *text)
{
    const tsq_conversion *only = options->effect.convert.only;
    return say(text, only == NULL ? "the first that applies" : only->id);
}

static char *describe_p_bounds(const tsq_pool_options *options, char *text)
{
    return say(text, options->effect.convert.p_bounds ? "used" : "left out");
}

static char *describe_counts(const tsq_pool_options *options, char *text)
{
    return say(text, options->effect.convert.exact_counts ? "exact" : "rounded");
}

static char *describe_yates(const tsq_pool_options *options, char *text)
{
    return say(text, options->effect.convert.no_yates ? "none" : "where the row does not say");
}

static char *describe_medians(const tsq_pool_options *options, char *text)
{
    static const char *const words[] = {[TSQ_MEDIANS_LUO_WAN_SHI] = "luo-wan-shi",
                                        [TSQ_MEDIANS_LOGNORMAL] = "lognormal",
                                        [TSQ_MEDIANS_QE] = "qe",
                                        [TSQ_MEDIANS_BC] = "bc",
                                        [TSQ_MEDIANS_MLN] = "mln",
                                        [TSQ_MEDIANS_BLUE] = "blue",
                                        [TSQ_MEDIANS_ANY] = "any"};
    return say(text, words[options->effect.convert.medians]);
}

static char *describe_multi_arm(const tsq_pool_options *options, char *text)
{
    static const char *const words[] = {[TSQ_MULTI_ARM_AUTO] = "by the table",
                                        [TSQ_MULTI_ARM_EACH] = "each",
                                        [TSQ_MULTI_ARM_SPLIT] = "split",
                                        [TSQ_MULTI_ARM_COMBINE] = "combine",
                                        [TSQ_MULTI_ARM_COVARIANCE] = "covariance"};
    return say(text, words[options->effect.multi_arm]);
}

static char *describe_endpoint(const tsq_pool_options *options, char *text)
{
    static const char *const words[] = {
        [TSQ_ENDPOINT_AUTO] = "auto", [TSQ_ENDPOINT_FINAL] = "final", [TSQ_ENDPOINT_CHANGE] = "change"};
    return say(text, words[options->effect.endpoint]);
}

static char *say_correlation(char *text, double corr, bool pooled)
{
    if (pooled) {
        return say(text, "pooled");
    }
    return isnan(corr) ? say(text, "none") : say_number(text, corr, "");
}

static char *describe_corr(const tsq_pool_options *options, char *text)
{
    return say_correlation(text, options->effect.corr, options->effect.corr_pooled);
}

static char *describe_crossover_corr(const tsq_pool_options *options, char *text)
{
    return say_correlation(text, options->effect.crossover_corr, options->effect.crossover_corr_pooled);
}

static char *describe_icc(const tsq_pool_options *options, char *text)
{
    return say_correlation(text, options->effect.icc, false);
}

static char *describe_bias(const tsq_pool_options *options, char *text)
{
    static const char *const words[] = {
        [TSQ_BIAS_EXACT] = "exact", [TSQ_BIAS_APPROX] = "approximate", [TSQ_BIAS_NONE] = "none"};
    return say(text, words[options->effect.bias]);
}

/* Without an option it is the preset's for SMD, and the default of other measures. */
static char *describe_vtype(const tsq_pool_options *options, char *text)
{
    if (options->effect.vtype != NULL) {
        return say(text, options->effect.vtype);
    }
    if (options->measure != NULL || options->preset == NULL) {
        return say(text, "the measure's default");
    }
    snprintf(text, TSQ_CONVENTION_TEXT, "%s (SMD)", options->preset->smd_vtype);
    return text;
}

static char *describe_rom(const tsq_pool_options *options, char *text)
{
    return say(text, options->effect.rom_correct ? "second order" : "none");
}

/* ---- zero cells ---------------------------------------------------------------------------------------------- */

static char *describe_add(const tsq_pool_options *options, char *text)
{
    if (options->effect.add_by_arm) {
        return say(text, "by arm");
    }
    return isnan(options->effect.add) ? say(text, "1/2, of AS 0") : say_number(text, options->effect.add, "");
}

static char *describe_to(const tsq_pool_options *options, char *text)
{
    static const char *const words[] = {[TSQ_TO_ONLY0] = "those with a 0",
                                        [TSQ_TO_ALL] = "all",
                                        [TSQ_TO_IF0ALL] = "all if one has a 0",
                                        [TSQ_TO_NONE] = "none"};
    return say(text, words[options->effect.to]);
}

static char *describe_zero_rule(const tsq_pool_options *options, char *text)
{
    static const char *const words[] = {
        [TSQ_ZERO_METAFOR] = "as in metafor", [TSQ_ZERO_META] = "as in meta", [TSQ_ZERO_REVMAN] = "as in RevMan"};
    return say(text, words[options->effect.zero_rule]);
}

static char *describe_drop00(const tsq_pool_options *options, char *text)
{
    static const char *const words[] = {
        [TSQ_DROP00_NO] = "kept", [TSQ_DROP00_RATIOS] = "dropped for ratios", [TSQ_DROP00_ALL] = "dropped"};
    return say(text, words[options->effect.drop00]);
}

/* ---- the model ----------------------------------------------------------------------------------------------- */

static char *describe_method(const tsq_pool_options *options, char *text)
{
    return say(text, options->fit.method->id);
}

static char *describe_tau2(const tsq_pool_options *options, char *text)
{
    return isnan(options->fit.tau2) ? say(text, "estimated") : say_number(text, options->fit.tau2, "");
}

static char *describe_control(const tsq_pool_options *options, char *text)
{
    const tsq_fit_options *fit = &options->fit;
    char threshold[TSQ_NUMBER_TEXT], tol[TSQ_NUMBER_TEXT];
    if (isnan(fit->threshold) && isnan(fit->tol) && fit->maxiter == 0) {
        return say(text, "exact solution");
    }
    const bool both = !isnan(fit->threshold) && !isnan(fit->tol);
    snprintf(text, TSQ_CONVENTION_TEXT, "%s%s%s%s%s", isnan(fit->threshold) ? "" : "threshold ",
             isnan(fit->threshold) ? "" : tsq_number_print(fit->threshold, threshold), both ? ", " : "",
             isnan(fit->tol) ? "" : "tol ", isnan(fit->tol) ? "" : tsq_number_print(fit->tol, tol));
    if (fit->maxiter != 0) {
        const size_t length = strlen(text);
        snprintf(text + length, TSQ_CONVENTION_TEXT - length, "%smaxiter %u", length > 0 ? ", " : "", fit->maxiter);
    }
    return text;
}

static char *describe_mh_correct(const tsq_pool_options *options, char *text)
{
    return say(text, options->mh_correct_rates ? "corrected, of rates too"
                     : options->mh_correct     ? "corrected"
                                               : "as they are");
}

static char *describe_mh_q(const tsq_pool_options *options, char *text)
{
    return say(text, options->mh_q ? "Mantel-Haenszel" : "weighted mean");
}

static char *describe_rd_variance(const tsq_pool_options *options, char *text)
{
    return say(text, options->rd_variance == TSQ_RD_GREENLAND ? "Greenland-Robins" : "Sato");
}

static char *describe_weights(const tsq_pool_options *options, char *text)
{
    if (options->fit.weighting == TSQ_WEIGHT_EQUAL) {
        return say(text, "equal");
    }
    if (options->weights == NULL) {
        return say(text, "inverse variance");
    }
    snprintf(text, TSQ_CONVENTION_TEXT, "column %.*s", 100, options->weights);
    return text;
}

/* ---- what is said about it ----------------------------------------------------------------------------------- */

static char *describe_test(const tsq_pool_options *options, char *text)
{
    return say(text, options->fit.test != NULL ? options->fit.test->id : "knha, z for a common effect");
}

static char *describe_level(const tsq_pool_options *options, char *text)
{
    return say_number(text, options->fit.level, "%");
}

static char *describe_prediction(const tsq_pool_options *options, char *text)
{
    const bool automatic = strcmp(options->prediction, "auto") == 0;
    return say(text, automatic ? "by the test" : options->prediction);
}

static char *describe_i2(const tsq_pool_options *options, char *text)
{
    return say(text, options->fit.i2 == TSQ_I2_Q ? "from Q" : "from tau2");
}

static char *describe_tau2_interval(const tsq_pool_options *options, char *text)
{
    const char *id = options->tau2_interval != NULL ? options->tau2_interval : options->preset->tau2_interval;
    return say(text, strcmp(id, "auto") == 0 ? "QP, J for DL" : id);
}

/* ---- the registry -------------------------------------------------------------------------------------------- */

#define PART(field)                                                                                                    \
    {                                                                                                                  \
        offsetof(tsq_pool_options, field), sizeof(((tsq_pool_options *)0)->field)                                      \
    }
#define TEXT(field)                                                                                                    \
    {                                                                                                                  \
        offsetof(tsq_pool_options, field), 0                                                                           \
    }

const tsq_convention tsq__conventions[] = {
#define TSQ_CONVENTION(id, title, option, describe, ...)                                                               \
    {id,       title,         option,                                                                                  \
     describe, {__VA_ARGS__}, sizeof((tsq_convention_part[]){__VA_ARGS__}) / sizeof(tsq_convention_part)},
#include "explain/conventions.def"
#undef TSQ_CONVENTION
};

const size_t tsq__conventions_count = sizeof tsq__conventions / sizeof tsq__conventions[0];
