/* A pooled result as texts: digits, title, the mean, heterogeneity, and how it was computed. */
#include "io/show.h"

#include "io/number.h"

#include <math.h>
#include <string.h>

static const tsq__symbols symbols[2] = {{"tau2", "tau", "I2", "H2", "-", "=", "..."},
                                        {"τ²", "τ", "I²", "H²", "─", "═", "…"}};

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
    return tsq_transform_find(transform);
}

/* The standard error `size` of an estimate after its transformation: by the slope there. */
static double shown_size(const tsq_transform *transform, double estimate, double size)
{
    static const double part = 1e-3; /* of a standard error; the slope is needed to one digit */
    const double at = isnan(estimate) ? 0 : estimate;
    return fabs(transform->apply(at + part * size) - transform->apply(at - part * size)) / (2 * part);
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
    const double size = error_size(&out->result);
    out->decimals = digits(options, tsq__decimals(size, 3));
    out->shown_decimals =
        out->transform == NULL
            ? out->decimals
            : digits(options, tsq__decimals(shown_size(out->transform, out->result.mean.estimate, size), 2));
    /* A tau2 that is small beside the sampling variances needs no more digits than they give it. */
    const double tau2 = fmax(fit->tau2, fit->vt / 10);
    out->tau2_decimals = digits(options, tsq__decimals(tau2, 3));
    out->tau_decimals = digits(options, tsq__decimals(sqrt(tau2), 3));
    out->more_decimals = digits(options, 2);
    out->percent_decimals = digits(options, 1);
    char level[TSQ_NUMBER_TEXT];
    snprintf(out->level, sizeof out->level, "%.14s%%", tsq_number_print(fit->level, level));
}

char *tsq__show_title(const tsq__show *show, char *text, size_t room)
{
    const tsq__result *result = &show->result;
    const size_t k = result->k, omitted = result->pooled->effects.n_omitted;
    char participants[TSQ__NUMBER_ROOM + 16] = "", rows[64] = "", n[TSQ__NUMBER_ROOM];
    const double total = tsq__result_participants(result);
    if (!isnan(total)) {
        snprintf(participants, sizeof participants, ", %s participants", tsq__fixed(total, 0, n));
    }
    if (omitted > 0) {
        snprintf(rows, sizeof rows, ", %zu row%s omitted", omitted, omitted == 1 ? "" : "s");
    }
    const bool given = strcmp(result->measure, "GEN") == 0;
    const char *title = given ? "estimates as given" : show->measure != NULL ? show->measure->title : "effect";
    snprintf(text, room, "%s (%s): %zu %s%s%s", title, result->measure, k, k == 1 ? "study" : "studies", participants,
             rows);
    if (text[0] >= 'a' && text[0] <= 'z') {
        text[0] = (char)(text[0] - 'a' + 'A');
    }
    return text;
}

char *tsq__show_df(double df, char *text)
{
    return tsq__fixed(df, df == floor(df) ? 0 : 2, text);
}

/* One row: label, value, name of the interval, its limits, a remark. An interval that is not there leaves blanks. */
static void add_row(tsq__grid *grid, const char *label, const char *value, const char *name, const char *limits[2],
                    const char *remark)
{
    const bool there = limits[0][0] != '\0' && limits[1][0] != '\0';
    tsq__grid_add(grid, label);
    tsq__grid_add(grid, value);
    tsq__grid_add(grid, there ? name : "");
    tsq__grid_add(grid, there ? limits[0] : "");
    tsq__grid_add(grid, there ? "to" : "");
    tsq__grid_add(grid, there ? limits[1] : "");
    tsq__grid_add(grid, remark);
}

struct row_numbers {
    double value, lb, ub;
    int decimals;
    const char *unit;
};

