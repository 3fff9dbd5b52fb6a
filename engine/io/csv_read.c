/* The strict CSV reader, on libcsv. libcsv gets one physical line at a time, so that the line where each row begins
 * is known; what it would let pass (NUL, bytes that are not UTF-8, a bare CR) is looked for before. In well-formed
 * CSV a place lies in a quoted field exactly when the number of quotes before it is odd. */
#include <tausq/io.h>

#include "base/error.h"
#include "base/text.h"
#include "base/utf8.h"
#include "io/csv.h"
#include "io/lines.h"

#include <csv.h>

#include <string.h>

struct reader {
    struct csv_parser parser;
    tsq__lines lines;
    tsq_table *table;
    bool has_header;
    bool below;        /* rows below a header that was read before: there may be none */
    size_t fields;     /* of the row so far */
    size_t line;       /* now */
    size_t row_line;   /* where the row begins */
    bool quoted;       /* in a quoted field */
    size_t quote_line; /* where that began */
    tsq_status status;
    tsq_error *err;
};

static tsq_status fail_at(struct reader *reader, tsq_status code, size_t line, const char *message)
{
    reader->status = tsq__fail(reader->err, code, "%s:%zu: %s", reader->lines.name, line, message);
    if (reader->err != NULL) {
        reader->err->line = line;
    }
    return reader->status;
}

/* The table says what is wrong with a name, but does not know the line. */
static void add_column(struct reader *reader, const char *name, size_t length)
{
    tsq_error why;
    const size_t prefix = strlen(reader->lines.name) + 2; /* "FILE: " */
    reader->status = tsq_table_add_column(reader->table, name, length, &why);
    if (reader->status == TSQ_E_COLUMN && strlen(why.text) > prefix) {
        fail_at(reader, TSQ_E_COLUMN, reader->row_line, why.text + prefix);
    } else if (reader->status != TSQ_OK && reader->err != NULL) {
        *reader->err = why;
    }
}

static void on_field(void *bytes, size_t length, void *context)
{
    struct reader *reader = context;
    reader->fields++;
    if (reader->status != TSQ_OK) {
        return;
    }
    if (!reader->has_header) {
        add_column(reader, bytes, length);
    } else {
        reader->status = tsq_table_add_cell(reader->table, bytes, length, reader->err);
    }
}

/* A header of one column that holds another delimiter: no command can use such a table. */
static void check_delimiter(struct reader *reader)
{
    const bool one = tsq_table_columns(reader->table) == 1;
    const char *title = one ? tsq_table_column_name(reader->table, 0) : "", *at = strpbrk(title, ";\t|");
    if (at != NULL) {
        char shown[TSQ__SHOWN], message[2 * TSQ__SHOWN];
        snprintf(message, sizeof message, "the header is one column, '%s'; perhaps --delim %s is meant",
                 tsq__shown(title, strlen(title), shown),
                 *at == ';'   ? "';'"
                 : *at == '|' ? "'|'"
                              : "tab");
        fail_at(reader, TSQ_E_CSV, reader->row_line, message);
    }
}

static void on_row(int end, void *context)
{
    (void)end;
    struct reader *reader = context;
    if (reader->has_header && reader->status == TSQ_OK) {
        reader->status = tsq_table_end_row(reader->table, reader->row_line, reader->err);
    } else if (reader->status == TSQ_OK) {
        check_delimiter(reader);
    }
    reader->has_header = true;
    reader->fields = 0;
}

/* libcsv stopped: at a quote that does not fit, or out of memory. */
static tsq_status fail_parse(struct reader *reader)
{
    if (csv_error(&reader->parser) != CSV_EPARSE) {
        return reader->status = tsq__fail_memory(reader->err);
    }
    char where[32] = "";
    char number[32];
    char shown[TSQ__SHOWN];
    snprintf(number, sizeof number, "column %zu", reader->fields + 1);
    const char *column = number;
    if (reader->has_header && reader->fields < tsq_table_columns(reader->table)) {
        const char *name = tsq_table_column_name(reader->table, reader->fields);
        column = tsq__shown(name, strlen(name), shown);
    }
    if (reader->line != reader->row_line) {
        snprintf(where, sizeof where, " on line %zu", reader->line);
    }
    char message[2 * TSQ__SHOWN];
    snprintf(message, sizeof message,
             "%s: stray quote%s; a field with a quote in it is quoted whole, and the quote doubled", column, where);
    return fail_at(reader, TSQ_E_CSV, reader->row_line, message);
}

