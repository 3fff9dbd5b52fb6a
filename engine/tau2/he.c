/* Hedges (Cochran, variance components)
 *
 * Moments with equal weights: tau2 = (y'P0y - tr(P0 V)) / (k-p), P0 = I - X(X'X)^-1X'. */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    for (size_t i = 0; i < problem->model->k; i++) {
        problem->weights[i] = 1.0;
    }
    tsq__tau2_moment(problem, out);
    return TSQ_OK;
}

TSQ__TAU2_METHOD(he) = {
    .id = "HE",
    .title = "Hedges (Cochran, variance components)",
    .equation = "(y'P0y - tr(P0 V)) / (k-p), P0 = I - X(X'X)^-1X'",
    .source = "Hedges 1983, doi:10.1037/0033-2909.93.2.388; Cochran 1954, doi:10.2307/3001666",
    .flags = 0,
    .estimate = estimate,
};
