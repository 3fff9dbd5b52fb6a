/* Numbers from and to text. Expected texts and bits are from CPython 3.11 (float(), repr(), float.hex()), which
 * rounds correctly by David Gay's dtoa. */
#include "check.h"

#include <tausq/data.h>

#include <errno.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void check_read(const char *text, char decimal, tsq_number_kind kind, double value)
{
    double got = 1.0;
    if (tsq_number_read(text, decimal, &got) != kind) {
        fail_msg("'%s' is of another kind", text);
    }
    if (kind == TSQ_NUMBER ? got != value || signbit(got) != signbit(value) : !isnan(got)) {
        fail_msg("'%s' is read as %a, not %a", text, got, value);
    }
}

static void numbers_are_read_to_the_nearest_double(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        double value;
    } rows[] = {
        {"0", 0.0},
        {"-0", -0.0},
        {"+2.385", 0x1.3147ae147ae14p+1},
        {"-1.2", -0x1.3333333333333p+0},
        {".5", 0.5},
        {"5.", 5.0},
        {"  17\t", 17.0},
        {"1e3", 1000.0},
        {"1E-3", 0x1.0624dd2f1a9fcp-10},
        {"0.1", 0x1.999999999999ap-4},
        {"00000000000000000000012.5", 12.5},
        {"0.0000000000000000000000000000000000001", 0x1.1039d428a8b8fp-123},
        {"9007199254740993", 0x1p+53},
        {"9007199254740993.00000000000000000001", 0x1.0000000000001p+53},
        {"123456789012345678901234567890", 0x1.8ee90ff6c373ep+96},
        {"1e22", 0x1.0f0cf064dd592p+73},
        {"1e23", 0x1.52d02c7e14af6p+76},
        {"8.5e-23", 0x1.9b08e7413dd76p-74},
        {"1.7976931348623157e308", 0x1.fffffffffffffp+1023},
        {"2.2250738585072011e-308", 0x0.fffffffffffffp-1022},
        {"4.9406564584124654e-324", 0x1p-1074},
        {"2.4703282292062327e-324", 0.0},
        {"2.4703282292062328e-324", 0x1p-1074},
        {"1e-400", 0.0},
        {"1e-99999999999999999999", 0.0},
        {"0e99999999999999999999", 0.0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        check_read(rows[i].text, '.', TSQ_NUMBER, rows[i].value);
    }
    errno = 0; /* the caller's, not to be touched by an underflow */
    check_read("1e-400", '.', TSQ_NUMBER, 0.0);
    assert_int_equal(errno, 0);
    check_read("1,25", ',', TSQ_NUMBER, 1.25);
    check_read("-,5e1", ',', TSQ_NUMBER, -5.0);
}

static void what_is_no_number_is_bad_and_never_cut_off(void **state)
{
    (void)state;
    static const char *const bad[] = {
        "1.5x",
        "x1.5",
        "1.5 2",
        "1,5",
        "--1",
        "+-1",
        "- 1",
        "1e",
        "1e+",
        "1e1.5",
        "e5",
        "-",
        "+",
        "..",
        "1.2.3",
        "inf",
        "-Inf",
        "Infinity",
        "nan",
        "na",
        "N/A",
        "NAN",
        "-NaN",
        "0x1p3",
        "0x10",
        "1d3",
        "1_000",
        "1 000",
        "1e309",
        "-1e400",
        "1%",
        "\xE2\x88\x92"
        "1",
        "'1'",
        "\n1",
        "1\n",
        "\xC2\xA0"
        "1",
        "-.",
        "1e999999999999",
    };
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        check_read(bad[i], '.', TSQ_NUMBER_BAD, NAN);
    }
    check_read("1.5", ',', TSQ_NUMBER_BAD, NAN);
    check_read("1.000,5", ',', TSQ_NUMBER_BAD, NAN);
}

static void missing_codes_are_four(void **state)
{
    (void)state;
    static const char *const missing[] = {"", "  ", "NA", "NaN", ".", " NA ", "\t."};
    for (size_t i = 0; i < sizeof missing / sizeof missing[0]; i++) {
        check_read(missing[i], '.', TSQ_NUMBER_MISSING, NAN);
        check_read(missing[i], ',', TSQ_NUMBER_MISSING, NAN);
    }
}

/* 0.5 + 2^-54 lies exactly between two doubles; a digit far behind the 800 that are kept must still tip it. */
static void a_digit_far_behind_tips_a_tie(void **state)
{
    (void)state;
    static const char tie[] = "0.500000000000000055511151231257827021181583404541015625";
    char text[2000];
    memset(text, '0', sizeof text);
    memcpy(text, tie, sizeof tie - 1);
    text[1900] = '\0';
    check_read(text, '.', TSQ_NUMBER, 0.5);
    text[1899] = '1';
    check_read(text, '.', TSQ_NUMBER, 0x1.0000000000001p-1);
}

