/* The chain of a quantity as JSON, schema tausq.why/1. */
#include "io/frame.h"
#include "io/json.h"

#include <tausq/io.h>

static void write_text(tsq__json *json, const char *key, const char *text)
{
    if (text != NULL && text[0] != '\0') {
        tsq__json_text(json, key, text);
    }
}

static void write_numbers(tsq__json *json, const tsq_why_node *node)
{
    if (node->n == 1 && (node->kind != TSQ_WHY_STUDIES || node->study != TSQ_WHY_NONE)) {
        tsq__json_number(json, "value", node->value[0]);
        return;
    }
    write_text(json, "of", node->of_coefficients ? "coefficients" : NULL);
    if (node->rows > 0) {
        tsq__json_count(json, "rows", node->rows);
    }
    tsq__json_open(json, "values", '[', true);
    for (size_t i = 0; i < node->n; i++) {
        tsq__json_number(json, NULL, node->value[i]);
    }
    tsq__json_close(json, ']');
}

static void write_inputs(tsq__json *json, const tsq_why_node *node)
{
    tsq__json_open(json, "inputs", '[', true);
    for (size_t i = 0; i < node->n_inputs; i++) {
        tsq__json_open(json, NULL, '{', true);
        tsq__json_text(json, "name", node->symbol[i]);
        tsq__json_count(json, "id", node->input[i]);
        tsq__json_close(json, '}');
    }
    tsq__json_close(json, ']');
}

static void write_check(tsq__json *json, const tsq_why_node *node)
{
    if (!node->checked) {
        tsq__json_text(json, "check", NULL);
        return;
    }
    tsq__json_open(json, "check", '{', true);
    tsq__json_number(json, "recomputed", node->recomputed);
    tsq__json_number(json, "difference", node->gap);
    tsq__json_number(json, "tolerance", node->tolerance);
    tsq__json_bool(json, "holds", node->holds);
    tsq__json_close(json, '}');
}

static void write_node(tsq__json *json, const tsq_effects *effects, const tsq_why_node *node, size_t id)
{
    tsq__json_open(json, NULL, '{', false);
    tsq__json_count(json, "id", id);
    tsq__json_text(json, "name", node->name);
    tsq__json_text(json, "kind", tsq_why_kind_id(node->kind));
    if (node->study != TSQ_WHY_NONE) {
        tsq__json_text(json, "study", effects->effect[node->study].study);
        tsq__json_count(json, "study_line", effects->effect[node->study].line);
    }
    write_text(json, "title", node->title);
    write_numbers(json, node);
    write_text(json, "formula_id", node->formula_id);
    write_text(json, "formula", node->formula);
    if (node->kind == TSQ_WHY_SOLUTION) {
        tsq__json_text(json, "equals", node->right);
        tsq__json_open(json, "sides", '[', true);
        tsq__json_number(json, NULL, node->side[0]);
        tsq__json_number(json, NULL, node->side[1]);
        tsq__json_close(json, ']');
    }
    write_text(json, "source", node->source);
    if (node->kind == TSQ_WHY_CELL) {
        tsq__json_count(json, "line", node->line);
        tsq__json_text(json, "column", node->column);
        tsq__json_text(json, "text", node->text);
    } else {
        write_inputs(json, node);
        write_check(json, node);
    }
    tsq__json_close(json, '}');
}

static void write_chain(tsq__json *json, const tsq_pool_result *pooled, const tsq_why *why)
{
    tsq__json_open(json, NULL, '{', false);
    tsq__frame_json_group(json, pooled);
    tsq__json_text(json, "quantity", why->quantity);
    tsq__json_number(json, "value", why->n > 0 ? why->node[0].value[0] : (double)NAN);
    tsq__json_text(json, "measure", pooled->effects.measure != NULL ? pooled->effects.measure->id : NULL);
    tsq__json_text(json, "method", pooled->estimated ? pooled->fit.method->id : NULL);
    tsq__json_text(json, "test", pooled->estimated ? pooled->fit.test->id : NULL);
    tsq__json_open(json, "studies", '[', true);
    for (size_t i = 0; i < pooled->effects.k; i++) {
        tsq__json_text(json, NULL, pooled->effects.effect[i].study);
    }
    tsq__json_close(json, ']');
    tsq__json_open(json, "nodes", '[', false);
    for (size_t i = 0; i < why->n; i++) {
        write_node(json, &pooled->effects, &why->node[i], i);
    }
    tsq__json_close(json, ']');
    tsq__json_count(json, "checked", why->n_checked);
    tsq__json_count(json, "failed", why->n_failed);
    tsq__json_text(json, "error", pooled->estimated ? NULL : pooled->error.text);
    tsq__json_close(json, '}');
}

tsq_status tsq_write_why_json(FILE *stream, const tsq_pool_report *report, const tsq_why *why,
                              const tsq_write_options *options)
{
    tsq__json json = {.stream = stream};
    tsq__frame_json(&json, "tausq.why/1", options, tsq_table_rows(report->table));
    tsq__json_open(&json, "results", '[', false);
    for (size_t i = 0; i < report->n; i++) {
        write_chain(&json, &report->result[i], &why[i]);
    }
    tsq__json_close(&json, ']');
    tsq__json_text(&json, "preset", report->options.preset->id);
    tsq__json_close(&json, '}');
    return json.failed ? TSQ_E_MEMORY : TSQ_OK;
}
