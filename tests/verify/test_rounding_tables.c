/* Ranges over tables by arm, numbers in another unit, and what stands in place of means and SDs. References: closed forms
 * of corners in 30 digits (mpmath 1.3); and tables within the rounding, none of which may give a number outside. */
#include "boxes.h"

/* ---- tables by arm ---------------------------------------------------------------------------------------------------- */

/* Treatments that share a control; two decimals throughout, which the steps say of cells like 9.3 too. */
static const char arms[] =
    "study,arm,control,ni,mi,sdi,mi0,sdi0\n"
    "A,placebo,1,30,16.13,1.54,17.20,1.32\nA,single,0,30,15.73,2.89,17.60,1.90\n"
    "A,double,0,30,14.53,1.99,17.23,1.33\nB,usual,1,41,9.3,2.4,9.9,2.1\n"
    "B,cells,0,39,8.1,2.2,10.1,2.3\nC,none,1,20,12.5,3.1,12.9,2.8\nC,low,0,22,11.0,2.9,13.1,3.0\n"
    "C,mid,0,21,10.1,3.3,12.7,3.2\nC,high,0,19,9.8,2.7,12.8,2.9\n";
static const struct box_column of_arms[] = {{"mi", 0.005}, {"sdi", 0.005}, {"mi0", 0.005}, {"sdi0", 0.005}, {NULL, 0}};

static void arms_split_combined_and_each(void **state)
{
    (void)state;
    static const struct {
        const char *measure, *method, *test, *what;
        tsq_multi_arm how;
        tsq_endpoint endpoint;
    } rows[] = {
        {"MD", "REML", "knha", "MD split", TSQ_MULTI_ARM_SPLIT, TSQ_ENDPOINT_FINAL},
        {"MD", "DL", "z", "MD combined", TSQ_MULTI_ARM_COMBINE, TSQ_ENDPOINT_FINAL},
        {"MD", "PM", "knha", "MD each", TSQ_MULTI_ARM_EACH, TSQ_ENDPOINT_FINAL},
        {"SMD", "REML", "knha", "SMD split", TSQ_MULTI_ARM_SPLIT, TSQ_ENDPOINT_FINAL},
        {"SMD", "DL", "z", "SMD combined", TSQ_MULTI_ARM_COMBINE, TSQ_ENDPOINT_FINAL},
        {"ROM", "DL", "z", "ROM combined", TSQ_MULTI_ARM_COMBINE, TSQ_ENDPOINT_FINAL},
        {"MD", "REML", "knha", "MD of changes, combined", TSQ_MULTI_ARM_COMBINE, TSQ_ENDPOINT_CHANGE},
        {"MD", "REML", "z", "MD of changes, split", TSQ_MULTI_ARM_SPLIT, TSQ_ENDPOINT_CHANGE},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tsq_pool_options options = box_options(rows[i].measure, rows[i].method, rows[i].test);
        options.effect.multi_arm = rows[i].how;
        options.effect.endpoint = rows[i].endpoint;
        options.effect.corr = 0.5;
        const bool change = rows[i].endpoint == TSQ_ENDPOINT_CHANGE, combined = rows[i].how == TSQ_MULTI_ARM_COMBINE;
        const char *steps = change ? "mi=0.01,sdi=0.01,mi0=0.01,sdi0=0.01" : "mi=0.01,sdi=0.01";
        const tsq_rounding r = check_box(arms, steps, of_arms, &options, rows[i].what);
        assert_int_equal(r.n_cells, (change ? 4 : 2) * (combined ? 9 : 12));
    }
}

static const char by_arm[] = "study,arm,control,ni,mi,sdi\nA,t,0,30,15.73,2.89\nA,c,1,32,16.13,1.54\n"
                             "B,c,1,41,9.30,2.40\nB,t,0,39,8.10,2.20\nC,t,0,25,7.20,1.95\nC,c,1,24,8.80,2.05\n";
static const char in_one_row[] = "study,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,30,15.73,2.89,32,16.13,1.54\n"
                                 "B,39,8.10,2.20,41,9.30,2.40\nC,25,7.20,1.95,24,8.80,2.05\n";

