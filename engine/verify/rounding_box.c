/* Weighted means and sums of squares over a box of estimates and weights. */
#include "verify/rounding_box.h"

/* Steps of searches whose end is checked afterwards: more would not be wrong, fewer only leave wider ranges. */
enum { STEPS = 40 };

/* Weights of the largest mean; the smallest is that of -y. `sign` is 1 or -1. */
static double weight_towards(tsq__range w, double y, double mean)
{
    return y > mean ? w.ub : w.lb;
}

static double far_end(tsq__range y, double sign)
{
    return sign > 0.0 ? y.ub : -y.lb;
}

/* Upper end of the mean of sign * y. The search may end early: u is moved up until it is proven, by
 * sum max over w of w (y - u) <= 0. */
static double mean_above(const struct tsq__box *box, const tsq__range *w, double sign)
{
    double u = far_end(box->y[0], sign);
    for (int step = 0; step < STEPS; step++) {
        double sum = 0.0, weighted = 0.0;
        for (size_t i = 0; i < box->k; i++) {
            const double y = far_end(box->y[i], sign), weight = weight_towards(w[i], y, u);
            sum += weight;
            weighted += weight * (y - u);
        }
        const double by = weighted / sum;
        if (u + by == u) {
            break;
        }
        u += by;
    }
    tsq__range excess = {0.0, 0.0};
    double sum = 0.0, most = far_end(box->y[0], sign);
    for (size_t i = 0; i < box->k; i++) {
        const double y = far_end(box->y[i], sign);
        most = fmax(most, y);
        const tsq__range off = tsq__range_subtract(tsq__range_point(y), tsq__range_point(u));
        excess = tsq__range_add(excess, tsq__range_multiply(tsq__range_point(weight_towards(w[i], y, u)), off));
        sum = tsq__down(sum + w[i].lb);
    }
    if (!(sum > 0.0) || !isfinite(u) || !isfinite(excess.ub)) { /* weights beyond double precision */
        return most;
    }
    return fmin(most, excess.ub > 0.0 ? tsq__up(u + tsq__up(excess.ub / sum)) : u);
}

static tsq__range mean_of(const struct tsq__box *box, const tsq__range *w)
{
    return (tsq__range){-mean_above(box, w, -1.0), mean_above(box, w, 1.0)};
}

void tsq__box_weigh(const struct tsq__box *box, tsq__range tau2, struct tsq__weighed *out)
{
    out->k = box->k;
    out->tau2 = tau2;
    out->sum = out->squares = tsq__range_point(0.0);
    for (size_t i = 0; i < box->k; i++) {
        out->w[i] = tsq__range_divide(tsq__range_point(1.0), tsq__range_add(box->v[i], tau2));
        out->sum = tsq__range_add(out->sum, out->w[i]);
        out->squares = tsq__range_add(out->squares, tsq__range_square(out->w[i]));
    }
    out->mean = mean_of(box, out->w);
    for (size_t i = 0; i < box->k; i++) {
        out->r[i] = tsq__range_subtract(box->y[i], out->mean);
    }
}

/* At one end of all weights. */
static tsq__range trace_at(const struct tsq__weighed *at, bool upper)
{
    tsq__range sum = {0.0, 0.0}, squares = {0.0, 0.0};
    for (size_t i = 0; i < at->k; i++) {
        const tsq__range w = tsq__range_point(upper ? at->w[i].ub : at->w[i].lb);
        sum = tsq__range_add(sum, w);
        squares = tsq__range_add(squares, tsq__range_square(w));
    }
    return tsq__range_subtract(sum, tsq__range_divide(squares, sum));
}

tsq__range tsq__box_trace(const struct tsq__weighed *at)
{
    return tsq__range_positive((tsq__range){trace_at(at, false).lb, trace_at(at, true).ub});
}

tsq__range tsq__box_trace_by_w(const struct tsq__weighed *at, size_t i)
{
    const tsq__range share = tsq__range_divide(at->w[i], at->sum);
    const tsq__range rest = tsq__range_divide(at->squares, tsq__range_square(at->sum));
    const tsq__range by_w =
        tsq__range_add(tsq__range_subtract(tsq__range_point(1.0), tsq__range_scale(share, 2.0)), rest);
    return tsq__range_positive(by_w);
}

