/* The edges of the contract: every status, one and two studies, agreement, extreme scales, defaults. */
#include "check.h"

#include <tausq/fit.h>

#include <string.h>

static const double YI[] = {0.31, -0.12, 0.58, 0.9, 0.02, 0.44}, VI[] = {0.04, 0.09, 0.02, 0.11, 0.05, 0.07};
static const double WEIGHT[] = {1.0, 2.0, 3.0, 1.5, 0.5, 1.0};
static const double X1[] = {1.0, 2.0, 4.0, 3.0, 7.0, 5.0};

static tsq_studies studies(void)
{
    return (tsq_studies){.k = 6, .yi = YI, .vi = VI};
}

/* The call fails with this status, with and without an error to fill, and leaves nothing behind. */
static void expect_status(const tsq_studies *s, const tsq_fit_options *o, tsq_status want)
{
    tsq_fit_result out;
    tsq_error err;
    memset(&out, 0xff, sizeof out);
    assert_int_equal(tsq_fit(s, o, &out, NULL), want);
    memset(&out, 0xff, sizeof out);
    assert_int_equal(tsq_fit(s, o, &out, &err), want);
    assert_int_equal(err.code, want);
    assert_true(strlen(err.text) > 5);
    assert_null(out.coefficients);
    assert_null(out.vcov);
    assert_null(out.weight);
    assert_null(out.stationary);
    assert_int_equal(out.k, 0);
    tsq_fit_free(&out);
}

static void bad_data_has_its_status(void **state)
{
    (void)state;
    double bad[6], constant[] = {2, 2, 2, 2, 2, 2}, six[6 * 6];
    tsq_studies s = studies();
    s.k = 0;
    expect_status(&s, NULL, TSQ_E_EMPTY);
    const double not_finite[] = {NAN, INFINITY, -INFINITY};
    for (size_t i = 0; i < 3; i++) {
        s = studies();
        memcpy(bad, YI, sizeof bad);
        bad[4] = not_finite[i];
        s.yi = bad;
        expect_status(&s, NULL, TSQ_E_NONFINITE);
        s = studies();
        s.vi = bad;
        expect_status(&s, NULL, TSQ_E_NONFINITE);
        s = studies();
        s.m = 1;
        s.X = bad;
        expect_status(&s, NULL, TSQ_E_NONFINITE);
    }
    memcpy(bad, VI, sizeof bad);
    for (double v = 0.0; v >= -1.0; v -= 1.0) {
        s = studies();
        bad[2] = v;
        s.vi = bad;
        expect_status(&s, NULL, TSQ_E_VARIANCE);
    }
    s = studies();
    s.m = 1;
    s.X = constant;
    expect_status(&s, NULL, TSQ_E_RANK);
    s.m = 6;
    for (size_t i = 0; i < 36; i++) {
        six[i] = (double)(i * i % 17);
    }
    s.X = six;
    expect_status(&s, NULL, TSQ_E_DF);
}

static void bad_weights_have_their_status(void **state)
{
    (void)state;
    double weight[6] = {1, 1, -1, 1, 1, 1};
    tsq_studies s = studies();
    tsq_fit_options user = TSQ_FIT_OPTIONS_INIT, genq = TSQ_FIT_OPTIONS_INIT;
    user.weighting = TSQ_WEIGHT_USER;
    genq.method = tsq_tau2_find("GENQ");
    expect_status(&s, &user, TSQ_E_WEIGHT);
    expect_status(&s, &genq, TSQ_E_WEIGHT);
    s.weights = weight;
    expect_status(&s, &user, TSQ_E_WEIGHT);
    expect_status(&s, &genq, TSQ_E_WEIGHT);
    for (size_t i = 0; i < 6; i++) {
        weight[i] = 0.0;
    }
    expect_status(&s, &user, TSQ_E_WEIGHT);
    weight[3] = NAN;
    expect_status(&s, &user, TSQ_E_NONFINITE);
    tsq_fit_result out; /* weights that nothing asks for are not looked at */
    assert_int_equal(tsq_fit(&s, NULL, &out, NULL), TSQ_OK);
    tsq_fit_free(&out);
}

