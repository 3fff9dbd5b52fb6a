/* Ranges of contrasts with covariances: corners of all their cells together, as rounding_narrow.c has them of each study's
 * own. A cell that contrasts share is one. */
#include "verify/rounding_gls.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* How often derivatives are taken again after cells were fixed. */
enum { ROUNDS = 6 };

/* One analysis at work. */
struct job {
    struct tsq__joint joint;
    struct tsq__gls_bench bench;
    struct tsq__gls_model model;
    const tsq_fit_options *options;
    tsq__range *saved[TSQ__RANGED]; /* derivatives over all data */
    tsq_rounding *out;              /* NULL: what is found is not noted */
    bool smooth;
};

static tsq_status fit_corner(struct job *job, tsq_error *err)
{
    struct tsq__joint *joint = &job->joint;
    struct tsq__rounding_work *work = joint->work;
    tsq_fit_result fit = {0};
    size_t n = 0;
    for (size_t b = 0; b < joint->n_blocks; b++) {
        const size_t first = joint->start[b], size = joint->start[b + 1] - first;
        const tsq__range *v = joint->corner.v + joint->offset[b];
        for (size_t i = 0; i < size; i++) {
            work->yi[first + i] = tsq__range_middle(joint->corner.y[first + i]);
            work->vi[first + i] = tsq__range_middle(v[i * size + i]);
            for (size_t j = i + 1; j < size; j++) {
                joint->covariance[n++] =
                    (tsq_covariance){.i = first + i, .j = first + j, .value = tsq__range_middle(v[i * size + j])};
            }
        }
    }
    const tsq_studies studies = {.k = work->k, .yi = work->yi, .vi = work->vi, .n_cov = n, .cov = joint->covariance};
    const tsq_status status = tsq_fit(&studies, job->options, &fit, err);
    if (status == TSQ_OK) {
        tsq__rounding_note(&fit, job->out);
        tsq_fit_free(&fit);
    }
    return status == TSQ_E_MEMORY ? status : TSQ_OK;
}

/* Fixes the cells in which a quantity is proven to rise or fall; how many. */
static size_t fix(struct tsq__joint *joint, const tsq__range *slope, double sign)
{
    size_t n = 0;
    for (size_t i = 0; i < joint->n_cells; i++) {
        tsq__range *cell = &joint->now.cell[i], end;
        if (cell->lb != cell->ub && tsq__cell_end(*cell, slope[i], sign, &end) == 0.0) {
            *cell = end;
            n++;
        }
    }
    return n;
}

/* Leaves of the cells what is not proven to be behind; *tau2 follows. The derivatives over what is left. */
static const tsq__range *reduce(struct job *job, enum tsq__ranged quantity, double sign, tsq__range *tau2)
{
    struct tsq__joint *joint = &job->joint;
    const tsq__range *slope = job->saved[quantity];
    tsq__joint_copy(joint, &joint->all, &joint->now);
    for (int round = 0; round < ROUNDS && fix(joint, slope, sign) > 0; round++) {
        if (!tsq__joint_compute(joint, &joint->all, &joint->now)) {
            return NULL;
        }
        if (job->model.equation != NULL) {
            *tau2 = tsq__gls_tau2(joint, &joint->now, job->model.equation, true, *tau2, &job->bench);
        }
        if (!tsq__gls_slopes(joint, &joint->now, &job->model, *tau2, quantity, &job->bench)) {
            return NULL; /* does not happen: they were bounded over more */
        }
        slope = job->bench.of[quantity];
    }
    return slope;
}

