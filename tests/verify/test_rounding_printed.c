/* Ranges of effects as they are printed, and of what comes from tests, statistics and ratios of another kind: tables within the
 * rounding, none of which may give a number outside; and closed forms of corners in 30 digits (mpmath 1.3). */
#include "boxes.h"

/* ---- as printed -------------------------------------------------------------------------------------------------------- */

static void effects_as_printed(void **state)
{
    (void)state;
    static const char ratios[] =
        "est,est_lb,est_ub,est_se,est_z,est_p,est_df,est_level,est_sides\n0.72,0.51,1.02,,,,,,\n0.61,,,0.19,,,,,\n"
        "0.55,,,,-2.81,,,,\n0.80,,,,,0.031,,,\n0.66,0.42,,,,,,,\n0.58,0.40,0.84,,,,,90,\n0.70,,,,,0.012,41,,1\n"
        "0.77,0.60,0.99,,,,25,,\n,0.44,0.91,,,,,,\n";
    static const struct box_column of_ratios[] = {{"est", 0.005},    {"est_lb", 0.005}, {"est_ub", 0.005},
                                                  {"est_se", 0.005}, {"est_z", 0.005},  {"est_p", 0.0005},
                                                  {NULL, 0}};
    static const char differences[] = "est,est_lb,est_ub,est_se,est_z,est_p\n-3.2,-5.1,-1.3,,,\n-2.4,,,0.8,,\n"
                                      "-4.1,,,,-2.9,\n-1.9,,,,,0.03\n-2.2,,-0.4,,,\n";
    static const struct box_column of_differences[] = {{"est", 0.05},    {"est_lb", 0.05}, {"est_ub", 0.05},
                                                       {"est_se", 0.05}, {"est_z", 0.05},  {"est_p", 0.005},
                                                       {NULL, 0}};
    static const struct box_analysis of_ratio[] = {
        {"OR", "EE", "z", NULL}, {"RR", "DL", "z", NULL}, {"HR", "EE", "z", NULL}, {"IRR", "DL", "z", NULL}};
    static const struct box_analysis of_difference[] = {{"MD", "EE", "z", NULL}, {"SMD", "DL", "z", NULL}};
    check_boxes(ratios, "auto", of_ratios, of_ratio, 4);
    check_boxes(differences, "auto", of_differences, of_difference, 2);
    static const char correlations[] = "est,est_lb,est_ub,est_se\n0.42,0.21,0.59,\n0.31,,,0.11\n0.55,0.38,0.68,\n";
    static const struct box_column of_correlations[] = {
        {"est", 0.005}, {"est_lb", 0.005}, {"est_ub", 0.005}, {"est_se", 0.005}, {NULL, 0}};
    static const struct box_analysis fisher[] = {{"ZCOR", "DL", "z", NULL}};
    check_boxes(correlations, "auto", of_correlations, fisher, 1);
}

/* Beside counts and means, in the columns that a measure calls its own. */
static void printed_beside_numbers(void **state)
{
    (void)state;
    static const char odds[] =
        "ai,n1i,ci,n2i,or,or_lb,or_ub\n12,100,20,98,,,\n,,,,0.61,0.38,0.98\n7,60,11,62,,,\n,,,,,0.33,0.90\n";
    static const struct box_column of_odds[] = {{"or", 0.005}, {"or_lb", 0.005}, {"or_ub", 0.005}, {NULL, 0}};
    const tsq_pool_options odds_ratio = box_options("OR", "EE", "z");
    const tsq_rounding r = check_box(odds, "auto", of_odds, &odds_ratio, "OR beside counts");
    assert_int_equal(r.n_cells, 5);
    static const char means[] = "n1i,m1i,sd1i,n2i,m2i,sd2i,est_se,est_p\n30,16.1,3.9,31,18.7,4.2,,\n"
                                "25,14.3,,27,15.2,,1.2,\n60,17.0,,58,17.9,,,0.35\n";
    static const struct box_column columns[] = {{"m1i", 0.05},    {"sd1i", 0.05},   {"m2i", 0.05}, {"sd2i", 0.05},
                                                {"est_se", 0.05}, {"est_p", 0.005}, {NULL, 0}};
    const tsq_pool_options difference = box_options("MD", "DL", "z");
    (void)check_box(means, "auto", columns, &difference, "MD with its standard error or p");
    static const char own[] = "yi,est_lb,est_ub\n0.31,0.11,0.52\n0.20,-0.05,0.44\n0.45,0.30,0.61\n";
    static const struct box_column of_own[] = {{"yi", 0.005}, {"est_lb", 0.005}, {"est_ub", 0.005}, {NULL, 0}};
    const tsq_pool_options gen = box_options("GEN", "EE", "z");
    (void)check_box(own, "auto", of_own, &gen, "yi with its limits");
}

