/* Estimates and changes with the wrong sign. */
#include "lint/effects.h"

#include <math.h>
#include <stdlib.h>

/* A reported change of the opposite sign to final minus baseline. */
static void judge_change(tsq__lint *lint, size_t row, size_t arm)
{
    const tsq__lint_arms base = tsq__lint_arms_of(lint, row, TSQ__LINT_BASELINE);
    const tsq__lint_arms final = tsq__lint_arms_of(lint, row, TSQ__LINT_FINAL);
    const tsq__lint_arms change = tsq__lint_arms_of(lint, row, TSQ__LINT_CHANGE);
    const double difference = final.mean[arm] - base.mean[arm], reported = change.mean[arm];
    const long column = tsq__lint_role(lint, change.mean_role[arm]);
    const double rounding = tsq__lint_rounding(lint, row, column) +
                            tsq__lint_rounding(lint, row, tsq__lint_role(lint, base.mean_role[arm])) +
                            tsq__lint_rounding(lint, row, tsq__lint_role(lint, final.mean_role[arm]));
    /* Changes of those who stayed differ a little from the difference of the means; the opposite fits far better. */
    if (!(difference * reported < 0.0) || fabs(reported) <= rounding || fabs(difference) <= rounding ||
        fabs(reported + difference) > 0.25 * fabs(reported) + rounding) {
        return;
    }
    char text[TSQ_NUMBER_TEXT];
    tsq_lint_finding *finding = tsq__lint_add(lint, &tsq__lint_sign_flip, TSQ_LINT_WARNING, row, column,
                                              "the change has the opposite sign to final value minus baseline, %s",
                                              tsq__lint_print(difference, tsq__lint_decimals(lint, row, column), text));
    tsq__lint_change_number(lint, finding, row, column, -reported);
    tsq__lint_alternatives(lint, finding,
                           "a decrease printed as a positive number; or baseline and final value swapped");
}

static void judge_estimate(tsq__lint *lint, double score, size_t row)
{
    const long column = tsq__lint_role(lint, tsq__lint_role(lint, "yi") >= 0 ? "yi" : "ri");
    if (isnan(tsq__lint_cell(lint, row, column)) || !(score > TSQ__SIGN_THRESHOLD)) {
        return;
    }
    tsq_lint_finding *finding = tsq__lint_add(
        lint, &tsq__lint_sign_flip, score > TSQ__SIGN_SURE ? TSQ_LINT_WARNING : TSQ_LINT_NOTE, row, column,
        "the estimate is opposite to those of the other studies, and would be as theirs with the other sign");
    if (finding != NULL) {
        finding->score = score;
        tsq__lint_change_number(lint, finding, row, column, -tsq__lint_cell(lint, row, column));
        tsq__lint_alternatives(lint, finding, "a scale on which more is worse, where the others have more is better");
    }
}

static void run(tsq__lint *lint)
{
    /* a correlation beside means is one of baseline and final value */
    const bool estimates =
        tsq__lint_role(lint, "yi") >= 0 || (tsq__lint_role(lint, "ri") >= 0 && tsq__lint_role(lint, "m1i") < 0);
    double *effects = estimates ? tsq__lint_row_effects(lint) : NULL;
    double *score = tsq__lint_sign_scores(lint, effects);
    for (size_t i = 0; i < lint->rows.n; i++) {
        const size_t row = lint->rows.row[i];
        judge_change(lint, row, 0);
        judge_change(lint, row, 1);
        if (score != NULL) {
            judge_estimate(lint, score[row], row);
        }
    }
    free(score);
    free(effects);
}

const tsq_lint_check tsq__lint_sign_flip = {
    .code = "L07",
    .id = "sign-flip",
    .title = "change or estimate with the wrong sign",
    .severity = TSQ_LINT_WARNING,
    .basis = "a reported change beside final value minus baseline; an estimate as L06",
    .run = run,
};