static void bad_options_have_their_status(void **state)
{
    (void)state;
    const double levels[] = {0.0, 100.0, -5.0, 195.0, NAN}, taus[] = {-0.1, INFINITY};
    const tsq_studies s = studies();
    for (size_t i = 0; i < 5; i++) {
        tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
        o.level = levels[i];
        expect_status(&s, &o, TSQ_E_OPTION);
    }
    for (size_t i = 0; i < 2; i++) {
        tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
        o.tau2 = taus[i];
        expect_status(&s, &o, TSQ_E_OPTION);
    }
    tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
    o.method = tsq_tau2_find("DL");
    o.test = tsq_test_find("kr");
    expect_status(&s, &o, TSQ_E_OPTION);
    o.test = NULL;
    o.prediction = tsq_prediction_find("KR");
    expect_status(&s, &o, TSQ_E_OPTION);
    o.method = tsq_tau2_find("FE");
    o.prediction = NULL;
    o.tau2 = 0.1;
    expect_status(&s, &o, TSQ_E_OPTION);
    o = (tsq_fit_options)TSQ_FIT_OPTIONS_INIT;
    o.method = tsq_tau2_find("MH");
    expect_status(&s, &o, TSQ_E_OPTION);
}

static void one_study_is_its_own_answer(void **state)
{
    (void)state;
    for (size_t i = 0; i < tsq_tau2_count(); i++) {
        if ((tsq_tau2_at(i)->flags & TSQ_TAU2_COUNTS) != 0) {
            continue; /* refuses estimates; see test_mantel_haenszel.c */
        }
        tsq_studies s = studies();
        tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
        tsq_fit_result out;
        s.k = 1;
        s.weights = WEIGHT;
        o.method = tsq_tau2_at(i);
        assert_int_equal(tsq_fit(&s, &o, &out, NULL), TSQ_OK);
        check_close(out.coefficients[0].estimate, 0.31, 1e-15, 0.0);
        check_close(out.coefficients[0].se, 0.2, 1e-15, 0.0);
        check_close(out.coefficients[0].ci_lb, 0.31 - 0.2 * 1.959963984540054, 1e-14, 0.0);
        assert_true(isnan(out.pi_lb) && isnan(out.s2w) && isnan(out.I2) && isnan(out.tau2_lb));
        check_close(out.weight[0], 100.0, 1e-15, 0.0);
        if ((o.method->flags & TSQ_TAU2_COMMON) == 0) {
            assert_true(isnan(out.tau2) && (out.flags & TSQ_FLAG_BIT(SINGLE_STUDY)) != 0);
        }
        tsq_fit_free(&out);
    }
}

/* y = 0.1 and 0.5, v = 0.01: with equal variances every estimate but those that divide by k is (y1-y2)^2/2 - v = 0.07. */
static void two_studies_in_closed_form(void **state)
{
    (void)state;
    const double y[] = {0.1, 0.5}, v[] = {0.01, 0.01}, w[] = {1.0, 1.0};
    const tsq_studies s = {.k = 2, .yi = y, .vi = v, .weights = w};
    const char *const same[] = {"DL", "HE", "PM", "EB", "REML", "GENQ", "DL2", "CA2", "SJIT", "DLIT"};
    for (size_t i = 0; i < sizeof same / sizeof *same; i++) {
        tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
        tsq_fit_result out;
        o.method = tsq_tau2_find(same[i]);
        assert_int_equal(tsq_fit(&s, &o, &out, NULL), TSQ_OK);
        check_close(out.tau2, 0.07, 1e-13, 0.0);
        check_close(out.coefficients[0].estimate, 0.3, 1e-14, 0.0);
        check_close(out.coefficients[0].se, 0.2, 1e-13, 0.0); /* |y1 - y2| / 2 */
        check_close(out.coefficients[0].ci_ub, 0.3 + 0.2 * 12.706204736174704, 1e-12, 0.0);
        assert_true((out.flags & TSQ_FLAG_BIT(HK_TWO_STUDIES)) != 0);
        tsq_fit_free(&out);
    }
    tsq_fit_options ml = TSQ_FIT_OPTIONS_INIT;
    tsq_fit_result out;
    ml.method = tsq_tau2_find("ML");
    assert_int_equal(tsq_fit(&s, &ml, &out, NULL), TSQ_OK);
    check_close(out.tau2, 0.03, 1e-12, 0.0); /* (y1-y2)^2/4 - v */
    tsq_fit_free(&out);
}

/* With equal variances tau2 is s^2 - v, and the mean has the variance s^2/3: 4/3 10^(2e) for the estimates 1, -1 and 3
 * times 10^e. Its double is there up to e = 153; the mean of a common effect has v/3, whatever the estimates are. */
