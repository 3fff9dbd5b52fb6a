/* Jobs, all subsets and permutation tests shared among ranks: the same results as alone, and an end to all when one fails. */
#include "check.h"
#include "mailbox.h"

#include "resample/job.h"

struct member {
    tsq_ranks *ranks;
    unsigned threads;
    uint64_t chunks, length;   /* of input; UINT64_MAX: none */
    uint64_t fail_at, stop_at; /* UINT64_MAX: never */
    unsigned no_worker;        /* rank whose threads get none */
    unsigned absent;           /* rank that ends at once */
    uint64_t here;             /* of so many chunks with input one is for rank 0; 0: none */
    bool strayed;              /* one of them came to another rank */
    uint64_t taken, computed, sum;
    bool in_order;
    tsq_status status;
    tsq_error error;
    int code;
};

static tsq_status worker_new(void *context, void **worker, tsq_error *err)
{
    struct member *m = context;
    *worker = NULL;
    if (err != NULL) {
        snprintf(err->text, sizeof err->text, "rank %u has no worker", m->ranks->rank);
    }
    return m->ranks->rank == m->no_worker ? TSQ_E_MEMORY : TSQ_OK;
}

static tsq_status fetch(void *context, uint64_t chunk, void *input, bool *end, tsq_error *err)
{
    const struct member *m = context;
    (void)err;
    *end = chunk == m->length;
    *(uint64_t *)input = 3 * chunk;
    return TSQ_OK;
}

/* Of the chunks that are told by their input, one in so many is computed in rank 0. */
static bool here(void *context, const void *input)
{
    const struct member *m = context;
    return m->here > 0 && *(const uint64_t *)input / 3 % m->here == 0;
}

static tsq_status compute(void *context, void *worker, uint64_t chunk, const void *input, void *result, tsq_error *err)
{
    struct member *m = context;
    (void)worker;
    __atomic_fetch_add(&m->computed, 1, __ATOMIC_RELAXED);
    if (m->ranks->rank > 0 && m->length < UINT64_MAX && here(context, input)) {
        __atomic_store_n(&m->strayed, true, __ATOMIC_RELAXED);
    }
    ((uint64_t *)result)[0] = chunk * chunk;
    ((uint64_t *)result)[99] = m->length < UINT64_MAX ? *(const uint64_t *)input : 3 * chunk;
    if (chunk == m->fail_at) {
        snprintf(err->text, sizeof err->text, "chunk %d", (int)chunk);
    }
    return chunk == m->fail_at ? TSQ_E_RANGE : TSQ_OK;
}

static tsq_status take(void *context, uint64_t chunk, const void *result, tsq_error *err)
{
    struct member *m = context;
    (void)err;
    m->in_order = m->in_order && chunk == m->taken;
    m->taken++;
    m->sum += ((const uint64_t *)result)[0] + ((const uint64_t *)result)[99];
    return TSQ_OK;
}

static bool pass(void *context, tsq__bytes *bytes)
{
    struct member *m = context;
    return tsq__bytes_pass(bytes, &m->sum, sizeof m->sum);
}

static bool progress(void *context, uint64_t done, uint64_t total)
{
    const struct member *m = context;
    return done < m->stop_at && done <= total;
}

/* Two jobs, so that the end of one meets the beginning of the next; a failure ends the rank. */
static void *body(void *argument)
{
    struct member *m = argument;
    tsq__job job = {.context = m,
                    .chunks = m->length < UINT64_MAX ? UINT64_MAX : m->chunks,
                    .input_size = m->length < UINT64_MAX ? sizeof(uint64_t) : 0,
                    .result_size = 100 * sizeof(uint64_t),
                    .flat = true,
                    .shared = true,
                    .worker_new = worker_new,
                    .compute = compute,
                    .take = take,
                    .state = pass};
    const tsq_run run = {.threads = m->threads, .progress = progress, .context = m, .ranks = m->ranks};
    job.fetch = m->length < UINT64_MAX ? fetch : NULL;
    job.here = m->length < UINT64_MAX ? here : NULL;
    m->in_order = true;
    if (m->ranks->rank == m->absent) {
        m->code = tsq_ranks_end(m->ranks, 5);
        return NULL;
    }
    m->status = tsq__job_run(&job, &run, &m->error);
    if (m->status == TSQ_OK) {
        m->taken = 0;
        m->status = tsq__job_run(&job, &run, &m->error);
    }
    m->code = tsq_ranks_end(m->ranks, m->ranks->rank == 0 ? (int)m->status : 77);
    return NULL;
}

