/* Sources that give one study different sizes, in a table of the studies' characteristics. */
#include "lint/lint.h"

#include <math.h>
#include <string.h>

/* The family name in a label: its last word of letters that is no initial, "Peng" of "L. Peng" and "Peng 2011". */
static size_t name_of(const char *label, const char **start)
{
    size_t best = 0;
    *start = label;
    for (const char *at = label; *at != '\0' && *at != '(';) {
        const size_t length = strcspn(at, " ,.;()-");
        const bool letters = length > 0 && !(at[0] >= '0' && at[0] <= '9');
        const bool initial = at[length] == '.' || length == 1;
        const bool word = letters && !initial && strncmp(at, "et", length) != 0 && strncmp(at, "al", length) != 0;
        if (word && length > 1 && best == 0) {
            best = length;
            *start = at;
        }
        at += length > 0 ? length : 1;
    }
    return best;
}

/* The year of the column year, else the four digits in the label; NaN without. */
static double year_of(const tsq__lint *lint, size_t row, const char *label)
{
    static const char *const names[] = {"year", NULL};
    const double year = tsq__lint_cell(lint, row, tsq__lint_column(lint, names));
    for (const char *at = label; isnan(year) && *at != '\0'; at++) {
        if (strspn(at, "0123456789") == 4) {
            return (at[0] - '0') * 1000.0 + (at[1] - '0') * 100.0 + (at[2] - '0') * 10.0 + (at[3] - '0');
        }
    }
    return year;
}

static bool same_study(const tsq__lint *lint, size_t a, size_t b)
{
    const char *x = tsq_roles_text(lint->roles, "study", a), *y = tsq_roles_text(lint->roles, "study", b);
    const char *name_x, *name_y;
    const size_t length = name_of(x, &name_x);
    return length > 0 && name_of(y, &name_y) == length && strncmp(name_x, name_y, length) == 0 &&
           !(fabs(year_of(lint, a, x) - year_of(lint, b, y)) > 0.0) &&
           !isnan(year_of(lint, a, x) - year_of(lint, b, y));
}

static bool same_sizes(double a1, double a2, double b1, double b2)
{
    return !(fabs(a1 - b1) + fabs(a2 - b2) > 0.0);
}

/* The first row of the study before this one that gives other sizes. */
static void judge(tsq__lint *lint, size_t i, long source)
{
    const size_t row = lint->rows.row[i];
    const double n1 = tsq__lint_number(lint, row, "n1i"), n2 = tsq__lint_number(lint, row, "n2i");
    for (size_t j = 0; j < i && !isnan(n1 + n2); j++) {
        const size_t other = lint->rows.row[j];
        const double o1 = tsq__lint_number(lint, other, "n1i"), o2 = tsq__lint_number(lint, other, "n2i");
        if (isnan(o1 + o2) || same_sizes(n1, n2, o1, o2) || !same_study(lint, row, other) ||
            strcmp(tsq_table_cell(lint->table, row, (size_t)source),
                   tsq_table_cell(lint->table, other, (size_t)source)) == 0) {
            continue;
        }
        const bool swapped = same_sizes(n1, n2, o2, o1);
        tsq__lint_add(lint, &tsq__lint_sizes_disagree, TSQ_LINT_WARNING, row, tsq__lint_role(lint, "n1i"),
                      "%s: here %g and %g participants, in line %zu %g and %g%s",
                      tsq_table_cell(lint->table, other, (size_t)source), n1, n2, tsq_table_line(lint->table, other),
                      o1, o2, swapped ? ", the groups swapped" : "");
        return;
    }
}

static void run(tsq__lint *lint)
{
    static const char *const names[] = {"source", "review", "meta_analysis", "reference", NULL};
    /* Where there is an outcome, sizes differ by outcome and time; then it is n-drift that looks at them. */
    const long source = tsq__lint_column(lint, names);
    if (source < 0 || tsq__lint_role(lint, "study") < 0 || tsq__lint_role(lint, "n1i") < 0 || lint->rows.n > 5000 ||
        tsq__lint_role(lint, "m1i") >= 0 || tsq__lint_role(lint, "ai") >= 0 || tsq__lint_role(lint, "outcome") >= 0) {
        return;
    }
    for (size_t i = 1; i < lint->rows.n; i++) {
        judge(lint, i, source);
    }
}

const tsq_lint_check tsq__lint_sizes_disagree = {
    .code = "L22",
    .id = "sizes-disagree",
    .title = "sources that give one study different sizes",
    .severity = TSQ_LINT_WARNING,
    .basis = "rows with the same family name and year and another source, in a table with sizes and no results",
    .run = run,
};
