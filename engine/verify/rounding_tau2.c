/* Where the estimate of tau2 can lie: proven signs of its equation over the whole box. */
#include "verify/rounding_box.h"
#include "verify/rounding_search.h"

#include <string.h>

/* Halvings of a search; what they leave open stays in the range. */
enum { HALVINGS = 200, ALL_DIGITS = 1100 };

/* How often derivatives are taken again after some data were fixed. */
enum { ROUNDS = 4 };

struct search {
    const struct tsq__equation *equation;
    const struct tsq__box *box;
    struct tsq__bench *bench;
    double v_min;
};

static tsq__range natural(const struct search *search, const struct tsq__box *box, tsq__range tau2)
{
    struct tsq__bench *bench = search->bench;
    tsq__box_weigh(box, tau2, &bench->at);
    return search->equation->value(box, &bench->at, &bench->room);
}

/* The end of a range where what has that derivative is greatest (sign 1) or least, and how much may be beyond it. */
static double end_of(tsq__range x, tsq__range slope, double sign, tsq__range *end)
{
    const tsq__range by = sign > 0.0 ? slope : tsq__range_negate(slope);
    const bool up = by.lb >= -by.ub;
    const double against = up ? -by.lb : by.ub;
    *end = tsq__range_point(up ? x.ub : x.lb);
    return x.lb == x.ub || against <= 0.0 ? 0.0 : tsq__up(tsq__up(x.ub - x.lb) * against);
}

/* Sets ranges to their ends where their derivatives have one sign; how many were set. */
static int fix(tsq__range *x, const tsq__range *slope, size_t k, double sign)
{
    int n = 0;
    for (size_t i = 0; i < k; i++) {
        tsq__range end;
        if (x[i].lb != x[i].ub && end_of(x[i], slope[i], sign, &end) == 0.0) {
            x[i] = end;
            n++;
        }
    }
    return n;
}

/* An end of F over the box by its corner and derivatives (mean value form). What is proven to be monotone is fixed first,
 * which narrows the other derivatives. */
static double by_corner(const struct search *search, tsq__range tau2, double sign)
{
    const size_t k = search->box->k;
    struct tsq__bench *bench = search->bench;
    tsq__range *by_y = bench->more, *by_v = by_y + k, *y = by_v + k, *v = y + k, by_tau2;
    const struct tsq__box left = {.k = k, .y = y, .v = v};
    double beyond = 0.0;
    memcpy(y, search->box->y, k * sizeof *y);
    memcpy(v, search->box->v, k * sizeof *v);
    for (int round = 0; round < ROUNDS; round++) {
        tsq__box_weigh(&left, tau2, &bench->at);
        search->equation->slopes(&left, &bench->at, &bench->room, by_y, by_v, &by_tau2);
        const int n = fix(y, by_y, k, sign) + fix(v, by_v, k, sign);
        if (n == 0) {
            break;
        }
    }
    for (size_t i = 0; i < k; i++) {
        beyond = tsq__up(beyond + end_of(y[i], by_y[i], sign, &y[i]));
        beyond = tsq__up(beyond + end_of(v[i], by_v[i], sign, &v[i]));
    }
    const tsq__range f = natural(search, &left, tau2);
    return sign > 0.0 ? tsq__up(f.ub + beyond) : tsq__down(f.lb - beyond);
}

/* F over the box for tau2 of a range. Where its sign is open, derivatives of likelihood equations say more. */
static tsq__range value(const struct search *search, double from, double to)
{
    const tsq__range tau2 = {from, to}, f = natural(search, search->box, tau2);
    if (search->equation->monotone || !tsq__range_has(f, 0.0)) {
        return f;
    }
    const double lb = by_corner(search, tau2, -1.0), ub = by_corner(search, tau2, 1.0);
    return tsq__range_meet(f, (tsq__range){lb, ub});
}

static tsq__range sought(void *context, double from, double to)
{
    return value(context, from, to);
}

/* ---- an upper end ------------------------------------------------------------------------------------------------ */

/* Whether F < 0 for every tau2 from t on. With u = w (t + v_min), which for larger tau2 only comes nearer to 1, F of REML
 * is at most [sum u^2 r^2/(t + v_min) - sum u + sum u^2/sum u]/(t + v_min), and that of ML less. */
