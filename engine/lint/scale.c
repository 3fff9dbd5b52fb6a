/* Suspects: rows whose SDs are explained better by an error than as they stand. */
#include "lint/scale.h"

#include "base/memory.h"
#include "lint/likelihood.h"

#include <tausq/units.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A suspect's score must be above this. With the costs below it holds false alarms to what docs/lint.md says. */
#define THRESHOLD 2.4
/* Errors are the exception: of the studies of a group at most this part differs in both SDs, the likeliest ones, but one
 * in any case. */
#define MOST_OF_GROUP 0.15
/* Factors below this are within what studies differ by. */
#define LEAST_FACTOR 1.9
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

/* ---- explanations of one row --------------------------------------------------------------------------------- */

struct explanation {
    enum tsq__scale_kind kind;
    bool arm[2];
    tsq__numbers numbers;
    double score;
};

struct explanations {
    const tsq__context *context;
    tsq__numbers now;
    double as_it_stands;
    size_t n;
    struct explanation best[96];
};

static void explain(struct explanations *all, enum tsq__scale_kind kind, const tsq__numbers *numbers, double cost)
{
    const double *now = all->now.sd, *sd = numbers->sd;
    double farthest = 1.0;
    for (size_t j = 0; j < 2; j++) {
        if (!(sd[j] > 0.0) || !isfinite(sd[j])) {
            return;
        }
        farthest = fmax(farthest, fmax(sd[j] / now[j], now[j] / sd[j]));
    }
    if (farthest < LEAST_FACTOR || all->n >= sizeof all->best / sizeof all->best[0]) {
        return;
    }
    struct explanation *e = &all->best[all->n++];
    *e = (struct explanation){.kind = kind, .arm = {sd[0] != now[0], sd[1] != now[1]}, .numbers = *numbers};
    e->score = tsq__context_likelihood(all->context, numbers) - all->as_it_stands - cost;
}

/* The error in both groups, and in each alone. */
static void explain_each(struct explanations *all, enum tsq__scale_kind kind, const double sd[2], double cost)
{
    tsq__numbers numbers = all->now;
    numbers.sd[0] = sd[0];
    explain(all, kind, &numbers, cost + 0.4);
    numbers.sd[1] = sd[1];
    explain(all, kind, &numbers, cost);
    numbers.sd[0] = all->now.sd[0];
    explain(all, kind, &numbers, cost + 0.4);
}

/* Whether the number can stand in the column with the digits that the cell has. */
static bool is_printable(const tsq__context *context, size_t arm, double sd)
{
    const double unit = pow(10.0, context->decimals[arm]);
    return context->decimals[arm] < 0 || fabs(sd * unit - round(sd * unit)) < 1e-6;
}

/* A wrong first digit, and a shifted point, in one cell. */
static void explain_misprints(struct explanations *all)
{
    const double *now = all->now.sd;
    for (size_t j = 0; j < 2; j++) {
        const double power = pow(10.0, floor(log10(now[j]) + 1e-9));
        const double others[3] = {now[j] - floor(now[j] / power + 1e-9) * power, now[j] / 10.0, now[j] * 10.0};
        for (size_t i = 0; i < 3; i++) {
            tsq__numbers numbers = all->now;
            numbers.sd[j] = others[i];
            if (numbers.sd[j] > 0.01 * now[j]) {
                const double cost = (i == 0 ? 1.4 : 1.8) + (is_printable(all->context, j, others[i]) ? 0.0 : 1.0);
                explain(all, TSQ__MISPRINT, &numbers, cost);
            }
        }
    }
}

