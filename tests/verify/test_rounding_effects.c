/* Ranges of effects of all measures, of effects as they are printed, and of cluster trials: tables within the rounding, none
 * of which may give a number outside; and closed forms of corners in 30 digits (mpmath 1.3). */
#include "boxes.h"

/* Everything that one table is pooled with. */
struct analysis {
    const char *measure, *method, *test, *vtype;
};

static void check_all(const char *text, const char *how, const struct box_column *columns, const struct analysis *all,
                      size_t n)
{
    char what[64];
    for (size_t i = 0; i < n; i++) {
        tsq_pool_options options = box_options(all[i].measure, all[i].method, all[i].test);
        options.effect.vtype = all[i].vtype;
        options.effect.corr = 0.6;
        snprintf(what, sizeof what, "%s %s", all[i].measure, all[i].vtype == NULL ? "" : all[i].vtype);
        (void)check_box(text, how, columns, &options, what);
    }
}

/* ---- measures ---------------------------------------------------------------------------------------------------------- */

static const struct box_column of_means[] = {{"m1i", 0.05}, {"sd1i", 0.05}, {"m2i", 0.05}, {"sd2i", 0.05}, {NULL, 0}};

static void two_groups(void **state)
{
    (void)state;
    static const char text[] = "n1i,m1i,sd1i,n2i,m2i,sd2i\n30,16.1,3.9,31,18.7,4.2\n25,14.3,5.1,27,15.2,3.8\n"
                               "60,17.0,4.6,58,17.9,6.1\n18,15.8,2.9,20,21.3,3.3\n";
    static const struct analysis all[] = {
        {"SMD", "DL", "z", "H0"},   {"SMD", "EE", "z", "UB"},   {"SMDH", "EE", "z", "LS"},  {"SMDH", "DL", "z", "LS2"},
        {"SMDH", "DL", "z", "LS3"}, {"SMD1", "EE", "z", "LS"},  {"SMD1", "DL", "z", "UB"},  {"SMD1", "DL", "z", "LS2"},
        {"SMD1H", "DL", "z", NULL}, {"VR", "EE", "z", "LS"},    {"VR", "DL", "z", "LS2"},   {"CVR", "EE", "z", "LS"},
        {"CVR", "DL", "z", "LS2"},  {"D2ORN", "DL", "z", NULL}, {"D2ORL", "EE", "z", NULL},
    };
    check_all(text, "auto", of_means, all, sizeof all / sizeof all[0]);
}

static void one_group(void **state)
{
    (void)state;
    static const char text[] = "ni,mi,sdi\n30,16.1,3.9\n25,14.3,5.1\n60,17.0,4.6\n18,15.8,2.9\n";
    static const struct box_column columns[] = {{"mi", 0.05}, {"sdi", 0.05}, {NULL, 0}};
    static const struct analysis all[] = {
        {"SMN", "EE", "z", NULL}, {"SDLN", "DL", "z", NULL}, {"CVLN", "EE", "z", NULL}};
    check_all(text, "auto", columns, all, sizeof all / sizeof all[0]);
}

static void changes_within_a_group(void **state)
{
    (void)state;
    static const char text[] = "ni,m1i,sd1i,m2i,sd2i,ri\n30,16.1,3.9,18.7,4.2,0.55\n25,14.3,5.1,15.2,3.8,0.71\n"
                               "60,17.0,4.6,17.9,6.1,\n18,15.8,2.9,21.3,3.3,0.48\n";
    static const struct box_column columns[] = {{"m1i", 0.05},  {"sd1i", 0.05}, {"m2i", 0.05},
                                                {"sd2i", 0.05}, {"ri", 0.005},  {NULL, 0}};
    static const struct analysis all[] = {
        {"SMCC", "EE", "z", "LS"},   {"SMCC", "DL", "z", "UB"},    {"SMCR", "DL", "z", "LS"},
        {"SMCR", "EE", "z", "LS2"},  {"SMCRH", "DL", "z", "LS"},   {"SMCRP", "EE", "z", NULL},
        {"SMCRPH", "DL", "z", "LS"}, {"SMCRPH", "DL", "z", "LS2"}, {"ROMC", "EE", "z", "LS"},
        {"ROMC", "DL", "z", "LS2"},  {"VRC", "DL", "z", "LS"},     {"VRC", "DL", "z", "LS2"},
        {"CVRC", "EE", "z", "LS"},   {"CVRC", "DL", "z", "LS2"},
    };
    check_all(text, "auto", columns, all, sizeof all / sizeof all[0]);
    static const struct box_column exact_r[] = {
        {"m1i", 0.05}, {"sd1i", 0.05}, {"m2i", 0.05}, {"sd2i", 0.05}, {NULL, 0}};
    static const struct analysis unbiased[] = {{"SMCR", "DL", "z", "UB"}, {"SMCR", "DL", "z", "H0"}};
    check_all(text, "auto,ri=0", exact_r, unbiased, 2);
}

