/* Simulations for a reader, as markdown, JSON and CSV: one row for each scenario and method. */
#include "io/csv.h"
#include "io/grid.h"
#include "io/json.h"
#include "io/number.h"

#include <tausq/io.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Every quantity by its name. */
static const char *const names[] = {
#define TSQ_PERFORMANCE(name, title) #name,
#include <tausq/performance.def>
#undef TSQ_PERFORMANCE
};
#define QUANTITIES (sizeof names / sizeof *names)

static void list_quantities(const tsq_performance *p, tsq_simulated *all)
{
    const tsq_simulated listed[] = {
#define TSQ_PERFORMANCE(name, title) p->name,
#include <tausq/performance.def>
#undef TSQ_PERFORMANCE
    };
    memcpy(all, listed, sizeof listed);
}

/* The columns of a scenario that say what is true: not its name, methods and replicates. */
static bool is_truth(size_t column)
{
    const char *id = tsq_scenario_column_at(column)->id;
    return strcmp(id, "scenario") != 0 && strcmp(id, "methods") != 0 && strcmp(id, "reps") != 0;
}

/* ---- text and markdown ------------------------------------------------------------------------------------------- */

enum unit { PLAIN, TAU2, SHARE };

/* What text shows of each method; JSON and CSV have everything. */
static const struct shown {
    const char *head, *ascii;
    size_t offset;
    enum unit unit;
    bool if_any; /* shown only where some method has it */
} shown[] = {
    {"Bias", "Bias", offsetof(tsq_performance, bias), PLAIN, false},
    {"RMSE", "RMSE", offsetof(tsq_performance, rmse), PLAIN, false},
    {"Coverage %", "Coverage %", offsetof(tsq_performance, coverage), SHARE, false},
    {"Power %", "Power %", offsetof(tsq_performance, power), SHARE, false},
    {"Width", "Width", offsetof(tsq_performance, width), PLAIN, false},
    {"Type S %", "Type S %", offsetof(tsq_performance, type_s), SHARE, false},
    {"τ² bias", "tau2 bias", offsetof(tsq_performance, tau2_bias), TAU2, false},
    {"τ² = 0 %", "tau2 = 0 %", offsetof(tsq_performance, tau2_zero), SHARE, false},
    {"τ² cov. %", "tau2 cov. %", offsetof(tsq_performance, tau2_coverage), SHARE, true},
    {"PI cov. %", "PI cov. %", offsetof(tsq_performance, pi_coverage), SHARE, false},
};
#define SHOWN (sizeof shown / sizeof *shown)
#define MOST_COLUMNS 64

