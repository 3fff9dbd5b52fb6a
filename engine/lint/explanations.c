/* Explanations of the SDs of one row: each error that is looked for, with its cost. */
#include "lint/explanations.h"

#include <tausq/units.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What an explanation costs, by how seldom it is the right one: a standard error in both groups is the usual one. */
#define SE_COST 0.0
#define SD_COST 0.4
#define VARIANCE_COST 1.3
/* and in the column of standard errors, where an SD is the usual one */
#define SD_IN_SE_COST 0.0
#define SE_DIVIDED_COST 2.0
#define DIGIT_COST 2.7
#define POINT_COST 3.4
#define UNPRINTABLE_COST 1.8
#define UNIT_COST 1.5       /* a power of ten, */
#define KNOWN_UNIT_COST 0.0 /* or a factor between units that the outcome comes in */
#define NO_SCALE_COST 1.0   /* means of changes, or of another sign than those of the others */
#define ONE_GROUP_COST 1.4
#define ONE_TIME_COST 0.7 /* another unit in the final values, and not in the baseline */
#define MEANS_ALONE_COST 2.5
/* SDs above this part of the means are of changes or skewed: those means tell no unit. */
#define MOST_RELATIVE 0.6
#define MOST_RELATIVE_ANALYTE 1.0 /* what has known units is measured from zero, and skewed */
/* Factors below this are within what studies differ by. */
#define LEAST_FACTOR 1.9

static double factor_between(double a, double b)
{
    return a == b ? 1.0 : fmax(a / b, b / a);
}

static void explain(struct tsq__explanations *all, enum tsq__scale_kind kind, const tsq__numbers *numbers, double cost)
{
    const tsq__numbers *now = &all->now;
    bool arm[2];
    double farthest = 1.0;
    for (size_t j = 0; j < 2; j++) {
        if (!(numbers->sd[j] > 0.0) || !isfinite(numbers->sd[j])) {
            return;
        }
        const double factor = numbers->means_alone ? factor_between(numbers->mean[j], now->mean[j])
                                                   : factor_between(numbers->sd[j], now->sd[j]);
        arm[j] = factor > 1.0;
        farthest = fmax(farthest, factor);
    }
    arm[1] = all->context->arms.alone ? arm[0] : arm[1];
    if (farthest < LEAST_FACTOR || all->n >= sizeof all->best / sizeof all->best[0]) {
        return;
    }
    struct tsq__explanation *e = &all->best[all->n++];
    *e = (struct tsq__explanation){.kind = kind, .arm = {arm[0], arm[1]}, .numbers = *numbers};
    e->score = tsq__context_likelihood(all->context, numbers) - all->as_it_stands - cost;
    e->by_others = e->arm[0] && e->arm[1];
    e->arm[1] = e->arm[1] && !all->context->arms.alone;
}

/* The error in both groups, and in each alone. */
static void explain_each(struct tsq__explanations *all, enum tsq__scale_kind kind, const double sd[2], double cost)
{
    tsq__numbers numbers = all->now;
    numbers.sd[0] = sd[0];
    numbers.sd[1] = sd[1];
    explain(all, kind, &numbers, cost);
    for (size_t j = 0; j < 2 && !all->context->arms.alone; j++) {
        tsq__numbers one = all->now;
        one.sd[j] = sd[j];
        explain(all, kind, &one, cost + ONE_GROUP_COST);
    }
}

/* Whether the number can stand in the column with the digits that the cell has. */
static bool is_printable(const tsq__context *context, size_t arm, double sd)
{
    const double unit = pow(10.0, context->decimals[arm]);
    return context->decimals[arm] < 0 || fabs(sd * unit - round(sd * unit)) < 1e-6;
}

/* A wrong first digit, and a shifted point, in one cell. */
static void explain_misprints(struct tsq__explanations *all)
{
    const double *now = all->now.sd;
    const bool alone = all->context->arms.alone;
    for (size_t j = 0; j < (alone ? 1 : 2); j++) {
        const double unit = all->context->arms.sd_unit[j], cell = now[j] / unit;
        const double power = pow(10.0, floor(log10(cell) + 1e-9));
        const double others[3] = {cell - floor(cell / power + 1e-9) * power, cell / 10.0, cell * 10.0};
        for (size_t i = 0; i < 3; i++) {
            tsq__numbers numbers = all->now;
            numbers.sd[j] = others[i] * unit;
            numbers.sd[1] = alone ? numbers.sd[0] : numbers.sd[1];
            if (numbers.sd[j] > 0.01 * now[j]) {
                const double cost = (i == 0 ? DIGIT_COST : POINT_COST) +
                                    (is_printable(all->context, j, others[i]) ? 0.0 : UNPRINTABLE_COST);
                explain(all, TSQ__MISPRINT, &numbers, cost);
            }
        }
    }
}