/* Sizes to the nearest 10, with which Hedges' factor has a range. */
static void sizes_that_are_rounded(void **state)
{
    (void)state;
    static const char text[] = "n1i,m1i,sd1i,n2i,m2i,sd2i\n30,16.1,3.9,30,18.7,4.2\n20,14.3,5.1,20,15.2,3.8\n"
                               "60,17.0,4.6,60,17.9,6.1\n20,15.8,2.9,20,21.3,3.3\n";
    static const struct box_column columns[] = {{"n1i", 5},    {"n2i", 5},     {"m1i", 0.05}, {"sd1i", 0.05},
                                                {"m2i", 0.05}, {"sd2i", 0.05}, {NULL, 0}};
    static const struct analysis all[] = {{"SMD", "DL", "z", "LS"}, {"SMDH", "DL", "z", "LS"}, {"MD", "DL", "z", "LS"}};
    check_all(text, "auto,n1i=10,n2i=10", columns, all, sizeof all / sizeof all[0]);
    tsq_pool_options approximate = box_options("SMD", "EE", "z");
    approximate.effect.bias = TSQ_BIAS_APPROX;
    (void)check_box(text, "auto,n1i=10,n2i=10", columns, &approximate, "SMD, approximate factor");
}

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
    static const struct analysis of_ratio[] = {
        {"OR", "EE", "z", NULL}, {"RR", "DL", "z", NULL}, {"HR", "EE", "z", NULL}, {"IRR", "DL", "z", NULL}};
    static const struct analysis of_difference[] = {{"MD", "EE", "z", NULL}, {"SMD", "DL", "z", NULL}};
    check_all(ratios, "auto", of_ratios, of_ratio, 4);
    check_all(differences, "auto", of_differences, of_difference, 2);
    static const char correlations[] = "est,est_lb,est_ub,est_se\n0.42,0.21,0.59,\n0.31,,,0.11\n0.55,0.38,0.68,\n";
    static const struct box_column of_correlations[] = {
        {"est", 0.005}, {"est_lb", 0.005}, {"est_ub", 0.005}, {"est_se", 0.005}, {NULL, 0}};
    static const struct analysis fisher[] = {{"ZCOR", "DL", "z", NULL}};
    check_all(correlations, "auto", of_correlations, fisher, 1);
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

/* ---- medians ----------------------------------------------------------------------------------------------------------- */

