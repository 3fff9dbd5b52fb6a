/* Proportions, rates and reliabilities of one group over ranges of its cells. Formulas and sources: proportion.c, rate.c and
 * alpha.c of engine/effect. */
#include "verify/dual_words.h"
#include "verify/rounding_measures.h"

/* ---- proportions ------------------------------------------------------------------------------------------------------- */

/* x with the event and m without, of n. */
struct part {
    dual x, m, n;
};

/* 1: it is 0 to rounding errors of what is not rounded, 0: it is not 0, -1: it may be. */
static int is_zero(dual x)
{
    const double slack = 1e-9;
    return x.x.lb > slack ? 0 : x.x.ub <= slack ? 1 : -1;
}

/* What is added to counts of which one is 0, or may be; false where that is open. */
static bool find_added(const struct tsq__cells *cells, int zero, double add, double *out)
{
    const tsq_add_to to = cells->sheet->to;
    const double given = cells->sheet->report->options.effect.add;
    if ((zero == -1 && to == TSQ_TO_ONLY0) || cells->sheet->to_open) {
        return false;
    }
    *out = to == TSQ_TO_ALL || (zero == 1 && to != TSQ_TO_NONE) ? (isnan(given) ? add : given) : 0.0;
    return true;
}

static bool take_part(struct tsq__cells *cells, double add, struct part *out)
{
    if (!tsq__cells_take(cells, "xi", &out->x)) {
        return false;
    }
    if (!tsq__cells_take(cells, "mi", &out->m)) {
        if (!tsq__cells_take(cells, "ni", &out->n)) {
            return false;
        }
        out->m = SUB(out->n, out->x);
        out->m.x.lb = fmax(out->m.x.lb, 0.0); /* events are participants */
    }
    const int of_x = is_zero(out->x), of_m = is_zero(out->m);
    double added = 0.0;
    if (out->m.x.ub < 0.0 || !find_added(cells, of_x == 1 || of_m == 1 ? 1 : of_x + of_m < 0 ? -1 : 0, add, &added)) {
        return false;
    }
    out->x = ADD(out->x, NUMBER(added));
    out->m = ADD(out->m, NUMBER(added));
    out->n = ADD(out->x, out->m);
    return true;
}

/* a/(a + b), each in one place. */
static dual share(dual a, dual b)
{
    return a.x.lb > 0.0 ? DIV(NUMBER(1.0), ADD(NUMBER(1.0), DIV(b, a))) : DIV(a, ADD(a, b));
}

bool tsq__enclose_pr(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct part part;
    if (!take_part(cells, 0.5, &part)) {
        return false;
    }
    const dual n = tsq__cells_vtype(cells, "UB") ? SUB(part.n, NUMBER(1.0)) : part.n;
    *y = share(part.x, part.m);
    *v = DIV(MUL(*y, share(part.m, part.x)), n);
    return true;
}

bool tsq__enclose_pln(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct part part;
    if (!take_part(cells, 0.5, &part)) {
        return false;
    }
    *y = LOG(share(part.x, part.m));
    *v = DIV(share(part.m, part.x), part.x);
    return true;
}

bool tsq__enclose_plo(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct part part;
    const dual one = NUMBER(1.0);
    if (!take_part(cells, 0.5, &part)) {
        return false;
    }
    *y = LOG(DIV(part.x, part.m));
    *v = ADD(DIV(one, part.x), DIV(one, part.m));
    return true;
}

bool tsq__enclose_pas(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct part part;
    if (!take_part(cells, 0.0, &part)) {
        return false;
    }
    *y = tsq__dual_arcsine_root(share(part.x, part.m));
    *v = DIV(NUMBER(0.25), part.n);
    return true;
}

