/* Pooled counts over ranges: their numbers, from the sums of all studies. */
#ifndef TSQ_VERIFY_ROUNDING_POOLED_H
#define TSQ_VERIFY_ROUNDING_POOLED_H

#include "verify/rounding_ranges.h"
#include "verify/rounding_strata.h"

/** The studies of one analysis. */
struct tsq__pooled_counts {
    struct tsq__counting counting;
    size_t k;
    int levels;
    double df; /* of Q */
    struct tsq__stratum_range *all, *now;
    tsq__range quantile, *stack; /* stack: the cells of all boxes that are halved */
};

/** One number of the studies in `now`, and its derivatives by the sums. Those of Q, and of DL's tau2 by it, have parts by the
 * cells of each study besides. */
struct tsq__pooled_number {
    struct tsq__dual of;
    bool is_q, is_tau2;
    tsq__range estimate;
    struct {
        tsq__range sum, squares, trace; /* of the weights in Q, and sum - squares/sum */
    } weights;
};

/** TSQ__ESTIMATE, SE, STATISTIC, CI_LB, CI_UB, QE, or TAU2: DL's from that Q, below 0 where Q is small. */
struct tsq__pooled_number tsq__pooled_evaluate(const struct tsq__pooled_counts *pooled, enum tsq__ranged which);

/** The derivative of a number by cell j of a study. */
tsq__range tsq__pooled_slope(const struct tsq__pooled_number *number, const struct tsq__stratum_range *s, size_t j);

#endif
