/* Mean, SD and quantiles of long sequences: against sorting, and in bins beyond what is kept. */
#include "check.h"

#include "num/stream.h"
#include "resample/spread.h"

#include <stdlib.h>
#include <string.h>

#define MANY ((size_t)300000)

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Type 7 of R from sorted numbers. */
static double quantile_of(const double *x, size_t n, double share)
{
    const double at = share * (double)(n - 1);
    const size_t below = (size_t)at;
    return at > (double)below ? x[below] + (at - (double)below) * (x[below + 1] - x[below]) : x[below];
}

static void compare(double *x, size_t n)
{
    static const double share[] = {0.025, 0.25, 0.5, 0.75, 0.975};
    tsq__spread spread;
    tsq__spread_begin(&spread, 0.0, 1.0);
    for (size_t i = 0; i < n;) { /* in parts of all sizes */
        const size_t part = n - i < i + 1 ? n - i : i + 1;
        assert_int_equal(tsq__spread_add_all(&spread, part, x + i, NULL), TSQ_OK);
        i += part;
    }
    const tsq_spread told = tsq__spread_tell(&spread), again = tsq__spread_tell(&spread);
    long double sum = 0.0L, squares = 0.0L;
    for (size_t i = 0; i < n; i++) {
        sum += x[i];
    }
    const long double mean = sum / (long double)n;
    for (size_t i = 0; i < n; i++) {
        squares += (x[i] - mean) * (x[i] - mean);
    }
    qsort(x, n, sizeof *x, ascending);
    assert_true(told.exact && told.n == n);
    for (size_t i = 0; i < 5; i++) {
        assert_true(told.quantile[i] == quantile_of(x, n, share[i]) && again.quantile[i] == told.quantile[i]);
    }
    assert_true(told.least == x[0] && told.greatest == x[n - 1]);
    check_close(told.mean, (double)mean, 1e-12, 1e-13 * fmax(fabs(x[0]), fabs(x[n - 1])));
    if (n > 1) {
        check_close(told.sd, sqrt((double)squares / (double)(n - 1)), 1e-11, 1e-14 * fabs((double)mean));
    } else {
        assert_true(isnan(told.sd));
    }
    tsq__spread_free(&spread);
}

/* Numbers of several kinds: random, many equal ones, all equal, falling, of very different size, in two heaps. */
static double number_of(int kind, size_t i, tsq__stream *stream)
{
    const double u = tsq__stream_uniform(stream);
    switch (kind) {
    case 0:
        return tsq__stream_normal(stream);
    case 1:
        return u < 0.6 ? 0.0 : u;
    case 2:
        return 0.1;
    case 3:
        return -(double)i;
    case 4:
        return pow(10.0, 40.0 * u - 20.0);
    case 5:
        return floor(4.0 * u);
    default:
        return i % 2 == 0 ? 1e6 + u : -1e6 - u;
    }
}

static void quantiles_equal_those_of_sorted_numbers(void **state)
{
    static const size_t sizes[] = {1, 2, 3, 5, 64, 65, 1000, 4095, 4097, 5000, MANY};
    double *x = *state;
    for (size_t s = 0; s < sizeof sizes / sizeof *sizes; s++) {
        for (int kind = 0; kind < 7; kind++) {
            tsq__stream stream = tsq__stream_at(5, s * 10 + (size_t)kind);
            for (size_t i = 0; i < sizes[s]; i++) {
                x[i] = number_of(kind, i, &stream);
            }
            compare(x, sizes[s]);
        }
    }
}

