/* Back-transformations against 50-digit arithmetic, and against their inverses. */
#include "check.h"

#include <tausq/effect.h>

#include <string.h>

/* mpmath 1.3.0 with 50 digits; values outside of a transformation's range give the end of the range. */
static const struct {
    const char *id;
    double yi, shown;
} reference[] = {
    {"exp", -2.385, 0.0920889795792812},
    {"exp", -1e-07, 0.999999900000005},
    {"exp", 0.37, 1.4477346146633245},
    {"exp", 1.4, 4.0551999668446745},
    {"tanh", -2.385, -0.983181863868074},
    {"tanh", -1e-07, -9.999999999999966e-08},
    {"tanh", 0.37, 0.35399171247704597},
    {"tanh", 1.4, 0.8853516482022625},
    {"tanh2", -2.385, 0.0},
    {"tanh2", -1e-07, 0.0},
    {"tanh2", 0.37, 0.1253101325024316},
    {"tanh2", 1.4, 0.7838475409744627},
    {"ilogit", -2.385, 0.08432369642147451},
    {"ilogit", -1e-07, 0.499999975},
    {"ilogit", 0.37, 0.5914589784327801},
    {"ilogit", 1.4, 0.8021838885585817},
    {"iprobit", -2.385, 0.008539560676682004},
    {"iprobit", -1e-07, 0.49999996010577197},
    {"iprobit", 0.37, 0.6443087548005467},
    {"iprobit", 1.4, 0.9192433407662289},
    {"iarcsin", -2.385, 0.0},
    {"iarcsin", -1e-07, 0.0},
    {"iarcsin", 0.37, 0.13076572063520603},
    {"iarcsin", 1.4, 0.971111170334329},
    {"isqrt", -2.385, 0.0},
    {"isqrt", -1e-07, 0.0},
    {"isqrt", 0.37, 0.1369},
    {"isqrt", 1.4, 1.9599999999999997},
    {"iahw", -2.385, -37.78609162499999},
    {"iahw", -1e-07, -3.00000030000001e-07},
    {"iahw", 0.37, 0.749953},
    {"iahw", 1.4, 1.0},
    {"iabt", -2.385, -9.859062664920515},
    {"iabt", -1e-07, -1.0000000500000016e-07},
    {"iabt", 0.37, 0.3092656693626453},
    {"iabt", 1.4, 0.7534030360583935},
};

static void as_in_50_digits(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof reference / sizeof reference[0]; i++) {
        const tsq_transform *transform = tsq_transform_find(reference[i].id);
        assert_non_null(transform);
        check_close(transform->apply(reference[i].yi), reference[i].shown, 1e-14, 0.0);
    }
}

/* Runs over the registry: a transformation without reference rows fails. */
static void all_are_monotone_with_an_inverse(void **state)
{
    (void)state;
    for (size_t i = 0; i < tsq_transform_count(); i++) {
        const tsq_transform *transform = tsq_transform_at(i);
        assert_ptr_equal(tsq_transform_find(transform->id), transform);
        size_t rows = 0;
        for (size_t j = 0; j < sizeof reference / sizeof reference[0]; j++) {
            rows += strcmp(reference[j].id, transform->id) == 0;
        }
        assert_true(rows >= 3);
        double last = -HUGE_VAL;
        for (double yi = 0.05; yi < 0.98; yi += 0.0625) {
            const double shown = transform->apply(yi);
            assert_true(shown > last);
            last = shown;
            check_close(transform->inverse(shown), yi, 1e-13, 0.0);
        }
    }
    assert_null(tsq_transform_at(tsq_transform_count()));
    assert_null(tsq_transform_find("none"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_50_digits),
        cmocka_unit_test(all_are_monotone_with_an_inverse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
