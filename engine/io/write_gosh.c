/* All subsets of the studies for a reader at a terminal, and as markdown. */
#include "io/frame.h"
#include "io/grid.h"
#include "io/number.h"
#include "io/show.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What is told of each subset. */
static const struct {
    const char *label, *plain; /* plain: for terminals without other characters */
} quantities[] = {{"Estimate", "Estimate"}, {"τ²", "tau2"}, {"I² %", "I2 %"}, {"Q", "Q"}};
#define QUANTITIES (sizeof quantities / sizeof *quantities)

static const tsq_spread *spread_of(const tsq_gosh *gosh, size_t quantity)
{
    const tsq_spread *const all[QUANTITIES] = {&gosh->estimate, &gosh->tau2, &gosh->I2, &gosh->QE};
    return all[quantity];
}

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
        fprintf(stream, "%llu random subset%s (seed %llu)", (unsigned long long)gosh->n, gosh->n == 1 ? "" : "s",
                (unsigned long long)gosh->seed);
    } else if (partial && (double)gosh->n < all) {
        fprintf(stream, "the first %llu of %.0f subsets", (unsigned long long)gosh->n, all);
    } else {
        fprintf(stream, "all %llu subset%s", (unsigned long long)gosh->n, gosh->n == 1 ? "" : "s");
    }
    if (show->result.mods != NULL) {
        fprintf(stream, ", moderators %s", show->result.mods);
    }
    fprintf(stream, ", %s%s\n", tsq__show_model(show, title, sizeof title),
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
