/* A walk between conventions as a table for readers: what text and markdown share. */
#ifndef TSQ_IO_SHOW_EXPLAIN_H
#define TSQ_IO_SHOW_EXPLAIN_H

#include "io/grid.h"

#include <tausq/io.h>

/** Room for the letters of the grid's columns, and for titles, labels and descriptions. */
#define TSQ__EXPLAIN_ALIGN 32
#define TSQ__EXPLAIN_ROOM 512

/** A step in the table of a group. */
typedef enum tsq__explain_kind {
    TSQ__EXPLAIN_ROW,     /**< a row of its own */
    TSQ__EXPLAIN_HIDDEN,  /**< it changes only what the table does not show */
    TSQ__EXPLAIN_NOTHING, /**< it changes nothing */
} tsq__explain_kind;

/** Starts a grid: a row for a, for each step that changes something in the group, for b, and for the difference.
 *  Changes are those of the rounded numbers, so that each column adds up. `align` must live as long as the grid. */
void tsq__explain_grid(const tsq_explanation *explanation, size_t group, const tsq_write_options *options, char *align,
                       tsq__grid *grid);

/** What a step is in that table. */
tsq__explain_kind tsq__explain_kind_of(const tsq_explanation *explanation, size_t group, size_t step);

/** "Log risk ratio (RR): 13 studies". Returns `text`. */
char *tsq__explain_title(const tsq_explanation *explanation, size_t group, char *text);

/** "method: REML -> DL"; several conventions of a step are joined. Returns `text`. */
char *tsq__explain_label(const tsq_explanation *explanation, size_t step, bool utf8, char *text);

/** The same for the table: only the titles where it would be long. Returns `text`. */
char *tsq__explain_row_label(const tsq_explanation *explanation, size_t step, bool utf8, char *text);

/** What a step's conventions were before it and are after it, joined by ", ". */
void tsq__explain_from_to(const tsq_explanation *explanation, size_t step, char *from, char *to);

/** What is to be said beside the table, each with `bullet` before it: points without an estimate, estimates
 *  back-transformed, conventions that change nothing here. */
void tsq__explain_notes(const tsq_explanation *explanation, size_t group, const tsq_write_options *options,
                        FILE *stream, const char *bullet);

#endif
