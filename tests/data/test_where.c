/* Conditions: what they keep, and what is wrong with them. */
#include "check.h"

#include "tables.h"

static const char trials[] = "study,outcome,weeks,yi,a<b,\"c \"\"d\"\"\"\n"
                             "\"Lee, 2001\",MELD,13,-1.5,1,x\n"
                             "Kim,ALT,13.0,,2,y\n"
                             "Noor,ALT,26,NA,3,x\n"
                             "Ito,albumin,,0.25,4,\n"
                             "Zhao,MELD,4e0,2.385,,NA\n";

/* The condition keeps the rows whose digits stand in `want`. */
static void keeps(const tsq_table *table, const char *condition, const char *want)
{
    tsq_rows rows;
    tsq_error err;
    char got[16] = "";
    if (tsq_table_where(table, &condition, 1, &rows, &err) != TSQ_OK) {
        fail_msg("%s: %s", condition, err.text);
    }
    for (size_t i = 0; i < rows.n && i + 1 < sizeof got; i++) {
        got[i] = (char)('0' + rows.row[i]);
    }
    if (strcmp(got, want) != 0) {
        fail_msg("%s keeps %s, not %s", condition, got, want);
    }
    tsq_rows_free(&rows);
}

static void conditions_keep_rows(void **state)
{
    (void)state;
    static const struct {
        const char *condition;
        const char *want;
    } rows[] = {
        {"outcome=MELD", "04"},
        {"outcome == MELD", "04"},
        {" outcome  =\tMELD ", "04"},
        {"outcome=meld", ""},
        {"outcome!=ALT", "034"},
        {"outcome=ALT,albumin", "123"},
        {"outcome != ALT , albumin", "04"},
        {"weeks=13", "01"},
        {"weeks=1.3e1,4", "014"},
        {"weeks!=13", "234"},
        {"weeks=", "3"},
        {"weeks!=", "0124"},
        {"weeks<13", "4"},
        {"weeks<=13", "014"},
        {"weeks>4", "012"},
        {"weeks >= 13", "012"},
        {"yi>-2", "034"},
        {"yi=NA", "2"},
        {"yi<0", "0"},
        {"study=Lee, 2001", ""},
        {"study=\"Lee, 2001\"", "0"},
        {"study=\"Lee, 2001\",Kim", "01"},
        {"\"a<b\">2", "23"},
        {"\"a<b\" = 3", "2"},
        {"\"c \"\"d\"\"\"=x", "02"},
        {"outcome=\"\"", ""},
        {"outcome==", ""},
        {"outcome=a=b", ""},
    };
    tsq_table *table = table_of(trials);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        keeps(table, rows[i].condition, rows[i].want);
    }
    tsq_table_free(table);
}

static void all_conditions_must_hold(void **state)
{
    (void)state;
    tsq_table *table = table_of(trials);
    const char *const conditions[] = {"outcome=ALT,MELD", "weeks>4", "yi!="};
    tsq_rows rows;
    assert_int_equal(tsq_table_where(table, conditions, 3, &rows, NULL), TSQ_OK);
    assert_int_equal(rows.n, 2);
    assert_int_equal(rows.row[0], 0);
    assert_int_equal(rows.row[1], 2);
    tsq_rows_free(&rows);
    assert_null(rows.row);
    assert_int_equal(tsq_table_where(table, NULL, 0, &rows, NULL), TSQ_OK);
    assert_int_equal(rows.n, 5);
    tsq_rows_free(&rows);
    tsq_table_free(table);
}

static tsq_status where(const tsq_table *table, const char *condition, tsq_error *err)
{
    tsq_rows rows = {.n = 9};
    const tsq_status status = tsq_table_where(table, &condition, 1, &rows, err);
    assert_null(rows.row);
    assert_int_equal(rows.n, 0);
    return status;
}

static void wrong_conditions_are_explained(void **state)
{
    (void)state;
    tsq_table *table = table_of(trials);
    check_error(where(table, "outcome", &err), TSQ_E_OPTION,
                "--where 'outcome': no operator after the column; it is one of = != < <= > >=");
    check_error(where(table, "outcome!ALT", &err), TSQ_E_OPTION,
                "--where 'outcome!ALT': no operator after the column; it is one of = != < <= > >=");
    check_error(where(table, "", &err), TSQ_E_OPTION, "--where '': a condition is COLUMN OPERATOR VALUE");
    check_error(where(table, "=3", &err), TSQ_E_OPTION, "--where '=3': a condition is COLUMN OPERATOR VALUE");
    check_error(where(table, "weeks<early", &err), TSQ_E_OPTION, "--where 'weeks<early': < <= > >= take a number");
    check_error(where(table, "weeks<", &err), TSQ_E_OPTION, "--where 'weeks<': < <= > >= take a number");
    check_error(where(table, "weeks<1,2", &err), TSQ_E_OPTION, "--where 'weeks<1,2': < <= > >= take a number");
    check_error(where(table, "study=\"Lee", &err), TSQ_E_OPTION,
                "--where 'study=\"Lee': a quoted value does not end where it should");
    check_error(where(table, "study=\"Lee\"x", &err), TSQ_E_OPTION,
                "--where 'study=\"Lee\"x': a quoted value does not end where it should");
    check_error(where(table, "week=13", &err), TSQ_E_COLUMN,
                "t.csv: no column 'week'; there are study, outcome, weeks, yi, a<b, c \"d\"");
    check_error(where(table, "a<b=13", &err), TSQ_E_COLUMN,
                "t.csv: no column 'a'; there are study, outcome, weeks, yi, a<b, c \"d\"");
    check_error(where(table, "outcome>3", &err), TSQ_E_VALUE, "t.csv:2: outcome: not a number 'MELD'");
    tsq_table_free(table);
}

static void a_long_list_of_columns_is_cut(void **state)
{
    (void)state;
    char text[4000];
    size_t used = 0;
    for (int i = 0; i < 100; i++) {
        used += (size_t)snprintf(text + used, sizeof text - used, "%scolumn%02d", i > 0 ? "," : "", i);
    }
    memset(text + used, ',', 100);
    text[used] = '\n';
    text[used + 100] = '\0';
    tsq_table *table = table_of(text);
    tsq_error err;
    assert_int_equal(where(table, "x=1", &err), TSQ_E_COLUMN);
    assert_non_null(strstr(err.text, "no column 'x'; there are column00, column01, "));
    assert_string_equal(err.text + strlen(err.text) - 18, ", ... (100 in all)");
    tsq_table_free(table);
}

static void decimal_commas_are_understood(void **state)
{
    (void)state;
    static const char text[] = "yi;w\n1,5;1\n-0,25;2\n";
    const tsq_csv_options options = {.delimiter = ';', .decimal = ','};
    tsq_table *table;
    assert_int_equal(tsq_csv_read_memory(text, sizeof text - 1, "t.csv", &options, NULL, &table, NULL), TSQ_OK);
    keeps(table, "yi>0", "0");
    keeps(table, "yi>1.4", "0");
    keeps(table, "yi>1,4", "0");
    keeps(table, "yi=1.5", "0");
    keeps(table, "yi=\"1,5\"", "0");
    keeps(table, "w=1,2", "01");
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(conditions_keep_rows),           cmocka_unit_test(all_conditions_must_hold),
        cmocka_unit_test(wrong_conditions_are_explained), cmocka_unit_test(a_long_list_of_columns_is_cut),
        cmocka_unit_test(decimal_commas_are_understood),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
