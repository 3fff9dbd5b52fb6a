/* generalised Q (weights of the user)
 *
 * Moments with the user's weights a: tau2 = (y'P_a y - tr(P_a V)) / tr P_a. */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    for (size_t i = 0; i < problem->model->k; i++) {
        problem->weights[i] = problem->model->weights[i];
    }
    tsq__tau2_moment(problem, out);
    return TSQ_OK;
}

TSQ__TAU2_METHOD(genq) = {
    .id = "GENQ",
    .title = "generalised Q (weights of the user)",
    .equation = "(y'P_a y - tr(P_a V)) / tr P_a, weights a",
    .source = "DerSimonian and Kacker 2007, doi:10.1016/j.cct.2006.04.004; Jackson, Turner, Rhodes and Viechtbauer "
              "2014, doi:10.1186/1471-2288-14-103",
    .flags = TSQ_TAU2_USER_WEIGHTS,
    .estimate = estimate,
};
