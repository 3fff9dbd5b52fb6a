/* The chain of a quantity for a reader: a tree of formulas, the numbers of the studies, and the cells of each. */
#include "io/frame.h"
#include "io/number.h"
#include "io/why_text.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- pieces ------------------------------------------------------------------------------------------------- */

const char *tsq__why_number(const struct tsq__why_writer *writer, double value, char text[48])
{
    if (isinf(value)) {
        return tsq__fixed(value, writer->digits, text);
    }
    snprintf(text, 48, "%.*g", writer->digits, value);
    return text;
}

/* " [3]", the number of a source in the list below. */
static void write_source(struct tsq__why_writer *writer, const char *source)
{
    size_t i = 0;
    if (source[0] == '\0') {
        return;
    }
    while (i < writer->n_sources && strcmp(writer->source[i], source) != 0) {
        i++;
    }
    if (i == writer->n_sources) {
        writer->source[writer->n_sources++] = source;
    }
    fprintf(writer->stream, " [%zu]", i + 1);
}

/* Where a cell stands. */
static void write_place(const struct tsq__why_writer *writer, const tsq_why_node *cell)
{
    fprintf(writer->stream, "   %s:%zu: %s: '%s'", writer->file, cell->line, cell->column, cell->text);
}

/* Whether a number is that of one cell and nothing else, so that the two take one line. */
static bool is_copy(const struct tsq__why_writer *writer, const tsq_why_node *node)
{
    return node->kind == TSQ_WHY_FORMULA && node->formula != NULL && node->n_inputs == 1 &&
           strcmp(node->formula, node->symbol[0]) == 0 && writer->why->node[node->input[0]].kind == TSQ_WHY_CELL;
}

/* "name = 3.5"; numbers of coefficients in parentheses, those of studies by where they stand, texts without one. */
static void write_value(const struct tsq__why_writer *writer, const tsq_why_node *node)
{
    char text[48];
    FILE *stream = writer->stream;
    if (node->of_coefficients && node->n > 1) {
        fprintf(stream, "%s = (", node->name);
        for (size_t i = 0; i < node->n; i++) {
            const char *between = i == 0 ? "" : node->rows > 0 && i % node->rows == 0 ? "; " : ", ";
            fprintf(stream, "%s%s", between, tsq__why_number(writer, node->value[i], text));
        }
        fputc(')', stream);
    } else if (node->rows > 0) {
        fprintf(stream, "%s: %zu times %zu numbers, below", node->name, node->rows, node->n / node->rows);
    } else if (node->n > 1 || (node->kind == TSQ_WHY_STUDIES && !tsq__why_is_of_study(node))) {
        fprintf(stream, "%s: %zu numbers, in the table below", node->name, node->n);
    } else if (node->kind == TSQ_WHY_CELL && isnan(node->value[0])) { /* a text */
        fprintf(stream, "%s", node->name);
    } else {
        fprintf(stream, "%s = %s", node->name, tsq__why_number(writer, node->value[0], text));
    }
}

/* "name = 3.5 = formula: title [1]", and for cells where they stand. */
static void write_line(struct tsq__why_writer *writer, const tsq_why_node *node)
{
    char text[48];
    FILE *stream = writer->stream;
    write_value(writer, node);
    if (node->kind == TSQ_WHY_CELL) {
        write_place(writer, node);
        return;
    }
    if (node->kind == TSQ_WHY_SOLUTION) {
        fprintf(stream, "   solves %s = %s", node->formula, node->right);
    } else if (node->formula != NULL && strcmp(node->formula, node->name) != 0) {
        fprintf(stream, " = %s", node->formula);
    }
    if (is_copy(writer, node)) {
        write_place(writer, &writer->why->node[node->input[0]]);
    }
    if (node->title[0] != '\0') {
        fprintf(stream, "   %s", node->title);
    }
    write_source(writer, node->source);
    if (!node->holds) {
        fprintf(stream, "   NOT REPRODUCED: its inputs give %s", tsq__why_number(writer, node->recomputed, text));
    }
}

/* How well a solution solves its equation. */
static void write_residual(const struct tsq__why_writer *writer, const tsq_why_node *node, const char *indent)
{
    char text[48];
    if (node->kind == TSQ_WHY_SOLUTION && node->checked) {
        if (node->value[0] == 0.0) {
            fprintf(writer->stream, "%s   at 0 the left side is not above the right one\n", indent);
        } else {
            char left[48], right[48];
            fprintf(writer->stream,
                    "%s   there the sides are %s and %s; a further step of Newton's method moves it by %s\n", indent,
                    tsq__why_number(writer, node->side[0], left), tsq__why_number(writer, node->side[1], right),
                    tsq__why_number(writer, node->gap, text));
        }
    }
}

/* ---- the tree ----------------------------------------------------------------------------------------------- */

static size_t count_shown(const struct tsq__why_writer *writer, const tsq_why_node *node, bool of_studies)
{
    size_t n = 0;
    for (size_t i = 0; i < node->n_inputs; i++) {
        const size_t input = node->input[i];
        n += writer->level[input] <= writer->depth && (of_studies || !tsq__why_is_of_study(&writer->why->node[input]));
    }
    return n;
}

static void write_tree(struct tsq__why_writer *writer, size_t at, const char *indent, bool of_studies);

