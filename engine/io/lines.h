/* The physical lines of a file, of standard input or of memory, with the sum of all bytes. */
#ifndef TSQ_IO_LINES_H
#define TSQ_IO_LINES_H

#include "io/sha256.h"

#include <tausq/status.h>

#include <stdbool.h>
#include <stdio.h>

typedef struct tsq__lines {
    FILE *file;        /* NULL: memory */
    const char *bytes; /* what is left of memory */
    size_t left;
    char *line; /* the line last read from a file */
    size_t capacity;
    tsq__sha256 *sum; /* NULL: not wanted */
    const char *name; /* for messages */
} tsq__lines;

/** Opens a file, "-" for standard input. E_FILE with the reason, E_MEMORY. Close in any case. */
tsq_status tsq__lines_open(tsq__lines *lines, const char *path, bool sum, tsq_error *err);
/** The same for memory, which is borrowed. */
tsq_status tsq__lines_memory(tsq__lines *lines, const char *bytes, size_t length, const char *name, bool sum,
                             tsq_error *err);

/**
 * The next line with its newline; the last one may have none. Valid until the next call.
 * @param[out] line NULL at the end
 */
tsq_status tsq__lines_next(tsq__lines *lines, const char **line, size_t *length, tsq_error *err);

void tsq__lines_close(tsq__lines *lines);

#endif
