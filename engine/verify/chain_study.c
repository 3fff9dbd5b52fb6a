/* The numbers of one study in a chain: its effect, what that was computed from, and the cells. */
#include "verify/place.h"

#include "base/text.h"
#include "effect/convert_choice.h"
#include "pool/pool.h"

#include <stdio.h>
#include <string.h>

static tsq_status node_of(const struct tsq__place *place, const char *name, size_t before, const char *user,
                          size_t *out);

/* ---- procedures --------------------------------------------------------------------------------------------- */

/* The row as the cells of the chain give it; of arms and units as it was made of them. */
static struct tsq_effect_row row_of_cells(const struct tsq__place *place)
{
    const struct tsq__trace *trace = place->trace;
    struct tsq_effect_row row = trace->numbers;
    const struct tsq__effect_input *input;
    const bool made = trace->merged ||
                      (trace->steps.n > 0 && trace->steps.step[0].formula == NULL && trace->steps.step[0].by == NULL);
    for (size_t i = 0; !made && (input = tsq__effect_input_nth(i)) != NULL; i++) {
        const bool is_mean = strncmp(input->role, "average", 7) == 0;
        if (!is_mean && tsq__place_cell(place, input->role) == NULL) {
            *tsq__effect_input_at(&row, input) = NAN;
        }
    }
    return row;
}

/* An effect by its measure, run again on the cells of the chain alone. */
static tsq_status by_measure(const struct tsq__place *place, const char *name, size_t node)
{
    const tsq_effect_measure *measure = place->chain->result->effects.measure;
    const struct tsq_effect_row row = row_of_cells(place);
    struct tsq_effect_value value;
    const tsq_status found = tsq__trace_compute(measure, &row, &place->trace->options, &value);
    const double again = found != TSQ_OK ? (double)NAN : strcmp(name, "yi") == 0 ? value.yi : value.vi, exact = 0.0;
    tsq__chain_note_check(&place->chain->why->node[node], &again, &exact);
    return tsq__place_use_cells(place, node, NULL);
}

/* The roles of a conversion, of the second group those with a 2. */
static void roles_of(const tsq_conversion *by, int group, char *roles, size_t room)
{
    snprintf(roles, room, "%s", by->inputs);
    if (group != 2 || tsq__is_word_of(by->inputs, "n2i")) {
        return;
    }
    for (char *at = roles; (at = strchr(at, '1')) != NULL; at++) {
        *at = at[1] == 'i' ? '2' : *at;
    }
}

static tsq_status convert_again(const struct tsq__place *place, const struct tsq__step *step, double *again)
{
    const struct tsq_effect_row row = row_of_cells(place);
    const tsq_effect_options *options = &place->trace->options;
    if (step->by->convert != NULL) {
        const tsq_reported reported = tsq__reported_of(&row, step->group - 1);
        tsq_converted converted = {NAN, NAN, NAN, NAN, NULL, NULL, NULL};
        const tsq_status status = step->by->convert(&reported, &options->convert, &converted);
        *again = step->name[0] == 's' ? converted.sd : converted.mean;
        return status;
    }
    struct tsq_effect_row filled = row;
    struct tsq_effect_value value = TSQ__EFFECT_VALUE_INIT;
    const tsq_effect_measure *measure = place->chain->result->effects.measure;
    const tsq_status status = step->by->convert_row(measure, &filled, options, &value);
    const struct tsq__effect_input *input = tsq__effect_input_find(step->name, strlen(step->name));
    *again = !isnan(value.yi) && strcmp(step->name, "yi") == 0   ? value.yi
             : !isnan(value.yi) && strcmp(step->name, "vi") == 0 ? value.vi
             : input != NULL                                     ? *tsq__effect_input_at(&filled, input)
                                                                 : (double)NAN;
    return status;
}

static tsq_status by_conversion(const struct tsq__place *place, const struct tsq__step *step, size_t node)
{
    char roles[256];
    double again = NAN;
    const double exact = 0.0;
    if (convert_again(place, step, &again) != TSQ_OK) {
        again = NAN;
    }
    tsq__chain_note_check(&place->chain->why->node[node], &again, &exact);
    roles_of(step->by, step->group, roles, sizeof roles);
    const tsq_status status = tsq__place_use_cells(place, node, roles);
    return status == TSQ_OK && place->chain->why->node[node].n_inputs == 0 ? tsq__place_use_cells(place, node, NULL)
                                                                           : status;
}

/* ---- formulas ----------------------------------------------------------------------------------------------- */

/* `user`: the name that the formula is of, which means a cell in it; NULL for steps, where it means the number before. */
static tsq_status add_inputs(const struct tsq__place *place, size_t node, const char *text, size_t before,
                             const char *user)
{
    char name[TSQ__NAME];
    while (tsq__expression_name(&text, name)) {
        size_t input;
        const tsq_status status = node_of(place, name, before, user, &input);
        if (status != TSQ_OK) {
            return status;
        }
        if (!tsq__chain_input(place->chain, node, name, input)) {
            return TSQ_E_MEMORY;
        }
    }
    return TSQ_OK;
}

