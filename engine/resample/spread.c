/* Mean, SD and quantiles of a long sequence; see spread.h. */
#include "resample/spread.h"
#include "resample/spread_numbers.h"

#include "base/error.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BINS TSQ__FINE
#define PART ((size_t)512) /* numbers whose bins are found at once */

void tsq__spread_begin(tsq__spread *spread, double centre, double unit)
{
    *spread = (tsq__spread){
        .centre = centre, .unit = unit > 0.0 ? unit : 1.0, .least = (double)INFINITY, .greatest = -(double)INFINITY};
}

void tsq__spread_free(tsq__spread *spread)
{
    if (spread != NULL) {
        free(spread->kept);
        free(spread->bin);
        *spread = (tsq__spread){0};
    }
}

static double middle_of(const tsq__spread *spread, size_t bin)
{
    const double u = 2.0 * (((double)bin + 0.5) / (double)BINS) - 1.0;
    return spread->centre + spread->unit * (u / (1.0 - fabs(u)));
}

void tsq__spread_expect(tsq__spread *spread, uint64_t n)
{
    spread->expected = n < TSQ__SPREAD_KEPT ? (size_t)n : TSQ__SPREAD_KEPT;
}

/* Room for n more numbers that are kept. */
static tsq_status make_way(tsq__spread *spread, size_t n, tsq_error *err)
{
    double *kept = spread->kept;
    if (kept == NULL && spread->expected >= n) {
        kept = tsq__array_large(spread->expected, sizeof *kept);
        spread->capacity = kept != NULL ? spread->expected : 0;
    } else {
        kept = tsq__grow(kept, &spread->capacity, spread->n_kept + n, sizeof *kept);
    }
    if (kept == NULL) {
        return tsq__fail_memory(err);
    }
    spread->kept = kept;
    return TSQ_OK;
}

static bool make_bins(tsq__spread *spread)
{
    spread->bin = tsq__array(BINS, sizeof(uint64_t) + sizeof(uint16_t));
    return spread->bin != NULL;
}

/* Most bins change by a few at a time: small counters, of which four times as many fit in the cache, are what is counted
 * in. They stand behind the others, which what is beyond them is added to. */
static uint16_t *few_of(const tsq__spread *spread)
{
    return (uint16_t *)(void *)(spread->bin + BINS);
}

static void count(tsq__spread *spread, const uint32_t *bin, size_t n)
{
    uint16_t *few = few_of(spread);
    for (size_t i = 0; i < n; i++) {
        if (++few[bin[i]] == 0) {
            spread->bin[bin[i]] += (uint64_t)UINT16_MAX + 1;
        }
    }
}

static void place_and_count(tsq__spread *spread, const double *x, size_t n)
{
    uint32_t bin[PART];
    for (size_t i = 0; i < n; i += PART) {
        const size_t part = n - i < PART ? n - i : PART;
        tsq__spread_place(spread, part, x + i, bin);
        count(spread, bin, part);
    }
}

/* Adds the small counters to the others. */
static void gather(tsq__spread *spread)
{
    uint16_t *few = spread->bin != NULL ? few_of(spread) : NULL;
    for (size_t i = 0; few != NULL && i < BINS; i++) {
        spread->bin[i] += few[i];
        few[i] = 0;
    }
}

/* From kept numbers to bins. */
static tsq_status pour(tsq__spread *spread, tsq_error *err)
{
    if (!make_bins(spread)) {
        return tsq__fail_memory(err);
    }
    place_and_count(spread, spread->kept, spread->n_kept);
    free(spread->kept);
    spread->kept = NULL;
    spread->n_kept = spread->capacity = 0;
    return TSQ_OK;
}

/* As many of x as may be kept, the others into bins. */
static tsq_status store(tsq__spread *spread, const double *x, size_t n, tsq_error *err)
{
    const size_t room = spread->bin == NULL ? TSQ__SPREAD_KEPT - spread->n_kept : 0, kept = n < room ? n : room;
    tsq_status status = TSQ_OK;
    if (kept > 0) {
        status = make_way(spread, kept, err);
        if (status == TSQ_OK) {
            memcpy(spread->kept + spread->n_kept, x, kept * sizeof *x);
            spread->n_kept += kept;
        }
    }
    if (status == TSQ_OK && kept < n && spread->bin == NULL) {
        status = pour(spread, err);
    }
    if (status == TSQ_OK && kept < n) {
        place_and_count(spread, x + kept, n - kept);
    }
    return status;
}