static void add_numbers(const tsq__show *show, tsq__grid *grid, const char *label, const char *interval,
                        const struct row_numbers *row, const char *remark)
{
    char value[TSQ__NUMBER_ROOM + 4], lb[TSQ__NUMBER_ROOM + 4], ub[TSQ__NUMBER_ROOM + 4], name[32];
    tsq__fixed(row->value, row->decimals, value);
    tsq__fixed(row->lb, row->decimals, lb);
    tsq__fixed(row->ub, row->decimals, ub);
    strcat(value, value[0] == '\0' ? "" : row->unit);
    strcat(lb, lb[0] == '\0' ? "" : row->unit);
    strcat(ub, ub[0] == '\0' ? "" : row->unit);
    snprintf(name, sizeof name, "%s %s", show->level, interval);
    add_row(grid, label, value, name, (const char *[2]){lb, ub}, remark);
}

static char *test_remark(const tsq__show *show, char *text, size_t room)
{
    const tsq_coefficient *mean = &show->result.mean;
    char statistic[TSQ__NUMBER_ROOM], df[TSQ__NUMBER_ROOM], p[TSQ__NUMBER_ROOM], log10p[TSQ__NUMBER_ROOM];
    char letter[TSQ__NUMBER_ROOM + 8] = "z";
    text[0] = '\0';
    if (isnan(mean->statistic)) {
        return text;
    }
    if (!isnan(mean->df)) {
        snprintf(letter, sizeof letter, "t(%s)", tsq__show_df(mean->df, df));
    }
    const char *comma = isnan(mean->pval) ? "" : ", ";
    int n = snprintf(text, room, "%s = %s%s%s", letter, tsq__fixed(mean->statistic, show->more_decimals, statistic),
                     comma, tsq__p_value(mean->pval, p));
    if (mean->pval < 1e-300 && n > 0 && (size_t)n < room) {
        snprintf(text + n, room - (size_t)n, " (log10 p = %s)", tsq__fixed(mean->log10p, 1, log10p));
    }
    return text;
}

double tsq__shown_number(const tsq__show *show, double number)
{
    return show->transform == NULL || isnan(number) ? number : show->transform->apply(number);
}

/* "exp(Estimate)  1.20  95% CI  1.00 to 1.44": number, and its limits, after the transformation. */
static void add_transformed(const tsq__show *show, tsq__grid *grid, const char *what, const char *interval,
                            const double number[3])
{
    const struct row_numbers shown = {tsq__shown_number(show, number[0]), tsq__shown_number(show, number[1]),
                                      tsq__shown_number(show, number[2]), show->shown_decimals, ""};
    char label[64];
    snprintf(label, sizeof label, "%s(%s)", show->transform->id, what);
    add_numbers(show, grid, label, interval, &shown, "");
}

/* A chi-square test as a row of its own; nothing where it does not exist. */
static void add_chisq(const tsq__show *show, tsq__grid *grid, const char *label, const tsq_chisq *test)
{
    char value[TSQ__NUMBER_ROOM], df[TSQ__NUMBER_ROOM], p[TSQ__NUMBER_ROOM], remark[3 * TSQ__NUMBER_ROOM];
    if (tsq__result_has_counts_tests(&show->result) && !isnan(test->value)) {
        tsq__fixed(test->value, show->more_decimals, value);
        snprintf(remark, sizeof remark, "%s df, %s", tsq__show_df(test->df, df), tsq__p_value(test->p, p));
        add_row(grid, label, value, "", (const char *[2]){"", ""}, remark);
    }
}

void tsq__show_mean(const tsq__show *show, tsq__grid *grid)
{
    const tsq_coefficient *mean = &show->result.mean;
    const tsq_fit_result *fit = &show->result.fit;
    char remark[4 * TSQ__NUMBER_ROOM], df[TSQ__NUMBER_ROOM], pi_remark[TSQ__NUMBER_ROOM + 8] = "";
    const struct row_numbers estimate = {mean->estimate, mean->ci_lb, mean->ci_ub, show->decimals, ""};
    if (show->transform != NULL) { /* first, because it is what a reader quotes */
        add_transformed(show, grid, "Estimate", "CI", (const double[]){mean->estimate, mean->ci_lb, mean->ci_ub});
    }
    add_numbers(show, grid, "Estimate", "CI", &estimate, test_remark(show, remark, sizeof remark));
    add_chisq(show, grid, "CMH test", &show->result.pooled->tests.cmh);
    if (fit->prediction == NULL) {
        return;
    }
    if (isnan(fit->pi_lb)) {
        add_row(grid, "Prediction interval", "", "", (const char *[2]){"", ""}, "not defined");
        return;
    }
    if (!isnan(fit->pi_df)) {
        snprintf(pi_remark, sizeof pi_remark, "t(%s)", tsq__show_df(fit->pi_df, df));
    }
    const double none = NAN;
    const struct row_numbers prediction = {none, fit->pi_lb, fit->pi_ub, show->decimals, ""};
    if (show->transform != NULL) {
        add_transformed(show, grid, "New study", "PI", (const double[]){none, fit->pi_lb, fit->pi_ub});
    }
    add_numbers(show, grid, "New study", "PI", &prediction, pi_remark);
}

