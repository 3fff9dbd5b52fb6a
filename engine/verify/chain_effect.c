/* How the effect of a study follows from its cells: steps, rows of the lists of formulas, options. */
#include "verify/place.h"

#include "base/text.h"
#include "effect/convert_choice.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where a name stands: what it means depends on it. */
struct scope {
    const struct tsq__step *step; /* a conversion's step, among whose formulas names are looked up first; else NULL */
    size_t before;                /* steps from here on came later */
    const char *user;             /* the name that the formula is of, which means a cell in it; NULL: of a step */
    size_t solved;                /* the node of an equation, which `user` means then; else TSQ_WHY_NONE */
    int arm;                      /* of a conversion of one of several combined arms, from 1 on; else 0 */
};

static tsq_status node_of(const struct tsq__place *place, const struct scope *scope, const char *name, size_t *out);

/* ---- formulas ----------------------------------------------------------------------------------------------- */

static tsq_status add_inputs(const struct tsq__place *place, const struct scope *scope, size_t node, const char *text)
{
    char name[TSQ__NAME];
    while (text != NULL && tsq__expression_name(&text, name)) {
        size_t input;
        if (tsq__chain_has_input(place->chain, node, name)) {
            continue;
        }
        const tsq_status status = node_of(place, scope, name, &input);
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

/* Nodes have one formula each under its key. */
static void make_key(const struct tsq__place *place, const struct scope *scope, const char *name, char *key,
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
static tsq_status by_formula(const struct tsq__place *place, const tsq__formula *formula, const struct scope *scope,
                             const tsq_why_node *about, double value, size_t *out)
{
    struct tsq__chain *chain = place->chain;
    const int group = scope->step != NULL ? scope->step->group : 0;
    char key[80];
    tsq_why_node node = *about;
    make_key(place, scope, about->name, key, sizeof key);
    node.kind = formula->right != NULL ? TSQ_WHY_SOLUTION : TSQ_WHY_FORMULA;
    node.formula = tsq__of_arm(chain, of_group(chain, formula->text, group), scope->arm);
    node.right = of_group(chain, formula->right, group);
    if (node.formula == NULL || (formula->right != NULL && node.right == NULL)) {
        return TSQ_E_MEMORY;
    }
    tsq_status status = tsq__place_add(place, key, node, value, out);
    const struct scope inside = {scope->step, scope->before, about->name,
                                 formula->right != NULL && status == TSQ_OK ? *out : TSQ_WHY_NONE, scope->arm};
    if (status == TSQ_OK) {
        status = add_inputs(place, &inside, *out, node.formula);
    }
    if (status == TSQ_OK) {
        status = add_inputs(place, &inside, *out, node.right);
    }
    const bool of_search = scope->step != NULL && !isnan(tsq__place_parameter(place, scope->step, "shape", NULL));
    return status == TSQ_OK ? settle(chain, *out, !isnan(value), of_search) : status;
}

/* Whether the row of a list is one for this name. */
static bool is_for(const struct tsq__place *place, const tsq__formula *formula, const struct scope *scope,
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

/* A number that a conversion searched for and that no formula gives: the search done again. */
static tsq_status by_search(const struct tsq__place *place, const struct scope *scope, const char *name, size_t *out)
{
    const double value = tsq__place_parameter(place, scope->step, name, NULL), exact = 0.0;
    char key[80];
    if (isnan(value)) {
        return TSQ_E_OPTION;
    }
    make_key(place, scope, name, key, sizeof key);
    *out = tsq__place_find(place, key);
    if (*out != TSQ_WHY_NONE) {
        return TSQ_OK;
    }
    const tsq_why_node node = {.name = name,
                               .kind = TSQ_WHY_PROCEDURE,
                               .title = "of the greatest likelihood, mean and SD by Luo 2018 and Wan 2014 at each",
                               .source = scope->step->by->source};
    const tsq_status status = tsq__place_add(place, key, node, value, out);
    if (status == TSQ_OK) {
        tsq__chain_note_check(&place->chain->why->node[*out], &value, &exact);
        return tsq__place_use_cells(place, *out, NULL);
    }
    return status;
}

/* The first row of a list whose names are all there, and which gives the value where that is known; E_OPTION if none does. */
static tsq_status by_list(const struct tsq__place *place, const struct scope *scope, const tsq_why_node *about,
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
    make_key(place, scope, about->name, key, sizeof key);
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

/* ---- steps -------------------------------------------------------------------------------------------------- */

/* What a conversion gave, by its formulas, else by converting again. */
static tsq_status by_conversion(const struct tsq__place *place, size_t at, tsq_why_node node, size_t *out)
{
    const struct tsq__step *step = &place->trace->steps.step[at];
    const struct scope scope = {step, at, NULL, TSQ_WHY_NONE, 0};
    char key[80];
    node.source = step->by->source;
    tsq_status status = by_list(place, &scope, &node, step->value, out);
    if (status == TSQ_E_OPTION) {
        node.kind = TSQ_WHY_PROCEDURE;
        make_key(place, &scope, node.name, key, sizeof key);
        status = tsq__place_add(place, key, node, step->value, out);
        status = status == TSQ_OK ? tsq__place_by_conversion(place, step, *out) : status;
    }
    return status;
}

/* A step that is an assignment, or says where its number is from. */
static tsq_status add_step(const struct tsq__place *place, size_t at, const char *key, const char *formula, size_t *out)
{
    const struct tsq__step *step = &place->trace->steps.step[at];
    const struct scope scope = {NULL, at, NULL, TSQ_WHY_NONE, 0};
    const tsq_why_node node = {.name = step->name,
                               .title = step->what,
                               .kind = formula != NULL ? TSQ_WHY_FORMULA : TSQ_WHY_GIVEN,
                               .formula = formula != NULL ? tsq__chain_text(place->chain, formula) : NULL};
    if (formula != NULL && node.formula == NULL) {
        return TSQ_E_MEMORY;
    }
    tsq_status status = tsq__place_add(place, key, node, step->value, out);
    if (status == TSQ_OK && formula != NULL) {
        status = add_inputs(place, &scope, *out, node.formula);
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

static tsq_status by_step(const struct tsq__place *place, size_t at, size_t *out)
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

/* ---- names -------------------------------------------------------------------------------------------------- */

/* A row of the list of the measure; the value of yi and vi is the effect's, unless a later step changed it. */
static tsq_status by_measure(const struct tsq__place *place, const struct scope *scope, const char *name, size_t *out)
{
    const tsq_effect_measure *measure = place->chain->result->effects.measure;
    const bool is_yi = strcmp(name, "yi") == 0, is_vi = strcmp(name, "vi") == 0;
    const bool whole = scope->before == place->trace->steps.n;
    const tsq_why_node about = {.name = name,
                                .title = is_yi   ? measure->title
                                         : is_vi ? "its sampling variance"
                                                 : "",
                                .source = is_yi || is_vi ? measure->source : ""};
    return by_list(place, scope, &about,
                   is_yi            ? place->effect->yi
                   : is_vi && whole ? place->effect->vi
                                    : (double)NAN,
                   out);
}

/* "m1i.2", the mean of the second of combined arms, by the first conversion that its cells allow. */
static tsq_status by_arm(const struct tsq__place *place, const char *name, size_t *out)
{
    const char *kept = tsq__chain_text(place->chain, name), *dot = strchr(name, '.');
    const tsq_conversion *by;
    if (kept == NULL) {
        return TSQ_E_MEMORY;
    }
    for (size_t i = 0; (by = tsq_conversion_at(i)) != NULL; i++) {
        const struct tsq__step step = {.name = kept, .by = by, .group = dot > name + 1 && dot[-2] == '2' ? 2 : 1};
        const struct scope scope = {&step, 0, NULL, TSQ_WHY_NONE, (int)strtol(dot + 1, NULL, 10)};
        const tsq_why_node about = {.name = kept, .title = by->title, .source = by->source};
        if (by->convert == NULL || !tsq__conversion_allowed(by, &place->trace->options.convert)) {
            continue;
        }
        const tsq_status status = by_list(place, &scope, &about, NAN, out);
        if (status != TSQ_E_OPTION) {
            return status;
        }
    }
    return TSQ_E_OPTION;
}

/* A role, an option, or an earlier number: of the conversion, the last step, a formula of the measure, or a cell. */
static tsq_status node_of(const struct tsq__place *place, const struct scope *scope, const char *name, size_t *out)
{
    const bool of_itself = scope->user != NULL && strcmp(scope->user, name) == 0;
    if (of_itself && scope->solved != TSQ_WHY_NONE) {
        *out = scope->solved;
        return TSQ_OK;
    }
    for (size_t i = scope->before; i > 0; i--) {
        if (strcmp(place->trace->steps.step[i - 1].name, name) == 0) {
            return by_step(place, i - 1, out);
        }
    }
    if (scope->step != NULL && !of_itself) {
        const double value = tsq__place_parameter(place, scope->step, name, NULL);
        tsq_status status = by_list(place, scope, &(tsq_why_node){.name = name}, value, out);
        status = status == TSQ_E_OPTION ? by_search(place, scope, name, out) : status;
        if (status != TSQ_E_OPTION) {
            return status;
        }
    }
    if (scope->step == NULL && !of_itself) {
        const tsq_status status = by_measure(place, scope, name, out);
        if (status != TSQ_E_OPTION) {
            return status;
        }
    }
    const struct tsq__cell *cell =
        strchr(name, '.') != NULL ? tsq__combined_cell(place, name) : tsq__place_cell(place, name);
    if (cell != NULL) {
        return tsq__place_add_cell(place, cell, out);
    }
    return strchr(name, '.') != NULL && scope->arm == 0 ? by_arm(place, name, out)
                                                        : tsq__place_option(place, name, out);
}

tsq_status tsq__place_number(const struct tsq__place *place, const char *name, size_t *out)
{
    const struct scope scope = {NULL, place->trace->steps.n, NULL, TSQ_WHY_NONE, 0};
    return node_of(place, &scope, name, out);
}

tsq_status tsq__place_reported(const struct tsq__place *place, const char *name, size_t *out)
{
    const struct scope scope = {NULL, 0, NULL, TSQ_WHY_NONE, 0};
    return node_of(place, &scope, name, out);
}
