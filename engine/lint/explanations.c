/* Explanations of the SDs of one row: each error that is looked for, with its cost. */
#include "lint/explanations.h"

#include <tausq/units.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Studies that scatter widely often have one that is far from the others for reasons of its own. */
#define SPREAD_COST 5.0
#define USUAL_SPREAD 0.4
/* Factors below this are within what studies differ by. */
#define LEAST_FACTOR 1.9

static void explain(struct tsq__explanations *all, enum tsq__scale_kind kind, const tsq__numbers *numbers, double cost)
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
    struct tsq__explanation *e = &all->best[all->n++];
    *e = (struct tsq__explanation){.kind = kind, .arm = {sd[0] != now[0], sd[1] != now[1]}, .numbers = *numbers};
    e->score = tsq__context_likelihood(all->context, numbers) - all->as_it_stands - cost;
    e->by_others = e->arm[0] && e->arm[1];
    e->arm[1] = e->arm[1] && !all->context->arms.alone;
    if (e->by_others && all->context->prediction.n > 0) {
        e->score -= SPREAD_COST * fmax(0.0, all->context->prediction.spread - USUAL_SPREAD);
    }
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
        explain(all, kind, &one, cost + 0.4);
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
        const double power = pow(10.0, floor(log10(now[j]) + 1e-9));
        const double others[3] = {now[j] - floor(now[j] / power + 1e-9) * power, now[j] / 10.0, now[j] * 10.0};
        for (size_t i = 0; i < 3; i++) {
            tsq__numbers numbers = all->now;
            numbers.sd[j] = others[i];
            numbers.sd[1] = alone ? others[i] : numbers.sd[1];
            if (numbers.sd[j] > 0.01 * now[j]) {
                const double cost = (i == 0 ? 1.4 : 1.8) + (is_printable(all->context, j, others[i]) ? 0.0 : 1.0);
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
static void explain_units(struct tsq__explanations *all, const char *outcome)
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
        explain_unit(all, factor, 2.6);
        explain_unit(all, 1.0 / factor, 2.6);
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
