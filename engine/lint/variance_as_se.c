/* Estimates with a standard error or variance of the wrong kind: the variance in the column of SEs and the reverse, the SD
 * of the participants. Limits beside the estimate tell the standard error; without them the other studies do. */
#include "base/memory.h"
#include "lint/exceptions.h"
#include "lint/standard_errors.h"
#include "lint/triple.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define THRESHOLD 1.0
#define SURE 1.5
/* What the kinds of errors cost by how seldom they are right, without sizes and with: false alarms are held by that. */
static const double se_cost[2] = {0.6, -0.2}, variance_cost[2] = {-0.2, 0.0}, sd_cost[2] = {0.3, 0.0};
#define RARE_COST 3.0
/* Factors of a cell below this are within what studies differ by. */
#define LEAST_FACTOR 3.0
#define LEAST_FACTOR_SD 2.0
/* Limits of 90 or 99 %, or by t with few degrees of freedom, are off by less than this; */
#define ALLOWED 1.6
/* and what an error explains, by the printed digits and this. */
#define EXPLAINED 1.1
/* Rows that agree with their limits for each that does not, where no error explains it. */
#define AGREEING 3

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

/* ---- explanations ---------------------------------------------------------------------------------------------- */

struct explanation {
    const char *words;
    double se; /* as it should be */
    double cost;
};

/* By the standard error that should stand there. */
enum { SQUARE, ROOT, OF_SD, EXPLANATIONS };

/* The column that is judged: of standard errors, or where the row has none of variances. */
static long column_of(const tsq__lint *lint, size_t row)
{
    const char *role = tsq__lint_se_role(lint);
    const long column = role == NULL ? -1 : tsq__lint_role(lint, role);
    return isnan(tsq__lint_cell(lint, row, column)) ? tsq__lint_role(lint, "vi") : column;
}

/* The number in the cell is a power of the standard error. */
static double power_of(const tsq__lint *lint, size_t row)
{
    return column_of(lint, row) == tsq__lint_role(lint, "vi") ? 2.0 : 1.0;
}

/* `of_sd`: the standard error if the number in its place is an SD. */
static void explanations_of(const tsq__lint *lint, size_t row, bool by_sizes, double of_sd,
                            struct explanation all[EXPLANATIONS])
{
    const double se = tsq__lint_standard_error(lint, row);
    if (power_of(lint, row) > 1.5) {
        all[SQUARE] = (struct explanation){"a standard error in the column of variances", se * se, se_cost[by_sizes]};
        all[ROOT] = (struct explanation){"the root of a standard error", sqrt(se), RARE_COST};
        all[OF_SD] = (struct explanation){"the squared SD of the participants in place of the variance", of_sd,
                                          sd_cost[by_sizes]};
    } else {
        all[SQUARE] = (struct explanation){"the square of a variance", se * se, RARE_COST};
        all[ROOT] =
            (struct explanation){"a variance in the column of standard errors", sqrt(se), variance_cost[by_sizes]};
        all[OF_SD] =
            (struct explanation){"the SD of the participants in place of the standard error", of_sd, sd_cost[by_sizes]};
    }
}

static void report(tsq__lint *lint, size_t row, const char *words, const char *by, double se, double score)
{
    const long column = column_of(lint, row);
    const double value = pow(se, power_of(lint, row));
    char number[TSQ_NUMBER_TEXT];
    tsq_lint_finding *finding =
        tsq__lint_add(lint, &tsq__lint_variance_as_se, score <= SURE ? TSQ_LINT_NOTE : TSQ_LINT_WARNING, row, column,
                      "%s: by the %s it should be about %s", words, by, tsq__lint_print(value, -1, number));
    if (finding != NULL) {
        finding->score = score;
        tsq__lint_change_number(lint, finding, row, column, value);
    }
}

/* ---- by the limits --------------------------------------------------------------------------------------------- */

static bool is_within(double a, double b, double factor)
{
    return fmax(a / b, b / a) <= factor;
}

/* The standard error by limits that are centred on the estimate; `slack` is the factor that rounding allows. A printed
 * estimate may be a ratio, whose SE is that of its logarithm: of the two the one nearer to what stands there. */
static double se_of_limits(const tsq__lint *lint, size_t row, const tsq__triple *triple, size_t n, double *slack)
{
    const double here = tsq__lint_standard_error(lint, row);
    const char *role = tsq__lint_role(lint, "yi") >= 0 ? "yi" : "est";
    tsq__printed p;
    double se = NAN;
    for (size_t i = 0; i < n && isnan(se); i++) {
        if (triple[i].estimate != tsq__lint_role(lint, role) || !tsq__printed_at(lint, row, &triple[i], &p)) {
            continue;
        }
        const double rounding = p.round_lb + p.round_ub, width = 2.0 * 1.959963984540054;
        const double plain = (p.ub - p.lb) / width, ratio = log(p.ub / p.lb) / width;
        *slack = (p.ub - p.lb + rounding) / fmax(p.ub - p.lb - rounding, 0.0);
        se = tsq__off_centre(&p, false) <= 0.08 ? plain : (double)NAN;
        if (role[0] == 'e' && tsq__off_centre(&p, true) <= 0.08 &&
            (isnan(se) || fabs(log(ratio / here)) < fabs(log(plain / here)))) {
            se = ratio;
        }
    }
    return se;
}

/* The factor that the digits of the cell leave open in the standard error. */
static double slack_of_cell(const tsq__lint *lint, size_t row)
{
    const long column = column_of(lint, row);
    const double value = tsq__lint_cell(lint, row, column), half = tsq__lint_rounding(lint, row, column);
    return pow((value + half) / fmax(value - half, 0.0), 1.0 / power_of(lint, row));
}

