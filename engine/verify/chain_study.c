/* The numbers of one study in a chain that fits ask for: its effect, counts, and weights. */
#include "verify/place.h"

#include "pool/pool.h"

#include <stdio.h>
#include <string.h>

/* yi or vi by the measure itself, where no formula of the list gives it. */
static tsq_status by_effect(const struct tsq__place *place, const char *name, size_t *out)
{
    const tsq_effect_measure *measure = place->chain->result->effects.measure;
    const bool is_yi = strcmp(name, "yi") == 0;
    if (isnan(is_yi ? place->effect->yi : place->effect->vi)) {
        return tsq__place_add(place, name,
                              (tsq_why_node){.name = name, .kind = TSQ_WHY_GIVEN, .title = place->effect->derived}, NAN,
                              out);
    }
    const tsq_status status = tsq__place_add(place, name,
                                             (tsq_why_node){.name = name,
                                                            .kind = TSQ_WHY_PROCEDURE,
                                                            .title = is_yi ? measure->title : "its sampling variance",
                                                            .source = measure->source},
                                             is_yi ? place->effect->yi : place->effect->vi, out);
    return status == TSQ_OK && place->trace != NULL ? tsq__place_by_measure(place, name, *out) : status;
}

/* A count of the study as it is pooled: a cell, or a size less events, or by a conversion of the whole row. */
static tsq_status pooled_count(const struct tsq__place *place, size_t which, const char *name, size_t *out)
{
    static const char *const ways[][2] = {{"ai", "ai"},   {"bi", "n1i - ai"}, {"ci", "ci"},   {"di", "n2i - ci"},
                                          {"x1i", "x1i"}, {"t1i", "t1i"},     {"x2i", "x2i"}, {"t2i", "t2i"}};
    double cell[4] = {NAN, NAN, NAN, NAN};
    struct tsq__chain *chain = place->chain;
    char key[32];
    snprintf(key, sizeof key, "pooled.%s", name);
    (void)tsq__pool_counts_of(chain->report, &chain->result->effects, place->effect->row, cell);
    tsq_status status =
        tsq__place_add(place, key, (tsq_why_node){.name = name, .kind = TSQ_WHY_FORMULA}, cell[which % 4], out);
    const size_t node = *out;
    for (int way = 0; way < 2 && status == TSQ_OK; way++) {
        chain->why->node[node].formula = ways[which][way];
        chain->why->node[node].n_inputs = 0;
        status = tsq__place_name_cells(place, node, ways[which][way]);
        status = status == TSQ_OK ? tsq__chain_check_formula(chain, node, false) : status;
        if (status == TSQ_OK && chain->why->node[node].holds) {
            return TSQ_OK;
        }
        status = status == TSQ_E_OPTION ? TSQ_OK : status;
    }
    if (status == TSQ_OK) {
        tsq_why_node *other = &chain->why->node[node];
        const double exact = 0.0;
        other->kind = TSQ_WHY_PROCEDURE;
        other->formula = NULL;
        other->formula_id = "";
        other->n_inputs = 0;
        other->title = place->effect->derived;
        tsq__chain_note_check(other, &cell[which % 4], &exact);
        status = place->trace != NULL ? tsq__place_use_cells(place, node, NULL) : TSQ_OK;
    }
    return status;
}

/* The weight that the user gives a study. */
static tsq_status user_weight(const struct tsq__place *place, size_t *out)
{
    const tsq_table *table = place->chain->report->table;
    size_t column = 0;
    double weight = NAN;
    *out = tsq__place_find(place, "@weight");
    if (*out != TSQ_WHY_NONE) {
        return TSQ_OK;
    }
    if (!tsq_table_find(table, place->chain->report->options.weights, &column)) {
        return TSQ_E_OPTION;
    }
    const size_t row = place->effect->row;
    (void)tsq__pool_weight(table, row, column, &weight, NULL);
    return tsq__place_add(place, "@weight",
                          (tsq_why_node){.name = "u",
                                         .kind = TSQ_WHY_CELL,
                                         .line = tsq_table_line(table, row),
                                         .column = tsq_table_column_name(table, column),
                                         .text = tsq_table_cell(table, row, column)},
                          weight, out);
}

tsq_status tsq__chain_study(struct tsq__chain *chain, size_t study, const char *name, size_t *out)
{
    const struct tsq__place place = tsq__place_of(chain, study);
    if (strcmp(name, "weight of the user") == 0) {
        return user_weight(&place, out);
    }
    static const char *const counts[] = {"ai", "bi", "ci", "di", "x1i", "t1i", "x2i", "t2i"};
    for (size_t i = 0; i < 8; i++) {
        if (strcmp(counts[i], name) == 0) {
            return pooled_count(&place, i, counts[i], out);
        }
    }
    const size_t from = chain->why->n;
    *out = tsq__place_find(&place, name);
    if (*out != TSQ_WHY_NONE) {
        return TSQ_OK;
    }
    const bool is_effect = strcmp(name, "yi") == 0 || strcmp(name, "vi") == 0;
    tsq_status status = place.trace == NULL              ? TSQ_E_OPTION
                        : strncmp(name, "corr_", 5) == 0 ? tsq__place_reported(&place, name, out)
                                                         : tsq__place_number(&place, name, out);
    if (!is_effect) {
        return status;
    }
    const double value = strcmp(name, "yi") == 0 ? place.effect->yi : place.effect->vi;
    const bool given = status == TSQ_OK && chain->why->node[*out].holds && chain->why->node[*out].value[0] == value;
    if (status == TSQ_E_OPTION || (status == TSQ_OK && !given)) {
        tsq__chain_forget(chain, from);
        status = by_effect(&place, name, out);
    }
    return status;
}

tsq_status tsq__chain_weight(struct tsq__chain *chain, size_t study, size_t *out)
{
    const struct tsq__place place = tsq__place_of(chain, study);
    size_t input;
    tsq_status status = tsq__place_add(
        &place, "weight",
        (tsq_why_node){.name = "weight", .kind = TSQ_WHY_STUDIES, .title = "weight of the study in per cent of all"},
        chain->result->fit.weight[study], out);
    if (status == TSQ_OK) {
        status = tsq__chain_quantity(chain, "weight", &input);
    }
    if (status == TSQ_OK && !tsq__chain_input(chain, *out, "weight", input)) {
        status = TSQ_E_MEMORY;
    }
    return status;
}
