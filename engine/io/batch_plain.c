/* The rows of a block of `batch`, where they are plain: no quotes, no NUL, well-formed UTF-8, CR before LF only, as many
 * fields as the header. All else is left to libcsv, so that there is one judge of what is wrong. */
#include "base/utf8.h"
#include "io/batch.h"

#include <string.h>

/* What is in a block at all: one pass that compilers do side by side. */
static bool is_plain(const char *bytes, size_t length)
{
    unsigned char any = 0, strange = 0;
    for (size_t i = 0; i < length; i++) {
        const unsigned char c = (unsigned char)bytes[i];
        any |= c;
        strange |= (unsigned char)((c == '"') | (c == '\0') | (c == '\r'));
    }
    if (strange != 0) {
        if (memchr(bytes, '"', length) != NULL || memchr(bytes, '\0', length) != NULL) {
            return false;
        }
        for (const char *at = bytes; (at = memchr(at, '\r', length - (size_t)(at - bytes))) != NULL; at++) {
            if ((size_t)(at - bytes) + 1 == length || at[1] != '\n') {
                return false;
            }
        }
    }
    return any < 0x80 || tsq__utf8_check(bytes, length) == length;
}

static tsq__batch_cell trimmed(const char *from, const char *to)
{
    while (from < to && (*from == ' ' || *from == '\t')) {
        from++;
    }
    while (to > from && (to[-1] == ' ' || to[-1] == '\t')) {
        to--;
    }
    return (tsq__batch_cell){.at = from, .length = (size_t)(to - from)};
}

/* Cuts a line into the cells that are read. @return the number of fields */
static size_t cut(const tsq__batch_plan *plan, const char *at, const char *end, tsq__batch_cell *cell)
{
    const char delimiter = plan->options->csv.delimiter;
    size_t field = 0, next = 0;
    for (;;) {
        const char *stop = at;
        while (stop < end && *stop != delimiter) {
            stop++;
        }
        if (next < plan->n_read && plan->read[next] == field) {
            cell[next++] = trimmed(at, stop);
        }
        field++;
        if (stop == end) {
            return field;
        }
        at = stop + 1;
    }
}

/* Lines of nothing but blanks are no rows. */
static bool is_blank(const char *at, const char *end)
{
    while (at < end && (*at == ' ' || *at == '\t')) {
        at++;
    }
    return at == end;
}

bool tsq__batch_read_plain(const tsq__batch_plan *plan, tsq__batch_block *block, tsq_status *status, tsq_error *err)
{
    const size_t columns = tsq_table_columns(plan->head);
    const char *at = block->bytes, *end = block->bytes + block->length;
    const char delimiter = plan->options->csv.delimiter;
    /* a blank delimiter is blank and no blank: libcsv knows what it makes of it */
    if (columns < 2 || delimiter == ' ' || delimiter == '\t' || !is_plain(block->bytes, block->length)) {
        return false;
    }
    for (size_t line = block->line; at < end; line++) {
        const char *newline = memchr(at, '\n', (size_t)(end - at));
        const char *stop = newline != NULL ? newline : end;
        const char *body = newline != NULL && stop > at && stop[-1] == '\r' ? stop - 1 : stop;
        if (!is_blank(at, body)) {
            if (cut(plan, at, body, block->cell) != columns) {
                return false;
            }
            *status = tsq__batch_take_row(plan, block, line, err);
            if (*status != TSQ_OK) {
                return true;
            }
        }
        at = newline != NULL ? newline + 1 : end;
    }
    *status = TSQ_OK;
    return true;
}
