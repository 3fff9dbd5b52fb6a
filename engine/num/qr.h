/* Householder QR of a weighted design that stays accurate row by row when the weights differ by many powers of ten:
 * rows are interchanged so that each step begins with its largest element, and columns are pivoted (M. J. D. Powell and
 * J. K. Reid 1969; the bound for each row: A. J. Cox and N. J. Higham 1998, "Stability of Householder QR factorization
 * for weighted least squares problems"). */
#ifndef TSQ_NUM_QR_H
#define TSQ_NUM_QR_H

#include <stdbool.h>
#include <stddef.h>

/** A factorisation of a k x p matrix, column after column; the caller owns the arrays. */
typedef struct tsq__qr {
    size_t k, p;
    double *a;      /* k x p: the matrix, then reflectors below and R on and above the diagonal */
    double *tau;    /* p: 2 / v'v */
    double *head;   /* p: first element of each reflector */
    size_t *row;    /* p: row that was interchanged with row j */
    size_t *column; /* p: column j of R is column column[j] of the matrix */
} tsq__qr;

/** Factors in place. `fixed` leading columns keep their place. */
void tsq__qr_factor(tsq__qr *qr, size_t fixed);
/** z := Q'z, length k. */
void tsq__qr_apply_transposed(const tsq__qr *qr, double *z);
/** z := Qz, length k. */
void tsq__qr_apply(const tsq__qr *qr, double *z);
/** Solves R x = z for the first p elements of z and undoes the column order; x of length p, not z itself.
 *  Returns false if a diagonal element is 0. */
bool tsq__qr_solve(const tsq__qr *qr, const double *z, double *x);
/** Solves R'u = x, x in the order of the matrix' columns. Returns false if a diagonal element is 0. */
bool tsq__qr_solve_transposed(const tsq__qr *qr, const double *x, double *u);

#endif
