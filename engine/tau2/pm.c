/* Paule-Mandel
 *
 * The tau2 at which y'Py = k-p, or 0 where y'Py is not above k-p at 0. */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    return tsq__tau2_generalised_q(problem, tsq__tau2_df(problem), out);
}

TSQ__TAU2_METHOD(pm) = {
    .id = "PM",
    .title = "Paule-Mandel",
    .equation = "y'Py = k-p",
    .source = "Paule and Mandel 1982, doi:10.6028/jres.087.022",
    .flags = 0,
    .estimate = estimate,
};
