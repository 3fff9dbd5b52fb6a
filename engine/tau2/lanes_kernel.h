/* Estimators of tau2 for several analyses without moderators at once. Included after num/lanes_kernel.h, which gives
 * the sums; written once for the single fit (one lane) and for tiles.
 *
 * Every root is found in two stages: steps with plain sums until they are small, then one step with compensated sums,
 * so that the result does not depend on how the first stage came near. A lane stays where it is once its own steps are
 * small. Whatever looks doubtful in plain sums, by a margin far above their error, is left to the careful search. */
#include <stdbool.h>

#define SMALL 3e-6    /* the last plain step, relative to v + tau2 of the most precise study */
#define DOUBTFUL 1e-9 /* of a comparison at tau2 = 0 */
#define MARGIN 1e-4   /* of the tests for a single maximum */
#define LONG 1e-4     /* a compensated step that is longer says that plain sums have failed */
#define STEPS 40
#define PARTS 4

/* Where a search stands. */
typedef struct {
    TSQ__VEC t, lo, hi;
    TSQ__LANE(mask) done, settled;
} TSQ__LANE(search);

TSQ__INLINE TSQ__VEC TSQ__LANE(size)(TSQ__VEC x)
{
    return TSQ__LANE(pick)(TSQ__MASK(x < 0.0), -x, x);
}

/* Takes a step where the lane is not done, held inside of its bracket. `below`: the root lies above t. */
TSQ__INLINE void TSQ__LANE(advance)(TSQ__LANE(search) *s, TSQ__LANE(mask) below, TSQ__VEC step, TSQ__VEC first)
{
    const TSQ__LANE(mask) active = ~s->done;
    s->lo = TSQ__LANE(pick)(below & active, s->t, s->lo);
    s->hi = TSQ__LANE(pick)(~below & active, s->t, s->hi);
    const TSQ__VEC middle = TSQ__LANE(pick)(TSQ__MASK(s->hi < (double)INFINITY), 0.5 * (s->lo + s->hi), 2.0 * s->t + first);
    const TSQ__VEC aim = s->t + step;
    /* rounding may put a step that small on the wrong side */
    const TSQ__LANE(mask) small = TSQ__MASK(TSQ__LANE(size)(step) <= SMALL * (s->t + first));
    const TSQ__LANE(mask) inside = TSQ__MASK(aim > s->lo) & TSQ__MASK(aim < s->hi);
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
    TSQ__VEC t, phi, psi, phi_slope, psi_slope, rate; /* rate: of ln A - ln B */
} TSQ__LANE(bend);

TSQ__INLINE TSQ__LANE(bend) TSQ__LANE(bend_of)(TSQ__LANE(terms) x, TSQ__VEC t, bool restricted)
{
    TSQ__LANE(bend) bend;
    const TSQ__VEC b = restricted ? x.trace : x.w, d = restricted ? x.trace2 : x.w2, per_a = 1.0 / x.a;
    bend.t = t;
    bend.phi = TSQ__LANE(root)(per_a);
    bend.psi = 1.0 / b;
    bend.phi_slope = x.c * per_a * bend.phi;
    bend.psi_slope = d * bend.psi * bend.psi;
    bend.rate = 2.0 * x.c * per_a - d * bend.psi;
    return bend;
}

TSQ__INLINE TSQ__VEC TSQ__LANE(bend_step)(TSQ__LANE(bend) at)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), gap = at.phi * at.phi - at.psi;
    const TSQ__VEC a = at.phi_slope * at.phi_slope, b = 2.0 * at.phi * at.phi_slope - at.psi_slope;
    const TSQ__VEC square = b * b - 4.0 * a * gap;
    const TSQ__VEC root = TSQ__LANE(root)(TSQ__LANE(pick)(TSQ__MASK(square > zero), square, zero));
    const TSQ__LANE(mask) rising = TSQ__MASK(b > zero);
    return TSQ__LANE(pick)(rising, -2.0 * gap, root - b) / TSQ__LANE(pick)(rising, b + root, 2.0 * a);
}

TSQ__INLINE TSQ__LANE(bend) TSQ__LANE(bend_pick)(TSQ__LANE(mask) mask, TSQ__LANE(bend) yes, TSQ__LANE(bend) no)
{
    return (TSQ__LANE(bend)){TSQ__LANE(pick)(mask, yes.t, no.t),
                             TSQ__LANE(pick)(mask, yes.phi, no.phi),
                             TSQ__LANE(pick)(mask, yes.psi, no.psi),
                             TSQ__LANE(pick)(mask, yes.phi_slope, no.phi_slope),
                             TSQ__LANE(pick)(mask, yes.psi_slope, no.psi_slope),
                             TSQ__LANE(pick)(mask, yes.rate, no.rate)};
}

