/* The loop over chunks; see job.h.
 *
 * A ring of slots holds the chunks that are being computed or wait to be taken. A thread takes what is next in order if
 * it is there, else computes a new chunk if a slot is free, else waits. */
#if defined(__linux__) && !defined(_GNU_SOURCE)
#define _GNU_SOURCE /* for sched_getaffinity; NOLINT(bugprone-reserved-identifier) */
#endif
#include "base/error.h"
#include "base/memory.h"
#include "resample/job_ring.h"
#include "resample/notes.h"

#include <sched.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

unsigned tsq__job_threads(const tsq_run *run)
{
    if (run->threads > 0) {
        return run->threads;
    }
#if defined(__linux__)
    /* Containers, Slurm and mpirun give a process a part of the machine. */
    cpu_set_t mine;
    if (sched_getaffinity(0, sizeof mine, &mine) == 0 && CPU_COUNT(&mine) > 0) {
        return (unsigned)CPU_COUNT(&mine);
    }
#endif
    const long processors = sysconf(_SC_NPROCESSORS_ONLN);
    return processors > 0 ? (unsigned)processors : 1;
}

/* ---- the ring -------------------------------------------------------------------------------------------------- */

tsq_status tsq__slots_new(const tsq__job *job, size_t n, tsq__slot **out, tsq_error *err)
{
    tsq__slot *slot = tsq__array(n, sizeof *slot);
    bool whole = slot != NULL;
    for (size_t i = 0; whole && i < n; i++) {
        slot[i].input = tsq__array(job->input_size, 1);
        slot[i].result = tsq__array(job->result_size, 1);
        whole = slot[i].input != NULL && slot[i].result != NULL;
    }
    if (!whole) {
        tsq__slots_free(slot, n);
        slot = NULL;
    }
    *out = slot;
    return whole ? TSQ_OK : tsq__fail_memory(err);
}

void tsq__slots_free(tsq__slot *slot, size_t n)
{
    for (size_t i = 0; slot != NULL && i < n; i++) {
        free(slot[i].input);
        free(slot[i].result);
    }
    free(slot);
}

void tsq__ring_fail(tsq__ring *ring, tsq_status status, const tsq_error *error)
{
    if (ring->status == TSQ_OK) {
        ring->status = status;
        ring->error = *error;
        ring->stopped = ring->stopped && status == TSQ_E_STOPPED;
    }
    ring->end = ring->taken;
    (void)pthread_cond_broadcast(&ring->changed);
}

void tsq__pause(pthread_mutex_t *lock)
{
    (void)pthread_mutex_unlock(lock);
    (void)nanosleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
    (void)pthread_mutex_lock(lock);
}

/* Lets the job take a result, keeps the state if it is time and can be done at once, and asks whether to go on. */
static tsq_status take(tsq__ring *ring, const tsq__slot *slot, bool *due, bool *go_on, tsq_error *error)
{
    const tsq__job *job = ring->job;
    const tsq_run *run = ring->run;
    tsq_status status = slot->status;
    *error = slot->error;
    if (status == TSQ_OK && job->take != NULL) {
        status = job->take(job->context, slot->chunk, slot->result, error);
    }
    *due = status == TSQ_OK && run->keeper != NULL && run->keeper->due(run->keeper->context);
    if (*due && job->fetch == NULL) {
        status = tsq__job_keep(ring, slot->chunk + 1, false, error);
    }
    if (status == TSQ_OK && run->progress != NULL) {
        const uint64_t done = job->done != NULL ? job->done(job->context) : slot->chunk + 1;
        *go_on = run->progress(run->context, done, job->total > 0 ? job->total : job->chunks);
    }
    return status;
}

/* The state of a job that fetches is kept when no chunk is under way: `fetch` is ahead of what was taken. */
static bool is_settled_first(const tsq__ring *ring)
{
    return ring->run->keeper != NULL && ring->job->state != NULL && ring->job->fetch != NULL;
}

/* Keeps the state if it waits for that, and is asked for. Gives up the lock meanwhile; nobody begins or takes a chunk. */
static void settle(tsq__ring *ring)
{
    if (!ring->settling || ring->taken < ring->next || ring->fetching || ring->status != TSQ_OK) {
        return;
    }
    tsq_error error;
    (void)pthread_mutex_unlock(&ring->lock);
    const tsq_status status = tsq__job_keep(ring, ring->taken, false, &error);
    (void)pthread_mutex_lock(&ring->lock);
    ring->settling = false;
    if (status != TSQ_OK) {
        tsq__ring_fail(ring, status, &error);
    }
}

