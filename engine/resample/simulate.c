/* Simulation of methods where the truth is known, on any number of threads; see tausq/simulate.h. */
#include "base/error.h"
#include "base/memory.h"
#include "num/dist.h"
#include "resample/job.h"
#include "resample/simulate_methods.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/** Most replicates in a chunk, and about how many studies all of them have together. */
#define MOST_REPLICATES ((size_t)512)
#define CHUNK_STUDIES ((size_t)32768)

struct method_sums {
    tsq__moments of[TSQ__AVERAGED];
};

struct simulation {
    const tsq_scenarios *scenarios;
    double level;
    uint64_t seed, total, taken; /* replicates */
    uint64_t *first;             /* chunk of each scenario, and one more */
    size_t *queue;               /* of method m of scenario s: queue[s * TSQ_SCENARIO_METHODS + m] */
    tsq__fitted fitted;
    size_t most_studies, most_numbers, most_methods; /* in a scenario; studies in a chunk */
    struct method_sums **sums;
    tsq_simulation *out;
};

struct worker {
    size_t n; /* queues */
    tsq__many *many;
    tsq__outcome_fit *fit; /* of queue q: fit + q * MOST_REPLICATES */
    tsq__memo *memo;
    double *yi, *vi, *another, *rejects, *x;
    double *cells; /* NULL: no method pools counts */
    tsq__simulated_row row;
};

static size_t chunk_replicates(size_t k)
{
    const size_t whole = CHUNK_STUDIES / k / TSQ__LANES * TSQ__LANES;
    return whole > MOST_REPLICATES ? MOST_REPLICATES : whole < TSQ__LANES ? TSQ__LANES : whole;
}

/* ---- a chunk ------------------------------------------------------------------------------------------------------- */

/* The scenario that a chunk belongs to: the last that begins at or before it. */
static size_t scenario_of(const struct simulation *sim, uint64_t chunk)
{
    size_t low = 0, high = sim->scenarios->n;
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        if (sim->first[middle] <= chunk) {
            low = middle;
        } else {
            high = middle;
        }
    }
    return low;
}

/* The replicates of a chunk: from `begin` on. */
static size_t count_replicates(const struct simulation *sim, size_t scenario, uint64_t chunk, uint64_t *begin)
{
    const tsq_scenario *s = &sim->scenarios->scenario[scenario];
    const size_t usual = chunk_replicates(s->k);
    *begin = (chunk - sim->first[scenario]) * usual;
    return s->reps - *begin < usual ? (size_t)(s->reps - *begin) : usual;
}

/* Fits every replicate once by each estimator that the scenario's methods have. @return whether there was memory */
static bool fit_all(const struct simulation *sim, const tsq_scenario *s, const size_t *queue, size_t n,
                    struct worker *worker)
{
    bool whole = true;
    for (size_t q = 0; q < worker->n; q++) {
        bool used = false;
        for (size_t m = 0; m < s->n_methods; m++) {
            used = used || queue[m] == q;
        }
        const bool counts = tsq__pools_counts(&sim->fitted.options[q]);
        for (size_t j = 0; used && counts && j < n; j++) {
            tsq__fit_cells(&sim->fitted.options[q], s, worker->yi + j * s->k, worker->vi + j * s->k,
                           worker->cells + j * 4 * s->k, &worker->fit[q * MOST_REPLICATES + j].brief);
            whole = whole && worker->fit[q * MOST_REPLICATES + j].brief.status != TSQ_E_MEMORY;
        }
        for (size_t j = 0; used && !counts && j < n; j++) {
            tsq__many_add(&worker->many[q], s->k, worker->yi + j * s->k, worker->vi + j * s->k,
                          &worker->fit[q * MOST_REPLICATES + j]);
        }
        if (used && !counts) {
            tsq__many_flush(&worker->many[q]);
        }
    }
    return whole;
}

static tsq_status compute(void *context, void *thread, uint64_t chunk, const void *input, void *result, tsq_error *err)
{
    const struct simulation *sim = context;
    struct worker *worker = thread;
    struct method_sums *sums = result;
    const size_t number = scenario_of(sim, chunk);
    const tsq_scenario *s = &sim->scenarios->scenario[number];
    const size_t *queue = sim->queue + number * TSQ_SCENARIO_METHODS;
    const uint64_t seed = tsq__scenario_seed(s, sim->seed);
    const double critical = s->k > 1 ? tsq__chisq_upper(1.0 - sim->level / 100.0, (double)s->k - 1.0) : (double)NAN;
    uint64_t begin;
    const size_t n = count_replicates(sim, number, chunk, &begin);
    (void)input;
    for (size_t j = 0; j < n; j++) {
        tsq__simulated_data(s, seed, begin + j, &worker->row, worker->yi + j * s->k, worker->vi + j * s->k,
                            worker->cells != NULL && s->measure->takes_risk ? worker->cells + j * 4 * s->k : NULL,
                            &worker->another[j]);
        worker->rejects[j] = tsq__q_rejects(s->k, worker->yi + j * s->k, worker->vi + j * s->k, critical);
    }
    if (!fit_all(sim, s, queue, n, worker)) {
        return tsq__fail_memory(err);
    }
    for (size_t m = 0; m < s->n_methods; m++) {
        const tsq_fit_options options = tsq__method_options(&s->method[m], sim->level);
        for (size_t j = 0; j < n; j++) {
            tsq__method_numbers(&options, s, &worker->fit[queue[m] * MOST_REPLICATES + j], worker->another[j],
                                worker->rejects[j], worker->memo, worker->x + j, MOST_REPLICATES);
        }
        for (size_t a = 0; a < TSQ__AVERAGED; a++) {
            sums[m].of[a] = tsq__moments_of(n, worker->x + a * MOST_REPLICATES);
        }
    }
    return TSQ_OK;
}

