/* Searches for tau2 by proven signs of its equation; see rounding_search.h. What they leave open stays in the range. */
#include "verify/rounding_search.h"

/* Halvings of a search, and evaluations of one over pieces. */
enum { HALVINGS = 200, PIECES = 1000 };

/* Pieces this small, as a part of tau2 + v, are not divided further. */
#define FINEST 1e-6

struct search {
    tsq__sought *f;
    void *context;
    double finest, scale;
    int left; /* pieces */
};

/* F falls: the last point of [lb, ub] where it is proven to be above 0, or the first where below (sign -1). */
static double proven(const struct search *search, double lb, double ub, double sign)
{
    for (int i = 0; i < HALVINGS; i++) {
        const double middle = lb + (ub - lb) / 2.0;
        if (middle <= lb || middle >= ub || ub - lb <= 0x1p-51 * ub || ub - lb <= search->finest) {
            break;
        }
        const tsq__range f = search->f(search->context, middle, middle);
        if (sign > 0.0 ? f.lb >= 0.0 : f.ub > 0.0) {
            lb = middle;
        } else {
            ub = middle;
        }
    }
    return sign > 0.0 ? lb : ub;
}

tsq__range tsq__search_falling(tsq__sought *f, void *context, tsq__range within, int digits)
{
    const struct search search = {.f = f, .context = context, .finest = ldexp(within.ub - within.lb, -digits)};
    const tsq__range first = f(context, within.lb, within.lb);
    if (first.ub <= 0.0) {
        return tsq__range_point(within.lb);
    }
    const double lb = first.lb > 0.0 ? proven(&search, within.lb, within.ub, 1.0) : within.lb;
    return (tsq__range){lb, proven(&search, lb, within.ub, -1.0)};
}

/* The left end of the first piece of [lb, ub] where F is not proven to have `sign`; of the last piece (sign -1) the right
 * end. NaN if F has that sign everywhere. */
static double first_open(struct search *search, double lb, double ub, double sign)
{
    const double near = sign > 0.0 ? lb : ub;
    const tsq__range f = search->f(search->context, lb, ub);
    if (sign > 0.0 ? f.lb > 0.0 : f.ub < 0.0) {
        return NAN;
    }
    const double middle = lb + (ub - lb) / 2.0;
    search->left--;
    if (ub - lb <= FINEST * (lb + search->scale) || search->left <= 0 || middle <= lb || middle >= ub) {
        return near;
    }
    const double first = sign > 0.0 ? first_open(search, lb, middle, sign) : first_open(search, middle, ub, sign);
    if (!isnan(first)) {
        return first;
    }
    return sign > 0.0 ? first_open(search, middle, ub, sign) : first_open(search, lb, middle, sign);
}

tsq__range tsq__search_all(tsq__sought *f, void *context, tsq__range within, double scale)
{
    struct search search = {.f = f, .context = context, .scale = scale, .left = PIECES};
    const double lb = first_open(&search, within.lb, within.ub, 1.0);
    search.left = PIECES;
    const double ub = first_open(&search, isnan(lb) ? within.lb : lb, within.ub, -1.0);
    if (isnan(ub)) { /* negative everywhere: the likelihood is greatest at the lower end */
        return tsq__range_point(within.lb);
    }
    return (tsq__range){isnan(lb) ? within.lb : lb, ub};
}
