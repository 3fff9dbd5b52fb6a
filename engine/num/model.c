/* Checking, sorting, shifting and scaling of the studies; see model.h. */
#include "num/model.h"

#include "base/error.h"
#include "num/basis.h"
#include "num/rank.h"
#include "num/rotation.h"
#include "num/sum.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static tsq_status check_values(const tsq_studies *s, tsq_error *err)
{
    if (s->k == 0) {
        return tsq__fail(err, TSQ_E_EMPTY, "%s", tsq_status_text(TSQ_E_EMPTY));
    }
    for (size_t i = 0; i < s->k; i++) {
        bool finite = isfinite(s->yi[i]) && isfinite(s->vi[i]) && (s->weights == NULL || isfinite(s->weights[i]));
        for (size_t j = 0; j < s->m; j++) {
            finite = finite && isfinite(s->X[j * s->k + i]);
        }
        if (!finite) {
            return tsq__fail_study(err, TSQ_E_NONFINITE, i, "study %zu: %s", i + 1, tsq_status_text(TSQ_E_NONFINITE));
        }
    }
    for (size_t i = 0; i < s->k; i++) {
        if (s->vi[i] <= 0.0) {
            return tsq__fail_study(err, TSQ_E_VARIANCE, i, "study %zu: sampling variance %g is not positive", i + 1,
                                   s->vi[i]);
        }
    }
    return TSQ_OK;
}

/* Whether the studies with positive weight determine the coefficients. */
static tsq_status check_weighted_rank(const tsq_studies *s, size_t positive, bool intercept, tsq_error *err)
{
    if (s->m == 0 || positive == s->k) {
        return TSQ_OK;
    }
    uint64_t *work = malloc((positive + 1) * (s->m + 2) * sizeof *work);
    double *x = malloc(positive * s->m * sizeof *x);
    bool deficient = false;
    if (work != NULL && x != NULL) {
        size_t n = 0;
        for (size_t j = 0; j < s->m; j++) {
            for (size_t i = 0; i < s->k; i++) {
                if (s->weights[i] > 0.0) {
                    x[n++] = s->X[j * s->k + i];
                }
            }
        }
        deficient = tsq__rank_deficient(positive, s->m, x, NULL, intercept, work);
    }
    const bool failed = work == NULL || x == NULL;
    free(work);
    free(x);
    if (failed) {
        return tsq__fail_memory(err);
    }
    return deficient
               ? tsq__fail(err, TSQ_E_WEIGHT, "the studies with positive weight do not determine the coefficients")
               : TSQ_OK;
}

static tsq_status check_weights(const tsq_studies *s, size_t p, bool intercept, tsq_error *err)
{
    size_t positive = 0;
    for (size_t i = 0; s->weights != NULL && i < s->k; i++) {
        if (s->weights[i] < 0.0) {
            return tsq__fail_study(err, TSQ_E_WEIGHT, i, "study %zu: negative weight %g", i + 1, s->weights[i]);
        }
        positive += s->weights[i] > 0.0;
    }
    if (s->weights == NULL) {
        return TSQ_OK;
    }
    const size_t least = s->k > p ? p + 1 : p;
    if (positive < least) {
        return tsq__fail(err, TSQ_E_WEIGHT, "%zu weights are positive, the model needs %zu", positive, least);
    }
    return check_weighted_rank(s, positive, intercept, err);
}

static tsq_status check_design(const tsq_studies *s, bool intercept, size_t p, bool *exact_fit, tsq_error *err)
{
    if (p > s->k) {
        return tsq__fail(err, TSQ_E_DF, "%zu coefficients cannot be estimated from %zu studies", p, s->k);
    }
    if (p == 0) {
        return tsq__fail(err, TSQ_E_OPTION, "a model without intercept needs a moderator");
    }
    if (s->m == 0) {
        return TSQ_OK;
    }
    /* one column more than the moderators: the second test takes y along */
    if (s->k + 1 > SIZE_MAX / sizeof(uint64_t) / (s->m + 2)) {
        return tsq__fail_memory(err);
    }
    uint64_t *work = malloc((s->k + 1) * (s->m + 2) * sizeof *work);
    if (work == NULL) {
        return tsq__fail_memory(err);
    }
    const bool deficient = tsq__rank_deficient(s->k, s->m, s->X, NULL, intercept, work);
    *exact_fit = !deficient && p < s->k && tsq__rank_deficient(s->k, s->m, s->X, s->yi, intercept, work);
    free(work);
    if (deficient) {
        return tsq__fail(err, TSQ_E_RANK, "the moderators%s are linearly dependent: leave one out",
                         intercept ? " and the intercept" : "");
    }
    return TSQ_OK;
}

/* The order of the studies; `tie` decides between those that agree in all but their covariances. Merge sort, because
 * qsort has no context argument in C17 and the library has no state. */
