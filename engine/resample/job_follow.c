/* A job that several ranks share: those beyond 0. The thread that called tsq__job_run receives chunks and sends results
 * between two that it computes itself; the others compute. */
#include "base/error.h"
#include "base/memory.h"
#include "resample/job_ring.h"
#include "resample/notes.h"

#include <stdlib.h>
#include <string.h>

/* Chunk number i of those that this rank was given is in slot i % slots; it has no more than `slots` at once. */
struct crew {
    const tsq__job *job;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    tsq__slot *slot;
    size_t slots;
    uint64_t given, next, sent;
    bool over;
    tsq_status status; /* of workers that could not be made: no more chunks are computed */
    tsq_error error;
};

static void compute_given(struct crew *crew, void *worker)
{
    const tsq__job *job = crew->job;
    tsq__slot *slot = &crew->slot[crew->next++ % crew->slots];
    slot->state = TSQ__BUSY;
    (void)pthread_mutex_unlock(&crew->lock);
    slot->error = (tsq_error){.code = TSQ_OK};
    slot->status = job->compute(job->context, worker, slot->chunk, slot->input, slot->result, &slot->error);
    (void)pthread_mutex_lock(&crew->lock);
    slot->state = TSQ__READY;
    (void)pthread_cond_broadcast(&crew->changed);
}

/* A worker for the calling thread; if there is none, no more chunks are computed. */
static void hire(struct crew *crew, void **worker)
{
    const tsq__job *job = crew->job;
    tsq_error error = {.code = TSQ_OK};
    *worker = NULL;
    const tsq_status status = job->worker_new != NULL ? job->worker_new(job->context, worker, &error) : TSQ_OK;
    if (status != TSQ_OK) {
        (void)pthread_mutex_lock(&crew->lock);
        crew->status = status;
        crew->error = error;
        (void)pthread_cond_broadcast(&crew->changed);
        (void)pthread_mutex_unlock(&crew->lock);
    }
}

static void dismiss(struct crew *crew, void *worker)
{
    if (crew->job->worker_free != NULL) {
        crew->job->worker_free(worker);
    }
}

static void *crew_thread(void *argument)
{
    struct crew *crew = argument;
    void *worker;
    hire(crew, &worker);
    (void)pthread_mutex_lock(&crew->lock);
    while (!crew->over && crew->status == TSQ_OK) {
        if (crew->next < crew->given) {
            compute_given(crew, worker);
        } else {
            (void)pthread_cond_wait(&crew->changed, &crew->lock);
        }
    }
    (void)pthread_mutex_unlock(&crew->lock);
    dismiss(crew, worker);
    return NULL;
}

/* Chunks that nobody will compute fail. Called with the lock held. */
static void give_up(struct crew *crew)
{
    for (; crew->status != TSQ_OK && crew->next < crew->given; crew->next++) {
        tsq__slot *slot = &crew->slot[crew->next % crew->slots];
        slot->status = crew->status;
        slot->error = crew->error;
        slot->state = TSQ__READY;
    }
}

/* Sends the results that are there, in the order in which the chunks came. Called with the lock held, which is given up
 * meanwhile. */
static tsq_status send_ready(struct crew *crew, tsq_ranks *ranks, bool *some, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    give_up(crew);
    while (status == TSQ_OK && crew->sent < crew->next && crew->slot[crew->sent % crew->slots].state == TSQ__READY) {
        tsq__slot *slot = &crew->slot[crew->sent % crew->slots];
        const tsq__note failure = {
            .kind = TSQ__FAILURE, .code = (int32_t)slot->status, .chunk = slot->chunk, .size = sizeof slot->error};
        (void)pthread_mutex_unlock(&crew->lock);
        status = slot->status != TSQ_OK ? tsq__note_send(ranks, 0, &failure, &slot->error, err)
                                        : tsq__chunk_send(crew->job, ranks, 0, slot, true, err);
        (void)pthread_mutex_lock(&crew->lock);
        slot->state = TSQ__FREE;
        crew->sent++;
        *some = true;
    }
    return status;
}

/* What rank 0 says. Called without the lock. */
static tsq_status obey(struct crew *crew, const tsq__note *note, unsigned char **bytes, tsq_status *end, tsq_error *err)
{
    if (note->kind == TSQ__END && note->size == sizeof *err) {
        tsq_error error;
        memcpy(&error, *bytes, sizeof error);
        if (err != NULL) {
            *err = error;
        }
        *end = (tsq_status)note->code;
        (void)pthread_mutex_lock(&crew->lock);
        crew->over = true;
        (void)pthread_cond_broadcast(&crew->changed);
        (void)pthread_mutex_unlock(&crew->lock);
        return TSQ_OK;
    }
    if (note->kind == TSQ__CHUNK) {
        tsq__slot *slot = &crew->slot[crew->given % crew->slots]; /* free: no other thread looks at it */
        slot->chunk = note->chunk;
        const tsq_status status = tsq__chunk_receive(crew->job, note, bytes, slot, false, err);
        if (status != TSQ_OK) {
            return status;
        }
        (void)pthread_mutex_lock(&crew->lock);
        crew->given++;
        (void)pthread_cond_broadcast(&crew->changed);
        (void)pthread_mutex_unlock(&crew->lock);
        return TSQ_OK;
    }
    return note->kind == TSQ__BYE ? tsq__fail(err, TSQ_E_STOPPED, "rank 0 has ended")
                                  : tsq__fail(err, TSQ_E_FILE, "rank 0 runs another program than this rank");
}

