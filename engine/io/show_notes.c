/* The facts about a pooled result in sentences: how effects came about, flags, warnings. */
#include "io/show.h"

#include "io/number.h"

#include <math.h>
#include <string.h>

/* Whether a study counts against the estimate. */
static bool weighs_negative(const tsq__result *result)
{
    for (size_t i = 0; result->fit.weight != NULL && i < result->k; i++) {
        if (result->fit.weight[i] < 0.0) {
            return true;
        }
    }
    return false;
}

/* Of one group in text; a table with half its rows omitted would bury the result. */
#define MOST_WARNINGS 20

/* What a back-transformation took besides the estimates, where it took anything. */
static bool note_transform(const tsq__show *show, FILE *stream, const char *heading, const char *bullet)
{
    const tsq_transform *transform = show->transform;
    if (transform == NULL || transform->needs == TSQ_TRANSFORM_NEEDS_NOTHING || isnan(show->with)) {
        return false;
    }
    char with[TSQ__NUMBER_ROOM], tau2[TSQ__NUMBER_ROOM];
    if (transform->needs == TSQ_TRANSFORM_NEEDS_TAU2) {
        fprintf(stream,
                "%s%s%s of the estimate and its limits is the mean over the distribution of true effects with %s = %s; "
                "studies and new studies are shown by %s.\n",
                heading, bullet, transform->id, show->symbols->tau2, tsq__fixed(show->with, show->tau2_decimals, tau2),
                show->single->id);
        return true;
    }
    const tsq_effects *effects = &show->result.pooled->effects;
    double least = HUGE_VAL, most = 0.0;
    for (size_t i = 0; i < effects->k; i++) {
        least = fmin(least, effects->effect[i].size);
        most = fmax(most, effects->effect[i].size);
    }
    fprintf(stream,
            "%s%s%s takes a size: each study its own, the estimate %s %s. The studies' sizes go from %.6g to %.6g; the "
            "further apart they are, the less the back-transformed estimate can be relied on.\n",
            heading, bullet, transform->id, show->options->size > 0.0 ? "the one given," : "their harmonic mean,",
            tsq__fixed(show->with, show->with < 100.0 ? 2 : 0, with), least, most);
    return true;
}

void tsq__show_notes(const tsq__show *show, FILE *stream, const char *heading, const char *bullet)
{
    const tsq_pool_result *pooled = show->result.pooled;
    const char *derived = tsq__show_derived(show);
    if (derived != NULL && strcmp(show->result.measure, "GEN") != 0) {
        fprintf(stream, "%s%sEvery effect: %s.\n", heading, bullet, derived);
        heading = "";
    }
    if (note_transform(show, stream, heading, bullet)) {
        heading = "";
    }
    for (size_t i = 0; i < TSQ_FLAG_COUNT; i++) {
        if ((show->result.fit.flags >> i & 1) != 0) {
            fprintf(stream, "%s%s%s\n", heading, bullet, tsq_flag_sentence(i));
            heading = "";
        }
    }
    if (show->result.fit.H2 < 1.0) {
        fprintf(
            stream,
            "%s%s%s is Q over its degrees of freedom; below 1 it stands for %s = 0, and its interval is that of 1.\n",
            heading, bullet, show->symbols->H2, show->symbols->I2);
        heading = "";
    }
    if (weighs_negative(&show->result)) {
        fprintf(stream,
                "%s%sA contrast has a negative weight: it takes out of a more precise one of its trial what the two "
                "have from their control.\n",
                heading, bullet);
        heading = "";
    }
    for (size_t i = 0; i < pooled->n_warnings && i < MOST_WARNINGS; i++) {
        fprintf(stream, "%s%sWarning: %s.\n", heading, bullet, pooled->warning[i]);
        heading = "";
    }
    if (pooled->n_warnings > MOST_WARNINGS) {
        fprintf(stream, "%sAnd %zu more warnings; all are in the output of --format json.\n", bullet,
                pooled->n_warnings - MOST_WARNINGS);
    }
}
