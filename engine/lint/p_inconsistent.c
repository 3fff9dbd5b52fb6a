/* Printed p-values that do not belong to the numbers beside them. */
#include "lint/triple.h"

#include "num/dist.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

/* Every way to compute p (z or t, with and without continuity correction) stays within this factor of those tried. */
#define SLACK 1.35

/* A printed p: between low and high. */
struct printed_p {
    double low, high;
};

static bool read_p(const tsq__lint *lint, const char *text, struct printed_p *out)
{
    char copy[TSQ_NUMBER_TEXT];
    char sign = '=';
    double value;
    text += strspn(text, " ");
    if (text[0] == 'p' || text[0] == 'P') {
        text += 1 + strspn(text + 1, " ");
    }
    if (text[0] == '<' || text[0] == '>' || text[0] == '=') {
        sign = *text++;
        text += strspn(text, "= ");
    }
    if (text[0] == tsq_table_decimal(lint->table) && text[1] != '\0') {
        snprintf(copy, sizeof copy, "0%s", text);
    } else {
        snprintf(copy, sizeof copy, "%s", text);
    }
    if (tsq_number_read(copy, tsq_table_decimal(lint->table), &value) != TSQ_NUMBER || value < 0.0 || value > 1.0) {
        return false;
    }
    const char *mark = strchr(copy, tsq_table_decimal(lint->table));
    const double half = 0.5 * pow(10.0, mark == NULL ? 0.0 : -(double)strspn(mark + 1, "0123456789"));
    *out = sign == '<'   ? (struct printed_p){0.0, value}
           : sign == '>' ? (struct printed_p){value, 1.0}
                         : (struct printed_p){fmax(0.0, value - half), fmin(1.0, value + half)};
    return mark != NULL || sign != '=';
}

/* ---- p from the numbers ---------------------------------------------------------------------------------------- */

static void widen(struct printed_p *p, double value)
{
    if (isfinite(value)) {
        p->low = fmin(p->low, value);
        p->high = fmax(p->high, value);
    }
}

static void widen_by(struct printed_p *p, double statistic, double df)
{
    widen(p, tsq__normal_two_sided(statistic).p);
    if (df > 0.0) {
        widen(p, tsq__t_two_sided(statistic, df).p);
    }
}

/* Centred as it is, in logarithms, or in both: then the limits do not tell which. */
static void centred_in(const tsq__printed *t, bool in[2])
{
    const double plain = tsq__off_centre(t, false), logs = t->lb > 0.0 ? tsq__off_centre(t, true) : (double)NAN;
    in[0] = plain <= 0.08 && !(logs < plain - 0.02);
    in[1] = logs <= 0.08 && !(plain < logs - 0.02);
}

static bool from_limits(const tsq__lint *lint, size_t row, const tsq__triple *triples, size_t n, struct printed_p *p)
{
    tsq__printed t;
    for (size_t i = 0; i < n; i++) {
        bool in[2];
        if (!tsq__printed_at(lint, row, &triples[i], &t)) {
            continue;
        }
        centred_in(&t, in);
        if (!in[0] && !in[1]) {
            continue; /* the limits say nothing certain; another check says so */
        }
        for (int s = -1; s <= 1; s++) {
            const double lb = t.lb + s * t.round_lb, ub = t.ub - s * t.round_ub;
            const double width = 2.0 * 1.959963984540054;
            for (int e = -1; e <= 1; e++) {
                const double estimate = t.estimate + e * t.round_estimate;
                if (in[0]) {
                    widen_by(p, estimate / ((ub - lb) / width), 10.0);
                }
                if (in[1]) {
                    widen_by(p, log(estimate) / (log(ub / lb) / width), 10.0);
                }
            }
        }
        return true;
    }
    return false;
}

static bool from_estimate(const tsq__lint *lint, size_t row, struct printed_p *p)
{
    const double yi = tsq__lint_number(lint, row, "yi"), sei = tsq__lint_number(lint, row, "sei");
    const double vi = tsq__lint_number(lint, row, "vi"), se = isnan(sei) ? sqrt(vi) : sei;
    if (isnan(yi) || !(se > 0.0)) {
        return false;
    }
    const double half_y = tsq__lint_rounding(lint, row, tsq__lint_role(lint, "yi"));
    const double half_s = tsq__lint_rounding(lint, row, tsq__lint_role(lint, "sei"));
    widen_by(p, (fabs(yi) + half_y) / fmax(se - half_s, 0.5 * se), 10.0);
    widen_by(p, fmax(fabs(yi) - half_y, 0.0) / (se + half_s), 10.0);
    return true;
}

