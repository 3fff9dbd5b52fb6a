/* Moderators: matrices against R's, what counts as a factor, what is wrong with terms. */
#include "check.h"

#include "golden_table.h"
#include "tables.h"

#include <tausq/design.h>

static tsq_rows all_rows(const tsq_table *table)
{
    tsq_rows rows;
    assert_int_equal(tsq_table_where(table, NULL, 0, &rows, NULL), TSQ_OK);
    return rows;
}

static tsq_status build(const tsq_table *table, const char *terms, bool intercept, tsq_design *design, tsq_error *err)
{
    tsq_rows rows = all_rows(table);
    tsq_moderators *moderators;
    *design = (tsq_design){0};
    tsq_status status = tsq_moderators_new(table, &rows, terms, &moderators, err);
    if (status == TSQ_OK) {
        status = tsq_design_new(moderators, &rows, intercept, design, err);
        tsq_moderators_free(moderators);
    }
    tsq_rows_free(&rows);
    return status;
}

/* Column `name` of the design is the numbers in the text, to the bit. */
static void check_column(const tsq_design *design, size_t coefficient, const char *name, const char *values,
                         const char *terms)
{
    assert_true(coefficient < design->p);
    if (strcmp(design->name[coefficient], name) != 0) {
        fail_msg("%s: coefficient %zu is %s, not %s", terms, coefficient, design->name[coefficient], name);
    }
    for (size_t i = 0; i < design->k; i++) {
        char *end;
        const double want = strtod(values, &end);
        const bool one = design->intercept && coefficient == 0;
        const double x = one ? 1.0 : design->X[(coefficient - (design->intercept ? 1 : 0)) * design->k + i];
        if (x != want) {
            fail_msg("%s: %s is %g in row %zu, not %g", terms, name, x, i, want);
        }
        values = end;
    }
}

static void matrices_are_those_of_r(void **state)
{
    (void)state;
    struct golden data = golden_open("design_data.csv"), golden = golden_open("design.csv");
    size_t models = 0, row = 0;
    while (row < golden_rows(&golden)) {
        const char *terms = golden_text(&golden, "terms", row), *source = golden_text(&golden, "source", row);
        tsq_design design;
        tsq_error err;
        if (build(data.table, terms, golden_number(&golden, "intercept", row) > 0.0, &design, &err) != TSQ_OK) {
            fail_msg("%s: %s", terms, err.text);
        }
        size_t j = 0;
        for (; row < golden_rows(&golden) && strcmp(golden_text(&golden, "source", row), source) == 0 &&
               strcmp(golden_text(&golden, "terms", row), terms) == 0;
             row++, j++) {
            check_column(&design, j, golden_text(&golden, "name", row), golden_text(&golden, "values", row), terms);
        }
        assert_int_equal(j, design.p);
        assert_int_equal(design.m + (design.intercept ? 1 : 0), design.p);
        tsq_design_free(&design);
        assert_null(design.X);
        models++;
    }
    assert_int_equal(models, 27);
    golden_close(&data);
    golden_close(&golden);
}

/* The coefficients' names, blanks between them. */
static void check_names(const tsq_table *table, const char *terms, bool intercept, const char *want)
{
    tsq_design design;
    tsq_error err;
    char got[256] = "";
    if (build(table, terms, intercept, &design, &err) != TSQ_OK) {
        fail_msg("%s: %s", terms, err.text);
    }
    for (size_t j = 0; j < design.p; j++) {
        snprintf(got + strlen(got), sizeof got - strlen(got), "%s%s", j > 0 ? " " : "", design.name[j]);
    }
    assert_string_equal(got, want);
    tsq_design_free(&design);
}

static const char text[] = "study,dose,arm,\"a,b\",code,mixed,when,same\n"
                           "1,1,b,10, x ,1,1990,k\n"
                           "2,2, B,9,x,two,1990,k\n"
                           "3,3,a,10,y,3,1991,k\n"
                           "4,4,Ab,9.0,y,4,1991,k\n"
                           "5,5,b,9,Zed,1,1991,k\n";

