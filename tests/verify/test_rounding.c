/* Ranges over inputs that print alike. References: every corner of the box in 30-digit arithmetic (mpmath 1.3), the closed
 * forms of the common effect and of DerSimonian and Laird; and inputs at random in the box, none of which may give a number
 * outside of its range. */
#include "check.h"
#include "tables.h"

#include <tausq/rounding.h>

#include <limits.h>
#include <stdio.h>
#include <stdlib.h>

static tsq_pool_options options_of(const char *measure, const char *method, const char *test)
{
    tsq_pool_options options;
    tsq_pool_preset(&options, NULL);
    options.measure = tsq_effect_find(measure);
    options.fit.method = tsq_tau2_find(method);
    options.fit.test = tsq_test_find(test);
    return options;
}

static tsq_rounding ranges_of(const char *text, const tsq_pool_options *options, const char *how)
{
    tsq_table *table = table_of(text);
    tsq_pool_report report;
    tsq_rounding out = {.ranged = false};
    tsq_error err = {.text = ""};
    if (tsq_pool(table, options, &report, &err) != TSQ_OK || tsq_rounding_find(&report, 0, how, &out, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    tsq_pool_free(&report);
    tsq_table_free(table);
    return out;
}

static tsq_rounding ranges(const char *text, const char *measure, const char *method, const char *test)
{
    const tsq_pool_options options = options_of(measure, method, test);
    return ranges_of(text, &options, "auto");
}

static void check_range(tsq_rounded q, double lb, double ub)
{
    check_close(q.lb, lb, 1e-12, 0);
    check_close(q.ub, ub, 1e-12, 0);
    assert_true(q.lb <= lb && q.ub >= ub);
}

/* ---- references ----------------------------------------------------------------------------------------------------- */

/* Far apart, so that all extremes are at corners. */
static const char spread_out[] = "yi,sei\n-9.3,1.25\n1.2,0.94\n4.8,2.10\n-2.5,1.66\n";

static void corners_in_30_digits(void **state)
{
    (void)state;
    const tsq_rounding ee = ranges(spread_out, "GEN", "EE", "z");
    assert_true(ee.ranged);
    assert_int_equal(ee.n_cells, 8);
    check_range(ee.quantity[TSQ_ROUNDED_ESTIMATE], -1.9541429957401447, -1.7833590220446691);
    check_range(ee.quantity[TSQ_ROUNDED_SE], 0.64793757614214536, 0.6535664985450103);
    check_range(ee.quantity[TSQ_ROUNDED_QE], 54.804494214418283, 57.688813513328339);
    assert_true(isnan(ee.quantity[TSQ_ROUNDED_TAU2].lb));
    const tsq_rounding dl = ranges(spread_out, "GEN", "DL", "z");
    check_range(dl.quantity[TSQ_ROUNDED_TAU2], 33.147268364091228, 34.759827899731615);
    check_range(dl.quantity[TSQ_ROUNDED_ESTIMATE], -1.598304154192686, -1.4950013341555568);
    check_range(dl.quantity[TSQ_ROUNDED_SE], 2.979098012436832, 3.0461171842957464);
    check_range(dl.quantity[TSQ_ROUNDED_I2], 94.525996374927327, 94.799685038925468);
    const tsq_rounding hk = ranges(spread_out, "GEN", "DL", "knha");
    check_range(hk.quantity[TSQ_ROUNDED_SE], 2.9794668461977311, 3.029962974426053);
}

/* ---- inputs at random ------------------------------------------------------------------------------------------------ */

static uint64_t seed = 1;

/* From -1 to 1, both with it often. */
static double draw(void)
{
    seed = seed * 6364136223846793005U + 1442695040888963407U;
    const double u = (double)(seed >> 11) * 0x1p-52 - 1.0;
    return (seed >> 8) % 3 == 0 ? (u < 0.0 ? -1.0 : 1.0) : u;
}

/* A column: its name, half a unit, and the numbers as printed. */
struct column {
    const char *name;
    double half;
    int decimals;
    double value[7];
};

static char *print(const struct column *columns, size_t n_columns, size_t k, bool random)
{
    enum { ROOM = 8192 };
    char *text = malloc(ROOM);
    size_t n = 0;
    assert_non_null(text);
    for (size_t j = 0; j < n_columns; j++) {
        n += (size_t)snprintf(text + n, ROOM - n, "%s%s", j > 0 ? "," : "", columns[j].name);
    }
    for (size_t i = 0; i < k; i++) {
        for (size_t j = 0; j < n_columns; j++) {
            const struct column *c = &columns[j];
            const double x = c->value[i] + (random ? c->half * draw() * (1.0 - 1e-15) : 0.0);
            n += (size_t)snprintf(text + n, ROOM - n, "%c%.*f", j > 0 ? ',' : '\n', random ? 17 : c->decimals, x);
        }
    }
    assert_true(n < ROOM);
    return text;
}

static void check_inside(const tsq_rounding *rounding, const tsq_fit_result *fit, const char *what)
{
    const tsq_coefficient *mean = &fit->coefficients[0];
    const double values[TSQ_ROUNDED_COUNT] = {
        mean->estimate, mean->se,  mean->statistic, mean->pval,   mean->ci_lb,  mean->ci_ub, fit->pi_lb,
        fit->pi_ub,     fit->tau2, sqrt(fit->tau2), fit->tau2_lb, fit->tau2_ub, fit->QE,     fit->QE_p,
        fit->I2,        fit->H2,   fit->I2_lb,      fit->I2_ub,   fit->H2_lb,   fit->H2_ub};
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        const tsq_rounded *q = &rounding->quantity[i];
        const double slack = 1e-10 * (fabs(values[i]) + (q->ub - q->lb));
        if (!isnan(q->lb) && !(values[i] >= q->lb - slack && values[i] <= q->ub + slack)) {
            fail_msg("%s: %s %.17g is outside of %.17g to %.17g", what, tsq_rounded_id(i), values[i], q->lb, q->ub);
        }
        if (!isnan(q->lb) && !(q->found_lb >= q->lb - slack && q->found_ub <= q->ub + slack)) {
            fail_msg("%s: %s found %.17g to %.17g, outside of %.17g to %.17g", what, tsq_rounded_id(i), q->found_lb,
                     q->found_ub, q->lb, q->ub);
        }
    }
}

static void check_random(const struct column *columns, size_t n_columns, size_t k, const tsq_pool_options *options,
                         int points, const char *what)
{
    char *text = print(columns, n_columns, k, false);
    const tsq_rounding rounding = ranges_of(text, options, "auto");
    free(text);
    if (!rounding.ranged) {
        fail_msg("%s: %s", what, rounding.error.text);
    }
    for (int i = 0; i < points; i++) {
        text = print(columns, n_columns, k, true);
        tsq_table *table = table_of(text);
        tsq_pool_report report;
        tsq_error err;
        assert_int_equal(tsq_pool(table, options, &report, &err), TSQ_OK);
        assert_int_equal(report.result[0].effects.k, k);
        check_inside(&rounding, &report.result[0].fit, what);
        tsq_pool_free(&report);
        tsq_table_free(table);
        free(text);
    }
}

static const struct column arms[] = {
    {"n1i", 0, 0, {60, 65, 40, 200, 50, 85, 30}},
    {"m1i", 0.5, 0, {94, 98, 98, 94, 98, 96, 91}},
    {"sd1i", 0.05, 1, {22.1, 21.4, 28.0, 19.3, 20.9, 21.6, 25.5}},
    {"n2i", 0, 0, {60, 65, 40, 200, 45, 85, 28}},
    {"m2i", 0.5, 0, {92, 92, 88, 82, 88, 92, 93}},
    {"sd2i", 0.05, 1, {20.2, 22.5, 26.3, 17.7, 22.0, 22.4, 24.8}},
};

static const struct column printed[] = {
    {"yi", 0.05, 1, {0.3, -0.4, 0.9, 1.6, 0.2, -0.7, 0.5}},
    {"sei", 0.005, 2, {0.31, 0.45, 0.22, 0.38, 0.27, 0.51, 0.19}},
};

/* All methods, on data whose tau2 is well above 0, and on three studies where it may be 0. */
static void no_inputs_give_a_number_outside(void **state)
{
    (void)state;
    static const char *const tests[] = {"knha", "z", "t", "adhoc"};
    char what[64];
    for (size_t m = 0; tsq_rounding_method_at(m) != NULL; m++) {
        for (size_t k = 3; k <= 7; k += 4) {
            const char *method = tsq_rounding_method_at(m), *test = tests[(m + k) % 4];
            const tsq_pool_options options = options_of("GEN", method, test);
            snprintf(what, sizeof what, "%s %s of %zu", method, test, k);
            check_random(printed, 2, k, &options, 20, what);
        }
    }
    const tsq_pool_options common = options_of("GEN", "EE", "z");
    check_random(printed, 2, 7, &common, 100, "EE");
    tsq_pool_options fixed = options_of("GEN", "DL", "knha");
    fixed.fit.tau2 = 0.3;
    fixed.fit.i2 = TSQ_I2_Q;
    check_random(printed, 2, 7, &fixed, 100, "fixed");
}

static const struct column paired[] = {
    {"m1i", 0.05, 1, {10.1, 9.3, 12.4, 8.8, 11.0, 0, 0}},   {"m2i", 0.05, 1, {8.9, 9.0, 9.9, 8.9, 8.1, 0, 0}},
    {"sd1i", 0.05, 1, {2.1, 2.4, 1.9, 2.8, 2.2, 0, 0}},     {"sd2i", 0.05, 1, {2.0, 2.2, 2.5, 2.1, 2.6, 0, 0}},
    {"ri", 0.005, 2, {0.52, 0.61, 0.40, 0.73, 0.55, 0, 0}}, {"ni", 0, 0, {20, 34, 18, 41, 25, 0, 0}},
};

static const struct column changes[] = {
    {"n1i", 0, 0, {30, 41, 25, 60, 33}},
    {"n2i", 0, 0, {31, 40, 22, 58, 35}},
    {"m1i", 0.05, 1, {15.7, 14.9, 18.2, 13.0, 16.6}},
    {"m2i", 0.05, 1, {16.1, 16.5, 17.9, 15.8, 16.0}},
    {"sd1i", 0.005, 2, {2.89, 3.24, 2.05, 4.12, 2.77}},
    {"sd2i", 0.005, 2, {1.54, 1.43, 2.21, 3.05, 2.60}},
    {"m1i0", 0.05, 1, {17.6, 17.6, 18.9, 16.4, 17.0}},
    {"m2i0", 0.05, 1, {17.2, 17.2, 18.1, 16.9, 16.2}},
    {"sd1i0", 0.005, 2, {1.90, 1.90, 2.44, 3.31, 2.12}},
    {"sd2i0", 0.005, 2, {1.32, 1.32, 2.02, 2.95, 2.43}},
    {"r1i", 0.005, 2, {0.50, 0.61, 0.45, 0.70, 0.52}},
    {"r2i", 0.005, 2, {0.48, 0.55, 0.63, 0.41, 0.59}},
};

static const struct column ratios[] = {
    {"hr", 0.005, 2, {0.71, 1.22, 0.85, 0.58}},
    {"hr_lb", 0.005, 2, {0.52, 0.90, 0.61, 0.40}},
    {"hr_ub", 0.005, 2, {0.97, 1.65, 1.18, 0.84}},
};

static const struct column means[] = {
    {"mi", 0.05, 1, {10.1, 12.2, 9.4, 14.0}},
    {"sdi", 0.05, 1, {3.1, 2.2, 2.9, 4.4}},
    {"ni", 0, 0, {20, 33, 41, 18}},
};

static const struct column correlations[] = {
    {"ri", 0.005, 2, {0.50, -0.10, 0.33, 0.71}},
    {"ni", 0, 0, {40, 90, 25, 61}},
};

static const struct column rates[] = {
    {"x1i", 0, 0, {12, 7, 31, 5}},
    {"t1i", 0.5, 0, {120, 85, 402, 51}},
    {"x2i", 0, 0, {20, 11, 33, 14}},
    {"t2i", 0.5, 0, {118, 90, 388, 60}},
};

static void every_measure(void **state)
{
    (void)state;
    static const struct {
        const char *measure, *vtype;
        const struct column *columns;
        size_t n, k;
    } rows[] = {
        {"MD", NULL, arms, 6, 7},          {"MD", "HO", arms, 6, 7},           {"MD", NULL, changes, 12, 5},
        {"SMD", NULL, arms, 6, 7},         {"SMD", "LS2", arms, 6, 7},         {"SMD", "UB", arms, 6, 7},
        {"SMD", "RV", arms, 6, 7},         {"SMD", NULL, changes, 12, 5},      {"ROM", NULL, arms, 6, 7},
        {"ROM", "LS2", arms, 6, 7},        {"ROM", "HO", arms, 6, 7},          {"MC", NULL, paired, 6, 5},
        {"HR", NULL, ratios, 3, 4},        {"MN", NULL, means, 3, 4},          {"MNLN", NULL, means, 3, 4},
        {"COR", NULL, correlations, 2, 4}, {"ZCOR", NULL, correlations, 2, 4}, {"IRR", NULL, rates, 4, 4},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char what[64];
        tsq_pool_options options = options_of(rows[i].measure, i % 2 == 0 ? "DL" : "REML", "knha");
        options.effect.vtype = rows[i].vtype;
        snprintf(what, sizeof what, "%s %s", rows[i].measure, rows[i].vtype != NULL ? rows[i].vtype : "");
        check_random(rows[i].columns, rows[i].n, rows[i].k, &options, 15, what);
    }
}

/* ---- how tight ------------------------------------------------------------------------------------------------------- */

/* Printed to two digits more, all cells are monotone: inputs were found that give the ends of most ranges. */
static void ranges_are_tight(void **state)
{
    (void)state;
    static const char text[] =
        "n1i,m1i,sd1i,n2i,m2i,sd2i\n60,94.00,22.10,60,92.00,20.20\n65,98.00,21.40,65,92.00,22.50\n"
        "40,98.00,28.00,40,88.00,26.30\n200,94.00,19.30,200,82.00,17.70\n"
        "50,98.00,20.90,45,88.00,22.00\n85,96.00,21.60,85,92.00,22.40\n";
    for (size_t m = 0; tsq_rounding_method_at(m) != NULL; m++) {
        const tsq_rounding r = ranges(text, "MD", tsq_rounding_method_at(m), "knha");
        const bool two_steps =
            strchr(tsq_rounding_method_at(m), '2') != NULL; /* the first step is enclosed by itself */
        assert_true(r.ranged && r.smooth);
        for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
            const tsq_rounded *q = &r.quantity[i];
            if (!isnan(q->lb) &&
                q->ub - q->lb > (two_steps ? 1.4 : 1.05) * (q->found_ub - q->found_lb) + 1e-9 * fabs(q->value)) {
                fail_msg("%s: %s %.17g to %.17g, found %.17g to %.17g", tsq_rounding_method_at(m), tsq_rounded_id(i),
                         q->lb, q->ub, q->found_lb, q->found_ub);
            }
        }
    }
}

