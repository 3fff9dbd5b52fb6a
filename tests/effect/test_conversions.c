/* Conversions to means and SDs: against metafor and 50-digit arithmetic one by one, then on the rows of a table. */
#include "check.h"

#include "effects_of.h"
#include "golden_table.h"

#include <tausq/convert.h>

#include <string.h>

enum { CONVERSIONS = 64 };
static size_t rows_of[CONVERSIONS];

static const tsq_reported nothing = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN,
                                     NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN, false};

static tsq_converted convert(const char *id, const tsq_reported *reported, const tsq_convert_options *options)
{
    const tsq_conversion *conversion = tsq_conversion_find(id);
    if (conversion == NULL) {
        fail_msg("no conversion %s", id);
    }
    for (size_t i = 0; i < CONVERSIONS; i++) {
        rows_of[i] += tsq_conversion_at(i) == conversion;
    }
    tsq_converted out = {NAN, NAN, NAN, NAN, NULL, NULL, NULL, {NAN, NAN, NAN}};
    assert_int_equal(conversion->convert(reported, options, &out), TSQ_OK);
    return out;
}

static void five_numbers_by_metafor(void **state)
{
    (void)state;
    struct golden golden = golden_open("fivenum.csv");
    for (size_t i = 0; i < golden_rows(&golden); i++) {
        tsq_reported reported = nothing;
        reported.n = golden_number(&golden, "n", i);
        reported.min = golden_number(&golden, "min", i);
        reported.q1 = golden_number(&golden, "q1", i);
        reported.median = golden_number(&golden, "median", i);
        reported.q3 = golden_number(&golden, "q3", i);
        reported.max = golden_number(&golden, "max", i);
        const char *id = golden_text(&golden, "conversion", i);
        const double rtol = golden_number(&golden, "rtol", i);
        const tsq_converted out = convert(id, &reported, &defaults.convert);
        check_close(out.mean, golden_number(&golden, "mean", i), rtol, 0.0);
        check_close(out.sd, golden_number(&golden, "sd", i), rtol, 0.0);
        /* metafor's min + max - 2 median cancels. */
        check_close(out.skewness, golden_number(&golden, "skewness", i), 1e-12, 1e-12);
        if (!isnan(out.skewness)) {
            check_close(out.critical, golden_number(&golden, "critical", i), 1e-12, 0.0);
        }
    }
    golden_close(&golden);
}

/* QE, Box-Cox, MLN and BLUE: exact optima and integrals in 40 digits, and what R's packages give. */
static void check_medians(const char *file)
{
    struct golden golden = golden_open(file);
    for (size_t i = 0; i < golden_rows(&golden); i++) {
        tsq_reported reported = nothing;
        reported.n = golden_number(&golden, "n", i);
        reported.min = golden_number(&golden, "min", i);
        reported.q1 = golden_number(&golden, "q1", i);
        reported.median = golden_number(&golden, "median", i);
        reported.q3 = golden_number(&golden, "q3", i);
        reported.max = golden_number(&golden, "max", i);
        const char *fitted = golden_text(&golden, "fitted", i);
        const double rtol = golden_number(&golden, "rtol", i);
        const tsq_converted out = convert(golden_text(&golden, "conversion", i), &reported, &defaults.convert);
        check_close(out.mean, golden_number(&golden, "mean", i), rtol, 0.0);
        check_close(out.sd, golden_number(&golden, "sd", i), rtol, 0.0);
        assert_string_equal(out.fitted != NULL ? out.fitted : "", fitted);
    }
    golden_close(&golden);
}

static void medians_by_exact_optima(void **state)
{
    (void)state;
    check_medians("medians.csv");
}

static void medians_by_r(void **state)
{
    (void)state;
    check_medians("medians_peers.csv");
}

