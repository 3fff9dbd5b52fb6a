/* The words of `args` and the conditions of `where`; see words.h. */
#include "cli/words.h"

#include <stdlib.h>
#include <string.h>

/* False when memory is out; then there is nothing to free. */
static bool make_room(const char *text, struct words *out)
{
    const size_t length = strlen(text);
    *out = (struct words){.text = malloc(length + 2), .word = calloc(length / 2 + 2, sizeof *out->word)};
    if (out->text == NULL || out->word == NULL) {
        words_free(out);
        return false;
    }
    return true;
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\n' || c == '\r';
}

/* Copies one word; where it ends in the text, NULL if a quote does not. */
static const char *take_word(const char *at, char **to)
{
    char quote = '\0';
    for (; *at != '\0' && (quote != '\0' || !is_blank(*at)); at++) {
        if (*at == quote) {
            quote = '\0';
        } else if (quote == '\0' && (*at == '\'' || *at == '"')) {
            quote = *at;
        } else if (*at == '\\' && quote != '\'' && (quote == '\0' || at[1] == '"' || at[1] == '\\')) {
            at++;
            if (*at == '\0') {
                return NULL;
            }
            *(*to)++ = *at;
        } else {
            *(*to)++ = *at;
        }
    }
    *(*to)++ = '\0';
    return quote == '\0' ? at : NULL;
}

tsq_status words_split(const char *text, struct words *out, tsq_error *err)
{
    if (!make_room(text, out)) {
        return cli_fail_memory(err);
    }
    char *to = out->text;
    for (const char *at = text;;) {
        while (is_blank(*at)) {
            at++;
        }
        if (*at == '\0') {
            return TSQ_OK;
        }
        out->word[out->n++] = to;
        at = take_word(at, &to);
        if (at == NULL) {
            words_free(out);
            return cli_fail(err, TSQ_E_USAGE, "a quote is never closed, or a backslash ends the text: %.200s", text);
        }
    }
}

tsq_status words_conditions(const char *text, struct words *out, tsq_error *err)
{
    if (!make_room(text, out)) {
        return cli_fail_memory(err);
    }
    char *to = out->text;
    while (*text != '\0') {
        bool quoted = false;
        char *begin = to;
        while (is_blank(*text)) {
            text++;
        }
        for (; *text != '\0' && (quoted || *text != ';'); text++) {
            quoted = quoted != (*text == '"');
            *to++ = *text;
        }
        while (to > begin && is_blank(to[-1])) {
            to--;
        }
        if (to > begin) {
            out->word[out->n++] = begin;
            *to++ = '\0';
        }
        text += *text == ';';
    }
    return TSQ_OK;
}

void words_free(struct words *words)
{
    free(words->text);
    free(words->word);
    *words = (struct words){0};
}
