/* Memory that runs out in pooling with moderators: E_MEMORY each time, nothing left behind. */
#include "failing_memory.h"

#include "tables.h"

#include <tausq/pool.h>

static tsq_table *table;
static const char *mods;

static tsq_status pool(tsq_error *err)
{
    tsq_pool_options options;
    tsq_pool_report report;
    tsq_pool_preset(&options, NULL);
    options.mods = mods;
    options.by = "site";
    const tsq_status status = tsq_pool(table, &options, &report, err);
    tsq_pool_free(&report);
    return status;
}

static const char text[] = "study,yi,vi,dose,arm,site\n1,0.1,0.02,1,a,n\n2,0.3,0.03,2,b,n\n3,0.2,0.02,3,a,n\n"
                           "4,0.5,0.04,NA,b,n\n5,0.4,0.03,5,b,n\n6,0.1,0.02,1,a,s\n7,0.3,0.03,2,c,s\n"
                           "8,0.2,0.02,3,a,s\n9,0.5,0.04,4,c,s\n";

static void moderators_survive(void **state)
{
    (void)state;
    table = table_of(text);
    mods = "dose,arm:ref=a";
    assert_true(failures(pool, TSQ_OK) > 50);
    tsq_table_free(table);
}

/* The message about dependent columns takes memory too. */
static void dependence_survives(void **state)
{
    (void)state;
    table = table_of(text);
    mods = "dose,vi,factor(vi)";
    assert_true(failures(pool, TSQ_OK) > 50);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(moderators_survive), cmocka_unit_test(dependence_survives)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
