/* Coefficients and their covariances in the caller's units; see wls.h. */
#include "num/wls.h"

#include "num/sum.h"

#include <math.h>

/* From the basis to the scaled moderators, in place: Zg = Xb, so that g_c = sum_j mix_cj b_j + 2^e_c b_c. */
static void from_basis(const tsq__model *model, double *b)
{
    const size_t first = model->intercept ? 1 : 0, p = model->p;
    for (size_t c = p; c-- > 0;) {
        tsq__sum sum = {.high = b[c]};
        for (size_t j = c + 1; j < p; j++) {
            const double factor = model->mix[(j - first) * p + c], product = factor * b[j];
            tsq__sum_add(&sum, -product);
            tsq__sum_add(&sum, -fma(factor, b[j], -product));
        }
        const int exponent = c < first ? 0 : model->z_exp[c - first];
        b[c] = ldexp(tsq__sum_value(sum), -exponent);
    }
}

/* Takes coefficients (or a column of R^-1) to the caller's units and origin of the moderators, in place. */
static void to_caller(const tsq__model *model, double *b)
{
    const size_t first = model->intercept ? 1 : 0;
    if (model->m > 0) {
        from_basis(model, b);
    }
    for (size_t c = 0; c < model->p; c++) {
        b[c] = ldexp(b[c], model->y_exp - (c < first ? 0 : model->x_exp[c - first]));
    }
    if (model->intercept) {
        tsq__sum sum = {.high = b[0]};
        for (size_t j = 0; j < model->m; j++) {
            const double product = b[j + 1] * model->x_shift[j];
            tsq__sum_add(&sum, -product);
            tsq__sum_add(&sum, -fma(b[j + 1], model->x_shift[j], -product));
        }
        b[0] = tsq__sum_value(sum);
    }
}

void tsq__wls_coefficients(const tsq__wls *wls, double *b)
{
    const tsq__model *model = wls->model;
    for (size_t c = 0; c < model->p; c++) {
        b[c] = wls->b[c];
    }
    to_caller(model, b);
    if (model->intercept) {
        b[0] += model->y_shift;
    }
}

static double weighted_product(const tsq__wls *wls, size_t c, size_t d, const double *g)
{
    tsq__sum sum = {0};
    for (size_t i = 0; i < wls->model->k; i++) {
        const double factor = g == NULL ? wls->w[i] : wls->w[i] * g[i];
        tsq__sum_add(&sum, tsq__wls_q(wls, i, c) * tsq__wls_q(wls, i, d) * factor);
    }
    return tsq__sum_value(sum);
}

void tsq__wls_core_sandwich(const tsq__wls *wls, const double *variance, double *core)
{
    const size_t p = wls->model->p;
    for (size_t c = 0; c < p; c++) {
        for (size_t d = 0; d < p; d++) {
            core[c * p + d] = weighted_product(wls, c, d, variance);
        }
    }
}

void tsq__wls_core_kenward_roger(tsq__wls *wls, double *derivative, double *excess)
{
    const size_t k = wls->model->k, p = wls->model->p;
    tsq__wls_core_sandwich(wls, NULL, derivative);
    for (size_t c = 0; c < p; c++) {
        for (size_t d = 0; d <= c; d++) {
            tsq__sum sum = {0};
            for (size_t i = 0; i < k; i++) {
                double left = wls->w[i] * tsq__wls_q(wls, i, c), right = wls->w[i] * tsq__wls_q(wls, i, d);
                for (size_t a = 0; a < p; a++) {
                    left -= tsq__wls_q(wls, i, a) * derivative[a * p + c];
                    right -= tsq__wls_q(wls, i, a) * derivative[a * p + d];
                }
                tsq__sum_add(&sum, left * right);
            }
            excess[c * p + d] = excess[d * p + c] = tsq__sum_value(sum);
        }
    }
}

