/* The correlation of baseline and final value that the SDs of baseline, final value and change imply. */
#include "lint/lint.h"

#include <float.h>
#include <math.h>

/* Final values and changes that rest on different participants, or changes that are adjusted, make it a little more
 * than 1 without an error. */
#define ALLOWED 0.01

static double corr(double sd0, double sd1, double sdc)
{
    /* by ratios, because the squares of SDs, and r itself, can be beyond double precision */
    const double r = 0.5 * (sd0 / sd1 + (sd1 - sdc) / sd0 * ((sd1 + sdc) / sd1));
    return fmin(fmax(r, -DBL_MAX), DBL_MAX);
}

static void judge(tsq__lint *lint, size_t row, size_t arm)
{
    const tsq__lint_arms base = tsq__lint_arms_of(lint, row, TSQ__LINT_BASELINE);
    const tsq__lint_arms final = tsq__lint_arms_of(lint, row, TSQ__LINT_FINAL);
    const tsq__lint_arms change = tsq__lint_arms_of(lint, row, TSQ__LINT_CHANGE);
    const double sd0 = base.sd[arm], sd1 = final.sd[arm], sdc = change.sd[arm];
    if (!(sd0 > 0.0 && sd1 > 0.0 && sdc > 0.0)) {
        return;
    }
    const long column = tsq__lint_role(lint, change.sd_role[arm]);
    const double half0 = tsq__lint_rounding(lint, row, tsq__lint_role(lint, base.sd_role[arm]));
    const double half1 = tsq__lint_rounding(lint, row, tsq__lint_role(lint, final.sd_role[arm])) * final.sd_unit[arm];
    const double halfc = tsq__lint_rounding(lint, row, column);
    /* |sd0 - sd1| <= sdc <= sd0 + sd1, each as far as its rounding lets it */
    const double least = fmax(0.0, fabs(sd0 - sd1) - half0 - half1) - halfc, most = sd0 + sd1 + half0 + half1 + halfc;
    const double r = corr(sd0, sd1, sdc);
    if (sdc <= most && (sdc >= least || r < 1.0 + ALLOWED)) {
        return;
    }
    char text[TSQ_NUMBER_TEXT];
    tsq_lint_finding *finding =
        tsq__lint_add(lint, &tsq__lint_implied_corr, TSQ_LINT_ERROR, row, column,
                      "the SDs of baseline, final value and change imply a correlation of %s, beyond %s",
                      tsq__lint_print(r, 2, text), r > 0.0 ? "1" : "-1");
    const double n = final.n[arm], as_sd = sdc * sqrt(n);
    if (finding == NULL || !(n > 1.0)) {
        return;
    }
    if (r > 1.0 && as_sd >= least && as_sd <= most) {
        tsq__lint_change_number(lint, finding, row, column, as_sd);
        tsq__lint_alternatives(lint, finding, "the SD of the change is its standard error");
    } else if (r < -1.0 && sdc / sqrt(n) >= least && sdc / sqrt(n) <= most) {
        tsq__lint_change_number(lint, finding, row, column, sdc / sqrt(n));
        tsq__lint_alternatives(lint, finding, "the SD of the change was made from an SD as if that were an SE");
    }
}

static void run(tsq__lint *lint)
{
    for (size_t i = 0; i < lint->rows.n; i++) {
        judge(lint, lint->rows.row[i], 0);
        judge(lint, lint->rows.row[i], 1);
    }
}

const tsq_lint_check tsq__lint_implied_corr = {
    .code = "L15",
    .id = "implied-correlation",
    .title = "correlation implied by the SDs of baseline, final value and change beyond 1 or -1",
    .severity = TSQ_LINT_ERROR,
    .basis = "r = (sd0^2 + sd1^2 - sdc^2)/(2 sd0 sd1), Cochrane Handbook 6.5 section 6.5.2.8; rounding allowed for",
    .run = run,
};
