/* How a pooled result was computed, as rows of texts. */
#include "io/show.h"

#include "io/number.h"

#include <math.h>

/* "id, title (12 df)". */
static void add_entry(tsq__grid *grid, const char *label, const char *id, const char *title, double df)
{
    char text[512], number[TSQ__NUMBER_ROOM];
    const bool t = !isnan(df);
    snprintf(text, sizeof text, "%s, %s%s%s%s", id, title, t ? " (" : "", t ? tsq__show_df(df, number) : "",
             t ? " df)" : "");
    tsq__grid_add(grid, label);
    tsq__grid_add(grid, text);
}

/* The model, the estimator of tau2, and how I2 was defined: what a single study does not have. */
static void add_model(const tsq__show *show, tsq__grid *grid)
{
    const tsq_fit_result *fit = &show->result.fit;
    const bool random = show->result.random;
    const double normal = NAN;
    tsq__grid_add(grid, "Model");
    tsq__grid_add(grid, random ? "random effects" : "common effect");
    if (random && !isnan(show->pool->fit.tau2)) {
        tsq__grid_add(grid, show->symbols->tau2);
        tsq__grid_add(grid, "fixed at the value given");
    } else {
        add_entry(grid, random ? show->symbols->tau2 : "Method", fit->method->id, fit->method->title, normal);
    }
    char text[64];
    snprintf(text, sizeof text, "from %s and the typical variance", show->symbols->tau2);
    tsq__grid_add(grid, show->symbols->I2);
    tsq__grid_add(grid, show->pool->fit.i2 == TSQ_I2_Q || !random ? "from Q" : text);
}

/* The terms, and what each factor is compared with. */
static void add_moderators(const tsq__show *show, tsq__grid *grid)
{
    const tsq_design *design = &show->result.pooled->design;
    char text[512];
    if (show->result.mods == NULL) {
        return;
    }
    int n = snprintf(text, sizeof text, "%s%s", show->result.mods, design->intercept ? "" : ", no intercept");
    for (size_t i = 0; i < design->n_factors && n > 0 && (size_t)n < sizeof text; i++) {
        const tsq_factor *factor = &design->factor[i];
        if (factor->contrasts) {
            n += snprintf(text + n, sizeof text - (size_t)n, "; %s against %s", factor->name, factor->reference);
        }
    }
    tsq__grid_add(grid, "Moderators");
    tsq__grid_add(grid, text);
}

/* The degrees of freedom of the mean, or of all coefficients where they are the same. */
static double df_of_all(const tsq__result *result)
{
    double df = result->mean.df;
    for (size_t j = 0; result->mods != NULL && j < result->p; j++) {
        const double own = result->fit.coefficients[j].df;
        df = j == 0 || own == df ? own : (double)NAN;
    }
    return df;
}

void tsq__show_methods(const tsq__show *show, tsq__grid *grid)
{
    const tsq_fit_result *fit = &show->result.fit;
    const double normal = NAN;
    char text[128];
    if (!tsq__show_single(show)) {
        add_model(show, grid);
    }
    add_moderators(show, grid);
    add_entry(grid, "Test and CI", fit->test->id, fit->test->title, df_of_all(&show->result));
    if (fit->prediction != NULL) {
        add_entry(grid, "Prediction", fit->prediction->id, fit->prediction->title, fit->pi_df);
    }
    if (fit->tau2_interval != NULL) {
        snprintf(text, sizeof text, "CI of %s", show->symbols->tau2);
        add_entry(grid, text, fit->tau2_interval->id, fit->tau2_interval->title, normal);
    }
    if (show->pool->fit.weighting != TSQ_WEIGHT_INVERSE) {
        tsq__grid_add(grid, "Weights");
        tsq__grid_add(grid, show->pool->fit.weighting == TSQ_WEIGHT_EQUAL ? "equal" : show->pool->weights);
    }
    const size_t shared = show->result.pooled->covariance.n_trials;
    if (shared > 0) {
        snprintf(text, sizeof text, "generalised least squares, %zu trial%s with shared controls", shared,
                 shared == 1 ? "" : "s");
        tsq__grid_add(grid, "Covariance");
        tsq__grid_add(grid, text);
    }
    add_entry(grid, "Preset", show->pool->preset->id, show->pool->preset->title, normal);
}
