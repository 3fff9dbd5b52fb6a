/* Blocks of `batch` as messages between ranks. What is long stands first: it goes as it is, and where it has come it is used
 * where it stands, so that nobody copies it. */
#include "base/memory.h"
#include "io/batch.h"

#include <stdlib.h>

/* ---- what is to be done ------------------------------------------------------------------------------------------- */

/* What stands behind the bytes of a file, or analyses. */
struct tail {
    uint64_t analyses, fits, file, line, length;
};

void tsq__batch_send(tsq__batch_block *block, unsigned char **message, size_t *size)
{
    struct tail tail = {.analyses = block->analyses ? 1 : 0,
                        .fits = block->fits ? 1 : 0,
                        .file = block->file,
                        .line = block->line,
                        .length = block->length};
    tsq__bytes bytes = {0};
    if (block->analyses) {
        bytes.failed = !tsq__batch_sets_pass(&block->sets, &bytes);
    } else {
        bytes.bytes = (unsigned char *)block->bytes;
        bytes.capacity = block->capacity;
        bytes.size = block->length + TSQ__BATCH_BEHIND;
        block->bytes = NULL;
        block->capacity = 0;
    }
    if (!tsq__bytes_pass(&bytes, &tail, sizeof tail)) {
        free(bytes.bytes);
        bytes.bytes = NULL;
    }
    *message = bytes.bytes;
    *size = bytes.size;
}

/* All zero where a message has none. */
static struct tail tail_of(const unsigned char *message, size_t size)
{
    struct tail tail = {0};
    if (size >= sizeof tail) {
        memcpy(&tail, message + size - sizeof tail, sizeof tail);
    }
    return tail;
}

bool tsq__batch_message_has_analyses(const unsigned char *message, size_t size)
{
    return tail_of(message, size).analyses != 0;
}

bool tsq__batch_receive(tsq__batch_block *block, unsigned char **message, size_t size)
{
    const struct tail tail = tail_of(*message, size);
    if (block->analyses) {
        tsq__bytes bytes = tsq__bytes_of(*message, size - sizeof tail);
        return tsq__batch_sets_pass(&block->sets, &bytes);
    }
    if (size < TSQ__BATCH_BEHIND + sizeof tail || tail.length != size - TSQ__BATCH_BEHIND - sizeof tail) {
        return false;
    }
    free(block->bytes);
    block->bytes = (char *)*message;
    block->capacity = size;
    *message = NULL;
    block->fits = tail.fits != 0;
    block->file = (size_t)tail.file;
    block->line = (size_t)tail.line;
    block->length = (size_t)tail.length;
    return true;
}

/* ---- what was done ------------------------------------------------------------------------------------------------ */

/* A run and its set, as far as it is known of them. */
struct item {
    uint64_t hash, line;
    uint32_t n_rows, key_length, length, studies, omitted, text;
    int32_t status;
    uint8_t odd, done;
};

static void write_runs(const tsq__batch_sets *sets, tsq__bytes *bytes)
{
    for (size_t i = 0; i < sets->n && !bytes->failed; i++) {
        const tsq__batch_run *run = &sets->run[i];
        const struct tsq__batch_set *set = &sets->set[i];
        const bool last = i + 1 == sets->n;
        const size_t studies = last ? sets->n_studies : set[1].begin, text = last ? sets->text.length : set[1].key;
        struct item item = {.hash = run->hash,
                            .line = run->line,
                            .n_rows = run->n_rows,
                            .key_length = run->key_length,
                            .length = run->length,
                            .studies = (uint32_t)(studies - set->begin),
                            .omitted = (uint32_t)set->omitted,
                            .text = (uint32_t)(text - set->key),
                            .status = run->status,
                            .odd = run->odd ? 1 : 0,
                            .done = run->done ? 1 : 0};
        (void)tsq__bytes_pass(bytes, &item, sizeof item);
    }
}

