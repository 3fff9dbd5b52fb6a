/* What must hold of every fit with covariances: order, unit, origin, weights; and what is refused. */
#include "covariance_data.h"

static const char *const METHODS[] = {"REML", "ML",  "DL",  "PM",  "HE", "HS", "HSk",
                                      "SJ",   "DL2", "CA2", "PMM", "HM", "FE"};
enum { METHOD_COUNT = sizeof METHODS / sizeof *METHODS };

/* The same studies in another order: study i becomes study to[i]. */
static void reorder(const correlated *from, const size_t *to, correlated *out)
{
    *out = *from;
    const size_t k = from->data.k, n = from->n_cov;
    for (size_t i = 0; i < k; i++) {
        out->data.yi[to[i]] = from->data.yi[i];
        out->data.vi[to[i]] = from->data.vi[i];
        for (size_t j = 0; j < from->data.m; j++) {
            out->data.X[j * k + to[i]] = from->data.X[j * k + i];
        }
    }
    for (size_t c = 0; c < n; c++) {
        const tsq_covariance *cov = &from->cov[c];
        const size_t a = to[cov->i], b = to[cov->j];
        out->cov[n - 1 - c] = (tsq_covariance){a < b ? a : b, a < b ? b : a, cov->value};
    }
}

static void same_bits(const char *where, double got, double want)
{
    if (!(got == want || (isnan(got) && isnan(want)))) {
        fail_msg("%s: %.17g, not %.17g", where, got, want);
    }
}

/* unit: what yi was multiplied by, a power of two. */
static void same_fit(const char *where, const tsq_fit_result *a, const tsq_fit_result *b, double unit)
{
    same_bits(where, b->tau2, a->tau2 * unit * unit);
    same_bits(where, b->se_tau2, a->se_tau2 * unit * unit);
    same_bits(where, b->QE, a->QE);
    same_bits(where, b->I2, a->I2);
    same_bits(where, b->tau2_ub, a->tau2_ub * unit * unit);
    same_bits(where, b->pi_lb, a->pi_lb * unit);
    same_bits(where, b->dev_ml, a->dev_ml);
    same_bits(where, b->QM, a->QM);
    assert_int_equal(b->flags, a->flags);
    for (size_t j = 0; j < a->p; j++) {
        const double scale = j == 0 ? unit : 1.0;
        if (j == 0 || unit == 1.0) {
            same_bits(where, b->coefficients[j].estimate, a->coefficients[j].estimate * scale);
            same_bits(where, b->coefficients[j].ci_ub, a->coefficients[j].ci_ub * scale);
        }
        same_bits(where, b->coefficients[j].pval, a->coefficients[j].pval);
    }
}

typedef void judge(const correlated *set, const tsq_fit_options *options);

/* Every set with every method; the tests of the coefficients in turn. */
static void for_all(judge *check)
{
    for (size_t s = 0; s < n_sets; s++) {
        for (size_t m = 0; m < METHOD_COUNT; m++) {
            const bool reml = strcmp(METHODS[m], "REML") == 0;
            const char *const test = reml && s % 2 == 0 ? "kr" : m % 3 == 0 ? "knha" : m % 3 == 1 ? "z" : "adhoc";
            tsq_fit_options options = options_of(METHODS[m], test, m % 2 == 0 ? "QP" : "BJ");
            options.no_prediction = false;
            check(&sets[s], &options);
        }
    }
}

static void check_order(const correlated *set, const tsq_fit_options *options)
{
    const size_t k = set->data.k;
    correlated *other = malloc(sizeof *other);
    assert_non_null(other);
    tsq_studies before = studies_of(set);
    tsq_fit_result a = must_fit(&before, options);
    for (size_t step = 1; step < 4; step++) {
        size_t to[FIT_DATA_MAX_K];
        for (size_t i = 0; i < k; i++) {
            to[i] = step == 1 ? k - 1 - i : (i + step) % k;
        }
        reorder(set, to, other);
        tsq_studies after = studies_of(other);
        tsq_fit_result b = must_fit(&after, options);
        same_fit(set->data.name, &a, &b, 1.0);
        for (size_t i = 0; i < k; i++) {
            same_bits("weight", b.weight[to[i]], a.weight[i]);
        }
        tsq_fit_free(&b);
    }
    tsq_fit_free(&a);
    free(other);
}

