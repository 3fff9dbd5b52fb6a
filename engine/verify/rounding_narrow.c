/* The ends of ranges from corners of the box: which corner is decided by derivatives, and what these leave open is added. */
#include "verify/rounding_work.h"

#include <string.h>

/* How often derivatives are taken again after cells were fixed. */
enum { ROUNDS = 6 };

void tsq__rounding_values(const tsq_fit_result *fit, double out[TSQ_ROUNDED_COUNT])
{
    const tsq_coefficient *mean = &fit->coefficients[0];
    const bool common = (fit->method->flags & TSQ_TAU2_COMMON) != 0;
    const double values[TSQ_ROUNDED_COUNT] = {
        [TSQ_ROUNDED_ESTIMATE] = mean->estimate,
        [TSQ_ROUNDED_SE] = mean->se,
        [TSQ_ROUNDED_STATISTIC] = mean->statistic,
        [TSQ_ROUNDED_PVAL] = mean->pval,
        [TSQ_ROUNDED_CI_LB] = mean->ci_lb,
        [TSQ_ROUNDED_CI_UB] = mean->ci_ub,
        [TSQ_ROUNDED_PI_LB] = fit->pi_lb,
        [TSQ_ROUNDED_PI_UB] = fit->pi_ub,
        [TSQ_ROUNDED_TAU2] = common ? (double)NAN : fit->tau2,
        [TSQ_ROUNDED_TAU] = common ? (double)NAN : sqrt(fit->tau2),
        [TSQ_ROUNDED_TAU2_LB] = fit->tau2_lb,
        [TSQ_ROUNDED_TAU2_UB] = fit->tau2_ub,
        [TSQ_ROUNDED_QE] = fit->QE,
        [TSQ_ROUNDED_QE_P] = fit->QE_p,
        [TSQ_ROUNDED_I2] = fit->I2,
        [TSQ_ROUNDED_H2] = fit->H2,
        [TSQ_ROUNDED_I2_LB] = fit->I2_lb,
        [TSQ_ROUNDED_I2_UB] = fit->I2_ub,
        [TSQ_ROUNDED_H2_LB] = fit->H2_lb,
        [TSQ_ROUNDED_H2_UB] = fit->H2_ub,
    };
    memcpy(out, values, sizeof values);
}

void tsq__rounding_note(const tsq_fit_result *fit, tsq_rounding *out)
{
    double values[TSQ_ROUNDED_COUNT];
    tsq__rounding_values(fit, values);
    for (size_t i = 0; i < TSQ_ROUNDED_COUNT; i++) {
        tsq_rounded *q = &out->quantity[i];
        q->found_lb = fmin(q->found_lb, values[i]);
        q->found_ub = fmax(q->found_ub, values[i]);
    }
}

static tsq_status find_corner(struct tsq__rounding_work *work, const tsq_fit_options *options, tsq_rounding *out,
                              tsq_error *err)
{
    if (work->no_fits) {
        return TSQ_OK;
    }
    tsq_fit_result fit = {0};
    const tsq_studies studies = {.k = work->k, .yi = work->yi, .vi = work->vi};
    const tsq_status status = tsq_fit(&studies, options, &fit, err);
    if (status == TSQ_OK) {
        tsq__rounding_note(&fit, out);
        tsq_fit_free(&fit);
    }
    return status == TSQ_E_MEMORY ? status : TSQ_OK;
}

/* Leaves of the data what is not proven to be behind; *tau2 follows. Fixing some cells narrows the derivatives by the others. */
static void reduce(struct tsq__rounding_work *work, enum tsq__ranged quantity, double sign, tsq__range *tau2)
{
    const struct tsq__equation *equation = work->pooling.equation;
    struct tsq__bench *bench = &work->bench;
    tsq__rounding_open(work);
    for (int round = 0; round < ROUNDS && tsq__rounding_fix(work, quantity, sign) > 0; round++) {
        if (equation != NULL) {
            *tau2 = tsq__box_tau2(equation, &work->box_now, true, *tau2, bench);
        }
        if (!tsq__ranges_slopes(&work->pooling, &work->box_now, *tau2, bench, &work->bases, &work->slopes_now)) {
            break; /* does not happen: they were bounded over more */
        }
    }
}

