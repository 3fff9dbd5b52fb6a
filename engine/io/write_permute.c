/* Permutation tests for a reader at a terminal, and as markdown. */
#include "io/frame.h"
#include "io/grid.h"
#include "io/number.h"
#include "io/show.h"

#include <math.h>
#include <string.h>

/* What a row of the table says. */
struct row {
    const char *label;
    double ci_lb, ci_ub, pval;
};

static void add_row(const tsq__show *show, const struct row *row, tsq__grid *grid)
{
    char text[TSQ__NUMBER_ROOM];
    const double numbers[] = {show->result.mean.estimate, row->ci_lb, row->ci_ub};
    tsq__grid_add(grid, row->label);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        tsq__grid_add(grid, tsq__fixed(numbers[i], show->decimals, text));
    }
    tsq__grid_add(grid, tsq__p_value(row->pval, text));
}

static void fill(const tsq_permute *permute, const tsq__show *show, tsq__grid *grid)
{
    const tsq_coefficient *mean = &show->result.mean;
    const tsq_permuted *test = permute->coefficient;
    const struct row model = {show->result.test, mean->ci_lb, mean->ci_ub, mean->pval};
    const struct row permutation = {"permutation", test->ci_lb, test->ci_ub, test->pval};
    static const char *const heads[] = {"Test", "Estimate", "CI from", "CI to", "two-sided"};
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        tsq__grid_add(grid, heads[i]);
    }
    tsq__grid_rule(grid);
    add_row(show, &model, grid);
    add_row(show, &permutation, grid);
}

/* Of a model with moderators: each coefficient, and all moderators together. */
static void fill_coefficients(const tsq_permute *permute, const tsq__show *show, tsq__grid *grid)
{
    static const char *const heads[] = {"", "Estimate", "Model", "two-sided", "above 0", "below 0"};
    const tsq_fit_result *fit = &show->result.fit;
    char text[TSQ__NUMBER_ROOM];
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        tsq__grid_add(grid, heads[i]);
    }
    tsq__grid_rule(grid);
    for (size_t j = 0; j < permute->p; j++) {
        const tsq_permuted *test = &permute->coefficient[j];
        const double p[] = {fit->coefficients[j].pval, test->pval, test->p_greater, test->p_less};
        const int decimals = show->options->digits >= 0 ? show->options->digits : tsq__decimals(test->se, 3);
        tsq__grid_add(grid, tsq__result_name(&show->result, j));
        tsq__grid_add(grid, tsq__fixed(test->estimate, decimals, text));
        for (size_t i = 0; i < sizeof p / sizeof *p; i++) {
            tsq__grid_add(grid, tsq__p_value(p[i], text));
        }
    }
    tsq__grid_add(grid, "QM");
    tsq__grid_add(grid, tsq__fixed(permute->QM, show->more_decimals, text));
    tsq__grid_add(grid, tsq__p_value(fit->QM_p, text));
    tsq__grid_add(grid, tsq__p_value(permute->QM_p, text));
    tsq__grid_add(grid, "");
    tsq__grid_add(grid, "");
}

/* The arrangements that could not be fitted. `between` goes before the note. */
static void write_failed(FILE *stream, const tsq_permute *permute, const char *between, const char *bullet)
{
    if (permute->failed > 0) {
        const bool one = permute->failed == 1;
        fprintf(stream, "%s%s%llu arrangement%s could not be fitted, and count%s for nothing.\n", between, bullet,
                (unsigned long long)permute->failed, one ? "" : "s", one ? "s" : "");
    }
}

/* The largest standard error of a p-value that random arrangements leave, and what could not be fitted. */
static void write_coefficient_notes(FILE *stream, const tsq_permute *permute, const char *bullet)
{
    const char *between = "\n";
    if (!permute->exact && !isnan(permute->coefficient[0].pval)) {
        fprintf(stream, "%s%sStandard error of a p-value of 0.05, from the drawing of arrangements: %.2g.\n", between,
                bullet, sqrt(0.05 * 0.95 / (double)permute->n));
        between = "";
    }
    write_failed(stream, permute, between, bullet);
}

