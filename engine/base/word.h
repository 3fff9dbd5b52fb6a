/* Bytes eight at a time, in plain C: what compilers do not do by themselves at every level of optimisation. */
#ifndef TSQ_BASE_WORD_H
#define TSQ_BASE_WORD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define TSQ__EACH_BYTE UINT64_C(0x0101010101010101)

static inline uint64_t tsq__word_at(const char *at)
{
    uint64_t word;
    memcpy(&word, at, sizeof word);
    return word;
}

/** Whether n bytes are the same; faster than memcmp for few. */
static inline bool tsq__same_bytes(const char *a, const char *b, size_t n)
{
    if (n < 8) {
        return memcmp(a, b, n) == 0;
    }
    uint64_t differ = tsq__word_at(a + n - 8) ^ tsq__word_at(b + n - 8);
    for (size_t i = 0; i + 8 < n; i += 8) {
        differ |= tsq__word_at(a + i) ^ tsq__word_at(b + i);
    }
    return differ == 0;
}

/** The bytes of a word that come first in memory, n < 8 of them. */
static inline uint64_t tsq__word_mask(size_t n)
{
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
    return (UINT64_C(1) << 8 * n) - 1;
#else
    unsigned char bytes[8] = {0};
    memset(bytes, 0xFF, n);
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
#endif
}

/** Not 0 if a byte of the word is c. The lowest bit that is set stands in the first such byte of a little-endian word. */
static inline uint64_t tsq__word_has(uint64_t word, unsigned char c)
{
    const uint64_t other = word ^ (TSQ__EACH_BYTE * c);
    return (other - TSQ__EACH_BYTE) & ~other & (TSQ__EACH_BYTE << 7);
}

/** How many bytes of the word are c. */
static inline size_t tsq__word_count(uint64_t word, unsigned char c)
{
    const uint64_t seven = TSQ__EACH_BYTE * 0x7F, other = word ^ (TSQ__EACH_BYTE * c);
    const uint64_t equal = ~(((other & seven) + seven) | other | seven);
    return (size_t)((equal >> 7) * TSQ__EACH_BYTE >> 56);
}

/** The first byte c from `at` on, or `stop` if there is none before it; bytes up to `limit` can be read, stop <= limit. */
static inline const char *tsq__word_find(const char *at, const char *stop, const char *limit, unsigned char c)
{
    for (; at < stop && limit - at >= 8; at += 8) {
        const uint64_t has = tsq__word_has(tsq__word_at(at), c);
        if (has != 0) {
#if defined(__BYTE_ORDER__) && __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
            at += __builtin_ctzll(has) / 8;
            return at < stop ? at : stop;
#else
            break;
#endif
        }
    }
    while (at < stop && (unsigned char)*at != c) {
        at++;
    }
    return at < stop ? at : stop;
}

#endif
