/* Mean, SD and quantiles of a long sequence; see spread.h. */
#include "resample/spread.h"

#include "base/error.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define BINS ((size_t)1 << 18)

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

/* z/(1 + |z|) maps all numbers into (-1, 1), in their order. */
static size_t bin_of(const tsq__spread *spread, double x)
{
    const double z = (x - spread->centre) / spread->unit, share = 0.5 + 0.5 * (z / (1.0 + fabs(z)));
    const double at = share * (double)BINS;
    return at < (double)(BINS - 1) ? (size_t)at : BINS - 1;
}

static double middle_of(const tsq__spread *spread, size_t bin)
{
    const double u = 2.0 * (((double)bin + 0.5) / (double)BINS) - 1.0;
    return spread->centre + spread->unit * (u / (1.0 - fabs(u)));
}

/* As many of x as may be kept. */
static tsq_status keep(tsq__spread *spread, const double *x, size_t n, tsq_error *err)
{
    double *kept = tsq__grow(spread->kept, &spread->capacity, spread->n_kept + n, sizeof *kept);
    if (kept == NULL) {
        return tsq__fail_memory(err);
    }
    spread->kept = kept;
    memcpy(kept + spread->n_kept, x, n * sizeof *x);
    spread->n_kept += n;
    return TSQ_OK;
}

static void count(tsq__spread *spread, const double *x, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        spread->bin[bin_of(spread, x[i])]++;
    }
}

/* From kept numbers to bins. */
static tsq_status pour(tsq__spread *spread, tsq_error *err)
{
    spread->bin = tsq__array(BINS, sizeof *spread->bin);
    if (spread->bin == NULL) {
        return tsq__fail_memory(err);
    }
    count(spread, spread->kept, spread->n_kept);
    free(spread->kept);
    spread->kept = NULL;
    spread->n_kept = spread->capacity = 0;
    return TSQ_OK;
}

/* Mean and sum of squares of numbers that come together are added to those of the numbers before (Chan, Golub and
 * LeVeque 1983, doi:10.1080/00031305.1983.10483115, equation 2.1). */
static void sum_up(tsq__spread *spread, const double *x, size_t n)
{
    double sum = 0.0, squares = 0.0, least = spread->least, greatest = spread->greatest;
    for (size_t i = 0; i < n; i++) {
        sum += x[i] - x[0];
        least = x[i] < least ? x[i] : least;
        greatest = x[i] > greatest ? x[i] : greatest;
    }
    const double mean = x[0] + sum / (double)n;
    for (size_t i = 0; i < n; i++) {
        squares += (x[i] - mean) * (x[i] - mean);
    }
    const double before = (double)spread->n, all = before + (double)n, gap = mean - spread->mean;
    spread->mean = spread->n == 0 ? mean : spread->mean + gap * ((double)n / all);
    spread->squares += squares + (spread->n == 0 ? 0.0 : gap * gap * (before * (double)n / all));
    spread->least = least;
    spread->greatest = greatest;
    spread->n += n;
}

tsq_status tsq__spread_add_all(tsq__spread *spread, size_t n, const double *x, tsq_error *err)
{
    tsq_status status = TSQ_OK;
    if (n == 0) {
        return TSQ_OK;
    }
    const size_t room = spread->bin == NULL ? TSQ__SPREAD_KEPT - spread->n_kept : 0, kept = n < room ? n : room;
    if (kept > 0) {
        status = keep(spread, x, kept, err);
    }
    if (status == TSQ_OK && kept < n && spread->bin == NULL) {
        status = pour(spread, err);
    }
    if (status == TSQ_OK && kept < n) {
        count(spread, x + kept, n - kept);
    }
    if (status == TSQ_OK) {
        sum_up(spread, x, n);
    }
    return status;
}

tsq_status tsq__spread_add(tsq__spread *spread, double x, tsq_error *err)
{
    return tsq__spread_add_all(spread, 1, &x, err);
}

/* For what is to be read. */
static bool make_room(tsq__spread *spread, size_t kept, bool binned)
{
    free(spread->kept);
    free(spread->bin);
    spread->bin = binned ? tsq__array(BINS, sizeof *spread->bin) : NULL;
    spread->kept = tsq__array(kept, sizeof *spread->kept);
    spread->n_kept = spread->capacity = spread->kept != NULL ? kept : 0;
    return spread->kept != NULL && (spread->bin != NULL || !binned);
}

