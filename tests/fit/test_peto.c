/* Peto's method beyond the reference table, which test_mantel_haenszel.c reads: printed numbers and properties. */
#include "check.h"

#include <tausq/counts.h>

/* The six studies with two outcomes of Borenstein, Hedges, Higgins and Rothstein 2009, chapter 14. */
static const double A[] = {12, 8, 14, 25, 8, 16}, B[] = {53, 32, 66, 375, 32, 49}, C[] = {16, 10, 19, 80, 11, 18},
                    D[] = {49, 30, 61, 320, 29, 47};

static tsq_fit_result peto(const double *a, const double *b, const double *c, const double *d, size_t k)
{
    const tsq_counts counts = {.k = k, .ai = a, .bi = b, .ci = c, .di = d};
    tsq_fit_result fit;
    tsq_error err;
    if (tsq_peto(&counts, NULL, &fit, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return fit;
}

static void gives_the_textbook_number(void **state)
{
    (void)state;
    tsq_fit_result fit = peto(A, B, C, D, 6);
    check_close(fit.coefficients[0].estimate, -0.7322201899, 1e-9, 0.0);
    check_close(fit.coefficients[0].se, 0.1436172721, 1e-9, 0.0);
    assert_string_equal(fit.method->id, "PETO");
    check_close(fit.tau2, 0.0, 0.0, 0.0);
    assert_true(isnan(fit.logLik)); /* no estimates of the studies were given */
    tsq_fit_free(&fit);
}

/* 0/20 against 3/20 by hand: O - E = -1.5, V = 3 37 20 20 / (40^2 39) = 37/52. */
static void one_study_is_itself(void **state)
{
    (void)state;
    const double a = 0, b = 20, c = 3, d = 17;
    tsq_fit_result fit = peto(&a, &b, &c, &d, 1);
    check_close(fit.coefficients[0].estimate, -1.5 * 52.0 / 37.0, 1e-15, 0.0);
    check_close(fit.coefficients[0].se, sqrt(52.0 / 37.0), 1e-15, 0.0);
    check_close(fit.weight[0], 100.0, 1e-15, 0.0);
    check_close(fit.QE_df, 0.0, 0.0, 0.0);
    assert_true(isnan(fit.I2));
    assert_int_equal(fit.flags, TSQ_FLAG_BIT(SINGLE_STUDY));
    tsq_fit_free(&fit);
}

static void swapping_groups_flips_the_sign(void **state)
{
    (void)state;
    tsq_fit_result x = peto(A, B, C, D, 6), y = peto(C, D, A, B, 6), z = peto(B, A, D, C, 6);
    check_close(y.coefficients[0].estimate, -x.coefficients[0].estimate, 1e-15, 0.0);
    check_close(z.coefficients[0].estimate, -x.coefficients[0].estimate, 1e-15, 0.0);
    check_close(y.QE, x.QE, 1e-14, 0.0);
    check_close(z.QE, x.QE, 1e-14, 0.0);
    tsq_fit_free(&x);
    tsq_fit_free(&y);
    tsq_fit_free(&z);
}

/* The number of studies that say something, not of all, gives the degrees of freedom. */
static void study_without_events_adds_nothing(void **state)
{
    (void)state;
    const double a[] = {3, 0, 7}, b[] = {12, 30, 100}, c[] = {1, 0, 20}, d[] = {11, 25, 90};
    const double a2[] = {3, 7}, b2[] = {12, 100}, c2[] = {1, 20}, d2[] = {11, 90};
    tsq_fit_result x = peto(a, b, c, d, 3), y = peto(a2, b2, c2, d2, 2);
    check_close(x.coefficients[0].estimate, y.coefficients[0].estimate, 0.0, 0.0);
    check_close(x.QE, y.QE, 0.0, 0.0);
    check_close(x.QE_df, 1.0, 0.0, 0.0);
    check_close(x.QE_p, y.QE_p, 0.0, 0.0);
    check_close(x.weight[1], 0.0, 0.0, 0.0);
    tsq_fit_free(&x);
    tsq_fit_free(&y);
}

static void refuses_what_cannot_be_pooled(void **state)
{
    (void)state;
    const double none[] = {0, 0}, some[] = {2, 3}, bad[] = {2, INFINITY};
    tsq_counts counts = {.k = 2, .ai = none, .bi = some, .ci = none, .di = some};
    tsq_fit_result fit;
    assert_int_equal(tsq_peto(&counts, NULL, &fit, NULL), TSQ_E_MODEL);
    assert_null(fit.weight);
    counts.ai = bad;
    assert_int_equal(tsq_peto(&counts, NULL, &fit, NULL), TSQ_E_NONFINITE);
    counts.k = 0;
    assert_int_equal(tsq_peto(&counts, NULL, &fit, NULL), TSQ_E_EMPTY);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(gives_the_textbook_number),      cmocka_unit_test(one_study_is_itself),
        cmocka_unit_test(swapping_groups_flips_the_sign), cmocka_unit_test(study_without_events_adds_nothing),
        cmocka_unit_test(refuses_what_cannot_be_pooled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
