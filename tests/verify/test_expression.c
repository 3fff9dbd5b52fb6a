/* Formulas as texts. Values in 30 digits by mpmath 1.2.1 where they are no plain arithmetic. */
#include "check.h"

#include "verify/expression.h"

#include <string.h>

/* a = 2, b = (1, 2, 4), c = (3, 5, 7) */
static tsq_status look_up(void *context, const char *name, tsq__operand *out)
{
    static const double a = 2.0, b[] = {1.0, 2.0, 4.0}, c[] = {3.0, 5.0, 7.0};
    int *asked = context;
    ++*asked;
    if (strcmp(name, "a") == 0) {
        return tsq__operand_of(&a, 1, out) ? TSQ_OK : TSQ_E_MEMORY;
    }
    if (strcmp(name, "b") == 0 || strcmp(name, "c_2") == 0) {
        return tsq__operand_of(name[0] == 'b' ? b : c, 3, out) ? TSQ_OK : TSQ_E_MEMORY;
    }
    return TSQ_E_OPTION;
}

static const struct {
    const char *text;
    double value;
} numbers[] = {
    {"1 + 2*3", 7.0},
    {"(1 + 2)*3", 9.0},
    {"10 - 4 - 3", 3.0},
    {"24/4/3", 2.0},
    {"-a^2", -4.0},
    {"2^3", 8.0},
    {"0.125*a", 0.25},
    {"sum(b)", 7.0},
    {"sum(b*c_2)", 41.0},
    {"sum(b*(c_2 - sum(b*c_2)/sum(b))^2)", 104.0 / 7.0},
    {"sum(b^2)", 21.0},
    {"max(0, -a)", 0.0},
    {"min(1/2, a)", 0.5},
    {"sum(count(b - 1))", 2.0},
    {"sqrt(a)", 1.41421356237309504880},
    {"log(a)", 0.693147180559945309417},
    {"exp(-a)", 0.135335283236612691894},
    {"asin(sqrt(1/a))", 0.785398163397448309616},
    {"atanh(1/a)", 0.549306144334054845698},
    {"abs(1 - a)", 1.0},
    {"hedges_J(10)", 0.922745608053087103358},
    {"z_upper(1/40)", 1.95996398454005423552},
    {"t_upper(1/40, 10)", 2.22813885198627474840},
    {"chi2_upper(1/40, 12)", 23.3366641586453392629},
    {"chi2_lower(1/40, 12)", 4.40378850698170162345},
    {"p_z(1.5)", 0.133614402537716132009},
    {"p_t(1.5, 4)", 0.208},
    {"p_chi2(1.5, 2)", 0.472366552741014707138},
};

static void numbers_are_right(void **state)
{
    (void)state;
    int asked = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        tsq__operand out;
        assert_int_equal(tsq__expression_compute(numbers[i].text, look_up, &asked, &out), TSQ_OK);
        assert_int_equal(out.n, 1);
        check_close((double)out.value[0], numbers[i].value, 1e-14, 0);
        tsq__operand_free(&out);
    }
}

static void a_vector_stays_one(void **state)
{
    (void)state;
    int asked = 0;
    tsq__operand out;
    assert_int_equal(tsq__expression_compute("100*b/sum(b) - a", look_up, &asked, &out), TSQ_OK);
    assert_int_equal(out.n, 3);
    check_close((double)out.value[2], 400.0 / 7.0 - 2.0, 1e-15, 0);
    tsq__operand_free(&out);
}

/* The bound on rounding grows where digits cancel: 1e8 - (1e8 - 1) has eight digits fewer. */
static void cancellation_is_seen(void **state)
{
    (void)state;
    int asked = 0;
    tsq__operand out;
    assert_int_equal(tsq__expression_compute("(100000000 + a) - 100000000*a/a", look_up, &asked, &out), TSQ_OK);
    check_close((double)out.value[0], 2.0, 1e-12, 0);
    assert_true(out.error[0] > 1e8L && out.error[0] < 1e9L);
    tsq__operand_free(&out);
}

static void what_is_no_formula_is_refused(void **state)
{
    (void)state;
    static const char *const texts[] = {"",          "1 +", "(1",  "1)",     "d",         "nothing(a)", "max(1)",
                                        "sum(1, 2)", "a b", "1 2", "b*c_2^", "sum(b*c_2", "$"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        int asked = 0;
        tsq__operand out;
        assert_int_equal(tsq__expression_compute(texts[i], look_up, &asked, &out), TSQ_E_OPTION);
        assert_null(out.value);
    }
    char deep[200] = "";
    memset(deep, '(', 150);
    int asked = 0;
    tsq__operand out;
    assert_int_equal(tsq__expression_compute(deep, look_up, &asked, &out), TSQ_E_OPTION);
}

static void names_are_found(void **state)
{
    (void)state;
    const char *at = "max(0, (QE - (k - 1))/C) + 2*sd1i^2 - sum(w_lb)";
    static const char *const want[] = {"QE", "k", "C", "sd1i", "w_lb"};
    char name[TSQ__NAME];
    for (size_t i = 0; i < 5; i++) {
        assert_true(tsq__expression_name(&at, name));
        assert_string_equal(name, want[i]);
    }
    assert_false(tsq__expression_name(&at, name));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_right),    cmocka_unit_test(a_vector_stays_one),
        cmocka_unit_test(cancellation_is_seen), cmocka_unit_test(what_is_no_formula_is_refused),
        cmocka_unit_test(names_are_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