/* Uniform numbers beyond what is kept: quantiles are right to the width of a bin. */
static void beyond_what_is_kept_bins_count(void **state)
{
    double *x = *state;
    tsq__spread spread;
    const size_t parts = TSQ__SPREAD_KEPT / MANY + 2;
    tsq__spread_begin(&spread, 0.5, 0.5);
    for (size_t part = 0; part < parts; part++) {
        for (size_t i = 0; i < MANY; i++) {
            x[i] = (double)(i * parts + part) / (double)(MANY * parts - 1);
        }
        assert_int_equal(tsq__spread_add_all(&spread, MANY, x, NULL), TSQ_OK);
    }
    const tsq_spread told = tsq__spread_tell(&spread);
    static const double share[] = {0.025, 0.25, 0.5, 0.75, 0.975};
    assert_true(!told.exact && told.n == MANY * parts);
    for (size_t i = 0; i < 5; i++) {
        check_close(told.quantile[i], share[i], 0.0, 2e-5);
    }
    check_close(told.mean, 0.5, 1e-12, 0.0);
    const double n = (double)told.n; /* 0 to n - 1 have the variance n (n + 1) / 12 */
    check_close(told.sd, sqrt(n * (n + 1.0) / 12.0) / (n - 1.0), 1e-11, 0.0);
    assert_true(told.least == 0.0 && told.greatest == 1.0);
    tsq__spread_free(&spread);
}

/* As many in one heap as in the other: their median lies half-way, as type 7 has it. */
static void a_quantile_between_two_heaps_is_between_them(void **state)
{
    double *x = *state;
    tsq__spread spread;
    tsq__spread_begin(&spread, 2.0, 1.0);
    for (size_t i = 0; i < MANY; i++) {
        x[i] = i % 2 == 0 ? 1.0 : 3.0;
    }
    for (size_t n = 0; n <= TSQ__SPREAD_KEPT; n += MANY) {
        assert_int_equal(tsq__spread_add_all(&spread, MANY, x, NULL), TSQ_OK);
    }
    const tsq_spread told = tsq__spread_tell(&spread);
    assert_true(!told.exact);
    check_close(told.quantile[1], 1.0, 0.0, 1e-4);
    check_close(told.quantile[2], 2.0, 0.0, 1e-4);
    check_close(told.quantile[3], 3.0, 0.0, 1e-4);
    tsq__spread_free(&spread);
}

/* Tau2 is often 0: a quantile among the zeros is 0, not the middle of their bin. */
static void many_that_are_least_are_told_as_they_are(void **state)
{
    double *x = *state;
    tsq__spread spread;
    tsq__spread_begin(&spread, 0.2, 0.1);
    for (size_t i = 0; i < MANY; i++) {
        x[i] = i % 3 == 0 ? 0.3 : 0.0;
    }
    for (size_t n = 0; n <= TSQ__SPREAD_KEPT; n += MANY) {
        assert_int_equal(tsq__spread_add_all(&spread, MANY, x, NULL), TSQ_OK);
    }
    const tsq_spread told = tsq__spread_tell(&spread);
    assert_true(!told.exact && told.quantile[0] == 0.0 && told.quantile[1] == 0.0 && told.quantile[2] == 0.0);
    check_close(told.quantile[3], 0.3, 0.0, 1e-5);
    tsq__spread_free(&spread);
}

/* The same number many times over is not kept; another one that comes late finds it all the same. */
static void equal_numbers_are_counted(void **state)
{
    double *x = *state;
    tsq__spread spread;
    for (size_t parts = 1; parts <= TSQ__SPREAD_KEPT / MANY + 1; parts += TSQ__SPREAD_KEPT / MANY) {
        for (int expected = 0; expected < 2; expected++) {
            tsq__spread_begin(&spread, 0.0, 1.0);
            tsq__spread_expect(&spread, expected == 1 ? parts * MANY : 0);
            for (size_t i = 0; i < MANY; i++) {
                x[i] = 0.75;
            }
            for (size_t part = 0; part < parts; part++) {
                assert_int_equal(tsq__spread_add_all(&spread, MANY, x, NULL), TSQ_OK);
            }
            assert_true(spread.kept == NULL && spread.bin == NULL);
            tsq_spread told = tsq__spread_tell(&spread);
            assert_true(told.exact && told.n == parts * MANY && told.mean == 0.75 && told.sd == 0.0);
            assert_true(told.quantile[0] == 0.75 && told.quantile[4] == 0.75);
            const double last[] = {0.75, 0.5, 1.0};
            assert_int_equal(tsq__spread_add_all(&spread, 3, last, NULL), TSQ_OK);
            told = tsq__spread_tell(&spread);
            assert_true(told.exact == (parts == 1) && told.n == parts * MANY + 3);
            assert_true(told.least == 0.5 && told.greatest == 1.0);
            check_close(told.quantile[0], 0.75, 1e-4, 0.0);
            check_close(told.quantile[4], 0.75, 1e-4, 0.0);
            tsq__spread_free(&spread);
        }
    }
}

