/* The table: building, finding, ragged rows, lines. */
#include "check.h"

#include "tables.h"

static void a_table_holds_texts_and_lines(void **state)
{
    (void)state;
    tsq_table *table;
    assert_int_equal(tsq_table_new("x.csv", ',', &table, NULL), TSQ_OK);
    assert_int_equal(tsq_table_add_column(table, "study", 5, NULL), TSQ_OK);
    assert_int_equal(tsq_table_add_column(table, "yi and more", 2, NULL), TSQ_OK);
    char text[32];
    for (int i = 0; i < 1000; i++) {
        snprintf(text, sizeof text, "Study %d", i);
        assert_int_equal(tsq_table_add_cell(table, text, strlen(text), NULL), TSQ_OK);
        assert_int_equal(tsq_table_add_cell(table, text + 6, i % 2 == 0 ? 0 : strlen(text + 6), NULL), TSQ_OK);
        assert_int_equal(tsq_table_end_row(table, (size_t)(3 * i + 2), NULL), TSQ_OK);
    }
    assert_int_equal(tsq_table_rows(table), 1000);
    assert_int_equal(tsq_table_columns(table), 2);
    assert_int_equal(tsq_table_decimal(table), ',');
    assert_string_equal(tsq_table_source(table), "x.csv");
    assert_string_equal(tsq_table_column_name(table, 1), "yi");
    assert_string_equal(tsq_table_cell(table, 0, 0), "Study 0");
    assert_string_equal(tsq_table_cell(table, 998, 1), "");
    assert_string_equal(tsq_table_cell(table, 999, 1), "999");
    assert_int_equal(tsq_table_line(table, 999), 2999);
    size_t column = 9;
    assert_true(tsq_table_find(table, "yi", &column));
    assert_int_equal(column, 1);
    assert_false(tsq_table_find(table, "Yi", &column));
    assert_false(tsq_table_find(table, "", &column));
    tsq_table_free(table);
    tsq_table_free(NULL);
}

static void column_names_are_checked(void **state)
{
    (void)state;
    tsq_table *table;
    assert_int_equal(tsq_table_new("x.csv", '.', &table, NULL), TSQ_OK);
    assert_int_equal(tsq_table_add_column(table, "a", 1, NULL), TSQ_OK);
    check_error(tsq_table_add_column(table, "", 0, &err), TSQ_E_COLUMN, "x.csv: column 2 has no name");
    assert_int_equal(tsq_table_add_column(table, "b", 1, NULL), TSQ_OK);
    check_error(tsq_table_add_column(table, "a", 1, &err), TSQ_E_COLUMN,
                "x.csv: columns 1 and 3 have the same name 'a'");
    check_error(tsq_table_add_column(table, "c\0d", 3, &err), TSQ_E_CSV,
                "x.csv: the name of column 3 holds a NUL byte");
    assert_int_equal(tsq_table_columns(table), 2);
    size_t column;
    assert_true(tsq_table_find(table, "a", &column));
    assert_int_equal(column, 0);
    assert_int_equal(tsq_table_add_cell(table, "1", 1, NULL), TSQ_OK);
    check_error(tsq_table_add_column(table, "c", 1, &err), TSQ_E_USAGE,
                "x.csv: columns are added before the first row");
    check_error(tsq_table_add_cell(table, "1\0002", 3, &err), TSQ_E_CSV, "x.csv: a cell holds a NUL byte");
    tsq_table_free(table);
}

static void a_ragged_row_is_refused_and_dropped(void **state)
{
    (void)state;
    tsq_table *table;
    assert_int_equal(tsq_table_new("x.csv", '.', &table, NULL), TSQ_OK);
    assert_int_equal(tsq_table_add_column(table, "a", 1, NULL), TSQ_OK);
    assert_int_equal(tsq_table_add_column(table, "b", 1, NULL), TSQ_OK);
    for (int cells = 0; cells <= 4; cells++) {
        for (int i = 0; i < cells; i++) {
            assert_int_equal(tsq_table_add_cell(table, "abcd", (size_t)cells, NULL), TSQ_OK);
        }
        tsq_error err;
        const tsq_status status = tsq_table_end_row(table, (size_t)cells + 10, &err);
        assert_int_equal(status, cells == 2 ? TSQ_OK : TSQ_E_CSV);
        if (cells == 1) {
            assert_string_equal(err.text, "x.csv:11: 1 field where the header has 2");
            assert_int_equal(err.line, 11);
        } else if (cells == 4) {
            assert_string_equal(err.text, "x.csv:14: 4 fields where the header has 2");
        }
    }
    assert_int_equal(tsq_table_rows(table), 1);
    assert_string_equal(tsq_table_cell(table, 0, 1), "ab");
    assert_int_equal(tsq_table_line(table, 0), 12);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_table_holds_texts_and_lines),
        cmocka_unit_test(column_names_are_checked),
        cmocka_unit_test(a_ragged_row_is_refused_and_dropped),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
