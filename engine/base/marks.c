/* Places of delimiters and line ends. */
#include "base/marks.h"

#include "base/memory.h"
#include "base/word.h"

#include <stdlib.h>

/** Bytes of a step: a bit each of a word; and steps for which room is made at once. */
enum { STEP = 64, STEPS = 64 };

/* Delimiters and newlines of a step, a bit for each byte. */
struct found {
    uint64_t delimiters, newlines;
};

#if defined(__SSE2__)

typedef char vector __attribute__((vector_size(16)));

/* What else stood in all steps: a byte that is not 0 where it did. */
struct others {
    vector odd, cr, high;
};

static uint64_t bits_of(vector v)
{
    return (uint64_t)(uint16_t)__builtin_ia32_pmovmskb128(v);
}

/* Four vectors in plain C but for the one instruction that gathers their bits: a third of the time of words of 8 bytes. */
static inline struct found look(const char *bytes, char delimiter, struct others *others)
{
    const vector zero = {0}, delimiters = zero + delimiter, newlines = zero + '\n', quotes = zero + '"',
                 returns = zero + '\r';
    struct found found = {0};
    for (size_t i = 0; i < STEP / 16; i++) {
        vector v;
        memcpy(&v, bytes + 16 * i, sizeof v);
        found.delimiters |= bits_of((vector)(v == delimiters)) << 16 * i;
        found.newlines |= bits_of((vector)(v == newlines)) << 16 * i;
        others->odd |= (vector)(v == quotes) | (vector)(v == zero);
        others->cr |= (vector)(v == returns);
        others->high |= v;
    }
    return found;
}

static void note_others(tsq__marks *marks, const struct others *others)
{
    marks->odd |= bits_of(others->odd) != 0;
    marks->cr |= bits_of(others->cr) != 0;
    marks->high |= bits_of(others->high) != 0;
}

#else

struct others {
    bool odd, cr, high;
};

static struct found look(const char *bytes, char delimiter, struct others *others)
{
    struct found found = {0};
    for (int i = 0; i < STEP; i++) {
        const char c = bytes[i];
        found.delimiters |= (uint64_t)(c == delimiter) << i;
        found.newlines |= (uint64_t)(c == '\n') << i;
        others->odd |= c == '"' || c == '\0';
        others->cr |= c == '\r';
        others->high |= ((unsigned char)c & 0x80) != 0;
    }
    return found;
}

static void note_others(tsq__marks *marks, const struct others *others)
{
    marks->odd |= others->odd;
    marks->cr |= others->cr;
    marks->high |= others->high;
}

#endif

/* The places of the bits; where they end. */
static inline uint32_t *put_places(uint32_t *to, uint64_t bits, size_t begin)
{
    for (; bits != 0; bits &= bits - 1) {
        *to++ = (uint32_t)begin + (uint32_t)__builtin_ctzll(bits);
    }
    return to;
}

/* For n places more. */
static bool make_room(tsq__marks *marks, size_t n)
{
    uint32_t *field = tsq__grow(marks->field, &marks->fields_capacity, marks->n_fields + n, sizeof *field);
    marks->field = field != NULL ? field : marks->field;
    uint32_t *line = tsq__grow(marks->line, &marks->lines_capacity, marks->n_lines + n, sizeof *line);
    marks->line = line != NULL ? line : marks->line;
    return field != NULL && line != NULL;
}

/* Steps of the bytes from `begin` on; there is room. */
static void find_steps(tsq__marks *marks, const char *bytes, size_t begin, size_t steps, char delimiter)
{
    struct others others = {0};
    uint32_t *field = marks->field + marks->n_fields, *line = marks->line + marks->n_lines;
    for (size_t i = 0; i < steps; i++) {
        const struct found found = look(bytes + STEP * i, delimiter, &others);
        field = put_places(field, found.delimiters | found.newlines, begin + STEP * i);
        line = put_places(line, found.newlines, begin + STEP * i);
    }
    marks->n_fields = (size_t)(field - marks->field);
    marks->n_lines = (size_t)(line - marks->line);
    note_others(marks, &others);
}

size_t tsq__count_byte(const char *bytes, size_t length, char c)
{
    size_t n = 0, i = 0;
#if defined(__SSE2__)
    const size_t most = 31; /* in each byte of a vector */
    for (; length - i >= most * 16; i += most * 16) {
        vector sum = {0};
        for (size_t j = 0; j < most; j++) {
            vector v;
            memcpy(&v, bytes + i + 16 * j, sizeof v);
            sum -= (vector)(v == (vector){0} + c);
        }
        uint64_t half[2];
        memcpy(half, &sum, sizeof half);
        n += (half[0] * TSQ__EACH_BYTE >> 56) + (half[1] * TSQ__EACH_BYTE >> 56);
    }
#endif
    for (; length - i >= 8; i += 8) {
        n += tsq__word_count(tsq__word_at(bytes + i), (unsigned char)c);
    }
    for (; i < length; i++) {
        n += bytes[i] == c;
    }
    return n;
}

/* What follows the last whole step. No byte put behind it is a mark: if the delimiter is a blank another byte is put. */
static void find_last(tsq__marks *marks, const char *bytes, size_t begin, size_t length, char delimiter)
{
    char last[STEP];
    memset(last, delimiter == ' ' ? 'x' : ' ', sizeof last);
    memcpy(last, bytes + begin, length - begin);
    find_steps(marks, last, begin, 1, delimiter);
}

bool tsq__marks_find(tsq__marks *marks, const char *bytes, size_t length, char delimiter)
{
    marks->n_fields = marks->n_lines = 0;
    marks->odd = marks->cr = marks->high = false;
    const size_t whole = length / STEP;
    for (size_t i = 0; i < whole && !marks->odd; i += STEPS) {
        const size_t steps = whole - i < STEPS ? whole - i : STEPS;
        if (!make_room(marks, STEP * steps)) {
            return false;
        }
        find_steps(marks, bytes + STEP * i, STEP * i, steps, delimiter);
    }
    if (!make_room(marks, STEP + 1)) { /* and for the end of the text */
        return false;
    }
    if (length % STEP != 0 && !marks->odd) {
        find_last(marks, bytes, STEP * whole, length, delimiter);
    }
    if (length > 0 && bytes[length - 1] != '\n' && !marks->odd) {
        marks->field[marks->n_fields++] = marks->line[marks->n_lines++] = (uint32_t)length;
    }
    return true;
}

void tsq__marks_free(tsq__marks *marks)
{
    free(marks->field);
    free(marks->line);
    *marks = (tsq__marks){0};
}
