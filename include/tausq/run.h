/* How long computations are run: threads, progress, checkpoints, and processes that share the work. */
#ifndef TAUSQ_RUN_H
#define TAUSQ_RUN_H

#include <tausq/status.h>

#include <stdbool.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * Processes (ranks) that run the same program on the same data and share its work, as MPI starts them. The caller brings
 * the messages; tausq calls these functions from the thread only that called it.
 *
 * Every rank makes the same calls in the same order. Rank 0 hands out chunks, works too, and has the result; the others
 * have results where a call says so only.
 */
typedef struct tsq_ranks {
    unsigned rank, size; /**< of this process; how many there are */
    void *context;       /**< passed to all functions */
    /** Sends a message, which is from malloc and becomes the function's to free, and does not wait for the receiver. Those
     * from one rank to another arrive in order. */
    tsq_status (*send)(void *context, unsigned to, void *message, size_t size, tsq_error *err);
    /** Whether a message is there: who sent it, and its size. Does not wait. */
    bool (*waiting)(void *context, unsigned *from, size_t *size);
    /** Receives the message that `waiting` told of last. */
    tsq_status (*receive)(void *context, unsigned from, void *bytes, size_t size, tsq_error *err);
    unsigned ended; /**< for tausq: other ranks that are known to have ended; 0 at first */
    int code;       /**< for tausq: the last one's code */
} tsq_ranks;

/**
 * Gives all ranks the bytes of rank 0.
 * @param[in,out] bytes of rank 0; the others get theirs, to be freed with free
 * @retval TSQ_E_MEMORY
 * @retval TSQ_E_STOPPED rank 0 ended instead (tsq_ranks_end)
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_ranks_share(tsq_ranks *ranks, unsigned char **bytes, size_t *size,
                                                  tsq_error *err);

/**
 * The last call of every rank, also after a failure: ends what waits in others.
 * @return the code of rank 0, in all ranks
 */
TSQ_API int tsq_ranks_end(tsq_ranks *ranks, int code);

/**
 * Keeps the state of a long computation outside of it, so that it can be continued after its end by a signal, a crash or
 * a stop: from it come the same bytes as without the break. A computation consists of one job or more.
 */
typedef struct tsq_keeper {
    void *context; /**< passed to all functions */
    /** Whether it is time to keep the state again; called after every chunk. */
    bool (*due)(void *context);
    /** Keeps the state of a job in place of the one before. `now`: there will be no more calls before the end; else it
     * may be put off until `due`. */
    tsq_status (*keep)(void *context, uint64_t job, const void *bytes, size_t size, bool now, tsq_error *err);
    /** The state of a job that was kept earlier; NULL if there is none. Valid until `keep`. */
    const void *(*find)(void *context, uint64_t job, size_t *size);
    uint64_t jobs; /**< for tausq: that were begun; 0 at first */
} tsq_keeper;

/**
 * How a long computation is run; start from TSQ_RUN_INIT. The numbers that come out depend on none of it but the seed:
 * they are the same for any number of threads and ranks.
 */
typedef struct tsq_run {
    unsigned threads; /**< 0: as many as there are processors for this process */
    uint64_t seed;    /**< of the random numbers */
    /** Called now and then, from one thread at a time, with the share that is done; false ends the computation, which
     * then gives what it has (TSQ_E_STOPPED). NULL: not called. With ranks: in rank 0. */
    bool (*progress)(void *context, uint64_t done, uint64_t total);
    void *context;      /**< of progress */
    tsq_ranks *ranks;   /**< NULL: this process is alone */
    tsq_keeper *keeper; /**< NULL: nothing is kept. Of rank 0 */
} tsq_run;
#define TSQ_RUN_INIT                                                                                                   \
    {                                                                                                                  \
        .seed = 1                                                                                                      \
    }

/** Computes one of several pieces of work; what it changes is its own. */
typedef tsq_status tsq_unit_compute(void *context, size_t unit, tsq_error *err);
/**
 * Computes units 0 ... n - 1, each once, on the threads of a run, which tells the progress in units. Ranks each compute all.
 * @retval TSQ_E_STOPPED run->progress said so
 * @retval TSQ_E_MEMORY, and what `compute` returns: of the first unit that failed; then not all were computed
 */
TSQ_API TSQ_USE_RESULT tsq_status tsq_units_run(size_t n, tsq_unit_compute *compute, void *context, const tsq_run *run,
                                                tsq_error *err);

#ifdef __cplusplus
}
#endif
#endif
