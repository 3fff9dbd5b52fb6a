/* --corr pooled: the correlation of baseline and final value from rows with three SDs. */
#include "check.h"

#include "effects_of.h"

#define HEAD "study,n1i,m1i,sd1i,n2i,m2i,sd2i,m1i0,sd1i0,m2i0,sd2i0,mc1i,sdc1i,mc2i,sdc2i\n"

/* Correlations 1/2 (SDs 3, 3 and 3, n = 9) and 0 (3, 4 and 5, n = 15); then a trial without SDs of change. */
#define REPORTS "reports,9,8,3,15,9,4,12,3,11,3,-5,3,-1,5\n"
#define LACKS "lacks,10,8,3,20,9,4,12,3,11,4,,,,\n"

static struct effects_of pooled(const char *csv)
{
    tsq_effect_options options = defaults;
    options.corr_pooled = true;
    return compute(csv, "MD", options);
}

static void rows_that_lack_it_get_the_mean(void **state)
{
    (void)state;
    struct effects_of all = pooled(HEAD REPORTS LACKS);
    assert_int_equal(all.effects.k, 2);
    assert_string_equal(all.effects.effect[0].derived, "reported changes");
    /* tanh(6 artanh(1/2)/18) in 40 digits */
    const double r = 0.181082873627752133895790743211112101027;
    check_close(all.effects.effect[1].yi, -2.0, 1e-14, 0.0);
    check_close(all.effects.effect[1].vi, 18.0 * (1.0 - r) / 10.0 + 32.0 * (1.0 - r) / 20.0, 1e-13, 0.0);
    const char *derived = all.effects.effect[1].derived;
    assert_true(strncmp(derived, "change from baseline and corr 0.1810828736277", 45) == 0);
    assert_non_null(strstr(derived, "; corr pooled from 2 groups with SDs of change, 0.00 to 0.50"));
    assert_null(all.effects.warning);
    done(&all);
}

static void example_of_the_handbook(void **state)
{
    (void)state;
    /* Section 6.5.2.8: correlations 0.78 and 0.82; 0.8011... is their mean with weights 126 and 132 in 40 digits. */
    struct effects_of all = pooled(HEAD "Handbook,129,16.2,7.1,135,17.2,6.9,15.2,6.4,15.7,7.0,1.0,4.5,1.5,4.2\n"
                                        "other,100,2,1,100,0,1,0,1,0,1,,,,\n");
    const double r = 0.8011174045481407538698566655893087741043;
    assert_int_equal(all.effects.k, 2);
    check_close(all.effects.effect[1].vi, 2.0 * 2.0 * (1.0 - r) / 100.0, 1e-12, 0.0);
    assert_non_null(strstr(all.effects.effect[1].derived, "from 2 groups with SDs of change, 0.78 to 0.82"));
    done(&all);
}

static void the_row_comes_first(void **state)
{
    (void)state;
    struct effects_of all = pooled("n1i,m1i,sd1i,n2i,m2i,sd2i,m1i0,sd1i0,m2i0,sd2i0,mc1i,sdc1i,mc2i,sdc2i,r1i,r2i\n"
                                   "9,8,3,15,9,4,12,3,11,3,-5,3,-1,5,,\n"
                                   "10,8,3,20,9,4,12,3,11,4,,,,,0.75,0.75\n");
    assert_string_equal(all.effects.effect[1].derived, "change from baseline and corr 0.75");
    check_close(all.effects.effect[1].vi, 4.5 / 10 + 8.0 / 20, 1e-14, 0.0);
    done(&all);
}

static void nothing_to_pool_is_said(void **state)
{
    (void)state;
    struct effects_of all = pooled(HEAD LACKS);
    assert_string_equal(all.effects.effect[0].derived, "final values");
    assert_string_equal(all.effects.warning,
                        "no group reports SDs of baseline, final value and change to pool a correlation from");
    done(&all);
    /* SDs of 3 and 3 cannot change with an SD of 7; groups of 3 say nothing about a correlation. */
    all = pooled(HEAD "beyond,9,8,3,15,9,3,12,3,11,3,-5,7,-1,3\n"
                      "small,3,8,3,3,9,4,12,3,11,3,-5,3,-1,5\n" LACKS);
    assert_int_equal(all.effects.k, 3);
    assert_string_equal(all.effects.warning,
                        "the SDs of 1 group imply a correlation of 1 or beyond, which the pooled one leaves out");
    assert_non_null(
        strstr(all.effects.effect[2].derived, "; corr pooled from 1 group with SDs of change, 0.50 to 0.50"));
    done(&all);
}

static void not_for_measures_without_change(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    options.corr_pooled = true;
    struct effects_of all;
    check_error(try_compute(HEAD LACKS, "ROM", NULL, &options, &all, &err), TSQ_E_OPTION,
                "ROM has no changes of two groups to pool a correlation from");
    done(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_that_lack_it_get_the_mean),
        cmocka_unit_test(example_of_the_handbook),
        cmocka_unit_test(the_row_comes_first),
        cmocka_unit_test(nothing_to_pool_is_said),
        cmocka_unit_test(not_for_measures_without_change),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
