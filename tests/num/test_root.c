/* The bracketed root finder ends with the root and its enclosure. */
#include "check.h"

#include "num/root.h"

struct counted {
    double (*f)(double);
    int calls;
};

static double call(double x, void *context)
{
    struct counted *counted = context;
    counted->calls++;
    return counted->f(x);
}

static double cube(double x)
{
    return x * x * x - 2.385;
}

static double step(double x)
{
    return x < 0.7071 ? -1.0 : 1e-300;
}

static double flat(double x)
{
    const double d = x - 0.3;
    return d * d * d * d * d;
}

static double tiny(double x)
{
    return 1e-50 * (x / 1.2345e-200 - 1.0);
}

static int solve(double (*f)(double), double lo, double hi, double want, double rtol)
{
    struct counted counted = {f, 0};
    double root = NAN;
    assert_int_equal(tsq__root(call, &counted, &lo, &hi, f(lo), f(hi), 0.0, &root), 0);
    check_close(root, want, rtol, 0);
    assert_true(lo <= root && root <= hi);
    assert_true(f(lo) * f(hi) <= 0.0);
    assert_true(hi - lo <= 4 * 2.3e-16 * fabs(root));
    return counted.calls;
}

static void roots_are_found(void **state)
{
    (void)state;
    assert_true(solve(cube, 0.0, 1e6, cbrt(2.385), 5e-16) < 80);
    assert_true(solve(cube, 1.0, 2.0, cbrt(2.385), 5e-16) < 15);
    solve(step, 0.0, 1.0, 0.7071, 5e-16);
    solve(tiny, 0.0, 1.0, 1.2345e-200, 1e-15);
}

static void a_flat_root_ends(void **state)
{
    (void)state;
    struct counted counted = {flat, 0};
    double lo = 0.0, hi = 1.0, root = NAN;
    assert_int_equal(tsq__root(call, &counted, &lo, &hi, flat(0.0), flat(1.0), 0.0, &root), 0);
    check_close(root, 0.3, 0, 1e-15);
    assert_true(counted.calls < 300);
}

static void the_ends_may_be_the_root(void **state)
{
    (void)state;
    struct counted counted = {cube, 0};
    double lo = 1.0, hi = 2.0, root = NAN;
    assert_int_equal(tsq__root(call, &counted, &lo, &hi, 0.0, 1.0, 0.0, &root), 0);
    assert_true(root == 1.0 && lo == 1.0 && hi == 1.0);
    assert_int_equal(counted.calls, 0);
}

static void no_change_of_sign_is_said(void **state)
{
    (void)state;
    struct counted counted = {cube, 0};
    double lo = 2.0, hi = 3.0, root = -1.0;
    assert_int_equal(tsq__root(call, &counted, &lo, &hi, cube(2.0), cube(3.0), 0.0, &root), -1);
    assert_int_equal(tsq__root(call, &counted, &lo, &hi, NAN, 1.0, 0.0, &root), -1);
    assert_true(root == -1.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(roots_are_found),
        cmocka_unit_test(a_flat_root_ends),
        cmocka_unit_test(the_ends_may_be_the_root),
        cmocka_unit_test(no_change_of_sign_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
