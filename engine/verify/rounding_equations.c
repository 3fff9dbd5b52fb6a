/* Estimators of tau2 as equations F(tau2) = 0 over a box, with their partial derivatives.
 *
 * With w = 1/(v + tau2), r = y - mean, S and S2 the sums of w and w^2: the mean has the derivatives w/S by y and r/S by w,
 * w has -w^2 by v and by tau2. Sums of squares about the mean do not change with the mean itself. */
#include "verify/rounding_equations.h"
#include "verify/range_words.h"

#include "num/dist.h"

#include <string.h>

/* ---- generalised Q: PM, EB, PMM ---------------------------------------------------------------------------------- */

static tsq__range pm_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    (void)room;
    return SUB(tsq__box_squares(box, at->w), tsq__box_df(box));
}

static tsq__range pmm_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    (void)room;
    const double median = tsq__chisq_upper(0.5, (double)box->k - 1.0);
    return SUB(tsq__box_squares(box, at->w), tsq__range_about(median, 1e-13));
}

/* By tau2: -sum w^2 r^2. Where sum w r^2 is the target, that is -sum w r^2 (w - c) - c target for whatever c. */
static void q_slopes(const struct tsq__box *box, const struct tsq__weighed *at, double target, tsq__range *by_y,
                     tsq__range *by_v, tsq__range *by_tau2)
{
    const double c = tsq__range_middle(DIV(at->squares, at->sum));
    tsq__range off = {0.0, 0.0};
    for (size_t i = 0; i < box->k; i++) {
        by_y[i] = SCALE(MUL(at->w[i], at->r[i]), 2.0);
        by_v[i] = tsq__range_by_v(at->w[i], SQ(at->r[i]));
        off = ADD(off, MUL(MUL(at->w[i], SQ(at->r[i])), SUB(at->w[i], POINT(c))));
    }
    const tsq__range rest = SCALE(tsq__range_about(target, 1e-13), c);
    *by_tau2 = MEET(tsq__ranges_sum(by_v, box->k), NEGATE(ADD(off, rest)));
}

static void pm_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                      tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    (void)room;
    q_slopes(box, at, (double)box->k - 1.0, by_y, by_v, by_tau2);
}

static void pmm_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                       tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    (void)room;
    q_slopes(box, at, tsq__chisq_upper(0.5, (double)box->k - 1.0), by_y, by_v, by_tau2);
}

/* ---- moments with weights 1/v: DL, HS, HSk, HM ------------------------------------------------------------------- */

/* DL: Q - (k-1) - tau2 C, C = S - S2/S. */
static tsq__range dl_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    tsq__box_weigh(box, POINT(0.0), room);
    const tsq__range excess = SUB(tsq__box_squares(box, room->w), tsq__box_df(box));
    return SUB(excess, MUL(at->tau2, tsq__box_trace(room)));
}

void tsq__dl_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                    tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    tsq__box_weigh(box, POINT(0.0), room);
    for (size_t i = 0; i < box->k; i++) {
        const tsq__range by_w = SUB(SQ(room->r[i]), MUL(at->tau2, tsq__box_trace_by_w(room, i)));
        by_y[i] = SCALE(MUL(room->w[i], room->r[i]), 2.0);
        by_v[i] = tsq__range_by_v(room->w[i], by_w);
    }
    *by_tau2 = NEGATE(tsq__box_trace(room));
}

/* HS: factor Q - k - tau2 S. */
static tsq__range hs_value_of(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                              tsq__range factor)
{
    tsq__box_weigh(box, POINT(0.0), room);
    const tsq__range excess = SUB(MUL(factor, tsq__box_squares(box, room->w)), POINT((double)box->k));
    return SUB(excess, MUL(at->tau2, room->sum));
}

static void hs_slopes_of(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                         tsq__range factor, tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    tsq__box_weigh(box, POINT(0.0), room);
    for (size_t i = 0; i < box->k; i++) {
        by_y[i] = MUL(factor, SCALE(MUL(room->w[i], room->r[i]), 2.0));
        by_v[i] = tsq__range_by_v(room->w[i], SUB(MUL(factor, SQ(room->r[i])), at->tau2));
    }
    *by_tau2 = NEGATE(room->sum);
}

static tsq__range hs_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    return hs_value_of(box, at, room, POINT(1.0));
}

static void hs_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                      tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    hs_slopes_of(box, at, room, POINT(1.0), by_y, by_v, by_tau2);
}

static tsq__range hsk_factor(const struct tsq__box *box)
{
    return DIV(POINT((double)box->k), tsq__box_df(box));
}

static tsq__range hsk_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    return hs_value_of(box, at, room, hsk_factor(box));
}

static void hsk_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                       tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    hs_slopes_of(box, at, room, hsk_factor(box), by_y, by_v, by_tau2);
}

/* HM: h - tau2 C, h = Q^2/(2 (k-1) + Q), which rises in Q. */
static tsq__range hm_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    tsq__box_weigh(box, POINT(0.0), room);
    const tsq__range q = tsq__box_squares(box, room->w), twice = SCALE(tsq__box_df(box), 2.0);
    const tsq__range least = POINT(q.lb), most = POINT(q.ub);
    const tsq__range h = {DIV(SQ(least), ADD(twice, least)).lb, DIV(SQ(most), ADD(twice, most)).ub};
    return SUB(h, MUL(at->tau2, tsq__box_trace(room)));
}

