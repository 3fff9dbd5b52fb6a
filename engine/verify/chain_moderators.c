/* The design of a model with moderators in a chain: a column for each coefficient, a number for each study, its cells. */
#include "verify/place.h"

#include "base/error.h"
#include "data/moderators.h"

#include <stdio.h>
#include <string.h>

/* What of a coefficient's name stands for one variable: a column as it is, or one of its levels. */
struct part {
    const tsq__variable *variable;
    const char *level; /* as in the name; NULL: the number itself */
    size_t length;
};

/* A coefficient read as the product of its parts. */
struct product {
    size_t n;
    struct part part[TSQ__MOST_VARIABLES];
};

/* ---- names ------------------------------------------------------------------------------------------------------ */

static bool is_level(const tsq_moderators *m, size_t row, const struct part *part)
{
    char number[TSQ_NUMBER_TEXT];
    const tsq__level own = tsq__level_of(m->table, row, part->variable);
    const char *text = part->variable->numbers ? tsq_number_print(own.number, number) : own.text;
    const size_t length = part->variable->numbers ? strlen(number) : own.length;
    return length == part->length && strncmp(text, part->level, length) == 0;
}

/* Whether some study has that level. */
static bool occurs(const struct tsq__chain *chain, const struct part *part)
{
    const tsq_effects *effects = &chain->result->effects;
    for (size_t i = 0; i < effects->k; i++) {
        if (is_level(chain->report->moderators, effects->effect[i].row, part)) {
            return true;
        }
    }
    return false;
}

/* The name from `at` on as parts of the variables from v on; a level may have a colon in it. */
static bool read_parts(const struct tsq__chain *chain, const char *at, size_t v, struct product *out)
{
    const tsq_moderators *m = chain->report->moderators;
    for (; v < m->n_variables; v++) {
        const tsq__variable *variable = &m->variable[v];
        const size_t length = strlen(variable->name), n = out->n;
        if (strncmp(at, variable->name, length) != 0) {
            continue;
        }
        const char *rest = at + length;
        for (const char *end = rest; end != NULL; end = *end == '\0' ? NULL : end + 1) {
            end += variable->factor ? strcspn(end, ":") : 0;
            struct part part = {variable, variable->factor ? rest : NULL, (size_t)(end - rest)};
            if ((*end != '\0' && *end != ':') || (variable->factor && !occurs(chain, &part))) {
                continue;
            }
            out->part[n] = part;
            out->n = n + 1;
            if (*end == '\0' || read_parts(chain, end + 1, v + 1, out)) {
                return true;
            }
            out->n = n;
        }
    }
    return false;
}

/* ---- one study -------------------------------------------------------------------------------------------------- */

/* The cell of a variable; NaN is the value of a text. */
static tsq_status add_cell(const struct tsq__place *place, const char *name, const tsq__variable *variable, size_t *out)
{
    const tsq_table *table = place->chain->report->table;
    const size_t row = place->effect->row;
    const char *text = tsq_table_cell(table, row, variable->column);
    char key[300];
    double number = NAN;
    (void)tsq_number_read(text, tsq_table_decimal(table), &number);
    snprintf(key, sizeof key, "cell:%.280s", name);
    *out = tsq__place_find(place, key);
    return *out != TSQ_WHY_NONE
               ? TSQ_OK
               : tsq__place_add(place, key,
                                (tsq_why_node){.name = name,
                                               .kind = TSQ_WHY_CELL,
                                               .line = tsq_table_line(table, row),
                                               .column = tsq_table_column_name(table, variable->column),
                                               .text = text},
                                number, out);
}

/* What a part is for a study: the number of the cell, or whether its text is the level. */
static tsq_status add_part(const struct tsq__place *place, const struct part *part, size_t *out)
{
    char name[300], title[400];
    size_t cell;
    if (part->level == NULL) {
        snprintf(name, sizeof name, "x[%.280s]", part->variable->name);
        return add_cell(place, name, part->variable, out);
    }
    snprintf(name, sizeof name, "x[%.140s%.*s]", part->variable->name, part->length < 140 ? (int)part->length : 140,
             part->level);
    *out = tsq__place_find(place, name);
    if (*out != TSQ_WHY_NONE) {
        return TSQ_OK;
    }
    const double value = is_level(place->chain->report->moderators, place->effect->row, part) ? 1.0 : 0.0;
    snprintf(title, sizeof title, "1 where %.140s is '%.*s', else 0", part->variable->name,
             part->length < 140 ? (int)part->length : 140, part->level);
    const double exact = 0.0;
    tsq_status status = tsq__place_add(
        place, name, (tsq_why_node){.name = name, .kind = TSQ_WHY_PROCEDURE, .title = title}, value, out);
    if (status == TSQ_OK) {
        tsq__chain_note_check(&place->chain->why->node[*out], &value, &exact);
        status = add_cell(place, part->variable->name, part->variable, &cell);
    }
    return status == TSQ_OK && !tsq__chain_input(place->chain, *out, part->variable->name, cell) ? TSQ_E_MEMORY
                                                                                                 : status;
}

