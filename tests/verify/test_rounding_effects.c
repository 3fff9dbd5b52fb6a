/* Ranges of effects of all measures, of other methods for medians, and of cluster trials: tables within the rounding, none of
 * which may give a number outside. */
#include "boxes.h"

/* ---- measures ---------------------------------------------------------------------------------------------------------- */

static const struct box_column of_means[] = {{"m1i", 0.05}, {"sd1i", 0.05}, {"m2i", 0.05}, {"sd2i", 0.05}, {NULL, 0}};

static void two_groups(void **state)
{
    (void)state;
    static const char text[] = "n1i,m1i,sd1i,n2i,m2i,sd2i\n30,16.1,3.9,31,18.7,4.2\n25,14.3,5.1,27,15.2,3.8\n"
                               "60,17.0,4.6,58,17.9,6.1\n18,15.8,2.9,20,21.3,3.3\n";
    static const struct box_analysis all[] = {
        {"SMD", "DL", "z", "H0"},   {"SMD", "EE", "z", "UB"},   {"SMDH", "EE", "z", "LS"},  {"SMDH", "DL", "z", "LS2"},
        {"SMDH", "DL", "z", "LS3"}, {"SMD1", "EE", "z", "LS"},  {"SMD1", "DL", "z", "UB"},  {"SMD1", "DL", "z", "LS2"},
        {"SMD1H", "DL", "z", NULL}, {"VR", "EE", "z", "LS"},    {"VR", "DL", "z", "LS2"},   {"CVR", "EE", "z", "LS"},
        {"CVR", "DL", "z", "LS2"},  {"D2ORN", "DL", "z", NULL}, {"D2ORL", "EE", "z", NULL},
    };
    check_boxes(text, "auto", of_means, all, sizeof all / sizeof all[0]);
}

static void one_group(void **state)
{
    (void)state;
    static const char text[] = "ni,mi,sdi\n30,16.1,3.9\n25,14.3,5.1\n60,17.0,4.6\n18,15.8,2.9\n";
    static const struct box_column columns[] = {{"mi", 0.05}, {"sdi", 0.05}, {NULL, 0}};
    static const struct box_analysis all[] = {
        {"SMN", "EE", "z", NULL}, {"SDLN", "DL", "z", NULL}, {"CVLN", "EE", "z", NULL}};
    check_boxes(text, "auto", columns, all, sizeof all / sizeof all[0]);
}

static void changes_within_a_group(void **state)
{
    (void)state;
    static const char text[] = "ni,m1i,sd1i,m2i,sd2i,ri\n30,16.1,3.9,18.7,4.2,0.55\n25,14.3,5.1,15.2,3.8,0.71\n"
                               "60,17.0,4.6,17.9,6.1,\n18,15.8,2.9,21.3,3.3,0.48\n";
    static const struct box_column columns[] = {{"m1i", 0.05},  {"sd1i", 0.05}, {"m2i", 0.05},
                                                {"sd2i", 0.05}, {"ri", 0.005},  {NULL, 0}};
    static const struct box_analysis all[] = {
        {"SMCC", "EE", "z", "LS"},   {"SMCC", "DL", "z", "UB"},    {"SMCR", "DL", "z", "LS"},
        {"SMCR", "EE", "z", "LS2"},  {"SMCRH", "DL", "z", "LS"},   {"SMCRP", "EE", "z", NULL},
        {"SMCRPH", "DL", "z", "LS"}, {"SMCRPH", "DL", "z", "LS2"}, {"ROMC", "EE", "z", "LS"},
        {"ROMC", "DL", "z", "LS2"},  {"VRC", "DL", "z", "LS"},     {"VRC", "DL", "z", "LS2"},
        {"CVRC", "EE", "z", "LS"},   {"CVRC", "DL", "z", "LS2"},
    };
    check_boxes(text, "auto", columns, all, sizeof all / sizeof all[0]);
    static const struct box_column exact_r[] = {
        {"m1i", 0.05}, {"sd1i", 0.05}, {"m2i", 0.05}, {"sd2i", 0.05}, {NULL, 0}};
    static const struct box_analysis unbiased[] = {{"SMCR", "DL", "z", "UB"}, {"SMCR", "DL", "z", "H0"}};
    check_boxes(text, "auto,ri=0", exact_r, unbiased, 2);
}

