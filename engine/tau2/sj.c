/* Sidik-Jonkman
 *
 * t0 = sum (y - mean)^2 / k, then tau2 = t0 y'Py/(k-p) with weights 1/(v + t0): positive unless all y are equal. */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    const double t0 = tsq__tau2_spread(problem->model), df = tsq__tau2_df(problem);
    tsq__wls_at(problem->wls, t0);
    out->tau2 = out->lb = out->ub = t0 * tsq__wls_rss(problem->wls) / df;
    out->se = t0 / df * tsq__tau2_form_sd(problem, out->tau2);
    return TSQ_OK;
}

TSQ__TAU2_METHOD(sj) = {
    .id = "SJ",
    .title = "Sidik-Jonkman",
    .equation = "t0 y'Py / (k-p), P at t0 = sum (y - mean)^2 / k",
    .source = "Sidik and Jonkman 2005, doi:10.1111/j.1467-9876.2005.00489.x",
    .flags = 0,
    .estimate = estimate,
};
