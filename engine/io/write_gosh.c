/* All subsets of the studies for a reader at a terminal, as markdown, JSON and rows of CSV. */
#include "io/csv.h"
#include "io/frame.h"
#include "io/grid.h"
#include "io/json.h"
#include "io/number.h"
#include "io/show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is told of each subset. */
static const struct {
    const char *key, *label, *plain; /* plain: for terminals without other characters */
} quantities[] = {
    {"estimate", "Estimate", "Estimate"}, {"tau2", "τ²", "tau2"}, {"I2", "I² %", "I2 %"}, {"QE", "Q", "Q"}};
#define QUANTITIES (sizeof quantities / sizeof *quantities)

static const tsq_spread *spread_of(const tsq_gosh *gosh, size_t quantity)
{
    const tsq_spread *const all[QUANTITIES] = {&gosh->estimate, &gosh->tau2, &gosh->I2, &gosh->QE};
    return all[quantity];
}

/* ---- text and markdown ----------------------------------------------------------------------------------------- */

static void add_number(tsq__grid *grid, double value, int decimals)
{
    char text[TSQ__NUMBER_ROOM];
    tsq__grid_add(grid, tsq__fixed(value, decimals, text));
}

/* Of a model with moderators: the coefficients, each with its own decimals, then tau2, I2 and Q. */
static void fill_coefficients(const tsq_gosh *gosh, const tsq__show *show, tsq__grid *grid)
{
    for (size_t c = 0; c < gosh->p; c++) {
        const tsq_spread *s = &gosh->coefficient[c].estimate;
        const double all[] = {s->mean,        s->sd,          s->least,       s->quantile[0], s->quantile[1],
                              s->quantile[2], s->quantile[3], s->quantile[4], s->greatest};
        const int decimals =
            show->options->digits >= 0 ? show->options->digits : tsq__decimals(show->result.fit.coefficients[c].se, 3);
        tsq__grid_add(grid, tsq__result_name(&show->result, c));
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            add_number(grid, all[i], decimals);
        }
    }
}

static void fill_spreads(const tsq_gosh *gosh, const tsq__show *show, tsq__grid *grid)
{
    static const char *const heads[] = {"", "Mean", "SD", "Least", "2.5%", "25%", "Median", "75%", "97.5%", "Greatest"};
    const int decimals[QUANTITIES] = {show->decimals, show->tau2_decimals, show->percent_decimals, show->more_decimals};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        tsq__grid_add(grid, heads[i]);
    }
    tsq__grid_rule(grid);
    fill_coefficients(gosh, show, grid);
    for (size_t q = gosh->p > 0 ? 1 : 0; q < QUANTITIES; q++) {
        const tsq_spread *s = spread_of(gosh, q);
        const double all[] = {s->mean,        s->sd,          s->least,       s->quantile[0], s->quantile[1],
                              s->quantile[2], s->quantile[3], s->quantile[4], s->greatest};
        tsq__grid_add(grid, show->options->utf8 ? quantities[q].label : quantities[q].plain);
        for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
            add_number(grid, all[i], decimals[q]);
        }
    }
}

static void fill_studies(const tsq_gosh *gosh, const tsq__show *show, tsq__grid *grid)
{
    const tsq_effects *effects = &show->result.pooled->effects;
    static const char *const heads[] = {"Study", "Mean with", "Mean without", "Difference", "% of variance"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        tsq__grid_add(grid, heads[i]);
    }
    tsq__grid_rule(grid);
    for (size_t i = 0; i < gosh->k; i++) {
        const tsq_gosh_study *study = &gosh->study[i];
        tsq__grid_add(grid, effects->effect[i].study);
        add_number(grid, study->mean_with, show->decimals);
        add_number(grid, study->mean_without, show->decimals);
        add_number(grid, study->mean_with - study->mean_without, show->decimals);
        add_number(grid, study->share, 1);
    }
}

/* What share of the subsets has a coefficient above and below 0, and how much of its variance each study makes. */
static tsq_status write_coefficients(FILE *stream, const tsq_gosh *gosh, const tsq__show *show, bool markdown)
{
    static const char *const heads[] = {"% of subsets", "above 0", "CI above 0", "below 0", "CI below 0"};
    const double n = (double)(gosh->n - gosh->failed), per = n > 0.0 ? 100.0 / n : 0.0;
    tsq__grid grid = {.align = "lrrrr"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        tsq__grid_add(&grid, heads[i]);
    }
    tsq__grid_rule(&grid);
    for (size_t c = 0; c < gosh->p; c++) {
        const tsq_gosh_coefficient *one = &gosh->coefficient[c];
        const uint64_t counts[] = {one->positive, one->positive_significant, one->negative, one->negative_significant};
        tsq__grid_add(&grid, tsq__result_name(&show->result, c));
        for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
            add_number(&grid, per * (double)counts[i], 1);
        }
    }
    const tsq_status status =
        markdown ? tsq__grid_markdown(&grid, stream) : tsq__grid_text(&grid, stream, "  ", show->symbols->rule);
    const char *bullet = markdown ? "- " : "  ", *between = "\n";
    if (gosh->failed > 0) {
        fprintf(stream,
                "%s%s%llu subset%s no estimate: no more than %zu stud%s, or moderators that depend on one another.\n",
                between, bullet, (unsigned long long)gosh->failed, gosh->failed == 1 ? " has" : "s have", gosh->p,
                gosh->p == 1 ? "y" : "ies");
        between = "";
    }
    if (gosh->p > 0 && !gosh->coefficient[0].estimate.exact) {
        fprintf(stream, "%s%sQuantiles are those of fine bins, not exact.\n", between, bullet);
    }
    return status;
}

