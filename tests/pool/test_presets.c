/* Every preset names registered conventions, and becomes options. */
#include "check.h"

#include "tables.h"

#include <math.h>

static void names_registered_conventions(void **state)
{
    (void)state;
    assert_true(tsq_preset_count() >= 6);
    for (size_t i = 0; i < tsq_preset_count(); i++) {
        const tsq_preset *preset = tsq_preset_at(i);
        assert_ptr_equal(tsq_preset_find(preset->id), preset);
        assert_non_null(tsq_tau2_find(preset->method));
        assert_true(strcmp(preset->test, "auto") == 0 || tsq_test_find(preset->test) != NULL);
        assert_true(strcmp(preset->prediction, "auto") == 0 || strcmp(preset->prediction, "none") == 0 ||
                    tsq_prediction_find(preset->prediction) != NULL);
        assert_true(strcmp(preset->tau2_interval, "auto") == 0 || strcmp(preset->tau2_interval, "none") == 0 ||
                    tsq_tau2_interval_find(preset->tau2_interval) != NULL);
        assert_non_null(strstr("LS LS2 UB H0 RV", preset->smd_vtype));
        assert_non_null(preset->left_out);
        assert_true(strlen(preset->title) > 0);
    }
}

static void unknown_ones_are_null(void **state)
{
    (void)state;
    assert_null(tsq_preset_at(tsq_preset_count()));
    assert_null(tsq_preset_find("revman-6"));
    assert_null(tsq_preset_find(""));
}

static void the_first_is_the_default(void **state)
{
    (void)state;
    tsq_pool_options options;
    memset(&options, 0x55, sizeof options);
    tsq_pool_preset(&options, NULL);
    assert_string_equal(options.preset->id, "tausq");
    assert_string_equal(options.fit.method->id, "REML");
    assert_null(options.tau2_interval); /* waits for the method: GENQ has its own */
    assert_string_equal(options.preset->tau2_interval, "QP");
    assert_string_equal(options.prediction, "auto");
    assert_true(options.fit.level == 95.0);
    assert_true(isnan(options.fit.tau2));
    assert_true(isnan(options.effect.corr));
    assert_int_equal(options.n_where, 0);
    assert_null(options.by);
    assert_null(options.weights);
    assert_null(options.measure);
}

static void conventions_become_options(void **state)
{
    (void)state;
    tsq_pool_options options;
    tsq_pool_preset(&options, tsq_preset_find("revman-5"));
    assert_string_equal(options.fit.method->id, "DL");
    assert_string_equal(options.fit.test->id, "z");
    assert_string_equal(options.prediction, "none");
    assert_string_equal(options.preset->tau2_interval, "none");
    assert_int_equal(options.fit.i2, TSQ_I2_Q);
    assert_int_equal(options.effect.bias, TSQ_BIAS_APPROX);
    tsq_pool_preset(&options, tsq_preset_find("meta-8"));
    assert_false(options.effect.rom_correct);
}

/* What the presets make of one row: Borenstein et al. 2009, chapter 4, and no event in 20 against 3 in 20. The digits of
 * metafor and RevMan 5 are by metafor 5.1-12 and by hand, of meta by meta 8.4-0; J^2 (1/n1 + 1/n2 + d^2/(2N)) with the
 * approximate J by 50-digit arithmetic, which the book prints as 0.0411. */