static tsq_status take(void *context, uint64_t chunk, const void *result, tsq_error *err)
{
    struct simulation *sim = context;
    const struct method_sums *sums = result;
    const size_t number = scenario_of(sim, chunk);
    uint64_t begin;
    const size_t n = count_replicates(sim, number, chunk, &begin);
    (void)err;
    for (size_t m = 0; m < sim->scenarios->scenario[number].n_methods; m++) {
        for (size_t a = 0; a < TSQ__AVERAGED; a++) {
            tsq__moments_join(&sim->sums[number][m].of[a], &sums[m].of[a]);
        }
    }
    sim->out->reps[number] += n;
    sim->taken += n;
    return TSQ_OK;
}

static uint64_t done(void *context)
{
    return ((const struct simulation *)context)->taken;
}

/* All that `take` changes. */
static bool state(void *context, tsq__bytes *bytes)
{
    struct simulation *sim = context;
    bool well = tsq__bytes_pass(bytes, &sim->taken, sizeof sim->taken);
    for (size_t i = 0; i < sim->scenarios->n && well; i++) {
        well = tsq__bytes_pass(bytes, &sim->out->reps[i], sizeof sim->out->reps[i]) &&
               tsq__bytes_pass_array(bytes, sim->sums[i], sim->scenarios->scenario[i].n_methods, sizeof *sim->sums[i]);
    }
    return well;
}

static uint64_t identity(const struct simulation *sim)
{
    uint64_t digest = tsq__digest(TSQ__DIGEST, &sim->level, sizeof sim->level);
    for (size_t i = 0; i < sim->scenarios->n; i++) {
        const tsq_scenario *s = &sim->scenarios->scenario[i];
        const uint64_t numbers[] = {tsq__scenario_seed(s, sim->seed), s->reps, s->n_methods};
        digest = tsq__digest(digest, numbers, sizeof numbers);
        for (size_t m = 0; m < s->n_methods; m++) {
            digest = tsq__digest(digest, s->method[m].name, strlen(s->method[m].name));
        }
    }
    return digest;
}

/* ---- workers ------------------------------------------------------------------------------------------------------- */

static void worker_free(void *thread)
{
    struct worker *worker = thread;
    if (worker == NULL) {
        return;
    }
    for (size_t q = 0; worker->many != NULL && q < worker->n; q++) {
        tsq__many_free(&worker->many[q]);
    }
    free(worker->many);
    free(worker->fit);
    free(worker->memo);
    free(worker->yi);
    free(worker->vi);
    free(worker->cells);
    free(worker->another);
    free(worker->rejects);
    free(worker->x);
    free(worker);
}

static tsq_status worker_new(void *context, void **thread, tsq_error *err)
{
    const struct simulation *sim = context;
    struct worker *worker = tsq__array(1, sizeof *worker);
    *thread = worker;
    if (worker == NULL) {
        return tsq__fail_memory(err);
    }
    worker->n = sim->fitted.n;
    worker->many = tsq__array(worker->n, sizeof *worker->many);
    worker->fit = tsq__array(worker->n * MOST_REPLICATES, sizeof *worker->fit);
    worker->memo = tsq__array(1, sizeof *worker->memo);
    worker->yi = tsq__array(sim->most_numbers, sizeof(double));
    worker->vi = tsq__array(sim->most_numbers, sizeof(double));
    worker->another = tsq__array(MOST_REPLICATES, sizeof(double));
    worker->rejects = tsq__array(MOST_REPLICATES, sizeof(double));
    worker->x = tsq__array(MOST_REPLICATES * TSQ__AVERAGED, sizeof(double));
    if (worker->many == NULL || worker->fit == NULL || worker->memo == NULL || worker->yi == NULL ||
        worker->vi == NULL || worker->another == NULL || worker->rejects == NULL || worker->x == NULL) {
        return tsq__fail_memory(err);
    }
    tsq__simulated_row_begin(&worker->row);
    tsq_status status = TSQ_OK;
    for (size_t q = 0; q < worker->n && status == TSQ_OK; q++) {
        if (tsq__pools_counts(&sim->fitted.options[q])) {
            worker->cells = worker->cells != NULL ? worker->cells : tsq__array(sim->most_numbers, 4 * sizeof(double));
            status = worker->cells != NULL ? TSQ_OK : tsq__fail_memory(err);
            continue;
        }
        status = tsq__many_new(&sim->fitted.options[q], sim->most_studies, sim->fitted.what[q], &worker->many[q], err);
    }
    return status;
}