/* The name of what compressed the file, by its first bytes; NULL if nothing did. */
static const char *compression(const char *bytes, size_t length)
{
    static const struct {
        const char *magic;
        size_t length;
        const char *name;
    } known[] = {{"\x1F\x8B", 2, "gzip"},
                 {"BZh", 3, "bzip2"},
                 {"\xFD\x37zXZ", 5, "xz"},
                 {"\x28\xB5\x2F\xFD", 4, "zstd"},
                 {"PK\x03\x04", 4, "zip, as spreadsheets are"}};
    const bool text = memchr(bytes, '\0', length) == NULL && tsq__utf8_check(bytes, length) == length;
    for (size_t i = 0; i < sizeof known / sizeof known[0] && !text; i++) {
        if (length >= known[i].length && memcmp(bytes, known[i].magic, known[i].length) == 0) {
            return known[i].name;
        }
    }
    return NULL;
}

/* What libcsv does not look at. */
static tsq_status check_bytes(struct reader *reader, const char *bytes, size_t length)
{
    if (reader->line == 1 && length >= 2 && (memcmp(bytes, "\xFF\xFE", 2) == 0 || memcmp(bytes, "\xFE\xFF", 2) == 0)) {
        return fail_at(reader, TSQ_E_CSV, 1, "the file is UTF-16; save it as UTF-8");
    }
    const char *name = reader->line == 1 ? compression(bytes, length) : NULL;
    if (name != NULL) {
        char message[TSQ__SHOWN];
        snprintf(message, sizeof message, "the file is compressed (%s); decompress it, or read it from a pipe", name);
        return fail_at(reader, TSQ_E_CSV, 1, message);
    }
    if (memchr(bytes, '\0', length) != NULL) {
        return fail_at(reader, TSQ_E_CSV, reader->line, "NUL byte");
    }
    const size_t bad = tsq__utf8_check(bytes, length);
    if (bad < length) {
        char message[TSQ__SHOWN];
        snprintf(message, sizeof message, "byte %zu of the line (0x%02X) is not UTF-8; save the file as UTF-8", bad + 1,
                 (unsigned)(unsigned char)bytes[bad]);
        return fail_at(reader, TSQ_E_CSV, reader->line, message);
    }
    return TSQ_OK;
}

/* Follows the quotes through a line; a CR outside them may only stand before the newline. `length` becomes that of
 * the line without its end. */
static tsq_status follow_quotes(struct reader *reader, const char *bytes, size_t *length)
{
    const bool ended = bytes[*length - 1] == '\n';
    const size_t body = *length - ended;
    *length = body;
    for (size_t i = 0; i < body; i++) {
        if (bytes[i] == '"') {
            reader->quoted = !reader->quoted;
            const bool doubled = i > 0 && bytes[i - 1] == '"';
            if (reader->quoted && !doubled) {
                reader->quote_line = reader->line;
            }
        } else if (bytes[i] == '\r' && !reader->quoted) {
            if (!ended || i + 1 < body) {
                return fail_at(reader, TSQ_E_CSV, reader->line, "CR outside quotes; lines end with LF or CRLF");
            }
            *length = body - 1;
        }
    }
    return TSQ_OK;
}

