/*
 * Formulas as texts: a parser by recursive descent that computes as it reads.
 *
 * Functions: sum, exp, log, sqrt, abs, sin, cos, asin, acos, tanh, atanh, min, max, hedges_J(m), count(x) (0 or 1 for
 * each number whether it is above 0), z_upper(tail), t_upper(tail, df), chi2_upper(tail, df), chi2_lower(tail, df)
 * (quantiles), p_z(z), p_t(t, df) (two-sided), p_chi2(x, df) (upper), and the decimal logarithms of these p-values.
 */
#include "verify/expression.h"

#include "effect/hedges.h"
#include "num/dist.h"

#include <ctype.h>
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
    free(operand->value);
    *operand = (tsq__operand){0};
}

/* ---- functions ---------------------------------------------------------------------------------------------- */

static long double upper_z(long double tail, long double unused)
{
    (void)unused;
    return tsq__normal_upper((double)tail);
}

static long double upper_t(long double tail, long double df)
{
    return tsq__t_upper((double)tail, (double)df);
}

static long double upper_chisq(long double tail, long double df)
{
    return tsq__chisq_upper((double)tail, (double)df);
}

static long double lower_chisq(long double tail, long double df)
{
    return tsq__chisq_lower((double)tail, (double)df);
}

static long double p_normal(long double z, long double unused)
{
    (void)unused;
    return tsq__normal_two_sided((double)z).p;
}

static long double p_t(long double t, long double df)
{
    return tsq__t_two_sided((double)t, (double)df).p;
}

static long double p_chisq(long double x, long double df)
{
    return tsq__chisq_upper_tail((double)x, (double)df).p;
}

static long double log10p_normal(long double z, long double unused)
{
    (void)unused;
    return tsq__normal_two_sided((double)z).log10p;
}

static long double log10p_t(long double t, long double df)
{
    return tsq__t_two_sided((double)t, (double)df).log10p;
}

static long double log10p_chisq(long double x, long double df)
{
    return tsq__chisq_upper_tail((double)x, (double)df).log10p;
}

static long double hedges(long double m, long double unused)
{
    (void)unused;
    return tsq__hedges_exact((double)m);
}

static long double is_above_zero(long double x, long double unused)
{
    (void)unused;
    return x > 0.0L ? 1.0L : 0.0L;
}

#define ONE(name)                                                                                                      \
    static long double call_##name(long double x, long double unused)                                                  \
    {                                                                                                                  \
        (void)unused;                                                                                                  \
        return name##l(x);                                                                                             \
    }
ONE(exp)
ONE(log)
ONE(sqrt)
ONE(fabs)
ONE(sin)
ONE(cos)
ONE(asin)
ONE(acos)
ONE(tanh)
ONE(atanh)
#undef ONE

static long double smaller(long double a, long double b)
{
    return fminl(a, b);
}

static long double larger(long double a, long double b)
{
    return fmaxl(a, b);
}

static const struct function {
    const char *name;
    int arguments;
    long double (*call)(long double, long double);
} functions[] = {
    {"sum", 1, NULL},
    {"exp", 1, call_exp},
    {"log", 1, call_log},
    {"sqrt", 1, call_sqrt},
    {"abs", 1, call_fabs},
    {"sin", 1, call_sin},
    {"cos", 1, call_cos},
    {"asin", 1, call_asin},
    {"acos", 1, call_acos},
    {"tanh", 1, call_tanh},
    {"atanh", 1, call_atanh},
    {"min", 2, smaller},
    {"max", 2, larger},
    {"count", 1, is_above_zero},
    {"hedges_J", 1, hedges},
    {"z_upper", 1, upper_z},
    {"t_upper", 2, upper_t},
    {"chi2_upper", 2, upper_chisq},
    {"chi2_lower", 2, lower_chisq},
    {"p_z", 1, p_normal},
    {"p_t", 2, p_t},
    {"p_chi2", 2, p_chisq},
    {"log10p_z", 1, log10p_normal},
    {"log10p_t", 2, log10p_t},
    {"log10p_chi2", 2, log10p_chisq},
};

static const struct function *function_of(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(functions[i].name, name) == 0) {
            return &functions[i];
        }
    }
    return NULL;
}

/* |dF/dx| |x's error|, by a difference: bounds need no more than two digits. */
static long double slope(const struct function *function, long double x, long double y, bool of_second)
{
    const long double at = of_second ? y : x, h = fabsl(at) * 1e-6L + 1e-300L;
    const long double low = of_second ? function->call(x, y - h) : function->call(x - h, y);
    const long double high = of_second ? function->call(x, y + h) : function->call(x + h, y);
    const long double middle = function->call(x, y);
    const long double left = fabsl(middle - low), right = fabsl(high - middle);
    return (isnan(left) ? right : isnan(right) ? left : fmaxl(left, right)) / h;
}

