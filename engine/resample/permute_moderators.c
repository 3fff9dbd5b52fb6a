/* The permutation test of a model with moderators: their rows are dealt out to the studies anew.
 *
 * Arrangement n is the n-th order in that of dictionaries after the data as they are, round the end. */
#include "resample/permute.h"

#include "base/error.h"
#include "base/memory.h"
#include "fit/state.h"
#include "num/stream.h"
#include "resample/job.h"
#include "resample/many_design.h"
#include "resample/orders.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Arrangements in a chunk. */
#define CHUNK 256

struct deal {
    const tsq_studies *studies;
    const tsq_permute_options *options;
    tsq_fit_options fit;
    uint64_t seed, arrangements;
    tsq__orders orders;
    uint64_t own;    /* the data as they are have this place in the dictionary */
    size_t *order;   /* of the studies in the lanes and in the shuffle: their own, whatever that of the rows is */
    double *yi, *vi; /* in that order */
    uint64_t *reached, *as_large, *as_small, joint;
    tsq_permute *out;
};

struct worker {
    tsq__designs designs;
    double *X, *se; /* of one arrangement; of those of a chunk */
    size_t *room;   /* a number for each study */
    tsq__designed fit[CHUNK];
};

/* A chunk, behind it the numbers of its arrangements: no pointers, as it may come from another process. */
struct chunk {
    size_t n;
    tsq_status status[CHUNK];
    double tau2[CHUNK], QM[CHUNK];
    double number[]; /* estimates CHUNK x p, statistics CHUNK x p; then `from`, CHUNK x k */
};

/* ---- arrangements ---------------------------------------------------------------------------------------------- */

/* Whether the moderators of a stand before those of b. */
static bool row_before(const tsq_studies *s, size_t a, size_t b)
{
    for (size_t c = 0; c < s->m; c++) {
        const double *x = s->X + c * s->k;
        if (x[a] != x[b]) {
            return x[a] < x[b];
        }
    }
    return false;
}

/* By the effects, and where these are the same by the moderators. */
static void sort_studies(const tsq_studies *s, size_t *order)
{
    tsq__lane_order(s->k, s->yi, s->vi, order);
    for (size_t i = 1; i < s->k; i++) {
        const size_t study = order[i];
        size_t at = i;
        for (; at > 0; at--) {
            const size_t earlier = order[at - 1];
            if (s->yi[earlier] != s->yi[study] || s->vi[earlier] != s->vi[study] || !row_before(s, study, earlier)) {
                break;
            }
            order[at] = earlier;
        }
        order[at] = study;
    }
}

/* Fisher and Yates's shuffle of the sorted studies. `room` has a number for each. */
static void shuffle(const struct deal *deal, uint64_t number, size_t *room, size_t *from)
{
    const size_t k = deal->studies->k;
    tsq__stream stream = tsq__stream_at(deal->seed, number);
    for (size_t i = 0; i < k; i++) {
        room[i] = i;
    }
    for (size_t i = k; i > 1 && number > 0; i--) {
        const size_t j = tsq__stream_index(&stream, (uint32_t)i), other = room[j];
        room[j] = room[i - 1];
        room[i - 1] = other;
    }
    for (size_t i = 0; i < k; i++) {
        from[deal->order[i]] = deal->order[room[i]];
    }
}

/* ---- chunks ---------------------------------------------------------------------------------------------------- */

static size_t chunk_size(const struct deal *deal)
{
    const size_t k = deal->studies->k, p = deal->out->p;
    return sizeof(struct chunk) + CHUNK * (2 * p * sizeof(double) + k * sizeof(size_t));
}

/* Of arrangement j: its estimates, statistics, and where its rows are from. */
static double *estimates_of(const struct deal *deal, struct chunk *chunk, size_t j)
{
    return chunk->number + j * deal->out->p;
}

static double *statistics_of(const struct deal *deal, struct chunk *chunk, size_t j)
{
    return chunk->number + (CHUNK + j) * deal->out->p;
}

static size_t *from_of(const struct deal *deal, struct chunk *chunk, size_t j)
{
    return (size_t *)(void *)statistics_of(deal, chunk, CHUNK) + j * deal->studies->k;
}

/* Queues the fit of arrangement j. */
static void queue(const struct deal *deal, struct worker *worker, struct chunk *chunk, size_t j)
{
    const size_t k = deal->studies->k;
    const size_t *from = from_of(deal, chunk, j);
    tsq_studies arranged = *deal->studies;
    for (size_t c = 0; c < arranged.m; c++) {
        for (size_t i = 0; i < k; i++) {
            worker->X[c * k + i] = deal->studies->X[c * k + from[deal->order[i]]];
        }
    }
    arranged.yi = deal->yi;
    arranged.vi = deal->vi;
    arranged.X = worker->X;
    worker->fit[j] = (tsq__designed){.estimate = estimates_of(deal, chunk, j), .se = worker->se + j * deal->out->p};
    tsq__designs_add(&worker->designs, &arranged, &worker->fit[j]);
}

