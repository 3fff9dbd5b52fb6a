/* The likelihood equations of tau2 over a box, with their partial derivatives; notation of rounding_equations.c. */
#include "verify/range_words.h"
#include "verify/rounding_equations.h"

/* w^2 r^2 - w: convex in w, least at w = 1/(2 r^2). */
static tsq__range score_term(tsq__range w, tsq__range r)
{
    const tsq__range square = SQ(r);
    const tsq__range low = POINT(w.lb), high = POINT(w.ub), least = POINT(square.lb), most = POINT(square.ub);
    const double above = fmax(SUB(MUL(SQ(low), most), low).ub, SUB(MUL(SQ(high), most), high).ub);
    double below = fmin(SUB(MUL(SQ(low), least), low).lb, SUB(MUL(SQ(high), least), high).lb);
    if (square.lb > 0.0 && tsq__range_has(w, 0.5 / square.lb)) {
        below = fmin(below, NEGATE(DIV(POINT(0.25), least)).lb);
    }
    return (tsq__range){below, above};
}

/* ML: sum w^2 r^2 - S. */
tsq__range tsq__ml_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    tsq__range sum = {0.0, 0.0};
    (void)room;
    for (size_t i = 0; i < box->k; i++) {
        sum = ADD(sum, score_term(at->w[i], at->r[i]));
    }
    return sum;
}

/* REML: sum w^2 r^2 - S + S2/S. */
tsq__range tsq__reml_value(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room)
{
    return ADD(tsq__ml_value(box, at, room), DIV(at->squares, at->sum));
}

/* sum w^2 r, as sum w (w - c) r: sum w r is 0. */
static tsq__range pull_of(const struct tsq__box *box, const struct tsq__weighed *at, double c)
{
    tsq__range sum = {0.0, 0.0};
    for (size_t i = 0; i < box->k; i++) {
        sum = ADD(sum, MUL(MUL(at->w[i], SUB(at->w[i], POINT(c))), at->r[i]));
    }
    return sum;
}

/* By tau2: S2 - 2 sum w^3 r^2 + 2 (sum w^2 r)^2/S, of REML less 2 S3/S - (S2/S)^2. Where F = 0, adding 2 c F for whatever c
 * changes nothing; about c = S2/S little is left of the terms with r, so that weights that are alike have a proven sign. */
static tsq__range likelihood_by_tau2(const struct tsq__box *box, const struct tsq__weighed *at, bool restricted,
                                     double c, tsq__range pull)
{
    const tsq__range about = POINT(c), twice = POINT(2.0 * c);
    tsq__range sum = {0.0, 0.0}, cubic = {0.0, 0.0};
    for (size_t i = 0; i < box->k; i++) {
        const tsq__range w = at->w[i], square = SQ(MUL(w, at->r[i]));
        const tsq__range own = MUL(w, SUB(w, twice));
        sum = ADD(sum, SUB(own, SCALE(MUL(square, SUB(w, about)), 2.0)));
        cubic = ADD(cubic, MUL(SQ(w), w));
    }
    sum = ADD(sum, DIV(SCALE(SQ(pull), 2.0), at->sum));
    if (restricted) {
        const tsq__range mean = DIV(at->squares, at->sum);
        sum = ADD(sum, MUL(mean, ADD(mean, twice)));
        sum = SUB(sum, DIV(SCALE(cubic, 2.0), at->sum));
    }
    return sum;
}

static void likelihood_slopes(const struct tsq__box *box, const struct tsq__weighed *at, bool restricted,
                              tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    const double c = tsq__range_middle(DIV(at->squares, at->sum));
    const tsq__range pull = pull_of(box, at, c), by_mean = SCALE(pull, -2.0);
    for (size_t i = 0; i < box->k; i++) {
        const tsq__range own = SCALE(MUL(SQ(at->w[i]), at->r[i]), 2.0);
        tsq__range by_w = SUB(SCALE(MUL(at->w[i], SQ(at->r[i])), 2.0), POINT(1.0));
        by_w = ADD(by_w, MUL(by_mean, DIV(at->r[i], at->sum)));
        if (restricted) {
            by_w = ADD(by_w, SUB(POINT(1.0), tsq__box_trace_by_w(at, i)));
        }
        by_y[i] = ADD(own, MUL(by_mean, DIV(at->w[i], at->sum)));
        by_v[i] = tsq__range_by_v(at->w[i], by_w);
    }
    *by_tau2 = MEET(tsq__ranges_sum(by_v, box->k), likelihood_by_tau2(box, at, restricted, c, pull));
}

void tsq__ml_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                    tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    (void)room;
    likelihood_slopes(box, at, false, by_y, by_v, by_tau2);
}

void tsq__reml_slopes(const struct tsq__box *box, const struct tsq__weighed *at, struct tsq__weighed *room,
                      tsq__range *by_y, tsq__range *by_v, tsq__range *by_tau2)
{
    (void)room;
    likelihood_slopes(box, at, true, by_y, by_v, by_tau2);
}
