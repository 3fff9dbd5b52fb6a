/* Every allocation of a long computation fails once: each time the call says so, gives nothing out and (under a sanitizer)
 * loses nothing, with one thread and several, alone and in ranks, with a checkpoint and from one. */
#include "failing_memory.h"
#include "mailbox.h"

#include <tausq/tausq.h>

#include <stdlib.h>
#include <unistd.h>

/* ---- what is computed ------------------------------------------------------------------------------------------ */

#define K 12
static const double yi[K] = {0.1, 0.5, 0.3, -0.2, 0.9, 0.4, 0.2, 0.6, 0.0, 0.7, 0.15, 0.35};
static const double vi[K] = {0.04, 0.09, 0.01, 0.05, 0.2, 0.03, 0.02, 0.06, 0.11, 0.07, 0.015, 0.3};

static const double x[K] = {1.0, 3.0, 2.0, 5.0, 4.0, 2.5, 7.0, 6.0, 1.5, 8.0, 0.5, 3.5};
static size_t moderators;

static tsq_status all_subsets(const tsq_run *run, tsq_gosh *gosh, tsq_error *err)
{
    const tsq_studies studies = {.k = K, .yi = yi, .vi = vi, .m = moderators, .X = moderators > 0 ? x : NULL};
    tsq_gosh_options options = TSQ_GOSH_INIT;
    options.fit.method = tsq_tau2_find("DL");
    options.most = moderators > 0 ? 20 : options.most;
    return tsq_gosh_run(&studies, &options, run, gosh, err);
}

/* What is given out is whole or nothing. */
static void check_outcome(tsq_status status, tsq_gosh *gosh)
{
    if (status == TSQ_OK) {
        assert_int_equal(gosh->n, moderators > 0 ? 20 : 4095);
    } else {
        assert_int_equal(status, TSQ_E_MEMORY);
        assert_null(gosh->study);
    }
    tsq_gosh_free(gosh);
}

static void alone(void **state)
{
    (void)state;
    for (unsigned threads = 1; threads <= 4; threads += 3) {
        tsq_status status = TSQ_E_MEMORY;
        long failures = 0;
        for (long at = 0; status != TSQ_OK; at++, failures++) {
            tsq_run run = TSQ_RUN_INIT;
            tsq_gosh gosh;
            tsq_error err = {.code = TSQ_OK};
            run.threads = threads;
            atomic_store(&until_failure, at);
            status = all_subsets(&run, &gosh, &err);
            const bool failed = atomic_exchange(&until_failure, -1) < 0;
            assert_true(failed || status == TSQ_OK);
            assert_int_equal(err.code, status == TSQ_OK ? TSQ_OK : TSQ_E_MEMORY);
            check_outcome(status, &gosh);
            status = failed ? TSQ_E_MEMORY : status;
            assert_true(at < 2000);
        }
        assert_true(failures > 20);
    }
}

static void with_moderators(void **state)
{
    moderators = 1;
    alone(state);
    moderators = 0;
}

static tsq_status permute(tsq_error *err)
{
    const tsq_studies studies = {.k = 5, .yi = yi, .vi = vi, .m = 1, .X = x};
    tsq_permute_options options = TSQ_PERMUTE_INIT;
    tsq_run run = TSQ_RUN_INIT;
    tsq_permute out;
    run.threads = 1;
    options.most = options.permutations = 10;
    options.fit.method = tsq_tau2_find("SJ"); /* not one of the lanes, whose fits allocate nothing */
    const tsq_status status = tsq_permute_run(&studies, &options, &run, &out, err);
    tsq_permute_free(&out);
    return status;
}

static void permuting_moderators(void **state)
{
    (void)state;
    assert_true(failures_but(1, permute, TSQ_OK) > 50); /* the list of further threads, without which there are none */
}

static bool stop_at_once(void *context, uint64_t done, uint64_t total)
{
    (void)context;
    return done >= total;
}

static void with_a_checkpoint(void **state)
{
    (void)state;
    char file[64];
    bool complete = false;
    (void)snprintf(file, sizeof file, "memory-%ld.tmp", (long)getpid());
    for (long at = 0; !complete; at++) {
        /* a stopped run, then one that goes on, both with the same failure */
        bool failed = false;
        for (int part = 0; part < 2; part++) {
            tsq_run run = TSQ_RUN_INIT;
            tsq_gosh gosh = {0};
            tsq_checkpoint *checkpoint;
            run.threads = 1;
            atomic_store(&until_failure, at);
            tsq_status status = tsq_checkpoint_open(file, 0.0, &checkpoint, NULL);
            if (status == TSQ_OK) {
                run.keeper = tsq_checkpoint_keeper(checkpoint);
                run.progress = part == 0 ? stop_at_once : NULL;
                status = all_subsets(&run, &gosh, NULL);
                failed = atomic_exchange(&until_failure, -1) < 0 || failed;
                tsq_checkpoint_close(checkpoint, part == 1);
            } else {
                failed = true;
                atomic_store(&until_failure, -1);
                assert_true(status == TSQ_E_MEMORY || status == TSQ_E_FILE);
            }
            if (status == TSQ_OK) {
                assert_int_equal(gosh.n, 4095);
            } else {
                assert_true(status == TSQ_E_MEMORY || status == TSQ_E_STOPPED || status == TSQ_E_OPTION ||
                            status == TSQ_E_FILE);
            }
            tsq_gosh_free(&gosh);
        }
        (void)unlink(file);
        complete = !failed;
        assert_true(at < 2000);
    }
}

struct member {
    tsq_ranks *ranks;
    tsq_status status;
    tsq_gosh gosh;
    int code;
};

static tsq_status spared_send(void *context, unsigned to, void *message, size_t size, tsq_error *err)
{
    const bool before = spared;
    spared = true;
    const tsq_status status = box_send(context, to, message, size, err);
    spared = before;
    return status;
}

static void *rank(void *argument)
{
    struct member *m = argument;
    tsq_run run = TSQ_RUN_INIT;
    run.threads = 1;
    run.ranks = m->ranks;
    m->ranks->send = spared_send;
    m->status = all_subsets(&run, &m->gosh, NULL);
    spared = true; /* a rank that cannot say that it ends would have to be killed */
    m->code = tsq_ranks_end(m->ranks, (int)m->status);
    return NULL;
}

/* Whichever rank it is that lacks memory, all end. */
static void in_ranks(void **state)
{
    (void)state;
    bool complete = false;
    for (long at = 0; !complete; at++) {
        struct member m[2] = {{.ranks = NULL}};
        atomic_store(&until_failure, at);
        spared = true; /* of the mailboxes */
        run_ranks(2, rank, m, sizeof *m);
        spared = false;
        complete = atomic_exchange(&until_failure, -1) >= 0;
        if (m[0].status == TSQ_OK) {
            assert_int_equal(m[0].gosh.n, 4095);
        } else {
            assert_int_equal(m[0].status, TSQ_E_MEMORY);
            assert_null(m[0].gosh.study);
        }
        assert_int_equal(m[1].code, m[0].code);
        tsq_gosh_free(&m[0].gosh);
        tsq_gosh_free(&m[1].gosh);
        assert_true(at < 3000);
    }
}

static int begin(void **state)
{
    (void)state;
    tsq_start();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(alone),
        cmocka_unit_test(with_moderators),
        cmocka_unit_test(permuting_moderators),
        cmocka_unit_test(with_a_checkpoint),
        cmocka_unit_test(in_ranks),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
