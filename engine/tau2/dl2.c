/* two-step DerSimonian-Laird
 *
 * Moments with weights 1/(v + tau2_DL). */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    (void)tsq__tau2_dl.estimate(problem, out);
    for (size_t i = 0; i < problem->model->k; i++) {
        problem->weights[i] = 1.0 / (problem->model->v[i] + out->tau2);
    }
    tsq__tau2_moment(problem, out);
    return TSQ_OK;
}

TSQ__TAU2_METHOD(dl2) = {
    .id = "DL2",
    .title = "two-step DerSimonian-Laird",
    .equation = "(y'P_a y - tr(P_a V)) / tr P_a, a = 1/(v + tau2_DL)",
    .source = "DerSimonian and Kacker 2007, doi:10.1016/j.cct.2006.04.004",
    .flags = 0,
    .estimate = estimate,
};
