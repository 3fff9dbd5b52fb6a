/* A walk between conventions as JSON, schema tausq.explain/1. */
#include "io/frame.h"
#include "io/json.h"
#include "io/show_explain.h"

#include <math.h>

static void write_values(tsq__json *json, const char *key, const tsq_pool_result *result)
{
    tsq__json_open(json, key, '{', true);
    for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
        tsq__json_number(json, tsq_explained_key(q), tsq_explained_value(result, (tsq_explained)q));
    }
    tsq__json_text(json, "error", result->estimated ? NULL : result->error.text);
    tsq__json_close(json, '}');
}

static void write_side(tsq__json *json, const char *key, const char *name, const tsq_pool_options *options)
{
    tsq__json_open(json, key, '{', false);
    tsq__json_text(json, "name", name);
    tsq__json_text(json, "preset", options->preset->id);
    tsq__json_open(json, "conventions", '{', false);
    for (size_t i = 0; i < tsq_convention_count(); i++) {
        char text[TSQ_CONVENTION_TEXT];
        tsq__json_text(json, tsq_convention_at(i)->id, tsq_convention_at(i)->describe(options, text));
    }
    tsq__json_close(json, '}');
    tsq__json_close(json, '}');
}

static void write_step(tsq__json *json, const tsq_explanation *explanation, size_t group, size_t step)
{
    const tsq_explain_step *s = &explanation->step[step];
    tsq_explain_change change;
    char from[TSQ__EXPLAIN_ROOM], to[TSQ__EXPLAIN_ROOM];
    tsq_explain_step_change(explanation, group, step, &change);
    tsq__explain_from_to(explanation, step, from, to);
    tsq__json_open(json, NULL, '{', false);
    tsq__json_open(json, "conventions", '[', true);
    for (size_t i = 0; i < s->n; i++) {
        tsq__json_text(json, NULL, s->convention[i]->id);
    }
    tsq__json_close(json, ']');
    tsq__json_text(json, "from", from);
    tsq__json_text(json, "to", to);
    tsq__json_bool(json, "changes", change.any);
    tsq__json_open(json, "change", '{', true);
    for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
        tsq__json_number(json, tsq_explained_key(q), change.change[q]);
    }
    tsq__json_close(json, '}');
    tsq__json_number(json, "weight_change", change.weight);
    tsq__json_text(json, "weight_study", change.study);
    write_values(json, "result", &explanation->point[step + 1].result[group]);
    tsq__json_close(json, '}');
}

static void write_group(tsq__json *json, const tsq_explanation *explanation, size_t group)
{
    const tsq_pool_result *a = &explanation->point[0].result[group];
    const tsq_pool_result *b = &explanation->point[explanation->n].result[group];
    tsq__json_open(json, NULL, '{', false);
    tsq__frame_json_group(json, a);
    write_values(json, "a", a);
    write_values(json, "b", b);
    tsq__json_open(json, "difference", '{', true);
    for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
        const tsq_explained which = (tsq_explained)q;
        tsq__json_number(json, tsq_explained_key(q), tsq_explained_value(b, which) - tsq_explained_value(a, which));
    }
    tsq__json_close(json, '}');
    tsq__json_open(json, "steps", '[', false);
    for (size_t i = 0; i < explanation->n; i++) {
        write_step(json, explanation, group, i);
    }
    tsq__json_close(json, ']');
    tsq__json_close(json, '}');
}

tsq_status tsq_write_explain_json(FILE *stream, const tsq_explanation *explanation, const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__frame_json(&json, "tausq.explain/1", options, tsq_table_rows(explanation->table));
    write_side(&json, "a", explanation->name_a, &explanation->point[0].options);
    write_side(&json, "b", explanation->name_b, &explanation->point[explanation->n].options);
    tsq__json_open(&json, "results", '[', false);
    for (size_t g = 0; g < explanation->point[0].n; g++) {
        write_group(&json, explanation, g);
    }
    return tsq__frame_json_end(&json);
}
