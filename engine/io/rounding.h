/* What the rounding of the inputs leaves open, as JSON and as a table. */
#ifndef TSQ_IO_ROUNDING_H
#define TSQ_IO_ROUNDING_H

#include "io/json.h"
#include "io/show.h"

/** The object "rounding" of a result. */
void tsq__rounding_json(tsq__json *json, const tsq_rounding *rounding);

/** Columns of its table. */
#define TSQ__ROUNDING_COLUMNS "lrRLRlr"

/** Adds a row for each number; `heads` as the first row. */
void tsq__rounding_rows(const tsq__show *show, const tsq_rounding *rounding, bool heads, tsq__grid *grid);

/** One sentence about the table, or why there is none; without line break. */
void tsq__rounding_sentence(const tsq_rounding *rounding, FILE *stream);

/** Decimals that show a range to two digits of its width, at least `least`. */
int tsq__rounding_decimals(double lb, double ub, int least);

/** An end rounded outward, but for a millionth of the last digit, which only rounding errors fill; "no upper end" of one that
 * is open. @return text */
char *tsq__rounding_end(double end, int decimals, bool upper, char *text);

#endif
