/* Counts of the rows of a group, to be pooled once or again without some of them. */
#ifndef TSQ_POOL_COUNTS_H
#define TSQ_POOL_COUNTS_H

#include "pool/pool.h"

/** The counts of some rows, with the studies' own estimates. Free with tsq__group_counts_free. */
typedef struct tsq__group_counts {
    bool rates;
    double *cell[4], *yi, *vi;
    void *block;
    size_t *row;
    size_t k;
} tsq__group_counts;

/** The studies with effects, and with `omitted` those that are pooled without one. */
tsq_status tsq__group_counts_new(const tsq_pool_report *report, const tsq_effects *effects, bool omitted,
                                 tsq__group_counts *out, tsq_error *err);
void tsq__group_counts_free(tsq__group_counts *counts);
tsq_counts tsq__group_counts_view(const tsq__group_counts *g);

tsq_counts_options tsq__pool_counts_options(const tsq_pool_options *options, bool correct);

/** A result by MH or PETO, or by DL with Q about the former, ready to be pooled again without some of its rows. The report
 *  is borrowed. */
typedef struct tsq__counts_again {
    const tsq_pool_report *report;
    const tsq_effects *effects;
    tsq__group_counts all, some; /**< `some`: scratch */
    double *yi, *vi;             /**< of the studies with effects: scratch */
} tsq__counts_again;

/** Free also after an error. */
tsq_status tsq__counts_again_new(const tsq_pool_report *report, tsq__counts_again *out, tsq_error *err);
void tsq__counts_again_free(tsq__counts_again *again);

/** As tsq_pool fits the table without these rows (of the table), where the effects of the others do not depend on them: not
 *  with corrections of all tables where one has a zero, nor with shared controls. Studies keep their order. Free `fit`. */
tsq_status tsq__counts_again_fit(tsq__counts_again *again, const size_t *row, size_t n, tsq_fit_result *fit);

#endif