struct table {
    const tsq_simulation *simulation;
    const tsq_write_options *options;
    bool varies[MOST_COLUMNS]; /* columns of scenarios that differ */
    int decimals[3];           /* by unit */
    double largest[SHOWN];     /* Monte Carlo errors */
    bool has[SHOWN];           /* some method has the quantity, or it is always shown */
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
        t->has[q] = !shown[q].if_any;
    }
    for (size_t i = 0; i < sim->scenarios->n; i++) {
        for (size_t m = 0; m < sim->scenarios->scenario[i].n_methods; m++) {
            const tsq_performance *p = &sim->performance[i][m];
            least[0] = p->rmse.value > 0.0 ? fmin(least[0], p->rmse.value) : least[0];
            least[1] = p->tau2_rmse.value > 0.0 ? fmin(least[1], p->tau2_rmse.value) : least[1];
            t->failed += p->failed.value > 0.0 ? (uint64_t)round(p->failed.value * (double)sim->reps[i]) : 0;
            for (size_t q = 0; q < SHOWN; q++) {
                t->largest[q] = fmax(t->largest[q], quantity(p, q).mcse);
                t->has[q] = t->has[q] || !isnan(quantity(p, q).value);
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
        if (c == 0 || (is_truth(c) && t->varies[c])) {
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
        if (c == 0 || (is_truth(c) && t->varies[c])) {
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
        if (c == 0 || (is_truth(c) && t->varies[c])) {
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
        char *text = is_truth(c) && !t->varies[c] ? tsq_scenario_text(&t->simulation->scenarios->scenario[0], c) : NULL;
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
        fprintf(stream, "\n%llu fits have no estimate; averages are over the others.\n", (unsigned long long)t.failed);
    }
    return t.short_of_memory ? TSQ_E_MEMORY : status;
}

tsq_status tsq_write_simulation_text(FILE *stream, const tsq_simulation *simulation, bool partial,
                                     const tsq_write_options *options)
{
    const tsq_status status = write_table(stream, simulation, partial, options, false);
    fprintf(stream, "\ntausq %s%s%s", options->version, options->input[0] != '\0' ? ", " : "", options->input);
    fprintf(stream, options->sha256[0] == '\0' ? "\n" : ", SHA-256 %s\n", options->sha256);
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

/* ---- JSON and CSV -------------------------------------------------------------------------------------------------- */

static void write_truth(tsq__json *json, const tsq_scenario *s)
{
    for (size_t c = 0; c < tsq_scenario_column_count(); c++) {
        const char *id = tsq_scenario_column_at(c)->id;
        char *text = is_truth(c) ? tsq_scenario_text(s, c) : NULL;
        double number;
        json->failed = json->failed || (is_truth(c) && text == NULL);
        if (text != NULL && tsq_number_read(text, '.', &number) == TSQ_NUMBER) {
            tsq__json_number(json, id, number);
        } else if (text != NULL) {
            tsq__json_text(json, id, text[0] != '\0' ? text : NULL);
        }
        free(text);
    }
}

static void write_method(tsq__json *json, const tsq_simulated_method *method, const tsq_performance *performance)
{
    tsq_simulated all[QUANTITIES];
    list_quantities(performance, all);
    tsq__json_open(json, NULL, '{', false);
    tsq__json_text(json, "method", method->name);
    for (size_t q = 0; q < QUANTITIES; q++) {
        tsq__json_open(json, names[q], '{', true);
        tsq__json_number(json, "value", all[q].value);
        tsq__json_number(json, "mcse", all[q].mcse);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, '}');
}

tsq_status tsq_write_simulation_json(FILE *stream, const tsq_simulation *simulation, bool partial,
                                     const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    const bool file = options->input[0] != '\0';
    tsq__json_open(&json, NULL, '{', false);
    tsq__json_text(&json, "schema", "tausq.simulate/1");
    tsq__json_text(&json, "version", options->version);
    tsq__json_open(&json, "input", '{', true);
    tsq__json_text(&json, "file", file ? options->input : NULL);
    tsq__json_text(&json, "sha256", file ? options->sha256 : NULL);
    tsq__json_close(&json, '}');
    tsq__json_number(&json, "level", simulation->level);
    tsq__json_count(&json, "seed", (size_t)simulation->seed);
    tsq__json_bool(&json, "partial", partial);
    tsq__json_open(&json, "scenarios", '[', false);
    for (size_t i = 0; i < simulation->scenarios->n; i++) {
        const tsq_scenario *s = &simulation->scenarios->scenario[i];
        tsq__json_open(&json, NULL, '{', false);
        tsq__json_text(&json, "scenario", s->label);
        write_truth(&json, s);
        tsq__json_count(&json, "reps", (size_t)simulation->reps[i]);
        tsq__json_open(&json, "methods", '[', false);
        for (size_t m = 0; m < s->n_methods; m++) {
            write_method(&json, &s->method[m], &simulation->performance[i][m]);
        }
        tsq__json_close(&json, ']');
        tsq__json_close(&json, '}');
    }
    tsq__json_close(&json, ']');
    tsq__json_close(&json, '}');
    fputc('\n', stream);
    return json.failed ? TSQ_E_MEMORY : TSQ_OK;
}

static bool write_csv_row(FILE *stream, const tsq_simulation *simulation, size_t i, size_t m)
{
    const tsq_scenario *s = &simulation->scenarios->scenario[i];
    tsq_simulated all[QUANTITIES];
    list_quantities(&simulation->performance[i][m], all);
    tsq__csv_text(stream, 1, s->label);
    for (size_t c = 0; c < tsq_scenario_column_count(); c++) {
        char *text = is_truth(c) ? tsq_scenario_text(s, c) : NULL;
        if (is_truth(c) && text == NULL) {
            return false;
        }
        if (text != NULL) {
            tsq__csv_text(stream, 0, text);
        }
        free(text);
    }
    tsq__csv_text(stream, 0, s->method[m].name);
    tsq__csv_count(stream, (size_t)simulation->reps[i]);
    for (size_t q = 0; q < QUANTITIES; q++) {
        tsq__csv_number(stream, all[q].value);
        tsq__csv_number(stream, all[q].mcse);
    }
    fputc('\n', stream);
    return true;
}

tsq_status tsq_write_simulation_csv(FILE *stream, const tsq_simulation *simulation)
{
    fputs("scenario", stream);
    for (size_t c = 0; c < tsq_scenario_column_count(); c++) {
        if (is_truth(c)) {
            tsq__csv_text(stream, 0, tsq_scenario_column_at(c)->id);
        }
    }
    fputs(",method,reps", stream);
    for (size_t q = 0; q < QUANTITIES; q++) {
        fprintf(stream, ",%s,%s_mcse", names[q], names[q]);
    }
    fputc('\n', stream);
    for (size_t i = 0; i < simulation->scenarios->n; i++) {
        for (size_t m = 0; m < simulation->scenarios->scenario[i].n_methods; m++) {
            if (!write_csv_row(stream, simulation, i, m)) {
                return TSQ_E_MEMORY;
            }
        }
    }
    return TSQ_OK;
}
