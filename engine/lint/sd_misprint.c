/* SDs with a wrong first digit or a shifted point. */
#include "lint/scale.h"

static void run(tsq__lint *lint)
{
    tsq__scale_report(lint, &tsq__lint_sd_misprint, TSQ__MISPRINT,
                      "a misprint, of the first digit or the decimal point",
                      "a misprint, of the first digit or the decimal point");
}

const tsq_lint_check tsq__lint_sd_misprint = {
    .code = "L04",
    .id = "sd-misprint",
    .title = "standard deviation with a wrong digit or a shifted decimal point",
    .severity = TSQ_LINT_WARNING,
    .basis = "as L01, with the first digit left out or the point shifted",
    .run = run,
};
