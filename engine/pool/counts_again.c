/* Counts that were read once, pooled again without some studies; see counts.h. */
#include "pool/counts.h"

#include "base/error.h"
#include "base/memory.h"

#include <stdlib.h>
#include <string.h>

static bool by_dl(const tsq__counts_again *again)
{
    return strcmp(again->report->options.fit.method->id, "DL") == 0;
}

tsq_status tsq__counts_again_new(const tsq_pool_report *report, tsq__counts_again *out, tsq_error *err)
{
    *out = (tsq__counts_again){.report = report, .effects = &report->result[0].effects};
    tsq_status status = tsq__group_counts_new(report, out->effects, by_dl(out), &out->all, err);
    if (status == TSQ_OK) {
        status = tsq__group_counts_new(report, out->effects, by_dl(out), &out->some, err);
    }
    out->yi = tsq__array(out->effects->k, sizeof *out->yi);
    out->vi = tsq__array(out->effects->k, sizeof *out->vi);
    return status == TSQ_OK && (out->yi == NULL || out->vi == NULL) ? tsq__fail_memory(err) : status;
}

void tsq__counts_again_free(tsq__counts_again *again)
{
    tsq__group_counts_free(&again->all);
    tsq__group_counts_free(&again->some);
    free(again->yi);
    free(again->vi);
    *again = (tsq__counts_again){0};
}

static bool is_out(size_t at, const size_t *row, size_t n)
{
    for (size_t i = 0; i < n; i++) {
        if (row[i] == at) {
            return true;
        }
    }
    return false;
}

static void take_some(tsq__counts_again *again, const size_t *row, size_t n)
{
    const tsq__group_counts *all = &again->all;
    tsq__group_counts *some = &again->some;
    some->k = 0;
    for (size_t i = 0; i < all->k; i++) {
        if (is_out(all->row[i], row, n)) {
            continue;
        }
        for (size_t j = 0; j < 4; j++) {
            some->cell[j][some->k] = all->cell[j][i];
        }
        some->yi[some->k] = all->yi[i];
        some->vi[some->k++] = all->vi[i];
    }
}

/* DL with Q about the estimate of Mantel and Haenszel. */
static tsq_status fit_about(tsq__counts_again *again, const tsq_counts *view, tsq_count_measure measure,
                            const size_t *row, size_t n, tsq_fit_result *fit)
{
    const tsq_pool_options *pool = &again->report->options;
    const tsq_counts_options counts = tsq__pool_counts_options(pool, pool->mh_correct);
    tsq_studies studies = {.yi = again->yi, .vi = again->vi};
    tsq_status status = tsq_mantel_haenszel(view, measure, &counts, fit, NULL, NULL);
    if (status != TSQ_OK) {
        return status;
    }
    tsq_fit_options options = tsq__pool_fit_options(pool, true);
    options.q_about = fit->coefficients[0].estimate;
    tsq_fit_free(fit);
    for (size_t i = 0; i < again->effects->k; i++) {
        const tsq_effect *effect = &again->effects->effect[i];
        if (!is_out(effect->row, row, n)) {
            again->yi[studies.k] = effect->yi;
            again->vi[studies.k++] = effect->vi;
        }
    }
    return tsq_fit(&studies, &options, fit, NULL);
}

tsq_status tsq__counts_again_fit(tsq__counts_again *again, const size_t *row, size_t n, tsq_fit_result *fit)
{
    const tsq_pool_options *pool = &again->report->options;
    tsq_count_measure measure;
    *fit = (tsq_fit_result){0};
    take_some(again, row, n);
    const tsq_counts view = tsq__group_counts_view(&again->some);
    const bool found = tsq_count_measure_find(again->effects->measure->id, &measure);
    if (by_dl(again)) {
        return found ? fit_about(again, &view, measure, row, n, fit) : TSQ_E_MODEL;
    }
    const bool mh = found && strcmp(pool->fit.method->id, "MH") == 0;
    const bool correct = mh && (again->all.rates ? pool->mh_correct_rates : pool->mh_correct);
    const tsq_counts_options counts = tsq__pool_counts_options(pool, correct);
    return mh ? tsq_mantel_haenszel(&view, measure, &counts, fit, NULL, NULL) : tsq_peto(&view, &counts, fit, NULL);
}