static int compare(const tsq_studies *s, const uint64_t *tie, size_t a, size_t b)
{
    if (s->vi[a] != s->vi[b]) {
        return s->vi[a] < s->vi[b] ? -1 : 1;
    }
    if (s->yi[a] != s->yi[b]) {
        return s->yi[a] < s->yi[b] ? -1 : 1;
    }
    for (size_t j = 0; j < s->m; j++) {
        const double *x = s->X + j * s->k;
        if (x[a] != x[b]) {
            return x[a] < x[b] ? -1 : 1;
        }
    }
    if (s->weights != NULL && s->weights[a] != s->weights[b]) {
        return s->weights[a] < s->weights[b] ? -1 : 1;
    }
    return tie == NULL || tie[a] == tie[b] ? 0 : tie[a] < tie[b] ? -1 : 1;
}

static void merge_sort(const tsq_studies *s, const uint64_t *tie, size_t *order, size_t *scratch)
{
    for (size_t i = 0; i < s->k; i++) {
        order[i] = i;
    }
    for (size_t width = 1; width < s->k; width *= 2) {
        for (size_t start = 0; start < s->k; start += 2 * width) {
            const size_t middle = start + width < s->k ? start + width : s->k;
            const size_t end = middle + width < s->k ? middle + width : s->k;
            size_t a = start, b = middle;
            for (size_t i = start; i < end; i++) {
                const bool left = a < middle && (b >= end || compare(s, tie, order[a], order[b]) <= 0);
                scratch[i] = left ? order[a++] : order[b++];
            }
        }
        memcpy(order, scratch, s->k * sizeof *order);
    }
}

/* One block for all arrays; doubles first, so that everything is aligned. */
static bool allocate(tsq__model *model, bool weighted, bool turned)
{
    const size_t k = model->k, m = model->m;
    const size_t per_study = 2 + m + (weighted ? 1 : 0) + (turned ? 1 : 0);
    if (k > SIZE_MAX / 64 / (per_study + 1) || m > SIZE_MAX / 64 / (m + 2)) {
        return false;
    }
    const size_t doubles = k * per_study + m + model->p * m;
    char *block = malloc(doubles * sizeof(double) + 2 * k * sizeof(size_t) + (2 * m + 1) * sizeof(int));
    if (block == NULL) {
        return false;
    }
    double *next = (double *)(void *)block;
    model->block = block;
    model->y = next;
    model->v = next + k;
    model->x = m > 0 ? next + 2 * k : NULL;
    model->weights = weighted ? next + (2 + m) * k : NULL;
    model->ones = turned ? next + (per_study - 1) * k : NULL;
    model->x_shift = next + per_study * k;
    model->mix = model->x_shift + m;
    model->order = (size_t *)(void *)(block + doubles * sizeof(double));
    model->x_exp = (int *)(void *)(model->order + 2 * k);
    model->z_exp = model->x_exp + m;
    return true;
}

/* The inverse-variance weighted mean: after the shift by it no digits are lost to a common offset. Found in two
 * steps, the second one relative to the first. */
static double centre(const tsq__model *model, const tsq_studies *s)
{
    double shift = s->yi[model->order[0]];
    tsq__sum weight = {0}, total = {0};
    const double unit = ldexp(1.0, 2 * model->y_exp);
    for (size_t i = 0; i < model->k; i++) {
        const size_t from = model->order[i];
        const double w = unit / s->vi[from];
        tsq__sum_add_positive(&weight, w);
        tsq__sum_add(&total, w * (s->yi[from] - shift));
    }
    shift += tsq__sum_value(total) / tsq__sum_value(weight);
    return shift;
}

static void scale_outcome(tsq__model *model, const tsq_studies *s)
{
    int exponent;
    (void)frexp(s->vi[model->order[0]], &exponent); /* v in [2^(e-1), 2^e) */
    model->y_exp = exponent > 0 ? (exponent - 1) / 2 : -((2 - exponent) / 2);
    model->y_shift = model->intercept ? centre(model, s) : 0.0;
    for (size_t i = 0; i < model->k; i++) {
        const size_t from = model->order[i];
        model->y[i] = ldexp(s->yi[from] - model->y_shift, -model->y_exp);
        model->v[i] = ldexp(s->vi[from], -2 * model->y_exp);
    }
    model->vmin = model->vi_min = model->v[0];
    model->vmax = model->vi_max = model->v[model->k - 1];
}

