/* One row per arm, and several treatments with one control: each, split and combined against metafor; what cannot be. */
#include "check.h"

#include "effects_of.h"
#include "golden_table.h"

#include "effect/combine.h"
#include "effect/numbers.h"

/* ---- against escalc ------------------------------------------------------------------------------------------- */

static tsq_multi_arm how_of(const char *name)
{
    return strcmp(name, "split") == 0     ? TSQ_MULTI_ARM_SPLIT
           : strcmp(name, "combine") == 0 ? TSQ_MULTI_ARM_COMBINE
                                          : TSQ_MULTI_ARM_COVARIANCE;
}

static const tsq_effect *effect_of(const tsq_effects *effects, const tsq_roles *roles, const char *study,
                                   const char *weeks)
{
    for (size_t i = 0; i < effects->k; i++) {
        if (strcmp(effects->effect[i].study, study) == 0 &&
            strcmp(tsq_roles_text(roles, "time", effects->effect[i].row), weeks) == 0) {
            return &effects->effect[i];
        }
    }
    fail_msg("no effect of %s, weeks %s", study, weeks);
    return NULL;
}

static void check_row(const struct golden *golden, size_t row)
{
    char path[1024];
    snprintf(path, sizeof path, "%s/%s.csv", TAUSQ_GOLDEN_DIR, golden_text(golden, "dataset", row));
    const bool change = strcmp(golden_text(golden, "endpoint", row), "change") == 0;
    tsq_effect_options options = defaults;
    tsq_table *table = NULL;
    tsq_roles *roles = NULL;
    tsq_rows rows = {0};
    tsq_effects effects;
    tsq_error err;
    options.multi_arm = how_of(golden_text(golden, "how", row));
    options.endpoint = change ? TSQ_ENDPOINT_CHANGE : TSQ_ENDPOINT_FINAL;
    if (tsq_csv_read(path, NULL, NULL, &table, &err) != TSQ_OK ||
        tsq_roles_new(table, NULL, 0, &roles, &err) != TSQ_OK ||
        tsq_table_where(table, NULL, 0, &rows, &err) != TSQ_OK ||
        tsq_effects_compute(roles, &rows, tsq_effect_find(golden_text(golden, "measure", row)), &options, &effects,
                            &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    assert_int_equal(effects.n_omitted, 0);
    const tsq_effect *effect =
        effect_of(&effects, roles, golden_text(golden, "study", row), golden_text(golden, "weeks", row));
    const double rtol = golden_number(golden, "rtol", row);
    check_close(effect->yi, golden_number(golden, "yi", row), rtol, 1e-14);
    check_close(effect->vi, golden_number(golden, "vi", row), rtol, 0.0);
    assert_int_equal(effect->compared == TSQ_COMPARED_CHANGE, change);
    tsq_effects_free(&effects);
    tsq_rows_free(&rows);
    tsq_roles_free(roles);
    tsq_table_free(table);
}

static void by_metafor(void **state)
{
    (void)state;
    struct golden golden = golden_open("arms.csv");
    assert_true(golden_rows(&golden) > 300);
    for (size_t i = 0; i < golden_rows(&golden); i++) {
        check_row(&golden, i);
    }
    golden_close(&golden);
}

/* ---- groups as one list of values ----------------------------------------------------------------------------- */

static struct tsq__arm arm_of(const double *x, size_t n)
{
    struct tsq__arm arm = {(double)n, 0.0, 0.0};
    for (size_t i = 0; i < n; i++) {
        arm.mean += x[i] / arm.n;
    }
    for (size_t i = 0; i < n; i++) {
        arm.sd += (x[i] - arm.mean) * (x[i] - arm.mean) / (arm.n - 1.0);
    }
    arm.sd = sqrt(arm.sd);
    return arm;
}

static void combined_groups_are_all_their_values(void **state)
{
    (void)state;
    enum { GROUPS = 6, SIZE = 7 };
    for (int e = -150; e <= 150; e += 50) {
        const double unit = pow(10.0, e);
        double x[GROUPS * SIZE];
        struct tsq__arm group[GROUPS];
        for (size_t i = 0; i < GROUPS * SIZE; i++) {
            x[i] = unit * (3.0 + sin(7.0 * (double)i) + 0.4 * (double)(i / SIZE));
        }
        for (size_t g = 0; g < GROUPS; g++) {
            group[g] = arm_of(x + g * SIZE, SIZE);
        }
        for (size_t n = 1; n <= GROUPS; n++) {
            const struct tsq__arm got = tsq__combine_groups(group, n), want = arm_of(x, n * SIZE);
            check_close(got.n, want.n, 0.0, 0.0);
            check_close(got.mean, want.mean, 1e-14, 0.0);
            check_close(got.sd, want.sd, 1e-13, 0.0);
        }
        /* Whatever the order. */
        const struct tsq__arm back[3] = {group[2], group[1], group[0]};
        check_close(tsq__combine_groups(back, 3).sd, tsq__combine_groups(group, 3).sd, 1e-14, 0.0);
        check_close(tsq__combine_groups(back, 3).mean, tsq__combine_groups(group, 3).mean, 1e-14, 0.0);
    }
}

/* ---- what belongs together -------------------------------------------------------------------------------------- */

#define HEAD "study,arm,control,n,mean,sd\n"
#define ARMS HEAD "A,usual,1,20,5,2\nA,low,0,10,4,2\nA,high,,10,3,1\n"

static void check_fails(const char *csv, const char *measure, tsq_multi_arm how, tsq_status want, const char *text)
{
    struct effects_of all;
    tsq_effect_options options = defaults;
    options.multi_arm = how;
    check_error(try_compute(csv, measure, NULL, &options, &all, &err), want, text);
    done(&all);
}

static void faults_of_arms(void **state)
{
    (void)state;
    static const struct {
        const char *csv, *text;
        tsq_status status;
    } cases[] = {
        {HEAD "A,usual,1,20,5,2\nA,low,2,10,4,2\n", "t.csv:3: control: not 1 (the control arm) or 0 '2'", TSQ_E_VALUE},
        {HEAD "A,usual,yes,20,5,2\n", "t.csv:2: control: not a number 'yes'", TSQ_E_VALUE},
        {HEAD "A,usual,0,20,5,2\nA,low,0,10,4,2\n",
         "t.csv:2: study: no control arm (control = 1) to compare this one with 'A'", TSQ_E_VALUE},
        {HEAD "A,usual,1,20,5,2\nA,low,0,10,4,2\nA,none,1,9,5,2\n",
         "t.csv:4: control: the study has two control arms, the first in line 2 '1'", TSQ_E_VALUE},
        {HEAD "A,usual,1,20,5,2\nA,low,0,10,4,2\nA,low,0,9,5,2\n",
         "t.csv:4: arm: the arm is there twice, the first in line 3 'low'", TSQ_E_VALUE},
        {HEAD "A,usual,1,20,5,2\n,low,0,10,4,2\n", "t.csv:3: study: an arm needs the name of its study", TSQ_E_MISSING},
        {"arm,control,n,mean,sd\nusual,1,20,5,2\n",
         "t.csv: one row per arm needs a column study, which says what belongs together", TSQ_E_COLUMN},
        /* A fault of a cell is that of the arm whose cell it is. */
        {HEAD "A,usual,1,20,5,-2\nA,low,0,10,4,2\n", "t.csv:2: sd: negative standard deviation '-2'", TSQ_E_VALUE},
        {HEAD "A,usual,1,20,5,2\nA,low,0,10,4,x\n", "t.csv:3: sd: not a number 'x'", TSQ_E_VALUE},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        for (int how = TSQ_MULTI_ARM_AUTO; how <= TSQ_MULTI_ARM_COVARIANCE; how++) {
            check_fails(cases[i].csv, "MD", (tsq_multi_arm)how, cases[i].status, cases[i].text);
        }
    }
    check_fails("study,arm,control,events,n\nA,usual,1,21,20\nA,new,0,1,20\nA,newer,0,1,20\n", "OR",
                TSQ_MULTI_ARM_COMBINE, TSQ_E_VALUE, "t.csv:2: events: more events than participants '21'");
    check_fails("study,arm,control,events,n\nA,usual,1,2,20\nA,new,0,1,20\nA,newer,0,30,20\n", "OR",
                TSQ_MULTI_ARM_COMBINE, TSQ_E_VALUE, "t.csv:4: events: more events than participants '30'");
    check_fails(ARMS, "MN", TSQ_MULTI_ARM_SPLIT, TSQ_E_OPTION, "MN compares no two groups that could share a control");
    check_fails("yi,vi\n1,1\n", NULL, TSQ_MULTI_ARM_COMBINE, TSQ_E_OPTION,
                "GEN compares no two groups that could share a control");
}

static struct effects_of compute_how(const char *csv, const char *measure, tsq_multi_arm how)
{
    tsq_effect_options options = defaults;
    options.multi_arm = how;
    return compute(csv, measure, options);
}

static void labels_name_the_arm_where_there_are_several(void **state)
{
    (void)state;
    struct effects_of all = compute_how(ARMS "B,usual,1,9,1,1\nB,low,0,9,2,1\n", "MD", TSQ_MULTI_ARM_AUTO);
    assert_int_equal(all.effects.k, 3);
    assert_string_equal(all.effects.effect[0].study, "A: low");
    assert_string_equal(all.effects.effect[1].study, "A: high");
    assert_string_equal(all.effects.effect[2].study, "B");
    assert_int_equal(all.effects.effect[1].line, 4);
    check_close(all.effects.effect[1].n, 30.0, 0.0, 0.0);
    /* A table by arm uses the covariance by itself. */
    assert_non_null(all.effects.control);
    assert_int_equal(all.effects.control[0], all.effects.control[1]);
    assert_int_not_equal(all.effects.control[0], all.effects.control[2]);
    assert_null(all.effects.warning);
    done(&all);
    /* Measures of one group see every arm. */
    all = compute_how(ARMS, "MN", TSQ_MULTI_ARM_AUTO);
    assert_int_equal(all.effects.k, 3);
    assert_string_equal(all.effects.effect[1].study, "A");
    done(&all);
}

static void order_of_the_rows_does_not_matter(void **state)
{
    (void)state;
    static const char *const orders[] = {ARMS, HEAD "A,high,,10,3,1\nA,usual,1,20,5,2\nA,low,0,10,4,2\n",
                                         HEAD "A,low,0,10,4,2\nA,high,0,10,3,1\nA,usual,1,20,5,2\n"};
    for (size_t i = 0; i < 3; i++) {
        struct effects_of all = compute_how(orders[i], "SMD", TSQ_MULTI_ARM_COMBINE);
        /* Ten with mean 4 and SD 2, ten with mean 3 and SD 1: 20, 3.5, sqrt((36 + 9 + 5)/19). */
        struct effects_of one = compute(HEAD "A,usual,1,20,5,2\nA,both,0,20,3.5,1.6222142113076255\n", "SMD", defaults);
        assert_int_equal(all.effects.k, 1);
        check_close(all.effects.effect[0].yi, one.effects.effect[0].yi, 1e-14, 0.0);
        check_close(all.effects.effect[0].vi, one.effects.effect[0].vi, 1e-14, 0.0);
        assert_string_equal(all.effects.effect[0].study, "A");
        done(&all);
        done(&one);
    }
}

/* ---- arms that lack something ----------------------------------------------------------------------------------- */

static void an_arm_without_data_is_left_out_alone(void **state)
{
    (void)state;
    const char *csv = HEAD "A,usual,1,20,5,2\nA,low,0,,4,2\nA,mid,0,10,4,2\nA,high,,10,3,1\n";
    for (int how = TSQ_MULTI_ARM_EACH; how <= TSQ_MULTI_ARM_COVARIANCE; how++) {
        struct effects_of all = compute_how(csv, "MD", (tsq_multi_arm)how);
        assert_int_equal(all.effects.n_omitted, 1);
        assert_string_equal(all.effects.omitted[0].study, "A: low");
        assert_int_equal(all.effects.omitted[0].line, 3);
        assert_string_equal(all.effects.omitted[0].reason, "missing n");
        assert_int_equal(all.effects.k, how == TSQ_MULTI_ARM_COMBINE ? 1 : 2);
        if (how == TSQ_MULTI_ARM_SPLIT) {
            /* among those that are left */
            check_close(all.effects.effect[0].vi, 4.0 / 10 + 4.0 / 10, 1e-15, 0.0);
            assert_string_equal(all.effects.effect[0].derived, "final values; control divided among 2 contrasts");
        }
        if (how == TSQ_MULTI_ARM_COMBINE) {
            assert_string_equal(all.effects.effect[0].derived, "final values; 2 arms combined: mid, high");
        }
        done(&all);
    }
    struct effects_of all = compute(HEAD "A,usual,1,,5,2\nA,low,0,10,4,2\nB,usual,1,10,1,1\n", "MD", defaults);
    assert_int_equal(all.effects.k, 0);
    assert_string_equal(all.effects.omitted[0].reason, "missing n of the control");
    assert_string_equal(all.effects.omitted[1].reason, "a control arm without a treatment arm to compare it with");
    done(&all);
    tsq_effect_options options = defaults;
    options.na_fail = true;
    check_error(try_compute(HEAD "A,usual,1,,5,2\nA,low,0,10,4,2\n", "MD", NULL, &options, &all, &err), TSQ_E_MISSING,
                "t.csv:2: n: a needed value is missing");
    done(&all);
}

/* The SD of both arms together needs their means, though VR itself does not. */
static void ratios_of_sds_are_combined_too(void **state)
{
    (void)state;
    struct effects_of all = compute_how(ARMS, "VR", TSQ_MULTI_ARM_COMBINE);
    struct effects_of one = compute(HEAD "A,usual,1,20,5,2\nA,both,0,20,,1.6222142113076255\n", "VR", defaults);
    assert_int_equal(all.effects.k, 1);
    check_close(all.effects.effect[0].yi, one.effects.effect[0].yi, 1e-14, 0.0);
    check_close(all.effects.effect[0].vi, one.effects.effect[0].vi, 1e-14, 0.0);
    done(&all);
    done(&one);
}

static void an_arm_without_anybody_takes_no_share(void **state)
{
    (void)state;
    const char *csv = HEAD "A,usual,1,20,5,2\nA,low,0,0,4,2\nA,mid,0,10,4,2\nA,high,,10,3,1\n";
    struct effects_of all = compute_how(csv, "MD", TSQ_MULTI_ARM_SPLIT);
    assert_int_equal(all.effects.k, 2);
    assert_int_equal(all.effects.n_omitted, 1);
    check_close(all.effects.effect[0].vi, 4.0 / 10 + 4.0 / 10, 1e-15, 0.0);
    done(&all);
    all = compute_how(csv, "MD", TSQ_MULTI_ARM_COMBINE);
    assert_string_equal(all.effects.effect[0].derived, "final values; 2 arms combined: mid, high");
    done(&all);
    /* But a table without events does: 30 controls for two arms. */
    all =
        compute_how("study,arm,control,events,n\nA,usual,1,0,30\nA,x,0,0,30\nA,y,0,3,30\n", "RD", TSQ_MULTI_ARM_SPLIT);
    check_close(all.effects.effect[all.effects.k - 1].n, 45.0, 0.0, 0.0);
    done(&all);
}

/* Arms that have nothing but a test against the control have no groups to divide or combine. */
static void tests_of_two_groups_cannot_be_divided(void **state)
{
    (void)state;
    const char *csv = "trial,study,n1i,m1i,n2i,m2i,ti\nA,A (x),10,4,20,5,-2\nA,A (y),10,3,20,5,-3\n";
    struct effects_of all = compute_how(csv, "MD", TSQ_MULTI_ARM_COMBINE);
    assert_int_equal(all.effects.k, 0);
    assert_string_equal(all.effects.omitted[0].reason, "the arms imply different means or SDs of the control");
    done(&all);
    /* Divided they can be: the SD follows from the whole control, |m1 - m2|/(t sqrt(1/n1 + 1/n2)). */
    all = compute_how(csv, "MD", TSQ_MULTI_ARM_SPLIT);
    const double sd = 0.5 / sqrt(0.15);
    check_close(all.effects.effect[0].vi, sd * sd * 0.2, 1e-14, 0.0);
    done(&all);
}

/* An effect that does not come from the numbers of the groups knows of no smaller control. */
static void effects_of_both_groups_cannot_be_divided(void **state)
{
    (void)state;
    static const char *const cases[] = {
        "trial,study,n1i,n2i,est,est_se\nA,A (x),10,20,-1,0.5\nA,A (y),10,20,-2,0.5\n",
        "study,arm,control,n,mean,ci_lb,ci_ub,mean0,sd0\nA,u,1,20,5,4,6,7,2\nA,x,0,10,4,3,5,7,2\nA,y,0,10,4,3,5,7,2\n"};
    for (int i = 0; i < 4; i++) {
        tsq_effect_options options = defaults;
        options.endpoint = i / 2 == 0 ? TSQ_ENDPOINT_AUTO : TSQ_ENDPOINT_CHANGE;
        options.multi_arm = i % 2 == 0 ? TSQ_MULTI_ARM_SPLIT : TSQ_MULTI_ARM_COMBINE;
        struct effects_of all = compute(cases[i / 2], "MD", options);
        assert_int_equal(all.effects.k, 0);
        assert_string_equal(all.effects.omitted[0].reason,
                            "what is reported of both groups together can be neither divided nor combined");
        done(&all);
    }
}

/* Controls that differ in a percentage are not the same, though their sizes are. */
static void a_control_is_the_same_in_every_form(void **state)
{
    (void)state;
    struct effects_of all = compute_how("trial,study,pct1i,n1i,pct2i,n2i\nA,A (x),10,20,15,20\nA,A (y),10,20,20,20\n"
                                        "A,A (z),15,20,20,20\n",
                                        "OR", TSQ_MULTI_ARM_SPLIT);
    assert_int_equal(all.effects.k, 3);
    check_close(all.effects.effect[0].n, 40.0, 0.0, 0.0);
    check_close(all.effects.effect[1].n, 30.0, 0.0, 0.0);
    check_close(all.effects.effect[2].n, 30.0, 0.0, 0.0);
    done(&all);
}

static void means_are_converted_before_arms_are_combined(void **state)
{
    (void)state;
    /* SD = 0.5 sqrt(16) = 2 of the first arm, and of the control 0.4 sqrt(25) before its size is divided. */
    const char *csv = "study,arm,control,n,mean,sd,se\nA,usual,1,25,5,,0.4\nA,low,0,16,4,,0.5\nA,high,0,16,3,1,\n";
    struct effects_of all = compute_how(csv, "MD", TSQ_MULTI_ARM_SPLIT);
    check_close(all.effects.effect[0].vi, 4.0 / 16 + 4.0 / 12.5, 1e-15, 0.0);
    check_close(all.effects.effect[1].vi, 1.0 / 16 + 4.0 / 12.5, 1e-15, 0.0);
    done(&all);
    all = compute_how(csv, "MD", TSQ_MULTI_ARM_COMBINE);
    const double variance = (15.0 * 4.0 + 15.0 * 1.0 + 32.0 * 0.25) / 31.0;
    check_close(all.effects.effect[0].yi, 3.5 - 5.0, 1e-15, 0.0);
    check_close(all.effects.effect[0].vi, variance / 32.0 + 4.0 / 25.0, 1e-15, 0.0);
    assert_string_equal(all.effects.effect[0].derived,
                        "2 arms combined: low (final values; SD from the standard error), high (final values; SD from "
                        "the standard error in group 2)");
    done(&all);
    /* Changes of one arm and final values of the other are no one group. */
    all = compute_how("study,arm,control,n,mean,sd,change,sdchange\nA,usual,1,25,5,2,-1,2\nA,low,0,16,4,2,-2,2\n"
                      "A,high,0,16,3,1,,\n",
                      "MD", TSQ_MULTI_ARM_COMBINE);
    assert_int_equal(all.effects.k, 0);
    assert_string_equal(all.effects.omitted[0].reason,
                        "some arms report changes and others final values; --endpoint chooses one");
    done(&all);
}

/* ---- what looks at all rows --------------------------------------------------------------------------------------- */

/* The means over all rows of a variance formula, and whether any row has a 0, are those of the rows as treated. */
static void all_rows_are_those_after_treatment(void **state)
{
    (void)state;
    static const char *const arms = "study,arm,control,events,n\nA,usual,1,4,30\nA,x,0,0,30\nA,y,0,3,30\n"
                                    "B,usual,1,5,22\nB,z,0,3,20\n";
    static const char *const written[] = {"study,ai,n1i,ci,n2i\nA,0,30,2,15\nA2,3,30,2,15\nB,3,20,5,22\n",
                                          "study,ai,n1i,ci,n2i\nA,3,60,4,30\nB,3,20,5,22\n"};
    for (int i = 0; i < 4; i++) {
        tsq_effect_options options = defaults;
        options.vtype = i < 2 ? "AV" : NULL;
        options.to = i < 2 ? TSQ_TO_ONLY0 : TSQ_TO_IF0ALL;
        struct effects_of want = compute(written[i % 2], "OR", options);
        options.multi_arm = i % 2 == 0 ? TSQ_MULTI_ARM_SPLIT : TSQ_MULTI_ARM_COMBINE;
        struct effects_of got = compute(arms, "OR", options);
        assert_int_equal(got.effects.k, want.effects.k);
        for (size_t j = 0; j < want.effects.k; j++) {
            check_close(got.effects.effect[j].yi, want.effects.effect[j].yi, 1e-14, 0.0);
            check_close(got.effects.effect[j].vi, want.effects.effect[j].vi, 1e-14, 0.0);
        }
        done(&got);
        done(&want);
    }
}

/* r = (8 - SDc^2)/8 of SDs 2 and 2: of two treatments and their one control, each once. */
static void a_control_gives_its_correlation_once(void **state)
{
    (void)state;
    tsq_effect_options options = defaults;
    options.corr_pooled = true;
    struct effects_of all = compute("study,arm,control,n,mean0,sd0,mean,sd,change,sdchange\nA,u,1,20,5,2,4,2,-1,1.5\n"
                                    "A,x,0,20,5,2,3,2,-2,1.6\nA,y,0,20,5,2,3,2,-2,1.7\nB,u,1,20,5,2,4,2,,\n"
                                    "B,x,0,20,5,2,3,2,,\n",
                                    "MD", options);
    const double r = tanh((atanh(5.75 / 8) + atanh(5.44 / 8) + atanh(5.11 / 8)) / 3.0);
    check_close(all.effects.effect[2].vi, 2.0 * 8.0 * (1.0 - r) / 20.0, 1e-13, 0.0);
    done(&all);
}

/* ---- wide tables ------------------------------------------------------------------------------------------------ */

#define WIDE "trial,study,weeks,n_t,mean_t,sd_t,n_c,mean_c,sd_c\n"

static void wide_rows_share_a_control_that_is_the_same(void **state)
{
    (void)state;
    const char *csv = WIDE "A,A (x),13,10,4,2,20,5,2\nA,A (y),13,10,3,1,20,5.0,2\nA,A (x),26,10,4,2,20,5,2\n"
                           "A,A (z),13,10,3,1,19,5,2\nB,B,13,10,4,2,20,5,2\n";
    struct effects_of all = compute_how(csv, "MD", TSQ_MULTI_ARM_AUTO);
    assert_int_equal(all.effects.k, 5);
    assert_null(all.effects.control);
    assert_string_equal(all.effects.warning, "one control is counted more than once in A; --multi-arm split, combine "
                                             "or covariance counts it once");
    check_close(all.effects.effect[0].vi, 4.0 / 10 + 4.0 / 20, 1e-15, 0.0);
    done(&all);
    all = compute_how(csv, "MD", TSQ_MULTI_ARM_COVARIANCE);
    const size_t *control = all.effects.control;
    assert_non_null(control);
    assert_null(all.effects.warning);
    for (size_t i = 0; i < 5; i++) {
        for (size_t j = 0; j < i; j++) {
            assert_int_equal(control[i] == control[j], i == 1 && j == 0);
        }
    }
    done(&all);
    all = compute_how(csv, "MD", TSQ_MULTI_ARM_SPLIT);
    check_close(all.effects.effect[0].vi, 4.0 / 10 + 4.0 / 10, 1e-15, 0.0);
    check_close(all.effects.effect[2].vi, 4.0 / 10 + 4.0 / 20, 1e-15, 0.0);
    check_close(all.effects.effect[3].vi, 1.0 / 10 + 4.0 / 19, 1e-15, 0.0);
    done(&all);
    all = compute_how(csv, "MD", TSQ_MULTI_ARM_COMBINE);
    assert_int_equal(all.effects.k, 4);
    assert_string_equal(all.effects.effect[0].study, "A");
    assert_string_equal(all.effects.effect[0].derived, "final values; 2 arms combined: x, y");
    assert_int_equal(all.effects.effect[1].line, 4);
    done(&all);
}

/* A control whose every cell is missing is not known to be the same; nothing shared changes nothing. */
static void nothing_shared_changes_nothing(void **state)
{
    (void)state;
    const char *csv = WIDE "A,A (x),13,10,4,2,,,\nA,A (y),13,10,3,1,,,\nB,B,13,10,4,2,20,5,2\n,C,13,10,4,2,20,5,2\n";
    for (int how = TSQ_MULTI_ARM_AUTO; how <= TSQ_MULTI_ARM_COVARIANCE; how++) {
        struct effects_of all = compute_how(csv, "MD", (tsq_multi_arm)how);
        assert_int_equal(all.effects.k, 2);
        assert_int_equal(all.effects.n_omitted, 2);
        assert_null(all.effects.control);
        const char *said[] = {NULL, NULL, "split", "combine", "covariance"};
        char warning[100];
        if (said[how] != NULL) {
            snprintf(warning, sizeof warning, "no two contrasts share a control: --multi-arm %s changes nothing",
                     said[how]);
            assert_string_equal(all.effects.warning, warning);
        } else {
            assert_null(all.effects.warning);
        }
        check_close(all.effects.effect[0].vi, 4.0 / 10 + 4.0 / 20, 1e-15, 0.0);
        assert_string_equal(all.effects.effect[0].derived, "final values");
        done(&all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(by_metafor),
        cmocka_unit_test(combined_groups_are_all_their_values),
        cmocka_unit_test(faults_of_arms),
        cmocka_unit_test(labels_name_the_arm_where_there_are_several),
        cmocka_unit_test(order_of_the_rows_does_not_matter),
        cmocka_unit_test(an_arm_without_data_is_left_out_alone),
        cmocka_unit_test(ratios_of_sds_are_combined_too),
        cmocka_unit_test(an_arm_without_anybody_takes_no_share),
        cmocka_unit_test(tests_of_two_groups_cannot_be_divided),
        cmocka_unit_test(effects_of_both_groups_cannot_be_divided),
        cmocka_unit_test(a_control_is_the_same_in_every_form),
        cmocka_unit_test(means_are_converted_before_arms_are_combined),
        cmocka_unit_test(all_rows_are_those_after_treatment),
        cmocka_unit_test(a_control_gives_its_correlation_once),
        cmocka_unit_test(wide_rows_share_a_control_that_is_the_same),
        cmocka_unit_test(nothing_shared_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
