/* Interval arithmetic with derivatives by the cells of a row (forward differentiation). */
#include "verify/rounding_cells.h"

struct tsq__dual tsq__dual_constant(tsq__range x)
{
    return (struct tsq__dual){.x = x};
}

/* f(a, b) with the partial derivatives p and q. */
static struct tsq__dual chain(tsq__range x, const struct tsq__dual *a, tsq__range p, const struct tsq__dual *b,
                              tsq__range q)
{
    struct tsq__dual out = {.x = x};
    out.n = a->n > b->n ? a->n : b->n;
    for (size_t i = 0; i < out.n; i++) {
        const bool of_a = a->by[i].lb != 0.0 || a->by[i].ub != 0.0, of_b = b->by[i].lb != 0.0 || b->by[i].ub != 0.0;
        const tsq__range first = of_a ? tsq__range_multiply(p, a->by[i]) : tsq__range_point(0.0);
        const tsq__range second = of_b ? tsq__range_multiply(q, b->by[i]) : tsq__range_point(0.0);
        out.by[i] = of_a && of_b ? tsq__range_add(first, second) : of_a ? first : second;
    }
    return out;
}

static struct tsq__dual chain_one(tsq__range x, const struct tsq__dual *a, tsq__range p)
{
    const struct tsq__dual none = {.x = {0.0, 0.0}};
    return chain(x, a, p, &none, p);
}

struct tsq__dual tsq__dual_add(struct tsq__dual a, struct tsq__dual b)
{
    const tsq__range one = tsq__range_point(1.0);
    return chain(tsq__range_add(a.x, b.x), &a, one, &b, one);
}

struct tsq__dual tsq__dual_subtract(struct tsq__dual a, struct tsq__dual b)
{
    return chain(tsq__range_subtract(a.x, b.x), &a, tsq__range_point(1.0), &b, tsq__range_point(-1.0));
}

struct tsq__dual tsq__dual_multiply(struct tsq__dual a, struct tsq__dual b)
{
    return chain(tsq__range_multiply(a.x, b.x), &a, b.x, &b, a.x);
}

struct tsq__dual tsq__dual_divide(struct tsq__dual a, struct tsq__dual b)
{
    const tsq__range ratio = tsq__range_divide(a.x, b.x), inverse = tsq__range_divide(tsq__range_point(1.0), b.x);
    return chain(ratio, &a, inverse, &b, tsq__range_negate(tsq__range_multiply(ratio, inverse)));
}

struct tsq__dual tsq__dual_square(struct tsq__dual a)
{
    return chain_one(tsq__range_square(a.x), &a, tsq__range_scale(a.x, 2.0));
}

struct tsq__dual tsq__dual_sqrt(struct tsq__dual a)
{
    const tsq__range root = tsq__range_sqrt(a.x);
    return chain_one(root, &a, tsq__range_divide(tsq__range_point(0.5), root));
}

struct tsq__dual tsq__dual_log(struct tsq__dual a)
{
    return chain_one(tsq__range_log(a.x), &a, tsq__range_divide(tsq__range_point(1.0), tsq__range_positive(a.x)));
}

struct tsq__dual tsq__dual_scale(struct tsq__dual a, double by)
{
    const tsq__range factor = tsq__range_about(by, 1e-14);
    return chain_one(tsq__range_multiply(a.x, factor), &a, factor);
}
