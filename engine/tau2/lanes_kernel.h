/* Estimators of tau2 for several analyses without moderators at once. Included after num/lanes_kernel.h, which gives
 * the sums; written once for the single fit (one lane) and for tiles (TSQ__GROUPS vectors).
 *
 * Every root is found in two stages: steps with plain sums until they are small, then one step with compensated sums,
 * so that the result does not depend on how the first stage came near. A lane stays where it is once its own steps are
 * small. Whatever looks doubtful in plain sums, by a margin far above their error, is left to the careful search. */
#include <stdbool.h>

#define SMALL 3e-6       /* the last plain step, relative to v + tau2 of the most precise study */
#define SMALL_CUBED 5e-3 /* the same where steps leave an error of their third power */
#define DOUBTFUL 1e-9    /* of a comparison at tau2 = 0 */
#define MARGIN 1e-4      /* of the tests for a single maximum */
#define LONG 1e-4        /* a compensated step that is longer says that plain sums have failed */
#define LONG_CUBED 3e-7
/* Of the slope of L where the last step led, times t + v of the most precise study: its derivative is no more than 7 there,
 * so the slope keeps its sign for far more than LONG_CUBED, and the zero is the only one so near. */
#define STEEP 2e-2
#define STEPS 40
#define PARTS 6

/* Where a search stands. */
typedef struct {
    TSQ__VEC t, lo, hi;
    TSQ__LANE(mask) done, settled;
} TSQ__LANE(search);

TSQ__INLINE TSQ__VEC TSQ__LANE(size)(TSQ__VEC x)
{
    return TSQ__LANE(pick)(TSQ__LANE(less)(x, TSQ__LANE(all)(0.0)), -x, x);
}

/* Takes a step where the lane is not done, held inside of its bracket. `below`: the root lies above t; a step of up to
 * `last`, relative to t + first, is the last. */
TSQ__INLINE void TSQ__LANE(advance)(TSQ__LANE(search) * s, TSQ__LANE(mask) below, TSQ__VEC step, TSQ__VEC first,
                                    double last)
{
    const TSQ__LANE(mask) active = ~s->done;
    s->lo = TSQ__LANE(pick)(below & active, s->t, s->lo);
    s->hi = TSQ__LANE(pick)(~below & active, s->t, s->hi);
    const TSQ__VEC middle = TSQ__LANE(pick)(TSQ__LANE(less)(s->hi, TSQ__LANE(all)((double)INFINITY)),
                                            0.5 * (s->lo + s->hi), 2.0 * s->t + first);
    const TSQ__VEC aim = s->t + step;
    /* rounding may put a step that small on the wrong side */
    const TSQ__LANE(mask) small = TSQ__LANE(at_most)(TSQ__LANE(size)(step), last * (s->t + first));
    const TSQ__LANE(mask) inside = TSQ__LANE(less)(s->lo, aim) & TSQ__LANE(less)(aim, s->hi);
    const TSQ__VEC next = TSQ__LANE(pick)(small | inside, aim, middle);
    s->t = TSQ__LANE(pick)(active, next, s->t);
    s->done |= small;
    s->settled |= small & active;
}

/* ---- maximum of the likelihood --------------------------------------------------------------------------------- */

/* Twice the derivative of the profile likelihood is A - B, A = y'PPy and B = tr P (restricted) or sum w. Both are sums
 * of powers of 1/(lambda_j + t), lambda_j the variances of independent contrasts of the studies:
 * A = sum c_j (lambda_j + t)^-2 and B = sum (lambda_j + t)^-1. Hence phi = A^-1/2 and psi = 1/B are concave in t
 * (Minkowski's inequality for negative exponents), each straight where all studies are equally precise, and the
 * derivative is positive where psi > phi^2. The step goes to where the tangent of psi meets the square of that of phi. */
typedef struct {
    TSQ__VEC t, square, psi; /* square: phi^2 */
    TSQ__VEC growth;         /* of phi, relative: phi'/phi */
    TSQ__VEC psi_slope;
} TSQ__LANE(bend);

TSQ__INLINE TSQ__LANE(bend) TSQ__LANE(bend_from)(TSQ__VEC t, TSQ__VEC a, TSQ__VEC b, TSQ__VEC c, TSQ__VEC d)
{
    const TSQ__VEC both = 1.0 / (a * b);
    TSQ__LANE(bend) bend;
    bend.t = t;
    bend.square = both * b;
    bend.psi = both * a;
    bend.growth = c * bend.square;
    bend.psi_slope = d * bend.psi * bend.psi;
    return bend;
}