static tsq_status feed(struct reader *reader, const char *bytes, size_t length)
{
    if (reader->line == 1 && length >= 3 && memcmp(bytes, "\xEF\xBB\xBF", 3) == 0) {
        bytes += 3;
        length -= 3;
    }
    if (!reader->quoted) {
        reader->row_line = reader->line;
    }
    if (length == 0 || check_bytes(reader, bytes, length) != TSQ_OK ||
        follow_quotes(reader, bytes, &length) != TSQ_OK) {
        return reader->status;
    }
    if (csv_parse(&reader->parser, bytes, length, on_field, on_row, reader) < length ||
        csv_parse(&reader->parser, "\n", 1, on_field, on_row, reader) < 1) {
        return reader->status != TSQ_OK ? reader->status : fail_parse(reader);
    }
    return reader->status;
}

static tsq_status finish(struct reader *reader)
{
    if (reader->quoted) {
        return fail_at(reader, TSQ_E_CSV, reader->quote_line, "the quote that opens here is never closed");
    }
    if (csv_fini(&reader->parser, on_field, on_row, reader) != 0) {
        return fail_parse(reader);
    }
    if (!reader->has_header) {
        return tsq__fail(reader->err, TSQ_E_EMPTY, "%s: no header row", reader->lines.name);
    }
    if (tsq_table_rows(reader->table) == 0 && !reader->below) {
        return tsq__fail(reader->err, TSQ_E_EMPTY, "%s: no data row below the header", reader->lines.name);
    }
    return TSQ_OK;
}

static tsq_status start(struct reader *reader, const tsq_csv_options *options)
{
    enum { BLOCK = 1 << 16 };
    if (csv_init(&reader->parser, CSV_STRICT | CSV_STRICT_FINI) != 0) {
        return reader->status = tsq__fail_memory(reader->err);
    }
    csv_set_delim(&reader->parser, (unsigned char)options->delimiter);
    csv_set_blk_size(&reader->parser, BLOCK);
    return TSQ_OK;
}

static tsq_status next_line(struct reader *reader, bool *end)
{
    const char *bytes;
    size_t length;
    reader->line++;
    reader->status = tsq__lines_next(&reader->lines, &bytes, &length, reader->err);
    *end = reader->status != TSQ_OK || bytes == NULL;
    if (!*end) {
        feed(reader, bytes, length);
    }
    return reader->status;
}

static tsq_status read_lines(struct reader *reader, const tsq_csv_options *options)
{
    bool end = start(reader, options) != TSQ_OK;
    while (!end && reader->status == TSQ_OK) {
        (void)next_line(reader, &end);
    }
    if (reader->status == TSQ_OK) {
        reader->status = finish(reader);
    }
    csv_free(&reader->parser);
    return reader->status;
}

static tsq_status check_options(const tsq_csv_options *options, tsq_error *err)
{
    const char delimiter = options->delimiter;
    if (delimiter == '\0' || (delimiter & 0x80) != 0 || strchr("\"\r\n", delimiter) != NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "the delimiter is one ASCII character, not a quote or a line end");
    }
    if (options->decimal != '.' && options->decimal != ',') {
        return tsq__fail(err, TSQ_E_OPTION, "the decimal mark is '.' or ','");
    }
    if (options->decimal == delimiter) {
        return tsq__fail(err, TSQ_E_OPTION, "the delimiter and the decimal mark are both '%c'", delimiter);
    }
    return TSQ_OK;
}

/* The sum of all bytes, also of a file that is no table; there is none where it cannot be read. */
static void sum_up(tsq__lines *lines, tsq_status status, char *sha256)
{
    const char *bytes;
    size_t length;
    if (sha256 == NULL || lines->sum == NULL || status == TSQ_E_FILE || status == TSQ_E_MEMORY) {
        return;
    }
    do {
        if (tsq__lines_next(lines, &bytes, &length, NULL) != TSQ_OK) {
            return;
        }
    } while (bytes != NULL);
    tsq__sha256_digits(lines->sum, sha256);
}

