/* Ranges over 2x2 tables and rates: continuity corrections by the rules of different programs, counts that are rounded,
 * and counts from percentages. */
#include "boxes.h"

/* Sizes to the nearest 10, events exact: with zeros, and one trial of events only in a group. */
static const char zeros[] = "ai,n1i,ci,n2i\n0,40,5,40\n12,110,21,120\n7,60,0,70\n30,210,41,200\n9,50,14,60\n";
static const struct box_column of_sizes[] = {{"n1i", 5}, {"n2i", 5}, {NULL, 0}};

static void zero_cells(void **state)
{
    (void)state;
    static const char *const measures[] = {"OR", "RR", "RD", "PETO"};
    static const tsq_zero_rule rules[] = {TSQ_ZERO_METAFOR, TSQ_ZERO_META, TSQ_ZERO_REVMAN};
    static const tsq_add_to to[] = {TSQ_TO_ONLY0, TSQ_TO_ALL, TSQ_TO_ONLY0};
    char what[64];
    for (size_t m = 0; m < 4; m++) {
        for (size_t r = 0; r < 3; r++) {
            tsq_pool_options options = box_options(measures[m], r == 1 ? "REML" : "DL", r == 2 ? "knha" : "z");
            options.effect.zero_rule = rules[r];
            options.effect.to = to[r];
            snprintf(what, sizeof what, "%s, zero rule %zu", measures[m], r);
            const tsq_rounding ranged = check_box(zeros, "n1i=10,n2i=10", of_sizes, &options, what);
            assert_int_equal(ranged.n_cells, 10);
        }
    }
}

static void variance_formulas(void **state)
{
    (void)state;
    static const char *const measures[] = {"OR", "RR", "RD", "RD"}, *const vtypes[] = {"H0", "H0", "H0", "UB"};
    for (size_t i = 0; i < 4; i++) {
        tsq_pool_options options = box_options(measures[i], "DL", "z");
        options.effect.vtype = vtypes[i];
        (void)check_box(zeros, "n1i=10,n2i=10", of_sizes, &options, vtypes[i]);
    }
}

/* Counts to the nearest 5: none of them may be 0, all but one sure to be above 0. */
static void rounded_counts(void **state)
{
    (void)state;
    static const char text[] = "ai,n1i,ci,n2i\n15,100,25,110\n40,210,55,200\n10,90,20,95\n";
    static const char open[] = "ai,n1i,ci,n2i\n0,100,25,110\n40,210,55,200\n10,90,20,95\n";
    static const struct box_column columns[] = {{"ai", 2.5}, {"ci", 2.5}, {NULL, 0}};
    static const char *const measures[] = {"OR", "RR", "RD", "PETO"};
    for (size_t m = 0; m < 4; m++) {
        const tsq_pool_options options = box_options(measures[m], m % 2 == 0 ? "REML" : "DL", "knha");
        (void)check_box(text, "ai=5,ci=5", columns, &options, measures[m]);
        tsq_pool_options only0 = options;
        only0.effect.to = TSQ_TO_ALL;
        (void)check_box(open, "ai=5,ci=5", columns, &only0, "all corrected");
    }
}

/* 0 % of 150 may be one of them, and 100 % all but one: with the correction or without. */
static void counts_that_may_be_0(void **state)
{
    (void)state;
    static const char text[] = "n1i,n2i,pct1i,pct2i\n212,208,9,14\n150,98,0,3\n150,149,12,20\n";
    static const char whole[] = "n1i,n2i,pct1i,ci\n112,108,19,24\n150,148,100,131\n50,49,12,9\n";
    static const char counts[] = "ai,n1i,ci,n2i\n0,100,25,110\n40,210,55,200\n10,90,20,95\n";
    static const struct box_column of_shares[] = {{"pct1i", 0.5}, {"pct2i", 0.5}, {NULL, 0}};
    static const struct box_analysis all[] = {
        {"OR", "DL", "z", NULL}, {"RR", "EE", "z", NULL}, {"RD", "EE", "z", NULL}};
    check_boxes(text, "auto", of_shares, all, 3);
    check_boxes(whole, "auto", of_shares, all, 3);
    tsq_pool_options options = box_options("OR", "EE", "z");
    const char *refused;
    assert_int_equal(box_ranges(counts, &options, "ai=5,ci=5", &refused).n_cells, 6);
    assert_true(box_ranges(counts, &options, "ai=5,ci=5", &refused).ranged);
}

