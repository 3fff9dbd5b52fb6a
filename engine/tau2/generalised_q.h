/* The generalised Q statistic y'P_a y with fixed weights a, as a function of tau2. */
#ifndef TSQ_TAU2_GENERALISED_Q_H
#define TSQ_TAU2_GENERALISED_Q_H

#include "tau2/estimator.h"

/**
 * The tau2 >= 0 for which P(y'P_a y > observed) = probability, for weights a in problem->weights; 0 where the
 * probability is not below it at 0. The probability grows with tau2. Jackson 2013, doi:10.1002/jrsm.1081.
 * out->truncated says that it was above at 0 already.
 */
void tsq__generalised_q_quantile(const struct tsq_tau2_problem *problem, double probability, tsq_tau2_estimate *out);

#endif
