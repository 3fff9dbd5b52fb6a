/* Suspects: rows whose SDs are explained better by an error than as they stand. */
#include "lint/explanations.h"

#include "base/memory.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A suspect's score must be above this to be noted, and above the other to be a warning: with the costs of explanations
 * that holds false alarms to what docs/lint.md says. */
#define SURE 2.4
#define THRESHOLD 1.5
/* Beside fewer other studies than these, and without other times of its own, it is not seen how widely the studies of
 * the group differ: a warning needs more. */
#define FEW_OTHERS 3
#define MORE_SURE 0.9
/* Errors are the exception: of the studies of a group at most this part differs in both SDs, the likeliest ones, but
 * one in any case. */
#define MOST_OF_GROUP 0.15
/* Explanations this near to the best one are told too. */
#define NEAR 2.0

struct tsq__scale {
    size_t n, capacity;
    tsq__suspect *suspect;
};

void tsq__scale_free(struct tsq__scale *scale)
{
    if (scale != NULL) {
        free(scale->suspect);
        free(scale);
    }
}

static const char *kind_in_words(enum tsq__scale_kind kind, bool of_se)
{
    static const char *const words[] = {"a standard error", "an SD multiplied by sqrt(n)", "a variance", "a misprint",
                                        "in another unit, with the mean"};
    static const char *const se_words[] = {"an SE divided by sqrt(n)", "an SD", "a squared SE", "a misprint",
                                           "in another unit, with the mean"};
    return of_se ? se_words[kind] : words[kind];
}

/* What should stand in the cell of a group. */
static double in_cell(const tsq__lint_arms *arms, const double sd[2], size_t arm)
{
    return sd[arm] / arms->sd_unit[arm];
}

/* The next explanations of other kinds. */
static void tell_others(const struct tsq__explanations *all, tsq__suspect *suspect)
{
    size_t length = 0;
    bool told[5] = {false};
    told[all->best[0].kind] = true;
    for (size_t i = 1; i < all->n; i++) {
        const struct tsq__explanation *e = &all->best[i];
        char number[2][TSQ_NUMBER_TEXT];
        if ((told[e->kind] && e->kind != TSQ__MISPRINT) || e->score < all->best[0].score - NEAR ||
            length + 60 > sizeof suspect->alternatives) {
            continue;
        }
        told[e->kind] = true;
        const bool both = e->arm[0] && e->arm[1];
        const size_t first = e->arm[0] ? 0 : 1;
        const tsq__lint_arms *arms = &all->context->arms;
        const int more =
            snprintf(suspect->alternatives + length, sizeof suspect->alternatives - length, "%s%s (then %s%s%s)",
                     length > 0 ? ", or " : "", kind_in_words(e->kind, arms->sd_unit[first] > 1.0),
                     tsq__lint_print(in_cell(arms, e->numbers.sd, first), -1, number[0]), both ? " and " : "",
                     both ? tsq__lint_print(in_cell(arms, e->numbers.sd, 1), -1, number[1]) : "");
        length += more > 0 ? (size_t)more : 0;
    }
}

static void judge(tsq__lint *lint, const tsq__shape *shape, size_t row, enum tsq__lint_set set, bool units)
{
    struct tsq__scale *scale = lint->scale;
    tsq__context context;
    struct tsq__explanations all = {.context = &context};
    tsq__context_make(lint, shape, row, set, &context);
    tsq__scale_explain(&all, tsq__lint_outcome(lint, row), units);
    if (all.n == 0 || !(all.best[0].score > THRESHOLD)) {
        return;
    }
    tsq__suspect *more = tsq__grow(scale->suspect, &scale->capacity, scale->n + 1, sizeof *more);
    if (more == NULL) {
        lint->failed = true;
        return;
    }
    scale->suspect = more;
    const struct tsq__explanation *best = &all.best[0];
    tsq__suspect *suspect = &more[scale->n++];
    *suspect = (tsq__suspect){.row = row,
                              .set = set,
                              .kind = best->kind,
                              .arm = {best->arm[0], best->arm[1]},
                              .by_others = best->by_others,
                              .sd = {best->numbers.sd[0], best->numbers.sd[1]},
                              .mean = {best->numbers.mean[0], best->numbers.mean[1]},
                              .factor = exp(best->numbers.log_factor),
                              .whole_row = best->numbers.whole_row,
                              .means_alone = best->numbers.means_alone,
                              .score = best->score,
                              .few = context.prediction.n < FEW_OTHERS && context.n_links[0] + context.n_links[1] == 0};
    tell_others(&all, suspect);
}

static int by_suspicion(const void *a, const void *b)
{
    const tsq__suspect *x = a, *y = b;
    if (x->score != y->score) {
        return x->score < y->score ? 1 : -1;
    }
    return x->row != y->row ? (x->row > y->row) - (x->row < y->row) : (x->set > y->set) - (x->set < y->set);
}

/* Keeps the likeliest suspects of each group; a row is suspected once. */
static void thin_out(tsq__lint *lint, size_t *studies)
{
    struct tsq__scale *scale = lint->scale;
    size_t kept = 0;
    if (scale->n > 1) {
        qsort(scale->suspect, scale->n, sizeof *scale->suspect, by_suspicion);
    }
    for (size_t i = 0; i < scale->n; i++) {
        const tsq__suspect *suspect = &scale->suspect[i];
        const size_t group = lint->alike_of[suspect->row];
        size_t others = 0;
        bool same_row = false, same_study = false;
        for (size_t j = 0; j < kept; j++) {
            const size_t row = scale->suspect[j].row;
            same_row |= row == suspect->row;
            same_study |= lint->study_of[row] == lint->study_of[suspect->row];
            others += lint->alike_of[row] == group && scale->suspect[j].by_others;
        }
        const double most = fmax(1.0, floor(MOST_OF_GROUP * (double)studies[group] + 0.5));
        if (!same_row && (same_study || !suspect->by_others || (double)others < most)) {
            scale->suspect[kept++] = *suspect;
        }
    }
    scale->n = kept;
}