static void check_same(const tsq_rounding *a, const tsq_rounding *b)
{
    assert_true(a->ranged && b->ranged);
    assert_int_equal(a->n_cells, b->n_cells);
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        check_close(a->quantity[i].lb, b->quantity[i].lb, 1e-11, 1e-13);
        check_close(a->quantity[i].ub, b->quantity[i].ub, 1e-11, 1e-13);
    }
}

/* The same trials with one row for each arm and with one for each comparison. */
static void the_shape_of_the_table_changes_nothing(void **state)
{
    (void)state;
    const tsq_pool_options options = box_options("MD", "REML", "knha");
    const tsq_rounding by_rows = box_ranges(by_arm, &options, "auto", NULL),
                       wide = box_ranges(in_one_row, &options, "auto", NULL);
    check_same(&by_rows, &wide);
    const tsq_rounding steps = box_ranges(by_arm, &options, "mi=0.01,sdi=0.01", NULL);
    check_same(&steps, &wide);
}

/* ---- units ------------------------------------------------------------------------------------------------------------- */

/* Albumin in g/dL, asked for in g/L: the ranges are those of the same cells times 10. */
static void another_unit(void **state)
{
    (void)state;
    static const char *const unit[] = {"albumin=g/dL:g/L"};
    static const char text[] = "study,outcome,unit,n1i,m1i,sd1i,n2i,m2i,sd2i\nA,albumin,g/dL,30,3.1,0.41,32,2.9,0.52\n"
                               "B,albumin,g/L,39,33.2,4.4,41,30.1,5.1\nC,albumin,g/dL,25,3.4,0.37,24,3.1,0.45\n";
    static const struct box_column columns[] = {
        {"m1i", 0.05}, {"sd1i", 0.005}, {"m2i", 0.05}, {"sd2i", 0.005}, {NULL, 0}};
    tsq_pool_options options = box_options("MD", "DL", "z");
    options.effect.unit = unit;
    options.effect.n_unit = 1;
    (void)check_box(text, "auto", columns, &options, "albumin in g/L");
    static const char scaled[] = "n1i,m1i,sd1i,n2i,m2i,sd2i\n30,31,4.1,32,29,5.2\n39,33.2,4.4,41,30.1,5.1\n"
                                 "25,34,3.7,24,31,4.5\n";
    const tsq_pool_options plain = box_options("MD", "DL", "z");
    const tsq_rounding a = box_ranges(text, &options, "auto", NULL), b = box_ranges(scaled, &plain, "auto", NULL);
    check_same(&a, &b);
}

/* ---- in place of means and SDs ------------------------------------------------------------------------------------------ */

static void medians_limits_and_tests(void **state)
{
    (void)state;
    static const char quartiles[] = "n1i,q11i,med1i,q31i,n2i,q12i,med2i,q32i\n40,21,34,52,38,30,47,66\n"
                                    "25,18,29,47,27,24,41,60\n61,25,38,51,58,31,44,63\n";
    static const char ranges[] = "n1i,min1i,med1i,max1i,n2i,min2i,med2i,max2i\n40,5,34,90,38,9,47,99\n"
                                 "25,8,29,77,27,12,41,80\n61,3,38,95,58,8,44,101\n";
    static const char five[] = "n1i,min1i,q11i,med1i,q31i,max1i,n2i,min2i,q12i,med2i,q32i,max2i\n"
                               "40,5,21,34,52,90,38,9,30,47,66,99\n25,8,18,29,47,77,27,12,24,41,60,80\n";
    static const char mixed[] = "n1i,m1i,sd1i,se1i,lb1i,ub1i,n2i,m2i,sd2i,se2i,lb2i,ub2i\n"
                                "40,34.1,12.2,,,,38,47.2,13.1,,,\n25,29.3,,2.4,,,27,41.0,,2.6,,\n"
                                "61,38.2,,,34.9,41.5,58,44.4,,,40.8,48.0\n33,30.2,,,,34.4,30,41.3,,,,46.1\n";
    static const char tests[] = "n1i,m1i,n2i,m2i,ti,pi\n40,34.1,38,47.2,-4.41,\n25,29.3,27,41.0,,0.0013\n"
                                "61,38.2,58,44.4,,0.024\n";
    static const struct box_column halves[] = {{"q11i", 0.5},  {"med1i", 0.5}, {"q31i", 0.5},  {"min1i", 0.5},
                                               {"max1i", 0.5}, {"q12i", 0.5},  {"med2i", 0.5}, {"q32i", 0.5},
                                               {"min2i", 0.5}, {"max2i", 0.5}, {NULL, 0}};
    static const struct box_column tenths[] = {{"m1i", 0.05},  {"sd1i", 0.05}, {"se1i", 0.05}, {"lb1i", 0.05},
                                               {"ub1i", 0.05}, {"m2i", 0.05},  {"sd2i", 0.05}, {"se2i", 0.05},
                                               {"lb2i", 0.05}, {"ub2i", 0.05}, {NULL, 0}};
    static const struct box_column of_tests[] = {
        {"m1i", 0.05}, {"m2i", 0.05}, {"ti", 0.005}, {"pi", 0.00005}, {NULL, 0}};
    const tsq_pool_options md = box_options("MD", "REML", "knha"), smd = box_options("SMD", "DL", "z");
    (void)check_box(quartiles, "auto", halves, &md, "MD of medians and quartiles");
    (void)check_box(quartiles, "auto", halves, &smd, "SMD of medians and quartiles");
    (void)check_box(ranges, "auto", halves, &md, "MD of medians and ranges");
    (void)check_box(five, "auto", halves, &smd, "SMD of five numbers");
    (void)check_box(mixed, "auto", tenths, &md, "MD of SEs and limits");
    (void)check_box(mixed, "auto", tenths, &smd, "SMD of SEs and limits");
    (void)check_box(tests, "auto", of_tests, &md, "MD of t and p");
}

