/* Remembered quantiles; see memo.h. */
#include "fit/memo.h"

#include "num/dist.h"

#include <stddef.h>

/* The place for these degrees of freedom; NULL if there is none. */
static double *place(double *array, double df)
{
    return df >= 1.0 && df < TSQ__MEMO_DF && df == (double)(size_t)df ? array + (size_t)df : NULL;
}

double tsq__memo_normal(tsq__memo *memo, double tail)
{
    if (memo == NULL) {
        return tsq__normal_upper(tail);
    }
    if (memo->normal == 0.0) {
        memo->normal = tsq__normal_upper(tail);
    }
    return memo->normal;
}

static double remembered(double *at, double (*quantile)(double tail, double df), double tail, double df)
{
    if (at == NULL) {
        return quantile(tail, df);
    }
    if (*at == 0.0) {
        *at = quantile(tail, df);
    }
    return *at;
}

double tsq__memo_t(tsq__memo *memo, double tail, double df)
{
    return remembered(memo != NULL ? place(memo->t, df) : NULL, tsq__t_upper, tail, df);
}

double tsq__memo_chisq_upper(tsq__memo *memo, double tail, double df)
{
    return remembered(memo != NULL ? place(memo->upper, df) : NULL, tsq__chisq_upper, tail, df);
}

double tsq__memo_chisq_lower(tsq__memo *memo, double tail, double df)
{
    return remembered(memo != NULL ? place(memo->lower, df) : NULL, tsq__chisq_lower, tail, df);
}
