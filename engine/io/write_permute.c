/* Permutation tests for a reader at a terminal, as markdown, JSON and rows of CSV. */
#include "io/csv.h"
#include "io/frame.h"
#include "io/grid.h"
#include "io/json.h"
#include "io/number.h"
#include "io/show.h"

#include <math.h>
#include <string.h>

/* ---- text and markdown ----------------------------------------------------------------------------------------- */

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
    if (!permute->partial && 1.0 / n > tail) {
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
    fprintf(stream, ", %s, %s%s\n\n", show->result.method, show->result.test,
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

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

static void write_test(tsq__json *json, const tsq_permute *permute, const tsq_fit_result *fit)
{
    const tsq_permuted *test = permute->coefficient;
    tsq__json_number(json, "estimate", test->estimate);
    tsq__json_number(json, "se", test->se);
    tsq__json_number(json, "statistic", test->statistic);
    tsq__json_number(json, "tau2", fit->tau2);
    tsq__json_number(json, "pval", test->pval);
    tsq__json_number(json, "p_greater", test->p_greater);
    tsq__json_number(json, "p_less", test->p_less);
    tsq__json_number(json, "ci_lb", test->ci_lb);
    tsq__json_number(json, "ci_ub", test->ci_ub);
    tsq__json_open(json, "model", '{', true);
    tsq__json_number(json, "pval", fit->coefficients[0].pval);
    tsq__json_number(json, "ci_lb", fit->coefficients[0].ci_lb);
    tsq__json_number(json, "ci_ub", fit->coefficients[0].ci_ub);
    tsq__json_close(json, '}');
}

static void write_coefficients(tsq__json *json, const tsq_permute *permute, const tsq_pool_result *result)
{
    const tsq_fit_result *fit = &result->fit;
    tsq__json_number(json, "tau2", fit->tau2);
    tsq__json_open(json, "coefficients", '[', false);
    for (size_t j = 0; j < permute->p; j++) {
        const tsq_permuted *test = &permute->coefficient[j];
        tsq__json_open(json, NULL, '{', true);
        tsq__json_text(json, "name", result->design.name[j]);
        tsq__json_number(json, "estimate", test->estimate);
        tsq__json_number(json, "se", test->se);
        tsq__json_number(json, "statistic", test->statistic);
        tsq__json_number(json, "pval", test->pval);
        tsq__json_number(json, "p_greater", test->p_greater);
        tsq__json_number(json, "p_less", test->p_less);
        tsq__json_number(json, "model_pval", fit->coefficients[j].pval);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
    tsq__json_number(json, "QM", permute->QM);
    tsq__json_number(json, "QM_p", permute->QM_p);
    tsq__json_open(json, "model", '{', true);
    tsq__json_number(json, "QM_p", fit->QM_p);
    tsq__json_close(json, '}');
}

static void write_json_group(tsq__json *json, const tsq_pool_report *report, size_t i, const tsq_permute *permute)
{
    const tsq_pool_result *result = &report->result[i];
    tsq__json_open(json, NULL, '{', false);
    tsq__frame_json_group(json, result);
    tsq__frame_json_model(json, report, result);
    tsq__json_count(json, "k", result->effects.k);
    tsq__json_bool(json, "exact", permute->exact);
    tsq__json_number(json, "seed", permute->exact ? (double)NAN : (double)permute->seed);
    tsq__json_bool(json, "partial", permute->partial);
    tsq__json_count(json, "permutations", (size_t)permute->n);
    tsq__json_count(json, "failed", (size_t)permute->failed);
    if (report->options.mods != NULL) {
        tsq__json_text(json, "mods", report->options.mods);
    }
    if (permute->coefficient != NULL && report->options.mods != NULL) {
        write_coefficients(json, permute, result);
    } else if (permute->coefficient != NULL) {
        write_test(json, permute, &result->fit);
    }
    tsq__json_text(json, "error", result->estimated ? NULL : result->error.text);
    tsq__json_close(json, '}');
}

tsq_status tsq_write_permute_json(FILE *stream, const tsq_pool_report *report, const tsq_permute *permute,
                                  const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__frame_json(&json, "tausq.permute/1", options, tsq_table_rows(report->table));
    tsq__json_open(&json, "results", '[', false);
    for (size_t i = 0; i < report->n; i++) {
        write_json_group(&json, report, i, &permute[i]);
    }
    tsq__json_close(&json, ']');
    tsq__json_close(&json, '}');
    fputc('\n', stream);
    return json.failed ? TSQ_E_MEMORY : TSQ_OK;
}

/* ---- CSV ------------------------------------------------------------------------------------------------------- */

void tsq_write_arrangement_head(FILE *stream, const tsq_pool_report *report)
{
    tsq__frame_csv_head(stream, report);
    if (report->options.mods == NULL) {
        fputs("number,estimate,statistic,tau2,flipped\n", stream);
        return;
    }
    fputs("number,tau2,QM,from", stream);
    for (size_t i = 0; i < report->n_names; i++) {
        tsq__frame_csv_coefficient(stream, report->name[i], "estimate");
        tsq__frame_csv_coefficient(stream, report->name[i], "statistic");
    }
    fputc('\n', stream);
}

/* Which study's moderators each study has, counted from 1; then the coefficients. */
static void write_dealt(FILE *stream, const tsq_pool_report *report, const tsq_pool_result *pooled,
                        const tsq_arrangement *arrangement)
{
    tsq__csv_number(stream, arrangement->tau2);
    tsq__csv_number(stream, arrangement->QM);
    for (size_t i = 0; i < pooled->effects.k; i++) {
        fprintf(stream, "%c%zu", i == 0 ? ',' : ' ', arrangement->from[i] + 1);
    }
    for (size_t i = 0; i < report->n_names; i++) {
        size_t j = 0;
        while (j < arrangement->p && strcmp(pooled->design.name[j], report->name[i]) != 0) {
            j++;
        }
        tsq__csv_number(stream, j < arrangement->p ? arrangement->estimate[j] : (double)NAN);
        tsq__csv_number(stream, j < arrangement->p ? arrangement->statistic[j] : (double)NAN);
    }
    fputc('\n', stream);
}

void tsq_write_arrangement(FILE *stream, const tsq_pool_report *report, size_t result,
                           const tsq_arrangement *arrangement)
{
    const tsq_pool_result *pooled = &report->result[result];
    tsq__frame_csv_group(stream, pooled);
    fprintf(stream, "%llu", (unsigned long long)arrangement->number);
    if (report->options.mods != NULL) {
        write_dealt(stream, report, pooled, arrangement);
        return;
    }
    tsq__csv_number(stream, arrangement->estimate[0]);
    tsq__csv_number(stream, arrangement->statistic[0]);
    tsq__csv_number(stream, arrangement->tau2);
    fputc(',', stream);
    for (size_t i = 0; i < pooled->effects.k; i++) {
        fputc((arrangement->flipped[i / 64] >> (i % 64) & 1) != 0 ? '1' : '0', stream);
    }
    fputc('\n', stream);
}
