/* A long computation in chunks that depend on nothing but their number: any number of threads and processes compute
 * them, and one at a time takes their results in order. So the outcome is the same however many there are, and memory
 * does not grow with the number of chunks. */
#ifndef TSQ_RESAMPLE_JOB_H
#define TSQ_RESAMPLE_JOB_H

#include "resample/digest.h"

#include <tausq/resample.h>

/** What is to be computed. Functions that are NULL are not called. */
typedef struct tsq__job {
    void *context;      /**< passed to all of them */
    uint64_t chunks;    /**< how many; UINT64_MAX: until `fetch` has no more */
    uint64_t total;     /**< for progress, in the unit of `done`; 0: chunks */
    size_t input_size;  /**< bytes of the input of a chunk, which `fetch` fills */
    size_t result_size; /**< bytes of the result of a chunk; zeroed before the first use only */
    /** Whether the chunks may be shared among ranks: input and result are bytes that mean the same in another process (no
     * pointers), or become such by `pack`; and compute, take and state change nothing else that matters later. Else every
     * rank computes all. */
    bool flat;
    /** Whether all ranks need what was taken, because what they do next depends on it; then there is `state`. */
    bool shared;
    /** Tells this job from others of the same size: a digest of its data and options. For `state`. */
    uint64_t identity;
    /** A workspace for one thread. */
    tsq_status (*worker_new)(void *context, void **worker, tsq_error *err);
    void (*worker_free)(void *worker);
    /** Fetches the input of a chunk: called in order, by one thread at a time, but while `take` may run, though not before
     * all are taken where the state is to be kept. Sets *end where there is none. */
    tsq_status (*fetch)(void *context, uint64_t chunk, void *input, bool *end, tsq_error *err);
    /** Computes a chunk from its number and input. */
    tsq_status (*compute)(void *context, void *worker, uint64_t chunk, const void *input, void *result, tsq_error *err);
    /** Whether it is less work to compute a chunk than to send its input: then rank 0 does. NULL: never. */
    bool (*here)(void *context, const void *input);
    /** Takes a result: called in order, by one thread at a time; with ranks in rank 0 only. */
    tsq_status (*take)(void *context, uint64_t chunk, const void *result, tsq_error *err);
    /** What of `total` is done; NULL: the chunks that were taken. */
    uint64_t (*done)(void *context);
    /** Passes over all that `take` and `fetch` change. @return false if memory is out or what is read cannot be. NULL: the
     * state cannot be kept, and run->keeper is not used. */
    bool (*state)(void *context, tsq__bytes *bytes);
    /** Of chunks whose input and result hold pointers: makes bytes of the input of a chunk, or of its result if that is not
     * NULL, for another rank; free with free. NULL: they are sent as they are. */
    tsq_status (*pack)(void *context, void *input, void *result, unsigned char **bytes, size_t *size, tsq_error *err);
    /** Makes the input of them; or the result, where it is not NULL, of a chunk with that input. *bytes are from malloc; who
     * keeps them sets it to NULL. */
    tsq_status (*unpack)(void *context, unsigned char **bytes, size_t size, void *input, void *result, tsq_error *err);
} tsq__job;

/**
 * Computes all chunks; those whose results are in a kept state are not computed again.
 * @retval TSQ_E_STOPPED run->progress said so; the chunks taken so far are those before the first that was not
 * @retval TSQ_E_OPTION  a state was kept of another job
 * @retval TSQ_E_MEMORY, and what the functions of the job return: of the first chunk that failed
 */
tsq_status tsq__job_run(const tsq__job *job, const tsq_run *run, tsq_error *err);

/** Threads that a run takes: run->threads, or the processors that this process may use. */
unsigned tsq__job_threads(const tsq_run *run);

#endif
