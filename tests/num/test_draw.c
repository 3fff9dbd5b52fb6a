/* Normal, gamma, t and binomial numbers follow their distributions: moments and frequencies within 5 standard errors. */
#include "check.h"

#include "num/draw.h"
#include "num/ziggurat.h"

#define DRAWS 200000

/* All layers have the area of the lowest one, which is a rectangle and the tail. */
static void layers_of_the_ziggurat_have_one_area(void **state)
{
    (void)state;
    const double edge = ziggurat_x[1],
                 area = edge * exp(-0.5 * edge * edge) + sqrt(acos(-1.0) / 2.0) * erfc(edge / sqrt(2.0));
    check_close(ziggurat_x[0] * ziggurat_f[1], area, 1e-13, 0.0);
    for (int i = 1; i < 256; i++) {
        check_close(ziggurat_x[i] * (ziggurat_f[i + 1] - ziggurat_f[i]), area, 1e-11, 0.0);
    }
    for (int i = 0; i < 257; i++) {
        check_close(ziggurat_f[i], exp(-0.5 * ziggurat_x[i] * ziggurat_x[i]), 1e-14, 0.0);
    }
    check_close(ziggurat_x[256], 0.0, 0.0, 0.0);
}

/* Frequencies between -5 and 5 in steps of 1/8 and beyond, by erfc; so every layer and the tail are seen. */
static void normal_numbers_have_their_frequencies(void **state)
{
    (void)state;
    static double count[82];
    const int n = 4000000;
    tsq__stream stream = tsq__stream_at(6, 0);
    double fourth = 0.0;
    for (int j = 0; j < n; j++) {
        const double x = tsq__draw_normal(&stream);
        count[x < -5.0 ? 0 : x >= 5.0 ? 81 : (int)floor((x + 5.0) * 8.0) + 1] += 1.0;
        fourth += x * x * x * x;
    }
    check_close(fourth / n, 3.0, 0.0, 5.0 * sqrt(96.0 / n));
    double chisq = 0.0;
    for (int i = 0; i < 82; i++) {
        const double from = i == 0 ? -INFINITY : -5.0 + (i - 1) / 8.0, to = i == 81 ? INFINITY : -5.0 + i / 8.0;
        const double expected = n * 0.5 * (erfc(from / sqrt(2.0)) - erfc(to / sqrt(2.0)));
        chisq += (count[i] - expected) * (count[i] - expected) / expected;
        check_close(count[i], expected, 0.0, 1.0 + 5.0 * sqrt(expected));
    }
    assert_true(chisq < 81.0 + 4.0 * sqrt(2.0 * 81.0));
}

static void gamma_numbers_have_their_moments(void **state)
{
    (void)state;
    static const double shapes[] = {0.1, 0.5, 1.0, 2.5, 40.0};
    for (size_t i = 0; i < sizeof shapes / sizeof *shapes; i++) {
        const double a = shapes[i];
        tsq__stream stream = tsq__stream_at(7, i);
        double sum = 0.0, squares = 0.0, logs = 0.0;
        for (int j = 0; j < DRAWS; j++) {
            const double x = tsq__draw_gamma(&stream, a);
            assert_true(x > 0.0);
            sum += x - a;
            squares += (x - a) * (x - a);
            logs += x < a;
        }
        /* central moments of gamma: variance a, fourth 3 a^2 + 6 a */
        check_close(sum / DRAWS, 0.0, 0.0, 5.0 * sqrt(a / DRAWS));
        check_close(squares / DRAWS, a, 0.0, 5.0 * sqrt((2.0 * a * a + 6.0 * a) / DRAWS));
        /* P(X < a): tests/golden/make/simulate.py */
        static const double below[] = {0.82755175958585065, 0.68268949213708585, 0.63212055882855767,
                                       0.58411981300449208, 0.52102886106105516};
        check_close(logs / DRAWS, below[i], 0.0, 5.0 * 0.5 / sqrt(DRAWS));
    }
}

static void t_numbers_have_their_quantiles(void **state)
{
    (void)state;
    /* upper 2.5 % and 25 % points: any table of t */
    static const double df[] = {1.0, 3.0, 10.0}, outer[] = {12.706204736432095, 3.182446305284263, 2.228138851964939},
                        quarter[] = {1.0, 0.764892328404345, 0.699812061312432};
    for (size_t i = 0; i < 3; i++) {
        tsq__stream stream = tsq__stream_at(8, i);
        int beyond = 0, above = 0;
        for (int j = 0; j < DRAWS; j++) {
            const double x = tsq__draw_t(&stream, df[i]);
            beyond += fabs(x) > outer[i];
            above += x > quarter[i];
        }
        check_close((double)beyond / DRAWS, 0.05, 0.0, 5.0 * sqrt(0.05 * 0.95 / DRAWS));
        check_close((double)above / DRAWS, 0.25, 0.0, 5.0 * sqrt(0.25 * 0.75 / DRAWS));
    }
}

/* The probability of x events by the formula, with logs of gamma functions. */
static double probability(double n, double p, double x)
{
    return exp(lgamma(n + 1.0) - lgamma(x + 1.0) - lgamma(n - x + 1.0) + x * log(p) + (n - x) * log1p(-p));
}

static void binomial_numbers_have_their_frequencies(void **state)
{
    (void)state;
    static const struct {
        uint32_t n;
        double p;
    } cases[] = {{1, 0.3}, {10, 0.02}, {25, 0.5}, {40, 0.25}, {100, 0.099}, {100, 0.9}, {1000, 0.4}, {5000, 0.01}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const double n = cases[i].n, p = cases[i].p;
        static int count[5001];
        tsq__stream stream = tsq__stream_at(9, i);
        double sum = 0.0;
        for (uint32_t x = 0; x <= cases[i].n; x++) {
            count[x] = 0;
        }
        for (int j = 0; j < DRAWS; j++) {
            const double x = tsq__draw_binomial(&stream, cases[i].n, p);
            assert_true(x >= 0.0 && x <= n && x == floor(x));
            count[(int)x]++;
            sum += x;
        }
        check_close(sum / DRAWS, n * p, 0.0, 5.0 * sqrt(n * p * (1.0 - p) / DRAWS));
        double chisq = 0.0, cells = 0.0;
        for (uint32_t x = 0; x <= cases[i].n; x++) {
            const double expected = DRAWS * probability(n, p, x);
            if (expected >= 5.0) {
                chisq += (count[x] - expected) * (count[x] - expected) / expected;
                cells += 1.0;
            }
        }
        /* chi-square on at most `cells` degrees of freedom: five standard deviations above its mean */
        assert_true(chisq < cells + 5.0 * sqrt(2.0 * cells));
    }
}

static void sure_events_are_sure(void **state)
{
    (void)state;
    tsq__stream stream = tsq__stream_at(1, 1);
    for (int j = 0; j < 100; j++) {
        check_close(tsq__draw_binomial(&stream, 50, 0.0), 0.0, 0.0, 0.0);
        check_close(tsq__draw_binomial(&stream, 50, 1.0), 50.0, 0.0, 0.0);
        check_close(tsq__draw_binomial(&stream, 0, 0.5), 0.0, 0.0, 0.0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(layers_of_the_ziggurat_have_one_area),
        cmocka_unit_test(normal_numbers_have_their_frequencies),
        cmocka_unit_test(gamma_numbers_have_their_moments),
        cmocka_unit_test(t_numbers_have_their_quantiles),
        cmocka_unit_test(binomial_numbers_have_their_frequencies),
        cmocka_unit_test(sure_events_are_sure),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