void tsq__wls_map(const tsq__wls *wls, double *map)
{
    const tsq__model *model = wls->model;
    const size_t p = model->p;
    for (size_t c = 0; c < p; c++) {
        double *column = map + c * p;
        if (wls->q == NULL) {
            column[0] = 1.0 / sqrt(wls->sum_w);
        } else {
            double unit[64];
            double *right = p <= 64 ? unit : wls->scratch;
            for (size_t a = 0; a < p; a++) {
                right[a] = a == c ? 1.0 : 0.0;
            }
            (void)tsq__qr_solve(&wls->full, right, column);
        }
        to_caller(model, column);
    }
}

void tsq__wls_covariance(const tsq__wls *wls, const double *core, double *work, double *vcov)
{
    const size_t p = wls->model->p;
    tsq__wls_map(wls, work);
    for (size_t a = 0; a < p; a++) {
        for (size_t b = 0; b <= a; b++) {
            tsq__sum sum = {0};
            for (size_t c = 0; c < p; c++) {
                if (core == NULL) {
                    tsq__sum_add(&sum, work[c * p + a] * work[c * p + b]);
                    continue;
                }
                for (size_t d = 0; d < p; d++) {
                    tsq__sum_add(&sum, work[c * p + a] * core[c * p + d] * work[d * p + b]);
                }
            }
            vcov[a * p + b] = vcov[b * p + a] = tsq__sum_value(sum);
        }
    }
}

/* Element a of (X'WX)^-1 x_i w_i. */
static double bearing(const tsq__wls *wls, const double *map, size_t i, size_t a)
{
    const size_t p = wls->model->p;
    tsq__sum sum = {0};
    for (size_t c = 0; c < p; c++) {
        tsq__sum_add(&sum, map[c * p + a] * tsq__wls_q(wls, i, c));
    }
    return tsq__sum_value(sum) * sqrt(wls->w[i]);
}

void tsq__wls_sandwich(const tsq__wls *wls, const double *variance, double *work, double *vcov)
{
    const size_t p = wls->model->p;
    tsq__wls_map(wls, work);
    for (size_t a = 0; a < p; a++) {
        for (size_t b = 0; b <= a; b++) {
            tsq__sum sum = {0};
            for (size_t i = 0; i < wls->model->k; i++) {
                tsq__sum_add(&sum, bearing(wls, work, i, a) * bearing(wls, work, i, b) * variance[i]);
            }
            vcov[a * p + b] = vcov[b * p + a] = tsq__sum_value(sum);
        }
    }
}

/* u'K^-1 u by Cholesky's factorisation of K, in place, n x n with row length n. NaN if K is not positive definite. */
static double solve_form(double *core, double *u, size_t n)
{
    tsq__sum sum = {0};
    for (size_t i = 0; i < n; i++) {
        for (size_t j = 0; j <= i; j++) {
            double value = core[i * n + j];
            for (size_t c = 0; c < j; c++) {
                value -= core[i * n + c] * core[j * n + c];
            }
            if (i == j && !(value > 0.0)) {
                return NAN;
            }
            core[i * n + j] = i == j ? sqrt(value) : value / core[j * n + j];
        }
        for (size_t c = 0; c < i; c++) {
            u[i] -= core[i * n + c] * u[c];
        }
        u[i] /= core[i * n + i];
        tsq__sum_add(&sum, u[i] * u[i]);
    }
    return tsq__sum_value(sum);
}

double tsq__wls_wald(const tsq__wls *wls, const double *core, double *work)
{
    const size_t p = wls->model->p, first = wls->model->intercept ? 1 : 0, n = p - first;
    if (wls->q == NULL || n == 0) {
        return NAN;
    }
    double *u = work + n * n;
    tsq__sum sum = {0};
    for (size_t c = 0; c < n; c++) {
        u[c] = wls->z[c + first];
        tsq__sum_add(&sum, u[c] * u[c]);
        for (size_t d = 0; core != NULL && d < n; d++) {
            work[c * n + d] = core[(c + first) * p + d + first];
        }
    }
    return core == NULL ? tsq__sum_value(sum) : solve_form(work, u, n);
}