static void hm_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                      tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    tsq__box_weigh(box, POINT(0.0), room);
    const tsq__range q = tsq__box_squares(box, room->w), twice = SCALE(tsq__box_df(box), 2.0);
    const tsq__range rise = DIV(MUL(q, ADD(q, SCALE(twice, 2.0))), SQ(ADD(twice, q)));
    for (size_t i = 0; i < box->k; i++) {
        const tsq__range by_w = SUB(MUL(rise, SQ(room->r[i])), MUL(at->tau2, tsq__box_trace_by_w(room, i)));
        by_y[i] = MUL(rise, SCALE(MUL(room->w[i], room->r[i]), 2.0));
        by_v[i] = tsq__range_by_v(room->w[i], by_w);
    }
    *by_tau2 = NEGATE(tsq__box_trace(room));
}

/* ---- equal weights: HE, SJ ----------------------------------------------------------------------------------------- */

tsq__range tsq__box_weigh_equally(const struct tsq__box *box, struct tsq__weighed *out)
{
    tsq__range sum = {0.0, 0.0};
    const tsq__range k = POINT((double)box->k);
    for (size_t i = 0; i < box->k; i++) {
        out->w[i] = POINT(1.0);
        sum = ADD(sum, box->y[i]);
    }
    out->k = box->k;
    out->tau2 = POINT(0.0);
    out->sum = out->squares = k;
    out->mean = DIV(sum, k);
    for (size_t i = 0; i < box->k; i++) {
        out->r[i] = SUB(box->y[i], out->mean);
    }
    return tsq__box_squares(box, out->w);
}

/* HE: sum (y - mean)^2/(k-1) - sum v/k - tau2. */
static tsq__range he_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    const tsq__range spread = DIV(tsq__box_weigh_equally(box, room), tsq__box_df(box));
    return SUB(SUB(spread, DIV(tsq__ranges_sum(box->v, box->k), POINT((double)box->k))), at->tau2);
}

void tsq__he_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                    tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    (void)at;
    (void)tsq__box_weigh_equally(box, room);
    for (size_t i = 0; i < box->k; i++) {
        by_y[i] = DIV(SCALE(room->r[i], 2.0), tsq__box_df(box));
        by_v[i] = DIV(POINT(-1.0), POINT((double)box->k));
    }
    *by_tau2 = POINT(-1.0);
}

/* SJ: t0 Q(t0)/(k-1) - tau2, t0 = sum (y - mean)^2/k. t Q(t) rises in t. */
static tsq__range sj_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    const tsq__range t0 = DIV(tsq__box_weigh_equally(box, room), POINT((double)box->k));
    tsq__box_weigh(box, POINT(fmax(t0.lb, 0.0)), room);
    const double least = MUL(POINT(fmax(t0.lb, 0.0)), tsq__box_squares(box, room->w)).lb;
    tsq__box_weigh(box, POINT(t0.ub), room);
    const double most = MUL(POINT(t0.ub), tsq__box_squares(box, room->w)).ub;
    return SUB(DIV((tsq__range){least, most}, tsq__box_df(box)), at->tau2);
}

static void sj_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                      tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    (void)at;
    const tsq__range t0 = tsq__range_positive(DIV(tsq__box_weigh_equally(box, room), POINT((double)box->k)));
    for (size_t i = 0; i < box->k; i++) { /* of t0 by y, for now */
        by_y[i] = DIV(SCALE(room->r[i], 2.0), POINT((double)box->k));
    }
    tsq__box_weigh(box, t0, room);
    const tsq__range q = tsq__box_squares(box, room->w);
    for (size_t i = 0; i < box->k; i++) {
        by_v[i] = tsq__range_by_v(room->w[i], SQ(room->r[i]));
    }
    const tsq__range by_t0 = ADD(q, MUL(t0, tsq__ranges_sum(by_v, box->k)));
    for (size_t i = 0; i < box->k; i++) {
        const tsq__range direct = MUL(t0, SCALE(MUL(room->w[i], room->r[i]), 2.0));
        by_y[i] = DIV(ADD(MUL(by_t0, by_y[i]), direct), tsq__box_df(box));
        by_v[i] = DIV(MUL(t0, by_v[i]), tsq__box_df(box));
    }
    *by_tau2 = POINT(-1.0);
}

/* ------------------------------------------------------------------------------------------------------------------- */

static const struct tsq__equation equations[] = {
    {"REML", false, tsq__reml_value, tsq__reml_slopes},
    {"ML", false, tsq__ml_value, tsq__ml_slopes},
    {"DL", true, dl_value, tsq__dl_slopes},
    {"PM", true, pm_value, pm_slopes},
    {"EB", true, pm_value, pm_slopes},
    {"PMM", true, pmm_value, pmm_slopes},
    {"HE", true, he_value, tsq__he_slopes},
    {"HS", true, hs_value, hs_slopes},
    {"HSk", true, hsk_value, hsk_slopes},
    {"SJ", true, sj_value, sj_slopes},
    {"HM", true, hm_value, hm_slopes},
    {"DL2", true, tsq__dl2_value, tsq__dl2_slopes},
    {"CA2", true, tsq__ca2_value, tsq__ca2_slopes},
    {"DLIT", true, pm_value, pm_slopes}, /* their limits are PM's: engine/tau2/dlit.c and sjit.c */
    {"SJIT", true, pm_value, pm_slopes},
};

const struct tsq__equation *tsq__equation_at(size_t i)
{
    return i < sizeof equations / sizeof equations[0] ? &equations[i] : NULL;
}

const struct tsq__equation *tsq__equation_of(const char *method)
{
    for (size_t i = 0; tsq__equation_at(i) != NULL; i++) {
        if (strcmp(equations[i].method, method) == 0) {
            return &equations[i];
        }
    }
    return NULL;
}