/* Mean and SD times a factor: in both groups with the whole row, in both here alone, in one group. */
static void explain_unit(struct explanations *all, double factor, double cost)
{
    tsq__numbers numbers = all->now;
    numbers.log_factor = log(factor);
    for (size_t j = 0; j < 2; j++) {
        tsq__numbers one = numbers;
        one.sd[j] *= factor;
        one.mean[j] *= factor;
        explain(all, TSQ__WRONG_UNIT, &one, cost + 0.4);
    }
    for (size_t j = 0; j < 2; j++) {
        numbers.sd[j] *= factor;
        numbers.mean[j] *= factor;
    }
    if (all->context->has_same_row) {
        explain(all, TSQ__WRONG_UNIT, &numbers, cost + 0.4);
    }
    numbers.whole_row = true;
    explain(all, TSQ__WRONG_UNIT, &numbers, cost);
}

/* Units that the outcome is known to come in; without a known one powers of ten. */
static void explain_units(struct explanations *all, const char *outcome)
{
    bool known = false;
    for (size_t i = 0; i < tsq_unit_count(); i++) {
        for (size_t j = 0; j < tsq_unit_count(); j++) {
            const tsq_unit *a = tsq_unit_at(i), *b = tsq_unit_at(j);
            if (strcmp(a->analyte, b->analyte) == 0 && i != j && tsq__lint_holds(outcome, a->analyte)) {
                known = true;
                explain_unit(all, a->factor / b->factor, 0.5);
            }
        }
    }
    for (double factor = 10.0; factor < 2000.0 && !known; factor *= 10.0) {
        explain_unit(all, factor, 2.2);
        explain_unit(all, 1.0 / factor, 2.2);
    }
}

static int by_score(const void *a, const void *b)
{
    const struct explanation *x = a, *y = b;
    return (x->score < y->score) - (x->score > y->score);
}

static void explain_row(struct explanations *all, const char *outcome, bool units)
{
    const tsq__lint_arms *arms = &all->context->arms;
    double se[2], sd[2], variance[2];
    all->n = 0;
    all->now = (tsq__numbers){.log_factor = 0.0};
    for (size_t j = 0; j < 2; j++) {
        all->now.sd[j] = arms->sd[j];
        all->now.mean[j] = arms->mean[j];
        se[j] = arms->sd[j] * sqrt(arms->n[j]);
        sd[j] = arms->sd[j] / sqrt(arms->n[j]);
        variance[j] = sqrt(arms->sd[j]);
    }
    all->as_it_stands = tsq__context_likelihood(all->context, &all->now);
    explain_each(all, TSQ__SE_AS_SD, se, 0.0);
    explain_each(all, TSQ__SD_AS_SE, sd, 0.5);
    explain_each(all, TSQ__VARIANCE_AS_SD, variance, 1.8);
    explain_misprints(all);
    if (units && !isnan(all->context->level)) {
        explain_units(all, outcome);
    }
    qsort(all->best, all->n, sizeof all->best[0], by_score);
}

/* ---- suspects ------------------------------------------------------------------------------------------------ */

static const char *kind_in_words(enum tsq__scale_kind kind)
{
    static const char *const words[] = {"a standard error", "an SD multiplied by sqrt(n)", "a variance", "a misprint",
                                        "in another unit, with the mean"};
    return words[kind];
}

/* The next explanations of other kinds. */
static void tell_others(const struct explanations *all, tsq__suspect *suspect)
{
    size_t length = 0;
    bool told[5] = {false};
    told[all->best[0].kind] = true;
    for (size_t i = 1; i < all->n; i++) {
        const struct explanation *e = &all->best[i];
        char number[2][TSQ_NUMBER_TEXT];
        if ((told[e->kind] && e->kind != TSQ__MISPRINT) || e->score < all->best[0].score - NEAR ||
            length + 60 > sizeof suspect->alternatives) {
            continue;
        }
        told[e->kind] = true;
        const bool both = e->arm[0] && e->arm[1];
        const int more = snprintf(suspect->alternatives + length, sizeof suspect->alternatives - length,
                                  "%s%s (then %s%s%s)", length > 0 ? ", or " : "", kind_in_words(e->kind),
                                  tsq__lint_print(e->numbers.sd[e->arm[0] ? 0 : 1], -1, number[0]), both ? " and " : "",
                                  both ? tsq__lint_print(e->numbers.sd[1], -1, number[1]) : "");
        length += more > 0 ? (size_t)more : 0;
    }
}

