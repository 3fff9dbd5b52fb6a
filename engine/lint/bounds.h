/* Scores with limits: MELD from 6 to 40, and what the user says with --bounds. */
#ifndef TSQ_LINT_BOUNDS_H
#define TSQ_LINT_BOUNDS_H

#include "lint/lint.h"

/** Limits of a score, and the step between its values (0: any). */
typedef struct tsq__bounds {
    double min, max, step;
    const char *name; /**< for messages: "MELD" */
} tsq__bounds;

/** E_OPTION for a text of options->bounds that is not OUTCOME=MIN:MAX with MIN below MAX. */
tsq_status tsq__lint_bounds_check(const tsq_lint_options *options, tsq_error *err);

/** The limits of the row's outcome; false if none are known. */
bool tsq__lint_bounds_find(const tsq__lint *lint, size_t row, tsq__bounds *out);

#endif
