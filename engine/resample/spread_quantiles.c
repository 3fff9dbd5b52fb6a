/* Quantiles of the numbers that a collection keeps; see spread.h. */
#include "resample/spread.h"

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

#define COARSE 4096
#define WORTH ((size_t)1 << 14) /* numbers from which on coarse bins pay */

/* From numbers to one of COARSE bins between the extremes, in their order. */
struct coarse {
    double least, scale;
};

static size_t coarse_bin(struct coarse bins, double x)
{
    const double at = (x - bins.least) * bins.scale;
    return at < (double)(COARSE - 1) ? (size_t)(int)at : COARSE - 1;
}

/* Which bins hold a rank; the ranks, which ascend, become those among the numbers in these bins alone. */
static void find_wanted(const uint32_t (*count)[COARSE], size_t *rank, size_t m, bool *wanted)
{
    size_t below = 0, left_out = 0, next = 0;
    for (size_t bin = 0; bin < COARSE; bin++) {
        const size_t here = (size_t)count[0][bin] + count[1][bin];
        wanted[bin] = next < m && rank[next] < below + here;
        below += here;
        while (next < m && rank[next] < below) {
            rank[next++] -= left_out;
        }
        left_out += wanted[bin] ? 0 : here;
    }
}

/* Puts the numbers of those bins first that hold a rank, and tells how many they are. */
static size_t sift(tsq__spread *spread, size_t *rank, size_t m)
{
    uint32_t count[2][COARSE] = {{0}}; /* two: one number after another may be in the same bin, and would wait */
    bool wanted[COARSE];
    const size_t n = spread->n_kept;
    double *x = spread->kept;
    const struct coarse bins = {spread->least, (double)COARSE / (spread->greatest - spread->least)};
    if (n < WORTH || !isfinite(bins.scale) || !(bins.scale > 0.0)) {
        return n;
    }
    for (size_t i = 0; i < n; i++) {
        count[i % 2][coarse_bin(bins, x[i])]++;
    }
    find_wanted((const uint32_t(*)[COARSE])count, rank, m, wanted);
    size_t first = 0;
    for (size_t i = 0; i < n; i++) {
        const double one = x[i];
        x[i] = x[first];
        x[first] = one;
        first += wanted[coarse_bin(bins, one)];
    }
    return first;
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
