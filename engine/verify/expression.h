/* Formulas as texts that can be read by people and computed: "sum(w*(y - mu)^2)/(k - 1)". */
#ifndef TSQ_VERIFY_EXPRESSION_H
#define TSQ_VERIFY_EXPRESSION_H

#include "verify/operand.h"

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
