/* A walk between conventions as CSV: a row for each point of each group, with the change that led to it. */
#include "io/csv.h"
#include "io/show_explain.h"

#include <math.h>
#include <string.h>

static const char *const own[] = {"point", "conventions", "from", "to", "weight_change", "weight_study", "error"};

static bool taken(const char *name)
{
    bool found = false;
    for (size_t i = 0; i < sizeof own / sizeof own[0]; i++) {
        found |= strcmp(own[i], name) == 0;
    }
    for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
        found |= strcmp(tsq_explained_key(q), name) == 0;
    }
    return found || strncmp(name, "change_", strlen("change_")) == 0;
}

static void write_header(FILE *stream, const tsq_pool_result *result)
{
    for (size_t i = 0; i < result->n_group; i++) {
        fputs(i == 0 ? "" : ",", stream);
        fputs(taken(result->group_column[i]) ? "group_" : "", stream);
        tsq__csv_text(stream, 1, result->group_column[i]);
    }
    for (size_t i = 0; i < 4; i++) {
        tsq__csv_text(stream, i == 0 && result->n_group == 0, own[i]);
    }
    for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
        tsq__csv_text(stream, 0, tsq_explained_key(q));
    }
    for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
        fprintf(stream, ",change_%s", tsq_explained_key(q));
    }
    fputs(",weight_change,weight_study,error\n", stream);
}

/* Point 0 has no step that led to it: its row holds the name of a, and no changes. */
static void write_row(FILE *stream, const tsq_explanation *e, size_t group, size_t point)
{
    const tsq_pool_result *result = &e->point[point].result[group];
    tsq_explain_change change = {.weight = NAN};
    char from[TSQ__EXPLAIN_ROOM] = "", to[TSQ__EXPLAIN_ROOM] = "";
    for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
        change.change[q] = NAN;
    }
    if (point > 0) {
        tsq_explain_step_change(e, group, point - 1, &change);
        tsq__explain_from_to(e, point - 1, from, to);
    }
    for (size_t i = 0; i < result->n_group; i++) {
        tsq__csv_text(stream, i == 0, result->group_value[i]);
    }
    fprintf(stream, "%s%zu,", result->n_group > 0 ? "," : "", point);
    for (size_t i = 0; point > 0 && i < e->step[point - 1].n; i++) {
        fprintf(stream, "%s%s", i > 0 ? ";" : "", e->step[point - 1].convention[i]->id);
    }
    tsq__csv_text(stream, 0, from);
    tsq__csv_text(stream, 0, to);
    for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
        tsq__csv_number(stream, tsq_explained_value(result, (tsq_explained)q));
    }
    for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
        tsq__csv_number(stream, change.change[q]);
    }
    tsq__csv_number(stream, change.weight);
    tsq__csv_text(stream, 0, change.study != NULL ? change.study : "");
    tsq__csv_text(stream, 0, result->estimated ? "" : result->error.text);
    fputc('\n', stream);
}

tsq_status tsq_write_explain_csv(FILE *stream, const tsq_explanation *explanation, const tsq_write_options *options)
{
    (void)options;
    write_header(stream, &explanation->point[0].result[0]);
    for (size_t g = 0; g < explanation->point[0].n; g++) {
        for (size_t i = 0; i <= explanation->n; i++) {
            write_row(stream, explanation, g, i);
        }
    }
    return TSQ_OK;
}
