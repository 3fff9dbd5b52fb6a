/* What the files of this room share about tables: messages that name columns and cells. */
#ifndef TSQ_DATA_TABLE_H
#define TSQ_DATA_TABLE_H

#include <tausq/data.h>

/** E_COLUMN: "FILE: no column 'NAME'; there are A, B, C". */
tsq_status tsq__fail_no_column(const tsq_table *table, const char *name, size_t length, tsq_error *err);

/** `code` with "FILE:LINE: COLUMN: MESSAGE 'VALUE'"; without the value if the cell is empty. */
tsq_status tsq__fail_cell(const tsq_table *table, size_t row, size_t column, tsq_status code, const char *message,
                          tsq_error *err);

/** A cell as a number, NaN if it is missing; E_VALUE "not a number" if it is another text. */
tsq_status tsq__table_number(const tsq_table *table, size_t row, size_t column, double *value, tsq_error *err);

/**
 * Takes a name off a text: up to one of the characters in `ends`, blanks around it dropped; or "quoted", a quote
 * inside doubled.
 *
 * @param[in,out] at   where to begin; then the first byte after the name and the blanks behind it
 * @param[out]    name the name, with its zero; at least as large as the text
 * @return false if a quote is never closed, or text follows a closing quote
 */
bool tsq__take_name(const char **at, const char *ends, char *name);

#endif
