/* Findings do not depend on the order of the rows, nor those of standard errors on the unit of the outcome. */
#include "check.h"

#include <tausq/tausq.h>

#include <string.h>

/* The set with its rows in reverse and means and SDs times a factor; each row keeps its line. */
static tsq_table *rebuilt(const tsq_table *from, bool reverse, double factor)
{
    tsq_table *table;
    tsq_error err;
    assert_int_equal(tsq_table_new("rebuilt", '.', &table, &err), TSQ_OK);
    const size_t columns = tsq_table_columns(from), rows = tsq_table_rows(from);
    for (size_t c = 0; c < columns; c++) {
        const char *name = tsq_table_column_name(from, c);
        assert_int_equal(tsq_table_add_column(table, name, strlen(name), &err), TSQ_OK);
    }
    for (size_t i = 0; i < rows; i++) {
        const size_t row = reverse ? rows - 1 - i : i;
        for (size_t c = 0; c < columns; c++) {
            const char *name = tsq_table_column_name(from, c), *text = tsq_table_cell(from, row, c);
            char number[TSQ_NUMBER_TEXT];
            double value;
            const bool scaled = name[0] == 'm' || strncmp(name, "sd", 2) == 0;
            if (scaled && factor != 1.0 && tsq_number_read(text, '.', &value) == TSQ_NUMBER) {
                text = tsq_number_print(value * factor, number);
            }
            assert_int_equal(tsq_table_add_cell(table, text, strlen(text), &err), TSQ_OK);
        }
        assert_int_equal(tsq_table_end_row(table, tsq_table_line(from, row), &err), TSQ_OK);
    }
    return table;
}

static tsq_lint_report lint_of(const tsq_table *table)
{
    tsq_lint_options options = {.n_bounds = 0};
    tsq_lint_report report;
    tsq_error err;
    tsq_pool_preset(&options.pool, NULL);
    if (tsq_lint(table, &options, &report, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return report;
}

static bool holds(const tsq_lint_report *report, const tsq_lint_finding *finding)
{
    for (size_t i = 0; i < report->n; i++) {
        if (report->finding[i].line == finding->line && report->finding[i].check == finding->check &&
            report->finding[i].severity == finding->severity) {
            return true;
        }
    }
    return false;
}

/* A control group that is there twice is told of the later row. */
static bool is_of_order(const tsq_lint_finding *finding)
{
    return strcmp(finding->check->code, "L18") == 0 || strcmp(finding->check->code, "L19") == 0;
}

static bool is_of_unit(const tsq_lint_finding *finding)
{
    return strcmp(finding->check->code, "L01") != 0 && strcmp(finding->check->code, "L02") != 0;
}

static void check_same(bool reverse, double factor, bool (*excepted)(const tsq_lint_finding *finding))
{
    static const char *const files[] = {"cochrane_liver_alt_albumin.csv", "asthma_days_lost.csv", "elevated_co2.csv"};
    for (size_t f = 0; f < sizeof files / sizeof files[0]; f++) {
        char path[512];
        tsq_table *table;
        tsq_error err;
        snprintf(path, sizeof path, "%s/%s", TAUSQ_DATASETS_DIR, files[f]);
        assert_int_equal(tsq_csv_read(path, NULL, NULL, &table, &err), TSQ_OK);
        tsq_table *other = rebuilt(table, reverse, factor);
        tsq_lint_report a = lint_of(table), b = lint_of(other);
        assert_true(a.n > 0);
        for (size_t i = 0; i < a.n; i++) {
            if (!excepted(&a.finding[i]) && !holds(&b, &a.finding[i])) {
                fail_msg("%s: line %zu: %s is not found", files[f], a.finding[i].line, a.finding[i].check->code);
            }
        }
        assert_true(reverse ? a.n == b.n : true);
        tsq_lint_free(&a);
        tsq_lint_free(&b);
        tsq_table_free(other);
        tsq_table_free(table);
    }
}

static void order_of_rows_does_not_count(void **state)
{
    (void)state;
    check_same(true, 1.0, is_of_order);
}

static void unit_does_not_count(void **state)
{
    (void)state;
    check_same(false, 1024.0, is_of_unit);
    check_same(false, 1.0 / 1024.0, is_of_unit);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(order_of_rows_does_not_count),
        cmocka_unit_test(unit_does_not_count),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
