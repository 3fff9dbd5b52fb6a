/* Brent's root finder with an absolute tolerance, as R's uniroot applies it: for numbers that other programs printed. */
#ifndef TSQ_NUM_ZEROIN_H
#define TSQ_NUM_ZEROIN_H

#include <stdbool.h>

/**
 * R. P. Brent 1973, Algorithms for Minimization without Derivatives, chapter 4. Where an exact root is wanted use
 * tsq__root (root.h); this one stops where uniroot stops.
 *
 * @param tol half the width at which the search stops, absolute
 * @return false if there is no sign change or the steps do not suffice; root untouched
 */
bool tsq__zeroin(double (*f)(double x, void *context), void *context, double lo, double hi, double tol,
                 unsigned max_steps, double *root);

#endif
