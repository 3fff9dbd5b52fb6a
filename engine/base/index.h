/* A hash index: finds the number of an entry by its hash, the caller comparing. Entries are numbered 0, 1, 2, ... */
#ifndef TSQ_BASE_INDEX_H
#define TSQ_BASE_INDEX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Start from {0}; free with tsq__index_free. */
typedef struct tsq__index {
    struct tsq__index_slot {
        uint64_t hash;
        size_t entry; /* entry + 1; 0 is free */
    } * slot;
    size_t size; /* a power of two, or 0 */
    size_t n;
} tsq__index;

/** Whether entry number `entry` is the one looked for. */
typedef bool tsq__index_equal(const void *context, size_t entry);

#define TSQ__HASH_START UINT64_C(0xcbf29ce484222325)
/** Continues a hash over a text and its end, so that "ab","c" and "a","bc" differ. */
uint64_t tsq__hash_string(uint64_t hash, const char *string);

bool tsq__index_find(const tsq__index *index, uint64_t hash, tsq__index_equal *equal, const void *context,
                     size_t *entry);
/** Adds the next entry, whose number is index->n before the call. False when memory is out. */
bool tsq__index_add(tsq__index *index, uint64_t hash);
void tsq__index_free(tsq__index *index);

#endif
