/* Writing CSV by RFC 4180, with lines that end in LF. */
#ifndef TSQ_IO_CSV_H
#define TSQ_IO_CSV_H

#include <stddef.h>
#include <stdio.h>

/** Writes a field, after a comma unless `first`; quoted where it must be. */
void tsq__csv_text(FILE *stream, int first, const char *text);
/** Writes a number as a field after a comma: the shortest that reads back; empty for NaN. */
void tsq__csv_number(FILE *stream, double value);
void tsq__csv_count(FILE *stream, size_t value);

#endif
