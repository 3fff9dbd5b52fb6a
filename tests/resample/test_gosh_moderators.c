/* Subsets with moderators: each is fitted as tsq_fit fits it alone, to the bit; summaries are those of the rows; subsets
 * without an estimate; threads and stops. */
#include "check.h"

#include <tausq/resample.h>

#include "num/stream.h"

#include <stdlib.h>
#include <string.h>

enum { K = 9, M = 2, P = 3, ALL = (1 << K) - 1 };

struct data {
    double yi[K], vi[K], X[M * K];
    tsq_studies studies;
};

/* A slope, and a group of three of the studies. */
static void fill(struct data *data)
{
    tsq__stream stream = tsq__stream_at(23, 5);
    for (size_t i = 0; i < K; i++) {
        data->vi[i] = 0.02 + 0.1 * tsq__stream_uniform(&stream);
        data->X[i] = (double)i / 4.0;
        data->X[K + i] = i % 3 == 1 ? 1.0 : 0.0;
        data->yi[i] = 0.3 * data->X[i] - 0.2 + sqrt(data->vi[i] + 0.04) * tsq__stream_normal(&stream);
    }
    data->studies = (tsq_studies){.k = K, .yi = data->yi, .vi = data->vi, .m = M, .X = data->X};
}

struct rows {
    const struct data *data;
    const tsq_fit_options *fit;
    uint64_t n, failed;
    tsq_status stop;
    double estimate[P][ALL], tau2[ALL];
    uint64_t positive[P], significant[P], with[K];
    double sum_with[P][K];
};

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

