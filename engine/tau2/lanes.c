/* Estimators of tau2 for one analysis and for tiles, from one source; see lanes.h and lanes_kernel.h. */
#include "tau2/lanes.h"

#include "num/lanes_targets.h"

#define TSQ__WIDTH 1
#define TSQ__GROUPS 1
#define TSQ__STRIDE 1
#define TSQ__LANE(name) one_##name
#define TSQ__TARGET TSQ__TARGET_1
#include "num/lanes_kernel.h"
#include "tau2/lanes_kernel.h"

/* Sums of y and y^2. */
struct sums {
    double y, squares;
};

/* Weights 1/v, and whether the studies are as tsq__lanes_prepare asks of a lane. */
static bool prepare(const tsq__model *model, double *w, struct sums *sums)
{
    *sums = (struct sums){0.0, 0.0};
    for (size_t i = 0; i < model->k; i++) {
        w[i] = 1.0 / model->v[i];
        sums->y += model->y[i];
        sums->squares += model->y[i] * model->y[i];
    }
    return sums->squares < TSQ__LANE_LARGEST && model->vmax < TSQ__LANE_LARGEST;
}

bool tsq__lane_likelihood(const tsq__model *model, bool restricted, double *room, double *t)
{
    const double n = (double)model->k;
    struct sums sums;
    one_search s;
    if (!prepare(model, room, &sums)) {
        return false;
    }
    one_likelihood(model->k, model->y, model->v, room, &n, &sums.y, &sums.squares, restricted, room, &s);
    *t = s.t;
    return s.settled != 0;
}

bool tsq__lane_profile_q(const tsq__model *model, double target, double *room, double *t)
{
    struct sums sums;
    one_search s;
    if (!prepare(model, room, &sums)) {
        return false;
    }
    one_profile_q(model->k, model->y, model->v, room, &target, room, &s);
    *t = s.t;
    return s.settled != 0;
}

#undef TSQ__WIDTH
#undef TSQ__GROUPS
#undef TSQ__STRIDE
#undef TSQ__LANE
#undef TSQ__TARGET

#define TSQ__KERNEL "tau2/lanes_tile.h"
#define TSQ__STRIDE TSQ__LANES
#include "num/lanes_widths.h"

void tsq__lanes_likelihood(const tsq__tile *tile, bool restricted, double *t, bool *settled)
{
    TSQ__BY_WIDTH(tile, likelihood, tile, restricted, t, settled);
}

void tsq__lanes_profile_q(const tsq__tile *tile, const double *target, double *t, bool *settled)
{
    TSQ__BY_WIDTH(tile, profile_q, tile, target, t, settled);
}

void tsq__lanes_moment(const tsq__tile *tile, const tsq__lanes_fit *at_zero, double *t)
{
    for (size_t l = 0; l < TSQ__LANES; l++) {
        const double raw = (at_zero->rss[l] - ((double)tile->n[l] - 1.0)) / at_zero->trace[l];
        t[l] = raw > 0.0 ? raw : 0.0;
    }
}