/* One end of a quantity, from the corner where it is furthest. */
static tsq_status narrow_end(struct job *job, tsq__range tau2, enum tsq__ranged quantity, double sign,
                             tsq__range *range, tsq_error *err)
{
    struct tsq__joint *joint = &job->joint;
    const tsq__range *slope = reduce(job, quantity, sign, &tau2);
    tsq__range at[TSQ__RANGED];
    double beyond = 0.0;
    if (slope == NULL) {
        return TSQ_OK;
    }
    tsq__joint_copy(joint, &joint->now, &joint->corner);
    for (size_t i = 0; i < joint->n_cells; i++) {
        const tsq__range cell = joint->now.cell[i];
        beyond = tsq__up(beyond + tsq__cell_end(cell, slope[i], sign, &joint->corner.cell[i]));
    }
    if (!tsq__joint_compute(joint, &joint->all, &joint->corner)) {
        return TSQ_OK;
    }
    const tsq_status status = job->out != NULL ? fit_corner(job, err) : TSQ_OK;
    if (status != TSQ_OK || !isfinite(beyond)) {
        return status;
    }
    if (job->model.equation != NULL) {
        tau2 = tsq__gls_tau2(joint, &joint->corner, job->model.equation, true, tau2, &job->bench);
    }
    tsq__gls_ranges(joint, &joint->corner, &job->model, tau2, &job->bench, at);
    if (sign > 0.0) {
        range->ub = fmin(range->ub, tsq__up(at[quantity].ub + beyond));
    } else {
        range->lb = fmax(range->lb, tsq__down(at[quantity].lb - beyond));
    }
    return TSQ_OK;
}

static tsq_status narrow(struct job *job, tsq__range tau2, enum tsq__ranged quantity, tsq__range *range, tsq_error *err)
{
    const bool of_pi = quantity == TSQ__PI_LB || quantity == TSQ__PI_UB;
    if (quantity == TSQ__PI_SD || (of_pi && !job->model.pooling->has_pi)) {
        return TSQ_OK;
    }
    const tsq_status status = narrow_end(job, tau2, quantity, -1.0, range, err);
    return status == TSQ_OK ? narrow_end(job, tau2, quantity, 1.0, range, err) : status;
}

/* Derivatives of all quantities over all data; false where they are not bounded. */
static bool save_slopes(struct job *job, tsq__range tau2)
{
    const struct tsq__joint *joint = &job->joint;
    if (!tsq__gls_slopes(&job->joint, &joint->all, &job->model, tau2, TSQ__RANGED, &job->bench)) {
        return false;
    }
    for (int i = 0; i < TSQ__RANGED; i++) {
        memcpy(job->saved[i], job->bench.of[i], joint->n_cells * sizeof *job->saved[i]);
    }
    return true;
}

/* One end of tau2 without derivatives of its own: where F is greatest (sign 1) at every tau2, its solutions are. */
static void narrow_by_equation(struct job *job, double sign, tsq__range *tau2)
{
    struct tsq__joint *joint = &job->joint;
    bool left = true;
    tsq__joint_copy(joint, &joint->all, &joint->now);
    for (int round = 0; round < ROUNDS && left; round++) {
        const tsq__range *slope =
            tsq__gls_slopes_of_equation(joint, &joint->now, job->model.equation, *tau2, &job->bench);
        left = slope != NULL && fix(joint, slope, sign) > 0;
        if (left && !tsq__joint_compute(joint, &joint->all, &joint->now)) {
            return;
        }
    }
    const tsq__range of_end = tsq__gls_tau2(joint, &joint->now, job->model.equation, false, *tau2, &job->bench);
    if (sign > 0.0) {
        tau2->ub = fmin(tau2->ub, of_end.ub);
    } else {
        tau2->lb = fmax(tau2->lb, of_end.lb);
    }
}

