/* Options that would change nothing, by measure and method, are refused: who gives one expects it to count. */
#include "cli/cli.h"

#include <math.h>
#include <string.h>

/* ---- what measures use --------------------------------------------------------------------------------------- */

static bool is_word_of(const char *words, const char *word)
{
    const size_t length = strlen(word);
    for (const char *at = words; (at = strstr(at, word)) != NULL; at += length) {
        if ((at == words || at[-1] == ' ') && (at[length] == ' ' || at[length] == '\0')) {
            return true;
        }
    }
    return false;
}

static const tsq_effect_measure *measure_of(const struct settings *settings)
{
    const tsq_effect_measure *measure = settings->pool.measure;
    return measure != NULL ? measure : tsq_effect_find("GEN");
}

static bool needs(const struct settings *settings, const char *role)
{
    return is_word_of(measure_of(settings)->inputs, role);
}

static bool accepts(const struct settings *settings, const char *role)
{
    return is_word_of(measure_of(settings)->optional, role);
}

/* Means or SDs of two groups, each of which a row can report in other forms. */
static bool converts(const struct settings *settings)
{
    return needs(settings, "n1i") && (needs(settings, "m1i") || needs(settings, "sd1i"));
}

static bool compares_means(const struct settings *settings)
{
    return accepts(settings, "mc1i") || (needs(settings, "n1i") && needs(settings, "m1i"));
}

/* A correlation that rows may lack: of baseline and final value, or of two measurements of one group. */
static bool correlates(const struct settings *settings)
{
    const bool changes = accepts(settings, "r1i") && settings->pool.effect.endpoint != TSQ_ENDPOINT_FINAL;
    return changes || (accepts(settings, "ri") && !accepts(settings, "r1i"));
}

static bool corrects(const struct settings *settings)
{
    return settings->pool.effect.to != TSQ_TO_NONE;
}

static bool is_standardised(const struct settings *settings)
{
    return measure_of(settings)->corrected == TSQ_CORRECTED_STANDARDISED;
}

static bool is_corrected_log(const struct settings *settings)
{
    return measure_of(settings)->corrected == TSQ_CORRECTED_LOG;
}

/* ---- what methods use ---------------------------------------------------------------------------------------- */

static bool is_method(const struct settings *settings, const char *id)
{
    return strcmp(settings->pool.fit.method->id, id) == 0;
}

static bool is_random(const struct settings *settings)
{
    return (settings->pool.fit.method->flags & TSQ_TAU2_COMMON) == 0 &&
           (settings->pool.fit.method->flags & TSQ_TAU2_COUNTS) == 0;
}

static bool estimates_tau2(const struct settings *settings)
{
    return is_random(settings) && isnan(settings->pool.fit.tau2);
}

static bool has_mods(const struct settings *settings)
{
    return settings->pool.mods != NULL;
}

static bool has_mean(const struct settings *settings)
{
    return settings->pool.mods == NULL;
}

/* The Mantel-Haenszel estimate is formed: for itself, or for Q of DL. */
static bool forms_mantel_haenszel(const struct settings *settings)
{
    tsq_count_measure measure;
    const char *id = measure_of(settings)->id;
    const bool of_counts = strcmp(id, "OR") == 0 || strcmp(id, "RR") == 0 || strcmp(id, "RD") == 0;
    return (is_method(settings, "MH") && tsq_count_measure_find(id, &measure)) ||
           (is_method(settings, "DL") && settings->pool.mh_q && of_counts && has_mean(settings));
}

/* Whether a search for tau2 or its limits would end where --control tol says. */
static bool searches(const struct settings *settings)
{
    const tsq_pool_options *pool = &settings->pool;
    const char *interval = pool->tau2_interval != NULL ? pool->tau2_interval : pool->preset->tau2_interval;
    if (strcmp(interval, "auto") == 0) {
        interval = is_method(settings, "DL") ? "J" : "QP";
    }
    return is_method(settings, "PM") || is_method(settings, "PMM") || strcmp(interval, "QP") == 0 ||
           strcmp(interval, "PL") == 0;
}

static bool obeys_control(const struct settings *settings)
{
    const tsq_fit_options *fit = &settings->pool.fit;
    if (!estimates_tau2(settings) || (isnan(fit->threshold) && isnan(fit->tol))) {
        return false;
    }
    return !isnan(fit->threshold) || searches(settings);
}

/* The transformation that --transf names, or the measure's. */
static const tsq_transform *transform_of(const struct settings *settings)
{
    const bool automatic = strcmp(settings->transform, "auto") == 0;
    return tsq_transform_find(automatic ? measure_of(settings)->transform : settings->transform);
}

static bool transforms(const struct settings *settings)
{
    const tsq_transform *transform = transform_of(settings);
    return transform == NULL || transform->needs != TSQ_TRANSFORM_NEEDS_TAU2 || is_random(settings);
}

