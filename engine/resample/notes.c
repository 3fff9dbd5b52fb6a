/* The messages between ranks; see notes.h and tausq/run.h. */
#include "resample/notes.h"

#include "base/error.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

/** Bytes that are shared at once. */
#define PART ((size_t)1 << 24)

tsq_status tsq__note_give(tsq_ranks *ranks, unsigned to, const tsq__note *note, unsigned char *bytes, tsq_error *err)
{
    const size_t size = (size_t)note->size;
    unsigned char *message = realloc(bytes, size + sizeof *note);
    if (message == NULL) {
        free(bytes);
        return tsq__fail_memory(err);
    }
    memcpy(message + size, note, sizeof *note);
    return ranks->send(ranks->context, to, message, size + sizeof *note, err);
}

tsq_status tsq__note_send(tsq_ranks *ranks, unsigned to, const tsq__note *note, const void *bytes, tsq_error *err)
{
    const size_t size = (size_t)note->size;
    unsigned char *copy = malloc(size + sizeof *note);
    if (copy == NULL) {
        return tsq__fail_memory(err);
    }
    if (bytes != NULL && size > 0) {
        memcpy(copy, bytes, size);
    }
    return tsq__note_give(ranks, to, note, copy, err);
}

tsq_status tsq__note_receive(tsq_ranks *ranks, unsigned *from, tsq__note *note, unsigned char **bytes, tsq_error *err)
{
    size_t size = 0;
    *note = (tsq__note){0};
    *bytes = NULL;
    if (!ranks->waiting(ranks->context, from, &size)) {
        *from = ranks->size;
        return TSQ_OK;
    }
    unsigned char *message = malloc(size > 0 ? size : 1);
    if (message == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = ranks->receive(ranks->context, *from, message, size, err);
    if (status == TSQ_OK && size >= sizeof *note) {
        memcpy(note, message + size - sizeof *note, sizeof *note);
    }
    if (status == TSQ_OK && (size < sizeof *note || note->size != size - sizeof *note)) {
        status = tsq__fail(err, TSQ_E_FILE, "rank %u sent a message that cannot be understood", *from);
    }
    if (status != TSQ_OK) {
        free(message);
        return status;
    }
    if (note->kind == TSQ__BYE) {
        ranks->ended++;
        ranks->code = note->code;
    }
    *bytes = message;
    return TSQ_OK;
}

tsq_status tsq__note_wait(tsq_ranks *ranks, unsigned *from, tsq__note *note, unsigned char **bytes, tsq_error *err)
{
    long pause = 1000; /* of a nanosecond; grows to a millisecond */
    for (;;) {
        const tsq_status status = tsq__note_receive(ranks, from, note, bytes, err);
        if (status != TSQ_OK || *from < ranks->size) {
            return status;
        }
        (void)nanosleep(&(struct timespec){.tv_nsec = pause}, NULL);
        pause = pause < 1000000 ? 2 * pause : pause;
    }
}

/* ---- shared bytes ---------------------------------------------------------------------------------------------- */

static tsq_status give(tsq_ranks *ranks, const unsigned char *bytes, size_t size, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    size_t at = 0;
    do {
        const size_t part = size - at < PART ? size - at : PART;
        const tsq__note note = {.kind = TSQ__PART, .chunk = size, .size = part};
        for (unsigned to = 1; to < ranks->size && status == TSQ_OK; to++) {
            status = tsq__note_send(ranks, to, &note, part > 0 ? bytes + at : NULL, err);
        }
        at += part;
    } while (at < size && status == TSQ_OK);
    return status;
}

/* One part; *at is how much there is of the whole. */
static tsq_status get_part(tsq_ranks *ranks, unsigned char **bytes, size_t *size, size_t *at, tsq_error *err)
{
    unsigned from;
    tsq__note note;
    unsigned char *part;
    tsq_status status = tsq__note_wait(ranks, &from, &note, &part, err);
    if (status != TSQ_OK) {
        return status;
    }
    if (note.kind != TSQ__PART) {
        free(part);
        return note.kind == TSQ__BYE ? tsq__fail(err, TSQ_E_STOPPED, "rank 0 has ended")
                                     : tsq__fail(err, TSQ_E_FILE, "rank 0 does not do what this rank does");
    }
    if (*bytes == NULL) {
        *size = (size_t)note.chunk;
        *bytes = malloc(*size > 0 ? *size : 1);
        if (*bytes == NULL) {
            free(part);
            return tsq__fail_memory(err);
        }
    }
    if (note.size > 0 && note.size <= *size - *at) {
        memcpy(*bytes + *at, part, (size_t)note.size);
        *at += (size_t)note.size;
    }
    free(part);
    return status;
}

tsq_status tsq_ranks_share(tsq_ranks *ranks, unsigned char **bytes, size_t *size, tsq_error *err)
{
    size_t at = 0;
    tsq_status status;
    if (ranks->rank == 0) {
        return give(ranks, *bytes, *size, err);
    }
    *bytes = NULL;
    *size = 0;
    do {
        status = get_part(ranks, bytes, size, &at, err);
    } while (status == TSQ_OK && at < *size);
    if (status != TSQ_OK) {
        free(*bytes);
        *bytes = NULL;
        *size = 0;
    }
    return status;
}

/* ---- the end --------------------------------------------------------------------------------------------------- */

int tsq_ranks_end(tsq_ranks *ranks, int code)
{
    const tsq__note bye = {.kind = TSQ__BYE, .code = code};
    const unsigned first = ranks->rank == 0 ? 1 : 0, others = ranks->rank == 0 ? ranks->size - 1 : 1;
    tsq_status status = TSQ_OK;
    for (unsigned to = first; to < first + others && status == TSQ_OK; to++) {
        status = tsq__note_send(ranks, to, &bye, NULL, NULL);
    }
    while (ranks->ended < others && status == TSQ_OK) {
        unsigned from;
        tsq__note note;
        unsigned char *bytes;
        status = tsq__note_wait(ranks, &from, &note, &bytes, NULL);
        free(bytes);
    }
    return ranks->rank == 0 ? code : ranks->ended > 0 ? ranks->code : code;
}
