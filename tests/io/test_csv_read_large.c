/* A file of a million rows and ten columns: read whole, in memory proportional to it, in a few seconds. */
#include "check.h"

#include "tables.h"

#include <stdlib.h>
#include <sys/resource.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
#define SANITIZED 1
#endif
#endif

enum { ROWS = 1000000, PER_GROUP = 10 };

static size_t write_rows(FILE *file)
{
    fputs("meta,study,yi,vi,n1i,m1i,sd1i,n2i,m2i,sd2i\n", file);
    for (int i = 0; i < ROWS; i++) {
        fprintf(file, "MA%d,Study %d,%d.%03d,0.%04d,%d,%d.5,2.385,%d,%d.25,2.5\n", i / PER_GROUP, i % PER_GROUP,
                i % 7 - 3, i % 1000, i % 9999 + 1, i % 490 + 10, i % 40, i % 480 + 20, i % 39);
    }
    return (size_t)ftell(file);
}

static double sum_of(const tsq_roles *roles, const char *role)
{
    double sum = 0.0;
    for (size_t row = 0; row < ROWS; row++) {
        double value;
        assert_int_equal(tsq_roles_number(roles, role, row, &value, NULL), TSQ_OK);
        sum += value;
    }
    return sum;
}

static size_t resident_kib(void)
{
    struct rusage usage;
    getrusage(RUSAGE_SELF, &usage);
    return (size_t)usage.ru_maxrss;
}

static void a_million_rows_are_read(void **state)
{
    (void)state;
    char path[] = "test_csv_read_large_XXXXXX";
    FILE *file = fdopen(mkstemp(path), "w");
    assert_non_null(file);
    const size_t bytes = write_rows(file);
    assert_int_equal(fclose(file), 0);
    const size_t before = resident_kib();
    tsq_table *table;
    char sha256[65];
    const tsq_status status = tsq_csv_read(path, NULL, sha256, &table, NULL);
    unlink(path);
    assert_int_equal(status, TSQ_OK);
    assert_int_equal(tsq_table_rows(table), ROWS);
    assert_int_equal(tsq_table_line(table, ROWS - 1), ROWS + 1);
    assert_string_equal(tsq_table_cell(table, ROWS - 1, 0), "MA99999");
#ifndef SANITIZED /* which has memory of its own */
    /* Cells, 4 bytes each and 16 a row; twice that for the doubling of the arrays. */
    assert_in_range(resident_kib() - before, 0, 2 * (bytes + 4 * 10 * ROWS + 16 * ROWS) / 1024);
#else
    (void)bytes;
    (void)before;
#endif
    tsq_roles *roles;
    assert_int_equal(tsq_roles_new(table, NULL, 0, &roles, NULL), TSQ_OK);
    check_close(sum_of(roles, "sd1i"), 2.385 * ROWS, 1e-9, 0);
    /* i % 40 sums to 780 over 40 rows. */
    check_close(sum_of(roles, "m1i"), ROWS / 40 * 780.0 + 0.5 * ROWS, 1e-12, 0);
    const char *const where[] = {"study=Study 0"};
    tsq_rows rows;
    tsq_groups groups;
    assert_int_equal(tsq_table_where(table, where, 1, &rows, NULL), TSQ_OK);
    assert_int_equal(rows.n, ROWS / PER_GROUP);
    assert_int_equal(tsq_table_group(table, &rows, "meta", &groups, NULL), TSQ_OK);
    assert_int_equal(groups.n, ROWS / PER_GROUP);
    tsq_groups_free(&groups);
    tsq_rows_free(&rows);
    tsq_roles_free(roles);
    tsq_table_free(table);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_million_rows_are_read),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
