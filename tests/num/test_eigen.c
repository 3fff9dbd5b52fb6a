/* Eigenvalues of small covariance matrices against 60-digit arithmetic on the same doubles (mpmath, eigsy). */
#include "check.h"

#include "num/eigen.h"

#include <stdlib.h>

enum { MOST = 5 };

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double at(const tsq__twofold *u, size_t n, size_t i, size_t c)
{
    return u[i * n + c].high;
}

/* Eigenvalues to 1e-15 relative, eigenvectors orthogonal to 1e-30, and UDU' the matrix. */
static void expect(size_t n, const double *matrix, const double *want)
{
    tsq__twofold a[MOST * MOST], u[MOST * MOST];
    double got[MOST];
    for (size_t i = 0; i < n * n; i++) {
        a[i] = (tsq__twofold){matrix[i], 0.0};
    }
    assert_true(tsq__eigen(n, a, u));
    for (size_t c = 0; c < n; c++) {
        for (size_t d = 0; d <= c; d++) {
            tsq__twofold sum = {c == d ? -1.0 : 0.0, 0.0};
            for (size_t i = 0; i < n; i++) {
                sum = tsq__twofold_add(sum, tsq__twofold_times(u[i * n + c], u[i * n + d]));
            }
            assert_true(fabs(sum.high) < 1e-29);
        }
    }
    for (size_t i = 0; i < n * n; i++) {
        double sum = 0.0, size = 0.0;
        for (size_t c = 0; c < n; c++) {
            const double term = a[c * n + c].high * at(u, n, i / n, c) * at(u, n, i % n, c);
            sum += term;
            size += fabs(term);
        }
        check_close(sum, matrix[i], 0.0, 1e-15 * size);
    }
    for (size_t c = 0; c < n; c++) {
        got[c] = a[c * n + c].high;
    }
    qsort(got, n, sizeof *got, ascending);
    for (size_t c = 0; c < n; c++) {
        check_close(got[c], want[c], 1e-15, 0.0);
    }
}

static void small_eigenvalues_keep_their_digits(void **state)
{
    (void)state;
    double hilbert[25], graded[9];
    for (size_t i = 0; i < 25; i++) {
        hilbert[i] = 1.0 / (double)(i / 5 + i % 5 + 1);
    }
    expect(5, hilbert,
           (const double[]){3.2879287721758158909e-6, 0.00030589804015118543197, 0.011407491623419802297,
                            0.20853421861101333168, 1.5670506910982307849});
    const double correlation[] = {1.0, 0.5, 0.25, 0.5, 1.0, -0.125, 0.25, -0.125, 1.0};
    const double unit[] = {1.0, 0x1p20, 0x1p-20};
    for (size_t i = 0; i < 9; i++) {
        graded[i] = correlation[i] * unit[i / 3] * unit[i % 3];
    }
    expect(3, graded, (const double[]){7.7686005776425353827e-13, 0.74999999999994789353, 1099511627776.25});
    const double c = 1.0 - 1e-10;
    expect(2, (const double[]){1.0, c, c, 1.0}, (const double[]){1.0000000827403709991e-10, 1.9999999998999999917});
    expect(2, (const double[]){1.0, c, c, 1.5}, (const double[]){0.21922359369259912059, 2.2807764063074008794});
    expect(1, (const double[]){2.385}, (const double[]){2.385});
}

static void what_is_not_positive_definite_is_told(void **state)
{
    (void)state;
    static const double wrong[][4] = {{1.0, 1.0, 1.0, 1.0}, {1.0, 2.0, 2.0, 1.0}, {4.0, -2.0, -2.0, 1.0}};
    for (size_t m = 0; m < sizeof wrong / sizeof *wrong; m++) {
        tsq__twofold a[4], u[4];
        for (size_t i = 0; i < 4; i++) {
            a[i] = (tsq__twofold){wrong[m][i], 0.0};
        }
        assert_false(tsq__eigen(2, a, u));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_eigenvalues_keep_their_digits),
        cmocka_unit_test(what_is_not_positive_definite_is_told),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
