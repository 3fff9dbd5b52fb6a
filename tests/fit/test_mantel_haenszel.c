/* Mantel and Haenszel's estimates against metafor (with Peto's), printed numbers, and what must hold of any counts. */
#include "check.h"

#include "counts_data.h"

/* ---- reference table ---------------------------------------------------------------------------------------- */

typedef struct pooled {
    char key[160];
    tsq_status status;
    tsq_fit_result fit;
    tsq_counts_tests tests;
} pooled;

static tsq_count_to correction_of(const char *name)
{
    static const char *const names[] = {"none", "only0", "if0all", "all"};
    for (size_t i = 0; i < 4; i++) {
        if (strcmp(names[i], name) == 0) {
            return (tsq_count_to)i;
        }
    }
    fail_msg("unknown correction %s", name);
    return TSQ_COUNT_TO_NONE;
}

static void pool_row(const struct golden *rows, size_t row, const struct golden *data, pooled *out)
{
    const char *set = golden_text(rows, "dataset", row), *measure = golden_text(rows, "measure", row);
    const char *correction = golden_text(rows, "correction", row), *drop00 = golden_text(rows, "drop00", row);
    char key[sizeof out->key];
    snprintf(key, sizeof key, "%s %s %s %s", set, measure, correction, drop00);
    if (strcmp(key, out->key) == 0) {
        return;
    }
    memcpy(out->key, key, sizeof key);
    tsq_fit_free(&out->fit);
    counts_data counts;
    counts_load(data, set, measure, &counts);
    const tsq_counts view = counts_view(&counts);
    tsq_counts_options options = TSQ_COUNTS_OPTIONS_INIT;
    options.add = 0.5;
    options.to = correction_of(correction);
    options.drop00 = drop00[0] == '1';
    if (strcmp(golden_text(rows, "method", row), "PETO") == 0) {
        out->status = tsq_peto(&view, &options, &out->fit, NULL);
        return;
    }
    tsq_count_measure which;
    assert_true(tsq_count_measure_find(measure, &which));
    out->status = tsq_mantel_haenszel(&view, which, &options, &out->fit, &out->tests, NULL);
}

static double test_quantity(const tsq_counts_tests *tests, const char *quantity)
{
    static const struct {
        const char *name;
        size_t offset;
    } names[] = {{"cochran_corrected", offsetof(tsq_counts_tests, cochran_corrected)},
                 {"cochran", offsetof(tsq_counts_tests, cochran)},
                 {"cmh_corrected", offsetof(tsq_counts_tests, cmh_corrected)},
                 {"cmh", offsetof(tsq_counts_tests, cmh)},
                 {"breslow_day", offsetof(tsq_counts_tests, breslow_day)},
                 {"tarone", offsetof(tsq_counts_tests, tarone)}};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        const size_t length = strlen(names[i].name);
        if (strncmp(quantity, names[i].name, length) == 0) {
            tsq_chisq chisq;
            memcpy(&chisq, (const char *)tests + names[i].offset, sizeof chisq);
            const char *part = quantity + length;
            return part[0] == '\0' ? chisq.value : strcmp(part, "_p") == 0 ? chisq.p : chisq.df;
        }
    }
    fail_msg("unknown quantity %s", quantity);
    return NAN;
}

