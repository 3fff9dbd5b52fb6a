/* SDs that values between the limits of a score cannot have with that mean. */
#include "lint/bounds.h"

#include <math.h>

/* The largest SD of n values between min and max with that mean; with a mean that cannot be, of any. */
static double most_sd(const tsq__bounds *b, double n, double mean, double rounding)
{
    double low = fmax(mean - rounding, b->min), high = fmin(mean + rounding, b->max);
    const double middle = 0.5 * (b->min + b->max);
    /* of the means that round to the printed one, the one nearest to the middle allows most */
    const double at = low > high ? middle : fmin(fmax(middle, low), high);
    const double variance = (b->max - at) * (at - b->min);
    return sqrt(variance * (n > 1.0 ? n / (n - 1.0) : 2.0));
}

static void judge(tsq__lint *lint, size_t row, enum tsq__lint_set set, const tsq__bounds *score, size_t j)
{
    const tsq__lint_arms arms = tsq__lint_arms_of(lint, row, set);
    if (arms.alone && j > 0) {
        return;
    }
    tsq__bounds bounds = *score;
    if (set == TSQ__LINT_CHANGE) {
        bounds.max = score->max - score->min;
        bounds.min = -bounds.max;
    }
    const long column = tsq__lint_role(lint, arms.sd_role[j]);
    const double rounding = tsq__lint_rounding(lint, row, tsq__lint_role(lint, arms.mean_role[j]));
    const double mean = isnan(arms.mean[j]) ? 0.5 * (bounds.min + bounds.max) : arms.mean[j];
    const double most = most_sd(&bounds, isnan(arms.n[j]) ? 2.0 : arms.n[j], mean, rounding);
    if (!(arms.sd[j] - tsq__lint_rounding(lint, row, column) * arms.sd_unit[j] > most)) {
        return;
    }
    char text[TSQ_NUMBER_TEXT];
    tsq_lint_finding *finding = tsq__lint_add(lint, &tsq__lint_impossible_sd, TSQ_LINT_ERROR, row, column,
                                              "values of %s between %g and %g with this mean have an SD of at most %s",
                                              score->name, bounds.min, bounds.max, tsq__lint_print(most, 2, text));
    const double sd = arms.sd[j] / sqrt(arms.n[j]), root = sqrt(arms.sd[j] / arms.sd_unit[j]) * arms.sd_unit[j];
    if (sd <= most && sd > 0.0) {
        tsq__lint_change_number(lint, finding, row, column, sd / arms.sd_unit[j]);
        tsq__lint_alternatives(lint, finding, root <= most ? "a variance" : "");
    } else if (root <= most) {
        tsq__lint_change_number(lint, finding, row, column, root / arms.sd_unit[j]);
    } else {
        tsq__lint_change(lint, finding, row, column, "");
    }
}

static void run(tsq__lint *lint)
{
    tsq__bounds score;
    for (size_t i = 0; i < lint->rows.n; i++) {
        const size_t row = lint->rows.row[i];
        for (int set = 0; set < TSQ__LINT_SETS && tsq__lint_bounds_find(lint, row, &score); set++) {
            judge(lint, row, (enum tsq__lint_set)set, &score, 0);
            judge(lint, row, (enum tsq__lint_set)set, &score, 1);
        }
    }
}

const tsq_lint_check tsq__lint_impossible_sd = {
    .code = "L09",
    .id = "impossible-sd",
    .title = "standard deviation that a score with limits cannot have",
    .severity = TSQ_LINT_ERROR,
    .basis =
        "SD^2 <= n/(n-1) (max - mean)(mean - min), Bhatia and Davis 2000, doi:10.1080/00029890.2000.12005203; limits "
        "of MELD, MELD-Na and Child-Pugh are known, --bounds gives others",
    .run = run,
};
