/* The loop over chunks: order, threads, failures, an early stop, input of unknown length. */
#include "check.h"

#include "resample/job.h"

#include <stdlib.h>

struct log {
    uint64_t taken, sum, fetched, length;
    uint64_t fail_at, stop_at; /* UINT64_MAX: never */
    bool in_order;
};

static struct log fresh(void)
{
    return (struct log){.length = UINT64_MAX, .fail_at = UINT64_MAX, .stop_at = UINT64_MAX, .in_order = true};
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
    log->in_order = log->in_order && chunk == log->fetched;
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(chunks_are_taken_in_order),          cmocka_unit_test(input_ends_where_it_ends),
        cmocka_unit_test(the_first_failure_in_order_ends_it), cmocka_unit_test(a_stop_leaves_what_was_taken),
        cmocka_unit_test(nothing_to_do_is_done),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
