/* The projection of a weighted fit against explicit matrices, where those are well conditioned, and against exact
 * values where one study dominates. */
#include "check.h"

#include "num/wls.h"

#define K 9

static const double yi[K] = {0.31, -0.2, 1.45, 0.77, 0.12, -0.93, 0.4, 2.2, 0.05};
static const double vi[K] = {0.04, 0.9, 0.13, 0.27, 0.35, 0.08, 0.51, 1.7, 0.22};
static const double xs[3 * K] = {1,   0,   2,   5,   3, 3, 1, 4, 2, 0.1, 0.9, 0.3, 0.2, 0.8,
                                 0.5, 0.7, 0.4, 0.6, 0, 1, 0, 0, 1, 0,   0,   0,   1};

struct fit {
    tsq__model model;
    tsq__wls wls;
};

static void open_fit(struct fit *fit, size_t m, bool intercept)
{
    const tsq_studies studies = {.k = K, .yi = yi, .vi = vi, .m = m, .X = xs};
    assert_int_equal(tsq__model_new(&studies, intercept, &fit->model, NULL), TSQ_OK);
    assert_int_equal(tsq__wls_new(&fit->model, &fit->wls, NULL), TSQ_OK);
}

static void close_fit(struct fit *fit)
{
    tsq__wls_free(&fit->wls);
    tsq__model_free(&fit->model);
}

/* P = W - WX (X'WX)^-1 X'W by Gauss-Jordan elimination. */
static void explicit_projection(const struct fit *fit, double p_matrix[K][K])
{
    const tsq__model *model = &fit->model;
    const size_t p = model->p;
    double x[K][4], a[4][8] = {{0}};
    for (size_t i = 0; i < K; i++) {
        size_t c = 0;
        if (model->intercept) {
            x[i][c++] = 1.0;
        }
        for (size_t j = 0; j < model->m; j++) {
            x[i][c++] = model->x[j * K + i];
        }
    }
    for (size_t c = 0; c < p; c++) {
        for (size_t d = 0; d < p; d++) {
            for (size_t i = 0; i < K; i++) {
                a[c][d] += fit->wls.w[i] * x[i][c] * x[i][d];
            }
        }
        a[c][p + c] = 1.0;
    }
    for (size_t c = 0; c < p; c++) {
        const double pivot = a[c][c];
        for (size_t d = 0; d < 2 * p; d++) {
            a[c][d] /= pivot;
        }
        for (size_t r = 0; r < p; r++) {
            const double factor = r == c ? 0.0 : a[r][c];
            for (size_t d = 0; d < 2 * p; d++) {
                a[r][d] -= factor * a[c][d];
            }
        }
    }
    for (size_t i = 0; i < K; i++) {
        for (size_t j = 0; j < K; j++) {
            double form = 0.0;
            for (size_t c = 0; c < p; c++) {
                for (size_t d = 0; d < p; d++) {
                    form += x[i][c] * a[c][p + d] * x[j][d];
                }
            }
            const double wi = fit->wls.w[i], wj = fit->wls.w[j];
            p_matrix[i][j] = (i == j ? wi : 0.0) - wi * wj * form;
        }
    }
}

static void traces_and_forms(void **state)
{
    (void)state;
    static const struct {
        size_t m;
        bool intercept;
    } designs[] = {{0, true}, {1, true}, {2, true}, {3, true}, {2, false}};
    for (size_t at = 0; at < sizeof designs / sizeof *designs; at++) {
        for (double t = 0.0; t < 2.0; t = 3.0 * t + 0.03) {
            struct fit fit;
            double p[K][K];
            open_fit(&fit, designs[at].m, designs[at].intercept);
            tsq__wls_at(&fit.wls, t);
            explicit_projection(&fit, p);
            const double *y = fit.model.y, *v = fit.model.v;
            double rss = 0, score = 0, curvature = 0, trace = 0, trace_v = 0, pp = 0, pvpv = 0, pvp = 0, py[K], ppy[K];
            for (size_t i = 0; i < K; i++) {
                py[i] = 0;
                for (size_t j = 0; j < K; j++) {
                    py[i] += p[i][j] * y[j];
                    pp += p[i][j] * p[i][j];
                    pvpv += v[i] * p[i][j] * v[j] * p[i][j];
                    pvp += p[i][j] * v[j] * p[i][j];
                }
                rss += y[i] * py[i];
                score += py[i] * py[i];
                trace += p[i][i];
                trace_v += p[i][i] * v[i];
            }
            for (size_t i = 0; i < K; i++) {
                ppy[i] = 0;
                for (size_t j = 0; j < K; j++) {
                    ppy[i] += p[i][j] * py[j];
                }
                curvature += py[i] * ppy[i];
            }
            check_close(tsq__wls_rss(&fit.wls), rss, 1e-12, 0);
            check_close(tsq__wls_score(&fit.wls), score, 1e-12, 0);
            check_close(tsq__wls_curvature(&fit.wls), curvature, 1e-12, 0);
            check_close(tsq__wls_trace(&fit.wls, NULL), trace, 1e-12, 0);
            check_close(tsq__wls_trace(&fit.wls, v), trace_v, 1e-12, 0);
            check_close(tsq__wls_trace2(&fit.wls, NULL, NULL), pp, 1e-12, 0);
            check_close(tsq__wls_trace2(&fit.wls, v, v), pvpv, 1e-12, 0);
            check_close(tsq__wls_trace2(&fit.wls, v, NULL), pvp, 1e-12, 0);
            close_fit(&fit);
        }
    }
}

/* Two studies: everything in closed form, also when one weighs 1e20 times the other. */
static void a_dominating_study_keeps_its_digits(void **state)
{
    (void)state;
    const double y[] = {1.0, 3.0}, v[] = {1e-20, 1.0};
    const tsq_studies studies = {.k = 2, .yi = y, .vi = v};
    tsq__model model;
    tsq__wls wls;
    assert_int_equal(tsq__model_new(&studies, true, &model, NULL), TSQ_OK);
    assert_int_equal(tsq__wls_new(&model, &wls, NULL), TSQ_OK);
    tsq__wls_at(&wls, 0.0);
    const double spread = 1.0 + 1e-20; /* y'Py = (y1 - y2)^2 / (v1 + v2), tr P = 2 / (v1 + v2), y'PPy = 2 (...)^2 */
    check_close(tsq__wls_rss(&wls), 4.0 / spread, 1e-15, 0);
    check_close(tsq__model_unscale(&model, tsq__wls_trace(&wls, NULL), -2), 2.0 / spread, 1e-15, 0);
    check_close(tsq__model_unscale(&model, tsq__wls_score(&wls), -2), 8.0 / spread / spread, 1e-15, 0);
    check_close(tsq__model_unscale(&model, tsq__wls_trace2(&wls, NULL, NULL), -4), 4.0, 1e-15, 0);
    tsq__wls_free(&wls);
    tsq__model_free(&model);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(traces_and_forms),
        cmocka_unit_test(a_dominating_study_keeps_its_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
