/* Subsets of the studies with moderators: each is fitted by itself, with the moderators of its studies.
 *
 * Subsets that are no larger than the model has coefficients, and those whose moderators depend on one another, have no
 * estimate. */
#include "resample/gosh.h"

#include "base/error.h"
#include "base/memory.h"
#include "resample/many_design.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Subsets in a chunk. */
#define CHUNK 256
/** What is told of each besides the coefficients: tau2, I2 and Q. */
enum { OTHERS = 3 };

/* What is added up for one coefficient. */
struct sums {
    uint64_t positive, negative, positive_significant, negative_significant;
    double sum; /* of the estimate less that of all studies */
};

struct subsets {
    const tsq__gosh *gosh;
    const tsq_studies *studies;
    size_t p;
    double *centre;      /* length p: the estimates of all studies */
    tsq__spread *spread; /* p coefficients, then the others */
    struct sums *total;  /* length p */
    uint64_t n, failed;
    size_t *order;    /* of the studies in the lanes */
    uint64_t *with;   /* length k: subsets with an estimate that have a study */
    double *sum_with; /* k x p, study by study */
};

/* A chunk, behind it the numbers of its subsets: no pointers, as it may come from another process. */
struct chunk {
    size_t n;
    tsq_status status[CHUNK];
    size_t size[CHUNK];
    double other[CHUNK][OTHERS], QM[CHUNK];
    double number[]; /* estimate, se, ci_lb, ci_ub: each CHUNK x p; then which studies are in, CHUNK x words */
};
enum { ESTIMATE, SE, LOWER, UPPER, KINDS };

struct worker {
    tsq__designs designs;
    double *yi, *vi, *X;
    tsq__designed fit[CHUNK];
};

static double *numbers_of(const struct subsets *s, struct chunk *chunk, size_t j, size_t kind)
{
    return chunk->number + (kind * CHUNK + j) * s->p;
}

static uint64_t *members_of(const struct subsets *s, struct chunk *chunk, size_t j)
{
    return (uint64_t *)(void *)numbers_of(s, chunk, 0, KINDS) + j * s->gosh->words;
}

static size_t chunk_size(const struct subsets *s)
{
    return sizeof(struct chunk) + CHUNK * (KINDS * s->p * sizeof(double) + s->gosh->words * sizeof(uint64_t));
}

static bool has(const uint64_t *in, size_t i)
{
    return (in[i / 64] >> (i % 64) & 1) != 0;
}

/* ---- fits ------------------------------------------------------------------------------------------------------ */

/* The studies of a subset in the order of the lanes, column by column. */
static size_t put_in(const struct subsets *s, const uint64_t *in, struct worker *worker)
{
    const tsq_studies *all = s->studies;
    size_t n = 0;
    for (size_t i = 0; i < all->k; i++) {
        const size_t from = s->order[i];
        if (has(in, from)) {
            worker->yi[n] = all->yi[from];
            worker->vi[n++] = all->vi[from];
        }
    }
    for (size_t c = 0; c < all->m; c++) {
        size_t next = c * n;
        for (size_t i = 0; i < all->k; i++) {
            if (has(in, s->order[i])) {
                worker->X[next++] = all->X[c * all->k + s->order[i]];
            }
        }
    }
    return n;
}

static void no_fit(const struct subsets *s, tsq__designed *fit)
{
    fit->status = TSQ_E_DF;
    fit->tau2 = fit->QM = fit->I2 = fit->QE = NAN;
    for (size_t c = 0; c < s->p; c++) {
        fit->estimate[c] = fit->se[c] = fit->ci_lb[c] = fit->ci_ub[c] = NAN;
    }
}

/* Queues the fit of subset j. */
static void queue(const struct subsets *s, struct worker *worker, struct chunk *chunk, size_t j)
{
    const size_t k = put_in(s, members_of(s, chunk, j), worker);
    const tsq_studies subset = {.k = k, .yi = worker->yi, .vi = worker->vi, .m = s->studies->m, .X = worker->X};
    chunk->size[j] = k;
    worker->fit[j] = (tsq__designed){.estimate = numbers_of(s, chunk, j, ESTIMATE),
                                     .se = numbers_of(s, chunk, j, SE),
                                     .ci_lb = numbers_of(s, chunk, j, LOWER),
                                     .ci_ub = numbers_of(s, chunk, j, UPPER)};
    if (k > s->p) {
        tsq__designs_add(&worker->designs, &subset, &worker->fit[j]);
    } else {
        no_fit(s, &worker->fit[j]);
    }
}