/* phi rises at least as steeply as far out, by 1/sqrt of the unweighted sum of squares; NaN if that is not known well. */
TSQ__INLINE TSQ__VEC TSQ__LANE(least_slope)(size_t k, const double *y, TSQ__VEC n)
{
    TSQ__VEC sum = TSQ__LANE(all)(0.0), squares = sum;
    for (size_t i = 0; i < k; i++) {
        const TSQ__VEC yi = TSQ__LOAD(y + i * TSQ__STRIDE);
        sum += yi;
        squares += yi * yi;
    }
    const TSQ__VEC rest = squares - sum * sum / n;
    return 1.0 / TSQ__LANE(root)(TSQ__LANE(pick)(TSQ__MASK(rest > DOUBTFUL * squares), rest, TSQ__LANE(all)((double)NAN)));
}

/* No stationary point right of `at`: phi lies above its least slope, psi below its tangent. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(falls_beyond)(TSQ__LANE(bend) at, TSQ__VEC slope)
{
    const TSQ__VEC gap = at.phi * at.phi - at.psi, tilt = 2.0 * slope * at.phi - at.psi_slope * (1.0 + MARGIN);
    return TSQ__MASK(tilt > 0.0) | TSQ__MASK(tilt * tilt < (4.0 - MARGIN) * slope * slope * gap);
}

/* No stationary point between a and b, right of the root: there phi lies above its chord, psi below both tangents. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(falls_between)(TSQ__LANE(bend) a, TSQ__LANE(bend) b)
{
    const TSQ__VEC chord = (b.phi - a.phi) / (b.t - a.t) * (1.0 - 1e-9);
    return TSQ__LANE(falls_beyond)(a, chord);
}

/* The same proof in parts, where one line over all that lies right of `from` says too little. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(falls_in_parts)(size_t k, const double *y, const double *v, TSQ__VEC n,
                                                      bool restricted, TSQ__LANE(bend) from, TSQ__VEC slope,
                                                      TSQ__LANE(mask) wanted)
{
    TSQ__LANE(mask) proven = TSQ__LANE(falls_beyond)(from, slope), lost = ~wanted;
    for (int part = 0; part < PARTS && TSQ__LANE(any)(~(proven | lost)); part++) {
        const TSQ__VEC t = from.t + n * from.psi * (double)(1 << (2 * part));
        const TSQ__LANE(bend) to = TSQ__LANE(bend_of)(TSQ__LANE(pass)(k, y, v, t), t, restricted);
        lost |= ~proven & ~TSQ__LANE(falls_between)(from, to);
        proven |= ~lost & TSQ__LANE(falls_beyond)(to, slope);
        from = to;
    }
    return proven & ~lost;
}

/* No stationary point between t (where psi is given) and `to`, the root or left of it: there phi lies below the tangent
 * at `to`, psi above its chord, and a chord less the square of a tangent is concave. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(rises_between)(TSQ__VEC t, TSQ__VEC psi, TSQ__LANE(bend) to)
{
    const TSQ__VEC tangent = to.phi - to.phi_slope * (to.t - t);
    return TSQ__MASK(psi > tangent * tangent * (1.0 + MARGIN));
}

/* No other one between 0 and the root, in parts where one tangent says too little. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(rises_in_parts)(size_t k, const double *y, const double *v, bool restricted,
                                                      TSQ__VEC psi_at_zero, TSQ__LANE(bend) root,
                                                      TSQ__LANE(mask) wanted)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    TSQ__LANE(bend) to = root;
    TSQ__LANE(mask) lost = ~wanted | TSQ__MASK(root.rate * (root.t + TSQ__LOAD(v)) < 1e-3);
    TSQ__LANE(mask) proven = TSQ__LANE(rises_between)(zero, psi_at_zero, to);
    for (int part = 0; part < PARTS && TSQ__LANE(any)(~(proven | lost)); part++) {
        const TSQ__VEC t = 0.25 * to.t;
        const TSQ__LANE(bend) from = TSQ__LANE(bend_of)(TSQ__LANE(pass)(k, y, v, t), t, restricted);
        lost |= ~proven & ~TSQ__LANE(rises_between)(t, from.psi, to);
        proven |= ~lost & TSQ__LANE(rises_between)(zero, psi_at_zero, from);
        to = from;
    }
    return proven & ~lost;
}

/* The compensated step: Newton's on ln(A/B), with the slope of the plain sums. */
TSQ__INLINE TSQ__VEC TSQ__LANE(polish)(size_t k, const double *y, const double *v, TSQ__VEC t, TSQ__VEC rate,
                                       bool restricted, double *w)
{
    const TSQ__LANE(fit) fit = TSQ__LANE(at)(k, y, v, t, w);
    const TSQ__VEC b = restricted ? TSQ__LANE(trace)(fit, k, v, w, NULL) : fit.sum;
    return (TSQ__LANE(score)(fit, k, y, w) / b - 1.0) / rate;
}

