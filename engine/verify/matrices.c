/* Matrices in formulas. Covariances of studies that share a control make blocks: what is 0 is passed over. */
#include "verify/functions.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What rounding in long double adds to a number of that size, in the unit of errors. */
static long double rounding(long double size)
{
    return size * (4.0L * LDBL_EPSILON / (long double)DBL_EPSILON);
}

static size_t columns_of(const tsq__operand *x)
{
    return x->rows == 0 ? 1 : x->n / x->rows;
}

static size_t rows_of(const tsq__operand *x)
{
    return x->rows == 0 ? x->n : x->rows;
}

static bool is_square(const tsq__operand *x)
{
    return rows_of(x) == columns_of(x);
}

static bool make(size_t rows, size_t columns, tsq__operand *out)
{
    const bool whole = tsq__operand_new(rows * columns, out);
    out->rows = columns > 1 ? rows : 0;
    return whole;
}

tsq_status tsq__matrix_diagonal(const tsq__operand *arguments, tsq__operand *out)
{
    const size_t k = arguments[0].n;
    if (arguments[0].rows != 0) {
        return TSQ_E_OPTION;
    }
    if (!make(k, k, out)) {
        return TSQ_E_MEMORY;
    }
    for (size_t i = 0; i < k; i++) {
        out->value[i * k + i] = arguments[0].value[i];
        out->error[i * k + i] = arguments[0].error[i];
    }
    return TSQ_OK;
}

/* ---- inverses ------------------------------------------------------------------------------------------------ */

static void swap_rows(long double *a, size_t n, size_t i, size_t j)
{
    for (size_t c = 0; c < n && i != j; c++) {
        const long double kept = a[i * n + c];
        a[i * n + c] = a[j * n + c];
        a[j * n + c] = kept;
    }
}

/* row i -= factor * row j */
static void subtract(long double *a, size_t n, size_t i, size_t j, long double factor)
{
    for (size_t c = 0; c < n; c++) {
        a[i * n + c] -= a[j * n + c] == 0.0L ? 0.0L : factor * a[j * n + c];
    }
}

/* Gauss and Jordan's elimination: a becomes 1, b its inverse; ln |det a|. NaN where there is no inverse. */
static long double invert(long double *a, long double *b, size_t n)
{
    long double log_det = 0.0L;
    for (size_t j = 0; j < n; j++) {
        size_t pivot = j;
        for (size_t i = j + 1; i < n; i++) {
            pivot = fabsl(a[i * n + j]) > fabsl(a[pivot * n + j]) ? i : pivot;
        }
        const long double most = a[pivot * n + j];
        log_det += logl(fabsl(most));
        swap_rows(a, n, j, pivot);
        swap_rows(b, n, j, pivot);
        for (size_t c = 0; c < n; c++) {
            a[j * n + c] /= most;
            b[j * n + c] /= most;
        }
        for (size_t i = 0; i < n; i++) {
            const long double factor = a[i * n + j];
            if (i != j && factor != 0.0L) {
                subtract(a, n, i, j, factor);
                subtract(b, n, i, j, factor);
            }
        }
    }
    return log_det;
}

/* z = |x| e |y|, all n times n. */
static void bound(const long double *x, const long double *e, const long double *y, long double *z, long double *work,
                  size_t n)
{
    memset(work, 0, n * n * sizeof *work);
    memset(z, 0, n * n * sizeof *z);
    for (size_t i = 0; i < n; i++) {
        for (size_t l = 0; l < n; l++) {
            for (size_t j = 0; x[i * n + l] != 0.0L && j < n; j++) {
                work[i * n + j] += fabsl(x[i * n + l]) * e[l * n + j];
            }
        }
    }
    for (size_t i = 0; i < n; i++) {
        for (size_t l = 0; l < n; l++) {
            for (size_t j = 0; work[i * n + l] != 0.0L && j < n; j++) {
                z[i * n + j] += work[i * n + l] * fabsl(y[l * n + j]);
            }
        }
    }
}

/* The inverse B of A with |B| E |B| as the bound of its error, and ln |det A|; both may be wanted. */
static tsq_status solve(const tsq__operand *A, tsq__operand *B, long double *log_det)
{
    const size_t n = rows_of(A);
    if (!is_square(A)) {
        return TSQ_E_OPTION;
    }
    long double *a = malloc(3 * (n * n + 1) * sizeof *a);
    if (!make(n, n, B) || a == NULL) {
        free(a);
        tsq__operand_free(B);
        return TSQ_E_MEMORY;
    }
    long double *errors = a + n * n, *work = errors + n * n;
    memcpy(a, A->value, n * n * sizeof *a);
    for (size_t i = 0; i < n * n; i++) {
        errors[i] = A->error[i] + rounding(fabsl(A->value[i]) * (long double)n);
        B->value[i] = i % (n + 1) == 0 ? 1.0L : 0.0L;
    }
    *log_det = invert(a, B->value, n);
    bound(B->value, errors, B->value, B->error, work, n);
    for (size_t i = 0; i < n * n; i++) {
        B->error[i] += rounding(fabsl(B->value[i]));
    }
    free(a);
    return TSQ_OK;
}