/* Whether any count is 0 decides for all rows; rounded counts leave it open. */
static void if_any_is_zero(void **state)
{
    (void)state;
    static const char times[] = "x1i,t1i,x2i,t2i\n0,120,5,118\n7,85,11,90\n31,402,33,388\n5,51,14,60\n";
    static const struct box_column of_times[] = {{"t1i", 0.5}, {"t2i", 0.5}, {NULL, 0}};
    tsq_pool_options options = box_options("IRR", "DL", "z");
    options.effect.to = TSQ_TO_IF0ALL;
    (void)check_box(times, "auto", of_times, &options, "IRR if0all");
    options.effect.to = TSQ_TO_ONLY0;
    (void)check_box(times, "auto", of_times, &options, "IRR only0");
    options.measure = tsq_effect_find("IRD");
    (void)check_box(times, "auto", of_times, &options, "IRD only0");
    const char *refused;
    options = box_options("OR", "DL", "z");
    options.effect.to = TSQ_TO_IF0ALL;
    assert_false(box_ranges("ai,n1i,ci,n2i\n15,100,25,110\n40,210,55,200\n", &options, "ai=5", &refused).ranged);
}

static void the_treatment_arm_correction(void **state)
{
    (void)state;
    static const char text[] = "x,ai,n1i,ci,n2i,pct1i\n1,,40,5,40,0.4\n2,12,110,21,120,\n3,7,60,0,70,\n";
    static const struct box_column columns[] = {{"pct1i", 0.05}, {NULL, 0}};
    tsq_pool_options options = box_options("OR", "DL", "z");
    options.effect.add_by_arm = true;
    const tsq_rounding r = check_box(text, "auto", columns, &options, "by arm");
    assert_int_equal(r.n_cells, 0); /* 0.35 % to 0.45 % of 40 are nobody */
}

/* Of 212 participants 9 % are 18 to 20, and the ends are those of the effects with these counts. */
static void percentages(void **state)
{
    (void)state;
    static const char text[] = "n1i,n2i,pct1i,pct2i\n212,208,9,14\n95,101,22,31\n340,333,11,12\n";
    static const struct box_column columns[] = {{"pct1i", 0.5}, {"pct2i", 0.5}, {NULL, 0}};
    static const char *const measures[] = {"OR", "RR", "RD", "PETO"};
    for (size_t m = 0; m < 4; m++) {
        tsq_pool_options options = box_options(measures[m], "REML", "z");
        (void)check_box(text, "auto", columns, &options, measures[m]);
        options.effect.convert.exact_counts = true;
        (void)check_box(text, "auto", columns, &options, "exact counts");
    }
    const tsq_pool_options one = box_options("RD", "EE", "z");
    const tsq_rounding r = box_ranges("n1i,n2i,pct1i,ci\n212,208,9,29\n", &one, "auto", NULL);
    check_close(r.quantity[TSQ_ROUNDED_ESTIMATE].lb, 18.0 / 212.0 - 29.0 / 208.0, 1e-12, 0);
    check_close(r.quantity[TSQ_ROUNDED_ESTIMATE].ub, 20.0 / 212.0 - 29.0 / 208.0, 1e-12, 0);
}

static void counts_by_arm(void **state)
{
    (void)state;
    static const char text[] = "study,arm,control,xi,ni\nA,c,1,21,120\nA,low,0,12,110\nA,high,0,9,110\n"
                               "B,c,1,14,60\nB,t,0,9,50\nC,c,1,41,200\nC,t,0,30,210\n";
    static const struct box_column columns[] = {{"ni", 5}, {NULL, 0}};
    static const tsq_multi_arm how[] = {TSQ_MULTI_ARM_SPLIT, TSQ_MULTI_ARM_COMBINE, TSQ_MULTI_ARM_EACH};
    for (size_t i = 0; i < 3; i++) {
        tsq_pool_options options = box_options("RR", "DL", "z");
        options.effect.multi_arm = how[i];
        (void)check_box(text, "ni=10", columns, &options, "RR by arm");
    }
}

/* ---- Mantel-Haenszel and Peto --------------------------------------------------------------------------------------------- */

static void pooled_counts(void **state)
{
    (void)state;
    static const char *const measures[] = {"OR", "RR", "RD"};
    static const tsq_zero_rule rules[] = {TSQ_ZERO_METAFOR, TSQ_ZERO_META, TSQ_ZERO_REVMAN};
    char what[64];
    for (size_t m = 0; m < 3; m++) {
        for (size_t r = 0; r < 3; r++) {
            tsq_pool_options options = box_options(measures[m], "MH", "z");
            options.effect.zero_rule = rules[r];
            options.mh_correct = r > 0;
            options.rd_variance = r == 1 ? TSQ_RD_GREENLAND : TSQ_RD_SATO;
            snprintf(what, sizeof what, "MH of %s, zero rule %zu", measures[m], r);
            const tsq_rounding ranged = check_box(zeros, "n1i=10,n2i=10", of_sizes, &options, what);
            assert_int_equal(ranged.n_cells, 10);
        }
    }
    const tsq_pool_options peto = box_options("PETO", "PETO", "z"), odds = box_options("OR", "PETO", "z");
    (void)check_box(zeros, "n1i=10,n2i=10", of_sizes, &peto, "Peto");
    (void)check_box(zeros, "n1i=10,n2i=10", of_sizes, &odds, "Peto of OR");
}

