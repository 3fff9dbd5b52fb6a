/* Many meta-regressions in one call are, to the bit and flag for flag, those of tsq_fit one by one: with and without
 * intercept, of any number of moderators, of too few studies, and of data that cannot be fitted. */
#include "check.h"

#include <tausq/resample.h>

#include "num/stream.h"

#include <stdlib.h>
#include <string.h>

#define SETS 24
#define MOST 30
#define COLUMNS 7
#define LARGE 520 /* more studies than the lanes take */

struct sets {
    double yi[SETS][MOST], vi[SETS][MOST], X[SETS][MOST * COLUMNS];
    double large_yi[LARGE], large_vi[LARGE], large_X[LARGE * COLUMNS];
    tsq_studies set[SETS + 1];
    tsq_brief_regression out[SETS + 1];
    tsq_coefficient coefficients[(SETS + 1) * (COLUMNS + 1)];
};

/* Normal numbers, groups and whole numbers; now and then a column that depends on the others. */
static void fill_moderators(tsq__stream *stream, size_t k, size_t m, bool dependent, double *X)
{
    for (size_t j = 0; j < m; j++) {
        const unsigned kind = (unsigned)tsq__stream_index(stream, 3);
        for (size_t i = 0; i < k; i++) {
            const double normal = tsq__stream_normal(stream);
            X[j * k + i] = kind == 0 ? normal : kind == 1 ? (normal > 0.5 ? 1.0 : 0.0) : floor(2000.0 + 5.0 * normal);
        }
    }
    for (size_t i = 0; dependent && m > 0 && i < k; i++) {
        X[(m - 1) * k + i] = m > 1 ? 3.0 * X[i] : 1.0;
    }
}

/* Some with as many studies as coefficients or fewer, one with more than the lanes take. */
static size_t size_of(tsq__stream *stream, size_t m, uint64_t number)
{
    if (number == SETS && m == 2) {
        return LARGE;
    }
    return number % 6 == 0 ? 1 + tsq__stream_index(stream, COLUMNS + 2)
                           : m + 3 + tsq__stream_index(stream, MOST - COLUMNS - 3);
}

static double variance(tsq__stream *stream, uint64_t number)
{
    const double u = tsq__stream_uniform(stream);
    return number % 7 == 0 ? 0.25 : number % 13 == 5 ? pow(10.0, -9.0 * u) : 0.02 + 0.3 * u;
}

/* Exact fits, huge effects, equal variances, ratios of 1e9, and numbers that cannot be. */
static void fill(struct sets *s, size_t m, uint64_t seed)
{
    for (uint64_t number = 0; number <= SETS; number++) {
        tsq__stream stream = tsq__stream_at(seed + m, number);
        const bool last = number == SETS;
        const size_t k = size_of(&stream, m, number);
        double *yi = last ? s->large_yi : s->yi[number], *vi = last ? s->large_vi : s->vi[number];
        double *X = last ? s->large_X : s->X[number];
        s->set[number] = (tsq_studies){.k = k, .yi = yi, .vi = vi, .m = m, .X = X};
        fill_moderators(&stream, k, m, number % 9 == 4, X);
        const double tau2 = number % 4 == 0 ? 0.0 : tsq__stream_uniform(&stream), size = number % 10 == 7 ? 200.0 : 0.4;
        for (size_t i = 0; i < k; i++) {
            vi[i] = variance(&stream, number);
            yi[i] = number % 12 == 3 ? 0.5 : size + sqrt(vi[i] + tau2) * tsq__stream_normal(&stream);
        }
        yi[k / 2] = number % 20 == 11 ? (double)NAN : yi[k / 2];
        vi[k - 1] = number % 20 == 13 ? 0.0 : vi[k - 1];
    }
}

static bool same(double a, double b)
{
    return a == b || (isnan(a) && isnan(b));
}

