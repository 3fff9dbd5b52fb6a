/* SDs that were made from SDs as if those were standard errors, and SDs in the column of standard errors. */
#include "lint/scale.h"

static void run(tsq__lint *lint)
{
    tsq__scale_report(lint, &tsq__lint_sd_as_se, TSQ__SD_AS_SE,
                      "an SD that was taken for a standard error and multiplied by the root of n",
                      "the standard deviation");
}

const tsq_lint_check tsq__lint_sd_as_se = {
    .code = "L02",
    .id = "sd-as-se",
    .title = "standard deviation too large by sqrt(n): an SD was taken for a standard error",
    .severity = TSQ_LINT_WARNING,
    .basis = "as L01, with SD divided by sqrt(n); where the column has standard errors of means, an SD in it",
    .run = run,
};
