/* Writing JSON piece by piece. The texts are encoded by jansson; numbers are the shortest that read back. */
#ifndef TSQ_IO_JSON_H
#define TSQ_IO_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/** Start with {.stream = stream}. `failed` is set when memory ran out. Keys are NULL inside arrays. */
typedef struct tsq__json {
    FILE *stream;
    int depth;
    int line_depth; /* depth at which an object or array stays on one line; 0: none */
    bool filled;    /* the object or array has a member already */
    bool failed;
} tsq__json;

/** Begins an object '{' or an array '['; on_line keeps it and all that is inside on one line. */
void tsq__json_open(tsq__json *json, const char *key, char bracket, bool on_line);
/** Ends it; bracket is '}' or ']'. */
void tsq__json_close(tsq__json *json, char bracket);
/** A text; null for NULL. Bytes that are not UTF-8 are replaced by '?'. */
void tsq__json_text(tsq__json *json, const char *key, const char *text);
/** A number; null for NaN and infinities, which JSON does not have. */
void tsq__json_number(tsq__json *json, const char *key, double value);
void tsq__json_count(tsq__json *json, const char *key, size_t value);
void tsq__json_bool(tsq__json *json, const char *key, bool value);

#endif