/* A column for each coefficient: what share of its variance over the subsets is between those with and without a study. */
static tsq_status write_influences(FILE *stream, const tsq_gosh *gosh, const tsq__show *show, bool markdown)
{
    const tsq_effects *effects = &show->result.pooled->effects;
    char *align = malloc(gosh->p + 2);
    if (align == NULL) {
        return TSQ_E_MEMORY;
    }
    memset(align, 'r', gosh->p + 1);
    align[0] = 'l';
    align[gosh->p + 1] = '\0';
    tsq__grid grid = {.align = align};
    tsq__grid_add(&grid, "Study (% of variance)");
    for (size_t c = 0; c < gosh->p; c++) {
        tsq__grid_add(&grid, tsq__result_name(&show->result, c));
    }
    tsq__grid_rule(&grid);
    for (size_t i = 0; i < gosh->k; i++) {
        tsq__grid_add(&grid, effects->effect[i].study);
        for (size_t c = 0; c < gosh->p; c++) {
            add_number(&grid, gosh->coefficient[c].study[i].share, 1);
        }
    }
    const tsq_status status =
        markdown ? tsq__grid_markdown(&grid, stream) : tsq__grid_text(&grid, stream, "  ", show->symbols->rule);
    free(align);
    return status;
}

static void write_shares(FILE *stream, const tsq_gosh *gosh, const char *bullet)
{
    const double n = (double)(gosh->n - gosh->failed), per = n > 0.0 ? 100.0 / n : 0.0;
    fprintf(stream, "%s%.1f%% of the estimates are above 0, %.1f%% with an interval that leaves 0 out.\n", bullet,
            per * (double)gosh->positive, per * (double)gosh->positive_significant);
    fprintf(stream, "%s%.1f%% are below 0, %.1f%% with an interval that leaves 0 out.\n", bullet,
            per * (double)gosh->negative, per * (double)gosh->negative_significant);
    if (gosh->failed > 0) {
        fprintf(stream, "%s%llu subset%s no estimate.\n", bullet, (unsigned long long)gosh->failed,
                gosh->failed == 1 ? " has" : "s have");
    }
    if (!gosh->estimate.exact) {
        fprintf(stream, "%sQuantiles are those of fine bins, not exact.\n", bullet);
    }
}

static void write_title(FILE *stream, const tsq_gosh *gosh, const tsq__show *show, bool partial)
{
    char title[512];
    const double all = pow(2.0, (double)gosh->k) - 1.0;
    fprintf(stream, "%s\n", tsq__show_title(show, title, sizeof title));
    if (gosh->random) {
        fprintf(stream, "%llu random subset%s", (unsigned long long)gosh->n, gosh->n == 1 ? "" : "s");
    } else if (partial && (double)gosh->n < all) {
        fprintf(stream, "the first %llu of %.0f subsets", (unsigned long long)gosh->n, all);
    } else {
        fprintf(stream, "all %llu subset%s", (unsigned long long)gosh->n, gosh->n == 1 ? "" : "s");
    }
    if (show->result.mods != NULL) {
        fprintf(stream, ", moderators %s", show->result.mods);
    }
    fprintf(stream, ", %s, %s%s\n", show->result.method, show->result.test,
            partial ? " (PARTIAL: stopped before the end)" : "");
}

/* One group: title, spreads, shares, studies. */
static tsq_status write_group(FILE *stream, const tsq_gosh *gosh, const tsq__show *show, bool partial, bool markdown)
{
    tsq__grid spreads = {.align = "lrrrrrrrrr"}, studies = {.align = "lrrrr"};
    const char *rule = show->symbols->rule;
    write_title(stream, gosh, show, partial);
    fputc('\n', stream);
    fill_spreads(gosh, show, &spreads);
    tsq_status status = markdown ? tsq__grid_markdown(&spreads, stream) : tsq__grid_text(&spreads, stream, "  ", rule);
    fputc('\n', stream);
    if (gosh->p > 0) {
        const tsq_status first = write_coefficients(stream, gosh, show, markdown);
        fputc('\n', stream);
        const tsq_status second = write_influences(stream, gosh, show, markdown);
        return status != TSQ_OK ? status : first != TSQ_OK ? first : second;
    }
    write_shares(stream, gosh, markdown ? "- " : "  ");
    fputc('\n', stream);
    fill_studies(gosh, show, &studies);
    const tsq_status second =
        markdown ? tsq__grid_markdown(&studies, stream) : tsq__grid_text(&studies, stream, "  ", rule);
    return status == TSQ_OK ? second : status;
}

