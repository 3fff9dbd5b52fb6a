/* The walk: one convention after the other from the result under a to that under b. */
#include <tausq/explain.h>

#include "base/error.h"

#include <stdlib.h>
#include <string.h>

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

/* ---- the points ---------------------------------------------------------------------------------------------- */

/* Pools one side; what is wrong with its options is said of it by name. */
static tsq_status pool_side(const tsq_table *table, const tsq_explain_side *side, tsq_pool_report *out, tsq_error *err)
{
    tsq_error cause;
    const tsq_status status = tsq_pool(table, side->options, out, &cause);
    if (status == TSQ_E_OPTION) {
        return tsq__fail(err, status, "%s: %s", side->name, cause.text);
    }
    if (status != TSQ_OK && err != NULL) {
        *err = cause;
    }
    return status;
}

static bool same_text(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool same_texts(const char *const *a, size_t n_a, const char *const *b, size_t n_b)
{
    bool same = n_a == n_b;
    for (size_t i = 0; same && i < n_a; i++) {
        same = same_text(a[i], b[i]);
    }
    return same;
}

/* Whether both sides look at the same rows, in the same columns. */
static bool same_rows(const tsq_pool_options *a, const tsq_pool_options *b)
{
    return same_texts(a->where, a->n_where, b->where, b->n_where) && same_texts(a->map, a->n_map, b->map, b->n_map) &&
           same_texts(a->effect.unit, a->effect.n_unit, b->effect.unit, b->effect.n_unit) && same_text(a->by, b->by) &&
           a->effect.na_fail == b->effect.na_fail;
}

/* Begins a step, or adds to it. All steps share one array, that of the first. */
static void add_convention(tsq_explanation *out, const tsq_convention *convention)
{
    tsq_explain_step *step = &out->step[out->n];
    if (step->n == 0 && out->n > 0) {
        step->convention = out->step[out->n - 1].convention + out->step[out->n - 1].n;
    }
    step->convention[step->n++] = convention;
}

static size_t count_differing(const tsq_pool_options *a, const tsq_pool_options *b)
{
    size_t n = 0;
    for (size_t i = 0; i < tsq_convention_count(); i++) {
        n += !tsq_convention_same(tsq_convention_at(i), a, b);
    }
    return n;
}

/* A model that cannot be asked for alone, such as MH with another test than z, takes one more convention along: the
 * first one from number `from` on with which it can be. E_OPTION if none is enough. */
static tsq_status take_along(tsq_explanation *out, size_t from, tsq_pool_options *options, const tsq_pool_options *b,
                             tsq_error *err)
{
    for (size_t i = from; i < tsq_convention_count(); i++) {
        const tsq_convention *convention = tsq_convention_at(i);
        if (tsq_convention_same(convention, options, b)) {
            continue;
        }
        tsq_pool_options more = *options;
        tsq_convention_take(convention, b, &more);
        const tsq_status status = tsq_pool(out->table, &more, &out->point[out->n + 1], err);
        if (status == TSQ_OK) {
            *options = more;
            add_convention(out, convention);
        }
        if (status != TSQ_E_OPTION) {
            return status;
        }
    }
    return TSQ_E_OPTION;
}

/* The points between a, which stands in point[0], and b, which becomes the last one. */
static tsq_status walk(tsq_explanation *out, tsq_pool_report *b, tsq_error *err)
{
    tsq_pool_options options = out->point[0].options;
    for (size_t i = 0; i < tsq_convention_count(); i++) {
        const tsq_convention *convention = tsq_convention_at(i);
        if (tsq_convention_same(convention, &options, &b->options)) {
            continue;
        }
        tsq_convention_take(convention, &b->options, &options);
        add_convention(out, convention);
        tsq_status status = TSQ_OK;
        if (count_differing(&options, &b->options) == 0) {
            out->point[out->n + 1] = *b;
            *b = (tsq_pool_report){.options = options};
        } else {
            status = tsq_pool(out->table, &options, &out->point[out->n + 1], err);
        }
        if (status == TSQ_E_OPTION) {
            status = take_along(out, i + 1, &options, &b->options, err);
        }
        if (status == TSQ_OK) {
            out->n++;
        } else if (status != TSQ_E_OPTION) { /* else the step grows by the next one */
            return status;
        }
    }
    return TSQ_OK;
}

static tsq_status make(tsq_explanation *out, tsq_pool_report *b, tsq_error *err)
{
    const size_t differing = count_differing(&out->point[0].options, &b->options);
    tsq_pool_report *point = realloc(out->point, (differing + 1) * sizeof *point);
    if (point == NULL) {
        return tsq__fail_memory(err);
    }
    out->point = point;
    memset(point + 1, 0, differing * sizeof *point);
    if (differing == 0) {
        return TSQ_OK;
    }
    out->step = calloc(differing, sizeof *out->step);
    const tsq_convention **all = calloc(differing, sizeof(const tsq_convention *));
    if (out->step == NULL || all == NULL) {
        free(all);
        free(out->step);
        out->step = NULL;
        return tsq__fail_memory(err);
    }
    out->step[0].convention = all;
    return walk(out, b, err);
}

tsq_status tsq_explain(const tsq_table *table, const tsq_explain_side *a, const tsq_explain_side *b,
                       tsq_explanation *out, tsq_error *err)
{
    *out = (tsq_explanation){.table = table, .name_a = a->name, .name_b = b->name};
    tsq_pool_report last = {0};
    out->point = calloc(1, sizeof *out->point);
    if (out->point == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = pool_side(table, a, &out->point[0], err);
    if (status == TSQ_OK) {
        status = pool_side(table, b, &last, err);
    }
    if (status == TSQ_OK && !same_rows(&out->point[0].options, &last.options)) {
        status = tsq__fail(err, TSQ_E_OPTION, "%s and %s do not look at the same rows and columns", a->name, b->name);
    }
    if (status == TSQ_OK) {
        status = make(out, &last, err);
    }
    tsq_pool_free(&last);
    if (status != TSQ_OK) {
        tsq_explain_free(out);
        return status;
    }
    for (size_t g = 0; g < out->point[0].n; g++) {
        out->n_estimated += out->point[0].result[g].estimated && out->point[out->n].result[g].estimated;
    }
    return TSQ_OK;
}

void tsq_explain_free(tsq_explanation *explanation)
{
    if (explanation == NULL) {
        return;
    }
    /* reports of points that were not reached are zero, and freed as such */
    for (size_t i = 0; explanation->point != NULL && i <= explanation->n; i++) {
        tsq_pool_free(&explanation->point[i]);
    }
    if (explanation->step != NULL) {
        free(explanation->step[0].convention);
    }
    free(explanation->step);
    free(explanation->point);
    *explanation = (tsq_explanation){0};
}

/* ---- what a step changes ------------------------------------------------------------------------------------- */

static bool differ(double a, double b)
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
            out->any |= differ(x->effect[i].yi, y->effect[j].yi) || differ(x->effect[i].vi, y->effect[j].vi);
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
        out->any |= differ(old, new);
    }
    compare_studies(before, after, out);
}
