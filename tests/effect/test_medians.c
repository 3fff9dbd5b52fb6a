/* What the conversions of medians owe to any data: units, mirror images, symmetry, ties, small groups. */
#include "check.h"

#include <tausq/convert.h>

#include <math.h>
#include <string.h>

static const char *const methods[] = {"", "-lognormal", "-qe", "-bc", "-mln", "-blue"};
static const char *const cases[] = {"five-numbers", "quartiles", "range"};
enum { METHODS = sizeof methods / sizeof methods[0], CASES = sizeof cases / sizeof cases[0] };

static tsq_converted convert(const char *which, const char *method, double n, const double x[5])
{
    char id[64];
    snprintf(id, sizeof id, "%s%s", which, method);
    const bool quartiles = strcmp(which, "range") != 0, range = strcmp(which, "quartiles") != 0;
    const tsq_reported reported = {.n = n,
                                   .mean = NAN,
                                   .sd = NAN,
                                   .se = NAN,
                                   .lb = NAN,
                                   .ub = NAN,
                                   .min = range ? x[0] : NAN,
                                   .q1 = quartiles ? x[1] : NAN,
                                   .median = x[2],
                                   .q3 = quartiles ? x[3] : NAN,
                                   .max = range ? x[4] : NAN,
                                   .n_other = NAN,
                                   .mean_other = NAN,
                                   .t = NAN,
                                   .p = NAN};
    const tsq_convert_options options = {0};
    tsq_converted out = {NAN, NAN, NAN, NAN, NULL, NULL, NULL, {NAN, NAN, NAN}};
    const tsq_conversion *conversion = tsq_conversion_find(id);
    assert_non_null(conversion);
    assert_int_equal(conversion->convert(&reported, &options, &out), TSQ_OK);
    return out;
}

static bool is(const char *method, const char *other)
{
    return strcmp(method, other) == 0;
}

/* 17 to 255: the unit of none of the methods but MLN's matters, nor does it to QE outside of [0, 1]. */
static void the_unit_does_not_matter(void **state)
{
    (void)state;
    static const double x[5] = {17, 41, 58, 93, 255};
    static const double units[] = {0x1p-3, 17.104, 1e6, 1e200};
    for (size_t m = 0; m < METHODS; m++) {
        for (size_t c = 0; c < CASES; c++) {
            const tsq_converted one = convert(cases[c], methods[m], 40, x);
            for (size_t u = 0; u < sizeof units / sizeof units[0] && !is(methods[m], "-mln"); u++) {
                double scaled[5];
                for (int i = 0; i < 5; i++) {
                    scaled[i] = x[i] * units[u];
                }
                const tsq_converted other = convert(cases[c], methods[m], 40, scaled);
                check_close(other.mean / units[u], one.mean, 1e-11, 0.0);
                check_close(other.sd / units[u], one.sd, 1e-10, 0.0);
            }
        }
    }
}

static void shifts_move_the_mean_of_linear_methods(void **state)
{
    (void)state;
    static const double x[5] = {-3, -1, 0.25, 2, 7}, shifted[5] = {1e3 - 3, 1e3 - 1, 1e3 + 0.25, 1e3 + 2, 1e3 + 7};
    for (size_t c = 0; c < CASES; c++) {
        for (size_t m = 0; m < METHODS; m++) {
            if (is(methods[m], "") || is(methods[m], "-blue")) {
                const tsq_converted one = convert(cases[c], methods[m], 26, x);
                const tsq_converted other = convert(cases[c], methods[m], 26, shifted);
                check_close(other.mean - 1e3, one.mean, 0.0, 1e-12);
                check_close(other.sd, one.sd, 1e-12, 0.0);
            }
        }
    }
}

/* -x in place of x: Luo, Wan and Shi and the normal distribution of QE have no side. BLUE takes the median for the
 * order statistic floor(n/2) + 1, which is the middle one where n is 4 k + 1 only. */
