/* tau2 where metafor stops, instead of the exact solution: for reproducing numbers that it printed. */
#ifndef TSQ_TAU2_EARLY_STOP_H
#define TSQ_TAU2_EARLY_STOP_H

#include "tau2/estimator.h"

/** How to stop, in scaled units. */
typedef struct tsq__early_stop {
    double threshold;         /* change of tau2 at which steps end; NaN: exact */
    double tol;               /* tolerance of bracketed searches; NaN: exact */
    double range;             /* 100 in the caller's squared unit: searches end there or at 10 mad(y)^2, 10 tau2 */
    unsigned steps, searches; /* most steps, most function values of a search */
} tsq__early_stop;

/** What came of it. */
typedef enum tsq__early_result {
    TSQ__EARLY_NOT_ASKED, /* the method is not iterative, or its control was not given */
    TSQ__EARLY_DONE,
    TSQ__EARLY_FAILED /* did not settle, or the solution is outside the range searched */
} tsq__early_result;

/**
 * The estimate by metafor's own iteration: Fisher scoring from the HE estimate with step halving (ML, REML, EB), with
 * its comparison against tau2 = 0; the steps of DLIT and SJIT; Brent's search for PM and PMM.
 * Viechtbauer 2010, doi:10.18637/jss.v036.i03; the defaults are threshold 1e-5 and tol 2^-13.
 */
tsq__early_result tsq__early_tau2(const struct tsq_tau2_problem *problem, const tsq_tau2_method *method,
                                  const tsq__early_stop *stop, tsq_tau2_estimate *out);

/** The root of y'P(t)y = target by Brent's search on [0, max(range, 10 tau2)]. */
tsq__early_result tsq__early_profile_q(const struct tsq_tau2_problem *problem, double target, double tau2,
                                       const tsq__early_stop *stop, double *root);

/** The root of the likelihood drop from tau2 = critical by Brent's search between a and b. */
tsq__early_result tsq__early_drop(const struct tsq_tau2_problem *problem, bool restricted, double tau2, double critical,
                                  double a, double b, const tsq__early_stop *stop, double *root);

#endif