/* Computes a chunk that was given, if there is one; pauses if there is no result to send either. */
static void work_or_pause(struct crew *crew, void *worker)
{
    (void)pthread_mutex_lock(&crew->lock);
    if (crew->next < crew->given && crew->status == TSQ_OK) {
        compute_given(crew, worker);
    } else if (crew->sent == crew->next || crew->slot[crew->sent % crew->slots].state != TSQ__READY) {
        tsq__pause(&crew->lock);
    }
    (void)pthread_mutex_unlock(&crew->lock);
}

/* Sends, receives and computes until the end of the job, whose status is *end. */
static tsq_status attend(struct crew *crew, tsq_ranks *ranks, void *worker, tsq_status *end, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    bool over = false;
    while (status == TSQ_OK && !over) {
        unsigned from;
        tsq__note note;
        unsigned char *bytes = NULL;
        bool some = false;
        (void)pthread_mutex_lock(&crew->lock);
        status = send_ready(crew, ranks, &some, err);
        (void)pthread_mutex_unlock(&crew->lock);
        if (status == TSQ_OK) {
            status = tsq__note_receive(ranks, &from, &note, &bytes, err);
        }
        if (status == TSQ_OK && from < ranks->size) {
            status = obey(crew, &note, &bytes, end, err);
            over = crew->over;
        } else if (status == TSQ_OK && !some) {
            work_or_pause(crew, worker);
        }
        free(bytes);
    }
    return status;
}

static tsq_status run_crew(struct crew *crew, const tsq_run *run, unsigned threads, tsq_status *end, tsq_error *err)
{
    const tsq__note hello = {.kind = TSQ__HELLO, .chunk = crew->slots};
    unsigned started = 0;
    void *worker;
    pthread_t *thread = tsq__array(threads - 1, sizeof *thread);
    while (thread != NULL && started < threads - 1 && pthread_create(&thread[started], NULL, crew_thread, crew) == 0) {
        started++;
    }
    hire(crew, &worker);
    tsq_status status = tsq__note_send(run->ranks, 0, &hello, NULL, err);
    status = status == TSQ_OK ? attend(crew, run->ranks, worker, end, err) : status;
    (void)pthread_mutex_lock(&crew->lock);
    crew->over = true;
    (void)pthread_cond_broadcast(&crew->changed);
    (void)pthread_mutex_unlock(&crew->lock);
    for (unsigned i = 0; i < started; i++) {
        (void)pthread_join(thread[i], NULL);
    }
    free(thread);
    dismiss(crew, worker);
    return status;
}

/* The state of rank 0 becomes that of this rank. */
static tsq_status get_state(const tsq__job *job, tsq_ranks *ranks, tsq_error *err)
{
    unsigned char *bytes;
    size_t size;
    tsq_status status = tsq_ranks_share(ranks, &bytes, &size, err);
    if (status == TSQ_OK) {
        tsq__bytes state = tsq__bytes_of(bytes, size);
        status = job->state(job->context, &state) ? TSQ_OK : tsq__fail_memory(err);
    }
    free(bytes);
    return status;
}

tsq_status tsq__ranks_follow(const tsq__job *job, const tsq_run *run, tsq_error *err)
{
    const unsigned threads = tsq__job_threads(run);
    struct crew crew = {.job = job, .slots = threads * tsq__slots_away(job)};
    tsq_status end = TSQ_OK;
    (void)pthread_mutex_init(&crew.lock, NULL); /* cannot fail with these attributes */
    (void)pthread_cond_init(&crew.changed, NULL);
    tsq_status status = tsq__slots_new(job, crew.slots, &crew.slot, err);
    status = status == TSQ_OK ? run_crew(&crew, run, threads, &end, err) : status;
    (void)pthread_cond_destroy(&crew.changed);
    (void)pthread_mutex_destroy(&crew.lock);
    tsq__slots_free(crew.slot, crew.slots);
    if (status == TSQ_OK && tsq__is_state_shared(job, end)) {
        status = get_state(job, run->ranks, err);
    }
    return status == TSQ_OK ? end : status;
}
