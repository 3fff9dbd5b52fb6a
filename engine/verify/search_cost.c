/* How simple a combination is: by the conventions in which it departs from those of the nearest preset; and its options. */
#include "verify/search.h"

#include "base/text.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Departures that no option of the program can make; another preset has to be the nearest. */
enum { IMPOSSIBLE = 1000 };

/* A departure, in words for --options: " --vtype UB". `text` NULL: only counted. */
struct walk {
    tsq__text *text;
    size_t departures;
};

static void depart(struct walk *walk, bool differs, const char *option, const char *value)
{
    if (!differs) {
        return;
    }
    walk->departures++;
    if (walk->text != NULL && option != NULL) {
        tsq__text_printf(walk->text, " --%s%s%s", option, value[0] != '\0' ? " " : "", value);
    }
}

/* ---- effects ------------------------------------------------------------------------------------------------- */

static const char *vtype_of(const tsq_effect_measure *measure, const char *given, const tsq_preset *preset)
{
    if (given != NULL) {
        return given;
    }
    if (strcmp(measure->id, "SMD") == 0) {
        return preset->smd_vtype;
    }
    for (size_t i = 0; i < tsq_vtype_count(); i++) {
        const char *id = tsq_vtype_at(i)->id;
        const size_t length = strlen(id);
        if (strncmp(measure->vtypes, id, length) == 0 &&
            (measure->vtypes[length] == ' ' || measure->vtypes[length] == '\0')) {
            return id;
        }
    }
    return "";
}

static void walk_zeros(struct walk *walk, const tsq_effect_options *o, const tsq_preset *preset)
{
    static const char *const to[] = {
        [TSQ_TO_ONLY0] = "only0", [TSQ_TO_ALL] = "all", [TSQ_TO_IF0ALL] = "if0all", [TSQ_TO_NONE] = "none"};
    depart(walk, o->add_by_arm, "add", "tacc");
    depart(walk, o->to != TSQ_TO_ONLY0, "to", to[o->to]);
    depart(walk, o->drop00 == TSQ_DROP00_ALL && preset->drop00 != TSQ_DROP00_ALL, "drop00", "");
    if (o->zero_rule != preset->zero_rule || (o->drop00 != TSQ_DROP00_ALL && o->drop00 != preset->drop00)) {
        walk->departures += IMPOSSIBLE;
    }
}

static void walk_effects(struct walk *walk, const tsq_effect_measure *measure, const tsq_effect_options *o,
                         const tsq_preset *preset)
{
    static const char *const endpoints[] = {"auto", "final", "change"};
    static const char *const biases[] = {"exact", "approx", "none"};
    static const char *const arms[] = {"auto", "each", "split", "combine", "covariance"};
    static const char *const medians[] = {"luo-wan-shi", "lognormal", "qe", "bc", "mln", "blue"};
    char corr[TSQ_NUMBER_TEXT];
    depart(walk, o->endpoint != TSQ_ENDPOINT_AUTO, "endpoint", endpoints[o->endpoint]);
    depart(walk, !isnan(o->corr), "corr", tsq_number_print(o->corr, corr));
    if (measure->corrected == TSQ_CORRECTED_STANDARDISED) {
        depart(walk, o->bias != preset->bias, "bias", biases[o->bias]);
    }
    if (measure->corrected == TSQ_CORRECTED_LOG) {
        depart(walk, o->rom_correct != preset->rom_correct, "correct", o->rom_correct ? "on" : "off");
    }
    const char *vtype = vtype_of(measure, o->vtype, tsq_preset_at(0)), *own = vtype_of(measure, NULL, preset);
    depart(walk, strcmp(vtype, own) != 0, "vtype", vtype);
    if (measure->has_zero != NULL) {
        walk_zeros(walk, o, preset);
    }
    depart(walk, o->multi_arm != TSQ_MULTI_ARM_AUTO, "multi-arm", arms[o->multi_arm]);
    depart(walk, o->convert.medians != TSQ_MEDIANS_LUO_WAN_SHI, "medians", medians[o->convert.medians]);
    depart(walk, o->convert.limits_z, "limits", "z");
}

size_t tsq__search_departures(const tsq_effect_measure *measure, const tsq_effect_options *options,
                              const tsq_preset *preset)
{
    struct walk walk = {0};
    walk_effects(&walk, measure, options, preset);
    return walk.departures;
}

bool tsq__search_is_near(const tsq__search *search, size_t v)
{
    const tsq__variant *variant = &search->space.variant[v];
    for (size_t i = 0; i < variant->n && !variant->unusual; i++) {
        for (size_t j = 0; j < tsq_preset_count(); j++) {
            if (tsq__search_departures(variant->measure, &variant->options[i], tsq_preset_at(j)) <= 1) {
                return true;
            }
        }
    }
    return false;
}

