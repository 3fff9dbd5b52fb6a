/* The files of `batch`, in blocks of whole rows. */
#include "base/error.h"
#include "base/marks.h"
#include "base/memory.h"
#include "io/batch.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/** Bytes of a block, the most that a row may have, and the milliseconds that are waited for bytes at a time. */
enum { BLOCK = 1 << 18, ROW_MOST = 1 << 26, WAIT = 100 };

/* Whether there are bytes, or the end, to be read: a pipe may have none for long, and who waits hears no interrupt. */
static bool is_readable(const tsq__batch_source *source)
{
    struct pollfd about = {.fd = source->file, .events = POLLIN};
    const int n = poll(&about, 1, WAIT);
    return n > 0 || (n < 0 && errno != EINTR);
}

/* Reads on, at least one byte unless the file ends. */
static tsq_status read_more(tsq__batch_source *source, char **bytes, size_t *length, size_t *capacity, tsq_error *err)
{
    char *wider = tsq__grow(*bytes, capacity, *length + BLOCK + TSQ__BATCH_BEHIND, 1);
    if (wider == NULL) {
        return tsq__fail_memory(err);
    }
    *bytes = wider;
    ssize_t n;
    do {
        n = read(source->file, wider + *length, BLOCK);
    } while (n < 0 && errno == EINTR);
    if (n < 0) {
        return tsq__fail_errno(err, source->name, errno);
    }
    *length += (size_t)n;
    source->end = n == 0;
    return TSQ_OK;
}

