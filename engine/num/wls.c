/* Weighted fits: workspace, and the intercept alone in closed form; with moderators see wls_design.c. */
#include "num/wls.h"

#include "base/error.h"
#include "num/sum.h"

#include <math.h>
#include <stdlib.h>

/* Doubles that the block of arrays holds. */
static size_t block_doubles(const tsq__model *model)
{
    const size_t k = model->k, p = model->p;
    const size_t basic = 3 * k + p;
    return tsq__model_mean_only(model)
               ? basic
               : basic + k * p /* q */ + p /* z */ + 2 * (k * p + 2 * p) /* two factorisations */ +
                     2 * p * k /* high_row */ + 2 * k + 4 * p /* scratch */ + 2 * p * p + p * p + p /* group */;
}

static void lay_out_qr(tsq__qr *qr, size_t k, size_t p, double **next, size_t **next_index)
{
    *qr = (tsq__qr){.k = k, .p = p, .a = *next, .tau = *next + k * p, .head = *next + k * p + p};
    *next += k * p + 2 * p;
    qr->row = *next_index;
    qr->column = *next_index + p;
    *next_index += 2 * p;
}

tsq_status tsq__wls_new(const tsq__model *model, tsq__wls *wls, tsq_error *err)
{
    *wls = (tsq__wls){.model = model};
    const size_t k = model->k, p = model->p, doubles = block_doubles(model), indices = 6 * p;
    if (k > SIZE_MAX / 128 / (p + 2) || p > SIZE_MAX / 1024) {
        return tsq__fail_memory(err);
    }
    wls->block = calloc(doubles * sizeof(double) + indices * sizeof(size_t), 1);
    if (wls->block == NULL) {
        return tsq__fail_memory(err);
    }
    double *next = wls->block;
    size_t *next_index = (size_t *)(void *)(next + doubles);
    wls->w = next;
    wls->residual = next + k;
    wls->free_share = next + 2 * k;
    wls->b = next + 3 * k;
    next += 3 * k + p;
    if (!tsq__model_mean_only(model)) {
        wls->q = next;
        wls->z = next + k * p;
        next += k * p + p;
        lay_out_qr(&wls->full, k, p, &next, &next_index);
        lay_out_qr(&wls->left, k, p, &next, &next_index);
        wls->high_row = next;
        wls->scratch = next + 2 * p * k;
        wls->group = wls->scratch + 2 * k + 4 * p;
        wls->high = next_index;
    }
    return TSQ_OK;
}

void tsq__wls_free(tsq__wls *wls)
{
    if (wls != NULL) {
        free(wls->block);
        *wls = (tsq__wls){0};
    }
}

/* Intercept only: the study of largest weight stands against the weighted mean of the others; the mean is counted from
 * that of the two which weighs more. */
static void fit_mean(tsq__wls *wls)
{
    const tsq__model *model = wls->model;
    const size_t k = model->k;
    const double *w = wls->w, *y = model->y;
    size_t lead = 0;
    for (size_t i = 1; i < k; i++) {
        lead = w[i] > w[lead] ? i : lead;
    }
    tsq__sum weight = {0}, total = {0};
    for (size_t i = 0; i < k; i++) {
        const double others = i == lead ? 0.0 : w[i];
        tsq__sum_add_positive(&weight, others);
        tsq__sum_add(&total, others * y[i]);
    }
    const double rest = tsq__sum_value(weight);
    const double mean_rest = rest > 0.0 ? tsq__sum_value(total) / rest : y[lead];
    const double all = rest + w[lead], per_all = 1.0 / all, gap = y[lead] - mean_rest, rest_share = rest * per_all;
    wls->lead = lead;
    wls->sum_w = all;
    wls->lead_share = w[lead] * per_all;
    const double step = wls->lead_share * gap;
    wls->b[0] = rest < w[lead] ? y[lead] - rest_share * gap : mean_rest + step;
    for (size_t i = 0; i < k; i++) {
        wls->residual[i] = (y[i] - mean_rest) - step;
        wls->free_share[i] = 1.0 - w[i] * per_all;
    }
    wls->residual[lead] = rest_share * gap;
    wls->free_share[lead] = rest_share;
}

void tsq__wls_fit(tsq__wls *wls, const double *w)
{
    for (size_t i = 0; i < wls->model->k; i++) {
        wls->w[i] = w[i];
    }
    if (tsq__model_mean_only(wls->model)) {
        fit_mean(wls);
    } else {
        tsq__wls_fit_design(wls);
    }
}

void tsq__wls_at(tsq__wls *wls, double t)
{
    const double *v = wls->model->v;
    for (size_t i = 0; i < wls->model->k; i++) {
        wls->w[i] = 1.0 / (v[i] + t);
    }
    tsq__wls_fit(wls, wls->w);
}
