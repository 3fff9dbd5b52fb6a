/* Rows that are left out because of a number that is rounded: others that print alike would bring them in, so that what is
 * left has no guaranteed ranges. */
#include "boxes.h"

#include <string.h>

static void check_refused(const char *text, const char *measure, const char *how, const char *why)
{
    const char *refused;
    const tsq_pool_options options = box_options(measure, "DL", "z");
    assert_false(box_ranges(text, &options, how, &refused).ranged);
    assert_non_null(strstr(refused, "left out because of a number that is rounded"));
    assert_non_null(strstr(refused, why));
}

static void numbers_of_zero(void **state)
{
    (void)state;
    static const char means[] = "n1i,m1i,sd1i,n2i,m2i,sd2i\n30,16,0,31,18,0\n25,14,5,27,15,3\n60,17,4,58,17,6\n";
    check_refused(means, "MD", "auto", ":2: --rounding: ");
    check_refused(means, "SMD", "auto", "the pooled standard deviation is 0");
    check_refused(means, "MD", "sd1i=1,m1i=1", "both standard deviations are 0");
    check_refused("n1i,m1i,sd1i,n2i,m2i,sd2i\n25,14,5,27,15,3\n30,0,1,31,2,2\n60,17,4,58,17,6\n", "ROM", "auto",
                  ":3: ");
    check_refused("est,est_p\n0.0,0.99\n-2.4,0.01\n0.3,0.80\n", "MD", "auto", ":2: ");
    check_refused("est,est_p\n-2.4,0.01\n0.3,0.80\n-1.2,0.00\n", "MD", "auto", ":4: ");
    check_refused("ri,ni\n0.9,20\n1.0,40\n0.1,30\n", "COR", "auto", ":3: ");
}

/* Whatever the numbers are that are rounded, these rows give no effect. */
static void rows_that_no_number_brings_in(void **state)
{
    (void)state;
    static const char *const tables[] = {
        "n1i,m1i,sd1i,n2i,m2i,sd2i\n30,16,,31,18,0\n25,14,5,27,15,3\n60,17,4,58,17,6\n",
        "n1i,m1i,sd1i,n2i,m2i,sd2i\n1,16,2,1,18,3\n25,14,5,27,15,3\n60,17,4,58,17,6\n"};
    const tsq_pool_options options = box_options("SMD", "DL", "z");
    for (size_t i = 0; i < 2; i++) {
        assert_true(box_ranges(tables[i], &options, "auto", NULL).ranged);
    }
    check_refused("n1i,m1i,sd1i,n2i,m2i,sd2i\n1,16,2,1,18,3\n25,14,5,27,15,3\n60,17,4,58,17,6\n", "SMD",
                  "auto,n1i=1,n2i=1", "too few participants");
    /* nothing of the row is rounded */
    static const char signs[] = "n1i,m1i,sd1i,n2i,m2i,sd2i\n30,2,1,31,-2,2\n25,14,5,27,15,3\n60,17,4,58,17,6\n";
    const tsq_pool_options ratio = box_options("ROM", "DL", "z");
    assert_true(box_ranges(signs, &ratio, "auto", NULL).ranged);
    const tsq_pool_options given = box_options("GEN", "DL", "z");
    assert_true(box_ranges("yi,vi,sei\n0.3,0,\n0.5,,0.12\n0.9,,0.31\n", &given, "sei=0.01", NULL).ranged);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_of_zero),
        cmocka_unit_test(rows_that_no_number_brings_in),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