/* Half a unit of the sixteenth decimal is nothing. */
static void exact_inputs_give_the_number(void **state)
{
    (void)state;
    static const char text[] =
        "yi,vi\n0.3000000000000000000,0.1000000000000000000\n-0.4000000000000000000,0.2000000000000000"
        "000\n1.9000000000000000000,0.0500000000000000000\n1.6000000000000000000,0.150000000000000"
        "0000\n";
    for (size_t m = 0; tsq_rounding_method_at(m) != NULL; m++) {
        const tsq_rounding r = ranges(text, "GEN", tsq_rounding_method_at(m), "knha");
        assert_true(r.ranged);
        for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
            const double rtol = i == TSQ_ROUNDED_PVAL || i == TSQ_ROUNDED_QE_P ? 1e-11 : 2e-12;
            check_close(r.quantity[i].lb, r.quantity[i].value, rtol, rtol);
            check_close(r.quantity[i].ub, r.quantity[i].value, rtol, rtol);
        }
    }
}

/* ---- properties ------------------------------------------------------------------------------------------------------ */

static void order_and_unit_change_nothing(void **state)
{
    (void)state;
    const tsq_rounding r = ranges(spread_out, "GEN", "REML", "knha");
    const tsq_rounding turned = ranges("yi,sei\n4.8,2.10\n-2.5,1.66\n-9.3,1.25\n1.2,0.94\n", "GEN", "REML", "knha");
    const tsq_rounding large =
        ranges("yi,sei\n-9.3e6,1.25e6\n1.2e6,0.94e6\n4.8e6,2.10e6\n-2.5e6,1.66e6\n", "GEN", "REML", "knha");
    const tsq_rounding negative = ranges("yi,sei\n9.3,1.25\n-1.2,0.94\n-4.8,2.10\n2.5,1.66\n", "GEN", "REML", "knha");
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        check_close(turned.quantity[i].lb, r.quantity[i].lb, 1e-11, 1e-13);
        check_close(turned.quantity[i].ub, r.quantity[i].ub, 1e-11, 1e-13);
    }
    const tsq_rounded *q = r.quantity, *big = large.quantity, *minus = negative.quantity;
    check_close(big[TSQ_ROUNDED_ESTIMATE].lb, 1e6 * q[TSQ_ROUNDED_ESTIMATE].lb, 1e-11, 0);
    check_close(big[TSQ_ROUNDED_TAU2].ub, 1e12 * q[TSQ_ROUNDED_TAU2].ub, 1e-11, 0);
    check_close(big[TSQ_ROUNDED_I2].ub, q[TSQ_ROUNDED_I2].ub, 1e-11, 0);
    check_close(minus[TSQ_ROUNDED_ESTIMATE].lb, -q[TSQ_ROUNDED_ESTIMATE].ub, 1e-11, 0);
    check_close(minus[TSQ_ROUNDED_CI_UB].lb, -q[TSQ_ROUNDED_CI_LB].ub, 1e-11, 0);
}

