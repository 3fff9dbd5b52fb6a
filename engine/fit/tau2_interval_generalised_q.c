/* Intervals from the generalised Q statistic, with weights 1/v (Biggerstaff and Jackson), 1/sqrt v (Jackson), or the
 * user's. */
#include "fit/state.h"

#include "tau2/generalised_q.h"

static tsq_status solve(struct tsq_fit_state *state, double *lb, double *ub)
{
    const double tail = tsq__fit_tail(state);
    tsq_tau2_estimate limit;
    tsq__generalised_q_quantile(&state->problem, tail, &limit);
    *lb = limit.tau2;
    tsq__generalised_q_quantile(&state->problem, 1.0 - tail, &limit);
    *ub = limit.tau2;
    if (limit.truncated) {
        state->out->flags |= TSQ_FLAG_BIT(TAU2_CI_EMPTY);
    }
    return TSQ_OK;
}

static tsq_status limits_bj(struct tsq_fit_state *state, double *lb, double *ub)
{
    for (size_t i = 0; i < state->model->k; i++) {
        state->problem.weights[i] = 1.0 / state->model->v[i];
    }
    return solve(state, lb, ub);
}

static tsq_status limits_j(struct tsq_fit_state *state, double *lb, double *ub)
{
    for (size_t i = 0; i < state->model->k; i++) {
        state->problem.weights[i] = 1.0 / sqrt(state->model->v[i]);
    }
    return solve(state, lb, ub);
}

static tsq_status limits_genq(struct tsq_fit_state *state, double *lb, double *ub)
{
    for (size_t i = 0; i < state->model->k; i++) {
        state->problem.weights[i] = state->model->weights[i];
    }
    return solve(state, lb, ub);
}

const tsq_tau2_interval tsq__tau2_interval_bj = {
    .id = "BJ",
    .title = "generalised Q with weights 1/v",
    .source = "Biggerstaff and Jackson 2008, doi:10.1002/sim.3428",
    .limits = limits_bj,
};

const tsq_tau2_interval tsq__tau2_interval_j = {
    .id = "J",
    .title = "generalised Q with weights 1/sqrt(v)",
    .source = "Jackson 2013, doi:10.1002/jrsm.1081",
    .limits = limits_j,
};

const tsq_tau2_interval tsq__tau2_interval_genq = {
    .id = "GENQ",
    .title = "generalised Q with the user's weights",
    .source = "Jackson 2013, doi:10.1002/jrsm.1081",
    .limits = limits_genq,
};
