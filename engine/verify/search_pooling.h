/* Combinations that only tsq_pool computes, one at a time. */
#ifndef TSQ_VERIFY_SEARCH_POOLING_H
#define TSQ_VERIFY_SEARCH_POOLING_H

#include "verify/search.h"

/** A combination that is being pooled. */
typedef struct tsq__pooling {
    tsq__search *search;
    tsq__best *best;
    const tsq_table *table; /**< with the edit */
    const tsq_rows *rows;   /**< of the search's table that it has */
    double *weights;
    bool stopped;
    size_t leave_out; /**< 1, 2: each study, or pair of studies, is left out in turn; 0: the table is as it is */
    tsq__candidate candidate;
} tsq__pooling;

/** Compares a fit of n participants. */
typedef void tsq__pooling_compare(tsq__pooling *p, const tsq_fit_result *fit, double n);

/** As it is: it was pooled as the candidate says. */
tsq__pooling_compare tsq__pooling_result;
/** Under each test, of a result by inverse variances that was pooled with z. */
tsq__pooling_compare tsq__pooling_tests;

/** Pools with the candidate's conventions and the `which`-th set of effect options. */
void tsq__pooling_one(tsq__pooling *p, size_t which, tsq__pooling_compare *compare);

#endif
