/* Counts and percentages that do not belong together: "18 of 30 (53 %)". */
#include "lint/lint.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* What a text prints: "18 of 30 (53 %)", "18/30 (53%)", "18 patients (53 %)". NaN for what is not there. */
struct printed_percent {
    double count, n, percent;
    double half; /* of the last digit of the percentage */
};

/* A plain number at `at`; the place behind it, or NULL. */
static const char *take_number(const char *at, double *value, int *decimals)
{
    if (at[0] < '0' || at[0] > '9') {
        return NULL;
    }
    char digits[32];
    const size_t length = strspn(at, "0123456789.");
    if (length >= sizeof digits || at[length - 1] == '.') {
        return NULL;
    }
    snprintf(digits, sizeof digits, "%.*s", (int)length, at);
    const char *point = strchr(digits, '.');
    *decimals = point == NULL ? 0 : (int)strlen(point + 1);
    if (tsq_number_read(digits, '.', value) != TSQ_NUMBER) {
        return NULL;
    }
    return at + length;
}

/* The percentage in brackets at `at`, "(53 %)" or "(53%)". */
static bool take_percent(const char *at, struct printed_percent *out)
{
    int decimals;
    at += strspn(at, " ");
    if (*at != '(') {
        return false;
    }
    at = take_number(at + 1 + strspn(at + 1, " "), &out->percent, &decimals);
    if (at == NULL) {
        return false;
    }
    out->half = 0.5 * pow(10.0, -decimals);
    at += strspn(at, " ");
    return *at == '%';
}

static bool take_all(const char *text, struct printed_percent *out)
{
    int decimals;
    const char *at = take_number(text, &out->count, &decimals);
    out->n = NAN;
    if (at == NULL || decimals > 0) {
        return false;
    }
    const char *next = at + strspn(at, " ");
    if (next[0] == '/' || strncmp(next, "of ", 3) == 0) {
        next += next[0] == '/' ? 1 : 3;
        next = take_number(next + strspn(next, " "), &out->n, &decimals);
        return next != NULL && decimals == 0 && take_percent(next, out);
    }
    /* a word or two may stand between: "18 patients (53 %)" */
    next += strspn(next, "abcdefghijklmnopqrstuvwxyz ");
    return take_percent(next, out);
}

static bool agrees(double count, double n, const struct printed_percent *p)
{
    return fabs(100.0 * count / n - p->percent) <= p->half * 1.02 + 0.5 * (p->half >= 0.5 ? 0.02 : 0.0);
}

static void report(tsq__lint *lint, size_t row, long column, const struct printed_percent *p, double n)
{
    const double count = round(p->percent * n / 100.0);
    char text[TSQ_NUMBER_TEXT];
    tsq_lint_finding *finding = tsq__lint_add(
        lint, &tsq__lint_percent, TSQ_LINT_WARNING, row, column, "%g of %g are %s %%, not %g %%: %g %% are %g of %g",
        p->count, n, tsq__lint_print(100.0 * p->count / n, 1, text), p->percent, p->percent, count, n);
    if (finding != NULL && !isnan(tsq__lint_cell(lint, row, column))) {
        tsq__lint_change_number(lint, finding, row, column, count);
    }
}