TSQ__INLINE TSQ__LANE(bend) TSQ__LANE(bend_of)(TSQ__LANE(terms) x, TSQ__VEC t, bool restricted)
{
    return TSQ__LANE(bend_from)(t, x.a, restricted ? x.trace : x.w, x.c, restricted ? x.trace2 : x.w2);
}

TSQ__INLINE TSQ__VEC TSQ__LANE(bend_step)(TSQ__LANE(bend) at)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), gap = at.square - at.psi, slope = at.square * at.growth;
    const TSQ__VEC a = slope * at.growth, b = 2.0 * slope - at.psi_slope, square = b * b - 4.0 * a * gap;
    const TSQ__VEC root = TSQ__LANE(root)(TSQ__LANE(pick)(TSQ__LANE(less)(zero, square), square, zero));
    const TSQ__LANE(mask) rising = TSQ__LANE(less)(zero, b);
    return TSQ__LANE(pick)(rising, -2.0 * gap, root - b) / TSQ__LANE(pick)(rising, b + root, 2.0 * a);
}

/* phi rises at least as steeply as far out, by 1/sqrt of the unweighted sum of squares: the square of that slope; NaN if
 * it is not known well. */
TSQ__INLINE TSQ__VEC TSQ__LANE(least_pitch)(TSQ__VEC n, TSQ__VEC sum, TSQ__VEC squares)
{
    const TSQ__VEC all = n * squares, rest = all - sum * sum;
    return n / TSQ__LANE(pick)(TSQ__LANE(less)(DOUBTFUL * all, rest), rest, TSQ__LANE(all)((double)NAN));
}

/* No stationary point right of `at`: there phi lies above a line of that pitch (the square of its slope), psi below its
 * tangent, and the square of the one stays above the other: because 2 slope phi > psi' at the start, or where it is less
 * because (psi' - 2 slope phi)^2 < 4 pitch (phi^2 - psi). Written without square roots. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(falls_beyond)(TSQ__LANE(bend) at, TSQ__VEC pitch)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), gap = at.square - at.psi, rise = at.psi_slope * (1.0 + MARGIN);
    const TSQ__VEC steep = 4.0 * pitch * at.square, square = rise * rise;
    const TSQ__VEC over = square + steep - (4.0 - MARGIN) * pitch * gap;
    return TSQ__LANE(less)(square, steep) | TSQ__LANE(less)(over, zero) |
           TSQ__LANE(less)(over * over, 4.0 * square * steep);
}

/* No stationary point between a and b, right of the root: there phi lies above its chord, psi below both tangents. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(falls_between)(TSQ__LANE(bend) a, TSQ__LANE(bend) b)
{
    const TSQ__VEC rise = TSQ__LANE(root)(b.square) - TSQ__LANE(root)(a.square);
    const TSQ__VEC chord = rise / (b.t - a.t) * (1.0 - 1e-9);
    return TSQ__LANE(falls_beyond)(a, chord * chord);
}

/* The same proof in parts, where one line over all that lies right of `from` says too little. */
TSQ__INLINE TSQ__LANE(mask)
    TSQ__LANE(falls_in_parts)(size_t k, const double *y, const double *v, TSQ__VEC n, bool restricted,
                              TSQ__LANE(bend) from, TSQ__VEC pitch, TSQ__LANE(mask) wanted)
{
    TSQ__LANE(mask) proven = TSQ__LANE(falls_beyond)(from, pitch), lost = ~wanted;
    for (int part = 0; part < PARTS && TSQ__LANE(any)(~(proven | lost)); part++) {
        const TSQ__VEC t = from.t + n * from.psi * (0.25 * (double)(1 << (2 * part)));
        const TSQ__LANE(bend) to = TSQ__LANE(bend_of)(TSQ__LANE(pass)(k, y, v, NULL, t), t, restricted);
        lost |= ~proven & ~TSQ__LANE(falls_between)(from, to);
        proven |= ~lost & TSQ__LANE(falls_beyond)(to, pitch);
        from = to;
    }
    return proven & ~lost;
}

