/*
 * Formulas as texts: a parser by recursive descent that computes as it reads.
 *
 * Functions: sum, exp, log, sqrt, abs, sin, cos, asin, acos, tanh, atanh, floor, round (to whole numbers, halves to the
 * even one), sign (1 for 0), min, max, count(x) (0 or 1 for each number whether it is above 0), hedges_J(m), F_half(c, r)
 * and F_one(c, r) (Gauss's F(1/2, 1/2; c; 1 - r^2) and F(1, 1; c; 1 - r^2)), var_R2(R2, n, m) (effect/r2f.c), blue5_mean(n, i),
 * blue5_sd(n, i), blue_q_mean, blue_q_sd, blue_r_mean and blue_r_sd (weights of number i in best linear unbiased estimates from
 * five numbers, median and quartiles, median and range), Phi(x) and phi(x)
 * (normal distribution and density), Phi2(h, k, r) (of two normal variables with correlation r), probit(p),
 * z_upper(tail), t_upper(tail, df), F_upper(tail, df1, df2), chi2_upper(tail, df), chi2_lower(tail, df) (quantiles),
 * p_z(z), p_t(t, df) (two-sided), p_chi2(x, df) (upper), and the decimal logarithms of these p-values. PI is a constant.
 */
#include "verify/expression.h"

#include "verify/functions.h"

#include <ctype.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Parentheses and calls within each other; formulas are our own texts and far from it. */
#define DEPTH 40

struct reader {
    const char *at;
    tsq__lookup *lookup;
    void *context;
    int depth;
};

static tsq_status read_sum(struct reader *reader, tsq__operand *out);

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
    return x->n == y->n || x->n == 1 || y->n == 1;
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

/* x := x OP y. y is used up. */
static tsq_status combine(char operation, tsq__operand *x, tsq__operand *y)
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
}

