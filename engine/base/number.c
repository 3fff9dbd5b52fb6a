/* Numbers from and to text, the same whatever the locale.
 *
 * Reading: the syntax is checked here and the number becomes an integer of digits with a power of ten, mostly rounded
 * by base/decimal.h; where that cannot tell, strtod gets "DIGITSeEXPONENT", which has no decimal point for a locale to change. */
#include <tausq/data.h>

#include "base/decimal.h"
#include "base/shortest.h"
#include "base/span.h"

#include <errno.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* More significant digits than any double needs to be rounded correctly (767); the rest only says "a little more". */
enum { DIGITS_KEPT = 800, EXPONENT_MOST = 100000000 };

struct digits {
    char digit[DIGITS_KEPT + 1]; /* without leading zeros; one more for the rest */
    int n;
    bool rest;     /* a digit that is not zero was left out */
    long exponent; /* value = digits * 10^exponent */
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t';
}

static void add_digit(struct digits *to, char c, bool after_point)
{
    const bool leading = to->n == 0 && c == '0';
    if (!leading && to->n < DIGITS_KEPT) {
        to->digit[to->n++] = c;
    } else if (!leading) {
        to->rest = to->rest || c != '0';
        to->exponent++;
    }
    if (after_point) {
        to->exponent--;
    }
}

/* Reads digits with an optional decimal mark and exponent; the end, or NULL if that is no number. */
static const char *scan(const char *at, char decimal, struct digits *to)
{
    bool any = false;
    for (; is_digit(*at); at++, any = true) {
        add_digit(to, *at, false);
    }
    if (*at == decimal) {
        for (at++; is_digit(*at); at++, any = true) {
            add_digit(to, *at, true);
        }
    }
    if (!any) {
        return NULL;
    }
    if (*at == 'e' || *at == 'E') {
        at++;
        const bool negative = *at == '-';
        if (*at == '-' || *at == '+') {
            at++;
        }
        if (!is_digit(*at)) {
            return NULL;
        }
        long exponent = 0;
        for (; is_digit(*at); at++) {
            exponent = exponent < EXPONENT_MOST ? exponent * 10 + (*at - '0') : EXPONENT_MOST;
        }
        to->exponent += negative ? -exponent : exponent;
    }
    return at;
}

/* The nearest double; infinite if it overflows. */
static double convert(struct digits *from)
{
    if (from->n == 0) {
        return 0.0;
    }
    if (from->n <= 19 && from->exponent >= -400 && from->exponent <= 400) {
        double value;
        uint64_t integer = 0;
        for (int i = 0; i < from->n; i++) {
            integer = integer * 10 + (uint64_t)(from->digit[i] - '0');
        }
        if (tsq__decimal(integer, (int)from->exponent, &value)) {
            return value;
        }
    }
    if (from->rest) {
        from->digit[from->n++] = '1';
        from->exponent--;
    }
    char text[DIGITS_KEPT + 32];
    memcpy(text, from->digit, (size_t)from->n);
    snprintf(text + from->n, sizeof text - (size_t)from->n, "e%ld", from->exponent);
    const int kept = errno; /* a caller's errno is not ours to change */
    const double value = strtod(text, NULL);
    errno = kept;
    return value;
}

static bool is_missing(const char *text, size_t length)
{
    return length == 0 || (length == 1 && text[0] == '.') || (length == 2 && memcmp(text, "NA", 2) == 0) ||
           (length == 3 && memcmp(text, "NaN", 3) == 0);
}

tsq_number_kind tsq_number_read(const char *text, char decimal, double *value)
{
    *value = (double)NAN;
    while (is_blank(*text)) {
        text++;
    }
    size_t length = strlen(text);
    while (length > 0 && is_blank(text[length - 1])) {
        length--;
    }
    if (is_missing(text, length)) {
        return TSQ_NUMBER_MISSING;
    }
    const bool negative = text[0] == '-';
    struct digits digits;
    digits.n = 0;
    digits.rest = false;
    digits.exponent = 0;
    if (scan(text + (negative || text[0] == '+'), decimal, &digits) != text + length) {
        return TSQ_NUMBER_BAD;
    }
    const double magnitude = convert(&digits);
    if (isinf(magnitude)) {
        return TSQ_NUMBER_BAD;
    }
    *value = negative ? -magnitude : magnitude;
    return TSQ_NUMBER;
}

