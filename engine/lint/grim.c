/* Means that n whole numbers cannot have: GRIM. */
#include "lint/bounds.h"

#include <math.h>
#include <stdio.h>

/* Part of the participants that may not have been measured. */
#define LOST 0.1
/* Of groups of studies whose scores were not rounded, and of wrong means among whole ones: what is known before. */
#define NOT_WHOLE 0.1
#define ERRORS 0.05
#define CERTAIN 3.0 /* that the scores were not rounded: log of 20 to 1 */

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

/* A mean that GRIM can judge: with more people than steps of the last digit every mean is possible. */
struct tested {
    long column;
    double mean, n, rounding;
    const char *n_role;
};

static bool can_test(const tsq__lint *lint, size_t row, double n, const char *role, const char *n_role,
                     struct tested *out)
{
    const long column = tsq__lint_role(lint, role);
    *out = (struct tested){column, tsq__lint_cell(lint, row, column), n, tsq__lint_rounding(lint, row, column), n_role};
    return n >= 1.0 && n == floor(n) && !isnan(out->mean) && out->rounding > 0.0 && 1.0 / n > 2.0 * out->rounding;
}

/* The means of a row that can be judged. @return how many */
static size_t tested_in(const tsq__lint *lint, size_t row, struct tested out[6])
{
    tsq__bounds b;
    size_t n = 0;
    if (!tsq__lint_bounds_find(lint, row, &b) || b.step != 1.0) {
        return 0;
    }
    for (int set = 0; set < TSQ__LINT_SETS; set++) {
        const tsq__lint_arms arms = tsq__lint_arms_of(lint, row, (enum tsq__lint_set)set);
        /* baselines are of those who were randomised, and the sizes of those who stayed */
        if (arms.alone || set != TSQ__LINT_BASELINE || tsq__lint_role(lint, "m1i") < 0) {
            n += can_test(lint, row, arms.n[0], arms.mean_role[0], arms.n_role[0], &out[n]);
            n += !arms.alone && can_test(lint, row, arms.n[1], arms.mean_role[1], arms.n_role[1], &out[n]);
        }
    }
    return n;
}

static void report(tsq__lint *lint, size_t row, const struct tested *t, tsq_lint_severity severity)
{
    const double below = floor(t->mean * t->n) / t->n, above = ceil(t->mean * t->n) / t->n;
    const double less = fewer(t->mean, t->n, t->rounding, LOST * t->n);
    const int decimals = tsq__lint_decimals(lint, row, t->column);
    tsq_lint_finding *finding = tsq__lint_add(lint, &tsq__lint_grim, severity, row, t->column,
                                              "no %g whole numbers have this mean: the nearest are %.*f and %.*f", t->n,
                                              decimals, below, decimals, above);
    if (finding == NULL) {
        return;
    }
    if (less > 0.0) {
        char text[160];
        snprintf(text, sizeof text, "%g participants were measured, %g fewer than %s says", t->n - less, less,
                 t->n_role);
        tsq__lint_alternatives(lint, finding, text);
    } else if (severity == TSQ_LINT_NOTE) {
        tsq__lint_alternatives(lint, finding, "the studies of this group did not round the score to whole numbers");
    }
    tsq__lint_change_number(lint, finding, row, t->column, t->mean - below < above - t->mean ? below : above);
}

/* The logarithm of how much likelier the means of a group are as those of scores that were not rounded to whole
 * numbers: then each fails with the chance that its digits give, else only where there is an error. */
static double not_whole(const tsq__lint *lint, const tsq_rows *rows)
{
    double whole = 0.0, any = log(NOT_WHOLE / (1.0 - NOT_WHOLE));
    for (size_t i = 0; i < rows->n; i++) {
        struct tested t[6];
        const size_t n = tested_in(lint, rows->row[i], t);
        for (size_t j = 0; j < n; j++) {
            const bool fits = is_possible(t[j].mean, t[j].n, t[j].rounding);
            const double chance = 2.0 * t[j].rounding * t[j].n; /* of a mean of any numbers to fit */
            whole += log(fits ? 1.0 - ERRORS : ERRORS);
            any += log(fits ? chance : 1.0 - chance);
        }
    }
    return any - whole;
}

static void judge_group(tsq__lint *lint, const tsq_rows *rows)
{
    const double doubt = not_whole(lint, rows);
    const tsq_lint_severity severity = doubt > 0.0 ? TSQ_LINT_NOTE : TSQ_LINT_WARNING;
    for (size_t i = 0; i < rows->n && doubt < CERTAIN; i++) {
        struct tested t[6];
        const size_t n = tested_in(lint, rows->row[i], t);
        for (size_t j = 0; j < n; j++) {
            if (!is_possible(t[j].mean, t[j].n, t[j].rounding)) {
                report(lint, rows->row[i], &t[j], severity);
            }
        }
    }
}

static void run(tsq__lint *lint)
{
    for (size_t g = 0; g < lint->alike.n; g++) {
        judge_group(lint, &lint->alike.rows[g]);
    }
}

const tsq_lint_check tsq__lint_grim = {
    .code = "L11",
    .id = "grim",
    .title = "mean that so many whole numbers cannot have",
    .severity = TSQ_LINT_WARNING,
    .basis = "GRIM, Brown and Heathers 2017, doi:10.1177/1948550616673876, for scores of whole numbers (MELD, MELD-Na, "
             "Child-Pugh) with fewer participants than steps of the last digit; a note where so many means of a group "
             "fail that the scores were hardly whole numbers, nothing where that is certain by 20 to 1",
    .run = run,
};
