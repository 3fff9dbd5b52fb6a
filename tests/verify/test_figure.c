/* Numbers as printed. What prints so follows from decimal arithmetic by hand. */
#include "check.h"

#include <tausq/verify.h>

#include <float.h>
#include <string.h>

static tsq_figure figure(const char *text)
{
    tsq_figure out;
    tsq_error err;
    if (tsq_figure_read(text, '.', &out, &err) != TSQ_OK) {
        fail_msg("'%s': %s", text, err.text);
    }
    return out;
}

/* Values whose nearest decimals are these ends: no end is a matter of an ulp. */
static void half_a_unit_to_either_side_prints_so(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value, lb, ub;
        int decimals;
    } rows[] = {
        {"-1.20", -1.20, -1.205, -1.195, 2},
        {"2.68", 2.68, 2.675, 2.685, 2},
        {"2.67", 2.67, 2.665, 2.675, 2},
        {"0.03", 0.03, 0.025, 0.035, 2},
        {"=0.03", 0.03, 0.025, 0.035, 2},
        {" = .03 ", 0.03, 0.025, 0.035, 2},
        {"+0.03", 0.03, 0.025, 0.035, 2},
        {"11", 11, 10.5, 11.5, 0},
        {"11.", 11, 10.5, 11.5, 0},
        {"0", 0, -0.5, 0.5, 0},
        {"0.00", 0, -0.005, 0.005, 2},
        {"-0.00", 0, -0.005, 0.0, 2},
        {"0.005", 0.005, 0.0045, 0.0055, 3},
        {"0.01", 0.01, 0.005, 0.015, 2},
        {"1.00", 1, 0.995, 1.005, 2},
        {"1000", 1000, 999.5, 1000.5, 0},
        {"1200", 1200, 1199.5, 1200.5, 0},
        {"12e2", 1200, 1150, 1250, -2},
        {"1.2e-5", 1.2e-5, 1.15e-5, 1.25e-5, 6},
        {"1.2E-05", 1.2e-5, 1.15e-5, 1.25e-5, 6},
        {"1.2e+3", 1200, 1150, 1250, -2},
        {"1e0", 1, 0.5, 1.5, 0},
        {"-1e-3", -1e-3, -1.5e-3, -0.5e-3, 3},
        {"0012.50", 12.5, 12.495, 12.505, 2},
        {"31.5 to 31.6", 31.55, 31.45, 31.65, 1},
        {"31.5..31.6", 31.55, 31.45, 31.65, 1},
        {"31..32", 31.5, 30.5, 32.5, 0},
        {"-2 to -1.9", -1.95, -2.5, -1.85, 1},
        {"5 to 5", 5, 4.5, 5.5, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const tsq_figure f = figure(rows[i].text);
        check_close(f.value, rows[i].value, DBL_EPSILON, 0);
        check_close(f.lb, rows[i].lb, 0, 0);
        check_close(f.ub, rows[i].ub, 0, 0);
        assert_int_equal(f.decimals, rows[i].decimals);
        assert_false(f.percent);
        assert_true(tsq_figure_holds(&f, f.lb) && tsq_figure_holds(&f, f.ub) && tsq_figure_holds(&f, f.value));
    }
}

static void typeset_numbers_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double lb, ub;
    } rows[] = {
        {"\u22121.20", -1.205, -1.195},
        {"\u2212\u20091.20", -1.205, -1.195},
        {"\u20131.20", -1.205, -1.195},
        {"0\u00B775", 0.745, 0.755},
        {"12\u2009345", 12344.5, 12345.5},
        {"1\u00A0234\u202F567.8", 1234567.75, 1234567.85},
        {"1.2\u00D710\u207B\u2075", 1.15e-5, 1.25e-5},
        {"1.2 \u00D7 10^-5", 1.15e-5, 1.25e-5},
        {"1.2 x 10-5", 1.15e-5, 1.25e-5},
        {"1.2x10^3", 1150, 1250},
        {"1.2\u00D710\u00B3", 1150, 1250},
        {"31.5\u2009to\u200931.6", 31.45, 31.65},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const tsq_figure f = figure(rows[i].text);
        check_close(f.lb, rows[i].lb, 0, 0);
        check_close(f.ub, rows[i].ub, 0, 0);
    }
    tsq_figure f;
    assert_int_equal(tsq_figure_read("-1,20", ',', &f, NULL), TSQ_OK);
    check_close(f.lb, -1.205, 0, 0);
    assert_int_equal(tsq_figure_read("-1.20", ',', &f, NULL), TSQ_E_VALUE);
    assert_int_equal(tsq_figure_read("-1,20", '.', &f, NULL), TSQ_E_VALUE);
}

static void bounds_hold_as_they_say(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double in, at, out;
        bool at_holds;
    } rows[] = {
        {"<0.001", 0.000999999999999, 0.001, 0.0010001, false},
        {"< .001", 0.0, 0.001, 1.0, false},
        {"<=0.001", 0.0009, 0.001, 0.00100001, true},
        {"\u22640.001", 0.0009, 0.001, 0.00100001, true},
        {">0.9", 0.9000000001, 0.9, 0.8999, false},
        {">=0.9", 0.95, 0.9, 0.8999, true},
        {"\u2265 0.9", 0.95, 0.9, 0.8999, true},
        {">99%", 99.5, 99.0, 98.9, false},
        {"<-5", -6.0, -5.0, -4.0, false},
        {"<1e-4", 1e-300, 1e-4, 2e-4, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const tsq_figure f = figure(rows[i].text);
        assert_true(tsq_figure_holds(&f, rows[i].in));
        assert_false(tsq_figure_holds(&f, rows[i].out));
        assert_int_equal(tsq_figure_holds(&f, rows[i].at), rows[i].at_holds);
        check_close(tsq_figure_miss(&f, rows[i].out), rows[i].out - rows[i].at, 0, 0);
    }
}

