/* Estimators of tau2 with few moderators for several problems at once. Included as num/lanes_kernel.h is.
 *
 * The steps and proofs of lanes_kernel.h hold for any number of coefficients p: with K a basis of the contrasts of the
 * studies that are free of them, and lambda_j the k - p eigenvalues of K'VK, A = y'PPy is sum c_j (lambda_j + t)^-2 and
 * B = tr P is sum (lambda_j + t)^-1, and no lambda_j is less than the least v. */
#include "num/lanes_design_kernel.h"
#include "tau2/lanes_kernel.h"

#define DOUBTFUL 1e-8 /* of a comparison at tau2 = 0 */
#define SMALL 3e-6    /* the last plain step, relative to v + tau2 of the most precise study */
#define LONG 1e-6     /* a compensated step that is longer says that plain sums have failed */
#define STEEP 2e-2    /* as in lanes_kernel.h */
#define STEPS 60
#define PARTS 6

typedef struct {
    TSQ__LANE(bend) bend;
    TSQ__LANE(mask) sound;
} TSQ__LANE(sound_bend);

TSQ__INLINE TSQ__LANE(sound_bend) TSQ__LANE(design_bend)(const TSQ__LANE(designed) * d, TSQ__VEC t, bool restricted)
{
    TSQ__LANE(design_terms) x;
    TSQ__LANE(design_pass)(d, &t, &x);
    return (TSQ__LANE(sound_bend)){TSQ__LANE(bend_of)(x.terms, t, restricted), x.sound};
}

/* As least_pitch of lanes_kernel.h: 1 / (unweighted sum of squares). The basis is orthogonal. */
TSQ__INLINE TSQ__VEC TSQ__LANE(design_pitch)(const TSQ__LANE(designed) * d, TSQ__VEC n)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    TSQ__VEC sum = zero, all = zero;
    for (size_t i = 0; i < d->k; i++) {
        const TSQ__VEC yi = TSQ__LOAD(d->y + i * TSQ__STRIDE);
        sum += yi;
        all += yi * yi;
    }
    TSQ__VEC rest = all - sum * sum / n;
    for (size_t j = 0; j < d->m; j++) {
        TSQ__VEC product = zero, square = zero;
        for (size_t i = 0; i < d->k; i++) {
            const TSQ__VEC xi = TSQ__LOAD(d->x + (j * d->k + i) * TSQ__STRIDE);
            product += xi * TSQ__LOAD(d->y + i * TSQ__STRIDE);
            square += xi * xi;
        }
        rest -= product * product / square;
    }
    return 1.0 / TSQ__LANE(pick)(TSQ__LANE(less)(DOUBTFUL * all, rest), rest, TSQ__LANE(all)((double)NAN));
}

/* No stationary point right of `from`. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(design_falls)(const TSQ__LANE(designed) * d, TSQ__VEC n, bool restricted,
                                                    TSQ__LANE(bend) from, TSQ__VEC pitch, TSQ__LANE(mask) wanted)
{
    TSQ__LANE(mask) proven = TSQ__LANE(falls_beyond)(from, pitch), lost = ~wanted;
    for (int part = 0; part < PARTS && TSQ__LANE(any)(~(proven | lost)); part++) {
        const TSQ__VEC t = from.t + n * from.psi * (0.25 * (double)(1 << (2 * part)));
        const TSQ__LANE(sound_bend) to = TSQ__LANE(design_bend)(d, t, restricted);
        lost |= ~proven & ~(to.sound & TSQ__LANE(falls_between)(from, to.bend));
        proven |= ~lost & TSQ__LANE(falls_beyond)(to.bend, pitch);
        from = to.bend;
    }
    return proven & ~lost;
}

/* No other one between 0 and the root. */
TSQ__INLINE TSQ__LANE(mask) TSQ__LANE(design_rises)(const TSQ__LANE(designed) * d, bool restricted,
                                                    TSQ__VEC psi_at_zero, TSQ__LANE(bend) root, TSQ__LANE(mask) wanted)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0);
    TSQ__LANE(bend) to = root;
    TSQ__LANE(mask)
    lost = ~wanted | TSQ__LANE(less)((2.0 * root.growth * root.psi - root.psi_slope) * (root.t + TSQ__LOAD(d->v)),
                                     STEEP * root.psi);
    TSQ__LANE(mask) proven = TSQ__LANE(rises_between)(zero, psi_at_zero, to);
    for (int part = 0; part < PARTS && TSQ__LANE(any)(~(proven | lost)); part++) {
        const TSQ__VEC t = (part < 3 ? 0.5 : 0.125) * to.t;
        const TSQ__LANE(sound_bend) from = TSQ__LANE(design_bend)(d, t, restricted);
        lost |= ~proven & ~(from.sound & TSQ__LANE(rises_between)(t, from.bend.psi, to));
        proven |= ~lost & TSQ__LANE(rises_between)(zero, psi_at_zero, from.bend);
        to = from.bend;
    }
    return proven & ~lost;
}

