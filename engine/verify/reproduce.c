/* The search: part by part, what passes the screen pooled as `tausq pool` would, equal numbers put together. */
#include "verify/search.h"

#include "base/memory.h"
#include "num/dist.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

/* Hits of the parts beyond the first count as found only if so few are to be expected of chance. */
#define CHANCE_MOST 0.05

/* ... and those of the first part only so if they depart twice from every preset. */
#define COST_MOST 2.0

/* Candidates that are pooled; a statement that more combinations meet says nothing of them. */
enum { POOLED_MOST = 3000, NEAREST = 5 };

const char *tsq_search_part_id(size_t i)
{
    static const char *const ids[] = {"conventions", "unusual", "one", "two"};
    return i < TSQ_SEARCH_PARTS ? ids[i] : NULL;
}

/* What the result keeps alive. */
struct owned {
    tsq_table *table;
    tsq_roles *roles;
};

/* ---- pooling a candidate --------------------------------------------------------------------------------------- */

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

/* What is done with a combination that was pooled. */
struct sink {
    const tsq__search *search;
    tsq__answers *hits, *near;
    size_t *row;
    double *weights;
};

static tsq_status take(const struct sink *sink, const tsq__candidate *candidate, tsq_combination *c, tsq_error *err)
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

static tsq_status pool_on(const struct sink *sink, const tsq_table *table, const tsq__candidate *candidate,
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

static tsq_status pool_candidate(const struct sink *sink, tsq__candidate candidate, tsq_error *err)
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

/* ---- parts --------------------------------------------------------------------------------------------------- */

/* How many of the stated numbers can move on their own: estimate, its standard error, tau2, Q, and of the weights two. */
static double count_free(const tsq__search *search)
{
    const tsq_statement *s = search->target.statement;
    double n = search->target.has_weights ? 2.0 : 0.0;
    if (s != NULL) {
        n += s->has[TSQ_STATED_ESTIMATE] || s->has[TSQ_STATED_CI_LB];
        n += search->matters_test;
        n += s->has[TSQ_STATED_TAU2] || s->has[TSQ_STATED_TAU];
        n += search->matters_i2 || s->has[TSQ_STATED_Q] || s->has[TSQ_STATED_Q_P];
    }
    return fmax(n, 1.0);
}

static tsq_status search_one(tsq__search *search, struct sink *sink, tsq_search_part part, tsq__answers *found,
                             tsq_searched *searched, tsq_error *err)
{
    tsq__best *best = calloc(1, sizeof *best);
    tsq__answers hits = {0};
    if (best == NULL) {
        return tsq__fail_memory(err);
    }
    sink->hits = &hits;
    tsq_status status = tsq__search_part(search, part, best, err);
    tsq__answers *near = sink->near;
    sink->near = NULL;
    for (size_t i = 0; i < best->n && i < POOLED_MOST && status == TSQ_OK; i++) {
        status = pool_candidate(sink, best->candidate[i], err);
    }
    sink->near = near;
    for (size_t i = 0; i < best->n_near && near != NULL && status == TSQ_OK; i++) {
        status = pool_candidate(sink, best->near[i], err);
    }
    *searched = (tsq_searched){.done = true, .combinations = best->combinations, .hits = hits.n};
    searched->chance = tsq__best_chance(best, hits.n, count_free(search));
    searched->accepted = hits.n > 0 && (part == TSQ_SEARCH_CONVENTIONS || searched->chance <= CHANCE_MOST);
    if (part == TSQ_SEARCH_CONVENTIONS && searched->chance > CHANCE_MOST) {
        searched->left_out = tsq__answers_leave_out(&hits, COST_MOST);
        searched->accepted = hits.n > 0;
    }
    if (status == TSQ_OK && searched->accepted) {
        status = tsq__answers_move(&hits, found, err);
    }
    sink->hits = NULL;
    tsq__answers_free(hits.answer, hits.n);
    tsq__best_free(best);
    free(best);
    return status;
}

static tsq_status search_parts(tsq__search *search, tsq_reproduction *out, tsq_error *err)
{
    const tsq_reproduce_options *options = search->choice.options;
    tsq__answers found = {0}, near = {0};
    struct sink sink = {.search = search,
                        .near = &near,
                        .row = tsq__array(search->space.rows, sizeof *sink.row),
                        .weights = tsq__array(search->space.rows, sizeof *sink.weights)};
    tsq_status status = sink.row == NULL || sink.weights == NULL ? tsq__fail_memory(err) : TSQ_OK;
    for (size_t part = 0; part <= (size_t)options->most && status == TSQ_OK; part++) {
        if (found.n > 0 && !options->all) {
            break;
        }
        if (part == TSQ_SEARCH_UNUSUAL) {
            status = tsq__space_add(&search->choice, true, &search->space, err);
        }
        const bool last = part == (size_t)options->most;
        if (status == TSQ_OK && (part > 0 || last) && search->space.n == 0) {
            status = tsq__space_refuse(&search->choice, &search->space, err);
        }
        if (status != TSQ_OK) {
            break;
        }
        status = search_one(search, &sink, (tsq_search_part)part, &found, &out->part[part], err);
    }
    if (status == TSQ_OK) {
        tsq__answers_finish(&found, false, options->answers, &out->answer, &out->n);
        tsq__answers_finish(&near, true, out->n > 0 ? 0 : NEAREST, &out->nearest, &out->n_nearest);
    }
    tsq__answers_free(found.answer, found.n);
    tsq__answers_free(near.answer, near.n);
    free(sink.row);
    free(sink.weights);
    return status;
}

/* ---- what is looked for ---------------------------------------------------------------------------------------- */

static tsq_status read_weights(const tsq_table *table, const char *name, tsq__target *target, tsq_error *err)
{
    size_t column, any = 0;
    if (!tsq_table_find(table, name, &column)) {
        return tsq__fail(err, TSQ_E_COLUMN, "%s: no column '%s' for the weights", tsq_table_source(table), name);
    }
    for (size_t i = 0; i < target->rows; i++) {
        const char *cell = tsq_table_cell(table, i, column);
        double number;
        tsq_error cause;
        target->weight[i].value = NAN;
        if (tsq_number_read(cell, tsq_table_decimal(table), &number) == TSQ_NUMBER_MISSING) {
            continue;
        }
        if (tsq_figure_read(cell, tsq_table_decimal(table), &target->weight[i], &cause) != TSQ_OK) {
            const tsq_status status = tsq__fail(err, TSQ_E_VALUE, "%s:%zu: %s: %s", tsq_table_source(table),
                                                tsq_table_line(table, i), name, cause.text);
            if (err != NULL) {
                err->line = tsq_table_line(table, i);
            }
            return status;
        }
        any++;
    }
    target->has_weights = true;
    return any > 0 ? TSQ_OK
                   : tsq__fail(err, TSQ_E_EMPTY, "%s: column '%s' has no weights in these rows",
                               tsq_table_source(table), name);
}

static void note_what_matters(tsq__search *search)
{
    static const tsq_stated of_test[] = {TSQ_STATED_CI_LB, TSQ_STATED_CI_UB, TSQ_STATED_SE,
                                         TSQ_STATED_Z,     TSQ_STATED_T,     TSQ_STATED_DF,
                                         TSQ_STATED_P,     TSQ_STATED_PI_LB, TSQ_STATED_PI_UB};
    static const tsq_stated of_i2[] = {TSQ_STATED_I2, TSQ_STATED_I2_LB, TSQ_STATED_I2_UB, TSQ_STATED_H2};
    const tsq_statement *s = search->target.statement;
    for (size_t i = 0; s != NULL && i < sizeof of_test / sizeof of_test[0]; i++) {
        search->matters_test = search->matters_test || s->has[of_test[i]];
    }
    for (size_t i = 0; s != NULL && i < sizeof of_i2 / sizeof of_i2[0]; i++) {
        search->matters_i2 = search->matters_i2 || s->has[of_i2[i]];
    }
    if (s != NULL) {
        search->stated_mean = s->has[TSQ_STATED_ESTIMATE] || s->has[TSQ_STATED_CI_LB] || s->has[TSQ_STATED_PI_LB];
        search->stated_pi = s->has[TSQ_STATED_PI_LB] || s->has[TSQ_STATED_PI_UB];
        search->stated_tau2_ci = s->has[TSQ_STATED_TAU2_LB] || s->has[TSQ_STATED_TAU2_UB] || s->has[TSQ_STATED_I2_LB] ||
                                 s->has[TSQ_STATED_I2_UB];
    }
}

static void free_search(tsq__search *search)
{
    tsq__space_free(&search->space);
    free(search->target.weight);
    free(search->student);
    tsq_rows_free(&search->all);
}

/* The rows that meet the conditions as a table of their own, and its roles. */
static tsq_status prepare_table(const tsq_table *table, const tsq_reproduce_options *options, struct owned *owned,
                                tsq_error *err)
{
    const tsq_edit none = {.kind = TSQ_EDIT_NONE};
    tsq_rows rows = {0};
    tsq_status status = tsq_table_where(table, options->pool.where, options->pool.n_where, &rows, err);
    if (status == TSQ_OK && rows.n == 0) {
        status = tsq__fail(err, TSQ_E_EMPTY, "%s: no row meets the conditions", tsq_table_source(table));
    }
    if (status == TSQ_OK) {
        status = tsq__search_table(table, &rows, &none, &options->pool, &owned->table, err);
    }
    tsq_rows_free(&rows);
    return status == TSQ_OK ? tsq_roles_new(owned->table, options->pool.map, options->pool.n_map, &owned->roles, err)
                            : status;
}

static tsq_status prepare(const tsq_statement *statement, const tsq_reproduce_options *options,
                          const struct owned *owned, tsq__search *search, tsq_error *err)
{
    const size_t rows = tsq_table_rows(owned->table);
    search->choice = (tsq__choice){owned->table, owned->roles, options, statement};
    search->target =
        (tsq__target){.statement = statement, .weight = tsq__array(rows, sizeof(tsq_figure)), .rows = rows};
    search->student = tsq__array(rows + 1, sizeof(double));
    search->all = (tsq_rows){.n = rows, .row = tsq__array(rows, sizeof(size_t))};
    if (search->target.weight == NULL || search->student == NULL || search->all.row == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < rows; i++) {
        search->all.row[i] = i;
        search->student[i + 1] = NAN;
    }
    search->normal = tsq__normal_upper((100.0 - (statement != NULL ? statement->level : 95.0)) / 200.0);
    note_what_matters(search);
    tsq_status status = TSQ_OK;
    if (options->weights != NULL) {
        status = read_weights(owned->table, options->weights, &search->target, err);
    }
    return status == TSQ_OK ? tsq__space_add(&search->choice, false, &search->space, err) : status;
}

tsq_status tsq_reproduce(const tsq_table *table, const tsq_statement *statement, const tsq_reproduce_options *options,
                         tsq_reproduction *out, tsq_error *err)
{
    *out = (tsq_reproduction){.table = table, .statement = statement};
    if (statement == NULL && options->weights == NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "there is nothing to reproduce: a statement, or a column of weights");
    }
    if (options->pool.by != NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "one analysis is reproduced at a time: choose its rows by conditions");
    }
    struct owned *owned = calloc(1, sizeof *owned);
    if (owned == NULL) {
        return tsq__fail_memory(err);
    }
    out->owned = owned;
    if (statement != NULL) {
        tsq_statement_judge(statement, &out->verdict);
    }
    tsq__search search = {0};
    tsq_status status = prepare_table(table, options, owned, err);
    out->searched = owned->table;
    if (status == TSQ_OK) {
        status = prepare(statement, options, owned, &search, err);
    }
    if (status == TSQ_OK) {
        status = search_parts(&search, out, err);
    }
    free_search(&search);
    if (status != TSQ_OK) {
        tsq_reproduce_free(out);
    }
    return status;
}

void tsq_reproduce_free(tsq_reproduction *reproduction)
{
    if (reproduction == NULL) {
        return;
    }
    tsq__answers_free(reproduction->answer, reproduction->n);
    tsq__answers_free(reproduction->nearest, reproduction->n_nearest);
    struct owned *owned = reproduction->owned;
    if (owned != NULL) {
        tsq_roles_free(owned->roles);
        tsq_table_free(owned->table);
        free(owned);
    }
    *reproduction = (tsq_reproduction){0};
}
