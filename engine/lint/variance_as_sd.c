/* Variances in the column of SDs. */
#include "lint/scale.h"

static void run(tsq__lint *lint)
{
    tsq__scale_report(lint, &tsq__lint_variance_as_sd, TSQ__VARIANCE_AS_SD, "a variance",
                      "the square of the standard error");
}

const tsq_lint_check tsq__lint_variance_as_sd = {
    .code = "L03",
    .id = "variance-as-sd",
    .title = "variance entered as standard deviation",
    .severity = TSQ_LINT_WARNING,
    .basis = "as L01, with the root of the SD",
    .run = run,
};
