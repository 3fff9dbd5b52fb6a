/* Operands of formulas: numbers with bounds of their errors. */
#ifndef TSQ_VERIFY_OPERAND_H
#define TSQ_VERIFY_OPERAND_H

#include <tausq/status.h>

#include <stdbool.h>

/**
 * A number, or one for each study. `error` bounds what rounding does to the value: in units of the rounding of a double
 * where the inputs are doubles, each of which may be off by half of its last bit.
 */
typedef struct tsq__operand {
    size_t n;    /**< 1, or the number of studies, or of a matrix that of its numbers, which stand row by row */
    size_t rows; /**< of a matrix; 0: it is none */
    long double *value;
    long double *error; /**< sum of |derivative| |input|, so a bound is error * 2^-53 */
} tsq__operand;

/** Room for n numbers. False when memory is out. */
bool tsq__operand_new(size_t n, tsq__operand *out);
/** The operand that holds n doubles. False when memory is out. */
bool tsq__operand_of(const double *values, size_t n, tsq__operand *out);
void tsq__operand_free(tsq__operand *operand);

struct tsq__function;

/** x := x OP y, OP one of + - * / ^. y is used up. E_OPTION where one is neither as long as the other nor one number. */
tsq_status tsq__operand_combine(char operation, tsq__operand *x, tsq__operand *y);
/** arguments[0] := F(arguments); the others are used up. E_OPTION, E_MEMORY. */
tsq_status tsq__operand_call(const struct tsq__function *function, tsq__operand *arguments);

#endif
