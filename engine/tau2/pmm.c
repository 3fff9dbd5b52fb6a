/* Paule-Mandel, median-unbiased
 *
 * The tau2 at which y'Py is the median of its chi-square distribution with k-p degrees of freedom. */
#include "tau2/estimator.h"

#include "num/dist.h"

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    return tsq__tau2_generalised_q(problem, tsq__chisq_upper(0.5, tsq__tau2_df(problem)), out);
}

TSQ__TAU2_METHOD(pmm) = {
    .id = "PMM",
    .title = "Paule-Mandel, median-unbiased",
    .equation = "y'Py = median of chi2(k-p)",
    .source = "Viechtbauer 2021, European Congress of Methodology, Valencia",
    .flags = 0,
    .estimate = estimate,
};
