/* Operands of formulas: what operations and functions do to numbers and to the bounds of their errors. */
#include "verify/functions.h"

#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

bool tsq__operand_new(size_t n, tsq__operand *out)
{
    *out = (tsq__operand){.n = n, .value = calloc(n + 1, 2 * sizeof *out->value)};
    out->error = out->value == NULL ? NULL : out->value + n + 1;
    return out->value != NULL;
}

bool tsq__operand_of(const double *values, size_t n, tsq__operand *out)
{
    if (!tsq__operand_new(n, out)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        out->value[i] = values[i];
        out->error[i] = fabs(values[i]);
    }
    return true;
}

void tsq__operand_free(tsq__operand *operand)
{
    // NOLINTNEXTLINE(clang-analyzer-unix.Malloc): operands of a recursion are told apart by their frames
    free(operand->value);
    *operand = (tsq__operand){0};
}

/* ---- operations -------------------------------------------------------------------------------------------- */

/* |dF/dx_j|, by a difference: bounds need no more than two digits. */
static long double slope(const tsq__function *function, const long double *x, int j)
{
    long double low[TSQ__ARGUMENTS], high[TSQ__ARGUMENTS];
    const long double h = fabsl(x[j]) * 1e-6L + 1e-300L, middle = function->call(x);
    for (int i = 0; i < TSQ__ARGUMENTS; i++) {
        low[i] = i == j ? x[i] - h : x[i];
        high[i] = i == j ? x[i] + h : x[i];
    }
    const long double left = fabsl(middle - function->call(low)), right = fabsl(function->call(high) - middle);
    return (isnan(left) ? right : isnan(right) ? left : fmaxl(left, right)) / h;
}

/* out may be one of the arguments: each number is read before it is written. */
static void apply_function(const tsq__function *function, const tsq__operand *arguments, tsq__operand *out)
{
    for (size_t i = 0; i < out->n; i++) {
        long double x[TSQ__ARGUMENTS] = {0.0L}, error = 0.0L;
        for (int j = 0; j < function->arguments; j++) {
            x[j] = arguments[j].value[arguments[j].n == 1 ? 0 : i];
        }
        for (int j = 0; j < function->arguments; j++) {
            const long double of = arguments[j].error[arguments[j].n == 1 ? 0 : i];
            error += of == 0.0L ? 0.0L : slope(function, x, j) * of;
        }
        out->value[i] = function->call(x);
        out->error[i] = fabsl(out->value[i]) + error;
    }
}

/* What rounding the result of an operation adds, in the unit of errors. */
static long double rounding(long double value)
{
    return fabsl(value) * (LDBL_EPSILON / (long double)DBL_EPSILON);
}

/* Two errors at once, where the slopes are small. */
static long double second_order(long double ea, long double eb)
{
    return ea * eb * (0.5L * (long double)DBL_EPSILON);
}

static void apply_power(long double a, long double ea, long double b, long double *value, long double *error)
{
    /* powers of the formulas are numbers, not data */
    *value = b == 2.0L ? a * a : powl(a, b);
    *error =
        fabsl(*value) + (a == 0.0L ? 0.0L : fabsl(b * *value / a) * ea) + (b == 2.0L ? second_order(ea, ea) : 0.0L);
}

/* out may be x or y: each number is read before it is written. */
static void apply_operator(char operation, const tsq__operand *x, const tsq__operand *y, tsq__operand *out)
{
    for (size_t i = 0; i < out->n; i++) {
        const size_t ix = x->n == 1 ? 0 : i, iy = y->n == 1 ? 0 : i;
        const long double a = x->value[ix], b = y->value[iy], ea = x->error[ix], eb = y->error[iy];
        switch (operation) {
        case '+':
            out->value[i] = a + b;
            out->error[i] = ea + eb;
            break;
        case '-':
            out->value[i] = a - b;
            out->error[i] = ea + eb;
            break;
        case '*':
            out->value[i] = a * b;
            out->error[i] = fabsl(a) * eb + fabsl(b) * ea + second_order(ea, eb);
            break;
        case '/':
            out->value[i] = a / b;
            out->error[i] = ea / fabsl(b) + fabsl(a / b) * (eb / fabsl(b));
            break;
        default:
            apply_power(a, ea, b, &out->value[i], &out->error[i]);
        }
        out->error[i] += rounding(out->value[i]);
    }
}

/* Two operands go together number by number where they are as long as each other, or one of them is one number. */
static bool fit_together(const tsq__operand *x, const tsq__operand *y)
{
    return x->n == 1 || y->n == 1 || (x->n == y->n && x->rows == y->rows);
}

/* The result stands in the longer operand: makes that one x. */
static void keep_longer(tsq__operand *x, tsq__operand *y)
{
    if (y->n > x->n) {
        const tsq__operand shorter = *x;
        *x = *y;
        *y = shorter;
    }
}

tsq_status tsq__operand_combine(char operation, tsq__operand *x, tsq__operand *y)
{
    if (!fit_together(x, y)) {
        return TSQ_E_OPTION;
    }
    apply_operator(operation, x, y, x->n >= y->n ? x : y);
    keep_longer(x, y);
    return TSQ_OK;
}

static void add_up(tsq__operand *x)
{
    for (size_t i = 1; i < x->n; i++) {
        x->value[0] += x->value[i];
        x->error[0] += x->error[i] + rounding(x->value[0]);
    }
    x->n = 1;
    x->rows = 0;
}

tsq_status tsq__operand_call(const tsq__function *function, tsq__operand *arguments)
{
    int longest = 0;
    if (function->whole != NULL) {
        tsq__operand result;
        const tsq_status status = function->whole(arguments, &result);
        if (status == TSQ_OK) {
            tsq__operand_free(&arguments[0]);
            arguments[0] = result;
        }
        return status;
    }
    if (function->call == NULL) {
        add_up(arguments);
        return TSQ_OK;
    }
    for (int j = 1; j < function->arguments; j++) {
        if (!fit_together(&arguments[longest], &arguments[j])) {
            return TSQ_E_OPTION;
        }
        longest = arguments[j].n > arguments[longest].n ? j : longest;
    }
    apply_function(function, arguments, &arguments[longest]);
    const tsq__operand result = arguments[longest];
    arguments[longest] = arguments[0];
    arguments[0] = result;
    return TSQ_OK;
}
