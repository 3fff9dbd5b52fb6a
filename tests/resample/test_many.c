/* Many fits side by side give, to the bit, what tsq_fit gives for each alone: whatever the method, the scale, the order
 * of the studies, the neighbours in the tile and the number of threads. */
#include "check.h"

#include <tausq/resample.h>

#include "num/stream.h"
#include "resample/many.h"

#include <stdlib.h>
#include <string.h>

#define SETS 1500
#define MOST 40

struct sets {
    tsq_studies set[SETS];
    double yi[SETS][MOST], vi[SETS][MOST];
    tsq_brief brief[SETS];
};

/* Sizes 1 to 40, units 1e-9 to 1e9, variance ratios to 1e8, tau2 from 0 to 10; some equal estimates. */
static void fill_adversarial(struct sets *s)
{
    for (size_t j = 0; j < SETS; j++) {
        tsq__stream stream = tsq__stream_at(3, j);
        const size_t k = 1 + tsq__stream_index(&stream, MOST);
        const double unit = pow(10.0, 18.0 * tsq__stream_uniform(&stream) - 9.0);
        const double spread = 8.0 * tsq__stream_uniform(&stream);
        const double tau2 = j % 3 == 0 ? 0.0 : pow(10.0, 4.0 * tsq__stream_uniform(&stream) - 3.0);
        for (size_t i = 0; i < k; i++) {
            const double v = pow(10.0, -spread * tsq__stream_uniform(&stream));
            s->vi[j][i] = unit * unit * v;
            s->yi[j][i] = j % 50 == 0 ? unit : unit * (0.3 + sqrt(v + tau2) * tsq__stream_normal(&stream));
        }
        s->set[j] = (tsq_studies){.k = k, .yi = s->yi[j], .vi = s->vi[j]};
    }
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static void compare(const struct sets *s, size_t j, const tsq_fit_options *options)
{
    const tsq_brief *got = &s->brief[j];
    tsq_fit_result want;
    const tsq_status status = tsq_fit(&s->set[j], options, &want, NULL);
    assert_int_equal(got->status, status);
    assert_int_equal(got->k, s->set[j].k);
    if (status != TSQ_OK) {
        return;
    }
    const tsq_coefficient *a = &got->mean, *b = &want.coefficients[0];
    const double pairs[][2] = {
        {a->estimate, b->estimate},
        {a->se, b->se},
        {a->statistic, b->statistic},
        {a->df, b->df},
        {a->pval, b->pval},
        {a->log10p, b->log10p},
        {a->ci_lb, b->ci_lb},
        {a->ci_ub, b->ci_ub},
        {got->s2w, want.s2w},
        {got->pi_lb, want.pi_lb},
        {got->pi_ub, want.pi_ub},
        {got->pi_df, want.pi_df},
        {got->tau2, want.tau2},
        {got->tau2_lb, want.tau2_lb},
        {got->tau2_ub, want.tau2_ub},
        {got->QE, want.QE},
        {got->QE_df, want.QE_df},
        {got->QE_p, want.QE_p},
        {got->QE_log10p, want.QE_log10p},
        {got->vt, want.vt},
        {got->I2, want.I2},
        {got->I2_lb, want.I2_lb},
        {got->I2_ub, want.I2_ub},
        {got->H2, want.H2},
        {got->H2_lb, want.H2_lb},
        {got->H2_ub, want.H2_ub},
    };
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        if (!same(pairs[i][0], pairs[i][1])) {
            fail_msg("set %zu (k = %zu, %s, %s), number %zu: %.17g, alone %.17g", j, s->set[j].k, options->method->id,
                     options->test->id, i, pairs[i][0], pairs[i][1]);
        }
    }
    assert_int_equal(got->flags, want.flags);
    tsq_fit_free(&want);
}

static tsq_fit_options options_of(const char *method, const char *test)
{
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find(method);
    options.test = tsq_test_find(test);
    return options;
}

static void compare_all(struct sets *s, const tsq_fit_options *options, unsigned threads)
{
    const tsq_run run = {.threads = threads};
    memset(s->brief, 0xff, sizeof s->brief);
    assert_int_equal(tsq_fit_many(s->set, SETS, options, &run, s->brief, NULL), TSQ_OK);
    for (size_t j = 0; j < SETS; j++) {
        compare(s, j, options);
    }
}

