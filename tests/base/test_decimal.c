/* Decimals to doubles against strtod, which rounds correctly: random numbers of every size, ties and their neighbours; and
 * numbers in texts that no zero ends. */
#include "check.h"

#include "base/decimal.h"
#include "base/marks.h"
#include "base/span.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static uint64_t next(uint64_t *state)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return *state;
}

/* The digits, or nothing where they cannot be told: *told counts. */
static void check(uint64_t digits, int exponent, unsigned *told)
{
    char text[64];
    double value;
    snprintf(text, sizeof text, "%llue%d", (unsigned long long)digits, exponent);
    const double wanted = strtod(text, NULL);
    if (tsq__decimal(digits, exponent, &value)) {
        ++*told;
        if (memcmp(&value, &wanted, sizeof value) != 0) {
            fail_msg("%s is %a, not %a", text, wanted, value);
        }
    }
}

static void random_decimals_are_rounded_as_by_strtod(void **state)
{
    (void)state;
    enum { MANY = 100000 };
    uint64_t seed = UINT64_C(88172645463325252);
    unsigned told = 0, usual = 0;
    for (int i = 0; i < MANY; i++) {
        const uint64_t digits = next(&seed) >> next(&seed) % 64;
        check(digits, (int)(next(&seed) % 640) - 320, &told);
        check(digits, (int)(next(&seed) % 40) - 30, &usual);
    }
    /* nearly all of those that a double can have are told */
    assert_true(told > MANY * 9 / 10 && usual > MANY - MANY / 1000);
}

/* Integers beyond 2^53 that lie in the middle between two doubles, and one beside it. */
static void ties_are_left_to_others(void **state)
{
    (void)state;
    uint64_t seed = UINT64_C(123456789);
    double value;
    unsigned told = 0;
    for (int i = 0; i < 2000; i++) {
        for (int shift = 1; shift < 10; shift++) {
            const uint64_t odd = ((UINT64_C(1) << 52 | next(&seed) >> 12) << 1 | 1) << (shift - 1);
            assert_false(tsq__decimal(odd, 0, &value));
            if (shift > 1) {
                told = 0;
                check(odd - 1, 0, &told);
                check(odd + 1, 0, &told);
                assert_int_equal(told, 2);
            }
        }
    }
}

static void ends_of_the_range(void **state)
{
    (void)state;
    unsigned told = 0;
    static const struct {
        uint64_t digits;
        int exponent;
    } hard[] = {{0, 400},
                {0, -400},
                {1, 308},
                {17976931348623157, 292},
                {22250738585072014, -324},
                {22250738585072011, -324},
                {5, -324},
                {1, 309},
                {9007199254740993, 0},
                {UINT64_MAX, 0},
                {UINT64_MAX, 289},
                {1, 23},
                {8589934592, 8},
                {9214843084008499, -22},
                {1448997445238699, 23},
                {5423717798060526, 20},
                {3, -292},
                {UINT64_MAX, -292}};
    for (size_t i = 0; i < sizeof hard / sizeof *hard; i++) {
        check(hard[i].digits, hard[i].exponent, &told);
    }
    double value;
    assert_false(tsq__decimal(1, 309, &value)); /* too large */
    assert_false(tsq__decimal(5, -324, &value));
    assert_true(told > 8);
}

/* Whatever stands around the text. */
static void check_span(const char *number, const char *behind)
{
    char room[128], copy[64], *const text = room + TSQ__SPAN_AROUND;
    double wanted, got;
    const size_t length = strlen(number);
    snprintf(copy, sizeof copy, "%s", number);
    snprintf(room, sizeof room, "1234567890123.%.2s%s%s12345678901234567890", behind[0] == '9' ? "99" : "--", number,
             behind);
    const tsq_number_kind kind = tsq_number_read(copy, '.', &wanted);
    for (int i = 0; i < 2; i++) {
        assert_int_equal(tsq__number_span(text, length, i == 1, '.', &got), kind);
        if (kind == TSQ_NUMBER && memcmp(&got, &wanted, sizeof got) != 0) {
            fail_msg("%s is %a, not %a", number, wanted, got);
        }
    }
}

static void digits_are_read_eight_at_a_time(void **state)
{
    (void)state;
    static const char *const texts[] = {"0.1",      "-0.",     ".5",       ".",         "-",      "",
                                        "1.2.3",    "1e5",     "1.5e-300", "1.5e",      "1.5e+",  "12345678.87654321",
                                        "0.00001x", "0./",     "0.:",      "1.0000000", "NA",     "0.12345678",
                                        "+7.25",    "1.1e999", "0.1e-999", "1,5",       "1.2e-1a"};
    static const char *const behinds[] = {"", "\t", "9", ".", "\n", "e5"};
    uint64_t seed = UINT64_C(987654321);
    for (size_t j = 0; j < sizeof behinds / sizeof *behinds; j++) {
        for (size_t i = 0; i < sizeof texts / sizeof *texts; i++) {
            check_span(texts[i], behinds[j]);
        }
        for (int i = 0; i < 5000; i++) {
            char text[64];
            const double value = (double)(int64_t)next(&seed) * 0x1p-63;
            snprintf(text, sizeof text, "%.*f", (int)(next(&seed) % 21), value);
            check_span(text, behinds[j]);
            snprintf(text, sizeof text, "%.*g", 1 + (int)(next(&seed) % 19), value * value * value * value);
            check_span(text, behinds[j]);
        }
    }
}

/* Against a loop over the bytes. */
static void marks_are_all_found(void **state)
{
    (void)state;
    tsq__marks marks = {0};
    uint64_t seed = UINT64_C(192837465);
    for (size_t length = 0; length < 700; length++) {
        char bytes[701] = "";
        size_t fields = 0, lines = 0;
        for (size_t i = 0; i < length; i++) {
            bytes[i] = "ab,,\n\xc3\r;"[next(&seed) % 8];
        }
        assert_true(tsq__marks_find(&marks, bytes, length, ','));
        for (size_t i = 0; i < length; i++) {
            if (bytes[i] == ',' || bytes[i] == '\n') {
                assert_int_equal(marks.field[fields++], i);
            }
            if (bytes[i] == '\n') {
                assert_int_equal(marks.line[lines++], i);
            }
        }
        assert_int_equal(tsq__count_byte(bytes, length, '\n'), lines);
        const size_t open = length > 0 && bytes[length - 1] != '\n' ? 1 : 0;
        assert_int_equal(marks.n_fields, fields + open);
        assert_int_equal(marks.n_lines, lines + open);
        assert_int_equal(marks.cr, memchr(bytes, '\r', length) != NULL);
        assert_int_equal(marks.high, memchr(bytes, '\xc3', length) != NULL);
        assert_false(marks.odd);
        for (int c = 0; c < 2 && length > 0; c++) {
            const size_t at = next(&seed) % length;
            const char kept = bytes[at];
            bytes[at] = c == 0 ? '"' : '\0';
            assert_true(tsq__marks_find(&marks, bytes, length, ','));
            assert_true(marks.odd);
            bytes[at] = kept;
        }
    }
    tsq__marks_free(&marks);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(random_decimals_are_rounded_as_by_strtod),
        cmocka_unit_test(ties_are_left_to_others),
        cmocka_unit_test(ends_of_the_range),
        cmocka_unit_test(digits_are_read_eight_at_a_time),
        cmocka_unit_test(marks_are_all_found),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
