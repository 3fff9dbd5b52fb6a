/* Tails and quantiles against 25-digit values. */
#include "check.h"

#include "golden_table.h"
#include "num/dist.h"

#include <string.h>

#define EPS 2.220446049250313e-16

static double worst;

static void judge(double got, double want, double allowed, const char *what, size_t row)
{
    const double error = fabs(got - want);
    if (want != 0.0 && error / allowed > worst) {
        worst = error / allowed;
    }
    if (!(error <= allowed)) {
        fail_msg("row %zu, %s: %.17g, not %.17g (off by %.3g, allowed %.3g)", row + 2, what, got, want, got - want,
                 allowed);
    }
}

/* A tail that is right to a few units in the last place of its exponent: 64 eps (1 + |ln p|), `factor` times that. */
static void judge_tail(tsq__tail got, double p, double log10p, double factor, size_t row)
{
    const double ln = fabs(log10p) * 2.302585092994046, allowed = 64 * EPS * (1.0 + ln) * factor;
    judge(got.p, p, allowed * p + 5e-324, "p", row);
    judge(got.log10p, log10p, allowed, "log10p", row);
}

static tsq__tail upper_tail(const char *distribution, double x, double df1, double df2)
{
    if (strcmp(distribution, "normal") == 0) {
        return tsq__normal_two_sided(x);
    }
    if (strcmp(distribution, "t") == 0) {
        return tsq__t_two_sided(x, df1);
    }
    return strcmp(distribution, "chi2") == 0 ? tsq__chisq_upper_tail(x, df1) : tsq__f_upper_tail(x, df1, df2);
}

static void tails_are_right(void **state)
{
    (void)state;
    struct golden table = golden_open("tails.csv");
    size_t checked = 0;
    worst = 0.0;
    for (size_t row = 0; row < golden_rows(&table); row++) {
        const char *distribution = golden_text(&table, "distribution", row);
        const double x = golden_number(&table, "x", row), p = golden_number(&table, "p", row);
        const double df1 = golden_number(&table, "df1", row), df2 = golden_number(&table, "df2", row);
        const double log10p = golden_number(&table, "log10p", row);
        const bool symmetric = strcmp(distribution, "normal") == 0 || strcmp(distribution, "t") == 0;
        if (symmetric && x < 0.0) {
            continue; /* its mirror image is in the table */
        }
        const double log10_2 = symmetric ? 0.30102999566398119521 : 0.0;
        /* F with many degrees of freedom on both sides: the continued fraction takes hundreds of steps */
        const double factor = fmin(df1, df2) >= 1e3 ? 30.0 : 1.0;
        judge_tail(upper_tail(distribution, x, df1, df2), symmetric ? 2.0 * p : p, log10p + log10_2, factor, row);
        if (strcmp(distribution, "chi2") == 0) {
            const double lower = golden_number(&table, "lower", row);
            const tsq__tail got = tsq__chisq_lower_tail(x, df1);
            if (lower > 1e-300) {
                judge_tail(got, lower, log10(lower), 1.0, row);
            }
        }
        checked++;
    }
    print_message("%zu tails, largest error %.2f of the allowed one\n", checked, worst);
    assert_true(checked > 500);
    golden_close(&table);
}

static void quantiles_are_right(void **state)
{
    (void)state;
    struct golden table = golden_open("quantiles.csv");
    size_t checked = 0;
    worst = 0.0;
    for (size_t row = 0; row < golden_rows(&table); row++) {
        const char *distribution = golden_text(&table, "distribution", row);
        const double x = golden_number(&table, "x", row), p = golden_number(&table, "p", row);
        const double df = golden_number(&table, "df1", row);
        double got;
        if (strcmp(distribution, "normal") == 0) {
            got = tsq__normal_upper(p);
        } else if (strcmp(distribution, "t") == 0 && p < 0.5) {
            got = tsq__t_upper(p, df);
        } else if (strcmp(distribution, "chi2") == 0) {
            got = tsq__chisq_upper(p, df);
        } else if (strcmp(distribution, "F") == 0) {
            got = tsq__f_upper(p, df, golden_number(&table, "df2", row));
        } else {
            continue;
        }
        judge(got, x, 64 * EPS * fabs(x), distribution, row);
        checked++;
    }
    print_message("%zu quantiles, largest error %.2f of the allowed one\n", checked, worst);
    assert_true(checked > 300);
    golden_close(&table);
}

static void limits_of_the_range(void **state)
{
    (void)state;
    check_close(tsq__normal_two_sided(0.0).p, 1.0, 0, 0);
    assert_true(tsq__normal_two_sided(INFINITY).p == 0.0);
    static const double far[][2] = {/* z and log10 of its two-sided tail, with mpmath 1.3.0, 50 digits */
                                    {1e8, -2171472409516267.2363},       {1e40, -2.1714724095162592702e79},
                                    {1e61, -2.1714724095162589184e121},  {1e62, -2.1714724095162592904e123},
                                    {1e100, -2.1714724095162592073e199}, {1.2e154, -3.1269202697034135453e307}};
    for (size_t i = 0; i < sizeof far / sizeof far[0]; i++) {
        assert_true(tsq__normal_two_sided(far[i][0]).p == 0.0);
        check_close(tsq__normal_two_sided(far[i][0]).log10p, far[i][1], 1e-14, 0);
    }
    assert_true(isinf(tsq__t_two_sided(INFINITY, 3.0).log10p));
    assert_true(tsq__chisq_upper_tail(0.0, 5.0).p == 1.0);
    assert_true(tsq__chisq_upper_tail(INFINITY, 5.0).p == 0.0);
    assert_true(tsq__f_upper_tail(0.0, 2.0, 5.0).p == 1.0);
    assert_true(tsq__f_upper_tail(INFINITY, 2.0, 5.0).p == 0.0);
    assert_true(tsq__t_upper(0.5, 4.0) == 0.0);
    /* t with 1 df beyond the range of t^2: P(|T| > t) = 2/(pi t) */
    check_close(tsq__t_two_sided(1e200, 1.0).p, 6.3661977236758134e-201, 1e-13, 0);
}

/* What is no number gives none, and at once: a hundred times ten million steps would not end. */
static void no_number_is_told_at_once(void **state)
{
    (void)state;
    for (size_t i = 0; i < 100; i++) {
        assert_true(isnan(tsq__t_two_sided((double)NAN, 1.0).p));
        assert_true(isnan(tsq__t_two_sided(1.0, (double)NAN).p));
        assert_true(isnan(tsq__chisq_upper_tail((double)NAN, 3.0).p));
        assert_true(isnan(tsq__f_upper_tail((double)NAN, 1.0, 3.0).p));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tails_are_right),
        cmocka_unit_test(quantiles_are_right),
        cmocka_unit_test(limits_of_the_range),
        cmocka_unit_test(no_number_is_told_at_once),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
