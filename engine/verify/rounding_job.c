/* Corners of all cells of an analysis together, as rounding_narrow.c has them of each study's own. A cell that contrasts share is
 * one. */
#include "verify/rounding_job.h"

#include <string.h>

/* How often derivatives are taken again after cells were fixed. */
enum { ROUNDS = 6 };

/* A range of tau2 is narrowed again while that leaves no more than this part of it. */
#define ENOUGH 0.95

/* How many more pieces it is cut into where it is not proven to follow the cells smoothly. */
enum { FINER = 4 };

static tsq_status fit_corner(struct tsq__job *job, tsq_error *err)
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
    const tsq_studies studies = {
        .k = work->k, .yi = work->yi, .vi = work->vi, .weights = joint->weight, .n_cov = n, .cov = joint->covariance};
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
static const tsq__range *reduce(struct tsq__job *job, enum tsq__ranged quantity, double sign, tsq__range *tau2)
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
static tsq_status narrow_end(struct tsq__job *job, tsq__range tau2, enum tsq__ranged quantity, double sign,
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
    const bool fits = job->out != NULL && !joint->work->no_fits;
    const tsq_status status = fits ? fit_corner(job, err) : TSQ_OK;
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

tsq_status tsq__job_narrow(struct tsq__job *job, tsq__range tau2, enum tsq__ranged quantity, tsq__range *range,
                           tsq_error *err)
{
    const bool of_pi = quantity == TSQ__PI_LB || quantity == TSQ__PI_UB;
    if (quantity == TSQ__PI_SD || (of_pi && !job->model.pooling->has_pi)) {
        return TSQ_OK;
    }
    const tsq_status status = narrow_end(job, tau2, quantity, -1.0, range, err);
    return status == TSQ_OK ? narrow_end(job, tau2, quantity, 1.0, range, err) : status;
}

bool tsq__job_slopes(struct tsq__job *job, tsq__range tau2)
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
static void narrow_by_equation(struct tsq__job *job, double sign, tsq__range *tau2)
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

tsq_status tsq__job_tau2(struct tsq__job *job, tsq__range *tau2, tsq_error *err)
{
    const tsq__range anything = {0.0, HUGE_VAL};
    struct tsq__joint *joint = &job->joint;
    *tau2 = tsq__range_point(job->model.pooling->tau2);
    if (job->model.equation != NULL) {
        *tau2 = tsq__gls_tau2(joint, &joint->all, job->model.equation, false, anything, &job->bench);
    }
    job->smooth = tsq__job_slopes(job, *tau2);
    if (!job->smooth && job->model.equation != NULL && isfinite(tau2->ub)) {
        double before = HUGE_VAL;
        job->bench.finer = FINER;
        for (int round = 0; round < ROUNDS && tau2->ub - tau2->lb < ENOUGH * before; round++) {
            before = tau2->ub - tau2->lb;
            narrow_by_equation(job, 1.0, tau2);
            narrow_by_equation(job, -1.0, tau2);
        }
        job->smooth = tsq__job_slopes(job, *tau2);
    }
    if (!job->smooth || job->model.equation == NULL) {
        return TSQ_OK;
    }
    tsq__range narrowed = *tau2;
    const tsq_status status = tsq__job_narrow(job, *tau2, TSQ__TAU2, &narrowed, err);
    *tau2 = narrowed;
    job->smooth = tsq__job_slopes(job, *tau2);
    return status;
}
