/* Two-step moment estimators over a box: DerSimonian & Kacker 2007, doi:10.1016/j.cct.2006.04.004. With weights
 * 1/(v + t), t the estimate of the first step, tau2 is t + (Q(t) - (k-1))/C(t), C = tr P, because tr P(V + t I) = k-1; as an
 * equation Q(t) - (k-1) - (tau2 - t) C(t) = 0. */
#include "verify/range_words.h"
#include "verify/rounding_equations.h"

typedef void slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                    tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2);

/* (Q - (k-1))/C with weights 1/v. */
static tsq__range first_dl(const struct tsq__box *box, struct tsq__weighed *room)
{
    tsq__box_weigh(box, POINT(0.0), room);
    const tsq__range excess = SUB(tsq__box_squares(box, room->w), tsq__box_df(box));
    return tsq__range_positive(DIV(tsq__range_positive(excess), tsq__box_trace(room)));
}

static tsq__range first_he(const struct tsq__box *box, struct tsq__weighed *room)
{
    const tsq__range spread = DIV(tsq__box_weigh_equally(box, room), tsq__box_df(box));
    return tsq__range_positive(SUB(spread, DIV(tsq__ranges_sum(box->v, box->k), POINT((double)box->k))));
}

static tsq__range value(const struct tsq__box *box, tsq__range first, tsq__range tau2, struct tsq__weighed *room)
{
    tsq__box_weigh(box, first, room);
    const tsq__range excess = SUB(tsq__box_squares(box, room->w), tsq__box_df(box));
    return SUB(excess, MUL(SUB(tau2, first), tsq__box_trace(room)));
}

/* The derivatives of the first step, which is 0 where it would be negative. */
static void slopes_of_first(const struct tsq__box *box, slopes *step, tsq__range first, struct tsq__weighed *room,
                            tsq__range *by_y, tsq__range *by_v)
{
    const struct tsq__weighed at = {.tau2 = first};
    const tsq__range none = {0.0, 0.0};
    tsq__range by_first;
    step(box, &at, room, by_y, by_v, &by_first);
    for (size_t i = 0; i < box->k; i++) {
        by_y[i] = NEGATE(DIV(by_y[i], by_first));
        by_v[i] = NEGATE(DIV(by_v[i], by_first));
        by_y[i] = first.lb == 0.0 ? tsq__range_hull(by_y[i], none) : by_y[i];
        by_v[i] = first.lb == 0.0 ? tsq__range_hull(by_v[i], none) : by_v[i];
    }
}

/* By v with the first step as it is; the sum over all studies is what it is by the first step in the weights. */
static tsq__range own_by_v(const struct tsq__weighed *room, tsq__range gap, size_t i)
{
    return tsq__range_by_v(room->w[i], SUB(SQ(room->r[i]), MUL(gap, tsq__box_trace_by_w(room, i))));
}

static void two_steps(const struct tsq__box *box, slopes *step, tsq__range first, tsq__range tau2,
                      struct tsq__weighed *room, tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    slopes_of_first(box, step, first, room, by_y, by_v);
    tsq__box_weigh(box, first, room);
    const tsq__range trace = tsq__box_trace(room), gap = SUB(tau2, first);
    tsq__range by_first = trace;
    for (size_t i = 0; i < box->k; i++) {
        by_first = ADD(by_first, own_by_v(room, gap, i));
    }
    for (size_t i = 0; i < box->k; i++) {
        by_y[i] = ADD(SCALE(MUL(room->w[i], room->r[i]), 2.0), MUL(by_first, by_y[i]));
        by_v[i] = ADD(own_by_v(room, gap, i), MUL(by_first, by_v[i]));
    }
    *by_tau2 = NEGATE(trace);
}

tsq__range tsq__dl2_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    return value(box, first_dl(box, room), at->tau2, room);
}

tsq__range tsq__ca2_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    return value(box, first_he(box, room), at->tau2, room);
}

void tsq__dl2_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                     tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    two_steps(box, tsq__dl_slopes, first_dl(box, room), at->tau2, room, by_y, by_v, by_tau2);
}

void tsq__ca2_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                     tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    two_steps(box, tsq__he_slopes, first_he(box, room), at->tau2, room, by_y, by_v, by_tau2);
}
