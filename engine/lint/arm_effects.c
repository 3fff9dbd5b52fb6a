/* Rows of a study and group are put beside its control arm. */
#include "lint/arm_effects.h"

#include "base/memory.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>

struct effect {
    double yi, sei;
};

/* 1/2 is added to every cell: an effect must be there for each study. */
static struct effect log_odds_ratio(const tsq__lint *lint, size_t row, size_t control)
{
    const double a = tsq__lint_number(lint, row, "xi") + 0.5, c = tsq__lint_number(lint, control, "xi") + 0.5;
    const double b = tsq__lint_number(lint, row, "ni") + 1.0 - a, d = tsq__lint_number(lint, control, "ni") + 1.0 - c;
    if (!(a > 0.0 && b > 0.0 && c > 0.0 && d > 0.0)) {
        return (struct effect){NAN, NAN};
    }
    return (struct effect){log(a / b * (d / c)), sqrt(1.0 / a + 1.0 / b + 1.0 / c + 1.0 / d)};
}

static struct effect difference(const tsq__lint *lint, size_t row, size_t control)
{
    const double m1 = tsq__lint_number(lint, row, "mi"), m2 = tsq__lint_number(lint, control, "mi");
    const double s1 = tsq__lint_arms_of(lint, row, TSQ__LINT_FINAL).sd[0];
    const double s2 = tsq__lint_arms_of(lint, control, TSQ__LINT_FINAL).sd[0];
    const double n1 = tsq__lint_number(lint, row, "ni"), n2 = tsq__lint_number(lint, control, "ni");
    return (struct effect){m1 - m2, sqrt(s1 * s1 / n1 + s2 * s2 / n2)};
}

/* The rows of one group; `control_of` has an entry for each number of a study, all SIZE_MAX before and after. */
static void judge_group(const tsq__lint *lint, const tsq_rows *rows, size_t *control_of, double *effects,
                        size_t *control)
{
    const bool means = tsq__lint_spread_role(lint) != NULL;
    for (size_t i = 0; i < rows->n; i++) {
        size_t *first = &control_of[lint->study_of[rows->row[i]]];
        if (tsq__lint_number(lint, rows->row[i], "control") == 1.0 && *first == SIZE_MAX) {
            *first = rows->row[i];
        }
    }
    for (size_t i = 0; i < rows->n; i++) {
        const size_t row = rows->row[i], other = control_of[lint->study_of[row]];
        if (other != SIZE_MAX && tsq__lint_number(lint, row, "control") != 1.0) {
            const struct effect one = means ? difference(lint, row, other) : log_odds_ratio(lint, row, other);
            effects[row] = one.yi;
            effects[tsq_table_rows(lint->table) + row] = one.sei;
            control[row] = other;
        }
    }
    for (size_t i = 0; i < rows->n; i++) {
        control_of[lint->study_of[rows->row[i]]] = SIZE_MAX;
    }
}

double *tsq__lint_arm_effects(tsq__lint *lint, size_t *control)
{
    const size_t rows = tsq_table_rows(lint->table);
    if (tsq__lint_role(lint, "control") < 0 || tsq__lint_role(lint, "study") < 0 || tsq__lint_role(lint, "ni") < 0 ||
        (tsq__lint_spread_role(lint) == NULL && tsq__lint_role(lint, "xi") < 0)) {
        return NULL;
    }
    double *effects = tsq__array(rows, 2 * sizeof *effects);
    size_t *control_of = tsq__array(rows, 2 * sizeof *control_of); /* studies are numbered to twice the rows */
    if (effects == NULL || control_of == NULL) {
        lint->failed = true;
        free(effects);
        free(control_of);
        return NULL;
    }
    for (size_t i = 0; i < 2 * rows; i++) {
        effects[i] = NAN;
        control_of[i] = SIZE_MAX;
    }
    for (size_t g = 0; g < lint->pooled.n; g++) {
        judge_group(lint, &lint->pooled.rows[g], control_of, effects, control);
    }
    free(control_of);
    return effects;
}
