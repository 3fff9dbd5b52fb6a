/* What a study adds to the sums that pooled counts are made of. Formulas and sources: mantel_haenszel.c and peto.c of
 * engine/fit; a, b, c, d and sizes after the correction. */
#include "verify/rounding_strata.h"
#include "verify/dual_words.h"
#include "verify/rounding_special.h"

/* The table as it is reported, and with the correction. */
struct tables {
    struct tsq__dual_table raw, t;
    struct tsq__correction by;
};

static bool take_tables(const struct tsq__counting *counting, struct tsq__cells *cells, struct tables *out)
{
    out->by = (struct tsq__correction){.adds = false};
    if (!(counting->rates ? tsq__cells_rates(cells, &out->raw) : tsq__cells_table(cells, &out->raw)) ||
        (counting->correct && !tsq__dual_correction(cells, &out->raw, counting->rates, 0.5, &out->by))) {
        return false;
    }
    tsq__dual_cluster(cells, counting->rates, &out->raw);
    out->t = out->raw;
    tsq__dual_correct(&out->by, counting->rates, &out->t);
    return true;
}

/* n2/n and n1/n, each with the sizes in one place, so that little is lost of their ranges. */
static void take_shares(const struct tsq__dual_table *t, dual *u, dual *v)
{
    const dual ratio = DIV(t->n1, t->n2), one = NUMBER(1.0);
    *u = DIV(one, ADD(one, ratio));
    *v = DIV(one, ADD(one, DIV(one, ratio)));
}

/* n1 n2/n. */
static dual size_of(const struct tsq__dual_table *t)
{
    const dual one = NUMBER(1.0);
    return DIV(one, ADD(DIV(one, t->n1), DIV(one, t->n2)));
}

/* R, S, P R, P S + Q R, Q S; P = (a + d)/n, Q = (b + c)/n. */
static void odds_ratio(const struct tsq__dual_table *t, dual term[TSQ__SUMS])
{
    const dual n = ADD(t->n1, t->n2);
    const dual r = MUL(DIV(t->a, n), t->d), s = MUL(DIV(t->b, n), t->c);
    const dual p = DIV(ADD(t->a, t->d), n), q = DIV(ADD(t->b, t->c), n);
    term[0] = r;
    term[1] = s;
    term[2] = MUL(p, r);
    term[3] = ADD(MUL(p, s), MUL(q, r));
    term[4] = MUL(q, s);
}

static void risk_ratio(const struct tsq__counting *counting, const struct tables *all, dual term[TSQ__SUMS])
{
    const struct tsq__dual_table *t = &all->t;
    const dual n = ADD(t->n1, t->n2);
    dual u, v;
    take_shares(t, &u, &v);
    const bool events_only = all->raw.b.x.ub <= 1e-9 && all->raw.d.x.ub <= 1e-9;
    const bool is_one = counting->options->effect.zero_rule == TSQ_ZERO_REVMAN && all->by.add[0] > 0.0 && events_only;
    term[1] = MUL(t->c, v);
    term[0] = is_one ? term[1] : MUL(t->a, u);
    const dual both = DIV(MUL(t->a, t->c), n); /* n1 a d/n^2 + n2 c b/n^2 = u v (a + c) - a c/n */
    term[2] = SUB(MUL(MUL(u, v), ADD(t->a, t->c)), both);
}

static void risk_difference(const struct tsq__counting *counting, const struct tables *all, dual term[TSQ__SUMS])
{
    const struct tsq__dual_table *t = &all->t;
    const tsq_zero_rule rule = counting->options->effect.zero_rule;
    const struct tsq__dual_table *of = rule != TSQ_ZERO_METAFOR ? &all->raw : t;
    const dual n = ADD(t->n1, t->n2);
    dual u, v;
    take_shares(t, &u, &v);
    const dual size = size_of(rule == TSQ_ZERO_REVMAN ? &all->raw : t);
    term[0] = MUL(size, SUB(DIV(of->a, of->n1), DIV(of->c, of->n2)));
    term[1] = size;
    const dual uu = SQUARE(u), vv = SQUARE(v);
    if (counting->options->rd_variance == TSQ_RD_GREENLAND) {
        term[2] = NUMBER(0.0);
        term[3] = ADD(DIV(MUL(MUL(t->a, t->b), uu), t->n1), DIV(MUL(MUL(t->c, t->d), vv), t->n2));
    } else {
        const dual half = MUL(MUL(MUL(u, v), SUB(t->n2, t->n1)), NUMBER(0.5));
        term[2] = ADD(SUB(MUL(t->c, vv), MUL(t->a, uu)), half);
        term[3] = MUL(ADD(MUL(DIV(t->a, n), t->d), MUL(DIV(t->c, n), t->b)), NUMBER(0.5));
    }
}

