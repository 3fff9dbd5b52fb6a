/* Long computations that are stopped, and go on from a checkpoint: the same bits as without a break. */
#include "check.h"

#include <tausq/tausq.h>

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define K 16
static double yi[K], vi[K], x[K];

static void make_studies(void)
{
    for (int i = 0; i < K; i++) {
        yi[i] = (i * 37 % 23) / 20.0 - 0.2;
        vi[i] = 0.01 + (i * 11 % 17) / 100.0;
        x[i] = i % 5 + 0.1 * i;
    }
}

/* Stops after some calls. */
struct stop {
    unsigned left;
};

static bool progress(void *context, uint64_t done, uint64_t total)
{
    struct stop *stop = context;
    return done >= total || stop->left-- > 1;
}

/* What is computed, into `out`; returns its status. */
typedef tsq_status computation(const tsq_run *run, void *out, tsq_error *err);

static tsq_status gosh(const tsq_run *run, void *out, tsq_error *err)
{
    const tsq_studies studies = {.k = K, .yi = yi, .vi = vi};
    tsq_gosh_options options = TSQ_GOSH_INIT;
    options.fit.method = tsq_tau2_find("DL");
    return tsq_gosh_run(&studies, &options, run, out, err);
}

/* More than fit into memory as they are. */
static tsq_status gosh_in_bins(const tsq_run *run, void *out, tsq_error *err)
{
    const tsq_studies studies = {.k = K, .yi = yi, .vi = vi};
    tsq_gosh_options options = TSQ_GOSH_INIT;
    options.fit.method = tsq_tau2_find("FE");
    options.fit.test = tsq_test_find("z");
    options.most = 1200000;
    tsq_run seeded = *run;
    seeded.seed = 77;
    tsq_studies many = studies;
    double y[2 * K], v[2 * K];
    for (int i = 0; i < 2 * K; i++) {
        y[i] = yi[i % K] + 0.01 * i;
        v[i] = vi[i % K];
    }
    many.k = 2 * K;
    many.yi = y;
    many.vi = v;
    return tsq_gosh_run(&many, &options, &seeded, out, err);
}

static tsq_status permute(const tsq_run *run, void *out, tsq_error *err)
{
    const tsq_studies studies = {.k = K, .yi = yi, .vi = vi};
    tsq_permute_options options = TSQ_PERMUTE_INIT;
    options.fit.method = tsq_tau2_find("DL");
    return tsq_permute_run(&studies, &options, run, out, err);
}

static tsq_status permute_moderators(const tsq_run *run, void *out, tsq_error *err)
{
    const tsq_studies studies = {.k = K, .yi = yi, .vi = vi, .m = 1, .X = x};
    tsq_permute_options options = TSQ_PERMUTE_INIT;
    options.permutations = 6000;
    return tsq_permute_run(&studies, &options, run, out, err);
}

static tsq_status boot(const tsq_run *run, void *out, tsq_error *err)
{
    const tsq_studies studies = {.k = K, .yi = yi, .vi = vi};
    tsq_boot_options options = TSQ_BOOT_INIT;
    options.fit.method = tsq_tau2_find("DL");
    options.replicates = 9000;
    return tsq_boot_run(&studies, &options, run, out, err);
}

static void same_boot(const void *a, const void *b)
{
    const tsq_boot *p = a, *q = b;
    assert_int_equal(p->n, q->n);
    assert_memory_equal(&p->estimate, &q->estimate, sizeof p->estimate);
    assert_memory_equal(&p->tau2, &q->tau2, sizeof p->tau2);
    assert_memory_equal(&p->I2, &q->I2, sizeof p->I2);
}

static void same_gosh(const void *a, const void *b)
{
    const tsq_gosh *p = a, *q = b;
    const size_t bytes = p->k * sizeof *p->study;
    assert_int_equal(p->k, q->k);
    assert_memory_equal(p->study, q->study, bytes);
    assert_memory_equal(&p->estimate, &q->estimate, sizeof p->estimate);
    assert_memory_equal(&p->tau2, &q->tau2, sizeof p->tau2);
    assert_memory_equal(&p->I2, &q->I2, sizeof p->I2);
    assert_memory_equal(&p->QE, &q->QE, sizeof p->QE);
    assert_int_equal(p->n, q->n);
    assert_int_equal(p->positive_significant, q->positive_significant);
}

static void same_permute(const void *a, const void *b)
{
    const tsq_permute *p = a, *q = b;
    assert_int_equal(p->n, q->n);
    assert_memory_equal(p->coefficient, q->coefficient, p->p * sizeof *p->coefficient);
}

static const char *file(void)
{
    static char name[64];
    (void)snprintf(name, sizeof name, "kept-%ld.tmp", (long)getpid());
    return name;
}

union result {
    tsq_gosh gosh;
    tsq_permute permute;
    tsq_boot boot;
};

static void release(computation *compute, union result *result)
{
    if (compute == gosh || compute == gosh_in_bins) {
        tsq_gosh_free(&result->gosh);
    } else if (compute != boot) { /* which owns nothing */
        tsq_permute_free(&result->permute);
    }
}

