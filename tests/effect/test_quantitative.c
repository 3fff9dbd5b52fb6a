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
    {"PHI", "ai,bi,ci,di\n5,0,0,7\n", "a perfect association has no sampling variance"},
    {"ZPHI", "ai,bi,ci,di\n0,5,7,0\n", "a perfect association has no sampling variance"},
    {"PHI", "ai,bi,ci,di\n5,0,7,0\n", "all participants or none had the event"},
    {"RTET", "ai,bi,ci,di\n5,0,3,7\n", "a cell is 0: the tetrachoric correlation is 1 or -1 and has no variance"},
    {"ZTET", "ai,bi,ci,di\n0,5,0,7\n", "all participants or none had the event"},
    {"REH", "ai,bi,ci\n5,0,3\n", "a genotype has no participants"},
    {"R2F", "r2i,mi,ni\n1,2,30\n", "an R-squared of 1 has no variance"},
    {"ZR2F", "r2i,mi,ni\n0,2,30\n", "Fisher's z of an R-squared of 0 has no variance"},
    {"R2", "r2i,mi,ni,pi\n,2,30,0\n", "a p-value of 0 has no F statistic"},
    {"SMCC", "ni,cohen_d\n1,.5\n", "too few participants for a standardised difference"},
    {"SMD", "n1i,n2i,ri\n5,6,1\n", "the standardised difference that follows is infinite"},
    {"MPORM", "ai,bi,ci,di,pi\n5,15,10,10,.9\n", "no table of pairs has these margins and that share"},
    {"HR", "hr,hr_lb,hr_ub\n.4,.5,.9\n", "the confidence limits do not contain the estimate"},
    {"HR", "hr,hr_lb,hr_ub\n.4,,\n", "missing hr_lb, hr_ub"},
    {"PAS", "est,est_se\n0,.03\n", "the standard error of an estimate at the end of its range cannot be transformed"},
    {"COR", "zi,ni\n1,3\n", "too few participants for the variance of a correlation"},
    {"PHI", "zi,ni\n1,3\n", "too few participants for the variance of a correlation"},
    {"COR", "chi2,ni\n30,30\n", "the sampling variance is 0"},
    {"ZCOR", "chi2,ni\n-30,30\n", "a correlation of 1 or -1 has no Fisher z"},
    {"PHI", "chi2,ni\n30,30\n", "a perfect association has no sampling variance"},
    {"PHI", "pi,ni\n0,30\n", "a p-value of 0 is rounded and gives no correlation"},
    {"COR", "zi,ni,ri\n,30,\n", "missing ri"},
    {"SMD", "zi,n1i,n2i\n1,1,1\n", "too few participants for a pooled standard deviation"},
    {"SMD", "design,zi,n1i,n2i\ncrossover,1,9,9\n", "missing m1i, m2i, sd1i, sd2i, ri"},
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
    {"R2", "r2i,mi,ni,pi\n,2,30,-.1\n", "t.csv:2: pi: negative p-value of an F test '-.1'"},
    {"MPORM", "ai,bi,ci,di,pi\n5,15,10,10,-.5\n", "t.csv:2: pi: share outside [0, 1] '-.5'"},
    {"REH", "ai,bi,ci\n5,-1,3\n", "t.csv:2: bi: negative count '-1'"},
    {"ZCOR", "ni,pi,ri\n30,1.4,\n", "t.csv:2: pi: p-value, signed like its effect, outside [-1, 1] '1.4'"},
    {"HR", "hr,hr_lb,hr_ub\n0,.5,.9\n", "t.csv:2: hr: ratio is not positive '0'"},
    {"COR", "zi,ni\n-5.5,30\n", "t.csv:2: zi: z beyond the square root of the participants '-5.5'"},
    {"PHI", "chi2,n1i,n2i\n30.1,14,16\n", "t.csv:2: chi2: chi-square above the number of participants '30.1'"},
    {"ZCOR", "chi2,ni\n-31,30\n", "t.csv:2: chi2: chi-square above the number of participants '-31'"},
    {"PHI", "pi,ni\n1e-9,30\n", "t.csv:2: pi: no table of so few participants has so small a p-value '1e-9'"},
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

