/* Estimators of tau2 for one analysis and for tiles, from one source; see lanes.h and lanes_kernel.h. */
#include "tau2/lanes.h"

#include "num/lanes_clones.h"

#define TSQ__WIDTH 1
#define TSQ__GROUPS 1
#define TSQ__STRIDE 1
#define TSQ__LANE(name) one_##name
#include "num/lanes_kernel.h"
#include "tau2/lanes_kernel.h"

bool tsq__lane_likelihood(const tsq__model *model, bool restricted, double *room, double *t)
{
    const double n = (double)model->k;
    one_search s;
    one_likelihood(model->k, model->y, model->v, &n, restricted, room, &s);
    *t = s.t;
    return s.settled != 0;
}

bool tsq__lane_profile_q(const tsq__model *model, double target, double *room, double *t)
{
    one_search s;
    one_profile_q(model->k, model->y, model->v, &target, room, &s);
    *t = s.t;
    return s.settled != 0;
}

#undef TSQ__WIDTH
#undef TSQ__GROUPS
#undef TSQ__STRIDE
#undef TSQ__LANE
#undef TSQ__INLINE
#undef TSQ__MASK
#undef TSQ__VEC
#undef TSQ__LOAD
#undef TSQ__STORE
#define TSQ__WIDTH 4
#define TSQ__GROUPS (TSQ__LANES / TSQ__WIDTH)
#define TSQ__STRIDE TSQ__LANES
#define TSQ__LANE(name) tile_##name
#include "num/lanes_kernel.h"
#include "tau2/lanes_kernel.h"

static void store(const tile_search *s, double *t, bool *settled)
{
    for (size_t l = 0; l < TSQ__LANES; l++) {
        t[l] = s[l / TSQ__WIDTH].t[l % TSQ__WIDTH];
        settled[l] = s[l / TSQ__WIDTH].settled[l % TSQ__WIDTH] != 0;
    }
}

TSQ__CLONES static void likelihood_all(const tsq__tile *tile, bool restricted, double *t, bool *settled)
{
    double n[TSQ__LANES];
    tile_search s[TSQ__GROUPS];
    for (size_t l = 0; l < TSQ__LANES; l++) {
        n[l] = (double)tile->n[l];
    }
    if (restricted) {
        tile_likelihood(tile->k, tile->y, tile->v, n, true, tile->room, s);
    } else {
        tile_likelihood(tile->k, tile->y, tile->v, n, false, tile->room, s);
    }
    store(s, t, settled);
}

void tsq__lanes_likelihood(const tsq__tile *tile, bool restricted, double *t, bool *settled)
{
    likelihood_all(tile, restricted, t, settled);
}

TSQ__CLONES static void profile_q_all(const tsq__tile *tile, const double *target, double *t, bool *settled)
{
    tile_search s[TSQ__GROUPS];
    tile_profile_q(tile->k, tile->y, tile->v, target, tile->room, s);
    store(s, t, settled);
}

void tsq__lanes_profile_q(const tsq__tile *tile, const double *target, double *t, bool *settled)
{
    profile_q_all(tile, target, t, settled);
}

TSQ__CLONES static void moment_all(const tsq__tile *tile, double *t)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        TSQ__STORE(t + at, tile_moment(tile->k, tile->y + at, tile->v + at, tile->room + at));
    }
}

void tsq__lanes_moment(const tsq__tile *tile, double *t)
{
    moment_all(tile, t);
}