static bool is_beyond_likelihood(const struct search *search, double t)
{
    double v_max = 0.0, y_min = HUGE_VAL, y_max = -HUGE_VAL;
    const struct tsq__box *box = search->box;
    for (size_t i = 0; i < box->k; i++) {
        v_max = fmax(v_max, box->v[i].ub);
        y_min = fmin(y_min, box->y[i].lb);
        y_max = fmax(y_max, box->y[i].ub);
    }
    const tsq__range k = tsq__range_point((double)box->k), zero = tsq__range_point(t);
    const tsq__range base = tsq__range_add(zero, tsq__range_point(search->v_min));
    const tsq__range u = {tsq__range_divide(base, tsq__range_add(zero, tsq__range_point(v_max))).lb, 1.0};
    const tsq__range spread = tsq__range_subtract(tsq__range_point(y_max), tsq__range_point(y_min));
    tsq__range f = tsq__range_divide(tsq__range_multiply(k, tsq__range_square(spread)), base);
    f = tsq__range_subtract(f, tsq__range_multiply(k, tsq__range_point(u.lb)));
    return tsq__range_add(f, tsq__range_divide(tsq__range_point(1.0), tsq__range_point(u.lb))).ub < 0.0;
}

/* Whether the equation is negative from t on, proven. */
static bool is_beyond(const struct search *search, double t)
{
    return search->equation->monotone ? value(search, t, t).ub < 0.0 : is_beyond_likelihood(search, t);
}

/* A tau2 beyond the estimate of all data of the box; infinite if there is no such double. */
static double find_beyond(const struct search *search)
{
    double t = search->v_min;
    for (size_t i = 0; i < search->box->k; i++) {
        t = fmax(t, tsq__range_most(tsq__range_square(tsq__range_subtract(search->box->y[i], search->box->y[0]))));
    }
    while (isfinite(t) && !is_beyond(search, t)) {
        t *= 2.0;
    }
    return t;
}

tsq__range tsq__box_tau2(const struct tsq__equation *equation, const struct tsq__box *box, bool falls,
                         tsq__range within, struct tsq__bench *bench)
{
    struct search search = {.equation = equation, .box = box, .bench = bench, .v_min = HUGE_VAL};
    for (size_t i = 0; i < box->k; i++) {
        search.v_min = fmin(search.v_min, box->v[i].lb);
    }
    if (within.lb == within.ub) {
        return within;
    }
    if (!isfinite(within.ub)) {
        within.ub = find_beyond(&search);
    }
    if (!isfinite(within.ub)) {
        return within;
    }
    return equation->monotone || falls ? tsq__search_falling(sought, &search, within, ALL_DIGITS)
                                       : tsq__search_all(sought, &search, within, search.v_min);
}

/* ---- Q-profile ----------------------------------------------------------------------------------------------------- */

/* The tau2 where the sum of squares passes the target: with `upper` the greatest that it can be. */
static double profile_end(const struct tsq__box *box, double target, bool upper, struct tsq__weighed *at)
{
    double lb = 0.0, ub = 1.0;
    tsq__box_weigh(box, tsq__range_point(0.0), at);
    const tsq__range first = tsq__box_squares(box, at->w);
    if ((upper ? first.ub : first.lb) <= target) {
        return 0.0;
    }
    while (isfinite(ub)) { /* a power of 2 beyond */
        tsq__box_weigh(box, tsq__range_point(ub), at);
        const tsq__range q = tsq__box_squares(box, at->w);
        if ((upper ? q.ub : q.lb) < target) {
            break;
        }
        lb = ub;
        ub *= 8.0;
    }
    if (!isfinite(ub)) {
        return upper ? ub : lb;
    }
    for (int i = 0; i < HALVINGS && ub - lb > 0x1p-50 * ub; i++) {
        const double middle = lb + (ub - lb) / 2.0;
        tsq__box_weigh(box, tsq__range_point(middle), at);
        const tsq__range q = tsq__box_squares(box, at->w);
        if ((upper ? q.ub : q.lb) < target) {
            ub = middle;
        } else {
            lb = middle;
        }
    }
    return upper ? ub : lb;
}

tsq__range tsq__box_profile(const struct tsq__box *box, tsq__range target, struct tsq__weighed *at)
{
    return (tsq__range){profile_end(box, target.ub, false, at), profile_end(box, target.lb, true, at)};
}
