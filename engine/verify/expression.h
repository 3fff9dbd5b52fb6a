/* Formulas as texts that can be read by people and computed: "sum(w*(y - mu)^2)/(k - 1)". */
#ifndef TSQ_VERIFY_EXPRESSION_H
#define TSQ_VERIFY_EXPRESSION_H

#include <tausq/status.h>

#include <stdbool.h>

/**
 * A number, or one for each study. `error` bounds what rounding does to the value: in units of the rounding of a double
 * where the inputs are doubles, each of which may be off by half of its last bit.
 */
typedef struct tsq__operand {
    size_t n; /**< 1, or the number of studies */
    long double *value;
    long double *error; /**< sum of |derivative| |input|, so a bound is error * 2^-53 */
} tsq__operand;

/** Room for n numbers. False when memory is out. */
bool tsq__operand_new(size_t n, tsq__operand *out);
/** The operand that holds n doubles. False when memory is out. */
bool tsq__operand_of(const double *values, size_t n, tsq__operand *out);
void tsq__operand_free(tsq__operand *operand);

/** Longest name of a quantity, with its end. */
#define TSQ__NAME 32

/** Gives the value of a name; a status other than OK ends the computation. */
typedef tsq_status tsq__lookup(void *context, const char *name, tsq__operand *out);

/**
 * Computes a formula: + - * / ^, parentheses, numbers, names, and functions (expression.c lists them). Operations act
 * number by number; sum() adds over the studies.
 *
 * @param[out] out free with tsq__operand_free; empty on error
 * @retval TSQ_E_OPTION the text is no formula
 * @retval TSQ_E_MEMORY, and what `lookup` returns
 */
tsq_status tsq__expression_compute(const char *text, tsq__lookup *lookup, void *context, tsq__operand *out);

/** The next name in the formula that is no function, from *at on, which moves behind it; false after the last. */
bool tsq__expression_name(const char **at, char name[TSQ__NAME]);

#endif