/* No stationary point between t (where psi is given) and `to`, the root or left of it: there phi lies below the tangent
 * at `to`, psi above its chord, and a chord less the square of a tangent is concave. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(rises_between)(TSQ__VEC t, TSQ__VEC psi, TSQ__LANE(bend) to)
{
    const TSQ__VEC share = 1.0 - to.growth * (to.t - t); /* of phi at `to` */
    return TSQ__LANE(less)(to.square * share * share * (1.0 + MARGIN), psi);
}

/* No other one between 0 and the root, in parts where one tangent says too little. */
TSQ__INLINE TSQ__LANE(mask)
    TSQ__LANE(rises_in_parts)(size_t k, const double *y, const double *v, bool restricted, TSQ__VEC psi_at_zero,
                              TSQ__LANE(bend) root, TSQ__LANE(mask) wanted)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    TSQ__LANE(bend) to = root;
    TSQ__LANE(mask)
    lost = ~wanted |
           TSQ__LANE(less)((2.0 * root.growth * root.psi - root.psi_slope) * (root.t + TSQ__LOAD(v)), STEEP * root.psi);
    TSQ__LANE(mask) proven = TSQ__LANE(rises_between)(zero, psi_at_zero, to);
    for (int part = 0; part < PARTS && TSQ__LANE(any)(~(proven | lost)); part++) {
        const TSQ__VEC t = (part < 3 ? 0.5 : 0.125) * to.t;
        const TSQ__LANE(bend) from = TSQ__LANE(bend_of)(TSQ__LANE(pass)(k, y, v, NULL, t), t, restricted);
        lost |= ~proven & ~TSQ__LANE(rises_between)(t, from.psi, to);
        proven |= ~lost & TSQ__LANE(rises_between)(zero, psi_at_zero, from);
        to = from;
    }
    return proven & ~lost;
}

/* ---- steps with second derivatives ---- */

/* A, B and what their derivatives are made of: A' = -2c, A'' = 6f, B' = -d, B'' = 2e. */
typedef struct {
    TSQ__VEC t, a, b, c, d, e, f;
} TSQ__LANE(slopes);

TSQ__INLINE TSQ__LANE(slopes) TSQ__LANE(slopes_of)(TSQ__LANE(terms) x, TSQ__VEC t, bool restricted)
{
    return (TSQ__LANE(slopes)){.t = t,
                               .a = x.a,
                               .b = restricted ? x.trace : x.w,
                               .c = x.c,
                               .d = restricted ? x.trace2 : x.w2,
                               .e = restricted ? x.trace3 : x.w3,
                               .f = x.f};
}

/* First and second derivative of L = ln B - ln A, times ab and its square. */
TSQ__INLINE TSQ__VEC TSQ__LANE(first_of)(TSQ__LANE(slopes) x)
{
    return 2.0 * x.c * x.b - x.d * x.a;
}

TSQ__INLINE TSQ__VEC TSQ__LANE(second_of)(TSQ__LANE(slopes) x)
{
    const TSQ__VEC cb = x.c * x.b, da = x.d * x.a, ab = x.a * x.b;
    return 4.0 * cb * cb - da * da + ab * (2.0 * x.e * x.a - 6.0 * x.f * x.b);
}

/* Halley's step for B/A = 1; B/A is straight where all studies are equally precise. All fractions are brought to one
 * denominator: a division costs as much as the rest. */
TSQ__INLINE TSQ__VEC TSQ__LANE(halley_step)(TSQ__LANE(slopes) x)
{
    const TSQ__VEC first = TSQ__LANE(first_of)(x), gap = x.a - x.b, square = first * first;
    const TSQ__VEC below = 2.0 * x.b * square + gap * (TSQ__LANE(second_of)(x) + square);
    return 2.0 * gap * x.a * x.b * first / below;
}

TSQ__INLINE TSQ__LANE(slopes) TSQ__LANE(slopes_pick)(TSQ__LANE(mask) mask, TSQ__LANE(slopes) yes, TSQ__LANE(slopes) no)
{
    return (TSQ__LANE(slopes)){TSQ__LANE(pick)(mask, yes.t, no.t), TSQ__LANE(pick)(mask, yes.a, no.a),
                               TSQ__LANE(pick)(mask, yes.b, no.b), TSQ__LANE(pick)(mask, yes.c, no.c),
                               TSQ__LANE(pick)(mask, yes.d, no.d), TSQ__LANE(pick)(mask, yes.e, no.e),
                               TSQ__LANE(pick)(mask, yes.f, no.f)};
}

