/* Effect measures of counts over ranges: 2x2 tables and rates, without continuity correction. */
#include "verify/rounding_cells.h"

typedef struct tsq__dual dual;

#define ADD tsq__dual_add
#define SUB tsq__dual_subtract
#define MUL tsq__dual_multiply
#define DIV tsq__dual_divide

static dual number(double x)
{
    return tsq__dual_constant(tsq__range_point(x));
}

static dual inverse(dual a)
{
    return DIV(number(1.0), a);
}

/* Events and size of a group; without the size, events and the others. */
static bool take_counts(struct tsq__cells *cells, const char *events, const char *others, const char *size, dual *x,
                        dual *n)
{
    dual rest;
    if (!tsq__cells_take(cells, events, x)) {
        return false;
    }
    if (tsq__cells_take(cells, size, n)) {
        return true;
    }
    const bool found = tsq__cells_take(cells, others, &rest);
    *n = ADD(*x, rest);
    return found;
}

struct groups {
    dual x[2], n[2];
};

static bool take_groups(struct tsq__cells *cells, struct groups *out)
{
    return take_counts(cells, "ai", "bi", "n1i", &out->x[0], &out->n[0]) &&
           take_counts(cells, "ci", "di", "n2i", &out->x[1], &out->n[1]);
}

bool tsq__enclose_odds_ratio(struct tsq__cells *cells, dual *y, dual *v)
{
    struct groups g;
    if (!take_groups(cells, &g)) {
        return false;
    }
    const dual b = SUB(g.n[0], g.x[0]), d = SUB(g.n[1], g.x[1]);
    *y = SUB(SUB(tsq__dual_log(g.x[0]), tsq__dual_log(b)), SUB(tsq__dual_log(g.x[1]), tsq__dual_log(d)));
    *v = ADD(ADD(inverse(g.x[0]), inverse(b)), ADD(inverse(g.x[1]), inverse(d)));
    return true;
}

bool tsq__enclose_risk_ratio(struct tsq__cells *cells, dual *y, dual *v)
{
    struct groups g;
    if (!take_groups(cells, &g)) {
        return false;
    }
    *y = SUB(SUB(tsq__dual_log(g.x[0]), tsq__dual_log(g.n[0])), SUB(tsq__dual_log(g.x[1]), tsq__dual_log(g.n[1])));
    *v = ADD(SUB(inverse(g.x[0]), inverse(g.n[0])), SUB(inverse(g.x[1]), inverse(g.n[1])));
    return true;
}

bool tsq__enclose_risk_difference(struct tsq__cells *cells, dual *y, dual *v)
{
    struct groups g;
    dual variance[2], p[2];
    if (!take_groups(cells, &g)) {
        return false;
    }
    for (int i = 0; i < 2; i++) {
        p[i] = DIV(g.x[i], g.n[i]);
        variance[i] = DIV(MUL(p[i], SUB(number(1.0), p[i])), g.n[i]);
    }
    *y = SUB(p[0], p[1]);
    *v = ADD(variance[0], variance[1]);
    return true;
}

bool tsq__enclose_rate_ratio(struct tsq__cells *cells, dual *y, dual *v)
{
    dual x[2], t[2];
    if (!tsq__cells_take(cells, "x1i", &x[0]) || !tsq__cells_take(cells, "t1i", &t[0]) ||
        !tsq__cells_take(cells, "x2i", &x[1]) || !tsq__cells_take(cells, "t2i", &t[1])) {
        return false;
    }
    *y = SUB(SUB(tsq__dual_log(x[0]), tsq__dual_log(t[0])), SUB(tsq__dual_log(x[1]), tsq__dual_log(t[1])));
    *v = ADD(inverse(x[0]), inverse(x[1]));
    return true;
}
