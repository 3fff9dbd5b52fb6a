/* The bootstrap; see tausq/resample.h. */
#include "resample/boot.h"

#include "base/error.h"
#include "base/memory.h"
#include "fit/state.h"
#include "resample/job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Replicates in a chunk. */
#define CHUNK 256

/** Numbers of a replicate that are kept, each in an array of its own. */
enum { ESTIMATE, SE, TAU2, SE_TAU2, TAU, I2, KEPT };

struct boot {
    tsq__boot_data data;
    const tsq_boot_options *options;
    tsq_boot *out;
    tsq__outcome fit; /* of the data */
    double se_tau2;
    uint64_t reached; /* replicates taken */
    double *kept[KEPT];
    double *left_out[KEPT];
    size_t *times, *room; /* for the rows: k numbers each, NULL if there are none */
};

struct chunk {
    size_t n;
    tsq_replicate replicate[CHUNK];
};

struct worker {
    tsq__many many;
    size_t *times;
    double *yi, *vi;
    double *variances; /* CHUNK x most: those of every replicate, for the standard error of tau2 */
    tsq__outcome_fit fit[CHUNK];
};

/* ---- replicates ------------------------------------------------------------------------------------------------ */

static void blank(tsq_replicate *replicate, tsq_status status)
{
    replicate->status = status;
    replicate->estimate = replicate->se = replicate->tau2 = replicate->se_tau2 = replicate->I2 = NAN;
}

static void finish(const struct boot *boot, struct worker *worker, size_t j, tsq_replicate *replicate)
{
    const tsq_fit_options *options = &boot->data.fit;
    tsq__outcome outcome;
    if (replicate->status != TSQ_OK) {
        return;
    }
    tsq__outcome_of(options, tsq__outcome_slot(options, worker->fit, j), worker->many.memo, &outcome);
    if (outcome.status != TSQ_OK) {
        blank(replicate, outcome.status);
        return;
    }
    replicate->estimate = outcome.estimate;
    replicate->se = outcome.se;
    replicate->tau2 = outcome.tau2;
    replicate->se_tau2 =
        tsq__boot_se_tau2(options, replicate->k, worker->variances + j * boot->data.most, outcome.tau2);
    replicate->I2 = outcome.I2;
}

/* Draws a replicate and has it fitted. */
static void queue(const tsq__boot_data *data, struct worker *worker, size_t j, tsq_replicate *replicate)
{
    void *slot = tsq__outcome_slot(&data->fit, worker->fit, j);
    double *yi = worker->yi, *vi = worker->vi;
    if (data->ready) {
        tsq__many_next(&worker->many, &yi, &vi);
    }
    replicate->k = tsq__boot_draw(data, replicate->number, worker->times, yi, vi, &replicate->distinct);
    memcpy(worker->variances + j * data->most, vi, replicate->k * sizeof *vi);
    if (data->k < 2 && data->kind != TSQ_BOOT_PARAMETRIC) {
        blank(replicate, TSQ_E_EMPTY); /* there is nothing to draw */
    } else if (data->ready) {
        tsq__many_take(&worker->many, replicate->k, slot);
    } else {
        tsq__many_add(&worker->many, replicate->k, yi, vi, slot);
    }
}

static tsq_status compute(void *context, void *thread, uint64_t number, const void *input, void *result, tsq_error *err)
{
    const struct boot *boot = context;
    const tsq__boot_data *data = &boot->data;
    struct worker *worker = thread;
    struct chunk *chunk = result;
    const uint64_t begin = number * CHUNK, left = boot->options->replicates - begin;
    (void)input;
    (void)err;
    chunk->n = left < CHUNK ? (size_t)left : CHUNK;
    for (size_t j = 0; j < chunk->n; j++) {
        chunk->replicate[j] = (tsq_replicate){.number = begin + j};
        queue(data, worker, j, &chunk->replicate[j]);
    }
    tsq__many_flush(&worker->many);
    for (size_t j = 0; j < chunk->n; j++) {
        finish(boot, worker, j, &chunk->replicate[j]);
    }
    return TSQ_OK;
}

static tsq_status tell_row(struct boot *boot, const tsq_replicate *replicate)
{
    tsq_replicate row = *replicate;
    if (boot->times != NULL) {
        tsq__boot_times(&boot->data, row.number, boot->room, boot->times);
        row.times = boot->times;
    }
    return boot->options->row(boot->options->context, &row);
}