static bool transforms_without_mean(const struct settings *settings)
{
    const tsq_transform *transform = transform_of(settings);
    return has_mean(settings) || transform == NULL || transform->needs == TSQ_TRANSFORM_NEEDS_NOTHING;
}

static bool transforms_by_size(const struct settings *settings)
{
    const tsq_transform *transform = transform_of(settings);
    return transform != NULL && transform->needs == TSQ_TRANSFORM_NEEDS_SIZE;
}

/* ---- what batch prints --------------------------------------------------------------------------------------- */

/* Whether a field whose name begins so is asked for; other commands print everything. */
static bool prints(const struct settings *settings, const char *begin)
{
    const char *fields = settings->batch.fields != NULL ? settings->batch.fields : TSQ_BATCH_FIELDS;
    for (const char *at = fields; settings->command->bit == CMD_BATCH; at++) {
        at += strspn(at, ", ");
        if (*at == '\0') {
            return false;
        }
        if (strncmp(at, begin, strlen(begin)) == 0) {
            return true;
        }
        at += strcspn(at, ",") - 1;
    }
    return true;
}

static bool prints_prediction(const struct settings *settings)
{
    return prints(settings, "pi_");
}

static bool prints_tau2_interval(const struct settings *settings)
{
    return prints(settings, "tau2_") || prints(settings, "I2_") || prints(settings, "H2_");
}

static bool closes_groups(const struct settings *settings)
{
    return settings->pool.by != NULL && !settings->batch.wide;
}

/* ---- the rules ----------------------------------------------------------------------------------------------- */

/* An option, the values that say what is so anyway, what must hold for any other, and why it does not. */
static const struct rule {
    const char *option, *anyway;
    bool (*counts)(const struct settings *settings);
    enum { OF_MEASURE, OF_METHOD, OF_INPUT } of; /* whose fault it is */
    bool of_measure; /* whether it must hold by the measure: where that is the file's to say it may hold */
    const char *why;
} rules[] = {
    {"endpoint", "auto", compares_means, OF_MEASURE, true, "does not compare means of two groups"},
    {"corr", "", correlates, OF_MEASURE, true, "takes no correlation of two measurements here"},
    {"limits", "", converts, OF_MEASURE, true, "has no means and SDs of two groups to convert to"},
    {"medians", "", converts, OF_MEASURE, true, "has no means and SDs of two groups to convert to"},
    {"bias", "", is_standardised, OF_MEASURE, true, "is no standardised difference"},
    {"correct", "", is_corrected_log, OF_MEASURE, true, "has no correction of a log of means or SDs"},
    {"add", "", corrects, OF_MEASURE, false, "is corrected nowhere with --to none"},
    {"tau2-ci", "none", estimates_tau2, OF_METHOD, false, "does not estimate tau2 here"},
    {"tau2-ci", "none", prints_tau2_interval, OF_METHOD, false, "prints no interval of tau2 with these --fields"},
    {"pi", "none auto", prints_prediction, OF_METHOD, false, "prints no prediction interval with these --fields"},
    {"window", "", closes_groups, OF_INPUT, false, "has no groups of --by to wait for"},
    {"pi", "none auto", is_random, OF_METHOD, false, "has no tau2, and so no prediction interval"},
    {"pi", "none auto", has_mean, OF_METHOD, false, "with moderators has no mean of new studies to predict"},
    {"no-intercept", "", has_mods, OF_METHOD, false, "without --mods has nothing but the intercept"},
    {"transf", "", transforms_without_mean, OF_METHOD, false, "with moderators has no pooled estimate that it is for"},
    {"i2", "Q", is_random, OF_METHOD, false, "has no tau2 to compute I2 from"},
    {"mh-exact", "", forms_mantel_haenszel, OF_METHOD, true, "forms no Mantel-Haenszel estimate of this measure"},
    {"transf", "", transforms, OF_METHOD, false, "has no tau2 to take the mean of a transformation over"},
    {"transf-n", "", transforms_by_size, OF_MEASURE, false, "is not shown by a transformation that takes a size"},
    {"control", "", obeys_control, OF_METHOD, false, "has no step or search here that it would end"},
};

tsq_status check_meaning(const struct settings *settings, const char *option, const char *value, tsq_error *err)
{
    for (size_t i = 0; i < sizeof rules / sizeof *rules; i++) {
        const struct rule *rule = &rules[i];
        const bool any_measure = settings->batch.measure_column != NULL && rule->of_measure;
        if (strcmp(rule->option, option) == 0 && !is_word_of(rule->anyway, value) && !any_measure &&
            !rule->counts(settings)) {
            const char *whose = rule->of == OF_METHOD    ? settings->pool.fit.method->id
                                : rule->of == OF_MEASURE ? measure_of(settings)->id
                                                         : "this form of input";
            return cli_fail(err, TSQ_E_USAGE, "--%s would change nothing: %s %s", option, whose, rule->why);
        }
    }
    return TSQ_OK;
}
