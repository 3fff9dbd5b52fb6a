/* One study in a chain: its nodes by their keys, and its cells. */
#include "verify/place.h"

#include "base/text.h"

#include <stdio.h>
#include <string.h>

/* Whether something was added to the counts. */
static bool is_corrected(const struct tsq__trace *trace)
{
    bool corrected = false;
    for (size_t i = 0; i < trace->steps.n; i++) {
        corrected = corrected || strncmp(trace->steps.step[i].name, "add", 3) == 0;
    }
    return corrected;
}

static void set_facts(struct tsq__place *place, const tsq_effect_measure *measure)
{
    static const char *const bias[] = {
        [TSQ_BIAS_EXACT] = "exact", [TSQ_BIAS_APPROX] = "approx", [TSQ_BIAS_NONE] = "none"};
    static const char *const zero[] = {
        [TSQ_ZERO_METAFOR] = "metafor", [TSQ_ZERO_META] = "metabin", [TSQ_ZERO_REVMAN] = "revman"};
    const tsq_effect_options *options = &place->trace->options;
    const struct tsq_effect_row *row = &place->trace->numbers;
    const bool yates = isnan(row->yates) ? !options->convert.no_yates : row->yates == 1.0;
    const struct {
        const char *key, *value;
    } facts[] = {
        {"measure", measure->id},
        {"scale", measure->transform},
        {"vtype", options->vtype != NULL ? options->vtype : "default"},
        {"bias", bias[options->bias]},
        {"correct", options->rom_correct ? "on" : "off"},
        {"given", isnan(row->vi) ? "sei" : "vi"},
        {"zero", zero[options->zero_rule]},
        {"corrected", is_corrected(place->trace) ? "yes" : "no"},
        {"limits", options->convert.limits_z ? "z" : "t"},
        {"counts", options->convert.exact_counts ? "exact" : "rounded"},
        {"yates", yates ? "on" : "off"},
        {"reports", row->reports_change ? "change" : "any"},
    };
    size_t n = 0;
    for (size_t i = 0; i < sizeof facts / sizeof facts[0]; i++) {
        const int more = snprintf(place->facts + n, sizeof place->facts - n, "%s=%s ", facts[i].key, facts[i].value);
        n += more > 0 ? (size_t)more : 0;
    }
}

struct tsq__place tsq__place_of(struct tsq__chain *chain, size_t study)
{
    const tsq_effect *effect = &chain->result->effects.effect[study];
    struct tsq__place place = {
        .chain = chain, .study = study, .effect = effect, .trace = tsq__trace_of(&chain->traces, effect->row)};
    if (place.trace != NULL) {
        set_facts(&place, chain->result->effects.measure);
    }
    return place;
}

/* A node of this study by its key: a step "7:m1", a row of the list "=d", a cell "@m1i". */
size_t tsq__place_find(const struct tsq__place *place, const char *key)
{
    const tsq_why *why = place->chain->why;
    for (size_t i = 0; i < why->n; i++) {
        if (why->node[i].study == place->study && strcmp(why->node[i].key, key) == 0) {
            return i;
        }
    }
    return TSQ_WHY_NONE;
}

tsq_status tsq__place_add(const struct tsq__place *place, const char *key, tsq_why_node node, double value, size_t *out)
{
    struct tsq__chain *chain = place->chain;
    node.study = place->study;
    node.key = tsq__chain_text(chain, key);
    node.name = tsq__chain_text(chain, node.name);
    node.title = tsq__chain_text(chain, node.title != NULL ? node.title : "");
    node.formula_id = node.kind == TSQ_WHY_FORMULA ? node.key : "";
    *out = node.key == NULL || node.title == NULL || node.name == NULL ? TSQ_WHY_NONE : tsq__chain_add(chain, node, 1);
    if (*out == TSQ_WHY_NONE) {
        return TSQ_E_MEMORY;
    }
    chain->why->node[*out].value[0] = value;
    return TSQ_OK;
}

/* ---- cells -------------------------------------------------------------------------------------------------- */

tsq_status tsq__place_add_cell(const struct tsq__place *place, const struct tsq__cell *cell, size_t *out)
{
    const tsq_table *table = place->chain->report->table;
    char key[64];
    snprintf(key, sizeof key, "@%s:%zu", cell->role, cell->row);
    *out = tsq__place_find(place, key);
    return *out != TSQ_WHY_NONE ? TSQ_OK
                                : tsq__place_add(place, key,
                                                 (tsq_why_node){.name = cell->role,
                                                                .kind = TSQ_WHY_CELL,
                                                                .line = tsq_table_line(table, cell->row),
                                                                .column = tsq_table_column_name(table, cell->column),
                                                                .text = tsq_table_cell(table, cell->row, cell->column)},
                                                 cell->number, out);
}

const struct tsq__cell *tsq__place_cell(const struct tsq__place *place, const char *role)
{
    for (size_t i = 0; i < place->trace->n_cells; i++) {
        if (strcmp(place->trace->cell[i].role, role) == 0) {
            return &place->trace->cell[i];
        }
    }
    return NULL;
}

/* All cells of the study, or those with the `roles`, as inputs of a node. */
tsq_status tsq__place_use_cells(const struct tsq__place *place, size_t node, const char *roles)
{
    for (size_t i = 0; i < place->trace->n_cells; i++) {
        const struct tsq__cell *cell = &place->trace->cell[i];
        size_t input;
        if (roles != NULL && !tsq__is_word_of(roles, cell->role)) {
            continue;
        }
        const tsq_status status = tsq__place_add_cell(place, cell, &input);
        if (status != TSQ_OK) {
            return status;
        }
        if (!tsq__chain_input(place->chain, node, cell->role, input)) {
            return TSQ_E_MEMORY;
        }
    }
    return TSQ_OK;
}

/* The cells that a formula names, as inputs of its node; E_OPTION if one is not there. */
tsq_status tsq__place_name_cells(const struct tsq__place *place, size_t node, const char *formula)
{
    char name[TSQ__NAME];
    while (tsq__expression_name(&formula, name)) {
        const struct tsq__cell *cell = place->trace == NULL ? NULL : tsq__place_cell(place, name);
        size_t input;
        const tsq_status status = cell == NULL ? TSQ_E_OPTION : tsq__place_add_cell(place, cell, &input);
        if (status != TSQ_OK) {
            return status;
        }
        if (!tsq__chain_input(place->chain, node, name, input)) {
            return TSQ_E_MEMORY;
        }
    }
    return TSQ_OK;
}
