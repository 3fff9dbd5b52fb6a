/* Covariances of contrasts with one control in a chain: what either variance owes to the control, and their product. */
#include "verify/place.h"

#include <stdio.h>

/* A part of a study's variance that is the control's. */
static tsq_status add_share(struct tsq__chain *chain, size_t node, size_t study, const char *name, const char *side)
{
    char symbol[TSQ__NAME];
    size_t input;
    const tsq_status status = tsq__chain_study(chain, study, name, &input);
    if (status != TSQ_OK) {
        return status;
    }
    snprintf(symbol, sizeof symbol, "%s.%s", name, side);
    return tsq__chain_input(chain, node, symbol, input) ? TSQ_OK : TSQ_E_MEMORY;
}

/* The node of one pair by its formula; E_OPTION where a share is not known by one. */
static tsq_status by_shares(struct tsq__chain *chain, const tsq_covariance *pair, const char *key, tsq_why_node about,
                            size_t *out)
{
    const struct tsq__place place = tsq__place_of(chain, pair->j);
    const double *x = chain->effects.effect[pair->i].shared, *y = chain->effects.effect[pair->j].shared;
    const bool two = x[1] != 0.0 && y[1] != 0.0;
    about.kind = TSQ_WHY_FORMULA;
    about.formula = two ? "sqrt(share1.i*share1.j) + sign(share2.i)*sign(share2.j)*sqrt(abs(share2.i*share2.j))"
                        : "sqrt(share1.i*share1.j)";
    tsq_status status = tsq__place_add(&place, key, about, pair->value, out);
    for (int i = 0; i < (two ? 4 : 2) && status == TSQ_OK; i++) {
        status =
            add_share(chain, *out, i % 2 == 0 ? pair->i : pair->j, i < 2 ? "share1" : "share2", i % 2 == 0 ? "i" : "j");
    }
    if (status == TSQ_OK) {
        status = tsq__chain_check_formula(chain, *out, false);
    }
    return status == TSQ_OK && !chain->why->node[*out].holds ? TSQ_E_OPTION : status;
}

/* Where no formula leads to it: of the effects computed again from their cells. */
static tsq_status by_effects(struct tsq__chain *chain, const tsq_covariance *pair, const char *key, tsq_why_node about,
                             size_t *out)
{
    const struct tsq__place place = tsq__place_of(chain, pair->j);
    tsq_effects_pairs again;
    double found = NAN;
    const double exact = 0.0;
    tsq_status status = tsq_effects_covariance(&chain->effects, &again, NULL);
    for (size_t i = 0; status == TSQ_OK && i < again.n; i++) {
        found = again.pair[i].i == pair->i && again.pair[i].j == pair->j ? again.pair[i].value : found;
    }
    if (status == TSQ_OK) {
        about.kind = TSQ_WHY_PROCEDURE;
        tsq_effects_pairs_free(&again);
        status = tsq__place_add(&place, key, about, pair->value, out);
    }
    if (status == TSQ_OK) {
        tsq__chain_note_check(&chain->why->node[*out], &found, &exact);
        status = tsq__place_use_cells(&place, *out, NULL);
    }
    return status;
}

static tsq_status add_pair(struct tsq__chain *chain, size_t node, const tsq_covariance *pair)
{
    const tsq_effect *effect = chain->result->effects.effect;
    const tsq_effect_covariance *by = tsq_effect_covariance_of(chain->result->effects.measure);
    const struct tsq__place place = tsq__place_of(chain, pair->j);
    char key[40], symbol[64], title[400];
    size_t at;
    snprintf(key, sizeof key, "cov.%zu", pair->i + 1);
    snprintf(symbol, sizeof symbol, "cov.%zu.%zu", pair->i + 1, pair->j + 1);
    snprintf(title, sizeof title, "covariance with %.300s, which has the same control", effect[pair->i].study);
    const tsq_why_node about = {.name = "cov", .title = title, .source = by != NULL ? by->source : ""};
    tsq_status status = TSQ_OK;
    at = tsq__place_find(&place, key);
    if (at == TSQ_WHY_NONE) {
        const size_t from = chain->why->n;
        status = by_shares(chain, pair, key, about, &at);
        if (status == TSQ_E_OPTION) {
            tsq__chain_forget(chain, from);
            status = by_effects(chain, pair, key, about, &at);
        }
    }
    return status == TSQ_OK && !tsq__chain_input(chain, node, symbol, at) ? TSQ_E_MEMORY : status;
}

tsq_status tsq__chain_add_covariances(struct tsq__chain *chain, size_t node)
{
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < chain->result->covariance.n && status == TSQ_OK; i++) {
        status = add_pair(chain, node, &chain->result->covariance.pair[i]);
    }
    return status;
}

tsq_status tsq__chain_covariances(struct tsq__chain *chain, size_t *out)
{
    const size_t k = chain->result->effects.k;
    *out = tsq__chain_add(chain,
                          (tsq_why_node){.name = "cov",
                                         .kind = TSQ_WHY_STUDIES,
                                         .study = TSQ_WHY_NONE,
                                         .rows = k,
                                         .title = "covariances of effects that share a control; 0 of all others"},
                          k * k);
    if (*out == TSQ_WHY_NONE) {
        return TSQ_E_MEMORY;
    }
    for (size_t i = 0; i < chain->result->covariance.n; i++) {
        const tsq_covariance *pair = &chain->result->covariance.pair[i];
        double *value = chain->why->node[*out].value;
        value[pair->i * k + pair->j] = value[pair->j * k + pair->i] = pair->value;
    }
    return tsq__chain_add_covariances(chain, *out);
}