static void write_branches(struct tsq__why_writer *writer, const tsq_why_node *node, const char *indent,
                           bool of_studies)
{
    const size_t shown = count_shown(writer, node, of_studies);
    char inner[256];
    for (size_t i = 0, n = 0; i < node->n_inputs; i++) {
        const size_t input = node->input[i];
        if (writer->level[input] > writer->depth || (!of_studies && tsq__why_is_of_study(&writer->why->node[input]))) {
            continue;
        }
        const bool last = ++n == shown;
        fprintf(writer->stream, "%s%s", indent, !writer->utf8 ? "|- " : last ? "└─ " : "├─ ");
        snprintf(inner, sizeof inner, "%s%s", indent, last ? "   " : writer->utf8 ? "│  " : "|  ");
        write_tree(writer, input, inner, of_studies);
    }
}

static void write_tree(struct tsq__why_writer *writer, size_t at, const char *indent, bool of_studies)
{
    const tsq_why_node *node = &writer->why->node[at];
    const bool again = writer->written[at] && node->n_inputs > 0 && !is_copy(writer, node);
    if (again) {
        char text[48];
        if (node->n > 1) {
            fprintf(writer->stream, "%s, as above\n", node->name);
        } else {
            fprintf(writer->stream, "%s = %s, as above\n", node->name, tsq__why_number(writer, node->value[0], text));
        }
        return;
    }
    writer->written[at] = true;
    write_line(writer, node);
    fputc('\n', writer->stream);
    write_residual(writer, node, indent);
    if (!is_copy(writer, node)) {
        write_branches(writer, node, indent, of_studies);
    }
}

/* ---- the whole ---------------------------------------------------------------------------------------------- */

/* What the numbers of each study come from, down to the cells. */
static void write_cells(struct tsq__why_writer *writer)
{
    const tsq_effects *effects = &writer->pooled->effects;
    const tsq_why *why = writer->why;
    for (size_t s = 0; s < effects->k; s++) {
        bool headed = false;
        for (size_t i = 1; i < why->n; i++) {
            const tsq_why_node *node = &why->node[i];
            const bool of_table = strcmp(node->name, "yi") == 0 || strcmp(node->name, "vi") == 0 ||
                                  strcmp(node->name, "u") == 0 || strcmp(node->name, "cov") == 0 ||
                                  strncmp(node->name, "x[", 2) == 0;
            if (node->study != s || !of_table || writer->written[i] || writer->level[i] > writer->depth) {
                continue;
            }
            if (!headed) {
                const tsq_effect *effect = &effects->effect[s];
                fprintf(writer->stream, "\n%s, line %zu: %s\n", effect->study, effect->line, effect->derived);
                headed = true;
            }
            fputs("  ", writer->stream);
            write_tree(writer, i, "  ", true);
        }
    }
}

static void write_end(const struct tsq__why_writer *writer)
{
    for (size_t i = 0; i < writer->n_sources; i++) {
        fprintf(writer->stream, "%s[%zu] %s\n", i == 0 ? "\n" : "", i + 1, writer->source[i]);
    }
    fprintf(writer->stream, "\n%zu numbers recomputed from their inputs: ", writer->why->n_checked);
    if (writer->why->n_failed == 0) {
        fprintf(writer->stream, "all agree\n");
    } else {
        fprintf(writer->stream, "%zu DO NOT AGREE\n", writer->why->n_failed);
    }
}

/* How far each node is from the first; they stand in the order in which they are met. */
static void set_levels(struct tsq__why_writer *writer)
{
    const tsq_why *why = writer->why;
    for (size_t i = 1; i < why->n; i++) {
        writer->level[i] = TSQ_WHY_NONE;
    }
    for (size_t i = 0; i < why->n; i++) {
        for (size_t j = 0; j < why->node[i].n_inputs; j++) {
            size_t *level = &writer->level[why->node[i].input[j]];
            *level = *level < writer->level[i] + 1 ? *level : writer->level[i] + 1;
        }
    }
}

static tsq_status write_chain(struct tsq__why_writer *writer)
{
    const tsq_why *why = writer->why;
    writer->level = calloc(why->n + 1, sizeof *writer->level);
    writer->written = calloc(why->n + 1, sizeof *writer->written);
    writer->source = calloc(why->n + 1, sizeof *writer->source);
    tsq_status status = TSQ_E_MEMORY;
    if (writer->level != NULL && writer->written != NULL && writer->source != NULL) {
        set_levels(writer);
        write_tree(writer, 0, "", tsq__why_is_of_study(&why->node[0]) && why->node[0].kind != TSQ_WHY_STUDIES);
        status = tsq__why_studies(writer);
        write_cells(writer);
        write_end(writer);
    }
    free(writer->level);
    free(writer->written);
    free((void *)writer->source);
    return status;
}

tsq_status tsq_write_why_text(FILE *stream, const tsq_pool_report *report, const tsq_why *why, size_t depth,
                              const tsq_write_options *options)
{
    tsq_status status = TSQ_OK;
    for (size_t g = 0; g < report->n && status == TSQ_OK; g++) {
        const tsq_pool_result *pooled = &report->result[g];
        if (why[g].n == 0) {
            continue;
        }
        fputs(g == 0 ? "" : "\n", stream);
        tsq__frame_heading(stream, pooled, false);
        struct tsq__why_writer writer = {.stream = stream,
                                         .pooled = pooled,
                                         .why = &why[g],
                                         .file = options->input,
                                         .digits = options->digits < 0    ? 7
                                                   : options->digits == 0 ? 1
                                                                          : options->digits,
                                         .depth = depth == 0 ? TSQ_WHY_NONE - 1 : depth,
                                         .utf8 = options->utf8};
        status = write_chain(&writer);
    }
    tsq__frame_foot(stream, options);
    return status;
}