static void apply_function(const struct function *function, const tsq__operand *x, const tsq__operand *y,
                           tsq__operand *out)
{
    for (size_t i = 0; i < out->n; i++) {
        const size_t ix = x->n == 1 ? 0 : i, iy = y->n == 1 ? 0 : i;
        const long double a = x->value[ix], b = function->arguments == 2 ? y->value[iy] : 0.0L;
        out->value[i] = function->call(a, b);
        out->error[i] = fabsl(out->value[i]) + slope(function, a, b, false) * x->error[ix];
        if (function->arguments == 2) {
            out->error[i] += slope(function, a, b, true) * y->error[iy];
        }
    }
}

/* ---- operations --------------------------------------------------------------------------------------------- */

static void apply_power(long double a, long double ea, long double b, long double *value, long double *error)
{
    /* powers of the formulas are numbers, not data */
    *value = b == 2.0L ? a * a : powl(a, b);
    *error = fabsl(*value) + (a == 0.0L ? 0.0L : fabsl(b * *value / a) * ea);
}

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
            out->error[i] = fabsl(a) * eb + fabsl(b) * ea;
            break;
        case '/':
            out->value[i] = a / b;
            out->error[i] = ea / fabsl(b) + fabsl(a / b) * (eb / fabsl(b));
            break;
        default:
            apply_power(a, ea, b, &out->value[i], &out->error[i]);
        }
    }
}

/* x := x OP y. Frees y. */
static tsq_status combine(char operation, tsq__operand *x, tsq__operand *y)
{
    tsq__operand out = {0};
    tsq_status status = x->n != y->n && x->n != 1 && y->n != 1 ? TSQ_E_OPTION : TSQ_OK;
    if (status == TSQ_OK && !tsq__operand_new(x->n > y->n ? x->n : y->n, &out)) {
        status = TSQ_E_MEMORY;
    }
    if (status == TSQ_OK) {
        apply_operator(operation, x, y, &out);
    }
    tsq__operand_free(x);
    tsq__operand_free(y);
    *x = out;
    return status;
}

/* x := F(x) or F(x, y). Frees y. */
static tsq_status call(const struct function *function, tsq__operand *x, tsq__operand *y)
{
    tsq__operand out = {0};
    const size_t n = function->call == NULL ? 1 : x->n > y->n ? x->n : y->n;
    const bool fit = function->arguments == 1 || x->n == y->n || x->n == 1 || y->n == 1;
    tsq_status status = !fit ? TSQ_E_OPTION : tsq__operand_new(n, &out) ? TSQ_OK : TSQ_E_MEMORY;
    if (status == TSQ_OK && function->call != NULL) {
        apply_function(function, x, y, &out);
    }
    for (size_t i = 0; status == TSQ_OK && function->call == NULL && i < x->n; i++) {
        out.value[0] += x->value[i];
        out.error[0] += x->error[i];
    }
    tsq__operand_free(x);
    tsq__operand_free(y);
    *x = out;
    return status;
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

static tsq_status read_call(struct reader *reader, const char *name, tsq__operand *out)
{
    const struct function *function = function_of(name);
    tsq__operand second = {0};
    if (function == NULL) {
        return TSQ_E_OPTION;
    }
    tsq_status status = read_sum(reader, out);
    if (status == TSQ_OK && function->arguments == 2) {
        status = take(reader, ',') ? read_sum(reader, &second) : TSQ_E_OPTION;
    }
    if (status == TSQ_OK && !take(reader, ')')) {
        status = TSQ_E_OPTION;
    }
    if (status != TSQ_OK) {
        tsq__operand_free(&second);
        return status;
    }
    return call(function, out, &second);
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
    return take(reader, '(') ? read_call(reader, name, out) : reader->lookup(reader->context, name, out);
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

/* Operations of one rank from left to right. */
static tsq_status read_row(struct reader *reader, const char operations[2], reading *part, tsq__operand *out)
{
    tsq_status status = part(reader, out);
    while (status == TSQ_OK && (next(reader) == operations[0] || next(reader) == operations[1])) {
        tsq__operand right = {0};
        const char operation = *reader->at++;
        status = part(reader, &right);
        if (status == TSQ_OK) {
            status = combine(operation, out, &right);
        }
        tsq__operand_free(&right);
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
        if (**at != '(') {
            return true;
        }
    }
    return false;
}