/* tau2 of (restricted) maximum likelihood. A lane is settled if it is proven to be the only maximum. */
TSQ__INLINE TSQ__LANE(search) TSQ__LANE(likelihood)(size_t k, const double *y, const double *v, TSQ__VEC n,
                                                    bool restricted, double *w)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), first = TSQ__LOAD(v), slope = TSQ__LANE(least_slope)(k, y, n);
    TSQ__LANE(bend) bend = TSQ__LANE(bend_of)(TSQ__LANE(pass)(k, y, v, zero), zero, restricted);
    const TSQ__VEC psi_at_zero = bend.psi, gap = bend.phi * bend.phi - bend.psi;
    const TSQ__LANE(mask) falls = TSQ__MASK(gap > DOUBTFUL * bend.psi), rises = TSQ__MASK(gap < -DOUBTFUL * bend.psi);
    const TSQ__LANE(mask) at_zero =
        falls & TSQ__LANE(falls_in_parts)(k, y, v, n, restricted, bend, slope, falls);
    TSQ__LANE(search) s = {.t = zero, .lo = zero, .hi = TSQ__LANE(all)((double)INFINITY), .done = ~rises};
    s.settled = at_zero;
    TSQ__LANE(advance)(&s, rises, TSQ__LANE(bend_step)(bend), first);
    for (int step = 1; step < STEPS && TSQ__LANE(any)(~s.done); step++) {
        const TSQ__LANE(mask) active = ~s.done;
        const TSQ__LANE(bend) now = TSQ__LANE(bend_of)(TSQ__LANE(pass)(k, y, v, s.t), s.t, restricted);
        bend = TSQ__LANE(bend_pick)(active, now, bend);
        TSQ__LANE(advance)(&s, TSQ__MASK(now.phi * now.phi < now.psi), TSQ__LANE(bend_step)(now), first);
    }
    const TSQ__LANE(mask) before = TSQ__LANE(rises_in_parts)(k, y, v, restricted, psi_at_zero, bend, rises);
    const TSQ__LANE(mask) only =
        before & TSQ__LANE(falls_in_parts)(k, y, v, n, restricted, bend, slope, before);
    const TSQ__VEC step = TSQ__LANE(polish)(k, y, v, s.t, bend.rate, restricted, w);
    const TSQ__LANE(mask) close = TSQ__MASK(TSQ__LANE(size)(step) < LONG * (s.t + first));
    s.t = TSQ__LANE(pick)(rises, s.t + step, zero);
    s.settled &= at_zero | (rises & only & close);
    return s;
}

/* ---- y'P(t)y = target ------------------------------------------------------------------------------------------ */

/* 1/Q is concave in t as well, so Newton's steps for it come from the left and never pass the root. */
TSQ__INLINE TSQ__LANE(search) TSQ__LANE(profile_q)(size_t k, const double *y, const double *v, TSQ__VEC target,
                                                   double *w)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), first = TSQ__LOAD(v);
    TSQ__LANE(terms) x = TSQ__LANE(pass)(k, y, v, zero);
    const TSQ__LANE(mask) above = TSQ__MASK(x.q > (1.0 + DOUBTFUL) * target);
    const TSQ__LANE(mask) below = TSQ__MASK(x.q < (1.0 - DOUBTFUL) * target);
    TSQ__LANE(search) s = {.t = zero, .lo = zero, .hi = TSQ__LANE(all)((double)INFINITY), .done = ~above};
    TSQ__VEC rate = x.a / x.q;
    s.settled = below;
    TSQ__LANE(advance)(&s, above, (x.q / target - 1.0) / rate, first);
    for (int step = 1; step < STEPS && TSQ__LANE(any)(~s.done); step++) {
        x = TSQ__LANE(pass)(k, y, v, s.t);
        rate = TSQ__LANE(pick)(~s.done, x.a / x.q, rate);
        TSQ__LANE(advance)(&s, TSQ__MASK(x.q > target), (x.q / target - 1.0) / rate, first);
    }
    const TSQ__LANE(fit) fit = TSQ__LANE(at)(k, y, v, s.t, w);
    const TSQ__VEC step = (TSQ__LANE(rss)(fit, k, y, w) / target - 1.0) / rate;
    const TSQ__LANE(mask) close = TSQ__MASK(TSQ__LANE(size)(step) < LONG * (s.t + first));
    s.t = TSQ__LANE(pick)(above, s.t + step, zero);
    s.settled &= below | close;
    return s;
}

/* ---- DerSimonian and Laird -------------------------------------------------------------------------------------- */

TSQ__INLINE TSQ__VEC TSQ__LANE(moment)(size_t k, const double *y, const double *v, double *w)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    const TSQ__LANE(fit) fit = TSQ__LANE(at)(k, y, v, zero, w);
    TSQ__VEC with_v;
    const TSQ__VEC trace = TSQ__LANE(trace)(fit, k, v, w, &with_v);
    const TSQ__VEC raw = (TSQ__LANE(rss)(fit, k, y, w) - with_v) / trace;
    return TSQ__LANE(pick)(TSQ__MASK(raw > zero), raw, zero);
}

#undef SMALL
#undef DOUBTFUL
#undef MARGIN
#undef LONG
#undef STEPS
#undef PARTS
