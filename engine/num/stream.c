/* Counter-based random numbers; see stream.h. */
#include "num/stream.h"

#include "num/lanes_targets.h"

#include <math.h>
#include <stddef.h>

void tsq__philox(const uint32_t counter[4], const uint32_t key[2], uint32_t block[4])
{
    uint32_t a = counter[0], b = counter[1], c = counter[2], d = counter[3], k0 = key[0], k1 = key[1];
    for (int round = 0; round < 10; round++) {
        const uint64_t first = (uint64_t)0xD2511F53U * a, second = (uint64_t)0xCD9E8D57U * c;
        a = (uint32_t)(second >> 32) ^ b ^ k0;
        b = (uint32_t)second;
        c = (uint32_t)(first >> 32) ^ d ^ k1;
        d = (uint32_t)first;
        k0 += 0x9E3779B9U;
        k1 += 0xBB67AE85U;
    }
    block[0] = a;
    block[1] = b;
    block[2] = c;
    block[3] = d;
}

tsq__stream tsq__stream_at(uint64_t seed, uint64_t replicate)
{
    return (tsq__stream){.key = {(uint32_t)seed, (uint32_t)(seed >> 32)},
                         .counter = {0, 0, (uint32_t)replicate, (uint32_t)(replicate >> 32)},
                         .spare = NAN};
}

/* ---- blocks side by side ----------------------------------------------------------------------------------------- */

#define BLOCKS (TSQ__STREAM_WORDS / 4)

#if TSQ__LANES_X86
/* In vectors of 64-bit numbers below 2^32, multiplied by the processor's own function for them: the product as the vector
 * extension writes it takes half as long again with AVX-512, and four times as long with AVX2. */
#define VECTOR_BLOCKS(name, width, times, low, high, target)                                                           \
    typedef uint64_t name##_vector __attribute__((vector_size(8 * (width)), aligned(4), may_alias));                   \
    static target void name(tsq__stream *stream)                                                                       \
    {                                                                                                                  \
        enum { VECTORS = BLOCKS / (width) };                                                                           \
        const uint64_t begin = stream->counter[0] | (uint64_t)stream->counter[1] << 32, half = 0xFFFFFFFFU;            \
        name##_vector a[VECTORS], b[VECTORS], c[VECTORS], d[VECTORS], index;                                           \
        uint32_t k0 = stream->key[0], k1 = stream->key[1];                                                             \
        for (size_t i = 0; i < (width); i++) {                                                                         \
            index[i] = begin + i;                                                                                      \
        }                                                                                                              \
        for (size_t v = 0; v < VECTORS; v++) {                                                                         \
            const name##_vector counter = index + (width)*v;                                                           \
            a[v] = counter & half;                                                                                     \
            b[v] = counter >> 32;                                                                                      \
            c[v] = counter - counter + stream->counter[2];                                                             \
            d[v] = counter - counter + stream->counter[3];                                                             \
        }                                                                                                              \
        for (int round = 0; round < 10; round++) {                                                                     \
            for (size_t v = 0; v < VECTORS; v++) {                                                                     \
                const name##_vector first = times(a[v], 0xD2511F53U), second = times(c[v], 0xCD9E8D57U);               \
                a[v] = (second >> 32) ^ b[v] ^ k0;                                                                     \
                b[v] = second & half;                                                                                  \
                c[v] = (first >> 32) ^ d[v] ^ k1;                                                                      \
                d[v] = first & half;                                                                                   \
            }                                                                                                          \
            k0 += 0x9E3779B9U;                                                                                         \
            k1 += 0xBB67AE85U;                                                                                         \
        }                                                                                                              \
        for (size_t v = 0; v < VECTORS; v++) {                                                                         \
            const name##_vector ab = a[v] | b[v] << 32, cd = c[v] | d[v] << 32;                                        \
            name##_vector *to = (name##_vector *)(stream->block + v * 4 * (width));                                    \
            to[0] = __builtin_shufflevector(ab, cd, LIST low);                                                         \
            to[1] = __builtin_shufflevector(ab, cd, LIST high);                                                        \
        }                                                                                                              \
    }
#define LIST(...) __VA_ARGS__
#define TIMES_8(x, factor) (wide_blocks_vector) _mm512_mul_epu32((__m512i)(x), _mm512_set1_epi64(factor))
#define TIMES_4(x, factor) (middle_blocks_vector) _mm256_mul_epu32((__m256i)(x), _mm256_set1_epi64x(factor))
VECTOR_BLOCKS(wide_blocks, 8, TIMES_8, (0, 8, 1, 9, 2, 10, 3, 11), (4, 12, 5, 13, 6, 14, 7, 15), TSQ__TARGET_8)
VECTOR_BLOCKS(middle_blocks, 4, TIMES_4, (0, 4, 1, 5), (2, 6, 3, 7), TSQ__TARGET_4)
#endif

/* One block after the other, to the end of the words. */
static uint32_t few_blocks(tsq__stream *stream, uint32_t blocks)
{
    uint32_t *to = stream->block + TSQ__STREAM_WORDS - (size_t)4 * blocks;
    for (uint32_t i = 0; i < blocks; i++, to += 4) {
        const uint32_t first = stream->counter[0] + i;
        const uint32_t counter[4] = {first, stream->counter[1] + (first < i), stream->counter[2], stream->counter[3]};
        tsq__philox(counter, stream->key, to);
    }
    return blocks;
}

void tsq__stream_refill_by(tsq__stream *stream, int width)
{
    uint32_t blocks = BLOCKS;
#if TSQ__LANES_X86
    if (width == 8) {
        wide_blocks(stream);
    } else if (width == 4) {
        middle_blocks(stream);
    }
#endif
    if (!TSQ__LANES_X86 || width < 4) {
        blocks = few_blocks(stream, width == 1 ? 1 : 4);
    }
    stream->left = 4 * blocks;
    stream->counter[0] += blocks;
    stream->counter[1] += stream->counter[0] < blocks;
}

/* One block at first, as many replicates need no more. */
void tsq__stream_refill(tsq__stream *stream)
{
    tsq__stream_refill_by(stream, (stream->counter[0] | stream->counter[1]) == 0 ? 1 : tsq__lane_width());
}

/* ---- numbers ----------------------------------------------------------------------------------------------------- */

uint32_t tsq__stream_index(tsq__stream *stream, uint32_t n)
{
    uint64_t product = (uint64_t)tsq__stream_word(stream) * n;
    if ((uint32_t)product < n) {
        const uint32_t least = (uint32_t)(0U - n) % n;
        while ((uint32_t)product < least) {
            product = (uint64_t)tsq__stream_word(stream) * n;
        }
    }
    return (uint32_t)(product >> 32);
}

double tsq__stream_uniform(tsq__stream *stream)
{
    const uint64_t high = tsq__stream_word(stream), low = tsq__stream_word(stream);
    return ((double)((high << 32 | low) >> 12) + 0.5) * 0x1p-52;
}

double tsq__stream_normal(tsq__stream *stream)
{
    if (!isnan(stream->spare)) {
        const double spare = stream->spare;
        stream->spare = NAN;
        return spare;
    }
    double x, y, square;
    do {
        x = 2.0 * tsq__stream_uniform(stream) - 1.0;
        y = 2.0 * tsq__stream_uniform(stream) - 1.0;
        square = x * x + y * y;
    } while (square >= 1.0 || square == 0.0);
    const double factor = sqrt(-2.0 * log(square) / square);
    stream->spare = y * factor;
    return x * factor;
}