/* *arguments := F(arguments); the others are used up. */
static tsq_status call(const tsq__function *function, tsq__operand *arguments)
{
    int longest = 0;
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

/* ---- reading ------------------------------------------------------------------------------------------------ */

static char next(struct reader *reader)
{
    while (*reader->at == ' ') {
        reader->at++;
    }
    return *reader->at;
}

static bool take(struct reader *reader, char what)
{
    const bool there = next(reader) == what;
    reader->at += there;
    return there;
}

static bool is_name(char c, bool first)
{
    return isalpha((unsigned char)c) || c == '_' || (!first && (isdigit((unsigned char)c) || c == '.'));
}

static const char *take_name(const char *at, char name[TSQ__NAME])
{
    size_t n = 0;
    for (; is_name(*at, n == 0); at++) {
        name[n] = *at;
        n += n + 1 < TSQ__NAME;
    }
    name[n] = '\0';
    return at;
}

static tsq_status read_arguments(struct reader *reader, const tsq__function *function, tsq__operand *arguments)
{
    for (int j = 0; j < function->arguments; j++) {
        if (j > 0 && !take(reader, ',')) {
            return TSQ_E_OPTION;
        }
        const tsq_status status = read_sum(reader, &arguments[j]);
        if (status != TSQ_OK) {
            return status;
        }
    }
    return take(reader, ')') ? call(function, arguments) : TSQ_E_OPTION;
}

static tsq_status read_call(struct reader *reader, const char *name, tsq__operand *out)
{
    const tsq__function *function = tsq__function_find(name);
    tsq__operand arguments[TSQ__ARGUMENTS] = {{0}};
    if (function == NULL) {
        return TSQ_E_OPTION;
    }
    const tsq_status status = read_arguments(reader, function, arguments);
    *out = arguments[0];
    for (int j = 1; j < TSQ__ARGUMENTS; j++) {
        tsq__operand_free(&arguments[j]);
    }
    return status;
}

static bool is_constant(const char *name)
{
    return strcmp(name, "PI") == 0;
}

static tsq_status read_constant(tsq__operand *out)
{
    if (!tsq__operand_new(1, out)) {
        return TSQ_E_MEMORY;
    }
    out->value[0] = 3.14159265358979323846264338327950288L;
    out->error[0] = out->value[0];
    return TSQ_OK;
}

static tsq_status read_number(struct reader *reader, tsq__operand *out)
{
    /* formulas have whole numbers and decimal fractions; no locale is asked */
    long double value = 0.0L, scale = 1.0L;
    bool point = false;
    for (; isdigit((unsigned char)*reader->at) || (*reader->at == '.' && !point); reader->at++) {
        if (*reader->at == '.') {
            point = true;
            continue;
        }
        value = 10.0L * value + (*reader->at - '0');
        scale *= point ? 10.0L : 1.0L;
    }
    if (!tsq__operand_new(1, out)) {
        return TSQ_E_MEMORY;
    }
    out->value[0] = value / scale;
    return TSQ_OK;
}

static tsq_status read_primary(struct reader *reader, tsq__operand *out)
{
    char name[TSQ__NAME];
    if (isdigit((unsigned char)next(reader))) {
        return read_number(reader, out);
    }
    if (take(reader, '(')) {
        const tsq_status status = read_sum(reader, out);
        return status == TSQ_OK && !take(reader, ')') ? TSQ_E_OPTION : status;
    }
    if (!is_name(next(reader), true)) {
        return TSQ_E_OPTION;
    }
    reader->at = take_name(reader->at, name);
    if (take(reader, '(')) {
        return read_call(reader, name, out);
    }
    return is_constant(name) ? read_constant(out) : reader->lookup(reader->context, name, out);
}

static tsq_status read_power(struct reader *reader, tsq__operand *out)
{
    tsq__operand exponent = {0};
    tsq_status status = read_primary(reader, out);
    if (status == TSQ_OK && take(reader, '^')) {
        status = read_primary(reader, &exponent);
        status = status == TSQ_OK ? combine('^', out, &exponent) : status;
        tsq__operand_free(&exponent);
    }
    return status;
}

static tsq_status read_sign(struct reader *reader, tsq__operand *out)
{
    if (!take(reader, '-')) {
        return read_power(reader, out);
    }
    const tsq_status status = read_power(reader, out);
    for (size_t i = 0; status == TSQ_OK && i < out->n; i++) {
        out->value[i] = -out->value[i];
    }
    return status;
}

typedef tsq_status reading(struct reader *reader, tsq__operand *out);

/* The operand on the right of an operation, and the operation itself. */
static tsq_status read_right(struct reader *reader, reading *part, tsq__operand *out)
{
    tsq__operand right = {0};
    const char operation = *reader->at++;
    tsq_status status = part(reader, &right);
    if (status == TSQ_OK) {
        status = combine(operation, out, &right);
    }
    tsq__operand_free(&right);
    return status;
}

/* Operations of one rank from left to right. */
static tsq_status read_row(struct reader *reader, const char operations[2], reading *part, tsq__operand *out)
{
    tsq_status status = part(reader, out);
    while (status == TSQ_OK && (next(reader) == operations[0] || next(reader) == operations[1])) {
        status = read_right(reader, part, out);
    }
    return status;
}

static tsq_status read_product(struct reader *reader, tsq__operand *out)
{
    return read_row(reader, "*/", read_sign, out);
}

static tsq_status read_sum(struct reader *reader, tsq__operand *out)
{
    if (reader->depth >= DEPTH) {
        return TSQ_E_OPTION;
    }
    reader->depth++;
    const tsq_status status = read_row(reader, "+-", read_product, out);
    reader->depth--;
    return status;
}

tsq_status tsq__expression_compute(const char *text, tsq__lookup *lookup, void *context, tsq__operand *out)
{
    struct reader reader = {.at = text, .lookup = lookup, .context = context};
    *out = (tsq__operand){0};
    tsq_status status = read_sum(&reader, out);
    if (status == TSQ_OK && next(&reader) != '\0') {
        status = TSQ_E_OPTION;
    }
    if (status != TSQ_OK) {
        tsq__operand_free(out);
    }
    return status;
}

bool tsq__expression_name(const char **at, char name[TSQ__NAME])
{
    while (**at != '\0') {
        if (!is_name(**at, true)) {
            *at += 1 + (isdigit((unsigned char)**at) ? strspn(*at + 1, "0123456789.") : 0);
            continue;
        }
        *at = take_name(*at, name);
        if (**at != '(' && !is_constant(name)) {
            return true;
        }
    }
    return false;
}