/* Stores what was the same so far, because another number comes. */
static tsq_status store_same(tsq__spread *spread, tsq_error *err)
{
    double some[64];
    tsq_status status = TSQ_OK;
    const size_t room = sizeof some / sizeof *some;
    for (size_t i = 0; spread->same > 0 && i < room; i++) {
        some[i] = spread->least;
    }
    while (spread->same > 0 && spread->bin == NULL && status == TSQ_OK) {
        const size_t part = spread->same < room ? (size_t)spread->same : room;
        status = store(spread, some, part, err);
        spread->same -= part;
    }
    if (status == TSQ_OK && spread->same > 0) {
        uint32_t bin;
        tsq__spread_place(spread, 1, &spread->least, &bin);
        spread->bin[bin] += spread->same;
        spread->same = 0;
    }
    return status;
}

/* ---- numbers that come together -------------------------------------------------------------------------------- */

void tsq__spread_block_of(size_t n, const double *x, tsq__spread_block *block)
{
    *block = (tsq__spread_block){.n = n, .least = (double)INFINITY, .greatest = -(double)INFINITY};
    if (n > 0) {
        block->mean = x[0] + tsq__numbers_sum(x, n, &block->least, &block->greatest) / (double)n;
        block->squares = tsq__numbers_squares(x, n, block->mean);
    }
}

/* Mean and sum of squares are added to those of the numbers before (Chan, Golub and LeVeque 1983,
 * doi:10.1080/00031305.1983.10483115, equation 2.1). */
static void sum_up(tsq__spread *spread, const tsq__spread_block *block)
{
    const double before = (double)spread->n, n = (double)block->n, all = before + n, gap = block->mean - spread->mean;
    spread->mean = spread->n == 0 ? block->mean : spread->mean + gap * (n / all);
    spread->squares += block->squares + (spread->n == 0 ? 0.0 : gap * gap * (before * n / all));
    spread->least = block->least < spread->least ? block->least : spread->least;
    spread->greatest = block->greatest > spread->greatest ? block->greatest : spread->greatest;
    spread->n += block->n;
}

/* Numbers that are all the same, as all before were, are counted. */
static bool count_same(tsq__spread *spread, const tsq__spread_block *block)
{
    const bool first = spread->n == 0;
    const double one = first ? block->least : spread->least;
    if (spread->same != spread->n || block->least != one || block->greatest != one) {
        return false;
    }
    spread->mean = spread->least = spread->greatest = one;
    spread->n = spread->same += block->n;
    return true;
}

tsq_status tsq__spread_add_block(tsq__spread *spread, const tsq__spread_block *block, const double *x, tsq_error *err)
{
    if (block->n == 0 || count_same(spread, block)) {
        return TSQ_OK;
    }
    tsq_status status = store_same(spread, err);
    status = status == TSQ_OK ? store(spread, x, (size_t)block->n, err) : status;
    if (status == TSQ_OK) {
        sum_up(spread, block);
    }
    return status;
}

bool tsq__spread_is_binned(const tsq__spread *spread)
{
    return spread->bin != NULL || spread->same > TSQ__SPREAD_KEPT;
}

void tsq__spread_place(const tsq__spread *spread, size_t n, const double *x, uint32_t *bin)
{
    tsq__numbers_place((tsq__fine){spread->centre, spread->unit}, x, n, bin);
}

tsq_status tsq__spread_add_placed(tsq__spread *spread, const tsq__spread_block *block, const uint32_t *bin,
                                  tsq_error *err)
{
    if (block->n == 0 || count_same(spread, block)) {
        return TSQ_OK;
    }
    const tsq_status status = store_same(spread, err);
    if (status == TSQ_OK) {
        count(spread, bin, (size_t)block->n);
        sum_up(spread, block);
    }
    return status;
}

