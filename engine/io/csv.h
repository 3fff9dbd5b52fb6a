/* Writing CSV by RFC 4180, with lines that end in LF; and reading it in parts. */
#ifndef TSQ_IO_CSV_H
#define TSQ_IO_CSV_H

#include <tausq/io.h>

#include <stddef.h>
#include <stdio.h>

/** Writes a field, after a comma unless `first`; quoted where it must be. */
void tsq__csv_text(FILE *stream, int first, const char *text);
/** Writes a number as a field after a comma: the shortest that reads back; empty for NaN. */
void tsq__csv_number(FILE *stream, double value);
void tsq__csv_count(FILE *stream, size_t value);

/**
 * The header of a file, whose first bytes are given: a table without rows.
 * @param[out] used, lines bytes and lines up to the end of the header
 * @retval as of tsq_csv_read
 */
tsq_status tsq__csv_head(const char *bytes, size_t length, const char *source, const tsq_csv_options *options,
                         tsq_table **out, size_t *used, size_t *lines, tsq_error *err);

/** Whole rows below that header, the first of which stands at `line`; the table may have no row. */
tsq_status tsq__csv_rows(const tsq_table *head, const char *bytes, size_t length, size_t line,
                         const tsq_csv_options *options, tsq_table **out, tsq_error *err);

#endif
