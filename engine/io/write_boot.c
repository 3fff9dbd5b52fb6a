/* Bootstraps for a reader at a terminal, as markdown, JSON and rows of CSV. */
#include "io/csv.h"
#include "io/frame.h"
#include "io/grid.h"
#include "io/json.h"
#include "io/number.h"
#include "io/show.h"

#include <math.h>

#define QUANTITIES 4

static const tsq_booted *quantity(const tsq_boot *boot, size_t i)
{
    const tsq_booted *const all[QUANTITIES] = {&boot->estimate, &boot->tau2, &boot->tau, &boot->I2};
    return all[i];
}

/* The intervals in the order in which they are shown. */
#define INTERVALS 5
static const char *const interval_names[INTERVALS] = {"percentile", "basic", "studentized", "BCa", "normal"};
static const char *const interval_keys[INTERVALS] = {"percentile", "basic", "studentized", "bca", "normal"};

static tsq_limits interval(const tsq_booted *b, size_t i)
{
    const tsq_limits all[INTERVALS] = {b->percentile, b->basic, b->studentized, b->bca, b->normal};
    return all[i];
}

/* ---- text and markdown ----------------------------------------------------------------------------------------- */

static int decimals_of(const tsq__show *show, size_t i)
{
    const int all[QUANTITIES] = {show->decimals, show->tau2_decimals, show->tau_decimals, show->percent_decimals};
    return all[i];
}

static void add_numbers(const tsq_boot *boot, const tsq__show *show, const char *label, size_t which, tsq__grid *grid)
{
    char text[TSQ__NUMBER_ROOM];
    tsq__grid_add(grid, label);
    for (size_t i = 0; i < QUANTITIES; i++) {
        const tsq_booted *b = quantity(boot, i);
        const double numbers[] = {b->observed, b->bias, b->se};
        tsq__grid_add(grid, tsq__fixed(numbers[which], decimals_of(show, i), text));
    }
}

static void add_interval(const tsq_boot *boot, const tsq__show *show, size_t which, tsq__grid *grid)
{
    tsq__grid_add(grid, interval_names[which]);
    for (size_t i = 0; i < QUANTITIES; i++) {
        const tsq_limits limits = interval(quantity(boot, i), which);
        char from[TSQ__NUMBER_ROOM], to[TSQ__NUMBER_ROOM], text[2 * TSQ__NUMBER_ROOM + 8] = "";
        if (!isnan(limits.lb)) {
            snprintf(text, sizeof text, "%s to %s", tsq__fixed(limits.lb, decimals_of(show, i), from),
                     tsq__fixed(limits.ub, decimals_of(show, i), to));
        }
        tsq__grid_add(grid, text);
    }
}

static void fill(const tsq_boot *boot, const tsq__show *show, tsq__grid *grid)
{
    char percent[16], head[32];
    snprintf(head, sizeof head, "%s CI", show->level);
    snprintf(percent, sizeof percent, "%s %%", show->symbols->I2);
    tsq__grid_add(grid, head);
    tsq__grid_add(grid, "Estimate");
    tsq__grid_add(grid, show->symbols->tau2);
    tsq__grid_add(grid, show->symbols->tau);
    tsq__grid_add(grid, percent);
    tsq__grid_rule(grid);
    add_numbers(boot, show, "observed", 0, grid);
    add_numbers(boot, show, "bias", 1, grid);
    add_numbers(boot, show, "SE", 2, grid);
    for (size_t i = 0; i < INTERVALS; i++) {
        add_interval(boot, show, i, grid);
    }
}

/* Notes below the table, one on each line; a blank line before the first. */
struct notes {
    FILE *stream;
    const char *bullet;
    bool any;
};

static FILE *next_note(struct notes *notes)
{
    fprintf(notes->stream, "%s%s", notes->any ? "" : "\n", notes->bullet);
    notes->any = true;
    return notes->stream;
}

