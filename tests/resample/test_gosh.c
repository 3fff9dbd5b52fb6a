/* All subsets: each is fitted as tsq_fit fits it alone, to the bit; the summaries are those of the rows; threads, chunks
 * and seeds do what is promised. */
#include "check.h"

#include <tausq/resample.h>

#include "num/stream.h"

#include <stdlib.h>
#include <string.h>

#define MOST 80

struct data {
    double yi[MOST], vi[MOST];
    tsq_studies studies;
};

static void fill(struct data *data, size_t k)
{
    tsq__stream stream = tsq__stream_at(17, k);
    for (size_t i = 0; i < k; i++) {
        data->vi[i] = i % 4 == 3 ? data->vi[i - 1] : 0.01 + 0.2 * tsq__stream_uniform(&stream);
        data->yi[i] = 0.2 + sqrt(data->vi[i] + 0.04) * tsq__stream_normal(&stream);
    }
    data->studies = (tsq_studies){.k = k, .yi = data->yi, .vi = data->vi};
}

/* Rows that came, and what the callback compares them with. */
struct rows {
    const struct data *data;
    const tsq_fit_options *fit;
    uint64_t n, stop_at;
    tsq_status status; /* returned at stop_at */
    double estimate[1 << 13], tau2[1 << 13], I2[1 << 13], QE[1 << 13];
    double lb[1 << 13], ub[1 << 13];
    uint64_t in[1 << 13];
};

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static tsq_status keep(void *context, const tsq_subset *subset)
{
    struct rows *rows = context;
    if (rows->status != TSQ_OK && rows->n == rows->stop_at) {
        return rows->status;
    }
    rows->in[rows->n] = subset->in[0];
    rows->estimate[rows->n] = subset->estimate;
    rows->tau2[rows->n] = subset->tau2;
    rows->I2[rows->n] = subset->I2;
    rows->QE[rows->n] = subset->QE;
    rows->lb[rows->n] = subset->ci_lb;
    rows->ub[rows->n++] = subset->ci_ub;
    return TSQ_OK;
}

/* Fits the subset alone. */
static tsq_status compare(void *context, const tsq_subset *subset)
{
    struct rows *rows = context;
    double yi[MOST], vi[MOST];
    tsq_studies studies = {.yi = yi, .vi = vi};
    for (size_t i = 0; i < rows->data->studies.k; i++) {
        if ((subset->in[i / 64] >> (i % 64) & 1) != 0) {
            yi[studies.k] = rows->data->yi[i];
            vi[studies.k++] = rows->data->vi[i];
        }
    }
    assert_int_equal(subset->k, studies.k);
    tsq_fit_result alone;
    assert_int_equal(subset->status, tsq_fit(&studies, rows->fit, &alone, NULL));
    const tsq_coefficient *mean = &alone.coefficients[0];
    assert_true(same(subset->estimate, mean->estimate) && same(subset->se, mean->se));
    assert_true(same(subset->ci_lb, mean->ci_lb) && same(subset->ci_ub, mean->ci_ub));
    assert_true(same(subset->tau2, studies.k == 1 && isnan(alone.tau2) ? 0.0 : alone.tau2));
    assert_true(studies.k == 1 || (same(subset->QE, alone.QE) && same(subset->I2, alone.I2)));
    tsq_fit_free(&alone);
    rows->n++;
    return TSQ_OK;
}

static tsq_gosh_options options_of(const char *method, const char *test, struct rows *rows,
                                   tsq_status (*row)(void *, const tsq_subset *))
{
    tsq_gosh_options options = TSQ_GOSH_INIT;
    options.fit.method = tsq_tau2_find(method);
    options.fit.test = tsq_test_find(test);
    options.row = row;
    options.context = rows;
    return options;
}

