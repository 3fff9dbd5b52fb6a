/* Effects between the rows of a study, in a table with one row per arm. */
#ifndef TSQ_LINT_ARM_EFFECTS_H
#define TSQ_LINT_ARM_EFFECTS_H

#include "lint/lint.h"

/**
 * The difference of each arm to the control arm of its study in the same group: of means, or the log odds ratio. As
 * tsq__lint_row_effects; at the treated rows. `control` (an entry for every row) is set to the row of the control arm.
 * NULL when memory is out, or where the table has no column control and no numbers of arms.
 */
double *tsq__lint_arm_effects(tsq__lint *lint, size_t *control);

#endif
