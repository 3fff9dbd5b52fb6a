/* Estimates with a standard error or variance of the wrong kind: the variance in the column of SEs and the reverse. */
#include "base/memory.h"
#include "lint/exceptions.h"
#include "lint/predict.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define THRESHOLD 1.0
#define SURE 1.5
#define WITHOUT_SIZES_COST 0.4
#define SD_COST 0.5
#define RARE_COST 3.0
/* Factors of a cell below this are within what studies differ by. */
#define LEAST_FACTOR 3.0
/* Without sizes log SEs scatter as their roots do: group sizes of 10 to 200 have a log SD of 0.9. */
static const tsq__prior without_sizes = {0.45, 0.5};

static double size_of(const tsq__lint *lint, size_t row)
{
    const double n1 = tsq__lint_number(lint, row, "n1i"), n2 = tsq__lint_number(lint, row, "n2i");
    const double ni = tsq__lint_number(lint, row, "ni");
    return isnan(n1 + n2) ? ni : n1 + n2;
}

/* The standard error of an estimate whose participants have an SD of 1: a difference of two groups, or a mean. */
static double se_of_one(const tsq__lint *lint, size_t row)
{
    const double n1 = tsq__lint_number(lint, row, "n1i"), n2 = tsq__lint_number(lint, row, "n2i");
    return isnan(n1 + n2) ? 1.0 / sqrt(size_of(lint, row)) : sqrt(1.0 / n1 + 1.0 / n2);
}

/* log SE; by sizes that of participants with one SD, as SEs fall with the root of the size. */
static bool point_of(const tsq__lint *lint, size_t row, bool by_sizes, tsq__point *out)
{
    const double vi = tsq__lint_number(lint, row, "vi"), sei = tsq__lint_number(lint, row, "sei");
    const double log_se = isnan(sei) ? 0.5 * log(vi) : log(sei);
    *out = (tsq__point){by_sizes ? log_se - log(se_of_one(lint, row)) : log_se, NAN, 0.0};
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
    const char *words;
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
    }
}

/* The three that are looked for; for those that are seldom right there is a cost. */
static void explanations_of(const tsq__lint *lint, size_t row, struct explanation all[3])
{
    const double vi = tsq__lint_number(lint, row, "vi"), sei = tsq__lint_number(lint, row, "sei");
    const double se = isnan(sei) ? sqrt(vi) : sei;
    const bool by_variance = isnan(sei);
    all[0] =
        (struct explanation){by_variance ? "a standard error in the column of variances" : "the square of a variance",
                             se, by_variance ? 0.0 : RARE_COST};
    all[1] = (struct explanation){by_variance ? "the root of a standard error"
                                              : "a variance in the column of standard errors",
                                  1.0 / sqrt(se), by_variance ? RARE_COST : 0.0};
    all[2] = (struct explanation){"the SD of the participants in place of the standard error", se_of_one(lint, row),
                                  SD_COST};
}

/* The prediction of the log SE by three or more other studies; false where they are fewer. */
static bool predict(const tsq__lint *lint, size_t row, tsq__point *here, tsq__prediction *out)
{
    const tsq_rows *rows = &lint->alike.rows[lint->alike_of[row]];
    const size_t step = rows->n / TSQ__NEIGHBOURS + 1;
    tsq__point other[TSQ__NEIGHBOURS];
    size_t n = 0;
    const bool by_sizes = size_of(lint, row) > 0.0;
    if (!point_of(lint, row, by_sizes, here)) {
        return false;
    }
    for (size_t i = 0; i < rows->n && n < TSQ__NEIGHBOURS; i += step) {
        n += lint->study_of[rows->row[i]] != lint->study_of[row] && point_of(lint, rows->row[i], by_sizes, &other[n]);
    }
    if (n >= 3) {
        tsq__predict(by_sizes ? &tsq__sd_prior : &without_sizes, other, n, false, out);
    }
    return n >= 3;
}

/* The likeliest explanation and how much likelier it is than the row as it stands; NaN for none. */
static double judge(const tsq__lint *lint, size_t row, struct explanation *found)
{
    tsq__point here = {0.0, NAN, 0.0};
    tsq__prediction prediction;
    struct explanation all[3];
    double best = NAN;
    if (!predict(lint, row, &here, &prediction)) {
        return NAN;
    }
    explanations_of(lint, row, all);
    const double power = isnan(tsq__lint_number(lint, row, "sei")) ? 2.0 : 1.0; /* of an SE in the cell */
    for (size_t i = 0; i < 3; i++) {
        const double shift = log(all[i].factor);
        const tsq__point moved = {here.log_sd + shift, here.level, 0.0};
        if (!isfinite(shift) || fabs(shift) * power < log(LEAST_FACTOR)) {
            continue;
        }
        const double cost = all[i].cost + (size_of(lint, row) > 0.0 ? 0.0 : WITHOUT_SIZES_COST);
        const double score = tsq__predicted(&prediction, &moved) - tsq__predicted(&prediction, &here) - cost;
        if (!(score <= best)) {
            best = score;
            *found = all[i];
        }
    }
    return best;
}

static void run(tsq__lint *lint)
{
    if (tsq__lint_role(lint, "vi") < 0 && tsq__lint_role(lint, "sei") < 0) {
        return;
    }
    const size_t rows = tsq_table_rows(lint->table);
    struct explanation *found = tsq__array(rows, sizeof *found);
    double *score = tsq__array(rows, sizeof *score);
    lint->failed |= found == NULL || score == NULL;
    for (size_t i = 0; i < lint->rows.n && !lint->failed; i++) {
        const size_t row = lint->rows.row[i];
        score[row] = judge_both(lint, row) ? (double)NAN : judge(lint, row, &found[row]);
    }
    if (!lint->failed) {
        tsq__lint_keep_exceptions(lint, &lint->alike, THRESHOLD, score);
    }
    for (size_t i = 0; i < lint->rows.n && !lint->failed; i++) {
        const size_t row = lint->rows.row[i];
        if (!isnan(score[row])) {
            report(lint, row, &found[row], score[row]);
        }
    }
    free(found);
    free(score);
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