static int setup(void **state)
{
    struct sets *s = calloc(1, sizeof *s);
    if (s != NULL) {
        fill_adversarial(s);
    }
    *state = s;
    return s != NULL ? 0 : -1;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

static void methods_in_lanes_equal_the_single_fit(void **state)
{
    static const char *const methods[] = {"FE", "DL", "PM", "REML", "ML"};
    for (size_t m = 0; m < sizeof methods / sizeof *methods; m++) {
        const tsq_fit_options options = options_of(methods[m], m == 0 ? "z" : "knha");
        compare_all(*state, &options, 2);
    }
}

static void tests_and_intervals_equal_the_single_fit(void **state)
{
    static const char *const tests[] = {"z", "t", "adhoc", "kr"};
    for (size_t t = 0; t < sizeof tests / sizeof *tests; t++) {
        tsq_fit_options options = options_of("REML", tests[t]);
        options.i2 = t % 2 == 0 ? TSQ_I2_Q : TSQ_I2_TAU2;
        options.level = t % 2 == 0 ? 90.0 : 99.0;
        options.no_tau2_interval = t == 1;
        options.no_prediction = t == 2;
        compare_all(*state, &options, 1);
    }
}

static void what_the_lanes_do_not_do_equals_the_single_fit(void **state)
{
    tsq_fit_options options = options_of("SJ", "knha");
    compare_all(*state, &options, 3);
    options = options_of("DL", "knha");
    options.tau2 = 0.04;
    compare_all(*state, &options, 1);
    options.level = 120.0;
    compare_all(*state, &options, 1);
}

/* The queue of the hot loops keeps less of each fit, of the same numbers. */
static void the_short_result_has_the_same_numbers(void **state)
{
    struct sets *s = *state;
    const tsq_fit_options options = options_of("REML", "z");
    static tsq__many_fit fit[SETS];
    tsq__many many;
    assert_int_equal(tsq__many_new(&options, MOST, TSQ__MANY_FIT_Q, &many, NULL), TSQ_OK);
    assert_int_equal(tsq_fit_many(s->set, SETS, &options, NULL, s->brief, NULL), TSQ_OK);
    for (size_t j = 0; j < SETS; j++) {
        tsq__many_add(&many, s->set[j].k, s->yi[j], s->vi[j], &fit[j]);
    }
    tsq__many_flush(&many);
    for (size_t j = 0; j < SETS; j++) {
        assert_true(same(fit[j].estimate, s->brief[j].mean.estimate) &&
                    same(sqrt(fit[j].variance), s->brief[j].mean.se));
        assert_true(same(fit[j].tau2, s->brief[j].tau2) && same(fit[j].s2w, s->brief[j].s2w));
        assert_true(same(fit[j].q, s->brief[j].QE) && same(fit[j].vt, s->brief[j].vt));
    }
    assert_true(many.left_open < SETS / 4); /* the lanes do most of even these */
    tsq__many_free(&many);
}

static void unusable_sets_have_their_status(void **state)
{
    (void)state;
    const double y[] = {1.0, 2.0, NAN}, v[] = {1.0, 0.0, 1.0};
    const tsq_studies sets[] = {
        {.k = 0}, {.k = 3, .yi = y, .vi = v}, {.k = 2, .yi = y, .vi = v}, {.k = 1, .yi = y, .vi = v}};
    tsq_brief brief[4];
    assert_int_equal(tsq_fit_many(sets, 4, NULL, NULL, brief, NULL), TSQ_OK);
    assert_int_equal(brief[0].status, TSQ_E_EMPTY);
    assert_int_equal(brief[1].status, TSQ_E_NONFINITE);
    assert_int_equal(brief[2].status, TSQ_E_VARIANCE);
    assert_int_equal(brief[3].status, TSQ_OK);
    const double x[] = {1.0, 2.0, 3.0};
    const tsq_studies moderated = {.k = 3, .yi = y, .vi = v, .m = 1, .X = x};
    tsq_error err;
    assert_int_equal(tsq_fit_many(&moderated, 1, NULL, NULL, brief, &err), TSQ_E_OPTION);
}

/* One value that is no data, anywhere in a lane between good ones: the status is that of the single fit. */
static void values_that_are_no_data_are_found_in_any_lane(void **state)
{
    struct sets *s = *state;
    static const double bad[] = {NAN, INFINITY, -INFINITY, 0.0, -1.0, 1e-310, 1e308};
    static double yi[100][7], vi[100][7];
    static tsq_studies sets[100];
    static tsq_brief brief[100];
    for (size_t j = 0; j < 100; j++) {
        tsq__stream stream = tsq__stream_at(4, j);
        const size_t k = 2 + j % 6;
        for (size_t i = 0; i < k; i++) {
            yi[j][i] = tsq__stream_normal(&stream);
            vi[j][i] = 0.5 + tsq__stream_uniform(&stream);
        }
        double *values = j % 2 == 0 ? vi[j] : yi[j];
        values[tsq__stream_index(&stream, (uint32_t)k)] = bad[(j / 2) % 7];
        sets[j] = (tsq_studies){.k = k, .yi = yi[j], .vi = vi[j]};
    }
    const tsq_fit_options options = options_of("DL", "knha");
    assert_int_equal(tsq_fit_many(sets, 100, &options, NULL, brief, NULL), TSQ_OK);
    for (size_t j = 0; j < 100; j++) {
        s->set[j] = sets[j];
        s->brief[j] = brief[j];
        compare(s, j, &options);
    }
}

/* Where double precision ends some sets have no result: the same ones as alone. */
static void sets_at_the_ends_of_double_range(void **state)
{
    struct sets *s = *state;
    static const char *const models[][2] = {{"REML", "z"}, {"DL", "knha"}, {"FE", "knha"}, {"PM", "adhoc"}};
    for (size_t j = 0; j < SETS; j++) {
        tsq__stream stream = tsq__stream_at(6, j);
        const int exponent = 470 + (int)(j % 42);
        const double unit = ldexp(1.0, j % 3 == 0 ? -exponent : exponent), spread = pow(10.0, (double)(j % 9));
        const size_t k = 2 + tsq__stream_index(&stream, 6);
        for (size_t i = 0; i < k; i++) {
            s->yi[j][i] = unit * spread * tsq__stream_normal(&stream);
            s->vi[j][i] = unit * unit * (0.5 + tsq__stream_uniform(&stream));
        }
        s->set[j] = (tsq_studies){.k = k, .yi = s->yi[j], .vi = s->vi[j]};
    }
    for (size_t m = 0; m < sizeof models / sizeof *models; m++) {
        const tsq_fit_options options = options_of(models[m][0], models[m][1]);
        size_t out_of_range = 0;
        compare_all(s, &options, 1);
        for (size_t j = 0; j < SETS; j++) {
            const tsq_brief *got = &s->brief[j];
            assert_true(got->status != TSQ_OK || (isfinite(got->mean.se) && isfinite(got->tau2)));
            out_of_range += got->status == TSQ_E_RANGE;
        }
        assert_true(out_of_range > 10 && out_of_range < SETS / 2);
    }
}

/* The same where tau2 is given, and far beyond all variances. */
static void given_tau2_at_the_ends_of_double_range(void **state)
{
    struct sets *s = *state;
    static const double tau2[] = {1e-300, 1e70, 1e300, 1.7e308};
    for (size_t j = 0; j < SETS; j++) {
        tsq__stream stream = tsq__stream_at(7, j);
        const double unit = ldexp(1.0, (int)(j % 13) * 80 - 480);
        const size_t k = 2 + tsq__stream_index(&stream, 6);
        for (size_t i = 0; i < k; i++) {
            s->yi[j][i] = unit * tsq__stream_normal(&stream);
            s->vi[j][i] = unit * unit * (0.5 + tsq__stream_uniform(&stream));
        }
        s->set[j] = (tsq_studies){.k = k, .yi = s->yi[j], .vi = s->vi[j]};
    }
    for (size_t m = 0; m < sizeof tau2 / sizeof *tau2; m++) {
        tsq_fit_options options = options_of("REML", "z");
        options.tau2 = tau2[m];
        compare_all(s, &options, 1);
        for (size_t j = 0; j < SETS; j++) {
            assert_true(s->brief[j].status != TSQ_OK || isfinite(s->brief[j].mean.se));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(methods_in_lanes_equal_the_single_fit),
        cmocka_unit_test(tests_and_intervals_equal_the_single_fit),
        cmocka_unit_test(what_the_lanes_do_not_do_equals_the_single_fit),
        cmocka_unit_test(the_short_result_has_the_same_numbers),
        cmocka_unit_test(unusable_sets_have_their_status),
        cmocka_unit_test(values_that_are_no_data_are_found_in_any_lane), /* these change the sets: last */
        cmocka_unit_test(sets_at_the_ends_of_double_range),
        cmocka_unit_test(given_tau2_at_the_ends_of_double_range),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