static void mirror_images_have_mirrored_means(void **state)
{
    (void)state;
    static const double x[5] = {-6, -1.7, -0.5, 0.5, 3}, mirrored[5] = {-3, -0.5, 0.5, 1.7, 6};
    static const char *const sideless[] = {"", "-qe", "-blue"};
    for (size_t m = 0; m < 3; m++) {
        for (size_t c = 0; c < CASES; c++) {
            for (double n = 5; n <= 101; n += 4) {
                const tsq_converted one = convert(cases[c], sideless[m], n, x);
                const tsq_converted other = convert(cases[c], sideless[m], n, mirrored);
                check_close(other.mean, -one.mean, 1e-12, 1e-14);
                check_close(other.sd, one.sd, 1e-12, 0.0);
            }
        }
    }
}

static void of_symmetric_numbers_the_mean_is_the_median(void **state)
{
    (void)state;
    static const double x[5] = {2, 5, 6, 7, 10};
    for (size_t c = 0; c < CASES; c++) {
        static const char *const symmetric[] = {"", "-qe", "-bc", "-blue"};
        for (size_t m = 0; m < 4; m++) {
            const tsq_converted out = convert(cases[c], symmetric[m], 29, x);
            /* Five numbers are not those of a normal distribution, and another may come closer. */
            if (!is(symmetric[m], "-qe") || is(out.fitted, "normal")) {
                check_close(out.mean, 6, 1e-12, 0.0);
            }
        }
    }
    /* Symmetric logarithms: Box-Cox finds lambda = 0, and the mean of lognormal data. */
    static const double y[5] = {0.5, 1, 2, 4, 8};
    const tsq_converted out = convert("quartiles", "-bc", 29, y);
    const double sd = log(4.0) / (2.0 * 0.64123883561753448); /* qnorm((0.75*29-0.125)/29.25) in R 4.2.2 */
    check_close(out.mean, 2.0 * exp(sd * sd / 2.0), 1e-10, 0.0);
}

/* 3 to 10 participants: none below 5, and then a mean between the numbers and a positive SD. */
static void small_groups(void **state)
{
    (void)state;
    static const double x[5] = {2, 5, 6.5, 9, 17};
    for (size_t m = 0; m < METHODS; m++) {
        for (size_t c = 0; c < CASES; c++) {
            for (double n = 3; n <= 10; n++) {
                const tsq_converted out = convert(cases[c], methods[m], n, x);
                if (n < 5) {
                    assert_non_null(out.refused);
                    assert_true(isnan(out.mean) && isnan(out.sd));
                } else {
                    assert_null(out.refused);
                    assert_true(out.mean > 2 && out.mean < 17 && out.sd > 0 && out.sd < 20);
                }
            }
        }
    }
}

static void check_tie(const char *which, const char *method, const double x[5])
{
    const tsq_converted out = convert(which, method, 30, x);
    const bool number = isfinite(out.mean) && isfinite(out.sd) && out.sd >= 0;
    assert_true(number != (out.refused != NULL));
    assert_true(number || (isnan(out.mean) && isnan(out.sd)));
}

/* Equal numbers give a result or a reason, and equal quartiles an SD of 0 where there is a result. */
static void ties(void **state)
{
    (void)state;
    static const double tied[][5] = {{3, 3, 3, 3, 3}, {1, 1, 2, 3, 4}, {1, 2, 2, 3, 4}, {1, 2, 3, 3, 4},
                                     {0, 0, 0, 2, 9}, {0, 0, 1, 2, 9}, {0, 0, 0, 0, 0}, {0, 0.5, 1, 1, 1}};
    for (size_t m = 0; m < METHODS; m++) {
        for (size_t c = 0; c < CASES; c++) {
            for (size_t t = 0; t < sizeof tied / sizeof tied[0]; t++) {
                check_tie(cases[c], methods[m], tied[t]);
            }
        }
        const tsq_converted none = convert("quartiles", methods[m], 30, tied[0]);
        assert_true(none.sd == 0.0 || none.refused != NULL);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_unit_does_not_matter),
        cmocka_unit_test(shifts_move_the_mean_of_linear_methods),
        cmocka_unit_test(mirror_images_have_mirrored_means),
        cmocka_unit_test(of_symmetric_numbers_the_mean_is_the_median),
        cmocka_unit_test(small_groups),
        cmocka_unit_test(ties),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
