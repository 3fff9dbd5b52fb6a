/* Whether standard deviations are on the scale of the others: SE as SD and its like. */
#ifndef TSQ_LINT_SCALE_H
#define TSQ_LINT_SCALE_H

#include "lint/lint.h"

void tsq__scale_free(struct tsq__scale *scale);

#endif
