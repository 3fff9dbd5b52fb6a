/* The bivariate normal distribution against 40-digit values. */
#include "check.h"

#include "golden_table.h"
#include "num/binormal.h"

#include <string.h>

static void as_in_40_digits(void **state)
{
    (void)state;
    struct golden table = golden_open("binormal.csv");
    assert_true(golden_rows(&table) > 80);
    for (size_t row = 0; row < golden_rows(&table); row++) {
        const double h = golden_number(&table, "h", row), k = golden_number(&table, "k", row);
        const double angle = golden_number(&table, "angle", row), value = golden_number(&table, "value", row);
        const bool gain = strcmp(golden_text(&table, "what", row), "gain") == 0;
        const double got = gain ? tsq__binormal_gain(h, k, angle) : tsq__binormal_loss(h, k, angle);
        if (!tsq_is_close(got, value, 1e-13, 0.0)) {
            fail_msg("row %zu: %.17g, not %.17g", row + 2, got, value);
        }
    }
    golden_close(&table);
}

/* P(X < h, Y < k) both ways, and the quadrant at the origin: 1/4 + theta/(2 pi). */
static void the_two_ways_agree(void **state)
{
    (void)state;
    for (double theta = 0.0; theta < 1.5; theta += 0.125) {
        check_close(tsq__binormal_gain(0.0, 0.0, theta), theta / 6.283185307179586, 1e-14, 1e-17);
        for (double h = -2.0; h <= 2.0; h += 0.75) {
            const double k = 0.5, p = 0.5 * erfc(-h / sqrt(2.0)), q = 0.5 * erfc(-k / sqrt(2.0));
            const double below = p * q + tsq__binormal_gain(h, k, theta);
            check_close(below, fmin(p, q) - tsq__binormal_loss(h, k, 1.5707963267948966 - theta), 1e-14, 1e-15);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(as_in_40_digits),
        cmocka_unit_test(the_two_ways_agree),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
