/* Rows that correlations, variability, regression, reliability and hazard ratios leave out or refuse; what they derive
 * from tests. */
#include "check.h"

#include "effect/row.h"
#include "effects_of.h"

#include <stdio.h>

/* One data row each. */
static const struct {
    const char *measure, *csv, *reason;
} omitted[] = {
    {"COR", "ri,ni\n.5,3\n", "too few participants for the variance of a correlation"},
    {"COR", "ri,ni\n1,30\n", "the sampling variance is 0"},
    {"COR", "ri,ni,ti\n,30,\n", "missing ri"},
    {"UCOR", "ri,ni\n.5,4\n", "too few participants for an unbiased correlation"},
    {"ZCOR", "ri,ni\n-1,30\n", "a correlation of 1 or -1 has no Fisher z"},
    {"ZCOR", "ni,pi,ri\n30,0,\n", "a correlation of 1 or -1 has no Fisher z"},
    {"SMDH", "n1i,m1i,sd1i,n2i,m2i,sd2i\n9,1,0,9,2,0\n", "both standard deviations are 0"},
    {"SMDH", "n1i,m1i,sd1i,n2i,m2i,sd2i\n1,1,1,9,2,1\n", "too few participants for a standardised difference"},
    {"SMD1", "n1i,m1i,n2i,m2i,sd2i\n9,1,9,2,0\n", "the standard deviation of the second group is 0"},
    {"VR", "n1i,sd1i,n2i,sd2i\n9,1,9,0\n", "a standard deviation is 0"},
    {"VR", "n1i,sd1i,n2i,sd2i\n9,1,1,2\n", "too few participants for a ratio of standard deviations"},
    {"CVR", "n1i,m1i,sd1i,n2i,m2i,sd2i\n9,1,1,9,-2,2\n", "a mean is not positive"},
    {"MNLN", "mi,sdi,ni\n-1,1,9\n", "the mean is not positive"},
    {"SDLN", "sdi,ni\n1,1\n", "too few participants for a standard deviation"},
    {"SMCRP", "m1i,sd1i,m2i,sd2i,ni,ri\n1,0,2,0,9,.5\n", "the standard deviation is 0"},
    {"ROMC", "m1i,sd1i,m2i,sd2i,ni,ri\n1,1,-2,1,9,.5\n", "the means have different signs"},
    {"VRC", "sd1i,sd2i,ni,ri\n1,0,9,.5\n", "a standard deviation is 0"},
    {"PCOR", "ri,mi,ni\n.5,8,9\n", "too few participants for so many predictors"},
    {"ZPCOR", "ri,mi,ni\n.5,7,9\n", "too few participants for so many predictors"},
    {"SPCOR", "ri,mi,ni,r2i,ti\n,2,9,.1,40\n", "the correlation that follows from t and R-squared is beyond 1"},
    {"ZR2", "r2i,mi,ni\n1,2,30\n", "an R-squared of 1 has no Fisher z"},
    {"RPB", "n1i,m1i,sd1i,n2i,m2i,sd2i\n9,1,0,9,2,0\n", "the pooled standard deviation is 0"},
    {"ARAW", "ai,mi,ni\n.8,5,2\n", "too few participants for the variance of alpha"},
    {"ABT", "ai,mi,ni\n1,5,20\n", "an alpha of 1 has no logarithm"},
    {"CLES", "ai,n1i,n2i\n.8,1,20\n", "too few participants for the variance of a probability"},
    {"CLESN", "ai,n1i,n2i,m1i\n1,10,20,\n", "a probability of 0 or 1 has no finite difference of normal groups"},
    {"HR", "hr,hr_lb,hr_ub\n.4,.5,.9\n", "the confidence limits do not contain the estimate"},
    {"HR", "hr,hr_lb,hr_ub\n.4,,\n", "missing hr_lb, hr_ub"},
};

static void rows_without_an_effect(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof omitted / sizeof omitted[0]; i++) {
        struct effects_of all;
        tsq_error err = {.text = ""};
        if (try_compute(omitted[i].csv, omitted[i].measure, NULL, NULL, &all, &err) != TSQ_OK ||
            all.effects.n_omitted != 1 || strcmp(all.effects.omitted[0].reason, omitted[i].reason) != 0) {
            fail_msg("%s: %s %s", omitted[i].measure, err.text,
                     all.effects.n_omitted == 1 ? all.effects.omitted[0].reason : "an effect");
        }
        done(&all);
    }
}

