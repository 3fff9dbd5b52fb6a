/* Simulations for a reader and as markdown: one row for each scenario and method. */
#include "io/frame.h"
#include "io/grid.h"
#include "io/number.h"
#include "io/truth.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum unit { PLAIN, TAU2, SHARE };
enum when { ALWAYS, IF_ANY, IF_ABOVE_0 }; /* shown; where some method has it; where one has more than 0 */

/* What text shows of each method; JSON and CSV have everything. */
static const struct shown {
    const char *head, *ascii;
    size_t offset;
    enum unit unit;
    enum when when;
} shown[] = {
    {"Failed %", "Failed %", offsetof(tsq_performance, failed), SHARE, IF_ABOVE_0},
    {"Bias", "Bias", offsetof(tsq_performance, bias), PLAIN, ALWAYS},
    {"RMSE", "RMSE", offsetof(tsq_performance, rmse), PLAIN, ALWAYS},
    {"Coverage %", "Coverage %", offsetof(tsq_performance, coverage), SHARE, ALWAYS},
    {"Power %", "Power %", offsetof(tsq_performance, power), SHARE, ALWAYS},
    {"Width", "Width", offsetof(tsq_performance, width), PLAIN, ALWAYS},
    {"Type S %", "Type S %", offsetof(tsq_performance, type_s), SHARE, IF_ANY},
    {"τ² bias", "tau2 bias", offsetof(tsq_performance, tau2_bias), TAU2, IF_ANY},
    {"τ² = 0 %", "tau2 = 0 %", offsetof(tsq_performance, tau2_zero), SHARE, IF_ANY},
    {"τ² cov. %", "tau2 cov. %", offsetof(tsq_performance, tau2_coverage), SHARE, IF_ANY},
    {"PI cov. %", "PI cov. %", offsetof(tsq_performance, pi_coverage), SHARE, IF_ANY},
};
#define SHOWN (sizeof shown / sizeof *shown)
#define MOST_COLUMNS 64

struct table {
    const tsq_simulation *simulation;
    const tsq_write_options *options;
    bool varies[MOST_COLUMNS]; /* columns of scenarios that differ */
    int decimals[3];           /* by unit */
    double largest[SHOWN];     /* Monte Carlo errors */
    bool has[SHOWN];           /* it is shown */
    uint64_t failed;           /* replicates without an estimate, of all methods */
    bool short_of_memory;
};

static tsq_simulated quantity(const tsq_performance *p, size_t i)
{
    return *(const tsq_simulated *)(const void *)((const char *)p + shown[i].offset);
}

static void find_varying(struct table *t)
{
    const tsq_scenarios *all = t->simulation->scenarios;
    for (size_t c = 0; c < tsq_scenario_column_count(); c++) {
        char *first = tsq_scenario_text(&all->scenario[0], c);
        t->short_of_memory = t->short_of_memory || first == NULL;
        for (size_t i = 1; i < all->n && first != NULL && !t->varies[c]; i++) {
            char *text = tsq_scenario_text(&all->scenario[i], c);
            t->short_of_memory = t->short_of_memory || text == NULL;
            t->varies[c] = text != NULL && strcmp(first, text) != 0;
            free(text);
        }
        free(first);
    }
}

/* Decimals by the smallest error of the estimates, and the largest Monte Carlo errors. */
static void look_over(struct table *t)
{
    const tsq_simulation *sim = t->simulation;
    double least[2] = {INFINITY, INFINITY};
    for (size_t q = 0; q < SHOWN; q++) {
        t->largest[q] = NAN; /* fmax passes over it */
        t->has[q] = shown[q].when == ALWAYS;
    }
    for (size_t i = 0; i < sim->scenarios->n; i++) {
        for (size_t m = 0; m < sim->scenarios->scenario[i].n_methods; m++) {
            const tsq_performance *p = &sim->performance[i][m];
            least[0] = p->rmse.value > 0.0 ? fmin(least[0], p->rmse.value) : least[0];
            least[1] = p->tau2_rmse.value > 0.0 ? fmin(least[1], p->tau2_rmse.value) : least[1];
            t->failed += p->failed.value > 0.0 ? (uint64_t)round(p->failed.value * (double)sim->reps[i]) : 0;
            for (size_t q = 0; q < SHOWN; q++) {
                t->largest[q] = fmax(t->largest[q], quantity(p, q).mcse);
                const double value = quantity(p, q).value;
                t->has[q] = t->has[q] || (shown[q].when == IF_ANY ? !isnan(value) : value > 0.0);
            }
        }
    }
    t->decimals[PLAIN] = t->options->digits >= 0 ? t->options->digits : tsq__decimals(least[0], 3);
    t->decimals[TAU2] = t->options->digits >= 0 ? t->options->digits : tsq__decimals(least[1], 3);
    t->decimals[SHARE] = t->options->digits >= 0 ? t->options->digits : 1;
}

static void add_quantity(tsq__grid *grid, const struct table *t, size_t q, double value, int more)
{
    if (!t->has[q]) {
        return;
    }
    char text[TSQ__NUMBER_ROOM];
    const int decimals = t->decimals[shown[q].unit];
    const double scale = shown[q].unit == SHARE ? 100.0 : 1.0;
    tsq__grid_add(grid, tsq__fixed(scale * value, decimals < 0 ? decimals : decimals + more, text));
}