static void judge(tsq__lint *lint, const tsq__shape *shape, size_t row, enum tsq__lint_set set, bool units)
{
    struct tsq__scale *scale = lint->scale;
    tsq__context context;
    struct explanations all = {.context = &context};
    tsq__context_make(lint, shape, row, set, &context);
    explain_row(&all, tsq__lint_outcome(lint, row), units);
    if (all.n == 0 || !(all.best[0].score > THRESHOLD)) {
        return;
    }
    tsq__suspect *more = tsq__grow(scale->suspect, &scale->capacity, scale->n + 1, sizeof *more);
    if (more == NULL) {
        lint->failed = true;
        return;
    }
    scale->suspect = more;
    const struct explanation *best = &all.best[0];
    tsq__suspect *suspect = &more[scale->n++];
    *suspect = (tsq__suspect){.row = row,
                              .set = set,
                              .kind = best->kind,
                              .arm = {best->arm[0], best->arm[1]},
                              .sd = {best->numbers.sd[0], best->numbers.sd[1]},
                              .mean = {best->numbers.mean[0], best->numbers.mean[1]},
                              .factor = exp(best->numbers.log_factor),
                              .whole_row = best->numbers.whole_row,
                              .score = best->score};
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
            others += lint->alike_of[row] == group && scale->suspect[j].arm[0] && scale->suspect[j].arm[1];
        }
        const double most = fmax(1.0, floor(MOST_OF_GROUP * (double)studies[group] + 0.5));
        const bool by_others = suspect->arm[0] && suspect->arm[1]; /* else by the other group of the row */
        if (!same_row && (same_study || !by_others || (double)others < most)) {
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
                tsq__lint_change_number(lint, finding, row, tsq__lint_role(lint, role), suspect->sd[arm]);
            }
        }
    }
}

static void report(tsq__lint *lint, const tsq_lint_check *check, const tsq__suspect *suspect, const char *what)
{
    const tsq__lint_arms arms = tsq__lint_arms_of(lint, suspect->row, suspect->set);
    const bool both = suspect->arm[0] && suspect->arm[1];
    const size_t first = suspect->arm[0] ? 0 : 1;
    char number[2][TSQ_NUMBER_TEXT];
    tsq_lint_finding *finding = tsq__lint_add(
        lint, check, TSQ_LINT_WARNING, suspect->row, tsq__lint_role(lint, arms.sd_role[first]),
        "%s looks like %s: by %s it should be about %s%s%s", both ? "each of the SDs of both groups" : "the SD", what,
        both ? "the other studies and the size of the effect" : "the other SDs of the row and of the other studies",
        tsq__lint_print(suspect->sd[first], -1, number[0]), both ? " and " : "",
        both ? tsq__lint_print(suspect->sd[1], -1, number[1]) : "");
    if (finding == NULL) {
        return;
    }
    finding->score = suspect->score;
    for (size_t j = 0; j < 2; j++) {
        if (suspect->arm[j]) {
            tsq__lint_change_number(lint, finding, suspect->row, tsq__lint_role(lint, arms.sd_role[j]), suspect->sd[j]);
            change_twins(lint, finding, suspect, j, arms.sd_role[j]);
        }
    }
    tsq__lint_alternatives(lint, finding, suspect->alternatives);
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

void tsq__scale_report(tsq__lint *lint, const tsq_lint_check *check, enum tsq__scale_kind kind, const char *what)
{
    const tsq__suspect *suspect;
    for (size_t next = 0; (suspect = tsq__scale_next(lint, kind, &next)) != NULL;) {
        report(lint, check, suspect, what);
    }
}
