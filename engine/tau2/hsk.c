/* Hunter-Schmidt with small-sample correction
 *
 * tau2 = (k/(k-p) Q - k) / sum(1/v). */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    tsq__tau2_hunter_schmidt(problem, (double)problem->model->k / tsq__tau2_df(problem), out);
    return TSQ_OK;
}

TSQ__TAU2_METHOD(hsk) = {
    .id = "HSk",
    .title = "Hunter-Schmidt with small-sample correction",
    .equation = "(k/(k-p) Q - k) / sum w, w = 1/v",
    .source = "Brannick, Potter, Benitez and Morris 2019, doi:10.1177/1094428117741966; Viechtbauer, Lopez-Lopez, "
              "Sanchez-Meca and Marin-Martinez 2015, doi:10.1037/met0000023",
    .flags = 0,
    .estimate = estimate,
};
