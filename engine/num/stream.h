/* Random numbers that depend on nothing but a seed, the number of the replicate and the position in it, so that results
 * are the same whatever thread or machine computes a replicate.
 *
 * Philox 4x32 with 10 rounds: a block cipher on a counter (Salmon, Moraes, Dror and Shaw 2011,
 * doi:10.1145/2063384.2063405); key: the seed, counter: replicate and block. */
#ifndef TSQ_NUM_STREAM_H
#define TSQ_NUM_STREAM_H

#include <stdint.h>

/** Words of the blocks that are computed at once. */
#define TSQ__STREAM_WORDS 64

/** Position in the stream of one replicate. */
typedef struct tsq__stream {
    uint32_t key[2], counter[4], block[TSQ__STREAM_WORDS];
    unsigned left; /* words of the blocks that are not used yet: the last ones */
    double spare;  /* second of a pair of normal numbers; NaN if there is none */
} tsq__stream;

/** The block of four words of a counter. */
void tsq__philox(const uint32_t counter[4], const uint32_t key[2], uint32_t block[4]);

/** The beginning of a replicate's stream. */
tsq__stream tsq__stream_at(uint64_t seed, uint64_t replicate);

/** Computes the next blocks; all words have been used. */
void tsq__stream_refill(tsq__stream *stream);
/** The same in vectors of 8 numbers (AVX-512), 4 (AVX2) or, with 2 or 1, without vectors; 1: one block only. */
void tsq__stream_refill_by(tsq__stream *stream, int width);

/** 32 random bits. */
static inline uint32_t tsq__stream_word(tsq__stream *stream)
{
    if (stream->left == 0) {
        tsq__stream_refill(stream);
    }
    return stream->block[TSQ__STREAM_WORDS - stream->left--];
}

/** Uniform on 0 ... n - 1, n > 0, without bias (Lemire 2019, doi:10.1145/3230636). */
uint32_t tsq__stream_index(tsq__stream *stream, uint32_t n);
/** Uniform on (0, 1): an odd multiple of 2^-53. */
double tsq__stream_uniform(tsq__stream *stream);
/** Standard normal (Marsaglia and Bray's polar method, doi:10.1137/1006063). */
double tsq__stream_normal(tsq__stream *stream);

#endif