tsq_status tsq__matrix_inverse(const tsq__operand *arguments, tsq__operand *out)
{
    long double log_det;
    return solve(&arguments[0], out, &log_det);
}

tsq_status tsq__matrix_log_det(const tsq__operand *arguments, tsq__operand *out)
{
    tsq__operand inverse;
    long double value;
    const tsq_status status = solve(&arguments[0], &inverse, &value);
    if (status != TSQ_OK) {
        return status;
    }
    const bool whole = make(1, 1, out);
    if (whole) {
        out->value[0] = value;
        out->error[0] = rounding(fabsl(value));
        for (size_t i = 0; i < inverse.n; i++) {
            out->error[0] += fabsl(inverse.value[i]) * arguments[0].error[i];
        }
    }
    tsq__operand_free(&inverse);
    return whole ? TSQ_OK : TSQ_E_MEMORY;
}

/* ---- products ------------------------------------------------------------------------------------------------ */

tsq_status tsq__matrix_transpose(const tsq__operand *arguments, tsq__operand *out)
{
    const tsq__operand *x = &arguments[0];
    const size_t rows = rows_of(x), columns = columns_of(x);
    if (!tsq__operand_new(x->n, out)) {
        return TSQ_E_MEMORY;
    }
    out->rows = columns; /* of one row too */
    for (size_t i = 0; i < rows; i++) {
        for (size_t j = 0; j < columns; j++) {
            out->value[j * rows + i] = x->value[i * columns + j];
            out->error[j * rows + i] = x->error[i * columns + j];
        }
    }
    return TSQ_OK;
}

/* to += x y with its error. */
static void add_product(tsq__operand *to, size_t at, const tsq__operand *x, size_t i, const tsq__operand *y, size_t j)
{
    const long double a = x->value[i], b = y->value[j], ea = x->error[i], eb = y->error[j];
    to->value[at] += a * b;
    to->error[at] +=
        fabsl(a) * eb + fabsl(b) * ea + ea * eb * (0.5L * (long double)DBL_EPSILON) + rounding(fabsl(a * b));
}

tsq_status tsq__matrix_product(const tsq__operand *arguments, tsq__operand *out)
{
    const tsq__operand *x = &arguments[0], *y = &arguments[1];
    const size_t rows = rows_of(x), inner = columns_of(x);
    const bool constant = y->n == 1 && inner > 1;
    if (!constant && rows_of(y) != inner) {
        return TSQ_E_OPTION;
    }
    const size_t columns = constant ? 1 : columns_of(y);
    if (!make(rows, columns, out)) {
        return TSQ_E_MEMORY;
    }
    for (size_t i = 0; i < rows; i++) {
        for (size_t l = 0; l < inner; l++) {
            for (size_t j = 0; x->value[i * inner + l] != 0.0L && j < columns; j++) {
                add_product(out, i * columns + j, x, i * inner + l, y, constant ? 0 : l * columns + j);
            }
        }
    }
    return TSQ_OK;
}

tsq_status tsq__matrix_crossproduct(const tsq__operand *arguments, tsq__operand *out)
{
    const tsq__operand *x = &arguments[0], *w = &arguments[1];
    const size_t rows = rows_of(x), columns = columns_of(x);
    tsq__operand weighted = {0}, turned = {0};
    if (w->rows != 0 || w->n != rows) {
        return TSQ_E_OPTION;
    }
    if (!tsq__operand_new(x->n, &weighted)) {
        return TSQ_E_MEMORY;
    }
    weighted.rows = x->rows;
    for (size_t i = 0; i < x->n; i++) {
        add_product(&weighted, i, x, i, w, i / columns);
    }
    tsq_status status = tsq__matrix_transpose(x, &turned);
    if (status == TSQ_OK) {
        const tsq__operand both[2] = {turned, weighted};
        status = tsq__matrix_product(both, out);
    }
    tsq__operand_free(&weighted);
    tsq__operand_free(&turned);
    return status;
}

tsq_status tsq__matrix_trace(const tsq__operand *arguments, tsq__operand *out)
{
    const tsq__operand *x = &arguments[0];
    const size_t n = rows_of(x);
    if (!is_square(x)) {
        return TSQ_E_OPTION;
    }
    if (!make(1, 1, out)) {
        return TSQ_E_MEMORY;
    }
    for (size_t i = 0; i < n; i++) {
        out->value[0] += x->value[i * n + i];
        out->error[0] += x->error[i * n + i] + rounding(fabsl(x->value[i * n + i]));
    }
    return TSQ_OK;
}

tsq_status tsq__matrix_element(const tsq__operand *arguments, tsq__operand *out)
{
    const tsq__operand *x = &arguments[0];
    const size_t i = (size_t)arguments[1].value[0] - 1, j = (size_t)arguments[2].value[0] - 1;
    if (!(arguments[1].value[0] >= 1.0L && arguments[2].value[0] >= 1.0L) || i >= rows_of(x) || j >= columns_of(x)) {
        return TSQ_E_OPTION;
    }
    if (!make(1, 1, out)) {
        return TSQ_E_MEMORY;
    }
    out->value[0] = x->value[i * columns_of(x) + j];
    out->error[0] = x->error[i * columns_of(x) + j];
    return TSQ_OK;
}