static void one_and_two_studies(void **state)
{
    (void)state;
    const tsq_rounding one = ranges("yi,sei\n1.2,0.94\n", "GEN", "REML", "knha");
    assert_true(one.ranged);
    check_range(one.quantity[TSQ_ROUNDED_ESTIMATE], 1.15, 1.25);
    const tsq_rounding two = ranges("yi,sei\n1.2,0.94\n4.8,0.50\n", "GEN", "DL", "z");
    assert_true(two.ranged && two.quantity[TSQ_ROUNDED_TAU2].lb > 0.0);
    assert_true(two.quantity[TSQ_ROUNDED_ESTIMATE].lb > 1.2 && two.quantity[TSQ_ROUNDED_ESTIMATE].ub < 4.8);
}

/* Where squares overflow nothing is proven, and nothing wrong is said. */
static void numbers_beyond_doubles(void **state)
{
    (void)state;
    const tsq_rounding r = ranges("yi,vi\n1e200,1e300\n2e200,1e300\n", "GEN", "DL", "z");
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        const tsq_rounded *q = &r.quantity[i];
        assert_true(isnan(q->lb) || (q->lb <= q->value && q->value <= q->ub));
    }
}

/* Steps of roles by the rule that they stand for half a step to either side; the same as decimals that say so. */
static void steps_are_roundings(void **state)
{
    (void)state;
    const tsq_pool_options options = options_of("GEN", "DL", "z");
    const tsq_rounding by_text = ranges_of(spread_out, &options, "auto");
    const tsq_rounding by_step = ranges_of(spread_out, &options, "yi=0.1,sei=0.01");
    const tsq_rounding coarse = ranges_of(spread_out, &options, "auto,sei=0");
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        check_close(by_step.quantity[i].lb, by_text.quantity[i].lb, 1e-11, 1e-13);
        check_close(by_step.quantity[i].ub, by_text.quantity[i].ub, 1e-11, 1e-13);
    }
    assert_int_equal(coarse.n_cells, 4);
    assert_true(coarse.quantity[TSQ_ROUNDED_TAU2].ub < by_text.quantity[TSQ_ROUNDED_TAU2].ub);
    const tsq_pool_options ratio = options_of("OR", "DL", "z");
    const tsq_rounding counts =
        ranges_of("ai,n1i,ci,n2i\n15,100,25,110\n40,210,55,200\n10,90,20,95\n", &ratio, "ai=5,ci=5");
    assert_true(counts.ranged && counts.n_cells == 6);
}

