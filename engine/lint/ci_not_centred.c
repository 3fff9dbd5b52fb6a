/* A confidence interval that is not centred on its estimate, neither as it is nor in logarithms. */
#include "lint/triple.h"

#include <math.h>
#include <stdio.h>

/* Less than this part of half the width is what other ways to form limits make (exact, bootstrap, profile). */
#define ALLOWED 0.08

static bool is_proportion(const tsq__printed *p)
{
    return p->lb >= 0.0 && p->ub <= 1.0;
}

/* Limits on a scale of their own: a proportion's, by the logit. */
static bool centred_by_logit(const tsq__printed *p)
{
    if (!(p->lb > 0.0 && p->ub < 1.0 && p->estimate > 0.0 && p->estimate < 1.0)) {
        return false;
    }
    const double lb = log(p->lb / (1.0 - p->lb)), ub = log(p->ub / (1.0 - p->ub));
    return fabs(log(p->estimate / (1.0 - p->estimate)) - 0.5 * (lb + ub)) < ALLOWED * (ub - lb);
}

/* What is a ratio by its name has limits that are centred in logarithms alone. */
static bool is_ratio(const tsq__lint *lint, const tsq__triple *triple)
{
    static const char *const ratios[] = {"hr", "or", "rr"};
    for (size_t i = 0; i < sizeof ratios / sizeof ratios[0]; i++) {
        if (triple->estimate == tsq__lint_role(lint, ratios[i])) {
            return true;
        }
    }
    return false;
}

static void report(tsq__lint *lint, size_t row, const tsq__triple *triple, const tsq__printed *p, bool logs)
{
    char middle[TSQ_NUMBER_TEXT], lower[TSQ_NUMBER_TEXT], upper[TSQ_NUMBER_TEXT];
    const int decimals = tsq__lint_decimals(lint, row, triple->lb);
    const double mid = logs ? sqrt(p->lb * p->ub) : 0.5 * (p->lb + p->ub);
    const double lb = logs ? p->estimate * p->estimate / p->ub : 2.0 * p->estimate - p->ub;
    const double ub = logs ? p->estimate * p->estimate / p->lb : 2.0 * p->estimate - p->lb;
    tsq__lint_print(mid, decimals, middle);
    tsq__lint_print(lb, decimals, lower);
    tsq__lint_print(ub, decimals, upper);
    const bool inside = p->estimate >= p->lb - p->round_lb && p->estimate <= p->ub + p->round_ub;
    tsq_lint_finding *finding = tsq__lint_add(
        lint, &tsq__lint_ci_not_centred, TSQ_LINT_WARNING, row, triple->estimate,
        "the interval %s to %s is not centred on the estimate%s: its middle is %s%s; one of the three numbers is wrong",
        tsq_table_cell(lint->table, row, (size_t)triple->lb), tsq_table_cell(lint->table, row, (size_t)triple->ub),
        inside ? "" : " and does not hold it", middle, logs ? " in logarithms" : "");
    if (finding == NULL) {
        return;
    }
    char text[256];
    tsq__lint_change_number(lint, finding, row, triple->estimate, mid);
    snprintf(text, sizeof text, "%s were %s, or %s were %s", tsq_table_column_name(lint->table, (size_t)triple->lb),
             lower, tsq_table_column_name(lint->table, (size_t)triple->ub), upper);
    tsq__lint_alternatives(lint, finding, text);
}

static void run(tsq__lint *lint)
{
    tsq__triple triple[TSQ__TRIPLES];
    const size_t n = tsq__triples(lint, triple);
    for (size_t i = 0; i < lint->rows.n; i++) {
        const size_t row = lint->rows.row[i];
        for (size_t j = 0; j < n; j++) {
            tsq__printed p;
            if (!tsq__printed_at(lint, row, &triple[j], &p) || p.estimate < p.lb - p.round_lb - p.round_estimate ||
                p.estimate > p.ub + p.round_ub + p.round_estimate) {
                continue;
            }
            const double plain = tsq__off_centre(&p, false), logs = tsq__off_centre(&p, true);
            if ((plain <= ALLOWED && !(is_ratio(lint, &triple[j]) && logs > 2.0 * ALLOWED)) || logs <= ALLOWED ||
                (is_proportion(&p) && centred_by_logit(&p))) {
                continue;
            }
            report(lint, row, &triple[j], &p, logs < plain || is_ratio(lint, &triple[j]));
        }
    }
}

const tsq_lint_check tsq__lint_ci_not_centred = {
    .code = "L12",
    .id = "ci-not-centred",
    .title = "confidence interval not centred on its estimate",
    .severity = TSQ_LINT_WARNING,
    .basis = "estimate and middle of the limits, as they are and in logarithms, differ by more than the printed digits "
             "explain and 8 % of half the width",
    .run = run,
};