/* ---- the whole ------------------------------------------------------------------------------------------------------- */

static tsq_status plan_scenario(struct simulation *sim, size_t i, tsq_error *err)
{
    const tsq_scenario *s = &sim->scenarios->scenario[i];
    const size_t usual = chunk_replicates(s->k), numbers = usual * s->k;
    tsq_simulation *out = sim->out;
    sim->first[i + 1] = sim->first[i] + (s->reps + usual - 1) / usual;
    sim->total += s->reps;
    sim->most_studies = s->k > sim->most_studies ? s->k : sim->most_studies;
    sim->most_numbers = numbers > sim->most_numbers ? numbers : sim->most_numbers;
    sim->most_methods = s->n_methods > sim->most_methods ? s->n_methods : sim->most_methods;
    sim->sums[i] = tsq__array(s->n_methods, sizeof *sim->sums[i]);
    out->performance[i] = tsq__array(s->n_methods, sizeof *out->performance[i]);
    tsq_status status = sim->sums[i] != NULL && out->performance[i] != NULL ? TSQ_OK : tsq__fail_memory(err);
    for (size_t m = 0; m < s->n_methods && status == TSQ_OK; m++) {
        status = tsq__fitted_queue(&sim->fitted, &s->method[m], &sim->queue[i * TSQ_SCENARIO_METHODS + m], err);
    }
    return status;
}

static tsq_status plan(struct simulation *sim, tsq_error *err)
{
    const size_t n = sim->scenarios->n;
    tsq_simulation *out = sim->out;
    sim->first = tsq__array(n + 1, sizeof *sim->first);
    sim->queue = tsq__array(n * TSQ_SCENARIO_METHODS, sizeof *sim->queue);
    sim->sums = tsq__array(n, sizeof *sim->sums);
    out->reps = tsq__array(n, sizeof *out->reps);
    out->performance = tsq__array(n, sizeof *out->performance);
    if (sim->first == NULL || sim->queue == NULL || sim->sums == NULL || out->reps == NULL ||
        out->performance == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = TSQ_OK;
    for (size_t i = 0; i < n && status == TSQ_OK; i++) {
        status = plan_scenario(sim, i, err);
    }
    return status;
}

static void tell(const struct simulation *sim)
{
    for (size_t i = 0; i < sim->scenarios->n; i++) {
        for (size_t m = 0; m < sim->scenarios->scenario[i].n_methods; m++) {
            tsq__performance_tell(sim->sums[i][m].of, &sim->out->performance[i][m]);
        }
    }
}

static void release(struct simulation *sim)
{
    for (size_t i = 0; sim->sums != NULL && i < sim->scenarios->n; i++) {
        free(sim->sums[i]);
    }
    free(sim->sums);
    free(sim->first);
    free(sim->queue);
    tsq__fitted_free(&sim->fitted);
}

tsq_status tsq_simulate(const tsq_scenarios *scenarios, double level, const tsq_run *run, tsq_simulation *out,
                        tsq_error *err)
{
    const tsq_run usual = TSQ_RUN_INIT;
    const uint64_t seed = run != NULL ? run->seed : usual.seed;
    *out = (tsq_simulation){.scenarios = scenarios, .level = level, .seed = seed};
    struct simulation sim = {.scenarios = scenarios, .level = level, .seed = seed, .out = out};
    sim.fitted.level = level;
    if (!(level > 0.0 && level < 100.0)) {
        *out = (tsq_simulation){0};
        return tsq__fail(err, TSQ_E_OPTION, "the level %g is not between 0 and 100", level);
    }
    tsq_status status = plan(&sim, err);
    if (status == TSQ_OK) {
        const tsq__job job = {.context = &sim,
                              .chunks = sim.first[scenarios->n],
                              .total = sim.total,
                              .result_size = (sim.most_methods + 1) * sizeof(struct method_sums),
                              .flat = true,
                              .identity = identity(&sim),
                              .worker_new = worker_new,
                              .worker_free = worker_free,
                              .compute = compute,
                              .take = take,
                              .done = done,
                              .state = state};
        status = tsq__job_run(&job, run, err);
    }
    if (status == TSQ_OK || status == TSQ_E_STOPPED) {
        tell(&sim);
    }
    release(&sim);
    if (status != TSQ_OK && status != TSQ_E_STOPPED) {
        tsq_simulation_free(out);
    }
    return status;
}

void tsq_simulation_free(tsq_simulation *simulation)
{
    if (simulation == NULL) {
        return;
    }
    for (size_t i = 0; simulation->performance != NULL && i < simulation->scenarios->n; i++) {
        free(simulation->performance[i]);
    }
    free(simulation->performance);
    free(simulation->reps);
    *simulation = (tsq_simulation){0};
}