/* One ratio of 0.61 (0.38 to 0.98): log 0.615, and SE (log 0.985 - log 0.375)/(2 z), at most. */
static void one_printed_ratio_in_30_digits(void **state)
{
    (void)state;
    const tsq_pool_options options = box_options("OR", "EE", "z");
    const tsq_rounding r = box_ranges("or,or_lb,or_ub\n0.61,0.38,0.98\n", &options, "auto", NULL);
    assert_true(r.ranged);
    check_close(r.quantity[TSQ_ROUNDED_ESTIMATE].lb, -0.502526820951295589, 1e-12, 0);
    check_close(r.quantity[TSQ_ROUNDED_ESTIMATE].ub, -0.486133011175619182, 1e-12, 0);
    check_close(r.quantity[TSQ_ROUNDED_SE].lb, 0.23704367632248034, 1e-11, 0);
    check_close(r.quantity[TSQ_ROUNDED_SE].ub, 0.24636055121908351, 1e-11, 0);
}

/* ---- tests and cross-over trials ------------------------------------------------------------------------------------------ */

static void tests_alone(void **state)
{
    (void)state;
    static const char groups[] =
        "n1i,n2i,cohen_d,ti,pi,fi,zi,ri\n30,31,-0.55,,,,,\n25,27,,-2.41,,,,\n60,58,,,-0.013,,,\n"
        "18,20,,,,-6.2,,\n40,38,,,,,-1.96,\n22,25,,,,,,-0.31\n33,30,,,0.62,,,\n";
    static const struct box_column columns[] = {{"cohen_d", 0.005}, {"ti", 0.005}, {"pi", 0.0005}, {"fi", 0.05},
                                                {"zi", 0.005},      {"ri", 0.005}, {NULL, 0}};
    static const struct box_analysis of_groups[] = {{"SMD", "DL", "z", NULL}, {"D2ORL", "EE", "z", NULL}};
    check_boxes(groups, "auto", columns, of_groups, 2);
    /* What may have either sign has no range, rather than a wrong one. */
    static const char *const open[] = {"n1i,n2i,fi\n30,31,0.0\n25,27,4.1\n", "n1i,n2i,ri\n30,31,0.00\n25,27,0.31\n",
                                       "n1i,n2i,pi\n30,31,1.000\n25,27,0.031\n"};
    const tsq_pool_options difference = box_options("SMD", "EE", "z");
    for (size_t i = 0; i < sizeof open / sizeof open[0]; i++) {
        const char *refused;
        assert_false(box_ranges(open[i], &difference, "auto", &refused).ranged);
        assert_true(refused[0] != '\0');
    }
    static const char single[] = "ni,ti,pi\n30,2.41,\n52,-1.31,\n45,,0.013\n";
    static const struct box_analysis of_one[] = {
        {"COR", "EE", "z", NULL}, {"ZCOR", "DL", "z", NULL}, {"SMCC", "EE", "z", NULL}};
    check_boxes(single, "auto", columns, of_one, 3);
}