/* Once numbers are not kept any more, their bins and what a block says of itself make the same collection; also of numbers
 * that fill a bin beyond what a small counter holds. */
static void bins_stand_for_numbers(void **state)
{
    double *x = *state;
    static uint32_t bin[MANY];
    const size_t parts = TSQ__SPREAD_KEPT / MANY + 3;
    for (int kind = 0; kind < 7; kind++) {
        tsq__spread spread[2];
        tsq__stream stream = tsq__stream_at(6, (uint64_t)kind);
        for (size_t i = 0; i < MANY; i++) {
            x[i] = number_of(kind, i, &stream);
        }
        tsq__spread_begin(&spread[0], 0.3, 0.7);
        tsq__spread_begin(&spread[1], 0.3, 0.7);
        for (size_t part = 0; part < parts; part++) {
            tsq__spread_block block;
            const size_t n = part % 2 == 0 ? MANY : MANY - 3;
            assert_int_equal(tsq__spread_add_all(&spread[0], n, x, NULL), TSQ_OK);
            tsq__spread_block_of(n, x, &block);
            if (tsq__spread_is_binned(&spread[1])) {
                tsq__spread_place(&spread[1], n, x, bin);
                assert_int_equal(tsq__spread_add_placed(&spread[1], &block, bin, NULL), TSQ_OK);
            } else {
                assert_int_equal(tsq__spread_add_block(&spread[1], &block, x, NULL), TSQ_OK);
            }
        }
        const tsq_spread told[2] = {tsq__spread_tell(&spread[0]), tsq__spread_tell(&spread[1])};
        assert_true(tsq__spread_is_binned(&spread[1]) && told[0].n == told[1].n && told[0].mean == told[1].mean);
        assert_true(told[0].sd == told[1].sd && told[0].least == told[1].least);
        assert_true(told[0].greatest == told[1].greatest && told[0].exact == told[1].exact);
        assert_memory_equal(told[0].quantile, told[1].quantile, sizeof told[0].quantile);
        uint64_t sum = 0;
        for (size_t i = 0; spread[1].bin != NULL && i < (size_t)1 << 18; i++) {
            assert_true(spread[0].bin[i] == spread[1].bin[i]);
            sum += spread[1].bin[i];
        }
        assert_true(spread[1].bin != NULL ? sum == told[1].n : spread[1].same == told[1].n);
        tsq__spread_free(&spread[0]);
        tsq__spread_free(&spread[1]);
    }
}

static void nothing_is_nothing(void **state)
{
    (void)state;
    tsq__spread spread;
    tsq__spread_begin(&spread, 0.0, 1.0);
    assert_int_equal(tsq__spread_add_all(&spread, 0, NULL, NULL), TSQ_OK);
    const tsq_spread told = tsq__spread_tell(&spread);
    assert_true(told.n == 0 && isnan(told.mean) && isnan(told.sd) && isnan(told.least) && isnan(told.quantile[2]));
    tsq__spread_free(&spread);
}

static int setup(void **state)
{
    *state = malloc(MANY * sizeof(double));
    return *state != NULL ? 0 : -1;
}

static int teardown(void **state)
{
    free(*state);
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(quantiles_equal_those_of_sorted_numbers),
        cmocka_unit_test(beyond_what_is_kept_bins_count),
        cmocka_unit_test(a_quantile_between_two_heaps_is_between_them),
        cmocka_unit_test(many_that_are_least_are_told_as_they_are),
        cmocka_unit_test(equal_numbers_are_counted),
        cmocka_unit_test(bins_stand_for_numbers),
        cmocka_unit_test(nothing_is_nothing),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
