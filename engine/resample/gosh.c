/* Fits to all subsets of the studies, or to many at random; see tausq/resample.h. */
#include "resample/gosh.h"

#include "base/error.h"
#include "base/memory.h"
#include "fit/state.h"

#include <math.h>
#include <stdlib.h>

/** Most studies of which all subsets are fitted: 2^40 are a matter of days. */
#define MOST_ALL 40

static uint64_t done(void *context)
{
    return ((const tsq__gosh *)context)->total.n;
}

/* All that `take` changes. */
static bool state(void *context, tsq__bytes *bytes)
{
    tsq__gosh *gosh = context;
    for (size_t i = 0; i < TSQ__GOSH_VALUES; i++) {
        (void)tsq__spread_pass(&gosh->spread[i], bytes);
    }
    (void)tsq__bytes_pass(bytes, &gosh->total, sizeof gosh->total);
    (void)tsq__bytes_pass_array(bytes, gosh->with, gosh->studies->k, sizeof *gosh->with);
    return tsq__bytes_pass_array(bytes, gosh->sum_with, gosh->studies->k, sizeof *gosh->sum_with);
}

static uint64_t identity(const tsq__gosh *gosh)
{
    const tsq_studies *s = gosh->studies;
    const uint64_t numbers[] = {gosh->seed, gosh->subsets, gosh->random, s->k};
    uint64_t digest = tsq__digest_fit(TSQ__DIGEST, &gosh->fit);
    digest = tsq__digest(digest, numbers, sizeof numbers);
    digest = tsq__digest(digest, s->yi, s->k * sizeof *s->yi);
    digest = tsq__digest(digest, s->vi, s->k * sizeof *s->vi);
    return s->m > 0 ? tsq__digest(digest, s->X, s->k * s->m * sizeof *s->X) : digest;
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

static tsq_status check(const tsq_studies *s, const tsq_gosh_options *o, tsq_error *err)
{
    if (s->n_cov > 0 || o->fit.weighting != TSQ_WEIGHT_INVERSE) {
        return tsq__fail(err, TSQ_E_OPTION, "subsets are fitted without covariances and user weights");
    }
    if (s->m == 0 && o->fit.no_intercept) {
        return tsq__fail(err, TSQ_E_OPTION, "a model without intercept needs a moderator");
    }
    if (o->all && s->k > MOST_ALL) {
        return tsq__fail(err, TSQ_E_OPTION, "%zu studies have too many subsets for all of them: at most %d studies",
                         s->k, MOST_ALL);
    }
    return TSQ_OK;
}

/* The fit of all studies says whether options and data are in order, and where the estimates lie. */
static tsq_status fit_all_studies(tsq__gosh *gosh, tsq_error *err)
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
    for (size_t i = 0; i < TSQ__GOSH_VALUES; i++) {
        tsq__spread_expect(&gosh->spread[i], gosh->subsets);
    }
    tsq_fit_free(&fit);
    return TSQ_OK;
}

static void list_low(tsq__gosh *gosh)
{
    const size_t k = gosh->studies->k, bits = k < TSQ__GOSH_BITS ? k : TSQ__GOSH_BITS, all = (size_t)1 << bits;
    tsq__gosh_sorted *sorted = &gosh->sorted;
    size_t n = 0;
    for (size_t low = 0; low < all; low++) {
        for (size_t i = 0; i < k; i++) {
            const size_t study = sorted->order[i];
            sorted->low[low] |= study < TSQ__GOSH_BITS ? (uint64_t)(low >> study & 1) << i % 64 : 0;
        }
        sorted->low_size[low] = (size_t)__builtin_popcountll(low);
    }
    for (size_t size = 0; size <= bits; size++) {
        for (size_t low = 0; low < all; low++) {
            if (sorted->low_size[low] == size) {
                sorted->by_size[n++] = low;
            }
        }
    }
}

static tsq_status sort(tsq__gosh *gosh, tsq_error *err)
{
    const tsq_studies *s = gosh->studies;
    tsq__gosh_sorted *sorted = &gosh->sorted;
    sorted->order = tsq__array(s->k, sizeof *sorted->order);
    sorted->yi = tsq__array(s->k, sizeof(double));
    sorted->vi = tsq__array(s->k, sizeof(double));
    sorted->low = tsq__array(TSQ__GOSH_CHUNK, sizeof *sorted->low);
    sorted->low_size = tsq__array(TSQ__GOSH_CHUNK, sizeof *sorted->low_size);
    sorted->by_size = tsq__array(TSQ__GOSH_CHUNK, sizeof *sorted->by_size);
    gosh->with = tsq__array(s->k, sizeof(uint64_t));
    gosh->sum_with = tsq__array(s->k, sizeof(double));
    if (sorted->order == NULL || sorted->yi == NULL || sorted->vi == NULL || gosh->with == NULL ||
        gosh->sum_with == NULL || sorted->low == NULL || sorted->low_size == NULL || sorted->by_size == NULL) {
        return tsq__fail_memory(err);
    }
    tsq__lane_order(s->k, s->yi, s->vi, sorted->order);
    for (size_t i = 0; i < s->k; i++) {
        sorted->yi[i] = s->yi[sorted->order[i]];
        sorted->vi[i] = s->vi[sorted->order[i]];
    }
    if (!gosh->random) {
        list_low(gosh);
    }
    return TSQ_OK;
}

