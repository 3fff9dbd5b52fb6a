/* Analyses and open groups of `batch` as bytes. */
#include "base/memory.h"
#include "io/batch_slots.h"

/* ---- analyses ----------------------------------------------------------------------------------------------------- */

bool tsq__batch_studies_pass(tsq__batch_sets *sets, tsq__bytes *bytes)
{
    size_t n = sets->n_studies;
    if (!tsq__bytes_pass(bytes, &n, sizeof n)) {
        return false;
    }
    if (sets->raw.length > 0) {
        sets->n_studies = n;
        return true;
    }
    if (bytes->reading) {
        bytes->failed = n > (bytes->size - bytes->at) / (2 * sizeof *sets->yi);
        sets->n_studies = 0;
        bytes->failed = bytes->failed || !tsq__batch_set_room(sets, n);
        sets->n_studies = bytes->failed ? 0 : n;
    }
    return tsq__bytes_pass_array(bytes, sets->yi, n, sizeof *sets->yi) &&
           tsq__bytes_pass_array(bytes, sets->vi, n, sizeof *sets->vi);
}

/* Rows of output that are done, one after the other: pages do not go over. */
static bool write_done(const tsq__batch_sets *sets, tsq__bytes *bytes)
{
    size_t length = 0;
    for (size_t i = 0; i < sets->n_runs; i++) {
        length += sets->run[i].done ? sets->run[i].length : 0;
    }
    (void)tsq__bytes_pass(bytes, &length, sizeof length);
    for (size_t i = 0; i < sets->n_runs && !bytes->failed; i++) {
        const tsq__batch_run *run = &sets->run[i];
        if (run->done) {
            (void)tsq__bytes_pass(bytes, tsq__batch_done_row(sets, i), run->length);
        }
    }
    return !bytes->failed;
}

/* Of each set one, or none. */
static bool pass_runs(tsq__batch_sets *sets, tsq__bytes *bytes)
{
    (void)tsq__bytes_pass(bytes, &sets->n_done, sizeof sets->n_done);
    sets->run = tsq__bytes_pass_grown(bytes, sets->run, &sets->n_runs, &sets->runs_capacity, sizeof *sets->run);
    if (!bytes->reading) {
        return write_done(sets, bytes);
    }
    uint32_t at = 0;
    for (size_t i = 0; i < sets->n_runs; i++) {
        sets->run[i].page = NULL;
        sets->run[i].at = at;
        at += sets->run[i].done ? sets->run[i].length : 0;
    }
    bytes->failed = !tsq__bytes_pass_text(bytes, &sets->done) || at > sets->done.length;
    return !bytes->failed;
}

bool tsq__batch_sets_pass(tsq__batch_sets *sets, tsq__bytes *bytes)
{
    sets->set = tsq__bytes_pass_grown(bytes, sets->set, &sets->n, &sets->capacity, sizeof *sets->set);
    return tsq__bytes_pass_text(bytes, &sets->text) && tsq__bytes_pass_text(bytes, &sets->directions) &&
           tsq__bytes_pass_text(bytes, &sets->raw) && tsq__batch_studies_pass(sets, bytes) && pass_runs(sets, bytes);
}

/* ---- groups ------------------------------------------------------------------------------------------------------- */

static bool pass_data(struct tsq__batch_slots *slots, struct tsq__batch_slot *slot, tsq__bytes *bytes)
{
    if (slots->fixed > 0) {
        return tsq__bytes_pass(bytes, slot->data, slots->fixed);
    }
    slot->data = tsq__bytes_pass_grown(bytes, slot->data, &slot->used, &slot->room, 1);
    return !bytes->failed;
}

static bool pass_texts(struct tsq__batch_slot *slot, tsq__bytes *bytes)
{
    uint32_t length = slot->length;
    (void)tsq__bytes_pass(bytes, &length, sizeof length);
    const char *from = bytes->reading ? tsq__bytes_take(bytes, length) : tsq__batch_texts(slot);
    if (!bytes->reading) {
        return tsq__bytes_pass(bytes, (void *)from, length);
    }
    bytes->failed = from == NULL || !tsq__batch_keep_texts(slot, from, 0, length);
    return !bytes->failed;
}

static bool pass_seen(struct tsq__batch_slot *slot, size_t words, tsq__bytes *bytes)
{
    if (words == 0) {
        return tsq__bytes_pass(bytes, &slot->seen.bits, sizeof slot->seen.bits);
    }
    if (slot->seen.more == NULL) {
        slot->seen.more = tsq__array(words, sizeof *slot->seen.more);
        bytes->failed = bytes->failed || slot->seen.more == NULL;
    }
    return tsq__bytes_pass(bytes, slot->seen.more, bytes->failed ? 0 : words * sizeof *slot->seen.more);
}

/* Rows of output that are done are not passed. */
static bool pass_joined(const struct tsq__batch_slots *slots, struct tsq__batch_slot *slot, tsq__bytes *bytes)
{
    if (slots->may_be_done) {
        slot->page = bytes->reading ? NULL : slot->page;
        return !bytes->failed;
    }
    return tsq__bytes_pass(bytes, &slot->n_seen, sizeof slot->n_seen) &&
           tsq__bytes_pass(bytes, &slot->reference, sizeof slot->reference) &&
           tsq__bytes_pass(bytes, &slot->reference_alleles, sizeof slot->reference_alleles);
}

static bool pass_slot(struct tsq__batch_slots *slots, uint32_t i, size_t words, tsq__bytes *bytes)
{
    struct tsq__batch_slot *slot = &slots->slot[i];
    return tsq__bytes_pass(bytes, &slot->hash, sizeof slot->hash) &&
           tsq__bytes_pass(bytes, &slot->first, sizeof slot->first) &&
           tsq__bytes_pass(bytes, &slot->n, sizeof slot->n) &&
           tsq__bytes_pass(bytes, &slot->omitted, sizeof slot->omitted) &&
           tsq__bytes_pass(bytes, &slot->key_length, sizeof slot->key_length) && pass_joined(slots, slot, bytes) &&
           pass_seen(slot, words, bytes) && pass_data(slots, slot, bytes) && pass_texts(slot, bytes);
}

static void write_list(struct tsq__batch_slots *slots, const struct tsq__batch_list *list, size_t words,
                       tsq__bytes *bytes)
{
    size_t n = list->n;
    (void)tsq__bytes_pass(bytes, &n, sizeof n);
    for (uint32_t i = list->head; i != TSQ__NO_SLOT && !bytes->failed; i = slots->slot[i].after) {
        (void)pass_slot(slots, i, words, bytes);
    }
}

static void read_list(struct tsq__batch_slots *slots, bool open, size_t words, tsq__bytes *bytes)
{
    size_t n = 0;
    (void)tsq__bytes_pass(bytes, &n, sizeof n);
    for (; n > 0 && !bytes->failed; n--) {
        const uint32_t i = tsq__batch_new_slot(slots);
        bytes->failed = i == TSQ__NO_SLOT || !pass_slot(slots, i, words, bytes);
        if (!bytes->failed && open) {
            bytes->failed = !tsq__batch_open(slots, i);
        } else if (!bytes->failed) {
            tsq__batch_append(slots, &slots->closed, i);
        }
    }
}

bool tsq__batch_slots_pass(struct tsq__batch_slots *slots, size_t words, tsq__bytes *bytes)
{
    if (bytes->reading) {
        read_list(slots, true, words, bytes);
        read_list(slots, false, words, bytes);
    } else {
        write_list(slots, &slots->open, words, bytes);
        write_list(slots, &slots->closed, words, bytes);
    }
    return !bytes->failed;
}
