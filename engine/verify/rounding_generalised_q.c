/* The generalised Q with weights of the user over a box. tau2, its median estimate or a limit, solves P(Q > q; v + tau2) = p, Q
 * a positive combination of chi-squares: it rises in q, which is of the estimates alone, and falls in every v. So it is
 * greatest for estimates of the greatest q with the least variances, and least the other way around.
 *
 * Source: Jackson 2013, doi:10.1002/jrsm.1081. */
#include "verify/rounding_work.h"

#include "base/error.h"
#include "pool/pool.h"

#include <stdlib.h>

/* What its solutions are taken to be right to, relative. */
#define SOLUTIONS 1e-8

static tsq_status take_weights(const struct tsq__rounding_work *work, double *weight, tsq_error *err)
{
    const tsq_pool_report *report = work->report;
    size_t column;
    if (report->options.weights == NULL || !tsq_table_find(report->table, report->options.weights, &column)) {
        return tsq__fail(err, TSQ_E_OPTION, "--rounding: no column of weights");
    }
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < work->k && status == TSQ_OK; i++) {
        status = tsq__pool_weight(report->table, work->result->effects.effect[i].row, column, &weight[i], err);
    }
    return status;
}

/* Estimates whose weighted sum of squares is beyond an end of its range: those in the middle, stretched. */
static bool stretch(const struct tsq__rounding_work *work, const double *weight, double target, double *yi)
{
    double sum = 0.0, mean = 0.0, squares = 0.0;
    for (size_t i = 0; i < work->k; i++) {
        yi[i] = tsq__range_middle(work->y[i]);
        sum += weight[i];
        mean += weight[i] * yi[i];
    }
    mean /= sum;
    for (size_t i = 0; i < work->k; i++) {
        squares += weight[i] * (yi[i] - mean) * (yi[i] - mean);
    }
    const double by = sqrt(target / squares);
    for (size_t i = 0; i < work->k; i++) {
        yi[i] = mean + by * (yi[i] - mean);
    }
    return squares > 0.0 && isfinite(by);
}

/* tau2 and its limits at one end. */
static bool solve(struct tsq__rounding_work *work, const tsq_fit_options *options, const double *weight, tsq__range q,
                  double sign, double solution[3])
{
    tsq_fit_result fit = {0};
    const double target = sign > 0.0 ? q.ub * (1.0 + SOLUTIONS) : q.lb * (1.0 - SOLUTIONS);
    if (!stretch(work, weight, target, work->yi)) {
        return false;
    }
    for (size_t i = 0; i < work->k; i++) {
        work->vi[i] = sign > 0.0 ? work->v[i].lb : work->v[i].ub;
    }
    const tsq_studies studies = {.k = work->k, .yi = work->yi, .vi = work->vi, .weights = weight};
    const bool solved = tsq_fit(&studies, options, &fit, NULL) == TSQ_OK;
    solution[0] = fit.tau2;
    solution[1] = fit.tau2_lb;
    solution[2] = fit.tau2_ub;
    tsq_fit_free(&fit);
    return solved;
}

tsq_status tsq__rounding_generalised_q(struct tsq__rounding_work *work, const tsq_fit_options *options,
                                       tsq__range out[3], tsq_error *err)
{
    double ends[2][3];
    double *weight = calloc(work->k + 1, sizeof *weight);
    if (weight == NULL) {
        return tsq__fail_memory(err);
    }
    const tsq_status status = take_weights(work, weight, err);
    bool solved = false;
    if (status == TSQ_OK) {
        tsq__range *w = work->bench.at.w;
        for (size_t i = 0; i < work->k; i++) {
            w[i] = tsq__range_point(weight[i]);
        }
        const tsq__range q = tsq__range_positive(tsq__box_squares(&work->box, w));
        solved = solve(work, options, weight, q, -1.0, ends[0]) && solve(work, options, weight, q, 1.0, ends[1]);
    }
    for (int i = 0; i < 3; i++) {
        out[i] = solved ? (tsq__range){ends[0][i] * (1.0 - SOLUTIONS), ends[1][i] * (1.0 + SOLUTIONS)}
                        : (tsq__range){0.0, HUGE_VAL};
    }
    free(weight);
    return status;
}