static void names_and_levels(void **state)
{
    (void)state;
    tsq_table *table = table_of(text);
    check_names(table, "arm", true, "intrcpt armAb armb armB"); /* a before Ab before b before B */
    check_names(table, " arm : ref = b ", true, "intrcpt arma armAb armB");
    check_names(table, "code", true, "intrcpt codey codeZed");            /* blanks around a level do not count */
    check_names(table, "factor(\"a,b\")", true, "intrcpt factor(a,b)10"); /* 9 and 9.0 are one number */
    check_names(table, "\"a,b\":ref=10", true, "intrcpt a,b9");
    check_names(table, "\"a,b\"", false, "a,b");
    check_names(table, "factor(mixed)", true, "intrcpt factor(mixed)3 factor(mixed)4 factor(mixed)two");
    check_names(table, "mixed:ref=two", false, "mixedtwo mixed1 mixed3 mixed4");
    check_names(table, "dose,dose,dose:dose", true, "intrcpt dose");
    check_names(table, "code:ref=\"Zed\"", true, "intrcpt codex codey");
    check_names(table, "factor(when),when:ref=1991", true, "intrcpt factor(when)1990");
    tsq_table_free(table);
}

static void the_reference_is_told(void **state)
{
    (void)state;
    tsq_table *table = table_of(text);
    tsq_design design;
    assert_int_equal(build(table, "dose,arm:ref=B", true, &design, NULL), TSQ_OK);
    assert_int_equal(design.n_factors, 1);
    assert_string_equal(design.factor[0].name, "arm");
    assert_string_equal(design.factor[0].reference, "B");
    assert_int_equal(design.factor[0].n_levels, 4);
    assert_true(design.factor[0].contrasts);
    tsq_design_free(&design);
    assert_int_equal(build(table, "factor(when)", false, &design, NULL), TSQ_OK);
    assert_string_equal(design.factor[0].name, "factor(when)");
    assert_false(design.factor[0].contrasts);
    tsq_design_free(&design);
    tsq_table_free(table);
}

static void missing_cells_are_found(void **state)
{
    (void)state;
    tsq_table *table = table_of("dose,arm\n1,a\nNA,b\n3,\n4,.\n5,NaN\n6,b\n7,a\n");
    tsq_rows rows = all_rows(table);
    tsq_moderators *moderators;
    static const long want[] = {-1, 0, 1, 1, 1, -1, -1};
    assert_int_equal(tsq_moderators_new(table, &rows, "dose,arm:ref=b", &moderators, NULL), TSQ_OK);
    for (size_t i = 0; i < rows.n; i++) {
        assert_int_equal(tsq_moderators_missing(moderators, i), want[i]);
    }
    size_t whole[] = {0, 5, 6};
    const tsq_rows used = {.n = 3, .row = whole};
    tsq_design design;
    assert_int_equal(tsq_design_new(moderators, &used, true, &design, NULL), TSQ_OK);
    check_column(&design, 1, "dose", "1 6 7", "dose");
    check_column(&design, 2, "arma", "1 0 1", "arm");
    tsq_design_free(&design);
    tsq_moderators_free(moderators);
    tsq_rows_free(&rows);
    tsq_table_free(table);
}

static tsq_status fails(const tsq_table *table, const char *terms, tsq_error *err)
{
    tsq_design design;
    const tsq_status status = build(table, terms, true, &design, err);
    assert_null(design.X);
    assert_null(design.text);
    return status;
}