/* ---- what has no range ------------------------------------------------------------------------------------------------ */

static tsq_status try(const char *text, const tsq_pool_options *options, const char *how, tsq_rounding *out,
                      tsq_error *err)
{
    tsq_table *table = table_of(text);
    tsq_pool_report report;
    assert_int_equal(tsq_pool(table, options, &report, err), TSQ_OK);
    const tsq_status status = tsq_rounding_find(&report, 0, how, out, err);
    tsq_pool_free(&report);
    tsq_table_free(table);
    return status;
}

static void check_refused(const char *text, const tsq_pool_options *options, const char *how, tsq_status status,
                          const char *part)
{
    tsq_rounding out;
    tsq_error err = {.text = ""};
    assert_int_equal(try(text, options, how, &out, &err), status);
    assert_false(out.ranged);
    const char *message = status == TSQ_OK ? out.error.text : err.text;
    if (strstr(message, part) == NULL) {
        fail_msg("'%s' has no '%s'", message, part);
    }
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        assert_true(isnan(out.quantity[i].lb) && isnan(out.quantity[i].found_ub));
    }
}

static void what_has_no_enclosure_says_so(void **state)
{
    (void)state;
    static const char counts[] = "ai,n1i,ci,n2i\n15,100,25,110\n40,210,55,200\n";
    tsq_pool_options options = options_of("RR", "REML", "knha");
    check_refused(counts, &options, "auto", TSQ_E_OPTION, "counts and sizes are exact");
    check_refused(counts, &options, "m1i=1", TSQ_E_OPTION, "m1i is nothing that RR is computed from here");
    check_refused(counts, &options, "ai=2", TSQ_E_VALUE,
                  "t.csv:2: ai: not a multiple of its step of rounding, 2: '15'");
    options = options_of("PRZ", "REML", "knha");
    check_refused("xi,ni\n3,10\n5,20\n", &options, "xi=1", TSQ_E_OPTION, "no enclosure for the measure PRZ yet");
    options = options_of("MD", "REML", "knha");
    options.effect.convert.medians = TSQ_MEDIANS_BC;
    check_refused("n1i,m1i,sd1i,n2i,m2i,sd2i,q12i,med2i,q32i\n20,5.1,2.2,21,,,4,5,7\n30,6.0,2.4,30,5.1,2.3,,,\n",
                  &options, "auto", TSQ_OK, "t.csv:2: --rounding: no enclosure yet for an effect that is derived so");
    options = options_of("GEN", "REML", "knha");
    check_refused("yi,vi\n1.0,0.1\n2.0,0.04\n3.0,1\n", &options, "vi=0.08", TSQ_E_VALUE, "not a multiple");
    check_refused("yi,vi\n1.0,0.1\n2.0,0.0000\n3.0,1e-1\n5,1e0\n", &options, "vi=2", TSQ_E_VALUE, "not a multiple");
}

