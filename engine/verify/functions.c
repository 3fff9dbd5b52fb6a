/* The functions of formulas. */
#include "verify/functions.h"

#include "effect/hedges.h"
#include "num/dist.h"

#include <math.h>
#include <string.h>

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

static const tsq__function functions[] = {
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

const tsq__function *tsq__function_find(const char *name)
{
    for (size_t i = 0; i < sizeof functions / sizeof functions[0]; i++) {
        if (strcmp(functions[i].name, name) == 0) {
            return &functions[i];
        }
    }
    return NULL;
}
