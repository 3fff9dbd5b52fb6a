/* What cannot be used: errors with file, line, column and value; rows left out with their reason. */
#include "check.h"

#include "effects_of.h"

#define HEAD "study,n1i,m1i,sd1i,n2i,m2i,sd2i\n"

/* Runs and ends; for check_error. */
static tsq_status run(const char *csv, const char *measure, const tsq_effect_options *options, tsq_error *err)
{
    struct effects_of all;
    const tsq_status status = try_compute(csv, measure, NULL, options, &all, err);
    assert_true(status == TSQ_OK || (all.effects.effect == NULL && all.effects.k == 0 && all.effects.texts == NULL));
    done(&all);
    return status;
}

static void impossible_values(void **state)
{
    (void)state;
    check_error(run(HEAD "a,10,1,1,10,1,1\nb,10,1,-1.2,10,1,1\n", "MD", NULL, &err), TSQ_E_VALUE,
                "t.csv:3: sd1i: negative standard deviation '-1.2'");
    check_error(run(HEAD "a,10,1,1,-4,1,1\n", "SMD", NULL, &err), TSQ_E_VALUE,
                "t.csv:2: n2i: negative sample size '-4'");
    check_error(run(HEAD "a,10,1,1,ten,1,1\n", "SMD", NULL, &err), TSQ_E_VALUE, "t.csv:2: n2i: not a number 'ten'");
    check_error(run("ni,m1i,sd1i,m2i,sd2i,ri\n9,1,1,1,1,1.01\n", "MC", NULL, &err), TSQ_E_VALUE,
                "t.csv:2: ri: correlation outside [-1, 1] '1.01'");
    check_error(run("yi,vi\n1,-2\n", "GEN", NULL, &err), TSQ_E_VALUE, "t.csv:2: vi: negative variance '-2'");
    check_error(run("yi,sei\n1,-2\n", "GEN", NULL, &err), TSQ_E_VALUE, "t.csv:2: sei: negative standard error '-2'");
    /* What the measure does not use may be anything. */
    assert_int_equal(run("yi,sei,sd1i,n1i,n2i\n1,2,-3,0,x\n", "GEN", NULL, NULL), TSQ_OK);
}

#define COUNTS "ai,n1i,ci,n2i\n"

static void impossible_counts(void **state)
{
    (void)state;
    check_error(run(COUNTS "1,10,2,10\n11,10,2,10\n", "RR", NULL, &err), TSQ_E_VALUE,
                "t.csv:3: ai: more events than participants '11'");
    check_error(run("events_t,n_t,events_c,n_c\n1,10,12,10\n", "PETO", NULL, &err), TSQ_E_VALUE,
                "t.csv:2: events_c: more events than participants '12'");
    check_error(run(COUNTS "1,10,-2,10\n", "OR", NULL, &err), TSQ_E_VALUE, "t.csv:2: ci: negative count '-2'");
    check_error(run("ai,bi,ci,di,n1i\n1,9,2,8,11\n", "RD", NULL, &err), TSQ_E_VALUE,
                "t.csv:2: n1i: not the sum of those with and without the event '11'");
    check_error(run("x1i,t1i,x2i,t2i\n1,0,2,5\n", "IRR", NULL, &err), TSQ_E_VALUE,
                "t.csv:2: t1i: person-time is not positive '0'");
    check_error(run("xi,ti\n1,-2\n", "IRS", NULL, &err), TSQ_E_VALUE, "t.csv:2: ti: person-time is not positive '-2'");
    check_error(run("xi,ni\n7,5\n", "PLO", NULL, &err), TSQ_E_VALUE, "t.csv:2: xi: more events than participants '7'");
    check_error(run("xi,mi\n7,-5\n", "PFT", NULL, &err), TSQ_E_VALUE, "t.csv:2: mi: negative count '-5'");
    check_error(run("xi,mi,ni\n7,5,10\n", "PR", NULL, &err), TSQ_E_VALUE,
                "t.csv:2: ni: not the sum of those with and without the event '10'");
    /* Without the size of the group, who had no event will do; counts need not be whole numbers. */
    assert_int_equal(run("ai,bi,ci,di\n1.5,9,2,8\n", "AS", NULL, NULL), TSQ_OK);
}

