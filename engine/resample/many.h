/* Many fits without moderators: the queue that fills the lanes of engine/num/lanes.h, and finishes one by one what the
 * lanes leave open. Every result is that of tsq_fit, to the bit. */
#ifndef TSQ_RESAMPLE_MANY_H
#define TSQ_RESAMPLE_MANY_H

#include <tausq/resample.h>

#include "fit/memo.h"
#include "tau2/lanes.h"

/** What the loops over many fits need of each; the rest follows from it. In the units of yi. */
typedef struct tsq__many_fit {
    tsq_status status; /**< of tsq_fit; all else is NaN unless it is OK */
    size_t k;
    double estimate, variance; /**< variance of Wald's test: before the factor of Hartung and Knapp */
    double tau2;
    double s2w;   /**< the factor of Hartung and Knapp; NaN for k = 1 */
    double q, vt; /**< Q and the typical variance; NaN unless the queue was asked for them */
} tsq__many_fit;

/** What a queue gives of each fit. */
typedef enum tsq__many_what {
    TSQ__MANY_FIT,   /**< tsq__many_fit without q and vt */
    TSQ__MANY_FIT_Q, /**< tsq__many_fit */
    TSQ__MANY_BRIEF  /**< tsq_brief */
} tsq__many_what;

/** Which lanes do a fit, if any. */
typedef enum tsq__many_kind {
    TSQ__MANY_ONE_BY_ONE,
    TSQ__MANY_GIVEN, /**< tau2 is known, as for a common effect */
    TSQ__MANY_MOMENT,
    TSQ__MANY_PROFILE_Q,
    TSQ__MANY_RESTRICTED,
    TSQ__MANY_UNRESTRICTED
} tsq__many_kind;

/** @param options with nothing left open */
tsq__many_kind tsq__many_kind_of(const tsq_fit_options *options);

/** A queue. One thread uses it at a time; it owns its memory and allocates nothing after tsq__many_new, but what tsq_fit
 *  does where the lanes leave a fit to it. */
typedef struct tsq__many {
    tsq_fit_options options; /* nothing left open */
    tsq__many_what what;
    tsq__many_kind kind;
    size_t most; /* studies that one analysis may have */
    size_t waiting;
    bool sorted; /* whether all that wait are known to be */
    tsq__tile tile;
    double *yi, *vi; /* of the waiting analyses, TSQ__LANES x most, for those that the lanes leave open */
    void *result[TSQ__LANES];
    size_t left_open; /* how many went to tsq_fit */
    tsq__memo *memo;
    void *block;
} tsq__many;

/**
 * @param options as of tsq_fit, NULL for the defaults
 * @retval TSQ_E_MEMORY
 */
tsq_status tsq__many_new(const tsq_fit_options *options, size_t most, tsq__many_what what, tsq__many *many,
                         tsq_error *err);
void tsq__many_free(tsq__many *many);

/**
 * Queues an analysis of n <= most studies; its values are copied. `result`, a tsq__many_fit or tsq_brief as the queue was
 * made for, is written at once or by a later call, at the latest by tsq__many_flush. Studies that come sorted by vi
 * cost less.
 */
void tsq__many_add(tsq__many *many, size_t n, const double *yi, const double *vi, void *result);

/** Where the studies of the next analysis may be written, room for `most` of them, instead of having them copied... */
void tsq__many_next(tsq__many *many, double **yi, double **vi);
/** ... and queues what was written there: n studies, sorted by vi. */
void tsq__many_take(tsq__many *many, size_t n, void *result);

/** Fits an analysis of any number of studies at once, without the lanes; the result is the same. */
void tsq__many_alone(tsq__many *many, size_t n, const double *yi, const double *vi, void *result);

/** Fits all that still waits. */
void tsq__many_flush(tsq__many *many);

#endif
