/* A chunk of subsets: which they are and their fits; see gosh.h. */
#include "resample/gosh.h"

#include "base/error.h"
#include "base/memory.h"
#include "num/stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK TSQ__GOSH_CHUNK
#define VALUES TSQ__GOSH_VALUES

/* ---- which subsets --------------------------------------------------------------------------------------------- */

static bool has(const uint64_t *in, size_t i)
{
    return (in[i / 64] >> (i % 64) & 1) != 0;
}

/* Tosses a coin for each study; again where none is in. */
static void draw(const tsq__gosh *gosh, uint64_t number, uint64_t *in)
{
    const size_t k = gosh->studies->k;
    tsq__stream stream = tsq__stream_at(gosh->seed, number);
    uint64_t any = 0;
    while (any == 0) {
        for (size_t w = 0; w < gosh->words; w++) {
            const uint64_t high = tsq__stream_word(&stream), low = tsq__stream_word(&stream);
            const size_t bits = k - 64 * w < 64 ? k - 64 * w : 64;
            in[w] = (high << 32 | low) >> (64 - bits);
            any |= in[w];
        }
    }
}

void tsq__gosh_members(const tsq__gosh *gosh, uint64_t number, uint64_t *in)
{
    if (gosh->random) {
        draw(gosh, number, in);
    } else {
        in[0] = number;
    }
}

/* Number 0 is the empty subset: it is left out. */
uint64_t tsq__gosh_chunks(const tsq__gosh *gosh)
{
    return gosh->random ? gosh->subsets / CHUNK + (gosh->subsets % CHUNK > 0) : gosh->subsets / CHUNK + 1;
}

static size_t size_of(const uint64_t *in, size_t words)
{
    size_t size = 0;
    for (size_t w = 0; w < words; w++) {
        size += (size_t)__builtin_popcountll(in[w]);
    }
    return size;
}

/* Those that are drawn in the order of their sizes: subsets of one size share tiles. */
static void draw_all(const tsq__gosh *gosh, uint64_t chunk, tsq__gosh_worker *worker)
{
    const size_t k = gosh->studies->k, end = tsq__gosh_end(gosh, chunk);
    memset(worker->start, 0, (k + 2) * sizeof *worker->start);
    for (size_t j = 0; j < end; j++) {
        uint64_t *in = worker->in + j * gosh->words;
        draw(gosh, chunk * CHUNK + j, in);
        worker->size[j] = size_of(in, gosh->words);
        worker->start[worker->size[j] + 1]++;
    }
    for (size_t i = 1; i < k + 2; i++) {
        worker->start[i] += worker->start[i - 1];
    }
    for (size_t j = 0; j < end; j++) {
        worker->next[worker->start[worker->size[j]]++] = j;
    }
}

/* ---- their fits ------------------------------------------------------------------------------------------------ */

static void put_in(const tsq__gosh_sorted *sorted, uint64_t members, double *yi, double *vi)
{
    for (size_t n = 0; members != 0; n++) {
        const size_t i = (size_t)__builtin_ctzll(members);
        yi[n] = sorted->yi[i];
        vi[n] = sorted->vi[i];
        members &= members - 1;
    }
}

/* The members of the numbers of a chunk that come from the higher bits, in the order of the lanes. */
static uint64_t high_members(const tsq__gosh *gosh, uint64_t chunk)
{
    uint64_t members = 0;
    for (size_t i = 0; i < gosh->studies->k; i++) {
        const size_t study = gosh->sorted.order[i];
        members |= study >= TSQ__GOSH_BITS ? (chunk >> (study - TSQ__GOSH_BITS) & 1) << i : 0;
    }
    return members;
}

/* Subsets whose numbers differ in the lowest bits only: in the order of their sizes, which is the same in every chunk. */
static void fit_numbers(const tsq__gosh *gosh, uint64_t chunk, tsq__gosh_worker *worker)
{
    const tsq__gosh_sorted *sorted = &gosh->sorted;
    const size_t first = tsq__gosh_first(gosh, chunk), end = tsq__gosh_end(gosh, chunk);
    const size_t high_size = size_of(&chunk, 1), step = tsq__outcome_size(&gosh->fit);
    const uint64_t high = high_members(gosh, chunk);
    char *fit = (char *)worker->fit;
    for (size_t i = first; i < end; i++) { /* the empty one would be the first */
        const size_t j = sorted->by_size[i];
        double *yi, *vi;
        tsq__many_next(&worker->many, &yi, &vi);
        put_in(sorted, high | sorted->low[j], yi, vi);
        tsq__many_take(&worker->many, high_size + sorted->low_size[j], fit + j * step);
    }
}

static void put_drawn(const tsq__gosh *gosh, const uint64_t *in, double *yi, double *vi)
{
    size_t n = 0;
    for (size_t i = 0; i < gosh->studies->k; i++) {
        if (has(in, gosh->sorted.order[i])) {
            yi[n] = gosh->sorted.yi[i];
            vi[n] = gosh->sorted.vi[i];
            n++;
        }
    }
}

