/* Sizes of a study that differ between its rows. */
#include "lint/lint.h"

#include <math.h>
#include <string.h>

/* Loss to follow-up makes groups smaller by less than this. */
#define ALLOWED 0.25

static bool same_label(const tsq__lint *lint, size_t a, size_t b)
{
    const char *x = tsq_roles_text(lint->roles, "study", a), *y = tsq_roles_text(lint->roles, "study", b);
    return x != NULL && x[0] != '\0' && strcmp(x, y) == 0;
}

static void judge(tsq__lint *lint, size_t row, const char *role)
{
    const double n = tsq__lint_number(lint, row, role);
    double most = n;
    size_t at = row;
    for (size_t i = 0; i < lint->rows.n && tsq__lint_has_result(lint, row); i++) {
        const size_t other = lint->rows.row[i];
        const double size = tsq__lint_number(lint, other, role);
        /* rows that are pooled together are of other people: strata of the study, or its experiments */
        if (lint->pooled_of[other] != lint->pooled_of[row] && lint->study_of[other] == lint->study_of[row] &&
            size > most && same_label(lint, row, other)) {
            most = size;
            at = other;
        }
    }
    if (n > 0.0 && n < (1.0 - ALLOWED) * most) {
        tsq__lint_add(lint, &tsq__lint_n_drift, TSQ_LINT_NOTE, row, tsq__lint_role(lint, role),
                      "line %zu of the study has %g participants here", tsq_table_line(lint->table, at), most);
    }
}

static void run(tsq__lint *lint)
{
    if (lint->rows.n > 5000 || tsq__lint_role(lint, "study") < 0) {
        return;
    }
    for (size_t i = 0; i < lint->rows.n; i++) {
        judge(lint, lint->rows.row[i], "n1i");
        judge(lint, lint->rows.row[i], "n2i");
    }
}

const tsq_lint_check tsq__lint_n_drift = {
    .code = "L21",
    .id = "n-drift",
    .title = "group size that differs much between outcomes or times of a study",
    .severity = TSQ_LINT_NOTE,
    .basis =
        "less than three quarters of the largest size of the same group at another outcome or time; tables of up to "
        "5000 rows",
    .run = run,
};
