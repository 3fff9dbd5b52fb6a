/* A confidence interval that does not hold its estimate, or has its limits in the wrong order. */
#include "lint/triple.h"

#include <math.h>

static void judge(tsq__lint *lint, size_t row, const tsq__triple *t)
{
    tsq__printed p;
    if (!tsq__printed_at(lint, row, t, &p)) {
        if (p.lb > p.ub) {
            tsq_lint_finding *finding = tsq__lint_add(lint, &tsq__lint_estimate_outside, TSQ_LINT_ERROR, row, t->lb,
                                                      "the lower limit is above the upper one");
            tsq__lint_change(lint, finding, row, t->lb, tsq_table_cell(lint->table, row, (size_t)t->ub));
            tsq__lint_change(lint, finding, row, t->ub, tsq_table_cell(lint->table, row, (size_t)t->lb));
        }
        return;
    }
    if (p.estimate >= p.lb - p.round_lb - p.round_estimate && p.estimate <= p.ub + p.round_ub + p.round_estimate) {
        return;
    }
    tsq_lint_finding *finding =
        tsq__lint_add(lint, &tsq__lint_estimate_outside, TSQ_LINT_ERROR, row, t->estimate,
                      "the interval %s to %s does not hold its estimate",
                      tsq_table_cell(lint->table, row, (size_t)t->lb), tsq_table_cell(lint->table, row, (size_t)t->ub));
    const tsq__printed mirrored = {-p.estimate, p.lb, p.ub, p.round_estimate, p.round_lb, p.round_ub};
    const tsq__printed exponent = {exp(p.estimate), p.lb,      p.ub, p.round_estimate * exp(p.estimate),
                                   p.round_lb,      p.round_ub};
    if (tsq__off_centre(&mirrored, false) < 0.08) {
        tsq__lint_change_number(lint, finding, row, t->estimate, -p.estimate);
        tsq__lint_alternatives(lint, finding, "the sign of the estimate, or of both limits, is wrong");
    } else if (p.lb > 0.0 && tsq__off_centre(&exponent, true) < 0.08) {
        tsq__lint_change_number(lint, finding, row, t->estimate, exp(p.estimate));
        tsq__lint_alternatives(lint, finding, "the estimate is a logarithm, the limits are not");
    } else {
        tsq__lint_change_number(lint, finding, row, t->estimate, 0.5 * (p.lb + p.ub));
    }
}

static void run(tsq__lint *lint)
{
    tsq__triple triple[TSQ__TRIPLES];
    const size_t n = tsq__triples(lint, triple);
    for (size_t i = 0; i < lint->rows.n; i++) {
        for (size_t j = 0; j < n; j++) {
            judge(lint, lint->rows.row[i], &triple[j]);
        }
    }
}

const tsq_lint_check tsq__lint_estimate_outside = {
    .code = "L13",
    .id = "estimate-outside-ci",
    .title = "confidence interval that does not hold its estimate",
    .severity = TSQ_LINT_ERROR,
    .basis = "an interval holds its estimate, but for the printed digits; its lower limit is below the upper one",
    .run = run,
};
