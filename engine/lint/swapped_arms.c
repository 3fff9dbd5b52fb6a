/* Treatment and control in the wrong columns. */
#include "lint/arm_effects.h"
#include "lint/effects.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sizes that differ by this part are told apart in spite of losses. */
#define UNLIKE 0.1

static const char *const pairs[][2] = {
    {"n1i", "n2i"},     {"m1i", "m2i"},   {"sd1i", "sd2i"}, {"m1i0", "m2i0"}, {"sd1i0", "sd2i0"}, {"mc1i", "mc2i"},
    {"sdc1i", "sdc2i"}, {"ai", "ci"},     {"bi", "di"},     {"x1i", "x2i"},   {"t1i", "t2i"},     {"med1i", "med2i"},
    {"q11i", "q12i"},   {"q31i", "q32i"}, {"se1i", "se2i"}, {"lb1i", "lb2i"}, {"ub1i", "ub2i"}};

static void change_all(tsq__lint *lint, tsq_lint_finding *finding, size_t row)
{
    for (size_t i = 0; i < sizeof pairs / sizeof pairs[0]; i++) {
        const long a = tsq__lint_role(lint, pairs[i][0]), b = tsq__lint_role(lint, pairs[i][1]);
        if (a >= 0 && b >= 0) {
            const char *x = tsq_table_cell(lint->table, row, (size_t)a),
                       *y = tsq_table_cell(lint->table, row, (size_t)b);
            if (strcmp(x, y) != 0) {
                tsq__lint_change(lint, finding, row, a, y);
                tsq__lint_change(lint, finding, row, b, x);
            }
        }
    }
}

/* 1 if two rows of one comparison agree in a pair of numbers that differ, -1 if they have it the other way round. */
static int side(const tsq__lint *lint, size_t a, size_t b, const char *const *pair)
{
    const double a1 = tsq__lint_number(lint, a, pair[0]), a2 = tsq__lint_number(lint, a, pair[1]);
    const double b1 = tsq__lint_number(lint, b, pair[0]), b2 = tsq__lint_number(lint, b, pair[1]);
    if (!(a1 < a2 || a1 > a2) || isnan(b1) || isnan(b2)) {
        return 0;
    }
    const bool same = !(a1 < b1 || a1 > b1) && !(a2 < b2 || a2 > b2);
    const bool other = !(a1 < b2 || a1 > b2) && !(a2 < b1 || a2 > b1);
    return same ? 1 : other ? -1 : 0;
}

/* Rows of the same study and comparison have sizes or baselines the other way round: 2 where that is no chance, 1 where
 * losses to follow-up might make it so. */
static int mirrored(const tsq__lint *lint, size_t row, size_t *line)
{
    const char *label = tsq_roles_text(lint->roles, "study", row);
    const double n1 = tsq__lint_number(lint, row, "n1i"), n2 = tsq__lint_number(lint, row, "n2i");
    size_t against = 0, with = 0, base_against = 0;
    for (size_t i = 0; i < lint->rows.n && label != NULL; i++) {
        const size_t other = lint->rows.row[i];
        if (other == row || lint->study_of[other] != lint->study_of[row] ||
            strcmp(tsq_roles_text(lint->roles, "study", other), label) != 0) {
            continue;
        }
        const bool alike = lint->alike_of[other] == lint->alike_of[row];
        const int sizes = side(lint, row, other, pairs[0]), base = alike ? side(lint, row, other, pairs[3]) : 0;
        against += sizes < 0 || base < 0;
        with += sizes > 0 || base > 0;
        base_against += base < 0;
        *line = sizes < 0 || base < 0 ? tsq_table_line(lint->table, other) : *line;
    }
    if (against <= with) {
        return 0;
    }
    return base_against > 0 || (against >= 2 && fabs(n1 - n2) >= UNLIKE * fmax(n1, n2)) ? 2 : 1;
}

