/* The search for the analysis behind a printed result: properties, and edges of the data. That published results are found is
 * in tests/cli/reproduce.sh. */
#include "check.h"

#include "tables.h"

#include <tausq/reproduce.h>

#include <stdlib.h>

/* Means of six trials of silymarin, ALT in U/L: CD015524 1.4, doi:10.1002/14651858.CD015524.pub2. */
static const char *const rows[] = {
    "Atarodi 2022,30,47.16,30.82,30,47.14,21.23\n", "Masoodi 2013,50,68.54,5.54,50,73.32,5.58\n",
    "Memon 2015,33,39.30,10.90,31,51.20,19.10\n",   "Mirhashemi 2022,30,34.59,17.44,30,47.68,10.88\n",
    "Rajendra 2022,15,14.86,4.62,30,19.03,7.05\n",  "Solhi 2014,40,38.40,11.80,40,52.30,29.90\n"};
enum { ROWS = 6 };

static tsq_table *trials(const size_t order[ROWS], size_t n)
{
    char text[1000] = "study,n1i,m1i,sd1i,n2i,m2i,sd2i\n";
    for (size_t i = 0; i < n; i++) {
        strcat(text, rows[order[i]]);
    }
    return table_of(text);
}

static tsq_reproduction search(const tsq_table *table, const char *claim, tsq_statement *statement)
{
    tsq_reproduction out = {0};
    tsq_error err;
    tsq_reproduce_options options = TSQ_REPRODUCE_INIT;
    tsq_pool_preset(&options.pool, NULL);
    if (tsq_statement_read(claim, '.', statement, &err) != TSQ_OK ||
        tsq_reproduce(table, statement, &options, &out, &err) != TSQ_OK) {
        fail_msg("%s: %s", claim, err.text);
    }
    return out;
}

static const size_t in_order[ROWS] = {0, 1, 2, 3, 4, 5};

/* Every fit is a combination: its own numbers, at five digits, find it, and with the last digit altered do not. */
static void what_is_pooled_is_found(void **state)
{
    (void)state;
    static const char *const methods[] = {"REML", "DL", "FE", "PM", "SJ", "HE", "HS", "ML"};
    static const char *const tests[] = {"z", "knha", "t", "adhoc"};
    tsq_table *table = trials(in_order, ROWS);
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        tsq_pool_options options;
        tsq_pool_report report;
        tsq_statement statement;
        char claim[200];
        tsq_pool_preset(&options, NULL);
        options.measure = tsq_effect_find(i % 2 == 0 ? "MD" : "SMD");
        options.fit.method = tsq_tau2_find(methods[i]);
        options.fit.test = tsq_test_find(tests[i % 4]);
        assert_int_equal(tsq_pool(table, &options, &report, NULL), TSQ_OK);
        const tsq_coefficient mean = report.result[0].fit.coefficients[0];
        for (int off = 0; off < 2; off++) {
            snprintf(claim, sizeof claim, "%.5f [%.5f, %.5f]; Q=%.3f", mean.estimate + off * 4e-5, mean.ci_lb,
                     mean.ci_ub, report.result[0].fit.QE);
            tsq_reproduction out = search(table, claim, &statement);
            bool found = false;
            for (size_t j = 0; j < out.n; j++) {
                found = found || strcmp(out.answer[j].best.options.fit.method->id, methods[i]) == 0;
            }
            if (found != (off == 0) || (out.n > 0) != (off == 0)) {
                fail_msg("%s, %s: %zu answers to %s", methods[i], tests[i % 4], out.n, claim);
            }
            assert_true(off == 0 || out.n_nearest > 0);
            assert_int_equal(out.verdict.verdict, off == 0 ? TSQ_CONSISTENT : TSQ_INCONSISTENT);
            tsq_reproduce_free(&out);
        }
        tsq_pool_free(&report);
    }
    tsq_table_free(table);
}

static void the_order_of_rows_and_threads_do_not_matter(void **state)
{
    (void)state;
    static const size_t reversed[ROWS] = {5, 4, 3, 2, 1, 0};
    tsq_table *table[2] = {trials(in_order, ROWS), trials(reversed, ROWS)};
    tsq_reproduction out[2];
    tsq_statement statement[2];
    for (int i = 0; i < 2; i++) {
        out[i] = search(table[i], "-9.90 [-15.49, -4.31]; tau2=20.844; Q=9.41", &statement[i]);
    }
    assert_int_equal(out[0].n, 1);
    assert_int_equal(out[1].n, 1);
    assert_string_equal(out[0].answer[0].best.how, out[1].answer[0].best.how);
    assert_string_equal(out[0].answer[0].best.arguments, out[1].answer[0].best.arguments);
    for (size_t i = 0; i < TSQ_SEARCH_PARTS; i++) {
        assert_int_equal(out[0].part[i].combinations, out[1].part[i].combinations);
        assert_int_equal(out[0].part[i].hits, out[1].part[i].hits);
        check_close(out[0].part[i].chance, out[1].part[i].chance, 1e-6, 0);
    }
    for (int i = 0; i < 2; i++) {
        tsq_reproduce_free(&out[i]);
        tsq_table_free(table[i]);
    }
}

