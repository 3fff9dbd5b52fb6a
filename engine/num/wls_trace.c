/* Sums and traces of a weighted fit, every term of them positive; see wls.h.
 *
 * tr(P G P H) = sum_ij g_i h_j w_i w_j (delta_ij - q_i . q_j)^2 with q_i the rows of Q. For the few studies of
 * leverage above 1/2 the terms are summed as they stand, with q_i . q_j from the fit without the study; for all others
 * sum_i g_i h_i w_i^2 (1 - 2 h_i) + <Q'GWQ, Q'HWQ> is the same sum, and each of its terms is positive. */
#include "num/wls.h"

#include "num/sum.h"

#include <math.h>

static double at(const double *g, size_t i)
{
    return g == NULL ? 1.0 : g[i];
}

double tsq__wls_rss(const tsq__wls *wls)
{
    tsq__sum sum = {0};
    if (wls->q != NULL && !isnan(wls->lane_rss)) {
        return wls->lane_rss;
    }
    for (size_t i = 0; i < wls->model->k; i++) {
        tsq__sum_add_positive(&sum, wls->w[i] * wls->residual[i] * wls->residual[i]);
    }
    return tsq__sum_value(sum);
}

double tsq__wls_score(const tsq__wls *wls)
{
    tsq__sum sum = {0};
    for (size_t i = 0; i < wls->model->k; i++) {
        const double u = wls->w[i] * wls->residual[i];
        tsq__sum_add_positive(&sum, u * u);
    }
    return tsq__sum_value(sum);
}

/* u'Pu with u = We: the weighted sum of squares of u about its fit on X. */
double tsq__wls_curvature(const tsq__wls *wls)
{
    const size_t k = wls->model->k, p = wls->q == NULL ? 0 : wls->model->p;
    tsq__sum sum = {0}, mean = {0};
    for (size_t i = 0; p == 0 && i < k; i++) {
        tsq__sum_add(&mean, wls->w[i] * wls->w[i] * wls->residual[i]);
    }
    const double centre = p == 0 ? tsq__sum_value(mean) / wls->sum_w : 0.0;
    for (size_t c = 0; c < p; c++) {
        tsq__sum fitted = {0};
        for (size_t i = 0; i < k; i++) {
            tsq__sum_add(&fitted, wls->q[c * k + i] * sqrt(wls->w[i]) * wls->w[i] * wls->residual[i]);
        }
        wls->scratch[c] = tsq__sum_value(fitted);
    }
    for (size_t i = 0; i < k; i++) {
        double u = sqrt(wls->w[i]) * (wls->w[i] * wls->residual[i] - centre);
        for (size_t c = 0; c < p; c++) {
            u -= wls->q[c * k + i] * wls->scratch[c];
        }
        tsq__sum_add(&sum, u * u);
    }
    return tsq__sum_value(sum);
}

double tsq__wls_trace(const tsq__wls *wls, const double *g)
{
    tsq__sum sum = {0};
    if (wls->q != NULL && g == NULL && !isnan(wls->lane_trace)) {
        return wls->lane_trace;
    }
    for (size_t i = 0; i < wls->model->k; i++) {
        tsq__sum_add_positive(&sum, wls->w[i] * wls->free_share[i] * at(g, i));
    }
    return tsq__sum_value(sum);
}

static double trace2_mean(const tsq__wls *wls, const double *g, const double *h)
{
    const size_t k = wls->model->k, lead = wls->lead;
    const double lead_g = wls->w[lead] * at(g, lead), lead_h = wls->w[lead] * at(h, lead);
    tsq__sum sum = {0}, cross = {0}, share_g = {0}, share_h = {0};
    tsq__sum_add(&sum, lead_g * lead_h * wls->free_share[lead] * wls->free_share[lead]);
    for (size_t i = 0; i < k; i++) {
        if (i == lead) {
            continue;
        }
        const double share = wls->w[i] / wls->sum_w;
        const double gi = wls->w[i] * at(g, i), hi = wls->w[i] * at(h, i);
        tsq__sum_add(&cross, (lead_g * hi + gi * lead_h) * share);
        tsq__sum_add(&sum, gi * hi * (1.0 - 2.0 * share));
        tsq__sum_add(&share_g, gi * share);
        tsq__sum_add(&share_h, hi * share);
    }
    return tsq__sum_value(sum) + wls->lead_share * tsq__sum_value(cross) +
           tsq__sum_value(share_g) * tsq__sum_value(share_h);
}

