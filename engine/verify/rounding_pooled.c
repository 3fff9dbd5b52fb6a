/* Ranges of pooled counts: what is proven to rise or to fall with a cell is taken at its end, and what is open is added. */
#include "verify/rounding_strata.h"
#include "verify/rounding_work.h"

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

/* How often derivatives are taken again after cells were fixed. */
enum { ROUNDS = 6 };

/* How often a box is halved where its corner does not decide: so often that no more than STRATA studies are looked at, as
 * each of them takes its time. */
enum { LEVELS = 7, STRATA = 600 };

/* How far the estimate of the counts as printed may be from that of the result, relative. */
#define SAME 1e-9

/* The numbers that others follow from. */
static const enum tsq__ranged searched[] = {TSQ__ESTIMATE, TSQ__SE, TSQ__STATISTIC, TSQ__CI_LB, TSQ__CI_UB, TSQ__QE};
enum { SEARCHED = sizeof searched / sizeof searched[0] };

struct pooled {
    struct tsq__counting counting;
    size_t k;
    int levels;
    struct tsq__stratum_range *all, *now;
    tsq__range quantile, *stack; /* stack: the cells of LEVELS + 1 boxes */
};

/* One number, and its derivatives by the sums; of Q those by the cells of each study besides. */
struct quantity {
    struct tsq__dual of;
    bool is_q;
    tsq__range estimate;
};

/* What a study adds to Q about an estimate that does not follow it. */
static struct tsq__dual own_q(const struct tsq__stratum_range *s, tsq__range estimate)
{
    return tsq__dual_multiply(tsq__dual_square(tsq__dual_subtract(s->y, tsq__dual_constant(estimate))), s->w);
}

static struct quantity q_of(const struct pooled *pooled, const struct tsq__dual *estimate)
{
    struct quantity q = {.is_q = true, .estimate = estimate->x};
    tsq__range by_estimate = {0.0, 0.0};
    for (size_t i = 0; i < pooled->k; i++) {
        const struct tsq__stratum_range *s = &pooled->now[i];
        if (s->compared) {
            const tsq__range off = tsq__range_subtract(s->y.x, estimate->x);
            q.of.x = tsq__range_add(q.of.x, own_q(s, estimate->x).x);
            by_estimate = tsq__range_subtract(by_estimate, tsq__range_scale(tsq__range_multiply(s->w.x, off), 2.0));
        }
    }
    q.of.n = TSQ__SUMS;
    for (int i = 0; i < TSQ__SUMS; i++) {
        q.of.by[i] = tsq__range_multiply(by_estimate, estimate->by[i]);
    }
    q.of.x = tsq__range_positive(q.of.x);
    return q;
}

/* A number of the studies in `now`. */
static struct quantity evaluate(const struct pooled *pooled, enum tsq__ranged which)
{
    struct tsq__dual sum[TSQ__SUMS], estimate, variance;
    for (size_t j = 0; j < TSQ__SUMS; j++) {
        tsq__range total = {0.0, 0.0};
        for (size_t i = 0; i < pooled->k; i++) {
            total = tsq__range_add(total, pooled->now[i].term[j].x);
        }
        sum[j] = tsq__dual_constant(total);
        sum[j].by[j] = tsq__range_point(1.0);
        sum[j].n = TSQ__SUMS;
    }
    tsq__strata_pool(&pooled->counting, sum, &estimate, &variance);
    if (which == TSQ__QE) {
        return q_of(pooled, &estimate);
    }
    const struct tsq__dual se = tsq__dual_sqrt(variance);
    const struct tsq__dual half = tsq__dual_multiply(se, tsq__dual_constant(pooled->quantile));
    switch (which) {
    case TSQ__SE:
        return (struct quantity){.of = se};
    case TSQ__STATISTIC:
        return (struct quantity){.of = tsq__dual_divide(estimate, se)};
    case TSQ__CI_LB:
        return (struct quantity){.of = tsq__dual_subtract(estimate, half)};
    case TSQ__CI_UB:
        return (struct quantity){.of = tsq__dual_add(estimate, half)};
    default:
        return (struct quantity){.of = estimate};
    }
}

/* The derivative of a number by cell j of study i. */
static tsq__range slope_of(const struct quantity *quantity, const struct tsq__stratum_range *s, size_t j)
{
    tsq__range slope = {0.0, 0.0};
    for (int m = 0; m < TSQ__SUMS; m++) {
        slope = tsq__range_add(slope, tsq__range_multiply(quantity->of.by[m], s->term[m].by[j]));
    }
    return quantity->is_q && s->compared ? tsq__range_add(slope, own_q(s, quantity->estimate).by[j]) : slope;
}

/* ---- one end ------------------------------------------------------------------------------------------------------- */

