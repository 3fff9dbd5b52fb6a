/* A table of short texts, laid out in columns for a terminal or as markdown. */
#ifndef TSQ_IO_GRID_H
#define TSQ_IO_GRID_H

#include <tausq/status.h>

#include <stdbool.h>
#include <stdio.h>

/**
 * Start with {.align = "lrR"}: one letter for each column, l or r for its alignment; small letters stand two blanks
 * from the column before, capitals one. A failed allocation is kept until the table is written.
 */
typedef struct tsq__grid {
    const char *align;
    size_t n, room; /* cells */
    char **cell;    /* NULL in the first column of a row that is a rule */
    bool failed;
} tsq__grid;

/** Adds a cell (copied); row by row. */
void tsq__grid_add(tsq__grid *grid, const char *text);
/** Adds an empty row shown as a line across the columns. Only where a row begins. */
void tsq__grid_rule(tsq__grid *grid);
/** Writes with aligned columns, and frees. `rule` is the text of one character of a line. */
tsq_status tsq__grid_text(tsq__grid *grid, FILE *stream, const char *indent, const char *rule);
/** Writes as a markdown table with the first row as its head, and frees. Rules are left out; a column
 *  with a capital letter joins the cell before it. */
tsq_status tsq__grid_markdown(tsq__grid *grid, FILE *stream);

#endif
