/* equal (common) effect
 *
 * One true effect: tau2 = 0 by assumption. */
#include "tau2/estimator.h"

#include <math.h>

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    (void)problem;
    *out = (tsq_tau2_estimate){.tau2 = 0.0, .se = NAN};
    return TSQ_OK;
}

TSQ__TAU2_METHOD(ee) = {
    .id = "EE",
    .title = "equal (common) effect",
    .equation = "tau2 = 0",
    .source = "Laird and Mosteller 1990, doi:10.1017/S0266462300008916; Rice, Higgins and Lumley 2018, "
              "doi:10.1111/rssa.12275",
    .flags = TSQ_TAU2_COMMON,
    .estimate = estimate,
};
