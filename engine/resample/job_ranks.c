/* A job that several ranks share: rank 0. It hands out chunks as they are asked for: each rank may have some at once, so
 * that it need not wait for an answer, and gets another for each result. Only the thread that called tsq__job_run sends
 * and receives; the others compute. */
#include "base/error.h"
#include "resample/job_ring.h"
#include "resample/notes.h"

#include <stdlib.h>
#include <string.h>

/* ---- rank 0 ---------------------------------------------------------------------------------------------------- */

static tsq_status gave_up(unsigned rank, int code, tsq_error *err)
{
    return tsq__fail(err, TSQ_E_MEMORY, "rank %u gave up with exit status %d", rank, code);
}

tsq_status tsq__ranks_gather(tsq__ring *ring, size_t *slots, tsq_error *err)
{
    tsq_ranks *ranks = ring->run->ranks;
    *slots = 0;
    for (unsigned here = 1; here < ranks->size;) {
        unsigned from;
        tsq__note note;
        unsigned char *bytes;
        const tsq_status status = tsq__note_wait(ranks, &from, &note, &bytes, err);
        if (status != TSQ_OK) {
            return status;
        }
        free(bytes);
        if (note.kind == TSQ__BYE) {
            return gave_up(from, note.code, err);
        }
        if (note.kind == TSQ__HELLO) {
            ring->credit[from] = (unsigned)note.chunk;
            *slots += (size_t)note.chunk;
            here++;
        }
    }
    return TSQ_OK;
}

/* A rank gives back a chunk. Called with the lock held. */
static void accept(tsq__ring *ring, unsigned from, const tsq__note *note, const unsigned char *bytes)
{
    const bool failed = note->kind == TSQ__FAILURE;
    tsq__slot *slot = &ring->slot[note->chunk % ring->slots];
    slot->status = failed ? (tsq_status)note->code : TSQ_OK;
    if (note->size == (failed ? sizeof slot->error : ring->job->result_size)) {
        if (note->size > 0) {
            memcpy(failed ? (void *)&slot->error : slot->result, bytes, (size_t)note->size);
        }
    } else {
        slot->status = tsq__fail(&slot->error, TSQ_E_FILE, "rank %u runs another program than rank 0", from);
    }
    slot->state = TSQ__READY;
    ring->credit[from]++;
    ring->held[from]--;
    ring->away--;
    (void)pthread_cond_broadcast(&ring->changed);
}

/* A rank has ended, and what it had is lost. Called with the lock held. */
static void lose(tsq__ring *ring, unsigned from, int code)
{
    tsq_error error;
    const tsq_status status = gave_up(from, code, &error);
    tsq__ring_fail(ring, status, &error);
    ring->away -= ring->held[from];
    ring->held[from] = ring->credit[from] = 0;
}

/* Receives all that waits. Gives up the lock meanwhile. */
static bool receive_all(tsq__ring *ring)
{
    tsq_ranks *ranks = ring->run->ranks;
    bool some = false;
    for (;;) {
        unsigned from;
        tsq__note note;
        unsigned char *bytes;
        tsq_error error;
        (void)pthread_mutex_unlock(&ring->lock);
        const tsq_status status = tsq__note_receive(ranks, &from, &note, &bytes, &error);
        (void)pthread_mutex_lock(&ring->lock);
        if (status != TSQ_OK) { /* what is away may never come back */
            tsq__ring_fail(ring, status, &error);
            ring->away = 0;
            return true;
        }
        if (from == ranks->size) {
            return some;
        }
        some = true;
        if (note.kind == TSQ__BYE) {
            lose(ring, from, note.code);
        } else if (ring->held[from] > 0) {
            accept(ring, from, &note, bytes);
        }
        free(bytes);
    }
}

/* Sends a chunk that was begun. Called with the lock held: a send does not wait. */
static void send_chunk(tsq__ring *ring, unsigned to, tsq__slot *slot)
{
    const tsq__note note = {.kind = TSQ__CHUNK, .chunk = slot->chunk, .size = ring->job->input_size};
    if (slot->status == TSQ_OK) {
        slot->status = tsq__note_send(ring->run->ranks, to, &note, slot->input, &slot->error);
    }
    if (slot->status == TSQ_OK) {
        ring->credit[to]--;
        ring->held[to]++;
        ring->away++;
    } else {
        slot->state = TSQ__READY;
        (void)pthread_cond_broadcast(&ring->changed);
    }
}

/* One chunk for every rank in turn, as long as there are any. */
static bool hand_out(tsq__ring *ring)
{
    const unsigned size = ring->run->ranks->size;
    bool some = false, more = true;
    while (more) {
        more = false;
        for (unsigned to = 1; to < size; to++) {
            tsq__slot *slot = ring->credit[to] > 0 ? tsq__ring_begin(ring) : NULL;
            if (slot != NULL) {
                send_chunk(ring, to, slot);
                some = more = true;
            }
        }
    }
    return some;
}

void tsq__ranks_lead(tsq__ring *ring, bool alone)
{
    (void)pthread_mutex_lock(&ring->lock);
    while (ring->taken < ring->end || ring->away > 0) {
        const bool received = receive_all(ring), given = hand_out(ring);
        const bool taken = alone && tsq__ring_take(ring);
        if (!received && !given && !taken && (ring->taken < ring->end || ring->away > 0)) {
            tsq__pause(&ring->lock);
        }
    }
    (void)pthread_mutex_unlock(&ring->lock);
}

tsq_status tsq__ranks_finish(tsq__ring *ring, tsq_error *err)
{
    tsq_ranks *ranks = ring->run->ranks;
    const tsq__note end = {.kind = TSQ__END, .code = (int32_t)ring->status, .size = sizeof ring->error};
    tsq_status status = TSQ_OK;
    for (unsigned to = 1; to < ranks->size && status == TSQ_OK; to++) {
        status = tsq__note_send(ranks, to, &end, &ring->error, err);
    }
    if (status == TSQ_OK && tsq__is_state_shared(ring->job, ring->status)) {
        tsq__bytes state = {0};
        const bool whole = ring->job->state(ring->job->context, &state);
        state.size = whole ? state.size : 0; /* which the others cannot read */
        status = tsq_ranks_share(ranks, &state.bytes, &state.size, err);
        status = whole ? status : tsq__fail_memory(err);
        free(state.bytes);
    }
    return status;
}
