/* Numbers in a study's chain that its cells do not give: options, and what all studies make together. */
#include "verify/place.h"

#include <stdio.h>
#include <string.h>

static const char all_rows[] = "mean over all rows of the analysis";

/* A number that all studies make together: means for variance formulas, the pooled correlation. E_OPTION where rows without
 * an effect have a part in it. */
static tsq_status by_all_rows(const struct tsq__place *place, const char *name, size_t *out)
{
    const struct tsq__trace *trace = place->trace;
    const bool pooled = trace->options.corr_pooled;
    const struct {
        const char *name, *formula, *inputs[2], *title;
        double value;
    } made[] = {
        {"average1", "sum(g1*q1)/sum(g1)", {"g1", "q1"}, all_rows, trace->numbers.average1},
        {"average2", "sum(g2*q2)/sum(g2)", {"g2", "q2"}, all_rows, trace->numbers.average2},
        {"corr",
         "tanh(sum(corr_z)/sum(corr_w))",
         {"corr_z", "corr_w"},
         "correlation of baseline and final value, pooled from the groups that report all three SDs",
         pooled ? trace->options.corr : (double)NAN},
    };
    for (size_t i = 0; i < sizeof made / sizeof made[0]; i++) {
        if (strcmp(made[i].name, name) == 0 && !isnan(made[i].value)) {
            return tsq__chain_over_studies(place->chain, made[i].name, made[i].formula, made[i].inputs, made[i].title,
                                           made[i].value, out);
        }
    }
    return TSQ_E_OPTION;
}

/* Where a correlation is from: asked for, or pooled from other studies, as the effect tells. */
static const char *of_all(const struct tsq__place *place, const char *what, bool pooled, char title[300])
{
    const char *told = pooled ? strstr(place->effect->derived, "pooled from") : "asked for";
    snprintf(title, 300, "%s, %.220s", what, told != NULL ? told : "pooled from all rows of the analysis");
    return title;
}

tsq_status tsq__place_option(const struct tsq__place *place, const char *name, size_t *out)
{
    const tsq_effect_options *options = &place->trace->options;
    const tsq_convert_options *convert = &options->convert;
    const tsq_status made = by_all_rows(place, name, out);
    if (made != TSQ_E_OPTION) {
        return made;
    }
    char pooled[2][300];
    const struct {
        const char *name, *title;
        double value;
    } given[] = {
        {"corr", of_all(place, "correlation of baseline and final value", options->corr_pooled, pooled[0]),
         options->corr},
        {"crossover_corr", of_all(place, "correlation of the treatments", options->crossover_corr_pooled, pooled[1]),
         options->crossover_corr},
        {"limits_level", "level of reported limits, per cent",
         convert->limits_level == 0.0 ? 95.0 : convert->limits_level},
        {"limits_sides", "2: limits of a two-sided interval; 1: each alone has that level",
         convert->limits_one_sided ? 1.0 : 2.0},
        {"average1", all_rows, place->trace->numbers.average1},
        {"average2", all_rows, place->trace->numbers.average2},
    };
    for (size_t i = 0; i < sizeof given / sizeof given[0]; i++) {
        if (strcmp(given[i].name, name) == 0 && !isnan(given[i].value)) {
            const tsq_why_node node = {.name = name, .kind = TSQ_WHY_GIVEN, .title = given[i].title};
            *out = tsq__place_find(place, name);
            return *out != TSQ_WHY_NONE ? TSQ_OK : tsq__place_add(place, name, node, given[i].value, out);
        }
    }
    return TSQ_E_OPTION;
}
