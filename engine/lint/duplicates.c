/* The same row twice: of one study, outcome and time, or the same numbers under another label. */
#include "lint/lint.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where more than this part of a group stands there twice, that is how the table is laid out. */
#define LAYOUT 0.15

/* Roles whose numbers make up a result. */
static const char *const numbers[] = {"yi",    "vi",    "sei",   "m1i",   "sd1i", "m2i",  "sd2i", "mc1i", "sdc1i",
                                      "mc2i",  "sdc2i", "ai",    "bi",    "ci",   "di",   "x1i",  "t1i",  "x2i",
                                      "t2i",   "xi",    "mi",    "sdi",   "ri",   "n1i",  "n2i",  "ni",   "hr",
                                      "hr_lb", "hr_ub", "med1i", "med2i", "q11i", "q12i", "m1i0", "m2i0"};

/* How many results two rows share; -1 if they differ in a number. Sizes alone are no result, and few digits say little. */
static int same_numbers(const tsq__lint *lint, size_t a, size_t b, int *digits)
{
    int same = 0;
    *digits = 0;
    for (size_t i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
        const long column = tsq__lint_role(lint, numbers[i]);
        const double x = tsq__lint_cell(lint, a, column), y = tsq__lint_cell(lint, b, column);
        if (isnan(x) != isnan(y) || x < y || x > y) {
            return -1;
        }
        if (!isnan(x)) {
            same += numbers[i][0] != 'n';
            for (const char *c = tsq_table_cell(lint->table, a, (size_t)column); *c != '\0'; c++) {
                *digits += *c >= '0' && *c <= '9';
            }
        }
    }
    return same;
}

static bool same_label(const tsq__lint *lint, size_t a, size_t b)
{
    const char *x = tsq_roles_text(lint->roles, "study", a), *y = tsq_roles_text(lint->roles, "study", b);
    return x != NULL && x[0] != '\0' && strcmp(x, y) == 0;
}

/* The first row before `i` of the list that is the same; rows->n if there is none. */
static size_t first_same(const tsq__lint *lint, const tsq_rows *rows, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        int digits;
        const bool labelled = same_label(lint, rows->row[j], rows->row[i]);
        const int same = same_numbers(lint, rows->row[j], rows->row[i], &digits);
        if (same >= 1 && (labelled ? digits >= 2 : digits >= 10 && same >= 2) &&
            tsq__lint_same_subgroup(lint, rows->row[j], rows->row[i])) {
            return j;
        }
    }
    return rows->n;
}

static void report(tsq__lint *lint, size_t first, size_t row, bool layout)
{
    const bool labelled = same_label(lint, first, row);
    const bool other = !labelled && lint->study_of[first] != lint->study_of[row];
    tsq_lint_finding *finding = tsq__lint_add(
        lint, &tsq__lint_duplicates, layout ? TSQ_LINT_NOTE : TSQ_LINT_WARNING, row, tsq__lint_role(lint, "study"),
        labelled ? "the same study with the same numbers stands in line %zu"
        : other  ? "the same numbers stand in line %zu under another label: a second report of one trial?"
                 : "the same numbers stand in line %zu for another comparison of the study",
        tsq_table_line(lint->table, first));
    tsq__lint_leave_out(lint, finding);
    if (layout) {
        tsq__lint_alternatives(lint, finding, "subgroups that show studies again, as many rows are there twice");
    }
}

static void judge_group(tsq__lint *lint, const tsq_rows *rows, size_t n, size_t *first)
{
    size_t found = 0;
    for (size_t i = 0; i < n; i++) {
        first[i] = first_same(lint, rows, i);
        found += first[i] < rows->n;
    }
    const bool layout = found >= 3 && (double)found > LAYOUT * (double)rows->n;
    for (size_t i = 0; i < n && found > 0; i++) {
        if (first[i] < rows->n) {
            report(lint, rows->row[first[i]], rows->row[i], layout);
        }
    }
}

static void run(tsq__lint *lint)
{
    enum { MOST = 3000 }; /* rows of a group that are compared pair by pair */
    for (size_t g = 0; g < lint->pooled.n && !lint->failed; g++) {
        const tsq_rows *rows = &lint->pooled.rows[g];
        const size_t n = rows->n < MOST ? rows->n : MOST;
        size_t *first = tsq__array(n, sizeof *first);
        if (first == NULL) {
            lint->failed = true;
            return;
        }
        judge_group(lint, rows, n, first);
        free(first);
    }
}

const tsq_lint_check tsq__lint_duplicates = {
    .code = "L19",
    .id = "duplicate-row",
    .title = "row that stands there twice",
    .severity = TSQ_LINT_WARNING,
    .basis = "rows of one group with the same label and numbers, or all numbers the same with ten digits or more",
    .run = run,
};
