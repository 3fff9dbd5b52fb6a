/* DerSimonian-Laird
 *
 * Moments with weights 1/v: tau2 = (Q - (k-p)) / tr P, set to 0 where negative. */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    tsq__tau2_moment_inverse(problem, out);
    return TSQ_OK;
}

TSQ__TAU2_METHOD(dl) = {
    .id = "DL",
    .title = "DerSimonian-Laird",
    .equation = "(Q - (k-p)) / tr P, P at tau2 = 0",
    .source = "DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2",
    .flags = 0,
    .estimate = estimate,
};