/* Mean and SD times a factor: in both groups with the whole row, in both here alone, in one group. */
static void explain_unit(struct tsq__explanations *all, double factor, double cost)
{
    tsq__numbers numbers = all->now;
    numbers.log_factor = log(factor);
    for (size_t j = 0; j < 2 && !all->context->arms.alone; j++) {
        tsq__numbers one = numbers;
        one.sd[j] *= factor;
        one.mean[j] *= factor;
        explain(all, TSQ__WRONG_UNIT, &one, cost + ONE_GROUP_COST);
    }
    for (size_t j = 0; j < 2; j++) {
        numbers.sd[j] *= factor;
        numbers.mean[j] *= factor;
    }
    if (all->context->has_same_row) {
        explain(all, TSQ__WRONG_UNIT, &numbers, cost + ONE_TIME_COST);
    }
    numbers.whole_row = true;
    explain(all, TSQ__WRONG_UNIT, &numbers, cost + (all->context->has_scale ? 0.0 : NO_SCALE_COST));
}

/* Means that are measured from a natural zero: SDs are well below them in the other studies, and in this one if so. */
static bool is_from_zero(const tsq__context *context, const tsq__numbers *numbers, double most)
{
    for (size_t j = 0; j < (context->arms.alone ? 1 : 2); j++) {
        if (!(numbers->sd[j] < most * fabs(numbers->mean[j]))) {
            return false;
        }
    }
    return !(context->relative > log(most));
}

/* The means times a factor, beside SDs that are as they should be. */
static void explain_means(struct tsq__explanations *all, double factor, double most, double cost)
{
    if (!all->context->has_scale) {
        return;
    }
    tsq__numbers numbers = all->now;
    numbers.log_factor = log(factor);
    numbers.means_alone = true;
    for (size_t j = 0; j < 2 && !all->context->arms.alone; j++) {
        tsq__numbers one = numbers;
        one.mean[j] *= factor;
        if (is_from_zero(all->context, &one, most)) {
            explain(all, TSQ__WRONG_UNIT, &one, cost + ONE_GROUP_COST);
        }
    }
    for (size_t j = 0; j < 2; j++) {
        numbers.mean[j] *= factor;
    }
    if (!is_from_zero(all->context, &numbers, most)) {
        return;
    }
    explain(all, TSQ__WRONG_UNIT, &numbers, cost);
}

/* Units that the outcome is known to come in; without a known one powers of ten. */
static void explain_units(struct tsq__explanations *all, const char *outcome)
{
    bool known = false;
    for (size_t i = 0; i < tsq_unit_count(); i++) {
        for (size_t j = 0; j < tsq_unit_count(); j++) {
            const tsq_unit *a = tsq_unit_at(i), *b = tsq_unit_at(j);
            if (strcmp(a->analyte, b->analyte) == 0 && i != j && tsq__lint_holds(outcome, a->analyte)) {
                known = true;
                explain_unit(all, a->factor / b->factor, KNOWN_UNIT_COST);
                explain_means(all, a->factor / b->factor, MOST_RELATIVE_ANALYTE, KNOWN_UNIT_COST + MEANS_ALONE_COST);
            }
        }
    }
    for (double factor = 10.0; factor < 2000.0 && !known; factor *= 10.0) {
        explain_unit(all, factor, UNIT_COST);
        explain_unit(all, 1.0 / factor, UNIT_COST);
        explain_means(all, factor, MOST_RELATIVE, UNIT_COST + MEANS_ALONE_COST);
        explain_means(all, 1.0 / factor, MOST_RELATIVE, UNIT_COST + MEANS_ALONE_COST);
    }
}

static int by_score(const void *a, const void *b)
{
    const struct tsq__explanation *x = a, *y = b;
    return (x->score < y->score) - (x->score > y->score);
}

void tsq__scale_explain(struct tsq__explanations *all, const char *outcome, bool units)
{
    const tsq__lint_arms *arms = &all->context->arms;
    double se[2], sd[2], variance[2];
    bool of_se = false;
    all->n = 0;
    all->now = (tsq__numbers){.log_factor = 0.0};
    for (size_t j = 0; j < 2; j++) {
        all->now.sd[j] = arms->sd[j];
        all->now.mean[j] = arms->mean[j];
        se[j] = arms->sd[j] * sqrt(arms->n[j]);
        sd[j] = arms->sd[j] / sqrt(arms->n[j]);
        variance[j] = sqrt(arms->sd[j] / arms->sd_unit[j]) * arms->sd_unit[j];
        of_se |= arms->sd_unit[j] > 1.0;
    }
    all->as_it_stands = tsq__context_likelihood(all->context, &all->now);
    explain_each(all, TSQ__SE_AS_SD, se, of_se ? SE_DIVIDED_COST : SE_COST);
    explain_each(all, TSQ__SD_AS_SE, sd, of_se ? SD_IN_SE_COST : SD_COST);
    explain_each(all, TSQ__VARIANCE_AS_SD, variance, VARIANCE_COST);
    explain_misprints(all);
    if (units && !isnan(all->context->level)) {
        explain_units(all, outcome);
    }
    qsort(all->best, all->n, sizeof all->best[0], by_score);
}
