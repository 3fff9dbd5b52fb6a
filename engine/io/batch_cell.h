/* Cells of `batch`: cut out of a line, hashed, copied. Inline, since each is done for every row of many millions. */
#ifndef TSQ_IO_BATCH_CELL_H
#define TSQ_IO_BATCH_CELL_H

#include "base/word.h"
#include "io/batch.h"

static inline bool tsq__batch_is_blank(char c, char delimiter)
{
    return (c == ' ' || c == '\t') && c != delimiter;
}

/** What stands between two places, without blanks around it. */
static inline tsq__batch_cell tsq__batch_trimmed(const char *from, const char *to, char delimiter)
{
    if (from<to && * from> ' ' && to[-1] > ' ') { /* nearly always */
        return (tsq__batch_cell){.at = from, .length = (size_t)(to - from)};
    }
    while (from < to && tsq__batch_is_blank(*from, delimiter)) {
        from++;
    }
    while (to > from && tsq__batch_is_blank(to[-1], delimiter)) {
        to--;
    }
    return (tsq__batch_cell){.at = from, .length = (size_t)(to - from)};
}

/** A line of a block: its fields end at `field`, its bytes at `body`, before CR or LF. */
typedef struct tsq__batch_line {
    const char *bytes, *begin, *body;
    const uint32_t *field;
    char delimiter;
} tsq__batch_line;

/** Its cell in a column of the file. */
static inline tsq__batch_cell tsq__batch_cut(const tsq__batch_line *line, size_t column)
{
    const char *from = column == 0 ? line->begin : line->bytes + line->field[column - 1] + 1;
    const char *to = line->bytes + line->field[column];
    return tsq__batch_trimmed(from, to < line->body ? to : line->body, line->delimiter);
}

/** The hash of no cells. */
#define TSQ__BATCH_HASH UINT64_C(0x9e3779b97f4a7c15)

/** The hash with a cell more. Fast, and good enough for tables of many millions: 8 bytes by a multiplication of 64 by 64
 *  bits. Of the cell and not of a copy, which cannot be read as words so soon after it was written. */
static inline uint64_t tsq__batch_hash(uint64_t hash, const tsq__batch_cell *cell, bool around)
{
    hash ^= cell->length;
    for (size_t j = 0; j < cell->length; j += 8) {
        const size_t length = cell->length - j;
        uint64_t word = 0;
        memcpy(&word, cell->at + j, !around && length < 8 ? length : 8);
        word = length < 8 ? word & tsq__word_mask(length) : word;
        hash = (hash ^ word) * UINT64_C(0xd6e8feb86659fd93);
        hash ^= hash >> 32;
        hash *= UINT64_C(0xd6e8feb86659fd93);
        hash ^= hash >> 29;
    }
    return hash;
}

/** Copies a cell and a zero by words, which needs 8 bytes of room more. @return the place behind the zero */
static inline char *tsq__batch_copy(char *to, const tsq__batch_cell *cell)
{
    memcpy(to, cell->at, 8);
    for (size_t j = 8; j < cell->length; j += 8) {
        memcpy(to + j, cell->at + j, 8);
    }
    to[cell->length] = '\0';
    return to + cell->length + 1;
}

#endif
