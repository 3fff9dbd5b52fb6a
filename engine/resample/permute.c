/* Permutation tests; see tausq/resample.h. Here: of the mean, by changed signs. */
#include "resample/permute.h"

#include "base/error.h"
#include "base/memory.h"
#include "fit/state.h"
#include "resample/job.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

struct permute {
    tsq__flips flips;
    const tsq_permute_options *options;
    uint64_t arrangements; /* with a number */
    double statistic;      /* of the data as they are */
    uint64_t reached, as_large, as_small;
    uint64_t *flipped; /* of a row, in the order of the studies */
    uint64_t *sorted;  /* the same in the order of the flips */
    tsq_permute *out;
};

/* What a chunk gives. */
struct chunk {
    size_t n;
    tsq__outcome outcome[TSQ__FLIPS_CHUNK];
};

/* ---- chunks ---------------------------------------------------------------------------------------------------- */

static tsq_status compute(void *context, void *thread, uint64_t number, const void *input, void *result, tsq_error *err)
{
    const struct permute *permute = context;
    struct chunk *chunk = result;
    const uint64_t begin = number * TSQ__FLIPS_CHUNK, left = permute->arrangements - begin;
    (void)input;
    (void)err;
    chunk->n = left < TSQ__FLIPS_CHUNK ? (size_t)left : TSQ__FLIPS_CHUNK;
    tsq__flips_fit(&permute->flips, thread, 0.0, chunk->n, NULL, begin, chunk->outcome);
    return TSQ_OK;
}

/* `times` arrangements have this statistic. */
static void count(struct permute *permute, double statistic, bool failed)
{
    const double slack = tsq__permute_slack(permute->statistic);
    permute->out->n++;
    permute->out->failed += failed;
    permute->reached += fabs(statistic) >= fabs(permute->statistic) - slack;
    permute->as_large += statistic >= permute->statistic - slack;
    permute->as_small += statistic <= permute->statistic + slack;
}

static tsq_status tell_row(struct permute *permute, uint64_t number, const tsq__outcome *outcome, bool mirrored)
{
    const tsq_permute_options *options = permute->options;
    const tsq__flips *flips = &permute->flips;
    const double sign = mirrored ? -1.0 : 1.0, statistic = sign * tsq__flip_statistic(outcome);
    const double estimate = sign * outcome->estimate;
    if (options->row == NULL) {
        return TSQ_OK;
    }
    tsq__flips_signs(flips, number, permute->sorted);
    memset(permute->flipped, 0, flips->words * sizeof *permute->flipped);
    for (size_t i = 0; i < flips->k; i++) {
        const size_t at = flips->order[i];
        const bool flip = ((permute->sorted[i / 64] >> (i % 64) & 1) != 0) != mirrored;
        permute->flipped[at / 64] |= (uint64_t)flip << (at % 64);
    }
    const tsq_arrangement row = {.number = number,
                                 .flipped = permute->flipped,
                                 .status = outcome->status,
                                 .p = 1,
                                 .estimate = &estimate,
                                 .statistic = &statistic,
                                 .tau2 = outcome->tau2,
                                 .QM = NAN};
    return options->row(options->context, &row);
}

static tsq_status take(void *context, uint64_t number, const void *result, tsq_error *err)
{
    struct permute *permute = context;
    const struct chunk *chunk = result;
    tsq_status status = TSQ_OK;
    for (size_t j = 0; j < chunk->n && status == TSQ_OK; j++) {
        const tsq__outcome *outcome = &chunk->outcome[j];
        const double statistic = tsq__flip_statistic(outcome);
        const bool failed = outcome->status != TSQ_OK;
        count(permute, statistic, failed);
        status = tell_row(permute, number * TSQ__FLIPS_CHUNK + j, outcome, false);
        if (permute->out->exact && status == TSQ_OK) {
            count(permute, -statistic, failed);
            status = tell_row(permute, number * TSQ__FLIPS_CHUNK + j, outcome, true);
        }
    }
    return status == TSQ_OK ? TSQ_OK : tsq__fail(err, status, "%s", tsq_status_text(status));
}

static uint64_t done(void *context)
{
    return ((const struct permute *)context)->out->n;
}

/* All that `take` changes. */
static bool state(void *context, tsq__bytes *bytes)
{
    struct permute *permute = context;
    uint64_t *const counts[] = {&permute->out->n, &permute->out->failed, &permute->reached, &permute->as_large,
                                &permute->as_small};
    for (size_t i = 0; i < sizeof counts / sizeof *counts; i++) {
        (void)tsq__bytes_pass(bytes, counts[i], sizeof *counts[i]);
    }
    return !bytes->failed;
}