static void impossible_value_under_its_own_name(void **state)
{
    (void)state;
    struct effects_of all;
    check_error(try_compute("yi,SE\n1,-2\n", "GEN", "sei=SE", NULL, &all, &err), TSQ_E_VALUE,
                "t.csv:2: SE: negative standard error '-2'");
    done(&all);
    check_error(try_compute("n_t,mean_t,sd_t,n_c,mean_c,sd_c\n5,1,-9,5,1,1\n", "MD", NULL, NULL, &all, &err),
                TSQ_E_VALUE, "t.csv:2: sd_t: negative standard deviation '-9'");
    done(&all);
}

static void options_that_make_no_sense(void **state)
{
    (void)state;
    const char *csv = HEAD "a,10,1,1,10,1,1\n";
    tsq_effect_options options = defaults;
    options.corr = 1.0;
    check_error(run(csv, "MD", &options, &err), TSQ_E_OPTION, "the correlation must be between -1 and 1, not 1");
    options = defaults;
    options.vtype = "AV";
    check_error(run(csv, "MD", &options, &err), TSQ_E_OPTION, "MD has no variance formula 'AV'; it has LS UB HO");
    options.vtype = "L";
    check_error(run(csv, "SMD", &options, &err), TSQ_E_OPTION,
                "SMD has no variance formula 'L'; it has LS LS2 UB H0 AV RV");
    check_error(run("yi,vi\n1,1\n", NULL, &options, &err), TSQ_E_OPTION,
                "GEN has no variance formula 'L'; it has only one");
    options = defaults;
    options.level = 100.0;
    check_error(run(csv, "MD", &options, &err), TSQ_E_OPTION, "the level must be between 0 and 100, not 100");
    options = defaults;
    options.endpoint = TSQ_ENDPOINT_CHANGE;
    check_error(run(csv, "ROM", &options, &err), TSQ_E_OPTION,
                "ROM compares final values; it cannot be computed from changes");
    options = defaults;
    options.add = -0.5;
    check_error(run(COUNTS "1,10,2,10\n", "RR", &options, &err), TSQ_E_OPTION,
                "the continuity correction must not be negative, as -0.5 is");
    options.add = 0.5;
    check_error(run(csv, "MD", &options, &err), TSQ_E_OPTION, "MD knows no continuity correction");
}

/* Whether the message lists the first measures, each a word of the list, and none of the second. */
static void check_allowed(const char *csv, const char *there, const char *not_there)
{
    static const char start[] = "t.csv: the columns allow --measure ";
    tsq_error err = {.text = ""};
    assert_int_equal(run(csv, NULL, NULL, &err), TSQ_E_OPTION);
    assert_int_equal(strncmp(err.text, start, sizeof start - 1), 0);
    const char *lists[2] = {there, not_there};
    for (int i = 0; i < 2; i++) {
        for (const char *at = lists[i]; *at != '\0'; at += strspn(at, " ")) {
            char word[32];
            const size_t length = strcspn(at, " ");
            snprintf(word, sizeof word, " %.*s", (int)length, at);
            const char *found = err.text + sizeof start - 3;
            do {
                found = strstr(found + 1, word);
            } while (found != NULL && strchr(",;", found[length + 1]) == NULL);
            if ((found != NULL) != (i == 0)) {
                fail_msg("%s%s: %s", i == 0 ? "no" : "a", word, err.text);
            }
            at += length;
        }
    }
}

static void measure_to_choose(void **state)
{
    (void)state;
    struct effects_of all;
    check_allowed(HEAD "a,10,1,1,10,1,1\n", "MD SMD ROM SMDH VR CVR", "MC SMCC COR GEN");
    check_allowed("n1i,n2i,mc1i,sdc1i,mc2i,sdc2i\n9,9,1,1,1,1\n", "MD SMD SMD1", "ROM VR CVR");
    check_error(run("ni,m1i,sd1i,m2i\n9,1,1,1\n", NULL, NULL, &err), TSQ_E_OPTION,
                "t.csv: the columns allow --measure SMCR; choose one");
    check_allowed("ri,ni\n.5,9\n", "COR UCOR ZCOR", "MN SMCR");
    check_error(run("yi,x\n9,1\n", NULL, NULL, &err), TSQ_E_COLUMN,
                "t.csv: the columns allow no measure; there is no yi with vi or sei, nor what another measure needs");
    assert_int_equal(try_compute("yi,sei\n9,1\n", NULL, NULL, NULL, &all, NULL), TSQ_OK);
    assert_string_equal(all.effects.measure->id, "GEN");
    done(&all);
}