/* The subset as tsq_fit has it alone. */
static tsq_status compare(void *context, const tsq_subset *subset)
{
    struct rows *rows = context;
    double yi[K], vi[K], X[M * K];
    size_t k = 0, p = rows->fit->no_intercept ? M : P;
    for (size_t c = 0; c < M; c++) {
        size_t own = 0;
        for (size_t i = 0; i < K; i++) {
            own += subset->in[0] >> i & 1;
        }
        for (size_t i = 0, next = 0; i < K; i++) {
            if ((subset->in[0] >> i & 1) != 0) {
                X[c * own + next++] = rows->data->X[c * K + i];
            }
        }
    }
    for (size_t i = 0; i < K; i++) {
        if ((subset->in[0] >> i & 1) != 0) {
            yi[k] = rows->data->yi[i];
            vi[k++] = rows->data->vi[i];
        }
    }
    assert_int_equal(subset->in[0], rows->n + 1);
    assert_int_equal(subset->k, k);
    assert_int_equal(subset->p, p);
    assert_true(isnan(subset->estimate));
    const tsq_studies studies = {.k = k, .yi = yi, .vi = vi, .m = M, .X = X};
    tsq_fit_result alone = {0};
    const tsq_status status = k > p ? tsq_fit(&studies, rows->fit, &alone, NULL) : TSQ_E_DF;
    assert_int_equal(subset->status, status);
    for (size_t c = 0; c < p && status == TSQ_OK; c++) {
        const tsq_coefficient *one = &alone.coefficients[c];
        assert_true(same(subset->coefficient[c], one->estimate) && same(subset->coefficient_se[c], one->se));
        assert_true(same(subset->coefficient_lb[c], one->ci_lb) && same(subset->coefficient_ub[c], one->ci_ub));
        rows->estimate[c][rows->n - rows->failed] = one->estimate;
        rows->positive[c] += one->estimate > 0.0;
        rows->significant[c] += one->ci_lb > 0.0;
        for (size_t i = 0; i < K; i++) {
            rows->sum_with[c][i] += (subset->in[0] >> i & 1) != 0 ? one->estimate : 0.0;
        }
    }
    for (size_t i = 0; i < K && status == TSQ_OK; i++) {
        rows->with[i] += subset->in[0] >> i & 1;
    }
    assert_true(status == TSQ_OK ? same(subset->tau2, alone.tau2) && same(subset->QM, alone.QM) : isnan(subset->tau2));
    assert_true(status != TSQ_OK || (same(subset->I2, alone.I2) && same(subset->QE, alone.QE)));
    tsq_fit_free(&alone);
    rows->failed += status != TSQ_OK;
    rows->n++;
    return rows->n == 100 ? rows->stop : TSQ_OK;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* What is told of coefficient c is what its rows say. */
static void check_coefficient(const tsq_gosh *gosh, struct rows *rows, size_t c)
{
    const tsq_gosh_coefficient *one = &gosh->coefficient[c];
    const uint64_t n = rows->n - rows->failed;
    double sum = 0.0;
    qsort(rows->estimate[c], n, sizeof(double), ascending);
    for (size_t i = 0; i < n; i++) {
        sum += rows->estimate[c][i];
    }
    assert_int_equal(one->estimate.n, n);
    assert_int_equal(one->positive, rows->positive[c]);
    assert_int_equal(one->positive_significant, rows->significant[c]);
    assert_true(one->estimate.least == rows->estimate[c][0] && one->estimate.greatest == rows->estimate[c][n - 1]);
    check_close(one->estimate.mean, sum / (double)n, 1e-12, 1e-14);
    const double median =
        n % 2 == 1 ? rows->estimate[c][n / 2] : 0.5 * (rows->estimate[c][n / 2 - 1] + rows->estimate[c][n / 2]);
    check_close(one->estimate.quantile[2], median, 1e-12, 1e-14);
    for (size_t i = 0; i < K; i++) {
        const double with = (double)rows->with[i];
        assert_int_equal(one->study[i].with, rows->with[i]);
        if (rows->with[i] == 0 || rows->with[i] == n) {
            assert_true(isnan(one->study[i].share)); /* there is nothing to compare */
            continue;
        }
        check_close(one->study[i].mean_with, rows->sum_with[c][i] / with, 1e-11, 1e-13);
        check_close(one->study[i].mean_without, (sum - rows->sum_with[c][i]) / ((double)n - with), 1e-11, 1e-13);
        assert_true(one->study[i].share >= 0.0 && one->study[i].share <= 100.0);
    }
}

static void check_fits(const char *method, const char *test, bool no_intercept)
{
    struct data data;
    struct rows *rows = calloc(1, sizeof *rows);
    assert_non_null(rows);
    fill(&data);
    tsq_gosh_options options = TSQ_GOSH_INIT;
    options.fit.method = tsq_tau2_find(method);
    options.fit.test = tsq_test_find(test);
    options.fit.no_intercept = no_intercept;
    options.row = compare;
    options.context = rows;
    rows->data = &data;
    rows->fit = &options.fit;
    tsq_gosh gosh;
    tsq_error err;
    if (tsq_gosh_run(&data.studies, &options, NULL, &gosh, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(gosh.n, ALL);
    assert_int_equal(rows->n, ALL);
    assert_int_equal(gosh.failed, rows->failed);
    assert_int_equal(gosh.p, no_intercept ? M : P);
    assert_int_equal(gosh.estimate.n, 0);
    for (size_t c = 0; c < gosh.p; c++) {
        check_coefficient(&gosh, rows, c);
    }
    tsq_gosh_free(&gosh);
    assert_null(gosh.coefficient);
    free(rows);
}

static void subsets_are_fitted_as_alone(void **state)
{
    (void)state;
    check_fits("REML", "knha", false);
    check_fits("DL", "z", false);
    check_fits("FE", "z", false);
    check_fits("PM", "adhoc", true);
}

/* Of 2^9 - 1 subsets 9 + 36 + 84 have no more than 3 studies; of the others those without a study of the group, 6 choose
 * 4, 5 and 6, and those with its studies and one other, lack the rank. */
static void failed_ones_are_counted(void **state)
{
    (void)state;
    struct data data;
    tsq_gosh gosh;
    fill(&data);
    assert_int_equal(tsq_gosh_run(&data.studies, NULL, NULL, &gosh, NULL), TSQ_OK);
    assert_int_equal(gosh.failed, 9 + 36 + 84 + (15 + 6 + 1));
    tsq_gosh_free(&gosh);
    for (size_t i = 0; i < K; i++) {
        data.X[K + i] = 2.0 - 3.0 * data.X[i];
    }
    tsq_error err;
    assert_int_equal(tsq_gosh_run(&data.studies, NULL, NULL, &gosh, &err), TSQ_E_RANK);
    assert_null(gosh.study);
    data.studies.k = 2;
    assert_int_equal(tsq_gosh_run(&data.studies, NULL, NULL, &gosh, &err), TSQ_E_DF);
    data.studies.m = 0;
    const tsq_gosh_options nothing = {.fit = {.no_intercept = true, .level = 95.0, .tau2 = NAN}, .most = 10};
    assert_int_equal(tsq_gosh_run(&data.studies, &nothing, NULL, &gosh, &err), TSQ_E_OPTION);
}

/* Drawn subsets are the same for any number of threads, to the bit; those of another seed are others. */
static void threads_change_nothing(void **state)
{
    (void)state;
    struct data data;
    tsq_gosh gosh[3];
    tsq_gosh_options options = TSQ_GOSH_INIT;
    fill(&data);
    options.most = 400;
    for (unsigned i = 0; i < 3; i++) {
        tsq_run run = TSQ_RUN_INIT;
        run.threads = i == 1 ? 3 : 1;
        run.seed = i == 2 ? 8 : 7;
        assert_int_equal(tsq_gosh_run(&data.studies, &options, &run, &gosh[i], NULL), TSQ_OK);
        assert_true(gosh[i].random);
        assert_int_equal(gosh[i].n, 400);
    }
    for (size_t c = 0; c < P; c++) {
        assert_memory_equal(&gosh[0].coefficient[c].estimate, &gosh[1].coefficient[c].estimate, sizeof(tsq_spread));
        assert_memory_equal(gosh[0].coefficient[c].study, gosh[1].coefficient[c].study, K * sizeof(tsq_gosh_study));
        assert_true(gosh[0].coefficient[c].estimate.mean != gosh[2].coefficient[c].estimate.mean);
    }
    for (size_t i = 0; i < 3; i++) {
        tsq_gosh_free(&gosh[i]);
    }
}

static void a_stop_gives_what_there_is(void **state)
{
    (void)state;
    struct data data;
    struct rows *rows = calloc(1, sizeof *rows);
    assert_non_null(rows);
    fill(&data);
    tsq_gosh_options options = TSQ_GOSH_INIT;
    options.row = compare;
    options.context = rows;
    *rows = (struct rows){.data = &data, .fit = &options.fit, .stop = TSQ_E_STOPPED};
    tsq_gosh gosh;
    tsq_error err;
    assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &gosh, &err), TSQ_E_STOPPED);
    assert_int_equal(gosh.n, 100);
    check_coefficient(&gosh, rows, 0);
    tsq_gosh_free(&gosh);
    *rows = (struct rows){.data = &data, .fit = &options.fit, .stop = TSQ_E_FILE};
    assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &gosh, &err), TSQ_E_FILE);
    assert_null(gosh.study);
    free(rows);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subsets_are_fitted_as_alone),
        cmocka_unit_test(failed_ones_are_counted),
        cmocka_unit_test(threads_change_nothing),
        cmocka_unit_test(a_stop_gives_what_there_is),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
