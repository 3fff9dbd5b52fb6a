/* Correlated estimates turned into uncorrelated ones; see rotation.h.
 *
 * All of it is formed in twofold arithmetic and rounded once, so that the difference of two nearly equal estimates with
 * a correlation near 1, whose variance is tiny, keeps its digits. */
#include "num/rotation.h"

#include "base/error.h"
#include "base/memory.h"
#include "base/text.h"
#include "num/eigen.h"
#include "num/sum.h"

#include <math.h>
#include <stdlib.h>

static size_t size_of(const struct tsq__rotation *rotation, size_t b)
{
    return rotation->start[b + 1] - rotation->start[b];
}

/* The numbers that the caller knows a block's studies by, the first few of many. */
static tsq_status not_definite(const tsq__model *model, size_t b, tsq_error *err)
{
    enum { NAMED = 12 };
    const size_t *member = model->rotation->member + model->rotation->start[b], n = size_of(model->rotation, b);
    tsq__text text = {0};
    for (size_t i = 0; i < n && i < NAMED; i++) {
        tsq__text_printf(&text, "%s%zu", i == 0 ? "" : ", ", model->order[member[i]] + 1);
    }
    char *list = tsq__text_take(&text);
    if (list == NULL) {
        return tsq__fail_memory(err);
    }
    const tsq_status status = tsq__fail_study(err, TSQ_E_VARIANCE, model->order[member[0]],
                                              "the covariance matrix of the studies %s%s is not positive definite",
                                              list, n > NAMED ? ", ..." : "");
    free(list);
    return status;
}

/* Room for the largest block: matrix, eigenvectors, a column. */
struct room {
    tsq__twofold *a, *u, *column;
};

/* values[member] := U' column, for the block's studies. */
static void turn_column(size_t n, const size_t *member, const struct room *room, double *values)
{
    for (size_t c = 0; c < n; c++) {
        tsq__twofold sum = {0.0, 0.0};
        for (size_t i = 0; i < n; i++) {
            sum = tsq__twofold_add(sum, tsq__twofold_times(room->u[i * n + c], room->column[i]));
        }
        values[member[c]] = sum.high;
    }
}

/* The scaled estimate with what its shift rounded off. */
static tsq__twofold shifted(const tsq_studies *s, const tsq__model *model, size_t place)
{
    const tsq__twofold y = {s->yi[model->order[place]], 0.0}, shift = {-model->y_shift, 0.0};
    const tsq__twofold rest = tsq__twofold_add(y, shift);
    return (tsq__twofold){ldexp(rest.high, -model->y_exp), ldexp(rest.low, -model->y_exp)};
}

static void turn_block(const tsq_studies *s, tsq__model *model, size_t b, const struct room *room)
{
    const struct tsq__rotation *rotation = model->rotation;
    const size_t *member = rotation->member + rotation->start[b], n = size_of(rotation, b);
    for (size_t c = 0; c < n; c++) {
        model->v[member[c]] = room->a[c * n + c].high;
        for (size_t i = 0; i < n; i++) {
            rotation->u[b][c * n + i] = room->u[i * n + c].high;
        }
    }
    for (size_t i = 0; i < n; i++) {
        room->column[i] = shifted(s, model, member[i]);
    }
    turn_column(n, member, room, model->y);
    for (size_t j = 0; j < model->m; j++) {
        double *x = model->x + j * model->k;
        for (size_t i = 0; i < n; i++) {
            room->column[i] = (tsq__twofold){x[member[i]], 0.0};
        }
        turn_column(n, member, room, x);
    }
    for (size_t i = 0; i < n; i++) {
        room->column[i] = (tsq__twofold){1.0, 0.0};
    }
    turn_column(n, member, room, model->ones);
}

/* The scaled covariance matrices of the blocks, into rotation->u. `room` has 2 k numbers. */
static void fill_blocks(const tsq_studies *s, const tsq__model *model, size_t *room)
{
    const struct tsq__rotation *rotation = model->rotation;
    size_t *block = room, *within = room + s->k; /* of the studies as the caller numbers them */
    for (size_t b = 0; b < rotation->n; b++) {
        const size_t n = size_of(rotation, b);
        for (size_t i = 0; i < n; i++) {
            const size_t place = rotation->member[rotation->start[b] + i];
            block[model->order[place]] = b;
            within[model->order[place]] = i;
            rotation->u[b][i * n + i] = model->v[place];
        }
    }
    for (size_t c = 0; c < s->n_cov; c++) {
        const tsq_covariance *cov = &s->cov[c];
        if (cov->value != 0.0) {
            double *u = rotation->u[block[cov->i]];
            const size_t n = size_of(rotation, block[cov->i]), i = within[cov->i], j = within[cov->j];
            u[i * n + j] = u[j * n + i] = ldexp(cov->value, -2 * model->y_exp);
        }
    }
}

