/* From the rows of a group to pooled counts: Mantel-Haenszel, Peto, and where Q is taken about the former. */
#include "pool/counts.h"

#include "base/error.h"
#include "base/memory.h"
#include "effect/cells.h"
#include "effect/numbers.h"

#include <stdlib.h>
#include <string.h>

static bool is_rate(const tsq_effect_measure *measure)
{
    return strcmp(measure->id, "IRR") == 0 || strcmp(measure->id, "IRD") == 0;
}

/* What the counts of rows are read by, once for a group. */
struct reading {
    struct tsq__effect_plan plan;
    const struct tsq__numbers *numbers; /* of comparisons that do not stand in one row as they are */
    const tsq_effect_options *options;
    bool rates;
};

static struct reading reading_of(const tsq_pool_report *report, const tsq_effects *effects)
{
    struct reading reading = {
        .numbers = effects->numbers, .options = &report->options.effect, .rates = is_rate(effects->measure)};
    tsq__effect_plan_make(report->roles, effects->measure, &reading.plan);
    return reading;
}

/* False if a count is missing, or nobody was counted. Cells that are no numbers were refused with the effects. */
static bool read_cells(const struct reading *reading, size_t row, double cell[4])
{
    struct tsq_effect_row numbers;
    const struct tsq__kept *kept = tsq__numbers_of(reading->numbers, row);
    if (kept != NULL) {
        numbers = kept->numbers;
    }
    if (kept != NULL ? kept->refused != NULL : tsq__effect_plan_read(&reading->plan, row, &numbers, NULL) != TSQ_OK) {
        return false;
    }
    tsq__effect_cells(reading->plan.measure, reading->options, reading->rates, &numbers, cell);
    const bool somebody =
        reading->rates ? cell[1] > 0.0 && cell[3] > 0.0 : cell[0] + cell[1] > 0.0 && cell[2] + cell[3] > 0.0;
    return somebody && isfinite(cell[0] + cell[1] + cell[2] + cell[3]);
}

bool tsq__pool_counts_of(const tsq_pool_report *report, const tsq_effects *effects, size_t row, double cell[4])
{
    const struct reading reading = reading_of(report, effects);
    return read_cells(&reading, row, cell);
}

static bool says_nothing(bool rates, const double cell[4])
{
    return (cell[0] == 0.0 && cell[2] == 0.0) || (!rates && cell[1] == 0.0 && cell[3] == 0.0);
}

/* ---- studies without an estimate of their own ---------------------------------------------------------------- */

/* Whether a row that gives no effect is pooled all the same, by its counts. */
static bool is_pooled(const struct reading *reading, size_t row, double cell[4])
{
    return read_cells(reading, row, cell) &&
           (reading->options->drop00 == TSQ_DROP00_NO || !says_nothing(reading->rates, cell));
}

static int by_row(const void *a, const void *b)
{
    const tsq_effect *x = a, *y = b;
    return (x->row > y->row) - (x->row < y->row);
}

/* Counts the participants of every control once, with the first of the rows that have it. */
static tsq_status count_controls_once(const struct reading *reading, tsq_effects *effects, tsq_error *err)
{
    size_t most = 0;
    for (size_t i = 0; i < effects->k; i++) {
        const size_t control = effects->effect[i].compared_with;
        most = control > most ? control : most;
    }
    if (most == 0) {
        return TSQ_OK;
    }
    bool *counted = tsq__array(most, sizeof *counted);
    if (counted == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t i = 0; i < effects->k; i++) {
        tsq_effect *effect = &effects->effect[i];
        double cell[4];
        if (effect->compared_with > 0 && read_cells(reading, effect->row, cell)) {
            bool *before = &counted[effect->compared_with - 1];
            effect->n_again = *before ? cell[2] + cell[3] : 0.0;
            *before = true;
        }
    }
    free(counted);
    return TSQ_OK;
}

tsq_status tsq__pool_counts_join(const tsq_pool_report *report, tsq_pool_result *result, tsq_error *err)
{
    tsq_effects *effects = &result->effects;
    tsq_effect *all = tsq__array(effects->k + effects->n_omitted, sizeof *all);
    if (all == NULL) {
        return tsq__fail_memory(err);
    }
    if (effects->k > 0) {
        memcpy(all, effects->effect, effects->k * sizeof *all);
    }
    const struct reading reading = reading_of(report, effects);
    size_t kept = 0;
    for (size_t i = 0; i < effects->n_omitted; i++) {
        const tsq_omitted *row = &effects->omitted[i];
        double cell[4];
        if (!is_pooled(&reading, row->row, cell)) {
            effects->omitted[kept++] = *row;
            continue;
        }
        const double n = is_rate(effects->measure) ? (double)NAN : cell[0] + cell[1] + cell[2] + cell[3];
        all[effects->k++] = (tsq_effect){.row = row->row,
                                         .line = row->line,
                                         .study = row->study,
                                         .yi = NAN,
                                         .vi = NAN,
                                         .sei = NAN,
                                         .ci_lb = NAN,
                                         .ci_ub = NAN,
                                         .n = n,
                                         .compared_with = row->compared_with,
                                         .derived = row->reason};
    }
    effects->n_omitted = kept;
    free(effects->effect);
    effects->effect = all;
    qsort(all, effects->k, sizeof *all, by_row);
    return reading.rates ? TSQ_OK : count_controls_once(&reading, effects, err);
}

/* ---- pooling ------------------------------------------------------------------------------------------------- */

static bool add_study(const struct reading *reading, tsq__group_counts *counts, size_t row, double yi, double vi)
{
    double cell[4];
    if (!read_cells(reading, row, cell)) {
        return false;
    }
    for (size_t j = 0; j < 4; j++) {
        counts->cell[j][counts->k] = cell[j];
    }
    counts->yi[counts->k] = yi;
    counts->row[counts->k] = row;
    counts->vi[counts->k++] = vi;
    return true;
}