static void take_fit(const struct deal *deal, const tsq__designed *fit, struct chunk *chunk, size_t j)
{
    double *statistic = statistics_of(deal, chunk, j);
    for (size_t c = 0; c < deal->out->p; c++) {
        const tsq__outcome one = {.status = fit->status, .estimate = fit->estimate[c], .se = fit->se[c]};
        statistic[c] = tsq__flip_statistic(&one);
    }
    chunk->status[j] = fit->status;
    chunk->tau2[j] = fit->tau2;
    chunk->QM[j] = fit->QM;
}

static tsq_status compute(void *context, void *thread, uint64_t number, const void *input, void *result, tsq_error *err)
{
    const struct deal *deal = context;
    struct worker *worker = thread;
    struct chunk *chunk = result;
    const uint64_t begin = number * CHUNK, left = deal->arrangements - begin;
    (void)input;
    chunk->n = left < CHUNK ? (size_t)left : CHUNK;
    for (size_t j = 0; j < chunk->n; j++) {
        size_t *from = from_of(deal, chunk, j);
        if (!deal->out->exact) {
            shuffle(deal, begin + j, worker->room, from);
        } else if (j == 0) {
            const uint64_t to_end = deal->arrangements - deal->own;
            tsq__orders_at(&deal->orders, begin < to_end ? deal->own + begin : begin - to_end, worker->room, from);
        } else {
            tsq__orders_next(&deal->orders, from_of(deal, chunk, j - 1), worker->room, from);
        }
        queue(deal, worker, chunk, j);
    }
    tsq__designs_flush(&worker->designs);
    for (size_t j = 0; j < chunk->n; j++) {
        take_fit(deal, &worker->fit[j], chunk, j);
        if (chunk->status[j] == TSQ_E_MEMORY) {
            return tsq__fail_memory(err); /* which says nothing of the arrangement */
        }
    }
    return TSQ_OK;
}

static void count(struct deal *deal, struct chunk *chunk, size_t j)
{
    tsq_permute *out = deal->out;
    const double *statistic = statistics_of(deal, chunk, j);
    out->n++;
    out->failed += chunk->status[j] != TSQ_OK;
    for (size_t c = 0; c < out->p; c++) {
        const double t = statistic[c], own = out->coefficient[c].statistic;
        const double slack = tsq__permute_slack(own);
        deal->reached[c] += fabs(t) >= fabs(own) - slack;
        deal->as_large[c] += t >= own - slack;
        deal->as_small[c] += t <= own + slack;
    }
    deal->joint += chunk->QM[j] >= out->QM - tsq__permute_slack(out->QM);
}

static tsq_status take(void *context, uint64_t number, const void *result, tsq_error *err)
{
    struct deal *deal = context;
    struct chunk *chunk = (void *)(uintptr_t)result; /* only read */
    const size_t p = deal->out->p;
    tsq_status status = TSQ_OK;
    for (size_t j = 0; j < chunk->n && status == TSQ_OK; j++) {
        count(deal, chunk, j);
        if (deal->options->row != NULL) {
            const tsq_arrangement row = {.number = number * CHUNK + j,
                                         .from = from_of(deal, chunk, j),
                                         .status = chunk->status[j],
                                         .p = p,
                                         .estimate = estimates_of(deal, chunk, j),
                                         .statistic = statistics_of(deal, chunk, j),
                                         .tau2 = chunk->tau2[j],
                                         .QM = chunk->QM[j]};
            status = deal->options->row(deal->options->context, &row);
        }
    }
    return status == TSQ_OK ? TSQ_OK : tsq__fail(err, status, "%s", tsq_status_text(status));
}

static uint64_t done(void *context)
{
    return ((const struct deal *)context)->out->n;
}

/* All that `take` changes. */
static bool state(void *context, tsq__bytes *bytes)
{
    struct deal *deal = context;
    (void)tsq__bytes_pass(bytes, &deal->out->n, sizeof deal->out->n);
    (void)tsq__bytes_pass(bytes, &deal->out->failed, sizeof deal->out->failed);
    (void)tsq__bytes_pass(bytes, &deal->joint, sizeof deal->joint);
    return tsq__bytes_pass_array(bytes, deal->reached, 3 * deal->out->p, sizeof *deal->reached);
}

static uint64_t identity(const struct deal *deal)
{
    const tsq_studies *s = deal->studies;
    const uint64_t numbers[] = {deal->seed, deal->arrangements, deal->out->exact, s->k, s->m};
    tsq_fit_options fit = deal->fit;
    tsq__fit_set_defaults(&fit);
    uint64_t digest = tsq__digest(tsq__digest_fit(TSQ__DIGEST, &fit), numbers, sizeof numbers);
    digest = tsq__digest(digest, s->yi, s->k * sizeof *s->yi);
    digest = tsq__digest(digest, s->vi, s->k * sizeof *s->vi);
    return tsq__digest(digest, s->X, s->k * s->m * sizeof *s->X);
}

