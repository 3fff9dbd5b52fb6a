/* The numbers of the studies in a chain, as a table for a reader. */
#include "io/grid.h"
#include "io/why_text.h"

#include <string.h>

static bool is_square(const tsq_why_node *node)
{
    return node->rows > 0 && node->n == node->rows * node->rows;
}

/* Whether a node has a column in the table of studies: of a matrix its diagonal, if that is not 0. */
static bool is_column(const struct tsq__why_writer *writer, size_t i)
{
    const tsq_why_node *node = &writer->why->node[i];
    const bool matrix = node->rows > 0;
    if (node->of_coefficients || (matrix && !is_square(node))) {
        return false; /* of a design each column has its own node */
    }
    return !tsq__why_is_of_study(node) &&
           (matrix ? node->value[0] != 0.0 : node->n > 1 || node->kind == TSQ_WHY_STUDIES) &&
           writer->level[i] <= writer->depth;
}

/* A study's number of a node: of a matrix that on the diagonal. */
static double number_of(const tsq_why_node *node, size_t study)
{
    return node->value[node->n == 1 ? 0 : node->rows > 0 ? study * (node->rows + 1) : study];
}

/* What is not 0 beside the diagonal of a matrix, a line for each pair of studies. */
static void write_beside(const struct tsq__why_writer *writer, size_t i)
{
    const tsq_effects *effects = &writer->pooled->effects;
    const tsq_why_node *node = &writer->why->node[i];
    bool headed = false;
    char text[48];
    if (!is_square(node) || node->of_coefficients || tsq__why_is_of_study(node) || writer->level[i] > writer->depth) {
        return;
    }
    for (size_t r = 0; r < node->rows; r++) {
        for (size_t c = 0; c < node->rows; c++) {
            const double value = node->value[r * node->rows + c];
            const bool again = r > c && value == node->value[c * node->rows + r];
            if (value == 0.0 || r == c || again) {
                continue;
            }
            fputs(headed ? "" : "\n", writer->stream);
            headed = true;
            fprintf(writer->stream, "  %s of %s and %s: %s\n", node->name, effects->effect[r].study,
                    effects->effect[c].study, tsq__why_number(writer, value, text));
        }
    }
}

tsq_status tsq__why_studies(const struct tsq__why_writer *writer)
{
    const tsq_effects *effects = &writer->pooled->effects;
    char align[64] = "l", text[48];
    size_t columns = 0;
    for (size_t i = 0; i < writer->why->n; i++) {
        columns += is_column(writer, i) && columns + 2 < sizeof align;
    }
    if (columns == 0) {
        return TSQ_OK;
    }
    memset(align + 1, 'r', columns);
    align[columns + 1] = '\0';
    tsq__grid grid = {.align = align};
    tsq__grid_add(&grid, "Study");
    for (size_t i = 0, n = 0; i < writer->why->n && n < columns; i++) {
        if (is_column(writer, i)) {
            tsq__grid_add(&grid, writer->why->node[i].name);
            n++;
        }
    }
    for (size_t s = 0; s < effects->k; s++) {
        tsq__grid_add(&grid, effects->effect[s].study);
        for (size_t i = 0, n = 0; i < writer->why->n && n < columns; i++) {
            if (is_column(writer, i)) {
                const tsq_why_node *node = &writer->why->node[i];
                tsq__grid_add(&grid, tsq__why_number(writer, number_of(node, s), text));
                n++;
            }
        }
    }
    fputc('\n', writer->stream);
    const tsq_status status = tsq__grid_text(&grid, writer->stream, "  ", writer->utf8 ? "─" : "-");
    for (size_t i = 0; i < writer->why->n; i++) {
        write_beside(writer, i);
    }
    return status;
}