/* Where the last whole row ends, and how many lines that are: behind the last newline outside of quotes. */
static size_t last_row(const char *bytes, size_t length, size_t *lines)
{
    size_t end = 0, newlines = 0;
    *lines = 0;
    if (memchr(bytes, '"', length) == NULL) {
        for (end = length; end > 0 && bytes[end - 1] != '\n'; end--) {
        }
        *lines = tsq__count_byte(bytes, end, '\n');
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

/* Reads until a block's worth of whole rows is there, or the file ends. No rows while it waits for bytes: where blocks end
 * must not depend on when bytes come. */
static tsq_status fill(tsq__batch_source *source, char **bytes, size_t *length, size_t *capacity, size_t *whole,
                       size_t *lines, tsq_error *err)
{
    for (size_t want = BLOCK;; want *= 2) {
        tsq_status status = TSQ_OK;
        *whole = *lines = 0;
        while (status == TSQ_OK && !source->end && *length < want) {
            if (!is_readable(source)) {
                return TSQ_OK;
            }
            status = read_more(source, bytes, length, capacity, err);
        }
        if (status != TSQ_OK) {
            return status;
        }
        *whole = last_row(*bytes, *length, lines);
        if (source->end) {
            *whole = *length;
        }
        if (*whole > 0 || source->end) {
            return TSQ_OK;
        }
        if (want > ROW_MOST) {
            return tsq__fail(err, TSQ_E_CSV, "%s:%zu: a row longer than %d MiB", source->name, source->line,
                             ROW_MOST >> 20);
        }
    }
}

/* The bytes of the header and more. */
static tsq_status fill_first(tsq__batch_source *source, const tsq_run *run, size_t *whole, tsq_error *err)
{
    for (;;) {
        size_t lines;
        const tsq_status status = fill(source, &source->rest, &source->length, &source->capacity, whole, &lines, err);
        if (status != TSQ_OK || *whole > 0 || source->end) {
            return status;
        }
        if (run != NULL && run->progress != NULL && !run->progress(run->context, 0, UINT64_MAX)) {
            return tsq__fail(err, TSQ_E_STOPPED, "%s", tsq_status_text(TSQ_E_STOPPED));
        }
    }
}

/* Rank 0: the plan, and the header for the others. */
static tsq_status open_file(tsq__batch_source *source, const char *path, const tsq_batch_options *options,
                            const tsq_run *run, tsq_error *err)
{
    tsq_ranks *ranks = run != NULL ? run->ranks : NULL;
    size_t whole, lines, used = 0;
    source->file = strcmp(path, "-") == 0 ? STDIN_FILENO : open(path, O_RDONLY | O_CLOEXEC);
    if (source->file < 0) {
        return tsq__fail_errno(err, path, errno);
    }
    tsq_status status = fill_first(source, run, &whole, err);
    if (status == TSQ_OK) {
        status = tsq__batch_plan_make(source->name, source->rest, whole, options, &source->plan, &used, &lines, err);
    }
    if (status == TSQ_OK && ranks != NULL) {
        unsigned char *header = (unsigned char *)source->rest;
        status = tsq_ranks_share(ranks, &header, &used, err);
    }
    if (status == TSQ_OK) {
        source->length -= used;
        memmove(source->rest, source->rest + used, source->length);
        source->line += lines;
        source->header = used;
    }
    return status;
}

static tsq_status get_plan(tsq__batch_source *source, const tsq_batch_options *options, tsq_ranks *ranks,
                           tsq_error *err)
{
    unsigned char *header = NULL;
    size_t length = 0, lines, used;
    tsq_status status = tsq_ranks_share(ranks, &header, &length, err);
    if (status == TSQ_OK) {
        status = tsq__batch_plan_make(source->name, (const char *)header, length, options, &source->plan, &used, &lines,
                                      err);
    }
    free(header);
    return status;
}

tsq_status tsq__batch_source_open(tsq__batch_source *source, const char *path, const tsq_batch_options *options,
                                  const tsq_run *run, tsq_error *err)
{
    tsq_ranks *ranks = run != NULL ? run->ranks : NULL;
    source->name = strcmp(path, "-") == 0 ? "<stdin>" : path;
    source->line = 1;
    source->file = -1;
    return ranks != NULL && ranks->rank > 0 ? get_plan(source, options, ranks, err)
                                            : open_file(source, path, options, run, err);
}

/* Reads what was read and not given, so that blocks end where they would have: of joined files that decides which keys are
 * complete first. */
static bool read_rest(tsq__batch_source *source, size_t length)
{
    off_t place = (off_t)(source->header + source->given);
    char *rest = tsq__grow(source->rest, &source->capacity, length + 1, 1);
    if (rest == NULL) {
        return false;
    }
    source->rest = rest;
    source->length = 0;
    while (source->length < length) {
        const ssize_t n = pread(source->file, rest + source->length, length - source->length, place);
        if (n <= 0) {
            return false;
        }
        source->length += (size_t)n;
        place += n;
    }
    return lseek(source->file, place, SEEK_SET) == place;
}

uint64_t tsq__batch_source_size(const tsq__batch_source *source)
{
    struct stat about;
    const bool known = fstat(source->file, &about) == 0 && S_ISREG(about.st_mode) && about.st_size > 0;
    return known && (uint64_t)about.st_size > source->header ? (uint64_t)about.st_size - source->header : 0;
}

bool tsq__batch_source_pass(tsq__batch_source *source, tsq__bytes *bytes)
{
    size_t length = source->length;
    (void)tsq__bytes_pass(bytes, &source->given, sizeof source->given);
    (void)tsq__bytes_pass(bytes, &source->line, sizeof source->line);
    (void)tsq__bytes_pass(bytes, &source->end, sizeof source->end);
    (void)tsq__bytes_pass(bytes, &length, sizeof length);
    bytes->failed = bytes->failed || (bytes->reading && !read_rest(source, length));
    return !bytes->failed;
}

void tsq__batch_source_close(tsq__batch_source *source)
{
    if (source->file > STDIN_FILENO) {
        (void)close(source->file);
    }
    free(source->rest);
    tsq__batch_plan_free(&source->plan);
}

/* Keeps the bytes behind the whole rows for the next block. */
static bool keep_rest(tsq__batch_source *source, const char *bytes, size_t length)
{
    char *rest = tsq__grow(source->rest, &source->capacity, length + 1, 1);
    if (rest == NULL) {
        return false;
    }
    source->rest = rest;
    memcpy(rest, bytes, length); /* both are there, also where it is nothing */
    source->length = length;
    return true;
}

tsq_status tsq__batch_source_read(tsq__batch_source *source, tsq__batch_block *block, tsq_error *err)
{
    size_t length = source->length, whole, lines;
    char *bytes = tsq__grow(block->bytes, &block->capacity, length + BLOCK + TSQ__BATCH_BEHIND, 1);
    if (bytes == NULL) {
        return tsq__fail_memory(err);
    }
    block->bytes = bytes;
    if (length > 0) {
        memcpy(bytes, source->rest, length);
    }
    const tsq_status status = fill(source, &block->bytes, &length, &block->capacity, &whole, &lines, err);
    if (status != TSQ_OK) {
        return status;
    }
    block->line = source->line;
    block->length = whole;
    source->line += lines;
    source->given += whole;
    if (!keep_rest(source, block->bytes + whole, length - whole)) {
        return tsq__fail_memory(err);
    }
    memset(block->bytes + whole, 0, TSQ__BATCH_BEHIND);
    return TSQ_OK;
}