static bool is_same(const tsq_brief_regression *got, const tsq_fit_result *want)
{
    bool same_numbers = got->flags == want->flags && got->k == want->k && got->p == want->p;
    const double pairs[][2] = {{got->s2w, want->s2w},       {got->tau2, want->tau2},
                               {got->QE, want->QE},         {got->QE_df, want->QE_df},
                               {got->QE_p, want->QE_p},     {got->QE_log10p, want->QE_log10p},
                               {got->vt, want->vt},         {got->I2, want->I2},
                               {got->H2, want->H2},         {got->QM, want->QM},
                               {got->QM_df1, want->QM_df1}, {got->QM_df2, want->QM_df2},
                               {got->QM_p, want->QM_p},     {got->QM_log10p, want->QM_log10p}};
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        same_numbers = same_numbers && same(pairs[i][0], pairs[i][1]);
    }
    for (size_t c = 0; same_numbers && c < want->p; c++) {
        const tsq_coefficient *a = &got->coefficients[c], *b = &want->coefficients[c];
        same_numbers = same(a->estimate, b->estimate) && same(a->se, b->se) && same(a->statistic, b->statistic) &&
                       same(a->df, b->df) && same(a->pval, b->pval) && same(a->log10p, b->log10p) &&
                       same(a->ci_lb, b->ci_lb) && same(a->ci_ub, b->ci_ub);
    }
    return same_numbers;
}

/* What has come to nothing has no numbers. */
static bool is_nothing(const tsq_brief_regression *got, size_t k, size_t p)
{
    bool nothing = got->flags == 0 && got->k == k && got->p == p && isnan(got->tau2) && isnan(got->QE) &&
                   isnan(got->QM) && isnan(got->I2) && isnan(got->s2w);
    for (size_t c = 0; c < p; c++) {
        nothing = nothing && isnan(got->coefficients[c].estimate) && isnan(got->coefficients[c].ci_ub);
    }
    return nothing;
}

/* Returns how many came to something. */
static size_t compare(const struct sets *s, size_t m, const tsq_fit_options *given)
{
    tsq_fit_options options = *given;
    const size_t p = m + (options.no_intercept ? 0 : 1);
    size_t fitted = 0;
    options.no_prediction = options.no_tau2_interval = true;
    for (size_t i = 0; i <= SETS; i++) {
        const tsq_brief_regression *got = &s->out[i];
        tsq_fit_result want;
        const tsq_status status = tsq_fit(&s->set[i], &options, &want, NULL);
        const bool placed = got->coefficients == s->coefficients + i * p && got->status == status;
        if (!placed || !(status == TSQ_OK ? is_same(got, &want) : is_nothing(got, s->set[i].k, p))) {
            fail_msg("set %zu, %zu moderators, k = %zu, %s, %s: not what it is alone", i, m, s->set[i].k,
                     options.method->id, options.test->id);
        }
        fitted += status == TSQ_OK ? 1 : 0;
        tsq_fit_free(&want);
    }
    return fitted;
}

static tsq_fit_options options_of(const char *method, const char *test, bool intercept)
{
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find(method);
    options.test = tsq_test_find(test);
    options.no_intercept = !intercept;
    return options;
}

static void all_of_many_equal_the_single_fit(void **state)
{
    static const struct {
        const char *method, *test;
        bool intercept;
    } cases[] = {{"REML", "knha", true}, {"FE", "z", true},    {"DL", "adhoc", true}, {"PM", "t", true},
                 {"ML", "knha", true},   {"REML", "kr", true}, {"SJ", "z", true},     {"REML", "knha", false},
                 {"DL", "z", false},     {"FE", "knha", true}, {"EB", "knha", true}};
    struct sets *s = *state;
    for (size_t c = 0; c < sizeof cases / sizeof *cases; c++) {
        tsq_fit_options options = options_of(cases[c].method, cases[c].test, cases[c].intercept);
        options.i2 = c % 2 == 0 ? TSQ_I2_TAU2 : TSQ_I2_Q;
        options.level = c % 3 == 0 ? 95.0 : 99.0;
        options.tau2 = c == 3 ? 0.1 : (double)NAN;
        for (size_t m = c == 0 ? 0 : 1 + c % 3; m <= COLUMNS; m += c == 0 ? 1 : 3) {
            const tsq_run run = {.threads = 1 + (unsigned)(m % 2)};
            fill(s, m, 31 + c);
            assert_int_equal(tsq_fit_many_regressions(s->set, SETS + 1, &options, &run, s->out, s->coefficients, NULL),
                             TSQ_OK);
            assert_true(compare(s, m, &options) > SETS / 2);
        }
    }
}