static void what_double_precision_does_not_hold_is_no_result(void **state)
{
    (void)state;
    static const struct {
        const char *method, *test;
        double unit, se; /* NaN: none */
    } cases[] = {{"REML", "knha", 1e153, 1.1547005383792515e153},
                 {"DL", "z", 1e153, 1.1547005383792515e153},
                 {"DL", "z", 1e155, NAN},
                 {"REML", "knha", 1e200, NAN},
                 {"FE", "z", 1e200, 5.773502691896258e149},
                 {"FE", "knha", 1e200, NAN}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double unit = cases[i].unit, y[] = {unit, -unit, 3.0 * unit}, v[] = {1e300, 1e300, 1e300};
        const tsq_studies s = {.k = 3, .yi = y, .vi = v};
        tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
        tsq_fit_result out;
        o.method = tsq_tau2_find(cases[i].method);
        o.test = tsq_test_find(cases[i].test);
        if (isnan(cases[i].se)) {
            assert_int_equal(tsq_fit(&s, &o, &out, NULL), TSQ_E_RANGE);
            assert_null(out.coefficients);
            continue;
        }
        assert_int_equal(tsq_fit(&s, &o, &out, NULL), TSQ_OK);
        check_close(out.coefficients[0].estimate, unit, 1e-12, 0.0);
        check_close(out.coefficients[0].se, cases[i].se, 1e-12, 0.0);
        tsq_fit_free(&out);
    }
}

/* Estimates 100, -100 and 200, far more apart than their variances v: s^2 is 70000/3, and the limits of the Q-profile
 * interval are 2 s^2 over the quantiles of chi-square with 2 degrees of freedom, -2 ln(0.025) and -2 ln(0.975), less v. */
static void estimates_very_far_apart(void **state)
{
    (void)state;
    static const double unit[] = {1e-20, 1e-100, 1e-200, 1e-250, 1e-298};
    static const char *const methods[] = {"REML", "DL", "PM"};
    const double y[] = {100.0, -100.0, 200.0}, s2 = 70000.0 / 3.0;
    for (size_t i = 0; i < 15; i++) {
        const double v[] = {unit[i / 3], unit[i / 3], unit[i / 3]};
        const tsq_studies s = {.k = 3, .yi = y, .vi = v};
        tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
        tsq_fit_result out;
        o.method = tsq_tau2_find(methods[i % 3]);
        assert_int_equal(tsq_fit(&s, &o, &out, NULL), TSQ_OK);
        check_close(out.tau2, s2, 1e-13, 0.0);
        check_close(out.coefficients[0].se, sqrt(s2 / 3.0), 1e-13, 0.0);
        check_close(out.tau2_lb, s2 / -log(0.025), 1e-11, 0.0);
        check_close(out.tau2_ub, s2 / -log(0.975), 1e-11, 0.0);
        assert_true(!isinf(out.se_tau2));
        tsq_fit_free(&out);
    }
}

static void studies_that_agree_have_no_heterogeneity(void **state)
{
    (void)state;
    const double y[] = {0.1, 0.1, 0.1, 0.1}, v[] = {0.02, 0.5, 0.03, 0.01};
    for (size_t i = 0; i < tsq_tau2_count(); i++) {
        if ((tsq_tau2_at(i)->flags & TSQ_TAU2_COUNTS) != 0) {
            continue; /* refuses estimates; see test_mantel_haenszel.c */
        }
        const tsq_studies s = {.k = 4, .yi = y, .vi = v, .weights = WEIGHT};
        tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
        tsq_fit_result out;
        o.method = tsq_tau2_at(i);
        o.test = tsq_test_find("knha");
        assert_int_equal(tsq_fit(&s, &o, &out, NULL), TSQ_OK);
        assert_true(out.tau2 == 0.0 && out.QE == 0.0 && out.s2w == 0.0 && out.coefficients[0].estimate == 0.1);
        assert_true(isnan(out.coefficients[0].statistic) && isnan(out.coefficients[0].pval));
        assert_true((out.flags & TSQ_FLAG_BIT(HK_ZERO)) != 0 && out.QE_p == 1.0);
        if ((o.method->flags & TSQ_TAU2_COMMON) == 0) {
            assert_true(out.tau2_lb == 0.0 && out.tau2_ub == 0.0);
            assert_true((out.flags & TSQ_FLAG_BIT(TAU2_CI_EMPTY)) != 0);
            assert_true((out.flags & TSQ_FLAG_BIT(TAU2_AT_BOUNDARY)) != 0);
        }
        tsq_fit_free(&out);
    }
}

/* The unit may be so large or small that squares come near the ends of double precision; beyond, the status says so. */
static void extreme_units(void **state)
{
    (void)state;
    const int exponents[] = {-500, -300, 300, 500};
    const tsq_studies s = studies();
    tsq_fit_result want;
    assert_int_equal(tsq_fit(&s, NULL, &want, NULL), TSQ_OK);
    for (size_t e = 0; e < 4; e++) {
        double y[6], v[6];
        for (size_t i = 0; i < 6; i++) {
            y[i] = ldexp(YI[i], exponents[e]);
            v[i] = ldexp(VI[i], 2 * exponents[e]);
        }
        const tsq_studies far = {.k = 6, .yi = y, .vi = v};
        tsq_fit_result got;
        assert_int_equal(tsq_fit(&far, NULL, &got, NULL), TSQ_OK);
        assert_true(got.tau2 == ldexp(want.tau2, 2 * exponents[e]) && got.I2 == want.I2 && got.QE == want.QE);
        assert_true(got.coefficients[0].ci_lb == ldexp(want.coefficients[0].ci_lb, exponents[e]));
        assert_true(got.coefficients[0].pval == want.coefficients[0].pval);
        tsq_fit_free(&got);
    }
    tsq_fit_free(&want);
}

