/* Chunks beyond what is kept tell the bins of their numbers; where numbers are still kept, they are found again. */
#include "check.h"

#include "fit/state.h"
#include "num/stream.h"
#include "resample/gosh.h"

#include <stdlib.h>
#include <string.h>

#define STUDIES 22

static void fill(double *yi, double *vi)
{
    tsq__stream stream = tsq__stream_at(23, 1);
    for (size_t i = 0; i < STUDIES; i++) {
        vi[i] = 0.01 + 0.2 * tsq__stream_uniform(&stream);
        yi[i] = 0.2 + sqrt(vi[i] + 0.04) * tsq__stream_normal(&stream);
    }
}

/* The subset of that number alone. */
static void check_subset(const tsq_studies *studies, const tsq_fit_options *fit, uint64_t number, const double *told)
{
    double yi[STUDIES], vi[STUDIES];
    tsq_studies some = {.yi = yi, .vi = vi};
    for (size_t i = 0; i < STUDIES; i++) {
        if ((number >> i & 1) != 0) {
            yi[some.k] = studies->yi[i];
            vi[some.k++] = studies->vi[i];
        }
    }
    tsq_fit_result alone;
    assert_int_equal(tsq_fit(&some, fit, &alone, NULL), TSQ_OK);
    assert_true(told[0] == alone.coefficients[0].estimate && told[1] == alone.tau2);
    assert_true(told[2] == alone.I2 && told[3] == alone.QE);
    tsq_fit_free(&alone);
}

static void numbers_that_are_kept_are_found_again(void **state)
{
    (void)state;
    double yi[STUDIES], vi[STUDIES];
    fill(yi, vi);
    const tsq_studies studies = {.k = STUDIES, .yi = yi, .vi = vi};
    const tsq_gosh_options options = TSQ_GOSH_INIT;
    tsq__gosh gosh = {
        .studies = &studies, .options = &options, .fit = options.fit, .subsets = (1 << STUDIES) - 1, .words = 1};
    tsq__fit_set_defaults(&gosh.fit);
    const uint64_t chunk = 600;
    void *worker = NULL, *result = NULL;
    assert_true(tsq__gosh_is_placed(chunk) && !tsq__gosh_is_placed(TSQ__SPREAD_KEPT / TSQ__GOSH_CHUNK));
    assert_int_equal(tsq__gosh_begin(&gosh, NULL), TSQ_OK);
    assert_int_equal(tsq__gosh_worker_new(&gosh, &worker, NULL), TSQ_OK);
    result = calloc(1, tsq__gosh_chunk_size(&gosh));
    assert_non_null(result);
    assert_int_equal(tsq__gosh_compute(&gosh, worker, chunk, NULL, result, NULL), TSQ_OK);
    /* as if no subset before had an estimate */
    assert_int_equal(tsq__gosh_take(&gosh, chunk, result, NULL), TSQ_OK);
    for (size_t i = 0; i < TSQ__GOSH_VALUES; i++) {
        assert_true(gosh.spread[i].n == TSQ__GOSH_CHUNK && gosh.spread[i].bin == NULL);
    }
    for (size_t j = 0; j < TSQ__GOSH_CHUNK; j += 97) {
        const double told[] = {gosh.spread[0].kept[j], gosh.spread[1].kept[j], gosh.spread[2].kept[j],
                               gosh.spread[3].kept[j]};
        check_subset(&studies, &gosh.fit, chunk * TSQ__GOSH_CHUNK + j, told);
    }
    assert_true(gosh.total.n == TSQ__GOSH_CHUNK && gosh.total.estimated == TSQ__GOSH_CHUNK);
    free(result);
    tsq__gosh_worker_free(worker);
    tsq__gosh_release(&gosh);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(numbers_that_are_kept_are_found_again)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
