/* Elements of a list by the text or the line that they are called by; see document.h. */
#include "io/document.h"

#include "base/memory.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Room for a line number. */
enum { LINE = 32 };

/* The member as a text; a number is written into `line`. */
static const char *text_of(const json_t *element, const char *key, char line[LINE])
{
    const json_t *member = json_object_get(element, key);
    if (json_is_integer(member)) {
        snprintf(line, LINE, "%" JSON_INTEGER_FORMAT, json_integer_value(member));
        return line;
    }
    return json_string_value(member);
}

struct asked {
    const tsq__names *names;
    const char *text;
};

static bool is_called(const void *context, size_t entry)
{
    const struct asked *asked = context;
    char line[LINE];
    const json_t *element = json_array_get(asked->names->list, asked->names->name[entry].first);
    return strcmp(text_of(element, asked->names->key, line), asked->text) == 0;
}

bool tsq__names_make(const json_t *list, const char *key, tsq__names *out)
{
    const size_t n = json_array_size(list);
    *out = (tsq__names){.list = list, .key = key, .name = tsq__array(n, sizeof *out->name)};
    bool whole = out->name != NULL;
    for (size_t i = 0; i < n && whole; i++) {
        char line[LINE];
        size_t entry;
        const struct asked asked = {out, text_of(json_array_get(list, i), key, line)};
        if (asked.text == NULL) {
            continue;
        }
        const uint64_t hash = tsq__hash_string(TSQ__HASH_START, asked.text);
        if (tsq__index_find(&out->index, hash, is_called, &asked, &entry)) {
            out->name[entry].n++;
        } else {
            out->name[out->index.n] = (struct tsq__name){.first = i, .n = 1};
            whole = tsq__index_add(&out->index, hash);
        }
    }
    if (!whole) {
        tsq__names_free(out);
    }
    return whole;
}

const json_t *tsq__names_find(const tsq__names *names, const char *text, size_t *n)
{
    const struct asked asked = {names, text};
    size_t entry;
    *n = 0;
    if (!tsq__index_find(&names->index, tsq__hash_string(TSQ__HASH_START, text), is_called, &asked, &entry)) {
        return NULL;
    }
    *n = names->name[entry].n;
    return json_array_get(names->list, names->name[entry].first);
}

void tsq__names_free(tsq__names *names)
{
    tsq__index_free(&names->index);
    free(names->name);
    *names = (tsq__names){0};
}
