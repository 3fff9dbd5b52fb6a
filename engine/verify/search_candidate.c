/* A candidate pooled as `tausq pool` would: with its edit done to the table, under every interval that is stated. */
#include "verify/search.h"

#include <math.h>
#include <stdint.h>

static void note_weights(const tsq__search *search, const tsq_pool_result *result, const size_t *row, double *weights,
                         tsq_combination *c)
{
    for (size_t i = 0; i < search->space.rows; i++) {
        weights[i] = NAN;
    }
    for (size_t i = 0; i < result->effects.k; i++) {
        const size_t at = row[result->effects.effect[i].row];
        const tsq_figure *figure = &search->target.weight[at];
        weights[at] = result->fit.weight[i];
        const double miss = fabs(weights[at] - figure->value);
        if (!isnan(figure->value) && !(miss <= c->weight_miss)) {
            c->weight_miss = miss;
            c->weight_study = tsq_roles_text(search->choice.roles, "study", at);
        }
    }
}

static void compare(const tsq__search *search, const tsq__candidate *candidate, const tsq_pool_result *result,
                    const size_t *row, double *weights, tsq_combination *c)
{
    const tsq__variant *variant = &search->space.variant[candidate->variant];
    const tsq_transform *scale[2] = {NULL, NULL};
    const tsq_statement *s = search->target.statement;
    (void)tsq__search_scales(search, variant, scale);
    const tsq__fitted fitted = tsq__search_fitted(result);
    tsq__target_values(&search->target, &fitted, candidate->transformed ? scale[0] : NULL, variant->with, c->value);
    c->weight_miss = NAN;
    if (search->target.has_weights) {
        note_weights(search, result, row, weights, c);
    }
    c->distance = tsq__target_compare(&search->target, c->value, weights, false, &c->missed);
    for (size_t i = 0; s != NULL && i < TSQ_STATED_COUNT; i++) {
        c->holds[i] = s->has[i] && tsq__target_distance(&s->figure[i], c->value[i]) <= 1.0;
    }
}

/* A table with the candidate's edit, and which row of the search's table each of its rows is. */
static tsq_status edit_table(const tsq__search *search, const tsq_edit *edit, tsq_table **table, size_t *row,
                             tsq_error *err)
{
    size_t n = 0;
    for (size_t i = 0; i < search->space.rows; i++) {
        const bool out = edit->kind == TSQ_EDIT_LEAVE_OUT && (edit->row[0] == i || (edit->n > 1 && edit->row[1] == i));
        if (!out) {
            row[n++] = i;
        }
    }
    return tsq__search_table(search->choice.table, &search->all, edit, &search->choice.options->pool, table, err);
}

/* What of a statement is about intervals that several conventions form: every one is tried. */
static const char *prediction_at(const tsq__search *search, size_t i)
{
    if (!search->stated_pi) {
        return i == 0 ? "none" : NULL;
    }
    const tsq_prediction *prediction = tsq_prediction_at(i);
    return prediction != NULL ? prediction->id : NULL;
}

static const char *tau2_interval_at(const tsq__search *search, size_t i)
{
    if (!search->stated_tau2_ci) {
        return i == 0 ? "none" : NULL;
    }
    const tsq_tau2_interval *interval = tsq_tau2_interval_at(i);
    return interval != NULL ? interval->id : NULL;
}

static tsq_status take(const tsq__sink *sink, const tsq__candidate *candidate, tsq_combination *c, tsq_error *err)
{
    if (c->missed > 0 && sink->near == NULL) {
        return TSQ_OK;
    }
    tsq_status status = tsq__search_describe(sink->search, candidate, c);
    if (status == TSQ_OK && candidate->edit.kind != TSQ_EDIT_NONE) {
        c->edited = tsq__search_edited(sink->search->choice.table, sink->search->choice.roles, &candidate->edit);
        status = c->edited == NULL ? TSQ_E_MEMORY : TSQ_OK;
    }
    if (status != TSQ_OK) {
        tsq__combination_free(c);
        return tsq__fail_memory(err);
    }
    return tsq__answers_add(sink->search, c->missed == 0 ? sink->hits : sink->near, c, err);
}

static tsq_status pool_on(const tsq__sink *sink, const tsq_table *table, const tsq__candidate *candidate,
                          tsq_error *err)
{
    const size_t which = candidate->options == SIZE_MAX ? 0 : candidate->options;
    const tsq_pool_options options = tsq__search_options(sink->search, candidate, which);
    tsq_pool_report report;
    tsq_status status = tsq_pool(table, &options, &report, NULL);
    if (status != TSQ_OK) { /* a combination that cannot be, as an interval that the method does not have */
        return status == TSQ_E_MEMORY ? tsq__fail_memory(err) : TSQ_OK;
    }
    if (report.n == 1 && report.result[0].estimated && report.result[0].fit.p == 1) {
        tsq_combination c = {0};
        compare(sink->search, candidate, &report.result[0], sink->row, sink->weights, &c);
        status = take(sink, candidate, &c, err);
    }
    tsq_pool_free(&report);
    return status;
}

tsq_status tsq__search_pool(const tsq__sink *sink, tsq__candidate candidate, tsq_error *err)
{
    tsq_table *table;
    tsq_status status = edit_table(sink->search, &candidate.edit, &table, sink->row, err);
    for (size_t i = 0; status == TSQ_OK; i++) {
        candidate.prediction = prediction_at(sink->search, i);
        if (candidate.prediction == NULL) {
            break;
        }
        for (size_t j = 0; status == TSQ_OK; j++) {
            candidate.tau2_interval = tau2_interval_at(sink->search, j);
            if (candidate.tau2_interval == NULL) {
                break;
            }
            status = pool_on(sink, table, &candidate, err);
        }
    }
    tsq_table_free(table);
    return status;
}