static void other_methods_for_medians(void **state)
{
    (void)state;
    static const struct box_column columns[] = {{"q11i", 0.5},  {"med1i", 0.5}, {"q31i", 0.5},  {"min1i", 0.5},
                                                {"max1i", 0.5}, {"q12i", 0.5},  {"med2i", 0.5}, {"q32i", 0.5},
                                                {"min2i", 0.5}, {"max2i", 0.5}, {NULL, 0}};
    static const char *const tables[] = {"n1i,q11i,med1i,q31i,n2i,q12i,med2i,q32i\n40,21,34,52,38,30,47,66\n"
                                         "25,18,29,47,27,24,41,60\n61,25,38,51,58,31,44,63\n",
                                         "n1i,min1i,med1i,max1i,n2i,min2i,med2i,max2i\n40,5,34,90,38,9,47,99\n"
                                         "25,8,29,77,27,12,41,80\n61,3,38,95,58,8,44,101\n",
                                         "n1i,min1i,q11i,med1i,q31i,max1i,n2i,min2i,q12i,med2i,q32i,max2i\n"
                                         "40,5,21,34,52,90,38,9,30,47,66,99\n25,8,18,29,47,77,27,12,24,41,60,80\n"};
    /* Changes, of which the lowest are below 0 for certain: no distribution but the normal one fits. */
    static const char *const changes[] = {"n1i,q11i,med1i,q31i,n2i,q12i,med2i,q32i\n40,-21,-4,12,38,-30,-7,6\n"
                                          "25,-18,-9,7,27,-24,-11,10\n61,-25,-8,11,58,-31,-14,13\n",
                                          "n1i,min1i,q11i,med1i,q31i,max1i,n2i,min2i,q12i,med2i,q32i,max2i\n"
                                          "40,-45,-21,-4,22,60,38,-39,-20,-7,16,49\n"};
    static const tsq_medians methods[] = {TSQ_MEDIANS_LOGNORMAL, TSQ_MEDIANS_BLUE};
    tsq_pool_options options = box_options("MD", "EE", "z");
    for (size_t m = 0; m < 2; m++) {
        for (size_t t = 0; t < sizeof tables / sizeof tables[0]; t++) {
            options.effect.convert.medians = methods[m];
            (void)check_box(tables[t], "auto", columns, &options, m == 0 ? "lognormal" : "blue");
        }
    }
    options.effect.convert.medians = TSQ_MEDIANS_QE;
    for (size_t t = 0; t < sizeof changes / sizeof changes[0]; t++) {
        (void)check_box(changes[t], "auto", columns, &options, "quantiles of changes");
    }
    const char *refused;
    assert_false(box_ranges(tables[0], &options, "auto", &refused).ranged);
    assert_non_null(strstr(refused, "no enclosure yet for an effect that is derived so"));
}

/* ---- clusters ---------------------------------------------------------------------------------------------------------- */

static void cluster_trials(void **state)
{
    (void)state;
    static const char means[] = "n1i,m1i,sd1i,n2i,m2i,sd2i,icc,cluster_size,clusters,deff\n"
                                "60,16.1,3.9,61,18.7,4.2,0.05,10.5,,\n75,14.3,5.1,77,15.2,3.8,,,16,\n"
                                "60,17.0,4.6,58,17.9,6.1,,,,1.8\n38,15.8,2.9,40,21.3,3.3,,,,\n";
    static const struct box_column of_clusters[] = {{"m1i", 0.05},  {"sd1i", 0.05}, {"m2i", 0.05},
                                                    {"sd2i", 0.05}, {"icc", 0.005}, {"cluster_size", 0.05},
                                                    {"deff", 0.05}, {NULL, 0}};
    static const char *const measures[] = {"MD", "SMD", "ROM", "VR"};
    for (size_t i = 0; i < 4; i++) {
        tsq_pool_options options = box_options(measures[i], i % 2 == 0 ? "EE" : "DL", "z");
        options.effect.icc = 0.04;
        (void)check_box(means, "auto", of_clusters, &options, measures[i]);
    }
    static const char counts[] = "ai,n1i,ci,n2i,icc,cluster_size\n12,100,20,98,0.03,12.1\n31,160,41,158,0.02,8.4\n"
                                 "7,60,11,62,,\n";
    static const struct box_column of_counts[] = {{"icc", 0.005}, {"cluster_size", 0.05}, {NULL, 0}};
    static const struct analysis of_count[] = {
        {"OR", "DL", "z", NULL}, {"RR", "EE", "z", NULL}, {"RD", "DL", "z", NULL}, {"OR", "MH", "z", NULL}};
    check_all(counts, "auto", of_counts, of_count, 4);
    static const char printed[] = "est,est_lb,est_ub,deff\n-3.2,-5.1,-1.3,1.4\n-2.4,-4.0,-0.9,\n-1.1,-3.0,0.8,1.7\n";
    static const struct box_column of_printed[] = {
        {"est", 0.05}, {"est_lb", 0.05}, {"est_ub", 0.05}, {"deff", 0.05}, {NULL, 0}};
    static const struct analysis of_effect[] = {{"MD", "EE", "z", NULL}};
    check_all(printed, "auto", of_printed, of_effect, 1);
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
    static const struct analysis of_groups[] = {{"SMD", "DL", "z", NULL}, {"D2ORL", "EE", "z", NULL}};
    check_all(groups, "auto", columns, of_groups, 2);
    static const char single[] = "ni,ti,pi\n30,2.41,\n52,-1.31,\n45,,0.013\n";
    static const struct analysis of_one[] = {
        {"COR", "EE", "z", NULL}, {"ZCOR", "DL", "z", NULL}, {"SMCC", "EE", "z", NULL}};
    check_all(single, "auto", columns, of_one, 3);
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
    static const struct analysis all[] = {{"OR", "EE", "z", NULL},   {"RR", "DL", "z", NULL}, {"RD", "EE", "z", NULL},
                                          {"PETO", "EE", "z", NULL}, {"RR", "MH", "z", NULL}, {"OR", "MH", "z", NULL}};
    check_all(text, "auto", columns, all, sizeof all / sizeof all[0]);
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
    static const struct analysis of_risk[] = {{"RR", "EE", "z", NULL}, {"RR", "DL", "z", NULL}};
    check_all(risks, "auto", of_risks, of_risk, 2);
    static const char ratios[] =
        "rr,rr_lb,rr_ub,risk2i\n0.62,0.41,0.93,0.31\n0.71,0.52,0.98,0.22\n0.55,0.33,0.90,0.40\n";
    static const struct box_column of_ratios[] = {
        {"rr", 0.005}, {"rr_lb", 0.005}, {"rr_ub", 0.005}, {"risk2i", 0.005}, {NULL, 0}};
    static const struct analysis of_ratio[] = {{"OR", "DL", "z", NULL}, {"HR", "EE", "z", NULL}};
    check_all(ratios, "auto", of_ratios, of_ratio, 2);
    static const char differences[] =
        "rr,rr_lb,rr_ub,or,or_lb,or_ub,risk2i\n0.62,0.41,0.93,,,,0.31\n,,,0.71,0.52,0.98,0.22\n";
    static const struct box_column of_differences[] = {{"rr", 0.005},     {"rr_lb", 0.005}, {"rr_ub", 0.005},
                                                       {"or", 0.005},     {"or_lb", 0.005}, {"or_ub", 0.005},
                                                       {"risk2i", 0.005}, {NULL, 0}};
    static const struct analysis of_difference[] = {{"RD", "EE", "z", NULL}};
    check_all(differences, "auto", of_differences, of_difference, 1);
}