/* Of all subsets number 0, the empty one, is left out. */
static tsq_status compute(void *context, void *thread, uint64_t number, const void *input, void *result, tsq_error *err)
{
    const struct subsets *s = context;
    struct worker *worker = thread;
    struct chunk *chunk = result;
    const uint64_t begin = number * CHUNK, left = s->gosh->subsets - begin;
    (void)input;
    chunk->n = left < CHUNK ? (size_t)left : CHUNK;
    for (size_t j = 0; j < chunk->n; j++) {
        tsq__gosh_members(s->gosh, begin + j + (s->gosh->random ? 0 : 1), members_of(s, chunk, j));
        queue(s, worker, chunk, j);
    }
    tsq__designs_flush(&worker->designs);
    for (size_t j = 0; j < chunk->n; j++) {
        const tsq__designed *fit = &worker->fit[j];
        chunk->status[j] = fit->status;
        chunk->other[j][0] = fit->tau2;
        chunk->other[j][1] = fit->I2;
        chunk->other[j][2] = fit->QE;
        chunk->QM[j] = fit->QM;
        if (fit->status == TSQ_E_MEMORY) {
            return tsq__fail_memory(err); /* which says nothing of the subset */
        }
    }
    return TSQ_OK;
}

/* ---- what is kept of them -------------------------------------------------------------------------------------- */

static tsq_status keep_estimates(struct subsets *s, struct chunk *chunk, size_t j, tsq_error *err)
{
    const double *estimate = numbers_of(s, chunk, j, ESTIMATE);
    const double *lb = numbers_of(s, chunk, j, LOWER), *ub = numbers_of(s, chunk, j, UPPER);
    tsq_status status = TSQ_OK;
    for (size_t c = 0; c < s->p && status == TSQ_OK; c++) {
        struct sums *total = &s->total[c];
        total->positive += estimate[c] > 0.0;
        total->negative += estimate[c] < 0.0;
        total->positive_significant += lb[c] > 0.0;
        total->negative_significant += ub[c] < 0.0;
        total->sum += estimate[c] - s->centre[c];
        status = tsq__spread_add(&s->spread[c], estimate[c], err);
    }
    for (size_t q = 0; q < OTHERS && status == TSQ_OK; q++) {
        status = isnan(chunk->other[j][q]) ? TSQ_OK : tsq__spread_add(&s->spread[s->p + q], chunk->other[j][q], err);
    }
    for (size_t i = 0; i < s->studies->k; i++) {
        if (has(members_of(s, chunk, j), i)) {
            s->with[i]++;
            for (size_t c = 0; c < s->p; c++) {
                s->sum_with[i * s->p + c] += estimate[c] - s->centre[c];
            }
        }
    }
    return status;
}

static tsq_status tell_row(const struct subsets *s, struct chunk *chunk, size_t j, tsq_error *err)
{
    const tsq_subset row = {.in = members_of(s, chunk, j),
                            .k = chunk->size[j],
                            .status = chunk->status[j],
                            .estimate = NAN,
                            .se = NAN,
                            .ci_lb = NAN,
                            .ci_ub = NAN,
                            .tau2 = chunk->other[j][0],
                            .I2 = chunk->other[j][1],
                            .QE = chunk->other[j][2],
                            .QM = chunk->QM[j],
                            .p = s->p,
                            .coefficient = numbers_of(s, chunk, j, ESTIMATE),
                            .coefficient_se = numbers_of(s, chunk, j, SE),
                            .coefficient_lb = numbers_of(s, chunk, j, LOWER),
                            .coefficient_ub = numbers_of(s, chunk, j, UPPER)};
    const tsq_status status = s->gosh->options->row(s->gosh->options->context, &row);
    return status == TSQ_OK ? TSQ_OK : tsq__fail(err, status, "%s", tsq_status_text(status));
}

