/* Many fits: how long computations are run. */
#ifndef TAUSQ_RESAMPLE_H
#define TAUSQ_RESAMPLE_H

#include <tausq/fit.h>

#ifdef __cplusplus
extern "C" {
#endif

/**
 * How a long computation is run; start from TSQ_RUN_INIT. The numbers that come out depend on none of it but the seed:
 * they are the same for any number of threads.
 */
typedef struct tsq_run {
    unsigned threads; /**< 0: as many as the machine has processors for this process */
    uint64_t seed;    /**< of the random numbers */
    /** Called now and then, from one thread at a time, with the share that is done; false ends the computation, which
     * then gives what it has (TSQ_E_STOPPED). NULL: not called. */
    bool (*progress)(void *context, uint64_t done, uint64_t total);
    void *context; /**< of progress */
} tsq_run;
#define TSQ_RUN_INIT                                                                                                   \
    {                                                                                                                  \
        .seed = 1                                                                                                      \
    }

#ifdef __cplusplus
}
#endif
#endif
