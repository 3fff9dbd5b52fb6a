/* Means and SDs in another unit than those of the other studies: by their size, and by the column `unit`. */
#include "lint/scale.h"
#include "lint/unit_range.h"

#include <tausq/units.h>

#include <math.h>
#include <stdio.h>
#include <string.h>

#define MOST_FOLDS 20.0
#define LEAST_RELATIVE 0.5 /* SDs of changes are above this part of their mean */

/* The units of an analyte that the factor leads between: "mg/dL to umol/L". */
static const char *units_of(const char *outcome, double factor, char *text, size_t room)
{
    snprintf(text, room, "a factor of %g", factor < 1.0 ? 1.0 / factor : factor);
    for (size_t i = 0; i < tsq_unit_count(); i++) {
        for (size_t j = 0; j < tsq_unit_count(); j++) {
            const tsq_unit *a = tsq_unit_at(i), *b = tsq_unit_at(j);
            if (strcmp(a->analyte, b->analyte) == 0 && i != j && tsq__lint_holds(outcome, a->analyte) &&
                fabs(log(a->factor / b->factor / factor)) < 1e-6) {
                snprintf(text, room, "%s instead of %s", a->unit, b->unit);
            }
        }
    }
    return text;
}

static void change_set(tsq__lint *lint, tsq_lint_finding *finding, const tsq__suspect *suspect, enum tsq__lint_set set)
{
    const tsq__lint_arms arms = tsq__lint_arms_of(lint, suspect->row, set);
    for (size_t j = 0; j < (arms.alone ? 1 : 2); j++) {
        if (!isnan(arms.mean[j]) && (suspect->arm[j] || suspect->whole_row)) {
            tsq__lint_change_number(lint, finding, suspect->row, tsq__lint_role(lint, arms.mean_role[j]),
                                    arms.mean[j] * suspect->factor);
        }
        if (!isnan(arms.sd[j]) && !suspect->means_alone && (suspect->arm[j] || suspect->whole_row)) {
            tsq__lint_change_number(lint, finding, suspect->row, tsq__lint_role(lint, arms.sd_role[j]),
                                    arms.sd[j] * suspect->factor / arms.sd_unit[j]);
        }
    }
}

static void report(tsq__lint *lint, const tsq__suspect *suspect)
{
    const tsq__lint_arms arms = tsq__lint_arms_of(lint, suspect->row, suspect->set);
    const size_t first = suspect->arm[0] ? 0 : 1;
    char units[80];
    tsq_lint_finding *finding =
        tsq__lint_add(lint, &tsq__lint_wrong_unit, tsq__scale_severity(suspect), suspect->row,
                      tsq__lint_role(lint, arms.mean_role[first]), "%s in another unit than %s: %s",
                      suspect->means_alone ? "the mean is" : "mean and SD are",
                      arms.alone           ? "those of the other rows"
                      : suspect->whole_row ? "those of the other studies"
                      : suspect->by_others ? "the row's other numbers"
                                           : "those of the other group",
                      units_of(tsq__lint_outcome(lint, suspect->row), suspect->factor, units, sizeof units));
    if (finding == NULL) {
        return;
    }
    finding->score = suspect->score;
    for (int set = 0; set < TSQ__LINT_SETS; set++) {
        if (suspect->whole_row || set == (int)suspect->set) {
            change_set(lint, finding, suspect, (enum tsq__lint_set)set);
        }
    }
    tsq__lint_alternatives(lint, finding, suspect->alternatives);
}

/* ---- the column `unit` ---------------------------------------------------------------------------------------- */

static const tsq_unit *unit_at(const tsq__lint *lint, size_t row)
{
    const char *unit = tsq_roles_text(lint->roles, "unit", row);
    return unit == NULL ? NULL : tsq_unit_find(tsq__lint_outcome(lint, row), unit);
}

