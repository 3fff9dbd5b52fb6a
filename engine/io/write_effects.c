/* Effects row by row: as CSV beside their input, as JSON, and for a reader. */
#include "io/csv.h"
#include "io/frame.h"
#include "io/grid.h"
#include "io/json.h"
#include "io/number.h"

#include <tausq/io.h>

#include <math.h>
#include <string.h>

static const char *const computed[] = {"yi", "vi", "sei", "ci_lb", "ci_ub", "derived"};

/* One row of the output: an effect, or an omitted row with the reason. */
struct line {
    size_t row, line;
    const char *study;
    double yi, vi, sei, ci_lb, ci_ub;
    const char *derived;
    char omitted[512]; /* "omitted: reason", where derived is NULL */
};

/* Walks through effects and omitted rows together, in the order of the table; false at the end. */
static bool next_line(const tsq_effects *effects, size_t *i, size_t *j, struct line *out)
{
    const bool effect_left = *i < effects->k, omitted_left = *j < effects->n_omitted;
    if (!effect_left && !omitted_left) {
        return false;
    }
    if (effect_left && (!omitted_left || effects->effect[*i].row < effects->omitted[*j].row)) {
        const tsq_effect *e = &effects->effect[(*i)++];
        *out = (struct line){e->row, e->line, e->study, e->yi, e->vi, e->sei, e->ci_lb, e->ci_ub, e->derived, ""};
    } else {
        const tsq_omitted *o = &effects->omitted[(*j)++];
        *out = (struct line){o->row, o->line, o->study, NAN, NAN, NAN, NAN, NAN, NULL, ""};
        snprintf(out->omitted, sizeof out->omitted, "omitted: %s", o->reason);
    }
    return true;
}

static const char *derivation(const struct line *line)
{
    return line->derived != NULL ? line->derived : line->omitted;
}

/* Input columns with the name of a computed one give way to it, so that no name comes twice. */
static bool kept(const char *name)
{
    for (size_t i = 0; i < sizeof computed / sizeof computed[0]; i++) {
        if (strcmp(name, computed[i]) == 0) {
            return false;
        }
    }
    return true;
}

tsq_status tsq_write_effects_csv(FILE *stream, const tsq_table *table, const tsq_effects *effects,
                                 const tsq_write_options *options)
{
    (void)options;
    const size_t columns = tsq_table_columns(table);
    int first = 1;
    for (size_t c = 0; c < columns; c++) {
        if (kept(tsq_table_column_name(table, c))) {
            tsq__csv_text(stream, first, tsq_table_column_name(table, c));
            first = 0;
        }
    }
    for (size_t c = 0; c < sizeof computed / sizeof computed[0]; c++) {
        tsq__csv_text(stream, first, computed[c]);
        first = 0;
    }
    fputc('\n', stream);
    struct line line;
    for (size_t i = 0, j = 0; next_line(effects, &i, &j, &line);) {
        first = 1;
        for (size_t c = 0; c < columns; c++) {
            if (kept(tsq_table_column_name(table, c))) {
                tsq__csv_text(stream, first, tsq_table_cell(table, line.row, c));
                first = 0;
            }
        }
        char text[TSQ_NUMBER_TEXT];
        tsq__csv_text(stream, first, tsq_number_print(line.yi, text));
        tsq__csv_number(stream, line.vi);
        tsq__csv_number(stream, line.sei);
        tsq__csv_number(stream, line.ci_lb);
        tsq__csv_number(stream, line.ci_ub);
        tsq__csv_text(stream, 0, derivation(&line));
        fputc('\n', stream);
    }
    return TSQ_OK;
}

tsq_status tsq_write_effects_json(FILE *stream, const tsq_table *table, const tsq_effects *effects,
                                  const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__frame_json(&json, "tausq.effects/1", options, tsq_table_rows(table));
    tsq__json_text(&json, "measure", effects->measure->id);
    tsq__json_open(&json, "rows", '[', false);
    struct line line;
    for (size_t i = 0, j = 0; next_line(effects, &i, &j, &line);) {
        tsq__json_open(&json, NULL, '{', true);
        tsq__json_text(&json, "study", line.study);
        tsq__json_count(&json, "line", line.line);
        tsq__json_number(&json, "yi", line.yi);
        tsq__json_number(&json, "vi", line.vi);
        tsq__json_number(&json, "sei", line.sei);
        tsq__json_number(&json, "ci_lb", line.ci_lb);
        tsq__json_number(&json, "ci_ub", line.ci_ub);
        tsq__json_text(&json, "derived", derivation(&line));
        tsq__json_close(&json, '}');
    }
    return tsq__frame_json_end(&json);
}

static void add_line(tsq__grid *grid, const struct line *line, int decimals)
{
    char text[TSQ__NUMBER_ROOM];
    snprintf(text, sizeof text, "%zu", line->line);
    tsq__grid_add(grid, text);
    tsq__grid_add(grid, line->study);
    tsq__grid_add(grid, tsq__fixed(line->yi, decimals, text));
    tsq__grid_add(grid, tsq__fixed(line->vi, decimals, text));
    tsq__grid_add(grid, tsq__fixed(line->sei, decimals, text));
    tsq__grid_add(grid, tsq__fixed(line->ci_lb, decimals, text));
    tsq__grid_add(grid, isnan(line->ci_lb) ? "" : "to");
    tsq__grid_add(grid, tsq__fixed(line->ci_ub, decimals, text));
    tsq__grid_add(grid, derivation(line));
}

tsq_status tsq_write_effects_text(FILE *stream, const tsq_table *table, const tsq_effects *effects,
                                  const tsq_write_options *options)
{
    (void)table;
    double size = HUGE_VAL;
    for (size_t i = 0; i < effects->k; i++) {
        size = fmin(size, effects->effect[i].sei);
    }
    const int decimals = options->digits >= 0 ? options->digits : tsq__decimals(size, 3);
    const bool given = strcmp(effects->measure->id, "GEN") == 0;
    fprintf(stream, "%s (%s): %zu effect%s, %zu omitted\n\n", given ? "estimates as given" : effects->measure->title,
            effects->measure->id, effects->k, effects->k == 1 ? "" : "s", effects->n_omitted);
    tsq__grid grid = {.align = "rlrrrrRRl"};
    static const char *const head[] = {"Line", "Study", "yi", "vi", "sei", "ci_lb", "", "ci_ub", "Derived"};
    for (size_t i = 0; i < sizeof head / sizeof head[0]; i++) {
        tsq__grid_add(&grid, head[i]);
    }
    tsq__grid_rule(&grid);
    struct line line;
    for (size_t i = 0, j = 0; next_line(effects, &i, &j, &line);) {
        add_line(&grid, &line, decimals);
    }
    return tsq__grid_text(&grid, stream, "", options->utf8 ? "─" : "-");
}
