/* Tables from text, for tests. Include after check.h. */
#ifndef TSQ_TEST_TABLES_H
#define TSQ_TEST_TABLES_H

#include <tausq/io.h>

#include <string.h>

/* A table read from text; the test fails if it cannot be. */
static inline tsq_table *table_of(const char *text)
{
    tsq_table *table;
    tsq_error err;
    if (tsq_csv_read_memory(text, strlen(text), "t.csv", NULL, NULL, &table, &err) != TSQ_OK) {
        fail_msg("%s", err.text);
    }
    return table;
}

/* The call gives that status and exactly that text. */
#define check_error(call, want_status, want_text)                                                                      \
    do {                                                                                                               \
        tsq_error err = {.text = ""};                                                                                  \
        const tsq_status check_status = (call);                                                                        \
        assert_string_equal(err.text, (want_text));                                                                    \
        assert_string_equal(tsq_status_name(check_status), tsq_status_name(want_status));                              \
        assert_int_equal(err.code, (want_status));                                                                     \
    } while (0)

#endif
