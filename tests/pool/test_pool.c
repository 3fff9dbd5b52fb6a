/* From table to report: groups, conditions, weights, what goes without a fit, and what ends the run. */
#include "check.h"

#include "tables.h"

static tsq_pool_options defaults(void)
{
    tsq_pool_options options;
    tsq_pool_preset(&options, NULL);
    return options;
}

static tsq_pool_report pool(const tsq_table *table, const tsq_pool_options *options)
{
    tsq_pool_report report;
    tsq_error err;
    if (tsq_pool(table, options, &report, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return report;
}

/* Two studies with equal variances: the common effect is their mean, its variance half of theirs. */
static void pools_by_hand(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,yi,vi\na,1,0.5\nb,2,0.5\n");
    tsq_pool_options options = defaults();
    options.fit.method = tsq_tau2_find("EE");
    tsq_pool_report report = pool(table, &options);
    assert_int_equal(report.n, 1);
    assert_int_equal(report.n_estimated, 1);
    assert_string_equal(report.result[0].fit.test->id, "z");
    check_close(report.result[0].fit.coefficients[0].estimate, 1.5, 1e-15, 0);
    check_close(report.result[0].fit.coefficients[0].se, 0.5, 1e-15, 0);
    check_close(report.result[0].fit.weight[0], 50, 1e-15, 0);
    check_close(report.result[0].fit.QE, 1, 1e-14, 0);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

static void groups_in_order_of_appearance(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,g,h,yi,vi\na,z,1,1,1\nb,a,1,2,1\nc,z,1,3,1\nd,a,2,5,1\n");
    tsq_pool_options options = defaults();
    options.by = "g,h";
    tsq_pool_report report = pool(table, &options);
    static const char *const values[3][2] = {{"z", "1"}, {"a", "1"}, {"a", "2"}};
    static const size_t k[3] = {2, 1, 1};
    assert_int_equal(report.n, 3);
    for (size_t i = 0; i < 3; i++) {
        assert_int_equal(report.result[i].n_group, 2);
        assert_string_equal(report.result[i].group_column[0], "g");
        assert_string_equal(report.result[i].group_value[0], values[i][0]);
        assert_string_equal(report.result[i].group_value[1], values[i][1]);
        assert_int_equal(report.result[i].fit.k, k[i]);
    }
    check_close(report.result[0].fit.coefficients[0].estimate, 2, 1e-15, 0);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

/* A group without a usable study goes without a fit and says why; the others are fitted. */
static void one_empty_group(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,g,yi,vi\na,1,,1\nb,2,2,1\nc,2,3,1\n");
    tsq_pool_options options = defaults();
    options.by = "g";
    tsq_pool_report report = pool(table, &options);
    assert_int_equal(report.n_estimated, 1);
    assert_false(report.result[0].estimated);
    assert_string_equal(tsq_status_name(report.result[0].error.code), "E_EMPTY");
    assert_null(report.result[0].fit.coefficients);
    assert_int_equal(report.result[0].n_warnings, 1);
    assert_true(report.result[1].estimated);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

static void repeated_labels_warn(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,yi,vi\na,1,1\nb,2,1\na,3,1\nb,4,1\nb,5,1\nc,5,1\n");
    const tsq_pool_options options = defaults();
    tsq_pool_report report = pool(table, &options);
    assert_int_equal(report.result[0].n_warnings, 2);
    assert_string_equal(report.result[0].warning[0], "study 'a' is there 2 times (first in lines 2 and 4); its "
                                                     "estimates are taken as independent");
    assert_string_equal(report.result[0].warning[1], "study 'b' is there 3 times (first in lines 3 and 5); its "
                                                     "estimates are taken as independent");
    tsq_pool_free(&report);
    tsq_table_free(table);
}

/* Weights 3 and 1: the mean is (3 * 1 + 1 * 2) / 4, its variance (9 * 0.5 + 1 * 0.5) / 16. */
static void weights_of_a_column(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,yi,vi,w\na,1,0.5,3\nb,2,0.5,1\n");
    tsq_pool_options options = defaults();
    options.fit.method = tsq_tau2_find("EE");
    options.fit.weighting = TSQ_WEIGHT_USER;
    options.weights = "w";
    tsq_pool_report report = pool(table, &options);
    check_close(report.result[0].fit.coefficients[0].estimate, 1.25, 1e-14, 0);
    check_close(report.result[0].fit.coefficients[0].se, sqrt(5.0 / 16), 1e-14, 0);
    check_close(report.result[0].fit.weight[0], 75, 1e-14, 0);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

static void a_study_without_weight_is_omitted(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,yi,vi,w\na,1,1,1\nb,2,1,\nc,3,1,3\nd,9,1,NA\n");
    tsq_pool_options options = defaults();
    options.weights = "w";
    options.fit.weighting = TSQ_WEIGHT_USER;
    tsq_pool_report report;
    assert_int_equal(tsq_pool(table, &options, &report, NULL), TSQ_OK);
    const tsq_pool_result *result = &report.result[0];
    assert_int_equal(result->fit.k, 2);
    check_close(result->fit.coefficients[0].estimate, 2.5, 1e-15, 0);
    assert_int_equal(result->effects.n_omitted, 2);
    assert_string_equal(result->effects.omitted[1].study, "d");
    assert_string_equal(result->warning[0], "line 3 (b) is omitted: missing weight");
    tsq_pool_free(&report);
    tsq_table_free(table);
}

static void changes_beside_final_values_warn(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,n1i,m1i,sd1i,n2i,m2i,sd2i,mc1i,sdc1i,mc2i,sdc2i\n"
                                "a,10,5,1,10,4,1,,,,\nb,12,5,2,12,4,2,1,0.5,0.2,0.5\n");
    static const char *const wanted[][2] = {
        {"MD", "1 effect compares changes and 1 final value; --endpoint chooses one"},
        {"SMD", "1 effect compares changes and 1 final value, which are standardised by different SDs; --endpoint "
                "chooses one"}};
    for (size_t i = 0; i < 2; i++) {
        tsq_pool_options options = defaults();
        options.measure = tsq_effect_find(wanted[i][0]);
        tsq_pool_report report;
        assert_int_equal(tsq_pool(table, &options, &report, NULL), TSQ_OK);
        assert_int_equal(report.result[0].n_warnings, 1);
        assert_string_equal(report.result[0].warning[0], wanted[i][1]);
        tsq_pool_free(&report);
        options.effect.endpoint = TSQ_ENDPOINT_FINAL;
        assert_int_equal(tsq_pool(table, &options, &report, NULL), TSQ_OK);
        assert_int_equal(report.result[0].n_warnings, 0);
        tsq_pool_free(&report);
    }
    tsq_table_free(table);
}

/* GENQ brings its own interval of tau2, unless a preset has none or another is asked for. */
static void genq_has_its_own_interval(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,yi,vi,w\na,1,1,1\nb,5,1,2\nc,3,1,3\n");
    static const char *const wanted[][3] = {
        {"tausq", NULL, "GENQ"}, {"metafor-5", NULL, "GENQ"}, {"metafor-5", "QP", "QP"}, {"revman-5", NULL, ""}};
    for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
        tsq_pool_options options;
        tsq_pool_preset(&options, tsq_preset_find(wanted[i][0]));
        options.weights = "w";
        options.fit.weighting = TSQ_WEIGHT_USER;
        options.fit.method = tsq_tau2_find("GENQ");
        options.tau2_interval = wanted[i][1];
        tsq_pool_report report;
        assert_int_equal(tsq_pool(table, &options, &report, NULL), TSQ_OK);
        const tsq_tau2_interval *used = report.result[0].fit.tau2_interval;
        assert_string_equal(used == NULL ? "" : used->id, wanted[i][2]);
        tsq_pool_free(&report);
    }
    tsq_table_free(table);
}

static void the_level_is_that_of_the_studies_too(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,yi,vi\na,0,1\nb,2,1\n");
    tsq_pool_options options = defaults();
    options.fit.level = 68.26894921370859; /* one standard error */
    tsq_pool_report report = pool(table, &options);
    check_close(report.result[0].effects.effect[0].ci_ub, 1, 1e-13, 0);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

static void a_preset_chooses_the_variance_of_smd(void **state)
{
    (void)state;
    /* Borenstein 2009, chapter 4; variances of metafor 5.1, meta 8.4 and RevMan 5 by their own formulas. */
    static const struct {
        const char *preset;
        double yi, vi;
    } rows[] = {{"metafor-5", 0.5924396230, 0.04175492353},
                {"meta-8", 0.5924396230, 0.04182326018},
                {"revman-5", 0.5924415803, 0.04182691560}};
    tsq_table *table = table_of("study,n1i,m1i,sd1i,n2i,m2i,sd2i\na,50,103,5.5,50,100,4.5\n");
    for (size_t i = 0; i < 3; i++) {
        tsq_pool_options options;
        tsq_pool_preset(&options, tsq_preset_find(rows[i].preset));
        options.measure = tsq_effect_find("SMD");
        tsq_effects effects;
        assert_int_equal(tsq_pool_effects(table, &options, &effects, NULL), TSQ_OK);
        check_close(effects.effect[0].yi, rows[i].yi, 0, 5e-11);
        check_close(effects.effect[0].vi, rows[i].vi, 0, 5e-12);
        tsq_effects_free(&effects);
    }
    tsq_table_free(table);
}

static void check_pool_error(const char *text, const tsq_pool_options *options, tsq_status status, const char *want)
{
    tsq_table *table = table_of(text);
    tsq_pool_report report;
    check_error(tsq_pool(table, options, &report, &err), status, want);
    assert_int_equal(report.n, 0);
    assert_null(report.result);
    tsq_table_free(table);
}

static void errors_name_the_place(void **state)
{
    (void)state;
    static const char table[] = "study,yi,vi,w\na,1,1,1\nb,2,1,-2\nc,3,1,\nd,4,1,x\n";
    tsq_pool_options options = defaults();
    options.weights = "w";
    options.fit.weighting = TSQ_WEIGHT_USER;
    check_pool_error(table, &options, TSQ_E_VALUE, "t.csv:3: w: negative weight '-2'");
    const char *not_b[] = {"study != b", "study != c"};
    options.where = not_b;
    options.n_where = 1;
    options.effect.na_fail = true;
    check_pool_error(table, &options, TSQ_E_MISSING, "t.csv:4: w: missing weight ''");
    options.n_where = 2;
    check_pool_error(table, &options, TSQ_E_VALUE, "t.csv:5: w: not a number 'x'");
    options.weights = "v";
    check_pool_error(table, &options, TSQ_E_COLUMN, "t.csv: no column 'v' for the weights");
    const char *none[] = {"yi > 9"};
    options.where = none;
    options.n_where = 1;
    check_pool_error(table, &options, TSQ_E_EMPTY, "t.csv: no row meets the conditions");
}

static void options_are_checked(void **state)
{
    (void)state;
    static const char table[] = "study,yi,vi,w\na,1,1,1\nb,2,1,2\n";
    tsq_pool_options options = defaults();
    options.prediction = "HT";
    check_pool_error(table, &options, TSQ_E_OPTION, "no prediction interval is called 'HT'");
    options = defaults();
    options.tau2_interval = "XX";
    check_pool_error(table, &options, TSQ_E_OPTION, "no interval of tau2 is called 'XX'");
    options = defaults();
    options.fit.method = tsq_tau2_find("GENQ");
    check_pool_error(table, &options, TSQ_E_OPTION, "GENQ needs a column of weights");
    options = defaults();
    options.weights = "w";
    check_pool_error(table, &options, TSQ_E_OPTION,
                     "the weights of column 'w' would not be used by the unweighted method REML");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(pools_by_hand),
        cmocka_unit_test(groups_in_order_of_appearance),
        cmocka_unit_test(one_empty_group),
        cmocka_unit_test(repeated_labels_warn),
        cmocka_unit_test(weights_of_a_column),
        cmocka_unit_test(a_study_without_weight_is_omitted),
        cmocka_unit_test(changes_beside_final_values_warn),
        cmocka_unit_test(genq_has_its_own_interval),
        cmocka_unit_test(the_level_is_that_of_the_studies_too),
        cmocka_unit_test(a_preset_chooses_the_variance_of_smd),
        cmocka_unit_test(errors_name_the_place),
        cmocka_unit_test(options_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