static bool is_high(const tsq__wls *wls, size_t i)
{
    for (size_t a = 0; a < wls->n_high; a++) {
        if (wls->high[a] == i) {
            return true;
        }
    }
    return false;
}

/* Terms with at least one study of high leverage. */
static double trace2_high(const tsq__wls *wls, const double *g, const double *h)
{
    const size_t k = wls->model->k;
    tsq__sum sum = {0};
    for (size_t a = 0; a < wls->n_high; a++) {
        const size_t i = wls->high[a];
        const double *row = wls->high_row + a * k;
        const double gi = wls->w[i] * at(g, i), hi = wls->w[i] * at(h, i);
        for (size_t j = 0; j < k; j++) {
            const double gj = wls->w[j] * at(g, j), hj = wls->w[j] * at(h, j);
            if (j == i) {
                tsq__sum_add(&sum, gi * hi * wls->free_share[i] * wls->free_share[i]);
            } else if (is_high(wls, j)) {
                tsq__sum_add(&sum, gi * hj * row[j] * row[j]);
            } else {
                tsq__sum_add(&sum, (gi * hj + gj * hi) * row[j] * row[j]);
            }
        }
    }
    return tsq__sum_value(sum);
}

static double trace2_design(const tsq__wls *wls, const double *g, const double *h)
{
    const size_t k = wls->model->k, p = wls->model->p;
    tsq__sum sum = {0};
    tsq__sum_add(&sum, trace2_high(wls, g, h));
    for (size_t i = 0; i < k; i++) {
        if (!is_high(wls, i)) {
            tsq__sum_add(&sum, wls->w[i] * at(g, i) * wls->w[i] * at(h, i) * (2.0 * wls->free_share[i] - 1.0));
        }
    }
    for (size_t c = 0; c < p; c++) {
        for (size_t d = 0; d < p; d++) {
            tsq__sum of_g = {0}, of_h = {0};
            for (size_t i = 0; i < k; i++) {
                const double product = is_high(wls, i) ? 0.0 : wls->q[c * k + i] * wls->q[d * k + i] * wls->w[i];
                tsq__sum_add(&of_g, product * at(g, i));
                tsq__sum_add(&of_h, product * at(h, i));
            }
            tsq__sum_add(&sum, tsq__sum_value(of_g) * tsq__sum_value(of_h));
        }
    }
    return tsq__sum_value(sum);
}

double tsq__wls_trace2(const tsq__wls *wls, const double *g, const double *h)
{
    return wls->q == NULL ? trace2_mean(wls, g, h) : trace2_design(wls, g, h);
}

double tsq__wls_sum_w(const tsq__wls *wls)
{
    tsq__sum sum = {0};
    for (size_t i = 0; i < wls->model->k; i++) {
        tsq__sum_add(&sum, wls->w[i]);
    }
    return tsq__sum_value(sum);
}

double tsq__wls_sum_w2(const tsq__wls *wls)
{
    tsq__sum sum = {0};
    for (size_t i = 0; i < wls->model->k; i++) {
        tsq__sum_add(&sum, wls->w[i] * wls->w[i]);
    }
    return tsq__sum_value(sum);
}

double tsq__wls_log_det(const tsq__wls *wls)
{
    if (wls->q == NULL) {
        return log(wls->sum_w);
    }
    tsq__sum sum = {0};
    for (size_t c = 0; c < wls->model->p; c++) {
        tsq__sum_add(&sum, 2.0 * log(fabs(wls->full.a[c * wls->model->k + c])));
    }
    return tsq__sum_value(sum);
}
