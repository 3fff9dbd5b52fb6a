/* What the files of the permutation test share. */
#ifndef TSQ_RESAMPLE_PERMUTE_H
#define TSQ_RESAMPLE_PERMUTE_H

#include "resample/flips.h"

/** Most arrangements that are all fitted, and that an interval is searched with. */
#define TSQ__PERMUTE_ALL ((uint64_t)1 << 40)
#define TSQ__PERMUTE_INTERVAL ((uint64_t)1 << 24)

/** How far below a statistic others still tie with it; 0 if it is infinite. */
static inline double tsq__permute_slack(double statistic)
{
    const double size = statistic < 0.0 ? -statistic : statistic;
    return size < (double)INFINITY ? 0x1p-30 * (size > 1.0 ? size : 1.0) : 0.0;
}

/** Where a test stands, for run->progress: a part of it may be a job of its own. */
typedef struct tsq__permute_progress {
    const tsq_run *run;
    uint64_t before, total; /**< done before this job; of all jobs, about */
} tsq__permute_progress;

/** A run whose progress counts on from `before`; `progress` must live as long as it. */
tsq_run tsq__permute_part(tsq__permute_progress *progress);

/**
 * Searches the limits of the interval.
 * @param n arrangements with a number
 * @param fit of the data as they are; where the search begins
 */
tsq_status tsq__permute_interval(const tsq__flips *flips, uint64_t n, const tsq__outcome *fit,
                                 tsq__permute_progress *progress, tsq_permuted *out, tsq_error *err);

/** The test of a model with moderators. @param[out] out has its coefficients already, of the data as they are */
tsq_status tsq__permute_moderators(const tsq_studies *studies, const tsq_permute_options *options, const tsq_run *run,
                                   tsq_permute *out, tsq_error *err);

#endif