static void note_replicates(struct notes *notes, const tsq_boot *boot)
{
    const unsigned long long one = boot->one_study, failed = boot->failed;
    const size_t units = boot->clusters > 0 ? boot->clusters : boot->k;
    double possible = 1.0; /* different replicates of n units: 2n - 1 over n */
    for (size_t i = 1; i < units && possible < (double)boot->n; i++) {
        possible = round(possible * (2.0 * (2.0 * (double)i + 1.0)) / ((double)i + 1.0));
    }
    if (boot->kind == TSQ_BOOT_PARAMETRIC) {
        possible = INFINITY;
    }
    if (one > 0) {
        fprintf(next_note(notes), "%llu replicate%s of one study only%s.\n", one, one == 1 ? " consists" : "s consist",
                boot->k > 1 ? ", several times: its estimate, and no heterogeneity" : " and vary in nothing: left out");
    }
    if (boot->k > 1 && possible < (double)boot->n) {
        fprintf(next_note(notes), "%zu %s have no more than %.0f different replicates.\n", units,
                boot->clusters > 0 ? "clusters" : "studies", possible);
    }
    if (failed > 0) {
        fprintf(next_note(notes), "%llu replicate%s could not be fitted: left out.\n", failed, failed == 1 ? "" : "s");
    }
}

static void note_intervals(struct notes *notes, const tsq_boot *boot, double level)
{
    static const char *const whose[] = {"the mean", "heterogeneity"};
    const tsq_booted *const all[] = {&boot->estimate, &boot->tau2};
    if (boot->estimate.n > 0 && ((double)boot->estimate.n + 1.0) * (100.0 - level) < 200.0) {
        fprintf(next_note(notes), "At this level limits are the least and the greatest of so few replicates.\n");
    }
    if (boot->estimate.n > 0 && isnan(boot->estimate.studentized.lb)) {
        fprintf(next_note(notes), "No studentized interval of the mean: the standard error is 0 here or in too many "
                                  "replicates.\n");
    }
    for (size_t i = 0; i < 2; i++) {
        if (all[i]->n > 0 && isnan(all[i]->z0)) {
            fprintf(next_note(notes),
                    "No BCa interval of %s: no replicate, or every one, has less than what is observed, or leaving "
                    "out a study gives none.\n",
                    whose[i]);
        }
    }
}

static void write_title(FILE *stream, const tsq_boot *boot, const tsq__show *show)
{
    char title[512];
    fprintf(stream, "%s\n%llu ", tsq__show_title(show, title, sizeof title), (unsigned long long)boot->n);
    const char *several = boot->n == 1 ? "" : "s";
    if (boot->kind == TSQ_BOOT_PARAMETRIC) {
        fprintf(stream, "parametric replicate%s", several);
    } else if (boot->kind == TSQ_BOOT_CLUSTERS) {
        fprintf(stream, "replicate%s of %zu cluster%s", several, boot->clusters, boot->clusters == 1 ? "" : "s");
    } else {
        fprintf(stream, "replicate%s of %zu stud%s", several, boot->k, boot->k == 1 ? "y" : "ies");
    }
    fprintf(stream, " (seed %llu), %s%s\n\n", (unsigned long long)boot->seed,
            tsq__show_model(show, title, sizeof title), boot->partial ? " (PARTIAL: stopped before the end)" : "");
}

static tsq_status write_groups(FILE *stream, const tsq_pool_report *report, const tsq_boot *boot,
                               const tsq_write_options *options, bool markdown)
{
    tsq_status status = TSQ_OK;
    bool first = true;
    for (size_t i = 0; i < report->n && status == TSQ_OK; i++) {
        const tsq_pool_result *result = &report->result[i];
        tsq__grid grid = {.align = "lrrrr"};
        tsq__show show;
        if (boot[i].k == 0) {
            continue;
        }
        fputs(first ? "" : "\n", stream);
        fputs(markdown ? "## " : "", stream);
        first = false;
        tsq__frame_heading(stream, result, markdown);
        tsq__show_init(report, options, i, &show);
        write_title(stream, &boot[i], &show);
        fill(&boot[i], &show, &grid);
        status = markdown ? tsq__grid_markdown(&grid, stream) : tsq__grid_text(&grid, stream, "  ", show.symbols->rule);
        struct notes notes = {.stream = stream, .bullet = markdown ? "- " : "  "};
        note_replicates(&notes, &boot[i]);
        note_intervals(&notes, &boot[i], report->options.fit.level);
    }
    return status;
}

tsq_status tsq_write_boot_text(FILE *stream, const tsq_pool_report *report, const tsq_boot *boot,
                               const tsq_write_options *options)
{
    const tsq_status status = write_groups(stream, report, boot, options, false);
    tsq__frame_foot(stream, options);
    return status;
}

