/* generalised Q, median-unbiased (weights of the user)
 *
 * The tau2 at which y'P_a y is the median of its distribution, a positive combination of chi-squares. */
#include "tau2/estimator.h"

#include "tau2/generalised_q.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    for (size_t i = 0; i < problem->model->k; i++) {
        problem->weights[i] = problem->model->weights[i];
    }
    tsq__generalised_q_quantile(problem, 0.5, out);
    out->truncated = out->tau2 == 0.0;
    tsq__wls_fit(problem->wls, problem->weights);
    out->se = tsq__tau2_form_sd(problem, out->tau2) / tsq__wls_trace(problem->wls, NULL);
    return TSQ_OK;
}

TSQ__TAU2_METHOD(genqm) = {
    .id = "GENQM",
    .title = "generalised Q, median-unbiased (weights of the user)",
    .equation = "P(y'P_a y > observed; tau2) = 1/2",
    .source = "Viechtbauer 2021, European Congress of Methodology, Valencia; Jackson 2013, doi:10.1002/jrsm.1081",
    .flags = TSQ_TAU2_USER_WEIGHTS,
    .estimate = estimate,
};