static void judge(tsq__lint *lint, const double *scores, bool labelled, size_t row)
{
    size_t line = 0;
    const int mirror = labelled && tsq__lint_has_result(lint, row) ? mirrored(lint, row, &line) : 0;
    if (mirror > 0) {
        tsq_lint_finding *finding = tsq__lint_add(
            lint, &tsq__lint_swapped_arms, mirror > 1 ? TSQ_LINT_WARNING : TSQ_LINT_NOTE, row,
            tsq__lint_role(lint, "n1i"), "the two groups are the other way round than in line %zu of the study", line);
        change_all(lint, finding, row);
        return;
    }
    const double score = scores == NULL ? (double)NAN : scores[row];
    const long column = tsq__lint_role(lint, tsq__lint_role(lint, "m1i") >= 0   ? "m1i"
                                             : tsq__lint_role(lint, "ai") >= 0  ? "ai"
                                             : tsq__lint_role(lint, "x1i") >= 0 ? "x1i"
                                                                                : "mc1i");
    if (score > TSQ__SIGN_THRESHOLD && column >= 0 && isnan(tsq__lint_number(lint, row, "yi"))) {
        tsq_lint_finding *finding = tsq__lint_add(
            lint, &tsq__lint_swapped_arms, score > TSQ__SIGN_SURE ? TSQ_LINT_WARNING : TSQ_LINT_NOTE, row, column,
            "the effect is opposite to those of the other studies, and would be as theirs with the groups swapped");
        if (finding != NULL) {
            finding->score = score;
            change_all(lint, finding, row);
            tsq__lint_alternatives(lint, finding,
                                   "a scale on which more is worse, where the others have more is better");
        }
    }
}

/* ---- one row per arm ------------------------------------------------------------------------------------------ */

static void change_arms(tsq__lint *lint, tsq_lint_finding *finding, size_t row, size_t control)
{
    static const char *const numbers[] = {"ni",   "mi",   "sdi", "mi0", "sdi0", "mci", "sdci",
                                          "semi", "medi", "q1i", "q3i", "lbi",  "ubi", "xi"};
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const long column = tsq__lint_role(lint, numbers[i]);
        if (column >= 0) {
            const char *x = tsq_table_cell(lint->table, row, (size_t)column),
                       *y = tsq_table_cell(lint->table, control, (size_t)column);
            if (strcmp(x, y) != 0) {
                tsq__lint_change(lint, finding, row, column, y);
                tsq__lint_change(lint, finding, control, column, x);
            }
        }
    }
}

static void run_arms(tsq__lint *lint)
{
    size_t *control = tsq__array(tsq_table_rows(lint->table), sizeof *control);
    lint->failed |= control == NULL;
    double *effects = control == NULL ? NULL : tsq__lint_arm_effects(lint, control);
    double *scores = tsq__lint_sign_scores(lint, effects);
    for (size_t i = 0; i < lint->rows.n && control != NULL && scores != NULL; i++) {
        const size_t row = lint->rows.row[i];
        if (isnan(scores[row])) {
            continue;
        }
        tsq_lint_finding *finding = tsq__lint_add(
            lint, &tsq__lint_swapped_arms, scores[row] > TSQ__SIGN_SURE ? TSQ_LINT_WARNING : TSQ_LINT_NOTE, row,
            tsq__lint_role(lint, tsq__lint_spread_role(lint) != NULL ? "mi" : "xi"),
            "the effect against the control arm in line %zu is opposite to those of the other studies, and would be as "
            "theirs with the two arms swapped",
            tsq_table_line(lint->table, control[row]));
        if (finding != NULL) {
            finding->score = scores[row];
            change_arms(lint, finding, row, control[row]);
            tsq__lint_alternatives(lint, finding,
                                   "a scale on which more is worse, where the others have more is better");
        }
    }
    free(scores);
    free(effects);
    free(control);
}

static void run(tsq__lint *lint)
{
    double *effects = tsq__lint_row_effects(lint);
    double *scores = tsq__lint_sign_scores(lint, effects);
    const bool labelled = tsq__lint_role(lint, "study") >= 0 && lint->rows.n <= 20000;
    for (size_t i = 0; i < lint->rows.n && (labelled || scores != NULL); i++) {
        judge(lint, scores, labelled, lint->rows.row[i]);
    }
    free(scores);
    free(effects);
    run_arms(lint);
}

const tsq_lint_check tsq__lint_swapped_arms = {
    .code = "L06",
    .id = "swapped-arms",
    .title = "treatment and control in each other's columns",
    .severity = TSQ_LINT_WARNING,
    .basis =
        "sizes or baselines the other way round than in other rows of the study; or an effect that three or more other "
        "studies make much likelier with the opposite sign (log likelihood ratio above 2.3, a note above 1.5; tau2 and "
        "t "
        "as in engine/lint/effects.c)",
    .run = run,
};
