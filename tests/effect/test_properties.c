/* What holds for every row: change of unit and origin, exchange of the groups, order of the correlation. */
#include "check.h"

#include "effect/row.h"

#include <tausq/effect.h>

enum { TRIALS = 500 };

static const char *const standardised[] = {"LS", "LS2", "UB", "H0", "RV"};

/* A small generator: the same rows on every machine. */
static double uniform(uint64_t *seed)
{
    *seed = *seed * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (double)(*seed >> 11) * 0x1p-53;
}

static struct tsq_effect_row two_groups(uint64_t *seed)
{
    struct tsq_effect_row row;
    tsq__effect_row_clear(&row);
    row.n1i = floor(3.0 + 200.0 * uniform(seed));
    row.n2i = floor(3.0 + 200.0 * uniform(seed));
    row.m1i = 1.0 + uniform(seed);
    row.m2i = 1.0 + uniform(seed);
    row.sd1i = 0.1 + uniform(seed);
    row.sd2i = 0.1 + uniform(seed);
    return row;
}

static void scale(struct tsq_effect_row *row, double unit)
{
    row->m1i *= unit;
    row->m2i *= unit;
    row->sd1i *= unit;
    row->sd2i *= unit;
}

static struct tsq_effect_row exchanged(const struct tsq_effect_row *row)
{
    struct tsq_effect_row other = *row;
    other.n1i = row->n2i;
    other.n2i = row->n1i;
    other.m1i = row->m2i;
    other.m2i = row->m1i;
    other.sd1i = row->sd2i;
    other.sd2i = row->sd1i;
    return other;
}

static struct tsq_effect_value value_of(const char *measure, const char *vtype, const struct tsq_effect_row *row)
{
    tsq_effect_options options = TSQ_EFFECT_OPTIONS_INIT;
    options.vtype = vtype;
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    assert_int_equal(tsq_effect_find(measure)->compute(row, &options, &value), TSQ_OK);
    return value;
}

/* Powers of two change no digit, so that equality is to the bit; other units to a few units in the last place. */
static void unit_changes_md_in_proportion(void **state)
{
    (void)state;
    uint64_t seed = 1;
    for (int i = 0; i < TRIALS; i++) {
        struct tsq_effect_row row = two_groups(&seed);
        const struct tsq_effect_value before = value_of("MD", i % 2 == 0 ? "LS" : "HO", &row);
        scale(&row, 0x1p100);
        const struct tsq_effect_value after = value_of("MD", i % 2 == 0 ? "LS" : "HO", &row);
        check_close(after.yi, before.yi * 0x1p100, 0.0, 0.0);
        check_close(after.vi, before.vi * 0x1p200, 0.0, 0.0);
    }
}

static void unit_leaves_smd_and_rom_alone(void **state)
{
    (void)state;
    static const double units[] = {0x1p-500, 0x1p900};
    uint64_t seed = 2;
    for (int i = 0; i < TRIALS; i++) {
        const struct tsq_effect_row row = two_groups(&seed);
        struct tsq_effect_row other = row;
        scale(&other, units[i % 2]);
        const char *vtype = standardised[i % 5];
        const struct tsq_effect_value before = value_of("SMD", vtype, &row), after = value_of("SMD", vtype, &other);
        check_close(after.yi, before.yi, 1e-15, 0.0);
        check_close(after.vi, before.vi, 1e-15, 0.0);
        const struct tsq_effect_value ratio = value_of("ROM", NULL, &row), same = value_of("ROM", NULL, &other);
        check_close(same.yi, ratio.yi, 0.0, 0.0);
        check_close(same.vi, ratio.vi, 0.0, 0.0);
    }
}

static void exchange_of_groups_changes_the_sign(void **state)
{
    (void)state;
    static const char *const measures[] = {"MD", "SMD", "ROM"};
    uint64_t seed = 3;
    for (int i = 0; i < TRIALS; i++) {
        const struct tsq_effect_row row = two_groups(&seed), other = exchanged(&row);
        const char *measure = measures[i % 3];
        const struct tsq_effect_value one = value_of(measure, NULL, &row), two = value_of(measure, NULL, &other);
        check_close(two.yi, -one.yi, 1e-14, 1e-16);
        check_close(two.vi, one.vi, 1e-15, 0.0);
    }
}

/* A change of -m0 + m with baselines of mean 0 and SD 0 is the final value. */
static void change_from_nothing_is_the_final_value(void **state)
{
    (void)state;
    uint64_t seed = 4;
    for (int i = 0; i < TRIALS; i++) {
        struct tsq_effect_row row = two_groups(&seed);
        const struct tsq_effect_value final = value_of("SMD", "UB", &row);
        row.m1i0 = row.m2i0 = row.sd1i0 = row.sd2i0 = 0.0;
        row.r1i = row.r2i = 0.3;
        const struct tsq_effect_value change = value_of("SMD", "UB", &row);
        assert_string_equal(change.derived, "change from baseline and corr 0.3");
        check_close(change.yi, final.yi, 1e-15, 0.0);
        check_close(change.vi, final.vi, 1e-15, 0.0);
    }
}

/* The variance of a mean change falls in a straight line with the correlation. */
static void paired_variance_is_linear_in_the_correlation(void **state)
{
    (void)state;
    uint64_t seed = 5;
    for (int i = 0; i < TRIALS; i++) {
        struct tsq_effect_row row = two_groups(&seed);
        row.ni = row.n1i;
        double vi[3];
        for (int j = 0; j < 3; j++) {
            row.ri = 0.4 * (j - 1);
            vi[j] = value_of("MC", NULL, &row).vi;
        }
        check_close(vi[0] + vi[2], 2.0 * vi[1], 1e-14, 0.0);
        check_close(vi[0] - vi[2], 1.6 * row.sd1i * row.sd2i / row.ni, 1e-12, 0.0);
    }
}

/* SD of the change for a correlation of nearly 1, where the textbook formula keeps no digit. */
static void nearly_perfect_correlation(void **state)
{
    (void)state;
    struct tsq_effect_row row;
    tsq__effect_row_clear(&row);
    row.ni = 4.0;
    row.m1i = 2.0;
    row.m2i = 1.0;
    row.sd1i = row.sd2i = 3.0;
    row.ri = 1.0 - 0x1p-50;
    /* 2 sd^2 (1 - r)/n */
    check_close(value_of("MC", NULL, &row).vi, 18.0 * 0x1p-50 / 4.0, 1e-15, 0.0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(unit_changes_md_in_proportion),
        cmocka_unit_test(unit_leaves_smd_and_rom_alone),
        cmocka_unit_test(exchange_of_groups_changes_the_sign),
        cmocka_unit_test(change_from_nothing_is_the_final_value),
        cmocka_unit_test(paired_variance_is_linear_in_the_correlation),
        cmocka_unit_test(nearly_perfect_correlation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