tsq__range tsq__range_by_v(tsq__range w, tsq__range x)
{
    return tsq__range_negate(tsq__range_multiply(tsq__range_square(w), x));
}

tsq__range tsq__box_trace_slope(const struct tsq__weighed *at, size_t i)
{
    return tsq__range_by_v(at->w[i], tsq__box_trace_by_w(at, i));
}

tsq__range tsq__ranges_sum(const tsq__range *terms, size_t k)
{
    tsq__range sum = {0.0, 0.0};
    for (size_t i = 0; i < k; i++) {
        sum = tsq__range_add(sum, terms[i]);
    }
    return sum;
}

/* ---- sums of squares --------------------------------------------------------------------------------------------- */

/* The nearest number of a range. */
static double nearest_to(tsq__range y, double m)
{
    return m < y.lb ? y.lb : m > y.ub ? y.ub : m;
}

/* Where sum w dist(m, y)^2 is least, nearly. */
static double middle_of(const struct tsq__box *box, const tsq__range *w, double m)
{
    for (int step = 0; step < STEPS; step++) {
        double sum = 0.0, weighted = 0.0;
        for (size_t i = 0; i < box->k; i++) {
            const double off = nearest_to(box->y[i], m) - m;
            sum += off != 0.0 || box->y[i].lb == box->y[i].ub ? w[i].lb : 0.0;
            weighted += w[i].lb * off;
        }
        if (sum == 0.0 || m + weighted / sum == m) {
            break;
        }
        m += weighted / sum;
    }
    return m;
}

/* min over m of g(m) = sum w dist(m, y)^2: g is convex, so it is nowhere below g(m0) - |g'(m0)| |m - m0|. */
static double squares_below(const struct tsq__box *box, const tsq__range *w, double m0)
{
    tsq__range g = {0.0, 0.0}, slope = {0.0, 0.0};
    double reach = 0.0;
    for (size_t i = 0; i < box->k; i++) {
        const tsq__range off = tsq__range_subtract(tsq__range_point(nearest_to(box->y[i], m0)), tsq__range_point(m0));
        const bool inside = tsq__range_has(box->y[i], m0);
        if (!inside) {
            g = tsq__range_add(g, tsq__range_scale(tsq__range_square(off), w[i].lb));
            slope = tsq__range_add(slope, tsq__range_scale(off, 2.0 * w[i].lb));
        }
        reach = fmax(reach, tsq__range_most(tsq__range_subtract(box->y[i], tsq__range_point(m0))));
    }
    return fmax(0.0, tsq__down(g.lb - tsq__up(tsq__range_most(slope) * reach)));
}

/* The greatest over y is at most the sum of each term's greatest, about whatever m. The next m is where that sum would be
 * least if the ends that are far from this one stayed. */
static double squares_above(const struct tsq__box *box, const tsq__range *w, double *m)
{
    tsq__range g = {0.0, 0.0};
    double sum = 0.0, weighted = 0.0;
    for (size_t i = 0; i < box->k; i++) {
        const double end = *m - box->y[i].lb > box->y[i].ub - *m ? box->y[i].lb : box->y[i].ub;
        const tsq__range off = tsq__range_subtract(tsq__range_point(end), tsq__range_point(*m));
        g = tsq__range_add(g, tsq__range_scale(tsq__range_square(off), w[i].ub));
        sum += w[i].ub;
        weighted += w[i].ub * (end - *m);
    }
    *m += weighted / sum;
    return g.ub;
}

tsq__range tsq__box_squares(const struct tsq__box *box, const tsq__range *w)
{
    double above = HUGE_VAL, m = middle_of(box, w, tsq__range_middle(box->y[0]));
    const double below = squares_below(box, w, m);
    for (int step = 0; step < STEPS; step++) {
        const double before = m, bound = squares_above(box, w, &m);
        above = bound < above ? bound : above;
        if (m == before) {
            break;
        }
    }
    return (tsq__range){below, fmax(above, below)};
}
