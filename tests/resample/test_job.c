/* The loop over chunks: order, threads, failures, an early stop, input of unknown length, states that are kept. */
#include "check.h"

#include "resample/job.h"

#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

struct log {
    uint64_t taken, sum, fetched, length;
    uint64_t fail_at, stop_at;       /* UINT64_MAX: never */
    bool in_order, fetched_in_order; /* apart, as chunks are fetched while others are taken */
};

static struct log fresh(void)
{
    return (struct log){
        .length = UINT64_MAX, .fail_at = UINT64_MAX, .stop_at = UINT64_MAX, .in_order = true, .fetched_in_order = true};
}

static tsq_status worker_new(void *context, void **worker, tsq_error *err)
{
    (void)context;
    (void)err;
    *worker = calloc(1, sizeof(uint64_t));
    return *worker != NULL ? TSQ_OK : TSQ_E_MEMORY;
}

static tsq_status compute(void *context, void *worker, uint64_t chunk, const void *input, void *result, tsq_error *err)
{
    const struct log *log = context;
    *(uint64_t *)worker += 1;
    volatile double waste = 0.0;
    for (uint64_t i = 0; i < chunk % 7 * 1000; i++) {
        waste += (double)i;
    }
    *(uint64_t *)worker += waste < 0.0;
    *(uint64_t *)result = chunk * chunk + (input != NULL ? *(const uint64_t *)input : 0);
    if (chunk == log->fail_at && err != NULL) {
        err->line = 17;
    }
    return chunk == log->fail_at ? TSQ_E_RANGE : TSQ_OK;
}

static tsq_status take(void *context, uint64_t chunk, const void *result, tsq_error *err)
{
    struct log *log = context;
    (void)err;
    log->in_order = log->in_order && chunk == log->taken;
    log->taken++;
    log->sum += *(const uint64_t *)result;
    return TSQ_OK;
}

static tsq_status fetch(void *context, uint64_t chunk, void *input, bool *end, tsq_error *err)
{
    struct log *log = context;
    (void)err;
    log->fetched_in_order = log->fetched_in_order && chunk == log->fetched;
    *end = chunk == log->length;
    if (!*end) {
        log->fetched++;
        *(uint64_t *)input = 1;
    }
    return TSQ_OK;
}

static bool progress(void *context, uint64_t done, uint64_t total)
{
    const struct log *log = context;
    return done < log->stop_at && done <= total;
}

static tsq__job job_of(struct log *log, uint64_t chunks)
{
    return (tsq__job){.context = log,
                      .chunks = chunks,
                      .input_size = sizeof(uint64_t),
                      .result_size = sizeof(uint64_t),
                      .worker_new = worker_new,
                      .worker_free = free,
                      .compute = compute,
                      .take = take};
}

static const unsigned THREADS[] = {1, 2, 3, 16};

static void chunks_are_taken_in_order(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct log log = fresh();
        const tsq__job job = job_of(&log, 500);
        const tsq_run run = {.threads = THREADS[i], .progress = progress, .context = &log};
        assert_int_equal(tsq__job_run(&job, &run, NULL), TSQ_OK);
        assert_true(log.in_order);
        assert_int_equal(log.taken, 500);
        assert_int_equal(log.sum, 499ULL * 500 * 999 / 6);
    }
}

static void input_ends_where_it_ends(void **state)
{
    (void)state;
    for (uint64_t length = 0; length < 40; length += 13) {
        struct log log = fresh();
        log.length = length;
        tsq__job job = job_of(&log, UINT64_MAX);
        job.fetch = fetch;
        const tsq_run run = {.threads = 3};
        assert_int_equal(tsq__job_run(&job, &run, NULL), TSQ_OK);
        assert_int_equal(log.taken, length);
        assert_int_equal(log.fetched, length);
        assert_true(log.fetched_in_order);
        assert_true(log.in_order);
    }
}

