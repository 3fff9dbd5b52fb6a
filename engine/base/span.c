/* Numbers in texts that no zero ends: the usual ones here, digits eight at a time, all others by tsq_number_read. */
#include "base/span.h"

#include "base/decimal.h"
#include "base/word.h"

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
static inline const char *add_digits(const char *at, const char *end, uint64_t *integer)
{
    uint64_t sum = *integer;
    for (; at < end && (unsigned char)(*at - '0') < 10; at++) {
        sum = sum * 10 + (uint64_t)(*at - '0');
    }
    *integer = sum;
    return at;
}

#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__

/* How many of eight bytes are digits, from the first on; these bytes less '0' are `digits`. */
static int leading_digits(uint64_t digits)
{
    const uint64_t top = TSQ__EACH_BYTE << 7;
    const uint64_t others = (((digits & ~top) + TSQ__EACH_BYTE * 0x76) | digits) & top;
    return others == 0 ? 8 : __builtin_ctzll(others) / 8;
}

/* The number that eight bytes of 0 to 9 make: of two digits each, of four, of eight. */
static uint64_t join_digits(uint64_t digits)
{
    const uint64_t each = UINT64_C(0x000000FF000000FF);
    digits = digits * 10 + (digits >> 8);
    return ((digits & each) * (100 + (UINT64_C(1000000) << 32)) +
            (digits >> 16 & each) * (1 + (UINT64_C(10000) << 32))) >>
           32;
}

/* add_digits where 8 bytes behind the end can be read. */
static inline const char *add_words(const char *at, const char *end, uint64_t *integer)
{
    static const uint64_t ten[] = {1, 10, 100, 1000, 10000, 100000, 1000000, 10000000, 100000000};
    while (at < end) {
        const uint64_t digits = tsq__word_at(at) ^ TSQ__EACH_BYTE * '0';
        const int found = leading_digits(digits), n = end - at < found ? (int)(end - at) : found;
        if (n == 0) {
            break;
        }
        *integer = *integer * ten[n] + join_digits(digits << 8 * (8 - n));
        at += n;
        if (n < 8) {
            break;
        }
    }
    return at;
}

#else

static inline const char *add_words(const char *at, const char *end, uint64_t *integer)
{
    return add_digits(at, end, integer);
}

#endif

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

/* What is not usual: more than 19 digits, decimals whose power of ten is no exact double, what is no number. */
static tsq_number_kind read_carefully(const char *text, size_t length, char decimal, double *value)
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

/* Digits with a point among them and nothing else, an exact double over an exact power of ten: without a call. */
tsq_number_kind tsq__number_span(const char *text, size_t length, bool behind, char decimal, double *value)
{
    const char *const end = text + length, *at = text;
    const bool negative = length > 0 && *at == '-';
    uint64_t integer = 0;
    at += negative;
    at = add_digits(at, end, &integer);
    if (!behind || at == end || *at != decimal || end - text > 19) {
        return read_carefully(text, length, decimal, value);
    }
    const long after = end - at - 1;
    at = add_words(at + 1, end, &integer);
    if (at != end || length < 2 + (size_t)negative || integer > UINT64_C(1) << 53) {
        return read_carefully(text, length, decimal, value);
    }
    const double magnitude = (double)(int64_t)integer / tsq__exact_powers[after];
    uint64_t bits;
    memcpy(&bits, &magnitude, sizeof bits);
    bits |= (uint64_t)negative << 63; /* no branch, as half of the numbers may be negative */
    memcpy(value, &bits, sizeof bits);
    return TSQ_NUMBER;
}
