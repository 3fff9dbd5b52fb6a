/* Hazard ratios from the log-rank statistic over ranges. Formulas and sources: conv_survival.c of engine/effect. */
#include "verify/dual_words.h"
#include "verify/rounding_measures.h"

bool tsq__enclose_observed(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual oe, variance;
    if ((!tsq__cells_measure(cells, "HR") && !tsq__cells_measure(cells, "PETO")) || !tsq__cells_allow(cells, "o-e") ||
        !tsq__cells_take(cells, "oe", &oe) || !tsq__cells_take(cells, "voe", &variance)) {
        return false;
    }
    *y = DIV(oe, variance);
    *v = DIV(NUMBER(1.0), variance);
    return true;
}

/* 1/V, by the events of both groups, or their total: (1 + n2/n1) (1 + n1/n2)/D, or 4/D. */
static bool take_variance(struct tsq__cells *cells, dual *out)
{
    dual a, c, n1, n2;
    const dual one = NUMBER(1.0);
    if (tsq__cells_take(cells, "ai", &a) && tsq__cells_take(cells, "ci", &c)) {
        *out = ADD(DIV(one, a), DIV(one, c));
        return true;
    }
    if (!tsq__cells_take(cells, "events_total", &a)) {
        return false;
    }
    if (!tsq__cells_take(cells, "n1i", &n1) || !tsq__cells_take(cells, "n2i", &n2)) {
        *out = DIV(NUMBER(4.0), a);
        return true;
    }
    const dual ratio = DIV(n1, n2);
    *out = DIV(ADD(ADD(ratio, DIV(one, ratio)), NUMBER(2.0)), a);
    return true;
}

bool tsq__enclose_logrank(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual z;
    if (!tsq__cells_measure(cells, "HR") || !tsq__cells_allow(cells, "logrank") || !take_variance(cells, v)) {
        return false;
    }
    if (!tsq__cells_take(cells, "est_z", &z)) {
        if (!tsq__cells_take(cells, "pi", &z)) {
            return false;
        }
        const dual half = MUL(z, NUMBER(0.5));
        z = z.x.ub < 0.0 ? tsq__dual_negate(tsq__dual_quantile(tsq__dual_negate(half), (double)NAN))
                         : tsq__dual_quantile(half, (double)NAN);
    }
    *y = MUL(z, ROOT(*v));
    return true;
}

bool tsq__enclose_events(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual ratio;
    if (!tsq__cells_measure(cells, "HR") || !tsq__cells_allow(cells, "hr-events") || !take_variance(cells, v) ||
        (!tsq__cells_take(cells, "est", &ratio) && !tsq__cells_take(cells, "hr", &ratio))) {
        return false;
    }
    *y = LOG(ratio);
    return true;
}