static void the_first_failure_in_order_ends_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct log log = fresh();
        log.fail_at = 37;
        const tsq__job job = job_of(&log, 1000);
        const tsq_run run = {.threads = THREADS[i]};
        tsq_error err = {.code = TSQ_OK};
        assert_int_equal(tsq__job_run(&job, &run, &err), TSQ_E_RANGE);
        assert_int_equal(err.line, 17);
        assert_int_equal(log.taken, 37);
    }
}

static void a_stop_leaves_what_was_taken(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct log log = fresh();
        log.stop_at = 20;
        const tsq__job job = job_of(&log, 1000);
        const tsq_run run = {.threads = THREADS[i], .progress = progress, .context = &log};
        tsq_error err = {.code = TSQ_OK};
        assert_int_equal(tsq__job_run(&job, &run, &err), TSQ_E_STOPPED);
        assert_int_equal(err.code, TSQ_E_STOPPED);
        assert_int_equal(log.taken, 20);
        assert_int_equal(log.sum, 19ULL * 20 * 39 / 6);
    }
}

static void nothing_to_do_is_done(void **state)
{
    (void)state;
    struct log log = fresh();
    const tsq__job job = job_of(&log, 0);
    assert_int_equal(tsq__job_run(&job, NULL, NULL), TSQ_OK);
    assert_int_equal(log.taken, 0);
}

/* ---- failures of workers --------------------------------------------------------------------------------------- */

static tsq_status no_worker(void *context, void **worker, tsq_error *err)
{
    (void)context;
    (void)err;
    *worker = NULL;
    return TSQ_E_MEMORY;
}

/* Each thread but the fourth to come. */
static tsq_status few_workers(void *context, void **worker, tsq_error *err)
{
    static atomic_uint count;
    return atomic_fetch_add(&count, 1) % 16 == 3 ? no_worker(context, worker, err) : worker_new(context, worker, err);
}

static void workers_that_fail_end_it(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct log log = fresh();
        tsq__job job = job_of(&log, 100000);
        job.worker_new = no_worker;
        const tsq_run run = {.threads = THREADS[i]};
        assert_int_equal(tsq__job_run(&job, &run, NULL), TSQ_E_MEMORY);
        assert_true(log.in_order);
    }
    for (int i = 0; i < 20; i++) {
        struct log log = fresh();
        tsq__job job = job_of(&log, 1000000);
        job.worker_new = few_workers;
        const tsq_run run = {.threads = 16};
        assert_int_equal(tsq__job_run(&job, &run, NULL), TSQ_E_MEMORY);
        assert_true(log.in_order);
    }
}

static void one_chunk_and_many_threads(void **state)
{
    (void)state;
    for (int i = 0; i < 200; i++) {
        struct log log = fresh();
        const tsq__job job = job_of(&log, (uint64_t)i % 3);
        const tsq_run run = {.threads = 16};
        assert_int_equal(tsq__job_run(&job, &run, NULL), TSQ_OK);
        assert_int_equal(log.taken, i % 3);
    }
}

/* ---- kept states ----------------------------------------------------------------------------------------------- */

/* What is kept of up to three jobs; kept after every third chunk. */
struct kept {
    unsigned char bytes[3][256];
    size_t size[3];
    unsigned calls, kept;
    bool full;
};

static bool due(void *context)
{
    return ++((struct kept *)context)->calls % 3 == 0;
}

static tsq_status keep(void *context, uint64_t job, const void *bytes, size_t size, bool now, tsq_error *err)
{
    struct kept *kept = context;
    (void)now;
    (void)err;
    assert_true(job < 3 && size <= sizeof kept->bytes[0]);
    memcpy(kept->bytes[job], bytes, size);
    kept->size[job] = size;
    kept->kept++;
    return kept->full ? TSQ_E_FILE : TSQ_OK;
}

static const void *find(void *context, uint64_t job, size_t *size)
{
    struct kept *kept = context;
    *size = kept->size[job];
    return *size > 0 ? kept->bytes[job] : NULL;
}

static bool pass(void *context, tsq__bytes *bytes)
{
    struct log *log = context;
    return tsq__bytes_pass(bytes, &log->taken, sizeof log->taken) && tsq__bytes_pass(bytes, &log->sum, sizeof log->sum);
}

