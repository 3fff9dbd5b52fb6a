/* Pieces of work that have nothing to do with one another, on all cores. */
#include "resample/job.h"

struct units {
    tsq_unit_compute *compute;
    void *context;
};

static tsq_status compute_unit(void *context, void *worker, uint64_t chunk, const void *input, void *result,
                               tsq_error *err)
{
    const struct units *units = context;
    (void)worker;
    (void)input;
    (void)result;
    return units->compute(units->context, (size_t)chunk, err);
}

tsq_status tsq_units_run(size_t n, tsq_unit_compute *compute, void *context, const tsq_run *run, tsq_error *err)
{
    struct units units = {.compute = compute, .context = context};
    const tsq__job job = {.context = &units, .chunks = n, .compute = compute_unit};
    return tsq__job_run(&job, run, err);
}