static void standard_errors_and_limits(void **state)
{
    (void)state;
    struct golden golden = golden_open("conversions.csv");
    for (size_t i = 0; i < golden_rows(&golden); i++) {
        tsq_reported reported = nothing;
        reported.n = golden_number(&golden, "n", i);
        reported.se = golden_number(&golden, "se", i);
        reported.lb = golden_number(&golden, "lb", i);
        reported.ub = golden_number(&golden, "ub", i);
        reported.mean = golden_number(&golden, "difference", i);
        reported.mean_other = 0.0;
        reported.n_other = golden_number(&golden, "n_other", i);
        reported.t = golden_number(&golden, "t", i);
        reported.p = golden_number(&golden, "p", i);
        const char *id = golden_text(&golden, "conversion", i);
        if (strcmp(id, "f") == 0 || strcmp(id, "z") == 0) { /* the column t has that statistic */
            *(id[0] == 'f' ? &reported.f : &reported.z) = reported.t;
            reported.t = NAN;
        }
        const tsq_convert_options options = {.limits_level = golden_number(&golden, "level", i),
                                             .limits_z = strcmp(golden_text(&golden, "quantile", i), "z") == 0,
                                             .limits_one_sided = strcmp(golden_text(&golden, "sides", i), "one") == 0};
        const tsq_converted out = convert(id, &reported, &options);
        check_close(out.sd, golden_number(&golden, "sd", i), golden_number(&golden, "rtol", i), 0.0);
        assert_true(isnan(out.mean));
    }
    golden_close(&golden);
}

/* Runs after the two above: a conversion without a reference row fails. */
static void every_conversion_has_rows(void **state)
{
    (void)state;
    assert_true(tsq_conversion_count() <= CONVERSIONS);
    for (size_t i = 0; i < tsq_conversion_count(); i++) {
        const tsq_conversion *conversion = tsq_conversion_at(i);
        if (conversion->convert != NULL && rows_of[i] == 0) {
            fail_msg("%s has no row in tests/golden", conversion->id);
        }
        assert_ptr_equal(tsq_conversion_find(conversion->id), conversion);
    }
    assert_null(tsq_conversion_at(tsq_conversion_count()));
    assert_null(tsq_conversion_find("no such conversion"));
}

/* Two SDs of 3 and 4 with n = 9 and 16: vi = 2. */
static void check_derived(const char *csv, const char *derived)
{
    struct effects_of all = compute(csv, "MD", defaults);
    assert_int_equal(all.effects.k, 1);
    check_close(all.effects.effect[0].yi, -2.0, 1e-14, 0.0);
    check_close(all.effects.effect[0].vi, 2.0, 1e-14, 0.0);
    assert_string_equal(all.effects.effect[0].derived, derived);
    assert_null(all.effects.effect[0].warning);
    done(&all);
}

static void rows_say_what_was_converted(void **state)
{
    (void)state;
    check_derived("n_t,mean_t,se_t,n_c,mean_c,se_c\n9,5,1,16,7,1\n", "final values; SD from the standard error");
    check_derived("n_t,mean_t,sd_t,se_t,n_c,mean_c,se_c\n9,5,3,,16,7,1\n",
                  "final values; SD from the standard error in group 2");
    /* A reported SD is never replaced, and where both are there nothing is said. */
    check_derived("n_t,mean_t,sd_t,se_t,n_c,mean_c,sd_c,se_c\n9,5,3,7,16,7,4,7\n", "final values");
    check_derived("n_t,mean_t,sd_t,se_t,n_c,mean_c,sd_c,se_c\n9,5,3,7,16,7,,1\n",
                  "final values; SD from the standard error in group 2");
    /* The standard error comes before confidence limits. */
    check_derived("n_t,mean_t,se_t,ci_lb_t,ci_ub_t,n_c,mean_c,se_c\n9,5,1,2.694,7.306,16,7,1\n",
                  "final values; SD from the standard error");
}

static void changes_need_no_conversion(void **state)
{
    (void)state;
    check_derived("n1i,mc1i,sdc1i,se1i,n2i,mc2i,sdc2i,se2i,m1i,m2i\n9,-3,3,5,16,-1,4,5,40,50\n", "reported changes");
}

