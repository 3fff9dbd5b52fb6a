/* Hartung-Knapp with the factor max(1, s2w), so that the interval is not narrower than with t and the classic
 * standard error. */
#include "fit/state.h"

static tsq_status apply(struct tsq_fit_state *state)
{
    state->factor = fmax(1.0, state->s2w);
    tsq__fit_set_df(state, tsq__fit_df(state));
    return TSQ_OK;
}

const tsq_test tsq__test_adhoc = {
    .id = "adhoc",
    .title = "Hartung-Knapp with the factor held at 1 or above",
    .source = "Knapp and Hartung 2003, doi:10.1002/sim.1482; Jackson, Law, Rucker and Schwarzer 2017, "
              "doi:10.1002/sim.7411, section 4.3",
    .apply = apply,
};
