/* All subsets of the studies, in chunks of consecutive ones. */
#ifndef TSQ_RESAMPLE_GOSH_H
#define TSQ_RESAMPLE_GOSH_H

#include "resample/job.h"
#include "resample/outcome.h"
#include "resample/spread.h"
#include "resample/subset_sums.h"

/** Subsets in a chunk: those whose numbers differ in the lowest bits only. */
#define TSQ__GOSH_BITS 11
#define TSQ__GOSH_CHUNK ((size_t)1 << TSQ__GOSH_BITS)

/** What is told of each subset: estimate, tau2, I2 and Q. */
#define TSQ__GOSH_VALUES 4

/** The studies in the order of the lanes, so that every subset comes sorted. */
typedef struct tsq__gosh_sorted {
    size_t *order;
    double *yi, *vi;
    /* for the lowest bits of a number, length TSQ__GOSH_CHUNK: */
    uint64_t *low;    /* which studies of this order they put in */
    size_t *low_size; /* how many */
    size_t *by_size;  /* all of them by that: subsets of one size share tiles */
} tsq__gosh_sorted;

/** What is counted and summed over subsets; the sum is of the estimate less that of all studies. */
typedef struct tsq__gosh_sums {
    uint64_t n, failed, estimated, positive, negative, positive_significant, negative_significant;
    double sum;
} tsq__gosh_sums;

/** A subset as it goes from one process to another. */
typedef struct tsq__gosh_row {
    double estimate, se, ci_lb, ci_ub, tau2, QE, I2;
    uint32_t k, status;
} tsq__gosh_row;

/** What a chunk gives, in one block without pointers... */
typedef struct tsq__gosh_chunk {
    tsq__gosh_sums sums;
    tsq__spread_block value[TSQ__GOSH_VALUES];
} tsq__gosh_chunk;

/** ... and where its parts are. */
typedef struct tsq__gosh_parts {
    tsq__gosh_chunk *chunk;
    double *value[TSQ__GOSH_VALUES]; /* TSQ__GOSH_CHUNK each, those that are numbers... */
    uint32_t *bin[TSQ__GOSH_VALUES]; /* ... or their bins, in the same place */
    uint64_t *with;                  /* length k */
    double *sum_with;                /* length k */
    tsq__gosh_row *row;              /* TSQ__GOSH_CHUNK, and which studies are in them; where rows are asked for */
    uint64_t *in;
} tsq__gosh_parts;

/** Fits from sums over halves of the subsets (subset_sums.h), where the method and the data allow that. */
typedef struct tsq__gosh_by_sums {
    bool used;
    tsq__subset_sums table;
    tsq__subset_wish wish;
    double *critical; /* length k + 1: of the test of a subset of that size */
} tsq__gosh_by_sums;

typedef struct tsq__gosh {
    const tsq_studies *studies;
    const tsq_gosh_options *options;
    tsq_fit_options fit; /* complete */
    uint64_t seed, subsets;
    bool random;
    size_t words; /* of 64 bits, for one subset */
    tsq__gosh_sorted sorted;
    tsq__gosh_by_sums by_sums;
    double centre; /* the estimate of all studies */
    tsq__spread spread[TSQ__GOSH_VALUES];
    tsq__gosh_sums total;
    uint64_t *with;   /* length k: over the subsets that have a study */
    double *sum_with; /* length k */
} tsq__gosh;

/** Which studies are in subset `number`: of all subsets bit i of the number is study i; else it is drawn. */
void tsq__gosh_members(const tsq__gosh *gosh, uint64_t number, uint64_t *in);

/** The whole with moderators (gosh_moderators.c): of `gosh` studies, options, fit, seed and subsets are set. `identity` as of
 * tsq__job. Statuses of tsq_gosh_run; `out` is to be freed on errors too. */
tsq_status tsq__gosh_moderators(const tsq__gosh *gosh, uint64_t identity, const tsq_run *run, tsq_gosh *out,
                                tsq_error *err);

/** Sees whether the fits can come from sums, and makes the table for them. @retval TSQ_E_MEMORY */
tsq_status tsq__gosh_sums_begin(tsq__gosh *gosh, tsq_error *err);
void tsq__gosh_sums_end(tsq__gosh *gosh);