static void what_is_no_rounding_is_refused(void **state)
{
    (void)state;
    check_error(tsq_rounding_check("m1i", &err), TSQ_E_OPTION,
                "--rounding: neither auto nor ROLE=STEP with a role of numbers: 'm1i'");
    check_error(tsq_rounding_check("study=1", &err), TSQ_E_OPTION,
                "--rounding: neither auto nor ROLE=STEP with a role of numbers: 'study=1'");
    check_error(tsq_rounding_check("auto,,m1i=1", &err), TSQ_E_OPTION,
                "--rounding: neither auto nor ROLE=STEP with a role of numbers: ''");
    check_error(tsq_rounding_check("m1i=-1", &err), TSQ_E_OPTION, "--rounding: a step is a number from 0 on: 'm1i=-1'");
    check_error(tsq_rounding_check("m1i=", &err), TSQ_E_OPTION, "--rounding: a step is a number from 0 on: 'm1i='");
    check_error(tsq_rounding_check("m1i=1,mean_t=2", &err), TSQ_E_OPTION, "--rounding: m1i is there twice");
    check_error(tsq_rounding_check("auto,auto", &err), TSQ_E_OPTION, "--rounding: auto is there twice");
    assert_int_equal(tsq_rounding_check("auto,mean_t=0.5,sd1i=0", NULL), TSQ_OK);
}

