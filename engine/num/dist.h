/* Tail probabilities and quantiles of the normal, t, chi-square and F distributions.
 *
 * Every tail keeps its relative accuracy down to the smallest double, and log10p beyond. Accuracy: 1.5e-14 (1 + |ln p|)
 * relative, for F with 1000 or more degrees of freedom on both sides 4e-13; quantiles 1.5e-14 relative. Measured
 * against the 60-digit values in tests/golden/tails.csv and quantiles.csv. */
#ifndef TSQ_NUM_DIST_H
#define TSQ_NUM_DIST_H

/** A probability and its decimal logarithm, which does not underflow. */
typedef struct tsq__tail {
    double p, log10p;
} tsq__tail;

/** P(|Z| > |z|). */
tsq__tail tsq__normal_two_sided(double z);
/** P(|T| > |t|) with df > 0 degrees of freedom. */
tsq__tail tsq__t_two_sided(double t, double df);
/** P(X > x), x >= 0, df > 0. */
tsq__tail tsq__chisq_upper_tail(double x, double df);
/** P(X < x). */
tsq__tail tsq__chisq_lower_tail(double x, double df);
/** P(F > f), f >= 0. */
tsq__tail tsq__f_upper_tail(double f, double df1, double df2);

/** z with P(Z > z) = tail, 0 < tail < 1. */
double tsq__normal_upper(double tail);
/** t with P(T > t) = tail, 0 < tail <= 1/2. */
double tsq__t_upper(double tail, double df);
/** x with P(X > x) = tail, 0 < tail < 1. */
double tsq__chisq_upper(double tail, double df);
/** x with P(X < x) = tail, 0 < tail < 1. */
double tsq__chisq_lower(double tail, double df);
/** f with P(F > f) = tail, 0 < tail < 1. */
double tsq__f_upper(double tail, double df1, double df2);

#endif
