/* Numbers in texts that no zero ends: up to 19 digits here, all others by tsq_number_read. */
#include "base/span.h"

#include <math.h>
#include <stdlib.h>

/* Bytes that come later in memory are the upper ones: of n digits the last 8 in the second word, the others in the first. */
#define UPPER(n) (~UINT64_C(0) << 8 * (8 - (n)))

const uint64_t tsq__last_digits[16][2] = {{0, 0},
                                          {0, UPPER(1)},
                                          {0, UPPER(2)},
                                          {0, UPPER(3)},
                                          {0, UPPER(4)},
                                          {0, UPPER(5)},
                                          {0, UPPER(6)},
                                          {0, UPPER(7)},
                                          {0, UPPER(8)},
                                          {UPPER(1), UPPER(8)},
                                          {UPPER(2), UPPER(8)},
                                          {UPPER(3), UPPER(8)},
                                          {UPPER(4), UPPER(8)},
                                          {UPPER(5), UPPER(8)},
                                          {UPPER(6), UPPER(8)},
                                          {UPPER(7), UPPER(8)}};

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
static inline const char *add_digits(const char *at, const char *end, uint64_t *integer)
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

/* More than 19 digits, what lies too near to the middle between two doubles, and what is no number go further. */
tsq_number_kind tsq__number_any(const char *text, size_t length, char decimal, double *value)
{
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
    double magnitude;
    if (at != end || !tsq__decimal(integer, exponent, &magnitude)) {
        return read_any(text, length, decimal, value);
    }
    *value = negative ? -magnitude : magnitude;
    return TSQ_NUMBER;
}
