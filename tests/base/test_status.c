/* Every status has a name, a sentence and an exit code of the contract. */
#include "check.h"

#include "base/error.h"

#include <string.h>

static void every_status_is_complete(void **state)
{
    (void)state;
    for (int i = 0; i < TSQ_STATUS_COUNT; i++) {
        const tsq_status status = (tsq_status)i;
        assert_true(strlen(tsq_status_text(status)) > 3);
        assert_true(strlen(tsq_status_name(status)) > 1);
        assert_in_range(tsq_status_exit(status), 0, 6);
    }
    assert_string_equal(tsq_status_name(TSQ_E_RANK), "E_RANK");
    assert_int_equal(tsq_status_exit(TSQ_OK), 0);
    assert_string_equal(tsq_status_text((tsq_status)9999), "unknown status");
}

static void an_error_is_filled_and_null_is_fine(void **state)
{
    (void)state;
    tsq_error err;
    assert_int_equal(tsq__fail_study(&err, TSQ_E_VARIANCE, 3, "study %d", 4), TSQ_E_VARIANCE);
    assert_int_equal(err.code, TSQ_E_VARIANCE);
    assert_int_equal(err.study, 3);
    assert_true(err.has_study);
    assert_string_equal(err.text, "study 4");
    assert_int_equal(tsq__fail(NULL, TSQ_E_FILE, "x"), TSQ_E_FILE);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_status_is_complete),
        cmocka_unit_test(an_error_is_filled_and_null_is_fine),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