static void limits_obey_their_options(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    options.convert = (tsq_convert_options){.limits_level = 68.268949213708589, .limits_z = true};
    options.level = 90.0; /* of the analysis: no matter */
    struct effects_of all = compute("n1i,m1i,lb1i,ub1i,n2i,m2i,lb2i,ub2i\n9,5,4,6,16,7,6,8\n", "MD", options);
    assert_int_equal(all.effects.k, 1);
    check_close(all.effects.effect[0].vi, 2.0, 1e-13, 0.0);
    assert_string_equal(all.effects.effect[0].derived, "final values; SD from confidence limits");
    done(&all);
}

#define QUARTILES "study,n_t,mean_t,sd_t,median_t,q1_t,q3_t,n_c,mean_c,sd_c\n"

static void quartiles_fill_what_is_missing(void **state)
{
    (void)state;
    struct effects_of all = compute(QUARTILES "both,26,,,0,-1,1,27,0,2\n"
                                              "mean,26,0.5,,0,-1,1,27,0,2\n"
                                              "SD,26,,1.5,0,-1,1,27,0,2\n"
                                              "no median,26,0.5,,,-1,1,27,0,2\n"
                                              "skewed,26,,,0,-1,9,27,0,2\n",
                                    "MD", defaults);
    assert_int_equal(all.effects.k, 5);
    const tsq_effect *effect = all.effects.effect;
    assert_string_equal(effect[0].derived,
                        "final values; mean and SD from median and quartiles (Luo 2018, Wan 2014) in group 1");
    assert_string_equal(effect[1].derived, "final values; SD from quartiles (Wan 2014) in group 1");
    assert_string_equal(effect[2].derived, "final values; mean from median and quartiles (Luo 2018) in group 1");
    assert_string_equal(effect[3].derived, "final values; SD from quartiles (Wan 2014) in group 1");
    check_close(effect[0].yi, 0.0, 0.0, 1e-15);
    check_close(effect[1].yi, 0.5, 1e-15, 0.0);
    check_close(effect[1].vi, effect[0].vi, 1e-15, 0.0);
    check_close(effect[2].vi, 1.5 * 1.5 / 26.0 + 4.0 / 27.0, 1e-14, 0.0);
    for (size_t i = 0; i < 4; i++) {
        assert_null(effect[i].warning);
    }
    /* |9 - 0 - (0 + 1)|/10 against 2.65/sqrt(26) - 6/26^2 */
    assert_string_equal(effect[4].warning, "group 1 looks skewed (0.80, critical value 0.51; Shi 2023), its mean and "
                                           "SD may be far off");
    done(&all);
}

static void what_cannot_be_converted_is_omitted(void **state)
{
    (void)state;
    struct effects_of all = compute(QUARTILES "small,4,,,0,-1,1,27,0,2\n"
                                              "half,26,,,0,-1,,27,0,2\n",
                                    "MD", defaults);
    assert_int_equal(all.effects.k, 0);
    assert_int_equal(all.effects.n_omitted, 2);
    assert_string_equal(all.effects.omitted[0].reason,
                        "a mean and SD from median, quartiles or range need 5 participants in the group");
    assert_string_equal(all.effects.omitted[1].reason, "missing mean_t, sd_t");
    done(&all);
    /* No size, no quantile of t. */
    all = compute("n1i,m1i,lb1i,ub1i,n2i,m2i,sd2i\n,5,4,6,16,7,4\n1,5,4,6,16,7,4\n", "MD", defaults);
    assert_int_equal(all.effects.n_omitted, 2);
    assert_string_equal(all.effects.omitted[0].reason, "missing n1i, sd1i");
    assert_string_equal(all.effects.omitted[1].reason,
                        "an SD from confidence limits with t needs 2 participants in the group");
    done(&all);
    tsq_effect_options options = defaults;
    options.convert.medians = TSQ_MEDIANS_LOGNORMAL;
    all = compute(QUARTILES "negative,26,,,1,-1,2,27,0,2\n", "MD", options);
    assert_int_equal(all.effects.n_omitted, 1);
    assert_string_equal(all.effects.omitted[0].reason, "lognormal data have no values of 0 or below");
    done(&all);
    all = compute(QUARTILES "positive,26,,,2,1,3,27,0,2\n", "MD", options);
    assert_int_equal(all.effects.k, 1);
    assert_string_equal(all.effects.effect[0].derived,
                        "final values; mean and SD from median and quartiles, lognormal (Shi 2020b) in group 1");
    done(&all);
}

