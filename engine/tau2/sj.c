/* Sidik-Jonkman
 *
 * t0 = sum (y - mean)^2 / k, then tau2 = t0 y'Py/(k-p) with weights 1/(v + t0): positive unless all y are equal. */
#include "tau2/estimator.h"

#include "num/sum.h"

/* sum (y - mean)^2 / k, the mean without weights. */
static double start(const tsq__model *model)
{
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

static tsq_status estimate(const struct tsq_tau2_problem *problem, tsq_tau2_estimate *out)
{
    const double t0 = start(problem->model), df = tsq__tau2_df(problem);
    tsq__wls_at(problem->wls, t0);
    out->tau2 = out->lb = out->ub = t0 * tsq__wls_rss(problem->wls) / df;
    out->se = t0 / df * tsq__tau2_form_sd(problem, out->tau2);
    return TSQ_OK;
}

TSQ__TAU2_METHOD(sj) = {
    .id = "SJ",
    .title = "Sidik-Jonkman",
    .equation = "t0 y'Py / (k-p), P at t0 = sum (y - mean)^2 / k",
    .source = "Sidik and Jonkman 2005, doi:10.1111/j.1467-9876.2005.00489.x",
    .flags = 0,
    .estimate = estimate,
};
