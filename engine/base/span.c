/* Numbers in texts that no zero ends: the usual ones here, all others by tsq_number_read.
 *
 * Digits that make an integer below 2^53 and a power of ten up to 10^22 are both exact doubles, so that one
 * multiplication or division rounds correctly (Clinger 1990, DOI 10.1145/93542.93557). */
#include "base/span.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

static tsq_number_kind read_any(const char *text, size_t length, char decimal, double *value)
{
    enum { SHORT = 128 };
    char room[SHORT];
    char *copy = length < SHORT ? room : malloc(length + 1);
    *value = (double)NAN;
    if (copy == NULL) {
        return TSQ_NUMBER_BAD;
    }
    memcpy(copy, text, length);
    copy[length] = '\0';
    const tsq_number_kind kind = tsq_number_read(copy, decimal, value);
    if (copy != room) {
        free(copy);
    }
    return kind;
}

/* Digits from `at` on go into the integer; the first byte that is none. */
static const char *add_digits(const char *at, const char *end, uint64_t *integer)
{
    uint64_t sum = *integer;
    for (; at < end && (unsigned char)(*at - '0') < 10; at++) {
        sum = sum * 10 + (uint64_t)(*at - '0');
    }
    *integer = sum;
    return at;
}

/* "e-05"; NULL if it is none, or one of more than three digits. */
static const char *add_exponent(const char *at, const char *end, int *exponent)
{
    const bool negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) {
        at++;
    }
    uint64_t size = 0;
    const char *last = add_digits(at, end, &size);
    if (last == at || last - at > 3) {
        return NULL;
    }
    *exponent += negative ? -(int)size : (int)size;
    return last;
}

tsq_number_kind tsq__number_span(const char *text, size_t length, char decimal, double *value)
{
    static const double ten[] = {1e0,  1e1,  1e2,  1e3,  1e4,  1e5,  1e6,  1e7,  1e8,  1e9,  1e10, 1e11,
                                 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22};
    const char *end = text + length, *at = text;
    const bool negative = length > 0 && *at == '-';
    at += length > 0 && (*at == '-' || *at == '+');
    uint64_t integer = 0;
    const char *begin = at;
    at = add_digits(at, end, &integer);
    long digits = at - begin;
    int exponent = 0;
    if (at < end && *at == decimal) {
        begin = ++at;
        at = add_digits(at, end, &integer);
        exponent = at - begin < 100 ? -(int)(at - begin) : 0;
        digits += at - begin;
    }
    /* with no more than 19 digits the integer has not overflowed */
    if (digits == 0 || digits > 19) {
        return read_any(text, length, decimal, value);
    }
    if (at < end && (*at == 'e' || *at == 'E')) {
        at = add_exponent(at + 1, end, &exponent);
    }
    if (at != end || integer > UINT64_C(1) << 53 || exponent < -22 || exponent > 22) {
        return read_any(text, length, decimal, value);
    }
    const double magnitude = exponent < 0 ? (double)integer / ten[-exponent] : (double)integer * ten[exponent];
    *value = negative ? -magnitude : magnitude;
    return TSQ_NUMBER;
}