bool tsq__enclose_pft(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    struct part part;
    const dual one = NUMBER(1.0);
    if (!take_part(cells, 0.0, &part)) {
        return false;
    }
    const dual low = tsq__dual_arcsine_root(share(part.x, ADD(part.m, one))),
               high = tsq__dual_arcsine_root(share(ADD(part.x, one), part.m));
    *y = MUL(ADD(low, high), NUMBER(0.5));
    *v = DIV(one, ADD(MUL(part.n, NUMBER(4.0)), NUMBER(2.0)));
    return true;
}

/* ---- rates ------------------------------------------------------------------------------------------------------------- */

static bool take_rate(struct tsq__cells *cells, double add, dual *x, dual *t)
{
    double added = 0.0;
    if (!tsq__cells_take(cells, "xi", x) || !tsq__cells_take(cells, "ti", t) ||
        !find_added(cells, is_zero(*x), add, &added)) {
        return false;
    }
    *x = ADD(*x, NUMBER(added));
    return true;
}

bool tsq__enclose_ir(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual x, t;
    if (!take_rate(cells, 0.5, &x, &t)) {
        return false;
    }
    *y = DIV(x, t);
    *v = DIV(x, SQUARE(t));
    return true;
}

bool tsq__enclose_irln(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual x, t;
    if (!take_rate(cells, 0.5, &x, &t)) {
        return false;
    }
    *y = LOG(DIV(x, t));
    *v = DIV(NUMBER(1.0), x);
    return true;
}

bool tsq__enclose_irs(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual x, t;
    if (!take_rate(cells, 0.0, &x, &t)) {
        return false;
    }
    *y = ROOT(DIV(x, t));
    *v = DIV(NUMBER(0.25), t);
    return true;
}

bool tsq__enclose_irft(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual x, t;
    if (!take_rate(cells, 0.0, &x, &t)) {
        return false;
    }
    const dual next = ADD(x, NUMBER(1.0));
    *y = MUL(ADD(ROOT(DIV(x, t)), ROOT(DIV(next, t))), NUMBER(0.5));
    *v = DIV(NUMBER(0.25), t);
    return true;
}

/* ---- reliability ------------------------------------------------------------------------------------------------------- */

/* 1 - alpha, m items, n participants. */
static bool take_alpha(struct tsq__cells *cells, dual *rest, dual *m, dual *n)
{
    const bool found =
        tsq__cells_take(cells, "ai", rest) && tsq__cells_take(cells, "mi", m) && tsq__cells_take(cells, "ni", n);
    *rest = SUB(NUMBER(1.0), *rest);
    rest->x.lb = fmax(rest->x.lb, 0.0);
    return found;
}

/* 2m/((m-1)(n-2)) */
static dual unit_of(dual m, dual n)
{
    return DIV(DIV(MUL(m, NUMBER(2.0)), SUB(m, NUMBER(1.0))), SUB(n, NUMBER(2.0)));
}

bool tsq__enclose_araw(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual rest, m, n;
    if (!take_alpha(cells, &rest, &m, &n)) {
        return false;
    }
    *y = SUB(NUMBER(1.0), rest);
    *v = MUL(unit_of(m, n), SQUARE(rest));
    return true;
}

bool tsq__enclose_ahw(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual rest, m, n;
    if (!take_alpha(cells, &rest, &m, &n)) {
        return false;
    }
    const dual root = tsq__dual_exp(DIV(LOG(rest), NUMBER(3.0))), one = NUMBER(1.0);
    const dual by = SUB(MUL(n, NUMBER(9.0)), NUMBER(11.0));
    const dual items = DIV(MUL(m, NUMBER(18.0)), SUB(m, one));
    *y = SUB(one, root);
    *v = MUL(MUL(items, DIV(SUB(n, one), SQUARE(by))), SQUARE(root));
    return true;
}

bool tsq__enclose_abt(struct tsq__cells *cells, struct tsq__dual *y, struct tsq__dual *v)
{
    dual rest, m, n;
    if (!take_alpha(cells, &rest, &m, &n)) {
        return false;
    }
    *y = tsq__dual_negate(LOG(rest));
    *v = unit_of(m, n);
    return true;
}
