/* Q-profile: the tau2 at which y'P(t)y equals the quantiles of chi-square with k-p degrees of freedom. */
#include "fit/state.h"

#include "num/dist.h"

static double limit(struct tsq_fit_state *state, double target)
{
    double root = 0.0;
    if (tsq__fit_stopped(state, tsq__early_profile_q(&state->problem, target, state->tau2, &state->stop, &root))) {
        return root;
    }
    tsq_tau2_estimate exact;
    tsq__tau2_profile_q(&state->problem, target, &exact);
    return exact.tau2;
}

static tsq_status limits(struct tsq_fit_state *state, double *lb, double *ub)
{
    const double df = tsq__fit_df(state), tail = tsq__fit_tail(state);
    const double lower_quantile = tsq__chisq_lower(tail, df);
    *lb = limit(state, tsq__chisq_upper(tail, df));
    *ub = limit(state, lower_quantile);
    if (state->Q < lower_quantile) {
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
