/* Functions of ranges with derivatives, beyond arithmetic. */
#include "verify/rounding_special.h"

#include "effect/convert_choice.h"
#include "effect/hedges.h"
#include "num/dist.h"
#include "verify/range_words.h"
#include "verify/rounding_arms.h"

#include <string.h>

typedef struct tsq__dual dual;

/* What quantiles are known to, relative; and exponentials and arctangents of the system's library. */
#define QUANTILES 1e-12
#define EXPONENTIALS 1e-15
/* Of Hedges' factor: engine/effect/hedges.h. */
#define FACTORS 1e-14

struct tsq__dual tsq__dual_number(double x)
{
    return tsq__dual_constant(POINT(x));
}

struct tsq__dual tsq__dual_quantile_number(double x)
{
    return tsq__dual_constant(tsq__range_about(x, QUANTILES));
}

struct tsq__dual tsq__dual_negate(struct tsq__dual a)
{
    return tsq__dual_subtract(tsq__dual_number(0.0), a);
}

/* f(a) of which the range is x and the derivative is in `slope`. */
static dual chain(tsq__range x, dual a, tsq__range slope)
{
    dual out = {.x = x, .n = a.n};
    for (size_t i = 0; i < a.n; i++) {
        out.by[i] = MUL(slope, a.by[i]);
    }
    return out;
}

struct tsq__dual tsq__dual_exp(struct tsq__dual a)
{
    const tsq__range x = {fmax(0.0, tsq__range_about(exp(a.x.lb), EXPONENTIALS).lb),
                          isfinite(exp(a.x.ub)) ? tsq__range_about(exp(a.x.ub), EXPONENTIALS).ub : HUGE_VAL};
    return chain(x, a, x);
}

struct tsq__dual tsq__dual_atanh(struct tsq__dual a)
{
    const dual one = tsq__dual_number(1.0);
    const tsq__range above = tsq__range_log(ADD(one.x, a.x)), below = tsq__range_log(SUB(one.x, a.x));
    const tsq__range x = {tsq__down(tsq__down(above.lb - below.ub) / 2.0), tsq__up(tsq__up(above.ub - below.lb) / 2.0)};
    const tsq__range rest = tsq__range_positive(SUB(one.x, SQ(a.x)));
    return chain(x, a, DIV(one.x, rest));
}

static double arcsine_root(double p)
{
    return atan2(sqrt(p), sqrt(1.0 - p));
}

struct tsq__dual tsq__dual_arcsine_root(struct tsq__dual p)
{
    const tsq__range in = {fmax(0.0, p.x.lb), fmin(1.0, p.x.ub)}, one = POINT(1.0);
    const tsq__range x = {tsq__range_about(arcsine_root(in.lb), EXPONENTIALS).lb,
                          tsq__range_about(arcsine_root(in.ub), EXPONENTIALS).ub};
    const tsq__range rest = tsq__range_positive(SUB(one, in));
    return chain(x, p, DIV(POINT(0.5), tsq__range_sqrt(MUL(in, rest))));
}

static double upper(double tail, double df)
{
    return isnan(df) ? tsq__normal_upper(tail) : tsq__t_upper(tail, df);
}

struct tsq__dual tsq__dual_quantile(struct tsq__dual tail, double df)
{
    const double lb = tail.x.lb, ub = tail.x.ub, below = lb / 2.0, above = ub + (0.5 - ub) / 2.0;
    if (!(lb > 0.0) || !(ub < 0.5) || df <= 0.0) {
        return chain(tsq__range_all(), tail, tsq__range_all());
    }
    const tsq__range low = tsq__range_about(upper(lb, df), QUANTILES),
                     high = tsq__range_about(upper(ub, df), QUANTILES),
                     lower = tsq__range_about(upper(below, df), QUANTILES),
                     higher = tsq__range_about(upper(above, df), QUANTILES);
    const tsq__range first = DIV(SUB(low, lower), SUB(POINT(lb), POINT(below)));
    const tsq__range last = DIV(SUB(higher, high), SUB(POINT(above), POINT(ub)));
    return chain((tsq__range){high.lb, low.ub}, tail, (tsq__range){first.lb, last.ub});
}

/* J'(m) over J(m), exact. */
static tsq__range exact_slope(tsq__range m)
{
    const tsq__range one = POINT(1.0), x = SUB(m, one), square = SQ(x);
    const tsq__range quarter = DIV(POINT(0.25), square);
    /* 1/(2x) - 1/(2m) = 1/(2 m x) */
    const tsq__range first = DIV(POINT(0.5), MUL(m, x));
    const tsq__range last = DIV(POINT(0.125), SQ(square));
    return (tsq__range){SUB(ADD(first, quarter), last).lb, ADD(first, quarter).ub};
}

struct tsq__dual tsq__dual_hedges(struct tsq__dual m, tsq_bias_correction bias)
{
    if (!tsq__hedges_defined(m.x.lb, bias) || (bias == TSQ_BIAS_EXACT && m.x.lb < 2.0 && m.x.lb < m.x.ub)) {
        return chain(tsq__range_all(), m, tsq__range_all());
    }
    if (bias == TSQ_BIAS_NONE) {
        return tsq__dual_number(1.0);
    }
    const tsq__range x = {tsq__range_about(tsq__hedges_factor(m.x.lb, bias), FACTORS).lb,
                          tsq__range_about(tsq__hedges_factor(m.x.ub, bias), FACTORS).ub};
    if (bias == TSQ_BIAS_EXACT) {
        return chain(x, m, MUL(x, exact_slope(m.x)));
    }
    const tsq__range root = SUB(SCALE(m.x, 4.0), POINT(1.0)); /* of 1 - 3/(4m - 1) */
    return chain(x, m, DIV(POINT(12.0), SQ(root)));
}

bool tsq__cells_take_exact(struct tsq__cells *cells, const char *role, double *value)
{
    dual number;
    return tsq__cells_take(cells, role, &number) && tsq__dual_exact(&number, value);
}

bool tsq__cells_vtype(const struct tsq__cells *cells, const char *vtype)
{
    const char *given = cells->sheet->report->options.effect.vtype;
    return given != NULL && strcmp(given, vtype) == 0;
}

bool tsq__cells_allow(const struct tsq__cells *cells, const char *conversion)
{
    return tsq__conversion_allowed(tsq_conversion_find(conversion), &cells->sheet->report->options.effect.convert);
}

bool tsq__cells_measure(const struct tsq__cells *cells, const char *measure)
{
    return strcmp(cells->sheet->measure->id, measure) == 0;
}