/* What explains the number in the cell by the limits; NULL if nothing does. */
static const char *explained_by(const tsq__lint *lint, size_t row, double se, double slack)
{
    const double here = tsq__lint_standard_error(lint, row), n = tsq__lint_participants(lint, row);
    struct explanation all[EXPLANATIONS];
    explanations_of(lint, row, n > 0.0, here * tsq__lint_se_of_one(lint, row), all);
    for (size_t i = 0; i < EXPLANATIONS; i++) {
        if (is_within(all[i].se, se, EXPLAINED * slack)) {
            return all[i].words;
        }
    }
    return NULL;
}

/* Rows with limits that say another standard error are told; `judged` is set for all rows with limits. */
static void judge_by_limits(tsq__lint *lint, bool *judged)
{
    tsq__triple triple[TSQ__TRIPLES];
    const size_t n = tsq__triples(lint, triple);
    size_t agreeing = 0, others = 0;
    for (int pass = 0; pass < 2; pass++) {
        for (size_t i = 0; i < lint->rows.n; i++) {
            const size_t row = lint->rows.row[i];
            double slack = 1.0;
            const double here = tsq__lint_standard_error(lint, row);
            const double se = se_of_limits(lint, row, triple, n, &slack);
            if (judged[row] || !(here > 0.0) || !(se > 0.0)) {
                continue;
            }
            slack *= slack_of_cell(lint, row);
            const bool agrees = is_within(here, se, ALLOWED * slack);
            const char *words = agrees ? NULL : explained_by(lint, row, se, slack);
            agreeing += pass == 0 && agrees;
            others += pass == 0 && !agrees && words == NULL;
            const bool tell = words != NULL || (!agrees && agreeing >= AGREEING * others);
            judged[row] = pass == 1 && (agrees || tell);
            if (pass == 1 && tell) {
                report(lint, row, words != NULL ? words : "does not belong to the limits", "limits", se, NAN);
            }
        }
    }
}

/* ---- by the other studies -------------------------------------------------------------------------------------- */

/* The likeliest explanation and how much likelier it is than the row as it stands; NaN for none. */
static double judge(const tsq__lint *lint, const double *estimates, size_t row, struct explanation *found)
{
    /* log SE by log of the number in the cell: densities are of that number */
    static const double stretch[EXPLANATIONS] = {2.0, 0.5, 1.0};
    tsq__se_context context;
    struct explanation all[EXPLANATIONS];
    double best = NAN;
    if (!tsq__se_context_make(lint, estimates, row, &context)) {
        return NAN;
    }
    const double se = tsq__lint_standard_error(lint, row), power = power_of(lint, row);
    explanations_of(lint, row, context.by_sizes, context.by_sizes ? se * context.se_of_one : exp(context.centre), all);
    for (size_t i = 0; i < EXPLANATIONS; i++) {
        const double shift = log(all[i].se / se);
        const bool unsure = i == OF_SD && !context.by_sizes; /* the likelihood has how far an SD lies from an SE */
        if (!isfinite(shift) ||
            (unsure ? shift > 0.0 : fabs(shift) * power < log(i == OF_SD ? LEAST_FACTOR_SD : LEAST_FACTOR))) {
            continue;
        }
        const double likely =
            unsure ? tsq__se_likelihood_of_sd(&context, se) : tsq__se_likelihood(&context, all[i].se) + log(stretch[i]);
        const double score = likely - tsq__se_likelihood(&context, se) - all[i].cost;
        if (score > best || isnan(best)) {
            best = score;
            *found = all[i];
        }
    }
    return best;
}

static void judge_by_others(tsq__lint *lint, const bool *judged, double *score, struct explanation *found)
{
    double *estimates = tsq__lint_estimates(lint);
    for (size_t i = 0; i < lint->rows.n && !lint->failed; i++) {
        const size_t row = lint->rows.row[i];
        score[row] = judged[row] ? (double)NAN : judge(lint, estimates, row, &found[row]);
    }
    if (!lint->failed) {
        tsq__lint_keep_exceptions(lint, &lint->alike, THRESHOLD, score);
    }
    for (size_t i = 0; i < lint->rows.n && !lint->failed; i++) {
        const size_t row = lint->rows.row[i];
        char words[128];
        if (!isnan(score[row])) {
            snprintf(words, sizeof words, "looks like %s", found[row].words);
            report(lint, row, words, "other studies", found[row].se, score[row]);
        }
    }
    free(estimates);
}

static void run(tsq__lint *lint)
{
    if (tsq__lint_role(lint, "vi") < 0 && tsq__lint_se_role(lint) == NULL) {
        return;
    }
    const size_t rows = tsq_table_rows(lint->table);
    struct explanation *found = tsq__array(rows, sizeof *found);
    double *score = tsq__array(rows, sizeof *score);
    bool *judged = tsq__array(rows, sizeof *judged);
    lint->failed |= found == NULL || score == NULL || judged == NULL;
    for (size_t i = 0; i < lint->rows.n && !lint->failed; i++) {
        judged[lint->rows.row[i]] = judge_both(lint, lint->rows.row[i]);
    }
    if (!lint->failed) {
        judge_by_limits(lint, judged);
        judge_by_others(lint, judged, score, found);
    }
    free(found);
    free(score);
    free(judged);
}

const tsq_lint_check tsq__lint_variance_as_se = {
    .code = "L05",
    .id = "variance-as-se",
    .title = "variance or SD entered as standard error, or the reverse",
    .severity = TSQ_LINT_ERROR,
    .basis =
        "vi = sei^2 where both are there; the width of limits beside the estimate; else log SE and estimate beside "
        "those of three or more other studies, by the root of the size where sizes are there; likelihood ratio "
        "of SE, variance and SD in the cell (engine/lint/standard_errors.c)",
    .run = run,
};