static void the_order_of_studies_and_pairs_changes_no_bit(void **state)
{
    (void)state;
    for_all(check_order);
}

static void rescale(const correlated *set, double unit, double shift, correlated *other)
{
    *other = *set;
    for (size_t i = 0; i < set->data.k; i++) {
        other->data.yi[i] = set->data.yi[i] * unit + shift;
        other->data.vi[i] = set->data.vi[i] * unit * unit;
    }
    for (size_t c = 0; c < set->n_cov; c++) {
        other->cov[c].value = set->cov[c].value * unit * unit;
    }
}

static void check_power_of_two(const correlated *set, const tsq_fit_options *options)
{
    correlated *other = malloc(sizeof *other);
    assert_non_null(other);
    const double units[] = {0.5, 0x1p31, 0x1p-60};
    tsq_studies before = studies_of(set);
    tsq_fit_result a = must_fit(&before, options);
    for (size_t u = 0; u < 3; u++) {
        rescale(set, units[u], 0.0, other);
        tsq_studies after = studies_of(other);
        tsq_fit_result b = must_fit(&after, options);
        same_fit(set->data.name, &a, &b, units[u]);
        tsq_fit_free(&b);
    }
    tsq_fit_free(&a);
    free(other);
}

static void a_power_of_two_changes_no_bit(void **state)
{
    (void)state;
    for_all(check_power_of_two);
}

static void check_unit_and_origin(const correlated *set, const tsq_fit_options *options)
{
    if (strcmp(set->data.name, "nearly.singular") == 0 || strstr(set->data.name, "unit") != NULL) {
        return; /* their numbers do not survive the rounding of the change itself */
    }
    correlated *other = malloc(sizeof *other);
    assert_non_null(other);
    const double unit = 1000.0, shift = 4096.0;
    tsq_studies before = studies_of(set);
    tsq_fit_result a = must_fit(&before, options);
    rescale(set, unit, 0.0, other);
    tsq_studies after = studies_of(other);
    tsq_fit_result b = must_fit(&after, options);
    const double se = a.coefficients[0].se, scale = a.tau2 + a.vt;
    check_close(b.coefficients[0].estimate, unit * a.coefficients[0].estimate, 0.0, 2e-12 * unit * se);
    check_close(b.coefficients[0].se, unit * se, 2e-12, 0.0);
    check_close(b.tau2, unit * unit * a.tau2, 0.0, 2e-12 * unit * unit * scale);
    check_close(b.QE, a.QE, 2e-12, 1e-13);
    tsq_fit_free(&b);
    rescale(set, 1.0, shift, other);
    after = studies_of(other);
    b = must_fit(&after, options);
    check_close(b.coefficients[0].estimate - shift, a.coefficients[0].estimate, 0.0, 1e-11 * fmax(se, 1.0));
    check_close(b.tau2, a.tau2, 0.0, 1e-10 * scale);
    tsq_fit_free(&b);
    tsq_fit_free(&a);
    free(other);
}

static void unit_and_origin_are_free(void **state)
{
    (void)state;
    for_all(check_unit_and_origin);
}

static void check_zero(const correlated *set, const tsq_fit_options *options)
{
    correlated *other = malloc(sizeof *other);
    assert_non_null(other);
    *other = *set;
    for (size_t c = 0; c < set->n_cov; c++) {
        other->cov[c].value = c % 2 == 0 ? 0.0 : -0.0;
    }
    tsq_studies with = studies_of(other), without = with;
    without.n_cov = 0;
    without.cov = NULL;
    tsq_fit_result a = must_fit(&without, options), b = must_fit(&with, options);
    same_fit(set->data.name, &a, &b, 1.0);
    tsq_fit_free(&a);
    tsq_fit_free(&b);
    free(other);
}

static void covariances_of_zero_change_no_bit(void **state)
{
    (void)state;
    for_all(check_zero);
}

static void check_weights(const correlated *set, const tsq_fit_options *options)
{
    tsq_studies studies = studies_of(set);
    tsq_fit_result fit = must_fit(&studies, options);
    double sum = 0.0, mean = 0.0, largest = 0.0;
    for (size_t i = 0; i < fit.k; i++) {
        sum += fit.weight[i];
        mean += fit.weight[i] / 100.0 * set->data.yi[i];
        largest = fmax(largest, fabs(fit.weight[i]));
    }
    check_close(sum, 100.0, 0.0, 1e-13 * largest * (double)fit.k);
    if (set->data.m == 0) {
        const double size = fabs(mean) + largest * fabs(set->data.yi[0]);
        check_close(mean, fit.coefficients[0].estimate, 0.0, 1e-12 * size);
    }
    tsq_fit_free(&fit);
}