static uint64_t identity(const struct permute *permute)
{
    const tsq__flips *flips = &permute->flips;
    const uint64_t numbers[] = {flips->seed, permute->arrangements, flips->random, flips->k};
    uint64_t digest = tsq__digest(tsq__digest_fit(TSQ__DIGEST, &flips->fit), numbers, sizeof numbers);
    digest = tsq__digest(digest, flips->yi, flips->k * sizeof *flips->yi);
    return tsq__digest(digest, flips->vi, flips->k * sizeof *flips->vi);
}

static tsq_status worker_new(void *context, void **worker, tsq_error *err)
{
    return tsq__flipper_new(&((struct permute *)context)->flips, worker, err);
}

/* ---- progress -------------------------------------------------------------------------------------------------- */

static bool count_on(void *context, uint64_t done_here, uint64_t total)
{
    tsq__permute_progress *progress = context;
    const uint64_t all = progress->before + done_here;
    (void)total;
    progress->total = all > progress->total ? all : progress->total;
    return progress->run->progress(progress->run->context, all, progress->total);
}

tsq_run tsq__permute_part(tsq__permute_progress *progress)
{
    tsq_run part = *progress->run;
    part.progress = part.progress != NULL ? count_on : NULL;
    part.context = progress;
    return part;
}

/* ---- the whole ------------------------------------------------------------------------------------------------- */

/* How long the search for both limits takes, in tests; for the time that is left only. */
#define SEARCH 10

static tsq_status check(const tsq_studies *s, const tsq_permute_options *o, tsq_error *err)
{
    if (s->n_cov > 0 || o->fit.weighting != TSQ_WEIGHT_INVERSE) {
        return tsq__fail(err, TSQ_E_OPTION, "permutation tests are without covariances and user weights");
    }
    if (o->permutations < 2 && !o->all) {
        return tsq__fail(err, TSQ_E_OPTION, "a permutation test takes 2 permutations or more");
    }
    return TSQ_OK;
}

static tsq_status choose(struct permute *permute, tsq_error *err)
{
    const size_t k = permute->flips.k;
    const tsq_permute_options *o = permute->options;
    const uint64_t all = k < 64 ? (uint64_t)1 << k : UINT64_MAX;
    const bool exact = o->all || all <= o->most;
    if (exact && all > TSQ__PERMUTE_ALL) {
        return tsq__fail(err, TSQ_E_OPTION,
                         "%zu studies have too many arrangements for all of them: at most 40 studies", k);
    }
    permute->out->exact = exact;
    permute->flips.random = !exact;
    permute->arrangements = exact ? all / 2 : o->permutations;
    if (!o->no_interval && permute->arrangements > TSQ__PERMUTE_INTERVAL / (exact ? 2 : 1)) {
        return tsq__fail(err, TSQ_E_OPTION, "an interval takes at most 2^24 arrangements: test without it, or fewer");
    }
    return TSQ_OK;
}

/* The model itself: whether options and data are in order. */
static tsq_status begin(const tsq_studies *studies, const tsq_fit_options *options, tsq_permute *out, tsq_error *err)
{
    tsq_fit_result fit;
    const tsq_status status = tsq_fit(studies, options, &fit, err);
    if (status != TSQ_OK) {
        return status;
    }
    out->k = fit.k;
    out->p = fit.p;
    out->QM = studies->m > 0 ? fit.QM : (double)NAN;
    out->QM_p = NAN;
    out->coefficient = tsq__array(fit.p, sizeof *out->coefficient);
    for (size_t i = 0; out->coefficient != NULL && i < fit.p; i++) {
        const tsq_coefficient *c = &fit.coefficients[i];
        const tsq__outcome one = {.estimate = c->estimate, .se = c->se};
        out->coefficient[i] = (tsq_permuted){.estimate = c->estimate,
                                             .se = c->se,
                                             .statistic = tsq__flip_statistic(&one),
                                             .pval = NAN,
                                             .p_greater = NAN,
                                             .p_less = NAN,
                                             .ci_lb = NAN,
                                             .ci_ub = NAN};
    }
    tsq_fit_free(&fit);
    return out->coefficient != NULL ? TSQ_OK : tsq__fail_memory(err);
}