static tsq_status by_step(const struct tsq__place *place, size_t at, size_t *out)
{
    const struct tsq__step *step = &place->trace->steps.step[at];
    char key[64];
    snprintf(key, sizeof key, "%s.step%zu", step->name, at + 1);
    *out = tsq__place_find(place, key);
    if (*out != TSQ_WHY_NONE) {
        return TSQ_OK;
    }
    const tsq_why_node node = {.name = step->name,
                               .kind = step->formula != NULL ? TSQ_WHY_FORMULA
                                       : step->by != NULL    ? TSQ_WHY_PROCEDURE
                                                             : TSQ_WHY_GIVEN,
                               .title = step->what,
                               .formula = step->formula,
                               .source = step->by != NULL ? step->by->source : ""};
    tsq_status status = tsq__place_add(place, key, node, step->value, out);
    if (status == TSQ_OK && step->formula != NULL) {
        status = add_inputs(place, *out, step->formula, at, NULL);
        status = status == TSQ_OK ? tsq__chain_check_formula(place->chain, *out, false) : status;
    } else if (status == TSQ_OK && step->by != NULL) {
        status = by_conversion(place, step, *out);
    } else if (status == TSQ_OK && tsq__effect_input_find(step->name, strlen(step->name)) != NULL) {
        status = tsq__place_use_cells(place, *out, place->trace->merged ? NULL : step->name);
    }
    return status;
}

/* A row of the list of formulas. */
static tsq_status by_formula(const struct tsq__place *place, const tsq__formula *formula, size_t before, size_t *out)
{
    struct tsq__chain *chain = place->chain;
    const tsq_effect_measure *measure = chain->result->effects.measure;
    const bool is_yi = strcmp(formula->name, "yi") == 0, is_vi = strcmp(formula->name, "vi") == 0;
    char key[80];
    snprintf(key, sizeof key, "%s.%s", measure->id, formula->name);
    *out = tsq__place_find(place, key);
    if (*out != TSQ_WHY_NONE) {
        return TSQ_OK;
    }
    const tsq_why_node node = {.name = formula->name,
                               .kind = TSQ_WHY_FORMULA,
                               .title = is_yi   ? measure->title
                                        : is_vi ? "its sampling variance"
                                                : "",
                               .formula = formula->text,
                               .source = is_yi || is_vi ? measure->source : ""};
    const bool whole = before == place->trace->steps.n; /* not under a later step */
    const double value = is_yi ? place->effect->yi : place->effect->vi;
    tsq_status status = tsq__place_add(place, key, node, value, out);
    if (status == TSQ_OK) {
        status = add_inputs(place, *out, formula->text, before, formula->name);
    }
    if (status == TSQ_OK) {
        status = tsq__chain_check_formula(chain, *out, !(is_yi || (is_vi && whole)));
    }
    return status;
}

/* A role, an option, or an earlier number: the last step before `before`, a formula of the list, or a cell. */
static tsq_status node_of(const struct tsq__place *place, const char *name, size_t before, const char *user,
                          size_t *out)
{
    const tsq_effect_measure *measure = place->chain->result->effects.measure;
    for (size_t i = before; i > 0; i--) {
        if (strcmp(place->trace->steps.step[i - 1].name, name) == 0) {
            return by_step(place, i - 1, out);
        }
    }
    const bool of_itself = user != NULL && strcmp(user, name) == 0;
    const tsq__formula *formula = of_itself ? NULL : tsq__effect_formula_find(measure->id, name, place->facts);
    if (formula != NULL) {
        return by_formula(place, formula, before, out);
    }
    const struct tsq__cell *cell = tsq__place_cell(place, name);
    if (cell != NULL) {
        return tsq__place_add_cell(place, cell, out);
    }
    const struct tsq__trace *trace = place->trace;
    const struct {
        const char *name, *title;
        double value;
    } given[] = {{"corr", "correlation of baseline and final value, asked for", trace->options.corr},
                 {"average1", "mean over all rows of the analysis", trace->numbers.average1},
                 {"average2", "mean over all rows of the analysis", trace->numbers.average2}};
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        if (strcmp(given[i].name, name) == 0 && !isnan(given[i].value)) {
            *out = tsq__place_find(place, name);
            return *out != TSQ_WHY_NONE
                       ? TSQ_OK
                       : tsq__place_add(place, name,
                                        (tsq_why_node){.name = name, .kind = TSQ_WHY_GIVEN, .title = given[i].title},
                                        given[i].value, out);
        }
    }
    return TSQ_E_OPTION;
}

/* ---- what studies are asked for ----------------------------------------------------------------------------- */

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
    return status == TSQ_OK && place->trace != NULL ? by_measure(place, name, *out) : status;
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
    tsq_status status = place.trace == NULL ? TSQ_E_OPTION : node_of(&place, name, place.trace->steps.n, NULL, out);
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