static void crossover_trials(void **state)
{
    (void)state;
    static const char text[] =
        "design,n1i,m1i,sd1i,se1i,n2i,m2i,sd2i,se2i,sd_diff,se_diff,est,est_se,est_lb,est_ub,est_z,est_p,ri\n"
        "crossover,24,5.1,2.2,,24,4.0,2.5,,1.9,,,,,,,,\ncrossover,30,6.3,2.4,,30,5.1,2.1,,,0.45,,,,,,,\n"
        "crossover,20,5.8,,0.52,20,4.9,,0.47,,,,,,,2.31,,\ncrossover,28,6.1,2.6,,28,5.6,2.3,,,,,,,,,0.12,\n"
        "crossover,26,5.2,2.1,,26,4.7,2.4,,,,,,,,,,0.62\ncrossover,22,5.5,2.3,,22,4.4,2.2,,,,,,,,,,\n"
        ",33,5.9,2.5,,35,5.0,2.4,,,,,,,,,,\n";
    static const char printed[] =
        "design,n1i,m1i,n2i,m2i,est,est_se,est_lb,est_ub,est_p\ncrossover,24,,24,,1.1,0.4,,,\n"
        "crossover,30,,30,,,,0.3,2.1,\ncrossover,20,,20,,0.9,,,,0.03\ncrossover,25,5.5,25,4.9,,,-0.2,1.4,\n";
    static const struct box_column columns[] = {
        {"m1i", 0.05},     {"sd1i", 0.05},     {"m2i", 0.05}, {"sd2i", 0.05},   {"se1i", 0.005},  {"se2i", 0.005},
        {"sd_diff", 0.05}, {"se_diff", 0.005}, {"est", 0.05}, {"est_se", 0.05}, {"est_lb", 0.05}, {"est_ub", 0.05},
        {"est_z", 0.005},  {"est_p", 0.005},   {"ri", 0.005}, {NULL, 0}};
    static const char *const measures[] = {"MD", "SMD"};
    for (size_t i = 0; i < 2; i++) {
        tsq_pool_options options = box_options(measures[i], i == 0 ? "DL" : "EE", "z");
        options.effect.crossover_corr = 0.5;
        (void)check_box(text, "auto", columns, &options, i == 0 ? "MD cross-over" : "SMD cross-over");
        options.effect.crossover_corr = NAN;
        options.measure = tsq_effect_find("MD");
        (void)check_box(printed, "auto", columns, &options, "MD cross-over as printed");
    }
}

/* ---- counts and ratios from others ----------------------------------------------------------------------------------------- */

static void counts_from_statistics(void **state)
{
    (void)state;
    static const char text[] = "n1i,n2i,ai,ci,events_total,or,rr,rd,phi,chi2,yates,yule_q,yule_y\n"
                               "110,120,,,41,0.62,,,,,,,\n90,85,21,,,,0.71,,,,,,\n150,160,,44,,,,-0.08,,,,,\n"
                               "101,99,,,60,,,,-0.13,,,,\n140,130,,,71,,,,,-3.9,1,,\n75,80,,,33,,,,,,,-0.31,\n"
                               "95,97,,25,,,,,,,,,-0.12\n60,62,12,,31,,,,,,,,\n80,84,,,35,,,,,-2.4,0,,\n";
    static const struct box_column columns[] = {{"or", 0.005},  {"rr", 0.005},     {"rd", 0.005},     {"phi", 0.005},
                                                {"chi2", 0.05}, {"yule_q", 0.005}, {"yule_y", 0.005}, {NULL, 0}};
    static const struct box_analysis all[] = {{"OR", "EE", "z", NULL}, {"RR", "DL", "z", NULL},
                                              {"RD", "EE", "z", NULL}, {"PETO", "EE", "z", NULL},
                                              {"RR", "MH", "z", NULL}, {"OR", "MH", "z", NULL}};
    check_boxes(text, "auto", columns, all, sizeof all / sizeof all[0]);
    tsq_pool_options exact = box_options("OR", "DL", "z");
    exact.effect.convert.exact_counts = true;
    (void)check_box(text, "auto", columns, &exact, "OR, exact counts");
}

