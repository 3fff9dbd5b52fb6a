/* The raw columns of the studies for metafor's escalc, where that computes the same effects. */
#include "verify/script.h"

#include <stdlib.h>
#include <string.h>

/* Measures that escalc of metafor 5 has under the same name, with the same columns and the same default variance. */
static const char *const measures = "MD SMD SMDH SMD1 SMD1H ROM VR CVR RPB ZPB MN SMN MNLN SDLN CVLN MC SMCC SMCR ROMC "
                                    "COR ZCOR OR RR RD AS PETO PHI ZPHI "
                                    "YUQ YUY IRR IRD IRSD PR PLN PLO PAS PFT PRZ IR IRLN IRS IRFT MPRR MPOR "
                                    "MPRD MPORC MPPETO REH ARAW AHW ABT";

/* "TRUE", "FALSE" or nothing to be said of the argument `correct`; false if escalc has no such correction. */
static bool correction(const tsq_effect_measure *measure, const tsq_effect_options *options, const char **out)
{
    *out = NULL;
    if (measure->corrected == TSQ_CORRECTED_STANDARDISED) {
        *out = options->bias == TSQ_BIAS_EXACT ? "TRUE" : "FALSE";
        return options->bias != TSQ_BIAS_APPROX;
    }
    if (measure->corrected == TSQ_CORRECTED_LOG) {
        const bool means = options->rom_correct, deviations = options->bias != TSQ_BIAS_NONE;
        *out = means && deviations ? "TRUE" : "FALSE";
        return means == deviations;
    }
    return true;
}

/* Whether the options are escalc's. */
static bool has_same_rules(const struct tsq__script *script)
{
    const tsq_effect_measure *measure = script->chain->result->effects.measure;
    const tsq_effect_options *options = &script->chain->report->options.effect;
    const char *unused;
    const size_t length = strcspn(measure->vtypes, " ");
    const bool default_variance = options->vtype == NULL || (strlen(options->vtype) == length &&
                                                             strncmp(options->vtype, measure->vtypes, length) == 0);
    return tsq__is_word_of(measures, measure->id) && default_variance && options->zero_rule == TSQ_ZERO_METAFOR &&
           !options->add_by_arm && options->to != TSQ_TO_IF0ALL && correction(measure, options, &unused);
}

static const struct tsq__cell *cell_of(const struct tsq__trace *trace, const char *role)
{
    for (size_t i = 0; i < trace->n_cells; i++) {
        if (strcmp(trace->cell[i].role, role) == 0) {
            return &trace->cell[i];
        }
    }
    return NULL;
}

/* Whether the effect is the measure's formula of cells, and of the same ones as that of the first study. */
static bool is_plain(const struct tsq__script *script, const struct tsq__trace *trace, const struct tsq__trace *first,
                     const tsq_effect *effect)
{
    const char *roles = script->chain->result->effects.measure->inputs;
    bool plain =
        trace != NULL && !trace->merged && trace->n_cells == first->n_cells && effect->compared != TSQ_COMPARED_CHANGE;
    for (size_t i = 0; plain && i < trace->n_cells; i++) {
        const char *role = trace->cell[i].role;
        plain = cell_of(first, role) != NULL && (tsq__is_word_of(roles, role) || tsq__is_word_of("bi di mi ri", role));
    }
    for (size_t i = 0; plain && i < trace->steps.n; i++) {
        const struct tsq__step *step = &trace->steps.step[i];
        plain = step->by == NULL && strcmp(step->name, "deff") != 0 &&
                tsq__effect_input_find(step->name, strlen(step->name)) == NULL;
    }
    return plain;
}

/* Adds one argument of escalc: the cells of a role. */
static void add_role(const struct tsq__script *script, const char *role)
{
    const tsq_effects *effects = &script->chain->result->effects;
    tsq__text_printf(script->text, "%s = c(", role);
    for (size_t i = 0; i < effects->k; i++) {
        const struct tsq__trace *trace = tsq__trace_of(&script->chain->traces, effects->effect[i].row);
        const struct tsq__cell *cell = trace == NULL ? NULL : cell_of(trace, role);
        char number[TSQ_NUMBER_TEXT];
        tsq__text_printf(script->text, "%s%s", i == 0 ? "" : ", ",
                         cell == NULL ? "NA" : tsq_number_print(cell->number, number));
    }
    tsq__text_add_string(script->text, "),\n              ");
}

void tsq__script_escalc(const struct tsq__script *script)
{
    const tsq_effects *effects = &script->chain->result->effects;
    const tsq_effect_options *options = &script->chain->report->options.effect;
    const struct tsq__trace *first = tsq__trace_of(&script->chain->traces, effects->effect[0].row);
    const char *correct;
    bool plain = first != NULL && has_same_rules(script);
    for (size_t i = 0; plain && i < effects->k; i++) {
        plain =
            is_plain(script, tsq__trace_of(&script->chain->traces, effects->effect[i].row), first, &effects->effect[i]);
    }
    if (!plain) {
        return;
    }
    (void)correction(effects->measure, options, &correct);
    tsq__text_printf(script->text, "\n# The same by metafor from the columns of the file.\nraw <- escalc(\"%s\", ",
                     effects->measure->id);
    for (size_t i = 0; i < first->n_cells; i++) {
        add_role(script, first->cell[i].role);
    }
    if (!isnan(options->add) && effects->measure->has_zero != NULL) {
        char number[TSQ_NUMBER_TEXT];
        tsq__text_printf(script->text, "add = %s, ", tsq_number_print(options->add, number));
    }
    if (effects->measure->has_zero != NULL) {
        static const char *const to[] = {
            [TSQ_TO_ONLY0] = "only0", [TSQ_TO_ALL] = "all", [TSQ_TO_IF0ALL] = "if0all", [TSQ_TO_NONE] = "none"};
        tsq__text_printf(script->text, "to = \"%s\", ", to[options->to]);
    }
    tsq__text_printf(script->text, "%s%s%svar.names = c(\"yi\", \"vi\"))\n", correct != NULL ? "correct = " : "",
                     correct != NULL ? correct : "", correct != NULL ? ", " : "");
    tsq__text_add_string(script->text, "compare(\"yi by escalc\", raw$yi[which.max(abs(raw$yi - yi))], "
                                       "yi[which.max(abs(raw$yi - yi))], max(abs(yi)))\n"
                                       "compare(\"vi by escalc\", raw$vi[which.max(abs(raw$vi / vi - 1))], "
                                       "vi[which.max(abs(raw$vi / vi - 1))], 0)\n");
}
