/* Q-profile: the tau2 at which y'P(t)y equals the quantiles of chi-square with k-p degrees of freedom. */
#include "fit/state.h"

#include "num/dist.h"

static double exact_limit(struct tsq_fit_state *state, double target)
{
    tsq_tau2_estimate exact;
    tsq__tau2_profile_q(&state->problem, target, &exact);
    return exact.tau2;
}

/* metafor's searches, where they are asked for and both find their root in order. */
static bool limits_early(struct tsq_fit_state *state, double upper_target, double lower_target, double *lb, double *ub)
{
    double low = 0.0, high = 0.0;
    const tsq__early_result first =
        tsq__early_profile_q(&state->problem, upper_target, state->tau2, &state->stop, &low);
    const tsq__early_result second =
        tsq__early_profile_q(&state->problem, lower_target, state->tau2, &state->stop, &high);
    const bool found = tsq__fit_stopped(state, first) && tsq__fit_stopped(state, second) && low <= high;
    *lb = found ? low : *lb;
    *ub = found ? high : *ub;
    return found;
}

static tsq_status limits(struct tsq_fit_state *state, double *lb, double *ub)
{
    const double df = tsq__fit_df(state), tail = tsq__fit_tail(state);
    const double upper_target = tsq__memo_chisq_upper(state->memo, tail, df);
    const double lower_target = tsq__memo_chisq_lower(state->memo, tail, df);
    if (state->profile != NULL) {
        *lb = state->profile[0];
        *ub = state->profile[1];
    } else if (!limits_early(state, upper_target, lower_target, lb, ub)) {
        *lb = exact_limit(state, upper_target);
        *ub = exact_limit(state, lower_target);
    }
    if (state->Q < lower_target) {
        state->out->flags |= TSQ_FLAG_BIT(TAU2_CI_EMPTY);
    }
    return TSQ_OK;
}

const tsq_tau2_interval tsq__tau2_interval_qp = {
    .id = "QP",
    .title = "Q-profile",
    .source = "Viechtbauer 2007, doi:10.1002/sim.2514; Hartung and Knapp 2005",
    .limits = limits,
};
