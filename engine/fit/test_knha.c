/* Hartung, Knapp, Sidik and Jonkman: the covariance is multiplied by s2w = sum w e^2 / (k-p), t with k-p degrees of
 * freedom. */
#include "fit/state.h"

static tsq_status apply(struct tsq_fit_state *state)
{
    state->factor = state->s2w;
    tsq__fit_set_df(state, tsq__fit_df(state));
    return TSQ_OK;
}

const tsq_test tsq__test_knha = {
    .id = "knha",
    .title = "Hartung-Knapp (Sidik-Jonkman), t distribution with k-p degrees of freedom",
    .source = "Hartung 1999, doi:10.1002/(SICI)1521-4036(199912)41:8<901::AID-BIMJ901>3.0.CO;2-W; Sidik and Jonkman "
              "2002, doi:10.1002/sim.1262; Knapp and Hartung 2003, doi:10.1002/sim.1482",
    .apply = apply,
};
