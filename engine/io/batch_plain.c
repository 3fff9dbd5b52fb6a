/* The rows of a block of `batch`, where they are plain: no quotes, no NUL, well-formed UTF-8, CR before LF only, as many
 * fields as the header. All else is left to libcsv, so that there is one judge of what is wrong. */
#include "base/utf8.h"
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

static bool is_plain(const tsq__marks *marks, const char *bytes, size_t length)
{
    return !marks->odd && (!marks->cr || !has_lone_cr(bytes, length)) &&
           (!marks->high || tsq__utf8_check(bytes, length) == length);
}

static bool is_blank(char c, char delimiter)
{
    return (c == ' ' || c == '\t') && c != delimiter;
}

static inline tsq__batch_cell trimmed(const char *from, const char *to, char delimiter)
{
    if (from<to && * from> ' ' && to[-1] > ' ') { /* nearly always */
        return (tsq__batch_cell){.at = from, .length = (size_t)(to - from)};
    }
    while (from < to && is_blank(*from, delimiter)) {
        from++;
    }
    while (to > from && is_blank(to[-1], delimiter)) {
        to--;
    }
    return (tsq__batch_cell){.at = from, .length = (size_t)(to - from)};
}

/* Lines of nothing but blanks are no rows. */
static bool is_empty(const char *at, const char *end, char delimiter)
{
    while (at < end && is_blank(*at, delimiter)) {
        at++;
    }
    return at == end;
}

/* The cells that are read of a line whose fields end at `field`. */
static void cut(const tsq__batch_plan *plan, const char *bytes, const char *begin, const char *body,
                const uint32_t *field, tsq__batch_cell *cell)
{
    const char delimiter = plan->options->csv.delimiter;
    for (size_t i = 0; i < plan->n_read; i++) {
        const size_t place = plan->read[i];
        const char *from = place == 0 ? begin : bytes + field[place - 1] + 1, *to = bytes + field[place];
        cell[i] = trimmed(from, to < body ? to : body, delimiter);
    }
}

/* Takes the rows of the block whose marks were found. */
static bool take_rows(const tsq__batch_plan *plan, tsq__batch_block *block, tsq_status *status)
{
    const size_t columns = tsq_table_columns(plan->head);
    const tsq__marks *marks = &block->marks;
    const char *bytes = block->bytes, *at = bytes;
    size_t field = 0;
    for (size_t i = 0; i < marks->n_lines; i++) {
        const char *stop = bytes + marks->line[i];
        const char *body = stop < bytes + block->length && stop > at && stop[-1] == '\r' ? stop - 1 : stop;
        /* the line has as many fields as the header if so many places from its first is its end */
        if (marks->n_fields - field >= columns && marks->field[field + columns - 1] == marks->line[i]) {
            cut(plan, bytes, at, body, marks->field + field, block->cell);
            block->around = at - bytes >= TSQ__SPAN_AROUND;
            /* of several things that are wrong libcsv chooses which is said */
            *status = tsq__batch_take_row(plan, block, block->line + i, NULL);
            if (*status != TSQ_OK) {
                return *status == TSQ_E_MEMORY;
            }
            field += columns;
        } else if (marks->field[field] == marks->line[i] && is_empty(at, body, plan->options->csv.delimiter)) {
            field++;
        } else {
            return false;
        }
        at = stop + 1;
    }
    return true;
}

bool tsq__batch_read_plain(const tsq__batch_plan *plan, tsq__batch_block *block, tsq_status *status)
{
    if (tsq_table_columns(plan->head) < 2 || block->length > TSQ__MARKS_MOST) {
        return false;
    }
    if (!tsq__marks_find(&block->marks, block->bytes, block->length, plan->options->csv.delimiter)) {
        *status = TSQ_E_MEMORY;
        return true;
    }
    if (!is_plain(&block->marks, block->bytes, block->length)) {
        return false;
    }
    *status = TSQ_OK;
    const bool taken = take_rows(plan, block, status);
    block->around = false;
    return taken;
}
