/* The fits of a part of the search: all estimators on all sets of effects, side by side, and what their numbers would be under
 * each test. What may hold is noted as a candidate. */
#include "verify/search.h"

#include "base/memory.h"

#include <tausq/resample.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

enum { WAYS = 64, BLOCK_STUDIES = 400000 };

/* ---- ways ---------------------------------------------------------------------------------------------------- */

static bool stops(const tsq_tau2_method *method)
{
    static const char *const iterative[] = {"REML", "ML", "EB", "PM", "PMM", "SJIT", "DLIT"};
    for (size_t i = 0; i < sizeof iterative / sizeof iterative[0]; i++) {
        if (strcmp(method->id, iterative[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_one_of(const tsq_tau2_method *method, const char *a, const char *b)
{
    return strcmp(method->id, a) == 0 || strcmp(method->id, b) == 0;
}

/* The ways that go by estimates and variances alone. EE is FE under another name, EB gives what PM gives. */
static size_t list_ways(const tsq__search *search, tsq__way way[WAYS])
{
    const tsq_reproduce_options *options = search->choice.options;
    size_t n = 0;
    for (size_t i = 0; i < tsq_tau2_count() && n + 2 < WAYS; i++) {
        const tsq_tau2_method *method = tsq_tau2_at(i);
        const bool asked = options->fix_method && method == options->pool.fit.method;
        if ((method->flags & (TSQ_TAU2_COUNTS | TSQ_TAU2_USER_WEIGHTS)) != 0 || (options->fix_method && !asked) ||
            (!asked && is_one_of(method, "EE", "EB"))) {
            continue;
        }
        const bool edits =
            asked || is_one_of(method, "FE", "DL") || is_one_of(method, "REML", "PM") || strcmp(method->id, "ML") == 0;
        way[n++] = (tsq__way){.method = method, .edits = edits};
        if (stops(method)) {
            way[n++] = (tsq__way){.method = method, .stopped = true};
        }
    }
    return n;
}

/* ---- options of a candidate ---------------------------------------------------------------------------------- */

static void set_way(const tsq__way *way, tsq_fit_options *fit)
{
    fit->method = way->method;
    if (way->stopped && is_one_of(way->method, "PM", "PMM")) {
        fit->tol = 0.0001220703125; /* of R's uniroot: .Machine$double.eps^0.25 */
    } else if (way->stopped) {
        fit->threshold = 1e-5; /* metafor's, of ML, REML, EB, SJIT and DLIT */
    }
}

tsq_pool_options tsq__search_options(const tsq__search *search, const tsq__candidate *candidate, size_t which)
{
    tsq_pool_options pool = tsq__space_pool(&search->choice, &search->space.variant[candidate->variant], which);
    set_way(&candidate->way, &pool.fit);
    pool.fit.test = candidate->test != NULL ? candidate->test : tsq_test_find("z");
    pool.fit.i2 = candidate->i2;
    pool.fit.level = search->target.statement != NULL ? search->target.statement->level : 95.0;
    pool.mh_q = candidate->way.mh_q;
    pool.mh_q_asked = false;
    pool.mh_correct = candidate->mh_correct;
    pool.rd_variance = candidate->rd_variance;
    pool.prediction = candidate->prediction != NULL ? candidate->prediction : "none";
    pool.tau2_interval = candidate->tau2_interval != NULL ? candidate->tau2_interval : "none";
    return pool;
}

/* ---- sets of effects ------------------------------------------------------------------------------------------ */

/* Room for the sets of a block. */
struct block {
    size_t n, most, studies; /* sets; studies that are used */
    tsq__set *set;
    tsq_studies *view;
    double *yi, *vi;
    size_t *row; /* of each study */
    tsq_brief *brief;
    double *weights; /* by row of the table */
};

static void free_block(struct block *block)
{
    free(block->set);
    free(block->view);
    free(block->yi);
    free(block->vi);
    free(block->row);
    free(block->brief);
    free(block->weights);
    *block = (struct block){0};
}

static tsq_status make_block(size_t sets, size_t studies, size_t rows, struct block *block, tsq_error *err)
{
    *block = (struct block){.most = sets};
    block->set = tsq__array(sets, sizeof *block->set);
    block->view = tsq__array(sets, sizeof *block->view);
    block->yi = tsq__array(studies, sizeof *block->yi);
    block->vi = tsq__array(studies, sizeof *block->vi);
    block->row = tsq__array(studies, sizeof *block->row);
    block->brief = tsq__array(sets, sizeof *block->brief);
    block->weights = tsq__array(rows, sizeof *block->weights);
    if (block->set == NULL || block->view == NULL || block->yi == NULL || block->vi == NULL || block->row == NULL ||
        block->brief == NULL || block->weights == NULL) {
        free_block(block);
        return tsq__fail_memory(err);
    }
    return TSQ_OK;
}

/* Adds the rows of a variant, that of an edit in its edited form; `edited` NULL: none. */
static void add_set(const tsq__search *search, struct block *block, size_t variant, const tsq_edit *edit,
                    const tsq__unit *edited)
{
    const tsq__variant *v = &search->space.variant[variant];
    const size_t begin = block->studies;
    double n = 0.0;
    for (size_t i = 0; i < search->space.rows; i++) {
        const bool concerned = edit->n > 0 && (edit->row[0] == i || (edit->n > 1 && edit->row[1] == i));
        const tsq__unit *unit = concerned && edited != NULL ? &edited[i] : &v->unit[i];
        if (!unit->there || (concerned && edited == NULL)) {
            continue;
        }
        block->yi[block->studies] = edit->kind == TSQ_EDIT_REVERSE_ALL ? -unit->yi : unit->yi;
        block->vi[block->studies] = unit->vi;
        block->row[block->studies++] = i;
        n += unit->n;
    }
    if (block->studies == begin) {
        return;
    }
    block->set[block->n] = (tsq__set){.variant = variant, .edit = *edit, .n = n};
    block->view[block->n++] =
        (tsq_studies){.k = block->studies - begin, .yi = block->yi + begin, .vi = block->vi + begin};
}

static void weigh(const tsq__search *search, struct block *block, size_t set)
{
    const tsq_studies *view = &block->view[set];
    const size_t first = (size_t)(view->yi - block->yi);
    double sum = 0.0;
    for (size_t i = 0; i < search->space.rows; i++) {
        block->weights[i] = NAN;
    }
    for (size_t i = 0; i < view->k; i++) {
        sum += 1.0 / (view->vi[i] + block->brief[set].tau2);
    }
    for (size_t i = 0; i < view->k; i++) {
        block->weights[block->row[first + i]] = 100.0 / (view->vi[i] + block->brief[set].tau2) / sum;
    }
}

static void compare(tsq__search *search, struct block *block, size_t set, const tsq__way *way, tsq_search_part part,
                    tsq__best *best)
{
    if (block->brief[set].status != TSQ_OK) {
        best->failed = best->failed || block->brief[set].status == TSQ_E_MEMORY;
        return;
    }
    if (search->target.has_weights) {
        weigh(search, block, set);
    }
    const tsq__set *about = &block->set[set];
    const tsq__candidate candidate = {
        .part = part, .variant = about->variant, .options = SIZE_MAX, .way = *way, .edit = about->edit};
    tsq__search_compare(search, &block->brief[set], about->n, &candidate,
                        search->target.has_weights ? block->weights : NULL, best);
}

static tsq_status tell(tsq__search *search, uint64_t fits, tsq_error *err)
{
    const tsq_run *run = &search->choice.options->run;
    search->done += fits;
    if (run->progress != NULL && !run->progress(run->context, search->done, search->total)) {
        return tsq__fail(err, TSQ_E_STOPPED, "stopped before the search was done: there is no result");
    }
    return TSQ_OK;
}

/* Fits the sets of a block in all ways, and empties it. */
static tsq_status fit_block(tsq__search *search, struct block *block, tsq_search_part part, tsq__best *best,
                            tsq_error *err)
{
    tsq__way way[WAYS];
    const size_t ways = list_ways(search, way);
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < ways && status == TSQ_OK; i++) {
        if (part >= TSQ_SEARCH_ONE && !way[i].edits) {
            continue;
        }
        tsq_run run = search->choice.options->run;
        run.progress = NULL;
        tsq_fit_options options = TSQ_FIT_OPTIONS_INIT;
        set_way(&way[i], &options);
        options.test = tsq_test_find("z");
        options.no_prediction = options.no_tau2_interval = true;
        status = tsq_fit_many(block->view, block->n, &options, &run, block->brief, err);
        for (size_t j = 0; j < block->n && status == TSQ_OK; j++) {
            compare(search, block, j, &way[i], part, best);
        }
        if (status == TSQ_OK) {
            status = best->failed ? tsq__fail_memory(err) : tell(search, block->n, err);
        }
    }
    block->n = block->studies = 0;
    return status;
}

/* ---- whole parts --------------------------------------------------------------------------------------------- */

static tsq_status whole_variants(tsq__search *search, tsq_search_part part, tsq__best *best, tsq_error *err)
{
    const tsq_edit none = {.kind = TSQ_EDIT_NONE}, reverse = {.kind = TSQ_EDIT_REVERSE_ALL};
    const tsq__space *space = &search->space;
    struct block block;
    tsq_status status = make_block(space->n, space->n * space->rows, space->rows, &block, err);
    if (status != TSQ_OK) {
        return status;
    }
    for (size_t i = 0; i < space->n; i++) {
        const tsq__variant *variant = &space->variant[i];
        if (variant->pooled_only) {
            continue;
        }
        if (part == TSQ_SEARCH_CONVENTIONS ? !variant->unusual : variant->unusual) {
            add_set(search, &block, i, &none, NULL);
        } else if (part == TSQ_SEARCH_UNUSUAL) {
            add_set(search, &block, i, &reverse, NULL);
        }
    }
    status = fit_block(search, &block, part, best, err);
    free_block(&block);
    return status;
}

/* The edits of any row, with every row edited so: tables, and effects of the variant at hand. */
struct edited {
    size_t n;
    tsq_edit edit[TSQ__EDITS_MOST];
    tsq_table *table[TSQ__EDITS_MOST];
    tsq__unit *unit;
};

static void free_edited(struct edited *edited)
{
    for (size_t i = 0; i < edited->n; i++) {
        tsq_table_free(edited->table[i]);
    }
    free(edited->unit);
}

static bool is_listed(const struct edited *edited, const tsq_edit *edit)
{
    for (size_t i = 0; i < edited->n; i++) {
        if (edited->edit[i].kind == edit->kind && edited->edit[i].factor == edit->factor) {
            return true;
        }
    }
    return false;
}

static tsq_status list_edited(tsq__search *search, struct edited *edited, tsq_error *err)
{
    const tsq__choice *choice = &search->choice;
    *edited = (struct edited){.unit = tsq__array(search->space.rows, sizeof(tsq__unit))};
    tsq_status status = edited->unit == NULL ? tsq__fail_memory(err) : TSQ_OK;
    for (size_t row = 0; row < search->space.rows && status == TSQ_OK; row++) {
        tsq_edit edit[TSQ__EDITS_MOST];
        const size_t n = tsq__search_edits(choice->roles, row, edit);
        for (size_t i = 0; i < n && status == TSQ_OK; i++) {
            if (edited->n == TSQ__EDITS_MOST || is_listed(edited, &edit[i])) {
                continue;
            }
            tsq_edit every = edit[i];
            every.row[0] = SIZE_MAX;
            status = tsq__search_table(choice->table, &search->all, &every, &choice->options->pool,
                                       &edited->table[edited->n], err);
            if (status == TSQ_OK) {
                edited->edit[edited->n++] = edit[i];
            }
        }
    }
    return status;
}

static bool has_room(const struct block *block, size_t rows)
{
    return block->n < block->most && block->studies + rows <= block->most * rows;
}

/* Every study left out, then every study edited in every way that changes its effect. */
static tsq_status edit_ones(tsq__search *search, size_t v, struct edited *edited, struct block *block, tsq__best *best,
                            tsq_error *err)
{
    const tsq__variant *variant = &search->space.variant[v];
    const size_t rows = search->space.rows;
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < rows && status == TSQ_OK; i++) {
        const tsq_edit out = {.kind = TSQ_EDIT_LEAVE_OUT, .n = 1, .row = {i}};
        if (variant->unit[i].there && variant->k > 1) {
            add_set(search, block, v, &out, NULL);
        }
        status = has_room(block, rows) ? TSQ_OK : fit_block(search, block, TSQ_SEARCH_ONE, best, err);
    }
    for (size_t e = 0; e < edited->n && status == TSQ_OK; e++) {
        bool shared, covariance;
        const tsq_status there = tsq__space_effects(edited->table[e], &search->choice.options->pool, variant->measure,
                                                    &variant->options[0], edited->unit, &shared, &covariance, NULL);
        if (there != TSQ_OK) {
            status = there == TSQ_E_MEMORY ? tsq__fail_memory(err) : TSQ_OK;
            continue;
        }
        for (size_t i = 0; i < rows && status == TSQ_OK; i++) {
            const tsq__unit *a = &variant->unit[i], *b = &edited->unit[i];
            tsq_edit edit = edited->edit[e];
            edit.row[0] = i;
            if (a->there && b->there && !tsq__same_unit(a, b)) {
                add_set(search, block, v, &edit, edited->unit);
            }
            status = has_room(block, rows) ? TSQ_OK : fit_block(search, block, TSQ_SEARCH_ONE, best, err);
        }
    }
    return status;
}

static tsq_status leave_out_twos(tsq__search *search, size_t v, struct block *block, tsq__best *best, tsq_error *err)
{
    const tsq__variant *variant = &search->space.variant[v];
    const size_t rows = search->space.rows;
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < rows && variant->k > 2; i++) {
        for (size_t j = i + 1; j < rows && status == TSQ_OK; j++) {
            const tsq_edit out = {.kind = TSQ_EDIT_LEAVE_OUT, .n = 2, .row = {i, j}};
            if (variant->unit[i].there && variant->unit[j].there) {
                add_set(search, block, v, &out, NULL);
            }
            status = has_room(block, rows) ? TSQ_OK : fit_block(search, block, TSQ_SEARCH_TWO, best, err);
        }
    }
    return status;
}

static tsq_status edited_variants(tsq__search *search, tsq_search_part part, tsq__best *best, tsq_error *err)
{
    const size_t rows = search->space.rows;
    const size_t most = BLOCK_STUDIES / (rows + 1) + 1;
    struct edited edited = {0};
    struct block block;
    tsq_status status = make_block(most, most * rows, rows, &block, err);
    if (status != TSQ_OK) {
        return status;
    }
    status = part == TSQ_SEARCH_ONE ? list_edited(search, &edited, err) : TSQ_OK;
    for (size_t v = 0; v < search->space.n && status == TSQ_OK; v++) {
        if (search->space.variant[v].pooled_only || !tsq__search_is_near(search, v)) {
            continue;
        }
        status = part == TSQ_SEARCH_ONE ? edit_ones(search, v, &edited, &block, best, err)
                                        : leave_out_twos(search, v, &block, best, err);
    }
    if (status == TSQ_OK && block.n > 0) {
        status = fit_block(search, &block, part, best, err);
    }
    free_edited(&edited);
    free_block(&block);
    return status;
}

static uint64_t count_fits(const tsq__search *search, tsq_search_part part)
{
    tsq__way way[WAYS];
    const size_t ways = list_ways(search, way);
    const uint64_t rows = search->space.rows;
    uint64_t sets = 0, used = 0;
    for (size_t i = 0; i < ways; i++) {
        used += part < TSQ_SEARCH_ONE || way[i].edits;
    }
    for (size_t v = 0; v < search->space.n; v++) {
        const bool near = part < TSQ_SEARCH_ONE || tsq__search_is_near(search, v);
        const uint64_t each = part < TSQ_SEARCH_ONE ? 1 : part == TSQ_SEARCH_ONE ? rows * 20 : rows * (rows - 1) / 2;
        sets += near ? each : 0;
    }
    return sets * used;
}

tsq_status tsq__search_part(tsq__search *search, tsq_search_part part, tsq__best *best, tsq_error *err)
{
    search->done = 0;
    search->total = count_fits(search, part);
    const tsq_status status =
        part < TSQ_SEARCH_ONE ? whole_variants(search, part, best, err) : edited_variants(search, part, best, err);
    return status == TSQ_OK ? tsq__search_pooled(search, part, best, err) : status;
}