/* Reads from the lines, which may have failed to open, and closes them. */
static tsq_status read_table(struct reader *reader, tsq_status status, const tsq_csv_options *options, char *sha256,
                             tsq_table **out)
{
    if (status == TSQ_OK) {
        status = tsq_table_new(reader->lines.name, options->decimal, &reader->table, reader->err);
    }
    if (status == TSQ_OK) {
        status = read_lines(reader, options);
    }
    sum_up(&reader->lines, status, sha256);
    if (status != TSQ_OK) {
        tsq_table_free(reader->table);
        reader->table = NULL;
    }
    *out = reader->table;
    tsq__lines_close(&reader->lines);
    return status;
}

static const tsq_csv_options defaults = TSQ_CSV_OPTIONS_INIT;

/* What every read begins with: outputs without a value, options checked. */
static tsq_status prepare(const tsq_csv_options **options, char *sha256, tsq_table **out, tsq_error *err)
{
    *out = NULL;
    if (sha256 != NULL) {
        sha256[0] = '\0';
    }
    *options = *options != NULL ? *options : &defaults;
    return check_options(*options, err);
}

tsq_status tsq_csv_read(const char *path, const tsq_csv_options *options, char *sha256, tsq_table **out, tsq_error *err)
{
    struct reader reader = {.err = err};
    tsq_status status = prepare(&options, sha256, out, err);
    if (status == TSQ_OK) {
        status = tsq__lines_open(&reader.lines, path, sha256 != NULL, err);
    }
    return read_table(&reader, status, options, sha256, out);
}

tsq_status tsq_csv_read_memory(const char *bytes, size_t length, const char *source, const tsq_csv_options *options,
                               char *sha256, tsq_table **out, tsq_error *err)
{
    struct reader reader = {.err = err};
    tsq_status status = prepare(&options, sha256, out, err);
    if (status == TSQ_OK) {
        status = tsq__lines_memory(&reader.lines, bytes, length, source, sha256 != NULL, err);
    }
    return read_table(&reader, status, options, sha256, out);
}

tsq_status tsq__csv_head(const char *bytes, size_t length, const char *source, const tsq_csv_options *options,
                         tsq_table **out, size_t *used, size_t *lines, tsq_error *err)
{
    struct reader reader = {.err = err};
    *used = *lines = 0;
    tsq_status status = prepare(&options, NULL, out, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = tsq__lines_memory(&reader.lines, bytes, length, source, false, err);
    if (status == TSQ_OK) {
        status = tsq_table_new(source, options->decimal, &reader.table, err);
    }
    bool end = status != TSQ_OK || start(&reader, options) != TSQ_OK;
    while (!end && !reader.has_header && reader.status == TSQ_OK) {
        (void)next_line(&reader, &end);
    }
    if (status == TSQ_OK) {
        *used = length - reader.lines.left;
        *lines = reader.line;
        status = reader.status == TSQ_OK && !reader.has_header ? finish(&reader) : reader.status;
        csv_free(&reader.parser);
    }
    if (status != TSQ_OK) {
        tsq_table_free(reader.table);
        reader.table = NULL;
    }
    *out = reader.table;
    tsq__lines_close(&reader.lines);
    return status;
}

tsq_status tsq__csv_rows(const tsq_table *head, const char *bytes, size_t length, size_t line,
                         const tsq_csv_options *options, tsq_table **out, tsq_error *err)
{
    struct reader reader = {.err = err, .has_header = true, .line = line - 1, .below = true};
    *out = NULL;
    tsq_status status = tsq__lines_memory(&reader.lines, bytes, length, tsq_table_source(head), false, err);
    if (status == TSQ_OK) {
        status = tsq_table_new(reader.lines.name, options->decimal, &reader.table, err);
    }
    for (size_t i = 0; status == TSQ_OK && i < tsq_table_columns(head); i++) {
        const char *name = tsq_table_column_name(head, i);
        status = tsq_table_add_column(reader.table, name, strlen(name), err);
    }
    if (status == TSQ_OK) {
        status = read_lines(&reader, options);
    }
    if (status != TSQ_OK) {
        tsq_table_free(reader.table);
        reader.table = NULL;
    }
    *out = reader.table;
    tsq__lines_close(&reader.lines);
    return status;
}
