/* Every allocation of reading fails once: each time the call says so, gives nothing out and (under a sanitizer)
 * loses nothing. */
#include "failing_memory.h"

#include "tables.h"

#include <tausq/pool.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Reads, resolves, filters and groups; the first status that is not OK. */
static tsq_status read_all(tsq_error *err)
{
    static const char text[] = "study,outcome,yi,vi,size\n\"Lee, 2001\",MELD,1.5,0.2,10\nKim,ALT,NA,0.1,20\n"
                               "Noor,ALT,-2.385,0.3,30\nIto,ALT,0.5,0.2,40\nZhao,bilirubin,1,1,50\nOrr,INR,2,1,60\n";
    static const char *const maps[] = {"n1i=size"};
    static const char *const conditions[] = {"outcome!=MELD,INR", "size >= 30"};
    char sha256[65];
    tsq_table *table = NULL;
    tsq_roles *roles = NULL;
    tsq_rows rows = {0};
    tsq_groups groups = {0};
    tsq_status status = tsq_csv_read_memory(text, sizeof text - 1, "t.csv", NULL, sha256, &table, err);
    if (status == TSQ_OK) {
        status = tsq_roles_new(table, maps, 1, &roles, err);
    }
    if (status == TSQ_OK) {
        status = tsq_table_where(table, conditions, 2, &rows, err);
    }
    if (status == TSQ_OK) {
        status = tsq_table_group(table, &rows, "outcome,study", &groups, err);
    }
    assert_int_equal(groups.n, status == TSQ_OK ? 3 : 0);
    tsq_groups_free(&groups);
    tsq_rows_free(&rows);
    tsq_roles_free(roles);
    tsq_table_free(table);
    return status;
}

static tsq_status write_null(tsq_error *err)
{
    tsq_output *output;
    tsq_status status = tsq_output_open("/dev/null", &output, err);
    if (status == TSQ_OK) {
        fputs("x", tsq_output_stream(output));
        status = tsq_output_commit(output, err);
    }
    return status;
}

static tsq_status no_column(tsq_error *err)
{
    static const char *const conditions[] = {"week=3"};
    tsq_rows rows;
    const long left = until_failure;
    until_failure = -1;
    tsq_table *table = table_of("study,yi\nA,1\n");
    until_failure = left;
    const tsq_status status = tsq_table_where(table, conditions, 1, &rows, err);
    tsq_table_free(table);
    return status;
}

/* Arms in pairs, with one control divided, in one arm, or left as it is, and the warnings about them. */
static tsq_status pool_arms(tsq_multi_arm how, tsq_error *err)
{
    const long left = until_failure;
    until_failure = -1;
    tsq_table *table = table_of("study,arm,control,weeks,n,mean,sd,se\nA,usual,1,4,20,5,2,\nA,low,0,4,10,4,,0.5\n"
                                "A,high,0,4,10,3,1,\nA,low,0,9,10,4,2,\nA,usual,1,9,20,5,2,\nB,usual,1,4,9,1,1,\n"
                                "B,low,0,4,,2,1,\nC,usual,1,4,9,1,1,\n");
    until_failure = left;
    tsq_pool_options options;
    tsq_pool_report report;
    tsq_pool_preset(&options, NULL);
    options.measure = tsq_effect_find("MD");
    options.effect.multi_arm = how;
    const tsq_status status = tsq_pool(table, &options, &report, err);
    tsq_pool_free(&report);
    tsq_table_free(table);
    return status;
}

static tsq_status split_arms(tsq_error *err)
{
    return pool_arms(TSQ_MULTI_ARM_SPLIT, err);
}

static tsq_status combine_arms(tsq_error *err)
{
    return pool_arms(TSQ_MULTI_ARM_COMBINE, err);
}

static tsq_status use_covariance(tsq_error *err)
{
    return pool_arms(TSQ_MULTI_ARM_COVARIANCE, err);
}

static tsq_status count_twice(tsq_error *err)
{
    return pool_arms(TSQ_MULTI_ARM_EACH, err);
}