static const struct member usual = {.threads = 1,
                                    .chunks = 300,
                                    .length = UINT64_MAX,
                                    .fail_at = UINT64_MAX,
                                    .stop_at = UINT64_MAX,
                                    .no_worker = 99,
                                    .absent = 99};

/* Of chunk^2 + 3 chunk. */
static uint64_t sum_of(uint64_t n)
{
    return n == 0 ? 0 : (n - 1) * n * (2 * n - 1) / 6 + 3 * (n - 1) * n / 2;
}

static void run_all(struct member like, unsigned size, unsigned threads, struct member *m)
{
    like.threads = threads;
    for (unsigned i = 0; i < size; i++) {
        m[i] = like;
    }
    run_ranks(size, body, m, sizeof *m);
}

static void any_number_of_ranks_gives_the_same(void **state)
{
    (void)state;
    for (unsigned size = 1; size <= 5; size++) {
        for (unsigned threads = 1; threads <= 4; threads += 3) {
            struct member m[MOST_RANKS];
            run_all(usual, size, threads, m);
            uint64_t computed = 0;
            for (unsigned i = 0; i < size; i++) {
                assert_int_equal(m[i].status, TSQ_OK);
                assert_int_equal(m[i].code, 0);
                assert_int_equal(m[i].sum, 2 * sum_of(300)); /* the state is shared */
                computed += m[i].computed;
            }
            assert_true(m[0].in_order);
            assert_int_equal(m[0].taken, 300);
            assert_int_equal(computed, 600);
        }
    }
}

static void few_chunks_and_input_of_unknown_length(void **state)
{
    (void)state;
    for (uint64_t n = 0; n < 8; n++) {
        struct member like = usual, m[MOST_RANKS];
        like.chunks = n;
        run_all(like, 4, 2, m);
        assert_int_equal(m[0].status, TSQ_OK);
        assert_int_equal(m[3].sum, 2 * sum_of(n));
        like.length = 40 * n;
        run_all(like, 3, 1, m);
        assert_int_equal(m[0].status, TSQ_OK);
        assert_int_equal(m[0].sum, 2 * sum_of(40 * n));
    }
}

static void what_is_for_rank_0_stays_there(void **state)
{
    (void)state;
    for (uint64_t one_in = 1; one_in <= 3; one_in++) {
        struct member like = usual, m[MOST_RANKS];
        like.length = 200;
        like.here = one_in;
        run_all(like, 3, 1 + (unsigned)one_in % 2, m);
        assert_int_equal(m[0].status, TSQ_OK);
        assert_true(m[0].in_order);
        assert_int_equal(m[2].sum, 2 * sum_of(200));
        assert_false(m[1].strayed || m[2].strayed);
        assert_int_equal(m[0].computed + m[1].computed + m[2].computed, 400);
        assert_true(m[0].computed >= 400 / one_in);
    }
}

static void the_first_failure_in_order_ends_all(void **state)
{
    (void)state;
    for (unsigned size = 1; size <= 4; size++) {
        struct member like = usual, m[MOST_RANKS];
        like.fail_at = 37;
        run_all(like, size, 2, m);
        for (unsigned i = 0; i < size; i++) {
            assert_int_equal(m[i].status, TSQ_E_RANGE);
            assert_string_equal(m[i].error.text, "chunk 37");
            assert_int_equal(m[i].code, TSQ_E_RANGE);
        }
        assert_int_equal(m[0].taken, 37);
    }
}

static void a_stop_ends_all(void **state)
{
    (void)state;
    struct member like = usual, m[MOST_RANKS];
    like.stop_at = 20;
    run_all(like, 3, 2, m);
    for (unsigned i = 0; i < 3; i++) {
        assert_int_equal(m[i].status, TSQ_E_STOPPED);
        assert_int_equal(m[i].sum, sum_of(20));
    }
}

static void a_rank_without_workers_ends_all(void **state)
{
    (void)state;
    for (unsigned rank = 0; rank < 3; rank++) {
        struct member like = usual, m[MOST_RANKS];
        char text[64];
        like.no_worker = rank;
        like.chunks = 100000;
        run_all(like, 3, 2, m);
        snprintf(text, sizeof text, "rank %u has no worker", rank);
        for (unsigned i = 0; i < 3; i++) {
            assert_int_equal(m[i].status, TSQ_E_MEMORY);
            assert_string_equal(m[i].error.text, text);
        }
    }
}

