/* Numbers in texts that no zero ends. */
#ifndef TSQ_BASE_SPAN_H
#define TSQ_BASE_SPAN_H

#include "base/decimal.h"
#include "base/word.h"

#include <tausq/data.h>

/** Bytes before a text, and behind its end, that can be read where it is said to have them `around` it. */
#define TSQ__SPAN_AROUND 16

/** What of the two words before the end of a text belongs to its last n digits. */
extern const uint64_t tsq__last_digits[16][2];

/** The number that eight bytes of 0 to 9 make: of two digits each, of four, of eight. For little-endian words. */
static inline uint64_t tsq__join_digits(uint64_t digits)
{
    const uint64_t each = UINT64_C(0x000000FF000000FF);
    digits = digits * 10 + (digits >> 8);
    return ((digits & each) * (100 + (UINT64_C(1000000) << 32)) +
            (digits >> 16 & each) * (1 + (UINT64_C(10000) << 32))) >>
           32;
}

/** The usual number: a digit, the mark, and at most 15 digits more that make an exact double over an exact power of ten.
 *  Nothing depends on how many there are, so that no branch is taken wrongly. @return false: something else */
static inline bool tsq__number_usual(const char *text, size_t length, char decimal, double *value)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    const uint64_t top = TSQ__EACH_BYTE << 7, seventy_six = TSQ__EACH_BYTE * 0x76;
    const size_t negative = text[0] == '-', n = length - negative - 2;
    if (n > 15) { /* also where there are less than two characters */
        return false;
    }
    const uint64_t first = (unsigned char)(text[negative] - '0');
    const uint64_t upper = (tsq__word_at(text + length - 16) ^ TSQ__EACH_BYTE * '0') & tsq__last_digits[n][0];
    const uint64_t lower = (tsq__word_at(text + length - 8) ^ TSQ__EACH_BYTE * '0') & tsq__last_digits[n][1];
    const uint64_t others = ((upper & ~top) + seventy_six) | upper | ((lower & ~top) + seventy_six) | lower;
    const uint64_t integer =
        first * tsq__ten_to[n] + tsq__join_digits(upper) * tsq__ten_to[8] + tsq__join_digits(lower);
    const bool usual = (others & top) == 0 && text[negative + 1] == decimal && first < 10;
    if (!usual || integer > UINT64_C(1) << 53) {
        return false;
    }
    const double magnitude = (double)(int64_t)integer / tsq__exact_powers[n];
    uint64_t bits;
    memcpy(&bits, &magnitude, sizeof bits);
    bits |= (uint64_t)negative << 63;
    memcpy(value, &bits, sizeof bits);
    return true;
#else
    (void)text, (void)length, (void)decimal, (void)value;
    return false;
#endif
}

/** tsq_number_read for a text of that length without blanks around it and without a zero in it. */
tsq_number_kind tsq__number_any(const char *text, size_t length, char decimal, double *value);

/** The same; faster where there is something around it. */
static inline tsq_number_kind tsq__number_span(const char *text, size_t length, bool around, char decimal,
                                               double *value)
{
    return around && tsq__number_usual(text, length, decimal, value) ? TSQ_NUMBER
                                                                     : tsq__number_any(text, length, decimal, value);
}

/** Room that tsq__number_put needs: it may write behind the end that it returns. */
#define TSQ__NUMBER_PUT 64

/** tsq_number_print without a zero at the end. @return the end of the text */
char *tsq__number_put(double value, char *text);

#endif
