/* Estimators of tau2 for one analysis and for tiles, from one source; see lanes.h and lanes_kernel.h. */
#include "tau2/lanes.h"

#include "num/lanes_clones.h"

#define TSQ__WIDTH 1
#define TSQ__STRIDE 1
#define TSQ__LANE(name) one_##name
#include "num/lanes_kernel.h"
#include "tau2/lanes_kernel.h"

bool tsq__lane_likelihood(const tsq__model *model, bool restricted, double *room, double *t)
{
    const one_search s = one_likelihood(model->k, model->y, model->v, (double)model->k, restricted, room);
    *t = s.t;
    return s.settled != 0;
}

bool tsq__lane_profile_q(const tsq__model *model, double target, double *room, double *t)
{
    const one_search s = one_profile_q(model->k, model->y, model->v, target, room);
    *t = s.t;
    return s.settled != 0;
}

#undef TSQ__WIDTH
#undef TSQ__STRIDE
#undef TSQ__LANE
#undef TSQ__INLINE
#undef TSQ__MASK
#undef TSQ__VEC
#undef TSQ__LOAD
#undef TSQ__STORE
#define TSQ__WIDTH 4
#define TSQ__STRIDE TSQ__LANES
#define TSQ__LANE(name) tile_##name
#include "num/lanes_kernel.h"
#include "tau2/lanes_kernel.h"

static void settle(bool *settled, size_t at, tile_mask mask)
{
    for (size_t l = 0; l < TSQ__WIDTH; l++) {
        settled[at + l] = mask[l] != 0;
    }
}

TSQ__CLONES static void likelihood_all(const tsq__tile *tile, bool restricted, double *t, bool *settled)
{
    double n[TSQ__LANES];
    for (size_t l = 0; l < TSQ__LANES; l++) {
        n[l] = (double)tile->n[l];
    }
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const tile_search s = restricted ? tile_likelihood(tile->k, tile->y + at, tile->v + at, TSQ__LOAD(n + at), true,
                                                           tile->room + at)
                                         : tile_likelihood(tile->k, tile->y + at, tile->v + at, TSQ__LOAD(n + at), false,
                                                           tile->room + at);
        TSQ__STORE(t + at, s.t);
        settle(settled, at, s.settled);
    }
}

void tsq__lanes_likelihood(const tsq__tile *tile, bool restricted, double *t, bool *settled)
{
    likelihood_all(tile, restricted, t, settled);
}

TSQ__CLONES static void profile_q_all(const tsq__tile *tile, const double *target, double *t, bool *settled)
{
    for (size_t at = 0; at < TSQ__LANES; at += TSQ__WIDTH) {
        const tile_search s =
            tile_profile_q(tile->k, tile->y + at, tile->v + at, TSQ__LOAD(target + at), tile->room + at);
        TSQ__STORE(t + at, s.t);
        settle(settled, at, s.settled);
    }
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
