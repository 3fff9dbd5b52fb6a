/* Every allocation of a chain and of its writers fails once: each time the call says so, gives nothing out and (under a
 * sanitizer) loses nothing. */
#include "failing_memory.h"

#include "tables.h"

#include <stdlib.h>

static tsq_table *some_table(void)
{
    return table_of("study,n1i,m1i,sd1i,n2i,m2i,sd2i,med2i,q12i,q32i\nu,10,3,2,10,1,2,,,\nv,20,3,4,20,5,,,,\n"
                    "w,30,8,3,30,,,4,2,6\ny,9,3,1,9,2,1,,,\n");
}

static void report_of(const tsq_table *table, tsq_pool_report *report)
{
    tsq_pool_options options;
    tsq_error err;
    tsq_pool_preset(&options, NULL);
    options.measure = tsq_effect_find("SMD");
    options.tau2_interval = "BJ";
    if (tsq_pool(table, &options, report, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
}

static void each_failed_allocation_is_said(void **state)
{
    (void)state;
    static const char *const quantities[] = {"pi_lb", "tau2_lb", "study.w.weight", "study.u.ci_lb"};
    tsq_table *table = some_table();
    tsq_pool_report report;
    report_of(table, &report);
    for (size_t q = 0; q < 4; q++) {
        long n = 0;
        for (bool all = false; !all; n++) {
            tsq_why why;
            tsq_error err = {.text = ""};
            until_failure = n;
            const tsq_status status = tsq_why_quantity(&report, 0, quantities[q], &why, &err);
            all = until_failure >= 0;
            until_failure = -1;
            assert_int_equal(status, all ? TSQ_OK : TSQ_E_MEMORY);
            assert_true(all || (why.node == NULL && why.texts == NULL && err.code == TSQ_E_MEMORY));
            tsq_why_free(&why);
        }
        assert_true(n > 50);
    }
    tsq_pool_free(&report);
    tsq_table_free(table);
}

static void scripts_say_so_too(void **state)
{
    (void)state;
    const tsq_script_about about = {.input = "t.csv", .sha256 = "", .version = "0"};
    tsq_table *table = some_table();
    tsq_pool_report report;
    report_of(table, &report);
    for (int language = 0; language < 2; language++) {
        long n = 0;
        for (bool all = false; !all; n++) {
            char *text;
            tsq_error err = {.text = ""};
            until_failure = n;
            const tsq_status status = tsq_script(&report, 0, (tsq_script_language)language, NULL, &about, &text, &err);
            all = until_failure >= 0;
            until_failure = -1;
            assert_int_equal(status, all ? TSQ_OK : TSQ_E_MEMORY);
            assert_true(all == (text != NULL));
            free(text);
        }
        assert_true(n > 20);
    }
    tsq_pool_free(&report);
    tsq_table_free(table);
}

static void writers_say_so_too(void **state)
{
    (void)state;
    const tsq_write_options options = {
        .digits = -1, .utf8 = true, .transform = "none", .input = "t.csv", .sha256 = "", .version = "0"};
    tsq_table *table = some_table();
    tsq_pool_report report;
    tsq_why why;
    tsq_error err;
    report_of(table, &report);
    assert_int_equal(tsq_why_quantity(&report, 0, "se", &why, &err), TSQ_OK);
    FILE *stream = fopen("/dev/null", "w");
    assert_non_null(stream);
    for (int writer = 0; writer < 2; writer++) {
        long n = 0;
        for (bool all = false; !all; n++) {
            until_failure = n;
            const tsq_status status = writer == 0 ? tsq_write_why_text(stream, &report, &why, 0, &options)
                                                  : tsq_write_why_json(stream, &report, &why, &options);
            all = until_failure >= 0;
            until_failure = -1;
            assert_int_equal(status, all ? TSQ_OK : TSQ_E_MEMORY);
        }
    }
    fclose(stream);
    tsq_why_free(&why);
    tsq_pool_free(&report);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_failed_allocation_is_said),
        cmocka_unit_test(scripts_say_so_too),
        cmocka_unit_test(writers_say_so_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