/* Stops again and again, each time in a new process as far as the library can tell. */
static void check_computation(computation *compute, unsigned between, void (*same)(const void *, const void *))
{
    union result whole, part;
    const tsq_run plain = TSQ_RUN_INIT;
    tsq_error err = {.code = TSQ_OK};
    tsq_status status = TSQ_E_STOPPED;
    unsigned stops = 0;
    assert_int_equal(compute(&plain, &whole, NULL), TSQ_OK);
    while (status == TSQ_E_STOPPED) {
        tsq_checkpoint *checkpoint;
        tsq_run run = TSQ_RUN_INIT;
        struct stop stop = {.left = between};
        assert_int_equal(tsq_checkpoint_open(file(), 1000.0, &checkpoint, &err), TSQ_OK);
        run.threads = 1 + stops % 3;
        run.progress = progress;
        run.context = &stop;
        run.keeper = tsq_checkpoint_keeper(checkpoint);
        status = compute(&run, &part, &err);
        stops += status == TSQ_E_STOPPED;
        if (status == TSQ_E_STOPPED) {
            release(compute, &part);
        }
        tsq_checkpoint_close(checkpoint, status == TSQ_OK);
        assert_true(stops < 1000);
    }
    assert_int_equal(status, TSQ_OK);
    assert_true(stops >= 3);
    same(&whole, &part);
    assert_int_equal(access(file(), F_OK), -1);
    release(compute, &whole);
    release(compute, &part);
}

static void subsets_go_on(void **state)
{
    (void)state;
    check_computation(gosh, 7, same_gosh);
}

static void subsets_in_bins_go_on(void **state)
{
    (void)state;
    check_computation(gosh_in_bins, 140, same_gosh);
}

static void permutations_go_on(void **state)
{
    (void)state;
    check_computation(permute_moderators, 6, same_permute);
}

static void bootstraps_go_on(void **state)
{
    (void)state;
    check_computation(boot, 10, same_boot);
}

/* The test goes on; the search for the interval begins anew, so it must be left to end. */
static void a_test_with_an_interval_goes_on(void **state)
{
    (void)state;
    union result whole, part;
    tsq_run run = TSQ_RUN_INIT;
    tsq_checkpoint *checkpoint;
    struct stop stop = {.left = 5};
    assert_int_equal(permute(&run, &whole, NULL), TSQ_OK);
    assert_int_equal(tsq_checkpoint_open(file(), 0.0, &checkpoint, NULL), TSQ_OK);
    run.progress = progress;
    run.context = &stop;
    run.keeper = tsq_checkpoint_keeper(checkpoint);
    assert_int_equal(permute(&run, &part, NULL), TSQ_E_STOPPED);
    tsq_permute_free(&part.permute);
    tsq_checkpoint_close(checkpoint, false);
    assert_int_equal(access(file(), F_OK), 0);
    assert_int_equal(tsq_checkpoint_open(file(), 0.0, &checkpoint, NULL), TSQ_OK);
    run.progress = NULL;
    run.keeper = tsq_checkpoint_keeper(checkpoint);
    assert_int_equal(permute(&run, &part, NULL), TSQ_OK);
    tsq_checkpoint_close(checkpoint, true);
    same_permute(&whole, &part);
    tsq_permute_free(&whole.permute);
    tsq_permute_free(&part.permute);
}

/* The same file for another computation, other data, another seed. */
static void what_is_not_the_same_is_refused(void **state)
{
    (void)state;
    union result part;
    tsq_error err;
    tsq_run run = TSQ_RUN_INIT;
    tsq_checkpoint *checkpoint;
    struct stop stop = {.left = 5};
    assert_int_equal(tsq_checkpoint_open(file(), 0.0, &checkpoint, NULL), TSQ_OK);
    run.progress = progress;
    run.context = &stop;
    run.keeper = tsq_checkpoint_keeper(checkpoint);
    assert_int_equal(gosh(&run, &part, NULL), TSQ_E_STOPPED);
    tsq_gosh_free(&part.gosh);
    for (int i = 0; i < 4; i++) {
        run.keeper->jobs = 0;
        run.seed = i == 0 ? 2 : 1;
        yi[3] += i == 1 ? 0x1p-40 : 0.0;
        vi[0] *= i == 2 ? 2.0 : 1.0;
        assert_int_equal(i == 3 ? permute(&run, &part, &err) : gosh(&run, &part, &err), TSQ_E_OPTION);
        assert_non_null(strstr(err.text, "other data, other options or another seed"));
        make_studies();
    }
    tsq_checkpoint_close(checkpoint, true);
}

static int begin(void **state)
{
    (void)state;
    tsq_start();
    make_studies();
    return 0;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(subsets_go_on),
        cmocka_unit_test(subsets_in_bins_go_on),
        cmocka_unit_test(permutations_go_on),
        cmocka_unit_test(bootstraps_go_on),
        cmocka_unit_test(a_test_with_an_interval_goes_on),
        cmocka_unit_test(what_is_not_the_same_is_refused),
    };
    return cmocka_run_group_tests(tests, begin, NULL);
}