static void fit_drawn(const tsq__gosh *gosh, uint64_t chunk, tsq__gosh_worker *worker)
{
    draw_all(gosh, chunk, worker);
    for (size_t i = 0; i < tsq__gosh_end(gosh, chunk); i++) {
        const size_t j = worker->next[i];
        double *yi, *vi;
        tsq__many_next(&worker->many, &yi, &vi);
        put_drawn(gosh, worker->in + j * gosh->words, yi, vi);
        tsq__many_take(&worker->many, worker->size[j], tsq__outcome_slot(&gosh->fit, worker->fit, j));
    }
}

/* ---- and the whole chunk ---------------------------------------------------------------------------------------- */

size_t tsq__gosh_chunk_size(const tsq__gosh *gosh)
{
    const size_t k = gosh->studies->k;
    const size_t rows = gosh->options->row == NULL ? 0 : sizeof(tsq__gosh_row) + gosh->words * sizeof(uint64_t);
    return sizeof(tsq__gosh_chunk) + CHUNK * (VALUES * sizeof(double) + rows) + k * (sizeof(uint64_t) + sizeof(double));
}

tsq__gosh_parts tsq__gosh_parts_of(const tsq__gosh *gosh, void *block)
{
    tsq__gosh_parts parts = {.chunk = block};
    double *next = (double *)(void *)(parts.chunk + 1);
    for (size_t i = 0; i < VALUES; i++) {
        parts.value[i] = next + i * CHUNK;
        parts.bin[i] = (uint32_t *)(void *)parts.value[i];
    }
    parts.sum_with = next + VALUES * CHUNK;
    parts.with = (uint64_t *)(void *)(parts.sum_with + gosh->studies->k);
    if (gosh->options->row != NULL) {
        parts.row = (tsq__gosh_row *)(void *)(parts.with + gosh->studies->k);
        parts.in = (uint64_t *)(void *)(parts.row + CHUNK);
    }
    return parts;
}

void tsq__gosh_compute_parts(const tsq__gosh *gosh, tsq__gosh_worker *worker, uint64_t chunk, bool placed, void *block)
{
    tsq__gosh_parts parts = tsq__gosh_parts_of(gosh, block);
    for (size_t i = 0; placed && i < VALUES; i++) {
        parts.value[i] = worker->value[i];
    }
    if (gosh->by_sums.used) {
        tsq__gosh_sums_compute(gosh, chunk, &worker->room, worker->gap, &parts);
    } else {
        if (gosh->random) {
            fit_drawn(gosh, chunk, worker);
        } else {
            fit_numbers(gosh, chunk, worker);
        }
        tsq__many_flush(&worker->many);
        tsq__gosh_keep_fits(gosh, chunk, worker, &parts);
    }
    tsq__gosh_keep_sums(gosh, chunk, worker, &parts);
    for (size_t i = 0; i < VALUES; i++) {
        tsq__spread_block *value = &parts.chunk->value[i];
        tsq__spread_block_of((size_t)value->n, parts.value[i], value);
        if (placed) {
            tsq__spread_place(&gosh->spread[i], (size_t)value->n, parts.value[i], parts.bin[i]);
        }
    }
}

tsq_status tsq__gosh_compute(void *context, void *thread, uint64_t chunk, const void *input, void *result,
                             tsq_error *err)
{
    (void)input;
    (void)err;
    tsq__gosh_compute_parts(context, thread, chunk, tsq__gosh_is_placed(chunk), result);
    return TSQ_OK;
}

/* ---- workers --------------------------------------------------------------------------------------------------- */

void tsq__gosh_worker_free(void *thread)
{
    tsq__gosh_worker *worker = thread;
    if (worker != NULL) {
        tsq__many_free(&worker->many);
        free(worker->in);
        free(worker->start);
        free(worker->critical);
        free(worker->room.critical);
        free(worker);
    }
}

tsq_status tsq__gosh_worker_new(void *context, void **thread, tsq_error *err)
{
    const tsq__gosh *gosh = context;
    const size_t k = gosh->studies->k;
    tsq__gosh_worker *worker = tsq__array(1, sizeof *worker);
    *thread = worker;
    if (worker == NULL) {
        return tsq__fail_memory(err);
    }
    worker->in = tsq__array(gosh->words, CHUNK * sizeof *worker->in);
    worker->start = tsq__array(k + 2, sizeof *worker->start);
    worker->critical = tsq__array(k + 1, sizeof *worker->critical);
    worker->room.critical = tsq__array(3 * CHUNK, sizeof *worker->room.critical);
    if (worker->in == NULL || worker->start == NULL || worker->critical == NULL || worker->room.critical == NULL) {
        return tsq__fail_memory(err);
    }
    worker->room.factor = worker->room.critical + CHUNK;
    worker->room.weight = worker->room.factor + CHUNK;
    return tsq__many_new(&gosh->fit, k, tsq__outcome_needs(&gosh->fit), &worker->many, err);
}