static double quantity_of(const pooled *p, const char *quantity)
{
    const tsq_fit_result *f = &p->fit;
    const tsq_coefficient no = {NAN, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    const tsq_coefficient *c = p->status == TSQ_OK ? &f->coefficients[0] : &no;
    const struct {
        const char *name;
        double value;
    } values[] = {
        {"k", (double)f->k},   {"estimate", c->estimate},
        {"se", c->se},         {"statistic", c->statistic},
        {"pval", c->pval},     {"ci_lb", c->ci_lb},
        {"ci_ub", c->ci_ub},   {"QE", f->QE},
        {"QE_p", f->QE_p},     {"I2", f->I2},
        {"H2", f->H2},         {"ll_ml", f->ll_ml},
        {"dev_ml", f->dev_ml}, {"aic_ml", f->aic_ml},
        {"bic_ml", f->bic_ml}, {"aicc_ml", f->aicc_ml},
    };
    for (size_t i = 0; i < sizeof values / sizeof *values; i++) {
        if (strcmp(values[i].name, quantity) == 0) {
            return values[i].value;
        }
    }
    if (strncmp(quantity, "weight.", 7) == 0) {
        return p->status == TSQ_OK ? f->weight[strtoul(quantity + 7, NULL, 10) - 1] : (double)NAN;
    }
    return test_quantity(&p->tests, quantity);
}

static void agrees_with_metafor(void **state)
{
    (void)state;
    struct golden rows = golden_open("mh.csv"), data = golden_open("mh_data.csv");
    static pooled p;
    size_t wrong = 0;
    double worst = 0.0;
    for (size_t i = 0; i < golden_rows(&rows); i++) {
        pool_row(&rows, i, &data, &p);
        const char *quantity = golden_text(&rows, "quantity", i);
        const double want = golden_number(&rows, "value", i), rtol = golden_number(&rows, "rtol", i);
        const double got = quantity_of(&p, quantity), error = fabs(got - want);
        worst = fmax(worst, error / (rtol * fabs(want) + 1e-14));
        if (!(error <= rtol * fabs(want) + 1e-14) && ++wrong <= 40) {
            print_error("%s %s is %.17g, not %.17g (%.2g)\n", p.key, quantity, got, want, error / fabs(want));
        }
    }
    print_message("%zu rows, worst error %.2g of what is allowed\n", golden_rows(&rows), worst);
    tsq_fit_free(&p.fit);
    golden_close(&rows);
    golden_close(&data);
    assert_int_equal(wrong, 0);
}

/* ---- printed numbers ---------------------------------------------------------------------------------------- */

typedef struct result {
    double estimate, se;
    tsq_fit_result fit;
    tsq_counts_tests tests;
} result;

static result pool_with(const tsq_counts *counts, tsq_count_measure measure, const tsq_counts_options *options)
{
    result r;
    tsq_error err;
    if (tsq_mantel_haenszel(counts, measure, options, &r.fit, &r.tests, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    r.estimate = r.fit.coefficients[0].estimate;
    r.se = r.fit.coefficients[0].se;
    tsq_fit_free(&r.fit);
    return r;
}

/* R packages metafor 5.1-12, meta 8.4-0: the exact method and 1/2, both variances of RD. OR with 1/2 by fractions. */
static void gives_printed_numbers(void **state)
{
    (void)state;
    struct golden data = golden_open("mh_data.csv");
    counts_data bcg, zero;
    counts_load(&data, "bcg", "RR", &bcg);
    counts_load(&data, "zero", "OR", &zero);
    golden_close(&data);
    const tsq_counts b = counts_view(&bcg), z = counts_view(&zero);
    const tsq_counts_options sato = TSQ_COUNTS_OPTIONS_INIT,
                             greenland = {.rd_variance = TSQ_RD_GREENLAND, .level = 95.0},
                             half = {.add = 0.5, .to = TSQ_COUNT_TO_ONLY0, .level = 95.0};
    check_close(pool_with(&b, TSQ_COUNT_RR, &sato).estimate, -0.4537096047, 1e-10, 0.0);
    check_close(pool_with(&b, TSQ_COUNT_RR, &sato).se, 0.03933736687, 1e-9, 0.0);
    check_close(pool_with(&b, TSQ_COUNT_RD, &sato).estimate, -0.003288181833, 1e-9, 0.0);
    check_close(pool_with(&b, TSQ_COUNT_RD, &sato).se, 0.0002866567485, 1e-9, 0.0);
    check_close(pool_with(&b, TSQ_COUNT_RD, &greenland).se, 0.0002845159219, 1e-9, 0.0);
    check_close(pool_with(&z, TSQ_COUNT_OR, &sato).estimate, -0.7084927502, 1e-9, 0.0);
    check_close(pool_with(&z, TSQ_COUNT_OR, &half).estimate, -0.6873644300380332, 1e-14, 0.0);
    check_close(pool_with(&z, TSQ_COUNT_RR, NULL).estimate, -0.6061358036, 1e-9, 0.0);
    check_close(pool_with(&z, TSQ_COUNT_RR, &half).estimate, -0.5877866649, 1e-9, 0.0);
    check_close(pool_with(&z, TSQ_COUNT_RD, &greenland).se, 0.04445529381, 1e-9, 0.0);
    check_close(pool_with(&z, TSQ_COUNT_RD, &sato).se, 0.04453982820, 1e-9, 0.0);
    /* The studies' own differences with weights after the correction: 10.5, 20 and 30. */
    const tsq_counts_options kept = {.add = 0.5, .to = TSQ_COUNT_TO_ONLY0, .rd_differences_kept = true, .level = 95.0};
    check_close(pool_with(&z, TSQ_COUNT_RD, &kept).estimate, -5.075 / 60.5, 1e-15, 0.0);
}

/* The six studies of Borenstein, Hedges, Higgins and Rothstein 2009, chapter 14, with metafor 5.1-12. */
static void gives_the_textbook_number(void **state)
{
    (void)state;
    const double a[] = {12, 8, 14, 25, 8, 16}, n1[] = {65, 40, 80, 400, 40, 65}, c[] = {16, 10, 19, 80, 11, 18},
                 n2[] = {65, 40, 80, 400, 40, 65};
    double b[6], d[6];
    for (size_t i = 0; i < 6; i++) {
        b[i] = n1[i] - a[i];
        d[i] = n2[i] - c[i];
    }
    const tsq_counts counts = {.k = 6, .ai = a, .bi = b, .ci = c, .di = d};
    const result r = pool_with(&counts, TSQ_COUNT_OR, NULL);
    check_close(r.estimate, -0.7539457100, 1e-9, 0.0);
    check_close(r.se, 0.1501542795, 1e-9, 0.0);
}

/* DerSimonian and Laird's tau2 from Q about the Mantel-Haenszel estimate, as RevMan 5 has it: meta 8.4-0, metabin of
 * the same data with method.tau = "DL". */
static void gives_the_tau2_of_revman(void **state)
{
    (void)state;
    struct golden data = golden_open("mh_data.csv");
    counts_data bcg;
    counts_load(&data, "bcg", "RR", &bcg);
    golden_close(&data);
    const tsq_counts counts = counts_view(&bcg);
    const tsq_studies studies = {.k = bcg.k, .yi = bcg.yi, .vi = bcg.vi};
    tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
    tsq_fit_result fit;
    options.method = tsq_tau2_find("DL");
    options.q_about = pool_with(&counts, TSQ_COUNT_RR, NULL).estimate;
    options.i2 = TSQ_I2_Q;
    assert_int_equal(tsq_fit(&studies, &options, &fit, NULL), TSQ_OK);
    check_close(fit.tau2, 0.3094968538, 1e-9, 0.0);
    check_close(fit.QE, 152.5675536, 1e-9, 0.0);
    check_close(fit.I2, 100.0 * (fit.QE - 12.0) / fit.QE, 1e-14, 0.0);
    assert_true(isnan(fit.se_tau2));
    tsq_fit_free(&fit);
    options.method = tsq_tau2_find("REML");
    assert_int_equal(tsq_fit(&studies, &options, &fit, NULL), TSQ_E_OPTION);
}

/* ---- what must hold of any counts --------------------------------------------------------------------------- */

static const tsq_count_measure ALL[] = {TSQ_COUNT_OR, TSQ_COUNT_RR, TSQ_COUNT_RD, TSQ_COUNT_IRR, TSQ_COUNT_IRD};

static const double A[] = {3, 13, 0, 7}, B[] = {12, 29, 9, 100}, C[] = {1, 21, 2, 20}, D[] = {11, 21, 12, 90};

static tsq_counts view_of(size_t k, const double *a, const double *b, const double *c, const double *d)
{
    return (tsq_counts){
        .k = k, .ai = a, .bi = b, .ci = c, .di = d, .x1i = a, .t1i = b, .x2i = c, .t2i = d, .yi = NULL, .vi = NULL};
}

static void swapping_groups_flips_the_sign(void **state)
{
    (void)state;
    const tsq_counts counts = view_of(4, A, B, C, D), swapped = view_of(4, C, D, A, B);
    for (size_t m = 0; m < 5; m++) {
        const result x = pool_with(&counts, ALL[m], NULL), y = pool_with(&swapped, ALL[m], NULL);
        check_close(y.estimate, -x.estimate, 1e-14, 0.0);
        check_close(y.se, x.se, 1e-14, 0.0);
        check_close(y.tests.cmh.value, x.tests.cmh.value, 1e-14, 0.0);
        check_close(y.tests.tarone.value, x.tests.tarone.value, 1e-12, 0.0);
    }
}

static void order_does_not_matter(void **state)
{
    (void)state;
    const double a[] = {7, 0, 13, 3}, b[] = {100, 9, 29, 12}, c[] = {20, 2, 21, 1}, d[] = {90, 12, 21, 11};
    const tsq_counts counts = view_of(4, A, B, C, D), reversed = view_of(4, a, b, c, d);
    for (size_t m = 0; m < 5; m++) {
        const result x = pool_with(&counts, ALL[m], NULL), y = pool_with(&reversed, ALL[m], NULL);
        check_close(y.estimate, x.estimate, 1e-15, 0.0);
        check_close(y.se, x.se, 1e-15, 0.0);
    }
}

/* One study: its own estimate. Variances are those of the study for OR, RR, IRR, IRD and Greenland's RD. */
static void one_study_is_itself(void **state)
{
    (void)state;
    const double a = 3, b = 12, c = 1, d = 11;
    const tsq_counts counts = view_of(1, &a, &b, &c, &d);
    const tsq_counts_options options = {.rd_variance = TSQ_RD_GREENLAND, .level = 95.0};
    const double p = 3.0 / 15, q = 1.0 / 12;
    const double want[][2] = {{log(3.0 * 11 / 12), sqrt(1.0 / 3 + 1.0 / 12 + 1 + 1.0 / 11)},
                              {log(p / q), sqrt(1.0 / 3 - 1.0 / 15 + 1 - 1.0 / 12)},
                              {p - q, sqrt(p * (1 - p) / 15 + q * (1 - q) / 12)},
                              {log(3.0 / 12 * 11), sqrt(1.0 / 3 + 1)},
                              {3.0 / 12 - 1.0 / 11, sqrt(3.0 / 144 + 1.0 / 121)}};
    for (size_t m = 0; m < 5; m++) {
        const result r = pool_with(&counts, ALL[m], &options);
        check_close(r.estimate, want[m][0], 1e-14, 0.0);
        check_close(r.se, want[m][1], 1e-14, 0.0);
    }
}

/* All counts times 2^40: the same ratio, a standard error 2^20 times smaller. */
static void counts_can_be_huge(void **state)
{
    (void)state;
    double cells[4][4];
    const double *const given[] = {A, B, C, D};
    for (size_t j = 0; j < 4; j++) {
        for (size_t i = 0; i < 4; i++) {
            cells[j][i] = ldexp(given[j][i], 40);
        }
    }
    const tsq_counts counts = view_of(4, A, B, C, D), huge = view_of(4, cells[0], cells[1], cells[2], cells[3]);
    for (size_t m = 0; m < 3; m++) {
        const result x = pool_with(&counts, ALL[m], NULL), y = pool_with(&huge, ALL[m], NULL);
        check_close(y.estimate, x.estimate, 1e-15, 0.0);
        check_close(ldexp(y.se, 20), x.se, 1e-15, 0.0);
    }
}

/* Tables that all have the odds ratio 3 exactly: Breslow and Day's statistic is 0. */
static void equal_odds_ratios_give_no_heterogeneity(void **state)
{
    (void)state;
    const double a[] = {3, 30, 9}, b[] = {1, 20, 6}, c[] = {1, 5, 10}, d[] = {1, 10, 20};
    const tsq_counts counts = view_of(3, a, b, c, d);
    const result r = pool_with(&counts, TSQ_COUNT_OR, NULL);
    check_close(r.estimate, log(3.0), 1e-15, 0.0);
    check_close(r.tests.breslow_day.value, 0.0, 0.0, 1e-24);
    check_close(r.tests.tarone.value, 0.0, 0.0, 1e-24);
    check_close(r.tests.tarone.df, 2.0, 0.0, 0.0);
}

static void study_without_events_counts_for_differences_only(void **state)
{
    (void)state;
    const double a[] = {3, 0, 7}, b[] = {12, 30, 100}, c[] = {1, 0, 20}, d[] = {11, 25, 90};
    const double a2[] = {3, 7}, b2[] = {12, 100}, c2[] = {1, 20}, d2[] = {11, 90};
    const tsq_counts all = view_of(3, a, b, c, d), without = view_of(2, a2, b2, c2, d2);
    tsq_counts_options drop = TSQ_COUNTS_OPTIONS_INIT;
    drop.drop00 = true;
    for (size_t m = 0; m < 3; m++) {
        const result x = pool_with(&all, ALL[m], NULL), y = pool_with(&without, ALL[m], NULL);
        assert_true((x.estimate == y.estimate) == (ALL[m] != TSQ_COUNT_RD));
        check_close(pool_with(&all, ALL[m], &drop).estimate, y.estimate, 0.0, 0.0);
    }
}

/* ---- what cannot be pooled ---------------------------------------------------------------------------------- */

static void check_fails(const tsq_counts *counts, tsq_count_measure measure, const tsq_counts_options *options,
                        tsq_status want)
{
    tsq_fit_result fit;
    tsq_error err;
    const tsq_status status = tsq_mantel_haenszel(counts, measure, options, &fit, NULL, &err);
    assert_string_equal(tsq_status_name(status), tsq_status_name(want));
    assert_int_equal(err.code, want);
    assert_null(fit.coefficients);
    assert_null(fit.weight);
}

static void refuses_what_cannot_be_pooled(void **state)
{
    (void)state;
    const double none[] = {0, 0}, some[] = {2, 3}, many[] = {20, 30}, negative[] = {2, -1}, missing[] = {2, NAN};
    const tsq_counts ok = view_of(2, some, many, some, many);
    tsq_counts counts = view_of(0, some, many, some, many);
    check_fails(&counts, TSQ_COUNT_OR, NULL, TSQ_E_EMPTY);
    counts = view_of(2, negative, many, some, many);
    check_fails(&counts, TSQ_COUNT_OR, NULL, TSQ_E_VALUE);
    counts = view_of(2, some, many, missing, many);
    check_fails(&counts, TSQ_COUNT_OR, NULL, TSQ_E_NONFINITE);
    counts = view_of(2, none, none, some, many);
    check_fails(&counts, TSQ_COUNT_OR, NULL, TSQ_E_VALUE);
    check_fails(&counts, TSQ_COUNT_IRD, NULL, TSQ_E_VALUE);
    counts = view_of(2, none, many, some, many);
    check_fails(&counts, TSQ_COUNT_OR, NULL, TSQ_E_MODEL);
    check_fails(&counts, TSQ_COUNT_RR, NULL, TSQ_E_MODEL);
    check_fails(&counts, TSQ_COUNT_IRR, NULL, TSQ_E_MODEL);
    counts = view_of(2, none, many, none, many);
    check_fails(&counts, TSQ_COUNT_RD, NULL, TSQ_E_MODEL);
    const tsq_counts_options drop = {.drop00 = true, .level = 95.0}, level = {.level = 100.0},
                             add = {.add = -0.5, .level = 95.0};
    check_fails(&counts, TSQ_COUNT_RD, &drop, TSQ_E_EMPTY);
    check_fails(&ok, TSQ_COUNT_OR, &level, TSQ_E_OPTION);
    check_fails(&ok, TSQ_COUNT_OR, &add, TSQ_E_OPTION);
    counts = ok;
    counts.yi = counts.vi = none;
    check_fails(&counts, TSQ_COUNT_OR, NULL, TSQ_E_VARIANCE);
}

static void finds_measures_by_id(void **state)
{
    (void)state;
    tsq_count_measure measure = TSQ_COUNT_OR;
    assert_true(tsq_count_measure_find("IRD", &measure));
    assert_int_equal(measure, TSQ_COUNT_IRD);
    assert_false(tsq_count_measure_find("MD", &measure));
    assert_false(tsq_count_measure_find(NULL, &measure));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(agrees_with_metafor),
        cmocka_unit_test(gives_printed_numbers),
        cmocka_unit_test(gives_the_textbook_number),
        cmocka_unit_test(gives_the_tau2_of_revman),
        cmocka_unit_test(swapping_groups_flips_the_sign),
        cmocka_unit_test(order_does_not_matter),
        cmocka_unit_test(one_study_is_itself),
        cmocka_unit_test(counts_can_be_huge),
        cmocka_unit_test(equal_odds_ratios_give_no_heterogeneity),
        cmocka_unit_test(study_without_events_counts_for_differences_only),
        cmocka_unit_test(refuses_what_cannot_be_pooled),
        cmocka_unit_test(finds_measures_by_id),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
