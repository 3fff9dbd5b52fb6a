/* A table of short texts. */
#include "io/grid.h"

#include "io/number.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static bool make_room(tsq__grid *grid)
{
    if (grid->n < grid->room) {
        return true;
    }
    if (grid->room > SIZE_MAX / (2 * sizeof *grid->cell)) {
        return false;
    }
    const size_t room = grid->room == 0 ? 64 : 2 * grid->room;
    char **cell = realloc(grid->cell, room * sizeof *cell);
    if (cell == NULL) {
        return false;
    }
    grid->cell = cell;
    grid->room = room;
    return true;
}

static void add(tsq__grid *grid, const char *text)
{
    char *copy = NULL;
    if (!grid->failed && text != NULL) {
        copy = strdup(text);
        grid->failed = copy == NULL;
    }
    if (grid->failed || !make_room(grid)) {
        free(copy);
        grid->failed = true;
        return;
    }
    grid->cell[grid->n++] = copy;
}

void tsq__grid_add(tsq__grid *grid, const char *text)
{
    add(grid, text);
}

void tsq__grid_rule(tsq__grid *grid)
{
    add(grid, NULL);
    for (size_t i = 1; i < strlen(grid->align); i++) {
        add(grid, "");
    }
}

static void clear(tsq__grid *grid)
{
    for (size_t i = 0; i < grid->n; i++) {
        free(grid->cell[i]);
    }
    free(grid->cell);
    *grid = (tsq__grid){.align = grid->align};
}

static void put_times(FILE *stream, const char *text, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        fputs(text, stream);
    }
}

static void write_row(const tsq__grid *grid, size_t row, const size_t *width, FILE *stream)
{
    const size_t columns = strlen(grid->align);
    size_t blanks = 0; /* owed before the next character, so that no line ends in blanks */
    for (size_t j = 0; j < columns; j++) {
        const char *text = grid->cell[row * columns + j];
        const size_t pad = width[j] - tsq__width(text);
        const bool right = tolower((unsigned char)grid->align[j]) == 'r';
        const size_t gap = islower((unsigned char)grid->align[j]) ? 2 : 1;
        blanks += (j == 0 || width[j] == 0 ? 0 : gap) + (right ? pad : 0);
        // NOLINTNEXTLINE(clang-analyzer-core.NullDereference): only rules have cells that are NULL
        if (text[0] != '\0') {
            put_times(stream, " ", blanks);
            fputs(text, stream);
            blanks = 0;
        }
        blanks += right ? 0 : pad;
    }
}

tsq_status tsq__grid_text(tsq__grid *grid, FILE *stream, const char *indent, const char *rule)
{
    const size_t columns = strlen(grid->align);
    size_t *width = calloc(columns, sizeof *width);
    if (grid->failed || width == NULL) {
        free(width);
        clear(grid);
        return TSQ_E_MEMORY;
    }
    for (size_t i = 0; i < grid->n; i++) {
        const size_t needed = grid->cell[i] == NULL ? 0 : tsq__width(grid->cell[i]);
        width[i % columns] = needed > width[i % columns] ? needed : width[i % columns];
    }
    size_t whole = 0;
    for (size_t j = 0; j < columns; j++) {
        const size_t gap = islower((unsigned char)grid->align[j]) ? 2 : 1;
        whole += width[j] + (j == 0 || width[j] == 0 ? 0 : gap);
    }
    for (size_t row = 0; row < grid->n / columns; row++) {
        fputs(indent, stream);
        if (grid->cell[row * columns] == NULL) {
            put_times(stream, rule, whole);
        } else {
            write_row(grid, row, width, stream);
        }
        fputc('\n', stream);
    }
    free(width);
    clear(grid);
    return TSQ_OK;
}

static void put_markdown(FILE *stream, const char *text)
{
    for (; *text != '\0'; text++) {
        if (strchr("|\\`*_<>[]", *text) != NULL) {
            fputc('\\', stream);
        }
        fputc(*text == '\n' || *text == '\r' ? ' ' : *text, stream);
    }
}

/* One blank apart means one cell, as in "1.2 to 3.4". */
static bool joins(const tsq__grid *grid, size_t column)
{
    return isupper((unsigned char)grid->align[column]) != 0;
}

static void write_markdown_row(const tsq__grid *grid, size_t row, FILE *stream)
{
    const size_t columns = strlen(grid->align);
    bool blank = true; /* nothing in this cell yet */
    for (size_t j = 0; j < columns; j++) {
        const char *text = grid->cell[row * columns + j];
        if (!joins(grid, j)) {
            fputs(j == 0 ? "| " : " | ", stream);
            blank = true;
        } else if (!blank && text[0] != '\0') {
            fputc(' ', stream);
        }
        put_markdown(stream, text);
        blank = blank && text[0] == '\0';
    }
    fputs(" |\n", stream);
    for (size_t j = 0; row == 0 && j < columns; j++) {
        if (!joins(grid, j)) {
            fputs(grid->align[j] == 'r' ? "|---:" : "|:---", stream);
        }
    }
    fputs(row == 0 ? "|\n" : "", stream);
}

tsq_status tsq__grid_markdown(tsq__grid *grid, FILE *stream)
{
    const bool failed = grid->failed;
    const size_t columns = strlen(grid->align);
    for (size_t row = 0; !failed && row < grid->n / columns; row++) {
        if (grid->cell[row * columns] != NULL) {
            write_markdown_row(grid, row, stream);
        }
    }
    clear(grid);
    return failed ? TSQ_E_MEMORY : TSQ_OK;
}
