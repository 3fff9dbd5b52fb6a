/* Fits to all subsets of the studies, or to many at random; see tausq/resample.h. */
#include "base/error.h"
#include "base/memory.h"
#include "fit/state.h"
#include "num/stream.h"
#include "resample/job.h"
#include "resample/outcome.h"
#include "resample/spread.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Subsets in a chunk. */
#define CHUNK 2048
/** Most studies of which all subsets are fitted: 2^40 are a matter of days. */
#define MOST_ALL 40

/* The studies in the order of the lanes, so that every subset comes sorted. */
struct sorted {
    size_t *order;
    double *yi, *vi;
};

/* Sums of the estimates of some subsets, less the estimate of all studies. */
struct sums {
    uint64_t n;
    double sum, squares;
};

struct gosh {
    const tsq_studies *studies;
    const tsq_gosh_options *options;
    tsq_fit_options fit; /* complete */
    uint64_t seed, subsets;
    bool random;
    size_t words; /* of 64 bits, for one subset */
    struct sorted sorted;
    double centre; /* the estimate of all studies */
    tsq_gosh *out;
    tsq__spread spread[4];
    struct sums total;
    uint64_t *with;   /* length k: sums over the subsets that have a study */
    double *sum_with; /* length k */
};

/* A subset as it goes from one process to another. */
struct row {
    double estimate, se, ci_lb, ci_ub, tau2, QE, I2;
    uint32_t k, status;
};

/* What a chunk gives: its subsets and their sums, in one block without pointers... */
struct chunk {
    uint64_t n;
    struct sums sums;
};

/* ... and where its parts are. */
struct parts {
    struct chunk *chunk;
    struct row *row;  /* CHUNK */
    uint64_t *in;     /* of each row */
    uint64_t *with;   /* length k */
    double *sum_with; /* length k */
};

struct worker {
    tsq__many many;
    double *yi, *vi;
    tsq__outcome_fit fit[CHUNK];
};

/* ---- a subset and its fit -------------------------------------------------------------------------------------- */

static bool has(const uint64_t *in, size_t i)
{
    return (in[i / 64] >> (i % 64) & 1) != 0;
}

/* Tosses a coin for each study; again where none is in. */
static void draw(const struct gosh *gosh, uint64_t number, uint64_t *in)
{
    const size_t k = gosh->studies->k;
    tsq__stream stream = tsq__stream_at(gosh->seed, number);
    uint64_t any = 0;
    while (any == 0) {
        for (size_t w = 0; w < gosh->words; w++) {
            const uint64_t high = tsq__stream_word(&stream), low = tsq__stream_word(&stream);
            const size_t bits = k - 64 * w < 64 ? k - 64 * w : 64;
            in[w] = (high << 32 | low) >> (64 - bits);
            any |= in[w];
        }
    }
}

static size_t collect(const struct gosh *gosh, const uint64_t *in, struct worker *worker)
{
    size_t n = 0;
    for (size_t i = 0; i < gosh->studies->k; i++) {
        worker->yi[n] = gosh->sorted.yi[i];
        worker->vi[n] = gosh->sorted.vi[i];
        n += has(in, gosh->sorted.order[i]);
    }
    return n;
}

static struct row row_of(const tsq__outcome *o)
{
    return (struct row){.estimate = o->estimate,
                        .se = o->se,
                        .ci_lb = o->ci_lb,
                        .ci_ub = o->ci_ub,
                        .tau2 = o->tau2,
                        .QE = o->q,
                        .I2 = o->I2,
                        .k = (uint32_t)o->k,
                        .status = o->status};
}

static tsq_subset subset_of(const struct row *row, const uint64_t *in)
{
    return (tsq_subset){.in = in,
                        .k = row->k,
                        .status = (tsq_status)row->status,
                        .estimate = row->estimate,
                        .se = row->se,
                        .ci_lb = row->ci_lb,
                        .ci_ub = row->ci_ub,
                        .tau2 = row->tau2,
                        .QE = row->QE,
                        .I2 = row->I2};
}

/* ---- a chunk --------------------------------------------------------------------------------------------------- */

static size_t chunk_size(const struct gosh *gosh)
{
    const size_t k = gosh->studies->k;
    return sizeof(struct chunk) + CHUNK * (gosh->words * sizeof(uint64_t) + sizeof(struct row)) +
           k * (sizeof(uint64_t) + sizeof(double));
}

static struct parts parts_of(const struct gosh *gosh, void *block)
{
    struct parts parts = {.chunk = block};
    parts.row = (struct row *)(void *)(parts.chunk + 1);
    parts.in = (uint64_t *)(void *)(parts.row + CHUNK);
    parts.with = parts.in + CHUNK * gosh->words;
    parts.sum_with = (double *)(void *)(parts.with + gosh->studies->k);
    return parts;
}