static void every_subset_is_fitted_as_alone(void **state)
{
    /* those by FE and DL are in test_subset_sums.c */
    static const char *const cases[][2] = {{"REML", "z"},   {"REML", "knha"}, {"REML", "t"},  {"PM", "knha"},
                                           {"ML", "adhoc"}, {"SJ", "knha"},   {"REML", "kr"}, {"PM", "t"}};
    struct rows *rows = *state;
    struct data data;
    fill(&data, 10);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tsq_gosh_options options = options_of(cases[i][0], cases[i][1], rows, compare);
        options.fit.i2 = i % 2 == 0 ? TSQ_I2_Q : TSQ_I2_TAU2;
        tsq_fit_options fit = options.fit;
        fit.no_prediction = fit.no_tau2_interval = true;
        *rows = (struct rows){.data = &data, .fit = &fit};
        tsq_gosh gosh;
        assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &gosh, NULL), TSQ_OK);
        assert_int_equal(rows->n, 1023);
        assert_true(gosh.n == 1023 && !gosh.random && gosh.k == 10);
        tsq_gosh_free(&gosh);
    }
}

static void random_subsets_are_fitted_as_alone(void **state)
{
    struct rows *rows = *state;
    struct data data;
    fill(&data, 70);
    static const char *const methods[] = {"REML", "DL", "FE"};
    for (size_t m = 0; m < 3; m++) {
        tsq_gosh_options options = options_of(methods[m], "z", rows, compare);
        const tsq_fit_options fit = options.fit;
        options.most = 500;
        *rows = (struct rows){.data = &data, .fit = &fit};
        tsq_gosh gosh;
        assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &gosh, NULL), TSQ_OK);
        assert_true(rows->n == 500 && gosh.n == 500 && gosh.random);
        for (size_t i = 0; i < 70; i++) { /* in half of 500, with an SD of 11 */
            assert_true(gosh.study[i].with > 180 && gosh.study[i].with < 320);
        }
        tsq_gosh_free(&gosh);
    }
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static void check_spread(const tsq_spread *told, const double *values, size_t n)
{
    static double x[1 << 13];
    double mean = 0.0, squares = 0.0;
    size_t m = 0;
    for (size_t i = 0; i < n; i++) {
        if (!isnan(values[i])) {
            x[m++] = values[i];
            mean += values[i];
        }
    }
    mean /= (double)m;
    qsort(x, m, sizeof *x, ascending);
    for (size_t i = 0; i < m; i++) {
        squares += (x[i] - mean) * (x[i] - mean);
    }
    assert_true(told->n == m && told->exact && told->least == x[0] && told->greatest == x[m - 1]);
    check_close(told->mean, mean, 1e-12, 1e-14);
    check_close(told->sd, sqrt(squares / (double)(m - 1)), 1e-11, 0.0);
    check_close(told->quantile[2], 0.5 * (x[(m - 1) / 2] + x[m / 2]), 1e-15, 0.0);
}

/* Mean of the estimates with study i (or without), and how many they are. */
static double mean_of(const struct rows *rows, size_t i, bool with, uint64_t *n)
{
    double sum = 0.0;
    *n = 0;
    for (size_t j = 0; j < rows->n; j++) {
        if ((rows->in[j] >> i & 1) == (with ? 1U : 0U)) {
            sum += rows->estimate[j];
            ++*n;
        }
    }
    return sum / (double)*n;
}

static void check_summary(const struct rows *rows, const tsq_gosh *gosh)
{
    uint64_t positive = 0, significant[2] = {0, 0};
    for (size_t j = 0; j < rows->n; j++) {
        positive += rows->estimate[j] > 0.0 ? 1 : 0;
        significant[0] += rows->lb[j] > 0.0 ? 1 : 0;
        significant[1] += rows->ub[j] < 0.0 ? 1 : 0;
    }
    assert_true(gosh->n == rows->n && gosh->failed == 0 && gosh->positive == positive);
    assert_true(gosh->negative == rows->n - positive);
    assert_true(gosh->positive_significant == significant[0] && gosh->negative_significant == significant[1]);
    check_spread(&gosh->estimate, rows->estimate, rows->n);
    check_spread(&gosh->tau2, rows->tau2, rows->n);
    check_spread(&gosh->I2, rows->I2, rows->n);
    check_spread(&gosh->QE, rows->QE, rows->n);
    const double n = (double)rows->n, sd = gosh->estimate.sd, variance = sd * sd * (n - 1.0) / n;
    for (size_t i = 0; i < gosh->k; i++) {
        uint64_t with, without;
        const double a = mean_of(rows, i, true, &with), b = mean_of(rows, i, false, &without);
        const double between = (double)with / n * ((double)without / n) * (a - b) * (a - b);
        assert_true(gosh->study[i].with == with);
        check_close(gosh->study[i].mean_with, a, 1e-11, 0.0);
        check_close(gosh->study[i].mean_without, b, 1e-11, 0.0);
        check_close(gosh->study[i].share, 100.0 * between / variance, 1e-9, 0.0);
    }
}

