/* Texts in blocks that never move, freed together. */
#include "effect/texts.h"

#include "base/memory.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16384, RECENT = 4 };

struct block {
    struct block *next;
    char bytes[];
};

struct tsq_effect_texts {
    struct block *blocks;       /* the newest first */
    size_t used, room;          /* of the newest */
    const char *recent[RECENT]; /* most rows are derived in one of few ways */
    size_t next_recent;
};

struct tsq_effect_texts *tsq__effect_texts_new(void)
{
    return tsq__array(1, sizeof(struct tsq_effect_texts));
}

void tsq__effect_texts_free(struct tsq_effect_texts *texts)
{
    if (texts == NULL) {
        return;
    }
    while (texts->blocks != NULL) {
        struct block *next = texts->blocks->next;
        free(texts->blocks);
        texts->blocks = next;
    }
    free(texts);
}

static char *room_for(struct tsq_effect_texts *texts, size_t size)
{
    if (size > texts->room - texts->used) {
        const size_t room = size > BLOCK_BYTES ? size : BLOCK_BYTES;
        if (room > SIZE_MAX - sizeof(struct block)) {
            return NULL;
        }
        struct block *block = malloc(sizeof *block + room);
        if (block == NULL) {
            return NULL;
        }
        block->next = texts->blocks;
        texts->blocks = block;
        texts->room = room;
        texts->used = 0;
    }
    char *at = texts->blocks->bytes + texts->used;
    texts->used += size;
    return at;
}

const char *tsq__effect_texts_copy(struct tsq_effect_texts *texts, const char *text)
{
    const size_t size = strlen(text) + 1;
    char *copy = room_for(texts, size);
    if (copy != NULL) {
        memcpy(copy, text, size);
    }
    return copy;
}

const char *tsq__effect_texts_keep(struct tsq_effect_texts *texts, const char *text)
{
    for (size_t i = 0; i < RECENT; i++) {
        if (texts->recent[i] != NULL && strcmp(texts->recent[i], text) == 0) {
            return texts->recent[i];
        }
    }
    const char *copy = tsq__effect_texts_copy(texts, text);
    if (copy != NULL) {
        texts->recent[texts->next_recent++ % RECENT] = copy;
    }
    return copy;
}