static void check_impossible(const char *csv, const char *text)
{
    struct effects_of all;
    tsq_error err = {.text = ""};
    assert_int_equal(try_compute(csv, "MD", NULL, &defaults, &all, &err), TSQ_E_VALUE);
    assert_string_equal(err.text, text);
    done(&all);
}

static void both_groups_from_a_test(void **state)
{
    (void)state;
    /* t = 2 and 1/9 + 1/16 = 25/144: the SD is 2/(2 5/12) = 12/5, and vi = 144/25 25/144. */
    struct effects_of all = compute("n1i,m1i,sd1i,n2i,m2i,sd2i,ti,pi\n"
                                    "9,5,,16,7,,-2,\n"
                                    "9,5,,16,7,,,0.05743\n"
                                    "9,5,3,16,7,,2,\n"
                                    "9,5,,16,5,,0,\n"
                                    "9,5,,16,7,,,0\n",
                                    "MD", defaults);
    assert_int_equal(all.effects.k, 2);
    check_close(all.effects.effect[0].vi, 1.0, 1e-14, 0.0);
    assert_string_equal(all.effects.effect[0].derived, "final values; SD of both groups from the t statistic");
    /* 2 pt(-2, 23) is 0.05743 to its digits in R 4.2.2. */
    check_close(all.effects.effect[1].vi, 1.0, 1e-3, 0.0);
    assert_string_equal(all.effects.effect[1].derived, "final values; SD of both groups from the p-value");
    assert_int_equal(all.effects.n_omitted, 3);
    assert_string_equal(all.effects.omitted[0].reason, "missing sd2i");
    assert_string_equal(all.effects.omitted[1].reason,
                        "a test of means that do not differ says nothing about their SD");
    assert_string_equal(all.effects.omitted[2].reason, "a p-value of 0 is rounded and gives no SD");
    done(&all);
}

/* Of a p printed as a bound only the bound is known. */
static void bounds_of_p(void **state)
{
    (void)state;
    static const char csv[] = "study,n1i,m1i,sd1i,n2i,m2i,sd2i,pi\n"
                              "needed,9,5,,16,7,,<0.05743\n"
                              "not needed,9,5,3,16,7,4,p < .05\n"
                              "above,9,5,,16,7,,P>=0.2\n"
                              "more is missing,9,5,,16,,,<0.001\n";
    struct effects_of all = compute(csv, "MD", defaults);
    assert_int_equal(all.effects.k, 1);
    assert_string_equal(all.effects.effect[0].derived, "final values");
    assert_null(all.effects.effect[0].warning);
    assert_int_equal(all.effects.n_omitted, 3);
    assert_string_equal(all.effects.omitted[0].reason, "p is only known to be below 0.05743");
    assert_string_equal(all.effects.omitted[1].reason, "p is only known to be above 0.2");
    assert_string_equal(all.effects.omitted[2].reason, "missing sd1i, m2i, sd2i");
    done(&all);
    tsq_effect_options options = defaults;
    options.convert.p_bounds = true;
    all = compute(csv, "MD", options);
    assert_int_equal(all.effects.k, 3);
    /* 2 pt(-2, 23) is 0.05743 to its digits in R 4.2.2, and then vi is 1 (both_groups_from_a_test). */
    check_close(all.effects.effect[0].vi, 1.0, 1e-3, 0.0);
    assert_string_equal(all.effects.effect[0].derived,
                        "final values; SD of both groups from the p-value; p taken as its bound 0.05743");
    assert_string_equal(all.effects.effect[0].warning, "p is only known to be below 0.05743, which is used: with the "
                                                       "exact p the standard error would be smaller");
    assert_string_equal(all.effects.effect[2].warning, "p is only known to be above 0.2, which is used: with the exact "
                                                       "p the standard error would be larger");
    done(&all);
}

