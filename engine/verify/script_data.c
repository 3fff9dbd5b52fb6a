/* The data of a script: effects or counts as vectors, weights of the user, and the matrix of covariances. */
#include "verify/script.h"

#include "base/error.h"
#include "pool/pool.h"

#include <stdlib.h>
#include <string.h>

void tsq__script_vector(const struct tsq__script *script, const char *name, const double *numbers)
{
    const tsq_effects *effects = &script->chain->result->effects;
    const bool r = script->language == TSQ_SCRIPT_R;
    tsq__text_printf(script->text, r ? "%s <- c(\n" : "%s = np.array([\n", name);
    for (size_t i = 0; i < effects->k; i++) {
        char number[TSQ_NUMBER_TEXT], shown[TSQ__SHOWN];
        const tsq_effect *effect = &effects->effect[i];
        const char *last = i + 1 < effects->k || !r ? "," : "";
        tsq__text_printf(script->text, "    %s%s  # %s, line %zu\n",
                         isnan(numbers[i]) ? r ? "NA" : "math.nan" : tsq_number_print(numbers[i], number), last,
                         tsq__shown(effect->study, strlen(effect->study), shown), effect->line);
    }
    tsq__text_add_string(script->text, r ? ")\n" : "])\n");
}

static tsq_status add_counts(const struct tsq__script *script, double *numbers)
{
    static const char *const names[2][4] = {{"ai", "bi", "ci", "di"}, {"x1i", "t1i", "x2i", "t2i"}};
    const struct tsq__chain *chain = script->chain;
    const bool rates = tsq__formula_holds("measure=IRR|IRD", script->facts);
    for (size_t j = 0; j < 4; j++) {
        for (size_t i = 0; i < chain->result->effects.k; i++) {
            double cell[4] = {NAN, NAN, NAN, NAN};
            (void)tsq__pool_counts_of(chain->report, &chain->result->effects, chain->result->effects.effect[i].row,
                                      cell);
            numbers[i] = cell[j];
        }
        tsq__script_vector(script, names[rates][j], numbers);
    }
    return TSQ_OK;
}

static tsq_status add_weights(const struct tsq__script *script, double *numbers, tsq_error *err)
{
    const struct tsq__chain *chain = script->chain;
    const tsq_table *table = chain->report->table;
    size_t column = 0;
    if (chain->report->options.weights == NULL || !tsq_table_find(table, chain->report->options.weights, &column)) {
        return TSQ_OK;
    }
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < chain->result->effects.k && status == TSQ_OK; i++) {
        status = tsq__pool_weight(table, chain->result->effects.effect[i].row, column, &numbers[i], err);
    }
    tsq__script_vector(script, "u", numbers);
    return status;
}

/* The matrix of sampling variances and covariances. */
static void add_covariances(const struct tsq__script *script)
{
    const tsq_effects_pairs *pairs = &script->chain->result->covariance;
    const bool r = script->language == TSQ_SCRIPT_R;
    if (pairs->n == 0) {
        return;
    }
    tsq__text_add_string(script->text, "\n# Covariances of effects that share a control.\n");
    tsq__text_add_string(script->text, r ? "V <- diag(vi)\n" : "V = np.diag(v)\n");
    for (size_t i = 0; i < pairs->n; i++) {
        const size_t a = pairs->pair[i].i + r, b = pairs->pair[i].j + r;
        char number[TSQ_NUMBER_TEXT];
        tsq__text_printf(script->text, r ? "V[%zu, %zu] <- V[%zu, %zu] <- %s\n" : "V[%zu, %zu] = V[%zu, %zu] = %s\n", a,
                         b, b, a, tsq_number_print(pairs->pair[i].value, number));
    }
}

tsq_status tsq__script_data(const struct tsq__script *script, tsq_error *err)
{
    const tsq_effects *effects = &script->chain->result->effects;
    const bool r = script->language == TSQ_SCRIPT_R;
    double *numbers = calloc(effects->k + 1, sizeof *numbers);
    tsq_status status = TSQ_OK;
    if (numbers == NULL) {
        return tsq__fail_memory(err);
    }
    if (!tsq__formula_holds("counts=none", script->facts)) {
        status = add_counts(script, numbers);
    } else {
        for (size_t i = 0; i < effects->k; i++) {
            numbers[i] = effects->effect[i].yi;
        }
        tsq__script_vector(script, r ? "yi" : "y", numbers);
        for (size_t i = 0; i < effects->k; i++) {
            numbers[i] = effects->effect[i].vi;
        }
        tsq__script_vector(script, r ? "vi" : "v", numbers);
        status = add_weights(script, numbers, err);
        add_covariances(script);
        status = status == TSQ_OK && script->chain->result->design.p > 0 ? tsq__script_design(script) : status;
    }
    free(numbers);
    return status;
}
