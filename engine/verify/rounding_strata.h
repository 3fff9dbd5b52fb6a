/* Pooled counts over ranges: what a study adds to the sums of Mantel and Haenszel, or of Peto. */
#ifndef TSQ_VERIFY_ROUNDING_STRATA_H
#define TSQ_VERIFY_ROUNDING_STRATA_H

#include "verify/rounding_counts.h"

/** Most sums that an estimate and its variance are made of. */
#define TSQ__SUMS 5

/** How counts are pooled. */
struct tsq__counting {
    const tsq_pool_options *options;
    const struct tsq__enclosure *enclosure; /* of the studies' own estimates */
    tsq_count_measure measure;
    bool peto, rates, correct; /* correct: a continuity correction before pooling */
};

/** One study: its cells, what it adds to each sum, and its own estimate with its weight in Q. */
struct tsq__stratum_range {
    struct tsq__cells cells;
    struct tsq__dual term[TSQ__SUMS];
    struct tsq__dual y, w;
    bool compared; /* it has an estimate of its own */
};

/** Fills all but the cells from these. @return false where a count lacks, or a correction is open */
bool tsq__stratum_compute(const struct tsq__counting *counting, struct tsq__stratum_range *stratum);

/** Estimate and variance from the sums, which are the first TSQ__SUMS of what they are derived by. */
void tsq__strata_pool(const struct tsq__counting *counting, const struct tsq__dual sum[TSQ__SUMS],
                      struct tsq__dual *estimate, struct tsq__dual *variance);

#endif
