/* The physical lines of a file, of standard input or of memory, with the sum of all bytes. */
#include "io/lines.h"

#include "base/error.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

static tsq_status start_sum(tsq__lines *lines, bool sum, tsq_error *err)
{
    lines->sum = sum ? tsq__sha256_new() : NULL;
    return sum && lines->sum == NULL ? tsq__fail_memory(err) : TSQ_OK;
}

tsq_status tsq__lines_open(tsq__lines *lines, const char *path, bool sum, tsq_error *err)
{
    *lines = (tsq__lines){.name = path};
    if (strcmp(path, "-") == 0) {
        lines->name = "<stdin>";
        lines->file = stdin;
    } else if ((lines->file = fopen(path, "rb")) == NULL) {
        return tsq__fail_errno(err, path, errno);
    }
    return start_sum(lines, sum, err);
}

tsq_status tsq__lines_memory(tsq__lines *lines, const char *bytes, size_t length, const char *name, bool sum,
                             tsq_error *err)
{
    *lines = (tsq__lines){.bytes = bytes, .left = length, .name = name};
    return start_sum(lines, sum, err);
}

tsq_status tsq__lines_next(tsq__lines *lines, const char **line, size_t *length, tsq_error *err)
{
    *line = NULL;
    *length = 0;
    if (lines->file != NULL) {
        errno = 0;
        const ssize_t got = getline(&lines->line, &lines->capacity, lines->file);
        if (got < 0) {
            if (!feof(lines->file) || ferror(lines->file)) {
                return errno == ENOMEM ? tsq__fail_memory(err) : tsq__fail_errno(err, lines->name, errno);
            }
            return TSQ_OK;
        }
        *line = lines->line;
        *length = (size_t)got;
    } else if (lines->left > 0) {
        const char *end = memchr(lines->bytes, '\n', lines->left);
        *line = lines->bytes;
        *length = end != NULL ? (size_t)(end - lines->bytes) + 1 : lines->left;
        lines->bytes += *length;
        lines->left -= *length;
    }
    if (*line != NULL && lines->sum != NULL) {
        tsq__sha256_add(lines->sum, *line, *length);
    }
    return TSQ_OK;
}

void tsq__lines_close(tsq__lines *lines)
{
    if (lines->file != NULL && lines->file != stdin) {
        fclose(lines->file);
    }
    free(lines->line);
    tsq__sha256_free(lines->sum);
    *lines = (tsq__lines){0};
}
