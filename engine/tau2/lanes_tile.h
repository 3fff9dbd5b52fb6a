/* What lanes.c does with whole tiles, for vectors of one width: a kernel of num/lanes_widths.h. */
#include "num/lanes_kernel.h"
#include "tau2/lanes_kernel.h"

TSQ__INLINE void TSQ__LANE(store)(const TSQ__LANE(search) * s, double *t, bool *settled)
{
    for (size_t l = 0; l < TSQ__LANES; l++) {
        t[l] = s[l / TSQ__WIDTH].t[l % TSQ__WIDTH];
        settled[l] = TSQ__LANE(has)(s[l / TSQ__WIDTH].settled, l % TSQ__WIDTH);
    }
}

static TSQ__TARGET void TSQ__TILE(likelihood)(const tsq__tile *tile, bool restricted, double *t, bool *settled)
{
    double n[TSQ__LANES];
    TSQ__LANE(search) s[TSQ__GROUPS];
    for (size_t l = 0; l < TSQ__LANES; l++) {
        n[l] = (double)tile->n[l];
    }
    if (restricted) {
        TSQ__LANE(likelihood)
        (tile->k, tile->y, tile->v, tile->w, n, tile->sum, tile->squares, true, tile->room, s);
    } else {
        TSQ__LANE(likelihood)
        (tile->k, tile->y, tile->v, tile->w, n, tile->sum, tile->squares, false, tile->room, s);
    }
    TSQ__LANE(store)(s, t, settled);
}

static TSQ__TARGET void TSQ__TILE(profile_q)(const tsq__tile *tile, const double *target, double *t, bool *settled)
{
    TSQ__LANE(search) s[TSQ__GROUPS];
    TSQ__LANE(profile_q)(tile->k, tile->y, tile->v, tile->w, target, tile->room, s);
    TSQ__LANE(store)(s, t, settled);
}