/* Another unit of the data and the claim: the same answer. */
static void a_change_of_unit_changes_nothing(void **state)
{
    (void)state;
    static const struct {
        const char *table, *claim;
    } cases[] = {
        {"study,yi,vi\na,1.0,0.5\nb,2.0,0.25\nc,4.5,1\nd,2.5,0.5\n", "2.338 [1.179, 3.497]"},
        {"study,yi,vi\na,1000,5e5\nb,2000,2.5e5\nc,4500,1e6\nd,2500,5e5\n", "2.338e3 [1.179e3, 3.497e3]"},
        {"study,yi,vi\na,1e-150,5e-301\nb,2e-150,2.5e-301\nc,4.5e-150,1e-300\nd,2.5e-150,5e-301\n",
         "2.338e-150 [1.179e-150, 3.497e-150]"},
    };
    /* DL with z, as tausq pool has it at all three scales */
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        tsq_table *table = table_of(cases[i].table);
        tsq_statement statement;
        tsq_reproduction out = search(table, cases[i].claim, &statement);
        assert_int_equal(out.n, 1);
        assert_string_equal(out.answer[0].best.how, "GEN, DL, z");
        assert_string_equal(out.answer[0].best.preset->id, "revman-5");
        tsq_reproduce_free(&out);
        tsq_table_free(table);
    }
}

static void one_study_and_two_are_searched_too(void **state)
{
    (void)state;
    tsq_statement statement;
    /* one study: -13.9 with SE sqrt(11.8^2/40 + 29.9^2/40) = 5.0824, times 1.959964 */
    static const size_t last[ROWS] = {5, 4, 3, 2, 1, 0};
    tsq_table *table = trials(last, 1);
    tsq_reproduction out = search(table, "MD -13.90 [-23.86, -3.94]", &statement);
    assert_int_equal(out.n, 1);
    tsq_reproduce_free(&out);
    tsq_table_free(table);
    table = trials(last, 2);
    /* with the other left out the one is found by that */
    out = search(table, "MD -13.90 [-23.86, -3.94]; k=1; p=0.0062; z=2.73", &statement);
    assert_int_equal(out.part[TSQ_SEARCH_ONE].done, true);
    tsq_reproduce_free(&out);
    tsq_table_free(table);
}

static void what_cannot_be_searched_is_refused(void **state)
{
    (void)state;
    tsq_table *table = trials(in_order, ROWS);
    tsq_statement statement;
    tsq_reproduction out;
    tsq_reproduce_options options = TSQ_REPRODUCE_INIT;
    tsq_pool_preset(&options.pool, NULL);
    assert_int_equal(tsq_statement_read("1 [0, 2]", '.', &statement, NULL), TSQ_OK);
    check_error(tsq_reproduce(table, NULL, &options, &out, &err), TSQ_E_OPTION,
                "there is nothing to reproduce: a statement, or a column of weights");
    options.pool.by = "study";
    check_error(tsq_reproduce(table, &statement, &options, &out, &err), TSQ_E_OPTION,
                "one analysis is reproduced at a time: choose its rows by conditions");
    options.pool.by = NULL;
    options.weights = "m1i0";
    check_error(tsq_reproduce(table, &statement, &options, &out, &err), TSQ_E_COLUMN,
                "t.csv: no column 'm1i0' for the weights");
    assert_null(out.answer);
    options.weights = NULL;
    tsq_table_free(table);
    table = table_of("study,n1i,m1i,sd1i,n2i,m2i,sd2i\na,10,1,-2,10,2,2\nb,10,1,2,10,2,2\n");
    check_error(tsq_reproduce(table, &statement, &options, &out, &err), TSQ_E_VALUE,
                "t.csv:2: sd1i: negative standard deviation '-2'");
    tsq_table_free(table);
    table = table_of("study,a\nb,1\n");
    assert_int_not_equal(tsq_reproduce(table, &statement, &options, &out, NULL), TSQ_OK);
    tsq_table_free(table);
}

static bool stop(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    assert_true(total > 0);
    return done == 0;
}

static void progress_can_stop_it(void **state)
{
    (void)state;
    tsq_table *table = trials(in_order, ROWS);
    tsq_statement statement;
    tsq_reproduction out;
    tsq_reproduce_options options = TSQ_REPRODUCE_INIT;
    tsq_pool_preset(&options.pool, NULL);
    options.run.progress = stop;
    assert_int_equal(tsq_statement_read("1 [0, 2]", '.', &statement, NULL), TSQ_OK);
    assert_int_equal(tsq_reproduce(table, &statement, &options, &out, NULL), TSQ_E_STOPPED);
    assert_null(out.owned);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(what_is_pooled_is_found),
        cmocka_unit_test(the_order_of_rows_and_threads_do_not_matter),
        cmocka_unit_test(a_change_of_unit_changes_nothing),
        cmocka_unit_test(one_study_and_two_are_searched_too),
        cmocka_unit_test(what_cannot_be_searched_is_refused),
        cmocka_unit_test(progress_can_stop_it),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