static void columns_that_are_not_there(void **state)
{
    (void)state;
    check_error(run("n1i,m1i,spread1,n2i,m2i,sd2i\n9,1,1,1,1,1\n", "MD", NULL, &err), TSQ_E_COLUMN,
                "t.csv: MD needs a column for sd1i; there are n1i, m1i, spread1, n2i, m2i, sd2i");
    check_error(run("a,b\n9,1\n", "SMCR", NULL, &err), TSQ_E_COLUMN,
                "t.csv: SMCR needs a column for ni, m1i, sd1i, m2i and ri (or --corr); there are a, b");
    check_error(run("yi,b\n9,1\n", "GEN", NULL, &err), TSQ_E_COLUMN,
                "t.csv: GEN needs a column for vi or sei; there are yi, b");
    tsq_effect_options options = defaults;
    options.endpoint = TSQ_ENDPOINT_CHANGE;
    check_error(run("n1i,m1i,sd1i,n2i,m2i,sd2i,m1i0,sd1i0,m2i0,sd2i0\n9,1,1,1,1,1,1,1,1,1\n", "MD", &options, &err),
                TSQ_E_COLUMN,
                "t.csv: MD needs a column for r1i and r2i (or --corr); there are n1i, m1i, sd1i, n2i, m2i, sd2i, m1i0, "
                "sd1i0, m2i0, sd2i0");
    options.corr = 0.5;
    assert_int_equal(
        run("n1i,m1i,sd1i,n2i,m2i,sd2i,m1i0,sd1i0,m2i0,sd2i0\n9,1,1,1,1,1,1,1,1,1\n", "MD", &options, NULL), TSQ_OK);
    options.endpoint = TSQ_ENDPOINT_FINAL;
    check_error(run("n1i,n2i,mc1i,sdc1i,mc2i,sdc2i\n9,9,1,1,1,1\n", "MD", &options, &err), TSQ_E_COLUMN,
                "t.csv: MD needs a column for m1i, sd1i, m2i and sd2i; there are n1i, n2i, mc1i, sdc1i, mc2i, sdc2i");
}