static void sum_up(const struct gosh *gosh, const struct parts *parts)
{
    const size_t k = gosh->studies->k;
    struct sums sums = {0};
    for (size_t i = 0; i < k; i++) {
        parts->with[i] = 0;
        parts->sum_with[i] = 0.0;
    }
    for (size_t j = 0; j < parts->chunk->n; j++) {
        const struct row *row = &parts->row[j];
        if (row->status != TSQ_OK) {
            continue;
        }
        const double gap = row->estimate - gosh->centre;
        sums.n++;
        sums.sum += gap;
        sums.squares += gap * gap;
        for (size_t i = 0; i < k; i++) {
            const bool in = has(parts->in + j * gosh->words, i);
            parts->with[i] += in;
            parts->sum_with[i] += in ? gap : 0.0;
        }
    }
    parts->chunk->sums = sums;
}

static tsq_status compute(void *context, void *thread, uint64_t number, const void *input, void *result, tsq_error *err)
{
    const struct gosh *gosh = context;
    struct worker *worker = thread;
    const struct parts parts = parts_of(gosh, result);
    const uint64_t begin = number * CHUNK, left = gosh->subsets - begin, n = left < CHUNK ? left : CHUNK;
    (void)input;
    (void)err;
    for (size_t j = 0; j < n; j++) {
        uint64_t *in = parts.in + j * gosh->words;
        if (gosh->random) {
            draw(gosh, begin + j, in);
        } else {
            in[0] = begin + j + 1;
        }
        const size_t k = collect(gosh, in, worker);
        tsq__many_add(&worker->many, k, worker->yi, worker->vi, tsq__outcome_slot(&gosh->fit, worker->fit, j));
    }
    tsq__many_flush(&worker->many);
    for (size_t j = 0; j < n; j++) {
        tsq__outcome outcome;
        tsq__outcome_of(&gosh->fit, tsq__outcome_slot(&gosh->fit, worker->fit, j), worker->many.memo, &outcome);
        parts.row[j] = row_of(&outcome);
    }
    parts.chunk->n = n;
    sum_up(gosh, &parts);
    return TSQ_OK;
}

static tsq_status add(tsq__spread *spread, double x, tsq_error *err)
{
    return isnan(x) ? TSQ_OK : tsq__spread_add(spread, x, err);
}

static tsq_status count(struct gosh *gosh, const struct row *row, tsq_error *err)
{
    tsq_gosh *out = gosh->out;
    out->n++;
    if (row->status != TSQ_OK) {
        out->failed++;
        return TSQ_OK;
    }
    out->positive += row->estimate > 0.0;
    out->negative += row->estimate < 0.0;
    out->positive_significant += row->ci_lb > 0.0;
    out->negative_significant += row->ci_ub < 0.0;
    tsq_status status = add(&gosh->spread[0], row->estimate, err);
    status = status == TSQ_OK ? add(&gosh->spread[1], row->tau2, err) : status;
    status = status == TSQ_OK ? add(&gosh->spread[2], row->I2, err) : status;
    return status == TSQ_OK ? add(&gosh->spread[3], row->QE, err) : status;
}

static tsq_status take_row(struct gosh *gosh, const struct row *row, const uint64_t *in, tsq_error *err)
{
    tsq_status status = count(gosh, row, err);
    if (status == TSQ_OK && gosh->options->row != NULL) {
        const tsq_subset subset = subset_of(row, in);
        status = gosh->options->row(gosh->options->context, &subset);
        status = status == TSQ_OK ? TSQ_OK : tsq__fail(err, status, "%s", tsq_status_text(status));
    }
    return status;
}

static tsq_status take(void *context, uint64_t number, const void *result, tsq_error *err)
{
    struct gosh *gosh = context;
    const struct parts parts = parts_of(gosh, (void *)(uintptr_t)result); /* only read */
    tsq_status status = TSQ_OK;
    (void)number;
    for (size_t j = 0; j < parts.chunk->n && status == TSQ_OK; j++) {
        status = take_row(gosh, &parts.row[j], parts.in + j * gosh->words, err);
    }
    gosh->total.n += parts.chunk->sums.n;
    gosh->total.sum += parts.chunk->sums.sum;
    gosh->total.squares += parts.chunk->sums.squares;
    for (size_t i = 0; i < gosh->studies->k; i++) {
        gosh->with[i] += parts.with[i];
        gosh->sum_with[i] += parts.sum_with[i];
    }
    return status;
}

