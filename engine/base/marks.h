/* Where delimiters and line ends stand in a text: one pass over its bytes, 64 at a time. */
#ifndef TSQ_BASE_MARKS_H
#define TSQ_BASE_MARKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** What was found; start from {0}. */
typedef struct tsq__marks {
    uint32_t *field; /* places of delimiters and newlines, in order */
    uint32_t *line;  /* those of newlines */
    size_t n_fields, n_lines;
    size_t fields_capacity, lines_capacity;
    bool odd;  /* a quote or NUL is there */
    bool cr;   /* a CR */
    bool high; /* a byte beyond ASCII */
} tsq__marks;

/** Most bytes of a text. */
#define TSQ__MARKS_MOST (UINT32_MAX - 64)

/** Finds them in `length` bytes; the last line need not end in a newline. Gives up where
 *  `odd` is set. @return whether there was memory */
bool tsq__marks_find(tsq__marks *marks, const char *bytes, size_t length, char delimiter);
/** How many bytes are c. */
size_t tsq__count_byte(const char *bytes, size_t length, char c);
void tsq__marks_free(tsq__marks *marks);

#endif
