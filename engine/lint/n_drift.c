/* Sizes of a study that differ between its rows. */
#include "lint/lint.h"

#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

/* Loss to follow-up makes groups smaller by less than this. */
#define ALLOWED 0.25
#define MOST_ROWS 2000 /* of a study */

/* A row with its study and label: rows of one study stand together when they are put in order. */
struct labelled {
    size_t row, study;
    const char *label;
};

static int by_study(const void *a, const void *b)
{
    const struct labelled *x = a, *y = b;
    if (x->study != y->study) {
        return x->study < y->study ? -1 : 1;
    }
    const int order = strcmp(x->label, y->label);
    return order != 0 ? order : (x->row > y->row) - (x->row < y->row);
}

/* One row beside the others of its study and label. */
static void judge(tsq__lint *lint, const struct labelled *same, size_t n, size_t at, const char *role)
{
    const size_t row = same[at].row;
    const double size = tsq__lint_number(lint, row, role);
    double most = size;
    size_t largest = row;
    for (size_t i = 0; i < n; i++) {
        const double other = tsq__lint_number(lint, same[i].row, role);
        /* rows that are pooled together are of other people: strata of the study, or its experiments */
        if (lint->pooled_of[same[i].row] != lint->pooled_of[row] && other > most) {
            most = other;
            largest = same[i].row;
        }
    }
    if (size > 0.0 && size < (1.0 - ALLOWED) * most) {
        tsq__lint_add(lint, &tsq__lint_n_drift, TSQ_LINT_NOTE, row, tsq__lint_role(lint, role),
                      "line %zu of the study has %g participants here", tsq_table_line(lint->table, largest), most);
    }
}

static void run(tsq__lint *lint)
{
    if (tsq__lint_role(lint, "study") < 0) {
        return;
    }
    struct labelled *all = tsq__array(lint->rows.n, sizeof *all);
    lint->failed |= all == NULL;
    for (size_t i = 0; i < lint->rows.n && all != NULL; i++) {
        const size_t row = lint->rows.row[i];
        const char *label = tsq_roles_text(lint->roles, "study", row);
        all[i] = (struct labelled){row, lint->study_of[row], label == NULL ? "" : label};
    }
    if (all != NULL && lint->rows.n > 1) {
        qsort(all, lint->rows.n, sizeof *all, by_study);
    }
    for (size_t i = 0, n; i < lint->rows.n && all != NULL; i += n) {
        for (n = 1;
             i + n < lint->rows.n && all[i + n].study == all[i].study && strcmp(all[i + n].label, all[i].label) == 0;
             n++) {
        }
        for (size_t j = 0; j < n && n > 1 && n <= MOST_ROWS && all[i].label[0] != '\0'; j++) {
            if (tsq__lint_has_result(lint, all[i + j].row)) {
                judge(lint, all + i, n, j, "n1i");
                judge(lint, all + i, n, j, "n2i");
            }
        }
    }
    free(all);
}

const tsq_lint_check tsq__lint_n_drift = {
    .code = "L21",
    .id = "n-drift",
    .title = "group size that differs much between outcomes or times of a study",
    .severity = TSQ_LINT_NOTE,
    .basis =
        "less than three quarters of the largest size of the same group at another outcome or time; studies of up to "
        "2000 rows",
    .run = run,
};