static void only_p_has_bounds(void **state)
{
    (void)state;
    check_impossible("n1i,m1i,sd1i,n2i,m2i,sd2i,pi\n9,5,,16,7,,<0.001x\n", "t.csv:2: pi: not a number '<0.001x'");
    check_impossible("n1i,m1i,sd1i,n2i,m2i,sd2i,pi\n9,5,,16,7,,<\n", "t.csv:2: pi: not a number '<'");
    check_impossible("n1i,m1i,sd1i,n2i,m2i,sd2i,pi\n9,5,,16,7,,<1.5\n", "t.csv:2: pi: not a number '<1.5'");
    check_impossible("n1i,m1i,sd1i,n2i,m2i,sd2i\n9,5,<3,16,7,4\n", "t.csv:2: sd1i: not a number '<3'");
}

static void one_limit_and_the_mean(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    options.convert = (tsq_convert_options){.limits_level = 68.268949213708589, .limits_z = true};
    struct effects_of all = compute("n1i,m1i,ub1i,n2i,m2i,lb2i\n9,5,6,16,7,6\n", "MD", options);
    assert_int_equal(all.effects.k, 1);
    check_close(all.effects.effect[0].vi, 2.0, 1e-13, 0.0);
    assert_string_equal(all.effects.effect[0].derived, "final values; SD from one confidence limit");
    done(&all);
    /* 84.13 % of one limit is 68.27 % of two. */
    options.convert =
        (tsq_convert_options){.limits_level = 84.134474606854294, .limits_z = true, .limits_one_sided = true};
    all = compute("n1i,m1i,lb1i,ub1i,n2i,m2i,lb2i\n9,5,4,6,16,7,6\n", "MD", options);
    check_close(all.effects.effect[0].vi, 2.0, 1e-13, 0.0);
    done(&all);
    check_impossible("n1i,m1i,ub1i,n2i,m2i,sd2i\n9,5,4,16,7,4\n",
                     "t.csv:2: ub1i: upper confidence limit below the mean '4'");
    check_impossible("n1i,m1i,lb1i,n2i,m2i,sd2i\n9,5,6,16,7,4\n",
                     "t.csv:2: lb1i: lower confidence limit above the mean '6'");
}

/* Forms of one SD that the rounding of the printed digits cannot bring together are warned of. */
static void forms_that_disagree(void **state)
{
    (void)state;
    /* A standard error of 1 in 9 participants has limits 2.306 to both sides by t, 1.96 by the normal distribution. */
    struct effects_of all = compute("study,n1i,m1i,se1i,lb1i,ub1i,n2i,m2i,sd2i\n"
                                    "disagrees,9,5,1.0,4,6,16,7,4\n"
                                    "t,9,5,1.00,2.69,7.31,16,7,4\n"
                                    "z,9,5,1.00,3.04,6.96,16,7,4\n"
                                    "rounded,9,5,1.0,3,7,16,7,4\n"
                                    "one limit,9,5,1.00,,7.31,16,7,4\n"
                                    "one wrong limit,9,5,1.00,,9.31,16,7,4\n",
                                    "MD", defaults);
    assert_int_equal(all.effects.k, 6);
    const tsq_effect *effect = all.effects.effect;
    assert_string_equal(effect[0].warning,
                        "group 1: SD from the standard error is 3, but 1.301 from confidence limits");
    for (size_t i = 1; i < 5; i++) {
        assert_null(effect[i].warning);
    }
    assert_non_null(effect[5].warning);
    done(&all);
    /* t = 2 is p = 0.05743 with 23 degrees of freedom (R 4.2.2): 0.057 is that, 0.06 too, 0.01 is not. */
    all = compute("study,n1i,m1i,sd1i,n2i,m2i,sd2i,ti,pi\n"
                  "agrees,9,5,,16,7,,2.00,0.057\n"
                  "rounded,9,5,,16,7,,2.0,0.06\n"
                  "disagrees,9,5,,16,7,,2.00,0.01\n",
                  "MD", defaults);
    assert_int_equal(all.effects.k, 3);
    assert_null(all.effects.effect[0].warning);
    assert_null(all.effects.effect[1].warning);
    assert_non_null(strstr(all.effects.effect[2].warning, "SD of both groups from the t statistic is 2.4, but 1.7"));
    done(&all);
}