/* The range of tau2, narrowed where it follows the cells smoothly. */
static tsq_status find_tau2(struct job *job, tsq__range *tau2, tsq_error *err)
{
    const tsq__range anything = {0.0, HUGE_VAL};
    struct tsq__joint *joint = &job->joint;
    *tau2 = tsq__range_point(job->model.pooling->tau2);
    if (job->model.equation != NULL) {
        *tau2 = tsq__gls_tau2(joint, &joint->all, job->model.equation, false, anything, &job->bench);
    }
    job->smooth = save_slopes(job, *tau2);
    if (!job->smooth && job->model.equation != NULL && isfinite(tau2->ub)) {
        narrow_by_equation(job, 1.0, tau2);
        narrow_by_equation(job, -1.0, tau2);
        job->smooth = save_slopes(job, *tau2);
    }
    if (!job->smooth || job->model.equation == NULL) {
        return TSQ_OK;
    }
    tsq__range narrowed = *tau2;
    const tsq_status status = narrow(job, *tau2, TSQ__TAU2, &narrowed, err);
    *tau2 = narrowed;
    job->smooth = save_slopes(job, *tau2);
    return status;
}

static tsq_status find_ranges(struct job *job, tsq__range ranges[TSQ__RANGED], tsq_error *err)
{
    tsq__range tau2;
    tsq_status status = find_tau2(job, &tau2, err);
    tsq__gls_ranges(&job->joint, &job->joint.all, &job->model, tau2, &job->bench, ranges);
    job->out->smooth = job->smooth;
    if (!job->smooth) { /* any tau2 of its range with any cells */
        job->model.equation = NULL;
        if (!save_slopes(job, tau2)) {
            return status;
        }
    }
    for (int i = 0; i < TSQ__RANGED && status == TSQ_OK; i++) {
        status = narrow(job, tau2, (enum tsq__ranged)i, &ranges[i], err);
    }
    return status;
}

/* A limit by Q-profile. */
static tsq_status find_limit(struct job *job, tsq__range target, tsq__range *out, tsq_error *err)
{
    struct job own = *job;
    own.out = NULL;
    own.model.equation = tsq__gls_equation_of("Q");
    own.bench.target = target;
    return find_tau2(&own, out, err);
}

static tsq_status set_equation(struct job *job, tsq_error *err)
{
    const struct tsq__pooling *pooling = job->model.pooling;
    const double df = pooling->df;
    if (pooling->equation == NULL) {
        return TSQ_OK;
    }
    const char *method = pooling->equation->method;
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
               : tsq__fail(err, TSQ_E_OPTION, "--rounding: no enclosure for %s with covariances yet", method);
}

tsq_status tsq__rounding_covariances(struct tsq__rounding_work *work, const tsq_fit_options *options,
                                     const tsq__range target[2], tsq__range ranges[TSQ__RANGED],
                                     tsq__range tau2_limits[2], tsq_rounding *out, tsq_error *err)
{
    struct job job = {.model.pooling = &work->pooling, .options = options, .out = out};
    tsq__range *saved = NULL;
    tsq_status status = tsq__joint_begin(work, &job.joint, err);
    status = status == TSQ_OK ? tsq__gls_bench_new(&job.joint, &job.bench, err) : status;
    status = status == TSQ_OK ? set_equation(&job, err) : status;
    if (status == TSQ_OK) {
        saved = calloc(job.joint.n_cells + 1, TSQ__RANGED * sizeof *saved);
        status = saved == NULL ? tsq__fail_memory(err) : TSQ_OK;
    }
    work->n_cells = 0;
    for (size_t i = 0; i < job.joint.n_cells && status == TSQ_OK; i++) {
        work->n_cells += job.joint.all.cell[i].lb != job.joint.all.cell[i].ub;
    }
    if (status == TSQ_OK) {
        for (size_t i = 0; i < TSQ__RANGED; i++) {
            job.saved[i] = saved + i * job.joint.n_cells;
        }
        status = find_ranges(&job, ranges, err);
    }
    for (int i = 0; i < 2 && status == TSQ_OK && target[i].ub > 0.0; i++) {
        status = find_limit(&job, target[i], &tau2_limits[i], err);
    }
    free(saved);
    tsq__gls_bench_free(&job.bench);
    tsq__joint_free(&job.joint);
    return status;
}
