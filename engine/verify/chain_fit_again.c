/* Numbers of a fit without a formula: what the fit gives when it is done again on the same effects. */
#include "verify/chain.h"

#include "pool/pool.h"

#include <string.h>

/* The fit done again on the effects of the chain. */
static tsq_status fit_again(struct tsq__chain *chain)
{
    size_t column = 0;
    const char *weights = chain->report->options.weights;
    if (chain->has_again) {
        return TSQ_OK;
    }
    chain->again = (tsq_pool_result){.effects = chain->result->effects};
    chain->has_again = true;
    const bool there = weights != NULL && tsq_table_find(chain->report->table, weights, &column);
    return tsq__pool_fit_group(chain->report, &chain->again, there ? (long)column : -1, NULL, chain->err);
}

static const char *procedure_title(const struct tsq__chain *chain, const char *name)
{
    if (chain->result->covariance.n > 0) {
        return "by generalised least squares, with the covariances of effects that share a control";
    }
    if ((chain->result->fit.method->flags & TSQ_TAU2_COUNTS) != 0) {
        return chain->result->fit.method->equation;
    }
    if ((chain->result->fit.flags & TSQ_FLAG_BIT(STOPPED_EARLY)) != 0) {
        return "by the steps that --tolerances and --control ask for, which stop before the equation is solved";
    }
    return strncmp(name, "tau2_", 5) == 0 && chain->result->fit.tau2_interval != NULL
               ? chain->result->fit.tau2_interval->title
               : chain->result->fit.method->equation;
}

tsq_status tsq__chain_by_fit(struct tsq__chain *chain, const char *name, double value, size_t *out)
{
    const bool counts = strstr(chain->facts, "counts=none") == NULL;
    const bool rates = strncmp(chain->result->effects.measure->id, "IR", 2) == 0;
    static const char *const inputs[3][5] = {
        {"y", "v", NULL}, {"ai", "bi", "ci", "di", NULL}, {"x1i", "t1i", "x2i", "t2i", NULL}};
    const char *const *input_names = inputs[!counts ? 0 : rates ? 2 : 1];
    const char *kept = tsq__chain_text(chain, name);
    const bool of_interval = strncmp(name, "tau2_", 5) == 0;
    *out = tsq__chain_add(chain,
                          (tsq_why_node){.name = kept != NULL ? kept : "",
                                         .kind = TSQ_WHY_PROCEDURE,
                                         .study = TSQ_WHY_NONE,
                                         .title = procedure_title(chain, name),
                                         .source = tsq__chain_source(chain, of_interval ? "@tau2_ci" : "@method")},
                          1);
    tsq_status status = kept != NULL && *out != TSQ_WHY_NONE ? fit_again(chain) : TSQ_E_MEMORY;
    for (size_t i = 0; input_names[i] != NULL && status == TSQ_OK; i++) {
        size_t input;
        status = tsq__chain_quantity(chain, input_names[i], &input);
        if (status == TSQ_OK && !tsq__chain_input(chain, *out, input_names[i], input)) {
            status = TSQ_E_MEMORY;
        }
    }
    if (status == TSQ_OK) {
        status = tsq__chain_add_covariances(chain, *out);
    }
    if (status == TSQ_OK) {
        const double again = tsq__chain_value(&chain->again, chain->coefficient, name, NULL), exact = 0.0;
        chain->why->node[*out].value[0] = value;
        tsq__chain_note_check(&chain->why->node[*out], &again, &exact);
    }
    return status;
}
