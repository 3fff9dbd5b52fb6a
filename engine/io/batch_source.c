/* The files of `batch`, in blocks of whole rows. */
#include "base/error.h"
#include "base/memory.h"
#include "base/word.h"
#include "io/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/** Bytes of a block, and the most that a row may have. */
enum { BLOCK = 1 << 18, ROW_MOST = 1 << 26 };

/* Reads on; *got = 0 at the end. */
static tsq_status read_more(tsq__batch_source *source, size_t *got, tsq_error *err)
{
    char *rest = tsq__grow(source->rest, &source->capacity, source->length + BLOCK, 1);
    if (rest == NULL) {
        return tsq__fail_memory(err);
    }
    source->rest = rest;
    ssize_t n;
    do {
        n = read(source->file, rest + source->length, BLOCK);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return tsq__fail_errno(err, source->name, errno);
    }
    *got = (size_t)n;
    source->length += (size_t)n;
    source->end = n == 0;
    return TSQ_OK;
}

/* Where the last whole row ends, and how many lines that are: behind the last newline outside of quotes. */
static size_t last_row(const char *bytes, size_t length, size_t *lines)
{
    size_t end = 0, newlines = 0;
    *lines = 0;
    if (memchr(bytes, '"', length) == NULL) {
        size_t i = 0;
        for (; i + 8 <= length; i += 8) {
            newlines += tsq__word_count(tsq__word_at(bytes + i), '\n');
        }
        for (; i < length; i++) {
            newlines += bytes[i] == '\n';
        }
        *lines = newlines;
        for (end = length; end > 0 && bytes[end - 1] != '\n'; end--) {
        }
        return end;
    }
    bool quoted = false;
    for (size_t i = 0; i < length; i++) {
        quoted ^= bytes[i] == '"';
        newlines += bytes[i] == '\n';
        if (bytes[i] == '\n' && !quoted) {
            end = i + 1;
            *lines = newlines;
        }
    }
    return end;
}

/* Reads until a block's worth of whole rows is there, or the file ends. */
static tsq_status fill(tsq__batch_source *source, size_t *length, size_t *lines, tsq_error *err)
{
    for (size_t want = BLOCK;; want *= 2) {
        tsq_status status = TSQ_OK;
        size_t got = 1;
        while (status == TSQ_OK && !source->end && source->length < want) {
            status = read_more(source, &got, err);
        }
        if (status != TSQ_OK) {
            return status;
        }
        *length = last_row(source->rest, source->length, lines);
        if (source->end) {
            *length = source->length;
        }
        if (*length > 0 || source->end) {
            return TSQ_OK;
        }
        if (want > ROW_MOST) {
            return tsq__fail(err, TSQ_E_CSV, "%s:%zu: a row longer than %d MiB", source->name, source->line,
                             ROW_MOST >> 20);
        }
    }
}

tsq_status tsq__batch_source_open(tsq__batch_source *source, const char *path, const tsq_batch_options *options,
                                  tsq_error *err)
{
    const bool standard = strcmp(path, "-") == 0;
    size_t length, lines, used;
    source->name = standard ? "<stdin>" : path;
    source->line = 1;
    source->file = standard ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (source->file < 0) {
        return tsq__fail_errno(err, path, errno);
    }
    tsq_status status = fill(source, &length, &lines, err);
    if (status == TSQ_OK) {
        status = tsq__batch_plan_make(source->name, source->rest, length, options, &source->plan, &used, &lines, err);
    }
    if (status == TSQ_OK) {
        source->length -= used;
        memmove(source->rest, source->rest + used, source->length);
        source->line += lines;
    }
    return status;
}

void tsq__batch_source_close(tsq__batch_source *source)
{
    if (source->file > STDIN_FILENO) {
        (void)close(source->file);
    }
    free(source->rest);
    tsq__batch_plan_free(&source->plan);
}

tsq_status tsq__batch_source_read(tsq__batch_source *source, tsq__batch_block *block, tsq_error *err)
{
    size_t length, lines;
    const tsq_status status = fill(source, &length, &lines, err);
    char *bytes = status == TSQ_OK ? tsq__grow(block->bytes, &block->capacity, length + 1, 1) : NULL;
    if (bytes == NULL) {
        return status != TSQ_OK ? status : tsq__fail_memory(err);
    }
    block->bytes = bytes;
    block->line = source->line;
    block->length = length;
    memcpy(bytes, source->rest, length);
    source->length -= length;
    memmove(source->rest, source->rest + length, source->length);
    source->line += lines;
    source->given += length;
    return TSQ_OK;
}