static uint64_t done(void *context)
{
    return ((const struct gosh *)context)->out->n;
}

/* All that `take` changes. */
static bool state(void *context, tsq__bytes *bytes)
{
    struct gosh *gosh = context;
    tsq_gosh *out = gosh->out;
    uint64_t *const counts[] = {
        &out->n, &out->failed, &out->positive, &out->negative, &out->positive_significant, &out->negative_significant};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        (void)tsq__bytes_pass(bytes, counts[i], sizeof *counts[i]);
    }
    for (size_t i = 0; i < 4; i++) {
        (void)tsq__spread_pass(&gosh->spread[i], bytes);
    }
    (void)tsq__bytes_pass(bytes, &gosh->total, sizeof gosh->total);
    (void)tsq__bytes_pass_array(bytes, gosh->with, out->k, sizeof *gosh->with);
    return tsq__bytes_pass_array(bytes, gosh->sum_with, out->k, sizeof *gosh->sum_with);
}

static uint64_t identity(const struct gosh *gosh)
{
    const tsq_studies *s = gosh->studies;
    const uint64_t numbers[] = {gosh->seed, gosh->subsets, gosh->random, s->k};
    uint64_t digest = tsq__digest_fit(TSQ__DIGEST, &gosh->fit);
    digest = tsq__digest(digest, numbers, sizeof numbers);
    digest = tsq__digest(digest, s->yi, s->k * sizeof *s->yi);
    return tsq__digest(digest, s->vi, s->k * sizeof *s->vi);
}

/* ---- workers --------------------------------------------------------------------------------------------------- */

static void worker_free(void *thread)
{
    struct worker *worker = thread;
    if (worker != NULL) {
        tsq__many_free(&worker->many);
        free(worker->yi);
        free(worker->vi);
        free(worker);
    }
}

