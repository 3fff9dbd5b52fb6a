/* Every allocation of reading claims, of results that are read back, and of reports fails once: each time the call says so,
 * gives nothing out and (under a sanitizer) loses nothing. */
#include "failing_memory.h"

#include "tables.h"

#include <string.h>

static tsq_table *table;
static tsq_document *document;

static const char result[] = "{\"results\": [{\"k\": 2, \"tests\": {\"cmh\": {\"pval\": 0.25}}, \"coefficients\": "
                             "[{\"name\": \"intrcpt\", \"se\": 0.1}], \"studies\": [{\"study\": \"A\", \"line\": 2, "
                             "\"yi\": 0.5}], \"flags\": []}]}";

static tsq_status read_claims(tsq_error *err)
{
    tsq_claims claims;
    tsq_status status = tsq_claims_read(table, &claims, err);
    assert_true((status == TSQ_OK) == (claims.claim != NULL));
    if (status == TSQ_OK) {
        status = tsq_claims_unique(&claims, err);
    }
    tsq_claims_free(&claims);
    return status;
}

static void claims_say_so(void **state)
{
    (void)state;
    table = table_of("id,data,quantity,expected\na,d.csv,k,2\nb,d.csv,tau2,0.1\nc,d.csv,I2,50%\n");
    assert_true(failures(read_claims, TSQ_OK) >= 2);
    tsq_table_free(table);
}

static tsq_status read_document(tsq_error *err)
{
    tsq_document *own;
    const tsq_status status = tsq_document_read(result, sizeof result - 1, &own, err);
    assert_true((status == TSQ_OK) == (own != NULL));
    tsq_document_free(own);
    return status;
}

static tsq_status find_study(tsq_error *err)
{
    tsq_computed computed;
    const tsq_status status = tsq_document_find(document, "study.A.yi", &computed, err);
    assert_int_equal(computed.kind, status == TSQ_OK ? TSQ_COMPUTED_NUMBER : TSQ_COMPUTED_NONE);
    return status;
}

static void count_numbers(void *context, const char *quantity, double number)
{
    (void)quantity;
    (void)number;
    ++*(int *)context;
}

/* Every number is told, or it is said that some are not. */
static tsq_status tell_all(tsq_error *err)
{
    int n = 0;
    if (!tsq_document_each(document, 0, count_numbers, &n)) {
        *err = (tsq_error){.code = TSQ_E_MEMORY};
        snprintf(err->text, sizeof err->text, "out of memory");
        return TSQ_E_MEMORY;
    }
    assert_int_equal(n, 4);
    return TSQ_OK;
}

static void results_that_are_read_back_say_so(void **state)
{
    (void)state;
    assert_true(failures(read_document, TSQ_OK) >= 1);
    assert_int_equal(tsq_document_read(result, sizeof result - 1, &document, NULL), TSQ_OK);
    assert_int_equal(failures(find_study, TSQ_OK), 1);
    assert_true(failures(tell_all, TSQ_OK) >= 1);
    tsq_document_free(document);
}

typedef tsq_status report_writer(FILE *, const tsq_check_report *, const tsq_write_options *);

static void reports_say_so(void **state)
{
    (void)state;
    static report_writer *const writers[] = {tsq_write_check_json, tsq_write_check_sarif, tsq_write_check_junit,
                                             tsq_write_check_tap};
    static const char *const files[] = {"claims.csv"};
    const tsq_write_options options = {.digits = -1, .version = "0"};
    tsq_claims claims;
    tsq_checked checked = {0};
    table = table_of("id,data,quantity,expected\n\"a \"\"b\"\"\",d.csv,k,2\n");
    assert_int_equal(tsq_claims_read(table, &claims, NULL), TSQ_OK);
    checked.claim = claims.claim;
    tsq_claim_fail("d.csv: no such file", &checked.verdict);
    const tsq_check_report report = {
        .n_files = 1, .file = files, .n = 1, .checked = &checked, .count = {[TSQ_CLAIM_NOT_COMPUTED] = 1}};
    FILE *stream = fopen("/dev/null", "w");
    assert_non_null(stream);
    for (size_t i = 0; i < sizeof writers / sizeof writers[0]; i++) {
        bool all = false;
        for (long n = 0; !all; n++) {
            until_failure = n;
            const tsq_status status = writers[i](stream, &report, &options);
            all = until_failure >= 0;
            until_failure = -1;
            assert_int_equal(status, all ? TSQ_OK : TSQ_E_MEMORY);
        }
    }
    fclose(stream);
    tsq_claims_free(&claims);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(claims_say_so),
        cmocka_unit_test(results_that_are_read_back_say_so),
        cmocka_unit_test(reports_say_so),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
