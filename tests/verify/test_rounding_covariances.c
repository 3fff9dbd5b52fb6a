/* Ranges of contrasts that share a control, with their covariances. References: every corner of the box in 30-digit
 * arithmetic (mpmath 1.3), by the inverse of V and the closed form of DerSimonian and Laird; and tables within the rounding,
 * none of which may give a number outside. */
#include "boxes.h"

static tsq_pool_options options_of(const char *measure, const char *method, const char *test)
{
    tsq_pool_options options = box_options(measure, method, test);
    options.effect.multi_arm = TSQ_MULTI_ARM_COVARIANCE;
    options.effect.endpoint = TSQ_ENDPOINT_FINAL;
    return options;
}

/* Treatments that share a control. */
static const char arms[] = "study,arm,control,ni,mi,sdi\n"
                           "A,placebo,1,30,16.13,1.54\nA,single,0,30,15.73,2.89\nA,double,0,30,14.53,1.99\n"
                           "B,usual,1,41,9.30,2.40\nB,cells,0,39,8.10,2.20\nC,none,1,20,12.50,3.10\n"
                           "C,low,0,22,11.00,2.90\nC,mid,0,21,10.10,3.30\nC,high,0,19,9.80,2.70\n"
                           "D,usual,1,33,11.40,2.10\nD,cells,0,35,11.90,2.60\n";
static const char coarse_arms[] = "study,arm,control,ni,mi,sdi\n"
                                  "A,placebo,1,30,16.1,1.5\nA,single,0,30,15.7,2.9\nA,double,0,30,14.5,2.0\n"
                                  "B,usual,1,41,9.3,2.4\nB,cells,0,39,8.1,2.2\nC,none,1,20,12.5,3.1\n"
                                  "C,low,0,22,11.0,2.9\nC,mid,0,21,10.1,3.3\nC,high,0,19,9.8,2.7\n"
                                  "D,usual,1,33,11.4,2.1\nD,cells,0,35,11.9,2.6\n";
static const struct box_column fine[] = {{"mi", 0.005}, {"sdi", 0.005}, {NULL, 0}};
static const struct box_column coarse[] = {{"mi", 0.05}, {"sdi", 0.05}, {NULL, 0}};

static void no_table_gives_a_number_outside(void **state)
{
    (void)state;
    static const struct {
        const char *measure, *method, *test, *what;
        bool fine;
    } rows[] = {
        {"MD", "REML", "knha", "MD REML", true},
        {"MD", "ML", "t", "MD ML", true},
        {"MD", "DL", "z", "MD DL", true},
        {"MD", "PM", "adhoc", "MD PM", true},
        {"MD", "EB", "z", "MD EB", true},
        {"MD", "PMM", "z", "MD PMM", true},
        {"MD", "HE", "knha", "MD HE", true},
        {"MD", "HS", "z", "MD HS", true},
        {"MD", "HSk", "z", "MD HSk", true},
        {"MD", "SJ", "knha", "MD SJ", true},
        {"MD", "HM", "z", "MD HM", true},
        {"MD", "DL2", "z", "MD DL2", true},
        {"MD", "CA2", "knha", "MD CA2", true},
        {"MD", "DLIT", "z", "MD DLIT", true},
        {"MD", "SJIT", "z", "MD SJIT", true},
        {"MD", "FE", "z", "MD FE", true},
        {"MD", "REML", "knha", "MD REML coarse", false},
        {"MD", "DL", "z", "MD DL coarse", false},
        {"SMD", "REML", "knha", "SMD REML", true},
        {"SMD", "DL", "z", "SMD DL coarse", false},
        {"ROM", "REML", "knha", "ROM REML", true},
        {"SMDH", "REML", "knha", "SMDH", true},
        {"SMD1", "DL", "z", "SMD1", true},
        {"SMD1H", "PM", "z", "SMD1H", true},
        {"CVR", "REML", "z", "CVR", true},
        {"MD", "REML", "kr", "MD REML kr", true},
        {"VR", "DL", "z", "VR", true},
        {"D2ORN", "DL", "knha", "D2ORN", true},
        {"D2ORL", "EE", "z", "D2ORL", true},
    };
    const size_t step = getenv("TAUSQ_ROUNDING_POINTS") != NULL ? 1 : 5; /* all of them take seconds */
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i += step) {
        const tsq_pool_options options = options_of(rows[i].measure, rows[i].method, rows[i].test);
        const tsq_rounding r =
            check_box(rows[i].fine ? arms : coarse_arms, "auto", rows[i].fine ? fine : coarse, &options, rows[i].what);
        assert_int_equal(r.n_cells, strcmp(rows[i].measure, "VR") == 0 ? 11 : 22);
    }
}