static tsq_status worker_new(void *context, void **thread, tsq_error *err)
{
    const struct gosh *gosh = context;
    const size_t k = gosh->studies->k;
    struct worker *worker = tsq__array(1, sizeof *worker);
    *thread = worker;
    if (worker == NULL) {
        return tsq__fail_memory(err);
    }
    worker->yi = tsq__array(k + 1, sizeof(double));
    worker->vi = tsq__array(k + 1, sizeof(double));
    if (worker->yi == NULL || worker->vi == NULL) {
        return tsq__fail_memory(err);
    }
    return tsq__many_new(&gosh->fit, k, tsq__outcome_needs(&gosh->fit), &worker->many, err);
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

static tsq_status check(const tsq_studies *s, const tsq_gosh_options *o, tsq_error *err)
{
    if (s->m > 0 || s->n_cov > 0 || o->fit.weighting != TSQ_WEIGHT_INVERSE || o->fit.no_intercept) {
        return tsq__fail(err, TSQ_E_OPTION, "subsets are fitted without moderators, covariances and user weights");
    }
    if (o->all && s->k > MOST_ALL) {
        return tsq__fail(err, TSQ_E_OPTION, "%zu studies have too many subsets for all of them: at most %d studies",
                         s->k, MOST_ALL);
    }
    return TSQ_OK;
}

/* The fit of all studies says whether options and data are in order, and where the estimates lie. */
static tsq_status begin(struct gosh *gosh, tsq_error *err)
{
    tsq_fit_result fit;
    const tsq_status status = tsq_fit(gosh->studies, &gosh->fit, &fit, err);
    if (status != TSQ_OK) {
        return status;
    }
    const double unit = fit.coefficients[0].se > 0.0 ? fit.coefficients[0].se : sqrt(gosh->studies->vi[0]);
    gosh->centre = fit.coefficients[0].estimate;
    tsq__spread_begin(&gosh->spread[0], gosh->centre, unit);
    tsq__spread_begin(&gosh->spread[1], 0.0, fit.tau2 > 0.0 ? fit.tau2 : unit * unit);
    tsq__spread_begin(&gosh->spread[2], 0.0, 50.0);
    tsq__spread_begin(&gosh->spread[3], 0.0, fit.QE > 0.0 ? fit.QE : 1.0);
    tsq_fit_free(&fit);
    return TSQ_OK;
}

static tsq_status sort(struct gosh *gosh, tsq_error *err)
{
    const tsq_studies *s = gosh->studies;
    struct sorted *sorted = &gosh->sorted;
    sorted->order = tsq__array(s->k, sizeof *sorted->order);
    sorted->yi = tsq__array(s->k, sizeof(double));
    sorted->vi = tsq__array(s->k, sizeof(double));
    gosh->with = tsq__array(s->k, sizeof(uint64_t));
    gosh->sum_with = tsq__array(s->k, sizeof(double));
    gosh->out->study = tsq__array(s->k, sizeof *gosh->out->study);
    if (sorted->order == NULL || sorted->yi == NULL || sorted->vi == NULL || gosh->with == NULL ||
        gosh->sum_with == NULL || gosh->out->study == NULL) {
        return tsq__fail_memory(err);
    }
    tsq__lane_order(s->k, s->yi, s->vi, sorted->order);
    for (size_t i = 0; i < s->k; i++) {
        sorted->yi[i] = s->yi[sorted->order[i]];
        sorted->vi[i] = s->vi[sorted->order[i]];
    }
    return TSQ_OK;
}

static void tell(struct gosh *gosh)
{
    tsq_gosh *out = gosh->out;
    const struct sums *t = &gosh->total;
    const double n = (double)t->n, variance = t->squares / n - (t->sum / n) * (t->sum / n);
    out->estimate = tsq__spread_tell(&gosh->spread[0]);
    out->tau2 = tsq__spread_tell(&gosh->spread[1]);
    out->I2 = tsq__spread_tell(&gosh->spread[2]);
    out->QE = tsq__spread_tell(&gosh->spread[3]);
    for (size_t i = 0; i < out->k; i++) {
        const double with = (double)gosh->with[i], without = n - with;
        tsq_gosh_study *study = &out->study[i];
        const double a = gosh->sum_with[i] / with, b = (t->sum - gosh->sum_with[i]) / without;
        study->with = gosh->with[i];
        study->mean_with = with > 0.0 ? gosh->centre + a : (double)NAN;
        study->mean_without = without > 0.0 ? gosh->centre + b : (double)NAN;
        study->share = with > 0.0 && without > 0.0 && variance > 0.0
                           ? 100.0 * (with / n) * (without / n) * (a - b) * (a - b) / variance
                           : (double)NAN;
    }
}

static void release(struct gosh *gosh)
{
    for (size_t i = 0; i < 4; i++) {
        tsq__spread_free(&gosh->spread[i]);
    }
    free(gosh->sorted.order);
    free(gosh->sorted.yi);
    free(gosh->sorted.vi);
    free(gosh->with);
    free(gosh->sum_with);
}

static void choose_subsets(struct gosh *gosh)
{
    const size_t k = gosh->studies->k;
    const uint64_t all = k < 64 ? ((uint64_t)1 << k) - 1 : UINT64_MAX;
    gosh->random = !gosh->options->all && all > gosh->options->most;
    gosh->subsets = gosh->random ? gosh->options->most : all;
    gosh->words = k / 64 + (k % 64 > 0);
    gosh->out->k = k;
    gosh->out->random = gosh->random;
}

tsq_status tsq_gosh_run(const tsq_studies *studies, const tsq_gosh_options *given, const tsq_run *run, tsq_gosh *out,
                        tsq_error *err)
{
    static const tsq_gosh_options usual = TSQ_GOSH_INIT;
    const tsq_gosh_options *options = given != NULL ? given : &usual;
    *out = (tsq_gosh){0};
    struct gosh gosh = {.studies = studies, .options = options, .fit = options->fit, .out = out};
    gosh.fit.no_prediction = gosh.fit.no_tau2_interval = true;
    gosh.fit.prediction = NULL;
    gosh.fit.tau2_interval = NULL;
    tsq__fit_defaults(&gosh.fit);
    gosh.seed = run != NULL ? run->seed : 1;
    tsq_status status = check(studies, options, err);
    status = status == TSQ_OK ? begin(&gosh, err) : status;
    if (status == TSQ_OK) {
        choose_subsets(&gosh);
        status = sort(&gosh, err);
    }
    if (status == TSQ_OK) {
        const tsq__job job = {.context = &gosh,
                              .chunks = gosh.subsets / CHUNK + (gosh.subsets % CHUNK > 0),
                              .total = gosh.subsets,
                              .result_size = chunk_size(&gosh),
                              .flat = true,
                              .identity = identity(&gosh),
                              .worker_new = worker_new,
                              .worker_free = worker_free,
                              .compute = compute,
                              .take = take,
                              .done = done,
                              .state = state};
        status = tsq__job_run(&job, run, err);
    }
    if (status == TSQ_OK || status == TSQ_E_STOPPED) {
        tell(&gosh);
    } else {
        tsq_gosh_free(out);
    }
    release(&gosh);
    return status;
}

void tsq_gosh_free(tsq_gosh *gosh)
{
    if (gosh != NULL) {
        free(gosh->study);
        *gosh = (tsq_gosh){0};
    }
}
