/* The interval of H2 from Q. */
#ifndef TSQ_FIT_HIGGINS_THOMPSON_H
#define TSQ_FIT_HIGGINS_THOMPSON_H

/**
 * H = max(1, sqrt(Q/df)), limits exp(ln H -+ z se), not below 1, with n = df + 1, z of the upper `tail` and
 * se = (ln Q - ln df) / (2 (sqrt(2Q) - sqrt(2n - 3))) for Q > n, else sqrt((1 - 1/(3 (n-2)^2)) / (2 (n-2))).
 * Squared. NaN where Q <= n and n <= 2. Higgins and Thompson 2002, doi:10.1002/sim.1186, p. 1549.
 */
void tsq__higgins_thompson(double q, double df, double tail, double *h2_lb, double *h2_ub);

#endif
