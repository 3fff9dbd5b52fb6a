/* What is kept of a chunk of subsets; see gosh.h. */
#include "resample/gosh.h"

#include <math.h>
#include <string.h>

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
    const double values[TSQ__GOSH_VALUES] = {o->estimate, o->tau2, o->I2, o->q};
    tsq__gosh_sums *sums = &parts->chunk->sums;
    for (size_t i = 0; i < TSQ__GOSH_VALUES; i++) {
        uint64_t *n = &parts->chunk->value[i].n;
        parts->value[i][*n] = values[i];
        *n += isnan(values[i]) ? 0 : 1;
    }
    sums->estimated++;
    sums->positive += o->estimate > 0.0;
    sums->negative += o->estimate < 0.0;
    sums->positive_significant += o->ci_lb > 0.0;
    sums->negative_significant += o->ci_ub < 0.0;
}

/* Whatever the fits may be. */
static void keep_any(const tsq__gosh *gosh, uint64_t chunk, tsq__gosh_worker *worker, const tsq__gosh_parts *parts)
{
    const size_t first = tsq__gosh_first(gosh, chunk), end = tsq__gosh_end(gosh, chunk);
    tsq__gosh_sums *sums = &parts->chunk->sums;
    memset(worker->gap, 0, sizeof worker->gap);
    memset(worker->estimated, 0, sizeof worker->estimated);
    for (size_t j = first; j < end; j++) {
        tsq__outcome outcome;
        tsq__outcome_of(&gosh->fit, tsq__outcome_slot(&gosh->fit, worker->fit, j), worker->many.memo, &outcome);
        if (parts->row != NULL) {
            const uint64_t number = chunk * TSQ__GOSH_CHUNK + j;
            keep_row(gosh, parts, j - first, &outcome, gosh->random ? worker->in + j * gosh->words : &number);
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

/* A full chunk of sound fits to two or more studies, as nearly all are: number by number instead of fit by fit.
 * @return whether it is one */
static bool keep_sound(const tsq__gosh *gosh, uint64_t chunk, tsq__gosh_worker *worker, const tsq__gosh_parts *parts)
{
    const size_t n = TSQ__GOSH_CHUNK;
    const tsq__outcomes columns = {.estimate = parts->value[0],
                                   .tau2 = parts->value[1],
                                   .I2 = parts->value[2],
                                   .q = parts->value[3],
                                   .reach = worker->room.factor};
    tsq__gosh_sums *sums = &parts->chunk->sums;
    if (parts->row != NULL || tsq__gosh_first(gosh, chunk) > 0 || tsq__gosh_end(gosh, chunk) < n ||
        !tsq__outcomes_of(&gosh->fit, worker->fit, n, worker->critical, worker->many.memo, &columns)) {
        return false;
    }
    uint64_t above = 0, below = 0, above_clearly = 0, below_clearly = 0;
    for (size_t j = 0; j < n; j++) {
        const double estimate = columns.estimate[j], reach = columns.reach[j];
        above += estimate > 0.0;
        below += estimate < 0.0;
        above_clearly += estimate - reach > 0.0;
        below_clearly += estimate + reach < 0.0;
        worker->gap[j] = estimate - gosh->centre;
        worker->estimated[j] = 1.0;
    }
    sums->estimated = n;
    sums->positive = above;
    sums->negative = below;
    sums->positive_significant = above_clearly;
    sums->negative_significant = below_clearly;
    for (size_t i = 0; i < TSQ__GOSH_VALUES; i++) {
        parts->chunk->value[i].n = n;
    }
    return true;
}

void tsq__gosh_keep_fits(const tsq__gosh *gosh, uint64_t chunk, tsq__gosh_worker *worker, const tsq__gosh_parts *parts)
{
    *parts->chunk = (tsq__gosh_chunk){.sums.n = tsq__gosh_end(gosh, chunk) - tsq__gosh_first(gosh, chunk)};
    if (!keep_sound(gosh, chunk, worker, parts)) {
        keep_any(gosh, chunk, worker, parts);
    }
}

/* ---- sums over studies ----------------------------------------------------------------------------------------- */

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
static void sum_by_bits(const tsq__gosh *gosh, uint64_t chunk, tsq__gosh_worker *worker, const tsq__gosh_parts *parts)
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

static void sum_drawn(const tsq__gosh *gosh, uint64_t chunk, const tsq__gosh_worker *worker,
                      const tsq__gosh_parts *parts)
{
    const size_t k = gosh->studies->k, end = tsq__gosh_end(gosh, chunk);
    memset(parts->with, 0, k * sizeof *parts->with);
    memset(parts->sum_with, 0, k * sizeof *parts->sum_with);
    for (size_t j = 0; j < end; j++) {
        parts->chunk->sums.sum += worker->gap[j];
        for (size_t i = 0; i < k; i++) {
            const bool in = (worker->in[j * gosh->words + i / 64] >> (i % 64) & 1) != 0;
            parts->with[i] += in && worker->estimated[j] > 0.0;
            parts->sum_with[i] += in ? worker->gap[j] : 0.0;
        }
    }
}

void tsq__gosh_keep_sums(const tsq__gosh *gosh, uint64_t chunk, tsq__gosh_worker *worker, const tsq__gosh_parts *parts)
{
    if (gosh->random) {
        sum_drawn(gosh, chunk, worker, parts);
    } else {
        sum_by_bits(gosh, chunk, worker, parts);
    }
}
