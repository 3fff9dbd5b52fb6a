/* The functions that formulas may call (expression.h). */
#ifndef TSQ_VERIFY_FUNCTIONS_H
#define TSQ_VERIFY_FUNCTIONS_H

#include <stddef.h>

/** A function of one number or two. */
typedef struct tsq__function {
    const char *name;
    int arguments;
    long double (*call)(long double, long double); /**< NULL: the sum over the studies */
} tsq__function;

/** The function of that name; NULL if there is none. */
const tsq__function *tsq__function_find(const char *name);

#endif
