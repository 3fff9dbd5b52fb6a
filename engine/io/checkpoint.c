/* A file with the states of the jobs of a long computation: a head, then each state with its size, then the SHA-256 of
 * all of that. It is replaced as a whole (output.c), so that there is a complete one at any time. */
#include <tausq/io.h>
#include <tausq/version.h>

#include "base/error.h"
#include "base/memory.h"
#include "io/sha256.h"

#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define DIGITS 64

/* Numbers are written as the machine has them, and `order` shows how. */
struct head {
    char kind[24], version[24];
    uint64_t order, jobs;
};
#define KIND "tausq checkpoint 1\n"
#define ORDER UINT64_C(0x0102030405060708)

struct state {
    unsigned char *bytes;
    size_t size;
};

struct tsq_checkpoint {
    tsq_keeper keeper;
    char *path;
    double seconds; /* between two writings */
    double next;    /* time of the next */
    struct state *state;
    size_t n, capacity;
};

/* ---- reading --------------------------------------------------------------------------------------------------- */

static tsq_status refuse(const tsq_checkpoint *checkpoint, const char *why, tsq_error *err)
{
    return tsq__fail(err, TSQ_E_FILE, "%s: %s; remove it, or name another checkpoint", checkpoint->path, why);
}

static tsq_status set_state(tsq_checkpoint *checkpoint, uint64_t job, const void *bytes, size_t size, tsq_error *err)
{
    unsigned char *copy = malloc(size > 0 ? size : 1);
    struct state *state = copy == NULL || job > SIZE_MAX - 1
                              ? NULL
                              : tsq__grow(checkpoint->state, &checkpoint->capacity, (size_t)job + 1, sizeof *state);
    if (state == NULL) {
        free(copy);
        return tsq__fail_memory(err);
    }
    if (size > 0) {
        memcpy(copy, bytes, size);
    }
    checkpoint->state = state;
    for (; checkpoint->n <= job; checkpoint->n++) {
        state[checkpoint->n] = (struct state){NULL, 0};
    }
    free(state[job].bytes);
    state[job] = (struct state){copy, size};
    return TSQ_OK;
}

static bool is_whole(const unsigned char *bytes, size_t size)
{
    char digits[DIGITS + 1];
    tsq__sha256 *sum = tsq__sha256_new();
    if (sum == NULL) {
        return false;
    }
    tsq__sha256_add(sum, bytes, size - DIGITS);
    tsq__sha256_digits(sum, digits);
    tsq__sha256_free(sum);
    return memcmp(digits, bytes + size - DIGITS, DIGITS) == 0;
}

static tsq_status take_apart(tsq_checkpoint *checkpoint, const unsigned char *bytes, size_t size, tsq_error *err)
{
    struct head head = {.jobs = 0};
    size_t at = sizeof head;
    tsq_status status = TSQ_OK;
    if (size < sizeof head + DIGITS || memcmp(bytes, KIND, sizeof KIND) != 0) {
        return refuse(checkpoint, "is no checkpoint of this kind", err);
    }
    memcpy(&head, bytes, sizeof head);
    if (head.order != ORDER || strncmp(head.version, tsq_version(), sizeof head.version) != 0) {
        return refuse(checkpoint, "was written by another version, or on another kind of machine", err);
    }
    if (!is_whole(bytes, size)) {
        return refuse(checkpoint, "is damaged", err);
    }
    for (uint64_t job = 0; job < head.jobs && status == TSQ_OK; job++) {
        uint64_t length = 0;
        if (size - DIGITS - at >= sizeof length) {
            memcpy(&length, bytes + at, sizeof length);
            at += sizeof length;
        }
        if (length == 0 || length > size - DIGITS - at) {
            return refuse(checkpoint, "is damaged", err);
        }
        status = set_state(checkpoint, job, bytes + at, (size_t)length, err);
        at += (size_t)length;
    }
    return status;
}

/* *bytes stays NULL if there is no such file. */
static tsq_status read_file(const char *path, unsigned char **bytes, size_t *size, tsq_error *err)
{
    struct stat about;
    tsq_status status = TSQ_OK;
    *bytes = NULL;
    if (stat(path, &about) == 0 && !S_ISREG(about.st_mode)) { /* before it is opened: a pipe would wait for a writer */
        return tsq__fail(err, TSQ_E_FILE, "%s: a checkpoint must be a regular file", path);
    }
    FILE *file = fopen(path, "rb");
    if (file == NULL) {
        return errno == ENOENT ? TSQ_OK : tsq__fail_errno(err, path, errno);
    }
    errno = 0;
    *size = fstat(fileno(file), &about) == 0 ? (size_t)about.st_size : 0;
    *bytes = malloc(*size > 0 ? *size : 1);
    if (*bytes == NULL) {
        status = tsq__fail_memory(err);
    } else if (fread(*bytes, 1, *size, file) != *size) {
        status = tsq__fail_errno(err, path, errno != 0 ? errno : EIO);
    }
    fclose(file);
    if (status != TSQ_OK) {
        free(*bytes);
        *bytes = NULL;
    }
    return status;
}

