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
 * p_z(z), p_t(t, df) (two-sided), p_chi2(x, df), p_F(x, df1, df2) (upper), and the decimal logarithms of these p-values. PI is a constant.
 * Gamma(x); gamma_quantile(p, shape), of scale 1, and gamma_slope(p, shape), its derivative in ln(shape); boxcox(x, l), boxcox_slope
 * (in l), boxcox_mean(m, s, l) and boxcox_sd of what is normal with mean m and SD s after it (effect/boxcox.h).
 * there(x) is 0 where there is no number.
 * Matrices (matrices.c): diagonal(v), inverse(A), transpose(A), product(A, B), crossproduct(X, w) (X' diag(w) X), trace(A),
 * log_det(A), element(A, i, j); other operations and sum take them number by number.
 */
#include "verify/expression.h"

#include "verify/functions.h"

#include <ctype.h>
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
    return take(reader, ')') ? tsq__operand_call(function, arguments) : TSQ_E_OPTION;
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
        status = status == TSQ_OK ? tsq__operand_combine('^', out, &exponent) : status;
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
        status = tsq__operand_combine(operation, out, &right);
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
