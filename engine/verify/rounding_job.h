/* The search for the ends of ranges over all cells of an analysis together. */
#ifndef TSQ_VERIFY_ROUNDING_JOB_H
#define TSQ_VERIFY_ROUNDING_JOB_H

#include "verify/rounding_gls.h"

/** One analysis at work. */
struct tsq__job {
    struct tsq__joint joint;
    struct tsq__gls_bench bench;
    struct tsq__pooling pooling;
    struct tsq__gls_model model; /* of this pooling */
    const tsq_fit_options *options;
    tsq__range *saved[TSQ__RANGED]; /* derivatives over all data */
    tsq_rounding *out;              /* NULL: what is found is not noted */
    bool smooth;                    /* saved, tau2 following the cells */
};

/** A range that holds tau2, narrowed where it follows the cells smoothly; job->smooth and job->saved are set. */
tsq_status tsq__job_tau2(struct tsq__job *job, tsq__range *tau2, tsq_error *err);

/** Derivatives of all quantities over all data into job->saved; false where they are not bounded. */
bool tsq__job_slopes(struct tsq__job *job, tsq__range tau2);

/** Whether the variance of the mean, or that in the prediction interval, is Kenward and Roger's. */
bool tsq__pooling_has_kr(const struct tsq__pooling *pooling);

/** Sets their scale and quantiles over all data. @return the degrees of freedom, from 0 on where nothing is known */
tsq__range tsq__job_kenward_roger(struct tsq__job *job, tsq__range tau2);

/** Narrows the range of a quantity, from job->saved. @param tau2 a range that holds it for all data */
tsq_status tsq__job_narrow(struct tsq__job *job, tsq__range tau2, enum tsq__ranged quantity, tsq__range *range,
                           tsq_error *err);

#endif
