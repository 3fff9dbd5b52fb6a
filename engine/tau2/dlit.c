/* iterated DerSimonian-Laird
 *
 * DerSimonian and Laird's step (y'Py - tr PV)/tr P, repeated with weights 1/(v + tau2), rests where y'Py = k-p,
 * because tr P(V + tau2 I) = k-p: the limit is Paule and Mandel's estimate. It is found here without the steps. */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    return tsq__tau2_pm.estimate(problem, out);
}

TSQ__TAU2_METHOD(dlit) = {
    .id = "DLIT",
    .title = "iterated DerSimonian-Laird",
    .equation = "limit of (y'Py - tr PV) / tr P, so y'Py = k-p",
    .source = "DerSimonian and Laird 1986, doi:10.1016/0197-2456(86)90046-2, iterated",
    .flags = 0,
    .estimate = estimate,
};
