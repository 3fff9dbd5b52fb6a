/* Estimates with a standard error or variance of the wrong kind: the variance in the column of SEs and the reverse. */
#include "lint/lint.h"
#include "lint/predict.h"

#include <math.h>
#include <string.h>

#define THRESHOLD 1.3
#define SURE 1.8
#define LEAST_FACTOR 1.6

static double size_of(const tsq__lint *lint, size_t row)
{
    const double n1 = tsq__lint_number(lint, row, "n1i"), n2 = tsq__lint_number(lint, row, "n2i");
    const double ni = tsq__lint_number(lint, row, "ni");
    return isnan(n1 + n2) ? ni : n1 + n2;
}

/* log SE, and minus the log of the size: SEs fall with its root. */
static bool point_of(const tsq__lint *lint, size_t row, tsq__point *out)
{
    const double vi = tsq__lint_number(lint, row, "vi"), sei = tsq__lint_number(lint, row, "sei");
    const double n = size_of(lint, row);
    out->log_sd = isnan(sei) ? 0.5 * log(vi) : log(sei);
    out->level = n > 0.0 ? -log(n) : (double)NAN;
    return isfinite(out->log_sd);
}

/* Both columns are there: the one is the square of the other, or one of them is wrong. */
static bool judge_both(tsq__lint *lint, size_t row)
{
    const long v_column = tsq__lint_role(lint, "vi"), s_column = tsq__lint_role(lint, "sei");
    const double vi = tsq__lint_cell(lint, row, v_column), sei = tsq__lint_cell(lint, row, s_column);
    if (isnan(vi) || isnan(sei) || !(vi > 0.0) || !(sei > 0.0)) {
        return false;
    }
    const double half_v = tsq__lint_rounding(lint, row, v_column), half_s = tsq__lint_rounding(lint, row, s_column);
    const double low = fmax(0.0, sei - half_s), high = sei + half_s;
    if (low * low <= (vi + half_v) * 1.01 && high * high >= (vi - half_v) * 0.99) {
        return true;
    }
    tsq_lint_finding *finding = tsq__lint_add(lint, &tsq__lint_variance_as_se, TSQ_LINT_ERROR, row, v_column,
                                              "the variance is not the square of the standard error, %s",
                                              tsq_table_cell(lint->table, row, (size_t)s_column));
    tsq__lint_change_number(lint, finding, row, v_column, sei * sei);
    return true;
}

struct explanation {
    const char *words, *other;
    double factor; /* of the SE */
    double cost;
};

static void report(tsq__lint *lint, size_t row, const struct explanation *e, double score)
{
    const long s_column = tsq__lint_role(lint, "sei");
    const bool by_se = !isnan(tsq__lint_cell(lint, row, s_column));
    const long column = by_se ? s_column : tsq__lint_role(lint, "vi");
    const double value = tsq__lint_cell(lint, row, column) * (by_se ? e->factor : e->factor * e->factor);
    char number[TSQ_NUMBER_TEXT];
    tsq_lint_finding *finding = tsq__lint_add(
        lint, &tsq__lint_variance_as_se, score > SURE ? TSQ_LINT_WARNING : TSQ_LINT_NOTE, row, column,
        "looks like %s: by the other studies it should be about %s", e->words, tsq__lint_print(value, -1, number));
    if (finding != NULL) {
        finding->score = score;
        tsq__lint_change_number(lint, finding, row, column, value);
        tsq__lint_alternatives(lint, finding, e->other);
    }
}

static void judge(tsq__lint *lint, size_t row)
{
    const tsq_rows *rows = &lint->alike.rows[lint->alike_of[row]];
    const size_t step = rows->n / TSQ__NEIGHBOURS + 1;
    tsq__point here, other[TSQ__NEIGHBOURS];
    size_t n = 0;
    if (!point_of(lint, row, &here)) {
        return;
    }
    for (size_t i = 0; i < rows->n && n < TSQ__NEIGHBOURS; i += step) {
        n += lint->study_of[rows->row[i]] != lint->study_of[row] && point_of(lint, rows->row[i], &other[n]);
    }
    if (n < 3) {
        return;
    }
    tsq__prediction prediction;
    tsq__predict(other, n, !isnan(here.level), &prediction);
    const double se = exp(here.log_sd), size = size_of(lint, row);
    const struct explanation all[] = {
        {isnan(tsq__lint_number(lint, row, "sei")) ? "a standard error in the column of variances"
                                                   : "the square of a variance",
         "", se, isnan(tsq__lint_number(lint, row, "sei")) ? 0.0 : 3.0},
        {isnan(tsq__lint_number(lint, row, "sei")) ? "the root of a standard error"
                                                   : "a variance in the column of standard errors",
         "", sqrt(se) / se, isnan(tsq__lint_number(lint, row, "sei")) ? 3.0 : 0.0},
        {"the SD of the participants in place of the standard error", "", 1.0 / sqrt(size), 1.0}};
    double best = THRESHOLD;
    const struct explanation *found = NULL;
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        const double shift = log(all[i].factor);
        const tsq__point moved = {here.log_sd + shift, here.level};
        if (!isfinite(shift) || fabs(shift) < log(LEAST_FACTOR)) {
            continue;
        }
        const double score = tsq__predicted(&prediction, &moved) - tsq__predicted(&prediction, &here) - all[i].cost;
        if (score > best) {
            best = score;
            found = &all[i];
        }
    }
    if (found != NULL) {
        report(lint, row, found, best);
    }
}

static void run(tsq__lint *lint)
{
    if (tsq__lint_role(lint, "vi") < 0 && tsq__lint_role(lint, "sei") < 0) {
        return;
    }
    for (size_t i = 0; i < lint->rows.n; i++) {
        if (!judge_both(lint, lint->rows.row[i])) {
            judge(lint, lint->rows.row[i]);
        }
    }
}

const tsq_lint_check tsq__lint_variance_as_se = {
    .code = "L05",
    .id = "variance-as-se",
    .title = "variance entered as standard error, or the reverse",
    .severity = TSQ_LINT_ERROR,
    .basis =
        "vi = sei^2 where both are there; else log SE beside those of three or more other studies, which fall with the "
        "root of the size where sizes are there; likelihood ratio as L01",
    .run = run,
};
