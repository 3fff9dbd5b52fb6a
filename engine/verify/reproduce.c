/* The search: part by part, what passes the screen pooled as `tausq pool` would, equal numbers put together. */
#include "verify/search.h"

#include "base/memory.h"

#include <tausq/rounding.h>

#include <math.h>
#include <stdlib.h>

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

/* ---- parts --------------------------------------------------------------------------------------------------- */

/* How many of the stated numbers can move on their own: estimate, its standard error, tau2, Q, and of the weights two. */
static double count_free(const tsq__search *search)
{
    const tsq_statement *s = search->target.statement;
    double n = search->target.has_weights ? 2.0 : 0.0;
    if (s != NULL) {
        n += s->has[TSQ_STATED_ESTIMATE] || s->has[TSQ_STATED_CI_LB] || s->has[TSQ_STATED_CI_UB];
        n += search->matters_test;
        n += s->has[TSQ_STATED_TAU2] || s->has[TSQ_STATED_TAU];
        n += search->matters_i2 || s->has[TSQ_STATED_Q] || s->has[TSQ_STATED_Q_P];
    }
    return fmax(n, 1.0);
}

/* What was found: answers, and what chance alone explains. */
struct found {
    tsq__answers answers, chance;
};

/* Where the hits of a part go. */
static tsq_status sort_out(tsq_search_part part, tsq__answers *hits, struct found *found, tsq_searched *searched,
                           tsq_error *err)
{
    tsq_status status = TSQ_OK;
    searched->hits = hits->n;
    searched->accepted = hits->n > 0 && (part == TSQ_SEARCH_CONVENTIONS || searched->chance <= CHANCE_MOST);
    if (part == TSQ_SEARCH_CONVENTIONS && searched->chance > CHANCE_MOST) {
        status = tsq__answers_leave_out(hits, COST_MOST, &found->chance, &searched->left_out, err);
        searched->accepted = hits->n > 0;
    }
    return status == TSQ_OK ? tsq__answers_move(hits, searched->accepted ? &found->answers : &found->chance, err)
                            : status;
}

static tsq_status search_one(tsq__search *search, tsq__sink *sink, tsq_search_part part, struct found *found,
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
        status = tsq__search_pool(sink, best->candidate[i], err);
    }
    sink->near = near;
    for (size_t i = 0; i < best->n_near && near != NULL && status == TSQ_OK; i++) {
        status = tsq__search_pool(sink, best->near[i], err);
    }
    *searched = (tsq_searched){.done = true, .combinations = best->combinations};
    searched->chance = tsq__best_chance(best, hits.n, count_free(search));
    if (status == TSQ_OK) {
        status = sort_out(part, &hits, found, searched, err);
    }
    sink->hits = NULL;
    tsq__answers_free(hits.answer, hits.n);
    tsq__best_free(best);
    free(best);
    return status;
}

/* The ranges of the combinations, where they are asked for. */
static tsq_status find_ranges(const tsq__search *search, tsq__answers *of, size_t *within, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    *within = 0;
    for (size_t i = 0; i < of->n && status == TSQ_OK && search->choice.options->rounding != NULL; i++) {
        status = tsq__search_ranges(search, &of->answer[i].best, err);
        *within += of->answer[i].best.within;
    }
    return status;
}

/* Hands over what was found, or what comes near: those within rounding of the inputs, where there are any. */
static tsq_status hand_over(const tsq__search *search, tsq__answers *found, tsq__answers *near, tsq_reproduction *out,
                            tsq_error *err)
{
    const size_t most = search->choice.options->answers;
    size_t within;
    const tsq_status status = find_ranges(search, found->n > 0 ? found : near, &within, err);
    if (status != TSQ_OK) {
        return status;
    }
    within = found->n > 0 ? 0 : within;
    tsq__answers_finish(found, false, most, &out->answer, &out->n);
    const size_t nearest = within == 0 ? NEAREST : within < most ? within : most;
    tsq__answers_finish(near, true, out->n > 0 ? 0 : nearest, &out->nearest, &out->n_nearest);
    out->n_within = within < out->n_nearest ? within : out->n_nearest;
    return TSQ_OK;
}

static tsq_status search_parts(tsq__search *search, tsq_reproduction *out, tsq_error *err)
{
    const tsq_reproduce_options *options = search->choice.options;
    struct found found = {{0}, {0}};
    tsq__answers near = {0};
    tsq__sink sink = {.search = search,
                      .near = &near,
                      .row = tsq__array(search->space.rows, sizeof *sink.row),
                      .weights = tsq__array(search->space.rows, sizeof *sink.weights)};
    tsq_status status = sink.row == NULL || sink.weights == NULL ? tsq__fail_memory(err) : TSQ_OK;
    for (size_t part = 0; part <= (size_t)options->most && status == TSQ_OK; part++) {
        if (found.answers.n > 0 && !options->all) {
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
    status = status == TSQ_OK ? hand_over(search, &found.answers, &near, out, err) : status;
    if (status == TSQ_OK) {
        tsq__answers_finish(&found.chance, false, options->answers, &out->chance, &out->n_chance);
    }
    tsq__answers_free(found.answers.answer, found.answers.n);
    tsq__answers_free(found.chance.answer, found.chance.n);
    tsq__answers_free(near.answer, near.n);
    free(sink.row);
    free(sink.weights);
    return status;
}

/* ---- the whole ----------------------------------------------------------------------------------------------------- */

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

tsq_status tsq_reproduce(const tsq_table *table, const tsq_statement *statement, const tsq_reproduce_options *options,
                         tsq_reproduction *out, tsq_error *err)
{
    *out = (tsq_reproduction){.table = table, .statement = statement, .rounding = options->rounding != NULL};
    if (statement == NULL && options->weights == NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "there is nothing to reproduce: a statement, or a column of weights");
    }
    if (options->pool.by != NULL) {
        return tsq__fail(err, TSQ_E_OPTION, "one analysis is reproduced at a time: choose its rows by conditions");
    }
    if (options->rounding != NULL) {
        const tsq_status checked = tsq_rounding_check(options->rounding, err);
        if (checked != TSQ_OK) {
            return checked;
        }
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
        status = tsq__search_prepare(statement, options, owned->table, owned->roles, &search, err);
    }
    if (status == TSQ_OK) {
        status = search_parts(&search, out, err);
    }
    tsq__search_free(&search);
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
    tsq__answers_free(reproduction->chance, reproduction->n_chance);
    struct owned *owned = reproduction->owned;
    if (owned != NULL) {
        tsq_roles_free(owned->roles);
        tsq_table_free(owned->table);
        free(owned);
    }
    *reproduction = (tsq_reproduction){0};
}
