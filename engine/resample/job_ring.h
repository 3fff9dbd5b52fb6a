/* What the files of the loop over chunks share: the ring of slots, kept states, and ranks. */
#ifndef TSQ_RESAMPLE_JOB_RING_H
#define TSQ_RESAMPLE_JOB_RING_H

#include "resample/job.h"
#include "resample/notes.h"

#include <pthread.h>

/** Chunks that are begun at once, for each thread: so that nobody waits for one that takes long. */
#define TSQ__SLOTS_PER_THREAD 4
/** The same in ranks beyond 0, where an answer takes some milliseconds; fewer of large results. Rank 0 has twice as many
 * for each of its own threads: as it takes results in order it has to go on while the last of the others' chunks waits for
 * those before it, and while its result comes. */
#define TSQ__SLOTS_AWAY 64
#define TSQ__LARGE ((size_t)1 << 22)

static inline size_t tsq__slots_away(const tsq__job *job)
{
    enum { LEAST = 4, PACKED = 8 };
    const size_t size = job->result_size > job->input_size ? job->result_size : job->input_size;
    const size_t most = size > TSQ__LARGE / TSQ__SLOTS_AWAY ? TSQ__LARGE / size : TSQ__SLOTS_AWAY;
    return job->pack != NULL ? PACKED : most < LEAST ? LEAST : most;
}

enum tsq__slot_state { TSQ__FREE, TSQ__BUSY, TSQ__READY };

/** A chunk that is being computed, or waits to be taken. */
typedef struct tsq__slot {
    enum tsq__slot_state state;
    uint64_t chunk;
    tsq_status status;
    tsq_error error;
    void *input, *result;
} tsq__slot;

/** The chunks under way: chunk i is in slot i % slots. */
typedef struct tsq__ring {
    const tsq__job *job;
    const tsq_run *run;
    pthread_mutex_t lock;
    pthread_cond_t changed;
    tsq__slot *slot;
    size_t slots;
    uint64_t next, taken, end; /**< next chunk to compute; to take; how many there are, as far as known */
    bool taking, fetching;
    bool settling;     /**< no chunk is begun before the state is kept */
    bool stopped;      /**< by run->progress, between two chunks */
    tsq_status status; /**< of the first failure in order */
    tsq_error error;
    uint64_t number;  /**< of the job, for the keeper */
    unsigned *credit; /**< of each rank: chunks that it could still be given; NULL: this process is alone */
    unsigned *held;   /**< of each rank: chunks that it has; in one array with credit */
    uint64_t away;    /**< chunks that other ranks have together */
} tsq__ring;

/* job.c */
/** Slots with room for input and result. */
tsq_status tsq__slots_new(const tsq__job *job, size_t n, tsq__slot **out, tsq_error *err);
void tsq__slots_free(tsq__slot *slot, size_t n);
/** Gives up the lock for a millisecond: so often a rank that has nothing else to do looks for messages. */
void tsq__pause(pthread_mutex_t *lock);

/* To be called with the lock held. */
/** Notes a failure, which ends all. */
void tsq__ring_fail(tsq__ring *ring, tsq_status status, const tsq_error *error);
/** Begins chunk `next` if there is one and a slot for it; gives up the lock for the job's `fetch`, which one thread at a
 * time calls. @return its slot, BUSY; NULL if there is none */
tsq__slot *tsq__ring_begin(tsq__ring *ring);
/** Computes a chunk that was begun, without the lock. */
void tsq__ring_compute_slot(tsq__ring *ring, tsq__slot *slot, void *worker);
/** Begins the next chunk if there is one to begin, and computes it, without the lock. @return whether it did */
bool tsq__ring_compute(tsq__ring *ring, void *worker);
/** Takes the next chunk in order if it is READY and nobody does; gives up the lock. @return whether it did */
bool tsq__ring_take(tsq__ring *ring);

/* job_keep.c */
/** Continues where a kept state of this job ends. */
tsq_status tsq__job_resume(tsq__ring *ring, tsq_error *err);
/** Keeps the state after the chunks before `next`. */
tsq_status tsq__job_keep(tsq__ring *ring, uint64_t next, bool now, tsq_error *err);

/** Whether other ranks get the state of a job that ended so. */
static inline bool tsq__is_state_shared(const tsq__job *job, tsq_status status)
{
    return job->shared && job->state != NULL && (status == TSQ_OK || status == TSQ_E_STOPPED);
}

/* job_ranks.c and job_follow.c; all by the thread that called tsq__job_run. */
/** Rank 0: learns how many chunks the others take; *slots is how many together. */
tsq_status tsq__ranks_gather(tsq__ring *ring, size_t *slots, tsq_error *err);
/** Rank 0: hands out chunks, receives results, and takes and computes chunks in between, until all are done. */
void tsq__ranks_lead(tsq__ring *ring, void *worker);
/** Rank 0: tells the others the end of the job, and its state if they need it. */
tsq_status tsq__ranks_finish(tsq__ring *ring, tsq_error *err);
/** Sends the input of a slot's chunk to another rank, or its result to rank 0. */
tsq_status tsq__chunk_send(const tsq__job *job, tsq_ranks *ranks, unsigned to, const tsq__slot *slot, bool result,
                           tsq_error *err);
/** Puts into a slot what came with a note: the input of a chunk, or its result. *bytes becomes NULL if they are kept. */
tsq_status tsq__chunk_receive(const tsq__job *job, const tsq__note *note, unsigned char **bytes, tsq__slot *slot,
                              bool result, tsq_error *err);
/** Another rank: computes the chunks that it is given. */
tsq_status tsq__ranks_follow(const tsq__job *job, const tsq_run *run, tsq_error *err);

#endif
