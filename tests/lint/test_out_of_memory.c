/* Every allocation of lint fails once: each time the call says so, gives nothing out and (under a sanitizer) loses
 * nothing. */
#include "failing_memory.h"

#include <tausq/tausq.h>

#include <tausq/pool.h>

#include <stdlib.h>

/* Looks at a table with a finding of nearly every kind of memory: suspects, duplicates, effects, fixes. */
static tsq_status lint_all(tsq_error *err)
{
    static const char text[] =
        "study,outcome,n1i,m1i,sd1i,n2i,m2i,sd2i,note\nA,x,40,10.2,3.1,40,13.1,3.4,18 of 30 (53 %)\n"
        "B,x,25,9.7,3.6,24,12.9,3.2,\nC,x,30,11.9,0.64,30,12.8,0.61,\nF,x,33,10.4,2.9,35,13.3,3.7,\n"
        "F,x,33,10.4,2.9,35,13.3,3.7,\nG,MELD,12,60,-3,12,14.21,30,\n";
    tsq_table *table = NULL;
    tsq_lint_options options = {.n_bounds = 0};
    tsq_lint_report report = {0};
    tsq_pool_preset(&options.pool, NULL);
    tsq_status status = tsq_csv_read_memory(text, sizeof text - 1, "t.csv", NULL, NULL, &table, err);
    if (status == TSQ_OK) {
        status = tsq_lint(table, &options, &report, err);
    }
    assert_int_equal(report.n >= 6, status == TSQ_OK);
    tsq_lint_free(&report);
    tsq_table_free(table);
    return status;
}

static void each_failed_allocation_is_said(void **state)
{
    (void)state;
    assert_true(failures(lint_all, TSQ_OK) > 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_failed_allocation_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