/* The compensated step, for ln(A/B) = 0: with its slope there, and its second derivative of where the last step came from. */
TSQ__INLINE TSQ__VEC TSQ__LANE(polish)(TSQ__VEC excess, TSQ__VEC rate, TSQ__LANE(slopes) from)
{
    const TSQ__VEC ab = from.a * from.b, per_rate = 1.0 / (rate * ab * ab);
    const TSQ__VEC bend = TSQ__LANE(second_of)(from) * per_rate,
                   step = (excess - 0.5 * excess * excess) * (per_rate * ab * ab);
    return step - 0.5 * bend * step * step;
}

/* A search for the maximum, in parts, so that two of them can go side by side: where one waits for its last root or
 * quotient, the other one's sums are formed. */
typedef struct {
    TSQ__LANE(search) search;
    TSQ__LANE(slopes) from; /* where the last step was taken from */
    TSQ__VEC n, first, pitch, psi_at_zero;
    TSQ__LANE(mask) rises, at_zero;
} TSQ__LANE(climb);

TSQ__INLINE void TSQ__LANE(climb_begin)(TSQ__LANE(climb) * c, size_t k, const double *y, const double *v,
                                        bool restricted, TSQ__LANE(terms) terms, TSQ__LANE(bend) bend, TSQ__VEC step)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    const TSQ__VEC gap = bend.square - bend.psi;
    const TSQ__LANE(mask) falls = TSQ__LANE(less)(DOUBTFUL * bend.psi, gap);
    c->from = TSQ__LANE(slopes_of)(terms, zero, restricted);
    c->from.e = c->from.f = zero; /* no use is made of them after a step that small, so their sums need not be formed */
    c->first = TSQ__LOAD(v);
    c->psi_at_zero = bend.psi;
    c->rises = TSQ__LANE(less)(gap, -DOUBTFUL * bend.psi);
    c->at_zero = falls & TSQ__LANE(falls_in_parts)(k, y, v, c->n, restricted, bend, c->pitch, falls);
    c->search = (TSQ__LANE(search)){.t = zero, .lo = zero, .hi = TSQ__LANE(all)((double)INFINITY), .done = ~c->rises};
    c->search.settled = c->at_zero;
    TSQ__LANE(advance)(&c->search, c->rises, step, c->first, SMALL);
}

/* All searches, stage by stage: while one waits for a quotient or a root, the next one's is begun. Which of them have steps
 * to take, and whether any has. */
TSQ__INLINE bool TSQ__LANE(climbs_begin)(TSQ__LANE(climb) * climb, size_t k, const double *y, const double *v,
                                         const double *w_at_zero, const double *n, const double *sum,
                                         const double *squares, bool restricted, bool *active)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    TSQ__LANE(terms) terms[TSQ__GROUPS];
    TSQ__LANE(bend) bend[TSQ__GROUPS];
    TSQ__VEC step[TSQ__GROUPS];
    bool some = false;
    for (int g = 0; g < TSQ__GROUPS; g++) {
        const size_t at = (size_t)g * TSQ__WIDTH;
        terms[g] = TSQ__LANE(pass)(k, y + at, v + at, w_at_zero + at, zero);
    }
    for (int g = 0; g < TSQ__GROUPS; g++) {
        bend[g] = TSQ__LANE(bend_of)(terms[g], zero, restricted);
    }
    for (int g = 0; g < TSQ__GROUPS; g++) {
        step[g] = TSQ__LANE(bend_step)(bend[g]);
    }
    for (int g = 0; g < TSQ__GROUPS; g++) {
        const size_t at = (size_t)g * TSQ__WIDTH;
        climb[g].n = TSQ__LOAD(n + at);
        climb[g].pitch = TSQ__LANE(least_pitch)(climb[g].n, TSQ__LOAD(sum + at), TSQ__LOAD(squares + at));
        TSQ__LANE(climb_begin)(&climb[g], k, y + at, v + at, restricted, terms[g], bend[g], step[g]);
        active[g] = TSQ__LANE(any)(~climb[g].search.done);
        some |= active[g];
    }
    return some;
}

