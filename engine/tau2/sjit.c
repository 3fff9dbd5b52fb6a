/* iterated Sidik-Jonkman
 *
 * Sidik and Jonkman's step tau2 <- tau2 y'Py/(k-p) rests where y'Py = k-p or tau2 = 0; from any positive start its
 * limit is Paule and Mandel's estimate. It is found here without the steps. */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    return tsq__tau2_pm.estimate(problem, out);
}

TSQ__TAU2_METHOD(sjit) = {
    .id = "SJIT",
    .title = "iterated Sidik-Jonkman",
    .equation = "limit of tau2 y'Py / (k-p), so y'Py = k-p",
    .source = "Sidik and Jonkman 2005, doi:10.1111/j.1467-9876.2005.00489.x, iterated",
    .flags = 0,
    .estimate = estimate,
};
