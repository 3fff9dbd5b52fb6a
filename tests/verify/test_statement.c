/* Stated results as publications print them: what is read of each follows from its words. */
#include "check.h"

#include <tausq/statement.h>

#include <string.h>

static tsq_statement statement(const char *text, char decimal)
{
    tsq_statement out;
    tsq_error err;
    if (tsq_statement_read(text, decimal, &out, &err) != TSQ_OK) {
        fail_msg("'%s': %s", text, err.text);
    }
    return out;
}

/* "estimate=-9.29 ci_lb=-13.69 ..." of what is there. */
static const char *all_of(const tsq_statement *s)
{
    static char text[1000];
    size_t n = 0;
    text[0] = '\0';
    for (size_t i = 0; i < TSQ_STATED_COUNT; i++) {
        if (s->has[i]) {
            n += (size_t)snprintf(text + n, sizeof text - n, "%s%s=%s", n > 0 ? " " : "", tsq_stated_id(i), s->text[i]);
        }
    }
    return text;
}

static void statements_are_read_in_their_usual_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *measure;
        double level;
        const char *numbers;
    } rows[] = {
        {"-9.29 [-13.69, -4.89]; I2=79%; tau2=31.5; p<0.001", "", 95,
         "estimate=-9.29 ci_lb=-13.69 ci_ub=-4.89 pval=<0.001 tau2=31.5 I2=79%"},
        {"MD -9.29 (-13.69, -4.89)", "MD", 95, "estimate=-9.29 ci_lb=-13.69 ci_ub=-4.89"},
        {"MD \xE2\x88\x92"
         "9.29 (\xE2\x88\x92"
         "13.69\xE2\x80\x93\xE2\x88\x92"
         "4.89)",
         "MD", 95, "estimate=-9.29 ci_lb=-13.69 ci_ub=-4.89"},
        {"OR = 0.65 (95% CI 0.50 to 0.80; p = 0.03)", "OR", 95, "estimate=0.65 ci_lb=0.50 ci_ub=0.80 pval=0.03"},
        {"odds ratio 0.65, 90% CI: 0.50-0.80", "OR", 90, "estimate=0.65 ci_lb=0.50 ci_ub=0.80"},
        {"OR 0.65 [0.5; 0.8]", "OR", 95, "estimate=0.65 ci_lb=0.5 ci_ub=0.8"},
        {"Total (95% CI) -9.29 [-13.69, -4.89] Heterogeneity: Tau\xC2\xB2 = 31.51; Chi\xC2\xB2 = 39.73, df = 10 "
         "(P < 0.0001); I\xC2\xB2 = 75% Test for overall effect: Z = 4.14 (P < 0.0001)",
         "", 95,
         "estimate=-9.29 ci_lb=-13.69 ci_ub=-4.89 z=4.14 pval=<0.0001 tau2=31.51 I2=75% QE=39.73 QE_df=10 "
         "QE_p=<0.0001"},
        {"g = 0.36, 95% CI [0.15, 0.56], Q(5) = 12.00, p = .035, \xCF\x84\xC2\xB2 = 0.037, k = 6", "SMD", 95,
         "estimate=0.36 ci_lb=0.15 ci_ub=0.56 tau2=0.037 QE=12.00 QE_df=5 QE_p=.035 k=6"},
        {"standardised mean difference 0.49; t(9) = 2.26, p = 0.05", "SMD", 95, "estimate=0.49 t=2.26 df=9 pval=0.05"},
        {"-0.71, 95% CI -1.07 to -0.36, 95% PI -1.87 to 0.44; p = 1.2e-5; 13 studies; n = 357", "", 95,
         "estimate=-0.71 ci_lb=-1.07 ci_ub=-0.36 pval=1.2e-5 pi_lb=-1.87 pi_ub=0.44 k=13 n=357"},
        {"0.5 [0.1, 0.9] prediction interval (-0.4, 1.4)", "", 95,
         "estimate=0.5 ci_lb=0.1 ci_ub=0.9 pi_lb=-0.4 pi_ub=1.4"},
        {"tau2 = 0.31 [0.12, 1.11]; I2 = 92.2% (81.9, 97.7); tau = 0.56; H2 = 12.9; SE = 0.18", "", 95,
         "se=0.18 tau2=0.31 tau2_lb=0.12 tau2_ub=1.11 tau=0.56 I2=92.2% I2_lb=81.9 I2_ub=97.7 H2=12.9"},
        {"-1.37 [-2.68, -0.06] Q_p=0.02; p=0.04", "", 95, "estimate=-1.37 ci_lb=-2.68 ci_ub=-0.06 pval=0.04 QE_p=0.02"},
        {"\xCF\x87\xC2\xB2 = 6.34, df = 9; p-value: 0.01", "", 95, "pval=0.01 QE=6.34 QE_df=9"},
        {"p > 0.9", "", 95, "pval=>0.9"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const tsq_statement s = statement(rows[i].text, '.');
        assert_string_equal(all_of(&s), rows[i].numbers);
        assert_string_equal(s.measure != NULL ? s.measure->id : "", rows[i].measure);
        check_close(s.level, rows[i].level, 0, 0);
    }
}