static void summaries_are_those_of_the_rows(void **state)
{
    struct rows *rows = *state;
    struct data data;
    tsq_gosh gosh;
    for (size_t k = 2; k <= 13; k += k < 9 ? 7 : 1) { /* fewer than a chunk, one and several */
        fill(&data, k);
        for (size_t c = 0; c < 3; c++) {
            tsq_gosh_options options = options_of(c == 0   ? "REML"
                                                  : c == 1 ? "DL"
                                                           : "FE",
                                                  c == 1 ? "knha" : "z", rows, keep);
            *rows = (struct rows){.n = 0};
            assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &gosh, NULL), TSQ_OK);
            assert_true(rows->n == ((uint64_t)1 << k) - 1);
            for (size_t j = 0; j < rows->n; j++) {
                assert_true(rows->in[j] == j + 1); /* in the order of their numbers */
            }
            check_summary(rows, &gosh);
            tsq_gosh_free(&gosh);
        }
    }
    fill(&data, 30);
    tsq_gosh_options options = options_of("DL", "z", rows, keep);
    options.most = 5000;
    *rows = (struct rows){.n = 0};
    assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &gosh, NULL), TSQ_OK);
    check_summary(rows, &gosh);
    tsq_gosh_free(&gosh);
}

static void assert_equal(const tsq_gosh *a, const tsq_gosh *b)
{
    tsq_gosh x = *a, y = *b;
    x.study = y.study = NULL;
    assert_memory_equal(&x, &y, sizeof x);
    assert_memory_equal(a->study, b->study, a->k * sizeof *a->study);
}

static void threads_change_nothing_and_seeds_do(void **state)
{
    (void)state;
    struct data data;
    for (int c = 0; c < 3; c++) {
        const int random = c == 1 ? 1 : 0;
        fill(&data, random == 1 ? 40 : 14);
        tsq_gosh_options options = options_of(c == 2 ? "DL" : "REML", "knha", NULL, NULL);
        options.most = 20000;
        tsq_gosh one, other;
        for (unsigned threads = 1; threads <= 4; threads++) {
            const tsq_run run = {.threads = threads, .seed = 7};
            assert_int_equal(tsq_gosh_run(&data.studies, &options, &run, threads == 1 ? &one : &other, NULL), TSQ_OK);
            if (threads > 1) {
                assert_equal(&one, &other);
                tsq_gosh_free(&other);
            }
        }
        const tsq_run run = {.seed = 8};
        assert_int_equal(tsq_gosh_run(&data.studies, &options, &run, &other, NULL), TSQ_OK);
        assert_true((one.estimate.mean == other.estimate.mean) == (random == 0));
        tsq_gosh_free(&one);
        tsq_gosh_free(&other);
    }
}

/* Rows or none, the fits and the summaries are the same: also with limits of significance that are near. */
static void rows_change_nothing(void **state)
{
    static const char *const cases[][2] = {{"REML", "z"}, {"REML", "knha"}, {"ML", "adhoc"}, {"PM", "t"},
                                           {"FE", "z"},   {"DL", "knha"},   {"SJ", "z"},     {"REML", "kr"}};
    struct rows *rows = *state;
    struct data data;
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const bool slow = i >= 6; /* one by one */
        fill(&data, slow ? 11 : 13);
        tsq_gosh_options options = options_of(cases[i][0], cases[i][1], rows, keep);
        options.fit.i2 = i % 2 == 0 ? TSQ_I2_TAU2 : TSQ_I2_Q;
        tsq_gosh with, without;
        for (int random = 0; random < 2; random++) {
            options.most = random == 1 ? 2500 : 1 << 13; /* more than a chunk */
            options.most = slow ? 2047 : options.most;
            *rows = (struct rows){.n = 0};
            options.row = keep;
            assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &with, NULL), TSQ_OK);
            options.row = NULL;
            assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &without, NULL), TSQ_OK);
            assert_equal(&with, &without);
            tsq_gosh_free(&with);
            tsq_gosh_free(&without);
        }
    }
}

