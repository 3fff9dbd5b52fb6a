/* The rows of a block of `batch`, where they are plain: no quotes, no NUL, well-formed UTF-8, CR before LF only, as many
 * fields as the header. All else is left to libcsv, so that there is one judge of what is wrong. */
#include "base/utf8.h"
#include "base/word.h"
#include "io/batch.h"

#include <string.h>

static bool has_lone_cr(const char *bytes, size_t length)
{
    for (const char *at = bytes; (at = memchr(at, '\r', length - (size_t)(at - bytes))) != NULL; at++) {
        if ((size_t)(at - bytes) + 1 == length || at[1] != '\n') {
            return true;
        }
    }
    return false;
}

static bool is_plain(const char *bytes, size_t length)
{
    uint64_t any = 0, quote = 0, nul = 0, cr = 0;
    size_t i = 0;
    for (; i + 8 <= length; i += 8) {
        const uint64_t word = tsq__word_at(bytes + i);
        any |= word;
        quote |= tsq__word_has(word, '"');
        nul |= tsq__word_has(word, '\0');
        cr |= tsq__word_has(word, '\r');
    }
    for (; i < length; i++) {
        any |= (unsigned char)bytes[i];
        quote |= bytes[i] == '"';
        nul |= bytes[i] == '\0';
        cr |= bytes[i] == '\r';
    }
    return quote == 0 && nul == 0 && (cr == 0 || !has_lone_cr(bytes, length)) &&
           ((any & TSQ__EACH_BYTE << 7) == 0 || tsq__utf8_check(bytes, length) == length);
}

static bool is_blank(char c, char delimiter)
{
    return (c == ' ' || c == '\t') && c != delimiter;
}

static tsq__batch_cell trimmed(const char *from, const char *to, char delimiter)
{
    while (from < to && is_blank(*from, delimiter)) {
        from++;
    }
    while (to > from && is_blank(to[-1], delimiter)) {
        to--;
    }
    return (tsq__batch_cell){.at = from, .length = (size_t)(to - from)};
}

/* Cuts a line into the cells that are read. `limit`: bytes up to there can be looked at. @return the number of fields */
static size_t cut(const tsq__batch_plan *plan, const char *at, const char *end, const char *limit,
                  tsq__batch_cell *cell)
{
    const char delimiter = plan->options->csv.delimiter;
    size_t field = 0;
    for (size_t next = 0; next < plan->n_read; field++) {
        const char *stop = tsq__word_find(at, end, limit, (unsigned char)delimiter);
        if (plan->read[next] == field) {
            cell[next++] = trimmed(at, stop, delimiter);
        }
        if (stop == end) {
            return field + 1;
        }
        at = stop + 1;
    }
    for (; end - at >= 8; at += 8) {
        field += tsq__word_count(tsq__word_at(at), (unsigned char)delimiter);
    }
    for (; at < end; at++) {
        field += *at == delimiter;
    }
    return field + 1;
}

/* Lines of nothing but blanks are no rows. */
static bool is_empty(const char *at, const char *end, char delimiter)
{
    while (at < end && is_blank(*at, delimiter)) {
        at++;
    }
    return at == end;
}

bool tsq__batch_read_plain(const tsq__batch_plan *plan, tsq__batch_block *block, tsq_status *status)
{
    const size_t columns = tsq_table_columns(plan->head);
    const char *at = block->bytes, *end = block->bytes + block->length;
    const char delimiter = plan->options->csv.delimiter;
    if (columns < 2 || !is_plain(block->bytes, block->length)) {
        return false;
    }
    *status = TSQ_OK;
    for (size_t line = block->line; at < end; line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline != NULL ? newline : end;
        const char *body = newline != NULL && stop > at && stop[-1] == '\r' ? stop - 1 : stop;
        if (!is_empty(at, body, delimiter)) {
            if (cut(plan, at, body, end, block->cell) != columns) {
                return false;
            }
            /* of several things that are wrong libcsv chooses which is said */
            *status = tsq__batch_take_row(plan, block, line, NULL);
            if (*status != TSQ_OK) {
                return *status == TSQ_E_MEMORY;
            }
        }
        at = newline != NULL ? newline + 1 : end;
    }
    return true;
}