tsq_status tsq__group_counts_new(const tsq_pool_report *report, const tsq_effects *effects, bool omitted,
                                 tsq__group_counts *out, tsq_error *err)
{
    const size_t room = effects->k + (omitted ? effects->n_omitted : 0);
    *out = (tsq__group_counts){.rates = is_rate(effects->measure),
                               .block = tsq__array(room, 6 * sizeof(double)),
                               .row = tsq__array(room, sizeof(size_t))};
    if (out->block == NULL || out->row == NULL) {
        tsq__group_counts_free(out);
        return tsq__fail_memory(err);
    }
    const struct reading reading = reading_of(report, effects);
    double *column = out->block;
    for (size_t j = 0; j < 4; j++, column += room) {
        out->cell[j] = column;
    }
    out->yi = column;
    out->vi = column + room;
    for (size_t i = 0; i < effects->k; i++) {
        const tsq_effect *effect = &effects->effect[i];
        if (!add_study(&reading, out, effect->row, effect->yi, effect->vi)) {
            tsq__group_counts_free(out);
            return tsq__fail(err, TSQ_E_MODEL, "line %zu (%s) has an estimate, but no counts to pool", effect->line,
                             effect->study);
        }
    }
    for (size_t i = 0; omitted && i < effects->n_omitted; i++) {
        double cell[4];
        if (is_pooled(&reading, effects->omitted[i].row, cell)) {
            (void)add_study(&reading, out, effects->omitted[i].row, NAN, NAN);
        }
    }
    return TSQ_OK;
}

void tsq__group_counts_free(tsq__group_counts *counts)
{
    free(counts->block);
    free(counts->row);
    *counts = (tsq__group_counts){0};
}

tsq_counts tsq__group_counts_view(const tsq__group_counts *g)
{
    tsq_counts view = {.k = g->k, .yi = g->yi, .vi = g->vi};
    if (g->rates) {
        view.x1i = g->cell[0];
        view.t1i = g->cell[1];
        view.x2i = g->cell[2];
        view.t2i = g->cell[3];
    } else {
        view.ai = g->cell[0];
        view.bi = g->cell[1];
        view.ci = g->cell[2];
        view.di = g->cell[3];
    }
    return view;
}

tsq_counts_options tsq__pool_counts_options(const tsq_pool_options *options, bool correct)
{
    static const tsq_count_to to[] = {[TSQ_TO_ONLY0] = TSQ_COUNT_TO_ONLY0,
                                      [TSQ_TO_ALL] = TSQ_COUNT_TO_ALL,
                                      [TSQ_TO_IF0ALL] = TSQ_COUNT_TO_IF0ALL,
                                      [TSQ_TO_NONE] = TSQ_COUNT_TO_NONE};
    const tsq_effect_options *effect = &options->effect;
    tsq_counts_options counts = TSQ_COUNTS_OPTIONS_INIT;
    counts.level = options->fit.level;
    counts.rd_variance = options->rd_variance;
    counts.rd_differences_kept = effect->zero_rule != TSQ_ZERO_METAFOR;
    counts.rd_sizes_kept = effect->zero_rule == TSQ_ZERO_REVMAN;
    counts.rr_one_kept = effect->zero_rule == TSQ_ZERO_REVMAN;
    if (correct) {
        counts.add = isnan(effect->add) ? 0.5 : effect->add;
        counts.add_by_arm = effect->add_by_arm;
        counts.to = to[effect->to];
    }
    return counts;
}

tsq_status tsq__pool_counts_fit(const tsq_pool_report *report, tsq_pool_result *result, tsq_error *cause)
{
    const tsq_pool_options *options = &report->options;
    tsq__group_counts group;
    tsq_status status = tsq__group_counts_new(report, &result->effects, false, &group, cause);
    if (status != TSQ_OK) {
        return status;
    }
    const tsq_counts view = tsq__group_counts_view(&group);
    tsq_count_measure measure;
    if (tsq_count_measure_find(result->effects.measure->id, &measure) && strcmp(options->fit.method->id, "MH") == 0) {
        const tsq_counts_options counts =
            tsq__pool_counts_options(options, group.rates ? options->mh_correct_rates : options->mh_correct);
        status = tsq_mantel_haenszel(&view, measure, &counts, &result->fit, &result->tests, cause);
    } else {
        const tsq_counts_options counts = tsq__pool_counts_options(options, false);
        status = tsq_peto(&view, &counts, &result->fit, cause);
    }
    tsq__group_counts_free(&group);
    return status;
}

tsq_status tsq__pool_mh_estimate(const tsq_pool_report *report, const tsq_pool_result *result, double *estimate,
                                 tsq_error *cause)
{
    tsq__group_counts group;
    tsq_count_measure measure;
    tsq_fit_result fit;
    *estimate = NAN;
    if (!tsq_count_measure_find(result->effects.measure->id, &measure)) {
        return TSQ_OK;
    }
    tsq_status status = tsq__group_counts_new(report, &result->effects, true, &group, cause);
    if (status != TSQ_OK) {
        return status;
    }
    const tsq_counts view = tsq__group_counts_view(&group);
    const tsq_counts_options counts = tsq__pool_counts_options(&report->options, report->options.mh_correct);
    status = tsq_mantel_haenszel(&view, measure, &counts, &fit, NULL, cause);
    if (status == TSQ_OK) {
        *estimate = fit.coefficients[0].estimate;
        tsq_fit_free(&fit);
    }
    tsq__group_counts_free(&group);
    return status;
}
