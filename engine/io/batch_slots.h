/* Where the open groups of `batch` live. A slot holds a group; slots are found by the hash of the group's key and listed
 * in the order of first appearance. What is looked at for every row of a join stands close together in memory. */
#ifndef TSQ_IO_BATCH_SLOTS_H
#define TSQ_IO_BATCH_SLOTS_H

#include "base/word.h"
#include "io/batch.h"

#include <string.h>

/** No slot. */
#define TSQ__NO_SLOT UINT32_MAX

/** A study of a group. */
struct tsq__batch_study_kept {
    double yi, vi;
};

/** The same where alleles are compared. */
struct tsq__batch_study_turned {
    double yi, vi;
    uint64_t alleles;
};

struct tsq__batch_slot {
    uint64_t hash;
    uint64_t first;         /* number of the first row */
    uint32_t before, after; /* in a list */
    uint32_t n;             /* studies, or rows with raw cells */
    uint32_t omitted;
    uint32_t key_length, length; /* of the texts: its cells, then both alleles of the first file, each with its zero */
    union {
        struct {
            uint32_t n_seen, reference; /* files that have it; the one that the alleles are of */
            uint64_t reference_alleles;
        };
        struct {               /* where groups may be done before they are closed; these compare no alleles */
            uint32_t at, done; /* its row of output: where it begins, its length */
            struct tsq__batch_page *page; /* where it stands; NULL: there is none */
        };
    };
    union {
        uint64_t bits; /* files of a join, a bit each */
        uint64_t *more;
    } seen;
    unsigned char *data; /* studies or raw cells */
    size_t used, room;
    uint64_t place; /* of the first row: its line, and its file in the upper bits */
    char *far;      /* texts that do not fit into `near` */
    uint32_t far_room;
    bool is_open;
    unsigned char status; /* of its fit, where there is a row of output */
    char near[24];
};

struct tsq__batch_list {
    uint32_t head, tail;
    size_t n;
};

struct tsq__batch_slots {
    struct tsq__batch_slot *slot;
    size_t n, capacity;
    struct tsq__batch_list open, closed, unused;
    uint64_t *table; /* the lower half of a hash, then slot + 1; 0 is free; linear probing */
    size_t table_size;
    bool may_be_done;     /* groups, before they are closed */
    size_t fixed;         /* bytes of data that every slot has, side by side; 0: they grow */
    unsigned char **slab; /* these bytes, for some slots each */
    size_t n_slabs, slabs_capacity;
};

void tsq__batch_slots_init(struct tsq__batch_slots *slots, size_t fixed);
void tsq__batch_slots_free(struct tsq__batch_slots *slots, bool more_seen);

void tsq__batch_append(struct tsq__batch_slots *slots, struct tsq__batch_list *list, uint32_t i);
void tsq__batch_take_out(struct tsq__batch_slots *slots, struct tsq__batch_list *list, uint32_t i);

/** The texts of a slot. Valid until a slot is added. */
static inline const char *tsq__batch_texts(const struct tsq__batch_slot *slot)
{
    return slot->far != NULL ? slot->far : slot->near;
}

/** Puts a text at place `at`, which cuts off what was behind it. @return whether there was memory */
bool tsq__batch_keep_texts(struct tsq__batch_slot *slot, const char *text, size_t at, size_t length);

/** Whether it is the group of that key. */
static inline bool tsq__batch_has_key(const struct tsq__batch_slot *slot, uint64_t hash, const char *key, size_t length)
{
    return slot->hash == hash && slot->key_length == length && tsq__same_bytes(tsq__batch_texts(slot), key, length);
}

/** The open group of that key, or TSQ__NO_SLOT. */
uint32_t tsq__batch_find(const struct tsq__batch_slots *slots, uint64_t hash, const char *key, size_t length);
/** A slot out of all lists that is used no more, or a new one; TSQ__NO_SLOT without memory. */
uint32_t tsq__batch_new_slot(struct tsq__batch_slots *slots);
/** Opens a slot whose hash is set. @return whether there was memory */
bool tsq__batch_open(struct tsq__batch_slots *slots, uint32_t i);
/** Passes over the open slots and the closed ones that wait. @param words of seen.more; 0: seen.bits are used */
bool tsq__batch_slots_pass(struct tsq__batch_slots *slots, size_t words, tsq__bytes *bytes);
/** Closes it. */
void tsq__batch_close(struct tsq__batch_slots *slots, uint32_t i);

#endif