static void few_studies(void **state)
{
    struct rows *rows = *state;
    struct data data;
    tsq_gosh gosh;
    for (size_t k = 1; k <= 2; k++) {
        fill(&data, k);
        tsq_gosh_options options = options_of("REML", "knha", rows, keep);
        *rows = (struct rows){.n = 0};
        assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &gosh, NULL), TSQ_OK);
        assert_true(rows->n == (k == 1 ? 1 : 3) && gosh.n == rows->n && gosh.failed == 0);
        assert_true(rows->estimate[0] == data.yi[0] && rows->tau2[0] == 0.0);
        assert_true(k == 2 || isnan(gosh.study[0].mean_without));
        tsq_gosh_free(&gosh);
    }
}

static bool stop_after(void *context, uint64_t done, uint64_t total)
{
    assert_true(total == ((uint64_t)1 << 13) - 1);
    return done < *(const uint64_t *)context;
}

static void a_stop_gives_what_there_is(void **state)
{
    struct rows *rows = *state;
    struct data data;
    uint64_t limit = 1;
    fill(&data, 13);
    tsq_gosh_options options = options_of("DL", "z", rows, keep);
    const tsq_run run = {.threads = 2, .progress = stop_after, .context = &limit};
    tsq_gosh gosh;
    *rows = (struct rows){.n = 0};
    assert_int_equal(tsq_gosh_run(&data.studies, &options, &run, &gosh, NULL), TSQ_E_STOPPED);
    assert_true(gosh.n > 0 && gosh.n < 8191);
    check_summary(rows, &gosh);
    tsq_gosh_free(&gosh);
    *rows = (struct rows){.stop_at = 100, .status = TSQ_E_FILE};
    assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &gosh, NULL), TSQ_E_FILE);
    assert_true(rows->n == 100 && gosh.study == NULL && gosh.n == 0);
}

static void what_subsets_have_not_is_refused(void **state)
{
    (void)state;
    struct data data;
    tsq_error err;
    tsq_gosh gosh;
    fill(&data, 41);
    tsq_gosh_options options = options_of("REML", "z", NULL, NULL);
    options.all = true;
    assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &gosh, &err), TSQ_E_OPTION);
    options.all = false;
    options.fit.weighting = TSQ_WEIGHT_EQUAL;
    assert_int_equal(tsq_gosh_run(&data.studies, &options, NULL, &gosh, &err), TSQ_E_OPTION);
    data.studies = (tsq_studies){.k = 0};
    assert_int_equal(tsq_gosh_run(&data.studies, NULL, NULL, &gosh, &err), TSQ_E_EMPTY);
    fill(&data, 3);
    data.vi[1] = 0.0;
    assert_int_equal(tsq_gosh_run(&data.studies, NULL, NULL, &gosh, &err), TSQ_E_VARIANCE);
    assert_true(gosh.study == NULL && gosh.n == 0);
}

static int setup(void **state)
{
    *state = calloc(1, sizeof(struct rows));
    return *state != NULL ? 0 : -1;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_subset_is_fitted_as_alone),
        cmocka_unit_test(random_subsets_are_fitted_as_alone),
        cmocka_unit_test(summaries_are_those_of_the_rows),
        cmocka_unit_test(threads_change_nothing_and_seeds_do),
        cmocka_unit_test(rows_change_nothing),
        cmocka_unit_test(few_studies),
        cmocka_unit_test(a_stop_gives_what_there_is),
        cmocka_unit_test(what_subsets_have_not_is_refused),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
