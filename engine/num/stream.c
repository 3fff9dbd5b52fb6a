/* Counter-based random numbers; see stream.h. */
#include "num/stream.h"

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

/* One block at first, as many replicates need no more; later four, whose rounds run side by side. */
static void refill(tsq__stream *stream)
{
    const unsigned blocks = (stream->counter[0] | stream->counter[1]) == 0 ? 1 : 4;
    uint32_t a[4], b[4], c[4], d[4], k0 = stream->key[0], k1 = stream->key[1];
    if (blocks == 1) {
        tsq__philox(stream->counter, stream->key, stream->block + 12);
    } else {
        for (unsigned i = 0; i < 4; i++) {
            a[i] = stream->counter[0] + i;
            b[i] = stream->counter[1] + (a[i] < i);
            c[i] = stream->counter[2];
            d[i] = stream->counter[3];
        }
        for (int round = 0; round < 10; round++) {
            for (unsigned i = 0; i < 4; i++) {
                const uint64_t first = (uint64_t)0xD2511F53U * a[i], second = (uint64_t)0xCD9E8D57U * c[i];
                a[i] = (uint32_t)(second >> 32) ^ b[i] ^ k0;
                b[i] = (uint32_t)second;
                c[i] = (uint32_t)(first >> 32) ^ d[i] ^ k1;
                d[i] = (uint32_t)first;
            }
            k0 += 0x9E3779B9U;
            k1 += 0xBB67AE85U;
        }
        for (size_t i = 0; i < 4; i++) {
            stream->block[4 * i] = a[i];
            stream->block[4 * i + 1] = b[i];
            stream->block[4 * i + 2] = c[i];
            stream->block[4 * i + 3] = d[i];
        }
    }
    stream->left = 4 * blocks;
    stream->counter[0] += blocks;
    stream->counter[1] += stream->counter[0] < blocks;
}

uint32_t tsq__stream_word(tsq__stream *stream)
{
    if (stream->left == 0) {
        refill(stream);
    }
    return stream->block[16 - stream->left--];
}

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
