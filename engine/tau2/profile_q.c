/* Equations in the generalised Q statistic y'P(t)y, which decreases from Q at t = 0 to 0. */
#include "tau2/estimator.h"

#include "num/root.h"
#include "tau2/lanes.h"
#include "tau2/lanes_design.h"

#include <math.h>

#define MOST 1e306 /* tau2 in the units of the model: beyond it the sums leave double range */

struct equation {
    const struct tsq_tau2_problem *problem;
    double target;
};

static double excess(double t, void *context)
{
    const struct equation *equation = context;
    tsq__wls_at(equation->problem->wls, t);
    return tsq__wls_rss(equation->problem->wls) - equation->target;
}

/* The numbers nearest to the root between which the sign changes. */
static void enclose(struct equation *equation, tsq_tau2_estimate *out)
{
    const double t = out->tau2, span = t + equation->problem->model->vmin;
    *out = (tsq_tau2_estimate){.tau2 = t, .lb = t, .ub = t, .se = NAN, .truncated = t == 0.0};
    for (double width = 0x1p-52; t > 0.0 && width < 1e-6; width *= 8.0) {
        out->lb = fmax(0.0, t - width * span);
        out->ub = t + width * span;
        if (excess(out->lb, equation) >= 0.0 && excess(out->ub, equation) <= 0.0) {
            return;
        }
    }
}

/* The usual case of a mean and of few moderators, as for many analyses at once. */
static bool in_lanes(const struct tsq_tau2_problem *problem, double target, double *t)
{
    const tsq__model *model = problem->model;
    return tsq__model_mean_only(model) ? model->k > 1 && tsq__lane_profile_q(model, target, problem->product, t)
                                       : tsq__design_profile_q(model, target, problem->wls->scratch, t);
}

void tsq__tau2_profile_q(const struct tsq_tau2_problem *problem, double target, tsq_tau2_estimate *out)
{
    struct equation equation = {problem, target};
    if (in_lanes(problem, target, &out->tau2)) {
        enclose(&equation, out);
        return;
    }
    const double at_zero = excess(0.0, &equation);
    *out = (tsq_tau2_estimate){.tau2 = 0.0, .se = NAN, .truncated = at_zero < 0.0};
    if (!(at_zero > 0.0)) {
        return;
    }
    double lo = 0.0, hi = problem->model->vmin, f_lo = at_zero, f_hi = excess(hi, &equation);
    while (f_hi > 0.0 && hi < MOST) {
        lo = hi, f_lo = f_hi;
        hi *= 8.0;
        f_hi = excess(hi, &equation);
    }
    if (f_hi > 0.0) {
        out->tau2 = out->lb = out->ub = NAN;
        return;
    }
    out->lb = lo;
    out->ub = hi;
    (void)tsq__root(excess, &equation, &out->lb, &out->ub, f_lo, f_hi, 0.0, &out->tau2);
}

tsq_status tsq__tau2_generalised_q(const struct tsq_tau2_problem *problem, double target, tsq_tau2_estimate *out)
{
    const double k = (double)problem->model->k;
    tsq__tau2_profile_q(problem, target, out);
    tsq__wls_at(problem->wls, out->tau2);
    out->se = sqrt(2.0 * k * k / tsq__tau2_df(problem)) / tsq__wls_sum_w(problem->wls);
    return TSQ_OK;
}
