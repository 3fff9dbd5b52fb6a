/* Means, medians and quartiles outside the limits of a score. */
#include "lint/bounds.h"

#include <math.h>

static void judge(tsq__lint *lint, size_t row, const char *role, const tsq__bounds *b)
{
    const long column = tsq__lint_role(lint, role);
    const double value = tsq__lint_cell(lint, row, column), rounding = tsq__lint_rounding(lint, row, column);
    if (!(value + rounding < b->min || value - rounding > b->max)) {
        return;
    }
    tsq_lint_finding *finding = tsq__lint_add(lint, &tsq__lint_mean_outside, TSQ_LINT_ERROR, row, column,
                                              "%s lies between %g and %g", b->name, b->min, b->max);
    static const double factors[] = {0.1, 10.0};
    for (size_t i = 0; i < 2; i++) {
        if (value * factors[i] >= b->min && value * factors[i] <= b->max) {
            tsq__lint_change_number(lint, finding, row, column, value * factors[i]);
            tsq__lint_alternatives(lint, finding, "another outcome, or a change in the column of the values");
            return;
        }
    }
    tsq__lint_change(lint, finding, row, column, "");
}

static void run(tsq__lint *lint)
{
    static const char *const values[] = {"m1i",  "m2i",  "m1i0",  "m2i0",  "med1i", "med2i", "q11i", "q12i",
                                         "q31i", "q32i", "min1i", "min2i", "max1i", "max2i", "mi"};
    static const char *const changes[] = {"mc1i", "mc2i"};
    tsq__bounds b;
    for (size_t i = 0; i < lint->rows.n; i++) {
        const size_t row = lint->rows.row[i];
        if (!tsq__lint_bounds_find(lint, row, &b)) {
            continue;
        }
        /* Medians of changes stand in the columns of medians: a negative one is none of the score itself. */
        const bool of_change = tsq__lint_number(lint, row, "med1i") < 0.0 ||
                               tsq__lint_number(lint, row, "q11i") < 0.0 ||
                               tsq__lint_number(lint, row, "med2i") < 0.0 || tsq__lint_number(lint, row, "q12i") < 0.0;
        for (size_t j = 0; j < sizeof values / sizeof values[0]; j++) {
            if (!of_change || j < 4) {
                judge(lint, row, values[j], &b);
            }
        }
        const tsq__bounds change = {b.min - b.max, b.max - b.min, b.step, b.name};
        judge(lint, row, changes[0], &change);
        judge(lint, row, changes[1], &change);
    }
}

const tsq_lint_check tsq__lint_mean_outside = {
    .code = "L10",
    .id = "outside-limits",
    .title = "mean, median or quartile outside the limits of the score",
    .severity = TSQ_LINT_ERROR,
    .basis = "as L09; a change lies within the width of the score",
    .run = run,
};
