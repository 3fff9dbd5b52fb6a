/* Quantiles of the numbers that a collection keeps; see spread.h. */
#include "resample/spread.h"
#include "resample/spread_numbers.h"

#include <math.h>
#include <stdlib.h>

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

#define WORTH ((size_t)1 << 14) /* numbers from which on coarse bins pay */

/* Which ranges of bins hold a rank, and how many they are; the ranks, which ascend, become those among the numbers in
 * these ranges alone. */
static size_t find_ranges(const uint32_t *count, size_t *rank, size_t m, tsq__range *range)
{
    size_t below = 0, left_out = 0, next = 0, ranges = 0;
    for (size_t bin = 0; bin < TSQ__COARSE; bin++) {
        const size_t here = count[bin];
        const bool wanted = next < m && rank[next] < below + here;
        below += here;
        while (next < m && rank[next] < below) {
            rank[next++] -= left_out;
        }
        if (wanted && ranges > 0 && range[ranges - 1].end == (double)bin) {
            range[ranges - 1].end = (double)bin + 1.0;
        } else if (wanted) {
            range[ranges++] = (tsq__range){(double)bin, (double)bin + 1.0};
        }
        left_out += wanted ? 0 : here;
    }
    return ranges;
}

/* Puts the numbers of those bins first that hold a rank, and tells how many they are. */
static size_t sift(tsq__spread *spread, size_t *rank, size_t m)
{
    uint32_t count[TSQ__COARSE] = {0};
    tsq__range range[TSQ__RANGES];
    const size_t n = spread->n_kept;
    const tsq__coarse bins = {spread->least, (double)TSQ__COARSE / (spread->greatest - spread->least)};
    if (n < WORTH || !isfinite(bins.scale) || !(bins.scale > 0.0)) {
        return n;
    }
    tsq__numbers_count(bins, spread->kept, n, count);
    const size_t ranges = find_ranges(count, rank, m, range);
    return tsq__numbers_pick(bins, range, ranges, spread->kept, n);
}

void tsq__spread_kept_quantiles(tsq__spread *spread, double *quantile)
{
    size_t rank[2 * TSQ__SHARES];
    double rest[TSQ__SHARES];
    const size_t last = spread->n_kept - 1;
    for (size_t i = 0; i < TSQ__SHARES; i++) {
        rank[2 * i] = (size_t)(tsq__share[i] * (double)last);
        rest[i] = tsq__share[i] * (double)last - (double)rank[2 * i];
        rank[2 * i + 1] = rank[2 * i] < last ? rank[2 * i] + 1 : last;
    }
    /* two shares of few numbers may lie between the same ones: then the ranks do not ascend, and all are sorted anyway */
    const size_t n = sift(spread, rank, (size_t)2 * TSQ__SHARES);
    settle(spread->kept, 0, n, rank, (size_t)2 * TSQ__SHARES, spread->n_kept > (size_t)FEW * FEW ? 0 : DEEP);
    for (size_t i = 0; i < TSQ__SHARES; i++) {
        const double low = spread->kept[rank[2 * i]], high = spread->kept[rank[2 * i + 1]];
        quantile[i] = rest[i] > 0.0 ? low + rest[i] * (high - low) : low;
    }
}
