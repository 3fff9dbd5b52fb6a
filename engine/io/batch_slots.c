/* The slots of open groups: lists, texts, and the hash table. */
#include "io/batch_slots.h"
#include "base/memory.h"

#include <stdlib.h>

/** Slots whose data stand side by side in a slab. */
enum { SLAB = 256 };

/* ---- lists -------------------------------------------------------------------------------------------------------- */

void tsq__batch_append(struct tsq__batch_slots *slots, struct tsq__batch_list *list, uint32_t i)
{
    struct tsq__batch_slot *slot = &slots->slot[i];
    slot->before = list->tail;
    slot->after = TSQ__NO_SLOT;
    if (list->tail == TSQ__NO_SLOT) {
        list->head = i;
    } else {
        slots->slot[list->tail].after = i;
    }
    list->tail = i;
    list->n++;
}

void tsq__batch_take_out(struct tsq__batch_slots *slots, struct tsq__batch_list *list, uint32_t i)
{
    const struct tsq__batch_slot *slot = &slots->slot[i];
    if (slot->before == TSQ__NO_SLOT) {
        list->head = slot->after;
    } else {
        slots->slot[slot->before].after = slot->after;
    }
    if (slot->after == TSQ__NO_SLOT) {
        list->tail = slot->before;
    } else {
        slots->slot[slot->after].before = slot->before;
    }
    list->n--;
}

/* ---- texts -------------------------------------------------------------------------------------------------------- */

bool tsq__batch_keep_texts(struct tsq__batch_slot *slot, const char *text, size_t at, size_t length)
{
    if (at + length > UINT32_MAX) {
        return false;
    }
    if (slot->far == NULL && at + length > sizeof slot->near) {
        size_t room = 0;
        char *far = tsq__grow(NULL, &room, at + length, 1);
        if (far == NULL) {
            return false;
        }
        memcpy(far, slot->near, at);
        slot->far = far;
        slot->far_room = (uint32_t)room;
    } else if (slot->far != NULL) {
        size_t room = slot->far_room;
        char *far = tsq__grow(slot->far, &room, at + length, 1);
        if (far == NULL || room > UINT32_MAX) {
            return false;
        }
        slot->far = far;
        slot->far_room = (uint32_t)room;
    }
    memcpy((slot->far != NULL ? slot->far : slot->near) + at, text, length);
    slot->length = (uint32_t)(at + length);
    return true;
}

/* ---- hashes ------------------------------------------------------------------------------------------------------- */

static uint64_t entry_of(uint64_t hash, uint32_t i)
{
    return hash << 32 | ((uint64_t)i + 1);
}

static uint32_t slot_of(uint64_t entry)
{
    return (uint32_t)entry - 1;
}

/* Where it would stand if there were no others: so the slots need not be looked at. */
static size_t home_of(uint64_t entry, size_t mask)
{
    return (size_t)(entry >> 32) & mask;
}

uint32_t tsq__batch_find(const struct tsq__batch_slots *slots, uint64_t hash, const char *key, size_t length)
{
    const size_t mask = slots->table_size - 1;
    for (size_t at = (uint32_t)hash & mask; slots->table_size > 0 && slots->table[at] != 0; at = (at + 1) & mask) {
        const uint64_t entry = slots->table[at];
        if (entry >> 32 == (uint32_t)hash && tsq__batch_has_key(&slots->slot[slot_of(entry)], hash, key, length)) {
            return slot_of(entry);
        }
    }
    return TSQ__NO_SLOT;
}

static void put(struct tsq__batch_slots *slots, uint32_t i)
{
    const uint64_t entry = entry_of(slots->slot[i].hash, i);
    const size_t mask = slots->table_size - 1;
    size_t at = home_of(entry, mask);
    while (slots->table[at] != 0) {
        at = (at + 1) & mask;
    }
    slots->table[at] = entry;
}

static bool make_table(struct tsq__batch_slots *slots)
{
    if (2 * (slots->open.n + 1) <= slots->table_size) {
        return true;
    }
    const size_t size = slots->table_size > 0 ? 2 * slots->table_size : 1024;
    uint64_t *table = size <= UINT32_MAX ? tsq__array(size, sizeof *table) : NULL; /* homes have 32 bits */
    if (table == NULL) {
        return false;
    }
    free(slots->table);
    slots->table = table;
    slots->table_size = size;
    for (uint32_t i = slots->open.head; i != TSQ__NO_SLOT; i = slots->slot[i].after) {
        put(slots, i);
    }
    return true;
}

