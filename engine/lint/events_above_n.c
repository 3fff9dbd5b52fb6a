/* More events than participants. */
#include "lint/lint.h"

#include <math.h>

static void judge(tsq__lint *lint, size_t row, const char *events_role, const char *n_role)
{
    const double events = tsq__lint_number(lint, row, events_role), n = tsq__lint_number(lint, row, n_role);
    if (!(events > n)) {
        return;
    }
    const long column = tsq__lint_role(lint, events_role), n_column = tsq__lint_role(lint, n_role);
    tsq_lint_finding *finding = tsq__lint_add(
        lint, &tsq__lint_events_above_n, TSQ_LINT_ERROR, row, column, "%s events among %s participants",
        tsq_table_cell(lint->table, row, (size_t)column), tsq_table_cell(lint->table, row, (size_t)n_column));
    if (events <= 100.0 && n > 0.0) {
        tsq__lint_change_number(lint, finding, row, column, round(events * n / 100.0));
        tsq__lint_alternatives(lint, finding, "a percentage entered as a count; or events and participants swapped");
    } else {
        tsq__lint_change(lint, finding, row, column, tsq_table_cell(lint->table, row, (size_t)n_column));
        tsq__lint_change(lint, finding, row, n_column, tsq_table_cell(lint->table, row, (size_t)column));
    }
}

static void run(tsq__lint *lint)
{
    for (size_t i = 0; i < lint->rows.n; i++) {
        const size_t row = lint->rows.row[i];
        judge(lint, row, "ai", "n1i");
        judge(lint, row, "ci", "n2i");
        judge(lint, row, "xi", "ni");
    }
}

const tsq_lint_check tsq__lint_events_above_n = {
    .code = "L16",
    .id = "events-above-n",
    .title = "more events than participants",
    .severity = TSQ_LINT_ERROR,
    .basis = "a count of participants with an event cannot be above their number",
    .run = run,
};