static void proportions_rates_and_reliabilities(void **state)
{
    (void)state;
    static const char parts[] = "xi,ni\n15,100\n40,210\n10,90\n25,130\n";
    static const struct box_column of_parts[] = {{"xi", 2.5}, {"ni", 5}, {NULL, 0}};
    static const struct box_analysis of_part[] = {{"PR", "DL", "z", "LS"},  {"PR", "EE", "z", "UB"},
                                                  {"PLN", "EE", "z", NULL}, {"PLO", "DL", "z", NULL},
                                                  {"PAS", "EE", "z", NULL}, {"PFT", "DL", "z", NULL}};
    check_boxes(parts, "xi=5,ni=10", of_parts, of_part, sizeof of_part / sizeof of_part[0]);
    static const char rates[] = "xi,ti\n12,41.3\n0,22.1\n31,90.4\n8,30.0\n";
    static const struct box_column of_rates[] = {{"ti", 0.05}, {NULL, 0}};
    static const struct box_analysis of_rate[] = {
        {"IR", "DL", "z", NULL}, {"IRLN", "EE", "z", NULL}, {"IRS", "DL", "z", NULL}, {"IRFT", "EE", "z", NULL}};
    check_boxes(rates, "auto", of_rates, of_rate, sizeof of_rate / sizeof of_rate[0]);
    static const char alphas[] = "ai,mi,ni\n0.83,10,112\n0.91,20,86\n0.78,10,240\n";
    static const struct box_column of_alphas[] = {{"ai", 0.005}, {NULL, 0}};
    static const struct box_analysis of_alpha[] = {
        {"ARAW", "DL", "z", NULL}, {"AHW", "EE", "z", NULL}, {"ABT", "DL", "z", NULL}};
    check_boxes(alphas, "auto", of_alphas, of_alpha, sizeof of_alpha / sizeof of_alpha[0]);
    static const char correlations[] = "ri,ni\n0.42,40\n0.31,88\n0.55,61\n";
    static const struct box_column of_correlations[] = {{"ri", 0.005}, {NULL, 0}};
    static const struct box_analysis of_correlation[] = {{"COR", "EE", "z", "H0"}, {"COR", "DL", "z", "H0b"}};
    check_boxes(correlations, "auto", of_correlations, of_correlation, 2);
}

/* Sizes to the nearest 10, with which Hedges' factor has a range. */
static void sizes_that_are_rounded(void **state)
{
    (void)state;
    static const char text[] = "n1i,m1i,sd1i,n2i,m2i,sd2i\n30,16.1,3.9,30,18.7,4.2\n20,14.3,5.1,20,15.2,3.8\n"
                               "60,17.0,4.6,60,17.9,6.1\n20,15.8,2.9,20,21.3,3.3\n";
    static const struct box_column columns[] = {{"n1i", 5},    {"n2i", 5},     {"m1i", 0.05}, {"sd1i", 0.05},
                                                {"m2i", 0.05}, {"sd2i", 0.05}, {NULL, 0}};
    static const struct box_analysis all[] = {
        {"SMD", "DL", "z", "LS"}, {"SMDH", "DL", "z", "LS"}, {"MD", "DL", "z", "LS"}};
    check_boxes(text, "auto,n1i=10,n2i=10", columns, all, sizeof all / sizeof all[0]);
    tsq_pool_options approximate = box_options("SMD", "EE", "z");
    approximate.effect.bias = TSQ_BIAS_APPROX;
    (void)check_box(text, "auto,n1i=10,n2i=10", columns, &approximate, "SMD, approximate factor");
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
    static const struct box_analysis of_count[] = {
        {"OR", "DL", "z", NULL}, {"RR", "EE", "z", NULL}, {"RD", "DL", "z", NULL}, {"OR", "MH", "z", NULL}};
    check_boxes(counts, "auto", of_counts, of_count, 4);
    static const char printed[] = "est,est_lb,est_ub,deff\n-3.2,-5.1,-1.3,1.4\n-2.4,-4.0,-0.9,\n-1.1,-3.0,0.8,1.7\n";
    static const struct box_column of_printed[] = {
        {"est", 0.05}, {"est_lb", 0.05}, {"est_ub", 0.05}, {"deff", 0.05}, {NULL, 0}};
    static const struct box_analysis of_effect[] = {{"MD", "EE", "z", NULL}};
    check_boxes(printed, "auto", of_printed, of_effect, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(two_groups),
        cmocka_unit_test(one_group),
        cmocka_unit_test(changes_within_a_group),
        cmocka_unit_test(proportions_rates_and_reliabilities),
        cmocka_unit_test(sizes_that_are_rounded),
        cmocka_unit_test(other_methods_for_medians),
        cmocka_unit_test(cluster_trials),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
