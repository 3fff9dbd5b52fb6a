/* The functions that formulas may call (expression.h). */
#ifndef TSQ_VERIFY_FUNCTIONS_H
#define TSQ_VERIFY_FUNCTIONS_H

#include <stddef.h>

/** Most arguments of a function. */
#define TSQ__ARGUMENTS 3

/** A function of up to three numbers. */
typedef struct tsq__function {
    const char *name;
    int arguments;
    long double (*call)(const long double *x); /**< NULL: the sum over the studies */
} tsq__function;

/** The function of that name; NULL if there is none. */
const tsq__function *tsq__function_find(const char *name);

#endif
