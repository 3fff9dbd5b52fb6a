/* The same row twice: of one study, outcome and time, or the same numbers under another label. */
#include "lint/rarity.h"

#include "base/memory.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Where more than this part of a group stands there twice, that is how the table is laid out. */
#define LAYOUT 0.15

static bool same_label(const tsq__lint *lint, size_t a, size_t b)
{
    const char *x = tsq_roles_text(lint->roles, "study", a), *y = tsq_roles_text(lint->roles, "study", b);
    return x != NULL && x[0] != '\0' && strcmp(x, y) == 0;
}

/* Whether the numbers of two rows are the same by no chance: of one study, a few digits do. */
static bool is_twice(const tsq__lint *lint, const tsq__results *results, size_t i, size_t j)
{
    const size_t a = results->rows->row[i], b = results->rows->row[j];
    const tsq__shared shared = tsq__results_shared(lint, results, i);
    const bool enough =
        same_label(lint, a, b) ? shared.results >= 1 && shared.digits >= 2 : shared.results >= 1 && shared.seldom;
    return enough && tsq__lint_same_subgroup(lint, a, b);
}

/* For each row of the group the first row before it that is the same; rows->n where there is none. */
static void find_first(const tsq__lint *lint, const tsq__results *results, size_t *first)
{
    const size_t n = results->rows->n;
    for (size_t i = 0; i < n; i++) {
        first[i] = n;
    }
    for (size_t at = 0, next; at < n; at = next) {
        const size_t *order = results->order;
        for (next = at + 1; next < n && tsq__results_same(results, order[at], order[next]); next++) {
            for (size_t k = at; k < next && first[order[next]] == n; k++) {
                if (is_twice(lint, results, order[k], order[next])) {
                    first[order[next]] = order[k];
                }
            }
        }
    }
}

/* Whether all cells of two rows are the same. */
static bool is_copy(const tsq__lint *lint, size_t a, size_t b)
{
    for (size_t c = 0; c < tsq_table_columns(lint->table); c++) {
        if (strcmp(tsq_table_cell(lint->table, a, c), tsq_table_cell(lint->table, b, c)) != 0) {
            return false;
        }
    }
    return true;
}

/* Whether every row has another text in the column: a number of the row, not something about the study. */
static bool is_identifier(const tsq__lint *lint, size_t column)
{
    for (size_t i = 1; i < lint->rows.n && i < 200; i++) {
        for (size_t j = 0; j < i; j++) {
            if (strcmp(tsq_table_cell(lint->table, lint->rows.row[i], column),
                       tsq_table_cell(lint->table, lint->rows.row[j], column)) == 0) {
                return false;
            }
        }
    }
    return true;
}

/* A column in which rows of the same numbers differ: another condition of the study, and equal by chance; or -1. */
static long differs_in(const tsq__lint *lint, size_t a, size_t b)
{
    for (size_t c = 0; c < tsq_table_columns(lint->table); c++) {
        if ((long)c != tsq__lint_role(lint, "study") &&
            strcmp(tsq_table_cell(lint->table, a, c), tsq_table_cell(lint->table, b, c)) != 0 &&
            !is_identifier(lint, c)) {
            return (long)c;
        }
    }
    return -1;
}

/* A study with three rows or more of a group has several effects, of which two may be equal by chance. */
static bool has_several(const tsq__lint *lint, const tsq_rows *rows, size_t row)
{
    size_t n = 0;
    for (size_t i = 0; i < rows->n; i++) {
        n += same_label(lint, rows->row[i], row);
    }
    return n >= 3;
}

static void report(tsq__lint *lint, size_t first, size_t row, bool layout)
{
    const bool labelled = same_label(lint, first, row);
    const bool other = !labelled && lint->study_of[first] != lint->study_of[row];
    const bool differs = labelled && differs_in(lint, first, row) >= 0;
    tsq_lint_finding *finding =
        tsq__lint_add(lint, &tsq__lint_duplicates, layout || differs ? TSQ_LINT_NOTE : TSQ_LINT_WARNING, row,
                      tsq__lint_role(lint, "study"),
                      labelled ? "the same study with the same numbers stands in line %zu"
                      : other  ? "the same numbers stand in line %zu under another label: a second report of one trial?"
                               : "the same numbers stand in line %zu for another comparison of the study",
                      tsq_table_line(lint->table, first));
    tsq__lint_leave_out(lint, finding);
    if (layout) {
        tsq__lint_alternatives(lint, finding,
                               "subgroups that show studies again, or one of several effects of the study");
    }
}

static void judge_group(tsq__lint *lint, const tsq__results *results, size_t *first)
{
    const tsq_rows *rows = results->rows;
    size_t found = 0;
    find_first(lint, results, first);
    for (size_t i = 0; i < rows->n; i++) {
        found += first[i] < rows->n;
    }
    const bool layout = found >= 3 && (double)found > LAYOUT * (double)rows->n;
    for (size_t i = 0; i < rows->n && found > 0; i++) {
        if (first[i] < rows->n) {
            /* a copy to the last cell with numbers that chance does not make twice has no other explanation */
            const bool copy =
                is_copy(lint, rows->row[first[i]], rows->row[i]) && tsq__results_shared(lint, results, i).seldom;
            report(lint, rows->row[first[i]], rows->row[i], layout || (!copy && has_several(lint, rows, rows->row[i])));
        }
    }
}

static void run(tsq__lint *lint)
{
    for (size_t g = 0; g < lint->pooled.n && !lint->failed; g++) {
        const tsq_rows *rows = &lint->pooled.rows[g];
        tsq__results results;
        size_t *first = tsq__array(rows->n, sizeof *first);
        if (first != NULL && tsq__results_make(lint, rows, &results)) {
            judge_group(lint, &results, first);
            tsq__results_free(&results);
        } else {
            lint->failed = true;
        }
        free(first);
    }
}

const tsq_lint_check tsq__lint_duplicates = {
    .code = "L19",
    .id = "duplicate-row",
    .title = "row that stands there twice",
    .severity = TSQ_LINT_WARNING,
    .basis =
        "rows of one group with the same label and numbers, or all numbers the same: with ten digits or more, at "
        "most four of each, or numbers in which so few pairs of rows agree, or could, that chance makes such a pair "
        "in one group of twenty",
    .run = run,
};