static tsq_status take(void *context, uint64_t number, const void *result, tsq_error *err)
{
    struct subsets *s = context;
    struct chunk *chunk = (void *)(uintptr_t)result; /* only read */
    tsq_status status = TSQ_OK;
    (void)number;
    for (size_t j = 0; j < chunk->n && status == TSQ_OK; j++) {
        s->n++;
        s->failed += chunk->status[j] != TSQ_OK;
        status = chunk->status[j] == TSQ_OK ? keep_estimates(s, chunk, j, err) : TSQ_OK;
        if (status == TSQ_OK && s->gosh->options->row != NULL) {
            status = tell_row(s, chunk, j, err);
        }
    }
    return status;
}

static uint64_t done(void *context)
{
    return ((const struct subsets *)context)->n;
}

/* All that `take` changes. */
static bool state(void *context, tsq__bytes *bytes)
{
    struct subsets *s = context;
    for (size_t i = 0; i < s->p + OTHERS; i++) {
        (void)tsq__spread_pass(&s->spread[i], bytes);
    }
    (void)tsq__bytes_pass(bytes, &s->n, sizeof s->n);
    (void)tsq__bytes_pass(bytes, &s->failed, sizeof s->failed);
    (void)tsq__bytes_pass_array(bytes, s->total, s->p, sizeof *s->total);
    (void)tsq__bytes_pass_array(bytes, s->with, s->studies->k, sizeof *s->with);
    return tsq__bytes_pass_array(bytes, s->sum_with, s->studies->k * s->p, sizeof *s->sum_with);
}

/* ---- workers --------------------------------------------------------------------------------------------------- */

static void worker_free(void *thread)
{
    struct worker *worker = thread;
    if (worker != NULL) {
        tsq__designs_free(&worker->designs);
        free(worker->yi);
        free(worker);
    }
}