/** All of a chunk but the sums over studies: where `value` of the parts points to. @param critical room for
 *  TSQ__GOSH_CHUNK numbers, and so are factor and weight; gap as many: of each estimate from that of all studies */
typedef struct tsq__gosh_room {
    double *critical, *factor, *weight;
} tsq__gosh_room;
void tsq__gosh_sums_compute(const tsq__gosh *gosh, uint64_t chunk, const tsq__gosh_room *room, double *gap,
                            const tsq__gosh_parts *parts);

/** What a thread works with. */
typedef struct tsq__gosh_worker {
    tsq__many many;
    uint64_t *in;                                        /* of each subset of the chunk */
    size_t size[TSQ__GOSH_CHUNK], next[TSQ__GOSH_CHUNK]; /* studies of each subset; subsets by that */
    size_t *start;                                       /* k + 2: where the subsets of each size begin in `next` */
    double gap[TSQ__GOSH_CHUNK];                     /* of the estimate from that of all studies; 0 if there is none */
    double estimated[TSQ__GOSH_CHUNK];               /* 1 if there is one, else 0 */
    double value[TSQ__GOSH_VALUES][TSQ__GOSH_CHUNK]; /* of which the bins are told */
    double *critical;                                /* length k + 1: of the test of a subset of that size, as needed */
    tsq__gosh_room room;
    tsq__outcome_fit fit[TSQ__GOSH_CHUNK];
} tsq__gosh_worker;

/** The subsets of a chunk: from first up to, but without, end. */
static inline size_t tsq__gosh_first(const tsq__gosh *gosh, uint64_t chunk)
{
    return chunk == 0 && !gosh->random ? 1 : 0;
}
static inline size_t tsq__gosh_end(const tsq__gosh *gosh, uint64_t chunk)
{
    const uint64_t left = gosh->subsets + (gosh->random ? 0 : 1) - chunk * TSQ__GOSH_CHUNK;
    return left < TSQ__GOSH_CHUNK ? (size_t)left : TSQ__GOSH_CHUNK;
}

/** Where the parts of a chunk's result are. */
tsq__gosh_parts tsq__gosh_parts_of(const tsq__gosh *gosh, void *block);
/** Computes a chunk. @param placed whether the bins of the numbers are told instead of them */
void tsq__gosh_compute_parts(const tsq__gosh *gosh, tsq__gosh_worker *worker, uint64_t chunk, bool placed, void *block);
/** Puts what is kept of a chunk's fits, which `worker` has, into its parts (gosh_keep.c). */
void tsq__gosh_keep_fits(const tsq__gosh *gosh, uint64_t chunk, tsq__gosh_worker *worker, const tsq__gosh_parts *parts);
/** The same of the sums over studies. */
void tsq__gosh_keep_sums(const tsq__gosh *gosh, uint64_t chunk, tsq__gosh_worker *worker, const tsq__gosh_parts *parts);

/** Whether the numbers of a chunk are told by their bins: those that come before are too many to be kept, unless some of
 *  them have no estimate. */
static inline bool tsq__gosh_is_placed(uint64_t chunk)
{
    return chunk * TSQ__GOSH_CHUNK >= TSQ__SPREAD_KEPT + TSQ__GOSH_CHUNK;
}

/** Makes ready for the job all that studies, options, fit and subsets of `gosh` determine; to be ended also after errors.
 *  @retval TSQ_E_MEMORY, and what tsq_fit returns for all studies */
tsq_status tsq__gosh_begin(tsq__gosh *gosh, tsq_error *err);
void tsq__gosh_release(tsq__gosh *gosh);

/** For tsq__job: the context is the tsq__gosh. */
uint64_t tsq__gosh_chunks(const tsq__gosh *gosh);
size_t tsq__gosh_chunk_size(const tsq__gosh *gosh);
tsq_status tsq__gosh_worker_new(void *context, void **worker, tsq_error *err);
void tsq__gosh_worker_free(void *worker);
tsq_status tsq__gosh_compute(void *context, void *worker, uint64_t chunk, const void *input, void *result,
                             tsq_error *err);
tsq_status tsq__gosh_take(void *context, uint64_t chunk, const void *result, tsq_error *err);

#endif
