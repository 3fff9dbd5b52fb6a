/* A set of hashes: what was there before, in 8 bytes each and their room. */
#ifndef TSQ_BASE_SEEN_H
#define TSQ_BASE_SEEN_H

#include "base/bytes.h"

/** Start from {0}; free with tsq__seen_free. */
typedef struct tsq__seen {
    uint64_t *hash; /* 0 is free */
    size_t size, n;
} tsq__seen;

/** Has the memory fetched that tsq__seen_has will look at. */
static inline void tsq__seen_fetch(const tsq__seen *seen, uint64_t hash)
{
#if defined(__GNUC__)
    if (seen->size > 0) {
        __builtin_prefetch(&seen->hash[hash & (seen->size - 1)]);
    }
#else
    (void)seen;
    (void)hash;
#endif
}

bool tsq__seen_has(const tsq__seen *seen, uint64_t hash);
/** Adds a hash that is not in it. False when memory is out. */
bool tsq__seen_add(tsq__seen *seen, uint64_t hash);
/** Takes all out; the room stays. */
void tsq__seen_clear(tsq__seen *seen);
/** Passes over it; empty before when reading. */
bool tsq__seen_pass(tsq__seen *seen, tsq__bytes *bytes);
void tsq__seen_free(tsq__seen *seen);

#endif
