/* One set of options pooled by tsq_pool and compared: the table as it is, or without each study or pair; see search_pooling.h. */
#include "verify/search_pooling.h"

#include "pool/counts.h"

#include <math.h>
#include <stdint.h>

static void place_weights(const tsq__pooling *p, const tsq_effects *effects, const tsq_fit_result *fit)
{
    const tsq__search *search = p->search;
    for (size_t i = 0; i < search->space.rows; i++) {
        p->weights[i] = NAN;
    }
    const tsq_edit *edit = &p->candidate.edit;
    for (size_t i = 0, n = 0; i < effects->k; i++) {
        const size_t row = p->rows->row[effects->effect[i].row];
        if (p->leave_out == 0 || (row != edit->row[0] && (edit->n == 1 || row != edit->row[1]))) {
            p->weights[row] = fit->weight[n++];
        }
    }
}

void tsq__pooling_result(tsq__pooling *p, const tsq_fit_result *fit, double n)
{
    const tsq__search *search = p->search;
    const tsq__variant *variant = &search->space.variant[p->candidate.variant];
    const tsq_transform *scale[2] = {NULL, NULL};
    const tsq__fitted fitted = tsq__search_fitted_of(fit, n);
    const size_t scales = tsq__search_scales(search, variant, scale);
    for (size_t i = 0; i < scales; i++) {
        double value[TSQ_STATED_COUNT];
        tsq__target_values(&search->target, &fitted, scale[i], variant->with, value);
        p->candidate.transformed = scale[i] != NULL;
        p->candidate.distance = tsq__target_compare(&search->target, value, p->weights, true, &p->candidate.missed);
        p->best->combinations++;
        tsq__best_add(p->best, &p->candidate);
    }
}

void tsq__pooling_tests(tsq__pooling *p, const tsq_fit_result *fit, double n)
{
    const tsq_brief brief = {.status = TSQ_OK,
                             .k = fit->k,
                             .mean = fit->coefficients[0],
                             .s2w = fit->s2w,
                             .tau2 = fit->tau2,
                             .QE = fit->QE,
                             .QE_df = fit->QE_df,
                             .QE_p = fit->QE_p,
                             .vt = fit->vt,
                             .I2 = fit->I2,
                             .H2 = fit->H2};
    tsq__search_compare(p->search, &brief, n, &p->candidate, p->weights, p->best);
}

static double participants(const tsq__pooling *p, const tsq_effects *effects)
{
    const tsq_edit *edit = &p->candidate.edit;
    double n = 0.0;
    for (size_t i = 0; i < effects->k; i++) {
        const tsq_effect *effect = &effects->effect[i];
        const bool out = effect->row == edit->row[0] || (edit->n > 1 && effect->row == edit->row[1]);
        n += p->leave_out > 0 && out ? 0.0 : effect->n - effect->n_again;
    }
    return n;
}

static void compare_one(tsq__pooling *p, const tsq_effects *effects, const tsq_fit_result *fit,
                        tsq__pooling_compare *compare)
{
    if (p->search->target.has_weights) {
        place_weights(p, effects, fit);
    }
    compare(p, fit, participants(p, effects));
}

/* The counts were read once; they are pooled again without each study, or pair. */
static void leave_out_each(tsq__pooling *p, const tsq_pool_report *report, tsq__pooling_compare *compare)
{
    const tsq_effects *effects = &report->result[0].effects;
    tsq__counts_again again;
    if (tsq__counts_again_new(report, &again, NULL) != TSQ_OK) {
        p->best->failed = true;
    }
    for (size_t i = 0; i < p->search->space.rows && !p->best->failed && !p->stopped; i++) {
        for (size_t j = p->leave_out == 1 ? i : i + 1; j < p->search->space.rows; j++) {
            tsq_fit_result fit;
            p->candidate.edit = (tsq_edit){.kind = TSQ_EDIT_LEAVE_OUT, .n = p->leave_out, .row = {i, j}};
            if (tsq__counts_again_fit(&again, p->candidate.edit.row, p->leave_out, &fit) == TSQ_OK) {
                compare_one(p, effects, &fit, compare);
                tsq_fit_free(&fit);
            }
            if (p->leave_out == 1) {
                break;
            }
        }
        const tsq_run *run = &p->search->choice.options->run;
        p->stopped = run->progress != NULL && !run->progress(run->context, p->search->total, p->search->total);
    }
    tsq__counts_again_free(&again);
}

void tsq__pooling_one(tsq__pooling *p, size_t which, tsq__pooling_compare *compare)
{
    tsq_pool_report report;
    p->candidate.options = which;
    const tsq_pool_options options = tsq__search_options(p->search, &p->candidate, which);
    const tsq_status status = tsq_pool(p->table, &options, &report, NULL);
    if (status != TSQ_OK) {
        p->best->failed = p->best->failed || status == TSQ_E_MEMORY;
        return;
    }
    if (report.n == 1 && report.result[0].estimated) {
        if (p->leave_out > 0) {
            leave_out_each(p, &report, compare);
        } else {
            compare_one(p, &report.result[0].effects, &report.result[0].fit, compare);
        }
    }
    tsq_pool_free(&report);
}