static void weights_add_up_and_give_the_estimate(void **state)
{
    (void)state;
    for_all(check_weights);
}

/* By hand: V = (1, 3/2; 3/2, 4), V^-1 1 = (5/2, -1/2)/(7/4), so the mean is (5 y1 - y2)/4 with variance 7/8. */
static void a_weight_may_be_negative(void **state)
{
    (void)state;
    const double yi[] = {1.0, 3.0}, vi[] = {1.0, 4.0};
    const tsq_covariance cov = {0, 1, 1.5};
    const tsq_studies studies = {.k = 2, .yi = yi, .vi = vi, .n_cov = 1, .cov = &cov};
    const tsq_fit_options options = options_of("FE", "z", "");
    tsq_fit_result fit = must_fit(&studies, &options);
    check_close(fit.coefficients[0].estimate, 0.5, 1e-15, 0.0);
    check_close(fit.coefficients[0].se, sqrt(0.875), 1e-15, 0.0);
    check_close(fit.weight[0], 125.0, 1e-15, 0.0);
    check_close(fit.weight[1], -25.0, 1e-14, 0.0);
    check_close(fit.QE, 2.0, 1e-14, 0.0); /* (y1 - y2)^2 / (1 + 4 - 3) */
    tsq_fit_free(&fit);
}

/* Only a control arm in common, and all else alike: a block of n estimates with v and c is one of variance c + (v-c)/n. */
static void a_block_of_alike_is_one_study(void **state)
{
    (void)state;
    enum { N = 20 };
    double yi[N + 2], vi[N + 2];
    tsq_covariance cov[N * (N - 1) / 2];
    size_t n = 0;
    for (size_t i = 0; i < N; i++) {
        yi[i] = 0.75;
        vi[i] = 0.5;
        for (size_t j = i + 1; j < N; j++) {
            cov[n++] = (tsq_covariance){i, j, 0.125};
        }
    }
    yi[N] = 0.25, vi[N] = 0.25, yi[N + 1] = 1.5, vi[N + 1] = 0.75;
    const tsq_studies studies = {.k = N + 2, .yi = yi, .vi = vi, .n_cov = n, .cov = cov};
    const double one_yi[] = {0.75, 0.25, 1.5}, one_vi[] = {0.125 + 0.375 / N, 0.25, 0.75};
    const tsq_studies collapsed = {.k = 3, .yi = one_yi, .vi = one_vi};
    const tsq_fit_options options = options_of("FE", "z", "");
    tsq_fit_result a = must_fit(&studies, &options), b = must_fit(&collapsed, &options);
    check_close(a.coefficients[0].estimate, b.coefficients[0].estimate, 1e-14, 0.0);
    check_close(a.coefficients[0].se, b.coefficients[0].se, 1e-14, 0.0);
    check_close(a.QE, b.QE, 1e-13, 0.0);
    for (size_t i = 0; i < N; i++) {
        same_bits("weights of studies that are alike", a.weight[i], a.weight[0]);
    }
    tsq_fit_free(&a);
    tsq_fit_free(&b);
}

static void equal_estimates_have_no_heterogeneity(void **state)
{
    (void)state;
    const double yi[] = {0.3, 0.3, 0.3}, vi[] = {0.1, 0.2, 0.3};
    const tsq_covariance cov[] = {{0, 1, 0.05}, {1, 2, -0.1}};
    const tsq_studies studies = {.k = 3, .yi = yi, .vi = vi, .n_cov = 2, .cov = cov};
    for (size_t m = 0; m < METHOD_COUNT; m++) {
        const tsq_fit_options options = options_of(METHODS[m], "knha", "");
        tsq_fit_result fit = must_fit(&studies, &options);
        same_bits("estimate", fit.coefficients[0].estimate, 0.3);
        same_bits("tau2", fit.tau2, 0.0);
        same_bits("Q", fit.QE, 0.0);
        assert_true((fit.flags & TSQ_FLAG_BIT(HK_ZERO)) != 0);
        tsq_fit_free(&fit);
    }
}

