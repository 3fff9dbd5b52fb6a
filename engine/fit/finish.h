/* The rest of a fit whose sums have been formed elsewhere (engine/num/lanes.h, lanes_design.h). */
#ifndef TSQ_FIT_FINISH_H
#define TSQ_FIT_FINISH_H

#include <tausq/fit.h>

#include "fit/memo.h"

/** What has been found, in scaled units (engine/num/model.h). */
typedef struct tsq__found {
    size_t k;
    double shift;
    int exponent; /* of the unit: a number of the caller is 2^exponent times the scaled one, and shift */
    double vmin, vmax;
    double tau2, mean, sum_w, rss; /* rss at tau2 */
    double q, trace;               /* at 0 */
    const double *profile;         /* both limits by Q-profile; NULL if they are not wanted */
} tsq__found;

/**
 * Fills `out` as tsq_fit does, but for likelihoods, study weights and stationary points.
 * @param options with nothing left open (tsq__fit_set_defaults); not Kenward and Roger's test or interval, no interval of
 *                tau2 but QP, weights 1/(v + tau2)
 * @param out     coefficients and vcov are there, of length 1, and stay the caller's
 */
void tsq__fit_finish(const tsq__found *found, const tsq_fit_options *options, tsq__memo *memo, tsq_fit_result *out);

/** The most coefficients of a fit with moderators that is finished here. */
#define TSQ__FINISH_MOST 8

/** What has been found with an intercept and moderators, in scaled units but for the coefficients. */
typedef struct tsq__found_design {
    size_t k, p;
    int exponent;
    double vmin, vmax;
    double tau2, rss;                                                    /* rss at tau2 */
    double q, trace;                                                     /* at 0 */
    double estimate[TSQ__FINISH_MOST], variance[TSQ__FINISH_MOST], wald; /* before the factor of the test */
} tsq__found_design;

/**
 * Fills `out` as tsq_fit does, but for likelihoods, study weights, stationary points and the solution's enclosure; vcov is
 * NULL.
 * @param options as of tsq__fit_finish, without intervals of tau2
 * @param out     coefficients are there, of length p, and stay the caller's
 */
void tsq__fit_finish_design(const tsq__found_design *found, const tsq_fit_options *options, tsq__memo *memo,
                            tsq_fit_result *out);

#endif