/* ---- digits and claims ------------------------------------------------------------------------------------------------ */

static void digits_that_all_numbers_share(void **state)
{
    (void)state;
    static const struct {
        double lb, ub;
        int decimals;
    } rows[] = {
        {-9.31, -9.27, 1},        {-9.349, -9.251, 1},   {-9.36, -9.34, INT_MIN + 1},
        {0.4151, 0.4249, 2},      {84.4, 88.1, INT_MIN}, {293.8, 337.6, -2},
        {2.91, 3.19, 0},          {0.00001, 0.00009, 3}, {-0.4, 0.4, 0},
        {1.0, HUGE_VAL, INT_MIN},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const tsq_rounded q = {.lb = rows[i].lb, .ub = rows[i].ub};
        if (rows[i].decimals != INT_MIN + 1) {
            assert_int_equal(tsq_rounded_decimals(&q), rows[i].decimals);
        } else {
            assert_int_equal(tsq_rounded_decimals(&q), 0); /* -9.4 or -9.3, but -9 */
        }
    }
}

static tsq_claim_verdict judged(const char *expected, double computed, double lb, double ub)
{
    const tsq_claim claim = {.expected = expected, .tolerance = ""};
    const tsq_computed number = {.kind = TSQ_COMPUTED_NUMBER, .number = computed};
    tsq_claim_verdict verdict;
    tsq_claim_judge(&claim, '.', &number, &verdict);
    tsq_claim_range(&claim, &number, lb, ub, &verdict);
    return verdict;
}

