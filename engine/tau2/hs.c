/* Hunter-Schmidt
 *
 * tau2 = (Q - k) / sum(1/v). */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    tsq__tau2_hunter_schmidt(problem, 1.0, out);
    return TSQ_OK;
}

TSQ__TAU2_METHOD(hs) = {
    .id = "HS",
    .title = "Hunter-Schmidt",
    .equation = "(Q - k) / sum w, w = 1/v",
    .source = "Hunter and Schmidt 2004, doi:10.4135/9781412985031; Viechtbauer 2005, doi:10.3102/10769986030003261",
    .flags = 0,
    .estimate = estimate,
};
