/* Median estimate and interval limits of tau2 from the generalised Q statistic; see generalised_q.h. */
#include "tau2/generalised_q.h"

#include "num/quadform.h"
#include "num/root.h"

#include <math.h>

struct equation {
    const struct tsq_tau2_problem *problem;
    double observed, probability;
};

/* ln of the smaller of the two tails against its target: grows with t, and keeps its accuracy at both ends. */
static double gap(double t, void *context)
{
    const struct equation *equation = context;
    const struct tsq_tau2_problem *problem = equation->problem;
    tsq__tail upper, lower;
    for (size_t i = 0; i < problem->model->k; i++) {
        problem->product[i] = problem->model->v[i] + t;
    }
    double *work = problem->product + problem->model->k;
    tsq__quadform_tails(problem->wls, problem->product, equation->observed, work, &upper, &lower);
    return equation->probability <= 0.5 ? upper.log10p - log10(equation->probability)
                                        : log10(1.0 - equation->probability) - lower.log10p;
}

void tsq__generalised_q_quantile(const struct tsq_tau2_problem *problem, double probability, tsq_tau2_estimate *out)
{
    tsq__wls_fit(problem->wls, problem->weights);
    struct equation equation = {problem, tsq__wls_rss(problem->wls), probability};
    *out = (tsq_tau2_estimate){.tau2 = 0.0, .se = NAN, .truncated = 1};
    if (!(equation.observed > 0.0)) {
        return;
    }
    double lo = 0.0, hi = problem->model->vmin, f_lo = gap(0.0, &equation);
    if (f_lo >= 0.0) {
        out->truncated = f_lo > 0.0;
        return;
    }
    double f_hi = gap(hi, &equation);
    while (f_hi < 0.0 && hi < 1e300) {
        lo = hi, f_lo = f_hi;
        hi *= 8.0;
        f_hi = gap(hi, &equation);
    }
    out->truncated = 0;
    out->lb = lo;
    out->ub = hi;
    (void)tsq__root(gap, &equation, &out->lb, &out->ub, f_lo, f_hi, 0.0, &out->tau2);
}