/* A search for the greatest (sign 1) or least value of a number. */
struct ascent {
    struct pooled *pooled;
    enum tsq__ranged which;
    double sign;
    double found; /* sign times the number at the best corner so far */
};

/* The cell that leaves most open, and how much all of them do. */
struct open_cells {
    size_t study, cell;
    double most, beyond;
};

/* Sets one cell to the end that is furthest, where its slope has a proven sign or with `all`. False where it stays. */
static bool set_cell(tsq__range *cell, tsq__range slope, bool all, size_t study, size_t j, struct open_cells *open)
{
    const bool up = slope.lb >= -slope.ub;
    const double against = up ? -slope.lb : slope.ub;
    if (cell->lb == cell->ub || (against > 0.0 && !all)) {
        return false;
    }
    const double beyond = against > 0.0 ? tsq__up(tsq__up(cell->ub - cell->lb) * against) : 0.0;
    if (beyond > open->most) {
        *open = (struct open_cells){study, j, beyond, open->beyond};
    }
    open->beyond = beyond > 0.0 ? tsq__up(open->beyond + beyond) : open->beyond;
    *cell = tsq__range_point(up ? cell->ub : cell->lb);
    return true;
}

/* Sets cells to the end that is furthest, those with a proven sign or (`all`) every one. How many were set. */
static size_t set_cells(const struct ascent *ascent, const struct quantity *quantity, bool all, struct open_cells *open)
{
    size_t n = 0;
    *open = (struct open_cells){.most = 0.0};
    for (size_t i = 0; i < ascent->pooled->k; i++) {
        struct tsq__stratum_range *s = &ascent->pooled->now[i];
        size_t here = 0;
        for (size_t j = 0; j < s->cells.n; j++) {
            const tsq__range slope = slope_of(quantity, s, j);
            here +=
                set_cell(&s->cells.range[j], ascent->sign > 0.0 ? slope : tsq__range_negate(slope), all, i, j, open);
        }
        if (here > 0) {
            (void)tsq__stratum_compute(&ascent->pooled->counting, s);
        }
        n += here;
    }
    return n;
}

static void save(const struct pooled *pooled, tsq__range *to)
{
    for (size_t i = 0; i < pooled->k; i++) {
        memcpy(to + i * TSQ__CELLS, pooled->now[i].cells.range, sizeof pooled->now[i].cells.range);
    }
}

static void load(struct pooled *pooled, const tsq__range *from)
{
    for (size_t i = 0; i < pooled->k; i++) {
        memcpy(pooled->now[i].cells.range, from + i * TSQ__CELLS, sizeof pooled->now[i].cells.range);
        (void)tsq__stratum_compute(&pooled->counting, &pooled->now[i]);
    }
}

/* A bound on sign times the number over the cells in `now`: at the corner where it is furthest, and what is open beyond; less
 * by the bounds of two halves, 2^(levels - level) parts at most. */
static double bound(struct ascent *ascent, int level)
{
    struct pooled *pooled = ascent->pooled;
    tsq__range *box = pooled->stack + (size_t)level * pooled->k * TSQ__CELLS;
    struct quantity quantity = evaluate(pooled, ascent->which);
    struct open_cells open;
    for (int round = 0; round < ROUNDS && set_cells(ascent, &quantity, false, &open) > 0; round++) {
        quantity = evaluate(pooled, ascent->which);
    }
    const tsq__range whole = ascent->sign > 0.0 ? quantity.of.x : tsq__range_negate(quantity.of.x);
    save(pooled, box);
    (void)set_cells(ascent, &quantity, true, &open);
    tsq__range at = evaluate(pooled, ascent->which).of.x;
    at = ascent->sign > 0.0 ? at : tsq__range_negate(at);
    ascent->found = fmax(ascent->found, tsq__range_middle(at));
    const double end = fmin(whole.ub, tsq__up(at.ub + open.beyond));
    if (level == pooled->levels || open.most == 0.0 || end <= ascent->found) {
        return end;
    }
    tsq__range *cell = &box[open.study * TSQ__CELLS + open.cell];
    const tsq__range both = *cell;
    const double middle = tsq__range_middle(both);
    double greatest = -HUGE_VAL;
    for (int half = 0; half < 2; half++) {
        *cell = half == 0 ? (tsq__range){both.lb, middle} : (tsq__range){middle, both.ub};
        load(pooled, box);
        greatest = fmax(greatest, bound(ascent, level + 1));
    }
    return fmin(end, greatest);
}

/* One end of a number, and the number at the best corner that was found. */
static double find_end(struct pooled *pooled, enum tsq__ranged which, double sign, double *found)
{
    struct ascent ascent = {.pooled = pooled, .which = which, .sign = sign, .found = -HUGE_VAL};
    memcpy(pooled->now, pooled->all, pooled->k * sizeof *pooled->now);
    const double end = bound(&ascent, 0);
    *found = sign * ascent.found;
    return sign * end;
}

