/* Moment estimators with fixed weights; see estimator.h. */
#include "tau2/estimator.h"

#include "num/lanes_design.h"
#include "num/sum.h"

#include <math.h>

double tsq__tau2_df(const struct tsq_tau2_problem *problem)
{
    return (double)(problem->model->k - problem->model->p);
}

double tsq__tau2_form_sd(const struct tsq_tau2_problem *problem, double t)
{
    const double *v = problem->model->v;
    const tsq__wls *wls = problem->wls;
    return sqrt(2.0 * tsq__wls_trace2(wls, v, v) + 4.0 * t * tsq__wls_trace2(wls, v, NULL) +
                2.0 * t * t * tsq__wls_trace2(wls, NULL, NULL));
}

/* `expected`: of y'Py where tau2 is 0. */
static void solve(const struct tsq_tau2_problem *problem, double expected, tsq_tau2_estimate *out)
{
    const double trace = tsq__wls_trace(problem->wls, NULL);
    const double raw = (tsq__wls_rss(problem->wls) - expected) / trace;
    out->truncated = raw < 0.0;
    out->tau2 = out->lb = out->ub = fmax(raw, 0.0);
    out->se = tsq__tau2_form_sd(problem, out->tau2) / trace;
}

void tsq__tau2_moment(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    tsq__wls_fit(problem->wls, problem->weights);
    solve(problem, tsq__wls_trace(problem->wls, problem->model->v), out);
}

void tsq__tau2_moment_inverse(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    tsq__wls_settle(problem->wls, 0.0);
    solve(problem, tsq__tau2_df(problem), out);
}

/* The same of turned estimates, whose intercept is no column of ones. */
static double turned_spread(const tsq__model *model)
{
    tsq__sum total = {0}, size = {0}, squares = {0};
    for (size_t i = 0; i < model->k; i++) {
        tsq__sum_add(&total, model->ones[i] * model->y[i]);
        tsq__sum_add(&size, model->ones[i] * model->ones[i]);
    }
    const double mean = tsq__sum_value(total) / tsq__sum_value(size);
    for (size_t i = 0; i < model->k; i++) {
        const double gap = model->y[i] - model->ones[i] * mean;
        tsq__sum_add(&squares, gap * gap);
    }
    return tsq__sum_value(squares) / (double)model->k;
}

double tsq__tau2_spread(const tsq__model *model)
{
    if (model->ones != NULL) {
        return turned_spread(model);
    }
    tsq__sum total = {0}, squares = {0};
    for (size_t i = 0; i < model->k; i++) {
        tsq__sum_add(&total, model->y[i] - model->y[0]);
    }
    const double mean = tsq__sum_value(total) / (double)model->k;
    for (size_t i = 0; i < model->k; i++) {
        const double gap = (model->y[i] - model->y[0]) - mean;
        tsq__sum_add(&squares, gap * gap);
    }
    return tsq__sum_value(squares) / (double)model->k;
}
