/* Exact linear dependence, and near dependence that is none. */
#include "check.h"

#include "num/rank.h"

#define K 5

static bool dependent(size_t m, const double *X, const double *y, bool intercept)
{
    uint64_t work[(K + 1) * 8];
    return tsq__rank_deficient(K, m, X, y, intercept, work);
}

static void exact_dependence_is_found(void **state)
{
    (void)state;
    const double constant[] = {3, 3, 3, 3, 3}, zero[K] = {0};
    const double twins[] = {1, 2, 4, 8, 9, 0.5, 1, 2, 4, 4.5};
    const double sum[] = {1, 2, 4, 8, 9, 0.25, 3, 1, 7, 2, 1.25, 5, 5, 15, 11};
    assert_true(dependent(1, constant, NULL, true));
    assert_false(dependent(1, constant, NULL, false));
    assert_true(dependent(1, zero, NULL, false));
    assert_true(dependent(2, twins, NULL, false));
    assert_true(dependent(3, sum, NULL, true));
}

static void near_dependence_is_none(void **state)
{
    (void)state;
    /* one unit in the last place */
    const double near[] = {1, 2, 4, 8, 9, 1, 2, 4, 8, 9.000000000000002};
    const double tiny[] = {1e-300, 2e-300, 1e-300, 1e-300, 1e-300}, huge[] = {1e300, 1e300, 1e300, 1e300, 2e300};
    assert_false(dependent(2, near, NULL, true));
    assert_false(dependent(1, tiny, NULL, true));
    assert_false(dependent(1, huge, NULL, true));
}

static void columns_depend_as_they_are_written(void **state)
{
    (void)state;
    /* 0.1 + 0.2 is not 0.3 in binary, and 33.3 + 66.7 - 100 is not 12.1 + 87.9 - 100 */
    double sum[] = {0.1, 0.2, 0.4, 0.7, 0.9, 0.2, 0.1, 0.3, 0.3, 0.5, 0.3, 0.3, 0.7, 1.0, 1.4};
    double percent[] = {33.3, 12.1, 57.9, 71.7, -5.1, 66.7, 87.9, 42.1, 28.3, 105.1};
    assert_true(dependent(3, sum, NULL, false));
    assert_true(dependent(2, percent, NULL, true));
    assert_false(dependent(2, percent, NULL, false));
    sum[14] = 1.4000000000000001; /* the next double */
    percent[9] = 105.2;
    assert_false(dependent(3, sum, NULL, false));
    assert_false(dependent(2, percent, NULL, true));
}

static void an_outcome_on_the_surface_is_seen(void **state)
{
    (void)state;
    const double x[] = {1, 2, 3, 4, 6}, on[] = {5, 7, 9, 11, 15}, off[] = {5, 7, 9, 11, 15.5};
    assert_true(dependent(1, x, on, true));
    assert_false(dependent(1, x, off, true));
    assert_false(dependent(1, x, on, false));
}

static void more_columns_than_rows_depend(void **state)
{
    (void)state;
    const double X[30] = {0};
    uint64_t work[100];
    assert_true(tsq__rank_deficient(2, 2, X, NULL, true, work));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(exact_dependence_is_found),          cmocka_unit_test(near_dependence_is_none),
        cmocka_unit_test(columns_depend_as_they_are_written), cmocka_unit_test(an_outcome_on_the_surface_is_seen),
        cmocka_unit_test(more_columns_than_rows_depend),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