/* No more chunks: at once, or when those that were begun are taken. */
static void stop(tsq__ring *ring)
{
    tsq_error error;
    const uint64_t begun = ring->next + (ring->fetching ? 1 : 0);
    ring->stopped = ring->status == TSQ_OK;
    if (!ring->stopped) {
        return;
    }
    if (is_settled_first(ring)) {
        ring->end = begun < ring->end ? begun : ring->end;
        return;
    }
    (void)tsq__fail(&error, TSQ_E_STOPPED, "%s", tsq_status_text(TSQ_E_STOPPED));
    tsq__ring_fail(ring, TSQ_E_STOPPED, &error);
}

bool tsq__ring_take(tsq__ring *ring)
{
    tsq__slot *slot = &ring->slot[ring->taken % ring->slots];
    bool due = false, go_on = true;
    tsq_error error;
    if (ring->taking || ring->taken >= ring->next || slot->state != TSQ__READY) {
        return false;
    }
    ring->taking = true;
    (void)pthread_mutex_unlock(&ring->lock);
    const tsq_status status = take(ring, slot, &due, &go_on, &error);
    (void)pthread_mutex_lock(&ring->lock);
    slot->state = TSQ__FREE;
    ring->taken++;
    if (status != TSQ_OK) {
        tsq__ring_fail(ring, status, &error);
    } else if (!go_on && ring->taken < ring->end) {
        stop(ring);
    }
    ring->settling = ring->settling || (due && is_settled_first(ring));
    settle(ring);
    ring->taking = false;
    (void)pthread_cond_broadcast(&ring->changed);
    return true;
}

/* Gets the input of the next chunk, without the lock: others may take or end theirs. @return whether there is one */
static bool fetch(tsq__ring *ring, tsq__slot *slot)
{
    const tsq__job *job = ring->job;
    bool end = false;
    ring->fetching = true;
    (void)pthread_mutex_unlock(&ring->lock);
    slot->status = job->fetch(job->context, slot->chunk, slot->input, &end, &slot->error);
    (void)pthread_mutex_lock(&ring->lock);
    ring->fetching = false;
    if (end && ring->end > slot->chunk) {
        ring->end = slot->chunk;
    }
    (void)pthread_cond_broadcast(&ring->changed);
    return slot->chunk < ring->end; /* which a failure of another one may have changed */
}

tsq__slot *tsq__ring_begin(tsq__ring *ring)
{
    tsq__slot *slot = &ring->slot[ring->next % ring->slots];
    if (ring->settling || ring->fetching || ring->next >= ring->end || slot->state != TSQ__FREE) {
        return NULL;
    }
    slot->chunk = ring->next;
    slot->status = TSQ_OK;
    slot->error = (tsq_error){.code = TSQ_OK};
    if (ring->job->fetch != NULL && !fetch(ring, slot)) {
        return NULL;
    }
    ring->next++;
    slot->state = TSQ__BUSY;
    return slot;
}

/* ---- threads --------------------------------------------------------------------------------------------------- */

void tsq__ring_compute_slot(tsq__ring *ring, tsq__slot *slot, void *worker)
{
    const tsq__job *job = ring->job;
    (void)pthread_mutex_unlock(&ring->lock);
    if (slot->status == TSQ_OK) {
        slot->status = job->compute(job->context, worker, slot->chunk, slot->input, slot->result, &slot->error);
    }
    (void)pthread_mutex_lock(&ring->lock);
    slot->state = TSQ__READY;
    (void)pthread_cond_broadcast(&ring->changed);
}

bool tsq__ring_compute(tsq__ring *ring, void *worker)
{
    tsq__slot *slot = tsq__ring_begin(ring);
    if (slot != NULL) {
        tsq__ring_compute_slot(ring, slot, worker);
    }
    return slot != NULL;
}

static void work(tsq__ring *ring, void *worker)
{
    (void)pthread_mutex_lock(&ring->lock);
    while (ring->taken < ring->end) {
        if (!tsq__ring_take(ring) && !tsq__ring_compute(ring, worker) && ring->taken < ring->end) {
            (void)pthread_cond_wait(&ring->changed, &ring->lock);
        }
    }
    (void)pthread_mutex_unlock(&ring->lock);
}