/* ---- the model ----------------------------------------------------------------------------------------------- */

static bool is_common(const tsq_tau2_method *method)
{
    return (method->flags & (TSQ_TAU2_COMMON | TSQ_TAU2_COUNTS)) != 0;
}

static const char *test_of(const tsq_preset *preset, const tsq_tau2_method *method)
{
    if ((method->flags & TSQ_TAU2_COUNTS) != 0) {
        return "z";
    }
    return strcmp(preset->test, "auto") != 0 ? preset->test : is_common(method) ? "z" : "knha";
}

/* The prediction interval that "auto" stands for. */
static const char *prediction_of(const tsq_preset *preset, const char *test)
{
    if (strcmp(preset->prediction, "auto") != 0) {
        return preset->prediction;
    }
    return strcmp(test, "z") == 0 ? "z" : strcmp(test, "kr") == 0 ? "KR" : "HK";
}

static void walk_counts(struct walk *walk, const tsq__search *search, const tsq__candidate *c, const tsq_preset *preset)
{
    const tsq__variant *variant = &search->space.variant[c->variant];
    const char *measure = variant->measure->id;
    const bool mh = strcmp(c->way.method->id, "MH") == 0;
    const bool tables = strcmp(measure, "OR") == 0 || strcmp(measure, "RR") == 0 || strcmp(measure, "RD") == 0;
    if (tables && strcmp(c->way.method->id, "DL") == 0) {
        depart(walk, c->way.mh_q != preset->mh_q, "mh-q", c->way.mh_q ? "on" : "off");
    }
    if (mh || c->way.mh_q) {
        const bool differs = !variant->no_zeros && c->mh_correct != preset->mh_correct;
        depart(walk, differs, "mh-exact", c->mh_correct ? "off" : "on");
    }
    if (mh && strcmp(measure, "RD") == 0 && c->rd_variance != preset->rd_variance) {
        walk->departures += IMPOSSIBLE;
    }
}

static void walk_model(struct walk *walk, const tsq__search *search, const tsq__candidate *c, const tsq_preset *preset)
{
    const tsq_tau2_method *method = c->way.method;
    const char *own = test_of(preset, method);
    depart(walk, strcmp(method->id, preset->method) != 0, "method", method->id);
    const bool searches = strcmp(method->id, "PM") == 0 || strcmp(method->id, "PMM") == 0;
    depart(walk, c->way.stopped, "control", searches ? "tol=0.0001220703125" : "threshold=0.00001");
    walk_counts(walk, search, c, preset);
    const char *test = c->test != NULL ? c->test->id : own;
    depart(walk, strcmp(test, own) != 0, "test", test);
    if (search->matters_i2 && !is_common(method)) {
        depart(walk, c->i2 != preset->i2, "i2", c->i2 == TSQ_I2_Q ? "Q" : "tau2");
    }
    if (search->stated_pi && c->prediction != NULL) {
        depart(walk, strcmp(c->prediction, prediction_of(preset, test)) != 0, "pi", c->prediction);
    }
    if (search->stated_tau2_ci && c->tau2_interval != NULL) {
        const char *ci = strcmp(preset->tau2_interval, "auto") != 0 ? preset->tau2_interval
                         : strcmp(method->id, "DL") == 0            ? "J"
                                                                    : "QP";
        depart(walk, strcmp(c->tau2_interval, ci) != 0, "tau2-ci", c->tau2_interval);
    }
}

/* ---- a candidate --------------------------------------------------------------------------------------------- */

static size_t walk_all(tsq__text *text, const tsq__search *search, const tsq__candidate *c, size_t which,
                       const tsq_preset *preset)
{
    const tsq__variant *variant = &search->space.variant[c->variant];
    struct walk walk = {.text = text};
    walk_effects(&walk, variant->measure, &variant->options[which], preset);
    walk_model(&walk, search, c, preset);
    return walk.departures;
}

static double cost_of_edit(const tsq__search *search, const tsq__candidate *c)
{
    static const double cost[] = {
        [TSQ_EDIT_NONE] = 0.0,     [TSQ_EDIT_LEAVE_OUT] = 3.0,  [TSQ_EDIT_SE_AS_SD] = 4.0, [TSQ_EDIT_SD_AS_SE] = 4.0,
        [TSQ_EDIT_SWAP] = 4.0,     [TSQ_EDIT_UNIT] = 5.0,       [TSQ_EDIT_SIGN] = 4.0,     [TSQ_EDIT_VI_AS_SE] = 5.0,
        [TSQ_EDIT_SE_AS_VI] = 5.0, [TSQ_EDIT_REVERSE_ALL] = 1.0};
    const tsq__variant *variant = &search->space.variant[c->variant];
    const bool natural =
        !search->stated_mean || c->transformed == (tsq_transform_find(variant->measure->transform) != NULL);
    return cost[c->edit.kind] + (c->edit.n > 1 ? 2.0 : 0.0) + (c->edit.arm != 0 ? 1.0 : 0.0) +
           (variant->unusual ? 2.0 : 0.0) + (natural ? 0.0 : 0.5);
}

