/* Test-based interval: H from Q as Higgins and Thompson give it, taken to tau2 = (H^2 - 1) times the typical variance. */
#include "fit/higgins_thompson.h"
#include "fit/state.h"

static tsq_status limits(struct tsq_fit_state *state, double *lb, double *ub)
{
    double h2_lb, h2_ub;
    tsq__higgins_thompson(state->Q, tsq__fit_df(state), tsq__fit_tail(state), &h2_lb, &h2_ub);
    *lb = state->vt * (h2_lb - 1.0);
    *ub = state->vt * (h2_ub - 1.0);
    return TSQ_OK;
}

const tsq_tau2_interval tsq__tau2_interval_ht = {
    .id = "HT",
    .title = "test-based",
    .source = "Higgins and Thompson 2002, doi:10.1002/sim.1186, p. 1549",
    .limits = limits,
};
