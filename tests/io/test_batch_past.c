/* Closed groups of a batch: which came twice is found however far apart they are, in memory that does not grow. */
#include "check.h"
#include "io/batch_past.h"

#include <signal.h>
#include <sys/resource.h>

/* Many different hashes, spread over all values: odd multiples. */
static uint64_t hash_of(uint64_t i)
{
    return (i + 1) * UINT64_C(0x9e3779b97f4a7c15);
}

static void add(tsq__batch_past *past, uint64_t i, uint64_t place)
{
    assert_true(tsq__batch_past_add(past, hash_of(i), place));
}

static void add_many(tsq__batch_past *past, uint64_t n)
{
    for (uint64_t i = 0; i < n; i++) {
        add(past, i, i);
    }
}

static void check(tsq__batch_past *past, bool twice, uint64_t place)
{
    uint64_t found = UINT64_MAX;
    bool there = !twice;
    tsq_error err;
    assert_int_equal(tsq__batch_past_check(past, &found, &there, &err), TSQ_OK);
    assert_int_equal(there, twice);
    if (twice) {
        assert_int_equal(found, place);
    }
}

static void test_few(void **state)
{
    (void)state;
    tsq__batch_past past = {0};
    check(&past, false, 0);
    add_many(&past, 100);
    assert_true(tsq__batch_past_has(&past, hash_of(99)));
    assert_false(tsq__batch_past_has(&past, hash_of(100)));
    check(&past, false, 0);
    tsq__batch_past_free(&past);
}

/* Around the sizes of runs too; 0 is a hash like any other. */
static void test_none_comes_twice(void **state)
{
    (void)state;
    static const uint64_t sizes[] = {32767, 32768, 32769, 65536, 300000};
    for (size_t i = 0; i < sizeof sizes / sizeof *sizes; i++) {
        tsq__batch_past past = {0};
        add_many(&past, sizes[i]);
        assert_true(tsq__batch_past_add(&past, 0, sizes[i]));
        check(&past, false, 0);
        assert_true(past.seen.size <= 65536);
        tsq__batch_past_free(&past);
    }
}

/* The second of two is told, whatever their places say; of several the first in time. */
static void test_twice(void **state)
{
    (void)state;
    static const struct {
        uint64_t again, after;
    } cases[] = {{0, 32768}, {17, 299999}, {99999, 200000}, {32767, 65536}};
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        tsq__batch_past past = {0};
        for (uint64_t j = 0; j < 300000; j++) {
            add(&past, j, 1000000 + j);
            if (j == cases[i].after) {
                add(&past, cases[i].again, 5);
            }
        }
        check(&past, true, 5);
        tsq__batch_past_free(&past);
    }
    tsq__batch_past past = {0};
    add_many(&past, 300000);
    add(&past, 3, 300002);
    add(&past, 2, 300001);
    check(&past, true, 300001);
    add_many(&past, 0);
    tsq__batch_past_free(&past);
}

/* All in memory, for a state that is kept; and where no file can be written: then it is seen at once. */
static void test_memory_alone(void **state)
{
    (void)state;
    tsq__batch_past kept = {.all = true}, full = {0};
    add_many(&kept, 100000);
    assert_true(tsq__batch_past_has(&kept, hash_of(0)));
    check(&kept, false, 0);
    tsq__batch_past_free(&kept);

    struct rlimit before, none;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &before), 0);
    none = before;
    none.rlim_cur = 0;
    (void)signal(SIGXFSZ, SIG_IGN);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &none), 0);
    add_many(&full, 100000);
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &before), 0);
    assert_true(tsq__batch_past_has(&full, hash_of(0)));
    assert_true(tsq__batch_past_has(&full, hash_of(99999)));
    check(&full, false, 0);
    tsq__batch_past_free(&full);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_few), cmocka_unit_test(test_none_comes_twice),
                                       cmocka_unit_test(test_twice), cmocka_unit_test(test_memory_alone)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