static bool read_runs(tsq__batch_sets *sets, size_t n, tsq__bytes *bytes)
{
    size_t begin = 0, key = 0, at = 0;
    for (size_t i = 0; i < n && !bytes->failed; i++) {
        struct item item = {0};
        (void)tsq__bytes_pass(bytes, &item, sizeof item);
        tsq__batch_run *run = bytes->failed ? NULL : tsq__batch_next_run(sets);
        if (run == NULL || !tsq__batch_set_begin(sets)) {
            return false;
        }
        *run = (tsq__batch_run){.hash = item.hash,
                                .line = (size_t)item.line,
                                .n_rows = item.n_rows,
                                .key_length = item.key_length,
                                .odd = item.odd != 0,
                                .done = item.done != 0,
                                .status = item.status,
                                .at = (uint32_t)at,
                                .length = item.length};
        sets->set[i] = (struct tsq__batch_set){.begin = begin, .key = key, .omitted = item.omitted};
        begin += item.studies;
        key += item.text;
        at += item.length;
    }
    return !bytes->failed;
}

/* Runs, but for their rows of output. */
static bool pass_runs(tsq__batch_sets *sets, tsq__bytes *bytes)
{
    size_t n = sets->n;
    (void)tsq__bytes_pass(bytes, &n, sizeof n);
    if (!bytes->reading) {
        write_runs(sets, bytes);
    } else if (!read_runs(sets, n, bytes)) {
        return false;
    }
    return tsq__bytes_pass_text(bytes, &sets->text) && tsq__batch_studies_pass(sets, bytes);
}

static bool pass_rest(tsq__batch_block *block, tsq__bytes *bytes)
{
    (void)tsq__bytes_pass(bytes, &block->counts, sizeof block->counts);
    (void)tsq__bytes_pass(bytes, &block->failure, sizeof block->failure);
    (void)tsq__bytes_pass(bytes, &block->warning, sizeof block->warning);
    block->row = tsq__bytes_pass_grown(bytes, block->row, &block->n_rows, &block->rows_capacity, sizeof *block->row);
    return tsq__bytes_pass_text(bytes, &block->text) && (!block->fits || pass_runs(&block->sets, bytes));
}

/* The text that a result has: rows of output that may be written later, or those to be written now. */
static tsq__text *text_of(tsq__batch_block *block)
{
    return block->fits ? &block->sets.done : &block->output;
}

/* About what stands behind the text. */
static size_t rest_of(const tsq__batch_block *block)
{
    const size_t one = sizeof *block->sets.yi + sizeof *block->sets.vi;
    return sizeof *block + block->n_rows * sizeof *block->row + block->text.length +
           (block->fits ? block->sets.n * sizeof(struct item) + block->sets.text.length + block->sets.n_studies * one
                        : 0);
}

void tsq__batch_send_result(tsq__batch_block *block, unsigned char **message, size_t *size)
{
    tsq__text *text = text_of(block);
    uint64_t length = text->length;
    tsq__bytes bytes = {.bytes = (unsigned char *)text->bytes, .size = text->length, .capacity = text->capacity};
    *text = (tsq__text){0};
    if (!tsq__bytes_room(&bytes, rest_of(block)) || !pass_rest(block, &bytes) ||
        !tsq__bytes_pass(&bytes, &length, sizeof length)) {
        free(bytes.bytes);
        bytes.bytes = NULL;
    }
    *message = bytes.bytes;
    *size = bytes.size;
}

bool tsq__batch_receive_result(tsq__batch_block *block, unsigned char **message, size_t size)
{
    uint64_t length = 0;
    tsq__text *text = text_of(block);
    if (size < sizeof length) {
        return false;
    }
    memcpy(&length, *message + size - sizeof length, sizeof length);
    if (length > size - sizeof length) {
        return false;
    }
    tsq__bytes rest = tsq__bytes_of(*message + length, size - sizeof length - (size_t)length);
    if (!pass_rest(block, &rest)) {
        return false;
    }
    tsq__text_free(text);
    *text = (tsq__text){.bytes = (char *)*message, .length = (size_t)length, .capacity = size};
    *message = NULL;
    return true;
}