/* tau2 of (restricted) maximum likelihood. */
TSQ__INLINE TSQ__LANE(search) TSQ__LANE(design_likelihood)(const TSQ__LANE(designed) * d, TSQ__VEC n, bool restricted)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), first = TSQ__LOAD(d->v);
    const TSQ__LANE(sound_bend) start = TSQ__LANE(design_bend)(d, zero, restricted);
    const TSQ__LANE(bend) from = start.bend;
    const TSQ__VEC gap = from.square - from.psi, pitch = TSQ__LANE(design_pitch)(d, n);
    const TSQ__LANE(mask) rises = start.sound & TSQ__LANE(less)(gap, -DOUBTFUL * from.psi);
    TSQ__LANE(mask) at_zero = start.sound & TSQ__LANE(less)(DOUBTFUL * from.psi, gap);
    at_zero = TSQ__LANE(design_falls)(d, n, restricted, from, pitch, at_zero);
    TSQ__LANE(search) s = {.t = zero, .lo = zero, .hi = TSQ__LANE(all)((double)INFINITY), .done = ~rises};
    s.settled = at_zero;
    TSQ__LANE(advance)(&s, rises, TSQ__LANE(bend_step)(from), first, SMALL);
    for (int step = 1; step < STEPS && TSQ__LANE(any)(~s.done); step++) {
        const TSQ__LANE(bend) now = TSQ__LANE(design_bend)(d, s.t, restricted).bend;
        TSQ__LANE(advance)(&s, TSQ__LANE(less)(now.square, now.psi), TSQ__LANE(bend_step)(now), first, SMALL);
    }
    if (TSQ__LANE(any)(rises)) { /* the last step, and the proof that there is no other maximum */
        TSQ__LANE(design) x;
        TSQ__LANE(design_at)(d, &s.t, true, &x);
        const TSQ__VEC b = restricted ? x.trace : x.sum, slope = restricted ? x.trace2 : x.w2;
        const TSQ__LANE(bend) root = TSQ__LANE(bend_from)(s.t, x.a, b, x.c, slope);
        const TSQ__LANE(mask) before = TSQ__LANE(design_rises)(d, restricted, from.psi, root, rises);
        const TSQ__LANE(mask) only = TSQ__LANE(design_falls)(d, n, restricted, root, pitch, before);
        const TSQ__VEC excess = (x.a - b) * root.psi, rate = 2.0 * root.growth - slope * root.psi;
        const TSQ__VEC change = (excess - 0.5 * excess * excess) / rate;
        const TSQ__LANE(mask) close = TSQ__LANE(less)(TSQ__LANE(size)(change), LONG * (s.t + first));
        s.t = TSQ__LANE(pick)(rises, s.t + change, zero);
        s.settled &= at_zero | (rises & before & only & close & x.sound);
    }
    return s;
}

/* y'P(t)y = target. */
TSQ__INLINE TSQ__LANE(search) TSQ__LANE(design_profile_q)(const TSQ__LANE(designed) * d, TSQ__VEC target)
{
    const TSQ__VEC zero = TSQ__LANE(all)(0.0), first = TSQ__LOAD(d->v);
    TSQ__LANE(design_terms) x;
    TSQ__LANE(design_pass)(d, &zero, &x);
    TSQ__VEC rate = x.terms.a / x.terms.q;
    const TSQ__LANE(mask) above = x.sound & TSQ__LANE(less)((1.0 + DOUBTFUL) * target, x.terms.q);
    const TSQ__LANE(mask) below = x.sound & TSQ__LANE(less)(x.terms.q, (1.0 - DOUBTFUL) * target);
    TSQ__LANE(search) s = {.t = zero, .lo = zero, .hi = TSQ__LANE(all)((double)INFINITY), .done = ~above};
    s.settled = below;
    TSQ__LANE(advance)(&s, above, (x.terms.q / target - 1.0) / rate, first, SMALL);
    for (int step = 1; step < STEPS && TSQ__LANE(any)(~s.done); step++) {
        TSQ__LANE(design_pass)(d, &s.t, &x);
        rate = TSQ__LANE(pick)(~s.done, x.terms.a / x.terms.q, rate);
        TSQ__LANE(advance)(&s, TSQ__LANE(less)(target, x.terms.q), (x.terms.q / target - 1.0) / rate, first, SMALL);
    }
    if (TSQ__LANE(any)(above)) {
        TSQ__LANE(design) fit;
        TSQ__LANE(design_at)(d, &s.t, false, &fit);
        const TSQ__VEC change = (fit.rss / target - 1.0) / rate;
        const TSQ__LANE(mask) close = TSQ__LANE(less)(TSQ__LANE(size)(change), LONG * (s.t + first));
        s.t = TSQ__LANE(pick)(above, s.t + change, zero);
        s.settled &= below | (above & close & fit.sound);
    }
    return s;
}

#undef DOUBTFUL
#undef SMALL
#undef LONG
#undef STEEP
#undef STEPS
#undef PARTS
