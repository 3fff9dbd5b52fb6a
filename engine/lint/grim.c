/* Means that n whole numbers cannot have: GRIM. */
#include "lint/bounds.h"

#include <math.h>
#include <stdio.h>

/* Part of the participants that may not have been measured. */
#define LOST 0.1

/* Whether some sum of n whole numbers, divided by n, rounds to the mean, halves either way. */
static bool is_possible(double mean, double n, double rounding)
{
    const double slack = rounding * (1.0 + 1e-9) + 1e-12 * fabs(mean);
    const double nearest = round(mean * n);
    for (double sum = nearest - 1.0; sum <= nearest + 1.0; sum += 1.0) {
        if (fabs(sum / n - mean) <= slack) {
            return true;
        }
    }
    return false;
}

/* How many fewer participants the mean allows, at most `most`; 0: none of them. */
static double fewer(double mean, double n, double rounding, double most)
{
    for (double less = 1.0; less <= most && n - less >= 1.0; less += 1.0) {
        if (is_possible(mean, n - less, rounding)) {
            return less;
        }
    }
    return 0.0;
}

static void judge(tsq__lint *lint, size_t row, double n, const char *role, const char *n_role)
{
    const long column = tsq__lint_role(lint, role);
    const double mean = tsq__lint_cell(lint, row, column), rounding = tsq__lint_rounding(lint, row, column);
    /* With more people than steps of the last digit every mean is possible. */
    if (!(n >= 1.0) || n != floor(n) || isnan(mean) || rounding == 0.0 || 1.0 / n <= 2.0 * rounding ||
        is_possible(mean, n, rounding)) {
        return;
    }
    const double below = floor(mean * n) / n, above = ceil(mean * n) / n;
    const double less = fewer(mean, n, rounding, LOST * n);
    const int decimals = tsq__lint_decimals(lint, row, column);
    tsq_lint_finding *finding = tsq__lint_add(lint, &tsq__lint_grim, TSQ_LINT_WARNING, row, column,
                                              "no %g whole numbers have this mean: the nearest are %.*f and %.*f", n,
                                              decimals, below, decimals, above);
    if (less > 0.0 && finding != NULL) {
        char text[160];
        snprintf(text, sizeof text, "%g participants were measured, %g fewer than %s says", n - less, less, n_role);
        tsq__lint_alternatives(lint, finding, text);
    }
    tsq__lint_change_number(lint, finding, row, column, mean - below < above - mean ? below : above);
}

static void run(tsq__lint *lint)
{
    tsq__bounds b;
    for (size_t i = 0; i < lint->rows.n; i++) {
        const size_t row = lint->rows.row[i];
        if (!tsq__lint_bounds_find(lint, row, &b) || b.step != 1.0) {
            continue;
        }
        for (int set = 0; set < TSQ__LINT_SETS; set++) {
            const tsq__lint_arms arms = tsq__lint_arms_of(lint, row, (enum tsq__lint_set)set);
            /* baselines are of those who were randomised, and the sizes of those who stayed */
            if (arms.alone) {
                judge(lint, row, arms.n[0], arms.mean_role[0], arms.n_role[0]);
            } else if (set != TSQ__LINT_BASELINE || tsq__lint_role(lint, "m1i") < 0) {
                judge(lint, row, arms.n[0], arms.mean_role[0], arms.n_role[0]);
                judge(lint, row, arms.n[1], arms.mean_role[1], arms.n_role[1]);
            }
        }
    }
}

const tsq_lint_check tsq__lint_grim = {
    .code = "L11",
    .id = "grim",
    .title = "mean that so many whole numbers cannot have",
    .severity = TSQ_LINT_WARNING,
    .basis = "GRIM, Brown and Heathers 2017, doi:10.1177/1948550616673876, for scores of whole numbers (MELD, MELD-Na, "
             "Child-Pugh) with fewer participants than steps of the last digit",
    .run = run,
};