static bool scale_moderators(tsq__model *model, const tsq_studies *s)
{
    double *room = calloc(model->k, 2 * sizeof(double));
    if (room == NULL) {
        return false;
    }
    for (size_t j = 0; j < model->m; j++) {
        const double *from = s->X + j * s->k;
        double *x = model->x + j * model->k, largest = 0.0;
        tsq__sum mean = {0};
        for (size_t i = 0; model->intercept && i < model->k; i++) {
            tsq__sum_add(&mean, from[model->order[i]] / (double)model->k);
        }
        model->x_shift[j] = tsq__sum_value(mean);
        for (size_t i = 0; i < model->k; i++) {
            x[i] = from[model->order[i]] - model->x_shift[j];
            largest = fmax(largest, fabs(x[i]));
        }
        (void)frexp(largest, &model->x_exp[j]);
        for (size_t i = 0; i < model->k; i++) {
            x[i] = ldexp(x[i], -model->x_exp[j]);
        }
    }
    tsq__basis_orthogonal(model->k, model->m, model->intercept, model->x, model->mix, model->z_exp, room);
    free(room);
    return true;
}

static void scale_weights(tsq__model *model, const tsq_studies *s)
{
    double largest = 0.0;
    for (size_t i = 0; i < model->k; i++) {
        largest = fmax(largest, s->weights[i]);
    }
    int exponent;
    (void)frexp(largest, &exponent);
    for (size_t i = 0; i < model->k; i++) {
        model->weights[i] = ldexp(s->weights[model->order[i]], 1 - exponent);
    }
}

/* Sorts again where covariances tell studies apart that agree otherwise. */
static tsq_status break_ties(const tsq_studies *s, tsq__model *model, tsq_error *err)
{
    size_t *class = calloc(model->k, sizeof *class);
    uint64_t *tie = calloc(model->k, sizeof *tie);
    tsq_status status = class == NULL || tie == NULL ? tsq__fail_memory(err) : TSQ_OK;
    if (status == TSQ_OK) {
        for (size_t i = 1; i < model->k; i++) {
            const size_t at = model->order[i], before = model->order[i - 1];
            class[at] = compare(s, NULL, before, at) == 0 ? class[before] : i;
        }
        int exponent;
        (void)frexp(s->vi[model->order[0]], &exponent);
        status = tsq__rotation_ties(s, class, exponent, tie, err);
    }
    if (status == TSQ_OK) {
        merge_sort(s, tie, model->order, model->order + model->k);
    }
    free(class);
    free(tie);
    return status;
}

static tsq_status check(const tsq_studies *s, bool intercept, tsq__model *model, tsq_error *err)
{
    tsq_status status = check_values(s, err);
    status = status == TSQ_OK ? check_design(s, intercept, model->p, &model->exact_fit, err) : status;
    status = status == TSQ_OK ? check_weights(s, model->p, intercept, err) : status;
    return status == TSQ_OK && s->n_cov > 0 ? tsq__rotation_check(s, err) : status;
}

static tsq_status prepare(const tsq_studies *s, bool turned, tsq__model *model, tsq_error *err)
{
    merge_sort(s, NULL, model->order, model->order + model->k);
    tsq_status status = turned ? break_ties(s, model, err) : TSQ_OK;
    if (status != TSQ_OK) {
        return status;
    }
    scale_outcome(model, s);
    if (model->m > 0 && !scale_moderators(model, s)) {
        return tsq__fail_memory(err);
    }
    if (s->weights != NULL) {
        scale_weights(model, s);
    }
    for (size_t i = 0; i < model->k; i++) {
        // NOLINTNEXTLINE(clang-analyzer-core.UndefinedBinaryOperatorResult): scale_outcome wrote all k
        if (!isfinite(model->y[i] * model->y[i] / model->vmin) || !isfinite(model->v[i]) || !isnormal(s->vi[i])) {
            return tsq__fail(err, TSQ_E_RANGE, "%s", tsq_status_text(TSQ_E_RANGE));
        }
    }
    return turned ? tsq__rotation_apply(s, model, err) : TSQ_OK;
}

tsq_status tsq__model_new(const tsq_studies *studies, bool intercept, tsq__model *model, tsq_error *err)
{
    *model = (tsq__model){.k = studies->k, .m = studies->m, .intercept = intercept};
    model->p = studies->m + (intercept ? 1 : 0);
    tsq_status status = check(studies, intercept, model, err);
    const bool turned = status == TSQ_OK && tsq__rotation_needed(studies);
    if (status == TSQ_OK && !allocate(model, studies->weights != NULL, turned)) {
        status = tsq__fail_memory(err);
    }
    status = status == TSQ_OK ? prepare(studies, turned, model, err) : status;
    if (status != TSQ_OK) {
        tsq__model_free(model);
    }
    return status;
}

void tsq__model_free(tsq__model *model)
{
    if (model != NULL) {
        free(model->block);
        tsq__rotation_free(model->rotation);
        *model = (tsq__model){0};
    }
}

double tsq__model_unscale(const tsq__model *model, double x, int power)
{
    return ldexp(x, power * model->y_exp);
}
