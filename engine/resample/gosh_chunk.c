/* A chunk of subsets: which they are, their fits, what is kept of them; see gosh.h. */
#include "resample/gosh.h"

#include "base/error.h"
#include "base/memory.h"
#include "num/stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define CHUNK TSQ__GOSH_CHUNK
#define VALUES TSQ__GOSH_VALUES

struct worker {
    tsq__many many;
    uint64_t *in;                        /* of each subset of the chunk */
    size_t size[CHUNK], next[CHUNK];     /* studies of each subset; subsets by that */
    size_t *start;                       /* k + 2: where the subsets of each size begin in `next` */
    double gap[CHUNK], estimated[CHUNK]; /* of the estimate from that of all studies; 1 if there is one, else both 0 */
    tsq__gosh_room room;                 /* where the fits come from sums */
    tsq__outcome_fit fit[CHUNK];
};

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

static size_t first_of(const tsq__gosh *gosh, uint64_t chunk)
{
    return chunk == 0 && !gosh->random ? 1 : 0;
}

static size_t end_of(const tsq__gosh *gosh, uint64_t chunk)
{
    const uint64_t left = gosh->subsets + (gosh->random ? 0 : 1) - chunk * CHUNK;
    return left < CHUNK ? (size_t)left : CHUNK;
}

static size_t size_of(const uint64_t *in, size_t words)
{
    size_t size = 0;
    for (size_t w = 0; w < words; w++) {
        size += (size_t)__builtin_popcountll(in[w]);
    }
    return size;
}

