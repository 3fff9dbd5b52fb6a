/* The correction factors against 50-digit arithmetic: tests/golden/hedges.csv and olkin_pratt.csv. */
#include "check.h"

#include "effect/hedges.h"

#include <stdlib.h>

/* The next row of `n` numbers (a source follows them); false at the end. */
static bool next(FILE *file, double *number, int n)
{
    char line[512];
    if (fgets(line, sizeof line, file) == NULL) {
        return false;
    }
    char *at = line;
    for (int i = 0; i < n; i++) {
        number[i] = strtod(at, &at);
        assert_int_equal(*at, ',');
        at++;
    }
    return true;
}

static FILE *open_table(const char *name)
{
    char path[512], header[512];
    snprintf(path, sizeof path, "%s/%s", TAUSQ_GOLDEN_DIR, name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_non_null(fgets(header, sizeof header, file));
    return file;
}

static void factor_and_its_variance_term(void **state)
{
    (void)state;
    FILE *file = open_table("hedges.csv");
    double row[4];
    size_t n = 0;
    for (; next(file, row, 4); n++) {
        check_close(tsq__hedges_exact(row[0]), row[1], 1e-14, 0.0);
        /* Below the series K is a difference from 1, so that its error is that of 1. */
        check_close(tsq__hedges_k(row[0], TSQ_BIAS_EXACT), row[2], 1e-14, row[0] < 40.0 ? 1e-14 : 0.0);
        check_close(tsq__hedges_k(row[0], TSQ_BIAS_APPROX), row[3], 1e-14, 0.0);
        check_close(tsq__hedges_k(row[0], TSQ_BIAS_NONE), 2.0 / row[0], 0.0, 0.0);
    }
    fclose(file);
    assert_true(n > 100);
}

static void approximate_factor(void **state)
{
    (void)state;
    /* Hedges 1981 eq. 7: 1 - 3/(4m - 1) */
    check_close(tsq__hedges_factor(10.0, TSQ_BIAS_APPROX), 36.0 / 39.0, 1e-15, 0.0);
    check_close(tsq__hedges_factor(98.0, TSQ_BIAS_APPROX), 388.0 / 391.0, 1e-15, 0.0);
    check_close(tsq__hedges_factor(98.0, TSQ_BIAS_NONE), 1.0, 0.0, 0.0);
}

static void unbiased_correlation(void **state)
{
    (void)state;
    FILE *file = open_table("olkin_pratt.csv");
    double row[3];
    size_t n = 0;
    for (; next(file, row, 3); n++) {
        check_close(tsq__olkin_pratt_rest(row[0], row[1]), row[2], 1e-14, 0.0);
    }
    fclose(file);
    assert_true(n > 100);
    assert_true(isnan(tsq__olkin_pratt_rest(0.5, 4.0)));
    /* r so small that the integrand reaches far out: nothing but 1 is left */
    check_close(tsq__olkin_pratt_rest(1e-300, 4.5), 1.0, 0.0, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(factor_and_its_variance_term),
        cmocka_unit_test(approximate_factor),
        cmocka_unit_test(unbiased_correlation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