static void ratios_of_another_kind(void **state)
{
    (void)state;
    static const char risks[] = "or,or_lb,or_ub,hr,hr_lb,hr_ub,risk2i,pct2i,ci,n2i\n0.62,0.41,0.93,,,,0.31,,,\n"
                                ",,,0.71,0.52,0.98,,24,,\n0.55,0.33,0.90,,,,,,31,140\n,0.41,0.88,,,,0.12,,,\n"
                                ",,,0.66,0.48,0.91,,,,\n0.70,0.51,0.97,,,,,,,\n";
    static const struct box_column of_risks[] = {{"or", 0.005},     {"or_lb", 0.005}, {"or_ub", 0.005},
                                                 {"hr", 0.005},     {"hr_lb", 0.005}, {"hr_ub", 0.005},
                                                 {"risk2i", 0.005}, {"pct2i", 0.5},   {NULL, 0}};
    static const struct box_analysis of_risk[] = {{"RR", "EE", "z", NULL}, {"RR", "DL", "z", NULL}};
    check_boxes(risks, "auto", of_risks, of_risk, 2);
    static const char ratios[] =
        "rr,rr_lb,rr_ub,risk2i\n0.62,0.41,0.93,0.31\n0.71,0.52,0.98,0.22\n0.55,0.33,0.90,0.40\n";
    static const struct box_column of_ratios[] = {
        {"rr", 0.005}, {"rr_lb", 0.005}, {"rr_ub", 0.005}, {"risk2i", 0.005}, {NULL, 0}};
    static const struct box_analysis of_ratio[] = {{"OR", "DL", "z", NULL}, {"HR", "EE", "z", NULL}};
    check_boxes(ratios, "auto", of_ratios, of_ratio, 2);
    static const char differences[] =
        "rr,rr_lb,rr_ub,or,or_lb,or_ub,risk2i\n0.62,0.41,0.93,,,,0.31\n,,,0.71,0.52,0.98,0.22\n";
    static const struct box_column of_differences[] = {{"rr", 0.005},     {"rr_lb", 0.005}, {"rr_ub", 0.005},
                                                       {"or", 0.005},     {"or_lb", 0.005}, {"or_ub", 0.005},
                                                       {"risk2i", 0.005}, {NULL, 0}};
    static const struct box_analysis of_difference[] = {{"RD", "EE", "z", NULL}};
    check_boxes(differences, "auto", of_differences, of_difference, 1);
}

static void limits_of_either_group(void **state)
{
    (void)state;
    static const char text[] =
        "m1i,lb1i,ub1i,m2i,lb2i,ub2i\n16.1,14.2,18.3,18.7,17.0,20.1\n14.3,12.9,16.0,15.2,13.1,17.0\n"
        "17.0,16.1,18.2,17.9,16.6,19.5\n";
    static const struct box_column columns[] = {{"m1i", 0.05},  {"lb1i", 0.05}, {"ub1i", 0.05}, {"m2i", 0.05},
                                                {"lb2i", 0.05}, {"ub2i", 0.05}, {NULL, 0}};
    static const struct box_analysis all[] = {{"MD", "DL", "z", NULL}, {"ROM", "EE", "z", NULL}};
    check_boxes(text, "auto", columns, all, 2);
}

static void log_rank_statistics(void **state)
{
    (void)state;
    static const char text[] = "oe,voe,est_z,pi,events_total,ai,ci,n1i,n2i,hr\n-5.2,11.3,,,,,,,,\n,,-2.1,,61,,,80,85,\n"
                               ",,,-0.021,,22,37,,,\n,,,,,31,40,,,0.71\n,,,-0.34,55,,,,,\n";
    static const struct box_column columns[] = {{"oe", 0.05},   {"voe", 0.05}, {"est_z", 0.05},
                                                {"pi", 0.0005}, {"hr", 0.005}, {NULL, 0}};
    static const struct box_analysis all[] = {{"HR", "DL", "z", NULL}, {"HR", "EE", "z", NULL}};
    check_boxes(text, "auto", columns, all, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(effects_as_printed),
        cmocka_unit_test(printed_beside_numbers),
        cmocka_unit_test(one_printed_ratio_in_30_digits),
        cmocka_unit_test(tests_alone),
        cmocka_unit_test(crossover_trials),
        cmocka_unit_test(counts_from_statistics),
        cmocka_unit_test(ratios_of_another_kind),
        cmocka_unit_test(limits_of_either_group),
        cmocka_unit_test(log_rank_statistics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
