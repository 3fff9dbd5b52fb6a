/* Wald test with the normal distribution; the joint test with chi-square. */
#include "fit/state.h"

static tsq_status apply(struct tsq_fit_state *state)
{
    tsq__fit_set_df(state, NAN);
    return TSQ_OK;
}

const tsq_test tsq__test_z = {
    .id = "z",
    .title = "Wald, normal distribution",
    .source = "Wald 1943, doi:10.1090/S0002-9947-1943-0012401-3",
    .apply = apply,
};
