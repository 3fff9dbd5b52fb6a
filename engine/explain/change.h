/* Numbers of results beside each other. */
#ifndef TSQ_EXPLAIN_CHANGE_H
#define TSQ_EXPLAIN_CHANGE_H

#include <stdbool.h>

/** Whether two numbers differ; those that do not exist are equal. */
bool tsq__explain_differ(double a, double b);

#endif
