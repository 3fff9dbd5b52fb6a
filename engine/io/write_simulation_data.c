/* Simulations as JSON and CSV: every number of each scenario and method. */
#include "io/csv.h"
#include "io/frame.h"
#include "io/json.h"
#include "io/truth.h"

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

static void write_truth(tsq__json *json, const tsq_scenario *s)
{
    for (size_t c = 0; c < tsq_scenario_column_count(); c++) {
        const char *id = tsq_scenario_column_at(c)->id;
        char *text = tsq__is_truth(c) ? tsq_scenario_text(s, c) : NULL;
        double number;
        json->failed = json->failed || (tsq__is_truth(c) && text == NULL);
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
    return tsq__frame_json_end(&json);
}

static bool write_csv_row(FILE *stream, const tsq_simulation *simulation, size_t i, size_t m)
{
    const tsq_scenario *s = &simulation->scenarios->scenario[i];
    tsq_simulated all[QUANTITIES];
    list_quantities(&simulation->performance[i][m], all);
    tsq__csv_text(stream, 1, s->label);
    for (size_t c = 0; c < tsq_scenario_column_count(); c++) {
        char *text = tsq__is_truth(c) ? tsq_scenario_text(s, c) : NULL;
        if (tsq__is_truth(c) && text == NULL) {
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
        if (tsq__is_truth(c)) {
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