bool tsq__spread_pass(tsq__spread *spread, tsq__bytes *bytes)
{
    double *const numbers[] = {&spread->mean, &spread->squares, &spread->least, &spread->greatest};
    uint64_t binned = spread->bin != NULL, kept = spread->n_kept;
    (void)tsq__bytes_pass(bytes, &spread->n, sizeof spread->n);
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

/* ---- quantiles of kept numbers --------------------------------------------------------------------------------- */

#define FEW 64
#define DEEP 60 /* partitions after which sorting is the safer way */

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Puts the numbers below the pivot first, or those not above it, and tells how many they are. */
static size_t partition(double *x, size_t n, double pivot, bool or_equal)
{
    size_t below = 0;
    for (size_t i = 0; i < n; i++) {
        const double one = x[i];
        x[i] = x[below];
        x[below] = one;
        below += or_equal ? one <= pivot : one < pivot;
    }
    return below;
}

/* The median of nine numbers that lie far apart. */
static double middle_pivot(const double *x, size_t n)
{
    double some[9];
    for (size_t i = 0; i < 9; i++) {
        some[i] = x[i * ((n - 1) / 8)];
    }
    qsort(some, 9, sizeof *some, ascending);
    return some[4];
}

/* Puts the numbers of some ranks, which ascend, where they stand in sorted order: [first, first + n) of x holds those
 * ranks. Quickselect (Hoare 1961, doi:10.1145/366622.366647) for many ranks at once. */
static void settle(double *x, size_t first, size_t n, const size_t *rank, size_t m, int depth)
{
    while (m > 0 && n > FEW && depth < DEEP) {
        const double pivot = middle_pivot(x + first, n);
        size_t below = partition(x + first, n, pivot, false), left = 0;
        const bool least = below == 0; /* then the first part is all equal, and done */
        below = least ? partition(x + first, n, pivot, true) : below;
        while (left < m && rank[left] < first + below) {
            left++;
        }
        depth++;
        if (!least) {
            settle(x, first, below, rank, left, depth);
        }
        rank += left;
        m -= left;
        first += below;
        n -= below;
    }
    if (m > 0) {
        qsort(x + first, n, sizeof *x, ascending);
    }
}

#define SHARES 5
static const double SHARE[SHARES] = {0.025, 0.25, 0.5, 0.75, 0.975};

/* Type 7 of R. */
static void kept_quantiles(tsq__spread *spread, double *quantile)
{
    size_t rank[2 * SHARES];
    const size_t last = spread->n_kept - 1;
    for (size_t i = 0; i < SHARES; i++) {
        rank[2 * i] = (size_t)(SHARE[i] * (double)last);
        rank[2 * i + 1] = rank[2 * i] < last ? rank[2 * i] + 1 : last;
    }
    /* two shares of few numbers may lie between the same ones: then the ranks do not ascend, and all are sorted anyway */
    settle(spread->kept, 0, spread->n_kept, rank, (size_t)2 * SHARES, spread->n_kept > (size_t)FEW * FEW ? 0 : DEEP);
    for (size_t i = 0; i < SHARES; i++) {
        const double low = spread->kept[rank[2 * i]], high = spread->kept[rank[2 * i + 1]];
        const double rest = SHARE[i] * (double)last - (double)rank[2 * i];
        quantile[i] = rest > 0.0 ? low + rest * (high - low) : low;
    }
}

static double binned_quantile(const tsq__spread *spread, double share)
{
    const double at = share * (double)(spread->n - 1);
    uint64_t below = 0;
    size_t bin = 0;
    while (bin < BINS - 1 && (double)(below + spread->bin[bin]) <= at) {
        below += spread->bin[bin++];
    }
    return fmin(fmax(middle_of(spread, bin), spread->least), spread->greatest);
}

tsq_spread tsq__spread_tell(tsq__spread *spread)
{
    const bool some = spread->n > 0;
    tsq_spread told = {.n = spread->n,
                       .exact = spread->bin == NULL,
                       .mean = some ? spread->mean : (double)NAN,
                       .sd = spread->n > 1 ? sqrt(spread->squares / (double)(spread->n - 1)) : (double)NAN,
                       .least = some ? spread->least : (double)NAN,
                       .greatest = some ? spread->greatest : (double)NAN};
    if (some && spread->bin == NULL) {
        kept_quantiles(spread, told.quantile);
    } else {
        for (size_t i = 0; i < SHARES; i++) {
            told.quantile[i] = some ? binned_quantile(spread, SHARE[i]) : (double)NAN;
        }
    }
    return told;
}
