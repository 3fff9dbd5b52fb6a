/* Numbers for people, the grid, the forest plot: small parts with answers by hand. */
#include "check.h"

#include "io/forest.h"
#include "io/grid.h"
#include "io/number.h"

#include <locale.h>
#include <stdlib.h>
#include <string.h>

static void decimals_follow_the_size(void **state)
{
    (void)state;
    assert_int_equal(tsq__decimals(0.18, 3), 3);
    assert_int_equal(tsq__decimals(0.1, 3), 3);
    assert_int_equal(tsq__decimals(0.0999, 3), 4);
    assert_int_equal(tsq__decimals(5.67, 3), 2);
    assert_int_equal(tsq__decimals(5670, 3), 0);
    assert_int_equal(tsq__decimals(0, 3), 3);
    assert_int_equal(tsq__decimals(NAN, 3), 3);
    assert_int_equal(tsq__decimals(HUGE_VAL, 3), 3);
    assert_int_equal(tsq__decimals(1e-12, 3), TSQ__SCIENTIFIC);
    assert_int_equal(tsq__decimals(1e12, 3), TSQ__SCIENTIFIC);
}

static void check_fixed(double value, int decimals, const char *want)
{
    char text[TSQ__NUMBER_ROOM];
    assert_string_equal(tsq__fixed(value, decimals, text), want);
}

static void fixed_numbers(void)
{
    check_fixed(1.2345, 2, "1.23");
    check_fixed(-1.2345, 0, "-1");
    check_fixed(-0.0004, 3, "0.000");
    check_fixed(-0.0006, 3, "-0.001");
    check_fixed(-0.4, 0, "0");
    check_fixed(NAN, 3, "");
    check_fixed(HUGE_VAL, 3, ">1e308");
    check_fixed(-HUGE_VAL, 3, "<-1e308");
    check_fixed(1e300, 15, "1.000e+300");
    check_fixed(1.25e-12, TSQ__SCIENTIFIC, "1.250e-12");
}

static void numbers_in_fixed_decimals(void **state)
{
    (void)state;
    fixed_numbers();
}

static void the_host_may_use_commas(void **state)
{
    (void)state;
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL) {
        skip();
    }
    char comma[16];
    snprintf(comma, sizeof comma, "%.1f", 1.5);
    assert_string_equal(comma, "1,5");
    fixed_numbers();
    setlocale(LC_ALL, "C");
}

static void p_values(void **state)
{
    (void)state;
    char text[TSQ__NUMBER_ROOM];
    assert_string_equal(tsq__p_value(0.0123, text), "p = 0.0123");
    assert_string_equal(tsq__p_value(0.0001, text), "p = 0.0001");
    assert_string_equal(tsq__p_value(0.00009, text), "p < 0.0001");
    assert_string_equal(tsq__p_value(0, text), "p < 0.0001");
    assert_string_equal(tsq__p_value(1, text), "p > 0.9999");
    assert_string_equal(tsq__p_value(NAN, text), "");
}

static void widths_are_code_points(void **state)
{
    (void)state;
    assert_int_equal(tsq__width(""), 0);
    assert_int_equal(tsq__width("abc"), 3);
    assert_int_equal(tsq__width("\xCF\x84\xC2\xB2"), 2);
}

static void fill(tsq__grid *grid)
{
    static const char *const cells[] = {"Name", "x", "",     "y",  "\xC3\x85", "-1.5",
                                        "to",   "2", "long", "10", "to",       "-20.25"};
    *grid = (tsq__grid){.align = "lrRR"};
    for (size_t i = 0; i < 4; i++) {
        tsq__grid_add(grid, cells[i]);
    }
    tsq__grid_rule(grid);
    for (size_t i = 4; i < 12; i++) {
        tsq__grid_add(grid, cells[i]);
    }
}

static void grids_align(void **state)
{
    (void)state;
    char *text = NULL;
    size_t size;
    FILE *stream = open_memstream(&text, &size);
    tsq__grid grid;
    fill(&grid);
    assert_int_equal(tsq__grid_text(&grid, stream, "  ", "-"), TSQ_OK);
    fill(&grid);
    assert_int_equal(tsq__grid_markdown(&grid, stream), TSQ_OK);
    fclose(stream);
    assert_string_equal(text, "  Name     x         y\n"
                              "  --------------------\n"
                              "  \xC3\x85     -1.5 to      2\n"
                              "  long    10 to -20.25\n"
                              "| Name | x y |\n"
                              "|:---|---:|\n"
                              "| \xC3\x85 | -1.5 to 2 |\n"
                              "| long | 10 to -20.25 |\n");
    free(text);
}

static void intervals_stand_on_their_scale(void **state)
{
    (void)state;
    const tsq__forest forest = {.lo = -2, .hi = 2};
    char line[TSQ__FOREST_ROOM], labels[TSQ__FOREST_ROOM];
    /* 41 columns from -2 to 2: 0 is column 20, and a tenth is one column. */
    assert_string_equal(tsq__forest_line(&forest, TSQ__FOREST_HEAVY, -0.5, 0.3, 0.8, line),
                        "               |-------#----|");
    assert_string_equal(tsq__forest_line(&forest, TSQ__FOREST_LIGHT, -9, -1.9, -1, line), "<+--------|         :");
    assert_string_equal(tsq__forest_line(&forest, TSQ__FOREST_POOLED, 1.8, 1.9, 9, line),
                        "                    :                 |O>");
    assert_string_equal(tsq__forest_line(&forest, TSQ__FOREST_PREDICTION, -0.2, NAN, 0.2, line),
                        "                  |...|");
    assert_string_equal(tsq__forest_line(&forest, TSQ__FOREST_HEAVY, NAN, NAN, NAN, line), "                    :");
    assert_string_equal(tsq__forest_line(&forest, TSQ__FOREST_HEAVY, 3, 4, 5, line),
                        "                    :                   >");
    tsq__forest_axis(&forest, line, labels);
    assert_string_equal(line, "+---------+---------+---------+---------+");
    assert_string_equal(labels, "-2       -1         0         1         2");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(decimals_follow_the_size),       cmocka_unit_test(numbers_in_fixed_decimals),
        cmocka_unit_test(the_host_may_use_commas),        cmocka_unit_test(p_values),
        cmocka_unit_test(widths_are_code_points),         cmocka_unit_test(grids_align),
        cmocka_unit_test(intervals_stand_on_their_scale),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
