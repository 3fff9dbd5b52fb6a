/* restricted maximum likelihood
 *
 * Global maximum of the restricted profile likelihood on [0, inf); inner maxima solve y'PPy = tr P. */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    return tsq__likelihood_estimate(problem, true, out);
}

TSQ__TAU2_METHOD(reml) = {
    .id = "REML",
    .title = "restricted maximum likelihood",
    .equation = "global maximum; y'PPy = tr P",
    .source = "Viechtbauer 2005, doi:10.3102/10769986030003261; Raudenbush 2009",
    .flags = TSQ_TAU2_LIKELIHOOD | TSQ_TAU2_RESTRICTED,
    .estimate = estimate,
};