tsq_status tsq_write_boot_markdown(FILE *stream, const tsq_pool_report *report, const tsq_boot *boot,
                                   const tsq_write_options *options)
{
    fprintf(stream, "# %s: bootstrap\n\n", options->input);
    const tsq_status status = write_groups(stream, report, boot, options, true);
    fprintf(stream, "\ntausq %s\n", options->version);
    return status;
}

/* ---- JSON ------------------------------------------------------------------------------------------------------ */

static void write_quantity(tsq__json *json, const char *key, const tsq_booted *b)
{
    tsq__json_open(json, key, '{', false);
    tsq__json_number(json, "observed", b->observed);
    tsq__json_count(json, "n", (size_t)b->n);
    tsq__json_number(json, "bias", b->bias);
    tsq__json_number(json, "se", b->se);
    tsq__json_number(json, "z0", b->z0);
    tsq__json_number(json, "acceleration", b->acceleration);
    for (size_t i = 0; i < INTERVALS; i++) {
        const tsq_limits limits = interval(b, i);
        tsq__json_open(json, interval_keys[i], '{', true);
        tsq__json_number(json, "lb", limits.lb);
        tsq__json_number(json, "ub", limits.ub);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, '}');
}

static void write_json_group(tsq__json *json, const tsq_pool_report *report, size_t i, const tsq_boot *boot)
{
    static const char *const kinds[] = {"studies", "clusters", "parametric"};
    static const char *const keys[QUANTITIES] = {"estimate", "tau2", "tau", "I2"};
    const tsq_pool_result *result = &report->result[i];
    tsq__json_open(json, NULL, '{', false);
    tsq__frame_json_group(json, result);
    tsq__frame_json_model(json, report, result);
    tsq__json_count(json, "k", result->effects.k);
    tsq__json_text(json, "kind", kinds[boot->kind]);
    tsq__json_number(json, "clusters", boot->clusters > 0 ? (double)boot->clusters : (double)NAN);
    tsq__json_number(json, "seed", (double)boot->seed);
    tsq__json_bool(json, "partial", boot->partial);
    tsq__json_count(json, "replicates", (size_t)boot->n);
    tsq__json_count(json, "one_study", (size_t)boot->one_study);
    tsq__json_count(json, "failed", (size_t)boot->failed);
    for (size_t q = 0; q < QUANTITIES && boot->k > 0; q++) {
        write_quantity(json, keys[q], quantity(boot, q));
    }
    tsq__json_text(json, "error", result->estimated ? NULL : result->error.text);
    tsq__json_close(json, '}');
}

tsq_status tsq_write_boot_json(FILE *stream, const tsq_pool_report *report, const tsq_boot *boot,
                               const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__frame_json(&json, "tausq.boot/1", options, tsq_table_rows(report->table));
    tsq__json_open(&json, "results", '[', false);
    for (size_t i = 0; i < report->n; i++) {
        write_json_group(&json, report, i, &boot[i]);
    }
    return tsq__frame_json_end(&json);
}

/* ---- CSV ------------------------------------------------------------------------------------------------------- */

void tsq_write_replicate_head(FILE *stream, const tsq_pool_report *report)
{
    tsq__frame_csv_head(stream, report);
    fputs("number,k,distinct,estimate,se,tau2,se_tau2,I2,times\n", stream);
}

void tsq_write_replicate(FILE *stream, const tsq_pool_report *report, size_t result, const tsq_replicate *replicate)
{
    const tsq_pool_result *pooled = &report->result[result];
    const double numbers[] = {replicate->estimate, replicate->se, replicate->tau2, replicate->se_tau2, replicate->I2};
    tsq__frame_csv_group(stream, pooled);
    fprintf(stream, "%llu", (unsigned long long)replicate->number);
    tsq__csv_count(stream, replicate->k);
    tsq__csv_count(stream, replicate->distinct);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        tsq__csv_number(stream, numbers[i]);
    }
    for (size_t i = 0; replicate->times != NULL && i < pooled->effects.k; i++) {
        fprintf(stream, "%c%zu", i == 0 ? ',' : ' ', replicate->times[i]);
    }
    fputs(replicate->times != NULL ? "\n" : ",\n", stream);
}
