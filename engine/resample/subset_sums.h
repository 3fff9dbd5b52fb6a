/* Common-effect and DerSimonian-Laird fits to all subsets of the studies from sums over two halves of each subset: what
 * the first few studies put in comes from a table, what the others put in is formed once for all subsets of the table.
 *
 * With W, m and Q the sum of weights, the mean and Q of two sets a and b that have no study in common,
 *     W = Wa + Wb,  m = ma + Wb/W (mb - ma),  Q = Qa + Qb + Wa Wb/W (mb - ma)^2
 * (Chan, Golub and LeVeque 1983, doi:10.1080/00031305.1983.10483115, equation 2.1). Nothing cancels but mb - ma, and
 * means are kept twofold. The same holds for the divisor of DerSimonian and Laird's estimate,
 *     tr P = W - sum w^2 / W = 2 P / W,  P = sum of wi wj over pairs,  P = Pa + Pb + Wa Wb.
 * The order of the sums is not that of tsq_fit. In units of 2^-52 of the quantity itself Q differs by up to 4, standard
 * errors at the same tau2 by up to 4; in those of the larger of the estimate and of the spread sqrt(Q/W) that the studies
 * have around it, estimates at the same tau2 by up to 3; in those of Q / tr P, tau2 by up to 5.
 */
#ifndef TSQ_RESAMPLE_SUBSET_SUMS_H
#define TSQ_RESAMPLE_SUBSET_SUMS_H

#include <tausq/fit.h>

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/** Most studies. */
#define TSQ__SUBSET_MOST 64

/** Studies in units of a power of two, and the table of all subsets of the first few of them. */
typedef struct tsq__subset_sums {
    size_t k, bits, table; /* subsets that are fitted at once differ in the first `bits` studies; the table has fewer */
    double unit;           /* of y; that of v is its square */
    double *y, *v;         /* length k, or more of which no use is made */
    double *weight, *mean, *mean_low, *q, *pairs; /* 2^table: bit i of the position is study i */
    double *size;                                 /* 2^bits */
    void *block;                                  /* all of these */
    int width; /* numbers in a vector: 8, 4 or 2, no more than 2^table; 0: as many as the machine has */
} tsq__subset_sums;

/** What is asked of each subset. */
typedef struct tsq__subset_wish {
    bool moment;           /* DerSimonian and Laird's tau2; else a common effect */
    bool scaled, at_least; /* Hartung and Knapp's factor of the variance; if it is less than 1, 1 */
} tsq__subset_wish;

/** The fits of 2^bits subsets, in the units of yi; NaN or of no meaning for no study. tau2 of one study is 0, its factor 1
 *  and its I2 0. */
typedef struct tsq__subset_fits {
    double *estimate, *weight; /* the variance is factor / weight */
    double *tau2, *I2, *q;
    double *factor; /* set if the wish is `scaled` */
} tsq__subset_fits;

/** Whether the studies are such that no sum leaves double range. */
bool tsq__subset_sums_suit(size_t k, const double *yi, const double *vi);

/** Makes the table; k <= TSQ__SUBSET_MOST, 0 < bits <= k. @retval TSQ_E_MEMORY */
tsq_status tsq__subset_sums_new(size_t k, const double *yi, const double *vi, size_t bits, tsq__subset_sums *sums,
                                tsq_error *err);
void tsq__subset_sums_free(tsq__subset_sums *sums);

/** Fits all subsets that have of the studies from number `bits` on those of `high` (bit 0: study `bits`). */
void tsq__subset_sums_fit(const tsq__subset_sums *sums, uint64_t high, tsq__subset_wish wish,
                          const tsq__subset_fits *fits);

/** How the estimates lie to 0. */
typedef struct tsq__subset_signs {
    uint64_t positive, negative, positive_significant, negative_significant;
} tsq__subset_signs;

/** Counts the signs of 2^bits fits. @param critical quantile of each subset's test, so many too; an estimate is
 *  significant if the interval estimate -/+ critical sqrt(factor / weight) leaves 0 out. factor NULL: 1 */
tsq__subset_signs tsq__subset_sums_signs(const tsq__subset_sums *sums, const tsq__subset_fits *fits,
                                         const double *critical);

#endif
