/* fixed effects
 *
 * The average of the true effects of these very studies, weighted by precision: the same numbers as EE. */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    return tsq__tau2_ee.estimate(problem, out);
}

TSQ__TAU2_METHOD(fe) = {
    .id = "FE",
    .title = "fixed effects",
    .equation = "tau2 = 0",
    .source = "Rice, Higgins and Lumley 2018, doi:10.1111/rssa.12275",
    .flags = TSQ_TAU2_COMMON,
    .estimate = estimate,
};