static void tell(const struct permute *permute)
{
    tsq_permuted *test = permute->out->coefficient;
    const double n = (double)(permute->out->n - permute->out->failed);
    if (n > 0.0 && !(permute->out->partial && permute->out->exact)) {
        test->pval = (double)permute->reached / n;
        test->p_greater = (double)permute->as_large / n;
        test->p_less = (double)permute->as_small / n;
    }
}

/* The least p-value of a one-sided test is 1/n: up to half of 1 - level, but for rounding, there is an interval. */
static bool has_interval(const struct permute *permute)
{
    const double tail = (100.0 - permute->flips.fit.level) / 200.0 * (1.0 + 1e-12);
    return !permute->options->no_interval && permute->out->failed == 0 && 1.0 / (double)permute->out->n <= tail;
}

static tsq_status test_mean(struct permute *permute, const tsq_run *run, tsq_error *err)
{
    const uint64_t n = permute->arrangements, per = permute->out->exact ? 2 : 1;
    tsq__permute_progress progress = {.run = run, .total = n * per * (permute->options->no_interval ? 1 : 1 + SEARCH)};
    const tsq_run part = tsq__permute_part(&progress);
    const tsq__job job = {.context = permute,
                          .chunks = n / TSQ__FLIPS_CHUNK + (n % TSQ__FLIPS_CHUNK > 0),
                          .total = n * per,
                          .result_size = sizeof(struct chunk),
                          .flat = true,
                          .shared = true, /* whether there is an interval to search */
                          .identity = identity(permute),
                          .worker_new = worker_new,
                          .worker_free = tsq__flipper_free,
                          .compute = compute,
                          .take = take,
                          .done = done,
                          .state = state};
    tsq_status status = tsq__job_run(&job, &part, err);
    permute->out->partial = status == TSQ_E_STOPPED;
    tell(permute);
    if (status == TSQ_OK && has_interval(permute)) {
        const tsq_permuted *test = permute->out->coefficient;
        const tsq__outcome fit = {.estimate = test->estimate, .se = test->se};
        progress.before = n * per;
        status = tsq__permute_interval(&permute->flips, n, &fit, &progress, permute->out->coefficient, err);
        permute->out->partial = status == TSQ_E_STOPPED;
    }
    return status;
}

static tsq_status run_mean(const tsq_studies *studies, const tsq_permute_options *options,
                           const tsq_fit_options *complete, const tsq_run *run, tsq_permute *out, tsq_error *err)
{
    struct permute permute = {.options = options, .statistic = out->coefficient[0].statistic, .out = out};
    tsq_status status = tsq__flips_begin(studies, complete, &permute.flips, err);
    permute.flips.seed = run->seed;
    permute.flipped = tsq__array(permute.flips.words, sizeof(uint64_t));
    permute.sorted = tsq__array(permute.flips.words, sizeof(uint64_t));
    if (status == TSQ_OK && (permute.flipped == NULL || permute.sorted == NULL)) {
        status = tsq__fail_memory(err);
    }
    status = status == TSQ_OK ? choose(&permute, err) : status;
    status = status == TSQ_OK ? test_mean(&permute, run, err) : status;
    free(permute.flipped);
    free(permute.sorted);
    tsq__flips_free(&permute.flips);
    return status;
}

tsq_status tsq_permute_run(const tsq_studies *studies, const tsq_permute_options *given, const tsq_run *run,
                           tsq_permute *out, tsq_error *err)
{
    static const tsq_permute_options usual = TSQ_PERMUTE_INIT;
    static const tsq_run usual_run = TSQ_RUN_INIT;
    const tsq_permute_options *options = given != NULL ? given : &usual;
    tsq_fit_options fit = options->fit;
    *out = (tsq_permute){0};
    run = run != NULL ? run : &usual_run;
    fit.no_prediction = fit.no_tau2_interval = true;
    fit.prediction = NULL;
    fit.tau2_interval = NULL;
    tsq_status status = check(studies, options, err);
    status = status == TSQ_OK ? begin(studies, &fit, out, err) : status;
    out->seed = run->seed;
    if (status == TSQ_OK) {
        status = studies->m == 0 && !fit.no_intercept ? run_mean(studies, options, &fit, run, out, err)
                                                      : tsq__permute_moderators(studies, options, run, out, err);
    }
    if (status != TSQ_OK && status != TSQ_E_STOPPED) {
        tsq_permute_free(out);
    }
    return status;
}

void tsq_permute_free(tsq_permute *permute)
{
    if (permute != NULL) {
        free(permute->coefficient);
        *permute = (tsq_permute){0};
    }
}
