/* What each step of a walk changes in the numbers of a result. */
#include <tausq/explain.h>

#include "explain/change.h"

#include <math.h>

static const char *const keys[TSQ_EXPLAINED_COUNT] = {
    "k", "estimate", "se", "ci_lb", "ci_ub", "pval", "pi_lb", "pi_ub", "tau2", "tau2_lb", "tau2_ub", "QE", "I2"};

const char *tsq_explained_key(size_t i)
{
    return i < TSQ_EXPLAINED_COUNT ? keys[i] : NULL;
}

double tsq_explained_value(const tsq_pool_result *result, tsq_explained which)
{
    const tsq_fit_result *f = &result->fit;
    if (!result->estimated || f->p != 1) {
        return NAN;
    }
    const tsq_coefficient *c = &f->coefficients[0];
    const double values[TSQ_EXPLAINED_COUNT] = {[TSQ_EXPLAINED_K] = (double)f->k,
                                                [TSQ_EXPLAINED_ESTIMATE] = c->estimate,
                                                [TSQ_EXPLAINED_SE] = c->se,
                                                [TSQ_EXPLAINED_CI_LB] = c->ci_lb,
                                                [TSQ_EXPLAINED_CI_UB] = c->ci_ub,
                                                [TSQ_EXPLAINED_PVAL] = c->pval,
                                                [TSQ_EXPLAINED_PI_LB] = f->pi_lb,
                                                [TSQ_EXPLAINED_PI_UB] = f->pi_ub,
                                                [TSQ_EXPLAINED_TAU2] = f->tau2,
                                                [TSQ_EXPLAINED_TAU2_LB] = f->tau2_lb,
                                                [TSQ_EXPLAINED_TAU2_UB] = f->tau2_ub,
                                                [TSQ_EXPLAINED_QE] = f->QE,
                                                [TSQ_EXPLAINED_I2] = f->I2};
    return values[which];
}

bool tsq__explain_differ(double a, double b)
{
    return isnan(a) != isnan(b) || (!isnan(a) && a != b);
}

/* The value at the last point up to `point` where there is one. */
static double last_value(const tsq_explanation *explanation, size_t group, size_t point, tsq_explained which)
{
    double value = NAN;
    for (size_t i = 0; i <= point; i++) {
        const double here = tsq_explained_value(&explanation->point[i].result[group], which);
        value = isnan(here) ? value : here;
    }
    return value;
}

static double weight_of(const tsq_pool_result *result, size_t i)
{
    return result->estimated && result->fit.weight != NULL && i < result->effects.k ? result->fit.weight[i] : 0.0;
}

/* Compares weights and estimates of studies, which stand in the order of their rows at both points. */
static void compare_studies(const tsq_pool_result *before, const tsq_pool_result *after, tsq_explain_change *out)
{
    const tsq_effects *x = &before->effects, *y = &after->effects;
    const bool both = before->estimated && after->estimated;
    for (size_t i = 0, j = 0; i < x->k || j < y->k;) {
        const bool in_x = i < x->k && (j >= y->k || x->effect[i].row <= y->effect[j].row);
        const bool in_y = j < y->k && (i >= x->k || y->effect[j].row <= x->effect[i].row);
        const tsq_effect *effect = in_x ? &x->effect[i] : &y->effect[j];
        const double change = (in_y ? weight_of(after, j) : 0.0) - (in_x ? weight_of(before, i) : 0.0);
        if (both && fabs(change) > fabs(out->weight)) {
            out->weight = change;
            out->study = effect->study;
        }
        out->any |= in_x != in_y;
        if (in_x && in_y) {
            out->any |= tsq__explain_differ(x->effect[i].yi, y->effect[j].yi) ||
                        tsq__explain_differ(x->effect[i].vi, y->effect[j].vi);
        }
        i += in_x;
        j += in_y;
    }
    out->any |= out->study != NULL;
}

void tsq_explain_step_change(const tsq_explanation *explanation, size_t group, size_t step, tsq_explain_change *out)
{
    const tsq_pool_result *before = &explanation->point[step].result[group];
    const tsq_pool_result *after = &explanation->point[step + 1].result[group];
    *out = (tsq_explain_change){.any = before->estimated != after->estimated};
    for (size_t q = 0; q < TSQ_EXPLAINED_COUNT; q++) {
        const double old = tsq_explained_value(before, (tsq_explained)q);
        const double new = tsq_explained_value(after, (tsq_explained)q);
        const double last = last_value(explanation, group, step, (tsq_explained)q);
        out->change[q] = new - last;
        out->from_none[q] = !isnan(new) && isnan(last);
        out->to_none[q] = isnan(new) && !isnan(old);
        out->any |= tsq__explain_differ(old, new);
    }
    compare_studies(before, after, out);
}