static void percent_is_noted(void **state)
{
    (void)state;
    static const char *const texts[] = {"92%", "92 %", "92\u2009%", "=92%", "90% to 92%", "90 to 92%"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        const tsq_figure f = figure(texts[i]);
        assert_true(f.percent);
        assert_true(tsq_figure_holds(&f, 92.1) && !tsq_figure_holds(&f, 0.92));
    }
    check_close(figure("92%").lb, 91.5, 0, 0);
}

/* A tie may be printed either way; a computed tie may be off by rounding errors. */
static void ties_and_rounding_errors(void **state)
{
    (void)state;
    const tsq_figure up = figure("2.68"), down = figure("2.67"), zero = figure("0.00"), minus = figure("-0.00");
    assert_true(tsq_figure_holds(&up, 2.675) && tsq_figure_holds(&down, 2.675));
    assert_true(tsq_figure_holds(&up, 2.675 * (1 - 9e-13)) && tsq_figure_holds(&down, 2.675 * (1 + 9e-13)));
    assert_false(tsq_figure_holds(&up, 2.675 * (1 - 2e-12)) || tsq_figure_holds(&down, 2.675 * (1 + 2e-12)));
    assert_true(tsq_figure_holds(&zero, 0.005) && tsq_figure_holds(&zero, -0.005) && tsq_figure_holds(&zero, -0.0));
    assert_true(tsq_figure_holds(&minus, -0.0) && tsq_figure_holds(&minus, -0.005));
    assert_false(tsq_figure_holds(&minus, 1e-6) || tsq_figure_holds(&minus, -0.0051));
    const tsq_figure full = figure("0.12345678901234567"), strict = figure("<0.001");
    assert_true(tsq_figure_holds(&full, 0.12345678901234567) && tsq_figure_holds(&full, 0.12345678901234567 + 1e-16));
    assert_false(tsq_figure_holds(&full, 0.1234567890133));
    assert_false(tsq_figure_holds(&strict, nextafter(0.001, 1.0)));
    assert_true(tsq_figure_holds(&strict, nextafter(0.001, 0.0)));
    check_close(tsq_figure_miss(&up, 2.66), 2.66 - 2.675, 0, 0);
    check_close(tsq_figure_miss(&up, 2.69), 2.69 - 2.685, 0, 0);
    check_close(tsq_figure_miss(&up, 2.68), 0, 0, 0);
}

static void what_is_no_number_never_holds(void **state)
{
    (void)state;
    const tsq_figure f = figure("0"), below = figure("<5"), above = figure(">5");
    assert_false(tsq_figure_holds(&f, NAN) || tsq_figure_holds(&below, NAN) || tsq_figure_holds(&above, NAN));
    assert_false(tsq_figure_holds(&f, INFINITY) || tsq_figure_holds(&f, -INFINITY));
    assert_true(isnan(tsq_figure_miss(&f, NAN)));
}

static void anything_else_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {
        "",        " ",         "NA",       "-",         ".",    "1.2.3",        "1,234",      "12 345",  "1e",
        "e5",      "1e5.5",     "0x10",     "inf",       "nan",  "< ",           "<<5",        "5 to",    "5 to 4",
        "5% to 6", "1..",       "..2",      "1...2",     "1-2",  "31.5-31.6",    "5 %%",       "5%5",     "p<0.05",
        "1e400",   "-1e400",    "<1e99999", "1.2 x 105", "1.2x", "12\u20093456", "12\u200934", "<5 to 6", "5 to <6",
        "\v5",     "1.2\u00B2", "--5",      "+-5",       "1 e5", "\u00BD",
    };
    tsq_error err;
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        tsq_figure f = {.value = 7};
        if (tsq_figure_read(texts[i], '.', &f, &err) != TSQ_E_VALUE) {
            fail_msg("'%s' was read as %g", texts[i], f.value);
        }
        assert_non_null(strstr(err.text, "not a number as printed"));
        assert_true(f.value == 0.0);
    }
    char longest[5000];
    memset(longest, '1', sizeof longest - 1);
    longest[sizeof longest - 1] = '\0';
    tsq_figure f;
    assert_int_equal(tsq_figure_read(longest, '.', &f, &err), TSQ_E_VALUE);
    longest[500] = '\0';
    assert_int_equal(tsq_figure_read(longest, '.', &f, &err), TSQ_E_VALUE);
    longest[300] = '\0';
    assert_int_equal(tsq_figure_read(longest, '.', &f, &err), TSQ_OK);
}

/* Every number with three decimals or fewer prints as itself at each number of decimals that C rounds it to. */
static void what_c_prints_holds(void **state)
{
    (void)state;
    for (int i = -4000; i <= 4000; i++) {
        const double x = i / 1000.0 * 1.37;
        for (int decimals = 0; decimals <= 6; decimals++) {
            char text[64];
            snprintf(text, sizeof text, "%.*f", decimals, x);
            const tsq_figure f = figure(text);
            assert_true(tsq_figure_holds(&f, x));
            const double unit = pow(10, -decimals);
            assert_false(tsq_figure_holds(&f, x + 1.01 * unit) || tsq_figure_holds(&f, x - 1.01 * unit));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(half_a_unit_to_either_side_prints_so),
        cmocka_unit_test(typeset_numbers_are_read),
        cmocka_unit_test(bounds_hold_as_they_say),
        cmocka_unit_test(percent_is_noted),
        cmocka_unit_test(ties_and_rounding_errors),
        cmocka_unit_test(what_is_no_number_never_holds),
        cmocka_unit_test(anything_else_is_refused),
        cmocka_unit_test(what_c_prints_holds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