static void limits_of_either_group(void **state)
{
    (void)state;
    static const char text[] =
        "m1i,lb1i,ub1i,m2i,lb2i,ub2i\n16.1,14.2,18.3,18.7,17.0,20.1\n14.3,12.9,16.0,15.2,13.1,17.0\n"
        "17.0,16.1,18.2,17.9,16.6,19.5\n";
    static const struct box_column columns[] = {{"m1i", 0.05},  {"lb1i", 0.05}, {"ub1i", 0.05}, {"m2i", 0.05},
                                                {"lb2i", 0.05}, {"ub2i", 0.05}, {NULL, 0}};
    static const struct analysis all[] = {{"MD", "DL", "z", NULL}, {"ROM", "EE", "z", NULL}};
    check_all(text, "auto", columns, all, 2);
}

static void log_rank_statistics(void **state)
{
    (void)state;
    static const char text[] = "oe,voe,est_z,pi,events_total,ai,ci,n1i,n2i,hr\n-5.2,11.3,,,,,,,,\n,,-2.1,,61,,,80,85,\n"
                               ",,,-0.021,,22,37,,,\n,,,,,31,40,,,0.71\n,,,-0.34,55,,,,,\n";
    static const struct box_column columns[] = {{"oe", 0.05},   {"voe", 0.05}, {"est_z", 0.05},
                                                {"pi", 0.0005}, {"hr", 0.005}, {NULL, 0}};
    static const struct analysis all[] = {{"HR", "DL", "z", NULL}, {"HR", "EE", "z", NULL}};
    check_all(text, "auto", columns, all, 2);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_groups),
        cmocka_unit_test(one_group),
        cmocka_unit_test(changes_within_a_group),
        cmocka_unit_test(sizes_that_are_rounded),
        cmocka_unit_test(effects_as_printed),
        cmocka_unit_test(printed_beside_numbers),
        cmocka_unit_test(one_printed_ratio_in_30_digits),
        cmocka_unit_test(other_methods_for_medians),
        cmocka_unit_test(cluster_trials),
        cmocka_unit_test(tests_alone),
        cmocka_unit_test(crossover_trials),
        cmocka_unit_test(counts_from_statistics),
        cmocka_unit_test(ratios_of_another_kind),
        cmocka_unit_test(limits_of_either_group),
        cmocka_unit_test(log_rank_statistics),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
