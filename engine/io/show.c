/* How a pooled result is shown: its digits, its scale, its title. */
#include "io/show.h"

#include "io/number.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const tsq__symbols symbols[2] = {{"tau2", "tau", "I2", "H2", "R2", "-", "=", "..."},
                                        {"τ²", "τ", "I²", "H²", "R²", "─", "═", "…"}};

static int digits(const tsq_write_options *options, int automatic)
{
    return options->digits >= 0 ? options->digits : automatic;
}

/* The size that sets the decimals: the pooled standard error, else the smallest of the studies'. */
static double error_size(const tsq__result *result)
{
    double size = result->mean.se;
    if (!(size > 0)) {
        size = HUGE_VAL;
        for (size_t i = 0; i < result->k; i++) {
            size = fmin(size, result->pooled->effects.effect[i].sei);
        }
    }
    return size;
}

static const tsq_transform *transform_of(const tsq__show *show)
{
    const char *transform = show->options->transform;
    if (strcmp(transform, "auto") == 0) {
        transform = show->measure != NULL ? show->measure->transform : "none";
    }
    const tsq_transform *found = tsq_transform_find(transform);
    /* With moderators there is no pooled estimate that could give a size or a mean: what needs one is not shown. */
    const bool possible = show->pool->mods == NULL || found == NULL || found->needs == TSQ_TRANSFORM_NEEDS_NOTHING;
    return possible ? found : NULL;
}

/* The standard error `size` of an estimate after its transformation: by the slope there. */
static double shown_size(const tsq_transform *transform, double with, double estimate, double size)
{
    static const double part = 1e-3; /* of a standard error; the slope is needed to one digit */
    const double at = isnan(estimate) ? 0 : estimate;
    return fabs(transform->apply(at + part * size, with) - transform->apply(at - part * size, with)) / (2 * part);
}

void tsq__show_init(const tsq_pool_report *report, const tsq_write_options *options, size_t i, tsq__show *out)
{
    *out = (tsq__show){.options = options,
                       .pool = &report->options,
                       .measure = report->result[i].effects.measure,
                       .symbols = &symbols[options->utf8]};
    tsq__result_view(report, i, &out->result);
    const tsq_fit_result *fit = &out->result.fit;
    out->transform = transform_of(out);
    out->single = out->transform == NULL ? NULL : tsq_transform_find(out->transform->single);
    out->with = out->transform == NULL ? 0.0 : tsq__result_with(&out->result, out->transform, options->size);
    const double size = error_size(&out->result);
    out->decimals = digits(options, tsq__decimals(size, 3));
    out->shown_decimals =
        out->transform == NULL
            ? out->decimals
            : digits(options, tsq__decimals(shown_size(out->transform, out->with, out->result.mean.estimate, size), 2));
    /* A tau2 that is small beside the sampling variances needs no more digits than they give it. */
    const double tau2 = fmax(fit->tau2, fit->vt / 10);
    out->tau2_decimals = digits(options, tsq__decimals(tau2, 3));
    out->tau_decimals = digits(options, tsq__decimals(sqrt(tau2), 3));
    out->more_decimals = digits(options, 2);
    out->percent_decimals = digits(options, 1);
    char level[TSQ_NUMBER_TEXT];
    snprintf(out->level, sizeof out->level, "%.14s%%", tsq_number_print(fit->level, level));
}

static int ascending(const void *a, const void *b)
{
    const size_t x = *(const size_t *)a, y = *(const size_t *)b;
    return (x > y) - (x < y);
}

/* Controls that the effects are compared with: a trial with several treatments counts once. 0 if memory is out. */
static size_t count_trials(const tsq_effects *effects)
{
    size_t *control = malloc(effects->k * sizeof *control), n = 0;
    if (control == NULL) {
        return 0;
    }
    memcpy(control, effects->control, effects->k * sizeof *control);
    qsort(control, effects->k, sizeof *control, ascending);
    for (size_t i = 0; i < effects->k; i++) {
        n += i == 0 || control[i] != control[i - 1];
    }
    free(control);
    return n;
}

/* "11 studies"; "4 contrasts of 2 trials" where trials have several. */
static void write_number(const tsq_effects *effects, size_t k, char *text, size_t room)
{
    if (effects->control == NULL) {
        snprintf(text, room, "%zu %s", k, k == 1 ? "study" : "studies");
        return;
    }
    const size_t trials = count_trials(effects);
    if (trials == 0) {
        snprintf(text, room, "%zu contrasts", k);
        return;
    }
    snprintf(text, room, "%zu contrasts of %zu trial%s", k, trials, trials == 1 ? "" : "s");
}

char *tsq__show_title(const tsq__show *show, char *text, size_t room)
{
    const tsq__result *result = &show->result;
    const size_t k = result->k, omitted = result->pooled->effects.n_omitted;
    char participants[TSQ__NUMBER_ROOM + 16] = "", rows[64] = "", n[TSQ__NUMBER_ROOM], number[96];
    const double total = tsq__result_participants(result);
    if (!isnan(total)) {
        snprintf(participants, sizeof participants, ", %s participants", tsq__fixed(total, 0, n));
    }
    if (omitted > 0) {
        snprintf(rows, sizeof rows, ", %zu row%s omitted", omitted, omitted == 1 ? "" : "s");
    }
    const bool given = strcmp(result->measure, "GEN") == 0;
    const char *title = given ? "estimates as given" : show->measure != NULL ? show->measure->title : "effect";
    write_number(&result->pooled->effects, k, number, sizeof number);
    snprintf(text, room, "%s (%s): %s%s%s", title, result->measure, number, participants, rows);
    if (text[0] >= 'a' && text[0] <= 'z') {
        text[0] = (char)(text[0] - 'a' + 'A');
    }
    return text;
}

char *tsq__show_model(const tsq__show *show, char *text, size_t room)
{
    char fixed[TSQ_NUMBER_TEXT];
    const bool is_fixed = show->result.random && !isnan(show->pool->fit.tau2);
    snprintf(text, room, "%s%s%s, %s", is_fixed ? show->symbols->tau2 : show->result.method, is_fixed ? " = " : "",
             is_fixed ? tsq_number_print(show->pool->fit.tau2, fixed) : "", show->result.test);
    return text;
}

char *tsq__show_df(double df, char *text)
{
    return tsq__fixed(df, df == floor(df) ? 0 : 2, text);
}

double tsq__shown_number(const tsq__show *show, double number)
{
    return show->transform == NULL || isnan(number) ? number : show->transform->apply(number, show->with);
}

double tsq__shown_single(const tsq__show *show, double number, double size)
{
    return show->single == NULL || isnan(number) ? number : show->single->apply(number, size);
}

bool tsq__show_single(const tsq__show *show)
{
    return (show->result.fit.flags & TSQ_FLAG_BIT(SINGLE_STUDY)) != 0;
}

const char *tsq__show_derived(const tsq__show *show)
{
    const tsq_effects *effects = &show->result.pooled->effects;
    for (size_t i = 1; i < effects->k; i++) {
        if (strcmp(effects->effect[i].derived, effects->effect[0].derived) != 0) {
            return NULL;
        }
    }
    return effects->k > 0 ? effects->effect[0].derived : NULL;
}