/* Takes a slot out of the table and moves up those behind it, which may stand where they do only because of it. */
static void forget(struct tsq__batch_slots *slots, uint32_t i)
{
    const uint64_t entry = entry_of(slots->slot[i].hash, i);
    const size_t mask = slots->table_size - 1;
    uint64_t *table = slots->table;
    size_t gap = home_of(entry, mask);
    while (table[gap] != entry) {
        gap = (gap + 1) & mask;
    }
    for (size_t at = (gap + 1) & mask; table[at] != 0; at = (at + 1) & mask) {
        if (((at - home_of(table[at], mask)) & mask) >= ((at - gap) & mask)) {
            table[gap] = table[at];
            gap = at;
        }
    }
    table[gap] = 0;
}

bool tsq__batch_open(struct tsq__batch_slots *slots, uint32_t i)
{
    if (!make_table(slots)) {
        return false;
    }
    slots->slot[i].is_open = true;
    tsq__batch_append(slots, &slots->open, i);
    put(slots, i);
    return true;
}

void tsq__batch_close(struct tsq__batch_slots *slots, uint32_t i)
{
    tsq__batch_take_out(slots, &slots->open, i);
    forget(slots, i);
    tsq__batch_append(slots, &slots->closed, i);
    slots->slot[i].is_open = false;
}

/* ---- memory ------------------------------------------------------------------------------------------------------- */

/* The data of slot i, where all have as much. */
static unsigned char *fixed_data(struct tsq__batch_slots *slots, size_t i)
{
    if (i / SLAB == slots->n_slabs) {
        unsigned char **slab = tsq__grow(slots->slab, &slots->slabs_capacity, slots->n_slabs + 1, sizeof *slab);
        if (slab == NULL) {
            return NULL;
        }
        slots->slab = slab;
        slab[slots->n_slabs] = tsq__array(SLAB, slots->fixed);
        if (slab[slots->n_slabs] == NULL) {
            return NULL;
        }
        slots->n_slabs++;
    }
    return slots->slab[i / SLAB] + i % SLAB * slots->fixed;
}

uint32_t tsq__batch_new_slot(struct tsq__batch_slots *slots)
{
    if (slots->unused.head != TSQ__NO_SLOT) {
        const uint32_t i = slots->unused.head;
        tsq__batch_take_out(slots, &slots->unused, i);
        return i;
    }
    struct tsq__batch_slot *slot =
        slots->n < TSQ__NO_SLOT - 1 ? tsq__grow(slots->slot, &slots->capacity, slots->n + 1, sizeof *slot) : NULL;
    if (slot == NULL) {
        return TSQ__NO_SLOT;
    }
    slots->slot = slot;
    slot[slots->n] = (struct tsq__batch_slot){.room = slots->fixed};
    if (slots->fixed > 0 && (slot[slots->n].data = fixed_data(slots, slots->n)) == NULL) {
        return TSQ__NO_SLOT;
    }
    return (uint32_t)slots->n++;
}

void tsq__batch_slots_init(struct tsq__batch_slots *slots, size_t fixed)
{
    static const struct tsq__batch_list nothing = {TSQ__NO_SLOT, TSQ__NO_SLOT, 0};
    *slots = (struct tsq__batch_slots){.open = nothing, .closed = nothing, .unused = nothing, .fixed = fixed};
}

void tsq__batch_slots_free(struct tsq__batch_slots *slots, bool more_seen)
{
    for (size_t i = 0; i < slots->n; i++) {
        struct tsq__batch_slot *slot = &slots->slot[i];
        free(slot->far);
        if (slots->fixed == 0) {
            free(slot->data);
        }
        if (more_seen) {
            free(slot->seen.more);
        }
    }
    for (size_t i = 0; i < slots->n_slabs; i++) {
        free(slots->slab[i]);
    }
    free(slots->slab);
    free(slots->slot);
    free(slots->table);
}