/* The subsets of a chunk in the order of their sizes: those of one size share tiles. */
static void enumerate(const tsq__gosh *gosh, uint64_t chunk, struct worker *worker)
{
    const size_t k = gosh->studies->k, first = first_of(gosh, chunk), end = end_of(gosh, chunk);
    memset(worker->start, 0, (k + 2) * sizeof *worker->start);
    for (size_t j = first; j < end; j++) {
        uint64_t *in = worker->in + j * gosh->words;
        tsq__gosh_members(gosh, chunk * CHUNK + j, in);
        worker->size[j] = size_of(in, gosh->words);
        worker->start[worker->size[j] + 1]++;
    }
    for (size_t i = 1; i < k + 2; i++) {
        worker->start[i] += worker->start[i - 1];
    }
    for (size_t j = first; j < end; j++) {
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
    for (size_t i = 0; i < gosh->studies->k && !gosh->random; i++) {
        const size_t study = gosh->sorted.order[i];
        members |= study >= TSQ__GOSH_BITS ? (chunk >> (study - TSQ__GOSH_BITS) & 1) << i : 0;
    }
    return members;
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

static void fit_all(const tsq__gosh *gosh, uint64_t chunk, struct worker *worker)
{
    const size_t n = end_of(gosh, chunk) - first_of(gosh, chunk);
    const uint64_t high = high_members(gosh, chunk);
    for (size_t i = 0; i < n; i++) {
        const size_t j = worker->next[i];
        double *yi, *vi;
        tsq__many_next(&worker->many, &yi, &vi);
        if (gosh->random) {
            put_drawn(gosh, worker->in + j * gosh->words, yi, vi);
        } else {
            put_in(&gosh->sorted, high | gosh->sorted.low[j], yi, vi);
        }
        tsq__many_take(&worker->many, worker->size[j], tsq__outcome_slot(&gosh->fit, worker->fit, j));
    }
    tsq__many_flush(&worker->many);
}

/* ---- what is kept of them -------------------------------------------------------------------------------------- */

size_t tsq__gosh_chunk_size(const tsq__gosh *gosh)
{
    const size_t k = gosh->studies->k;
    const size_t rows = gosh->options->row == NULL ? 0 : sizeof(tsq__gosh_row) + gosh->words * sizeof(uint64_t);
    return sizeof(tsq__gosh_chunk) + CHUNK * (VALUES * sizeof(double) + rows) + k * (sizeof(uint64_t) + sizeof(double));
}

static tsq__gosh_parts parts_of(const tsq__gosh *gosh, void *block)
{
    tsq__gosh_parts parts = {.chunk = block};
    double *next = (double *)(void *)(parts.chunk + 1);
    for (size_t i = 0; i < VALUES; i++) {
        parts.value[i] = next + i * CHUNK;
    }
    parts.sum_with = next + VALUES * CHUNK;
    parts.with = (uint64_t *)(void *)(parts.sum_with + gosh->studies->k);
    if (gosh->options->row != NULL) {
        parts.row = (tsq__gosh_row *)(void *)(parts.with + gosh->studies->k);
        parts.in = (uint64_t *)(void *)(parts.row + CHUNK);
    }
    return parts;
}

static void keep_row(const tsq__gosh *gosh, const tsq__gosh_parts *parts, size_t j, const tsq__outcome *o,
                     const uint64_t *in)
{
    parts->row[j] = (tsq__gosh_row){.estimate = o->estimate,
                                    .se = o->se,
                                    .ci_lb = o->ci_lb,
                                    .ci_ub = o->ci_ub,
                                    .tau2 = o->tau2,
                                    .QE = o->q,
                                    .I2 = o->I2,
                                    .k = (uint32_t)o->k,
                                    .status = o->status};
    memcpy(parts->in + j * gosh->words, in, gosh->words * sizeof *in);
}

static void keep_values(const tsq__outcome *o, const tsq__gosh_parts *parts)
{
    const double values[VALUES] = {o->estimate, o->tau2, o->I2, o->q};
    tsq__gosh_sums *sums = &parts->chunk->sums;
    for (size_t i = 0; i < VALUES; i++) {
        uint64_t *n = &parts->chunk->n_value[i];
        parts->value[i][*n] = values[i];
        *n += isnan(values[i]) ? 0 : 1;
    }
    sums->estimated++;
    sums->positive += o->estimate > 0.0;
    sums->negative += o->estimate < 0.0;
    sums->positive_significant += o->ci_lb > 0.0;
    sums->negative_significant += o->ci_ub < 0.0;
}

static void keep_all(const tsq__gosh *gosh, uint64_t chunk, struct worker *worker, const tsq__gosh_parts *parts)
{
    const size_t first = first_of(gosh, chunk), end = end_of(gosh, chunk);
    tsq__gosh_sums *sums = &parts->chunk->sums;
    *parts->chunk = (tsq__gosh_chunk){.sums.n = end - first};
    memset(worker->gap, 0, sizeof worker->gap);
    memset(worker->estimated, 0, sizeof worker->estimated);
    for (size_t j = first; j < end; j++) {
        tsq__outcome outcome;
        tsq__outcome_of(&gosh->fit, tsq__outcome_slot(&gosh->fit, worker->fit, j), worker->many.memo, &outcome);
        if (parts->row != NULL) {
            keep_row(gosh, parts, j - first, &outcome, worker->in + j * gosh->words);
        }
        if (outcome.status != TSQ_OK) {
            sums->failed++;
            continue;
        }
        const double gap = outcome.estimate - gosh->centre;
        keep_values(&outcome, parts);
        worker->gap[j] = gap;
        worker->estimated[j] = 1.0;
    }
}

#define ABREAST 8 /* sums that are formed side by side, so that none waits for itself */

/* Adds the second half to the first and tells its sum. */
static double fold(double *x, size_t half)
{
    double sum[ABREAST] = {0.0}, all = 0.0;
    for (size_t i = 0; i < half; i += ABREAST) {
        for (size_t j = 0; j < ABREAST && i + j < half; j++) {
            sum[j] += x[half + i + j];
            x[i + j] += x[half + i + j];
        }
    }
    for (size_t j = 0; j < ABREAST; j++) {
        all += sum[j];
    }
    return all;
}

/* Sums over the subsets that have a study, of all studies at once: the subsets that differ in the highest bit only are
 * added up, then there are half as many numbers, and so on. */
static void sum_by_bits(const tsq__gosh *gosh, uint64_t chunk, struct worker *worker, const tsq__gosh_parts *parts)
{
    tsq__gosh_sums *sums = &parts->chunk->sums;
    const size_t k = gosh->studies->k, bits = k < TSQ__GOSH_BITS ? k : TSQ__GOSH_BITS;
    for (size_t i = bits; i-- > 0;) {
        const size_t half = (size_t)1 << i;
        parts->sum_with[i] = fold(worker->gap, half);
        parts->with[i] = sums->failed > 0 ? (uint64_t)fold(worker->estimated, half) : (uint64_t)1 << (bits - 1);
    }
    sums->sum = worker->gap[0];
    for (size_t i = bits; i < k; i++) {
        const bool in = (chunk >> (i - TSQ__GOSH_BITS) & 1) != 0;
        parts->with[i] = in ? sums->estimated : 0;
        parts->sum_with[i] = in ? sums->sum : 0.0;
    }
}

static void sum_drawn(const tsq__gosh *gosh, uint64_t chunk, const struct worker *worker, const tsq__gosh_parts *parts)
{
    const size_t k = gosh->studies->k, end = end_of(gosh, chunk);
    memset(parts->with, 0, k * sizeof *parts->with);
    memset(parts->sum_with, 0, k * sizeof *parts->sum_with);
    for (size_t j = 0; j < end; j++) {
        parts->chunk->sums.sum += worker->gap[j];
        for (size_t i = 0; i < k; i++) {
            const bool in = has(worker->in + j * gosh->words, i);
            parts->with[i] += in && worker->estimated[j] > 0.0;
            parts->sum_with[i] += in ? worker->gap[j] : 0.0;
        }
    }
}

tsq_status tsq__gosh_compute(void *context, void *thread, uint64_t chunk, const void *input, void *result,
                             tsq_error *err)
{
    const tsq__gosh *gosh = context;
    struct worker *worker = thread;
    const tsq__gosh_parts parts = parts_of(gosh, result);
    (void)input;
    (void)err;
    if (gosh->by_sums.used) {
        tsq__gosh_sums_compute(gosh, chunk, &worker->room, worker->gap, &parts);
    } else {
        enumerate(gosh, chunk, worker);
        fit_all(gosh, chunk, worker);
        keep_all(gosh, chunk, worker, &parts);
    }
    if (gosh->random) {
        sum_drawn(gosh, chunk, worker, &parts);
    } else {
        sum_by_bits(gosh, chunk, worker, &parts);
    }
    return TSQ_OK;
}

/* ---- and taken ------------------------------------------------------------------------------------------------- */

static tsq_status tell_row(const tsq__gosh *gosh, const tsq__gosh_row *row, const uint64_t *in, tsq_error *err)
{
    const tsq_subset subset = {.in = in,
                               .k = row->k,
                               .status = (tsq_status)row->status,
                               .estimate = row->estimate,
                               .se = row->se,
                               .ci_lb = row->ci_lb,
                               .ci_ub = row->ci_ub,
                               .tau2 = row->tau2,
                               .QE = row->QE,
                               .I2 = row->I2};
    const tsq_status status = gosh->options->row(gosh->options->context, &subset);
    return status == TSQ_OK ? TSQ_OK : tsq__fail(err, status, "%s", tsq_status_text(status));
}

static void add_sums(tsq__gosh *gosh, const tsq__gosh_parts *parts)
{
    const tsq__gosh_sums *sums = &parts->chunk->sums;
    tsq__gosh_sums *total = &gosh->total;
    total->n += sums->n;
    total->failed += sums->failed;
    total->estimated += sums->estimated;
    total->positive += sums->positive;
    total->negative += sums->negative;
    total->positive_significant += sums->positive_significant;
    total->negative_significant += sums->negative_significant;
    total->sum += sums->sum;
    for (size_t i = 0; i < gosh->studies->k; i++) {
        gosh->with[i] += parts->with[i];
        gosh->sum_with[i] += parts->sum_with[i];
    }
}

tsq_status tsq__gosh_take(void *context, uint64_t number, const void *result, tsq_error *err)
{
    tsq__gosh *gosh = context;
    const tsq__gosh_parts parts = parts_of(gosh, (void *)(uintptr_t)result); /* only read */
    tsq_status status = TSQ_OK;
    (void)number;
    for (size_t i = 0; i < VALUES && status == TSQ_OK; i++) {
        status = tsq__spread_add_all(&gosh->spread[i], (size_t)parts.chunk->n_value[i], parts.value[i], err);
    }
    for (size_t j = 0; parts.row != NULL && j < parts.chunk->sums.n && status == TSQ_OK; j++) {
        status = tell_row(gosh, &parts.row[j], parts.in + j * gosh->words, err);
    }
    add_sums(gosh, &parts);
    return status;
}

/* ---- workers --------------------------------------------------------------------------------------------------- */

void tsq__gosh_worker_free(void *thread)
{
    struct worker *worker = thread;
    if (worker != NULL) {
        tsq__many_free(&worker->many);
        free(worker->in);
        free(worker->start);
        free(worker->room.critical);
        free(worker);
    }
}

tsq_status tsq__gosh_worker_new(void *context, void **thread, tsq_error *err)
{
    const tsq__gosh *gosh = context;
    const size_t k = gosh->studies->k;
    struct worker *worker = tsq__array(1, sizeof *worker);
    *thread = worker;
    if (worker == NULL) {
        return tsq__fail_memory(err);
    }
    worker->in = tsq__array(gosh->words, CHUNK * sizeof *worker->in);
    worker->start = tsq__array(k + 2, sizeof *worker->start);
    worker->room.critical = tsq__array(3 * CHUNK, sizeof *worker->room.critical);
    if (worker->in == NULL || worker->start == NULL || worker->room.critical == NULL) {
        return tsq__fail_memory(err);
    }
    worker->room.factor = worker->room.critical + CHUNK;
    worker->room.weight = worker->room.factor + CHUNK;
    return tsq__many_new(&gosh->fit, k, tsq__outcome_needs(&gosh->fit), &worker->many, err);
}
