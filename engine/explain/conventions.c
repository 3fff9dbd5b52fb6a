/* The registry of conventions: what each says in words, and how it is compared and taken over. */
#include <tausq/explain.h>

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

static char *describe_endpoint(const tsq_pool_options *options, char *text)
{
    static const char *const words[] = {
        [TSQ_ENDPOINT_AUTO] = "auto", [TSQ_ENDPOINT_FINAL] = "final", [TSQ_ENDPOINT_CHANGE] = "change"};
    return say(text, words[options->effect.endpoint]);
}

static char *describe_corr(const tsq_pool_options *options, char *text)
{
    if (options->effect.corr_pooled) {
        return say(text, "pooled");
    }
    return isnan(options->effect.corr) ? say(text, "none") : say_number(text, options->effect.corr, "");
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

static const tsq_convention conventions[] = {
#define TSQ_CONVENTION(id, title, option, describe, ...)                                                               \
    {id,       title,         option,                                                                                  \
     describe, {__VA_ARGS__}, sizeof((tsq_convention_part[]){__VA_ARGS__}) / sizeof(tsq_convention_part)},
#include "explain/conventions.def"
#undef TSQ_CONVENTION
};

size_t tsq_convention_count(void)
{
    return sizeof conventions / sizeof conventions[0];
}

const tsq_convention *tsq_convention_at(size_t i)
{
    return i < tsq_convention_count() ? &conventions[i] : NULL;
}

const tsq_convention *tsq_convention_find(const char *id)
{
    for (size_t i = 0; i < tsq_convention_count(); i++) {
        if (strcmp(conventions[i].id, id) == 0) {
            return &conventions[i];
        }
    }
    return NULL;
}

static const char *text_at(const tsq_pool_options *options, size_t offset)
{
    const char *text;
    memcpy(&text, (const char *)options + offset, sizeof text);
    return text;
}

static bool same_part(const tsq_convention_part *part, const tsq_pool_options *a, const tsq_pool_options *b)
{
    if (part->size > 0) {
        return memcmp((const char *)a + part->offset, (const char *)b + part->offset, part->size) == 0;
    }
    const char *x = text_at(a, part->offset), *y = text_at(b, part->offset);
    return x == y || (x != NULL && y != NULL && strcmp(x, y) == 0);
}

bool tsq_convention_same(const tsq_convention *convention, const tsq_pool_options *a, const tsq_pool_options *b)
{
    bool same = true;
    for (size_t i = 0; i < convention->n_parts; i++) {
        same = same && same_part(&convention->part[i], a, b);
    }
    return same;
}

bool tsq_convention_in_presets(const tsq_convention *convention)
{
    char first[TSQ_CONVENTION_TEXT], other[TSQ_CONVENTION_TEXT];
    bool differ = false;
    tsq_pool_options options;
    tsq_pool_preset(&options, NULL);
    convention->describe(&options, first);
    for (size_t i = 1; i < tsq_preset_count() && !differ; i++) {
        tsq_pool_preset(&options, tsq_preset_at(i));
        differ = strcmp(first, convention->describe(&options, other)) != 0;
    }
    return differ;
}

void tsq_convention_take(const tsq_convention *convention, const tsq_pool_options *from, tsq_pool_options *to)
{
    for (size_t i = 0; i < convention->n_parts; i++) {
        const tsq_convention_part *part = &convention->part[i];
        const size_t size = part->size > 0 ? part->size : sizeof(char *);
        memcpy((char *)to + part->offset, (const char *)from + part->offset, size);
    }
}