/* The part of the larger standard error that its rounding may be: they have fewer digits than SDs. */
static double rounding_of_spread(const tsq__lint *lint, size_t row, const tsq__lint_arms *arms)
{
    double part = 0.0;
    for (size_t j = 0; j < 2; j++) {
        const long column = tsq__lint_role(lint, arms->sd_role[j]);
        const double half = tsq__lint_rounding(lint, row, column) * arms->sd_unit[j];
        part = arms->sd_unit[j] > 1.0 ? fmax(part, fmin(half / arms->sd[j], 0.5)) : part;
    }
    return part;
}

static bool from_means(const tsq__lint *lint, size_t row, struct printed_p *p)
{
    bool any = false;
    for (int set = 0; set <= TSQ__LINT_CHANGE; set++) {
        const tsq__lint_arms a = tsq__lint_arms_of(lint, row, (enum tsq__lint_set)set);
        const double n = a.n[0] + a.n[1];
        const double welch = a.sd[0] * a.sd[0] / a.n[0] + a.sd[1] * a.sd[1] / a.n[1];
        const double pooled = ((a.n[0] - 1.0) * a.sd[0] * a.sd[0] + (a.n[1] - 1.0) * a.sd[1] * a.sd[1]) / (n - 2.0) *
                              (1.0 / a.n[0] + 1.0 / a.n[1]);
        const double half = tsq__lint_rounding(lint, row, tsq__lint_role(lint, a.mean_role[0])) +
                            tsq__lint_rounding(lint, row, tsq__lint_role(lint, a.mean_role[1]));
        const double difference = fabs(a.mean[0] - a.mean[1]);
        if (!(welch > 0.0) || !(pooled > 0.0) || isnan(difference)) {
            continue;
        }
        any = true;
        const double slack = rounding_of_spread(lint, row, &a);
        for (int s = -1; s <= 1; s++) {
            const double d = fmax(0.0, difference + s * half) * (1.0 + s * slack);
            widen_by(p, d / sqrt(welch), fmin(a.n[0], a.n[1]) - 1.0);
            widen_by(p, d / sqrt(pooled), n - 2.0);
        }
    }
    return any;
}

/* Pearson's chi-square with and without Yates's correction; Fisher's exact p lies near or between the two. */
static bool from_counts(const tsq__lint *lint, size_t row, struct printed_p *p)
{
    const double a = tsq__lint_number(lint, row, "ai"), c = tsq__lint_number(lint, row, "ci");
    const double n1 = tsq__lint_number(lint, row, "n1i"), n2 = tsq__lint_number(lint, row, "n2i");
    const double b = n1 - a, d = n2 - c, n = n1 + n2, m = a + c;
    if (!(a >= 0.0 && b >= 0.0 && c >= 0.0 && d >= 0.0 && m > 0.0 && b + d > 0.0) || n > 1e6) {
        return false;
    }
    const double scale = sqrt(n / (n1 * n2 * m * (b + d))), cross = fabs(a * d - b * c);
    widen(p, tsq__normal_two_sided(cross * scale).p);
    widen(p, tsq__normal_two_sided(fmax(0.0, cross - 0.5 * n) * scale).p);
    return true;
}

static void judge(tsq__lint *lint, size_t row, long column, const tsq__triple *triples, size_t n)
{
    struct printed_p printed, found = {HUGE_VAL, -HUGE_VAL};
    if (!read_p(lint, tsq_table_cell(lint->table, row, (size_t)column), &printed)) {
        return;
    }
    if (!from_limits(lint, row, triples, n, &found) && !from_estimate(lint, row, &found) &&
        !from_means(lint, row, &found) && !from_counts(lint, row, &found)) {
        return;
    }
    if (printed.low <= found.high * SLACK && printed.high >= found.low / SLACK) {
        return;
    }
    char from[TSQ_NUMBER_TEXT], to[TSQ_NUMBER_TEXT];
    tsq__lint_add(lint, &tsq__lint_p_inconsistent, TSQ_LINT_WARNING, row, column,
                  "the numbers of the row give a p between %s and %s: one of them or the p is wrong",
                  tsq__lint_print(found.low, 3, from), tsq__lint_print(found.high, 3, to));
}

static void run(tsq__lint *lint)
{
    static const char *const names[] = {"p", "pval", "p_value", "p-value", "pvalue", "p.value", NULL};
    const long column = tsq__lint_column(lint, names);
    tsq__triple triple[TSQ__TRIPLES];
    const size_t n = tsq__triples(lint, triple);
    for (size_t i = 0; i < lint->rows.n && column >= 0; i++) {
        judge(lint, lint->rows.row[i], column, triple, n);
    }
}

const tsq_lint_check tsq__lint_p_inconsistent = {
    .code = "L14",
    .id = "p-inconsistent",
    .title = "p-value that does not belong to the numbers beside it",
    .severity = TSQ_LINT_WARNING,
    .basis =
        "p recomputed by z and t (Welch and pooled), chi-square with and without Yates's correction, over what the "
        "printed digits allow, and a third more",
    .run = run,
};
