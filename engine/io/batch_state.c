/* A run of `batch` as bytes: its blocks for other ranks; all of it to be kept, so that it goes on after a break. */
#include "base/error.h"
#include "io/batch_run.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/** Bytes at the end of the output by which it is known. */
enum { TAIL = 4096 };

/* ---- the output --------------------------------------------------------------------------------------------------- */

/* How long it is, and a digest of its end. */
struct written {
    uint64_t length, digest;
};

/* Of the first `length` bytes. False: they are not there, or cannot be read. */
static bool look_at(FILE *stream, uint64_t length, struct written *written)
{
    unsigned char tail[TAIL];
    const size_t size = length < TAIL ? (size_t)length : TAIL;
    size_t got = 0;
    while (got < size) {
        const ssize_t n = pread(fileno(stream), tail + got, size - got, (off_t)(length - size + got));
        if (n <= 0) {
            return false;
        }
        got += (size_t)n;
    }
    *written = (struct written){length, tsq__digest(TSQ__DIGEST, tail, size)};
    return true;
}

static tsq_status find_written(const struct batch *batch, struct written *written, tsq_error *err)
{
    errno = 0;
    const off_t length = fflush(batch->stream) == 0 ? ftello(batch->stream) : -1;
    if (length < 0 || !look_at(batch->stream, (uint64_t)length, written)) {
        return tsq__batch_fail_output(batch, err);
    }
    return TSQ_OK;
}

/* Cuts the output back to where the state is. */
static tsq_status cut(const struct batch *batch, const struct written *written, tsq_error *err)
{
    FILE *stream = batch->stream;
    struct written there;
    if (!look_at(stream, written->length, &there) || there.digest != written->digest) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "the output is not what the checkpoint's run has written: it cannot be continued");
    }
    if (ftruncate(fileno(stream), (off_t)written->length) != 0 ||
        fseeko(stream, (off_t)written->length, SEEK_SET) != 0) {
        return tsq__batch_fail_output(batch, err);
    }
    return TSQ_OK;
}

/* ---- the state ---------------------------------------------------------------------------------------------------- */

static bool pass_ready(struct batch *batch, tsq__bytes *bytes)
{
    size_t n = 0;
    for (const tsq__batch_block *block = batch->ready; block != NULL; block = block->next) {
        n++;
    }
    (void)tsq__bytes_pass(bytes, &n, sizeof n);
    tsq__batch_block *block = batch->ready;
    for (; n > 0 && !bytes->failed; n--) {
        if (bytes->reading) {
            block = tsq__batch_unused_block(batch, true);
            bytes->failed = block == NULL;
        }
        if (!bytes->failed && tsq__batch_sets_pass(&block->sets, bytes) && bytes->reading) {
            tsq__batch_make_ready(batch, block);
        }
        block = block != NULL ? block->next : NULL;
    }
    return !bytes->failed;
}

/* All but the output. No chunk is under way: nobody else reads or changes it. */
static bool pass_state(struct batch *batch, tsq__bytes *bytes)
{
    (void)tsq__bytes_pass(bytes, &batch->headed, sizeof batch->headed);
    (void)tsq__bytes_pass(bytes, &batch->closed, sizeof batch->closed);
    (void)tsq__bytes_pass(bytes, batch->report, sizeof *batch->report);
    for (size_t i = 0; i < batch->n && !bytes->failed; i++) {
        (void)tsq__batch_source_pass(&batch->source[i], bytes);
        batch->taken += bytes->reading ? batch->source[i].given : 0; /* all that was given is taken then */
    }
    return !bytes->failed && pass_ready(batch, bytes) &&
           (batch->groups == NULL || tsq__batch_groups_pass(batch->groups, bytes));
}

static tsq_status write_state(struct batch *batch, tsq__bytes *bytes, tsq_error *err)
{
    struct written written;
    tsq__batch_end_filling(batch);
    const tsq_status status = find_written(batch, &written, err);
    if (status != TSQ_OK) {
        return status;
    }
    return tsq__bytes_pass(bytes, &written, sizeof written) && pass_state(batch, bytes) ? TSQ_OK
                                                                                        : tsq__fail_memory(err);
}

static tsq_status read_state(struct batch *batch, tsq__bytes *bytes, tsq_error *err)
{
    struct written written;
    if (!tsq__bytes_pass(bytes, &written, sizeof written) || !pass_state(batch, bytes) || bytes->at != bytes->size) {
        return tsq__fail(err, TSQ_E_OPTION, "the checkpoint cannot be read: it is damaged, or memory is out");
    }
    return cut(batch, &written, err);
}

tsq_status tsq__batch_identify(const struct batch *batch, uint64_t *identity, tsq_error *err)
{
    struct stat about;
    uint64_t digest = tsq__digest(TSQ__DIGEST, &batch->options->identity, sizeof batch->options->identity);
    for (size_t i = 0; i < batch->n; i++) {
        if (fstat(batch->source[i].file, &about) != 0) {
            return tsq__fail_errno(err, batch->source[i].name, errno);
        }
        if (!S_ISREG(about.st_mode) || batch->source[i].file == STDIN_FILENO) {
            return tsq__fail(err, TSQ_E_OPTION,
                             "%s cannot be read again from the place where a checkpoint was made: name a regular file",
                             batch->source[i].name);
        }
        const int64_t numbers[] = {about.st_size, about.st_mtim.tv_sec, about.st_mtim.tv_nsec};
        digest = tsq__digest(digest, numbers, sizeof numbers);
    }
    *identity = digest;
    return TSQ_OK;
}

/* ---- as parts of a flow ------------------------------------------------------------------------------------------- */

tsq_status tsq__batch_pack(void *context, tsq_flow_part part, void *given, unsigned char **out, size_t *size,
                           tsq_error *err)
{
    struct batch *batch = context;
    tsq__batch_block *block = given;
    if (part == TSQ_FLOW_STATE) {
        tsq__bytes bytes = {0};
        const tsq_status status = write_state(batch, &bytes, err);
        *out = bytes.bytes;
        *size = bytes.size;
        return status;
    }
    if (part == TSQ_FLOW_RESULT) {
        tsq__batch_send_result(block, out, size);
        tsq__batch_give_back(batch, block);
    } else {
        tsq__batch_send(block, out, size);
    }
    return *out != NULL ? TSQ_OK : tsq__fail_memory(err);
}

tsq_status tsq__batch_unpack(void *context, tsq_flow_part part, unsigned char **from, size_t size, void **block,
                             tsq_error *err)
{
    struct batch *batch = context;
    bool whole;
    if (part == TSQ_FLOW_STATE) {
        tsq__bytes bytes = tsq__bytes_of(*from, size);
        return read_state(batch, &bytes, err);
    }
    if (part == TSQ_FLOW_BLOCK) {
        (void)pthread_mutex_lock(&batch->lock);
        tsq__batch_block *made = tsq__batch_unused_block(batch, tsq__batch_message_has_analyses(*from, size));
        (void)pthread_mutex_unlock(&batch->lock);
        *block = made;
        whole = made != NULL && tsq__batch_receive(made, from, size) && made->file < batch->n;
    } else {
        whole = tsq__batch_receive_result(*block, from, size);
    }
    return whole ? TSQ_OK : tsq__fail_memory(err);
}