static void the_shortest_text_is_printed(void **state)
{
    (void)state;
    static const struct {
        double value;
        const char *text;
    } rows[] = {
        {0.0, "0"},
        {-0.0, "-0"},
        {1.0, "1"},
        {-12.5, "-12.5"},
        {100.0, "100"},
        {0.1, "0.1"},
        {1.0 / 3.0, "0.3333333333333333"},
        {0.1 + 0.2, "0.30000000000000004"},
        {1e15, "1000000000000000"},
        {9007199254740993.0, "9007199254740992"},
        {1e16, "1e+16"},
        {1.5e300, "1.5e+300"},
        {0.0001, "0.0001"},
        {0.00001, "1e-05"},
        {1.2345e-5, "1.2345e-05"},
        {0x1.fffffffffffffp+1023, "1.7976931348623157e+308"},
        {0x1p-1022, "2.2250738585072014e-308"},
        {0x1p-1074, "5e-324"},
        {0x3p-1074, "1.5e-323"},
        {0x1p-44, "5.684341886080802e-14"},
        {0x1p-24, "5.960464477539063e-08"},
        /* powers of two whose shortest text is not their nearest one with 16 digits; by repr of Python 3.11 */
        {0x1p-489, "6.256509672447191e-148"},
        {0x1p-791, "7.678447687145631e-239"},
        {0x1p+863, "6.150157786156811e+259"},
        {NAN, ""},
        {INFINITY, "Inf"},
        {-INFINITY, "-Inf"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[TSQ_NUMBER_TEXT];
        assert_string_equal(tsq_number_print(rows[i].value, text), rows[i].text);
    }
}

/* Random bit patterns, from a fixed xorshift (Marsaglia 2003). */
static void what_is_printed_reads_back(void **state)
{
    (void)state;
    uint64_t bits = UINT64_C(0x9e3779b97f4a7c15);
    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        double value;
        double back;
        memcpy(&value, &bits, sizeof value);
        char text[TSQ_NUMBER_TEXT];
        if (isfinite(value)) {
            assert_true(strlen(tsq_number_print(value, text)) < TSQ_NUMBER_TEXT - 4);
            assert_int_equal(tsq_number_read(text, '.', &back), TSQ_NUMBER);
            assert_memory_equal(&back, &value, sizeof value);
        }
    }
}

/* By trial: the fewest digits of printf that read back, laid out one by one. */
static void lay_out_by_hand(double value, char *text)
{
    char digits[32];
    int n = 0, exponent = 0;
    for (int precision = 0; precision < 17; precision++) {
        char trial[32];
        snprintf(trial, sizeof trial, "%.*e", precision, value);
        if (strtod(trial, NULL) == value) {
            digits[n++] = trial[0];
            for (const char *at = trial + 2; *at != 'e' && precision > 0; at++) {
                digits[n++] = *at;
            }
            exponent = (int)strtol(strchr(trial, 'e') + 1, NULL, 10);
            break;
        }
    }
    if (exponent < -4 || exponent > 15) {
        *text++ = digits[0];
        *text = '.';
        memcpy(text + 1, digits + 1, (size_t)n - 1);
        snprintf(text + (n > 1 ? n : 0), 8, "e%+03d", exponent);
        return;
    }
    for (int place = exponent < 0 ? 0 : exponent; place > exponent - n || place >= 0; place--) {
        const int i = exponent - place;
        *text++ = i >= 0 && i < n ? digits[i] : '0';
        if (place == 0 && exponent - n + 1 < 0) {
            *text++ = '.';
        }
    }
    *text = '\0';
}

/* A point before, among and behind the digits; 1 to 17 of them; zeros at their end. */
static void what_is_printed_is_laid_out_as_by_hand(void **state)
{
    (void)state;
    uint64_t bits = UINT64_C(0xd1b54a32d192ed03);
    for (int i = 0; i < 20000; i++) {
        bits ^= bits << 13;
        bits ^= bits >> 7;
        bits ^= bits << 17;
        const double unit = (double)(int64_t)(bits >> 12) * 0x1p-52, scale = pow(10.0, (int)(bits % 26) - 7);
        double value = unit * scale;
        if (i % 4 == 1) {
            value = round(unit * 1e5) * scale;
        } else if (i % 4 == 2) {
            value = round(value);
        } else if (i % 4 == 3) {
            value = round(value * 256.0) / 256.0;
        }
        char text[TSQ_NUMBER_TEXT], wanted[64];
        if (value > 0.0) {
            lay_out_by_hand(value, wanted);
            assert_string_equal(tsq_number_print(value, text), wanted);
        }
    }
}

static void a_comma_locale_changes_nothing(void **state)
{
    (void)state;
    if (setlocale(LC_ALL, "de_DE.UTF-8") == NULL) {
        skip();
    }
    assert_string_equal(localeconv()->decimal_point, ",");
    char text[TSQ_NUMBER_TEXT];
    assert_string_equal(tsq_number_print(-1234.5678, text), "-1234.5678");
    assert_string_equal(tsq_number_print(1.5e-300, text), "1.5e-300");
    check_read("1.5", '.', TSQ_NUMBER, 1.5);
    check_read("1,5", '.', TSQ_NUMBER_BAD, NAN);
    check_read("1,5", ',', TSQ_NUMBER, 1.5);
    check_read("0.30000000000000004", '.', TSQ_NUMBER, 0x1.3333333333334p-2);
    numbers_are_read_to_the_nearest_double(state);
    the_shortest_text_is_printed(state);
    setlocale(LC_ALL, "C");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(numbers_are_read_to_the_nearest_double),
        cmocka_unit_test(what_is_no_number_is_bad_and_never_cut_off),
        cmocka_unit_test(missing_codes_are_four),
        cmocka_unit_test(a_digit_far_behind_tips_a_tie),
        cmocka_unit_test(the_shortest_text_is_printed),
        cmocka_unit_test(what_is_printed_reads_back),
        cmocka_unit_test(what_is_printed_is_laid_out_as_by_hand),
        cmocka_unit_test(a_comma_locale_changes_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
