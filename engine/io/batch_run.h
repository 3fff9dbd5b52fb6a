/* A run of `batch`: what its parts share. */
#ifndef TSQ_IO_BATCH_RUN_H
#define TSQ_IO_BATCH_RUN_H

#include "io/batch.h"

#include <pthread.h>

struct batch {
    const tsq_batch_options *options;
    const tsq_run *run; /* as it was given */
    tsq_fit_options fit;
    bool alone; /* one thread of one process does all */
    tsq__batch_fields fields;
    size_t n_key;
    size_t n;
    tsq__batch_source *source;
    FILE *stream;
    bool headed;          /* the header was written */
    uint64_t size, taken; /* bytes below the headers, 0 where they are not known; those whose rows were taken */
    tsq_batch_report *report;
    tsq__batch_groups
        *groups; /* NULL: wide. `take` works on them; at the end, when no rows can come any more, `fetch` */
    bool closed; /* the groups, at the end */
    tsq__batch_block *filling; /* closed groups, before they are enough for a block; used as `groups` is */
    bool grouped; /* groups are of one file and get nothing but effects: they may be fitted where they are read */
    pthread_mutex_t lock;                 /* of what follows */
    bool together;                        /* what was taken last says that this is worth while */
    size_t reading;                       /* blocks of bytes that were not yet taken */
    tsq__batch_block *unused[2], *made;   /* unused: of bytes, of analyses; each kind has its own large arrays */
    tsq__batch_block *ready, *ready_last; /* analyses to be fitted, in order */
};

/** E_FILE: the output could not be written, as errno says. */
tsq_status tsq__batch_fail_output(const struct batch *batch, tsq_error *err);

/** Writes the header. */
tsq_status tsq__batch_begin_output(struct batch *batch, tsq_error *err);
/** Writes the rows of output of a block, and before the first of all the header. */
tsq_status tsq__batch_write_block(struct batch *batch, const tsq__batch_block *block, tsq_error *err);

/** A block with nothing in it; NULL without memory. Called with the lock held. */
tsq__batch_block *tsq__batch_unused_block(struct batch *batch, bool analyses);
/** Gives it back. Called without the lock. */
void tsq__batch_give_back(struct batch *batch, tsq__batch_block *block);
/** Puts closed groups that are not enough for a block behind those that are to be fitted. */
void tsq__batch_end_filling(struct batch *batch);
/** Puts a block with analyses behind those that are to be fitted. Called with the lock held. */
void tsq__batch_make_ready(struct batch *batch, tsq__batch_block *block);

/** Reads a block of bytes, fits and prints its analyses: `work` of a flow. */
tsq_status tsq__batch_work(void *context, void *block, tsq_fitter *fitter, tsq_error *err);

/** Parts of a flow as bytes (tsq_flow). */
tsq_status tsq__batch_pack(void *context, tsq_flow_part part, void *block, unsigned char **bytes, size_t *size,
                           tsq_error *err);
tsq_status tsq__batch_unpack(void *context, tsq_flow_part part, unsigned char **bytes, size_t size, void **block,
                             tsq_error *err);
/** A digest of the options and files, by which a kept state is known to be of them. E_OPTION for a file that cannot be read
 *  again, or an output that cannot be cut. */
tsq_status tsq__batch_identify(const struct batch *batch, uint64_t *identity, tsq_error *err);

#endif