static tsq_status run_kept(struct log *log, struct kept *kept, unsigned threads, uint64_t identity)
{
    tsq__job job = job_of(log, 100);
    tsq_keeper keeper = {.context = kept, .due = due, .keep = keep, .find = find};
    const tsq_run run = {.threads = threads, .progress = progress, .context = log, .keeper = &keeper};
    job.state = pass;
    job.identity = identity;
    return tsq__job_run(&job, &run, NULL);
}

static void a_stopped_job_goes_on_where_it_was(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct kept kept = {.calls = 0};
        uint64_t stops = 0;
        struct log log = fresh();
        for (uint64_t stop = 7; stop < 100; stop += 13) {
            log = fresh();
            log.stop_at = stop;
            assert_int_equal(run_kept(&log, &kept, THREADS[i], 5), TSQ_E_STOPPED);
            assert_int_equal(log.taken, stop);
            stops++;
        }
        assert_true(kept.kept > stops);
        log = fresh();
        assert_int_equal(run_kept(&log, &kept, THREADS[3 - i], 5), TSQ_OK);
        assert_true(log.in_order);
        assert_int_equal(log.taken, 100);
        assert_int_equal(log.sum, 99ULL * 100 * 199 / 6);
        /* and once more: there is nothing left to do */
        log = fresh();
        log.fail_at = 0;
        assert_int_equal(run_kept(&log, &kept, 2, 5), TSQ_OK);
        assert_int_equal(log.sum, 99ULL * 100 * 199 / 6);
    }
}

/* As after a crash: what was kept is older than what was done. */
static void a_failed_job_goes_on_from_what_was_kept(void **state)
{
    (void)state;
    struct kept kept = {.calls = 0};
    struct log log = fresh();
    log.fail_at = 50;
    assert_int_equal(run_kept(&log, &kept, 2, 5), TSQ_E_RANGE);
    assert_int_equal(log.taken, 50);
    log = fresh();
    log.stop_at = 1; /* says so after its first chunk */
    assert_int_equal(run_kept(&log, &kept, 2, 5), TSQ_E_STOPPED);
    assert_int_equal(log.taken, 49);
    log = fresh();
    assert_int_equal(run_kept(&log, &kept, 2, 5), TSQ_OK);
    assert_int_equal(log.sum, 99ULL * 100 * 199 / 6);
}

static void a_state_of_something_else_is_refused(void **state)
{
    (void)state;
    struct kept kept = {.calls = 0};
    struct log log = fresh();
    log.stop_at = 30;
    assert_int_equal(run_kept(&log, &kept, 2, 5), TSQ_E_STOPPED);
    log = fresh();
    assert_int_equal(run_kept(&log, &kept, 2, 6), TSQ_E_OPTION);
    assert_int_equal(log.taken, 0);
    kept.size[0]--;
    assert_int_equal(run_kept(&log, &kept, 2, 5), TSQ_E_OPTION);
    kept.size[0] += 2;
    assert_int_equal(run_kept(&log, &kept, 2, 5), TSQ_E_OPTION);
}

static void a_state_that_cannot_be_kept_is_an_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < 4; i++) {
        struct kept kept = {.full = true};
        struct log log = fresh();
        assert_int_equal(run_kept(&log, &kept, THREADS[i], 5), TSQ_E_FILE);
        assert_int_equal(log.taken, 3);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_are_taken_in_order),
        cmocka_unit_test(input_ends_where_it_ends),
        cmocka_unit_test(the_first_failure_in_order_ends_it),
        cmocka_unit_test(a_stop_leaves_what_was_taken),
        cmocka_unit_test(nothing_to_do_is_done),
        cmocka_unit_test(workers_that_fail_end_it),
        cmocka_unit_test(one_chunk_and_many_threads),
        cmocka_unit_test(a_stopped_job_goes_on_where_it_was),
        cmocka_unit_test(a_failed_job_goes_on_from_what_was_kept),
        cmocka_unit_test(a_state_of_something_else_is_refused),
        cmocka_unit_test(a_state_that_cannot_be_kept_is_an_error),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
