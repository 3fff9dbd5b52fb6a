/* A set of hashes with open addressing and linear probing, kept at most three quarters full. */
#include "base/seen.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* 0 stands for a free place, so that it has the place of 1. */
static uint64_t kept(uint64_t hash)
{
    return hash + (hash == 0);
}

bool tsq__seen_has(const tsq__seen *seen, uint64_t hash)
{
    if (seen->size == 0) {
        return false;
    }
    const size_t mask = seen->size - 1;
    for (size_t at = (size_t)kept(hash) & mask; seen->hash[at] != 0; at = (at + 1) & mask) {
        if (seen->hash[at] == kept(hash)) {
            return true;
        }
    }
    return false;
}

static void put(uint64_t *table, size_t size, uint64_t hash)
{
    size_t at = (size_t)hash & (size - 1);
    while (table[at] != 0) {
        at = (at + 1) & (size - 1);
    }
    table[at] = hash;
}

static bool widen(tsq__seen *seen)
{
    const size_t size = seen->size > 0 ? 2 * seen->size : 1024;
    uint64_t *table = tsq__array_large(size, sizeof *table);
    if (table == NULL) {
        return false;
    }
    memset(table, 0, size * sizeof *table);
    for (size_t i = 0; i < seen->size; i++) {
        if (seen->hash[i] != 0) {
            put(table, size, seen->hash[i]);
        }
    }
    free(seen->hash);
    seen->hash = table;
    seen->size = size;
    return true;
}

bool tsq__seen_add(tsq__seen *seen, uint64_t hash)
{
    if (4 * (seen->n + 1) > 3 * seen->size && !widen(seen)) {
        return false;
    }
    put(seen->hash, seen->size, kept(hash));
    seen->n++;
    return true;
}

void tsq__seen_clear(tsq__seen *seen)
{
    if (seen->n > 0) {
        memset(seen->hash, 0, seen->size * sizeof *seen->hash);
    }
    seen->n = 0;
}

bool tsq__seen_pass(tsq__seen *seen, tsq__bytes *bytes)
{
    size_t n = seen->n;
    (void)tsq__bytes_pass(bytes, &n, sizeof n);
    for (size_t i = 0; bytes->reading && i < n && !bytes->failed; i++) {
        uint64_t hash = 0;
        bytes->failed = !tsq__bytes_pass(bytes, &hash, sizeof hash) || !tsq__seen_add(seen, hash);
    }
    for (size_t i = 0; !bytes->reading && i < seen->size; i++) {
        (void)tsq__bytes_pass(bytes, &seen->hash[i], seen->hash[i] != 0 ? sizeof seen->hash[i] : 0);
    }
    return !bytes->failed;
}

void tsq__seen_free(tsq__seen *seen)
{
    free(seen->hash);
    *seen = (tsq__seen){0};
}
