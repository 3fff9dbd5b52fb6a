/* Kenward and Roger's test; REML with inverse-variance weights only. */
#include "fit/kenward_roger.h"

static tsq_status apply(struct tsq_fit_state *state)
{
    tsq__kenward_roger(state, state->test_core, state->df, &state->df_joint, &state->joint_scale);
    state->has_test_core = true;
    return TSQ_OK;
}

const tsq_test tsq__test_kr = {
    .id = "kr",
    .title = "Kenward-Roger (REML only)",
    .source = "Kenward and Roger 1997, doi:10.2307/2533558; Partlett and Riley 2017, doi:10.1002/sim.7140",
    .apply = apply,
};
