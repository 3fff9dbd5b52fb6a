/* Ranges of analyses whose cells are looked at together: those of contrasts with covariances, with weights of their own or the
 * test of Kenward and Roger; and of the limits of tau2 and what follows from them, of all. */
#include "base/error.h"
#include "num/dist.h"
#include "verify/rounding_job.h"

#include <stdlib.h>
#include <string.h>

static tsq_status find_ranges(struct tsq__job *job, struct tsq__together *found, tsq_error *err)
{
    tsq__range tau2, median[3];
    tsq_status status = TSQ_OK;
    const bool by_median = job->pooling.method != NULL && strcmp(job->pooling.method, "GENQM") == 0;
    if (by_median) { /* which the data move in a way whose size is not known */
        status = tsq__rounding_generalised_q(job->joint.work, job->options, median, err);
        tau2 = median[0];
        job->smooth = false;
    } else {
        status = tsq__job_tau2(job, &tau2, err);
    }
    if (tsq__pooling_has_kr(&job->pooling)) {
        found->df = tsq__job_kenward_roger(job, tau2);
        job->smooth = job->smooth && tsq__job_slopes(job, tau2);
    }
    tsq__gls_ranges(&job->joint, &job->joint.all, &job->model, tau2, &job->bench, found->ranges);
    found->trace = job->bench.room.trace; /* weighed at 0 for these */
    job->out->smooth = job->smooth;
    if (!job->smooth) { /* any tau2 of its range with any cells */
        job->model.equation = NULL;
        if (!tsq__job_slopes(job, tau2)) {
            return status;
        }
    }
    for (int i = 0; i < TSQ__RANGED && status == TSQ_OK; i++) {
        status = tsq__job_narrow(job, tau2, (enum tsq__ranged)i, &found->ranges[i], err);
    }
    return status;
}

/* A limit by Q-profile, and tau2 tr P there. */
static tsq_status find_limit(struct tsq__job *job, tsq__range target, tsq__range *tau2, tsq__range *excess,
                             tsq_error *err)
{
    tsq__range ranges[TSQ__RANGED];
    job->out = NULL;
    job->bench.finer = 1;
    job->model.equation = tsq__gls_equation_of("Q");
    job->bench.target = target;
    tsq_status status = tsq__job_tau2(job, tau2, err);
    tsq__gls_ranges(&job->joint, &job->joint.all, &job->model, *tau2, &job->bench, ranges);
    *excess = ranges[TSQ__EXCESS];
    return status == TSQ_OK && job->smooth ? tsq__job_narrow(job, *tau2, TSQ__EXCESS, excess, err) : status;
}

static tsq_status set_equation(struct tsq__job *job, tsq_error *err)
{
    const double df = job->pooling.df;
    const char *method = job->pooling.method;
    if (method == NULL || strcmp(method, "GENQM") == 0) {
        return TSQ_OK;
    }
    static const char *const of_q[] = {"PM", "EB", "PMM", "DLIT", "SJIT"};
    job->bench.target = tsq__range_point(df);
    job->model.equation = tsq__gls_equation_of(method);
    for (size_t i = 0; i < sizeof of_q / sizeof of_q[0]; i++) {
        if (strcmp(of_q[i], method) == 0) {
            job->model.equation = tsq__gls_equation_of("Q");
        }
    }
    if (strcmp(method, "PMM") == 0) {
        job->bench.target = tsq__gls_median(df);
    }
    return job->model.equation != NULL
               ? TSQ_OK
               : tsq__fail(err, TSQ_E_OPTION, "--rounding: no enclosure for the method %s here yet", method);
}

static tsq_status begin(struct tsq__rounding_work *work, const tsq_fit_options *options, tsq_rounding *out,
                        struct tsq__job *job, tsq_error *err)
{
    *job = (struct tsq__job){.pooling = work->pooling, .options = options, .out = out};
    job->model.pooling = &job->pooling;
    tsq_status status = tsq__joint_begin(work, options, &job->joint, err);
    status = status == TSQ_OK ? tsq__gls_bench_new(&job->joint, &job->bench, err) : status;
    if (status != TSQ_OK) {
        return status;
    }
    const size_t n = job->joint.n_cells;
    tsq__range *saved = calloc(n + 1, TSQ__RANGED * sizeof *saved);
    if (saved == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < TSQ__RANGED; i++) {
        job->saved[i] = saved + i * n;
    }
    return TSQ_OK;
}

static size_t count_cells(const struct tsq__joint *joint)
{
    size_t n = 0;
    for (size_t i = 0; i < joint->n_cells; i++) {
        n += joint->all.cell[i].lb != joint->all.cell[i].ub;
    }
    return n;
}

tsq_status tsq__rounding_together(struct tsq__rounding_work *work, const tsq_fit_options *options,
                                  const tsq__range target[2], bool all, struct tsq__together *found, tsq_rounding *out,
                                  tsq_error *err)
{
    struct tsq__job job;
    tsq_status status = begin(work, options, out, &job, err);
    if (status == TSQ_OK && all) {
        work->n_cells = job.joint.linked ? count_cells(&job.joint) : work->n_cells;
        status = set_equation(&job, err);
        status = status == TSQ_OK ? find_ranges(&job, found, err) : status;
    }
    for (int i = 0; i < 2 && status == TSQ_OK && target[i].ub > 0.0; i++) {
        status = find_limit(&job, target[i], &found->tau2_limit[i], &found->excess[i], err);
    }
    free(job.saved[0]);
    tsq__gls_bench_free(&job.bench);
    tsq__joint_free(&job.joint);
    return status;
}
