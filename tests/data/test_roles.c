/* Roles: the list, names and aliases, maps, cells. */
#include "check.h"

#include "tables.h"

static tsq_roles *roles_of(const tsq_table *table, const char *map)
{
    tsq_roles *roles;
    tsq_error err;
    if (tsq_roles_new(table, &map, map != NULL ? 1 : 0, &roles, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return roles;
}

static void every_name_is_one_roles(void **state)
{
    (void)state;
    for (size_t i = 0; i < tsq_role_count(); i++) {
        const tsq_role *role = tsq_role_at(i);
        assert_true(strlen(role->meaning) > 3);
        assert_ptr_equal(tsq_role_find(role->id), role);
        if (role->alias[0] != '\0') {
            assert_ptr_equal(tsq_role_find(role->alias), role);
        }
    }
    assert_null(tsq_role_at(tsq_role_count()));
    assert_null(tsq_role_find(""));
    assert_null(tsq_role_find("weights"));
    assert_null(tsq_role_find("YI"));
}

/* The table "Column roles" of the documented interface: role, alias. */
static void the_documented_roles_are_there(void **state)
{
    (void)state;
    static const char *const names[][2] = {
        {"study", "slab"},    {"outcome", ""},
        {"unit", ""},         {"yi", ""},
        {"vi", ""},           {"sei", ""},
        {"n1i", "n_t"},       {"m1i", "mean_t"},
        {"sd1i", "sd_t"},     {"n2i", "n_c"},
        {"m2i", "mean_c"},    {"sd2i", "sd_c"},
        {"m1i0", "mean0_t"},  {"sd1i0", "sd0_t"},
        {"m2i0", "mean0_c"},  {"sd2i0", "sd0_c"},
        {"mc1i", "change_t"}, {"sdc1i", "sdchange_t"},
        {"mc2i", "change_c"}, {"sdc2i", "sdchange_c"},
        {"r1i", "corr_t"},    {"r2i", "corr_c"},
        {"se1i", "se_t"},     {"lb1i", "ci_lb_t"},
        {"ub1i", "ci_ub_t"},  {"med1i", "median_t"},
        {"q11i", "q1_t"},     {"q31i", "q3_t"},
        {"min1i", "min_t"},   {"max1i", "max_t"},
        {"se2i", "se_c"},     {"lb2i", "ci_lb_c"},
        {"ub2i", "ci_ub_c"},  {"med2i", "median_c"},
        {"q12i", "q1_c"},     {"q32i", "q3_c"},
        {"min2i", "min_c"},   {"max2i", "max_c"},
        {"ai", "events_t"},   {"bi", ""},
        {"ci", "events_c"},   {"di", ""},
        {"x1i", ""},          {"t1i", ""},
        {"x2i", ""},          {"t2i", ""},
        {"xi", "events"},     {"mi", "mean"},
        {"ni", "n"},          {"ti", ""},
        {"sdi", "sd"},        {"ri", "corr"},
        {"hr", ""},           {"hr_lb", ""},
        {"hr_ub", ""},        {"pi", ""},
        {"fi", ""},           {"cohen_d", ""},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const tsq_role *role = tsq_role_find(names[i][0]);
        assert_non_null(role);
        assert_string_equal(role->id, names[i][0]);
        assert_string_equal(role->alias, names[i][1]);
        assert_int_equal(role->kind, i < 3 ? TSQ_ROLE_TEXT : TSQ_ROLE_NUMBER);
    }
    assert_true(tsq_role_count() >= sizeof names / sizeof names[0]);
}

static void names_and_aliases_play_roles(void **state)
{
    (void)state;
    tsq_table *table = table_of("slab,n_t,m1i,Sd1i,note\nA,10,1.5,2,x\nB,,NA,3,y\n");
    tsq_roles *roles = roles_of(table, NULL);
    assert_ptr_equal(tsq_roles_table(roles), table);
    assert_int_equal(tsq_roles_column(roles, "study"), 0);
    assert_int_equal(tsq_roles_column(roles, "n1i"), 1);
    assert_int_equal(tsq_roles_column(roles, "m1i"), 2);
    assert_int_equal(tsq_roles_column(roles, "sd1i"), -1);
    assert_int_equal(tsq_roles_column(roles, "note"), -1);
    assert_true(tsq_roles_has(roles, "n1i"));
    assert_false(tsq_roles_has(roles, "n2i"));
    assert_string_equal(tsq_roles_text(roles, "study", 1), "B");
    assert_null(tsq_roles_text(roles, "sd1i", 1));
    double value;
    assert_int_equal(tsq_roles_number(roles, "m1i", 0, &value, NULL), TSQ_OK);
    check_close(value, 1.5, 0, 0);
    assert_int_equal(tsq_roles_number(roles, "m1i", 1, &value, NULL), TSQ_OK);
    check_close(value, NAN, 0, 0);
    value = 1;
    assert_int_equal(tsq_roles_number(roles, "sd1i", 0, &value, NULL), TSQ_OK);
    check_close(value, NAN, 0, 0);
    tsq_roles_free(roles);
    tsq_roles_free(NULL);
    tsq_table_free(table);
}

static void maps_overrule_names(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,n1i,n_t,mean=1\nA,10,20,3\n");
    tsq_roles *roles = roles_of(table, "n1i=n_t");
    assert_int_equal(tsq_roles_column(roles, "n1i"), 2);
    tsq_roles_free(roles);
    const char *const maps[] = {"n_t=n1i", "mean_t=mean=1", "n2i=n1i"};
    assert_int_equal(tsq_roles_new(table, maps, 3, &roles, NULL), TSQ_OK);
    assert_int_equal(tsq_roles_column(roles, "n1i"), 1);
    assert_int_equal(tsq_roles_column(roles, "m1i"), 3);
    assert_int_equal(tsq_roles_column(roles, "n2i"), 1);
    tsq_roles_free(roles);
    tsq_table_free(table);
}

static tsq_status resolve(const tsq_table *table, const char *map, const char *other, tsq_error *err)
{
    const char *const maps[] = {map, other};
    tsq_roles *roles;
    const tsq_status status = tsq_roles_new(table, maps, map == NULL ? 0 : other == NULL ? 1 : 2, &roles, err);
    assert_null(roles);
    return status;
}

static void wrong_roles_are_explained(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,n1i,n_t\nA,10,20\n");
    check_error(resolve(table, NULL, NULL, &err), TSQ_E_COLUMN,
                "t.csv: the columns 'n1i' and 'n_t' are the same role; choose one with --map n1i=COLUMN");
    check_error(resolve(table, "n1i", NULL, &err), TSQ_E_OPTION, "--map takes ROLE=COLUMN, not 'n1i'");
    check_error(resolve(table, "n1i=", NULL, &err), TSQ_E_OPTION, "--map takes ROLE=COLUMN, not 'n1i='");
    check_error(resolve(table, "size=n_t", NULL, &err), TSQ_E_OPTION, "--map size: there is no role of that name");
    check_error(resolve(table, "=n_t", NULL, &err), TSQ_E_OPTION, "--map : there is no role of that name");
    check_error(resolve(table, "n1i=n_t", "n_t=n1i", &err), TSQ_E_OPTION, "--map gives the role n1i twice");
    check_error(resolve(table, "n1i=n_c", NULL, &err), TSQ_E_COLUMN,
                "t.csv: no column 'n_c'; there are study, n1i, n_t");
    tsq_table_free(table);
}

static void a_bad_cell_is_named_in_full(void **state)
{
    (void)state;
    tsq_table *table = table_of("study,mean_t,sd1i\nA,1.5,\n\nB,12 mg,-1.2\n");
    tsq_roles *roles = roles_of(table, NULL);
    double value = 1;
    check_error(tsq_roles_number(roles, "m1i", 1, &value, &err), TSQ_E_VALUE, "t.csv:4: mean_t: not a number '12 mg'");
    check_close(value, NAN, 0, 0);
    check_error(tsq_roles_fail(roles, "sd1i", 1, TSQ_E_VALUE, "negative standard deviation", &err), TSQ_E_VALUE,
                "t.csv:4: sd1i: negative standard deviation '-1.2'");
    check_error(tsq_roles_fail(roles, "sd1i", 0, TSQ_E_MISSING, "missing", &err), TSQ_E_MISSING,
                "t.csv:2: sd1i: missing");
    check_error(tsq_roles_fail(roles, "n1i", 0, TSQ_E_MISSING, "missing", &err), TSQ_E_MISSING,
                "t.csv:2: n1i: missing");
    tsq_error err;
    assert_int_equal(tsq_roles_number(roles, "m1i", 1, &value, &err), TSQ_E_VALUE);
    assert_int_equal(err.line, 4);
    assert_int_equal(tsq_roles_number(roles, "m1i", 1, &value, NULL), TSQ_E_VALUE);
    tsq_roles_free(roles);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_name_is_one_roles),      cmocka_unit_test(the_documented_roles_are_there),
        cmocka_unit_test(names_and_aliases_play_roles), cmocka_unit_test(maps_overrule_names),
        cmocka_unit_test(wrong_roles_are_explained),    cmocka_unit_test(a_bad_cell_is_named_in_full),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
