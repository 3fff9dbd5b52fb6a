/* A job that several ranks share: rank 0. It hands out chunks as they are asked for: each rank may have some at once, so
 * that it need not wait for an answer, and gets another for each result. Only the thread that called tsq__job_run sends
 * and receives, between two chunks that it computes itself: a thread that only looks for messages takes time from one that
 * computes (of a run of 3 s on two ranks it made 6,000 of 8,000 switches between threads). */
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

tsq_status tsq__chunk_send(const tsq__job *job, tsq_ranks *ranks, unsigned to, const tsq__slot *slot, bool result,
                           tsq_error *err)
{
    tsq__note note = {.kind = result ? TSQ__RESULT : TSQ__CHUNK,
                      .chunk = slot->chunk,
                      .size = result ? job->result_size : job->input_size};
    if (job->pack == NULL) {
        return tsq__note_send(ranks, to, &note, result ? slot->result : slot->input, err);
    }
    unsigned char *bytes = NULL;
    size_t size = 0;
    tsq_status status = job->pack(job->context, slot->input, result ? slot->result : NULL, &bytes, &size, err);
    if (status == TSQ_OK && size > TSQ__NOTE_MOST) {
        status = tsq__fail(err, TSQ_E_MEMORY, "%zu bytes are too many for a message to another rank", size);
    }
    if (status != TSQ_OK) {
        free(bytes);
        return status;
    }
    note.size = size;
    return tsq__note_give(ranks, to, &note, bytes, err);
}

tsq_status tsq__chunk_receive(const tsq__job *job, const tsq__note *note, unsigned char **bytes, tsq__slot *slot,
                              bool result, tsq_error *err)
{
    const size_t size = result ? job->result_size : job->input_size;
    if (job->unpack != NULL) {
        return job->unpack(job->context, bytes, (size_t)note->size, slot->input, result ? slot->result : NULL, err);
    }
    if (note->size != size) {
        return tsq__fail(err, TSQ_E_FILE, "the ranks do not run the same program");
    }
    if (size > 0) {
        memcpy(result ? slot->result : slot->input, *bytes, size);
    }
    return TSQ_OK;
}

/* A rank gives back a chunk. Called with the lock held, which is given up meanwhile. */
static void accept(tsq__ring *ring, unsigned from, const tsq__note *note, unsigned char **bytes)
{
    tsq__slot *slot = &ring->slot[note->chunk % ring->slots];
    (void)pthread_mutex_unlock(&ring->lock);
    if (note->kind == TSQ__FAILURE && note->size == sizeof slot->error) {
        memcpy(&slot->error, *bytes, sizeof slot->error);
        slot->status = (tsq_status)note->code;
    } else {
        slot->status = tsq__chunk_receive(ring->job, note, bytes, slot, true, &slot->error);
    }
    (void)pthread_mutex_lock(&ring->lock);
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
            accept(ring, from, &note, &bytes);
        }
        free(bytes);
    }
}

/* Sends a chunk that was begun. Called with the lock held, which is given up meanwhile. */
static void send_chunk(tsq__ring *ring, unsigned to, tsq__slot *slot)
{
    if (slot->status == TSQ_OK) {
        (void)pthread_mutex_unlock(&ring->lock);
        slot->status = tsq__chunk_send(ring->job, ring->run->ranks, to, slot, false, &slot->error);
        (void)pthread_mutex_lock(&ring->lock);
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

/* Whether a rank may be given one more chunk. Towards the end it gets no more at once than its share of half of what is
 * left, so that all ranks end together; but each of its threads has one, and another waits. */
static bool is_due(const tsq__ring *ring, unsigned to)
{
    const uint64_t threads = (ring->credit[to] + ring->held[to]) / tsq__slots_away(ring->job);
    const uint64_t left = ring->end > ring->next ? ring->end - ring->next : 0,
                   share = left / (2 * (uint64_t)ring->run->ranks->size);
    return ring->credit[to] > 0 && (ring->held[to] < share || ring->held[to] < 2 * threads);
}

/* Called with the lock held. */
static bool is_for_here(const tsq__ring *ring, const tsq__slot *slot)
{
    const tsq__job *job = ring->job;
    return job->here != NULL && slot->status == TSQ_OK && job->here(job->context, slot->input);
}

/* One chunk for every rank in turn, as long as there are any. */
static bool hand_out(tsq__ring *ring, void *worker)
{
    const unsigned size = ring->run->ranks->size;
    bool some = false, more = true;
    while (more) {
        more = false;
        for (unsigned to = 1; to < size; to++) {
            tsq__slot *slot = is_due(ring, to) ? tsq__ring_begin(ring) : NULL;
            if (slot != NULL && is_for_here(ring, slot)) {
                tsq__ring_compute_slot(ring, slot, worker);
            } else if (slot != NULL) {
                send_chunk(ring, to, slot);
            }
            some = some || slot != NULL;
            more = more || slot != NULL;
        }
    }
    return some;
}

void tsq__ranks_lead(tsq__ring *ring, void *worker)
{
    (void)pthread_mutex_lock(&ring->lock);
    while (ring->taken < ring->end || ring->away > 0) {
        const bool received = receive_all(ring), given = hand_out(ring, worker);
        const bool worked = ring->taken < ring->end && (tsq__ring_take(ring) || tsq__ring_compute(ring, worker));
        if (!received && !given && !worked && (ring->taken < ring->end || ring->away > 0)) {
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
