/* Numbers of a study without a formula: what makes them is run again on the cells of the chain alone. */
#include "verify/place.h"

#include "base/text.h"
#include "effect/convert_choice.h"

#include <stdio.h>
#include <string.h>

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
tsq_status tsq__place_by_measure(const struct tsq__place *place, const char *name, size_t node)
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

double tsq__place_parameter(const struct tsq__place *place, const struct tsq__step *step, const char *name,
                            const char **fitted)
{
    static const char *const names[] = {"shape lambda", "scale mu_t", "sigma_t"};
    tsq_converted converted = {NAN, NAN, NAN, NAN, NULL, NULL, NULL, {NAN, NAN, NAN}};
    if (step->by->convert == NULL || step->group == 0) {
        return NAN;
    }
    const struct tsq_effect_row row = row_of_cells(place);
    const tsq_reported reported = tsq__reported_of(&row, step->group - 1);
    (void)step->by->convert(&reported, &place->trace->options.convert, &converted);
    if (fitted != NULL) {
        *fitted = converted.fitted;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (tsq__is_word_of(names[i], name)) {
            return converted.parameter[i];
        }
    }
    return NAN;
}

static tsq_status convert_again(const struct tsq__place *place, const struct tsq__step *step, double *again)
{
    const struct tsq_effect_row row = row_of_cells(place);
    const tsq_effect_options *options = &place->trace->options;
    if (step->by->convert != NULL) {
        const tsq_reported reported = tsq__reported_of(&row, step->group - 1);
        tsq_converted converted = {NAN, NAN, NAN, NAN, NULL, NULL, NULL, {NAN, NAN, NAN}};
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

tsq_status tsq__place_by_conversion(const struct tsq__place *place, const struct tsq__step *step, size_t node)
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
