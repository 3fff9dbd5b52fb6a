/* How a long sequence of numbers is spread: mean, SD, extremes and quantiles in bounded memory. */
#ifndef TSQ_RESAMPLE_SPREAD_H
#define TSQ_RESAMPLE_SPREAD_H

#include "base/bytes.h"

#include <tausq/resample.h>

#include <stddef.h>
#include <stdint.h>

/** Numbers that are kept as they are; beyond that many they are counted in bins. */
#define TSQ__SPREAD_KEPT ((size_t)1 << 20)

/**
 * A growing collection. Its quantiles are exact (R's type 7) for up to TSQ__SPREAD_KEPT numbers; beyond, the middle of
 * one of 2^18 bins, whose width is unit / 2^17 near `centre` and grows with the square of the distance.
 */
typedef struct tsq__spread {
    double centre, unit;
    uint64_t n;
    double mean, squares, least, greatest; /* squares: of the deviations from the mean */
    double *kept;
    size_t n_kept, capacity;
    size_t expected; /* numbers to come, as far as they are kept; 0: not known */
    uint64_t same;   /* so many numbers came first, all of them `least`: they need not be kept */
    uint64_t *bin;   /* NULL while the numbers are kept; up to 2^16 - 1 of each bin are not in it yet */
} tsq__spread;

/** @param centre, unit where most of the numbers lie, unit > 0 */
void tsq__spread_begin(tsq__spread *spread, double centre, double unit);
void tsq__spread_free(tsq__spread *spread);

/** Says how many numbers will come: then memory is taken once. More or fewer may come. */
void tsq__spread_expect(tsq__spread *spread, uint64_t n);

/** Adds a finite number. @retval TSQ_E_MEMORY */
tsq_status tsq__spread_add(tsq__spread *spread, double x, tsq_error *err);

/** Adds n finite numbers, which costs less. @retval TSQ_E_MEMORY */
tsq_status tsq__spread_add_all(tsq__spread *spread, size_t n, const double *x, tsq_error *err);

/** What numbers that come together say of themselves: any thread finds it, so that little is left to do one block after
 *  another. */
typedef struct tsq__spread_block {
    uint64_t n;
    double mean, squares, least, greatest; /* squares: of the deviations from the mean */
} tsq__spread_block;

void tsq__spread_block_of(size_t n, const double *x, tsq__spread_block *block);

/** Adds the n numbers x of a block, as tsq__spread_add_all. @retval TSQ_E_MEMORY */
tsq_status tsq__spread_add_block(tsq__spread *spread, const tsq__spread_block *block, const double *x, tsq_error *err);

/** Whether numbers that come now are not kept... */
bool tsq__spread_is_binned(const tsq__spread *spread);

/** ... so that their bins are enough: finds those of n finite numbers. Looks at centre and unit alone. */
void tsq__spread_place(const tsq__spread *spread, size_t n, const double *x, uint32_t *bin);

/** Adds a block to a collection that is binned, by the bins of its numbers: as tsq__spread_add_block.
 * @retval TSQ_E_MEMORY */
tsq_status tsq__spread_add_placed(tsq__spread *spread, const tsq__spread_block *block, const uint32_t *bin,
                                  tsq_error *err);

/** Passes over all that was added; reading, into a collection of the same centre and unit. @return as tsq__bytes_pass */
bool tsq__spread_pass(tsq__spread *spread, tsq__bytes *bytes);

/** All that is told of it; changes the order in which numbers are kept. */
tsq_spread tsq__spread_tell(tsq__spread *spread);

/** Of the quantiles that are told. */
#define TSQ__SHARES 5
static const double tsq__share[TSQ__SHARES] = {0.025, 0.25, 0.5, 0.75, 0.975};

/** Exact quantiles, R's type 7, of the numbers that are kept, of which there are some; changes their order. */
void tsq__spread_kept_quantiles(tsq__spread *spread, double *quantile);

#endif