static void a_rank_that_ends_ends_all(void **state)
{
    (void)state;
    struct member like = usual, m[MOST_RANKS];
    like.absent = 1;
    run_all(like, 3, 1, m);
    assert_int_equal(m[0].status, TSQ_E_MEMORY);
    assert_string_equal(m[0].error.text, "rank 1 gave up with exit status 5");
    assert_int_equal(m[2].status, TSQ_E_MEMORY);
    like.absent = 0;
    run_all(like, 3, 1, m);
    assert_int_equal(m[1].status, TSQ_E_STOPPED);
    assert_int_equal(m[1].code, 5);
}

/* ---- shared bytes ---------------------------------------------------------------------------------------------- */

#define LONG ((size_t)40000001)

static void *share(void *argument)
{
    struct member *m = argument;
    for (size_t size = 0; size <= LONG; size += LONG) {
        const bool first = m->ranks->rank == 0;
        unsigned char *bytes = first ? calloc(LONG, 1) : NULL;
        size_t got = first ? size : 0;
        if (first) {
            bytes[LONG - 1] = 7;
        }
        m->status = tsq_ranks_share(m->ranks, &bytes, &got, NULL);
        m->sum = got;
        m->in_order = bytes != NULL && (got == 0 || bytes[got - 1] == 7);
        free(bytes);
    }
    m->code = tsq_ranks_end(m->ranks, 0);
    return NULL;
}

static void bytes_are_shared_whole(void **state)
{
    (void)state;
    struct member m[3] = {{.ranks = NULL}};
    run_ranks(3, share, m, sizeof *m);
    for (int i = 0; i < 3; i++) {
        assert_int_equal(m[i].status, TSQ_OK);
        assert_int_equal(m[i].sum, LONG);
        assert_true(m[i].in_order);
    }
}

/* ---- all subsets ----------------------------------------------------------------------------------------------- */

struct gosh_member {
    tsq_ranks *ranks;
    uint64_t digest, rows, most;
    tsq_gosh gosh;
    tsq_status status;
};

static tsq_status row(void *context, const tsq_subset *subset)
{
    struct gosh_member *m = context;
    const double numbers[] = {subset->estimate, subset->se, subset->ci_lb, subset->tau2, subset->QE, subset->I2};
    m->digest = tsq__digest(m->digest, numbers, sizeof numbers);
    m->digest = tsq__digest(m->digest, subset->in, sizeof *subset->in);
    m->rows++;
    return TSQ_OK;
}

static void *gosh(void *argument)
{
    struct gosh_member *m = argument;
    static const double yi[] = {0.1, 0.5, 0.3, -0.2, 0.9, 0.4, 0.2, 0.6, 0.0, 0.7, 0.15, 0.35};
    static const double vi[] = {0.04, 0.09, 0.01, 0.05, 0.2, 0.03, 0.02, 0.06, 0.11, 0.07, 0.015, 0.3};
    const tsq_studies studies = {.k = 12, .yi = yi, .vi = vi};
    tsq_gosh_options options = TSQ_GOSH_INIT;
    tsq_run run = TSQ_RUN_INIT;
    options.row = row;
    options.context = m;
    options.most = m->most;
    run.threads = 1;
    run.ranks = m->ranks->size > 1 ? m->ranks : NULL;
    m->digest = TSQ__DIGEST;
    m->rows = 0;
    m->status = tsq_gosh_run(&studies, &options, &run, &m->gosh, NULL);
    (void)tsq_ranks_end(m->ranks, 0);
    return NULL;
}