/* Standardised differences and ratios have no unit, and are chosen where the studies measured differently. */
static bool has_unit(const tsq__lint *lint)
{
    const tsq_effect_measure *measure = lint->options->pool.measure;
    return measure == NULL || strcmp(measure->id, "MD") == 0;
}

static void find_suspects(tsq__lint *lint)
{
    const size_t rows = tsq_table_rows(lint->table);
    tsq__shape *shape = tsq__array(rows, sizeof *shape);
    size_t *studies = tsq__array(lint->alike.n, sizeof *studies);
    lint->scale = tsq__array(1, sizeof *lint->scale);
    lint->failed |= shape == NULL || studies == NULL || lint->scale == NULL;
    for (int set = 0; set < TSQ__LINT_SETS && !lint->failed; set++) {
        for (size_t i = 0; i < lint->rows.n; i++) {
            const size_t row = lint->rows.row[i];
            const tsq__lint_arms arms = tsq__lint_arms_of(lint, row, (enum tsq__lint_set)set);
            shape[row] = tsq__shape_of(&arms, (enum tsq__lint_set)set);
        }
        for (size_t i = 0; i < lint->rows.n && !lint->failed; i++) {
            const size_t row = lint->rows.row[i];
            studies[lint->alike_of[row]] += set == 0;
            if (shape[row].usable) {
                judge(lint, shape, row, (enum tsq__lint_set)set, has_unit(lint));
            }
        }
    }
    if (!lint->failed) {
        thin_out(lint, studies);
    }
    free(shape);
    free(studies);
}

/* ---- findings ------------------------------------------------------------------------------------------------ */

/* The same control group in another row of the study has the same error. */
static void change_twins(tsq__lint *lint, tsq_lint_finding *finding, const tsq__suspect *suspect, size_t arm,
                         const char *role)
{
    const tsq__lint_arms here = tsq__lint_arms_of(lint, suspect->row, suspect->set);
    const tsq_rows *rows = &lint->pooled.rows[lint->pooled_of[suspect->row]];
    for (size_t i = 0; i < rows->n; i++) {
        const size_t row = rows->row[i];
        if (row != suspect->row && lint->study_of[row] == lint->study_of[suspect->row]) {
            const tsq__lint_arms there = tsq__lint_arms_of(lint, row, suspect->set);
            if (there.n[arm] == here.n[arm] && there.mean[arm] == here.mean[arm] && there.sd[arm] == here.sd[arm]) {
                tsq__lint_change_number(lint, finding, row, tsq__lint_role(lint, role),
                                        in_cell(&here, suspect->sd, arm));
            }
        }
    }
}

static void report(tsq__lint *lint, const tsq_lint_check *check, const tsq__suspect *suspect, const char *what,
                   const char *se_what)
{
    const tsq__lint_arms arms = tsq__lint_arms_of(lint, suspect->row, suspect->set);
    const bool both = suspect->arm[0] && suspect->arm[1];
    const size_t first = suspect->arm[0] ? 0 : 1;
    const bool of_se = arms.sd_unit[first] > 1.0;
    char number[2][TSQ_NUMBER_TEXT];
    tsq_lint_finding *finding =
        tsq__lint_add(lint, check, tsq__scale_severity(suspect), suspect->row,
                      tsq__lint_role(lint, arms.sd_role[first]), "%s looks like %s: by %s it should be about %s%s%s",
                      both    ? of_se ? "each of the standard errors of both groups" : "each of the SDs of both groups"
                      : of_se ? "the standard error"
                              : "the SD",
                      of_se ? se_what : what,
                      both         ? "the other studies and the size of the effect"
                      : arms.alone ? "the other rows"
                                   : "the other SDs of the row and of the other studies",
                      tsq__lint_print(in_cell(&arms, suspect->sd, first), -1, number[0]), both ? " and " : "",
                      both ? tsq__lint_print(in_cell(&arms, suspect->sd, 1), -1, number[1]) : "");
    if (finding == NULL) {
        return;
    }
    finding->score = suspect->score;
    for (size_t j = 0; j < 2; j++) {
        if (suspect->arm[j]) {
            tsq__lint_change_number(lint, finding, suspect->row, tsq__lint_role(lint, arms.sd_role[j]),
                                    in_cell(&arms, suspect->sd, j));
            change_twins(lint, finding, suspect, j, arms.sd_role[j]);
        }
    }
    tsq__lint_alternatives(lint, finding, suspect->alternatives);
}

tsq_lint_severity tsq__scale_severity(const tsq__suspect *suspect)
{
    return suspect->score > SURE + (suspect->few ? MORE_SURE : 0.0) ? TSQ_LINT_WARNING : TSQ_LINT_NOTE;
}

const tsq__suspect *tsq__scale_next(tsq__lint *lint, enum tsq__scale_kind kind, size_t *next)
{
    if (lint->scale == NULL) {
        find_suspects(lint);
    }
    while (!lint->failed && *next < lint->scale->n) {
        const tsq__suspect *suspect = &lint->scale->suspect[(*next)++];
        if (suspect->kind == kind) {
            return suspect;
        }
    }
    return NULL;
}

void tsq__scale_report(tsq__lint *lint, const tsq_lint_check *check, enum tsq__scale_kind kind, const char *what,
                       const char *se_what)
{
    const tsq__suspect *suspect;
    for (size_t next = 0; (suspect = tsq__scale_next(lint, kind, &next)) != NULL;) {
        report(lint, check, suspect, what, se_what);
    }
}