static void a_decimal_comma_is_read_where_it_is_asked_for(void **state)
{
    (void)state;
    const tsq_statement s = statement("MD -9,29 [-13,69; -4,89]; I2 = 74,8%", ',');
    assert_string_equal(all_of(&s), "estimate=-9,29 ci_lb=-13,69 ci_ub=-4,89 I2=74,8%");
    check_close(s.figure[TSQ_STATED_CI_LB].value, -13.69, 1e-15, 0);
}

/* A fraction of 0.79 is 79%, anything from 78.5 to 79.5. */
static void i2_is_in_per_cent(void **state)
{
    (void)state;
    const tsq_statement s = statement("I2 = 0.79", '.'), t = statement("I2 = 79", '.');
    check_close(s.figure[TSQ_STATED_I2].value, 79.0, 1e-15, 0);
    check_close(s.figure[TSQ_STATED_I2].lb, 78.5, 1e-15, 0);
    check_close(t.figure[TSQ_STATED_I2].ub, 79.5, 1e-15, 0);
}

static void what_cannot_be_read_is_named(void **state)
{
    (void)state;
    static const struct {
        const char *text, *says;
    } rows[] = {{"", "there is no number"},
                {"heterogeneity", "there is no number"},
                {"0.5 nonsense", "'nonsense'"},
                {"1 2", "what is the number 2?"},
                {"0.5 [0.1, 0.9] [0.2, 0.8]", "stated twice"},
                {"p=0.1; p=0.2", "p is stated twice"},
                {"MD OR 0.5", "two measures"},
                {"95% CI 3", "two limits"},
                {"p = ", "a number is missing"},
                {"0.5 $", "'$'"},
                {"12345678901234567890123456789012345678901234567890", "cannot read the statement"},
                {"I2=50%; tau2=0.1234567890123456789012345678901234567890", "has too many digits, at '=0.1234"},
                {"0.5e99999999999999999999999999999999999999999999999", "cannot read the statement"},
                {"I2=79%%", "'%'"}};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        tsq_statement s;
        tsq_error err;
        assert_int_equal(tsq_statement_read(rows[i].text, '.', &s, &err), TSQ_E_VALUE);
        if (strstr(err.text, rows[i].says) == NULL) {
            fail_msg("'%s' says '%s', not '%s'", rows[i].text, err.text, rows[i].says);
        }
        assert_false(s.has[TSQ_STATED_ESTIMATE]);
    }
}

/* Any text is read or refused; nothing is read beyond its end. */
static void any_text_is_safe(void **state)
{
    (void)state;
    static const char marks[] = "[](),;:=<>%-+.0159 eEpQIktzCI^\xCF\x84x/";
    unsigned seed = 1;
    for (int i = 0; i < 20000; i++) {
        char text[40];
        const size_t length = seed % (sizeof text - 1);
        for (size_t j = 0; j < length; j++) {
            seed = seed * 1103515245U + 12345U;
            text[j] = marks[(seed >> 16) % (sizeof marks - 1)];
        }
        seed = seed * 1103515245U + 12345U;
        text[length] = '\0';
        tsq_statement s;
        tsq_verdict verdict;
        if (tsq_statement_read(text, '.', &s, NULL) == TSQ_OK) {
            tsq_statement_judge(&s, &verdict);
            assert_true(verdict.n <= TSQ_AGREEMENTS);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(statements_are_read_in_their_usual_forms),
        cmocka_unit_test(a_decimal_comma_is_read_where_it_is_asked_for),
        cmocka_unit_test(i2_is_in_per_cent),
        cmocka_unit_test(what_cannot_be_read_is_named),
        cmocka_unit_test(any_text_is_safe),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
