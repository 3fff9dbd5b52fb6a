/* The numbers of an effect by the rows of the lists of formulas, those of the measure and those of conversions. */
#include "verify/chain_effect.h"

#include "base/text.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

tsq_status tsq__scope_inputs(const struct tsq__place *place, const struct tsq__scope *scope, size_t node,
                             const char *text)
{
    char name[TSQ__NAME];
    while (text != NULL && tsq__expression_name(&text, name)) {
        size_t input;
        if (tsq__chain_has_input(place->chain, node, name)) {
            continue;
        }
        const tsq_status status = tsq__scope_number(place, scope, name, &input);
        if (status != TSQ_OK) {
            return status;
        }
        if (!tsq__chain_input(place->chain, node, name, input)) {
            return TSQ_E_MEMORY;
        }
    }
    return TSQ_OK;
}

/* Roles of the first group become those of the second, and the other way round: "q11i" "q12i". */
static const char *of_group(struct tsq__chain *chain, const char *text, int group)
{
    char swapped[400];
    size_t n = 0;
    for (; text != NULL && text[n] != '\0' && n + 1 < sizeof swapped; n++) {
        const bool last = text[n] != '\0' && text[n + 1] == 'i' && n > 0 && isalnum((unsigned char)text[n - 1]) &&
                          !isalnum((unsigned char)text[n + 2]);
        swapped[n] = group == 2 && last && text[n] == '1' ? '2' : group == 2 && last && text[n] == '2' ? '1' : text[n];
    }
    swapped[n] = '\0';
    return group == 2 && text != NULL ? tsq__chain_text(chain, swapped) : text;
}

void tsq__scope_key(const struct tsq__place *place, const struct tsq__scope *scope, const char *name, char *key,
                    size_t room)
{
    const tsq_effect_measure *measure = place->chain->result->effects.measure;
    const bool is_role = tsq__effect_input_find(name, strlen(name)) != NULL;
    if (scope->step == NULL) {
        snprintf(key, room, "%s.%s", measure->id, name);
    } else if (scope->step->group == 0 || is_role) {
        snprintf(key, room, "%s.%s", scope->step->by->id, name);
    } else {
        snprintf(key, room, "%s.%s.%d", scope->step->by->id, name, scope->step->group);
    }
}

/* Whether an input is not computed yet: a number that was searched for leads back to it. */
static bool is_open(const struct tsq__chain *chain, const tsq_why_node *node)
{
    for (size_t i = 0; i < node->n_inputs; i++) {
        const tsq_why_node *input = &chain->why->node[node->input[i]];
        if (input->kind == TSQ_WHY_FORMULA && !input->checked && isnan(input->value[0])) {
            return true;
        }
    }
    return false;
}

/* Checks the node against its inputs, or computes it where its value is not known. Of a search what is open waits for the whole
 * chain. */
static tsq_status settle(struct tsq__chain *chain, size_t node, bool known, bool of_search)
{
    const bool waits = of_search && (!known || chain->why->node[node].kind == TSQ_WHY_SOLUTION);
    if (waits && is_open(chain, &chain->why->node[node])) {
        return TSQ_OK;
    }
    return chain->why->node[node].kind == TSQ_WHY_SOLUTION ? tsq__chain_check_solution(chain, node)
                                                           : tsq__chain_check_formula(chain, node, !known);
}

/* A row of the lists. */
static tsq_status by_formula(const struct tsq__place *place, const tsq__formula *formula,
                             const struct tsq__scope *scope, const tsq_why_node *about, double value, size_t *out)
{
    struct tsq__chain *chain = place->chain;
    const int group = scope->step != NULL ? scope->step->group : 0;
    char key[80];
    tsq_why_node node = *about;
    tsq__scope_key(place, scope, about->name, key, sizeof key);
    node.kind = formula->right != NULL ? TSQ_WHY_SOLUTION : TSQ_WHY_FORMULA;
    node.formula = tsq__of_arm(chain, of_group(chain, formula->text, group), scope->arm);
    node.right = of_group(chain, formula->right, group);
    if (node.formula == NULL || (formula->right != NULL && node.right == NULL)) {
        return TSQ_E_MEMORY;
    }
    tsq_status status = tsq__place_add(place, key, node, value, out);
    const struct tsq__scope inside = {scope->step, scope->before, about->name,
                                      formula->right != NULL && status == TSQ_OK ? *out : TSQ_WHY_NONE, scope->arm};
    if (status == TSQ_OK) {
        status = tsq__scope_inputs(place, &inside, *out, node.formula);
    }
    if (status == TSQ_OK) {
        status = tsq__scope_inputs(place, &inside, *out, node.right);
    }
    const bool of_search = scope->step != NULL && !isnan(tsq__place_parameter(place, scope->step, "shape", NULL));
    return status == TSQ_OK ? settle(chain, *out, !isnan(value), of_search) : status;
}

/* Whether the row of a list is one for this name. */
static bool is_for(const struct tsq__place *place, const tsq__formula *formula, const struct tsq__scope *scope,
                   const char *name)
{
    const char *of = scope->step != NULL ? scope->step->by->id : place->chain->result->effects.measure->id;
    if (strcmp(formula->name, name) != 0 || !tsq__is_word_of(formula->measures, of)) {
        return false;
    }
    if (scope->step == NULL || strstr(formula->when, "fitted=") == NULL) {
        return tsq__formula_holds(formula->when, place->facts);
    }
    const char *fitted = NULL;
    char facts[60];
    (void)tsq__place_parameter(place, scope->step, "", &fitted);
    snprintf(facts, sizeof facts, "fitted=%s", fitted != NULL ? fitted : "none");
    return tsq__formula_holds(formula->when, facts);
}

tsq_status tsq__scope_formula(const struct tsq__place *place, const struct tsq__scope *scope, const tsq_why_node *about,
                              double value, size_t *out)
{
    struct tsq__chain *chain = place->chain;
    const tsq__formula *formula;
    char key[80];
    char plain[TSQ__NAME];
    snprintf(plain, sizeof plain, "%.*s", (int)(scope->arm > 0 ? strcspn(about->name, ".") : sizeof plain - 1),
             about->name);
    const char *name = tsq__chain_text(chain, plain);
    name = of_group(chain, name, scope->step != NULL ? scope->step->group : 0);
    tsq__scope_key(place, scope, about->name, key, sizeof key);
    *out = tsq__place_find(place, key);
    if (*out != TSQ_WHY_NONE || name == NULL) {
        return name == NULL ? TSQ_E_MEMORY : TSQ_OK;
    }
    for (size_t i = 0; (formula = tsq__effect_formula_at(scope->step != NULL, i)) != NULL; i++) {
        const size_t from = chain->why->n;
        if (!is_for(place, formula, scope, name)) {
            continue;
        }
        const tsq_status status = by_formula(place, formula, scope, about, value, out);
        if (status != TSQ_E_OPTION && (status != TSQ_OK || chain->why->node[*out].holds)) {
            return status;
        }
        tsq__chain_forget(chain, from);
    }
    return TSQ_E_OPTION;
}