static void worker_free(void *thread)
{
    struct worker *worker = thread;
    if (worker != NULL) {
        tsq__designs_free(&worker->designs);
        free(worker->X);
        free(worker->se);
        free(worker->room);
        free(worker);
    }
}

static tsq_status worker_new(void *context, void **thread, tsq_error *err)
{
    const struct deal *deal = context;
    const size_t k = deal->studies->k, m = deal->studies->m;
    struct worker *worker = tsq__array(1, sizeof *worker);
    *thread = worker;
    if (worker == NULL) {
        return tsq__fail_memory(err);
    }
    worker->X = tsq__array(k * m, sizeof(double));
    worker->se = tsq__array(CHUNK * deal->out->p, sizeof(double));
    worker->room = tsq__array(k, sizeof *worker->room);
    if (worker->X == NULL || worker->se == NULL || worker->room == NULL) {
        return tsq__fail_memory(err);
    }
    return tsq__designs_new(&deal->fit, (tsq__designs_shape){.most = k, .m = m}, &worker->designs, err);
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

static tsq_status choose(struct deal *deal, tsq_error *err)
{
    const tsq_permute_options *o = deal->options;
    const uint64_t all = tsq__orders_count(&deal->orders, TSQ__PERMUTE_ALL);
    const bool exact = o->all || all <= o->most;
    if (exact && all > TSQ__PERMUTE_ALL) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "the rows of the moderators have more than 2^40 orders: too many for all of them");
    }
    deal->out->exact = exact;
    deal->arrangements = exact ? all : o->permutations;
    deal->own = exact ? tsq__orders_own(&deal->orders) : 0;
    return TSQ_OK;
}

static tsq_status make_room(struct deal *deal, tsq_error *err)
{
    const size_t k = deal->studies->k, p = deal->out->p;
    deal->reached = tsq__array(3 * p, sizeof *deal->reached);
    deal->order = tsq__array(k, sizeof *deal->order);
    deal->yi = tsq__array(k, 2 * sizeof *deal->yi);
    if (deal->reached == NULL || deal->order == NULL || deal->yi == NULL) {
        return tsq__fail_memory(err);
    }
    deal->vi = deal->yi + k;
    sort_studies(deal->studies, deal->order);
    for (size_t i = 0; i < k; i++) {
        deal->yi[i] = deal->studies->yi[deal->order[i]];
        deal->vi[i] = deal->studies->vi[deal->order[i]];
    }
    deal->as_large = deal->reached + p;
    deal->as_small = deal->reached + 2 * p;
    return TSQ_OK;
}

static void tell(const struct deal *deal)
{
    tsq_permute *out = deal->out;
    const double n = (double)(out->n - out->failed);
    if (!(n > 0.0) || (out->partial && out->exact)) {
        return;
    }
    for (size_t c = 0; c < out->p; c++) {
        tsq_permuted *test = &out->coefficient[c];
        test->pval = (double)deal->reached[c] / n;
        test->p_greater = (double)deal->as_large[c] / n;
        test->p_less = (double)deal->as_small[c] / n;
    }
    out->QM_p = isnan(out->QM) ? (double)NAN : (double)deal->joint / n;
}

static tsq_status run_all(struct deal *deal, const tsq_run *run, tsq_error *err)
{
    const uint64_t n = deal->arrangements;
    const tsq__job job = {.context = deal,
                          .chunks = n / CHUNK + (n % CHUNK > 0),
                          .total = n,
                          .result_size = chunk_size(deal),
                          .flat = true,
                          .identity = identity(deal),
                          .worker_new = worker_new,
                          .worker_free = worker_free,
                          .compute = compute,
                          .take = take,
                          .done = done,
                          .state = state};
    const tsq_status status = tsq__job_run(&job, run, err);
    deal->out->partial = status == TSQ_E_STOPPED;
    tell(deal);
    return status;
}

tsq_status tsq__permute_moderators(const tsq_studies *studies, const tsq_permute_options *options, const tsq_run *run,
                                   tsq_permute *out, tsq_error *err)
{
    struct deal deal = {.studies = studies, .options = options, .fit = options->fit, .seed = run->seed, .out = out};
    deal.fit.no_prediction = deal.fit.no_tau2_interval = true;
    deal.fit.prediction = NULL;
    deal.fit.tau2_interval = NULL;
    if (studies->m == 0 || studies->k > UINT32_MAX) {
        return tsq__fail(err, TSQ_E_OPTION, "a permutation test needs an intercept or moderators");
    }
    tsq_status status = make_room(&deal, err);
    status = status == TSQ_OK ? tsq__orders_new(studies, &deal.orders, err) : status;
    status = status == TSQ_OK ? choose(&deal, err) : status;
    status = status == TSQ_OK ? run_all(&deal, run, err) : status;
    tsq__orders_free(&deal.orders);
    free(deal.reached);
    free(deal.order);
    free(deal.yi);
    return status;
}
