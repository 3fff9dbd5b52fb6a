/* Estimators of tau2 with few moderators for one problem and for tiles, from one source; see lanes_design.h and
 * lanes_design_kernel.h. */
#include "tau2/lanes_design.h"

#include "num/lanes_targets.h"

#define TSQ__WIDTH 1
#define TSQ__GROUPS 1
#define TSQ__STRIDE 1
#define TSQ__LANE(name) one_##name
#define TSQ__TARGET TSQ__TARGET_1
#include "tau2/lanes_design_kernel.h"

static one_designed designed_of(const tsq__model *model, double *room)
{
    return (one_designed){model->k, model->m, model->y, model->v, model->x, room, room + model->k};
}

/* Studies are as tsq__lanes_prepare asks of a lane. */
static bool in_range(const tsq__model *model)
{
    double squares = 0.0;
    for (size_t i = 0; i < model->k; i++) {
        squares += model->y[i] * model->y[i];
    }
    return squares < TSQ__LANE_LARGEST && model->vmax < TSQ__LANE_LARGEST;
}

bool tsq__design_likelihood(const tsq__model *model, bool restricted, double *room, double *t)
{
    if (!tsq__design_usable(model) || !in_range(model)) {
        return false;
    }
    const one_designed d = designed_of(model, room);
    const one_search s = one_design_likelihood(&d, (double)model->k, restricted);
    *t = s.t;
    return s.settled != 0;
}

bool tsq__design_profile_q(const tsq__model *model, double target, double *room, double *t)
{
    if (!tsq__design_usable(model) || !in_range(model)) {
        return false;
    }
    const one_designed d = designed_of(model, room);
    const one_search s = one_design_profile_q(&d, target);
    *t = s.t;
    return s.settled != 0;
}

#undef TSQ__WIDTH
#undef TSQ__GROUPS
#undef TSQ__STRIDE
#undef TSQ__LANE
#undef TSQ__TARGET

#define TSQ__KERNEL "tau2/lanes_design_tile.h"
#define TSQ__STRIDE TSQ__LANES
#include "num/lanes_widths.h"

void tsq__designs_likelihood(const tsq__design_tile *d, bool restricted, double *t, bool *settled)
{
    double n[TSQ__LANES];
    for (size_t l = 0; l < TSQ__LANES; l++) {
        n[l] = (double)d->tile.n[l];
    }
    TSQ__BY_WIDTH(&d->tile, design_likelihood, d, n, restricted, t, settled);
}

void tsq__designs_profile_q(const tsq__design_tile *d, const double *target, double *t, bool *settled)
{
    TSQ__BY_WIDTH(&d->tile, design_profile_q, d, target, t, settled);
}