/* One end of a quantity, from the corner where it is furthest. */
static tsq_status narrow_end(struct tsq__rounding_work *work, const tsq_fit_options *options, tsq__range tau2,
                             enum tsq__ranged quantity, double sign, tsq__range *range, tsq_rounding *out,
                             tsq_error *err)
{
    tsq__range at[TSQ__RANGED];
    struct tsq__bench *bench = &work->bench;
    const struct tsq__equation *equation = work->pooling.equation;
    reduce(work, quantity, sign, &tau2);
    const double beyond = tsq__rounding_corner(work, quantity, sign);
    const tsq_status status = find_corner(work, options, out, err);
    if (status != TSQ_OK || !isfinite(beyond)) {
        return status;
    }
    if (equation != NULL) {
        tau2 = tsq__box_tau2(equation, &work->corner, true, tau2, bench);
    }
    tsq__ranges(&work->pooling, &work->corner, tau2, bench, at);
    if (sign > 0.0) {
        range->ub = fmin(range->ub, tsq__up(at[quantity].ub + beyond));
    } else {
        range->lb = fmax(range->lb, tsq__down(at[quantity].lb - beyond));
    }
    return TSQ_OK;
}

static bool exists(const struct tsq__rounding_work *work, enum tsq__ranged quantity)
{
    const bool of_pi = quantity == TSQ__PI_LB || quantity == TSQ__PI_UB;
    return quantity != TSQ__PI_SD && (!of_pi || work->pooling.has_pi);
}

/* Whether a quantity changes with tau2. */
static bool needs_tau2(enum tsq__ranged quantity)
{
    return quantity != TSQ__QE;
}

static tsq_status narrow_both(struct tsq__rounding_work *work, const tsq_fit_options *options, tsq__range tau2,
                              tsq__range ranges[TSQ__RANGED], tsq_rounding *out, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    for (int i = 0; i < TSQ__RANGED && status == TSQ_OK; i++) {
        tsq__range loose = tsq__range_all();
        const enum tsq__ranged quantity = (enum tsq__ranged)i;
        tsq__range *range = out->smooth || !needs_tau2(quantity) ? &ranges[i] : &loose;
        if (exists(work, quantity)) {
            status = narrow_end(work, options, tau2, quantity, -1.0, range, out, err);
        }
        if (exists(work, quantity) && status == TSQ_OK) {
            status = narrow_end(work, options, tau2, quantity, 1.0, range, out, err);
        }
    }
    return status;
}

/* Without derivatives that follow tau2 the corners for a tau2 that stays are tried: what their fits give was found, but only
 * Q is narrowed by it. */
static tsq_status try_fixed(struct tsq__rounding_work *work, const tsq_fit_options *options,
                            tsq__range ranges[TSQ__RANGED], tsq_rounding *out, tsq_error *err)
{
    const struct tsq__pooling pooling = work->pooling;
    const tsq__range tau2 = tsq__range_point(work->result->fit.tau2);
    tsq_status status = TSQ_OK;
    work->pooling.equation = NULL;
    work->pooling.tau2 = tau2.lb;
    if (tsq__ranges_slopes(&work->pooling, &work->box, tau2, &work->bench, &work->bases, &work->slopes)) {
        status = narrow_both(work, options, tau2, ranges, out, err);
    }
    work->pooling = pooling;
    return status;
}

tsq_status tsq__rounding_narrow(struct tsq__rounding_work *work, const tsq_fit_options *options, tsq__range tau2,
                                tsq__range ranges[TSQ__RANGED], tsq_rounding *out, tsq_error *err)
{
    out->smooth = tsq__ranges_slopes(&work->pooling, &work->box, tau2, &work->bench, &work->bases, &work->slopes);
    return out->smooth ? narrow_both(work, options, tau2, ranges, out, err)
                       : try_fixed(work, options, ranges, out, err);
}
