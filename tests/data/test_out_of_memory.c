/* Memory that runs out while moderators are read and their matrix is made: E_MEMORY each time, nothing left behind. */
#include "failing_memory.h"

#include "tables.h"

#include <tausq/design.h>

static tsq_table *table;
static tsq_rows rows;

static tsq_status build(tsq_error *err)
{
    tsq_moderators *moderators;
    tsq_design design;
    tsq_status status = tsq_moderators_new(table, &rows, "dose*arm:ref=b,factor(code)", &moderators, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = tsq_design_new(moderators, &rows, true, &design, err);
    tsq_moderators_free(moderators);
    tsq_design_free(&design);
    return status;
}

static void designs_survive(void **state)
{
    (void)state;
    table = table_of("dose,arm,code\n1,a,1\n2,b,2\n3,a,1\n4,b,2\n5,a,1\n7,b,1\n8,a,2\n");
    assert_int_equal(tsq_table_where(table, NULL, 0, &rows, NULL), TSQ_OK);
    assert_true(failures(build, TSQ_OK) > 10);
    tsq_rows_free(&rows);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(designs_survive)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