/* The matrices u[b], one after the other. */
static bool allocate_matrices(struct tsq__rotation *rotation, size_t *largest)
{
    size_t total = 0;
    *largest = 0;
    for (size_t b = 0; b < rotation->n; b++) {
        const size_t n = size_of(rotation, b);
        *largest = n > *largest ? n : *largest;
        if (n > SIZE_MAX / 64 / n || total > SIZE_MAX / 64 - n * n) {
            return false;
        }
        total += n * n;
    }
    rotation->u = tsq__array(rotation->n, sizeof *rotation->u);
    rotation->numbers = tsq__array(total, sizeof(double));
    if (rotation->u == NULL || rotation->numbers == NULL) {
        return false;
    }
    double *next = rotation->numbers;
    for (size_t b = 0; b < rotation->n; b++) {
        rotation->u[b] = next;
        next += size_of(rotation, b) * size_of(rotation, b);
    }
    return true;
}

static tsq_status turn_blocks(const tsq_studies *s, tsq__model *model, tsq_error *err)
{
    struct tsq__rotation *rotation = model->rotation;
    size_t largest = 0;
    const bool allocated = allocate_matrices(rotation, &largest);
    size_t *places = tsq__array(s->k, 2 * sizeof *places);
    tsq__twofold *numbers = allocated ? tsq__array(2 * largest * largest + largest, sizeof *numbers) : NULL;
    tsq_status status = TSQ_OK;
    if (!allocated || places == NULL || numbers == NULL) {
        status = tsq__fail_memory(err);
    } else {
        const struct room room = {numbers, numbers + largest * largest, numbers + 2 * largest * largest};
        fill_blocks(s, model, places);
        for (size_t b = 0; b < rotation->n && status == TSQ_OK; b++) {
            const size_t n = size_of(rotation, b);
            for (size_t i = 0; i < n * n; i++) {
                room.a[i] = (tsq__twofold){rotation->u[b][i], 0.0};
            }
            if (tsq__eigen(n, room.a, room.u)) {
                turn_block(s, model, b, &room);
            } else {
                status = not_definite(model, b, err);
            }
        }
    }
    free(places);
    free(numbers);
    return status;
}

tsq_status tsq__rotation_apply(const tsq_studies *s, tsq__model *model, tsq_error *err)
{
    model->rotation = calloc(1, sizeof *model->rotation);
    if (model->rotation == NULL) {
        return tsq__fail_memory(err);
    }
    tsq_status status = tsq__rotation_blocks(s, model, err);
    for (size_t i = 0; i < s->k; i++) {
        model->ones[i] = 1.0;
    }
    if (status == TSQ_OK) {
        status = turn_blocks(s, model, err);
    }
    for (size_t i = 0; i < s->k; i++) {
        model->vmin = fmin(model->vmin, model->v[i]);
        model->vmax = fmax(model->vmax, model->v[i]);
    }
    return status;
}

void tsq__rotation_row_sums(const tsq__model *model, const double *w, double *sums)
{
    const struct tsq__rotation *rotation = model->rotation;
    for (size_t i = 0; i < model->k; i++) {
        sums[i] = w[i];
    }
    for (size_t b = 0; b < rotation->n; b++) {
        const size_t *member = rotation->member + rotation->start[b], n = size_of(rotation, b);
        for (size_t i = 0; i < n; i++) {
            tsq__sum sum = {0};
            for (size_t c = 0; c < n; c++) {
                const double part = w[member[c]] * model->ones[member[c]], u = rotation->u[b][c * n + i];
                const double product = part * u;
                tsq__sum_add(&sum, product);
                tsq__sum_add(&sum, fma(part, u, -product));
            }
            sums[member[i]] = tsq__sum_value(sum);
        }
    }
}

void tsq__rotation_free(struct tsq__rotation *rotation)
{
    if (rotation != NULL) {
        free(rotation->start);
        free(rotation->u);
        free(rotation->numbers);
        free(rotation);
    }
}
