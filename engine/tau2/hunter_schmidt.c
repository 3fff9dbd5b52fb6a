/* What HS and HSk share: (factor Q - k) / sum(1/v), with the exact standard error of a form with fixed weights. */
#include "tau2/estimator.h"

#include <math.h>

void tsq__tau2_hunter_schmidt(const struct tsq_tau2_problem *problem, double factor, tsq_tau2_estimate *out)
{
    tsq__wls *wls = problem->wls;
    tsq__wls_at(wls, 0.0);
    const double sum_w = tsq__wls_sum_w(wls);
    const double raw = (factor * tsq__wls_rss(wls) - (double)problem->model->k) / sum_w;
    out->truncated = raw < 0.0;
    out->tau2 = out->lb = out->ub = fmax(raw, 0.0);
    out->se = factor * tsq__tau2_form_sd(problem, out->tau2) / sum_w;
}
