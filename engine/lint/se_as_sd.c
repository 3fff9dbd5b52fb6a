/* Standard errors in the column of SDs. */
#include "lint/scale.h"

static void run(tsq__lint *lint)
{
    tsq__scale_report(lint, &tsq__lint_se_as_sd, TSQ__SE_AS_SD, "the standard error of the mean",
                      "a standard error that was divided by the root of n again");
}

const tsq_lint_check tsq__lint_se_as_sd = {
    .code = "L01",
    .id = "se-as-sd",
    .title = "standard error entered as standard deviation",
    .severity = TSQ_LINT_WARNING,
    .basis =
        "leave-one-out prediction of log SD from the other studies (SD constant, as the root, or proportional to the "
        "mean), the other group, baseline, other times and the size of the effect; likelihood ratio, docs/lint.md",
    .run = run,
};