/* One trial: the mean of 34 from 21 to 52 has weights of (0.7 + 0.39/40)/2 and the SD 31 over twice the quantile of
 * (0.25*40 + 0.375)/40.25. In 30 digits the corners give the ends. */
static void one_trial_of_medians_in_30_digits(void **state)
{
    (void)state;
    const tsq_pool_options options = box_options("MD", "EE", "z");
    const tsq_rounding r =
        box_ranges("n1i,q11i,med1i,q31i,n2i,m2i,sd2i\n40,21,34,52,38,47.20,13.10\n", &options, "auto", NULL);
    assert_true(r.ranged);
    check_close(r.quantity[TSQ_ROUNDED_ESTIMATE].lb, -11.930625, 1e-12, 0);
    check_close(r.quantity[TSQ_ROUNDED_ESTIMATE].ub, -10.920625, 1e-12, 0);
    check_close(r.quantity[TSQ_ROUNDED_SE].lb, 4.22087701459170257, 1e-11, 0);
    check_close(r.quantity[TSQ_ROUNDED_SE].ub, 4.43346167330417348, 1e-11, 0);
}

/* ---- two steps ------------------------------------------------------------------------------------------------------------- */

/* On data whose tau2 is well above 0, and on three studies where either step may give 0. */
static void estimators_of_two_steps(void **state)
{
    (void)state;
    static const char *const methods[] = {"DL2", "CA2", "DLIT", "SJIT"};
    static const char seven[] = "yi,sei\n0.3,0.31\n-0.4,0.45\n0.9,0.22\n1.6,0.38\n0.2,0.27\n-0.7,0.51\n0.5,0.19\n";
    static const char three[] = "yi,sei\n0.3,0.31\n-0.4,0.45\n0.5,0.22\n";
    static const struct box_column columns[] = {{"yi", 0.05}, {"sei", 0.005}, {NULL, 0}};
    char what[32];
    for (size_t i = 0; i < 4; i++) {
        const tsq_pool_options options = box_options("GEN", methods[i], i % 2 == 0 ? "knha" : "z");
        snprintf(what, sizeof what, "%s of 7", methods[i]);
        (void)check_box(seven, "auto", columns, &options, what);
        snprintf(what, sizeof what, "%s of 3", methods[i]);
        (void)check_box(three, "auto", columns, &options, what);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(arms_split_combined_and_each),
        cmocka_unit_test(the_shape_of_the_table_changes_nothing),
        cmocka_unit_test(another_unit),
        cmocka_unit_test(medians_limits_and_tests),
        cmocka_unit_test(one_trial_of_medians_in_30_digits),
        cmocka_unit_test(estimators_of_two_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