/* A study's number in the column of a coefficient, of an interaction as the product of its parts. */
static tsq_status add_number(const struct tsq__place *place, const char *name, const struct product *product,
                             double value, size_t *out)
{
    struct tsq__chain *chain = place->chain;
    if (product->n == 1) {
        const tsq_status status = add_part(place, &product->part[0], out);
        return status == TSQ_OK && chain->why->node[*out].value[0] != value ? TSQ_E_OPTION : status;
    }
    double again = 1.0;
    const double exact = 0.0;
    tsq_status status = tsq__place_add(
        place, name, (tsq_why_node){.name = name, .kind = TSQ_WHY_PROCEDURE, .title = "product of these"}, value, out);
    for (size_t i = 0; i < product->n && status == TSQ_OK; i++) {
        size_t part;
        status = add_part(place, &product->part[i], &part);
        if (status == TSQ_OK) {
            again *= chain->why->node[part].value[0];
            status = tsq__chain_input(chain, *out, chain->why->node[part].name, part) ? TSQ_OK : TSQ_E_MEMORY;
        }
    }
    if (status == TSQ_OK) {
        tsq__chain_note_check(&chain->why->node[*out], &again, &exact);
    }
    return status;
}

/* ---- the design ------------------------------------------------------------------------------------------------- */

static tsq_status add_column(struct tsq__chain *chain, size_t j, size_t *out)
{
    const tsq_design *design = &chain->result->design;
    const bool ones = design->intercept && j == 0;
    const double *x = ones ? NULL : design->X + (j - (design->intercept ? 1 : 0)) * design->k;
    struct product product = {0};
    char name[300];
    snprintf(name, sizeof name, "x[%.280s]", design->name[j]);
    const char *kept = tsq__chain_text(chain, name);
    if (!ones && !read_parts(chain, design->name[j], 0, &product)) {
        return tsq__fail(chain->err, TSQ_E_OPTION, "there is no way from the cells to the column of %.200s",
                         design->name[j]);
    }
    *out = kept == NULL ? TSQ_WHY_NONE
                        : tsq__chain_add(chain,
                                         (tsq_why_node){.name = kept,
                                                        .kind = ones ? TSQ_WHY_GIVEN : TSQ_WHY_STUDIES,
                                                        .study = TSQ_WHY_NONE,
                                                        .title = ones ? "1 in every study" : "a column of the design"},
                                         design->k);
    tsq_status status = *out == TSQ_WHY_NONE ? TSQ_E_MEMORY : TSQ_OK;
    for (size_t i = 0; i < design->k && status == TSQ_OK; i++) {
        const struct tsq__place place = tsq__place_of(chain, i);
        size_t input = 0;
        chain->why->node[*out].value[i] = ones ? 1.0 : x[i];
        status = ones ? TSQ_OK : add_number(&place, kept, &product, x[i], &input);
        if (!ones && status == TSQ_OK &&
            !tsq__chain_input(chain, *out, chain->result->effects.effect[i].study, input)) {
            status = TSQ_E_MEMORY;
        }
    }
    return status;
}

tsq_status tsq__chain_design(struct tsq__chain *chain, size_t *out)
{
    const tsq_design *design = &chain->result->design;
    const size_t k = design->k, p = design->p;
    *out = tsq__chain_add(chain,
                          (tsq_why_node){.name = "X",
                                         .kind = TSQ_WHY_STUDIES,
                                         .study = TSQ_WHY_NONE,
                                         .rows = k,
                                         .title = "the design: a column for each coefficient"},
                          k * p);
    tsq_status status = *out == TSQ_WHY_NONE ? TSQ_E_MEMORY : TSQ_OK;
    for (size_t j = 0; j < p && status == TSQ_OK; j++) {
        size_t column = 0;
        status = add_column(chain, j, &column);
        for (size_t i = 0; i < k && status == TSQ_OK; i++) {
            chain->why->node[*out].value[i * p + j] = chain->why->node[column].value[i];
        }
        if (status == TSQ_OK && !tsq__chain_input(chain, *out, design->name[j], column)) {
            status = TSQ_E_MEMORY;
        }
    }
    return status;
}
