/* The functions that formulas may call (expression.h). */
#ifndef TSQ_VERIFY_FUNCTIONS_H
#define TSQ_VERIFY_FUNCTIONS_H

#include "verify/operand.h"

/** Most arguments of a function. */
#define TSQ__ARGUMENTS 3

/** A function of up to three numbers, or of whole operands. */
typedef struct tsq__function {
    const char *name;
    int arguments;
    long double (*call)(const long double *x); /**< NULL: the sum over the studies, or `whole` */
    tsq_status (*whole)(const tsq__operand *arguments, tsq__operand *out); /**< E_OPTION, E_MEMORY; out is empty then */
} tsq__function;

/** The function of that name; NULL if there is none. */
const tsq__function *tsq__function_find(const char *name);

/** The same among those of functions_effect.c. */
const tsq__function *tsq__effect_function_find(const char *name);

/* ---- matrices (matrices.c) ------------------------------------------------------------------------------------ */

tsq_status tsq__matrix_diagonal(const tsq__operand *arguments, tsq__operand *out);
tsq_status tsq__matrix_inverse(const tsq__operand *arguments, tsq__operand *out);
tsq_status tsq__matrix_log_det(const tsq__operand *arguments, tsq__operand *out);
tsq_status tsq__matrix_transpose(const tsq__operand *arguments, tsq__operand *out);
/** (A, B): a vector B is a column, one number as many of them as A has columns. */
tsq_status tsq__matrix_product(const tsq__operand *arguments, tsq__operand *out);
/** (X, w): X' diag(w) X. */
tsq_status tsq__matrix_crossproduct(const tsq__operand *arguments, tsq__operand *out);
tsq_status tsq__matrix_trace(const tsq__operand *arguments, tsq__operand *out);
/** (A, i, j), from 1 on; of a vector j is 1. */
tsq_status tsq__matrix_element(const tsq__operand *arguments, tsq__operand *out);

#endif