static void the_conversion_that_is_named(void **state)
{
    (void)state;
    static const char csv[] = "n1i,m1i,se1i,lb1i,ub1i,n2i,m2i,sd2i\n9,5,1,4,6,16,7,4\n9,5,1,,,16,7,4\n";
    tsq_effect_options options = defaults;
    options.convert.only = tsq_conversion_find("limits");
    struct effects_of all = compute(csv, "MD", options);
    assert_int_equal(all.effects.k, 1);
    assert_string_equal(all.effects.effect[0].derived, "final values; SD from confidence limits in group 1");
    assert_string_equal(all.effects.omitted[0].reason, "missing sd1i");
    done(&all);
    tsq_error err;
    options.convert.only = tsq_conversion_find("quartiles");
    assert_int_equal(try_compute(csv, "MD", NULL, &options, &all, &err), TSQ_E_OPTION);
    assert_string_equal(err.text, "there are no columns for the conversion quartiles: it needs n1i q11i med1i q31i");
    done(&all);
    assert_int_equal(try_compute("yi,vi\n1,1\n", "GEN", NULL, &options, &all, &err), TSQ_E_OPTION);
    assert_string_equal(err.text, "GEN takes nothing that the conversion quartiles gives");
    done(&all);
    options.convert.medians = TSQ_MEDIANS_BC;
    assert_int_equal(try_compute(csv, "MD", NULL, &options, &all, &err), TSQ_E_OPTION);
    done(&all);
    options = defaults;
    options.convert.only = tsq_conversion_find("quartiles-blue");
    all = compute(QUARTILES "a,26,,,0,-1,1,27,0,2\n", "MD", options);
    assert_int_equal(all.effects.k, 1);
    assert_string_equal(all.effects.effect[0].derived,
                        "final values; mean and SD from median and quartiles (BLUE, Yang 2022) in group 1");
    done(&all);
}

static void impossible_values_are_errors(void **state)
{
    (void)state;
    check_impossible(QUARTILES "a,26,,,0,-1,-2,27,0,2\n",
                     "t.csv:2: q3_t: third quartile below the median or the first quartile '-2'");
    check_impossible("n1i,m1i,lb1i,ub1i,n2i,m2i,sd2i\n9,5,6,4,16,7,4\n",
                     "t.csv:2: ub1i: upper confidence limit below the lower one '4'");
    check_impossible("n1i,m1i,se1i,n2i,m2i,sd2i\n9,5,-1,16,7,4\n", "t.csv:2: se1i: negative standard error '-1'");
}

static void other_measures_take_them_too(void **state)
{
    (void)state;
    struct effects_of all = compute("n1i,m1i,se1i,n2i,m2i,se2i\n9,5,1,16,7,1\n", "ROM", defaults);
    assert_int_equal(all.effects.k, 1);
    assert_string_equal(all.effects.effect[0].derived, "final values; SD from the standard error");
    done(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(five_numbers_by_metafor),
        cmocka_unit_test(standard_errors_and_limits),
        cmocka_unit_test(medians_by_exact_optima),
        cmocka_unit_test(medians_by_r),
        cmocka_unit_test(every_conversion_has_rows),
        cmocka_unit_test(rows_say_what_was_converted),
        cmocka_unit_test(changes_need_no_conversion),
        cmocka_unit_test(limits_obey_their_options),
        cmocka_unit_test(quartiles_fill_what_is_missing),
        cmocka_unit_test(what_cannot_be_converted_is_omitted),
        cmocka_unit_test(both_groups_from_a_test),
        cmocka_unit_test(impossible_values_are_errors),
        cmocka_unit_test(other_measures_take_them_too),
        cmocka_unit_test(bounds_of_p),
        cmocka_unit_test(forms_that_disagree),
        cmocka_unit_test(the_conversion_that_is_named),
        cmocka_unit_test(only_p_has_bounds),
        cmocka_unit_test(one_limit_and_the_mean),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
