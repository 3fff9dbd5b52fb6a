/* The steps in which an effect was made: assignments, conversions, combined arms. */
#include "verify/chain_effect.h"

#include <stdio.h>
#include <string.h>

/* What a conversion gave, by its formulas, else by converting again. */
static tsq_status by_conversion(const struct tsq__place *place, size_t at, tsq_why_node node, size_t *out)
{
    const struct tsq__step *step = &place->trace->steps.step[at];
    const struct tsq__scope scope = {step, at, NULL, TSQ_WHY_NONE, 0};
    char key[80];
    node.source = step->by->source;
    tsq_status status = tsq__scope_formula(place, &scope, &node, step->value, out);
    if (status == TSQ_E_OPTION) {
        node.kind = TSQ_WHY_PROCEDURE;
        tsq__scope_key(place, &scope, node.name, key, sizeof key);
        status = tsq__place_add(place, key, node, step->value, out);
        status = status == TSQ_OK ? tsq__place_by_conversion(place, step, *out) : status;
    }
    return status;
}

/* A step that is an assignment, or says where its number is from. */
static tsq_status add_step(const struct tsq__place *place, size_t at, const char *key, const char *formula, size_t *out)
{
    const struct tsq__step *step = &place->trace->steps.step[at];
    const struct tsq__scope scope = {NULL, at, NULL, TSQ_WHY_NONE, 0};
    const tsq_why_node node = {.name = step->name,
                               .title = step->what,
                               .kind = formula != NULL ? TSQ_WHY_FORMULA : TSQ_WHY_GIVEN,
                               .formula = formula != NULL ? tsq__chain_text(place->chain, formula) : NULL};
    if (formula != NULL && node.formula == NULL) {
        return TSQ_E_MEMORY;
    }
    tsq_status status = tsq__place_add(place, key, node, step->value, out);
    if (status == TSQ_OK && formula != NULL) {
        status = tsq__scope_inputs(place, &scope, *out, node.formula);
        status = status == TSQ_OK ? tsq__chain_check_formula(place->chain, *out, false) : status;
    }
    return status;
}

/* The number of combined arms, by the first way that gives it; E_OPTION if none does. */
static tsq_status by_arms(const struct tsq__place *place, size_t at, const char *key, size_t *out)
{
    const char *role = place->trace->steps.step[at].name;
    char formula[TSQ__COMBINED];
    for (int way = 0; tsq__combined_formula(place, role, way, formula); way++) {
        const size_t from = place->chain->why->n;
        const tsq_status status = add_step(place, at, key, formula, out);
        if (status != TSQ_E_OPTION && (status != TSQ_OK || place->chain->why->node[*out].holds)) {
            return status;
        }
        tsq__chain_forget(place->chain, from);
    }
    return TSQ_E_OPTION;
}

tsq_status tsq__scope_step(const struct tsq__place *place, size_t at, size_t *out)
{
    const struct tsq__step *step = &place->trace->steps.step[at];
    char key[64];
    if (step->by != NULL) {
        return by_conversion(place, at, (tsq_why_node){.name = step->name, .title = step->what}, out);
    }
    snprintf(key, sizeof key, "%s.step%zu", step->name, at + 1);
    *out = tsq__place_find(place, key);
    if (*out != TSQ_WHY_NONE) {
        return TSQ_OK;
    }
    const bool is_role = tsq__effect_input_find(step->name, strlen(step->name)) != NULL;
    if (step->formula == NULL && is_role && place->trace->merged) {
        const tsq_status status = by_arms(place, at, key, out);
        if (status != TSQ_E_OPTION) {
            return status;
        }
    }
    const tsq_status status = add_step(place, at, key, step->formula, out);
    if (status == TSQ_OK && step->formula == NULL && is_role) {
        return tsq__place_use_cells(place, *out, place->trace->merged ? NULL : step->name);
    }
    return status;
}