/* Counts that are rounded to multiples of 5, and rates. */
static const char events[] = "study,arm,control,xi,ni\n"
                             "A,usual,1,300,1200\nA,low,0,250,1150\nA,high,0,450,1250\nB,usual,1,600,2000\n"
                             "B,new,0,350,1900\nC,usual,1,200,900\nC,new,0,400,950\nC,old,0,250,850\n";
static const char rates[] = "study,arm,control,xi,ti\n"
                            "A,usual,1,30,120.4\nA,low,0,25,115.0\nA,high,0,45,125.3\nB,usual,1,60,200.5\n"
                            "B,new,0,35,190.1\nC,usual,1,20,90.2\nC,new,0,40,95.7\nC,old,0,25,85.5\n";
static const struct box_column of_events[] = {{"xi", 2.5}, {NULL, 0}}, of_rates[] = {{"ti", 0.05}, {NULL, 0}};

static void counts_and_rates(void **state)
{
    (void)state;
    static const char *const measures[] = {"OR", "RR", "RD"}, *const of_time[] = {"IRR", "IRD"};
    for (size_t i = 0; i < 3; i++) {
        const tsq_pool_options options = options_of(measures[i], i % 2 == 0 ? "REML" : "DL", "z");
        (void)check_box(events, "xi=5", of_events, &options, measures[i]);
    }
    for (size_t i = 0; i < 2; i++) {
        const tsq_pool_options options = options_of(of_time[i], i % 2 == 0 ? "DL" : "PM", "knha");
        (void)check_box(rates, "auto", of_rates, &options, of_time[i]);
    }
}

/* ---- references ----------------------------------------------------------------------------------------------------- */

static void check_range(tsq_rounded q, double lb, double ub)
{
    check_close(q.lb, lb, 1e-12, 0);
    check_close(q.ub, ub, 1e-12, 0);
    assert_true(q.lb <= lb && q.ub >= ub);
}

/* Far apart, so that all extremes are at corners. */
static const char spread_out[] = "study,arm,control,ni,mi,sdi\n"
                                 "A,usual,1,30,16.13,1.54\nA,low,0,28,12.73,2.89\nA,high,0,31,19.53,1.99\n"
                                 "B,usual,1,41,9.30,2.40\nB,cells,0,39,1.10,2.20\n"
                                 "C,usual,1,24,8.80,2.05\nC,cells,0,25,12.20,1.95\n";

static void corners_in_30_digits(void **state)
{
    (void)state;
    const tsq_pool_options common = options_of("MD", "EE", "z"), moments = options_of("MD", "DL", "z");
    const tsq_rounding ee = box_ranges(spread_out, &common, "auto", NULL),
                       dl = box_ranges(spread_out, &moments, "auto", NULL);
    assert_true(ee.ranged && dl.ranged && dl.smooth);
    assert_int_equal(ee.n_cells, 14);
    check_range(ee.quantity[TSQ_ROUNDED_ESTIMATE], -1.0155003407310031, -0.94570886034373699);
    check_range(ee.quantity[TSQ_ROUNDED_SE], 0.27912826741134493, 0.28053321028394822);
    check_range(ee.quantity[TSQ_ROUNDED_QE], 393.57971227656108, 399.86456108864054);
    check_range(ee.quantity[TSQ_ROUNDED_I2], 99.237765589428564, 99.249745966025989);
    check_range(dl.quantity[TSQ_ROUNDED_TAU2], 33.971225513746662, 34.363404376999363);
    check_range(dl.quantity[TSQ_ROUNDED_ESTIMATE], -1.2098996247905417, -1.1895610243923952);
    check_range(dl.quantity[TSQ_ROUNDED_SE], 2.928460642169152, 2.9452422082240087);
}

