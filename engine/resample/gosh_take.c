/* The results of chunks are taken, in order; see gosh.h. */
#include "resample/gosh.h"

#include "base/error.h"
#include "base/memory.h"

#include <stdlib.h>

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

static tsq_status take_parts(tsq__gosh *gosh, const tsq__gosh_parts *parts, bool placed, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < TSQ__GOSH_VALUES && status == TSQ_OK; i++) {
        tsq__spread *spread = &gosh->spread[i];
        const tsq__spread_block *value = &parts->chunk->value[i];
        status = placed ? tsq__spread_add_placed(spread, value, parts->bin[i], err)
                        : tsq__spread_add_block(spread, value, parts->value[i], err);
    }
    for (size_t j = 0; parts->row != NULL && j < parts->chunk->sums.n && status == TSQ_OK; j++) {
        status = tell_row(gosh, &parts->row[j], parts->in + j * gosh->words, err);
    }
    add_sums(gosh, parts);
    return status;
}

/* Where so many subsets had no estimate that numbers are still kept, the chunk is computed once more, for its numbers. */
static tsq_status take_again(tsq__gosh *gosh, uint64_t chunk, tsq_error *err)
{
    void *worker = NULL, *block = tsq__array(tsq__gosh_chunk_size(gosh), 1);
    tsq_status status = block != NULL ? tsq__gosh_worker_new(gosh, &worker, err) : tsq__fail_memory(err);
    if (status == TSQ_OK) {
        tsq__gosh_compute_parts(gosh, worker, chunk, false, block);
        const tsq__gosh_parts parts = tsq__gosh_parts_of(gosh, block);
        status = take_parts(gosh, &parts, false, err);
    }
    tsq__gosh_worker_free(worker);
    free(block);
    return status;
}

tsq_status tsq__gosh_take(void *context, uint64_t chunk, const void *result, tsq_error *err)
{
    tsq__gosh *gosh = context;
    const tsq__gosh_parts parts = tsq__gosh_parts_of(gosh, (void *)(uintptr_t)result); /* only read */
    const bool placed = tsq__gosh_is_placed(chunk);
    bool kept = false;
    for (size_t i = 0; placed && i < TSQ__GOSH_VALUES; i++) {
        kept = kept || (parts.chunk->value[i].n > 0 && !tsq__spread_is_binned(&gosh->spread[i]));
    }
    return kept ? take_again(gosh, chunk, err) : take_parts(gosh, &parts, placed, err);
}
