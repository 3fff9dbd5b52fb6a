/* The functions of formulas: elementary ones, those of distributions, and which there are. */
#include "verify/functions.h"

#include "num/binormal.h"
#include "num/dist.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

static const long double root_half = 0.70710678118654752440084436210484904L;

/* ---- quantiles and tails ------------------------------------------------------------------------------------ */

static long double upper_z(const long double *x)
{
    return tsq__normal_upper((double)x[0]);
}

static long double upper_t(const long double *x)
{
    return tsq__t_upper((double)x[0], (double)x[1]);
}

static long double upper_chisq(const long double *x)
{
    return tsq__chisq_upper((double)x[0], (double)x[1]);
}

static long double lower_chisq(const long double *x)
{
    return tsq__chisq_lower((double)x[0], (double)x[1]);
}

static long double upper_f(const long double *x)
{
    return tsq__f_upper((double)x[0], (double)x[1], (double)x[2]);
}

static long double p_normal(const long double *x)
{
    return tsq__normal_two_sided((double)x[0]).p;
}

static long double p_t(const long double *x)
{
    return tsq__t_two_sided((double)x[0], (double)x[1]).p;
}

static long double p_chisq(const long double *x)
{
    return tsq__chisq_upper_tail((double)x[0], (double)x[1]).p;
}

static long double p_f(const long double *x)
{
    return tsq__f_upper_tail((double)x[0], (double)x[1], (double)x[2]).p;
}

static long double log10p_normal(const long double *x)
{
    return tsq__normal_two_sided((double)x[0]).log10p;
}

static long double log10p_t(const long double *x)
{
    return tsq__t_two_sided((double)x[0], (double)x[1]).log10p;
}

static long double log10p_chisq(const long double *x)
{
    return tsq__chisq_upper_tail((double)x[0], (double)x[1]).log10p;
}

/* The quantile with p below it, from the smaller tail. */
static long double probit(const long double *x)
{
    return x[0] == 0.5L  ? 0.0L
           : x[0] < 0.5L ? -tsq__normal_upper((double)x[0])
                         : tsq__normal_upper((double)(1.0L - x[0]));
}

static long double normal_below(const long double *x)
{
    return 0.5L * erfcl(-root_half * x[0]);
}

static long double normal_density(const long double *x)
{
    return 0.398942280401432677939946059934381868L * expl(-0.5L * x[0] * x[0]);
}

/* P(X < h, Y < k) at the correlation r: the product, and what the correlation adds; of -r for the other half of Y. */
static long double binormal_below(const long double *x)
{
    const double h = (double)x[0], k = (double)x[1], angle = (double)asinl(fabsl(x[2]));
    const long double apart = normal_below(&x[0]) * normal_below(&x[1]);
    return x[2] < 0.0L ? apart - tsq__binormal_gain(h, -k, angle) : apart + tsq__binormal_gain(h, k, angle);
}

/* ---- elementary ---------------------------------------------------------------------------------------------- */

static long double is_above_zero(const long double *x)
{
    return x[0] > 0.0L ? 1.0L : 0.0L;
}

/* 1 for 0 too: a p-value without a minus sign is of a positive effect. */
static long double sign(const long double *x)
{
    return signbit(x[0]) ? -1.0L : 1.0L;
}

static long double smaller(const long double *x)
{
    return fminl(x[0], x[1]);
}

static long double larger(const long double *x)
{
    return fmaxl(x[0], x[1]);
}

/* The numbers that are there, 0 for the others: of studies without an estimate of their own. */
static tsq_status those_there(const tsq__operand *arguments, tsq__operand *out)
{
    if (!tsq__operand_new(arguments[0].n, out)) {
        return TSQ_E_MEMORY;
    }
    for (size_t i = 0; i < out->n; i++) {
        const bool there = !isnan(arguments[0].value[i]);
        out->value[i] = there ? arguments[0].value[i] : 0.0L;
        out->error[i] = there ? arguments[0].error[i] : 0.0L;
    }
    return TSQ_OK;
}

#define ONE(name)                                                                                                      \
    static long double call_##name(const long double *x)                                                               \
    {                                                                                                                  \
        return name##l(x[0]);                                                                                          \
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
ONE(floor)
ONE(rint)
ONE(tgamma)
#undef ONE

static const tsq__function functions[] = {
    {"sum", 1, NULL, NULL},
    {"exp", 1, call_exp, NULL},
    {"log", 1, call_log, NULL},
    {"sqrt", 1, call_sqrt, NULL},
    {"abs", 1, call_fabs, NULL},
    {"sin", 1, call_sin, NULL},
    {"cos", 1, call_cos, NULL},
    {"asin", 1, call_asin, NULL},
    {"acos", 1, call_acos, NULL},
    {"tanh", 1, call_tanh, NULL},
    {"atanh", 1, call_atanh, NULL},
    {"floor", 1, call_floor, NULL},
    {"round", 1, call_rint, NULL},
    {"sign", 1, sign, NULL},
    {"min", 2, smaller, NULL},
    {"max", 2, larger, NULL},
    {"count", 1, is_above_zero, NULL},
    {"Gamma", 1, call_tgamma, NULL},
    {"Phi", 1, normal_below, NULL},
    {"phi", 1, normal_density, NULL},
    {"Phi2", 3, binormal_below, NULL},
    {"probit", 1, probit, NULL},
    {"z_upper", 1, upper_z, NULL},
    {"t_upper", 2, upper_t, NULL},
    {"F_upper", 3, upper_f, NULL},
    {"chi2_upper", 2, upper_chisq, NULL},
    {"chi2_lower", 2, lower_chisq, NULL},
    {"p_z", 1, p_normal, NULL},
    {"p_t", 2, p_t, NULL},
    {"p_chi2", 2, p_chisq, NULL},
    {"p_F", 3, p_f, NULL},
    {"log10p_z", 1, log10p_normal, NULL},
    {"log10p_t", 2, log10p_t, NULL},
    {"log10p_chi2", 2, log10p_chisq, NULL},
    {"there", 1, NULL, those_there},
    {"diagonal", 1, NULL, tsq__matrix_diagonal},
    {"inverse", 1, NULL, tsq__matrix_inverse},
    {"log_det", 1, NULL, tsq__matrix_log_det},
    {"transpose", 1, NULL, tsq__matrix_transpose},
    {"product", 2, NULL, tsq__matrix_product},
    {"crossproduct", 2, NULL, tsq__matrix_crossproduct},
    {"trace", 1, NULL, tsq__matrix_trace},
    {"element", 3, NULL, tsq__matrix_element},
};

const tsq__function *tsq__function_find(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(functions[i].name, name) == 0) {
            return &functions[i];
        }
    }
    return tsq__effect_function_find(name);
}