static tsq_status put_into_words(const tsq__search *search, const tsq__candidate *c, size_t which,
                                 const tsq_preset *preset, tsq_combination *out)
{
    const tsq__variant *variant = &search->space.variant[c->variant];
    tsq__text how = {0}, arguments = {0};
    if (preset != tsq_preset_at(0)) {
        tsq__text_printf(&arguments, " --preset %s", preset->id);
    }
    if (strcmp(variant->measure->id, "GEN") != 0) {
        tsq__text_printf(&arguments, " --measure %s", variant->measure->id);
    }
    out->departures = walk_all(&arguments, search, c, which, preset);
    if (out->options.fit.level != 95.0) {
        char level[TSQ_NUMBER_TEXT];
        tsq__text_printf(&arguments, " --level %s", tsq_number_print(out->options.fit.level, level));
    }
    const bool stopped = c->way.stopped;
    tsq__text_printf(&how, "%s%s, %s%s", variant->measure->id, c->transformed ? " (back-transformed)" : "",
                     c->way.method->id, stopped ? " stopped as by metafor" : "");
    tsq__text_add_string(&how, c->way.mh_q ? " with Q about Mantel-Haenszel's estimate" : "");
    if (c->test != NULL) {
        tsq__text_printf(&how, ", %s", c->test->id);
    }
    if (search->matters_i2 && !is_common(c->way.method)) {
        tsq__text_printf(&how, ", I2 from %s", c->i2 == TSQ_I2_Q ? "Q" : "tau2");
    }
    if (search->stated_pi && c->prediction != NULL) {
        tsq__text_printf(&how, ", prediction interval %s", c->prediction);
    }
    out->how = tsq__text_take(&how);
    out->arguments = tsq__text_take(&arguments);
    return out->how == NULL || out->arguments == NULL ? TSQ_E_MEMORY : TSQ_OK;
}

/* Between presets that are equally near: those in use today first. */
static double rank_of(const tsq_preset *preset)
{
    static const char *const order[] = {"tausq", "metafor-5", "revman-5",    "meta-8",    "stata-19",
                                        "cma-4", "meta-4",    "revman-2025", "metafor-4", "meta-7"};
    size_t i = 0;
    while (i < sizeof order / sizeof order[0] && strcmp(order[i], preset->id) != 0) {
        i++;
    }
    return 0.01 * (double)i;
}

/* The presets that are as near as the one that was taken. */
static void list_presets(const tsq__search *search, const tsq__candidate *c, size_t first, size_t last, size_t least,
                         tsq_combination *out)
{
    for (size_t j = 0; j < tsq_preset_count(); j++) {
        for (size_t i = first; i < last; i++) {
            if (walk_all(NULL, search, c, i, tsq_preset_at(j)) == least) {
                out->presets |= (uint32_t)1 << j;
                break;
            }
        }
    }
}

tsq_status tsq__search_describe(const tsq__search *search, const tsq__candidate *c, tsq_combination *out)
{
    const tsq__variant *variant = &search->space.variant[c->variant];
    const size_t first = c->options == SIZE_MAX ? 0 : c->options;
    const size_t last = c->options == SIZE_MAX ? variant->n : c->options + 1;
    size_t which = first, least = SIZE_MAX;
    double rank = 0.0;
    for (size_t i = first; i < last; i++) {
        for (size_t j = 0; j < tsq_preset_count(); j++) {
            const size_t departures = walk_all(NULL, search, c, i, tsq_preset_at(j));
            if (departures < least || (departures == least && rank_of(tsq_preset_at(j)) < rank)) {
                least = departures;
                which = i;
                out->preset = tsq_preset_at(j);
                rank = rank_of(out->preset);
            }
        }
    }
    out->part = c->part;
    out->edit = c->edit;
    out->transformed = c->transformed;
    out->options = tsq__search_options(search, c, which);
    out->options.where = search->choice.options->pool.where;
    out->options.n_where = search->choice.options->pool.n_where;
    out->cost = (double)least + rank + cost_of_edit(search, c) +
                (is_common(c->way.method) && c->test != NULL && strcmp(c->test->id, "z") != 0 ? 1.0 : 0.0);
    list_presets(search, c, first, last, least, out);
    return put_into_words(search, c, which, out->preset, out);
}
