/* Final values or changes: which quantity is compared, and what it comes to. Values computed by hand. */
#include "check.h"

#include "effects_of.h"

static void check_effect(const struct effects_of *all, size_t i, double yi, double vi, const char *derived)
{
    assert_true(i < all->effects.k);
    check_close(all->effects.effect[i].yi, yi, 1e-14, 0.0);
    check_close(all->effects.effect[i].vi, vi, 1e-14, 0.0);
    assert_string_equal(all->effects.effect[i].derived, derived);
}

#define HEAD "study,n1i,m1i,sd1i,n2i,m2i,sd2i,m1i0,sd1i0,m2i0,sd2i0,mc1i,sdc1i,mc2i,sdc2i,r1i,r2i\n"

/* Each row has less than the one before. */
static const char *const trials = HEAD "all,10,8,3,20,9,4,12,3,11,4,-5,2,-1,3,,\n"
                                       "baseline,10,8,3,20,9,4,12,3,11,4,,,,,,\n"
                                       "one SD of change,10,8,3,20,9,4,12,3,11,4,-5,2,-1,,,\n"
                                       "final,10,8,3,20,9,4,,,,,,,,,,\n";

static void auto_takes_the_best_there_is(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    struct effects_of all = compute(trials, "MD", options);
    assert_int_equal(all.effects.k, 4);
    check_effect(&all, 0, -4.0, 4.0 / 10 + 9.0 / 20, "reported changes");
    check_effect(&all, 1, -1.0, 9.0 / 10 + 16.0 / 20, "final values");
    check_effect(&all, 2, -1.0, 9.0 / 10 + 16.0 / 20, "final values");
    check_effect(&all, 3, -1.0, 9.0 / 10 + 16.0 / 20, "final values");
    check_close(all.effects.effect[0].n, 30.0, 0.0, 0.0);
    done(&all);
    /* With a correlation: SD^2 of the change 9 + 9 - 9 = 9 and 16 + 16 - 16 = 16. */
    options.corr = 0.5;
    all = compute(trials, "MD", options);
    check_effect(&all, 0, -4.0, 4.0 / 10 + 9.0 / 20, "reported changes");
    check_effect(&all, 1, -4.0 + 2.0, 9.0 / 10 + 16.0 / 20, "change from baseline and corr 0.5");
    check_effect(&all, 2, -5.0 + 2.0, 4.0 / 10 + 16.0 / 20,
                 "reported change in group 1, change from baseline and corr 0.5 in group 2");
    check_effect(&all, 3, -1.0, 9.0 / 10 + 16.0 / 20, "final values");
    done(&all);
}

static void final_takes_final_values(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    options.endpoint = TSQ_ENDPOINT_FINAL;
    options.corr = 0.5;
    struct effects_of all = compute(trials, "MD", options);
    assert_int_equal(all.effects.k, 4);
    for (size_t i = 0; i < 4; i++) {
        check_effect(&all, i, -1.0, 9.0 / 10 + 16.0 / 20, "final values");
    }
    done(&all);
}

static void change_takes_no_final_values(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    options.endpoint = TSQ_ENDPOINT_CHANGE;
    struct effects_of all = compute(trials, "MD", options);
    assert_int_equal(all.effects.k, 1);
    check_effect(&all, 0, -4.0, 4.0 / 10 + 9.0 / 20, "reported changes");
    assert_int_equal(all.effects.n_omitted, 3);
    assert_string_equal(all.effects.omitted[0].reason, "missing r1i, r2i");
    assert_string_equal(all.effects.omitted[1].reason, "missing sdc2i");
    assert_string_equal(all.effects.omitted[2].reason, "missing mc1i, sdc1i, mc2i, sdc2i");
    done(&all);
}

static void correlation_of_the_row_comes_first(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    options.corr = 0.5;
    struct effects_of all = compute(HEAD "same,10,8,3,20,9,4,12,3,11,4,,,,,0.75,0.75\n"
                                         "two,10,8,3,20,9,4,12,3,11,4,,,,,0.25,0.875\n"
                                         "one,10,8,3,20,9,4,12,3,11,4,,,,,,0.875\n"
                                         "whole,10,8,3,20,9,4,12,3,11,4,,,,,1,0\n",
                                    "MD", options);
    /* 2 sd^2 (1 - r): 4.5 and 8; 13.5 and 4; 9 and 4; 0 and 32 */
    check_effect(&all, 0, -2.0, 4.5 / 10 + 8.0 / 20, "change from baseline and corr 0.75");
    check_effect(&all, 1, -2.0, 13.5 / 10 + 4.0 / 20,
                 "change from baseline and corr 0.25 in group 1, 0.875 in group 2");
    check_effect(&all, 2, -2.0, 9.0 / 10 + 4.0 / 20, "change from baseline and corr 0.5 in group 1, 0.875 in group 2");
    check_effect(&all, 3, -2.0, 32.0 / 20, "change from baseline and corr 1 in group 1, 0 in group 2");
    done(&all);
}

static void change_scores_standardise(void **state)
{
    (void)state;
    /* SDs of change 3 and 3 (r = 1/2), means of change -4 and -2, m = 28: d = -2/3, no correction. */
    tsq_effect_options options = defaults;
    options.bias = TSQ_BIAS_NONE;
    options.corr = 0.5;
    struct effects_of all = compute(HEAD "a,10,8,3,20,9,3,12,3,11,3,,,,,,\n", "SMD", options);
    check_effect(&all, 0, -2.0 / 3.0, 1.0 / 10 + 1.0 / 20 + 4.0 / 9 / 60, "change from baseline and corr 0.5");
    done(&all);
}

static void rom_compares_final_values(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    options.corr = 0.5;
    options.rom_correct = false;
    struct effects_of all = compute(trials, "ROM", options);
    assert_int_equal(all.effects.k, 4);
    check_effect(&all, 0, log(8.0 / 9.0), 9.0 / 64 / 10 + 16.0 / 81 / 20, "final values");
    done(&all);
}

static void paired_change_of_one_group(void **state)
{
    (void)state;
    const char *csv = "ni,m1i,sd1i,m2i,sd2i,ri\n16,8,3,12,3,\n16,8,3,12,3,0.5\n16,8,3,12,3,1\n";
    tsq_effect_options options = defaults;
    struct effects_of all = compute(csv, "MC", options);
    assert_int_equal(all.effects.k, 1);
    check_effect(&all, 0, -4.0, 9.0 / 16, "change within group and corr 0.5");
    assert_int_equal(all.effects.n_omitted, 2);
    assert_string_equal(all.effects.omitted[0].reason, "missing ri");
    assert_string_equal(all.effects.omitted[1].reason, "the standard deviation of the change is 0");
    done(&all);
    options.corr = 0.75;
    all = compute(csv, "MC", options);
    check_effect(&all, 0, -4.0, 4.5 / 16, "change within group and corr 0.75");
    check_close(all.effects.effect[0].n, 16.0, 0.0, 0.0);
    done(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(auto_takes_the_best_there_is), cmocka_unit_test(final_takes_final_values),
        cmocka_unit_test(change_takes_no_final_values), cmocka_unit_test(correlation_of_the_row_comes_first),
        cmocka_unit_test(change_scores_standardise),    cmocka_unit_test(rom_compares_final_values),
        cmocka_unit_test(paired_change_of_one_group),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