TSQ__INLINE void TSQ__LANE(climb_step)(TSQ__LANE(climb) * c, size_t k, const double *y, const double *v,
                                       bool restricted)
{
    const TSQ__VEC t = c->search.t;
    const TSQ__LANE(slopes) now = TSQ__LANE(slopes_of)(TSQ__LANE(pass)(k, y, v, NULL, t), t, restricted);
    c->from = TSQ__LANE(slopes_pick)(~c->search.done, now, c->from);
    TSQ__LANE(advance)
    (&c->search, TSQ__LANE(less)(now.b, now.a), TSQ__LANE(halley_step)(now), c->first, SMALL_CUBED);
}

/* The last step, and the proof that there is no other maximum; sum: of the weights. */
TSQ__INLINE void TSQ__LANE(climb_end)(TSQ__LANE(climb) * c, size_t k, const double *y, const double *v, bool restricted,
                                      TSQ__LANE(close_terms) x, TSQ__VEC sum)
{
    TSQ__LANE(search) *s = &c->search;
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    const TSQ__VEC b = restricted ? x.trace : sum, d = restricted ? x.trace2 : x.w2;
    const TSQ__LANE(bend) bend = TSQ__LANE(bend_from)(s->t, x.a, b, x.c, d);
    const TSQ__LANE(mask) before = TSQ__LANE(rises_in_parts)(k, y, v, restricted, c->psi_at_zero, bend, c->rises);
    const TSQ__LANE(mask) only = before & TSQ__LANE(falls_in_parts)(k, y, v, c->n, restricted, bend, c->pitch, before);
    const TSQ__VEC rate = 2.0 * bend.growth - d * bend.psi;
    const TSQ__VEC step = TSQ__LANE(polish)((x.a - b) * bend.psi, rate, c->from);
    const TSQ__LANE(mask) close = TSQ__LANE(less)(TSQ__LANE(size)(step), LONG_CUBED * (s->t + c->first));
    s->t = TSQ__LANE(pick)(c->rises, s->t + step, zero);
    s->settled &= c->at_zero | (c->rises & only & close);
}

/* tau2 of (restricted) maximum likelihood, of TSQ__GROUPS vectors of analyses: of n studies each, with the sums of y and
 * y^2. A lane is settled if the maximum is proven to be the only one. */
TSQ__INLINE void TSQ__LANE(likelihood)(size_t k, const double *y, const double *v, const double *w_at_zero,
                                       const double *n, const double *sum, const double *squares, bool restricted,
                                       double *w, TSQ__LANE(search) * out)
{
    TSQ__LANE(climb) climb[TSQ__GROUPS];
    bool active[TSQ__GROUPS],
        some = TSQ__LANE(climbs_begin)(climb, k, y, v, w_at_zero, n, sum, squares, restricted, active);
    for (int step = 1; step < STEPS && some; step++) {
        some = false;
        for (int g = 0; g < TSQ__GROUPS; g++) {
            const size_t at = (size_t)g * TSQ__WIDTH;
            if (active[g]) {
                TSQ__LANE(climb_step)(&climb[g], k, y + at, v + at, restricted);
                active[g] = TSQ__LANE(any)(~climb[g].search.done);
                some |= active[g];
            }
        }
    }
    for (int first = 0; first < TSQ__GROUPS; first += TSQ__ABREAST) {
        const size_t from = (size_t)first * TSQ__WIDTH;
        TSQ__VEC t[2];
        TSQ__LANE(fit) fit[2];
        TSQ__LANE(close_terms) terms[2];
        for (int g = 0; g < TSQ__ABREAST; g++) {
            t[g] = climb[first + g].search.t;
        }
        TSQ__LANE(close_to)(k, y + from, v + from, t, w + from, fit);
        TSQ__LANE(close_terms_of)(fit, k, y + from, w + from, terms);
        for (int g = 0; g < TSQ__ABREAST; g++) {
            const size_t at = from + (size_t)g * TSQ__WIDTH;
            TSQ__LANE(climb_end)(&climb[first + g], k, y + at, v + at, restricted, terms[g], fit[g].sum);
            out[first + g] = climb[first + g].search;
        }
    }
}

/* ---- y'P(t)y = target ------------------------------------------------------------------------------------------ */

