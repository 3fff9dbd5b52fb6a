/* Groups: order of first appearance, several columns, many groups. */
#include "check.h"

#include "tables.h"

static tsq_rows all_rows(const tsq_table *table)
{
    tsq_rows rows;
    assert_int_equal(tsq_table_where(table, NULL, 0, &rows, NULL), TSQ_OK);
    return rows;
}

/* The groups as text: "02|1|3". */
static void check_groups(const tsq_table *table, const char *columns, const char *want)
{
    tsq_rows rows = all_rows(table);
    tsq_groups groups;
    char got[64];
    size_t used = 0;
    assert_int_equal(tsq_table_group(table, &rows, columns, &groups, NULL), TSQ_OK);
    for (size_t g = 0; g < groups.n; g++) {
        for (size_t i = 0; i < groups.rows[g].n; i++) {
            got[used++] = (char)('0' + groups.rows[g].row[i]);
        }
        got[used++] = '|';
    }
    got[used] = '\0';
    assert_string_equal(got, want);
    tsq_groups_free(&groups);
    assert_null(groups.rows);
    tsq_rows_free(&rows);
}

static const char text[] = "outcome,weeks,\"a,b\"\nMELD,13,1\nALT,13,1\nMELD,13.0,2\nALT,13,2\nMELD,13,1\n,13,1\n";

static void groups_come_in_order_of_first_appearance(void **state)
{
    (void)state;
    tsq_table *table = table_of(text);
    check_groups(table, "outcome", "024|13|5|");
    check_groups(table, "outcome,weeks", "04|13|2|5|");
    check_groups(table, " weeks , outcome ", "04|13|2|5|");
    check_groups(table, "\"a,b\"", "0145|23|");
    check_groups(table, NULL, "012345|");
    tsq_table_free(table);
}

static void no_rows_are_no_group_but_one_without_columns(void **state)
{
    (void)state;
    tsq_table *table = table_of(text);
    const tsq_rows none = {0};
    tsq_groups groups;
    assert_int_equal(tsq_table_group(table, &none, "weeks", &groups, NULL), TSQ_OK);
    assert_int_equal(groups.n, 0);
    assert_int_equal(groups.n_columns, 1);
    assert_int_equal(groups.column[0], 1);
    tsq_groups_free(&groups);
    assert_int_equal(tsq_table_group(table, &none, NULL, &groups, NULL), TSQ_OK);
    assert_int_equal(groups.n, 1);
    assert_int_equal(groups.rows[0].n, 0);
    tsq_groups_free(&groups);
    tsq_table_free(table);
}

static tsq_status group(const tsq_table *table, const char *columns, tsq_error *err)
{
    tsq_rows rows = all_rows(table);
    tsq_groups groups;
    const tsq_status status = tsq_table_group(table, &rows, columns, &groups, err);
    assert_int_equal(groups.n, 0);
    assert_null(groups.column);
    tsq_rows_free(&rows);
    return status;
}

static void wrong_columns_are_explained(void **state)
{
    (void)state;
    tsq_table *table = table_of(text);
    check_error(group(table, "outcome,week", &err), TSQ_E_COLUMN,
                "t.csv: no column 'week'; there are outcome, weeks, a,b");
    check_error(group(table, "", &err), TSQ_E_COLUMN, "t.csv: no column ''; there are outcome, weeks, a,b");
    check_error(group(table, "weeks,", &err), TSQ_E_COLUMN, "t.csv: no column ''; there are outcome, weeks, a,b");
    check_error(group(table, "weeks,outcome,weeks", &err), TSQ_E_COLUMN, "column 'weeks' is named twice");
    check_error(group(table, "\"weeks", &err), TSQ_E_COLUMN, "a quoted column name does not end where it should");
    tsq_table_free(table);
}

/* 100 000 groups of 2 rows: quadratic work would take minutes. */
static void many_groups_take_linear_time(void **state)
{
    (void)state;
    enum { GROUPS = 100000 };
    tsq_table *table;
    char cell[16];
    assert_int_equal(tsq_table_new("x", '.', &table, NULL), TSQ_OK);
    assert_int_equal(tsq_table_add_column(table, "g", 1, NULL), TSQ_OK);
    for (size_t i = 0; i < (size_t)2 * GROUPS; i++) {
        snprintf(cell, sizeof cell, "MA%zu", i % GROUPS);
        assert_int_equal(tsq_table_add_cell(table, cell, strlen(cell), NULL), TSQ_OK);
        assert_int_equal(tsq_table_end_row(table, i + 2, NULL), TSQ_OK);
    }
    tsq_rows rows = all_rows(table);
    tsq_groups groups;
    assert_int_equal(tsq_table_group(table, &rows, "g", &groups, NULL), TSQ_OK);
    assert_int_equal(groups.n, GROUPS);
    for (size_t g = 0; g < GROUPS; g++) {
        assert_int_equal(groups.rows[g].n, 2);
        assert_int_equal(groups.rows[g].row[0], g);
        assert_int_equal(groups.rows[g].row[1], g + GROUPS);
    }
    tsq_groups_free(&groups);
    tsq_rows_free(&rows);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(groups_come_in_order_of_first_appearance),
        cmocka_unit_test(no_rows_are_no_group_but_one_without_columns),
        cmocka_unit_test(wrong_columns_are_explained),
        cmocka_unit_test(many_groups_take_linear_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
