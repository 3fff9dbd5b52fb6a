/* Many fits without moderators: the queue that fills the lanes of engine/num/lanes.h, and finishes one by one what the
 * lanes leave open. Every result is that of tsq_fit, to the bit. */
#ifndef TSQ_RESAMPLE_MANY_H
#define TSQ_RESAMPLE_MANY_H

#include <tausq/fit.h>

#include "tau2/lanes.h"

/** What the loops over many fits need of each; the rest follows (tsq__many_se). In the units of yi. */
typedef struct tsq__many_fit {
    tsq_status status; /**< of tsq_fit; all else is NaN unless it is OK */
    size_t k;
    double estimate, se; /**< se of Wald's test: before the factor of Hartung and Knapp */
    double tau2;
    double s2w;   /**< the factor of Hartung and Knapp; NaN for k = 1 */
    double q, vt; /**< Q and the typical variance; NaN unless the queue was asked for them */
} tsq__many_fit;

/** A queue. One thread uses it at a time; it owns its memory and allocates nothing after tsq__many_new. */
typedef struct tsq__many {
    const tsq_tau2_method *method;
    int kind;    /* of the method: which lanes do it, or none */
    bool with_q; /* q and vt are wanted */
    size_t most; /* studies that one analysis may have */
    size_t waiting;
    tsq__tile tile;
    size_t *order;
    double *yi, *vi; /* of the waiting analyses, TSQ__LANES x most, for those that the lanes leave open */
    tsq__many_fit *result[TSQ__LANES];
    size_t left_open; /* how many went to tsq_fit */
    void *block;
} tsq__many;

/**
 * @param method FE, EE, DL, PM, EB, REML and ML go through the lanes, every other through tsq_fit one by one
 * @retval TSQ_E_MEMORY
 */
tsq_status tsq__many_new(const tsq_tau2_method *method, size_t most, bool with_q, tsq__many *many, tsq_error *err);
void tsq__many_free(tsq__many *many);

/**
 * Queues an analysis of n <= most studies; its values are copied. `result` is written at once or by a later call, at the
 * latest by tsq__many_flush. Studies that come sorted by vi, then yi, cost less.
 */
void tsq__many_add(tsq__many *many, size_t n, const double *yi, const double *vi, tsq__many_fit *result);

/** Fits all that still waits. */
void tsq__many_flush(tsq__many *many);

#endif
