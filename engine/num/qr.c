/* Householder QR with row interchanges and column pivoting; see qr.h. */
#include "num/qr.h"

#include "num/sum.h"

#include <math.h>

static double dot_from(size_t from, size_t k, const double *x, const double *y)
{
    tsq__sum sum = {0};
    for (size_t i = from; i < k; i++) {
        tsq__sum_add(&sum, x[i] * y[i]);
    }
    return tsq__sum_value(sum);
}

static void swap(double *x, double *y)
{
    const double kept = *x;
    *x = *y;
    *y = kept;
}

static void pivot_column(tsq__qr *qr, size_t j)
{
    size_t best = j;
    double largest = -1.0;
    for (size_t c = j; c < qr->p; c++) {
        const double norm = dot_from(j, qr->k, qr->a + c * qr->k, qr->a + c * qr->k);
        if (norm > largest) {
            largest = norm;
            best = c;
        }
    }
    if (best != j) {
        for (size_t i = 0; i < qr->k; i++) {
            swap(&qr->a[j * qr->k + i], &qr->a[best * qr->k + i]);
        }
        const size_t kept = qr->column[j];
        qr->column[j] = qr->column[best];
        qr->column[best] = kept;
    }
}

static void pivot_row(tsq__qr *qr, size_t j)
{
    const double *column = qr->a + j * qr->k;
    size_t best = j;
    for (size_t i = j + 1; i < qr->k; i++) {
        if (fabs(column[i]) > fabs(column[best])) {
            best = i;
        }
    }
    qr->row[j] = best;
    for (size_t c = 0; best != j && c < qr->p; c++) {
        /* the stored parts of earlier reflectors keep their rows: their interchanges came before this one */
        if (c >= j) {
            swap(&qr->a[c * qr->k + j], &qr->a[c * qr->k + best]);
        }
    }
}

/* z := (I - tau v v') z for reflector j. */
static void reflect(const tsq__qr *qr, size_t j, double *z)
{
    const double *v = qr->a + j * qr->k;
    tsq__sum sum = {0};
    tsq__sum_add(&sum, qr->head[j] * z[j]);
    for (size_t i = j + 1; i < qr->k; i++) {
        tsq__sum_add(&sum, v[i] * z[i]);
    }
    const double factor = qr->tau[j] * tsq__sum_value(sum);
    z[j] -= factor * qr->head[j];
    for (size_t i = j + 1; i < qr->k; i++) {
        z[i] -= factor * v[i];
    }
}

static void make_reflector(tsq__qr *qr, size_t j)
{
    double *column = qr->a + j * qr->k;
    const double rest = dot_from(j + 1, qr->k, column, column);
    const double norm = sqrt(column[j] * column[j] + rest);
    const double diagonal = column[j] > 0.0 ? -norm : norm;
    qr->head[j] = column[j] - diagonal;
    const double vv = qr->head[j] * qr->head[j] + rest;
    qr->tau[j] = vv > 0.0 ? 2.0 / vv : 0.0;
    for (size_t c = j + 1; c < qr->p; c++) {
        reflect(qr, j, qr->a + c * qr->k);
    }
    column[j] = diagonal;
}

void tsq__qr_factor(tsq__qr *qr, size_t fixed)
{
    for (size_t j = 0; j < qr->p; j++) {
        qr->column[j] = j;
    }
    for (size_t j = 0; j < qr->p; j++) {
        if (j >= fixed) {
            pivot_column(qr, j);
        }
        pivot_row(qr, j);
        make_reflector(qr, j);
    }
}

void tsq__qr_apply_transposed(const tsq__qr *qr, double *z)
{
    for (size_t j = 0; j < qr->p; j++) {
        swap(&z[j], &z[qr->row[j]]);
        reflect(qr, j, z);
    }
}

void tsq__qr_apply(const tsq__qr *qr, double *z)
{
    for (size_t j = qr->p; j-- > 0;) {
        reflect(qr, j, z);
        swap(&z[j], &z[qr->row[j]]);
    }
}

bool tsq__qr_solve(const tsq__qr *qr, const double *z, double *x)
{
    const size_t p = qr->p;
    for (size_t j = p; j-- > 0;) {
        tsq__sum sum = {.high = z[j]};
        for (size_t c = j + 1; c < p; c++) {
            tsq__sum_add(&sum, -qr->a[c * qr->k + j] * x[qr->column[c]]);
        }
        const double diagonal = qr->a[j * qr->k + j];
        if (diagonal == 0.0) {
            return false;
        }
        x[qr->column[j]] = tsq__sum_value(sum) / diagonal;
    }
    return true;
}

bool tsq__qr_solve_transposed(const tsq__qr *qr, const double *x, double *u)
{
    for (size_t j = 0; j < qr->p; j++) {
        tsq__sum sum = {.high = x[qr->column[j]]};
        for (size_t c = 0; c < j; c++) {
            tsq__sum_add(&sum, -qr->a[j * qr->k + c] * u[c]);
        }
        const double diagonal = qr->a[j * qr->k + j];
        if (diagonal == 0.0) {
            return false;
        }
        u[j] = tsq__sum_value(sum) / diagonal;
    }
    return true;
}
