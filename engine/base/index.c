/* A hash index with open addressing and linear probing, kept at most half full. */
#include "base/index.h"

#include "base/memory.h"

#include <stdlib.h>

/* FNV-1a (Fowler, Noll, Vo), then a multiply and shift per text, as FNV's low bits alone mix badly. */
uint64_t tsq__hash_string(uint64_t hash, const char *string)
{
    for (const unsigned char *at = (const unsigned char *)string; *at != '\0'; at++) {
        hash = (hash ^ *at) * UINT64_C(0x100000001b3);
    }
    hash = (hash ^ 0xFFu) * UINT64_C(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 32);
}

bool tsq__index_find(const tsq__index *index, uint64_t hash, tsq__index_equal *equal, const void *context,
                     size_t *entry)
{
    if (index->size == 0) {
        return false;
    }
    for (size_t at = (size_t)hash & (index->size - 1);; at = (at + 1) & (index->size - 1)) {
        const struct tsq__index_slot *slot = &index->slot[at];
        if (slot->entry == 0) {
            return false;
        }
        if (slot->hash == hash && equal(context, slot->entry - 1)) {
            *entry = slot->entry - 1;
            return true;
        }
    }
}

static void put(tsq__index *index, uint64_t hash, size_t entry)
{
    size_t at = (size_t)hash & (index->size - 1);
    while (index->slot[at].entry != 0) {
        at = (at + 1) & (index->size - 1);
    }
    index->slot[at] = (struct tsq__index_slot){.hash = hash, .entry = entry};
}

bool tsq__index_add(tsq__index *index, uint64_t hash)
{
    if (index->n >= index->size / 2) {
        tsq__index wider = {.size = index->size > 0 ? index->size * 2 : 64, .n = index->n};
        if (wider.size < index->size || (wider.slot = tsq__array(wider.size, sizeof *wider.slot)) == NULL) {
            return false;
        }
        for (size_t i = 0; i < index->size; i++) {
            if (index->slot[i].entry != 0) {
                put(&wider, index->slot[i].hash, index->slot[i].entry);
            }
        }
        free(index->slot);
        *index = wider;
    }
    index->n++;
    put(index, hash, index->n);
    return true;
}

void tsq__index_free(tsq__index *index)
{
    free(index->slot);
    *index = (tsq__index){0};
}
