/* Many fits with moderators: the queue that fills the lanes of engine/num/lanes_design.h, and finishes one by one what the
 * lanes leave open. Every result is that of tsq_fit, to the bit. */
#ifndef TSQ_RESAMPLE_MANY_DESIGN_H
#define TSQ_RESAMPLE_MANY_DESIGN_H

#include "resample/many.h"
#include "tau2/lanes_design.h"

/** Most studies that the lanes take: the queue sorts them by a method for few. */
#define TSQ__DESIGN_STUDIES 512

/** What the loops over many fits need of each; as in tsq_fit_result. All numbers are NaN unless the status is OK. */
typedef struct tsq__designed {
    tsq_status status;
    double tau2, QM;
    double I2, QE;                         /* NaN unless the queue was asked for them */
    double *estimate, *se, *ci_lb, *ci_ub; /* p numbers each, the caller's; the limits may be NULL */
    tsq_brief_regression *whole; /* where all is to be told, coefficients included, instead; status is told in both */
} tsq__designed;

/** A queue. One thread uses it at a time; it owns its memory and allocates nothing after tsq__designs_new, but what tsq_fit
 *  does where the lanes leave a fit to it. */
typedef struct tsq__designs {
    tsq_fit_options options; /* nothing left open */
    bool with_q;
    tsq__many_kind kind;
    size_t most, m, waiting;
    tsq__design_tile tile;
    double *numbers; /* yi, vi and X of the waiting problems, sorted: TSQ__LANES x (m + 2) x most */
    size_t *order;
    size_t n[TSQ__LANES];
    tsq__designed *result[TSQ__LANES];
    size_t left_open; /* how many went to tsq_fit */
    tsq__memo *memo;
    void *block;
} tsq__designs;

/** What a queue is made for. */
typedef struct tsq__designs_shape {
    size_t most, m; /**< studies that one problem may have; moderators of all */
    bool with_q;    /**< whether I2 and Q are wanted; or the whole */
} tsq__designs_shape;

/**
 * @param options as of tsq_fit
 * @retval TSQ_E_MEMORY
 */
tsq_status tsq__designs_new(const tsq_fit_options *options, tsq__designs_shape shape, tsq__designs *designs,
                            tsq_error *err);
void tsq__designs_free(tsq__designs *designs);

/** Queues a problem of at most `most` studies; its values are copied. `result`, with its arrays, is written at once or by
 *  a later call, at the latest by tsq__designs_flush. Studies that come sorted by vi, then yi, cost less. */
void tsq__designs_add(tsq__designs *designs, const tsq_studies *studies, tsq__designed *result);

/** Fits all that still waits. */
void tsq__designs_flush(tsq__designs *designs);

#endif