static tsq_status write_groups(FILE *stream, const tsq_pool_report *report, const tsq_gosh *gosh, bool partial,
                               const tsq_write_options *options, bool markdown)
{
    tsq_status status = TSQ_OK;
    bool first = true;
    for (size_t i = 0; i < report->n && status == TSQ_OK; i++) {
        const tsq_pool_result *result = &report->result[i];
        const bool last = i + 1 == report->n || gosh[i + 1].n == 0;
        tsq__show show;
        if (gosh[i].n == 0) {
            continue;
        }
        fputs(first ? "" : "\n", stream);
        first = false;
        fputs(markdown ? "## " : "", stream);
        tsq__frame_heading(stream, result, markdown);
        tsq__show_init(report, options, i, &show);
        status = write_group(stream, &gosh[i], &show, partial && last, markdown);
    }
    return status;
}

tsq_status tsq_write_gosh_text(FILE *stream, const tsq_pool_report *report, const tsq_gosh *gosh, bool partial,
                               const tsq_write_options *options)
{
    const tsq_status status = write_groups(stream, report, gosh, partial, options, false);
    tsq__frame_foot(stream, options);
    return status;
}

tsq_status tsq_write_gosh_markdown(FILE *stream, const tsq_pool_report *report, const tsq_gosh *gosh, bool partial,
                                   const tsq_write_options *options)
{
    fprintf(stream, "# %s: subsets\n\n", options->input);
    const tsq_status status = write_groups(stream, report, gosh, partial, options, true);
    fprintf(stream, "\ntausq %s\n", options->version);
    return status;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

static void write_spread(tsq__json *json, const char *key, const tsq_spread *s)
{
    static const char *const keys[] = {"q2.5", "q25", "median", "q75", "q97.5"};
    tsq__json_open(json, key, '{', true);
    tsq__json_count(json, "n", (size_t)s->n);
    tsq__json_number(json, "mean", s->mean);
    tsq__json_number(json, "sd", s->sd);
    tsq__json_number(json, "min", s->least);
    for (size_t i = 0; i < 5; i++) {
        tsq__json_number(json, keys[i], s->quantile[i]);
    }
    tsq__json_number(json, "max", s->greatest);
    tsq__json_bool(json, "exact", s->exact);
    tsq__json_close(json, '}');
}

static void write_studies(tsq__json *json, const tsq_gosh *gosh, const tsq_gosh_study *studies,
                          const tsq_effects *effects)
{
    tsq__json_open(json, "studies", '[', false);
    for (size_t i = 0; i < gosh->k; i++) {
        const tsq_gosh_study *study = &studies[i];
        tsq__json_open(json, NULL, '{', true);
        tsq__json_text(json, "study", effects->effect[i].study);
        tsq__json_count(json, "line", effects->effect[i].line);
        tsq__json_count(json, "subsets", (size_t)study->with);
        tsq__json_number(json, "mean_with", study->mean_with);
        tsq__json_number(json, "mean_without", study->mean_without);
        tsq__json_number(json, "share", study->share);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
}

static void write_json_coefficients(tsq__json *json, const tsq_gosh *gosh, const tsq_pool_result *result)
{
    tsq__json_open(json, "coefficients", '[', false);
    for (size_t c = 0; c < gosh->p; c++) {
        const tsq_gosh_coefficient *one = &gosh->coefficient[c];
        tsq__json_open(json, NULL, '{', false);
        tsq__json_text(json, "name", result->design.name[c]);
        write_spread(json, "estimate", &one->estimate);
        tsq__json_count(json, "positive", (size_t)one->positive);
        tsq__json_count(json, "positive_significant", (size_t)one->positive_significant);
        tsq__json_count(json, "negative", (size_t)one->negative);
        tsq__json_count(json, "negative_significant", (size_t)one->negative_significant);
        write_studies(json, gosh, one->study, &result->effects);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
}

static void write_json_group(tsq__json *json, const tsq_pool_report *report, size_t i, const tsq_gosh *gosh,
                             bool partial)
{
    const tsq_pool_result *result = &report->result[i];
    tsq__json_open(json, NULL, '{', false);
    tsq__frame_json_group(json, result);
    tsq__frame_json_model(json, report, result);
    tsq__json_count(json, "k", gosh->k);
    tsq__json_bool(json, "random", gosh->random);
    tsq__json_bool(json, "partial", partial);
    tsq__json_count(json, "subsets", (size_t)gosh->n);
    tsq__json_count(json, "failed", (size_t)gosh->failed);
    const bool mods = report->options.mods != NULL;
    if (mods) {
        tsq__json_text(json, "mods", report->options.mods);
    } else {
        tsq__json_count(json, "positive", (size_t)gosh->positive);
        tsq__json_count(json, "positive_significant", (size_t)gosh->positive_significant);
        tsq__json_count(json, "negative", (size_t)gosh->negative);
        tsq__json_count(json, "negative_significant", (size_t)gosh->negative_significant);
    }
    for (size_t q = mods ? 1 : 0; q < QUANTITIES && gosh->n > 0; q++) {
        write_spread(json, quantities[q].key, spread_of(gosh, q));
    }
    if (mods) {
        write_json_coefficients(json, gosh, result);
    } else {
        write_studies(json, gosh, gosh->study, &result->effects);
    }
    tsq__json_text(json, "error", result->estimated ? NULL : result->error.text);
    tsq__json_close(json, '}');
}

tsq_status tsq_write_gosh_json(FILE *stream, const tsq_pool_report *report, const tsq_gosh *gosh, bool partial,
                               const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__frame_json(&json, "tausq.gosh/1", options, tsq_table_rows(report->table));
    tsq__json_open(&json, "results", '[', false);
    for (size_t i = 0; i < report->n; i++) {
        const bool last = i + 1 == report->n || gosh[i + 1].n == 0;
        write_json_group(&json, report, i, &gosh[i], partial && last);
    }
    tsq__json_close(&json, ']');
    tsq__json_close(&json, '}');
    fputc('\n', stream);
    return json.failed ? TSQ_E_MEMORY : TSQ_OK;
}

/* ---- CSV ------------------------------------------------------------------------------------------------------- */

void tsq_write_subset_head(FILE *stream, const tsq_pool_report *report)
{
    static const char *const keys[] = {"estimate", "se", "ci_lb", "ci_ub"};
    tsq__frame_csv_head(stream, report);
    if (report->options.mods != NULL) {
        fputs("k,tau2,I2,QE,QM,studies", stream);
        for (size_t i = 0; i < report->n_names; i++) {
            for (size_t j = 0; j < sizeof keys / sizeof *keys; j++) {
                tsq__frame_csv_coefficient(stream, report->name[i], keys[j]);
            }
        }
        fputc('\n', stream);
        return;
    }
    fputs("k,estimate,se,ci_lb,ci_ub,tau2,I2,QE,studies\n", stream);
}

static void write_members(FILE *stream, const tsq_subset *subset, size_t k)
{
    fputc(',', stream);
    for (size_t i = 0; i < k; i++) {
        fputc((subset->in[i / 64] >> (i % 64) & 1) != 0 ? '1' : '0', stream);
    }
}

/* A row with the coefficients of all groups, of which this one may not have all. */
static void write_fitted(FILE *stream, const tsq_pool_report *report, const tsq_pool_result *pooled,
                         const tsq_subset *subset)
{
    const double numbers[] = {subset->tau2, subset->I2, subset->QE, subset->QM};
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        tsq__csv_number(stream, numbers[i]);
    }
    write_members(stream, subset, pooled->effects.k);
    for (size_t i = 0; i < report->n_names; i++) {
        size_t c = 0;
        while (c < subset->p && strcmp(pooled->design.name[c], report->name[i]) != 0) {
            c++;
        }
        const bool there = c < subset->p;
        tsq__csv_number(stream, there ? subset->coefficient[c] : (double)NAN);
        tsq__csv_number(stream, there ? subset->coefficient_se[c] : (double)NAN);
        tsq__csv_number(stream, there ? subset->coefficient_lb[c] : (double)NAN);
        tsq__csv_number(stream, there ? subset->coefficient_ub[c] : (double)NAN);
    }
    fputc('\n', stream);
}

void tsq_write_subset(FILE *stream, const tsq_pool_report *report, size_t result, const tsq_subset *subset)
{
    const tsq_pool_result *pooled = &report->result[result];
    const double numbers[] = {subset->estimate, subset->se, subset->ci_lb, subset->ci_ub,
                              subset->tau2,     subset->I2, subset->QE};
    tsq__frame_csv_group(stream, pooled);
    fprintf(stream, "%zu", subset->k);
    if (report->options.mods != NULL) {
        write_fitted(stream, report, pooled, subset);
        return;
    }
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        char text[TSQ_NUMBER_TEXT];
        fputc(',', stream);
        fputs(tsq_number_print(numbers[i], text), stream);
    }
    write_members(stream, subset, pooled->effects.k);
    fputc('\n', stream);
}
