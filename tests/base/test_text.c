/* The growing text, arrays, the showing of foreign text, the index, UTF-8. */
#include "check.h"

#include "base/index.h"
#include "base/memory.h"
#include "base/text.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static void a_text_grows(void **state)
{
    (void)state;
    tsq__text text = {0};
    for (int i = 0; i < 1000; i++) {
        assert_true(tsq__text_printf(&text, "%d,", i % 10));
    }
    assert_int_equal(text.length, 2000);
    assert_memory_equal(text.bytes + 1990, "5,6,7,8,9,", 11);
    char *taken = tsq__text_take(&text);
    assert_int_equal(strlen(taken), 2000);
    assert_null(text.bytes);
    free(taken);
    taken = tsq__text_take(&text);
    assert_string_equal(taken, "");
    free(taken);
}

static void sizes_that_overflow_are_refused(void **state)
{
    (void)state;
    size_t capacity = 0;
    assert_null(tsq__grow(NULL, &capacity, SIZE_MAX / 4, 8));
    assert_int_equal(capacity, 0);
    assert_null(tsq__array(SIZE_MAX / 4, 8));
    tsq__text text = {0};
    assert_true(tsq__text_add(&text, "a", 1));
    assert_false(tsq__text_add(&text, "b", SIZE_MAX - 1));
    assert_false(tsq__text_add(&text, "b", 1)); /* it stays failed */
    assert_null(tsq__text_take(&text));
}

static void foreign_text_fits_one_line(void **state)
{
    (void)state;
    char shown[TSQ__SHOWN];
    assert_string_equal(tsq__shown("a\nb\t\r\x1B[0m\x7F", 10, shown), "a\\nb\\t\\r\\x1B[0m\\x7F");
    assert_string_equal(tsq__shown("\0", 1, shown), "\\x00");
    char text[400];
    memset(text, 'x', sizeof text);
    assert_int_equal(strlen(tsq__shown(text, sizeof text, shown)), TSQ__SHOWN - 1);
    assert_string_equal(shown + TSQ__SHOWN - 5, "x...");
    /* 124 bytes fit: with one x before them, 61 of the 2-byte characters and no half one. */
    for (size_t i = 1; i + 1 < sizeof text; i += 2) {
        memcpy(text + i, "\xC3\xA9", 2);
    }
    assert_string_equal(tsq__shown(text, sizeof text - 1, shown) + 1 + 2 * 61, "...");
}

static bool always(const void *context, size_t entry)
{
    return *(const size_t *)context == entry;
}

static void the_index_finds_among_equal_hashes(void **state)
{
    (void)state;
    tsq__index index = {0};
    size_t found = 99;
    size_t wanted = 0;
    assert_false(tsq__index_find(&index, 7, always, &wanted, &found));
    for (size_t i = 0; i < 200; i++) {
        assert_true(tsq__index_add(&index, 7));
    }
    for (wanted = 0; wanted < 200; wanted++) {
        assert_true(tsq__index_find(&index, 7, always, &wanted, &found));
        assert_int_equal(found, wanted);
    }
    assert_false(tsq__index_find(&index, 7, always, &wanted, &found));
    assert_false(tsq__index_find(&index, 8, always, &wanted, &found));
    tsq__index_free(&index);
    const uint64_t start = TSQ__HASH_START;
    assert_true(tsq__hash_string(tsq__hash_string(start, "ab"), "c") !=
                tsq__hash_string(tsq__hash_string(start, "a"), "bc"));
}

/* The limits of RFC 3629, section 4. */
static void utf8_is_told_from_other_bytes(void **state)
{
    (void)state;
    static const char *const good[] = {"",
                                       "abcdefghij",
                                       "\xC2\x80",
                                       "\xE0\xA0\x80",
                                       "\xED\x9F\xBF",
                                       "\xEE\x80\x80",
                                       "\xF0\x90\x80\x80",
                                       "\xF4\x8F\xBF\xBF",
                                       "12345678\xC3\xA9-2345678"};
    static const struct {
        const char *text;
        size_t at;
    } bad[] = {{"\x80", 0},
               {"\xC0\x80", 0},
               {"\xC1\xBF", 0},
               {"ab\xE9t\xE9", 2},
               {"\xE0\x9F\xBF", 0},
               {"\xED\xA0\x80", 0},
               {"\xF0\x8F\xBF\xBF", 0},
               {"\xF4\x90\x80\x80", 0},
               {"\xF5\x80\x80\x80", 0},
               {"1234567890\xC3", 10},
               {"\xE2\x82", 0},
               {"\xE2\x82z", 0},
               {"\xF0\x9F\x98z", 0}};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        assert_int_equal(tsq__utf8_check(good[i], strlen(good[i])), strlen(good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        assert_int_equal(tsq__utf8_check(bad[i].text, strlen(bad[i].text)), bad[i].at);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_text_grows),
        cmocka_unit_test(sizes_that_overflow_are_refused),
        cmocka_unit_test(foreign_text_fits_one_line),
        cmocka_unit_test(the_index_finds_among_equal_hashes),
        cmocka_unit_test(utf8_is_told_from_other_bytes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
