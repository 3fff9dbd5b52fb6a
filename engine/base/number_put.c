/* Numbers to text: the digits of base/shortest.h, laid out.
 *
 * A number is brought to 17 digits, of which eight at a time become a word of characters; words are stored whole, and what
 * comes later is stored over what they have too much. So nothing depends on how many digits there are, which no
 * processor can foresee; and no text is copied so soon after it was written that it would have to wait for it. */
#include "base/span.h"

#include "base/shortest.h"

#include <math.h>

/** 17 digits: eight and eight, the first of each in the lowest byte as 0 to 9, and one; and how many there are up to the
 *  last that is not 0. */
struct digits {
    uint64_t first, second;
    unsigned last;
    int n;
};

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

/* The eight digits of a number, each in a byte: halves of four, of two, of one. The divisions by 100 and 10 are exact for
 * so small numbers. */
static inline uint64_t eight_digits(uint32_t number)
{
    const uint64_t fours = number / 10000 | (uint64_t)(number % 10000) << 32;
    const uint64_t hundreds = (fours * 10486 >> 20) & UINT64_C(0x0000007F0000007F);
    const uint64_t twos = hundreds | (fours - hundreds * 100) << 16;
    const uint64_t tens = (twos * 103 >> 10) & UINT64_C(0x000F000F000F000F);
    return tens | (twos - tens * 10) << 8;
}

/* Digits that are not 0 in a word, up to the last. */
static inline int used(uint64_t digits)
{
#if defined(__GNUC__)
    return 8 - __builtin_clzll(digits | 1) / 8;
#else
    int n = 8;
    for (; n > 1 && digits >> 8 * (n - 1) == 0; n--) {
    }
    return n;
#endif
}

/* Of a number of n digits, with zeros behind them. */
static inline struct digits all_digits(uint64_t number, int n)
{
    const uint64_t scaled = number * tsq__ten_to[17 - n], rest = scaled % 1000000000;
    const struct digits d = {.first = eight_digits((uint32_t)(scaled / 1000000000)),
                             .second = eight_digits((uint32_t)(rest / 10)),
                             .last = (unsigned)(rest % 10)};
    const int with_second = d.second != 0 ? 8 + used(d.second) : used(d.first);
    return (struct digits){d.first, d.second, d.last, d.last != 0 ? 17 : with_second};
}

/* Stores the characters of a word, the lowest byte first. */
static inline void store(uint64_t word, char *text)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    memcpy(text, &word, sizeof word);
#else
    for (int i = 0; i < 8; i++) {
        text[i] = (char)(word >> 8 * i & 0xFF);
    }
#endif
}

static inline void put_all(const struct digits *d, char *text)
{
    const uint64_t zeros = TSQ__EACH_BYTE * '0';
    store(d->first | zeros, text);
    store(d->second | zeros, text + 8);
    text[16] = (char)('0' + d->last);
}

/* With a point behind the first `point` of them, 1 to 7: all of them stand one place further on, and over the first eight
 * goes a word that has the point. */
static inline void put_with_point(const struct digits *d, int point, char *text)
{
    const uint64_t characters = d->first | TSQ__EACH_BYTE * '0', before = (UINT64_C(1) << 8 * point) - 1;
    put_all(d, text + 1);
    store((characters & before) | (uint64_t)'.' << 8 * point | (characters & ~before) << 8, text);
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

/* A point behind more than seven digits. */
static char *put_late_point(const struct digits *d, int point, char *text)
{
    char all[17];
    put_all(d, all);
    memcpy(text, all, (size_t)point);
    text[point] = '.';
    memcpy(text + point + 1, all + point, (size_t)(d->n - point));
    return text + d->n + 1;
}

/* `point` digits before the decimal point: 0.00012, 12.5, 1200, or 1.2e+21. */
static inline char *lay_out(const struct digits *d, int point, char *text)
{
    if (point <= 0 && point >= -3) {
        memcpy(text, "0.00000", 8);
        put_all(d, text + 2 - point);
        return text + 2 - point + d->n;
    }
    if (point >= d->n && point <= 16) {
        put_all(d, text);
        return text + point;
    }
    if (point > 0 && point <= 7) {
        put_with_point(d, point, text);
        return text + d->n + 1;
    }
    if (point > 0 && point <= 16) {
        return put_late_point(d, point, text);
    }
    put_with_point(d, 1, text);
    return put_exponent(point - 1, d->n > 1 ? text + d->n + 1 : text + 1);
}

/* What is no positive number. */
static char *put_other(double value, char *text)
{
    if (isinf(value)) {
        memcpy(text, "Inf", 3); // NOLINT(bugprone-not-null-terminated-result): the caller ends the text
        return text + 3;
    }
    if (value == 0.0) {
        *text++ = '0';
    }
    return text;
}

char *tsq__number_put(double value, char *text)
{
    const double most = 0x1p53, magnitude = fabs(value);
    *text = '-';
    text += !isnan(value) && signbit(value);
    if (!(magnitude > 0.0 && magnitude <= 0x1.fffffffffffffp+1023)) {
        return put_other(magnitude, text);
    }
    int exponent = 0;
    const bool whole = magnitude < most && magnitude == (double)(int64_t)magnitude;
    const uint64_t number = whole ? (uint64_t)magnitude : tsq__shortest(magnitude, &exponent);
    if (whole && number < 10) {
        *text = (char)('0' + number);
        return text + 1;
    }
    const int n = count_digits(number);
    const struct digits d = all_digits(number, n);
    return lay_out(&d, exponent + n, text);
}