tsq_status tsq__spread_add_all(tsq__spread *spread, size_t n, const double *x, tsq_error *err)
{
    tsq__spread_block block;
    tsq__spread_block_of(n, x, &block);
    return tsq__spread_add_block(spread, &block, x, err);
}

tsq_status tsq__spread_add(tsq__spread *spread, double x, tsq_error *err)
{
    const tsq__spread_block block = {.n = 1, .mean = x + 0.0, .least = x, .greatest = x}; /* + 0: never -0, as a sum */
    return tsq__spread_add_block(spread, &block, &x, err);
}

/* For what is to be read. */
static bool make_room(tsq__spread *spread, size_t kept, bool binned)
{
    free(spread->kept);
    free(spread->bin);
    spread->bin = NULL;
    const bool whole = !binned || make_bins(spread);
    spread->kept = tsq__array(kept, sizeof *spread->kept);
    spread->n_kept = spread->capacity = spread->kept != NULL ? kept : 0;
    return whole && spread->kept != NULL;
}

bool tsq__spread_pass(tsq__spread *spread, tsq__bytes *bytes)
{
    double *const numbers[] = {&spread->mean, &spread->squares, &spread->least, &spread->greatest};
    uint64_t binned = spread->bin != NULL, kept = spread->n_kept;
    gather(spread);
    (void)tsq__bytes_pass(bytes, &spread->n, sizeof spread->n);
    (void)tsq__bytes_pass(bytes, &spread->same, sizeof spread->same);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++) {
        (void)tsq__bytes_pass(bytes, numbers[i], sizeof *numbers[i]);
    }
    (void)tsq__bytes_pass(bytes, &binned, sizeof binned);
    (void)tsq__bytes_pass(bytes, &kept, sizeof kept);
    if (bytes->reading && !bytes->failed) {
        bytes->failed = kept > TSQ__SPREAD_KEPT || !make_room(spread, (size_t)kept, binned != 0);
    }
    if (binned != 0) {
        return tsq__bytes_pass_array(bytes, spread->bin, BINS, sizeof *spread->bin);
    }
    return tsq__bytes_pass_array(bytes, spread->kept, (size_t)kept, sizeof *spread->kept);
}

/* ---- what is told of them -------------------------------------------------------------------------------------- */

static double binned_quantile(const tsq__spread *spread, double share)
{
    const double at = share * (double)(spread->n - 1), part = at - floor(at);
    uint64_t below = 0;
    size_t bin = 0;
    while (bin < BINS - 1 && (double)(below + spread->bin[bin]) <= at) {
        below += spread->bin[bin++];
    }
    /* the lowest bin is taken for the least number, which it often holds many times: tau2 = 0 */
    const double low = below == 0 ? spread->least : fmin(middle_of(spread, bin), spread->greatest);
    if (part == 0.0 || (double)(below + spread->bin[bin]) > floor(at) + 1.0) {
        return low;
    }
    do { /* between two numbers in different bins, as between two heaps */
        bin++;
    } while (bin < BINS - 1 && spread->bin[bin] == 0);
    return low + part * (fmin(middle_of(spread, bin), spread->greatest) - low);
}

tsq_spread tsq__spread_tell(tsq__spread *spread)
{
    const bool some = spread->n > 0;
    gather(spread);
    tsq_spread told = {.n = spread->n,
                       .exact = spread->bin == NULL,
                       .mean = some ? spread->mean : (double)NAN,
                       .sd = spread->n > 1 ? sqrt(spread->squares / (double)(spread->n - 1)) : (double)NAN,
                       .least = some ? spread->least : (double)NAN,
                       .greatest = some ? spread->greatest : (double)NAN};
    if (some && spread->same == spread->n) {
        for (size_t i = 0; i < TSQ__SHARES; i++) {
            told.quantile[i] = spread->least;
        }
    } else if (some && spread->bin == NULL) {
        tsq__spread_kept_quantiles(spread, told.quantile);
    } else {
        for (size_t i = 0; i < TSQ__SHARES; i++) {
            told.quantile[i] = some ? binned_quantile(spread, tsq__share[i]) : (double)NAN;
        }
    }
    return told;
}