void tsq__show_heterogeneity(const tsq__show *show, tsq__grid *grid)
{
    const tsq_fit_result *fit = &show->result.fit;
    char remark[3 * TSQ__NUMBER_ROOM] = "", df[TSQ__NUMBER_ROOM], p[TSQ__NUMBER_ROOM], se[TSQ__NUMBER_ROOM];
    if (show->result.random && !isnan(fit->tau2)) {
        if (!isnan(fit->se_tau2)) {
            snprintf(remark, sizeof remark, "SE %s", tsq__fixed(fit->se_tau2, show->tau2_decimals, se));
        }
        const struct row_numbers tau2 = {fit->tau2, fit->tau2_lb, fit->tau2_ub, show->tau2_decimals, ""};
        add_numbers(show, grid, show->symbols->tau2, "CI", &tau2, remark);
        const struct row_numbers tau = {sqrt(fit->tau2), sqrt(fit->tau2_lb), sqrt(fit->tau2_ub), show->tau_decimals,
                                        ""};
        add_numbers(show, grid, show->symbols->tau, "CI", &tau, "");
    }
    const struct row_numbers I2 = {fit->I2, fit->I2_lb, fit->I2_ub, show->percent_decimals, "%"};
    const struct row_numbers H2 = {fit->H2, fit->H2_lb, fit->H2_ub, show->more_decimals, ""};
    const struct row_numbers QE = {fit->QE, (double)NAN, (double)NAN, show->more_decimals, ""};
    if (!isnan(fit->I2)) {
        add_numbers(show, grid, show->symbols->I2, "CI", &I2, "");
    }
    if (!isnan(fit->H2)) {
        add_numbers(show, grid, show->symbols->H2, "CI", &H2, "");
    }
    if (!isnan(fit->QE) && fit->QE_df > 0) {
        snprintf(remark, sizeof remark, "%s df, %s", tsq__show_df(fit->QE_df, df), tsq__p_value(fit->QE_p, p));
        add_numbers(show, grid, "Q", "CI", &QE, remark);
    }
    add_chisq(show, grid, "Breslow-Day", &show->result.pooled->tests.breslow_day);
    add_chisq(show, grid, "Tarone", &show->result.pooled->tests.tarone);
}

/* "id, title (12 df)". */
static void add_entry(tsq__grid *grid, const char *label, const char *id, const char *title, double df)
{
    char text[512], number[TSQ__NUMBER_ROOM];
    const bool t = !isnan(df);
    snprintf(text, sizeof text, "%s, %s%s%s%s", id, title, t ? " (" : "", t ? tsq__show_df(df, number) : "",
             t ? " df)" : "");
    tsq__grid_add(grid, label);
    tsq__grid_add(grid, text);
}

/* The model, the estimator of tau2, and how I2 was defined: what a single study does not have. */
static void add_model(const tsq__show *show, tsq__grid *grid)
{
    const tsq_fit_result *fit = &show->result.fit;
    const bool random = show->result.random;
    const double normal = NAN;
    tsq__grid_add(grid, "Model");
    tsq__grid_add(grid, random ? "random effects" : "common effect");
    if (random && !isnan(show->pool->fit.tau2)) {
        tsq__grid_add(grid, show->symbols->tau2);
        tsq__grid_add(grid, "fixed at the value given");
    } else {
        add_entry(grid, random ? show->symbols->tau2 : "Method", fit->method->id, fit->method->title, normal);
    }
    char text[64];
    snprintf(text, sizeof text, "from %s and the typical variance", show->symbols->tau2);
    tsq__grid_add(grid, show->symbols->I2);
    tsq__grid_add(grid, show->pool->fit.i2 == TSQ_I2_Q || !random ? "from Q" : text);
}

