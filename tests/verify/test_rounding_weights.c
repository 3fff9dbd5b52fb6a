/* Ranges with weights that are not those of the variances, of the test of Kenward and Roger, and of limits by every way. References: every corner of the box in 30-digit arithmetic
 * (mpmath 1.3); and tables within the rounding, none of which may give a number outside. */
#include "boxes.h"

static const char printed[] = "yi,sei,w\n0.3,0.31,2\n-0.4,0.45,1\n0.9,0.22,4.5\n1.6,0.38,0.5\n0.2,0.27,1\n-0.7,0.51,3\n"
                              "0.5,0.19,2\n";
static const struct box_column columns[] = {{"yi", 0.05}, {"sei", 0.005}, {NULL, 0}};

static tsq_pool_options options_of(const char *method, const char *test, tsq_weighting weighting)
{
    tsq_pool_options options = box_options("GEN", method, test);
    options.fit.weighting = weighting;
    options.weights = weighting == TSQ_WEIGHT_USER || strncmp(method, "GENQ", 4) == 0 ? "w" : NULL;
    return options;
}

static void no_table_gives_a_number_outside(void **state)
{
    (void)state;
    static const struct {
        const char *method, *test, *what;
        tsq_weighting weighting;
    } rows[] = {
        {"GENQ", "knha", "GENQ knha", TSQ_WEIGHT_INVERSE},   {"GENQ", "z", "GENQ weighted", TSQ_WEIGHT_USER},
        {"REML", "knha", "REML weighted", TSQ_WEIGHT_USER},  {"DL", "adhoc", "DL equal", TSQ_WEIGHT_EQUAL},
        {"PM", "t", "PM equal", TSQ_WEIGHT_EQUAL},           {"EE", "z", "EE weighted", TSQ_WEIGHT_USER},
        {"EE", "knha", "EE weighted knha", TSQ_WEIGHT_USER}, {"CA2", "knha", "CA2 weighted", TSQ_WEIGHT_USER},
        {"GENQM", "knha", "GENQM", TSQ_WEIGHT_INVERSE},      {"REML", "kr", "REML kr", TSQ_WEIGHT_INVERSE},
    };
    const size_t step = getenv("TAUSQ_ROUNDING_POINTS") != NULL ? 1 : 3; /* all of them take seconds */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i += step) {
        const tsq_pool_options options = options_of(rows[i].method, rows[i].test, rows[i].weighting);
        const tsq_rounding r = check_box(printed, "auto", columns, &options, rows[i].what);
        assert_int_equal(r.n_cells, 14);
    }
}

/* Limits of tau2 by another way than Q-profile, and limits of I2. */
static void limits_by_other_ways(void **state)
{
    (void)state;
    tsq_pool_options options = options_of("REML", "knha", TSQ_WEIGHT_INVERSE);
    options.fit.tau2_interval = tsq_tau2_interval_find("HT");
    const tsq_rounding ht = check_box(printed, "auto", columns, &options, "HT");
    assert_true(ht.quantity[TSQ_ROUNDED_TAU2_UB].ub > 0.0);
    options = options_of("REML", "knha", TSQ_WEIGHT_USER);
    options.fit.tau2_interval = tsq_tau2_interval_find("GENQ");
    (void)check_box(printed, "auto", columns, &options, "limits by GENQ");
    options = options_of("DL", "z", TSQ_WEIGHT_INVERSE);
    options.fit.i2 = TSQ_I2_Q;
    const tsq_rounding q = check_box(printed, "auto", columns, &options, "I2 of Q");
    assert_true(q.quantity[TSQ_ROUNDED_I2_LB].ub < q.quantity[TSQ_ROUNDED_I2_UB].lb);
}

static void check_range(tsq_rounded q, double lb, double ub)
{
    check_close(q.lb, lb, 1e-12, 0);
    check_close(q.ub, ub, 1e-12, 0);
    assert_true(q.lb <= lb && q.ub >= ub);
}

static void corners_in_30_digits(void **state)
{
    (void)state;
    static const char text[] = "yi,sei,w\n-9.3,1.25,2\n1.2,0.94,1\n4.8,2.10,4.5\n-2.5,1.66,0.5\n";
    const tsq_pool_options genq = options_of("GENQ", "z", TSQ_WEIGHT_USER);
    const tsq_pool_options common = options_of("EE", "z", TSQ_WEIGHT_USER);
    const tsq_rounding r = box_ranges(text, &genq, "auto", NULL), ee = box_ranges(text, &common, "auto", NULL);
    check_range(r.quantity[TSQ_ROUNDED_ESTIMATE], 0.31875, 0.41875);
    check_range(r.quantity[TSQ_ROUNDED_TAU2], 54.614650324675325, 56.372769805194805);
    check_range(r.quantity[TSQ_ROUNDED_SE], 4.8248634325602567, 4.8966743037507597);
    check_range(ee.quantity[TSQ_ROUNDED_SE], 1.228800466283074, 1.2350002372216371);
    const tsq_rounded *h2 = &ee.quantity[TSQ_ROUNDED_H2_LB]; /* by pieces: wider by little */
    assert_true(h2->lb <= 9.1484311242603006 && h2->lb > 9.14 && h2->ub >= 9.7295524092010522 && h2->ub < 9.74);
    h2 = &ee.quantity[TSQ_ROUNDED_H2_UB];
    assert_true(h2->lb <= 36.47902447609937 && h2->lb > 36.4 && h2->ub >= 38.005621825685869 && h2->ub < 38.1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_table_gives_a_number_outside),
        cmocka_unit_test(limits_by_other_ways),
        cmocka_unit_test(corners_in_30_digits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