/* ---- all studies --------------------------------------------------------------------------------------------------- */

static bool is_near(double x, double of, double scale)
{
    return fabs(x - of) <= SAME * (fabs(of) + scale);
}

/* Whether the counts as printed give the result that there is. */
static bool agrees(struct pooled *pooled, const tsq_fit_result *fit)
{
    const tsq_coefficient *mean = &fit->coefficients[0];
    for (size_t i = 0; i < pooled->k; i++) {
        struct tsq__stratum_range *s = &pooled->now[i];
        *s = pooled->all[i];
        for (size_t j = 0; j < s->cells.n; j++) {
            s->cells.range[j] = tsq__range_point(s->cells.printed[j]);
        }
        if (!tsq__stratum_compute(&pooled->counting, s)) {
            return false;
        }
    }
    const double estimate = tsq__range_middle(evaluate(pooled, TSQ__ESTIMATE).of.x),
                 se = tsq__range_middle(evaluate(pooled, TSQ__SE).of.x),
                 q = tsq__range_middle(evaluate(pooled, TSQ__QE).of.x);
    return is_near(estimate, mean->estimate, mean->se) && is_near(se, mean->se, 0.0) &&
           (!(fit->QE_df > 0.0) || is_near(q, fit->QE, 1.0));
}

static tsq_status take_strata(struct tsq__rounding_work *work, struct pooled *pooled, tsq_error *err)
{
    for (size_t i = 0; i < pooled->k; i++) {
        struct tsq__stratum_range *s = &pooled->all[i];
        const tsq_effect *effect = &work->result->effects.effect[i];
        s->cells = tsq__cells_of(&work->sheet, effect);
        s->cells.way = work->enclosure->compute;
        const bool computed = tsq__stratum_compute(&pooled->counting, s);
        if (s->cells.status != TSQ_OK) {
            *err = s->cells.error;
            return s->cells.status;
        }
        if (!computed) {
            return tsq__fail(err, TSQ_E_OPTION,
                             "%s:%zu: --rounding: no enclosure yet for counts that are derived so: %s",
                             tsq_table_source(work->report->table), effect->line, effect->derived);
        }
        for (size_t j = 0; j < s->cells.n; j++) {
            work->n_cells += s->cells.range[j].lb != s->cells.range[j].ub;
        }
    }
    return agrees(pooled, &work->result->fit)
               ? TSQ_OK
               : tsq__fail(err, TSQ_E_OPTION, "--rounding: no enclosure yet for counts that are pooled so");
}

static void find_all(struct pooled *pooled, tsq__range ranges[TSQ__RANGED], tsq__range found[TSQ__RANGED])
{
    for (int i = 0; i < TSQ__RANGED; i++) {
        ranges[i] = found[i] = tsq__range_all();
    }
    for (int i = 0; i < SEARCHED; i++) {
        const enum tsq__ranged which = searched[i];
        ranges[which].lb = find_end(pooled, which, -1.0, &found[which].lb);
        ranges[which].ub = find_end(pooled, which, 1.0, &found[which].ub);
    }
}

tsq_status tsq__rounding_counts(struct tsq__rounding_work *work, tsq__range ranges[TSQ__RANGED],
                                tsq__range found[TSQ__RANGED], tsq_error *err)
{
    const tsq_pool_options *options = &work->report->options;
    const char *measure = work->result->effects.measure->id;
    const double parts = (double)STRATA / (double)work->k;
    struct pooled pooled = {.k = work->k, .quantile = work->pooling.quantile};
    pooled.levels = parts < 1.0 ? 0 : (int)fmin(LEVELS, log2(parts));
    pooled.counting.options = options;
    pooled.counting.enclosure = work->enclosure;
    pooled.counting.peto = strcmp(work->result->fit.method->id, "PETO") == 0;
    (void)tsq_count_measure_find(measure, &pooled.counting.measure);
    pooled.counting.rates = strcmp(measure, "IRR") == 0 || strcmp(measure, "IRD") == 0;
    pooled.counting.correct = pooled.counting.peto    ? false
                              : pooled.counting.rates ? options->mh_correct_rates
                                                      : options->mh_correct;
    pooled.all = calloc(work->k + 1, 2 * sizeof *pooled.all);
    pooled.stack = calloc(work->k + 1, ((size_t)LEVELS + 1) * TSQ__CELLS * sizeof *pooled.stack);
    pooled.now = pooled.all != NULL ? pooled.all + work->k : NULL;
    const bool whole = pooled.all != NULL && pooled.stack != NULL;
    const tsq_status status = whole ? take_strata(work, &pooled, err) : tsq__fail_memory(err);
    if (status == TSQ_OK) {
        find_all(&pooled, ranges, found);
    }
    free(pooled.all);
    free(pooled.stack);
    return status;
}
