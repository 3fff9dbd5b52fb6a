/* The loop over chunks; see job.h.
 *
 * A ring of slots holds the chunks that are being computed or wait to be taken. A thread takes what is next in order if
 * it is there, else computes a new chunk if a slot is free, else waits. */
#include "resample/job.h"

#include "base/error.h"
#include "base/memory.h"

#include <pthread.h>
#include <stdlib.h>
#include <unistd.h>

#define SLOTS_PER_THREAD 4

enum slot_state { FREE, BUSY, READY };

struct slot {
    enum slot_state state;
    tsq_status status;
    tsq_error error;
    void *input, *result;
};

struct ring {
    const tsq__job *job;
    const tsq_run *run;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    struct slot *slot;
    size_t slots;
    uint64_t next, taken, end; /* next chunk to compute; to take; how many there are, as far as known */
    bool taking;
    tsq_status status; /* of the first failure in order */
    tsq_error error;
};

unsigned tsq__job_threads(const tsq_run *run)
{
    if (run->threads > 0) {
        return run->threads;
    }
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 0 ? (unsigned)processors : 1;
}

static void fail(struct ring *ring, tsq_status status, const tsq_error *error)
{
    if (ring->status == TSQ_OK) {
        ring->status = status;
        ring->error = *error;
    }
    ring->end = ring->taken;
}

/* Takes the next chunk in order. Called with the lock held, which is given up meanwhile. */
static void take_next(struct ring *ring)
{
    const tsq__job *job = ring->job;
    struct slot *slot = &ring->slot[ring->taken % ring->slots];
    tsq_error error = slot->error;
    tsq_status status = slot->status;
    ring->taking = true;
    (void)pthread_mutex_unlock(&ring->lock);
    if (status == TSQ_OK && job->take != NULL) {
        status = job->take(job->context, ring->taken, slot->result, &error);
    }
    bool go_on = true;
    if (status == TSQ_OK && ring->run->progress != NULL) {
        const uint64_t done = job->done != NULL ? job->done(job->context) : ring->taken + 1;
        go_on = ring->run->progress(ring->run->context, done, job->total > 0 ? job->total : job->chunks);
    }
    (void)pthread_mutex_lock(&ring->lock);
    ring->taking = false;
    slot->state = FREE;
    ring->taken++;
    if (status != TSQ_OK) {
        fail(ring, status, &error);
    } else if (!go_on && ring->taken < ring->end) {
        (void)tsq__fail(&error, TSQ_E_STOPPED, "%s", tsq_status_text(TSQ_E_STOPPED));
        fail(ring, TSQ_E_STOPPED, &error);
    }
    (void)pthread_cond_broadcast(&ring->changed);
}

/* Computes chunk `next`. Called with the lock held, which is given up while computing; input is fetched under it. */
static void compute_next(struct ring *ring, void *worker)
{
    const tsq__job *job = ring->job;
    const uint64_t chunk = ring->next;
    struct slot *slot = &ring->slot[chunk % ring->slots];
    bool end = false;
    slot->status = TSQ_OK;
    if (job->fetch != NULL) {
        slot->status = job->fetch(job->context, chunk, slot->input, &end, &slot->error);
    }
    if (end) {
        ring->end = chunk < ring->end ? chunk : ring->end;
        (void)pthread_cond_broadcast(&ring->changed);
        return;
    }
    ring->next++;
    slot->state = BUSY;
    (void)pthread_mutex_unlock(&ring->lock);
    if (slot->status == TSQ_OK) {
        slot->status = job->compute(job->context, worker, chunk, slot->input, slot->result, &slot->error);
    }
    (void)pthread_mutex_lock(&ring->lock);
    slot->state = READY;
    (void)pthread_cond_broadcast(&ring->changed);
}

static void work(struct ring *ring, void *worker)
{
    (void)pthread_mutex_lock(&ring->lock);
    while (ring->taken < ring->end) {
        if (!ring->taking && ring->taken < ring->next && ring->slot[ring->taken % ring->slots].state == READY) {
            take_next(ring);
        } else if (ring->next < ring->end && ring->slot[ring->next % ring->slots].state == FREE) {
            compute_next(ring, worker);
        } else {
            (void)pthread_cond_wait(&ring->changed, &ring->lock);
        }
    }
    (void)pthread_mutex_unlock(&ring->lock);
}

static void *run_thread(void *argument)
{
    struct ring *ring = argument;
    const tsq__job *job = ring->job;
    void *worker = NULL;
    tsq_error error = {.code = TSQ_OK};
    const tsq_status status = job->worker_new != NULL ? job->worker_new(job->context, &worker, &error) : TSQ_OK;
    if (status == TSQ_OK) {
        work(ring, worker);
    } else {
        (void)pthread_mutex_lock(&ring->lock);
        fail(ring, status, &error);
        (void)pthread_cond_broadcast(&ring->changed);
        (void)pthread_mutex_unlock(&ring->lock);
    }
    if (job->worker_free != NULL) {
        job->worker_free(worker);
    }
    return NULL;
}

/* This thread works too, so that a machine which gives no more threads still does the work. */
static void run_threads(struct ring *ring, pthread_t *others, unsigned threads)
{
    unsigned started = 0;
    while (started + 1 < threads && pthread_create(&others[started], NULL, run_thread, ring) == 0) {
        started++;
    }
    (void)run_thread(ring);
    for (unsigned i = 0; i < started; i++) {
        (void)pthread_join(others[i], NULL);
    }
}

static bool make_slots(struct ring *ring)
{
    const tsq__job *job = ring->job;
    ring->slot = tsq__array(ring->slots, sizeof *ring->slot);
    for (size_t i = 0; ring->slot != NULL && i < ring->slots; i++) {
        ring->slot[i].input = tsq__array(job->input_size, 1);
        ring->slot[i].result = tsq__array(job->result_size, 1);
        if (ring->slot[i].input == NULL || ring->slot[i].result == NULL) {
            return false;
        }
    }
    return ring->slot != NULL;
}

static void free_slots(struct ring *ring)
{
    for (size_t i = 0; ring->slot != NULL && i < ring->slots; i++) {
        free(ring->slot[i].input);
        free(ring->slot[i].result);
    }
    free(ring->slot);
}

tsq_status tsq__job_run(const tsq__job *job, const tsq_run *run, tsq_error *err)
{
    static const tsq_run usual = TSQ_RUN_INIT;
    struct ring ring = {.job = job, .run = run != NULL ? run : &usual, .end = job->chunks};
    unsigned threads = tsq__job_threads(ring.run);
    threads = job->chunks < threads ? (unsigned)(job->chunks > 0 ? job->chunks : 1) : threads;
    ring.slots = (size_t)threads * SLOTS_PER_THREAD;
    pthread_t *others = tsq__array(threads, sizeof *others);
    if (others == NULL || !make_slots(&ring)) {
        free(others);
        free_slots(&ring);
        return tsq__fail_memory(err);
    }
    (void)pthread_mutex_init(&ring.lock, NULL); /* cannot fail with these attributes */
    (void)pthread_cond_init(&ring.changed, NULL);
    run_threads(&ring, others, threads);
    (void)pthread_cond_destroy(&ring.changed);
    (void)pthread_mutex_destroy(&ring.lock);
    free(others);
    free_slots(&ring);
    if (ring.status != TSQ_OK && err != NULL) {
        *err = ring.error;
    }
    return ring.status;
}
