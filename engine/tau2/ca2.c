/* two-step Cochran (Hedges)
 *
 * Moments with weights 1/(v + tau2_HE). */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    (void)tsq__tau2_he.estimate(problem, out);
    for (size_t i = 0; i < problem->model->k; i++) {
        problem->weights[i] = 1.0 / (problem->model->v[i] + out->tau2);
    }
    tsq__tau2_moment(problem, out);
    return TSQ_OK;
}

TSQ__TAU2_METHOD(ca2) = {
    .id = "CA2",
    .title = "two-step Cochran (Hedges)",
    .equation = "(y'P_a y - tr(P_a V)) / tr P_a, a = 1/(v + tau2_HE)",
    .source = "DerSimonian and Kacker 2007, doi:10.1016/j.cct.2006.04.004",
    .flags = 0,
    .estimate = estimate,
};