void tsq__show_methods(const tsq__show *show, tsq__grid *grid)
{
    const tsq_fit_result *fit = &show->result.fit;
    const double normal = NAN;
    char text[128];
    if (!tsq__show_single(show)) {
        add_model(show, grid);
    }
    add_entry(grid, "Test and CI", fit->test->id, fit->test->title, show->result.mean.df);
    if (fit->prediction != NULL) {
        add_entry(grid, "Prediction", fit->prediction->id, fit->prediction->title, fit->pi_df);
    }
    if (fit->tau2_interval != NULL) {
        snprintf(text, sizeof text, "CI of %s", show->symbols->tau2);
        add_entry(grid, text, fit->tau2_interval->id, fit->tau2_interval->title, normal);
    }
    if (show->pool->fit.weighting != TSQ_WEIGHT_INVERSE) {
        tsq__grid_add(grid, "Weights");
        tsq__grid_add(grid, show->pool->fit.weighting == TSQ_WEIGHT_EQUAL ? "equal" : show->pool->weights);
    }
    const size_t shared = show->result.pooled->covariance.n_trials;
    if (shared > 0) {
        snprintf(text, sizeof text, "generalised least squares, %zu trial%s with shared controls", shared,
                 shared == 1 ? "" : "s");
        tsq__grid_add(grid, "Covariance");
        tsq__grid_add(grid, text);
    }
    add_entry(grid, "Preset", show->pool->preset->id, show->pool->preset->title, normal);
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

/* Whether a study counts against the estimate. */
static bool weighs_negative(const tsq__result *result)
{
    for (size_t i = 0; result->fit.weight != NULL && i < result->k; i++) {
        if (result->fit.weight[i] < 0.0) {
            return true;
        }
    }
    return false;
}

/* Of one group in text; a table with half its rows omitted would bury the result. */
#define MOST_WARNINGS 20

void tsq__show_notes(const tsq__show *show, FILE *stream, const char *heading, const char *bullet)
{
    const tsq_pool_result *pooled = show->result.pooled;
    const char *derived = tsq__show_derived(show);
    if (derived != NULL && strcmp(show->result.measure, "GEN") != 0) {
        fprintf(stream, "%s%sEvery effect: %s.\n", heading, bullet, derived);
        heading = "";
    }
    for (size_t i = 0; i < TSQ_FLAG_COUNT; i++) {
        if ((show->result.fit.flags >> i & 1) != 0) {
            fprintf(stream, "%s%s%s\n", heading, bullet, tsq_flag_sentence(i));
            heading = "";
        }
    }
    if (show->result.fit.H2 < 1.0) {
        fprintf(
            stream,
            "%s%s%s is Q over its degrees of freedom; below 1 it stands for %s = 0, and its interval is that of 1.\n",
            heading, bullet, show->symbols->H2, show->symbols->I2);
        heading = "";
    }
    if (weighs_negative(&show->result)) {
        fprintf(stream,
                "%s%sA contrast has a negative weight: it takes out of a more precise one of its trial what the two "
                "have from their control.\n",
                heading, bullet);
        heading = "";
    }
    for (size_t i = 0; i < pooled->n_warnings && i < MOST_WARNINGS; i++) {
        fprintf(stream, "%s%sWarning: %s.\n", heading, bullet, pooled->warning[i]);
        heading = "";
    }
    if (pooled->n_warnings > MOST_WARNINGS) {
        fprintf(stream, "%sAnd %zu more warnings; all are in the output of --format json.\n", bullet,
                pooled->n_warnings - MOST_WARNINGS);
    }
}
