/* Effect measures of counts over ranges: 2x2 tables and rates. Formulas and sources: or.c, rr.c, rd.c, peto.c and rates.c
 * of engine/effect. */
#include "verify/rounding_counts.h"
#include "verify/dual_words.h"
#include "verify/rounding_special.h"

static dual inverse(dual a)
{
    return DIV(NUMBER(1.0), a);
}

/* The table as reported, corrected, and what was added. */
struct tables {
    struct tsq__dual_table raw, t;
    struct tsq__correction by;
    bool events_only;
};

/* `homogeneous`: the variance without a correction has all counts to the power -1. */
static bool take_tables(struct tsq__cells *cells, double add, bool homogeneous, struct tables *out)
{
    if (!tsq__cells_table(cells, &out->raw) || !tsq__dual_correction(cells, &out->raw, false, add, &out->by)) {
        return false;
    }
    if (out->by.adds || !homogeneous) {
        tsq__dual_cluster(cells, false, &out->raw);
    }
    out->t = out->raw;
    out->events_only = out->raw.b.x.ub <= 1e-9 && out->raw.d.x.ub <= 1e-9;
    tsq__dual_correct(&out->by, false, &out->t);
    return true;
}

static dual sizes(const struct tsq__dual_table *t)
{
    return ADD(inverse(t->n1), inverse(t->n2));
}

bool tsq__enclose_odds_ratio(struct tsq__cells *cells, dual *y, dual *v)
{
    struct tables all;
    if (!take_tables(cells, 0.5, true, &all)) {
        return false;
    }
    const struct tsq__dual_table *t = &all.t;
    *y = SUB(SUB(LOG(t->a), LOG(t->b)), SUB(LOG(t->c), LOG(t->d)));
    *v = tsq__cells_vtype(cells, "H0") ? DIV(sizes(t), tsq__dual_common_share(t))
                                       : ADD(ADD(inverse(t->a), inverse(t->b)), ADD(inverse(t->c), inverse(t->d)));
    return true;
}

/* As meta corrects: events and sizes once each. */
static void risk_ratio_of_meta(const struct tables *all, dual *y, dual *v)
{
    const dual part = NUMBER(all->events_only ? 0.0 : 1.0);
    const dual add[2] = {tsq__dual_constant(tsq__range_about(all->by.add[0], 1e-14)),
                         tsq__dual_constant(tsq__range_about(all->by.add[1], 1e-14))};
    const dual n1 = ADD(all->raw.n1, add[0]), n2 = ADD(all->raw.n2, add[1]);
    *y = SUB(SUB(LOG(all->t.a), LOG(n1)), SUB(LOG(all->t.c), LOG(n2)));
    *v = ADD(SUB(inverse(ADD(all->raw.a, MUL(part, add[0]))), inverse(n1)),
             SUB(inverse(ADD(all->raw.c, MUL(part, add[1]))), inverse(n2)));
}

bool tsq__enclose_risk_ratio(struct tsq__cells *cells, dual *y, dual *v)
{
    struct tables all;
    if (!take_tables(cells, 0.5, true, &all)) {
        return false;
    }
    const struct tsq__dual_table *t = &all.t;
    const tsq_zero_rule rule = cells->sheet->report->options.effect.zero_rule;
    *y = SUB(SUB(LOG(t->a), LOG(t->n1)), SUB(LOG(t->c), LOG(t->n2)));
    if (tsq__cells_vtype(cells, "H0")) {
        *v = MUL(DIV(ADD(t->b, t->d), ADD(t->a, t->c)), sizes(t));
        return true;
    }
    *v = ADD(DIV(t->b, MUL(t->a, t->n1)), DIV(t->d, MUL(t->c, t->n2)));
    if (all.by.adds && rule == TSQ_ZERO_META) {
        risk_ratio_of_meta(&all, y, v);
    } else if (all.by.adds && rule == TSQ_ZERO_REVMAN && all.events_only) {
        *y = NUMBER(0.0);
    }
    return true;
}

bool tsq__enclose_risk_difference(struct tsq__cells *cells, dual *y, dual *v)
{
    struct tables all;
    if (!take_tables(cells, 0.5, !tsq__cells_vtype(cells, "UB"), &all)) {
        return false;
    }
    const struct tsq__dual_table *t = &all.t;
    const bool kept = cells->sheet->report->options.effect.zero_rule != TSQ_ZERO_METAFOR;
    const struct tsq__dual_table *of = kept ? &all.raw : t;
    *y = SUB(DIV(of->a, of->n1), DIV(of->c, of->n2));
    if (tsq__cells_vtype(cells, "H0")) {
        *v = MUL(tsq__dual_common_share(t), sizes(t));
        return true;
    }
    const dual one = NUMBER(tsq__cells_vtype(cells, "UB") ? 1.0 : 0.0);
    *v = ADD(DIV(MUL(DIV(t->a, t->n1), DIV(t->b, t->n1)), SUB(t->n1, one)),
             DIV(MUL(DIV(t->c, t->n2), DIV(t->d, t->n2)), SUB(t->n2, one)));
    return true;
}

bool tsq__enclose_peto(struct tsq__cells *cells, dual *y, dual *v)
{
    struct tables all;
    const bool adds = cells->sheet->report->options.effect.zero_rule == TSQ_ZERO_METAFOR;
    if (!take_tables(cells, adds ? 0.5 : 0.0, false, &all)) {
        return false;
    }
    /* (ad - bc)/(n V) = (p1 - p2) n (n-1)/(events others), and 1/V = (n-1)/(events others) (n1/n2 + n2/n1 + 2): so written
     * every number comes in as few places as it can. */
    const struct tsq__dual_table *t = &all.t;
    const dual n = ADD(t->n1, t->n2), events = ADD(t->a, t->c), others = ADD(t->b, t->d);
    const dual per = DIV(SUB(n, NUMBER(1.0)), MUL(events, others)), ratio = DIV(t->n1, t->n2);
    *y = MUL(MUL(SUB(DIV(t->a, t->n1), DIV(t->c, t->n2)), n), per);
    *v = MUL(per, ADD(ADD(ratio, inverse(ratio)), NUMBER(2.0)));
    return true;
}

static bool take_rates(struct tsq__cells *cells, struct tsq__dual_table *out)
{
    struct tsq__correction by;
    if (!tsq__cells_rates(cells, out) || !tsq__dual_correction(cells, out, true, 0.5, &by)) {
        return false;
    }
    if (by.adds) {
        tsq__dual_cluster(cells, true, out);
    }
    tsq__dual_correct(&by, true, out);
    return true;
}

bool tsq__enclose_rate_ratio(struct tsq__cells *cells, dual *y, dual *v)
{
    struct tsq__dual_table t;
    if (!take_rates(cells, &t)) {
        return false;
    }
    *y = SUB(SUB(LOG(t.a), LOG(t.n1)), SUB(LOG(t.c), LOG(t.n2)));
    *v = ADD(inverse(t.a), inverse(t.c));
    return true;
}

bool tsq__enclose_rate_difference(struct tsq__cells *cells, dual *y, dual *v)
{
    struct tsq__dual_table t;
    if (!take_rates(cells, &t)) {
        return false;
    }
    const dual first = DIV(t.a, t.n1), second = DIV(t.c, t.n2);
    *y = SUB(first, second);
    *v = ADD(DIV(first, t.n1), DIV(second, t.n2));
    return true;
}