/* Why there is no interval, if there is none and no one asked to leave it out. */
static void write_notes(FILE *stream, const tsq_permute *permute, const tsq__show *show, const char *bullet)
{
    const char *between = "\n";
    const tsq_permuted *test = permute->coefficient;
    const double n = (double)permute->n, tail = (100.0 - show->result.fit.level) / 200.0;
    char greater[TSQ__NUMBER_ROOM], less[TSQ__NUMBER_ROOM];
    if (!isnan(test->pval)) {
        fprintf(stream, "%s%sOne-sided: %s for a mean above 0, %s for one below.\n", between, bullet,
                tsq__p_value(test->p_greater, greater), tsq__p_value(test->p_less, less));
        between = "";
    }
    if (!permute->exact && !isnan(test->pval)) {
        fprintf(stream, "%sStandard error of the two-sided p-value, from the drawing of arrangements: %.2g.\n", bullet,
                sqrt(test->pval * (1.0 - test->pval) / n));
    }
    if (!permute->partial && isnan(test->ci_lb) && 1.0 / n > tail) {
        fprintf(stream, "%s%sNo interval: %.0f arrangement%s no one-sided p-value as small as %.4g.\n", between, bullet,
                n, permute->n == 1 ? " has" : "s have", tail);
        between = "";
    }
    write_failed(stream, permute, between, bullet);
}

static void write_title(FILE *stream, const tsq_permute *permute, const tsq__show *show)
{
    char title[512];
    fprintf(stream, "%s\n", tsq__show_title(show, title, sizeof title));
    if (show->result.mods != NULL) {
        fprintf(stream,
                permute->exact && !permute->partial ? "all %llu order%s"
                : permute->exact                    ? "the first %llu order%s"
                                                    : "%llu random order%s",
                (unsigned long long)permute->n, permute->n == 1 ? "" : "s");
        fprintf(stream, " of the moderators %s", show->result.mods);
        if (!permute->exact) {
            fprintf(stream, " (seed %llu)", (unsigned long long)permute->seed);
        }
    } else if (permute->exact) {
        const double all = pow(2.0, (double)permute->k);
        const bool first = permute->partial && (double)permute->n < all;
        fprintf(stream, first ? "the first %llu of %.0f arrangements of signs" : "all %llu arrangements of signs",
                (unsigned long long)permute->n, all);
    } else {
        fprintf(stream, "%llu random arrangement%s of signs (seed %llu)", (unsigned long long)permute->n,
                permute->n == 1 ? "" : "s", (unsigned long long)permute->seed);
    }
    fprintf(stream, ", %s%s\n\n", tsq__show_model(show, title, sizeof title),
            permute->partial ? " (PARTIAL: stopped before the end)" : "");
}

static tsq_status write_groups(FILE *stream, const tsq_pool_report *report, const tsq_permute *permute,
                               const tsq_write_options *options, bool markdown)
{
    tsq_status status = TSQ_OK;
    bool first = true;
    for (size_t i = 0; i < report->n && status == TSQ_OK; i++) {
        const tsq_pool_result *result = &report->result[i];
        const bool mods = report->options.mods != NULL;
        tsq__grid grid = {.align = mods ? "lrllll" : "lrrrl"};
        tsq__show show;
        if (permute[i].coefficient == NULL) {
            continue;
        }
        fputs(first ? "" : "\n", stream);
        fputs(markdown ? "## " : "", stream);
        first = false;
        tsq__frame_heading(stream, result, markdown);
        tsq__show_init(report, options, i, &show);
        write_title(stream, &permute[i], &show);
        (mods ? fill_coefficients : fill)(&permute[i], &show, &grid);
        status = markdown ? tsq__grid_markdown(&grid, stream) : tsq__grid_text(&grid, stream, "  ", show.symbols->rule);
        if (mods) {
            write_coefficient_notes(stream, &permute[i], markdown ? "- " : "  ");
        } else {
            write_notes(stream, &permute[i], &show, markdown ? "- " : "  ");
        }
    }
    return status;
}

tsq_status tsq_write_permute_text(FILE *stream, const tsq_pool_report *report, const tsq_permute *permute,
                                  const tsq_write_options *options)
{
    const tsq_status status = write_groups(stream, report, permute, options, false);
    tsq__frame_foot(stream, options);
    return status;
}

tsq_status tsq_write_permute_markdown(FILE *stream, const tsq_pool_report *report, const tsq_permute *permute,
                                      const tsq_write_options *options)
{
    fprintf(stream, "# %s: permutation test\n\n", options->input);
    const tsq_status status = write_groups(stream, report, permute, options, true);
    fprintf(stream, "\ntausq %s\n", options->version);
    return status;
}
