/* Ranges of pooled counts: what is proven to rise or to fall with a cell is taken at its end, and what is open is added. */
#include "verify/rounding_pooled.h"
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

/* ---- one end ------------------------------------------------------------------------------------------------------- */

/* A search for the greatest (sign 1) or least value of a number. */
struct ascent {
    struct tsq__pooled_counts *pooled;
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
static size_t set_cells(const struct ascent *ascent, const struct tsq__pooled_number *quantity, bool all,
                        struct open_cells *open)
{
    size_t n = 0;
    *open = (struct open_cells){.most = 0.0};
    for (size_t i = 0; i < ascent->pooled->k; i++) {
        struct tsq__stratum_range *s = &ascent->pooled->now[i];
        size_t here = 0;
        for (size_t j = 0; j < s->cells.n; j++) {
            const tsq__range slope = tsq__pooled_slope(quantity, s, j);
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

static void save(const struct tsq__pooled_counts *pooled, tsq__range *to)
{
    for (size_t i = 0; i < pooled->k; i++) {
        memcpy(to + i * TSQ__CELLS, pooled->now[i].cells.range, sizeof pooled->now[i].cells.range);
    }
}

static void load(struct tsq__pooled_counts *pooled, const tsq__range *from)
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
    struct tsq__pooled_counts *pooled = ascent->pooled;
    tsq__range *box = pooled->stack + (size_t)level * pooled->k * TSQ__CELLS;
    struct tsq__pooled_number quantity = tsq__pooled_evaluate(pooled, ascent->which);
    struct open_cells open;
    for (int round = 0; round < ROUNDS && set_cells(ascent, &quantity, false, &open) > 0; round++) {
        quantity = tsq__pooled_evaluate(pooled, ascent->which);
    }
    const tsq__range whole = ascent->sign > 0.0 ? quantity.of.x : tsq__range_negate(quantity.of.x);
    save(pooled, box);
    (void)set_cells(ascent, &quantity, true, &open);
    tsq__range at = tsq__pooled_evaluate(pooled, ascent->which).of.x;
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
static double find_end(struct tsq__pooled_counts *pooled, enum tsq__ranged which, double sign, double *found)
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

/* Whether the counts as printed give the result that there is; of a result whose Q alone is about their estimate, that Q. */
static bool agrees(struct tsq__pooled_counts *pooled, bool q_alone, const tsq_fit_result *fit)
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
    const double estimate = tsq__range_middle(tsq__pooled_evaluate(pooled, TSQ__ESTIMATE).of.x),
                 se = tsq__range_middle(tsq__pooled_evaluate(pooled, TSQ__SE).of.x),
                 q = tsq__range_middle(tsq__pooled_evaluate(pooled, TSQ__QE).of.x);
    return (q_alone || (is_near(estimate, mean->estimate, mean->se) && is_near(se, mean->se, 0.0))) &&
           (!(fit->QE_df > 0.0) || is_near(q, fit->QE, 1.0));
}

static tsq_status take_strata(struct tsq__rounding_work *work, struct tsq__pooled_counts *pooled, tsq_error *err)
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
    }
    return TSQ_OK;
}

static void pooled_free(struct tsq__pooled_counts *pooled)
{
    free(pooled->all);
    free(pooled->stack);
}

/* The counts of an analysis; free them also after an error. */
static tsq_status pooled_new(struct tsq__rounding_work *work, bool q_alone, struct tsq__pooled_counts *pooled,
                             tsq_error *err)
{
    const tsq_pool_options *options = &work->report->options;
    const char *measure = work->result->effects.measure->id;
    const double parts = (double)STRATA / (double)work->k;
    struct tsq__counting *counting = &pooled->counting;
    *pooled = (struct tsq__pooled_counts){.k = work->k, .df = work->pooling.df, .quantile = work->pooling.quantile};
    pooled->levels = parts < 1.0 ? 0 : (int)fmin(LEVELS, log2(parts));
    counting->options = options;
    counting->enclosure = work->enclosure;
    counting->peto = strcmp(work->result->fit.method->id, "PETO") == 0;
    (void)tsq_count_measure_find(measure, &counting->measure);
    counting->rates = strcmp(measure, "IRR") == 0 || strcmp(measure, "IRD") == 0;
    counting->correct = counting->peto ? false : counting->rates ? options->mh_correct_rates : options->mh_correct;
    pooled->all = calloc(work->k + 1, 2 * sizeof *pooled->all);
    pooled->stack = calloc(work->k + 1, ((size_t)LEVELS + 1) * TSQ__CELLS * sizeof *pooled->stack);
    if (pooled->all == NULL || pooled->stack == NULL) {
        return tsq__fail_memory(err);
    }
    pooled->now = pooled->all + work->k;
    const tsq_status status = take_strata(work, pooled, err);
    if (status != TSQ_OK || agrees(pooled, q_alone, &work->result->fit)) {
        return status;
    }
    return tsq__fail(err, TSQ_E_OPTION, "--rounding: no enclosure yet for counts that are pooled so");
}

static void find_both(struct tsq__pooled_counts *pooled, enum tsq__ranged which, tsq__range *range, tsq__range *found)
{
    range->lb = find_end(pooled, which, -1.0, &found->lb);
    range->ub = find_end(pooled, which, 1.0, &found->ub);
}

tsq_status tsq__rounding_counts(struct tsq__rounding_work *work, tsq__range ranges[TSQ__RANGED],
                                tsq__range found[TSQ__RANGED], tsq_error *err)
{
    struct tsq__pooled_counts pooled;
    const tsq_status status = pooled_new(work, false, &pooled, err);
    for (int i = 0; i < TSQ__RANGED && status == TSQ_OK; i++) {
        ranges[i] = found[i] = tsq__range_all();
    }
    for (int i = 0; i < SEARCHED && status == TSQ_OK; i++) {
        find_both(&pooled, searched[i], &ranges[searched[i]], &found[searched[i]]);
    }
    for (size_t i = 0; i < work->k && status == TSQ_OK; i++) {
        const struct tsq__cells *cells = &pooled.all[i].cells;
        for (size_t j = 0; j < cells->n; j++) {
            work->n_cells += cells->range[j].lb != cells->range[j].ub;
        }
    }
    pooled_free(&pooled);
    return status;
}

tsq_status tsq__rounding_about(struct tsq__rounding_work *work, const tsq_fit_options *options,
                               tsq__range ranges[TSQ__RANGED], tsq_rounding *out, tsq_error *err)
{
    struct tsq__pooled_counts pooled;
    tsq__range q, tau2, found_q, found_tau2;
    tsq_status status = pooled_new(work, true, &pooled, err);
    if (status == TSQ_OK) {
        find_both(&pooled, TSQ__QE, &q, &found_q);
        find_both(&pooled, TSQ__TAU2, &tau2, &found_tau2);
    }
    pooled_free(&pooled);
    if (status != TSQ_OK) {
        return status;
    }
    tau2 = tsq__range_positive(tau2);
    work->pooling.equation = NULL; /* tau2 is anything in its range, whatever the rest of the numbers are */
    work->no_fits = true;
    tsq__ranges(&work->pooling, &work->box, tau2, &work->bench, ranges);
    status = tsq__rounding_narrow(work, options, tau2, ranges, out, err);
    ranges[TSQ__QE] = q;
    ranges[TSQ__TAU2] = tau2;
    ranges[TSQ__EXCESS] = tsq__range_positive(tsq__range_subtract(q, tsq__range_point(work->pooling.df)));
    out->smooth = out->smooth && tau2.lb > 0.0;
    const struct {
        tsq_rounded_key key;
        tsq__range found;
    } all[] = {{TSQ_ROUNDED_QE, found_q}, {TSQ_ROUNDED_TAU2, tsq__range_positive(found_tau2)}};
    for (size_t i = 0; i < sizeof all / sizeof all[0]; i++) {
        tsq_rounded *number = &out->quantity[all[i].key];
        number->found_lb = fmin(number->found_lb, all[i].found.lb);
        number->found_ub = fmax(number->found_ub, all[i].found.ub);
    }
    return status;
}