static tsq_status take(void *context, uint64_t number, const void *result, tsq_error *err)
{
    struct boot *boot = context;
    const struct chunk *chunk = result;
    const bool drawn = boot->data.kind != TSQ_BOOT_PARAMETRIC;
    tsq_status status = TSQ_OK;
    (void)number;
    for (size_t j = 0; j < chunk->n && status == TSQ_OK; j++) {
        const tsq_replicate *r = &chunk->replicate[j];
        const double numbers[KEPT] = {r->estimate, r->se, r->tau2, r->se_tau2, sqrt(r->tau2), r->I2};
        boot->out->n++;
        boot->out->one_study += drawn && r->distinct == 1;
        boot->out->failed += r->status != TSQ_OK && r->status != TSQ_E_EMPTY;
        for (size_t i = 0; i < KEPT; i++) {
            boot->kept[i][boot->reached] = numbers[i];
        }
        boot->reached++;
        if (boot->options->row != NULL) {
            status = tell_row(boot, r);
        }
    }
    return status == TSQ_OK ? TSQ_OK : tsq__fail(err, status, "%s", tsq_status_text(status));
}

static uint64_t done(void *context)
{
    return ((const struct boot *)context)->reached;
}

/* All that `take` changes. */
static bool state(void *context, tsq__bytes *bytes)
{
    struct boot *boot = context;
    tsq_boot *out = boot->out;
    (void)tsq__bytes_pass(bytes, &out->n, sizeof out->n);
    (void)tsq__bytes_pass(bytes, &out->one_study, sizeof out->one_study);
    (void)tsq__bytes_pass(bytes, &out->failed, sizeof out->failed);
    (void)tsq__bytes_pass(bytes, &boot->reached, sizeof boot->reached);
    if (boot->reached > boot->options->replicates) {
        return false;
    }
    for (size_t i = 0; i < KEPT; i++) {
        (void)tsq__bytes_pass_array(bytes, boot->kept[i], (size_t)boot->reached, sizeof *boot->kept[i]);
    }
    return !bytes->failed;
}

static uint64_t identity(const struct boot *boot)
{
    const tsq__boot_data *data = &boot->data;
    const uint64_t numbers[] = {data->seed, boot->options->replicates, data->kind, data->k, data->clusters};
    const double model[] = {data->mean, data->tau2};
    uint64_t digest = tsq__digest(tsq__digest_fit(TSQ__DIGEST, &data->fit), numbers, sizeof numbers);
    digest = tsq__digest(digest, model, sizeof model);
    digest = tsq__digest(digest, data->yi, data->k * sizeof *data->yi);
    digest = tsq__digest(digest, data->vi, data->k * sizeof *data->vi);
    digest = tsq__digest(digest, data->begin, (data->clusters + 1) * sizeof *data->begin);
    return tsq__digest(digest, data->member, data->k * sizeof *data->member);
}

/* ---- workers --------------------------------------------------------------------------------------------------- */

static void worker_free(void *thread)
{
    struct worker *worker = thread;
    if (worker != NULL) {
        tsq__many_free(&worker->many);
        free(worker->times);
        free(worker->yi);
        free(worker->vi);
        free(worker->variances);
        free(worker);
    }
}

static tsq_status worker_new(void *context, void **thread, tsq_error *err)
{
    const tsq__boot_data *data = &((const struct boot *)context)->data;
    struct worker *worker = tsq__array(1, sizeof *worker);
    *thread = worker;
    if (worker == NULL) {
        return tsq__fail_memory(err);
    }
    worker->times = tsq__array(data->k, sizeof *worker->times);
    worker->yi = tsq__array(data->most + TSQ__BOOT_SPARE, sizeof(double));
    worker->vi = tsq__array(data->most + TSQ__BOOT_SPARE, sizeof(double));
    worker->variances = tsq__array(data->most, CHUNK * sizeof(double));
    if (worker->times == NULL || worker->yi == NULL || worker->vi == NULL || worker->variances == NULL) {
        return tsq__fail_memory(err);
    }
    return tsq__many_new(&data->fit, data->most + TSQ__BOOT_SPARE, tsq__outcome_needs(&data->fit), &worker->many, err);
}

