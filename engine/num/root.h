/* A bracketed root that always ends with an answer and its enclosing interval. */
#ifndef TSQ_NUM_ROOT_H
#define TSQ_NUM_ROOT_H

/**
 * Chandrupatla's method (T. R. Chandrupatla 1997, doi:10.1016/S0965-9978(96)00051-8): inverse quadratic
 * interpolation where it is safe, else bisection; the bracket never loses the sign change.
 *
 * @param[in,out] lo,hi bracket; on return the enclosure. f_lo and f_hi must differ in sign or one be 0
 * @param rtol    stop when the bracket is this small relative to its ends; 0 stands for two units in the last place
 * @param[out] root the end of the bracket with the smaller |f|
 * @return 0, or -1 if there is no sign change (root untouched)
 */
int tsq__root(double (*f)(double x, void *context), void *context, double *lo, double *hi, double f_lo, double f_hi,
              double rtol, double *root);

#endif
