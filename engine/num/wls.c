/* Weighted fits: intercept only in closed form, with moderators by QR; see wls.h.
 *
 * A study of leverage near 1 has a residual and a free share 1 - h near 0. Both are found from the fit of the other
 * studies, f = w x'(X'WX without it)^-1 x: h = f/(1 + f), 1 - h = 1/(1 + f), residual = (1 - h)(y - x'b without it);
 * nothing is subtracted that is nearly equal. */
#include "num/wls.h"

#include "base/error.h"
#include "num/sum.h"

#include <math.h>
#include <stdlib.h>

static bool mean_only(const tsq__model *model)
{
    return model->m == 0;
}

/* Doubles that the block of arrays holds. */
static size_t block_doubles(const tsq__model *model)
{
    const size_t k = model->k, p = model->p;
    const size_t basic = 3 * k + p;
    return mean_only(model) ? basic
                            : basic + k * p /* q */ + p /* z */ + 2 * (k * p + 2 * p) /* two factorisations */ +
                                  2 * p * k /* high_row */ + 2 * k + 4 * p /* scratch */;
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
    if (!mean_only(model)) {
        wls->q = next;
        wls->z = next + k * p;
        next += k * p + p;
        lay_out_qr(&wls->full, k, p, &next, &next_index);
        lay_out_qr(&wls->left, k, p, &next, &next_index);
        wls->high_row = next;
        wls->scratch = next + 2 * p * k;
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

/* Intercept only: the study of largest weight stands against the weighted mean of the others. */
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
        tsq__sum_add(&weight, others);
        tsq__sum_add(&total, others * y[i]);
    }
    const double rest = tsq__sum_value(weight);
    const double mean_rest = rest > 0.0 ? tsq__sum_value(total) / rest : y[lead];
    const double all = rest + w[lead], gap = y[lead] - mean_rest;
    wls->lead = lead;
    wls->sum_w = all;
    wls->lead_share = w[lead] / all;
    wls->b[0] = mean_rest + wls->lead_share * gap;
    const double step = wls->lead_share * gap;
    for (size_t i = 0; i < k; i++) {
        wls->residual[i] = (y[i] - mean_rest) - step;
        wls->free_share[i] = 1.0 - w[i] / all;
    }
    wls->residual[lead] = rest / all * gap;
    wls->free_share[lead] = rest / all;
}

/* Row i of the design. */
static void design_row(const tsq__model *model, size_t i, double *x)
{
    size_t c = 0;
    if (model->intercept) {
        x[c++] = 1.0;
    }
    for (size_t j = 0; j < model->m; j++) {
        x[c++] = model->x[j * model->k + i];
    }
}

/* start - x_i'b with exact products, so that only the final rounding counts: with nearly dependent moderators the
 * terms are much larger than the sum. */
static double less_predicted(const tsq__model *model, size_t i, const double *b, double start)
{
    tsq__sum sum = {.high = start};
    size_t c = 0;
    if (model->intercept) {
        tsq__sum_add(&sum, -b[c++]);
    }
    for (size_t j = 0; j < model->m; j++, c++) {
        const double x = model->x[j * model->k + i], product = x * b[c];
        tsq__sum_add(&sum, -product);
        tsq__sum_add(&sum, -fma(x, b[c], -product));
    }
    return tsq__sum_value(sum);
}

/* Factors W^1/2 X without study `skip` (k for none), and solves for b with one step of refinement.
 * z is Q'W^1/2 y, in its first p elements; scratch has k numbers. */
static bool solve(const tsq__wls *wls, tsq__qr *qr, size_t skip, double *b, double *z, double *scratch)
{
    const tsq__model *model = wls->model;
    const size_t k = model->k, p = model->p;
    for (size_t i = 0; i < k; i++) {
        const double root = i == skip ? 0.0 : sqrt(wls->w[i]);
        size_t c = 0;
        if (model->intercept) {
            qr->a[c++ * k + i] = root;
        }
        for (size_t j = 0; j < model->m; j++) {
            qr->a[c++ * k + i] = root * model->x[j * k + i];
        }
        scratch[i] = root * model->y[i];
    }
    tsq__qr_factor(qr, model->intercept ? 1 : 0);
    tsq__qr_apply_transposed(qr, scratch);
    for (size_t c = 0; c < p; c++) {
        z[c] = scratch[c];
    }
    if (!tsq__qr_solve(qr, z, b)) {
        return false;
    }
    for (size_t i = 0; i < k; i++) {
        const double root = i == skip ? 0.0 : sqrt(wls->w[i]);
        scratch[i] = root * less_predicted(model, i, b, model->y[i]);
    }
    tsq__qr_apply_transposed(qr, scratch);
    double *change = scratch + k;
    (void)tsq__qr_solve(qr, scratch, change);
    for (size_t c = 0; c < p; c++) {
        z[c] += scratch[c];
        b[c] += change[c];
    }
    return true;
}