/* ---- without each study ---------------------------------------------------------------------------------------- */

static void keep_left_out(struct boot *boot, struct worker *worker, size_t begin, size_t n)
{
    const tsq_fit_options *options = &boot->data.fit;
    for (size_t j = 0; j < n; j++) {
        tsq__outcome outcome;
        tsq__outcome_of(options, tsq__outcome_slot(options, worker->fit, j), worker->many.memo, &outcome);
        const bool fitted = outcome.status == TSQ_OK;
        boot->left_out[ESTIMATE][begin + j] = fitted ? outcome.estimate : (double)NAN;
        boot->left_out[TAU2][begin + j] = fitted ? outcome.tau2 : (double)NAN;
        boot->left_out[TAU][begin + j] = fitted ? sqrt(outcome.tau2) : (double)NAN;
        boot->left_out[I2][begin + j] = fitted ? outcome.I2 : (double)NAN;
    }
}

static tsq_status leave_out(struct boot *boot, tsq_error *err)
{
    const tsq__boot_data *data = &boot->data;
    void *thread = NULL;
    tsq_status status = worker_new(boot, &thread, err);
    struct worker *worker = thread;
    for (size_t begin = 0; begin < data->clusters && status == TSQ_OK; begin += CHUNK) {
        const size_t n = data->clusters - begin < CHUNK ? data->clusters - begin : CHUNK;
        for (size_t j = 0; j < n; j++) {
            const size_t k = tsq__boot_without(data, begin + j, worker->yi, worker->vi);
            tsq__many_add(&worker->many, k, worker->yi, worker->vi, tsq__outcome_slot(&data->fit, worker->fit, j));
        }
        tsq__many_flush(&worker->many);
        keep_left_out(boot, worker, begin, n);
    }
    worker_free(thread);
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

static tsq_status check(const tsq_studies *s, const tsq_boot_options *o, tsq_error *err)
{
    if (s->m > 0 || s->n_cov > 0 || o->fit.weighting != TSQ_WEIGHT_INVERSE || o->fit.no_intercept) {
        return tsq__fail(err, TSQ_E_OPTION, "a bootstrap is without moderators, covariances and user weights");
    }
    if (o->replicates == 0 || o->replicates > SIZE_MAX / 16 || s->k > UINT32_MAX) {
        return tsq__fail(err, TSQ_E_OPTION, "a bootstrap takes one replicate or more");
    }
    return TSQ_OK;
}

/* The model itself: whether options and data are in order, and what the data say. */
static tsq_status begin(struct boot *boot, const tsq_studies *studies, const tsq_fit_options *options, tsq_error *err)
{
    tsq_fit_result fit;
    const tsq_status status = tsq_fit(studies, options, &fit, err);
    if (status != TSQ_OK) {
        return status;
    }
    const double tau2 = isnan(fit.tau2) ? 0.0 : fit.tau2; /* of a single study */
    const bool none = fit.k < 2 || tsq__fit_is_common(options) || !isnan(options->tau2);
    boot->fit = (tsq__outcome){.k = fit.k,
                               .estimate = fit.coefficients[0].estimate,
                               .se = fit.coefficients[0].se,
                               .tau2 = none ? (double)NAN : tau2,
                               .I2 = fit.I2};
    boot->se_tau2 = fit.se_tau2;
    boot->data.mean = boot->fit.estimate;
    boot->data.tau2 = tau2;
    tsq_fit_free(&fit);
    return TSQ_OK;
}

static tsq_status make_room(struct boot *boot, tsq_error *err)
{
    for (size_t i = 0; i < KEPT; i++) {
        boot->kept[i] = tsq__array((size_t)boot->options->replicates, sizeof(double));
        boot->left_out[i] = tsq__array(boot->data.clusters, sizeof(double));
        if (boot->kept[i] == NULL || boot->left_out[i] == NULL) {
            return tsq__fail_memory(err);
        }
    }
    if (boot->options->row != NULL && boot->data.kind != TSQ_BOOT_PARAMETRIC) {
        boot->times = tsq__array(boot->data.k, sizeof *boot->times);
        boot->room = tsq__array(boot->data.k, sizeof *boot->room);
        return boot->times != NULL && boot->room != NULL ? TSQ_OK : tsq__fail_memory(err);
    }
    return TSQ_OK;
}

static tsq_status tell(struct boot *boot, tsq_error *err)
{
    const struct {
        size_t value, se; /* SE: KEPT if there is none */
        double observed, observed_se;
        tsq_booted *out;
    } all[] = {{ESTIMATE, SE, boot->fit.estimate, boot->fit.se, &boot->out->estimate},
               {TAU2, SE_TAU2, boot->fit.tau2, boot->se_tau2, &boot->out->tau2},
               {TAU, KEPT, sqrt(boot->fit.tau2), NAN, &boot->out->tau},
               {I2, KEPT, boot->fit.I2, NAN, &boot->out->I2}};
    double *room = tsq__array((size_t)boot->reached, 2 * sizeof *room);
    if (room == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        const tsq__boot_values values = {.observed = all[i].observed,
                                         .observed_se = all[i].observed_se,
                                         .n = (size_t)boot->reached,
                                         .value = boot->kept[all[i].value],
                                         .se = all[i].se < KEPT ? boot->kept[all[i].se] : NULL,
                                         .n_left_out = boot->data.clusters,
                                         .left_out = boot->left_out[all[i].value]};
        tsq__boot_tell(&values, boot->data.fit.level, room, all[i].out);
    }
    free(room);
    return TSQ_OK;
}

static tsq_status run_all(struct boot *boot, const tsq_run *run, tsq_error *err)
{
    const uint64_t n = boot->options->replicates;
    const tsq__job job = {.context = boot,
                          .chunks = n / CHUNK + (n % CHUNK > 0),
                          .total = n,
                          .result_size = sizeof(struct chunk),
                          .flat = true,
                          .identity = identity(boot),
                          .worker_new = worker_new,
                          .worker_free = worker_free,
                          .compute = compute,
                          .take = take,
                          .done = done,
                          .state = state};
    const tsq_status status = tsq__job_run(&job, run, err);
    boot->out->partial = status == TSQ_E_STOPPED;
    if ((status != TSQ_OK && status != TSQ_E_STOPPED) || boot->reached == 0) {
        return status; /* other ranks than the first have no replicates */
    }
    tsq_status told = leave_out(boot, err);
    told = told == TSQ_OK ? tell(boot, err) : told;
    return told == TSQ_OK ? status : told;
}

static void release(struct boot *boot)
{
    for (size_t i = 0; i < KEPT; i++) {
        free(boot->kept[i]);
        free(boot->left_out[i]);
    }
    free(boot->times);
    free(boot->room);
    tsq__boot_data_free(&boot->data);
}

tsq_status tsq_boot_run(const tsq_studies *studies, const tsq_boot_options *given, const tsq_run *run, tsq_boot *out,
                        tsq_error *err)
{
    static const tsq_boot_options usual = TSQ_BOOT_INIT;
    tsq_boot_options options = given != NULL ? *given : usual;
    struct boot boot = {.options = &options, .out = out};
    *out = (tsq_boot){0};
    options.fit.no_prediction = options.fit.no_tau2_interval = true;
    options.fit.prediction = NULL;
    options.fit.tau2_interval = NULL;
    tsq__fit_set_defaults(&options.fit);
    tsq_status status = check(studies, &options, err);
    status = status == TSQ_OK ? begin(&boot, studies, &options.fit, err) : status;
    const double mean = boot.data.mean, tau2 = boot.data.tau2;
    status = status == TSQ_OK ? tsq__boot_data_new(studies, &options, &boot.data, err) : status;
    boot.data.mean = mean;
    boot.data.tau2 = tau2;
    boot.data.seed = run != NULL ? run->seed : 1;
    status = status == TSQ_OK ? make_room(&boot, err) : status;
    if (status == TSQ_OK) {
        out->k = studies->k;
        out->clusters = options.kind == TSQ_BOOT_CLUSTERS ? boot.data.clusters : 0;
        out->kind = options.kind;
        out->seed = boot.data.seed;
        status = run_all(&boot, run, err);
    }
    if (status != TSQ_OK && status != TSQ_E_STOPPED) {
        *out = (tsq_boot){0};
    }
    release(&boot);
    return status;
}
