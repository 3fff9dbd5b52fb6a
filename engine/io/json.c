/* Writing JSON piece by piece. jansson prints every number with 17 digits, so the numbers are ours. */
#include "io/json.h"

#include <tausq/data.h>

#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static void new_line(tsq__json *json)
{
    if (json->line_depth == 0) {
        fputc('\n', json->stream);
        for (int i = 0; i < json->depth; i++) {
            fputs("  ", json->stream);
        }
    }
}

/* Whether a text stands in JSON as it is: most do. */
static bool is_plain(const char *text)
{
    const unsigned char *c = (const unsigned char *)text;
    while (*c >= 0x20 && *c < 0x80 && *c != '"' && *c != '\\') {
        c++;
    }
    return *c == '\0';
}

static void put_text(tsq__json *json, const char *text)
{
    if (is_plain(text)) {
        fputc('"', json->stream);
        fputs(text, json->stream);
        fputc('"', json->stream);
        return;
    }
    json_t *value = json_string(text);
    if (value == NULL) {
        char *plain = strdup(text);
        for (char *c = plain; c != NULL && *c != '\0'; c++) {
            *c = (unsigned char)*c < 0x80 ? *c : '?';
        }
        value = plain == NULL ? NULL : json_string(plain);
        free(plain);
    }
    char *encoded = value == NULL ? NULL : json_dumps(value, JSON_ENCODE_ANY);
    if (encoded == NULL) {
        json->failed = true;
    } else {
        fputs(encoded, json->stream);
    }
    free(encoded);
    json_decref(value);
}

/* What stands before a value: a comma, a new line, the key. */
static void begin(tsq__json *json, const char *key)
{
    if (json->filled) {
        fputs(json->line_depth == 0 ? "," : ", ", json->stream);
    }
    if (json->depth > 0) {
        new_line(json);
    }
    if (key != NULL) {
        put_text(json, key);
        fputs(": ", json->stream);
    }
    json->filled = true;
}

void tsq__json_open(tsq__json *json, const char *key, char bracket, bool on_line)
{
    begin(json, key);
    fputc(bracket, json->stream);
    json->depth++;
    if (on_line && json->line_depth == 0) {
        json->line_depth = json->depth;
    }
    json->filled = false;
}

void tsq__json_close(tsq__json *json, char bracket)
{
    json->depth--;
    if (json->filled) {
        new_line(json);
    }
    if (json->line_depth > json->depth) {
        json->line_depth = 0;
    }
    fputc(bracket, json->stream);
    if (json->depth == 0) {
        fputc('\n', json->stream);
    }
    json->filled = true;
}

void tsq__json_text(tsq__json *json, const char *key, const char *text)
{
    begin(json, key);
    if (text == NULL) {
        fputs("null", json->stream);
    } else {
        put_text(json, text);
    }
}

void tsq__json_number(tsq__json *json, const char *key, double value)
{
    char text[TSQ_NUMBER_TEXT];
    begin(json, key);
    fputs(isfinite(value) ? tsq_number_print(value, text) : "null", json->stream);
}

void tsq__json_count(tsq__json *json, const char *key, size_t value)
{
    begin(json, key);
    fprintf(json->stream, "%zu", value);
}

void tsq__json_bool(tsq__json *json, const char *key, bool value)
{
    begin(json, key);
    fputs(value ? "true" : "false", json->stream);
}