/* The thin Q, and leverages from it. */
static void form_q(tsq__wls *wls)
{
    const size_t k = wls->model->k, p = wls->model->p;
    for (size_t c = 0; c < p; c++) {
        double *column = wls->q + c * k;
        for (size_t i = 0; i < k; i++) {
            column[i] = i == c ? 1.0 : 0.0;
        }
        tsq__qr_apply(&wls->full, column);
    }
    wls->n_high = 0;
    for (size_t i = 0; i < k; i++) {
        double h = 0.0;
        for (size_t c = 0; c < p; c++) {
            h += wls->q[c * k + i] * wls->q[c * k + i];
        }
        wls->free_share[i] = 1.0 - h;
        if (h > 0.5 && wls->n_high < 2 * p) {
            wls->high[wls->n_high++] = i;
        }
    }
}

/* y - Xb, and of that what is orthogonal to X: the rounding of b leaves a part in the space of X, which is taken out. */
static void form_residuals(tsq__wls *wls)
{
    const tsq__model *model = wls->model;
    const size_t k = model->k, p = model->p;
    double *part = wls->scratch;
    tsq__sum sum;
    for (size_t i = 0; i < k; i++) {
        wls->residual[i] = less_predicted(model, i, wls->b, model->y[i]);
    }
    for (size_t c = 0; c < p; c++) {
        sum = (tsq__sum){0};
        for (size_t i = 0; i < k; i++) {
            tsq__sum_add(&sum, wls->q[c * k + i] * sqrt(wls->w[i]) * wls->residual[i]);
        }
        part[c] = tsq__sum_value(sum);
    }
    for (size_t i = 0; i < k; i++) {
        double correction = 0.0;
        for (size_t c = 0; c < p; c++) {
            correction += wls->q[c * k + i] * part[c];
        }
        wls->residual[i] -= wls->w[i] > 0.0 ? correction / sqrt(wls->w[i]) : 0.0;
    }
}

/* Free share, residual and row of QQ' of a study of high leverage, from the fit without it. */
static void treat_high(tsq__wls *wls, size_t at)
{
    const tsq__model *model = wls->model;
    const size_t k = model->k, p = model->p, i = wls->high[at];
    double *row = wls->high_row + at * k, *scratch = wls->scratch;
    double *b = scratch + k + p, *z = b + p, *x = z + p;
    const bool regular = solve(wls, &wls->left, i, b, z, scratch);
    design_row(model, i, x);
    double f = INFINITY;
    if (regular && tsq__qr_solve_transposed(&wls->left, x, z)) {
        tsq__sum sum = {0};
        for (size_t c = 0; c < p; c++) {
            tsq__sum_add(&sum, z[c] * z[c]);
        }
        f = wls->w[i] * tsq__sum_value(sum);
    }
    const double share = 1.0 / (1.0 + f);
    wls->free_share[i] = share;
    wls->residual[i] = share > 0.0 ? share * less_predicted(model, i, b, model->y[i]) : 0.0;
    double *direction = x;
    const bool solved = share > 0.0 && tsq__qr_solve(&wls->left, z, direction);
    for (size_t j = 0; j < k; j++) {
        row[j] = solved ? -share * sqrt(wls->w[i]) * sqrt(wls->w[j]) * less_predicted(model, j, direction, 0.0) : 0.0;
    }
    row[i] = 1.0 - share;
}

static void fit_design(tsq__wls *wls)
{
    const size_t k = wls->model->k;
    (void)solve(wls, &wls->full, k, wls->b, wls->z, wls->scratch);
    form_q(wls);
    form_residuals(wls);
    for (size_t at = 0; at < wls->n_high; at++) {
        treat_high(wls, at);
    }
    for (size_t i = 0; wls->model->exact_fit && i < k; i++) {
        wls->residual[i] = 0.0;
    }
}

void tsq__wls_fit(tsq__wls *wls, const double *w)
{
    for (size_t i = 0; i < wls->model->k; i++) {
        wls->w[i] = w[i];
    }
    if (mean_only(wls->model)) {
        fit_mean(wls);
    } else {
        fit_design(wls);
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