static void defaults_and_null(void **state)
{
    (void)state;
    const tsq_studies s = studies();
    tsq_fit_result out;
    assert_int_equal(tsq_fit(&s, NULL, &out, NULL), TSQ_OK);
    assert_string_equal(out.method->id, "REML");
    assert_string_equal(out.test->id, "knha");
    assert_string_equal(out.prediction->id, "HK");
    assert_string_equal(out.tau2_interval->id, "QP");
    assert_true(out.level == 95.0 && out.k == 6 && out.p == 1 && out.n_stationary > 0);
    double sum = 0.0;
    for (size_t i = 0; i < 6; i++) {
        sum += out.weight[i];
    }
    check_close(sum, 100.0, 1e-14, 0.0);
    tsq_fit_free(&out);
    assert_null(out.coefficients);
    tsq_fit_free(&out);
    tsq_fit_free(NULL);
}

static void without_an_intercept_the_slope_goes_through_the_origin(void **state)
{
    (void)state;
    tsq_studies s = studies();
    tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
    tsq_fit_result out;
    double xy = 0.0, xx = 0.0;
    s.m = 1;
    s.X = X1;
    o.method = tsq_tau2_find("FE");
    o.no_intercept = true;
    assert_int_equal(tsq_fit(&s, &o, &out, NULL), TSQ_OK);
    for (size_t i = 0; i < 6; i++) {
        xy += X1[i] * YI[i] / VI[i];
        xx += X1[i] * X1[i] / VI[i];
    }
    assert_int_equal(out.p, 1);
    check_close(out.coefficients[0].estimate, xy / xx, 1e-13, 0.0);
    check_close(out.coefficients[0].se, 1.0 / sqrt(xx), 1e-13, 0.0);
    assert_true(out.QM_df1 == 1.0 && isnan(out.pi_lb));
    tsq_fit_free(&out);
}

/* As many coefficients as studies leave no degrees of freedom: another test than z is not taken away in silence. */
static void without_degrees_of_freedom_the_test_is_z(void **state)
{
    (void)state;
    static const char *const tests[] = {"z", "t", "knha", "adhoc"};
    const double y[] = {0.4, -0.2}, v[] = {0.04, 0.09}, x[] = {1.0, 3.0};
    for (size_t i = 0; i < 4; i++) {
        for (size_t k = 1; k <= 2; k++) {
            const tsq_studies s = {.k = k, .yi = y, .vi = v, .m = k - 1, .X = k > 1 ? x : NULL};
            tsq_fit_options o = TSQ_FIT_OPTIONS_INIT;
            tsq_fit_result out;
            o.method = tsq_tau2_find("FE");
            o.test = tsq_test_find(tests[i]);
            assert_int_equal(tsq_fit(&s, &o, &out, NULL), TSQ_OK);
            assert_string_equal(out.test->id, "z");
            assert_int_equal(out.flags, i > 0 ? TSQ_FLAG_BIT(TEST_IS_Z) : 0);
            tsq_fit_free(&out);
            o.method = tsq_tau2_find("DL"); /* another flag says it there */
            assert_int_equal(tsq_fit(&s, &o, &out, NULL), TSQ_OK);
            assert_int_equal(out.flags, k == 1 ? TSQ_FLAG_BIT(SINGLE_STUDY) : TSQ_FLAG_BIT(SATURATED));
            tsq_fit_free(&out);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(bad_data_has_its_status),
        cmocka_unit_test(bad_weights_have_their_status),
        cmocka_unit_test(bad_options_have_their_status),
        cmocka_unit_test(one_study_is_its_own_answer),
        cmocka_unit_test(two_studies_in_closed_form),
        cmocka_unit_test(what_double_precision_does_not_hold_is_no_result),
        cmocka_unit_test(estimates_very_far_apart),
        cmocka_unit_test(studies_that_agree_have_no_heterogeneity),
        cmocka_unit_test(extreme_units),
        cmocka_unit_test(defaults_and_null),
        cmocka_unit_test(without_an_intercept_the_slope_goes_through_the_origin),
        cmocka_unit_test(without_degrees_of_freedom_the_test_is_z),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