/* ---- writing --------------------------------------------------------------------------------------------------- */

/* In seconds, from some time on. */
static double now(void)
{
    struct timespec time;
    (void)clock_gettime(CLOCK_MONOTONIC, &time);
    return (double)time.tv_sec + 1e-9 * (double)time.tv_nsec;
}

/* When the file is to be written again: what takes long is done less often. */
static void set_next(tsq_checkpoint *checkpoint, double took)
{
    checkpoint->next = now() + (checkpoint->seconds > 0.0 ? fmax(checkpoint->seconds, 20.0 * took) : 0.0);
}

static void put(FILE *stream, tsq__sha256 *sum, const void *bytes, size_t size)
{
    (void)fwrite(bytes, 1, size, stream); /* tsq_output_commit sees to failures */
    tsq__sha256_add(sum, bytes, size);
}

static tsq_status write_file(tsq_checkpoint *checkpoint, tsq_error *err)
{
    struct head head = {.kind = KIND, .order = ORDER, .jobs = checkpoint->n};
    char digits[DIGITS + 1];
    tsq_output *output;
    const double begun = now();
    tsq__sha256 *sum = tsq__sha256_new();
    if (sum == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = tsq_output_open(checkpoint->path, &output, err);
    if (status != TSQ_OK) {
        tsq__sha256_free(sum);
        return status;
    }
    memcpy(head.version, tsq_version(), strnlen(tsq_version(), sizeof head.version));
    FILE *stream = tsq_output_stream(output);
    put(stream, sum, &head, sizeof head);
    for (size_t i = 0; i < checkpoint->n; i++) {
        const uint64_t size = checkpoint->state[i].size;
        put(stream, sum, &size, sizeof size);
        put(stream, sum, checkpoint->state[i].bytes, checkpoint->state[i].size);
    }
    tsq__sha256_digits(sum, digits);
    tsq__sha256_free(sum);
    (void)fwrite(digits, 1, DIGITS, stream);
    status = tsq_output_commit(output, err);
    set_next(checkpoint, now() - begun);
    return status;
}

/* ---- as a keeper ----------------------------------------------------------------------------------------------- */

static bool due(void *context)
{
    const tsq_checkpoint *checkpoint = context;
    return now() >= checkpoint->next;
}

static tsq_status keep(void *context, uint64_t job, const void *bytes, size_t size, bool last, tsq_error *err)
{
    tsq_checkpoint *checkpoint = context;
    const tsq_status status = set_state(checkpoint, job, bytes, size, err);
    return status == TSQ_OK && (last || due(checkpoint)) ? write_file(checkpoint, err) : status;
}

static const void *find(void *context, uint64_t job, size_t *size)
{
    const tsq_checkpoint *checkpoint = context;
    *size = job < checkpoint->n ? checkpoint->state[job].size : 0;
    return job < checkpoint->n ? checkpoint->state[job].bytes : NULL;
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

static void release(tsq_checkpoint *checkpoint)
{
    for (size_t i = 0; i < checkpoint->n; i++) {
        free(checkpoint->state[i].bytes);
    }
    free(checkpoint->state);
    free(checkpoint->path);
    free(checkpoint);
}

tsq_status tsq_checkpoint_open(const char *path, double seconds, tsq_checkpoint **out, tsq_error *err)
{
    unsigned char *bytes = NULL;
    size_t size = 0;
    *out = NULL;
    tsq_checkpoint *checkpoint = tsq__array(1, sizeof *checkpoint);
    if (checkpoint == NULL) {
        return tsq__fail_memory(err);
    }
    checkpoint->path = strdup(path);
    checkpoint->seconds = seconds;
    set_next(checkpoint, 0.0);
    checkpoint->keeper = (tsq_keeper){.context = checkpoint, .due = due, .keep = keep, .find = find};
    tsq_status status = checkpoint->path != NULL ? read_file(path, &bytes, &size, err) : tsq__fail_memory(err);
    if (status == TSQ_OK && bytes != NULL) {
        status = take_apart(checkpoint, bytes, size, err);
    }
    /* A new one is written at once, so that a place where it cannot be is found now and not after an hour. */
    if (status == TSQ_OK && bytes == NULL) {
        status = write_file(checkpoint, err);
    } else if (status == TSQ_OK && access(path, W_OK) != 0) {
        status = tsq__fail_errno(err, path, errno);
    }
    free(bytes);
    if (status != TSQ_OK) {
        release(checkpoint);
        return status;
    }
    *out = checkpoint;
    return TSQ_OK;
}

tsq_keeper *tsq_checkpoint_keeper(tsq_checkpoint *checkpoint)
{
    return &checkpoint->keeper;
}

void tsq_checkpoint_close(tsq_checkpoint *checkpoint, bool done)
{
    if (checkpoint != NULL) {
        if (done || checkpoint->n == 0) {
            (void)unlink(checkpoint->path);
        }
        release(checkpoint);
    }
}
