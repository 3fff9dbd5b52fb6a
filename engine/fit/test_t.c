/* Wald statistic referred to t with k-p degrees of freedom; the joint test to F(m, k-p). */
#include "fit/state.h"

static tsq_status apply(struct tsq_fit_state *state)
{
    tsq__fit_set_df(state, tsq__fit_df(state));
    return TSQ_OK;
}

const tsq_test tsq__test_t = {
    .id = "t",
    .title = "Wald, t distribution with k-p degrees of freedom",
    .source = "Follmann and Proschan 1999, doi:10.1111/j.0006-341X.1999.00732.x",
    .apply = apply,
};
