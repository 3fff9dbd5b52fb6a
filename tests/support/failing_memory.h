/* Memory that runs out when a test says so: the linker puts these functions in the place of malloc and its kin
 * (tests/CMakeLists.txt, for every test_out_of_memory.c). */
#ifndef TAUSQ_TESTS_FAILING_MEMORY_H
#define TAUSQ_TESTS_FAILING_MEMORY_H

#include "check.h"

#include <tausq/status.h>

#include <stdatomic.h>
#include <stdlib.h>

void *__real_malloc(size_t size);
void *__real_calloc(size_t n, size_t size);
void *__real_realloc(void *old, size_t size);
char *__real_strdup(const char *text);
void *__wrap_malloc(size_t size);
void *__wrap_calloc(size_t n, size_t size);
void *__wrap_realloc(void *old, size_t size);
char *__wrap_strdup(const char *text);

static atomic_long until_failure = -1; /* allocations left before one fails; negative: none does */
static _Thread_local bool spared;      /* what the test itself allocates does not fail */

static bool fails(void)
{
    return !spared && atomic_load(&until_failure) >= 0 && atomic_fetch_sub(&until_failure, 1) == 0;
}

void *__wrap_malloc(size_t size)
{
    return fails() ? NULL : __real_malloc(size);
}

void *__wrap_calloc(size_t n, size_t size)
{
    return fails() ? NULL : __real_calloc(n, size);
}

void *__wrap_realloc(void *old, size_t size)
{
    return fails() ? NULL : __real_realloc(old, size);
}

char *__wrap_strdup(const char *text)
{
    return fails() ? NULL : __real_strdup(text);
}

/** Lets each allocation of `call` fail in turn and checks that it says so; in the end none fails, and it returns `at_last`.
 *  `harmless`: how many may fail without anything being lost. Returns how many there are. */
static inline long failures_but(long harmless, tsq_status (*call)(tsq_error *err), tsq_status at_last)
{
    for (long n = 0;; n++) {
        tsq_error err = {.text = ""};
        until_failure = n;
        const tsq_status status = call(&err);
        const bool all = until_failure >= 0;
        until_failure = -1;
        if (all) {
            assert_int_equal(status, at_last);
            return n;
        }
        if (status == TSQ_OK && harmless-- > 0) {
            continue;
        }
        assert_int_equal(status, TSQ_E_MEMORY);
        assert_int_equal(err.code, TSQ_E_MEMORY);
        assert_string_equal(err.text, "out of memory");
    }
}

static inline long failures(tsq_status (*call)(tsq_error *err), tsq_status at_last)
{
    return failures_but(0, call, at_last);
}

#endif