static void what_is_wrong_is_told(void **state)
{
    (void)state;
    tsq_table *table = table_of(text);
    static const struct {
        const char *terms;
        tsq_status status;
        const char *text;
    } rows[] = {
        {"", TSQ_E_OPTION, "moderators: a name is missing at ''"},
        {"dose,", TSQ_E_OPTION, "moderators: a name is missing at ''"},
        {"dose,,arm", TSQ_E_OPTION, "moderators: a name is missing at ',arm'"},
        {"dose*", TSQ_E_OPTION, "moderators: a name is missing at ''"},
        {"factor(arm", TSQ_E_OPTION, "moderators: factor( without its ')' at ''"},
        {"factor(arm)x", TSQ_E_OPTION, "moderators: ',' '*' or ':' is missing at 'x'"},
        {"\"dose", TSQ_E_OPTION, "moderators: a quote that is not closed, or text after it, at '\"dose'"},
        {"arm:ref=", TSQ_E_OPTION, "moderators: the reference level is missing at ''"},
        {"arm:ref=c", TSQ_E_OPTION, "t.csv: arm: no row has the reference level 'c'; there are b, B, a, Ab"},
        {"dose:ref=x", TSQ_E_OPTION, "t.csv: dose: no row has the reference level 'x'; there are 1, 2, 3, 4, 5"},
        {"arm:ref=a,arm:ref=b", TSQ_E_OPTION, "moderators: arm has two reference levels"},
        {"dosis", TSQ_E_COLUMN, "t.csv: no column 'dosis'; there are study, dose, arm, a,b, code, mixed, when, same"},
        {"mixed", TSQ_E_VALUE,
         "t.csv:3: mixed: not a number 'two', as other rows have; factor(mixed) takes all of them as levels"},
        {"same", TSQ_E_RANK, "same is 'k' in every study: it cannot be a moderator"},
        {"dose*arm", TSQ_E_DF, "the model has more coefficients than there are studies, 5"},
        {"study*dose*arm*code", TSQ_E_DF, "the model has more coefficients than there are studies, 5"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_error(fails(table, rows[i].terms, &err), rows[i].status, rows[i].text);
    }
    tsq_table_free(table);
    table = table_of("dose,arm,armb,intrcpt\n1,a,1,2\n2,b,2,1\n3,a,4,1\n4,b,8,1\n");
    check_error(fails(table, "arm,armb", &err), TSQ_E_MODEL,
                "two coefficients would be called 'armb': rename a column");
    check_error(fails(table, "intrcpt", &err), TSQ_E_MODEL,
                "two coefficients would be called 'intrcpt': rename a column");
    tsq_rows rows_of = all_rows(table);
    tsq_moderators *moderators;
    assert_int_equal(tsq_moderators_new(table, &rows_of, "arm:ref=b", &moderators, NULL), TSQ_OK);
    size_t few[] = {0, 2};
    const tsq_rows others = {.n = 2, .row = few}, none = {0};
    tsq_design design;
    check_error(tsq_design_new(moderators, &others, true, &design, &err), TSQ_E_MODEL,
                "no study has the reference level 'b' of arm");
    check_error(tsq_design_new(moderators, &none, true, &design, &err), TSQ_E_DF,
                "the model has more coefficients than there are studies, 0");
    tsq_moderators_free(moderators);
    tsq_rows_free(&rows_of);
    tsq_table_free(table);
}

/* Every set of 11 columns would be 2047 terms; 65 columns are too many. */
static void too_much_is_refused(void **state)
{
    (void)state;
    char csv[2048] = "c0", cross[1024] = "c0", list[1024] = "c0";
    for (int i = 1; i < 66; i++) {
        snprintf(csv + strlen(csv), sizeof csv - strlen(csv), ",c%d", i);
        snprintf(list + strlen(list), sizeof list - strlen(list), ",c%d", i);
        if (i < 12) {
            snprintf(cross + strlen(cross), sizeof cross - strlen(cross), "*c%d", i);
        }
    }
    strcat(csv, "\n1");
    for (int i = 1; i < 66; i++) {
        strcat(csv, ",1");
    }
    strcat(csv, "\n");
    tsq_table *table = table_of(csv);
    check_error(fails(table, cross, &err), TSQ_E_OPTION, "moderators: more than 10 columns multiplied by *");
    check_error(fails(table, list, &err), TSQ_E_OPTION, "moderators: more than 64 columns");
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(matrices_are_those_of_r), cmocka_unit_test(names_and_levels),
        cmocka_unit_test(the_reference_is_told),   cmocka_unit_test(missing_cells_are_found),
        cmocka_unit_test(what_is_wrong_is_told),   cmocka_unit_test(too_much_is_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
