/* maximum likelihood
 *
 * Global maximum of the profile likelihood on [0, inf); inner maxima solve y'PPy = sum w. */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    return tsq__likelihood_estimate(problem, false, out);
}

TSQ__TAU2_METHOD(ml) = {
    .id = "ML",
    .title = "maximum likelihood",
    .equation = "global maximum; y'PPy = sum w",
    .source = "Hardy and Thompson 1996, doi:10.1002/(SICI)1097-0258(19960330)15:6<619::AID-SIM188>3.0.CO;2-A",
    .flags = TSQ_TAU2_LIKELIHOOD,
    .estimate = estimate,
};