/* 1/Q is concave in t as well, so Newton's steps for it come from the left and never pass the root. */
typedef struct {
    TSQ__LANE(search) search;
    TSQ__VEC target, first, rate;
    TSQ__LANE(mask) above, below; /* Q at 0, against the target */
} TSQ__LANE(descent);

TSQ__INLINE void TSQ__LANE(descent_begin)(TSQ__LANE(descent) * d, size_t k, const double *y, const double *v,
                                          const double *w_at_zero, TSQ__VEC target)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    const TSQ__LANE(terms) x = TSQ__LANE(pass)(k, y, v, w_at_zero, zero);
    d->target = target;
    d->first = TSQ__LOAD(v);
    d->rate = x.a / x.q;
    d->above = TSQ__LANE(less)((1.0 + DOUBTFUL) * target, x.q);
    d->below = TSQ__LANE(less)(x.q, (1.0 - DOUBTFUL) * target);
    d->search = (TSQ__LANE(search)){.t = zero, .lo = zero, .hi = TSQ__LANE(all)((double)INFINITY), .done = ~d->above};
    d->search.settled = d->below;
    TSQ__LANE(advance)(&d->search, d->above, (x.q / target - 1.0) / d->rate, d->first, SMALL);
}

TSQ__INLINE void TSQ__LANE(descent_step)(TSQ__LANE(descent) * d, size_t k, const double *y, const double *v)
{
    const TSQ__LANE(terms) x = TSQ__LANE(pass)(k, y, v, NULL, d->search.t);
    d->rate = TSQ__LANE(pick)(~d->search.done, x.a / x.q, d->rate);
    TSQ__LANE(advance)(&d->search, TSQ__LANE(less)(d->target, x.q), (x.q / d->target - 1.0) / d->rate, d->first, SMALL);
}

TSQ__INLINE void TSQ__LANE(descent_end)(TSQ__LANE(descent) * d, TSQ__VEC rss)
{
    TSQ__LANE(search) *s = &d->search;
    const TSQ__VEC step = (rss / d->target - 1.0) / d->rate;
    const TSQ__LANE(mask) close = TSQ__LANE(less)(TSQ__LANE(size)(step), LONG * (s->t + d->first));
    s->t = TSQ__LANE(pick)(d->above, s->t + step, TSQ__LANE(all)(0.0));
    s->settled &= d->below | close;
}

TSQ__INLINE void TSQ__LANE(profile_q)(size_t k, const double *y, const double *v, const double *w_at_zero,
                                      const double *target, double *w, TSQ__LANE(search) * out)
{
    TSQ__LANE(descent) descent[TSQ__GROUPS];
    bool active[TSQ__GROUPS], some = false;
    for (int g = 0; g < TSQ__GROUPS; g++) {
        const size_t at = (size_t)g * TSQ__WIDTH;
        TSQ__LANE(descent_begin)
        (&descent[g], k, y + at, v + at, w_at_zero + at, TSQ__LOAD(target + at));
        active[g] = TSQ__LANE(any)(~descent[g].search.done);
        some |= active[g];
    }
    for (int step = 1; step < STEPS && some; step++) {
        some = false;
        for (int g = 0; g < TSQ__GROUPS; g++) {
            const size_t at = (size_t)g * TSQ__WIDTH;
            if (active[g]) {
                TSQ__LANE(descent_step)(&descent[g], k, y + at, v + at);
                active[g] = TSQ__LANE(any)(~descent[g].search.done);
                some |= active[g];
            }
        }
    }
    for (int first = 0; first < TSQ__GROUPS; first += TSQ__ABREAST) {
        const size_t from = (size_t)first * TSQ__WIDTH;
        TSQ__VEC t[2], rss[2];
        TSQ__LANE(fit) fit[2];
        for (int g = 0; g < TSQ__ABREAST; g++) {
            t[g] = descent[first + g].search.t;
        }
        TSQ__LANE(at)(k, y + from, v + from, t, w + from, fit);
        TSQ__LANE(rss)(fit, k, y + from, w + from, rss);
        for (int g = 0; g < TSQ__ABREAST; g++) {
            TSQ__LANE(descent_end)(&descent[first + g], rss[g]);
            out[first + g] = descent[first + g].search;
        }
    }
}

#undef SMALL
#undef SMALL_CUBED
#undef DOUBTFUL
#undef MARGIN
#undef LONG
#undef LONG_CUBED
#undef STEEP
#undef STEPS
#undef PARTS