static const char pairs[] =
    "00010203040506070809101112131415161718192021222324252627282930313233343536373839404142434445464748"
    "4950515253545556575859606162636465666768697071727374757677787980818283848586878889909192939495969798"
    "99";

/* How many digits a number above 0 has. */
static int count_digits(uint64_t number)
{
    int n = 1;
#if defined(__GNUC__)
    n = (64 - __builtin_clzll(number)) * 1233 >> 12; /* bits log10 2, rounded down */
    return n + (number >= tsq__ten_to[n]);
#else
    for (; n < 20 && number >= tsq__ten_to[n]; n++) {
    }
    return n;
#endif
}

/* Eight digits that end at `end`, in two halves that do not wait for one another. */
static void put_eight(uint32_t number, char *end)
{
    const size_t upper = number / 10000, lower = number % 10000;
    memcpy(end - 8, pairs + 2 * (upper / 100), 2);
    memcpy(end - 6, pairs + 2 * (upper % 100), 2);
    memcpy(end - 4, pairs + 2 * (lower / 100), 2);
    memcpy(end - 2, pairs + 2 * (lower % 100), 2);
}

/* The last n digits of a number, with zeros before them; their end. */
static char *put_digits(uint64_t number, int n, char *text)
{
    char *const stop = text + n, *end = stop;
    for (; n >= 8; n -= 8, end -= 8, number /= 100000000) {
        put_eight((uint32_t)(number % 100000000), end);
    }
    uint32_t first = (uint32_t)number;
    for (; n >= 2; n -= 2, end -= 2, first /= 100) {
        memcpy(end - 2, pairs + 2 * (size_t)(first % 100), 2);
    }
    if (n == 1) {
        end[-1] = (char)('0' + first % 10);
    }
    return stop;
}

static char *put_exponent(int exponent, char *text)
{
    *text++ = 'e';
    *text++ = exponent < 0 ? '-' : '+';
    exponent = exponent < 0 ? -exponent : exponent;
    if (exponent >= 100) {
        *text++ = (char)('0' + exponent / 100);
    }
    *text++ = (char)('0' + exponent / 10 % 10);
    *text++ = (char)('0' + exponent % 10);
    return text;
}

/* Lays a number of n digits out, `point` of them before the decimal point: 0.00012, 12.5, 1200, or 1.2e+21. Digits are
 * written to where they stay: to copy them so soon would take longer than to form them. */
static char *lay_out(uint64_t number, int n, int point, char *text)
{
    if (point > 16 || point < -3) {
        char *end = put_digits(number, n, text + 1);
        text[0] = text[1]; // NOLINT(clang-analyzer-core.uninitialized.Assign): n is not 0
        text[1] = '.';
        return put_exponent(point - 1, n > 1 ? end : text + 1);
    }
    if (point <= 0) {
        memcpy(text, "0.000", 5); // NOLINT(bugprone-not-null-terminated-result): digits follow
        return put_digits(number, n, text + 2 - point);
    }
    if (point < n) {
        const uint64_t unit = tsq__ten_to[n - point];
        char *at = put_digits(number / unit, point, text);
        *at++ = '.';
        return put_digits(number % unit, n - point, at);
    }
    char *end = put_digits(number, n, text);
    memset(end, '0', (size_t)(point - n));
    return text + point;
}

char *tsq__number_put(double value, char *text)
{
    if (isnan(value)) {
        return text;
    }
    if (signbit(value)) {
        *text++ = '-';
    }
    if (isinf(value)) {
        memcpy(text, "Inf", 3); // NOLINT(bugprone-not-null-terminated-result): the caller ends the text
        return text + 3;
    }
    if (value == 0.0) {
        *text++ = '0';
        return text;
    }
    int exponent;
    const uint64_t number = tsq__shortest(fabs(value), &exponent);
    const int n = count_digits(number);
    return lay_out(number, n, exponent + n, text);
}

char *tsq_number_print(double value, char *text)
{
    char room[TSQ__NUMBER_PUT];
    const size_t length = (size_t)(tsq__number_put(value, room) - room);
    memcpy(text, room, length);
    text[length] = '\0';
    return text;
}