static void claims_hold_within_rounding(void **state)
{
    (void)state;
    const tsq_claim_verdict decided = judged("-9.3", -9.29, -9.31, -9.27), open = judged("-9.29", -9.29, -9.31, -9.27);
    assert_true(decided.outcome == TSQ_CLAIM_HELD && decided.decided && !decided.by_rounding);
    assert_true(open.outcome == TSQ_CLAIM_HELD && !open.decided && !open.by_rounding);
    const tsq_claim_verdict within = judged("-9.31", -9.29, -9.31, -9.27), not = judged("-9.2", -9.29, -9.31, -9.27);
    assert_true(within.outcome == TSQ_CLAIM_HELD && within.by_rounding && !within.decided);
    assert_true(not .outcome == TSQ_CLAIM_NOT_HELD && not .decided && not .ranged);
    const tsq_claim_verdict inner = judged("-9.300", -9.29, -9.31, -9.27);
    assert_true(inner.outcome == TSQ_CLAIM_HELD && inner.by_rounding);
    const tsq_claim_verdict percent = judged("42%", 0.43, 0.415, 0.44);
    assert_true(percent.outcome == TSQ_CLAIM_HELD && percent.by_rounding);
    check_close(percent.range_lb, 41.5, 1e-14, 0);
    const tsq_claim_verdict bound = judged("<0.05", 0.051, 0.049, 0.053);
    assert_true(bound.outcome == TSQ_CLAIM_HELD && bound.by_rounding);
    assert_false(judged("-9.3", -9.29, -HUGE_VAL, -9.27).ranged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(corners_in_30_digits),
        cmocka_unit_test(no_inputs_give_a_number_outside),
        cmocka_unit_test(every_measure),
        cmocka_unit_test(ranges_are_tight),
        cmocka_unit_test(exact_inputs_give_the_number),
        cmocka_unit_test(order_and_unit_change_nothing),
        cmocka_unit_test(one_and_two_studies),
        cmocka_unit_test(numbers_beyond_doubles),
        cmocka_unit_test(steps_are_roundings),
        cmocka_unit_test(what_has_no_enclosure_says_so),
        cmocka_unit_test(what_is_no_rounding_is_refused),
        cmocka_unit_test(digits_that_all_numbers_share),
        cmocka_unit_test(claims_hold_within_rounding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