/* Also what could not be asked for: then no set has a result. */
static void defaults_and_bad_options(void **state)
{
    struct sets *s = *state;
    fill(s, 2, 5);
    assert_int_equal(tsq_fit_many_regressions(s->set, SETS + 1, NULL, NULL, s->out, s->coefficients, NULL), TSQ_OK);
    tsq_fit_options options = options_of("REML", "knha", true);
    assert_true(compare(s, 2, &options) > SETS / 2);
    options.level = 100.0;
    assert_int_equal(tsq_fit_many_regressions(s->set, SETS + 1, &options, NULL, s->out, s->coefficients, NULL), TSQ_OK);
    assert_int_equal(compare(s, 2, &options), 0);
    assert_int_equal(s->out[0].status, TSQ_E_OPTION);
    assert_int_equal(tsq_fit_many_regressions(NULL, 0, NULL, NULL, NULL, NULL, NULL), TSQ_OK);
}

static void covariances_and_weights_are_taken_one_by_one(void **state)
{
    struct sets *s = *state;
    const tsq_covariance pair = {.i = 0, .j = 1, .value = 0.01};
    double weights[MOST];
    fill(s, 2, 6);
    for (size_t i = 0; i < MOST; i++) {
        weights[i] = 1.0 + (double)(i % 3);
    }
    for (size_t i = 0; i < SETS; i += 3) {
        s->set[i].n_cov = s->set[i].k > 1 ? 1 : 0;
        s->set[i].cov = &pair;
        s->set[i].weights = weights;
    }
    tsq_fit_options options = options_of("REML", "knha", true);
    assert_int_equal(tsq_fit_many_regressions(s->set, SETS + 1, &options, NULL, s->out, s->coefficients, NULL), TSQ_OK);
    assert_true(compare(s, 2, &options) > SETS / 2);
    for (size_t i = 0; i <= SETS; i++) {
        s->set[i].n_cov = 0;
    }
    options.weighting = TSQ_WEIGHT_USER;
    assert_int_equal(tsq_fit_many_regressions(s->set, SETS + 1, &options, NULL, s->out, s->coefficients, NULL), TSQ_OK);
    assert_true(compare(s, 2, &options) > 0);
    assert_int_equal(s->out[1].status, TSQ_E_WEIGHT);
}

static void sets_of_different_models_are_refused(void **state)
{
    struct sets *s = *state;
    tsq_error err;
    fill(s, 2, 7);
    s->set[9].m = 1;
    assert_int_equal(tsq_fit_many_regressions(s->set, SETS, NULL, NULL, s->out, s->coefficients, &err), TSQ_E_OPTION);
    assert_string_equal(err.text, "set 10 has 1 moderators and the first has 2");
}

static bool stop_at_once(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    return done >= total;
}

static void what_was_not_reached_is_said(void **state)
{
    struct sets *s = *state;
    enum { MANY = 20000 };
    tsq_studies *set = malloc(MANY * sizeof *set);
    tsq_brief_regression *out = malloc(MANY * sizeof *out);
    tsq_coefficient *coefficients = malloc((size_t)MANY * 2 * sizeof *coefficients);
    assert_true(set != NULL && out != NULL && coefficients != NULL);
    fill(s, 1, 8);
    for (size_t i = 0; i < MANY; i++) {
        set[i] = s->set[1];
    }
    const tsq_run run = {.threads = 1, .progress = stop_at_once};
    assert_int_equal(tsq_fit_many_regressions(set, MANY, NULL, &run, out, coefficients, NULL), TSQ_E_STOPPED);
    assert_int_equal(out[0].status, TSQ_OK);
    assert_int_equal(out[MANY - 1].status, TSQ_E_STOPPED);
    free(set);
    free(out);
    free(coefficients);
}

static int setup(void **state)
{
    *state = calloc(1, sizeof(struct sets));
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
        cmocka_unit_test(all_of_many_equal_the_single_fit),
        cmocka_unit_test(defaults_and_bad_options),
        cmocka_unit_test(covariances_and_weights_are_taken_one_by_one),
        cmocka_unit_test(sets_of_different_models_are_refused),
        cmocka_unit_test(what_was_not_reached_is_said),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
