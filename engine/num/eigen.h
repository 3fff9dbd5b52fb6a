/* Eigenvalues and eigenvectors of a small covariance matrix, to full relative precision also where it is nearly
 * singular. */
#ifndef TSQ_NUM_EIGEN_H
#define TSQ_NUM_EIGEN_H

#include "num/twofold.h"

#include <stdbool.h>
#include <stddef.h>

/**
 * A = U D U' by cyclic Jacobi rotations in twofold arithmetic.
 *
 * @param a n x n, symmetric, row after row; on return D on its diagonal
 * @param u n x n: column c is the eigenvector of a[c n + c]
 * @return false if A is not positive definite: an eigenvalue is not above 2^-48 of the smallest diagonal element, which
 *         is what rounding can make of a singular matrix
 * @accuracy with R = A scaled to a diagonal of ones, relative error of each eigenvalue 2^-95 times the condition number
 *           of R: Demmel and Veselic 1992, doi:10.1137/0613074, theorem 3.1
 */
bool tsq__eigen(size_t n, tsq__twofold *a, tsq__twofold *u);

#endif