tsq_status tsq__gosh_begin(tsq__gosh *gosh, tsq_error *err)
{
    tsq_status status = fit_all_studies(gosh, err);
    status = status == TSQ_OK ? sort(gosh, err) : status;
    return status == TSQ_OK ? tsq__gosh_sums_begin(gosh, err) : status;
}

static void tell_studies(const tsq__gosh *gosh, tsq_gosh_study *all)
{
    const tsq__gosh_sums *t = &gosh->total;
    const double n = (double)t->estimated, variance = gosh->spread[0].squares / n;
    for (size_t i = 0; i < gosh->studies->k; i++) {
        const double with = (double)gosh->with[i], without = n - with;
        tsq_gosh_study *study = &all[i];
        const double a = gosh->sum_with[i] / with, b = (t->sum - gosh->sum_with[i]) / without;
        study->with = gosh->with[i];
        study->mean_with = with > 0.0 ? gosh->centre + a : (double)NAN;
        study->mean_without = without > 0.0 ? gosh->centre + b : (double)NAN;
        study->share = with > 0.0 && without > 0.0 && variance > 0.0
                           ? 100.0 * (with / n) * (without / n) * (a - b) * (a - b) / variance
                           : (double)NAN;
    }
}

static void tell(tsq__gosh *gosh, tsq_gosh *out)
{
    const tsq__gosh_sums *t = &gosh->total;
    out->n = t->n;
    out->failed = t->failed;
    out->positive = t->positive;
    out->negative = t->negative;
    out->positive_significant = t->positive_significant;
    out->negative_significant = t->negative_significant;
    out->estimate = tsq__spread_tell(&gosh->spread[0]);
    out->tau2 = tsq__spread_tell(&gosh->spread[1]);
    out->I2 = tsq__spread_tell(&gosh->spread[2]);
    out->QE = tsq__spread_tell(&gosh->spread[3]);
    if (out->study != NULL) {
        tell_studies(gosh, out->study);
    }
}

void tsq__gosh_release(tsq__gosh *gosh)
{
    for (size_t i = 0; i < TSQ__GOSH_VALUES; i++) {
        tsq__spread_free(&gosh->spread[i]);
    }
    tsq__gosh_sums_end(gosh);
    free(gosh->sorted.order);
    free(gosh->sorted.yi);
    free(gosh->sorted.vi);
    free(gosh->sorted.low);
    free(gosh->sorted.low_size);
    free(gosh->sorted.by_size);
    free(gosh->with);
    free(gosh->sum_with);
}

static void choose_subsets(tsq__gosh *gosh)
{
    const size_t k = gosh->studies->k;
    const uint64_t all = k < 64 ? ((uint64_t)1 << k) - 1 : UINT64_MAX;
    gosh->random = !gosh->options->all && all > gosh->options->most;
    gosh->subsets = gosh->random ? gosh->options->most : all;
    gosh->words = k / 64 + (k % 64 > 0);
}

tsq_status tsq_gosh_run(const tsq_studies *studies, const tsq_gosh_options *given, const tsq_run *run, tsq_gosh *out,
                        tsq_error *err)
{
    static const tsq_gosh_options usual = TSQ_GOSH_INIT;
    const tsq_gosh_options *options = given != NULL ? given : &usual;
    *out = (tsq_gosh){0};
    tsq__gosh gosh = {.studies = studies, .options = options, .fit = options->fit};
    gosh.fit.no_prediction = gosh.fit.no_tau2_interval = true;
    gosh.fit.prediction = NULL;
    gosh.fit.tau2_interval = NULL;
    tsq__fit_set_defaults(&gosh.fit);
    gosh.seed = run != NULL ? run->seed : 1;
    tsq_status status = check(studies, options, err);
    if (status == TSQ_OK) {
        choose_subsets(&gosh);
    }
    if (status == TSQ_OK && studies->m > 0) {
        status = tsq__gosh_moderators(&gosh, identity(&gosh), run, out, err);
        if (status != TSQ_OK && status != TSQ_E_STOPPED) {
            tsq_gosh_free(out);
        }
        return status;
    }
    status = status == TSQ_OK ? tsq__gosh_begin(&gosh, err) : status;
    if (status == TSQ_OK) {
        *out = (tsq_gosh){.k = studies->k,
                          .random = gosh.random,
                          .seed = gosh.seed,
                          .study = tsq__array(studies->k, sizeof *out->study)};
        status = out->study == NULL ? tsq__fail_memory(err) : TSQ_OK;
    }
    if (status == TSQ_OK) {
        const tsq__job job = {.context = &gosh,
                              .chunks = tsq__gosh_chunks(&gosh),
                              .total = gosh.subsets,
                              .result_size = tsq__gosh_chunk_size(&gosh),
                              .flat = true,
                              .identity = identity(&gosh),
                              .worker_new = tsq__gosh_worker_new,
                              .worker_free = tsq__gosh_worker_free,
                              .compute = tsq__gosh_compute,
                              .take = tsq__gosh_take,
                              .done = done,
                              .state = state};
        status = tsq__job_run(&job, run, err);
    }
    if (status == TSQ_OK || status == TSQ_E_STOPPED) {
        tell(&gosh, out);
    } else {
        tsq_gosh_free(out);
    }
    tsq__gosh_release(&gosh);
    return status;
}

void tsq_gosh_free(tsq_gosh *gosh)
{
    if (gosh != NULL) {
        free(gosh->study);
        free(gosh->coefficient);
        *gosh = (tsq_gosh){0};
    }
}