static void subsets_are_the_same_to_the_bit(void **state)
{
    (void)state;
    static const uint64_t most[] = {1000000, 3333}; /* all 4095, in two chunks; at random */
    for (int i = 0; i < 2; i++) {
        struct gosh_member alone = {.most = most[i]}, m[3];
        run_ranks(1, gosh, &alone, sizeof alone);
        for (int j = 0; j < 3; j++) {
            m[j] = (struct gosh_member){.most = most[i]};
        }
        run_ranks(3, gosh, m, sizeof *m);
        assert_int_equal(alone.status, TSQ_OK);
        assert_int_equal(m[0].status, TSQ_OK);
        assert_int_equal(m[0].rows, alone.rows);
        assert_true(m[0].digest == alone.digest);
        assert_memory_equal(&m[0].gosh.estimate, &alone.gosh.estimate, sizeof alone.gosh.estimate);
        assert_memory_equal(m[0].gosh.study, alone.gosh.study, 12 * sizeof *alone.gosh.study);
        assert_int_equal(m[1].rows, 0);
        tsq_gosh_free(&alone.gosh);
        for (int j = 0; j < 3; j++) {
            tsq_gosh_free(&m[j].gosh);
        }
    }
}

/* ---- permutation tests ----------------------------------------------------------------------------------------- */

struct permute_member {
    tsq_ranks *ranks;
    bool moderators;
    uint64_t rows, digest;
    tsq_permute permute;
    tsq_status status;
};

static tsq_status arrangement(void *context, const tsq_arrangement *row)
{
    struct permute_member *m = context;
    m->rows++;
    m->digest = tsq__digest(m->digest, row->statistic, row->p * sizeof *row->statistic);
    if (row->from != NULL) {
        m->digest = tsq__digest(m->digest, row->from, 16 * sizeof *row->from);
    }
    return TSQ_OK;
}

static void *permute(void *argument)
{
    struct permute_member *m = argument;
    double yi[16], vi[16], x[16];
    for (int i = 0; i < 16; i++) {
        yi[i] = (i * 37 % 23) / 20.0 - 0.2;
        vi[i] = 0.01 + (i * 11 % 17) / 100.0;
        x[i] = i % 5 + 0.1 * i;
    }
    const tsq_studies studies = {.k = 16, .yi = yi, .vi = vi, .m = m->moderators ? 1 : 0, .X = x};
    tsq_permute_options options = TSQ_PERMUTE_INIT;
    tsq_run run = TSQ_RUN_INIT;
    options.fit.method = tsq_tau2_find("DL");
    options.permutations = 700;
    options.row = arrangement;
    options.context = m;
    run.threads = 1;
    run.ranks = m->ranks->size > 1 ? m->ranks : NULL;
    m->digest = TSQ__DIGEST;
    m->status = tsq_permute_run(&studies, &options, &run, &m->permute, NULL);
    (void)tsq_ranks_end(m->ranks, 0);
    return NULL;
}

/* All 2^15 arrangements of signs with the interval, each step of whose search is a job; rows dealt out at random. */
static void permutation_tests_are_the_same_to_the_bit(void **state)
{
    (void)state;
    for (int moderators = 0; moderators < 2; moderators++) {
        struct permute_member alone = {.moderators = moderators != 0}, m[3];
        m[0] = m[1] = m[2] = alone;
        run_ranks(1, permute, &alone, sizeof alone);
        run_ranks(3, permute, m, sizeof *m);
        assert_int_equal(alone.status, TSQ_OK);
        assert_int_equal(m[0].rows, alone.rows);
        assert_true(m[0].digest == alone.digest);
        assert_int_equal(m[1].rows, 0);
        /* the mean's interval is known in all ranks, as its search depends on what was found */
        for (int j = 0; j < (moderators != 0 ? 1 : 3); j++) {
            assert_int_equal(m[j].status, TSQ_OK);
            assert_memory_equal(m[j].permute.coefficient, alone.permute.coefficient,
                                alone.permute.p * sizeof *alone.permute.coefficient);
        }
        assert_true(moderators != 0 || alone.permute.coefficient->ci_lb < alone.permute.coefficient->ci_ub);
        tsq_permute_free(&alone.permute);
        for (int j = 0; j < 3; j++) {
            tsq_permute_free(&m[j].permute);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(any_number_of_ranks_gives_the_same),
        cmocka_unit_test(few_chunks_and_input_of_unknown_length),
        cmocka_unit_test(what_is_for_rank_0_stays_there),
        cmocka_unit_test(the_first_failure_in_order_ends_all),
        cmocka_unit_test(a_stop_ends_all),
        cmocka_unit_test(a_rank_without_workers_ends_all),
        cmocka_unit_test(a_rank_that_ends_ends_all),
        cmocka_unit_test(bytes_are_shared_whole),
        cmocka_unit_test(subsets_are_the_same_to_the_bit),
        cmocka_unit_test(permutation_tests_are_the_same_to_the_bit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