/* Works with a worker of its own. The thread that looks after ranks does so even where it has none. */
static void run_worker(tsq__ring *ring, bool leads)
{
    const tsq__job *job = ring->job;
    void *worker = NULL;
    tsq_error error = {.code = TSQ_OK};
    const tsq_status status = job->worker_new != NULL ? job->worker_new(job->context, &worker, &error) : TSQ_OK;
    if (status != TSQ_OK) {
        (void)pthread_mutex_lock(&ring->lock);
        tsq__ring_fail(ring, status, &error);
        (void)pthread_mutex_unlock(&ring->lock);
    }
    if (leads) {
        tsq__ranks_lead(ring, worker);
    } else if (status == TSQ_OK) {
        work(ring, worker);
    }
    if (job->worker_free != NULL) {
        job->worker_free(worker);
    }
}

static void *run_thread(void *ring)
{
    run_worker(ring, false);
    return NULL;
}

/* This thread works too, so that a machine which gives no more threads still does the work. */
static void run_threads(tsq__ring *ring, unsigned threads)
{
    const unsigned others = threads - 1;
    unsigned started = 0;
    pthread_t *thread = tsq__array(others, sizeof *thread);
    while (thread != NULL && started < others && pthread_create(&thread[started], NULL, run_thread, ring) == 0) {
        started++;
    }
    run_worker(ring, ring->credit != NULL);
    for (unsigned i = 0; i < started; i++) {
        (void)pthread_join(thread[i], NULL);
    }
    free(thread);
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

/* Once all threads have ended, or before they begin. */
static bool note(tsq__ring *ring, tsq_status status, const tsq_error *error)
{
    if (status != TSQ_OK) {
        tsq__ring_fail(ring, status, error);
    }
    return status == TSQ_OK;
}

static void run_ring(tsq__ring *ring, unsigned threads)
{
    tsq_error error = {.code = TSQ_OK};
    size_t elsewhere = 0;
    if (ring->credit != NULL && !note(ring, tsq__ranks_gather(ring, &elsewhere, &error), &error)) {
        return;
    }
    ring->slots = threads * (ring->credit != NULL ? 2 * tsq__slots_away(ring->job) : TSQ__SLOTS_PER_THREAD) + elsewhere;
    if (!note(ring, tsq__slots_new(ring->job, ring->slots, &ring->slot, &error), &error) ||
        !note(ring, tsq__job_resume(ring, &error), &error)) {
        return;
    }
    run_threads(ring, threads);
    if (ring->stopped && ring->status == TSQ_OK) {
        (void)note(ring, tsq__fail(&error, TSQ_E_STOPPED, "%s", tsq_status_text(TSQ_E_STOPPED)), &error);
    }
    if (ring->stopped || (ring->status == TSQ_OK && ring->job->fetch == NULL)) {
        const tsq_status status = tsq__job_keep(ring, ring->taken, ring->stopped, &error);
        ring->status = status == TSQ_OK ? ring->status : TSQ_OK; /* a state that is lost is worse than a stop */
        (void)note(ring, status, &error);
    }
}

static bool are_there_ranks(const tsq__job *job, const tsq_run *run)
{
    return run->ranks != NULL && run->ranks->size > 1 && job->flat && job->input_size <= TSQ__NOTE_MOST &&
           job->result_size <= TSQ__NOTE_MOST;
}

tsq_status tsq__job_run(const tsq__job *job, const tsq_run *run, tsq_error *err)
{
    static const tsq_run usual = TSQ_RUN_INIT;
    tsq__ring ring = {.job = job, .run = run != NULL ? run : &usual, .end = job->chunks};
    const unsigned most = tsq__job_threads(ring.run);
    const unsigned threads = job->chunks < most ? (unsigned)(job->chunks > 0 ? job->chunks : 1) : most;
    if (are_there_ranks(job, ring.run)) {
        if (ring.run->ranks->rank > 0) {
            return tsq__ranks_follow(job, ring.run, err);
        }
        ring.credit = tsq__array(2 * (size_t)ring.run->ranks->size, sizeof *ring.credit);
        if (ring.credit == NULL) {
            return tsq__fail_memory(err); /* the others learn of it by tsq_ranks_end */
        }
        ring.held = ring.credit + ring.run->ranks->size;
    }
    (void)pthread_mutex_init(&ring.lock, NULL); /* cannot fail with these attributes */
    (void)pthread_cond_init(&ring.changed, NULL);
    run_ring(&ring, threads);
    if (ring.credit != NULL) {
        tsq_error error = {.code = TSQ_OK};
        (void)note(&ring, tsq__ranks_finish(&ring, &error), &error);
    }
    (void)pthread_cond_destroy(&ring.changed);
    (void)pthread_mutex_destroy(&ring.lock);
    tsq__slots_free(ring.slot, ring.slots);
    free(ring.credit);
    if (ring.status != TSQ_OK && err != NULL) {
        *err = ring.error;
    }
    return ring.status;
}
