/* Many given sets of studies, fitted on any number of threads; see tausq/resample.h. */
#include "base/error.h"
#include "resample/job.h"
#include "resample/many.h"

#include <stdlib.h>

/** Sets in a chunk. */
#define CHUNK 1024

struct fits {
    const tsq_studies *sets;
    size_t n, most;
    const tsq_fit_options *options;
    tsq_brief *out;
};

static tsq_status worker_new(void *context, void **worker, tsq_error *err)
{
    const struct fits *fits = context;
    tsq__many *many = malloc(sizeof *many);
    if (many == NULL) {
        return tsq__fail_memory(err);
    }
    const tsq_status status = tsq__many_new(fits->options, fits->most, TSQ__MANY_BRIEF, many, err);
    if (status != TSQ_OK) {
        free(many);
        return status;
    }
    *worker = many;
    return TSQ_OK;
}

static void worker_free(void *worker)
{
    tsq__many_free(worker);
    free(worker);
}

/* Results go to their places at once: they do not depend on the order of the chunks. */
static tsq_status compute(void *context, void *worker, uint64_t chunk, const void *input, void *result, tsq_error *err)
{
    const struct fits *fits = context;
    (void)input;
    (void)result;
    (void)err;
    const size_t begin = (size_t)chunk * CHUNK, end = begin + CHUNK < fits->n ? begin + CHUNK : fits->n;
    for (size_t i = begin; i < end; i++) {
        const tsq_studies *set = &fits->sets[i];
        tsq__many_add(worker, set->k, set->yi, set->vi, &fits->out[i]);
    }
    tsq__many_flush(worker);
    return TSQ_OK;
}

tsq_status tsq_fit_many(const tsq_studies *sets, size_t n, const tsq_fit_options *options, const tsq_run *run,
                        tsq_brief *out, tsq_error *err)
{
    struct fits fits = {.sets = sets, .n = n, .options = options, .out = out};
    for (size_t i = 0; i < n; i++) {
        if (sets[i].m > 0 || sets[i].n_cov > 0) {
            return tsq__fail(err, TSQ_E_OPTION, "set %zu has moderators or covariances, which many fits have not",
                             i + 1);
        }
        fits.most = sets[i].k > fits.most ? sets[i].k : fits.most;
        out[i] = (tsq_brief){.status = TSQ_E_STOPPED};
    }
    const tsq__job job = {.context = &fits,
                          .chunks = (n + CHUNK - 1) / CHUNK,
                          .worker_new = worker_new,
                          .worker_free = worker_free,
                          .compute = compute};
    return tsq__job_run(&job, run, err);
}
