/* Every allocation of a search and of its writers fails once: each time the call says so, gives nothing out and (under a
 * sanitizer) loses nothing. */
#include "failing_memory.h"

#include "tables.h"

#include <tausq/reproduce.h>

static tsq_table *table;
static tsq_statement statement;
static tsq_reproduce_options options;
static tsq_reproduction found;

static tsq_status search(tsq_error *err)
{
    const tsq_status status = tsq_reproduce(table, &statement, &options, &found, err);
    if (status != TSQ_OK) {
        assert_null(found.owned);
        assert_null(found.answer);
    }
    tsq_reproduce_free(&found);
    return status;
}

static void begin(const char *text, const char *claim, const char *method, tsq_search_part most)
{
    const tsq_reproduce_options init = TSQ_REPRODUCE_INIT;
    options = init;
    tsq_pool_preset(&options.pool, NULL);
    options.pool.fit.method = tsq_tau2_find(method);
    options.pool.fit.test = tsq_test_find("z");
    options.fix_method = options.fix_test = true;
    options.most = most;
    options.run.threads = 1;
    table = table_of(text);
    assert_int_equal(tsq_statement_read(claim, '.', &statement, NULL), TSQ_OK);
}

/* Of thousands of combinations some of their allocations. */
static void fail_every(long step)
{
    bool all = false;
    for (long n = 0; !all; n += step) {
        tsq_error err = {.text = ""};
        until_failure = n;
        const tsq_status status = search(&err);
        all = until_failure >= 0;
        until_failure = -1;
        assert_int_equal(status, all ? TSQ_OK : TSQ_E_MEMORY);
    }
}

/* 1 and 2 with variances 1/2: the mean is 1.5 with SE 0.5. */
static void a_search_says_so(void **state)
{
    (void)state;
    begin("study,yi,vi\na,1,0.5\nb,2,0.5\n", "1.50 [0.52, 2.48]", "FE", TSQ_SEARCH_CONVENTIONS);
    /* those of further threads, once in each block of fits, are harmless: this one does the work */
    assert_true(failures_but(8, search, TSQ_OK) > 100);
    tsq_table_free(table);
}

static void a_search_with_edits_says_so(void **state)
{
    (void)state;
    begin("study,yi,vi\na,1,0.5\nb,2,0.5\nc,9,0.5\n", "1.50 [0.52, 2.48]", "FE", TSQ_SEARCH_ONE);
    fail_every(499);
    tsq_table_free(table);
}

static void a_search_with_counts_says_so(void **state)
{
    (void)state;
    begin("study,ai,n1i,ci,n2i\na,1,10,3,10\nb,2,20,5,20\n", "OR 0.5 [0.1, 2.5]", "MH", TSQ_SEARCH_CONVENTIONS);
    fail_every(2003);
    tsq_table_free(table);
}

static tsq_status (*writer)(FILE *, const tsq_reproduction *, const tsq_write_options *);
static FILE *stream;

static tsq_status write(tsq_error *err)
{
    const tsq_write_options how = {
        .digits = -1, .utf8 = true, .transform = "none", .input = "t.csv", .sha256 = "", .version = "0"};
    const tsq_status status = writer(stream, &found, &how);
    if (status == TSQ_E_MEMORY) {
        err->code = status;
        strcpy(err->text, "out of memory");
    }
    return status;
}

static void writers_say_so_too(void **state)
{
    (void)state;
    begin("study,yi,vi,w\na,1,0.5,50\nb,2,0.5,50\nc,9,0.5,\n", "1.50 [0.52, 2.48]; p=0.0027", "FE", TSQ_SEARCH_TWO);
    assert_int_equal(tsq_reproduce(table, &statement, &options, &found, NULL), TSQ_OK);
    stream = fopen("/dev/null", "w");
    assert_non_null(stream);
    writer = tsq_write_reproduce_text;
    assert_true(failures(write, TSQ_OK) > 4);
    fclose(stream);
    tsq_reproduce_free(&found);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_search_says_so),
        cmocka_unit_test(a_search_with_edits_says_so),
        cmocka_unit_test(a_search_with_counts_says_so),
        cmocka_unit_test(writers_say_so_too),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