static tsq_status worker_new(void *context, void **thread, tsq_error *err)
{
    const struct subsets *s = context;
    const size_t k = s->studies->k;
    struct worker *worker = tsq__array(1, sizeof *worker);
    *thread = worker;
    if (worker == NULL) {
        return tsq__fail_memory(err);
    }
    worker->yi = tsq__array(k, (s->studies->m + 2) * sizeof *worker->yi);
    if (worker->yi == NULL) {
        return tsq__fail_memory(err);
    }
    worker->vi = worker->yi + k;
    worker->X = worker->yi + 2 * k;
    const tsq__designs_shape shape = {.most = k, .m = s->studies->m, .with_q = true};
    return tsq__designs_new(&s->gosh->fit, shape, &worker->designs, err);
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

/* Where the numbers lie, from the fit of all studies; it also says whether options and data are in order. */
static tsq_status begin(struct subsets *s, tsq_error *err)
{
    tsq_fit_result fit;
    const tsq_status status = tsq_fit(s->studies, &s->gosh->fit, &fit, err);
    if (status != TSQ_OK) {
        return status;
    }
    s->p = fit.p;
    s->centre = tsq__array(fit.p, sizeof *s->centre);
    s->spread = tsq__array(fit.p + OTHERS, sizeof *s->spread);
    s->total = tsq__array(fit.p, sizeof *s->total);
    s->order = tsq__array(fit.k, sizeof *s->order);
    s->with = tsq__array(fit.k, sizeof *s->with);
    s->sum_with = tsq__array(fit.k, fit.p * sizeof *s->sum_with);
    const bool whole = s->centre != NULL && s->spread != NULL && s->total != NULL && s->order != NULL &&
                       s->with != NULL && s->sum_with != NULL;
    if (whole) {
        tsq__lane_order(fit.k, s->studies->yi, s->studies->vi, s->order);
    }
    for (size_t c = 0; whole && c < fit.p; c++) {
        const tsq_coefficient *one = &fit.coefficients[c];
        s->centre[c] = one->estimate;
        tsq__spread_begin(&s->spread[c], one->estimate, one->se > 0.0 ? one->se : fmax(fabs(one->estimate), 1.0));
    }
    if (whole) {
        tsq__spread_begin(&s->spread[fit.p], 0.0, fit.tau2 > 0.0 ? fit.tau2 : s->studies->vi[0]);
        tsq__spread_begin(&s->spread[fit.p + 1], 0.0, 50.0);
        tsq__spread_begin(&s->spread[fit.p + 2], 0.0, fit.QE > 0.0 ? fit.QE : 1.0);
    }
    for (size_t i = 0; whole && i < fit.p + OTHERS; i++) {
        tsq__spread_expect(&s->spread[i], s->gosh->subsets);
    }
    tsq_fit_free(&fit);
    return whole ? TSQ_OK : tsq__fail_memory(err);
}

static tsq_gosh_study study_of(const struct subsets *s, size_t i, size_t c)
{
    const double n = (double)(s->n - s->failed), with = (double)s->with[i], without = n - with;
    const double variance = s->spread[c].squares / n, sum = s->sum_with[i * s->p + c];
    const double a = sum / with, b = (s->total[c].sum - sum) / without;
    const bool both = with > 0.0 && without > 0.0 && variance > 0.0;
    return (tsq_gosh_study){.with = s->with[i],
                            .mean_with = with > 0.0 ? s->centre[c] + a : (double)NAN,
                            .mean_without = without > 0.0 ? s->centre[c] + b : (double)NAN,
                            .share =
                                both ? 100.0 * (with / n) * (without / n) * (a - b) * (a - b) / variance : (double)NAN};
}

static void tell(struct subsets *s, tsq_gosh *out)
{
    const size_t k = s->studies->k;
    out->n = s->n;
    out->failed = s->failed;
    out->tau2 = tsq__spread_tell(&s->spread[s->p]);
    out->I2 = tsq__spread_tell(&s->spread[s->p + 1]);
    out->QE = tsq__spread_tell(&s->spread[s->p + 2]);
    for (size_t c = 0; out->study != NULL && c < s->p; c++) {
        const struct sums *total = &s->total[c];
        tsq_gosh_coefficient *one = &out->coefficient[c];
        *one = (tsq_gosh_coefficient){.positive = total->positive,
                                      .negative = total->negative,
                                      .positive_significant = total->positive_significant,
                                      .negative_significant = total->negative_significant,
                                      .study = out->study + c * k};
        for (size_t i = 0; i < k; i++) {
            one->study[i] = study_of(s, i, c);
        }
        one->estimate = tsq__spread_tell(&s->spread[c]);
    }
}

static void release(struct subsets *s)
{
    for (size_t i = 0; s->spread != NULL && i < s->p + OTHERS; i++) {
        tsq__spread_free(&s->spread[i]);
    }
    free(s->spread);
    free(s->centre);
    free(s->total);
    free(s->order);
    free(s->with);
    free(s->sum_with);
}

static tsq_status run_all(struct subsets *s, uint64_t identity, const tsq_run *run, tsq_error *err)
{
    const uint64_t n = s->gosh->subsets;
    const tsq__job job = {.context = s,
                          .chunks = n / CHUNK + (n % CHUNK > 0),
                          .total = n,
                          .result_size = chunk_size(s),
                          .flat = true,
                          .identity = identity,
                          .worker_new = worker_new,
                          .worker_free = worker_free,
                          .compute = compute,
                          .take = take,
                          .done = done,
                          .state = state};
    return tsq__job_run(&job, run, err);
}

tsq_status tsq__gosh_moderators(const tsq__gosh *gosh, uint64_t identity, const tsq_run *run, tsq_gosh *out,
                                tsq_error *err)
{
    const size_t k = gosh->studies->k;
    struct subsets s = {.gosh = gosh, .studies = gosh->studies};
    tsq_status status = begin(&s, err);
    if (status == TSQ_OK) {
        *out = (tsq_gosh){.k = k,
                          .p = s.p,
                          .random = gosh->random,
                          .seed = gosh->seed,
                          .study = tsq__array(k, s.p * sizeof *out->study),
                          .coefficient = tsq__array(s.p, sizeof *out->coefficient)};
        status =
            out->study != NULL && out->coefficient != NULL ? run_all(&s, identity, run, err) : tsq__fail_memory(err);
    }
    if (status == TSQ_OK || status == TSQ_E_STOPPED) {
        tell(&s, out);
    }
    release(&s);
    return status;
}
