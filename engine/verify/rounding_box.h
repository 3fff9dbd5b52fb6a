/* Ranges of weighted means and of tau2 over all estimates and variances of a box. */
#ifndef TSQ_VERIFY_ROUNDING_BOX_H
#define TSQ_VERIFY_ROUNDING_BOX_H

#include "verify/range.h"

#include <stddef.h>

/** Between which numbers estimates and variances of k studies lie; variances have a positive lower end. */
struct tsq__box {
    size_t k;
    const tsq__range *y, *v;
};

/** Inverse-variance weights 1/(v + tau2) for a range of tau2, and what comes of them. w and r have room for k. */
struct tsq__weighed {
    size_t k;
    tsq__range tau2;
    tsq__range *w, *r;       /* r: y - mean */
    tsq__range sum, squares; /* of w and of w^2 */
    tsq__range mean;
};

/**
 * Weights, their sums, the weighted mean and the residuals.
 *
 * The range of the mean is exact, but for rounding errors: it is attained where weights are at one end for estimates
 * above it and at the other below. Karnik & Mendel 2001, doi:10.1016/S0020-0255(01)00069-X, section 4.
 */
void tsq__box_weigh(const struct tsq__box *box, tsq__range tau2, struct tsq__weighed *out);

/**
 * The weighted sum of squares about the mean. Its lower end is exact, but for rounding errors; its upper end is an upper
 * bound, exact where no range of an estimate holds the mean.
 */
tsq__range tsq__box_squares(const struct tsq__box *box, const tsq__range *w);

/** tr P = sum w - sum w^2 / sum w. Its range is exact, but for rounding errors: with p = w/sum w the derivative by a weight is
 * (1-p)^2 and the sum of the squares of the others, so that it rises in all of them. */
tsq__range tsq__box_trace(const struct tsq__weighed *at);

/** The derivative of tr P by the weight of study i, and by its v. */
tsq__range tsq__box_trace_by_w(const struct tsq__weighed *at, size_t i);
tsq__range tsq__box_trace_slope(const struct tsq__weighed *at, size_t i);

/** -w^2 x: from a derivative by w to that by v. */
tsq__range tsq__range_by_v(tsq__range w, tsq__range x);

tsq__range tsq__ranges_sum(const tsq__range *terms, size_t k);

/** An estimator of tau2 as an equation F(tau2) = 0, positive below the estimate and negative above it. */
struct tsq__equation {
    const char *method; /* its id in the registry of tau2 */
    bool monotone;      /* F falls in tau2 whatever the data */
    /* F over the box for tau2 of a range; `at` is weighed there */
    tsq__range (*value)(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room);
    /* Its partial derivatives by y and v of each study (k each) and by tau2. */
    void (*slopes)(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                   tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2);
};

/** The equation of a method; NULL if there is none. */
const struct tsq__equation *tsq__equation_of(const char *method);
/** Equation i, NULL after the last. */
const struct tsq__equation *tsq__equation_at(size_t i);

/** Room for the weights of one tau2 and of another, and for what a search for tau2 needs: 4 k ranges. */
struct tsq__bench {
    struct tsq__weighed at, room;
    tsq__range *more;
};

/** A range that holds the estimate for all data of the box. @param within a range that is known to hold it
 *  @param falls the equation falls in tau2 wherever it is solved, for all data of the box */
tsq__range tsq__box_tau2(const struct tsq__equation *equation, const struct tsq__box *box, bool falls,
                         tsq__range within, struct tsq__bench *bench);

/** The same of the tau2 at which sum w (y - mean)^2 is `target`, for the limits by Q-profile. */
tsq__range tsq__box_profile(const struct tsq__box *box, tsq__range target, struct tsq__weighed *at);

#endif