/* What a test alone gives, where its sign comes from, and what of several statistics is taken. */
static const struct {
    const char *measure, *csv, *derived;
    double yi;
} tested[] = {
    {"COR", "zi,ni\n-2,25\n", "correlation; from the z statistic and n", -0.4},
    {"COR", "chi2,ni,yates\n4,25,0\n", "correlation; from chi-square and n, positive as printed without a minus sign",
     0.4},
    {"PHI", "chi2,n1i,n2i\n-4,10,15\n",
     "from chi-square and n, negative as it is signed; taken as without Yates' correction; variance as of even margins",
     -0.4},
    {"SMD", "fi,n1i,n2i\n-0,8,8\n", "t statistic; the root of F with 1 degree of freedom", 0.0},
    {"CLESN", "fi,n1i,n2i\n0,8,8\n", "t statistic; the root of F with 1 degree of freedom", 0.5},
    {"COR", "ti,zi,chi2,pi,ni\n0,1,2,.3,25\n", "t statistic", 0.0},
    {"COR", "zi,chi2,pi,ni\n2,1,<.001,25\n", "correlation; from the z statistic and n", 0.4},
    {"COR", "zi,chi2,pi,ni\n2,1,.8,25\n", "correlation; from the z statistic and n", 0.4},
    {"COR", "zi,fi,pi,ni\n2,0,.8,25\n", "t statistic; the root of F with 1 degree of freedom", 0.0},
    {"COR", "zi,pi,ni\n,1,25\n", "p-value", 0.0},
    /* The margins are there: a table of 8 and 8 of 16 each, which has no association. */
    {"PHI", "chi2,events_total,n1i,n2i\n0,16,16,16\n",
     "2x2 table; counts from the chi-square with Yates' correction and the total of events", 0.0},
};

static void statistics_of_tests(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof tested / sizeof tested[0]; i++) {
        struct effects_of all;
        tsq_error err = {.text = ""};
        const tsq_status status = try_compute(tested[i].csv, tested[i].measure, NULL, NULL, &all, &err);
        if (status != TSQ_OK || all.effects.k != 1 || strcmp(all.effects.effect[0].derived, tested[i].derived) != 0) {
            fail_msg("%s of row %zu: %s%s", tested[i].measure, i, err.text,
                     status == TSQ_OK && all.effects.k == 1 ? all.effects.effect[0].derived : "");
        }
        check_close(all.effects.effect[0].yi, tested[i].yi, 1e-15, 0.0);
        done(&all);
    }
    struct effects_of all;
    assert_int_equal(try_compute("chi2,ni,yates\n4,25,1\n", "COR", NULL, NULL, &all, NULL), TSQ_OK);
    assert_non_null(strstr(all.effects.effect[0].warning, "Yates' correction cannot be taken back"));
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

/* Tables: with the columns exchanged the association changes its sign and nothing else; with rows and columns exchanged
 * it stays; a thousand times the participants have a thousandth of the variance. */
static void exchange_of_tables(void **state)
{
    (void)state;
    static const char *const measures[] = {"PHI", "ZPHI", "YUQ", "YUY", "RTET", "ZTET"};
    struct tsq_effect_row row;
    tsq__effect_row_clear(&row);
    row.ai = 37.0;
    row.bi = 11.0;
    row.ci = 23.0;
    row.di = 59.0;
    struct tsq_effect_row columns = row, transposed = row, more = row;
    columns.ai = row.bi;
    columns.bi = row.ai;
    columns.ci = row.di;
    columns.di = row.ci;
    transposed.bi = row.ci;
    transposed.ci = row.bi;
    more.ai *= 1000.0;
    more.bi *= 1000.0;
    more.ci *= 1000.0;
    more.di *= 1000.0;
    for (size_t i = 0; i < sizeof measures / sizeof measures[0]; i++) {
        const struct tsq_effect_value one = value_of(measures[i], &row), other = value_of(measures[i], &columns);
        const struct tsq_effect_value same = value_of(measures[i], &transposed), large = value_of(measures[i], &more);
        check_close(one.yi, -other.yi, 1e-13, 0.0);
        check_close(one.vi, other.vi, 1e-12, 0.0);
        check_close(one.yi, same.yi, 1e-13, 0.0);
        check_close(one.vi, same.vi, 1e-12, 0.0);
        check_close(one.yi, large.yi, 1e-13, 0.0);
        check_close(one.vi, 1000.0 * large.vi, 1e-12, 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(rows_without_an_effect), cmocka_unit_test(values_that_are_impossible_for_one_measure),
        cmocka_unit_test(statistics_of_tests),    cmocka_unit_test(exchange_and_unit),
        cmocka_unit_test(exchange_of_tables),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
