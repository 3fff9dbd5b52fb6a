/* The studies with the signs of some estimates changed: what a permutation test of the mean arranges. */
#ifndef TSQ_RESAMPLE_FLIPS_H
#define TSQ_RESAMPLE_FLIPS_H

#include "resample/outcome.h"

/** Arrangements that are fitted in one go. */
#define TSQ__FLIPS_CHUNK 2048

/** The studies in the order of the lanes, so that the arrangements do not depend on the order they came in. */
typedef struct tsq__flips {
    tsq_fit_options fit; /* nothing left open */
    size_t k, words;     /* of 64 bits, for the signs of one arrangement */
    bool random;
    bool
        ready; /* the studies stay sorted whatever their signs: no two variances are equal, and all are normal numbers */
    uint64_t seed;
    size_t *order;
    double *yi, *vi;
} tsq__flips;

/** What one thread needs. */
typedef struct tsq__flipper {
    tsq__many many;
    double *yi;
    uint64_t *flipped;
    tsq__outcome_fit fit[TSQ__FLIPS_CHUNK];
} tsq__flipper;

/** @param fit not yet complete. @retval TSQ_E_MEMORY then free it as well */
tsq_status tsq__flips_begin(const tsq_studies *studies, const tsq_fit_options *fit, tsq__flips *flips, tsq_error *err);
void tsq__flips_free(tsq__flips *flips);

/** For tsq__job: `context` is a tsq__flips. */
tsq_status tsq__flipper_new(void *context, void **flipper, tsq_error *err);
void tsq__flipper_free(void *flipper);

/**
 * The signs of an arrangement: bit i % 64 of number i / 64 says that the i-th sorted study is flipped. 0 are the data as
 * they are. Of all 2^k arrangements the first 2^(k-1) are those that leave the first sorted study as it is, the others
 * their mirror images, which have no number. Random ones are drawn from the stream of their number.
 */
void tsq__flips_signs(const tsq__flips *flips, uint64_t number, uint64_t *flipped);

/** Fits n <= TSQ__FLIPS_CHUNK arrangements of yi - shift: those listed, or from `first` on if `number` is NULL. */
void tsq__flips_fit(const tsq__flips *flips, tsq__flipper *flipper, double shift, size_t n, const uint64_t *number,
                    uint64_t first, tsq__outcome *out);

/** estimate / se; infinite if se is 0, but 0 if both are; NaN without a fit. */
double tsq__flip_statistic(const tsq__outcome *outcome);

#endif