static void expect_refusal(const tsq_studies *studies, const tsq_fit_options *options, tsq_status status,
                           const char *text)
{
    tsq_fit_result fit;
    tsq_error err = {.code = TSQ_OK};
    assert_int_equal(tsq_fit(studies, options, &fit, &err), status);
    assert_non_null(strstr(err.text, text));
    assert_null(fit.coefficients);
    assert_null(fit.weight);
}

static void what_is_no_covariance_matrix_is_refused(void **state)
{
    (void)state;
    const double yi[] = {1.0, 2.0, 3.0}, vi[] = {1.0, 1.0, 1.0};
    tsq_covariance cov[3] = {{0, 1, 1.25}, {0, 2, 0.0}, {1, 2, 0.0}};
    tsq_studies s = {.k = 3, .yi = yi, .vi = vi, .n_cov = 1, .cov = cov};
    expect_refusal(&s, NULL, TSQ_E_VARIANCE, "the covariance 1.25 of the studies 1 and 2");
    cov[0].value = 1.0; /* singular */
    expect_refusal(&s, NULL, TSQ_E_VARIANCE, "of the studies 1, 2 is not positive definite");
    s.n_cov = 3;
    cov[0].value = cov[1].value = cov[2].value = -0.75; /* each pair would do, the three do not */
    expect_refusal(&s, NULL, TSQ_E_VARIANCE, "of the studies 1, 2, 3 is not positive definite");
    cov[2] = cov[0];
    expect_refusal(&s, NULL, TSQ_E_VARIANCE, "given twice");
    cov[2] = (tsq_covariance){2, 1, 0.1};
    expect_refusal(&s, NULL, TSQ_E_VARIANCE, "the first must be the smaller");
    cov[2] = (tsq_covariance){1, 3, 0.1};
    expect_refusal(&s, NULL, TSQ_E_VARIANCE, "there are 3");
    cov[2] = (tsq_covariance){1, 2, NAN};
    expect_refusal(&s, NULL, TSQ_E_NONFINITE, "studies 2 and 3");
}

static void what_has_no_meaning_is_refused(void **state)
{
    (void)state;
    const double yi[] = {1.0, 2.0, 3.0}, vi[] = {1.0, 1.0, 1.0}, wi[] = {1.0, 1.0, 2.0};
    const tsq_covariance cov = {0, 1, 0.25};
    const tsq_studies s = {.k = 3, .yi = yi, .vi = vi, .weights = wi, .n_cov = 1, .cov = &cov};
    tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
    o.weighting = TSQ_WEIGHT_USER;
    expect_refusal(&s, &o, TSQ_E_OPTION, "weights of the user");
    o.weighting = TSQ_WEIGHT_EQUAL;
    expect_refusal(&s, &o, TSQ_E_OPTION, "equal weights");
    o = options_of("GENQ", "z", "");
    expect_refusal(&s, &o, TSQ_E_OPTION, "weights of the user");
    o = options_of("DL", "z", "GENQ");
    expect_refusal(&s, &o, TSQ_E_OPTION, "weights of the user");
    o = options_of("DL", "z", "");
    o.q_about = 0.0;
    expect_refusal(&s, &o, TSQ_E_OPTION, "Q about a given value");
    o = options_of("REML", "z", "");
    o.threshold = 1e-5;
    expect_refusal(&s, &o, TSQ_E_OPTION, "stopping rules");
    o = options_of("MH", "z", "");
    expect_refusal(&s, &o, TSQ_E_OPTION, "MH pools counts");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_order_of_studies_and_pairs_changes_no_bit),
        cmocka_unit_test(a_power_of_two_changes_no_bit),
        cmocka_unit_test(unit_and_origin_are_free),
        cmocka_unit_test(covariances_of_zero_change_no_bit),
        cmocka_unit_test(weights_add_up_and_give_the_estimate),
        cmocka_unit_test(a_weight_may_be_negative),
        cmocka_unit_test(a_block_of_alike_is_one_study),
        cmocka_unit_test(equal_estimates_have_no_heterogeneity),
        cmocka_unit_test(what_is_no_covariance_matrix_is_refused),
        cmocka_unit_test(what_has_no_meaning_is_refused),
    };
    return cmocka_run_group_tests(tests, read_sets, free_sets);
}