static const struct {
    const char *measure, *csv, *text;
} refused[] = {
    {"PCOR", "ri,mi,ni\n.5,0,9\n", "t.csv:2: mi: number of predictors is not positive '0'"},
    {"SPCOR", "ri,mi,ni,r2i\n.5,1,9,-.2\n", "t.csv:2: r2i: R-squared outside [0, 1] '-.2'"},
    {"R2", "fi,mi,ni\n-2,1,9\n", "t.csv:2: fi: negative F statistic '-2'"},
    {"ARAW", "ai,mi,ni\n1.2,5,20\n", "t.csv:2: ai: coefficient alpha above 1 '1.2'"},
    {"AHW", "ai,mi,ni\n.2,1,20\n", "t.csv:2: mi: fewer than 2 items '1'"},
    {"CLES", "ai,n1i,n2i\n-.2,10,20\n", "t.csv:2: ai: probability outside [0, 1] '-.2'"},
    {"CLES", "ai,n1i,n2i,mi\n.2,10,20,7\n", "t.csv:2: mi: share of ties outside [0, 1] '7'"},
    {"ZCOR", "ni,pi,ri\n30,1.4,\n", "t.csv:2: pi: p-value, signed like its effect, outside [-1, 1] '1.4'"},
    {"HR", "hr,hr_lb,hr_ub\n0,.5,.9\n", "t.csv:2: hr: ratio is not positive '0'"},
};

static void values_that_are_impossible_for_one_measure(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof refused / sizeof refused[0]; i++) {
        struct effects_of all;
        tsq_error err = {.text = ""};
        const tsq_status status = try_compute(refused[i].csv, refused[i].measure, NULL, NULL, &all, &err);
        if (status != TSQ_E_VALUE || strcmp(err.text, refused[i].text) != 0) {
            fail_msg("%s: %s, not %s", refused[i].measure, err.text, refused[i].text);
        }
        done(&all);
    }
    /* A negative alpha is possible, a negative t too. */
    struct effects_of all;
    assert_int_equal(try_compute("ai,mi,ni\n-.3,5,20\n", "ARAW", NULL, NULL, &all, NULL), TSQ_OK);
    check_close(all.effects.effect[0].yi, -0.3, 0.0, 0.0);
    done(&all);
    assert_int_equal(try_compute("ti,ni,ri\n-3,20,\n", "COR", NULL, NULL, &all, NULL), TSQ_OK);
    assert_string_equal(all.effects.effect[0].derived, "t statistic");
    done(&all);
}

static struct tsq_effect_value value_of(const char *measure, const struct tsq_effect_row *row)
{
    const tsq_effect_options options = TSQ_EFFECT_OPTIONS_INIT;
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    assert_int_equal(tsq_effect_find(measure)->compute(row, &options, &value), TSQ_OK);
    return value;
}

/* Another order of the groups or measurements changes the sign, or the probability to its complement; another unit
 * changes nothing. */
static void exchange_and_unit(void **state)
{
    (void)state;
    static const char *const measures[] = {"SMDH",  "VR",   "CVR", "RPB",  "ZPB",   "RBIS",   "ZBIS",  "D2ORN",
                                           "D2ORL", "ROMC", "VRC", "CVRC", "SMCRP", "SMCRPH", "CLESN", "CLESCN"};
    struct tsq_effect_row row;
    tsq__effect_row_clear(&row);
    row.n1i = row.ni = 17.0;
    row.m1i = 5.25;
    row.sd1i = 1.375;
    row.n2i = 29.0;
    row.m2i = 4.5;
    row.sd2i = 2.125;
    row.ri = 0.375;
    struct tsq_effect_row other = row;
    other.n1i = row.n2i;
    other.m1i = row.m2i;
    other.sd1i = row.sd2i;
    other.n2i = row.n1i;
    other.m2i = row.m1i;
    other.sd2i = row.sd1i;
    struct tsq_effect_row scaled = row;
    scaled.m1i *= 0x1p300;
    scaled.sd1i *= 0x1p300;
    scaled.m2i *= 0x1p300;
    scaled.sd2i *= 0x1p300;
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
        const struct tsq_effect_value one = value_of(measures[i], &row), two = value_of(measures[i], &other);
        const struct tsq_effect_value same = value_of(measures[i], &scaled);
        const double sum = strncmp(measures[i], "CLES", 4) == 0 ? 1.0 : 0.0;
        check_close(one.yi, sum - two.yi, 1e-13, 0.0);
        check_close(one.vi, two.vi, 1e-13, 0.0);
        check_close(same.yi, one.yi, 1e-14, 0.0);
        check_close(same.vi, one.vi, 1e-14, 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_without_an_effect),
        cmocka_unit_test(values_that_are_impossible_for_one_measure),
        cmocka_unit_test(exchange_and_unit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