static void fill_head(tsq__grid *grid, const struct table *t, char *align)
{
    size_t n = 0;
    const bool named = t->simulation->scenarios->n > 1;
    for (size_t c = 0; named && c < tsq_scenario_column_count(); c++) {
        if (c == 0 || (tsq__is_truth(c) && t->varies[c])) {
            tsq__grid_add(grid, tsq_scenario_column_at(c)->id);
            align[n++] = c == 0 ? 'l' : 'r';
        }
    }
    tsq__grid_add(grid, "method");
    align[n++] = 'l';
    for (size_t q = 0; q < SHOWN; q++) {
        if (t->has[q]) {
            tsq__grid_add(grid, t->options->utf8 ? shown[q].head : shown[q].ascii);
            align[n++] = 'r';
        }
    }
    align[n] = '\0';
    tsq__grid_rule(grid);
}

static void fill_row(tsq__grid *grid, struct table *t, size_t i, size_t m)
{
    const tsq_scenario *s = &t->simulation->scenarios->scenario[i];
    for (size_t c = 0; t->simulation->scenarios->n > 1 && c < tsq_scenario_column_count(); c++) {
        if (c == 0 || (tsq__is_truth(c) && t->varies[c])) {
            char *text = m == 0 ? tsq_scenario_text(s, c) : NULL;
            t->short_of_memory = t->short_of_memory || (m == 0 && text == NULL);
            tsq__grid_add(grid, text != NULL ? text : "");
            free(text);
        }
    }
    tsq__grid_add(grid, s->method[m].name);
    for (size_t q = 0; q < SHOWN; q++) {
        add_quantity(grid, t, q, quantity(&t->simulation->performance[i][m], q).value, 0);
    }
}

/* The largest Monte Carlo errors, with a digit more. */
static void fill_errors(tsq__grid *grid, const struct table *t)
{
    tsq__grid_rule(grid);
    for (size_t c = 0; t->simulation->scenarios->n > 1 && c < tsq_scenario_column_count(); c++) {
        if (c == 0 || (tsq__is_truth(c) && t->varies[c])) {
            tsq__grid_add(grid, "");
        }
    }
    tsq__grid_add(grid, "Monte Carlo SE, at most");
    for (size_t q = 0; q < SHOWN; q++) {
        add_quantity(grid, t, q, t->largest[q], 1);
    }
}

/* What holds for all scenarios: "k = 10, mu = 0.3". */
static void write_common(FILE *stream, struct table *t)
{
    const char *between = "";
    for (size_t c = 0; c < tsq_scenario_column_count(); c++) {
        char *text =
            tsq__is_truth(c) && !t->varies[c] ? tsq_scenario_text(&t->simulation->scenarios->scenario[0], c) : NULL;
        if (text != NULL && text[0] != '\0') {
            fprintf(stream, "%s%s = %s", between, tsq_scenario_column_at(c)->id, text);
            between = ", ";
        }
        free(text);
    }
    fputs(between[0] != '\0' ? "\n" : "", stream);
}

static void write_replicates(FILE *stream, const tsq_simulation *sim, bool partial)
{
    uint64_t least = UINT64_MAX, most = 0;
    char level[TSQ_NUMBER_TEXT];
    for (size_t i = 0; i < sim->scenarios->n; i++) {
        least = sim->reps[i] < least ? sim->reps[i] : least;
        most = sim->reps[i] > most ? sim->reps[i] : most;
    }
    fprintf(stream, "%zu scenario%s, ", sim->scenarios->n, sim->scenarios->n == 1 ? "" : "s");
    if (least < most) {
        fprintf(stream, "%llu to ", (unsigned long long)least);
    }
    fprintf(stream, "%llu replicate%s, level %s%%, seed %llu%s\n", (unsigned long long)most, most == 1 ? "" : "s",
            tsq_number_print(sim->level, level), (unsigned long long)sim->seed,
            partial ? " (PARTIAL: stopped before the end)" : "");
}

static tsq_status write_table(FILE *stream, const tsq_simulation *sim, bool partial, const tsq_write_options *options,
                              bool markdown)
{
    struct table t = {.simulation = sim, .options = options};
    char align[MOST_COLUMNS + SHOWN + 2];
    tsq__grid grid = {.align = align};
    find_varying(&t);
    look_over(&t);
    write_common(stream, &t);
    fputs(markdown ? "\n" : "", stream);
    write_replicates(stream, sim, partial);
    fputc('\n', stream);
    fill_head(&grid, &t, align);
    for (size_t i = 0; i < sim->scenarios->n; i++) {
        for (size_t m = 0; m < sim->scenarios->scenario[i].n_methods; m++) {
            fill_row(&grid, &t, i, m);
        }
    }
    fill_errors(&grid, &t);
    const tsq_status status =
        markdown ? tsq__grid_markdown(&grid, stream) : tsq__grid_text(&grid, stream, "  ", options->utf8 ? "─" : "-");
    if (t.failed > 0) {
        fprintf(stream, "\n%llu fit%s no estimate; averages are over the others.\n", (unsigned long long)t.failed,
                t.failed == 1 ? " has" : "s have");
    }
    return t.short_of_memory ? TSQ_E_MEMORY : status;
}

tsq_status tsq_write_simulation_text(FILE *stream, const tsq_simulation *simulation, bool partial,
                                     const tsq_write_options *options)
{
    const tsq_status status = write_table(stream, simulation, partial, options, false);
    tsq__frame_foot(stream, options);
    return status;
}

tsq_status tsq_write_simulation_markdown(FILE *stream, const tsq_simulation *simulation, bool partial,
                                         const tsq_write_options *options)
{
    const bool file = options->input[0] != '\0';
    fprintf(stream, "# Simulation%s%s\n\n", file ? ": " : "", options->input);
    const tsq_status status = write_table(stream, simulation, partial, options, true);
    fprintf(stream, "\ntausq %s\n", options->version);
    return status;
}
