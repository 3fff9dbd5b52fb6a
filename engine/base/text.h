/* A text that grows, and the showing of foreign text in a one-line message. */
#ifndef TSQ_BASE_TEXT_H
#define TSQ_BASE_TEXT_H

#include "base/error.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * A text that grows. Start from {0}. After a failed allocation it stays `failed` and further appends do nothing,
 * so that one check at the end is enough. `bytes` is NULL until the first append, then ends with a zero.
 */
typedef struct tsq__text {
    char *bytes;
    size_t length;
    size_t capacity;
    bool failed;
} tsq__text;

/** Each returns whether the text is still whole. */
bool tsq__text_room(tsq__text *text,
                    size_t more); /**< for `more` bytes and a zero, which the caller may write himself */
bool tsq__text_add(tsq__text *text, const char *bytes, size_t length);
bool tsq__text_add_string(tsq__text *text, const char *string);
bool tsq__text_printf(tsq__text *text, const char *format, ...) TSQ__PRINTF(2, 3);

void tsq__text_free(tsq__text *text);

/** Hands the text over: the caller frees it with free. NULL if memory was out; "" if nothing was appended. */
char *tsq__text_take(tsq__text *text);

/** Room for a shown text. */
#define TSQ__SHOWN 128

/**
 * Foreign text made fit for a message of one line: control characters become \n, \t or \xHH, and what is longer
 * than the room is cut between characters and ends in "...".
 * @param[out] shown TSQ__SHOWN characters
 * @return shown
 */
char *tsq__shown(const char *text, size_t length, char *shown);

/** Blanks around cells and words do not count. */
static inline bool tsq__is_blank(char c)
{
    return c == ' ' || c == '\t';
}

/** Whether `word` is one of the blank-separated `words`. */
bool tsq__is_word_of(const char *words, const char *word);

#endif
