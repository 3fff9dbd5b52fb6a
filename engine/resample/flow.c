/* Fits as a flow of blocks on any number of threads; see tausq/resample.h. */
#include "base/error.h"
#include "resample/job.h"
#include "resample/many.h"

#include <stdlib.h>

/** Studies that the lanes are made for at first, and at most: larger sets are fitted without them. */
enum { FEW = 64, MOST = 1 << 16 };

struct tsq_fitter {
    const tsq_fit_options *options;
    tsq__many many;
};

struct flow {
    const tsq_flow *flow;
    const tsq_fit_options *options;
    tsq_error failure; /* of a state */
};

/* Lanes for larger sets. */
static tsq_status widen(tsq_fitter *fitter, size_t k, tsq_error *err)
{
    tsq__many wider;
    size_t most = fitter->many.most;
    while (most < k) {
        most *= 2;
    }
    const tsq_status status = tsq__many_new(fitter->options, most, TSQ__MANY_BRIEF, &wider, err);
    if (status == TSQ_OK) {
        tsq__many_flush(&fitter->many);
        tsq__many_free(&fitter->many);
        fitter->many = wider;
    }
    return status;
}

tsq_status tsq_fitter_add(tsq_fitter *fitter, size_t k, const double *yi, const double *vi, tsq_brief *out,
                          tsq_error *err)
{
    if (k > MOST) {
        tsq__many_alone(&fitter->many, k, yi, vi, out);
        return TSQ_OK;
    }
    const tsq_status status = k > fitter->many.most ? widen(fitter, k, err) : TSQ_OK;
    if (status == TSQ_OK) {
        tsq__many_add(&fitter->many, k, yi, vi, out);
    }
    return status;
}

void tsq_fitter_flush(tsq_fitter *fitter)
{
    tsq__many_flush(&fitter->many);
}

static tsq_status worker_new(void *context, void **worker, tsq_error *err)
{
    const struct flow *flow = context;
    tsq_fitter *fitter = malloc(sizeof *fitter);
    if (fitter == NULL) {
        return tsq__fail_memory(err);
    }
    fitter->options = flow->options;
    const tsq_status status = tsq__many_new(flow->options, FEW, TSQ__MANY_BRIEF, &fitter->many, err);
    if (status != TSQ_OK) {
        free(fitter);
        return status;
    }
    *worker = fitter;
    return TSQ_OK;
}

static void worker_free(void *worker)
{
    tsq_fitter *fitter = worker;
    if (fitter != NULL) {
        tsq__many_free(&fitter->many);
        free(fitter);
    }
}

static tsq_status fetch(void *context, uint64_t chunk, void *input, bool *end, tsq_error *err)
{
    const struct flow *flow = context;
    void **block = input;
    (void)chunk;
    *block = NULL;
    const tsq_status status = flow->flow->fetch(flow->flow->context, block, err);
    *end = status == TSQ_OK && *block == NULL;
    return status;
}

static tsq_status compute(void *context, void *worker, uint64_t chunk, const void *input, void *result, tsq_error *err)
{
    const struct flow *flow = context;
    void *const block = *(void *const *)input;
    void **kept = result;
    (void)chunk;
    *kept = block;
    return flow->flow->work(flow->flow->context, block, worker, err);
}

static bool here(void *context, const void *input)
{
    const struct flow *flow = context;
    return flow->flow->here(flow->flow->context, *(void *const *)input);
}

static tsq_status take(void *context, uint64_t chunk, const void *result, tsq_error *err)
{
    const struct flow *flow = context;
    (void)chunk;
    return flow->flow->take(flow->flow->context, *(void *const *)result, err);
}

static uint64_t done(void *context)
{
    const struct flow *flow = context;
    return flow->flow->done(flow->flow->context);
}

/* ---- bytes ------------------------------------------------------------------------------------------------------ */

static tsq_status pack(void *context, void *input, void *result, unsigned char **bytes, size_t *size, tsq_error *err)
{
    const struct flow *flow = context;
    void **block = result != NULL ? result : input;
    return flow->flow->pack(flow->flow->context, result != NULL ? TSQ_FLOW_RESULT : TSQ_FLOW_BLOCK, *block, bytes, size,
                            err);
}

static tsq_status unpack(void *context, unsigned char **bytes, size_t size, void *input, void *result, tsq_error *err)
{
    const struct flow *flow = context;
    void **block = input;
    if (result != NULL) {
        *(void **)result = *block;
    }
    return flow->flow->unpack(flow->flow->context, result != NULL ? TSQ_FLOW_RESULT : TSQ_FLOW_BLOCK, bytes, size,
                              block, err);
}

static bool pass_state(void *context, tsq__bytes *bytes)
{
    struct flow *flow = context;
    unsigned char *packed = NULL;
    size_t size = 0;
    tsq_status status;
    if (bytes->reading) {
        size = bytes->size - bytes->at;
        packed = (unsigned char *)tsq__bytes_take(bytes, size); /* of a state they are not kept */
        status = flow->flow->unpack(flow->flow->context, TSQ_FLOW_STATE, &packed, size, NULL, &flow->failure);
        return status == TSQ_OK;
    }
    status = flow->flow->pack(flow->flow->context, TSQ_FLOW_STATE, NULL, &packed, &size, &flow->failure);
    const bool whole = status == TSQ_OK && tsq__bytes_pass(bytes, packed, size);
    free(packed);
    return whole;
}

tsq_status tsq_flow_run(const tsq_flow *flow, const tsq_fit_options *options, const tsq_run *run, tsq_error *err)
{
    struct flow context = {.flow = flow, .options = options};
    const bool packs = flow->pack != NULL;
    const tsq__job job = {.context = &context,
                          .chunks = UINT64_MAX,
                          .total = flow->total > 0 ? flow->total : UINT64_MAX,
                          .input_size = sizeof(void *),
                          .result_size = sizeof(void *),
                          .flat = packs,
                          .identity = flow->identity,
                          .worker_new = worker_new,
                          .worker_free = worker_free,
                          .fetch = fetch,
                          .compute = compute,
                          .here = flow->here != NULL ? here : NULL,
                          .take = take,
                          .done = flow->done != NULL ? done : NULL,
                          .state = packs ? pass_state : NULL,
                          .pack = packs ? pack : NULL,
                          .unpack = packs ? unpack : NULL};
    tsq_status status = tsq__job_run(&job, run, err);
    if (status != TSQ_OK && context.failure.code != TSQ_OK) { /* a state can fail for more reasons than a job knows */
        status = context.failure.code;
        if (err != NULL) {
            *err = context.failure;
        }
    }
    return status;
}