/* Keeps nothing, whenever it can. */
static bool due(void *context)
{
    (void)context;
    return true;
}

static tsq_status keep(void *context, uint64_t job, const void *bytes, size_t size, bool now, tsq_error *err)
{
    (void)context;
    (void)job;
    (void)now;
    (void)err;
    return bytes != NULL && size > 0 ? TSQ_OK : TSQ_E_FILE;
}

static const void *find(void *context, uint64_t job, size_t *size)
{
    (void)context;
    (void)job;
    *size = 0;
    return NULL;
}

/* Batch from a file of its own: long format with alleles by both readers, then wide; with states that are kept where the
 * options have an identity. */
static tsq_status run_batch(const char *text, const tsq_batch_options *options, tsq_error *err)
{
    char name[] = "test_batch_memory_XXXXXX";
    const int file = mkstemp(name);
    const char *const paths[] = {name};
    tsq_keeper keeper = {.due = due, .keep = keep, .find = find};
    const tsq_run run = {.threads = 1, .keeper = options->identity != 0 ? &keeper : NULL};
    tsq_batch_report report;
    FILE *stream = options->identity != 0 ? tmpfile() : fopen("/dev/null", "w");
    assert_true(file >= 0 && stream != NULL && setvbuf(stream, NULL, _IONBF, 0) == 0);
    assert_int_equal(write(file, text, strlen(text)), (ssize_t)strlen(text));
    const tsq_status status = tsq_batch(paths, 1, options, &run, stream, &report, err);
    fclose(stream);
    close(file);
    unlink(name);
    return status;
}

static tsq_status batch_long(tsq_error *err)
{
    tsq_batch_options options = TSQ_BATCH_INIT;
    options.by = "g";
    options.alleles = "a,b";
    options.window = 3;
    return run_batch("g,yi,sei,a,b\nx,1,.5,A,G\nx,2,.7,G,A\ny,1,1,A,C\nz,1,1,A,C\n", &options, err);
}

static tsq_status batch_kept(tsq_error *err)
{
    tsq_batch_options options = TSQ_BATCH_INIT;
    options.by = "g";
    options.identity = 1;
    return run_batch("g,yi,sei\nx,1,.5\ny,1,1\nx,2,.7\n", &options, err);
}

static tsq_status batch_quoted(tsq_error *err)
{
    static const char *const conditions[] = {"yi < 3"};
    tsq_batch_options options = TSQ_BATCH_INIT;
    options.by = "g";
    options.where = conditions;
    options.n_where = 1;
    return run_batch("g,yi,sei\n\"x, y\",1,.5\n\"x, y\",2,.5\nz,4,1\n", &options, err);
}

static tsq_status batch_wide(tsq_error *err)
{
    const tsq_batch_options options = {.csv = TSQ_CSV_OPTIONS_INIT, .wide = true, .fit = TSQ_FIT_OPTIONS_INIT};
    return run_batch("g,yi1,sei1,yi2,vi2\nx,1,.5,2,1\ny,,,1,1\n", &options, err);
}

static void each_failed_allocation_is_said(void **state)
{
    (void)state;
    assert_true(failures(read_all, TSQ_OK) > 25);
    assert_true(failures(split_arms, TSQ_OK) > 30);
    assert_true(failures(combine_arms, TSQ_OK) > 30);
    assert_true(failures(use_covariance, TSQ_OK) > 30);
    assert_true(failures(count_twice, TSQ_OK) > 30);
    assert_true(failures(write_null, TSQ_OK) >= 2);
    /* without room for a list of other threads the work is done by this one */
    assert_true(failures_but(1, batch_long, TSQ_OK) > 30);
    assert_true(failures_but(1, batch_kept, TSQ_OK) > 30);
    assert_true(failures_but(1, batch_quoted, TSQ_OK) > 30);
    assert_true(failures_but(1, batch_wide, TSQ_OK) > 30);
    assert_true(failures(no_column, TSQ_E_COLUMN) >= 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_failed_allocation_is_said),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