static void check_omitted(const char *csv, const char *measure, const tsq_effect_options *options, const char *reason)
{
    struct effects_of all;
    tsq_error err = {.text = ""};
    if (try_compute(csv, measure, NULL, options, &all, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(all.effects.k, 0);
    assert_int_equal(all.effects.n_omitted, 1);
    assert_string_equal(all.effects.omitted[0].reason, reason);
    assert_int_equal(all.effects.omitted[0].line, 2);
    done(&all);
}

static void rows_without_an_effect(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    check_omitted(HEAD "a,10,1,,10,1,NA\n", "MD", NULL, "missing sd1i, sd2i");
    check_omitted(HEAD "a,.,1,1,10,1,1\n", "MD", NULL, "missing n1i");
    check_omitted(HEAD "a,0,0,0,10,1,1\n", "MD", NULL, "a group has no participants");
    check_omitted(HEAD "a,10,1,1,0,,\n", "SMD", NULL, "a group has no participants");
    check_omitted(COUNTS "0,0,3,20\n", "RR", NULL, "a group has no participants");
    check_omitted("ri,ni\n0.1,0\n", "ZCOR", NULL, "a group has no participants");
    check_omitted(HEAD "a,10,1,0,10,1,0\n", "MD", NULL, "both standard deviations are 0");
    check_omitted(HEAD "a,10,1,0,10,1,0\n", "SMD", NULL, "the pooled standard deviation is 0");
    check_omitted(HEAD "a,10,1,0,10,1,0\n", "ROM", NULL, "both standard deviations are 0");
    check_omitted(HEAD "a,10,1,1,10,-1,1\n", "ROM", NULL, "the means have different signs");
    check_omitted(HEAD "a,10,1,1,10,0,1\n", "ROM", NULL, "a mean is 0");
    check_omitted(HEAD "a,1,1,1,1,2,1\n", "SMD", NULL, "too few participants for a pooled standard deviation");
    check_omitted(HEAD "a,1,1,1,2,2,1\n", "SMD", NULL, "too few participants for a standardised difference");
    check_omitted(HEAD "a,10,1,1e200,10,2,1\n", "MD", NULL,
                  "the effect or its variance is too large for double precision");
    check_omitted("yi,vi\n1,0\n", "GEN", NULL, "the sampling variance is 0");
    check_omitted("yi,sei\n1,0\n", "GEN", NULL, "the standard error is 0");
    check_omitted("yi,vi\nNA,1\n", "GEN", NULL, "missing yi");
    check_omitted("yi,vi,sei\n1,,\n", "GEN", NULL, "missing vi or sei");
    check_omitted("yi,sei\n1,\n", "GEN", NULL, "missing sei");
    check_omitted("mi,sdi,ni\n1,0,5\n", "MN", NULL, "the standard deviation is 0");
    check_omitted("ni,m1i,sd1i,m2i,ri\n9,1,0,1,0.5\n", "SMCR", NULL, "the standard deviation is 0");
    options.vtype = "H0";
    check_omitted(HEAD "a,2,1,1,2,2,1\n", "SMD", &options, "too few participants for this variance formula");
    options.vtype = "RV";
    check_omitted(HEAD "a,2,1,1,1.9,2,1\n", "SMD", &options, "too few participants for this variance formula");
    options.vtype = "UB";
    check_omitted("ni,m1i,sd1i,m2i,ri\n4,1,1,2,0.5\n", "SMCR", &options,
                  "too few participants for this variance formula");
    options.vtype = "HO";
    check_omitted(HEAD "a,1,1,1,1,2,1\n", "MD", &options, "too few participants for a pooled standard deviation");
    check_omitted(HEAD "a,1,1,1,1,2,1\n", "ROM", &options, "too few participants for a pooled standard deviation");
}

static void tables_without_an_effect(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    check_omitted(COUNTS "1,10,,\n", "OR", NULL, "missing ci, n2i");
    options.to = TSQ_TO_NONE;
    check_omitted(COUNTS "0,10,2,10\n", "OR", &options, "a cell of the table is 0");
    check_omitted(COUNTS "0,10,2,10\n", "RR", &options, "a group has no events");
    check_omitted(COUNTS "0,10,0,10\n", "RD", &options, "the sampling variance is 0");
    check_omitted(COUNTS "0,10,0,10\n", "PETO", &options, "no events in either group");
    check_omitted(COUNTS "10,10,10,10\n", "PETO", &options, "events only in both groups");
    check_omitted("x1i,t1i,x2i,t2i\n0,4,1,5\n", "IRR", &options, "a group has no events");
    check_omitted("ai,bi,ci,di\n0,0,1,4\n", "RD", NULL, "a group has no participants");
    check_omitted("ai,bi,ci,di\n0,3,0,4\n", "MPRR", &options, "no events at one of the two times");
    check_omitted("ai,bi,ci,di\n0,3,0,4\n", "MPOR", &options, "all or no events at one of the two times");
    check_omitted("ai,bi,ci,di\n5,0,2,4\n", "MPORC", &options, "no pairs that differ in one of the two ways");
    check_omitted("ai,bi,ci,di\n5,0,0,4\n", "MPPETO", &options, "no pairs that differ");
    check_omitted("xi,ti\n0,4\n", "IRLN", &options, "no events");
    check_omitted("xi,mi\n0,4\n", "PLN", &options, "the proportion is 0");
    check_omitted("xi,ni\n4,4\n", "PRZ", &options, "the proportion is 1");
    options = defaults;
    options.drop00 = TSQ_DROP00_ALL;
    check_omitted("x1i,t1i,x2i,t2i\n0,4,0,5\n", "IRD", &options, "no events in either group");
    check_omitted(COUNTS "0,10,0,10\n", "RD", &options, "no events in either group");
    check_omitted(COUNTS "10,10,10,10\n", "RR", &options, "events only in both groups");
    options.drop00 = TSQ_DROP00_RATIOS;
    check_omitted(COUNTS "0,10,0,10\n", "RR", &options, "no events in either group");
    check_omitted(COUNTS "10,10,10,10\n", "OR", &options, "events only in both groups");
    assert_int_equal(run(COUNTS "0,10,0,10\n", "RD", &options, NULL), TSQ_OK);
}

/* All rows of a table, or none: as one of them has a 0, or none has. */
static void correction_of_all_rows_for_one(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    options.to = TSQ_TO_IF0ALL;
    struct effects_of all = compute(COUNTS "1,10,2,10\n0,10,2,10\n", "RD", options);
    check_close(all.effects.effect[0].yi, 1.5 / 11 - 2.5 / 11, 1e-14, 0.0);
    assert_string_equal(all.effects.effect[0].derived, "2x2 table, 0.5 added to each cell");
    done(&all);
    all = compute(COUNTS "1,10,2,10\n3,10,2,10\n", "RD", options);
    check_close(all.effects.effect[0].yi, -0.1, 1e-14, 0.0);
    assert_string_equal(all.effects.effect[0].derived, "2x2 table");
    check_close(all.effects.effect[0].n, 20.0, 0.0, 0.0);
    done(&all);
    options = defaults;
    options.zero_rule = TSQ_ZERO_META;
    all = compute(COUNTS "0,10,2,10\n", "RD", options);
    assert_string_equal(all.effects.effect[0].derived, "2x2 table, 0.5 added to each cell for the variance");
    done(&all);
    all = compute(COUNTS "0,10,2,10\n1,10,2,10\n", "RR", options);
    assert_string_equal(all.effects.effect[0].derived, "2x2 table, 0.5 added to the events");
    assert_string_equal(all.effects.effect[1].derived, "2x2 table");
    done(&all);
}

static void missing_values_that_must_not_be(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    options.na_fail = true;
    check_error(run(HEAD "a,10,1,1,10,1,NA\n", "MD", &options, &err), TSQ_E_MISSING,
                "t.csv:2: sd2i: a needed value is missing 'NA'");
    /* No value is missing here. */
    check_omitted(HEAD "a,10,1,0,10,1,0\n", "MD", &options, "both standard deviations are 0");
}

static void labels_lines_and_intervals(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    struct effects_of all = compute("study,yi,vi,ni\nA,1,4,12\n,2,1,\nC,3,,7\nD,4,1,x\n", "GEN", options);
    assert_int_equal(all.effects.k, 3);
    const tsq_effect *effect = all.effects.effect;
    assert_string_equal(effect[0].study, "A");
    assert_string_equal(effect[1].study, "study 2");
    assert_int_equal(effect[2].row, 3);
    assert_int_equal(effect[2].line, 5);
    check_close(effect[0].n, 12.0, 0.0, 0.0);
    assert_true(isnan(effect[1].n) && isnan(effect[2].n));
    assert_string_equal(all.effects.omitted[0].study, "C");
    assert_int_equal(all.effects.omitted[0].line, 4);
    /* qnorm(0.975) of R 4.2.2 */
    check_close(effect[0].ci_lb, 1.0 - 2.0 * 1.959963984540054, 1e-14, 0.0);
    check_close(effect[0].ci_ub, 1.0 + 2.0 * 1.959963984540054, 1e-14, 0.0);
    done(&all);
    options.level = 50.0;
    all = compute("yi,sei\n1,2\n", "GEN", options);
    /* qnorm(0.75) of R 4.2.2 */
    check_close(all.effects.effect[0].ci_ub, 1.0 + 2.0 * 0.6744897501960817, 1e-14, 0.0);
    assert_string_equal(all.effects.effect[0].study, "study 1");
    assert_string_equal(all.effects.effect[0].derived, "yi and sei");
    done(&all);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(impossible_values),
        cmocka_unit_test(impossible_counts),
        cmocka_unit_test(impossible_value_under_its_own_name),
        cmocka_unit_test(options_that_make_no_sense),
        cmocka_unit_test(measure_to_choose),
        cmocka_unit_test(columns_that_are_not_there),
        cmocka_unit_test(rows_without_an_effect),
        cmocka_unit_test(tables_without_an_effect),
        cmocka_unit_test(correction_of_all_rows_for_one),
        cmocka_unit_test(missing_values_that_must_not_be),
        cmocka_unit_test(labels_lines_and_intervals),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
