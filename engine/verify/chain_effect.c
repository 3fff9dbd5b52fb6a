/* How the effect of a study follows from its cells: what a name in a formula means, a step, a formula, an option or a cell. */
#include "verify/chain_effect.h"

#include "effect/convert_choice.h"

#include <stdlib.h>
#include <string.h>

/* A number that a conversion searched for and that no formula gives: the search done again. */
static tsq_status by_search(const struct tsq__place *place, const struct tsq__scope *scope, const char *name,
                            size_t *out)
{
    const double value = tsq__place_parameter(place, scope->step, name, NULL), exact = 0.0;
    char key[80];
    if (isnan(value)) {
        return TSQ_E_OPTION;
    }
    tsq__scope_key(place, scope, name, key, sizeof key);
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

/* A row of the list of the measure; the value of yi and vi is the effect's, unless a later step changed it. */
static tsq_status by_measure(const struct tsq__place *place, const struct tsq__scope *scope, const char *name,
                             size_t *out)
{
    const tsq_effect_measure *measure = place->chain->result->effects.measure;
    const bool is_yi = strcmp(name, "yi") == 0, is_vi = strcmp(name, "vi") == 0;
    const bool whole = scope->before == place->trace->steps.n;
    const tsq_why_node about = {.name = name,
                                .title = is_yi   ? measure->title
                                         : is_vi ? "its sampling variance"
                                                 : "",
                                .source = is_yi || is_vi ? measure->source : ""};
    return tsq__scope_formula(place, scope, &about,
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
        const struct tsq__scope scope = {&step, 0, NULL, TSQ_WHY_NONE, (int)strtol(dot + 1, NULL, 10)};
        const tsq_why_node about = {.name = kept, .title = by->title, .source = by->source};
        if (by->convert == NULL || !tsq__conversion_allowed(by, &place->trace->options.convert)) {
            continue;
        }
        const tsq_status status = tsq__scope_formula(place, &scope, &about, NAN, out);
        if (status != TSQ_E_OPTION) {
            return status;
        }
    }
    return TSQ_E_OPTION;
}

tsq_status tsq__scope_number(const struct tsq__place *place, const struct tsq__scope *scope, const char *name,
                             size_t *out)
{
    const bool of_itself = scope->user != NULL && strcmp(scope->user, name) == 0;
    if (of_itself && scope->solved != TSQ_WHY_NONE) {
        *out = scope->solved;
        return TSQ_OK;
    }
    for (size_t i = scope->before; i > 0; i--) {
        if (strcmp(place->trace->steps.step[i - 1].name, name) == 0) {
            return tsq__scope_step(place, i - 1, out);
        }
    }
    if (scope->step != NULL && !of_itself) {
        const double value = tsq__place_parameter(place, scope->step, name, NULL);
        tsq_status status = tsq__scope_formula(place, scope, &(tsq_why_node){.name = name}, value, out);
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
    const struct tsq__scope scope = {NULL, place->trace->steps.n, NULL, TSQ_WHY_NONE, 0};
    return tsq__scope_number(place, &scope, name, out);
}

tsq_status tsq__place_reported(const struct tsq__place *place, const char *name, size_t *out)
{
    const struct tsq__scope scope = {NULL, 0, NULL, TSQ_WHY_NONE, 0};
    return tsq__scope_number(place, &scope, name, out);
}
