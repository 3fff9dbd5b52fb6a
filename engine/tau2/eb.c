/* empirical Bayes
 *
 * The same equation as Paule and Mandel's: y'Py = k-p (Viechtbauer et al. 2015, section 3). */
#include "tau2/estimator.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    return tsq__tau2_pm.estimate(problem, out);
}

TSQ__TAU2_METHOD(eb) = {
    .id = "EB",
    .title = "empirical Bayes",
    .equation = "y'Py = k-p",
    .source = "Morris 1983, doi:10.1080/01621459.1983.10477920; Berkey, Hoaglin, Mosteller and Colditz 1995, "
              "doi:10.1002/sim.4780140406",
    .flags = 0,
    .estimate = estimate,
};