static void pooled_rates_and_percentages(void **state)
{
    (void)state;
    static const char times[] = "x1i,t1i,x2i,t2i\n0,120,5,118\n7,85,11,90\n31,402,33,388\n5,51,14,60\n";
    static const char shares[] = "n1i,n2i,pct1i,pct2i\n212,208,9,14\n95,101,22,31\n340,333,11,12\n";
    static const struct box_column of_times[] = {{"t1i", 0.5}, {"t2i", 0.5}, {NULL, 0}};
    static const struct box_column of_shares[] = {{"pct1i", 0.5}, {"pct2i", 0.5}, {NULL, 0}};
    const tsq_pool_options irr = box_options("IRR", "MH", "z"), ird = box_options("IRD", "MH", "z");
    (void)check_box(times, "auto", of_times, &irr, "MH of IRR");
    (void)check_box(times, "auto", of_times, &ird, "MH of IRD");
    const tsq_pool_options rr = box_options("RR", "MH", "z"), peto = box_options("PETO", "PETO", "z");
    (void)check_box(shares, "auto", of_shares, &rr, "MH of percentages");
    (void)check_box(shares, "auto", of_shares, &peto, "Peto of percentages");
}

/* One trial: the ratio of Mantel and Haenszel is its own, and all follows from two sizes. */
static void one_trial_pooled(void **state)
{
    (void)state;
    const tsq_pool_options options = box_options("RR", "MH", "z");
    const tsq_rounding r = box_ranges("ai,n1i,ci,n2i\n12,110,21,120\n", &options, "n1i=10,n2i=10", NULL);
    check_close(r.quantity[TSQ_ROUNDED_ESTIMATE].lb, log(12.0 / 115.0 / (21.0 / 115.0)), 1e-12, 0);
    check_close(r.quantity[TSQ_ROUNDED_ESTIMATE].ub, log(12.0 / 105.0 / (21.0 / 125.0)), 1e-12, 0);
    const double least = sqrt(1.0 / 12 - 1.0 / 105 + 1.0 / 21 - 1.0 / 115),
                 most = sqrt(1.0 / 12 - 1.0 / 115 + 1.0 / 21 - 1.0 / 125);
    const tsq_rounded *se = &r.quantity[TSQ_ROUNDED_SE];
    assert_true(se->lb <= least && se->ub >= most && se->ub - se->lb < 1.25 * (most - least));
}

/* Q, and tau2 with it, about the Mantel-Haenszel estimate: of rounded counts, of percentages, of clusters. */
static void q_about_mantel_and_haenszel(void **state)
{
    (void)state;
    static const char rounded[] = "ai,n1i,ci,n2i\n15,100,45,110\n90,210,55,200\n10,90,20,95\n";
    static const char shares[] = "n1i,n2i,pct1i,pct2i\n212,208,9,21\n100,98,31,22\n150,149,12,40\n";
    static const char alike[] = "ai,n1i,ci,n2i\n15,100,25,110\n40,210,55,200\n10,90,20,95\n";
    static const struct box_column of_counts[] = {{"ai", 2.5}, {"ci", 2.5}, {NULL, 0}};
    static const struct box_column of_shares[] = {{"pct1i", 0.5}, {"pct2i", 0.5}, {NULL, 0}};
    static const char *const measures[] = {"OR", "RR", "RD"};
    for (size_t m = 0; m < 3; m++) {
        tsq_pool_options options = box_options(measures[m], "DL", "z");
        options.mh_q = options.mh_q_asked = true;
        (void)check_box(rounded, "ai=5,ci=5", of_counts, &options, "Q about MH, counts");
        (void)check_box(shares, "auto", of_shares, &options, "Q about MH, percentages");
        if (m == 1) {
            (void)check_box(alike, "ai=5,ci=5", of_counts, &options, "Q about MH, tau2 of 0");
            (void)check_box(zeros, "n1i=10,n2i=10", of_sizes, &options, "Q about MH, zeros");
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(zero_cells),
        cmocka_unit_test(q_about_mantel_and_haenszel),
        cmocka_unit_test(variance_formulas),
        cmocka_unit_test(rounded_counts),
        cmocka_unit_test(counts_that_may_be_0),
        cmocka_unit_test(if_any_is_zero),
        cmocka_unit_test(the_treatment_arm_correction),
        cmocka_unit_test(percentages),
        cmocka_unit_test(counts_by_arm),
        cmocka_unit_test(pooled_counts),
        cmocka_unit_test(pooled_rates_and_percentages),
        cmocka_unit_test(one_trial_pooled),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
