/* Errors are the exception: of the rows of a group that look wrong only the likeliest are told. */
#ifndef TSQ_LINT_EXCEPTIONS_H
#define TSQ_LINT_EXCEPTIONS_H

#include "lint/lint.h"

/**
 * Sets scores that are not to be told to NaN: those at or below the threshold; those of a study in which three rows or
 * more are above it, which is a trait of the study and no slip in a cell; and of the others of each group all but the
 * highest, as many as a tenth of its studies, and one in any case. `score` has an entry for every row of the table.
 */
void tsq__lint_keep_exceptions(tsq__lint *lint, const tsq_groups *groups, double threshold, double *score);

#endif
