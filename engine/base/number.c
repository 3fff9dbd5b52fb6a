/* Numbers from text, the same whatever the locale; to text they go in number_put.c.
 *
 * The syntax is checked here and the number becomes an integer of digits with a power of ten, mostly rounded
 * by base/decimal.h; where that cannot tell, strtod gets "DIGITSeEXPONENT", which has no decimal point for a locale to change. */
#include <tausq/data.h>

#include "base/decimal.h"
#include "base/span.h"
#include "base/text.h"

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
    while (tsq__is_blank(*text)) {
        text++;
    }
    size_t length = strlen(text);
    while (length > 0 && tsq__is_blank(text[length - 1])) {
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

char *tsq_number_print(double value, char *text)
{
    char room[TSQ__NUMBER_PUT];
    const size_t length = (size_t)(tsq__number_put(value, room) - room);
    memcpy(text, room, length);
    text[length] = '\0';
    return text;
}
