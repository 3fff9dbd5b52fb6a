/* Hartung-Makambi
 *
 * DerSimonian and Laird's estimate made positive: Q^2 / ((2 (k-p) + Q) tr P), P at tau2 = 0. It is 0 only where all
 * residuals are. Its authors give no standard error. */
#include "tau2/estimator.h"

#include <math.h>

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    tsq__wls_at(problem->wls, 0.0);
    const double q = tsq__wls_rss(problem->wls), trace = tsq__wls_trace(problem->wls, NULL);
    out->tau2 = out->lb = out->ub = q / (2.0 * tsq__tau2_df(problem) + q) * (q / trace);
    out->se = NAN;
    return TSQ_OK;
}

TSQ__TAU2_METHOD(hm) = {
    .id = "HM",
    .title = "Hartung-Makambi (positive)",
    .equation = "Q^2 / ((2 (k-p) + Q) tr P), P at tau2 = 0",
    .source = "Hartung and Makambi 2003, doi:10.1081/SAC-120023884; Veroniki et al. 2016, doi:10.1002/jrsm.1164",
    .flags = 0,
    .estimate = estimate,
};
