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
enum { NUMBERS = sizeof numbers / sizeof numbers[0] };

/* Rows that agree by chance are expected in less than one group of thirty. */
#define CHANCE 1.5

/* How seldom two rows of the group agree in a number. */
struct rarity {
    double of[NUMBERS],
        pairs; /* minus the decimal logarithm of the part of the pairs, and the logarithm of all pairs */
};

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Pairs of equal numbers in the column; `value` has room for the rows. */
static double equal_pairs(const tsq__lint *lint, const tsq_rows *rows, size_t n, long column, double *value)
{
    size_t known = 0;
    double pairs = 0.0, run = 0.0;
    for (size_t i = 0; i < n; i++) {
        value[known] = tsq__lint_cell(lint, rows->row[i], column);
        known += isnan(value[known]) ? 0 : 1;
    }
    if (known > 1) {
        qsort(value, known, sizeof *value, ascending);
    }
    for (size_t i = 1; i < known; i++) {
        run = value[i] > value[i - 1] ? 0.0 : run + 1.0;
        pairs += run;
    }
    return pairs;
}

static bool find_rarity(const tsq__lint *lint, const tsq_rows *rows, size_t n, struct rarity *out)
{
    double *value = tsq__array(n, sizeof *value);
    const double pairs = fmax(1.0, 0.5 * (double)n * ((double)n - 1.0));
    out->pairs = log10(pairs);
    for (size_t i = 0; i < NUMBERS && value != NULL; i++) {
        const long column = tsq__lint_role(lint, numbers[i]);
        out->of[i] = column < 0 ? 0.0 : out->pairs - log10(fmax(1.0, equal_pairs(lint, rows, n, column, value)));
    }
    free(value);
    return value != NULL;
}

/* The digits of a number that say something: from the first that is not 0, and at most four, as a variance with sixteen
 * was computed from less. */
static int digits_of(const char *text)
{
    int digits = 0;
    for (const char *c = text; *c != '\0' && *c != 'e' && *c != 'E' && digits < 4; c++) {
        digits += *c >= '0' && *c <= '9' && (digits > 0 || *c != '0');
    }
    return digits;
}

/* What two rows share: digits in all, and how seldom that is by chance; a number that is that before it, as the size of
 * the other group, says nothing more. */
struct shared {
    int digits;
    double rarity, before;
};

/* How many results two rows share; -1 if they differ in a number. Sizes alone are no result, and few digits say little. */
static int same_numbers(const tsq__lint *lint, size_t a, size_t b, const struct rarity *rarity, struct shared *shared)
{
    int same = 0;
    *shared = (struct shared){.before = NAN};
    for (size_t i = 0; i < NUMBERS; i++) {
        const long column = tsq__lint_role(lint, numbers[i]);
        const double x = tsq__lint_cell(lint, a, column), y = tsq__lint_cell(lint, b, column);
        if (isnan(x) != isnan(y) || x < y || x > y) {
            return -1;
        }
        if (!isnan(x)) {
            same += numbers[i][0] != 'n';
            const int digits = digits_of(tsq_table_cell(lint->table, a, (size_t)column));
            const bool again = x >= shared->before && x <= shared->before;
            shared->digits += digits;
            shared->rarity += again ? 0.0 : fmin(digits, rarity->of[i]);
            shared->before = x;
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
static size_t first_same(const tsq__lint *lint, const tsq_rows *rows, const struct rarity *rarity, size_t i)
{
    for (size_t j = 0; j < i; j++) {
        struct shared shared;
        const bool labelled = same_label(lint, rows->row[j], rows->row[i]);
        const int same = same_numbers(lint, rows->row[j], rows->row[i], rarity, &shared);
        const bool seldom = shared.digits >= 10 || shared.rarity > rarity->pairs + CHANCE;
        if (same >= 1 && (labelled ? shared.digits >= 2 : seldom && same >= 2) &&
            tsq__lint_same_subgroup(lint, rows->row[j], rows->row[i])) {
            return j;
        }
    }
    return rows->n;
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

static void judge_group(tsq__lint *lint, const tsq_rows *rows, size_t n, size_t *first)
{
    struct rarity rarity;
    size_t found = 0;
    lint->failed |= !find_rarity(lint, rows, n, &rarity);
    for (size_t i = 0; i < n && !lint->failed; i++) {
        first[i] = first_same(lint, rows, &rarity, i);
        found += first[i] < rows->n;
    }
    const bool layout = found >= 3 && (double)found > LAYOUT * (double)rows->n;
    for (size_t i = 0; i < n && found > 0; i++) {
        if (first[i] < rows->n) {
            report(lint, rows->row[first[i]], rows->row[i], layout || has_several(lint, rows, rows->row[i]));
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
    .basis = "rows of one group with the same label and numbers, or all numbers the same: with ten digits or more, at "
             "most four of each, or numbers in which so few pairs of rows agree that chance makes such a pair in one "
             "group of thirty",
    .run = run,
};
