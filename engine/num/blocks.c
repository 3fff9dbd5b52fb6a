/* Groups of studies whose errors are correlated: the list of covariances checked, and its connected parts. */
#include "num/rotation.h"

#include "base/error.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

bool tsq__rotation_needed(const tsq_studies *studies)
{
    for (size_t c = 0; c < studies->n_cov; c++) {
        if (studies->cov[c].value != 0.0) {
            return true;
        }
    }
    return false;
}

static int compare_pairs(const void *a, const void *b)
{
    const tsq_covariance *x = a, *y = b;
    if (x->i != y->i) {
        return x->i < y->i ? -1 : 1;
    }
    return (x->j > y->j) - (x->j < y->j);
}

tsq_status tsq__rotation_check(const tsq_studies *s, tsq_error *err)
{
    for (size_t c = 0; c < s->n_cov; c++) {
        const tsq_covariance *cov = &s->cov[c];
        if (cov->i >= cov->j || cov->j >= s->k) {
            return tsq__fail(err, TSQ_E_VARIANCE,
                             "a covariance of the estimates %zu and %zu: there are %zu, and the "
                             "first must be the smaller one",
                             cov->i + 1, cov->j + 1, s->k);
        }
        if (!isfinite(cov->value)) {
            return tsq__fail_study(err, TSQ_E_NONFINITE, cov->i,
                                   "the covariance of the studies %zu and %zu is not a finite number", cov->i + 1,
                                   cov->j + 1);
        }
    }
    tsq_covariance *sorted = tsq__array(s->n_cov, sizeof *sorted);
    if (sorted == NULL) {
        return tsq__fail_memory(err);
    }
    for (size_t c = 0; c < s->n_cov; c++) {
        sorted[c] = s->cov[c];
    }
    qsort(sorted, s->n_cov, sizeof *sorted, compare_pairs);
    tsq_status status = TSQ_OK;
    for (size_t c = 1; c < s->n_cov && status == TSQ_OK; c++) {
        if (compare_pairs(&sorted[c - 1], &sorted[c]) == 0) {
            status = tsq__fail_study(err, TSQ_E_VARIANCE, sorted[c].i,
                                     "the covariance of the studies %zu and %zu is "
                                     "given twice",
                                     sorted[c].i + 1, sorted[c].j + 1);
        }
    }
    free(sorted);
    return status;
}

/* Whether a covariance is too large for its two variances; what is wrong with more studies together is found later. */
static tsq_status check_pairs(const tsq_studies *s, tsq_error *err)
{
    for (size_t c = 0; c < s->n_cov; c++) {
        const tsq_covariance *cov = &s->cov[c];
        const double most = sqrt(s->vi[cov->i]) * sqrt(s->vi[cov->j]);
        if (fabs(cov->value) > most) {
            return tsq__fail_study(err, TSQ_E_VARIANCE, cov->i,
                                   "the covariance %g of the studies %zu and %zu is larger than their variances %g and "
                                   "%g allow",
                                   cov->value, cov->i + 1, cov->j + 1, s->vi[cov->i], s->vi[cov->j]);
        }
    }
    return TSQ_OK;
}

static size_t root_of(size_t *parent, size_t i)
{
    while (parent[i] != i) {
        parent[i] = parent[parent[i]];
        i = parent[i];
    }
    return i;
}

/* parent[i] := the first place of the block of place i. */
static void find_blocks(const tsq_studies *s, const size_t *place, size_t *parent)
{
    for (size_t i = 0; i < s->k; i++) {
        parent[i] = i;
    }
    for (size_t c = 0; c < s->n_cov; c++) {
        if (s->cov[c].value != 0.0) {
            const size_t a = root_of(parent, place[s->cov[c].i]), b = root_of(parent, place[s->cov[c].j]);
            parent[a > b ? a : b] = a > b ? b : a;
        }
    }
    for (size_t i = 0; i < s->k; i++) {
        parent[i] = root_of(parent, i);
    }
}

/* Lists the blocks of two or more, by their first places. `scratch` has 2 k numbers. */
static void list_blocks(size_t k, const size_t *parent, struct tsq__rotation *rotation, size_t *scratch)
{
    size_t *size = scratch, *next = scratch + k, total = 0;
    for (size_t i = 0; i < k; i++) {
        size[i] = 0;
    }
    for (size_t i = 0; i < k; i++) {
        size[parent[i]]++;
    }
    for (size_t i = 0; i < k; i++) {
        if (size[i] > 1) {
            next[i] = total;
            rotation->start[rotation->n++] = total;
            total += size[i];
        }
    }
    rotation->start[rotation->n] = total;
    for (size_t i = 0; i < k; i++) {
        if (size[parent[i]] > 1) {
            rotation->member[next[parent[i]]++] = i;
        }
    }
}

tsq_status tsq__rotation_blocks(const tsq_studies *s, tsq__model *model, tsq_error *err)
{
    struct tsq__rotation *rotation = model->rotation;
    size_t *room = tsq__array(s->k, 4 * sizeof *room);
    if (room == NULL) {
        return tsq__fail_memory(err);
    }
    rotation->start = tsq__array(2 * s->k + 2, sizeof *rotation->start);
    if (rotation->start == NULL) {
        free(room);
        return tsq__fail_memory(err);
    }
    rotation->member = rotation->start + s->k + 1;
    size_t *place = room, *parent = room + s->k;
    for (size_t i = 0; i < s->k; i++) {
        place[model->order[i]] = i;
    }
    const tsq_status status = check_pairs(s, err);
    if (status == TSQ_OK) {
        find_blocks(s, place, parent);
        list_blocks(s->k, parent, rotation, room + 2 * s->k);
    }
    free(room);
    return status;
}