/* Texts of any column, remarks too. */
static void judge_texts(tsq__lint *lint, size_t row)
{
    const double n1 = tsq__lint_number(lint, row, "n1i"), n2 = tsq__lint_number(lint, row, "n2i");
    const double ni = tsq__lint_number(lint, row, "ni");
    for (size_t c = 0; c < tsq_table_columns(lint->table); c++) {
        const char *text = tsq_table_cell(lint->table, row, c);
        if (strchr(text, '%') == NULL) {
            continue;
        }
        for (const char *at = text; *at != '\0'; at++) {
            struct printed_percent p;
            /* the number of participants in "18 of 30 (53 %)" is no count of its own */
            const bool of = at > text && (at[-1] == '/' || (at - text > 3 && strncmp(at - 3, "of ", 3) == 0));
            const bool starts = !of && (at == text || strchr("0123456789.", at[-1]) == NULL);
            if (!starts || !take_all(at, &p)) {
                continue;
            }
            if (!isnan(p.n)) {
                if (p.n > 0.0 && !agrees(p.count, p.n, &p)) {
                    report(lint, row, (long)c, &p, p.n);
                }
            } else if ((n1 > 0.0 || n2 > 0.0 || ni > 0.0) && !(n1 > 0.0 && agrees(p.count, n1, &p)) &&
                       !(n2 > 0.0 && agrees(p.count, n2, &p)) && !(ni > 0.0 && agrees(p.count, ni, &p))) {
                const double n =
                    fabs(100.0 * p.count / n1 - p.percent) < fabs(100.0 * p.count / n2 - p.percent) ? n1 : n2;
                report(lint, row, (long)c, &p, ni > 0.0 && isnan(n) ? ni : n);
            }
        }
    }
}

/* A column of percentages beside a count. */
static void judge_columns(tsq__lint *lint, size_t row, const char *count_role, const char *n_role, long percent)
{
    const double count = tsq__lint_number(lint, row, count_role), n = tsq__lint_number(lint, row, n_role);
    const struct printed_percent p = {count, n, tsq__lint_cell(lint, row, percent),
                                      tsq__lint_rounding(lint, row, percent)};
    if (!(n > 0.0) || isnan(count) || isnan(p.percent) || agrees(count, n, &p)) {
        return;
    }
    report(lint, row, tsq__lint_role(lint, count_role), &p, n);
}

/* A count that is no whole number, but would be a percentage of one. */
static void judge_whole(tsq__lint *lint, size_t row, const char *role, const char *n_role)
{
    const long column = tsq__lint_role(lint, role);
    const double count = tsq__lint_cell(lint, row, column), n = tsq__lint_number(lint, row, n_role);
    if (isnan(count) || count == floor(count) || !(n > 0.0) || !(count <= 100.0) || n != floor(n)) {
        return;
    }
    const double whole = count * n / 100.0;
    if (fabs(whole - round(whole)) <= n / 100.0 * tsq__lint_rounding(lint, row, column) * 1.02) {
        tsq_lint_finding *finding =
            tsq__lint_add(lint, &tsq__lint_percent, TSQ_LINT_WARNING, row, column,
                          "a percentage entered as a count? %g %% of %g are %g", count, n, round(whole));
        tsq__lint_change_number(lint, finding, row, column, round(whole));
    }
}

static void run(tsq__lint *lint)
{
    static const char *const treated[] = {"percent_t", "pct_t", "percent1i", "pct1i", "perc_t", NULL};
    static const char *const control[] = {"percent_c", "pct_c", "percent2i", "pct2i", "perc_c", NULL};
    static const char *const single[] = {"percent", "pct", NULL};
    const long columns[] = {tsq__lint_column(lint, treated), tsq__lint_column(lint, control),
                            tsq__lint_column(lint, single)};
    static const char *const roles[][2] = {{"ai", "n1i"}, {"ci", "n2i"}, {"xi", "ni"}};
    for (size_t i = 0; i < lint->rows.n; i++) {
        const size_t row = lint->rows.row[i];
        judge_texts(lint, row);
        for (size_t j = 0; j < 3; j++) {
            judge_columns(lint, row, roles[j][0], roles[j][1], columns[j]);
            judge_whole(lint, row, roles[j][0], roles[j][1]);
        }
    }
}

const tsq_lint_check tsq__lint_percent = {
    .code = "L20",
    .id = "percent-inconsistent",
    .title = "count that does not belong to its percentage, or a percentage entered as a count",
    .severity = TSQ_LINT_WARNING,
    .basis = "count/n beside columns percent_t, percent_c and percent, and beside what any text of the row prints as "
             "\"18 of "
             "30 (53 %)\", to the digits of the percentage",
    .run = run,
};