static void one_row_by_preset(void **state)
{
    (void)state;
    static const char smd[] = "n1i,m1i,sd1i,n2i,m2i,sd2i\n50,103,5.5,50,100,4.5\n";
    static const char zero[] = "ai,n1i,ci,n2i\n0,20,3,20\n";
    static const struct {
        const char *preset, *measure, *csv;
        double yi, vi;
    } rows[] = {
        {"tausq", "SMD", smd, 0.5924396230, 0.04175492353},
        {"metafor-5", "SMD", smd, 0.5924396230, 0.04175492353},
        {"metafor-4", "SMD", smd, 0.5924396230, 0.04175492353},
        {"meta-8", "SMD", smd, 0.5924396230, 0.04182326018},
        {"meta-7", "SMD", smd, 0.5924396230, 0.04182326018},
        {"meta-4", "SMD", smd, 0.5924415803, 0.04182691560},
        {"revman-5", "SMD", smd, 0.5924415803, 0.04182691560},
        {"revman-2025", "SMD", smd, 0.5924415803, 0.04182691560},
        {"stata-19", "SMD", smd, 0.5924415803, 0.04114347916107},
        {"cma-4", "SMD", smd, 0.5924415803, 0.04114347916107},
        {"metafor-5", "OR", zero, -2.104134154, 2.391637631},
        {"meta-8", "OR", zero, -2.104134154, 2.391637631},
        {"revman-5", "OR", zero, -2.104134154, 2.391637631},
        {"metafor-5", "RR", zero, -1.945910149, 2.190476190},
        {"metafor-4", "RR", zero, -1.945910149, 2.190476190},
        {"meta-8", "RR", zero, -1.945910149, 2.188153310},
        {"meta-7", "RR", zero, -1.945910149, 2.188153310},
        {"meta-4", "RR", zero, -1.945910149, 2.188153310},
        {"revman-5", "RR", zero, -1.945910149, 2.190476190},
        {"revman-2025", "RR", zero, -1.945910149, 2.190476190},
        {"metafor-5", "RD", zero, -0.1428571429, 0.007720548537},
        {"meta-8", "RD", zero, -0.15, 0.007720548537},
        {"revman-5", "RD", zero, -0.15, 0.007720548537},
        {"metafor-5", "AS", zero, -0.3976994151, 0.025},
        {"metafor-5", "PETO", zero, -1.618421053, 1.078947368},
        {"meta-8", "PETO", zero, -78.0 / 37.0, 52.0 / 37.0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tsq_table *table = table_of(rows[i].csv);
        tsq_pool_options options;
        tsq_effects effects;
        tsq_pool_preset(&options, tsq_preset_find(rows[i].preset));
        options.measure = tsq_effect_find(rows[i].measure);
        assert_int_equal(tsq_pool_effects(table, &options, &effects, NULL), TSQ_OK);
        assert_int_equal(effects.k, 1);
        check_close(effects.effect[0].yi, rows[i].yi, 1e-9, 0);
        check_close(effects.effect[0].vi, rows[i].vi, 1e-9, 0);
        tsq_effects_free(&effects);
        tsq_table_free(table);
    }
}

static void check_interval(const char *csv, const char *test, double lb, double ub, double half_unit)
{
    tsq_table *table = table_of(csv);
    tsq_pool_options options;
    tsq_pool_report report;
    tsq_pool_preset(&options, NULL);
    options.fit.test = tsq_test_find(test);
    assert_int_equal(tsq_pool(table, &options, &report, NULL), TSQ_OK);
    const tsq_coefficient *mean = &report.result[0].fit.coefficients[0];
    if (isnan(lb)) {
        check_close(mean->ci_ub - mean->ci_lb, ub, 0, half_unit);
    } else {
        check_close(mean->ci_lb, lb, 0, half_unit);
        check_close(mean->ci_ub, ub, 0, half_unit);
    }
    tsq_pool_free(&report);
    tsq_table_free(table);
}

/* Estimates closer than their errors allow, and two of them: the intervals of metafor 5.1-12 and meta 8.4-0, and their
 * widths where the lower limit is NaN. */
static void few_and_close_studies(void **state)
{
    (void)state;
    static const char three[] = "yi,sei\n.30,.1\n.31,.12\n.305,.09\n", two[] = "yi,sei\n.1,.1\n.5,.1\n";
    check_interval(three, "knha", NAN, 0.0229, 5e-5);
    check_interval(three, "z", NAN, 0.2290, 5e-5);
    check_interval(three, "adhoc", NAN, 0.5028, 5e-5);
    check_interval(two, "knha", -2.241, 2.841, 5e-4);
    check_interval(two, "z", -0.092, 0.692, 5e-4);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(names_registered_conventions),
        cmocka_unit_test(unknown_ones_are_null),
        cmocka_unit_test(the_first_is_the_default),
        cmocka_unit_test(conventions_become_options),
        cmocka_unit_test(one_row_by_preset),
        cmocka_unit_test(few_and_close_studies),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
