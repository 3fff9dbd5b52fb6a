/* The few numbers of a fit that resampling looks at, whichever way the queue fitted it. */
#ifndef TSQ_RESAMPLE_OUTCOME_H
#define TSQ_RESAMPLE_OUTCOME_H

#include "resample/many.h"

/** In the units of yi; NaN unless the status is OK. */
typedef struct tsq__outcome {
    tsq_status status;
    size_t k;
    double estimate, se, ci_lb, ci_ub;
    double tau2, q, I2; /* tau2 of one study: 0 */
} tsq__outcome;

/** What the queue is to be made for: the outcome of these options needs a tsq_brief or a tsq__many_fit with Q. */
tsq__many_what tsq__outcome_needs(const tsq_fit_options *options);

/** What a queue gives for an outcome. */
typedef union tsq__outcome_fit {
    tsq__many_fit fit;
    tsq_brief brief;
} tsq__outcome_fit;

/** Where a queue is to write fit j of an array: they stand as close as what they need allows. */
void *tsq__outcome_slot(const tsq_fit_options *options, tsq__outcome_fit *fits, size_t j);

/** Bytes from one slot to the next. */
size_t tsq__outcome_size(const tsq_fit_options *options);

/** From what a queue made for tsq__outcome_needs(options) wrote to a slot, by the formulas of the single fit.
 *  @param options with nothing left open */
void tsq__outcome_of(const tsq_fit_options *options, const void *slot, tsq__memo *memo, tsq__outcome *out);

/** Columns of many outcomes: the interval is estimate -/+ reach. */
typedef struct tsq__outcomes {
    double *estimate, *reach, *tau2, *I2, *q;
} tsq__outcomes;

/**
 * The same of n fits at once, which takes half the time, where all of them came to something, with
 * finite numbers, and have two studies or more.
 * @param critical of the test by the number of studies: zero at first, filled in as needed
 * @return whether that was so; else nothing is told by the columns
 */
bool tsq__outcomes_of(const tsq_fit_options *options, const tsq__outcome_fit *fits, size_t n, double *critical,
                      tsq__memo *memo, const tsq__outcomes *out);

#endif
