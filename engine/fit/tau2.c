/* The estimate of tau2 in a fit: by its method, about a given value, fixed, or none. */
#include "fit/state.h"

#include <math.h>

bool tsq__fit_stopped(struct tsq_fit_state *state, tsq__early_result result)
{
    if (result == TSQ__EARLY_FAILED) {
        state->out->flags |= TSQ_FLAG_BIT(NOT_SETTLED);
    }
    if (result == TSQ__EARLY_DONE) {
        state->out->flags |= TSQ_FLAG_BIT(STOPPED_EARLY);
    }
    return result == TSQ__EARLY_DONE;
}

/* Q about another value than the mean: each of the weights adds the square of the step between the two. */
void tsq__fit_move_q(struct tsq_fit_state *state)
{
    double mean;
    tsq__wls_coefficients(state->inverse, &mean);
    const double step = tsq__model_unscale(state->model, mean - state->options->q_about, -1);
    state->Q += tsq__wls_sum_w(state->inverse) * step * step;
}

/* DerSimonian and Laird's estimate from that Q. The standard error of DL is not one of it. */
static void estimate_about(struct tsq_fit_state *state)
{
    tsq_fit_result *out = state->out;
    state->tau2 = fmax(0.0, (state->Q / tsq__fit_df(state) - 1.0) * state->vt);
    out->tau2 = out->tau2_solution_lb = out->tau2_solution_ub = tsq__model_unscale(state->model, state->tau2, 2);
    out->flags |= state->tau2 == 0.0 ? TSQ_FLAG_BIT(TAU2_AT_BOUNDARY) : 0;
}

tsq_status tsq__fit_tau2(struct tsq_fit_state *state)
{
    tsq_fit_result *out = state->out;
    const tsq_fit_options *o = state->options;
    state->tau2 = 0.0;
    if (tsq__fit_is_common(o)) {
        out->tau2 = 0.0;
        return TSQ_OK;
    }
    if (!(tsq__fit_df(state) > 0.0)) {
        out->flags |= out->k == 1 ? TSQ_FLAG_BIT(SINGLE_STUDY) : TSQ_FLAG_BIT(SATURATED);
        return TSQ_OK;
    }
    if (!isnan(o->tau2)) {
        out->flags |= TSQ_FLAG_BIT(TAU2_FIXED);
        out->tau2 = o->tau2;
        state->tau2 = tsq__model_unscale(state->model, o->tau2, -2);
        return TSQ_OK;
    }
    if (!isnan(o->q_about)) {
        estimate_about(state);
        return TSQ_OK;
    }
    tsq_tau2_estimate estimate = {.se = NAN};
    if (!tsq__fit_stopped(state, tsq__early_tau2(&state->problem, o->method, &state->stop, &estimate))) {
        const tsq_status status = o->method->estimate(&state->problem, &estimate);
        if (status != TSQ_OK) {
            return status;
        }
    }
    state->tau2 = estimate.tau2;
    out->tau2 = tsq__model_unscale(state->model, estimate.tau2, 2);
    /* Of estimates 1e75 standard errors apart the sums of squared weights are 0, and its own formula has no value. */
    out->se_tau2 = isinf(estimate.se) ? (double)NAN : tsq__model_unscale(state->model, estimate.se, 2);
    out->tau2_solution_lb = tsq__model_unscale(state->model, estimate.lb, 2);
    out->tau2_solution_ub = tsq__model_unscale(state->model, estimate.ub, 2);
    out->flags |= estimate.tau2 == 0.0 ? TSQ_FLAG_BIT(TAU2_AT_BOUNDARY) : 0;
    out->flags |= estimate.maxima > 1 ? TSQ_FLAG_BIT(SEVERAL_MAXIMA) : 0;
    return TSQ_OK;
}
