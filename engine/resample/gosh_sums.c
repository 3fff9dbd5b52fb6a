/* A chunk of subsets whose fits come from sums over their halves; see gosh.h and subset_sums.h. */
#include "resample/gosh.h"

#include "base/error.h"
#include "base/memory.h"
#include "fit/state.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The quantile of each size's test, as the single fit's. */
static tsq_status find_critical(tsq__gosh *gosh, tsq_error *err)
{
    const tsq_fit_options *o = &gosh->fit;
    const double tail = (100.0 - o->level) / 200.0;
    tsq__memo *memo = tsq__array(1, sizeof *memo);
    gosh->by_sums.critical = tsq__array(gosh->studies->k + 1, sizeof(double));
    if (memo == NULL || gosh->by_sums.critical == NULL) {
        free(memo);
        return tsq__fail_memory(err);
    }
    for (size_t k = 0; k <= gosh->studies->k; k++) {
        const bool normal = o->test == &tsq__test_z || k < 2;
        gosh->by_sums.critical[k] = normal ? tsq__memo_normal(memo, tail) : tsq__memo_t(memo, tail, (double)k - 1.0);
    }
    free(memo);
    return TSQ_OK;
}

tsq_status tsq__gosh_sums_begin(tsq__gosh *gosh, tsq_error *err)
{
    const tsq_studies *s = gosh->studies;
    const tsq_fit_options *o = &gosh->fit;
    const tsq__many_kind kind = tsq__many_kind_of(o);
    const bool common = kind == TSQ__MANY_GIVEN && isnan(o->tau2), moment = kind == TSQ__MANY_MOMENT;
    if (gosh->random || !(common || moment) || !tsq__subset_sums_suit(s->k, s->yi, s->vi)) {
        return TSQ_OK;
    }
    const size_t bits = s->k < TSQ__GOSH_BITS ? s->k : TSQ__GOSH_BITS;
    gosh->by_sums.used = true;
    gosh->by_sums.wish = (tsq__subset_wish){.moment = moment,
                                            .scaled = o->test == &tsq__test_knha || o->test == &tsq__test_adhoc,
                                            .at_least = o->test == &tsq__test_adhoc};
    const tsq_status status = tsq__subset_sums_new(s->k, s->yi, s->vi, bits, &gosh->by_sums.table, err);
    return status == TSQ_OK ? find_critical(gosh, err) : status;
}

void tsq__gosh_sums_end(tsq__gosh *gosh)
{
    tsq__subset_sums_free(&gosh->by_sums.table);
    free(gosh->by_sums.critical);
}

/* ---- what is kept of them -------------------------------------------------------------------------------------- */

static size_t size_at(const tsq__gosh *gosh, size_t high_size, size_t j)
{
    return high_size + (size_t)gosh->by_sums.table.size[j];
}

static void keep_rows(const tsq__gosh *gosh, uint64_t chunk, size_t first, const tsq__gosh_room *room,
                      const tsq__subset_fits *fits, const tsq__gosh_parts *parts)
{
    const size_t high_size = (size_t)__builtin_popcountll(chunk), end = (size_t)1 << gosh->by_sums.table.bits;
    for (size_t j = first; j < end; j++) {
        const size_t k = size_at(gosh, high_size, j);
        const double se = sqrt((fits->factor != NULL ? fits->factor[j] : 1.0) / fits->weight[j]);
        const double estimate = fits->estimate[j], reach = room->critical[j] * se;
        parts->row[j - first] = (tsq__gosh_row){.estimate = estimate,
                                                .se = se,
                                                .ci_lb = estimate - reach,
                                                .ci_ub = estimate + reach,
                                                .tau2 = fits->tau2[j],
                                                .QE = fits->q[j],
                                                .I2 = k == 1 ? (double)NAN : fits->I2[j],
                                                .k = (uint32_t)k,
                                                .status = TSQ_OK};
        parts->in[j - first] = chunk * TSQ__GOSH_CHUNK + j;
    }
}

/* Takes out the empty subset, and I2 of single studies. */
static void close_ranks(const tsq__gosh *gosh, uint64_t chunk, size_t first, const tsq__gosh_parts *parts)
{
    const size_t high_size = (size_t)__builtin_popcountll(chunk), end = (size_t)1 << gosh->by_sums.table.bits;
    double *i2 = parts->value[2];
    size_t n = 0;
    for (size_t i = 0; i < TSQ__GOSH_VALUES; i++) {
        parts->chunk->value[i].n = end - first;
        if (first > 0 && i != 2) {
            memmove(parts->value[i], parts->value[i] + first, (end - first) * sizeof(double));
        }
    }
    if (high_size > 1) {
        return;
    }
    for (size_t j = first; j < end; j++) {
        i2[n] = i2[j];
        n += size_at(gosh, high_size, j) > 1 ? 1 : 0;
    }
    parts->chunk->value[2].n = n;
}

void tsq__gosh_sums_compute(const tsq__gosh *gosh, uint64_t chunk, const tsq__gosh_room *room, double *gap,
                            const tsq__gosh_parts *parts)
{
    const tsq__gosh_by_sums *by = &gosh->by_sums;
    const size_t first = chunk == 0 ? 1 : 0, end = (size_t)1 << by->table.bits;
    const double *critical = by->critical + (size_t)__builtin_popcountll(chunk);
    const tsq__subset_fits fits = {.estimate = parts->value[0],
                                   .weight = room->weight,
                                   .tau2 = parts->value[1],
                                   .I2 = parts->value[2],
                                   .q = parts->value[3],
                                   .factor = by->wish.scaled ? room->factor : NULL};
    tsq__subset_sums_fit(&by->table, chunk, by->wish, &fits);
    for (size_t j = 0; j < end; j++) {
        room->critical[j] = critical[(size_t)by->table.size[j]];
        gap[j] = fits.estimate[j] - gosh->centre;
    }
    gap[0] = first > 0 ? 0.0 : gap[0];
    const tsq__subset_signs signs = tsq__subset_sums_signs(&by->table, &fits, room->critical);
    *parts->chunk = (tsq__gosh_chunk){.sums = {.n = end - first,
                                               .estimated = end - first,
                                               .positive = signs.positive,
                                               .negative = signs.negative,
                                               .positive_significant = signs.positive_significant,
                                               .negative_significant = signs.negative_significant}};
    if (parts->row != NULL) {
        keep_rows(gosh, chunk, first, room, &fits, parts);
    }
    close_ranks(gosh, chunk, first, parts);
}
