/* Models in which a general formula meets its limit: closed forms say what must come out. */
#include "check.h"

#include <tausq/fit.h>

static tsq_fit_result fit(const tsq_studies *studies, const tsq_fit_options *options)
{
    tsq_fit_result result;
    tsq_error err = {.text = ""};
    if (tsq_fit(studies, options, &result, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return result;
}

/* A study at x = 0 says nothing of a slope through the origin, whatever its variance. */
static void a_study_without_bearing_adds_no_variance(void **state)
{
    (void)state;
    const double y[] = {1.1, 0.7, 1.5, 4.0}, x[] = {1, 1, 1, 0};
    for (double large = 1.0; large <= 1e20; large *= 1e5) {
        const double v[] = {1.0, 2.0, 3.0, large};
        const tsq_studies studies = {.k = 4, .yi = y, .vi = v, .m = 1, .X = x};
        tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
        options.method = tsq_tau2_find("EE");
        options.weighting = TSQ_WEIGHT_EQUAL;
        options.no_intercept = true;
        tsq_fit_result result = fit(&studies, &options);
        check_close(result.coefficients[0].se, sqrt(6.0) / 3.0, 1e-14, 0);
        tsq_fit_free(&result);
    }
}

/* With equal variances the model is the classical one: Kenward and Roger's joint test is its F test, and so is
 * Hartung and Knapp's. Two residual degrees of freedom are the limit of their formulas. */
static void kenward_roger_is_the_f_test_for_equal_variances(void **state)
{
    (void)state;
    const double y[] = {0.1, 1.9, -0.8, 2.4, 0.6, 3.1, -1.7}, v[] = {0.01, 0.01, 0.01, 0.01, 0.01, 0.01, 0.01};
    const double x[] = {1, 4, 2, 6, 3, 5, 7, 0, 1, 1, 0, 1, 0, 0};
    for (size_t k = 5; k <= 7; k++) {
        double columns[14];
        for (size_t i = 0; i < k; i++) {
            columns[i] = x[i];
            columns[k + i] = x[7 + i];
        }
        const tsq_studies studies = {.k = k, .yi = y, .vi = v, .m = 2, .X = columns};
        tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
        options.test = tsq_test_find("kr");
        tsq_fit_result kr = fit(&studies, &options);
        options.test = tsq_test_find("knha");
        tsq_fit_result hk = fit(&studies, &options);
        assert_true(kr.tau2 > 0.0);
        check_close(kr.QM, hk.QM, 1e-10, 0);
        check_close(kr.QM_df2, (double)(k - 3), 1e-6, 0);
        check_close(kr.QM_p, hk.QM_p, 1e-6, 0);
        tsq_fit_free(&kr);
        tsq_fit_free(&hk);
    }
}

static void weights_must_leave_a_model(void **state)
{
    (void)state;
    const double y[] = {1, 2, 3, 4}, v[] = {1, 1, 1, 1}, x[] = {1, 1, 0, 1}, w[] = {1, 2, 0, 1};
    const tsq_studies studies = {.k = 4, .yi = y, .vi = v, .weights = w, .m = 1, .X = x};
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    tsq_fit_result result;
    options.weighting = TSQ_WEIGHT_USER;
    assert_int_equal(tsq_fit(&studies, &options, &result, NULL), TSQ_E_WEIGHT);
    options.weighting = TSQ_WEIGHT_INVERSE;
    options.method = tsq_tau2_find("GENQ");
    assert_int_equal(tsq_fit(&studies, &options, &result, NULL), TSQ_E_WEIGHT);
    options.method = NULL; /* nothing asks for the weights */
    assert_int_equal(tsq_fit(&studies, &options, &result, NULL), TSQ_OK);
    tsq_fit_free(&result);
}

/* With weights 1/v and tau2 = 0 the generalised Q is Q itself; the limits exist for variances of any spread. */
static void generalised_q_over_many_powers_of_ten(void **state)
{
    (void)state;
    double y[12], v[12];
    for (double ratio = 1e3; ratio <= 1e15; ratio *= 1e3) {
        for (size_t i = 0; i < 12; i++) {
            v[i] = pow(ratio, (double)i / 11.0);
            y[i] = (i % 2 == 0 ? 1.3 : -1.1) * sqrt(v[i] + 2.0);
        }
        const tsq_studies studies = {.k = 12, .yi = y, .vi = v};
        tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
        options.method = tsq_tau2_find("DL");
        options.tau2_interval = tsq_tau2_interval_find("BJ");
        tsq_fit_result result = fit(&studies, &options);
        assert_true(isfinite(result.tau2_lb) && isfinite(result.tau2_ub));
        assert_true(result.tau2_lb <= result.tau2 && result.tau2 <= result.tau2_ub);
        tsq_fit_free(&result);
    }
}

/* One study far out in a moderator, which then is almost an indicator of it, and beside it a precise one: to what the
 * others say the far one adds nothing, and may take nothing from its digits. Q and the log-likelihood in 60 digits:
 * tests/golden/make/hard_models.py. */
static void a_study_far_out_in_a_moderator(void **state)
{
    (void)state;
    enum { K = 12 };
    const double y[K] = {-0.08, 0.25, -0.38, 0.57, 0.28, -0.23, 0.3, -0.16, 1.33, 0.26, -0.3, 1.78};
    const double v[K] = {0.05, 0.18, 0.17, 0.21, 0.16, 0.13, 0.15, 0.21, 0.4, 0.03, 0.16, 0.22};
    const double x[4 * K] = {1.42,  -0.14, 1.38,  -0.21, 1.36,  0.58,  -0.15, 0.28,  -0.5,  -1.08, -1.01, 1e8,
                             -1.01, 0.49,  0.59,  0.53,  -0.44, 0.12,  0.04,  1.39,  -0.74, -0.32, -0.17, -0.08,
                             0.09,  -0.93, -0.26, 1.9,   -0.04, 1.13,  0.59,  -0.37, -1.33, -1.63, -0.17, 0.07,
                             1.25,  0.99,  -0.26, 0.16,  0.73,  -0.03, -0.97, -0.44, -1.51, -0.24, -0.32, -1.34};
    const struct {
        size_t m;
        double Q, ll_ml, ll_reml;
    } want[] = {{2, 10.295572692286619419, -4.6034171731793335748, -4.75479807219962558},
                {4, 8.2913958529150042448, -3.6013287534935259875, -3.9847430157583145384}};
    for (size_t i = 0; i < 2; i++) {
        const tsq_studies studies = {.k = K, .yi = y, .vi = v, .m = want[i].m, .X = x};
        tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
        options.method = tsq_tau2_find("EE");
        tsq_fit_result result = fit(&studies, &options);
        check_close(result.QE, want[i].Q, 1e-12, 0);
        check_close(result.ll_ml, want[i].ll_ml, 1e-12, 0);
        check_close(result.ll_reml, want[i].ll_reml, 1e-12, 0);
        tsq_fit_free(&result);
    }
}

/* As many studies of some leverage as coefficients, beside others of very different precision. As above. */
static void precise_studies_among_imprecise_ones(void **state)
{
    (void)state;
    enum { K = 11 };
    const double y[K] = {1.29, -62.6, -60.3, 37.5, 0.762, -0.454, 201.0, 0.799, 0.447, 0.428, 83.9};
    const double v[K] = {0.12, 18800.0, 3640.0, 13600.0, 0.0592, 0.197, 31900.0, 0.0661, 0.035, 0.0818, 30900.0};
    const double x[3 * K] = {2.43,   -0.185,  -0.571, -0.643,  0.966, 0.0874, -0.885, 0.416,  0.0448, 0.0996, -0.324,
                             1.26,   -0.0627, 0.574,  -0.0572, 1.76,  -0.423, 0.749,  -1.64,  1.5,    -1.31,  -0.771,
                             -0.196, 0.622,   -0.552, 0.883,   0.544, 0.958,  -1.33,  -0.603, -0.746, 0.156,  0.0176};
    const tsq_studies studies = {.k = K, .yi = y, .vi = v, .m = 3, .X = x};
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    options.method = tsq_tau2_find("EE");
    tsq_fit_result result = fit(&studies, &options);
    check_close(result.QE, 5.5265270537036473264, 1e-12, 0);
    check_close(result.ll_ml, -29.433551554255559378, 1e-13, 0);
    check_close(result.ll_reml, -29.738730004147712216, 1e-13, 0);
    tsq_fit_free(&result);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_study_without_bearing_adds_no_variance),
        cmocka_unit_test(kenward_roger_is_the_f_test_for_equal_variances),
        cmocka_unit_test(weights_must_leave_a_model),
        cmocka_unit_test(generalised_q_over_many_powers_of_ten),
        cmocka_unit_test(a_study_far_out_in_a_moderator),
        cmocka_unit_test(precise_studies_among_imprecise_ones),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
