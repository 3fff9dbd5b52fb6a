/* Many given meta-regressions, fitted on any number of threads; see tausq/resample.h. */
#include "base/error.h"
#include "resample/job.h"
#include "resample/many_design.h"

#include <stdlib.h>

/** Sets in a chunk. */
#define CHUNK 512

struct fits {
    const tsq_studies *sets;
    size_t n, m, most; /* most: studies of a set that the lanes take */
    tsq_fit_options options;
    tsq_brief_regression *out;
};

struct worker {
    tsq__designs designs;
    tsq__designed result[CHUNK]; /* of the sets of a chunk, which wait for others */
};

static void worker_free(void *worker)
{
    struct worker *one = worker;
    if (one != NULL) {
        tsq__designs_free(&one->designs);
        free(one);
    }
}

static tsq_status worker_new(void *context, void **worker, tsq_error *err)
{
    const struct fits *fits = context;
    const tsq__designs_shape shape = {.most = fits->most, .m = fits->m, .with_q = true};
    struct worker *one = calloc(1, sizeof *one);
    *worker = one;
    return one != NULL ? tsq__designs_new(&fits->options, shape, &one->designs, err) : tsq__fail_memory(err);
}

/* Results go to their places at once: they do not depend on the order of the chunks. */
static tsq_status compute(void *context, void *worker, uint64_t chunk, const void *input, void *result, tsq_error *err)
{
    const struct fits *fits = context;
    struct worker *one = worker;
    (void)input;
    (void)result;
    (void)err;
    const size_t begin = (size_t)chunk * CHUNK, end = begin + CHUNK < fits->n ? begin + CHUNK : fits->n;
    for (size_t i = begin; i < end; i++) {
        one->result[i - begin] = (tsq__designed){.whole = &fits->out[i]};
        tsq__designs_add(&one->designs, &fits->sets[i], &one->result[i - begin]);
    }
    tsq__designs_flush(&one->designs);
    return TSQ_OK;
}

tsq_status tsq_fit_many_regressions(const tsq_studies *sets, size_t n, const tsq_fit_options *options,
                                    const tsq_run *run, tsq_brief_regression *out, tsq_coefficient *coefficients,
                                    tsq_error *err)
{
    static const tsq_fit_options usual = TSQ_FIT_OPTIONS_INIT;
    struct fits fits = {
        .sets = sets, .n = n, .m = n > 0 ? sets[0].m : 0, .options = options != NULL ? *options : usual, .out = out};
    fits.options.no_prediction = fits.options.no_tau2_interval = true;
    fits.options.prediction = NULL;
    fits.options.tau2_interval = NULL;
    for (size_t i = 0; i < n; i++) {
        const size_t k = sets[i].k, p = fits.m + (fits.options.no_intercept ? 0 : 1);
        if (sets[i].m != fits.m) {
            return tsq__fail(err, TSQ_E_OPTION, "set %zu has %zu moderators and the first has %zu", i + 1, sets[i].m,
                             fits.m);
        }
        fits.most = k <= TSQ__DESIGN_STUDIES && k > fits.most ? k : fits.most;
        out[i] = (tsq_brief_regression){.status = TSQ_E_STOPPED, .coefficients = coefficients + i * p};
    }
    const tsq__job job = {.context = &fits,
                          .chunks = (n + CHUNK - 1) / CHUNK,
                          .worker_new = worker_new,
                          .worker_free = worker_free,
                          .compute = compute};
    return tsq__job_run(&job, run, err);
}
