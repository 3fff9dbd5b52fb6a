/* What lanes_design.c does with whole tiles, for vectors of one width: a kernel of num/lanes_widths.h. */
#include "tau2/lanes_design_kernel.h"

TSQ__INLINE TSQ__LANE(designed) TSQ__LANE(designed_of)(const tsq__design_tile *d, size_t at)
{
    return (TSQ__LANE(designed)){d->tile.k,       d->m, d->tile.y + at, d->tile.v + at, d->x + at, d->tile.room + at,
                                 d->residual + at};
}

TSQ__INLINE void TSQ__LANE(design_settle)(TSQ__LANE(search) s, size_t at, double *t, bool *settled)
{
    TSQ__STORE(t + at, s.t);
    for (size_t l = 0; l < TSQ__WIDTH; l++) {
        settled[at + l] = TSQ__LANE(has)(s.settled, l);
    }
}

static TSQ__TARGET void TSQ__TILE(design_likelihood)(const tsq__design_tile *d, const double *n, bool restricted,
                                                     double *t, bool *settled)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const TSQ__LANE(designed) p = TSQ__LANE(designed_of)(d, at);
        TSQ__LANE(design_settle)(TSQ__LANE(design_likelihood)(&p, TSQ__LOAD(n + at), restricted), at, t, settled);
    }
}

static TSQ__TARGET void TSQ__TILE(design_profile_q)(const tsq__design_tile *d, const double *target, double *t,
                                                    bool *settled)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const TSQ__LANE(designed) p = TSQ__LANE(designed_of)(d, at);
        TSQ__LANE(design_settle)(TSQ__LANE(design_profile_q)(&p, TSQ__LOAD(target + at)), at, t, settled);
    }
}
