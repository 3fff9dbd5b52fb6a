/* Weighted fits with moderators by QR.
 *
 * A study of leverage near 1 has a residual and a free share 1 - h near 0. Both are found from the fit of the other
 * studies, f = w x'(X'WX without it)^-1 x: h = f/(1 + f), 1 - h = 1/(1 + f), residual = (1 - h)(y - x'b without it);
 * nothing is subtracted that is nearly equal. Several such studies are treated together in the same way. */
#include "num/wls.h"

#include "num/sum.h"

#include <math.h>

/* Row i of the design. */
static void design_row(const tsq__model *model, size_t i, double *x)
{
    size_t c = 0;
    if (model->intercept) {
        x[c++] = model->ones == NULL ? 1.0 : model->ones[i];
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
    if (model->intercept && model->ones == NULL) {
        tsq__sum_add(&sum, -b[c++]);
    } else if (model->intercept) {
        const double one = model->ones[i], product = one * b[c];
        tsq__sum_add(&sum, -product);
        tsq__sum_add(&sum, -fma(one, b[c++], -product));
    }
    for (size_t j = 0; j < model->m; j++, c++) {
        const double x = model->x[j * model->k + i], product = x * b[c];
        tsq__sum_add(&sum, -product);
        tsq__sum_add(&sum, -fma(x, b[c], -product));
    }
    return tsq__sum_value(sum);
}

static double root_weight(const tsq__wls *wls, size_t i, const size_t *skip, size_t n_skip)
{
    for (size_t s = 0; s < n_skip; s++) {
        if (skip[s] == i) {
            return 0.0;
        }
    }
    return sqrt(wls->w[i]);
}

/* Factors W^1/2 X without the studies `skip`, and solves for b with one step of refinement.
 * z is Q'W^1/2 y, in its first p elements; scratch has k + p numbers. */
static bool solve(const tsq__wls *wls, tsq__qr *qr, const size_t *skip, size_t n_skip, double *b, double *z,
                  double *scratch)
{
    const tsq__model *model = wls->model;
    const size_t k = model->k, p = model->p;
    for (size_t i = 0; i < k; i++) {
        const double root = root_weight(wls, i, skip, n_skip);
        size_t c = 0;
        if (model->intercept) {
            qr->a[c++ * k + i] = model->ones == NULL ? root : root * model->ones[i];
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
        const double root = root_weight(wls, i, skip, n_skip);
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
    const bool regular = solve(wls, &wls->left, &i, 1, b, z, scratch);
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

/* m := m^-1 for a symmetric positive definite matrix, n x n, by Gauss-Jordan elimination on the diagonal. */
static bool invert(double *m, size_t n)
{
    for (size_t c = 0; c < n; c++) {
        const double pivot = m[c * n + c];
        if (!(pivot > 0.0)) {
            return false;
        }
        m[c * n + c] = 1.0;
        for (size_t j = 0; j < n; j++) {
            m[c * n + j] /= pivot;
        }
        for (size_t r = 0; r < n; r++) {
            const double factor = m[r * n + c];
            if (r != c) {
                m[r * n + c] = 0.0;
                for (size_t j = 0; j < n; j++) {
                    m[r * n + j] -= factor * m[c * n + j];
                }
            }
        }
    }
    return true;
}

/* Whether columns of a factored design keep a part of their length behind the columns before them. */
static bool apart(const tsq__qr *qr)
{
    for (size_t c = 0; c < qr->p; c++) {
        const double *column = qr->a + c * qr->k;
        double length = 0.0;
        for (size_t r = 0; r <= c; r++) {
            length = hypot(length, column[r]);
        }
        if (!(fabs(column[c]) > 0x1p-10 * length)) {
            return false;
        }
    }
    return true;
}

/* P of the studies of high leverage H among themselves, (W_H^-1 + X_H A^-1 X_H')^-1 with A = X'WX of the others, and
 * the rows f of X_H R^-1, A = R'R. */
static bool group_projection(tsq__wls *wls, double *f, double *projection, double *b)
{
    const size_t p = wls->model->p, n = wls->n_high;
    double *z = wls->scratch + wls->model->k + p, *x = z + p;
    if (!solve(wls, &wls->left, wls->high, n, b, z, wls->scratch) || !apart(&wls->left)) {
        return false; /* where the others hardly determine the model, the differences below cancel */
    }
    for (size_t a = 0; a < n; a++) {
        design_row(wls->model, wls->high[a], x);
        if (!tsq__qr_solve_transposed(&wls->left, x, f + a * p)) {
            return false;
        }
    }
    for (size_t a = 0; a < n; a++) {
        for (size_t c = 0; c < n; c++) {
            tsq__sum sum = {.high = a == c ? 1.0 / wls->w[wls->high[a]] : 0.0};
            for (size_t d = 0; d < p; d++) {
                tsq__sum_add(&sum, f[a * p + d] * f[c * p + d]);
            }
            projection[a * n + c] = tsq__sum_value(sum);
        }
    }
    return invert(projection, n);
}

/* Whether the two ways agree on P_ii. They do not where a study is the only one to carry a coefficient: then the
 * others alone do not determine the model, and what was found without each study stands. */
static bool agrees(const tsq__wls *wls, const double *projection)
{
    for (size_t a = 0; a < wls->n_high; a++) {
        const size_t i = wls->high[a];
        const double alone = wls->w[i] * wls->free_share[i];
        if (!(fabs(projection[a * wls->n_high + a] - alone) <= 1e-6 * alone)) {
            return false;
        }
    }
    return true;
}

/* Whether the free shares add up to k - p with those of the group. They do not where the studies outside of it hardly
 * determine the coefficients. */
static bool adds_up(const tsq__wls *wls, const double *projection)
{
    const double df = (double)(wls->model->k - wls->model->p);
    tsq__sum sum = {.high = -df};
    for (size_t i = 0; i < wls->model->k; i++) {
        tsq__sum_add(&sum, wls->free_share[i]);
    }
    for (size_t a = 0; a < wls->n_high; a++) {
        const size_t i = wls->high[a];
        tsq__sum_add(&sum, projection[a * wls->n_high + a] / wls->w[i] - wls->free_share[i]);
    }
    return fabs(tsq__sum_value(sum)) <= 1e-13 * df;
}

/* Rows of QQ' of the studies of high leverage: q_i . q_j = -P_ij / sqrt(w_i w_j), with P_HL = -P_HH X_H A^-1 X_L'W_L. */
static void group_rows(tsq__wls *wls, const double *f, const double *projection)
{
    const size_t k = wls->model->k, p = wls->model->p, n = wls->n_high;
    double *x = wls->scratch, *fj = x + p;
    for (size_t j = 0; j < k; j++) {
        design_row(wls->model, j, x);
        (void)tsq__qr_solve_transposed(&wls->left, x, fj);
        for (size_t a = 0; a < n; a++) {
            tsq__sum sum = {0};
            for (size_t m = 0; m < n; m++) {
                for (size_t d = 0; d < p; d++) {
                    tsq__sum_add(&sum, projection[a * n + m] * f[m * p + d] * fj[d]);
                }
            }
            wls->high_row[a * k + j] = tsq__sum_value(sum) * sqrt(wls->w[j] / wls->w[wls->high[a]]);
        }
    }
    for (size_t a = 0; a < n; a++) {
        for (size_t m = 0; m < n; m++) {
            const size_t i = wls->high[a], j = wls->high[m];
            wls->high_row[a * k + j] = -projection[a * n + m] / sqrt(wls->w[i] * wls->w[j]);
        }
    }
}

/* Whether a study leaves so little free that more than three digits were at stake. */
static bool some_scarce(const tsq__wls *wls)
{
    bool any = false;
    for (size_t a = 0; a < wls->n_high; a++) {
        any = any || wls->free_share[wls->high[a]] < 0x1p-10;
    }
    return any;
}

/* Several studies of high leverage together: two of them can be so precise that what they share is lost next to what
 * each has alone. */
static void treat_group(tsq__wls *wls)
{
    const tsq__model *model = wls->model;
    const size_t p = model->p, n = wls->n_high;
    double *f = wls->group, *projection = f + 2 * p * p, *b = projection + p * p;
    if (n < 2 || n > p || !some_scarce(wls) || !group_projection(wls, f, projection, b) || !agrees(wls, projection) ||
        !adds_up(wls, projection)) {
        return;
    }
    double *gap = wls->scratch;
    for (size_t a = 0; a < n; a++) {
        gap[a] = less_predicted(model, wls->high[a], b, model->y[wls->high[a]]);
    }
    for (size_t a = 0; a < n; a++) {
        tsq__sum sum = {0};
        for (size_t m = 0; m < n; m++) {
            tsq__sum_add(&sum, projection[a * n + m] * gap[m]);
        }
        wls->residual[wls->high[a]] = tsq__sum_value(sum) / wls->w[wls->high[a]];
        wls->free_share[wls->high[a]] = projection[a * n + a] / wls->w[wls->high[a]];
    }
    group_rows(wls, f, projection);
}

void tsq__wls_fit_design(tsq__wls *wls)
{
    const size_t k = wls->model->k;
    wls->lane_rss = wls->lane_trace = NAN;
    (void)solve(wls, &wls->full, NULL, 0, wls->b, wls->z, wls->scratch);
    wls->sum_w = wls->full.a[0] * wls->full.a[0];
    form_q(wls);
    form_residuals(wls);
    for (size_t at = 0; at < wls->n_high; at++) {
        treat_high(wls, at);
    }
    treat_group(wls);
    for (size_t i = 0; wls->model->exact_fit && i < k; i++) {
        wls->residual[i] = 0.0;
    }
}