static void rates(const struct tsq__counting *counting, const struct tsq__dual_table *t, dual term[TSQ__SUMS])
{
    dual u, v;
    take_shares(t, &u, &v);
    if (counting->measure == TSQ_COUNT_IRR) {
        term[0] = MUL(t->a, u);
        term[1] = MUL(t->c, v);
        term[2] = MUL(MUL(u, v), ADD(t->a, t->c));
    } else {
        term[0] = SUB(MUL(t->a, u), MUL(t->c, v));
        term[1] = size_of(t);
        term[2] = NUMBER(0.0);
        term[3] = ADD(MUL(t->a, SQUARE(u)), MUL(t->c, SQUARE(v)));
    }
}

/* O - E and V; 0 where all have the event or none. */
static void peto(const struct tsq__dual_table *t, dual term[TSQ__SUMS])
{
    const dual n = ADD(t->n1, t->n2), events = ADD(t->a, t->c), others = ADD(t->b, t->d);
    const bool nothing = events.x.ub <= 1e-9 || others.x.ub <= 1e-9;
    dual u, v;
    take_shares(t, &u, &v);
    term[0] = SUB(MUL(t->a, u), MUL(t->c, v));
    term[1] = nothing ? NUMBER(0.0) : MUL(MUL(u, v), MUL(events, DIV(others, SUB(n, NUMBER(1.0)))));
}

static bool own_estimate(const struct tsq__counting *counting, struct tsq__stratum_range *stratum)
{
    dual v;
    if (counting->peto) {
        stratum->compared = stratum->term[1].x.ub > 0.0;
        stratum->w = stratum->term[1];
        stratum->y = stratum->compared ? DIV(stratum->term[0], stratum->term[1]) : NUMBER(0.0);
        return true;
    }
    stratum->compared = !isnan(stratum->cells.effect->yi);
    if (!stratum->compared) {
        return true;
    }
    const bool computed = tsq__cells_compute(&stratum->cells, &stratum->y, &v);
    stratum->w = DIV(NUMBER(1.0), v);
    return computed && v.x.lb > 0.0;
}

bool tsq__stratum_compute(const struct tsq__counting *counting, struct tsq__stratum_range *stratum)
{
    struct tables all;
    if (!take_tables(counting, &stratum->cells, &all)) {
        return false;
    }
    for (int i = 0; i < TSQ__SUMS; i++) {
        stratum->term[i] = NUMBER(0.0);
    }
    if (counting->peto) {
        peto(&all.t, stratum->term);
    } else if (counting->rates) {
        rates(counting, &all.t, stratum->term);
    } else if (counting->measure == TSQ_COUNT_OR) {
        odds_ratio(&all.t, stratum->term);
    } else if (counting->measure == TSQ_COUNT_RR) {
        risk_ratio(counting, &all, stratum->term);
    } else {
        risk_difference(counting, &all, stratum->term);
    }
    return own_estimate(counting, stratum);
}

void tsq__strata_pool(const struct tsq__counting *counting, const dual sum[TSQ__SUMS], dual *estimate, dual *variance)
{
    const bool odds = counting->measure == TSQ_COUNT_OR;
    if (counting->peto) {
        *estimate = DIV(sum[0], sum[1]);
        *variance = DIV(NUMBER(1.0), sum[1]);
    } else if (odds || counting->measure == TSQ_COUNT_RR || counting->measure == TSQ_COUNT_IRR) {
        const dual rs = MUL(sum[0], sum[1]);
        *estimate = SUB(LOG(sum[0]), LOG(sum[1]));
        *variance = DIV(sum[2], rs);
        if (odds) {
            const dual parts = ADD(DIV(sum[2], SQUARE(sum[0])), DIV(sum[4], SQUARE(sum[1])));
            *variance = MUL(ADD(parts, DIV(sum[3], rs)), NUMBER(0.5));
        }
    } else {
        *estimate = DIV(sum[0], sum[1]);
        *variance = DIV(ADD(MUL(*estimate, sum[2]), sum[3]), SQUARE(sum[1]));
    }
}
