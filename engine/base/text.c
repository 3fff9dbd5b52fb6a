/* A text that grows, and the showing of foreign text in a one-line message. */
#include "base/text.h"

#include "base/memory.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

bool tsq__text_room(tsq__text *text, size_t more)
{
    if (text->failed || more >= SIZE_MAX - text->length) {
        text->failed = true;
        return false;
    }
    if (text->bytes != NULL && text->capacity - text->length > more) {
        return true;
    }
    char *bytes = tsq__grow(text->bytes, &text->capacity, text->length + more + 1, 1);
    if (bytes == NULL) {
        text->failed = true;
        return false;
    }
    text->bytes = bytes;
    return true;
}

bool tsq__text_add(tsq__text *text, const char *bytes, size_t length)
{
    if (!tsq__text_room(text, length)) {
        return false;
    }
    if (length > 0) {
        memcpy(text->bytes + text->length, bytes, length);
    }
    text->length += length;
    text->bytes[text->length] = '\0';
    return true;
}

bool tsq__text_add_string(tsq__text *text, const char *string)
{
    return tsq__text_add(text, string, strlen(string));
}

bool tsq__text_printf(tsq__text *text, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    const int length = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (length < 0) {
        text->failed = true;
    } else if (tsq__text_room(text, (size_t)length)) {
        vsnprintf(text->bytes + text->length, (size_t)length + 1, format, again);
        text->length += (size_t)length;
    }
    va_end(again);
    return !text->failed;
}

void tsq__text_free(tsq__text *text)
{
    free(text->bytes);
    *text = (tsq__text){0};
}

char *tsq__text_take(tsq__text *text)
{
    if (text->bytes == NULL) {
        tsq__text_add(text, "", 0);
    }
    if (text->failed) {
        tsq__text_free(text);
        return NULL;
    }
    char *bytes = text->bytes;
    *text = (tsq__text){0};
    return bytes;
}

/* How one byte is shown; its length. */
static size_t show_byte(unsigned char byte, char *piece)
{
    static const char digits[] = "0123456789ABCDEF";
    if (byte >= 0x20 && byte != 0x7f) {
        piece[0] = (char)byte;
        return 1;
    }
    piece[0] = '\\';
    // NOLINTNEXTLINE(bugprone-not-null-terminated-result): the zero is no member of the set
    const char *at = memchr("\n\r\t", byte, 3);
    if (at != NULL && byte != '\0') {
        piece[1] = byte == '\n' ? 'n' : byte == '\r' ? 'r' : 't';
        return 2;
    }
    piece[1] = 'x';
    piece[2] = digits[byte >> 4];
    piece[3] = digits[byte & 15];
    return 4;
}

char *tsq__shown(const char *text, size_t length, char *shown)
{
    enum { ROOM = TSQ__SHOWN - 4 };
    size_t used = 0;
    size_t whole = 0; /* end of the last whole character: a cut falls there */
    for (size_t i = 0; i < length; i++) {
        char piece[4];
        const bool starts = ((unsigned char)text[i] & 0xC0) != 0x80;
        if (starts) {
            whole = used;
        }
        const size_t size = show_byte((unsigned char)text[i], piece);
        if (used + size > ROOM) {
            memcpy(shown + whole, "...", 4);
            return shown;
        }
        memcpy(shown + used, piece, size);
        used += size;
    }
    shown[used] = '\0';
    return shown;
}

bool tsq__is_word_of(const char *words, const char *word)
{
    for (const char *at = words; *at != '\0';) {
        const char *rest = word;
        while (*rest != '\0' && *at == *rest) {
            at++;
            rest++;
        }
        if (*rest == '\0' && rest > word && (*at == ' ' || *at == '\0')) {
            return true;
        }
        while (*at != ' ' && *at != '\0') {
            at++;
        }
        while (*at == ' ') {
            at++;
        }
    }
    return false;
}
