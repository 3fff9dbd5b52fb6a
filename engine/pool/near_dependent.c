/* Moderators that depend on one another but for rounding: they have a fit, in which their coefficients mean nothing. */
#include "pool/pool.h"

#include "base/error.h"
#include "base/memory.h"

#include <math.h>
#include <stdlib.h>

/* What the rounding of numbers with 15 and more digits leaves of a column that the others determine, by its length. */
#define ROUNDING 1e-13L

static long double product(const long double *x, const long double *y, size_t k)
{
    long double sum = 0.0L;
    for (size_t i = 0; i < k; i++) {
        sum += x[i] * y[i];
    }
    return sum;
}

/* Takes the columns before j, which are orthonormal, out of column j, and makes it as long as 1. What was left of it. */
static long double reduce(long double *columns, size_t j, size_t k)
{
    long double *column = columns + j * k;
    const long double length = sqrtl(product(column, column, k));
    for (int turn = 0; turn < 2; turn++) {
        for (size_t c = 0; c < j; c++) {
            const long double share = product(columns + c * k, column, k);
            for (size_t i = 0; i < k; i++) {
                column[i] -= share * columns[c * k + i];
            }
        }
    }
    const long double left = sqrtl(product(column, column, k));
    for (size_t i = 0; i < k && left > 0.0L; i++) {
        column[i] /= left;
    }
    return length > 0.0L ? left / length : 0.0L;
}

/* Column j of the model, its largest number scaled to 1. */
static void take_column(const tsq_design *design, size_t j, long double *column)
{
    const size_t first = design->intercept ? 1 : 0, k = design->k;
    long double largest = 0.0L;
    for (size_t i = 0; i < k; i++) {
        column[i] = j < first ? 1.0L : (long double)design->X[(j - first) * k + i];
        largest = fmaxl(largest, fabsl(column[i]));
    }
    for (size_t i = 0; i < k && largest > 0.0L; i++) {
        column[i] /= largest;
    }
}

tsq_status tsq__pool_warn_near_dependent(tsq_pool_result *result, tsq_error *err)
{
    const tsq_design *design = &result->design;
    if (result->warning == NULL || design->p < 2) {
        return TSQ_OK;
    }
    long double *columns = tsq__array(design->p, design->k * sizeof *columns);
    if (columns == NULL) {
        return tsq__fail_memory(err);
    }
    size_t near = 0;
    for (size_t j = 0; j < design->p && near == 0; j++) {
        take_column(design, j, columns + j * design->k);
        near = reduce(columns, j, design->k) < ROUNDING ? j : 0;
    }
    free(columns);
    return near == 0 ? TSQ_OK
                     : tsq__pool_add_warning(result, err,
                                             "%s depends on the coefficients before it but for the rounding of its "
                                             "numbers: neither they nor it mean anything; leave one out",
                                             design->name[near]);
}