/* ---- properties ------------------------------------------------------------------------------------------------------ */

/* Half a unit of the fourteenth decimal is nothing. */
static void exact_inputs_give_the_number(void **state)
{
    (void)state;
    static const char text[] = "study,arm,control,ni,mi,sdi\n"
                               "A,usual,1,30,16.1300000000000000,1.5400000000000000\n"
                               "A,low,0,28,14.7300000000000000,2.8900000000000000\n"
                               "A,high,0,31,19.5300000000000000,1.9900000000000000\n"
                               "B,usual,1,41,9.3000000000000000,2.4000000000000000\n"
                               "B,cells,0,39,7.1000000000000000,2.2000000000000000\n";
    for (size_t m = 0; tsq_rounding_method_at(m) != NULL; m++) {
        const tsq_pool_options options = options_of("MD", tsq_rounding_method_at(m), "knha");
        const tsq_rounding r = box_ranges(text, &options, "auto", NULL);
        assert_true(r.ranged);
        for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
            check_close(r.quantity[i].lb, r.quantity[i].value, 1e-10, 1e-12);
            check_close(r.quantity[i].ub, r.quantity[i].value, 1e-10, 1e-12);
        }
    }
}

/* Rows in another order, and another unit. */
static void order_and_unit_change_nothing(void **state)
{
    (void)state;
    static const char turned[] = "study,arm,control,ni,mi,sdi\n"
                                 "C,cells,0,25,12.20,1.95\nC,usual,1,24,8.80,2.05\nA,high,0,31,19.53,1.99\n"
                                 "B,cells,0,39,1.10,2.20\nA,usual,1,30,16.13,1.54\nB,usual,1,41,9.30,2.40\n"
                                 "A,low,0,28,12.73,2.89\n";
    static const char large[] = "study,arm,control,ni,mi,sdi\n"
                                "A,usual,1,30,16.13e6,1.54e6\nA,low,0,28,12.73e6,2.89e6\n"
                                "A,high,0,31,19.53e6,1.99e6\nB,usual,1,41,9.30e6,2.40e6\nB,cells,0,39,1.10e6,2.20e6\n"
                                "C,usual,1,24,8.80e6,2.05e6\nC,cells,0,25,12.20e6,1.95e6\n";
    const tsq_pool_options options = options_of("MD", "REML", "knha");
    const tsq_rounding r = box_ranges(spread_out, &options, "auto", NULL),
                       s = box_ranges(turned, &options, "auto", NULL), t = box_ranges(large, &options, "auto", NULL);
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        check_close(s.quantity[i].lb, r.quantity[i].lb, 1e-9, 1e-12);
        check_close(s.quantity[i].ub, r.quantity[i].ub, 1e-9, 1e-12);
    }
    check_close(t.quantity[TSQ_ROUNDED_ESTIMATE].lb, 1e6 * r.quantity[TSQ_ROUNDED_ESTIMATE].lb, 1e-9, 0);
    check_close(t.quantity[TSQ_ROUNDED_TAU2].ub, 1e12 * r.quantity[TSQ_ROUNDED_TAU2].ub, 1e-9, 0);
    check_close(t.quantity[TSQ_ROUNDED_I2].ub, r.quantity[TSQ_ROUNDED_I2].ub, 1e-9, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_table_gives_a_number_outside),
        cmocka_unit_test(counts_and_rates),
        cmocka_unit_test(corners_in_30_digits),
        cmocka_unit_test(exact_inputs_give_the_number),
        cmocka_unit_test(order_and_unit_change_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