/* Rows of a group whose unit is not that of most of its rows, while means are pooled as they stand. */
static void compare_units(tsq__lint *lint, const tsq_rows *rows)
{
    const tsq_unit *usual = NULL;
    size_t most = 0;
    for (size_t i = 0; i < rows->n; i++) {
        size_t same = 0;
        const tsq_unit *unit = unit_at(lint, rows->row[i]);
        for (size_t j = 0; j < rows->n && unit != NULL; j++) {
            same += unit_at(lint, rows->row[j]) == unit;
        }
        if (same > most) {
            most = same;
            usual = unit;
        }
    }
    for (size_t i = 0; i < rows->n && usual != NULL; i++) {
        const tsq_unit *unit = unit_at(lint, rows->row[i]);
        if (unit == NULL || unit->factor == usual->factor) {
            continue;
        }
        tsq__suspect suspect = {.row = rows->row[i], .factor = unit->factor / usual->factor, .whole_row = true};
        tsq_lint_finding *finding =
            tsq__lint_add(lint, &tsq__lint_wrong_unit, TSQ_LINT_WARNING, rows->row[i], tsq__lint_role(lint, "unit"),
                          "the unit is not that of the other rows, %s: --unit %s=%s:%s", usual->unit,
                          tsq__lint_outcome(lint, rows->row[i]), unit->unit, usual->unit);
        for (int set = 0; set < TSQ__LINT_SETS && finding != NULL; set++) {
            change_set(lint, finding, &suspect, (enum tsq__lint_set)set);
        }
    }
}

/* Means of a row that its unit makes impossible. What is smaller than possible may be a change: then its SD is not much
 * smaller than it. */
static void judge_range(tsq__lint *lint, size_t row)
{
    static const enum tsq__lint_set sets[] = {TSQ__LINT_FINAL, TSQ__LINT_BASELINE};
    const tsq_unit *unit = unit_at(lint, row);
    for (size_t i = 0; i < lint->n; i++) {
        if (lint->finding[i].row == row && lint->finding[i].check == &tsq__lint_wrong_unit) {
            return;
        }
    }
    for (size_t i = 0; i < 4 && unit != NULL; i++) {
        const tsq__lint_arms arms = tsq__lint_arms_of(lint, row, sets[i / 2]);
        const double mean = arms.mean[i % 2];
        const tsq_unit *likelier = tsq__lint_likelier_unit(unit, mean);
        if (likelier != NULL && (likelier->factor < unit->factor || arms.sd[i % 2] < LEAST_RELATIVE * mean)) {
            tsq__lint_add(lint, &tsq__lint_wrong_unit, TSQ_LINT_NOTE, row, tsq__lint_role(lint, arms.mean_role[i % 2]),
                          "no group of patients has %s of that in %s: this looks like %s", unit->analyte, unit->unit,
                          likelier->unit);
            return;
        }
    }
}

/* Enzymes in multiples of the upper limit of normal lie between 0 and about 10; tens are U/L under a wrong heading. */
static bool in_folds(const tsq__lint *lint, size_t row)
{
    const char *unit = tsq_roles_text(lint->roles, "unit", row);
    return unit != NULL && (tsq__lint_holds(unit, "fold") || tsq__lint_holds(unit, "ULN"));
}

static void judge_folds(tsq__lint *lint, size_t row)
{
    static const char *const roles[] = {"m1i", "m2i", "m1i0", "m2i0", "med1i", "med2i"};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0] && in_folds(lint, row); i++) {
        const long column = tsq__lint_role(lint, roles[i]);
        if (tsq__lint_cell(lint, row, column) > MOST_FOLDS) {
            tsq__lint_add(lint, &tsq__lint_wrong_unit, TSQ_LINT_WARNING, row, column,
                          "multiples of the upper limit of normal are seldom above %g: this looks like U/L",
                          MOST_FOLDS);
            return;
        }
    }
}

static void run(tsq__lint *lint)
{
    const tsq__suspect *suspect;
    for (size_t next = 0; (suspect = tsq__scale_next(lint, TSQ__WRONG_UNIT, &next)) != NULL;) {
        if (!in_folds(lint, suspect->row)) {
            report(lint, suspect);
        }
    }
    for (size_t i = 0; i < lint->rows.n; i++) {
        judge_folds(lint, lint->rows.row[i]);
        judge_range(lint, lint->rows.row[i]);
    }
    if (lint->options->pool.effect.n_unit > 0 || tsq__lint_role(lint, "unit") < 0) {
        return;
    }
    for (size_t g = 0; g < lint->pooled.n; g++) {
        if (lint->pooled.rows[g].n <= 2000) {
            compare_units(lint, &lint->pooled.rows[g]);
        }
    }
}

const tsq_lint_check tsq__lint_wrong_unit = {
    .code = "L08",
    .id = "wrong-unit",
    .title = "means and SDs in another unit than the others",
    .severity = TSQ_LINT_WARNING,
    .basis = "as L01, with mean and SD, or the mean alone, times a factor between the units of the outcome (`tausq "
             "list units`), else a power of ten; the column unit beside that of the other rows, and beside what a mean "
             "of patients can be in it (engine/lint/ranges.def)",
    .run = run,
};
