/* The reader of accuracy cases. It is not the library's: nan, inf and -inf are values here, and have to arrive. */
#include "cases.h"

#include <stdlib.h>
#include <string.h>

enum { MAX_CELLS = 64 };

struct case_reader {
    FILE *file;
    char *line; /* owned by getline */
    size_t room;
    size_t number;
    bool pending; /* `line` holds the first row of the next case, split into `cell` */
    bool failed;
    char *cell[MAX_CELLS];
    size_t cells, columns;
};

/* Rows of one case as they are read; moderators study by study. */
typedef struct growing {
    size_t k, room, m;
    double *yi, *vi, *rows;
} growing;

static void complain(case_reader *reader, const char *what)
{
    fprintf(stderr, "line %zu: %s\n", reader->number, what);
    reader->failed = true;
}

static void split(case_reader *reader)
{
    char *at = reader->line;
    at[strcspn(at, "\r\n")] = '\0';
    reader->cells = 0;
    while (reader->cells < MAX_CELLS) {
        reader->cell[reader->cells++] = at;
        char *comma = strchr(at, ',');
        if (comma == NULL) {
            return;
        }
        *comma = '\0';
        at = comma + 1;
    }
    complain(reader, "too many columns");
}

static bool read_row(case_reader *reader)
{
    reader->number++;
    if (getline(&reader->line, &reader->room, reader->file) < 0) {
        return false;
    }
    split(reader);
    return !reader->failed;
}

case_reader *case_reader_new(const char *path)
{
    case_reader *reader = calloc(1, sizeof *reader);
    if (reader == NULL) {
        return NULL;
    }
    reader->file = fopen(path, "r");
    if (reader->file == NULL) {
        perror(path);
        case_reader_free(reader);
        return NULL;
    }
    if (!read_row(reader) || reader->cells < 4 || strcmp(reader->cell[0], "case_id") != 0) {
        fprintf(stderr, "%s: not a file of cases\n", path);
        case_reader_free(reader);
        return NULL;
    }
    reader->columns = reader->cells;
    reader->pending = read_row(reader);
    return reader;
}

void case_reader_free(case_reader *reader)
{
    if (reader == NULL) {
        return;
    }
    if (reader->file != NULL) {
        fclose(reader->file);
    }
    free(reader->line);
    free(reader);
}

bool case_reader_failed(const case_reader *reader)
{
    return reader->failed;
}

static double value_of(case_reader *reader, const char *text)
{
    char *end;
    const double value = strtod(text, &end); /* no setlocale here: this is the C locale */
    if (end == text || *end != '\0') {
        complain(reader, "a cell is not a number");
    }
    return value;
}

static bool grow(growing *data)
{
    if (data->k < data->room) {
        return true;
    }
    const size_t room = data->room == 0 ? 64 : 2 * data->room;
    double *yi = realloc(data->yi, room * sizeof *yi);
    data->yi = yi != NULL ? yi : data->yi;
    double *vi = realloc(data->vi, room * sizeof *vi);
    data->vi = vi != NULL ? vi : data->vi;
    double *rows = realloc(data->rows, room * (data->m + 1) * sizeof *rows);
    data->rows = rows != NULL ? rows : data->rows;
    data->room = yi != NULL && vi != NULL && rows != NULL ? room : data->room;
    return data->room == room;
}

static void take_row(case_reader *reader, growing *data)
{
    if (reader->cells != reader->columns) {
        complain(reader, "the row has not as many cells as the header");
    } else if (!grow(data)) {
        complain(reader, "out of memory");
    } else {
        data->yi[data->k] = value_of(reader, reader->cell[2]);
        data->vi[data->k] = value_of(reader, reader->cell[3]);
        for (size_t j = 0; j < data->m; j++) {
            data->rows[data->k * data->m + j] = value_of(reader, reader->cell[4 + j]);
        }
        data->k++;
    }
}

static size_t moderators(const case_reader *reader)
{
    size_t m = 0;
    while (4 + m < reader->cells && reader->cell[4 + m][0] != '\0') {
        m++;
    }
    return m;
}

/* Moves the rows into the case, moderators into columns. */
static bool hand_over(growing *data, accuracy_case *out)
{
    out->k = data->k;
    out->m = data->m;
    out->yi = data->yi;
    out->vi = data->vi;
    data->yi = data->vi = NULL;
    if (data->k > 0 && data->m > 0) {
        out->X = malloc(data->k * data->m * sizeof *out->X);
        if (out->X == NULL) {
            return false;
        }
        for (size_t i = 0; i < data->k; i++) {
            for (size_t j = 0; j < data->m; j++) {
                out->X[j * data->k + i] = data->rows[i * data->m + j];
            }
        }
    }
    return true;
}

bool case_reader_next(case_reader *reader, accuracy_case *out)
{
    *out = (accuracy_case){0};
    if (!reader->pending || reader->failed) {
        return false;
    }
    growing data = {.m = moderators(reader)};
    out->id = strdup(reader->cell[0]);
    bool more = out->id != NULL;
    while (more && !reader->failed && strcmp(reader->cell[0], out->id) == 0) {
        if (reader->cells > 1 && reader->cell[1][0] != '\0') { /* else the marker of a case without studies */
            take_row(reader, &data);
        }
        more = read_row(reader);
    }
    reader->pending = more;
    if (!hand_over(&data, out)) {
        complain(reader, "out of memory");
    }
    free(data.yi);
    free(data.vi);
    free(data.rows);
    if (reader->failed) {
        accuracy_case_free(out);
    }
    return !reader->failed && out->id != NULL;
}

void accuracy_case_free(accuracy_case *item)
{
    free(item->id);
    free(item->yi);
    free(item->vi);
    free(item->X);
    *item = (accuracy_case){0};
}

tsq_studies accuracy_case_studies(const accuracy_case *item)
{
    return (tsq_studies){.k = item->k, .yi = item->yi, .vi = item->vi, .m = item->m, .X = item->X};
}
